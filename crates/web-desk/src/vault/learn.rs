//! What links go by is learned again as records come: once everything is open, and whenever there are a tenth more; and indexes are made anew of which
//! most is gone, or something that must not stay. From a copy, on a thread of its own:
//! whoever looks or writes waits for a step of the copying at most, which takes some milliseconds. Must not know what is compared, or who asks.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::{AtIt, Vault};
use crate::DeskDoor;

/// Begins to learn, if it is time to and nobody is at it. Returns at once.
pub(crate) fn learn(door: &Arc<DeskDoor>) {
    if !door.vault.is_to_learn() || door.vault.learning.swap(true, Ordering::AcqRel) {
        return;
    }
    let door = Arc::clone(door);
    tokio::task::spawn_blocking(move || {
        let at_it = AtIt(&door.vault.learning);
        door.vault.tidy_all();
        let learned = door.vault.learn_all();
        if learned {
            door.vault.unmatch();
        }
        drop(at_it);
        super::look_for_matches(&door);
    });
}

impl Vault {
    /// Not while much is taken in: what is learned from a part of it would have to be learned again soon.
    fn is_to_learn(&self) -> bool {
        let inner = self.read();
        inner.not_woven.is_empty() && (inner.nets.has_grown() || inner.nets.is_loose())
    }

    /// Makes those indexes anew in which most is nobody's any more, or something that must not stay: from a copy, too.
    fn tidy_all(&self) {
        loop {
            let Some((which, mut copied)) = self.read().nets.loose() else { return };
            while self.read().nets.copy_on(&which, &mut copied) {}
            copied.build();
            let before = self.write().nets.take(&which, copied);
            // By now nobody waits.
            drop(before);
        }
    }

    /// Learns from each index that has grown; whether there was one. Looks go on: nothing is held while it is learned.
    fn learn_all(&self) -> bool {
        let mut any = false;
        loop {
            let Some((which, mut sample)) = self.read().nets.sample() else { return any };
            while self.read().nets.copy(&which, &mut sample) {}
            let learned = sample.learn();
            // The desk may have been locked meanwhile: then it is of what is gone, and goes with it.
            self.write().nets.adopt(which, learned);
            any = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::sync::atomic::AtomicBool;

    use super::*;

    #[test]
    fn after_a_panic_it_can_be_begun_again() {
        let learning = AtomicBool::new(true);
        let ended = catch_unwind(AssertUnwindSafe(|| {
            let _at_it = AtIt(&learning);
            assert!(!learning.load(Ordering::Acquire), "it is at it");
        }));
        assert!(ended.is_err() && !learning.load(Ordering::Acquire));
    }
}
