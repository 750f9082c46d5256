//! The distinct values of fields of one class, each with those that resemble it. Two values are compared once, when the later one comes;
//! from then on records are compared by numbers. Of many that come at once each is held against what was there before on every core.
//! Must not know records or weights.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};
use std::thread::{available_parallelism, scope};

use crate::level::{Class, DIFFER, key};

/// No value, no record.
pub(crate) const NONE: u32 = u32::MAX;

/// How many values may share a key before the key says nothing. Less where nearly every value is said once.
fn common(class: Class) -> u32 {
    if matches!(class, Class::Name | Class::Text) { 150 } else { 32 }
}

/// So many more neighbours are made room for at a time: there are millions of lists, and most are short.
const GROWTH: usize = 8;
/// Fewer values than this are not worth another thread.
const WORTH_A_THREAD: usize = 64;

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
}

/// A new value, held against what was there before.
struct Fresh<'a> {
    text: &'a str,
    keys: Vec<u64>,
    near: Vec<Neighbour>,
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
        self.find(text).unwrap_or_else(|| {
            let fresh = self.fresh(text);
            self.add(fresh)
        })
    }

    /// The numbers of many texts: the same as of one after another.
    pub(crate) fn intern_all(&mut self, texts: &[&str]) -> Vec<u32> {
        let mut seen = HashSet::new();
        let new: Vec<&str> = texts.iter().copied().filter(|text| self.find(text).is_none() && seen.insert(*text)).collect();
        let before = self.len() as u32;
        for mut fresh in self.all_fresh(&new) {
            // Those that came with it, and before it.
            fresh.near.extend(self.sharing(fresh.text, &fresh.keys, before));
            self.add(fresh);
        }
        texts.iter().map(|text| self.find(text).unwrap_or(NONE)).collect()
    }

    fn all_fresh<'a>(&self, texts: &[&'a str]) -> Vec<Fresh<'a>> {
        let cores = if texts.len() < 2 * WORTH_A_THREAD { 1 } else { available_parallelism().map_or(1, usize::from) };
        let of = |texts: &[&'a str]| texts.iter().map(|text| self.fresh(text)).collect::<Vec<_>>();
        if cores == 1 {
            return of(texts);
        }
        scope(|scope| {
            let parts: Vec<_> = texts.chunks(texts.len().div_ceil(cores)).map(|part| scope.spawn(move || of(part))).collect();
            parts.into_iter().flat_map(|part| part.join().expect("comparing texts does not fail")).collect()
        })
    }

    fn fresh<'a>(&self, text: &'a str) -> Fresh<'a> {
        let mut keys = Vec::new();
        self.class.keys(text, |k| keys.push(k));
        let near = self.sharing(text, &keys, 0);
        Fresh { text, keys, near }
    }

    /// Adds a value that is not here; its number.
    fn add(&mut self, fresh: Fresh<'_>) -> u32 {
        let Fresh { text, keys: found, near } = fresh;
        let id = self.ends.len() as u32;
        for one in &near {
            let back = &mut self.near[one.id() as usize];
            if back.len() == back.capacity() {
                back.reserve_exact(GROWTH);
            }
            back.push(Neighbour::new(id, one.level()));
        }
        // It was gathered in the room of all that it was held against, of which few are alike, and perhaps in another thread's memory.
        self.near.push(near.as_slice().to_vec());
        let mut hash = key(1, text.as_bytes());
        while self.ids.contains_key(&hash) {
            hash = hash.wrapping_add(1);
        }
        self.ids.insert(hash, id);
        self.text.push_str(text);
        self.ends.push(self.text.len() as u32);
        let letter = text.bytes().next().filter(u8::is_ascii_lowercase).map_or(26, |b| b - b'a');
        self.letters.push(if text.len() == 1 { letter | ALONE } else { letter });
        let (keys, links, common) = (&mut self.keys, &mut self.links, common(self.class));
        for k in found {
            let chain = keys.entry(k).or_insert(Chain { head: NONE, length: 0 });
            chain.length += 1;
            if chain.length <= common {
                links.push((id, chain.head));
                chain.head = links.len() as u32 - 1;
            }
        }
        id
    }

    /// The values that resemble `text`, in the order of their numbers; never the value itself.
    pub(crate) fn resembling(&self, text: &str) -> Vec<Neighbour> {
        self.fresh(text).near
    }

    /// Those of the number `since` or a later one that share a key and resemble `text`.
    fn sharing(&self, text: &str, keys: &[u64], since: u32) -> Vec<Neighbour> {
        let mut found: Vec<u32> = Vec::new();
        for k in keys {
            let mut at = self.keys.get(k).map_or(NONE, |chain| chain.head);
            // The last that came stands first.
            while let Some(&(value, next)) = self.links.get(at as usize).filter(|(value, _)| *value >= since) {
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
