//! Reading one concern's texts: each of its words once, since most words of a text come again. Must not know what is kept of other concerns.

use std::ops::Range;

use hashbrown::HashTable;

use crate::fold::{self, Found};
use crate::numbers;
use crate::terms::NUMBER;

/// The words of one concern.
#[derive(Default)]
pub(crate) struct Reading {
    /// The concern's place.
    place: Option<u32>,
    /// Hashes of the words that it has already. They are 64 bits of a keyed hash: that two words of one concern have the same is as good as impossible.
    had: HashTable<u64>,
    /// The words that are new since [`Reading::begin`]: their hashes, and where they stand in `words`.
    pub(crate) new: Vec<(u64, Range<usize>)>,
    pub(crate) words: String,
    /// The numbers of these words, for whoever has found them.
    pub(crate) terms: Vec<u32>,
    folded: String,
    number: String,
}

impl Reading {
    /// Begins to read texts of the concern in this place, or goes on with it.
    pub(crate) fn begin(&mut self, place: u32) {
        if self.place != Some(place) {
            self.had.clear();
            self.place = Some(place);
        }
        self.new.clear();
        self.words.clear();
    }

    /// Reads a text.
    pub(crate) fn text(&mut self, text: &str, hash: impl Fn(&str) -> u64) {
        let Reading { had, new, words, folded, number, .. } = self;
        let mut word = |word: &str| {
            let hash = hash(word);
            if had.find(hash, |had| *had == hash).is_none() {
                had.insert_unique(hash, hash, |had| *had);
                let from = words.len();
                words.push_str(word);
                new.push((hash, from..words.len()));
            }
        };
        fold::fold(text, folded);
        fold::each(folded, |found| match found {
            Found::Word(one) | Found::Joined(one) => word(one),
            Found::Digits(groups) => numbers::each(groups, |digits| {
                number.clear();
                number.push_str(NUMBER);
                number.push_str(digits);
                word(number);
            }),
        });
    }

    /// How many bytes of memory it takes.
    pub(crate) fn memory(&self) -> usize {
        let texts = self.words.capacity() + self.folded.capacity() + self.number.capacity();
        texts + self.had.allocation_size() + self.new.capacity() * 24 + self.terms.capacity() * 4
    }
}
