//! Answers a question. What the asker may not see is left out before anything is compared or counted, and nothing is ranked by how often a word stands
//! anywhere: so the answer is the same, byte for byte, as if those concerns were not there. (How long it takes is not: by under a microsecond
//! for each hidden concern in which a word stands. Where even that is too much, keep what is restricted in an index of its own.)

use std::cmp::Reverse;

use crate::Index;
use crate::ask::{self, Asked};
use crate::terms::NUMBER;

/// A concern that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// The concern.
    pub doc: u32,
    /// What was found in it, in the order of the question.
    pub why: Vec<Why>,
    /// What that is worth, to put hits of several indices in order; it says nothing by itself.
    pub worth: u32,
}

/// What was found of what was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Why {
    /// The word or number of the question, in small letters.
    pub asked: String,
    /// The word or number that stands in the concern, in small letters.
    pub found: String,
    /// How they go together.
    pub how: How,
}

/// How something found goes together with what was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// It is the same.
    Same,
    /// It begins so.
    Begins,
    /// It is a number that ends so.
    Ends,
    /// It is spelled nearly so.
    Near,
}

/// How much each way is worth; 0 is nothing found.
const SAME: u8 = 8;
const BEGINS: u8 = 6;
const ENDS: u8 = 5;
const ONE_SLIP: u8 = 3;
const TWO_SLIPS: u8 = 2;
/// From how many letters on a word of the question may be a beginning: the last one sooner, since it is still being typed.
const BEGINNING: usize = 3;
const LAST_BEGINNING: usize = 2;

/// For each place, what is best of one thing asked: how much it is worth, and by which word.
struct Best {
    worth: Vec<u8>,
    term: Vec<u32>,
}

/// How many things asked stand in it, what they are worth together, the concern, and its place; the best first.
type Candidate = (Reverse<usize>, Reverse<u32>, Reverse<u32>, usize);

impl Index {
    /// The concerns in which most of what was asked was found, at most `limit`, the best first: what is the same before what begins so, that before what is
    /// spelled nearly so; among equals the highest number. An empty question finds nothing. `may_see` is asked once for each concern that comes into question.
    pub fn find(&self, question: &str, limit: usize, may_see: &dyn Fn(u32) -> bool) -> Vec<Hit> {
        let asked = ask::asked(question);
        let best: Vec<Best> = asked.iter().map(|one| self.best(one)).collect();
        let mut found: Vec<Candidate> = Vec::new();
        for (place, doc) in self.docs.iter().enumerate() {
            let Some(doc) = *doc else { continue };
            let worths = || best.iter().map(|b| b.worth[place]).filter(|w| *w > 0);
            let count = worths().count();
            if count > 0 && may_see(doc) {
                let worth = worths().map(u32::from).sum();
                found.push((Reverse(count), Reverse(worth), Reverse(doc), place));
            }
        }
        let most = found.iter().map(|(count, ..)| count.0).max();
        found.retain(|(count, ..)| Some(count.0) == most);
        if found.len() > limit {
            found.select_nth_unstable(limit);
            found.truncate(limit);
        }
        found.sort_unstable();
        let hit = |(_, worth, doc, place): Candidate| Hit { doc: doc.0, why: self.why(&asked, &best, place), worth: worth.0 };
        found.into_iter().map(hit).collect()
    }

    /// Where one thing asked stands, and how well.
    fn best(&self, asked: &Asked) -> Best {
        let mut best = Best { worth: vec![0; self.docs.len()], term: vec![0; self.docs.len()] };
        let mut take = |term: u32, worth: u8| {
            self.each_place(term, |place| {
                let place = place as usize;
                if best.worth[place] < worth {
                    (best.worth[place], best.term[place]) = (worth, term);
                }
            });
        };
        match asked {
            Asked::Word { word, last } => {
                self.terms.get(word).into_iter().for_each(|term| take(term, SAME));
                if word.len() >= if *last { LAST_BEGINNING } else { BEGINNING } {
                    self.in_order(self.terms.beginning(word)).for_each(|term| take(term, BEGINS));
                }
                if word.bytes().all(|b| b.is_ascii_lowercase()) {
                    let near: Vec<(u32, u8)> = self.terms.near(word).collect();
                    for (slips, worth) in [(1, ONE_SLIP), (2, TWO_SLIPS)] {
                        let these = near.iter().filter(|(_, s)| *s == slips).map(|(term, _)| *term);
                        self.in_order(these).for_each(|term| take(term, worth));
                    }
                }
            }
            Asked::Number { digits, national } => {
                let number = format!("{NUMBER}{national}");
                let same = [self.terms.get(&number), self.terms.get(digits)];
                same.into_iter().flatten().for_each(|term| take(term, SAME));
                let begins = self.terms.beginning(&number).chain(self.terms.beginning(digits));
                self.in_order(begins).for_each(|term| take(term, BEGINS));
                self.in_order(self.terms.ending(digits)).for_each(|term| take(term, ENDS));
            }
        }
        best
    }

    /// In order of the alphabet: of two words that are worth the same the first is named, whichever came first, and so whatever else was added.
    fn in_order(&self, terms: impl Iterator<Item = u32>) -> std::vec::IntoIter<u32> {
        let mut terms: Vec<u32> = terms.collect();
        terms.sort_by(|a, b| self.terms.word(*a).cmp(self.terms.word(*b)));
        terms.into_iter()
    }

    fn why(&self, asked: &[Asked], best: &[Best], place: usize) -> Vec<Why> {
        let found = asked.iter().zip(best).filter(|(_, best)| best.worth[place] > 0);
        found
            .map(|(asked, best)| {
                let how = match best.worth[place] {
                    SAME => How::Same,
                    BEGINS => How::Begins,
                    ENDS => How::Ends,
                    _ => How::Near,
                };
                let found = self.terms.word(best.term[place]).trim_start_matches(NUMBER).to_owned();
                Why { asked: ask::text(asked).to_owned(), found, how }
            })
            .collect()
    }
}
