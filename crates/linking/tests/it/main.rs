//! Linking as a whole: on labelled sets, on hostile text, and on a story.

mod data;
mod index;
mod properties;
mod sets;
mod story;
