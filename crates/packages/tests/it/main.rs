//! Records as PDFs, looked at with poppler's programs: what stands in them, how they are tagged, and what strangers' words do.
mod pdf;
