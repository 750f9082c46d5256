//! An index made anew from its own records, beside the work: what is gone is in the new one no more, not even as text. It is copied in steps and built
//! by itself, so that whoever looks or writes waits for a step at most. Must not know who asks, or when it is time.

use std::hash::Hash;

use crate::index::Index;
use crate::store::Said;

/// A copy that is being made of an index.
pub struct Copied<Id> {
    index: Index<Id>,
    /// The slots that were copied, in the order of the new index.
    slots: Vec<u32>,
    /// Where the next step begins.
    next: u32,
    /// Slots from here on are of what came since the copying began.
    end: u32,
    said: Vec<(Id, Said)>,
}

impl<Id: Clone + Eq + Hash> Index<Id> {
    /// Begins a copy, to be copied by [`Index::copy_on`], built by [`Copied::build`] and taken by [`Index::take`].
    pub fn copied(&self) -> Copied<Id> {
        let index = Index::new(self.schema().clone());
        Copied { index, slots: Vec::new(), next: 0, end: self.slot_count(), said: Vec::new() }
    }

    /// Copies some more. False if nothing is left.
    pub fn copy_on(&self, copied: &mut Copied<Id>, most: u32) -> bool {
        let until = copied.end.min(copied.next.saturating_add(most));
        for slot in copied.next..until {
            if let Some(id) = self.id_at(slot) {
                copied.said.push((id.clone(), self.said_at(slot)));
                copied.slots.push(slot);
            }
        }
        copied.next = until;
        until < copied.end
    }

    /// Goes on with the copy, in which what has come and gone meanwhile is made good; gives back what was there before, which takes a while to drop.
    /// It looks up and learns as before.
    #[must_use = "dropping it takes a while: not where others wait"]
    pub fn take(&mut self, copied: Copied<Id>) -> Index<Id> {
        let Copied { mut index, slots, end, .. } = copied;
        for (new, old) in (0..).zip(slots) {
            // A slot is used once: if it is somebody's still, nothing has changed there.
            if self.id_at(old).is_none()
                && let Some(id) = index.id_at(new).cloned()
            {
                index.remove(&id);
            }
        }
        let since: Vec<(Id, Said)> =
            (end..self.slot_count()).filter_map(|slot| Some((self.id_at(slot)?.clone(), self.said_at(slot)))).collect();
        index.add_said(since);
        index.go_by(self);
        std::mem::replace(self, index)
    }
}

impl<Id: Clone + Eq + Hash> Copied<Id> {
    /// Builds the new index, on every core.
    pub fn build(&mut self) {
        self.index.add_said(std::mem::take(&mut self.said));
    }
}
