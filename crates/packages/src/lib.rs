//! What leaves the desk as a file for other programs: a record as a PDF that screen readers can read. Heavy dependencies live here alone.
//! **What was told is data, never markup**: it reaches the typesetter as JSON values, and no source text is ever made of it. Nothing touches the disk, and what
//! the typesetter remembers is dropped after each file. Must not know what a record says, or who may have it.

mod fit;
mod world;

use casework::export::Copy;
use serde_json::Value;
use typst::diag::SourceDiagnostic;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use world::Desk;

/// Why there is no file. **No text here quotes the record.**
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The typesetter refused; with its own words, which are about our template.
    #[error("the document could not be set: {0}")]
    Set(String),
}

/// A record as a PDF: tagged, with its language, headings, the heads of its table and page numbers, as PDF/UA-1 asks. It takes a while: a thread of its own is
/// the place for it. `purpose` is what the record is for, in words.
///
/// # Errors
/// If the typesetter refuses it.
pub fn pdf(record: &Copy<'_>, purpose: &str) -> Result<Vec<u8>, Error> {
    let mut value = serde_json::to_value(record).map_err(|_| Error::Set("it is no JSON".into()))?;
    let unknown = fit::all(&mut value);
    if let Some(map) = value.as_object_mut() {
        // A digest has no place to break, and is copied from here.
        map.insert("digest".into(), Value::String(record.digest.clone()));
        map.insert("for".into(), Value::String(purpose.to_owned()));
        map.insert("unknown_signs".into(), Value::Bool(unknown));
    }
    let made = set(&value.to_string());
    // What it remembers to be faster the next time holds what was told.
    typst::comemo::evict(0);
    made
}

fn set(record: &str) -> Result<Vec<u8>, Error> {
    let desk = Desk::new(record);
    let document = typst::compile::<PagedDocument>(&desk).output.map_err(|errors| refused(&errors))?;
    let standards = PdfStandards::new(&[PdfStandard::Ua_1]).map_err(|e| Error::Set(e.message().to_string()))?;
    let options = PdfOptions { standards, ..PdfOptions::default() };
    typst_pdf::pdf(&document, &options).map_err(|errors| refused(&errors))
}

fn refused(errors: &[SourceDiagnostic]) -> Error {
    Error::Set(errors.iter().map(|e| e.message.as_str()).collect::<Vec<_>>().join("; "))
}
