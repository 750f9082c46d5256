//! What may be of the same person, place or thing: everything that is open, held against one another. Two nets: the team's, and one with the
//! managers' concerns in it too. **A worker is answered from the team's alone, so that neither results nor counts nor the time it takes, nor how
//! rare a name seems, tell of the others.** In memory alone, as all of the vault. Must not know pages, or what anybody decided.

use linking::{Index, Match, Room};

use super::Held;
use super::known::{Known, Sort};

/// A thing: the number of its concern, and its place among the concern's things.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Key {
    pub(super) concern: u32,
    pub(super) place: usize,
}

/// One index for each sort of thing.
struct Net {
    sorts: [Index<Key>; Sort::ALL.len()],
}

impl Default for Net {
    fn default() -> Net {
        Net { sorts: Sort::ALL.map(|sort| Index::new(sort.schema())) }
    }
}

/// Both.
#[derive(Default)]
pub(super) struct Nets {
    teams: Net,
    all: Net,
}

impl Net {
    fn of(&mut self, known: &Known) -> &mut Index<Key> {
        &mut self.sorts[known.sort as usize]
    }

    fn put(&mut self, concern: u32, things: &[Known]) {
        for (place, known) in things.iter().enumerate() {
            self.of(known).insert(Key { concern, place }, &known.record());
        }
    }

    fn remove(&mut self, concern: u32, things: &[Known]) {
        for (place, known) in things.iter().enumerate() {
            self.of(known).remove(&Key { concern, place });
        }
    }
}

impl Nets {
    /// Holds the things of a concern, in place of those that it had. **Here alone it is decided which net they are in**: what not everyone of the
    /// team may see never comes into the team's, and what is for named people into none. It is held against others on its own page alone.
    pub(super) fn put(&mut self, concern: u32, before: Option<&Held>, now: &Held) {
        if before.is_some_and(|before| before.things == now.things && before.circle == now.circle) {
            return;
        }
        if let Some(before) = before {
            self.remove(concern, before);
        }
        if now.circle.named.is_empty() {
            self.all.put(concern, &now.things);
        }
        if now.is_teams() {
            self.teams.put(concern, &now.things);
        }
    }

    /// Drops the things of a concern.
    pub(super) fn remove(&mut self, concern: u32, held: &Held) {
        self.all.remove(concern, &held.things);
        self.teams.remove(concern, &held.things);
    }

    /// What may be the same as a thing, the likeliest first. `all`: for who may see what is for the managers.
    pub(super) fn alike(&self, all: bool, of: Key, known: &Known, room: &mut Room) -> Vec<Match<Key>> {
        let net = self.net(all, known);
        net.counterparts(&of, room).unwrap_or_else(|| net.look_up_with(&known.record(), room))
    }

    /// Two things held against one another; none where neither net has one of them and too little speaks for it.
    pub(super) fn between(&self, all: bool, one: (Key, &Known), other: (Key, &Known), room: &mut Room) -> Option<Match<Key>> {
        let net = self.net(all, one.1);
        let both = net.between(&one.0, &other.0, room);
        let mut found = |of: &Known, key: Key| net.look_up_with(&of.record(), room).into_iter().find(|one| one.id == key);
        both.or_else(|| found(one.1, other.0)).or_else(|| found(other.1, one.0))
    }

    fn net(&self, all: bool, known: &Known) -> &Index<Key> {
        let net = if all { &self.all } else { &self.teams };
        &net.sorts[known.sort as usize]
    }
}
