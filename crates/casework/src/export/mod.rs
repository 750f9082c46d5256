//! A record as it leaves the desk: a typed description from which the page, the PDF and the JSON are all made, so that they say the same. What a worker
//! marked is left out here, once, and each gap shows that something is missing. Must not know pages, fonts, or who may ask.

mod build;
mod gaps;
mod hide;
mod history;
mod identities;
mod line;
mod names;
mod sections;
mod still;

use std::fmt;

use serde::Serialize;
use sha2::{Digest, Sha256};

pub use build::{Source, Words, document};
pub use gaps::{GAP, GROUNDS, ground};
pub use identities::{Asker, Identity, Whose, identities};
pub use still::{Standing, Still, occurrences};

use crate::work::{Purpose, Span};
use crate::{ConcernId, MessageId};

/// The name and version of the JSON. A change that a reader would stumble over makes another.
pub const SCHEMA: &str = "waymark-record-1";
/// The most characters of a document: past them a file would take too much of the machine.
pub const MOST: usize = 2_000_000;

/// What a record says. Nothing in it depends on who makes the file, or when: the same record is the same document.
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
    /// What a reader has to know first.
    pub notes: Vec<String>,
    /// What is left out, by its ground.
    pub left_out: Vec<Missing>,
    /// The sections, in the order of reading.
    pub sections: Vec<Section>,
}

/// How often something is left out on one ground.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Missing {
    /// As each gap says it.
    pub gap: &'static str,
    /// In how many places.
    pub places: usize,
}

/// A part with a heading.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Section {
    /// The concern that it is of; none of the time line, which is of all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub concern: Option<ConcernId>,
    /// The heading.
    pub heading: String,
    /// Its entries, in order.
    pub items: Vec<Item>,
    /// A table, where the section is one: the time line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub table: Option<Table>,
}

/// One entry of the record.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Item {
    /// Its name: what a mark is put on.
    pub entry: MessageId,
    /// What it is, and how it is known: `Fact · Seen or heard by whoever says it · Home`; the gap where all of it is left out.
    pub head: String,
    /// What it says.
    pub parts: Vec<Part>,
    /// Whether these are a child's own words.
    pub childs_words: bool,
    /// Whether another wording took its place.
    pub earlier: bool,
    /// Whether all of it is left out.
    pub left_out: bool,
    /// Who wrote it, and when; nothing where all of it is left out.
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
    /// What it was made from; none of what the document says itself. **Never leaves the desk.**
    #[serde(skip)]
    pub raw: Option<Raw>,
}

/// A text as it stands in the record.
#[derive(Clone, PartialEq, Eq)]
pub struct Raw {
    /// The entry that it is of.
    pub entry: MessageId,
    /// The text.
    pub text: String,
    /// What of it is left out, in order, with the gap that stands there.
    pub hidden: Vec<(Span, &'static str)>,
    /// Whether people write it in words of their own, so that anybody's name may stand in it.
    pub free: bool,
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

/// A document as a file says it: with who made the file, when, and the digest by which it is known.
#[derive(Serialize)]
pub struct Copy<'a> {
    /// The document.
    #[serde(flatten)]
    pub document: &'a Document,
    /// Its digest.
    pub digest: String,
    /// Who made the file.
    pub by: &'a str,
    /// When, as people in London write it.
    pub made: String,
}

impl Document {
    /// The name of just this document: any other word in it gives another.
    pub fn digest(&self) -> String {
        let json = serde_json::to_vec(self).expect("texts and numbers are JSON");
        Sha256::digest(json).iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// A file's copy of it, made by an account at a time in seconds since 1970.
    pub fn copy<'a>(&'a self, by: &'a str, at: i64) -> Copy<'a> {
        Copy { document: self, digest: self.digest(), by, made: build::at(at) }
    }

    /// Every text that was made from one of the record's, with the concern and the entry of the document in which it stands.
    pub fn texts(&self) -> impl Iterator<Item = (ConcernId, &Item, &Part, &Raw)> {
        let of = |s: &'_ Section| s.concern;
        self.sections
            .iter()
            .filter_map(move |s| Some((of(s)?, s)))
            .flat_map(|(concern, s)| s.items.iter().map(move |item| (concern, item)))
            .flat_map(|(concern, item)| item.parts.iter().filter_map(move |part| Some((concern, item, part, part.raw.as_ref()?))))
    }
}

/// **Silent: it counts sections, and shows none of their words.**
impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Document({} sections)", self.sections.len())
    }
}

#[cfg(test)]
mod tests;
