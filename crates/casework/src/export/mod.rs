//! A record as it leaves the desk: a typed description from which the page, the PDF and the JSON are all made, so that they say the same. What a worker
//! marked is left out here, once, and each gap shows that something is missing. Must not know pages, fonts, or who may ask.

mod build;
mod gaps;

use std::fmt;

use serde::Serialize;

pub use build::{Source, Words, document};
pub use gaps::{GAP, GROUNDS, ground};

use crate::MessageId;
use crate::work::Purpose;

/// The name and version of the JSON. A change that a reader would stumble over makes another.
pub const SCHEMA: &str = "waymark-record-1";

/// A record that leaves the desk.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Document {
    /// [`SCHEMA`].
    pub schema: &'static str,
    /// What it is for.
    pub purpose: Purpose,
    /// Whether it holds the concerns that are joined with the first one too.
    pub whole: bool,
    /// Its title.
    pub title: String,
    /// Who made it.
    pub by: String,
    /// When, in seconds since 1970, UTC.
    pub at: i64,
    /// What a reader has to know first: gaps, and what could not be read.
    pub notes: Vec<String>,
    /// The sections, in the order of reading.
    pub sections: Vec<Section>,
    /// Marks on words that have been worded anew since: **until someone has looked at each again, nothing leaves the desk.**
    #[serde(skip)]
    pub to_renew: Vec<MessageId>,
}

/// A part with a heading.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Section {
    /// The heading.
    pub heading: String,
    /// Its entries, in order.
    pub items: Vec<Item>,
    /// A table, where the section is one: the chronology.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub table: Option<Table>,
}

/// One entry of the record.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Item {
    /// Its name: what a mark is put on.
    pub entry: MessageId,
    /// What it is, and how it is known: `Fact · Seen or heard by whoever says it · Home`.
    pub head: String,
    /// What it says.
    pub parts: Vec<Part>,
    /// Whether these are a child's own words.
    pub childs_words: bool,
    /// Who wrote it, and when.
    pub signed: String,
}

/// One text of an entry.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Part {
    /// Its name in the record: `what`, `child.1.name`.
    pub name: String,
    /// As people call it; empty where the text speaks for itself.
    pub label: String,
    /// The text, with gaps where something is left out.
    pub text: String,
}

/// A table. Each row has as many cells as the head.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Table {
    /// What it shows.
    pub caption: String,
    /// The heads of its columns.
    pub head: Vec<String>,
    /// Its rows.
    pub rows: Vec<Vec<String>>,
}

/// **Silent: it counts sections, and shows none of their words.**
impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Document({} sections)", self.sections.len())
    }
}

#[cfg(test)]
mod tests;
