//! Several concerns that were opened away from everything else, with their words: to be taken in at once, so that every core can read at the same time and
//! nobody who looks at a list waits; and to be kept as bytes, for the next time. **The bytes go into a seal and nowhere else.** Must not know the seal.
//!
//! The bytes: [`FORM`]; how long what follows is, as eight bytes, the least first; the concerns as JSON; the index of their words.

use std::sync::Arc;

use finding::Index;
use store::{Concern, Stamp};
use team::Opened;

use super::{Held, said};

/// **Another number with every change of what is held of a concern, or of which texts are found:** what an older program has kept is then opened anew.
const FORM: &[u8] = concat!("waymark-desk-8 ", env!("CARGO_PKG_VERSION"), "\n").as_bytes();

/// Concerns, and their words.
#[derive(Default)]
pub(super) struct Batch {
    /// In the order of their numbers in the index; each as its records stood.
    pub(super) all: Vec<(Stamp, Arc<Held>)>,
    pub(super) index: Index,
}

impl Batch {
    /// Adds one.
    pub(super) fn add(&mut self, row: Concern, opened: &Opened) {
        let number = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
        self.index.add(number, said::texts(opened).iter().map(String::as_str).chain([row.id.as_str()]));
        self.all.push((opened.stamp(), Arc::new(Held::new(row, opened))));
    }

    /// Keeps some of them; how many went.
    pub(super) fn retain(&mut self, mut keep: impl FnMut(&Stamp, &Held) -> bool) -> usize {
        let (before, mut numbers) = (self.all.len(), Vec::with_capacity(self.all.len()));
        let mut kept = 0;
        self.all.retain(|(stamp, held)| {
            let keeps = keep(stamp, held);
            numbers.push(keeps.then_some(kept));
            kept += u32::from(keeps);
            keeps
        });
        if self.all.len() < before {
            self.index.renumber(|number| numbers.get(number as usize).copied().flatten());
        }
        before - self.all.len()
    }

    /// As bytes. None if it cannot be said so.
    pub(super) fn bytes(&mut self) -> Option<Vec<u8>> {
        let all: Vec<(&Stamp, &Held)> = self.all.iter().map(|(stamp, held)| (stamp, &**held)).collect();
        let json = serde_json::to_vec(&all).ok()?;
        let mut bytes = Vec::with_capacity(json.len() * 4);
        bytes.extend_from_slice(FORM);
        bytes.extend_from_slice(&(json.len() as u64).to_le_bytes());
        bytes.extend_from_slice(&json);
        self.index.save(&mut bytes).ok()?;
        Some(bytes)
    }

    /// From bytes; none if another program has written them, or they do not fit together.
    pub(super) fn read(bytes: &[u8]) -> Option<Batch> {
        let (length, rest) = bytes.strip_prefix(FORM)?.split_first_chunk()?;
        let (json, mut index) = rest.split_at_checked(usize::try_from(u64::from_le_bytes(*length)).ok()?)?;
        let all: Vec<(Stamp, Held)> = serde_json::from_slice(json).ok()?;
        let index = Index::load(&mut index).ok()?;
        let all: Vec<_> = all.into_iter().map(|(stamp, held)| (stamp, Arc::new(held.for_all()))).collect();
        (index.len() == all.len() && index.docs().all(|number| (number as usize) < all.len())).then_some(Batch { all, index })
    }
}
