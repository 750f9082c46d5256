//! What is open and what is closed, each in the order in which lists show it, kept in order as concerns come and change: a list need not sort a hundred
//! thousand. **The clock is the only order.** Must not know which list somebody looks at, or what they may see.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Held;

/// Whether it is decided, by when it is due, its name.
type Key = (bool, i64, String);

/// Two lists.
#[derive(Default)]
pub(super) struct Lists {
    /// By what is due; what is decided has no clock any more, and comes after.
    open: BTreeMap<Key, Arc<Held>>,
    /// By what was due.
    closed: BTreeMap<Key, Arc<Held>>,
}

fn key(held: &Held) -> Key {
    (held.decided_at.is_some() && !held.is_closed(), held.due, held.row.id.clone())
}

impl Lists {
    /// Takes one in, in place of how it was.
    pub(super) fn put(&mut self, before: Option<&Held>, held: &Arc<Held>) {
        before.into_iter().for_each(|before| self.remove(before));
        self.of(held).insert(key(held), Arc::clone(held));
    }

    /// Takes one out.
    pub(super) fn remove(&mut self, held: &Held) {
        self.of(held).remove(&key(held));
    }

    fn of(&mut self, held: &Held) -> &mut BTreeMap<Key, Arc<Held>> {
        if held.is_closed() { &mut self.closed } else { &mut self.open }
    }

    /// Those that are open, the most pressing first.
    pub(super) fn open(&self) -> impl Iterator<Item = &Arc<Held>> {
        self.open.values()
    }

    /// Those that are closed, what was due last first.
    pub(super) fn closed(&self) -> impl Iterator<Item = &Arc<Held>> {
        self.closed.values().rev()
    }
}
