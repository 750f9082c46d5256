//! What is asked, taken apart in the way in which texts are. Must not know what is kept.

use crate::fold::{self, Found};
use crate::numbers;

/// The most characters of a question that are read, and the most words.
const LONGEST: usize = 400;
const MOST: usize = 8;
/// From how many digits on they are looked for as a number.
const DIGITS: usize = 4;

/// One thing asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Asked {
    /// A word; the last one may not be finished.
    Word {
        /// In small letters.
        word: String,
        /// Whether it stands last.
        last: bool,
    },
    /// A number.
    Number {
        /// Its digits, as they were typed.
        digits: String,
        /// As it is kept, without what stands for the country and the leading 0.
        national: String,
    },
}

/// Takes a question apart. Words that make a plate or a postcode together are one; so are groups of digits.
pub(crate) fn asked(question: &str) -> Vec<Asked> {
    let question: String = question.chars().take(LONGEST).collect();
    let mut folded = String::new();
    fold::fold(&question, &mut folded);
    let mut all: Vec<Asked> = Vec::new();
    fold::each(&folded, |found| match found {
        Found::Word(word) => all.push(Asked::Word { word: word.to_owned(), last: false }),
        Found::Joined(joined) => {
            // It was made of the last two or three words, which it takes the place of.
            let mut parts = 0;
            let mut length = 0;
            while length < joined.len() && parts < all.len() {
                parts += 1;
                length += text(&all[all.len() - parts]).len();
            }
            if length == joined.len() {
                all.truncate(all.len() - parts);
                all.push(Asked::Word { word: joined.to_owned(), last: false });
            }
        }
        Found::Digits(groups) => {
            let digits: String = groups.iter().map(|g| g.digits).collect();
            let is_here = |w: &Asked| matches!(w, Asked::Word { word, .. } if groups.iter().any(|g| g.digits == word));
            if digits.len() >= DIGITS {
                let national = numbers::national(&digits, groups[0].plus).to_owned();
                all.retain(|w| !is_here(w));
                all.push(Asked::Number { digits, national });
            }
        }
    });
    let mut once: Vec<Asked> = Vec::new();
    for one in all {
        if !once.contains(&one) {
            once.push(one);
        }
    }
    once.truncate(MOST);
    if let Some(Asked::Word { last, .. }) = once.last_mut() {
        *last = folded.ends_with(|c: char| c.is_ascii_alphanumeric());
    }
    once
}

/// What was asked, in words.
pub(crate) fn text(asked: &Asked) -> &str {
    match asked {
        Asked::Word { word, .. } => word,
        Asked::Number { digits, .. } => digits,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(question: &str) -> Vec<String> {
        asked(question).iter().map(|a| text(a).to_owned()).collect()
    }

    #[test]
    fn a_question_is_taken_apart_as_texts_are() {
        assert_eq!(words("Zoë  SMITH zoe"), ["zoe", "smith"]);
        assert_eq!(words("ab12 cde blue"), ["ab12cde", "blue"]);
        assert_eq!(words("blue lu1 2ab"), ["blue", "lu12ab"]);
        assert_eq!(words("smith 07700 900123"), ["smith", "07700900123"]);
        assert_eq!(words("flat 12"), ["flat", "12"]);
        assert_eq!(words(""), Vec::<String>::new());
        assert_eq!(words(&"a b c d e f g h i j k ".repeat(100)).len(), MOST);
    }

    #[test]
    fn only_a_last_word_without_a_space_after_it_may_go_on() {
        let last = |question: &str| matches!(asked(question).last(), Some(Asked::Word { last: true, .. }));
        assert!(last("smi") && last("two smi") && !last("smi ") && !last("07700900"));
    }
}
