//! Names and numbers of people, and where they stand in a text, however they are capitalised, spaced or accented. What is spelled otherwise, or said without a
//! name ("the neighbour"), is not found: a person reads it. Must not know what is left out, or for whom.

use std::collections::{BTreeMap, BTreeSet};

use any_ascii::any_ascii_char;

use super::identities::Whose;
use crate::plain;
use crate::work::Span;

/// Words that stand in names and tell nobody from another.
const COMMON: [&str; 24] = [
    "and", "aunt", "auntie", "brother", "child", "dad", "father", "from", "gran", "grandad", "man", "miss", "mother", "mrs", "mum", "not",
    "sir", "sister", "the", "uncle", "unknown", "who", "with", "woman",
];
/// The longest name that is looked for, in letters and digits.
const LONGEST: usize = 120;
/// The fewest digits that are a number of somebody's.
const DIGITS: usize = 6;

/// One name, as the record gives it.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Name {
    /// Whose it is.
    pub(super) whose: Whose,
    /// The name.
    pub(super) text: String,
}

/// Names to look for.
#[derive(Default)]
pub(super) struct Names {
    pub(super) all: Vec<Name>,
    by_key: BTreeMap<String, usize>,
    longest: usize,
}

impl Names {
    /// Adds a name. `parts` says whether each of its words is a name by itself, as of a person: their first name alone tells who it is.
    pub(super) fn add(&mut self, whose: Whose, text: &str, parts: bool) {
        let text = plain(text).trim().to_owned();
        let words: Vec<String> = words(&text).into_iter().map(|w| w.folded).collect();
        let whole = number(&words.concat());
        let keys: BTreeSet<_> = words.into_iter().filter(|w| parts && w.len() > 2 && tells(w)).chain([whole]).collect();
        let keys: Vec<_> = keys.into_iter().filter(|k| k.len() > 1 && k.len() <= LONGEST && !COMMON.contains(&k.as_str())).collect();
        if !keys.is_empty() && !self.all.iter().any(|n| n.whose == whose && n.text == text) {
            self.put(Name { whose, text }, &keys);
        }
    }

    /// Adds words that someone has typed, and no part of them.
    pub(super) fn add_words(&mut self, text: &str) {
        let whole = folded(text);
        if !whole.is_empty() {
            self.put(Name { whose: Whose::Teller, text: text.to_owned() }, &[whole]);
        }
    }

    fn put(&mut self, name: Name, keys: &[String]) {
        self.longest = keys.iter().map(String::len).chain([self.longest]).max().unwrap_or(0);
        for key in keys {
            self.by_key.entry(key.clone()).or_insert(self.all.len());
        }
        self.all.push(name);
    }

    /// Takes away what is the child's own: their whole name, and each word of it, so that a name that a family shares hides or accuses nobody.
    pub(super) fn but(&mut self, child: &str) {
        for word in words(child) {
            self.by_key.remove(&word.folded);
        }
        self.by_key.remove(&words(child).into_iter().map(|w| w.folded).collect::<String>());
    }

    /// Where names stand in a text: which, and in which of its characters. The longest counts.
    pub(super) fn find(&self, text: &str) -> Vec<(usize, Span)> {
        let (mut found, mut from) = (Vec::new(), 0);
        if self.by_key.is_empty() {
            return found;
        }
        let words = words(text);
        while from < words.len() {
            let hit = self.at(&words[from..]);
            if let Some((name, many)) = hit {
                found.push((name, Span { from: words[from].from, to: words[from + many - 1].to }));
            }
            from += hit.map_or(1, |(_, many)| many);
        }
        found
    }

    /// The longest name that begins here, and of how many words.
    fn at(&self, words: &[Word]) -> Option<(usize, usize)> {
        let (mut together, mut best) = (String::new(), None);
        for (many, word) in (1..).zip(words) {
            together.push_str(&word.folded);
            if together.len() > self.longest + 4 {
                break;
            }
            best = self.by_key.get(&number(&together)).map(|name| (*name, many)).or(best);
        }
        best
    }
}

/// A name as it is compared: its letters and digits alone.
pub(super) fn folded(name: &str) -> String {
    number(&words(name).into_iter().map(|w| w.folded).collect::<String>())
}

/// A run of letters and digits, as it is compared.
struct Word {
    folded: String,
    from: u32,
    to: u32,
}

/// The words of a text; places are counted in characters.
fn words(text: &str) -> Vec<Word> {
    let mut all: Vec<Word> = Vec::new();
    let mut open = false;
    for (at, c) in (0..).zip(text.chars()) {
        let is_word = c.is_alphanumeric();
        if is_word && !open {
            all.push(Word { folded: String::new(), from: at, to: at });
        }
        if let (true, Some(word)) = (is_word, all.last_mut()) {
            word.folded.extend(any_ascii_char(c).chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()));
            word.to = at + 1;
        }
        open = is_word;
    }
    all
}

/// A phone number without the beginnings that it may be written with; anything else as it is.
fn number(folded: &str) -> String {
    if folded.len() < DIGITS || !folded.bytes().all(|b| b.is_ascii_digit()) {
        return folded.to_owned();
    }
    let rest = ["0044", "44", "0"].into_iter().find_map(|before| folded.strip_prefix(before)).unwrap_or(folded);
    rest.trim_start_matches('0').to_owned()
}

/// Whether a word by itself can tell who is meant.
fn tells(word: &str) -> bool {
    !COMMON.contains(&word) && (word.len() >= DIGITS || word.bytes().any(|b| b.is_ascii_alphabetic()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(names: &[(&str, bool)], text: &str) -> Vec<String> {
        let mut all = Names::default();
        for (name, parts) in names {
            all.add(Whose::Teller, name, *parts);
        }
        let chars: Vec<char> = text.chars().collect();
        all.find(text).into_iter().map(|(_, s)| chars[s.from as usize..s.to as usize].iter().collect()).collect()
    }

    #[test]
    fn a_name_is_found_however_it_is_written() {
        let names = [("Zo\u{eb} Sample-Person", true), ("07700 900123", false), ("AB12 CDE", false), ("sample@example.org", false)];
        for (text, expected) in [
            ("I saw ZOE SAMPLE PERSON there", vec!["ZOE SAMPLE PERSON"]),
            ("Zoe\u{308}\u{2019}s aunt, and zoe", vec!["Zoe", "zoe"]),
            ("S\u{200b}ample said so", vec!["S\u{200b}ample"]),
            ("ring +44 7700 900123 or 07700-900 123 or 7700900123", vec!["44 7700 900123", "07700-900 123", "7700900123"]),
            ("a van, ab12cde", vec!["ab12cde"]),
            ("Sample@Example.ORG", vec!["Sample@Example.ORG"]),
            ("nobody at all, 900123, samples, azoe", vec![]),
        ] {
            assert_eq!(found(&names, text), expected, "{text}");
        }
    }

    #[test]
    fn words_that_tell_nobody_from_another_are_no_names() {
        assert_eq!(found(&[("The man with Mrs Li", true)], "the man, with Mrs Smith"), Vec::<String>::new());
        assert_eq!(found(&[("Mrs Sample", true), ("", true), ("-", true)], "Mrs Sample, Sample - Mrs"), ["Mrs Sample", "Sample"]);
    }

    #[test]
    fn what_is_the_child_s_own_is_nobody_else_s() {
        let mut names = Names::default();
        names.add(Whose::Teller, "Robin Sample", true);
        names.but("Kim Sample");
        let hits = |text| names.find(text).len();
        assert_eq!((hits("Sample"), hits("Robin"), hits("Robin Sample"), hits("Kim Sample")), (0, 1, 1, 0));
    }

    #[test]
    fn long_and_hostile_texts_take_little_time() {
        let mut names = Names::default();
        for n in 0..200 {
            names.add(Whose::Teller, &format!("Sample Person {n}"), true);
        }
        let text = "a ".repeat(10_000) + &"x".repeat(20_000) + &"\u{202e}\u{627}\u{628} 1 ".repeat(5_000);
        assert!(names.find(&text).is_empty());
    }
}
