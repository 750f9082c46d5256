//! An index as bytes, so that unlocking need not read every record again. **These bytes tell what was said: they go into a seal and nowhere else.**
//! Reading is bounded by what is there and checks all of it. Must not know the seal.
//!
//! The form: `waymark-index-1\n`; how many concerns, and the number of each; how many words, and for each its length, its letters, how many bytes of steps
//! it has, and these. Numbers are 4 bytes, the least first.

use std::io::{self, Read, Write};

use crate::Index;
use crate::fold::LONGEST;
use crate::postings::Postings;

const MARK: &[u8; 16] = b"waymark-index-1\n";

impl Index {
    /// Writes the index, in order of words and places. What waits is put in its place first, and what was removed is swept out.
    ///
    /// # Errors
    /// If `out` does not take it.
    pub fn save(&mut self, out: &mut impl Write) -> io::Result<()> {
        if self.docs.len() > self.places.len() {
            self.sweep();
        }
        self.merge_late();
        out.write_all(MARK)?;
        number(out, self.docs.len())?;
        for doc in self.docs.iter().flatten() {
            out.write_all(&doc.to_le_bytes())?;
        }
        number(out, self.terms.len())?;
        for (term, postings) in (0..).zip(&self.postings) {
            let word = self.terms.word(term);
            number(out, word.len())?;
            out.write_all(word.as_bytes())?;
            number(out, postings.steps().len())?;
            out.write_all(postings.steps())?;
        }
        Ok(())
    }

    /// Reads what [`Index::save`] wrote.
    ///
    /// # Errors
    /// If it is not that, whole and nothing else; or if `input` fails.
    pub fn load(input: &mut impl Read) -> io::Result<Index> {
        let mut mark = [0; MARK.len()];
        input.read_exact(&mut mark)?;
        if mark != *MARK {
            return Err(bad());
        }
        let mut index = Index::default();
        for place in 0..read_number(input)? {
            let doc = read_number(input)?;
            if index.place(doc) != place {
                return Err(bad());
            }
        }
        let places = u32::try_from(index.docs.len()).map_err(|_| bad())?;
        for term in 0..read_number(input)? {
            let word = read_bytes(input, LONGEST + 1)?;
            let word = String::from_utf8(word).ok().filter(|w| w.is_ascii() && !w.is_empty()).ok_or_else(bad)?;
            // A step has at most five bytes.
            let steps = read_bytes(input, index.docs.len().saturating_mul(5))?;
            let postings = Postings::read(steps, places).ok_or_else(bad)?;
            if index.terms.add(index.terms.hash(&word), &word) != Some(term) {
                return Err(bad());
            }
            index.postings.push(postings);
        }
        match input.read(&mut [0])? {
            0 => Ok(index),
            _ => Err(bad()),
        }
    }
}

fn bad() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "these are not the bytes of an index")
}

fn number(out: &mut impl Write, number: usize) -> io::Result<()> {
    let number = u32::try_from(number).map_err(|_| io::Error::new(io::ErrorKind::InvalidInput, "the index is too large to be saved"))?;
    out.write_all(&number.to_le_bytes())
}

fn read_number(input: &mut impl Read) -> io::Result<u32> {
    let mut bytes = [0; 4];
    input.read_exact(&mut bytes)?;
    Ok(u32::from_le_bytes(bytes))
}

/// A length and so many bytes. Memory grows with what is there, and not with what the length says.
fn read_bytes(input: &mut impl Read, most: usize) -> io::Result<Vec<u8>> {
    let length = read_number(input)? as usize;
    if length > most {
        return Err(bad());
    }
    let mut bytes = Vec::with_capacity(length.min(4_096));
    input.take(length as u64).read_to_end(&mut bytes)?;
    bytes.shrink_to_fit();
    if bytes.len() == length { Ok(bytes) } else { Err(bad()) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn saved(texts: &[&str]) -> Vec<u8> {
        let (mut index, mut bytes) = (Index::new(), Vec::new());
        for (doc, text) in (7..).zip(texts) {
            index.add(doc, [*text]);
        }
        index.save(&mut bytes).expect("a list takes bytes");
        bytes
    }

    #[test]
    fn what_is_saved_finds_the_same_and_can_go_on() {
        let mut index = Index::load(&mut saved(&["Child A", "gone", "smith 07700 900123"]).as_slice()).expect("it is whole");
        index.remove(8);
        index.add(9, ["later"]);
        index.add(3, ["new smyth"]);
        let mut bytes = Vec::new();
        index.save(&mut bytes).expect("a list takes bytes");
        let again = Index::load(&mut bytes.as_slice()).expect("it is whole");
        let docs = |question: &str| again.find(question, 9, &|_| true).iter().map(|h| h.doc).collect::<Vec<_>>();
        assert_eq!((docs("smith"), docs("900123"), docs("gone"), docs("later")), (vec![9, 3], vec![9], vec![], vec![9]));
        assert!(!bytes.windows(4).any(|w| w == b"gone"), "what was removed is not saved");
    }

    #[test]
    fn what_is_cut_or_goes_on_is_refused() {
        let bytes = saved(&["Child A", "Child B"]);
        for length in 0..bytes.len() {
            assert!(Index::load(&mut &bytes[..length]).is_err(), "{length}");
        }
        assert!(Index::load(&mut [bytes, vec![0]].concat().as_slice()).is_err());
    }

    proptest! {
        #[test]
        fn changed_bytes_are_refused_or_make_an_index_that_holds(at in any::<prop::sample::Index>(), with in any::<u8>(), question in "[a-c0-9]{0,4}") {
            let mut bytes = saved(&["Child A ab abc 07700 900123", "b Child B ac", "abc"]);
            let at = at.index(bytes.len());
            bytes[at] = with;
            if let Ok(index) = Index::load(&mut bytes.as_slice()) {
                _ = index.find(&question, 9, &|_| true);
            }
        }
    }
}
