//! The distinct values of fields of one class, each with those that resemble it. Two values are compared once, when the later one comes;
//! from then on records are compared by numbers.
//! Must not know records or weights.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use crate::level::{Class, DIFFER, key};

/// No value, no record.
pub(crate) const NONE: u32 = u32::MAX;

/// How many values may share a key before the key says nothing. Less where nearly every value is said once.
fn common(class: Class) -> u32 {
    if matches!(class, Class::Name | Class::Text) { 150 } else { 32 }
}

/// Of a value that is one letter.
pub(crate) const ALONE: u8 = 128;

/// A value that resembles another, and at which level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Neighbour(u32);

impl Neighbour {
    /// In one number, since there are many: levels take three bits, and a value's number the rest.
    fn new(id: u32, level: u8) -> Neighbour {
        Neighbour(id << 3 | u32::from(level))
    }

    pub(crate) fn id(self) -> u32 {
        self.0 >> 3
    }

    pub(crate) fn level(self) -> u8 {
        (self.0 & 7) as u8
    }
}

/// Keys are hashes already.
#[derive(Default, Clone, Copy)]
pub(crate) struct Hashed(u64);

impl Hasher for Hashed {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        self.0 = key(0, bytes);
    }
    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

pub(crate) type Map<V> = HashMap<u64, V, BuildHasherDefault<Hashed>>;

#[derive(Clone, Copy)]
struct Chain {
    head: u32,
    length: u32,
}

/// The values of one class of fields.
pub(crate) struct Domain {
    pub(crate) class: Class,
    text: String,
    ends: Vec<u32>,
    /// The letter that each begins with, in the alphabet's order, 26 for anything else; with [`ALONE`] if there is nothing else.
    letters: Vec<u8>,
    ids: Map<u32>,
    near: Vec<Vec<Neighbour>>,
    keys: Map<Chain>,
    links: Vec<(u32, u32)>,
    /// Room for the keys of one value.
    keys_of: Vec<u64>,
}

impl Domain {
    pub(crate) fn new(class: Class) -> Domain {
        Domain {
            class,
            text: String::new(),
            ends: Vec::new(),
            letters: Vec::new(),
            ids: Map::default(),
            near: Vec::new(),
            keys: Map::default(),
            links: Vec::new(),
            keys_of: Vec::new(),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(crate) fn text(&self, id: u32) -> &str {
        let id = id as usize;
        let start = if id == 0 { 0 } else { self.ends[id - 1] as usize };
        &self.text[start..self.ends[id] as usize]
    }

    /// The letter that a value begins with, in the alphabet's order; with [`ALONE`] if it is nothing else.
    pub(crate) fn letter(&self, id: u32) -> u8 {
        self.letters[id as usize]
    }

    /// Values that resemble this one, in the order of their numbers.
    pub(crate) fn near(&self, id: u32) -> &[Neighbour] {
        &self.near[id as usize]
    }

    /// The number of a text that was seen before.
    pub(crate) fn find(&self, text: &str) -> Option<u32> {
        let mut hash = key(1, text.as_bytes());
        loop {
            match self.ids.get(&hash) {
                Some(&id) if self.text(id) == text => return Some(id),
                Some(_) => hash = hash.wrapping_add(1),
                None => return None,
            }
        }
    }

    /// The number of a text; a new one is compared with those that may resemble it.
    pub(crate) fn intern(&mut self, text: &str) -> u32 {
        let mut hash = key(1, text.as_bytes());
        loop {
            match self.ids.get(&hash) {
                Some(&id) if self.text(id) == text => return id,
                Some(_) => hash = hash.wrapping_add(1),
                None => break,
            }
        }
        let id = self.ends.len() as u32;
        let mut found = std::mem::take(&mut self.keys_of);
        found.clear();
        self.class.keys(text, |k| found.push(k));
        let near = self.sharing(text, &found);
        for one in &near {
            self.near[one.id() as usize].push(Neighbour::new(id, one.level()));
        }
        self.near.push(near);
        self.ids.insert(hash, id);
        self.text.push_str(text);
        self.ends.push(self.text.len() as u32);
        let letter = text.bytes().next().filter(u8::is_ascii_lowercase).map_or(26, |b| b - b'a');
        self.letters.push(if text.len() == 1 { letter | ALONE } else { letter });
        let (keys, links, common) = (&mut self.keys, &mut self.links, common(self.class));
        for k in &found {
            let chain = keys.entry(*k).or_insert(Chain { head: NONE, length: 0 });
            chain.length += 1;
            if chain.length <= common {
                links.push((id, chain.head));
                chain.head = links.len() as u32 - 1;
            }
        }
        self.keys_of = found;
        id
    }

    /// The values that resemble `text`, in the order of their numbers; never the value itself.
    pub(crate) fn resembling(&self, text: &str) -> Vec<Neighbour> {
        let mut keys = Vec::new();
        self.class.keys(text, |k| keys.push(k));
        self.sharing(text, &keys)
    }

    fn sharing(&self, text: &str, keys: &[u64]) -> Vec<Neighbour> {
        let mut found: Vec<u32> = Vec::new();
        for k in keys {
            let mut at = self.keys.get(k).map_or(NONE, |chain| chain.head);
            while at != NONE {
                let (value, next) = self.links[at as usize];
                found.push(value);
                at = next;
            }
        }
        found.sort_unstable();
        found.dedup();
        let levels = found.into_iter().map(|id| (id, self.text(id))).filter(|(_, other)| *other != text);
        levels
            .map(|(id, other)| (id, self.class.level(text, other)))
            .filter(|(_, level)| *level != DIFFER)
            .map(|(id, level)| Neighbour::new(id, level))
            .collect()
    }
}
