//! What the same people may see, held and found together: **a search goes through the parts of who asks alone, so that what is for others takes it no time.**
//! Must not know who they are.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::Arc;

use finding::{Hit, Index};

use super::Held;

/// A concern that a search has found.
pub(crate) struct Found {
    pub(crate) held: Arc<Held>,
    pub(crate) hit: Hit,
}

/// One part of everything that is open.
#[derive(Default)]
pub(super) struct Part {
    /// As the index numbers them; none where one was taken out.
    by_number: Vec<Option<Arc<Held>>>,
    numbers: HashMap<String, u32>,
    index: Index,
}

impl Part {
    /// Holds one, in place of how it was.
    pub(super) fn put(&mut self, held: &Arc<Held>, texts: &[String]) {
        let id = &held.row.id;
        let number = *self.numbers.entry(id.clone()).or_insert_with(|| {
            self.by_number.push(None);
            u32::try_from(self.by_number.len() - 1).unwrap_or(u32::MAX)
        });
        self.by_number[number as usize] = Some(Arc::clone(held));
        self.index.add(number, texts.iter().map(String::as_str).chain([id.as_str()]));
    }

    /// Takes one out: it is found no more, at once.
    pub(super) fn remove(&mut self, id: &str) {
        if let Some(number) = self.numbers.remove(id) {
            self.by_number[number as usize] = None;
            self.index.remove(number);
        }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.numbers.len()
    }

    /// Gives back memory that is held in reserve.
    pub(super) fn settle(&mut self) {
        self.index.settle();
    }

    /// What is found in it, the best first.
    pub(super) fn find(&self, question: &str, limit: usize) -> Vec<Found> {
        let hits = self.index.find(question, limit, &|_| true);
        let held = |hit: &Hit| self.by_number.get(hit.doc as usize)?.clone();
        hits.into_iter().filter_map(|hit| Some(Found { held: held(&hit)?, hit })).collect()
    }
}

/// What several parts have found, as if they were one: those in which most of what was asked stands, and of them the best first.
pub(super) fn best(mut found: Vec<Found>, limit: usize) -> Vec<Found> {
    let most = found.iter().map(|f| f.hit.why.len()).max();
    found.retain(|f| Some(f.hit.why.len()) == most);
    // Within a part they stand so already; among equals the latest comes first.
    found.sort_by_key(|f| (Reverse(f.hit.worth), Reverse(f.held.row.arrived)));
    found.truncate(limit);
    found
}
