//! The tests of the crate from outside, as one program.

mod bad;
mod concern;
mod corpus;
mod disk;
mod forms;
mod safe_text;
mod sites;
mod walk;
