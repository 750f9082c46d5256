//! The public door as a visitor without a browser meets it. One binary; a module for each matter.

mod api;
mod back;
mod badly;
mod course;
mod finding;
mod hostile;
mod keep;
mod mailbox;
mod pages;
mod still;
mod tell;
mod words;
