//! The vocabulary: each word once, by number. Found whole, by its beginning, by a spelling near to it; numbers also by their last digits.
//! Must not know where the words stand.

use std::hash::{BuildHasher, RandomState};

use hashbrown::HashTable;

use crate::near;

/// Before the digits of a number, so that no word can be taken for one.
pub(crate) const NUMBER: &str = "#";
/// How many new words may stand unsorted, at least.
const UNSORTED: usize = 4_096;

/// Words by number, from 0.
#[derive(Default)]
pub(crate) struct Terms {
    /// All words, one after another.
    text: String,
    /// Where each ends; it begins where the one before ends.
    ends: Vec<u32>,
    /// Which letters each has (`near::letters`).
    letters: Vec<u32>,
    /// From a word to its number.
    numbers: HashTable<u32>,
    hasher: RandomState,
    /// Words in order of the alphabet: all but the newest, and those as they came.
    sorted: Vec<u32>,
    newest: Vec<u32>,
    /// Those that are numbers.
    digits: Vec<u32>,
}

impl Terms {
    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The word with this number.
    pub(crate) fn word(&self, number: u32) -> &str {
        word(&self.text, &self.ends, number)
    }

    /// The number of a word that is here.
    pub(crate) fn get(&self, wanted: &str) -> Option<u32> {
        self.numbers.find(self.hash(wanted), |n| self.word(*n) == wanted).copied()
    }

    /// A hash of a word, under a key of this vocabulary's own.
    pub(crate) fn hash(&self, word: &str) -> u64 {
        self.hasher.hash_one(word.as_bytes())
    }

    /// The number of a word with this hash, which is put in if it is not here; none when four gigabytes of words are reached.
    pub(crate) fn add(&mut self, hash: u64, new: &str) -> Option<u32> {
        if let Some(number) = self.numbers.find(hash, |n| word(&self.text, &self.ends, *n) == new) {
            return Some(*number);
        }
        let number = u32::try_from(self.ends.len()).ok()?;
        let end = u32::try_from(self.text.len() + new.len()).ok()?;
        self.text.push_str(new);
        self.ends.push(end);
        self.letters.push(near::letters(new));
        let (text, ends, hasher) = (&self.text, &self.ends, &self.hasher);
        self.numbers.insert_unique(hash, number, |n| hasher.hash_one(word(text, ends, *n).as_bytes()));
        if new.starts_with(NUMBER) {
            self.digits.push(number);
        }
        self.newest.push(number);
        if self.newest.len() > UNSORTED + self.sorted.len() / 8 {
            self.sort();
        }
        Some(number)
    }

    fn sort(&mut self) {
        let (text, ends) = (&self.text, &self.ends);
        let key = |n: &u32| word(text, ends, *n);
        self.newest.sort_unstable_by(|a, b| key(a).cmp(key(b)));
        // Two runs in order: the stable sort finds and merges them.
        self.sorted.append(&mut self.newest);
        self.sorted.sort_by(|a, b| key(a).cmp(key(b)));
    }

    /// Every word that begins with `beginning`, itself too.
    pub(crate) fn beginning(&self, beginning: &str) -> impl Iterator<Item = u32> {
        let from = self.sorted.partition_point(|n| self.word(*n) < beginning);
        let sorted = self.sorted[from..].iter().take_while(move |n| self.word(**n).starts_with(beginning));
        sorted.chain(self.newest.iter().filter(move |n| self.word(**n).starts_with(beginning))).copied()
    }

    /// Every number that ends with `digits`.
    pub(crate) fn ending(&self, digits: &str) -> impl Iterator<Item = u32> {
        self.digits.iter().copied().filter(move |n| self.word(*n).ends_with(digits))
    }

    /// Every word near to `wanted`, with how many slips lie between; itself not.
    pub(crate) fn near(&self, wanted: &str) -> impl Iterator<Item = (u32, u8)> {
        let (most, letters) = (near::slips(wanted.len()), near::letters(wanted));
        let look = move |(number, theirs): (u32, &u32)| {
            if (theirs ^ letters).count_ones() > 2 * u32::from(most) {
                return None;
            }
            let slips = near::distance(wanted, self.word(number), most)?;
            (slips > 0).then_some((number, slips))
        };
        // Without a slip that is allowed there is nothing to look for.
        let all = if most == 0 { &[] } else { self.letters.as_slice() };
        (0..).zip(all).filter_map(look)
    }

    /// How many bytes of memory they take.
    pub(crate) fn memory(&self) -> usize {
        let lists =
            self.ends.capacity() + self.letters.capacity() + self.sorted.capacity() + self.newest.capacity() + self.digits.capacity();
        self.text.capacity() + 4 * lists + self.numbers.allocation_size()
    }

    /// Gives back memory that is held in reserve.
    pub(crate) fn settle(&mut self) {
        self.sort();
        self.text.shrink_to_fit();
        for list in [&mut self.ends, &mut self.letters, &mut self.sorted, &mut self.newest, &mut self.digits] {
            list.shrink_to_fit();
        }
    }
}

fn word<'a>(text: &'a str, ends: &[u32], number: u32) -> &'a str {
    let number = number as usize;
    let from = if number == 0 { 0 } else { ends[number - 1] as usize };
    &text[from..ends[number] as usize]
}
