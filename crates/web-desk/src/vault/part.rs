//! What the same people may see, found together: **a search goes through the parts of who asks alone, so that what is for others takes it no time.**
//! Must not know who they are, or what a concern is: it is a number.

use std::cmp::Reverse;
use std::sync::Arc;

use finding::{Hit, Index};

use super::Held;

/// A concern that a search has found.
pub(crate) struct Found {
    pub(crate) held: Arc<Held>,
    pub(crate) hit: Hit,
}

/// The words of one part of everything that is open.
#[derive(Default)]
pub(super) struct Part {
    index: Index,
}

impl Part {
    /// Finds one by these texts from now on too.
    pub(super) fn put<'a>(&mut self, number: u32, texts: impl IntoIterator<Item = &'a str>) {
        self.index.add(number, texts);
    }

    /// Takes over the words of several.
    pub(super) fn join(&mut self, index: Index) {
        self.index.join(index);
    }

    /// Takes out of memory what only those said that were taken out.
    pub(super) fn sweep(&mut self) {
        self.index.sweep();
    }

    /// Takes one out: it is found no more, at once. Whether it was the last.
    pub(super) fn remove(&mut self, number: u32) -> bool {
        self.index.remove(number);
        self.index.is_empty()
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.index.len()
    }

    /// Gives back memory that is held in reserve.
    pub(super) fn settle(&mut self) {
        self.index.settle();
    }

    /// What is found in it, the best first.
    pub(super) fn find(&self, question: &str, limit: usize) -> Vec<Hit> {
        self.index.find(question, limit, &|_| true)
    }
}

/// What several parts have found, as if they were one: those in which most of what was asked stands, and of them the best first.
pub(super) fn best(mut found: Vec<Hit>, limit: usize) -> Vec<Hit> {
    let most = found.iter().map(|hit| hit.why.len()).max();
    found.retain(|hit| Some(hit.why.len()) == most);
    found.sort_by_key(|hit| (Reverse(hit.worth), Reverse(hit.doc)));
    found.truncate(limit);
    found
}
