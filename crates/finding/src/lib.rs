//! Search in memory over everything that the desk has opened: words, names however they are spelled, numbers however they are written. Pure: no clock, no
//! disk. Nothing of it may be written down in the clear. Must not know what a concern is, who asks, or what they may see: that is an argument.

mod ask;
mod find;
mod fold;
mod near;
mod numbers;
mod postings;
mod read;
mod saved;
mod terms;

use std::collections::HashMap;
use std::fmt;

pub use find::{Hit, How, Why};

use postings::Postings;
use read::Reading;
use terms::Terms;

/// Up to how many bytes a list is written anew for each number that comes out of order.
const SHORT: usize = 64;
/// How many numbers may wait outside their list, at least.
const LATE: usize = 16;

/// Which words stand in which concerns. It keeps words, and no text.
#[derive(Default)]
pub struct Index {
    terms: Terms,
    /// For each word, in which places it stands.
    postings: Vec<Postings>,
    /// Places that came out of order, by word, until they are merged.
    late: HashMap<u32, Vec<u32>>,
    /// The concern of each place; none where it was removed.
    docs: Vec<Option<u32>>,
    /// The place of each concern.
    places: HashMap<u32, u32>,
    /// What is being read; kept so that its memory is used again.
    read: Reading,
}

impl Index {
    /// An empty one.
    pub fn new() -> Index {
        Index::default()
    }

    /// Adds texts of a concern. More of the same concern may follow at any time; nothing is counted, so the same text twice is as once.
    /// Fastest where all texts of one concern follow each other.
    pub fn add<'a>(&mut self, doc: u32, texts: impl IntoIterator<Item = &'a str>) {
        let place = self.place(doc);
        let mut read = std::mem::take(&mut self.read);
        read.begin(place);
        for text in texts {
            read.text(text, |word| self.terms.hash(word));
        }
        // Each step for all words before the next one: a processor then waits for many words' memory at once, and not for each in turn.
        read.terms.clear();
        read.terms.extend(read.new.iter().filter_map(|(hash, word)| self.terms.add(*hash, &read.words[word.clone()])));
        for term in &read.terms {
            self.note(*term, place);
        }
        self.read = read;
    }

    /// The place of a concern: the one that it has, or the next.
    fn place(&mut self, doc: u32) -> u32 {
        let docs = &mut self.docs;
        *self.places.entry(doc).or_insert_with(|| {
            docs.push(Some(doc));
            u32::try_from(docs.len() - 1).unwrap_or(u32::MAX - 1)
        })
    }

    /// Notes that a word stands in a place.
    fn note(&mut self, term: u32, place: u32) {
        let at = term as usize;
        if at == self.postings.len() {
            self.postings.push(Postings::default());
        }
        let postings = &mut self.postings[at];
        if postings.push(place) {
            return;
        }
        // Most words stand in few places: it is put in at once, or was there, as when a concern is read anew.
        if postings.bytes() <= SHORT {
            postings.merge(&mut vec![place]);
            return;
        }
        let late = self.late.entry(term).or_default();
        late.push(place);
        if late.len() > LATE + postings.bytes() / 8 {
            postings.merge(late);
        }
    }

    /// Takes over another index: so several can be built at once, each of other concerns. Of concerns that are in both, the words of both are kept.
    pub fn join(&mut self, mut other: Index) {
        // A word that nobody has any more would have no place here.
        if other.docs.len() > other.places.len() {
            other.sweep();
        }
        other.merge_late();
        let moved: Vec<Option<u32>> = other.docs.iter().map(|doc| doc.map(|doc| self.place(doc))).collect();
        for (term, postings) in (0u32..).zip(std::mem::take(&mut other.postings)) {
            let word = other.terms.word(term);
            let Some(term) = self.terms.add(self.terms.hash(word), word) else { return };
            postings.each(|place| moved[place as usize].into_iter().for_each(|place| self.note(term, place)));
        }
    }

    /// Gives every concern another number; one that gets none, or one that another has, is taken out.
    pub fn renumber(&mut self, number: impl Fn(u32) -> Option<u32>) {
        self.places.clear();
        for (place, doc) in (0u32..).zip(&mut self.docs) {
            *doc = doc.and_then(&number).filter(|doc| !self.places.contains_key(doc));
            if let Some(doc) = *doc {
                self.places.insert(doc, place);
            }
        }
    }

    /// Takes a concern out: it is found no more, at once. Its words stay in memory until [`Index::sweep`], which is called here when a quarter
    /// of all places are empty.
    pub fn remove(&mut self, doc: u32) {
        let Some(place) = self.places.remove(&doc) else { return };
        self.docs[place as usize] = None;
        if (self.docs.len() - self.places.len()) * 4 > self.docs.len() {
            self.sweep();
        }
    }

    /// Takes everything out of memory that only removed concerns said.
    pub fn sweep(&mut self) {
        let mut moved = vec![None; self.docs.len()];
        let mut swept = Index::default();
        for (place, doc) in (0usize..).zip(&self.docs) {
            moved[place] = doc.map(|doc| swept.place(doc));
        }
        for (term, mut postings) in (0u32..).zip(std::mem::take(&mut self.postings)) {
            if let Some(late) = self.late.get_mut(&term) {
                postings.merge(late);
            }
            let mut kept = Postings::default();
            postings.each(|place| {
                if let Some(place) = moved[place as usize] {
                    kept.push(place);
                }
            });
            let word = self.terms.word(term);
            if kept.bytes() > 0 && swept.terms.add(swept.terms.hash(word), word).is_some() {
                kept.settle();
                swept.postings.push(kept);
            }
        }
        *self = swept;
    }

    /// Gives back memory that is held in reserve; worth it after many have been added.
    pub fn settle(&mut self) {
        self.merge_late();
        self.postings.iter_mut().for_each(Postings::settle);
        self.postings.shrink_to_fit();
        self.terms.settle();
    }

    fn merge_late(&mut self) {
        for (term, mut late) in std::mem::take(&mut self.late) {
            self.postings[term as usize].merge(&mut late);
        }
    }

    /// The concerns that are in it, in no order.
    pub fn docs(&self) -> impl Iterator<Item = u32> {
        self.docs.iter().flatten().copied()
    }

    /// How many concerns are in it, **those that an asker may not see too: not for a page.**
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// How many different words it knows.
    pub fn words(&self) -> usize {
        self.terms.len()
    }

    /// How many bytes of memory it takes, about: what it asked for, without what the allocator adds to each piece.
    pub fn memory(&self) -> usize {
        let postings = self.postings.capacity() * size_of::<Postings>() + self.postings.iter().map(Postings::memory).sum::<usize>();
        let late = self.late.capacity() * 40 + self.late.values().map(|l| l.capacity() * 4).sum::<usize>();
        self.terms.memory() + postings + late + self.docs.capacity() * 8 + self.places.capacity() * 9 + self.read.memory()
    }

    /// Every place of a word, in no order.
    fn each_place(&self, term: u32, mut place: impl FnMut(u32)) {
        self.postings[term as usize].each(&mut place);
        self.late.get(&term).into_iter().flatten().copied().for_each(place);
    }
}

/// **Silent: it counts, and shows no word.**
impl fmt::Debug for Index {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Index({} concerns, {} words)", self.len(), self.words())
    }
}
