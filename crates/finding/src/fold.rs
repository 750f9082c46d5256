//! From text to words, the same for what is kept and for what is asked: small letters, without accents, other scripts in Latin letters. Beside plain words
//! it gives number plates and postcodes without their spaces, and phone numbers (`numbers.rs`). Must not know what is kept.

use any_ascii::any_ascii_char;

use crate::numbers::{self, Group};

/// The most letters of a word; what follows is cut off, on both sides alike.
pub(crate) const LONGEST: usize = 48;

/// What stands in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Found<'a> {
    /// A word: `[a-z0-9]+`.
    Word(&'a str),
    /// A plate or postcode whose parts stand apart, put together.
    Joined(&'a str),
    /// Groups of digits that may be one number, such as `+44`, `7700`, `900123`.
    Digits(&'a [Group<'a>]),
}

/// The text in small ASCII letters. `into` is emptied first, so that it can be used again.
pub(crate) fn fold(text: &str, into: &mut String) {
    into.clear();
    if text.is_ascii() {
        into.push_str(text);
        into.make_ascii_lowercase();
        return;
    }
    for c in text.chars() {
        if c.is_ascii() {
            into.push(c.to_ascii_lowercase());
        } else {
            into.extend(any_ascii_char(c).chars().map(|c| c.to_ascii_lowercase()));
        }
    }
}

/// One word in its place.
#[derive(Clone, Copy, Default)]
struct Word<'a> {
    text: &'a str,
    /// What stands between it and the word before.
    before: &'a str,
    /// How many of its bytes are digits, and how many apostrophes.
    digits: usize,
    apostrophes: usize,
}

/// The most letters of one part of a plate or postcode.
const PART: usize = 4;

/// Every word of a folded text, and what several of them make together.
pub(crate) fn each(folded: &str, mut found: impl FnMut(Found<'_>)) {
    let (mut recent, mut parts) = ([Word::default(); 3], 0);
    let mut groups: Vec<Group<'_>> = Vec::new();
    let (mut joined, mut bare) = (String::new(), String::new());
    words(folded, |word| {
        let text = if word.apostrophes > 0 {
            bare.clear();
            bare.extend(word.text.chars().filter(|c| *c != '\''));
            bare.as_str()
        } else {
            word.text
        };
        if text.is_empty() {
            return;
        }
        let digits = word.digits == word.text.len();
        let goes_on = digits && numbers::goes_on(word.before);
        if !groups.is_empty() && !goes_on {
            found(Found::Digits(&groups));
            groups.clear();
        }
        found(Found::Word(cut(text)));
        if digits {
            groups.push(Group { digits: cut(word.text), plus: word.before.ends_with('+') });
        }
        if word.text.len() > PART {
            parts = 0;
            return;
        }
        if !matches!(word.before, " " | "-") {
            parts = 0;
        }
        recent.rotate_left(1);
        recent[2] = word;
        parts = (parts + 1).min(3);
        for from in 3 - parts..2 {
            if recent[from..].iter().any(|w| w.digits > 0) {
                joined.clear();
                joined.extend(recent[from..].iter().map(|w| w.text));
                if is_plate(&joined) {
                    found(Found::Joined(&joined));
                }
            }
        }
    });
    if !groups.is_empty() {
        found(Found::Digits(&groups));
    }
}

/// Runs of letters, digits and apostrophes.
fn words<'a>(text: &'a str, mut word: impl FnMut(Word<'a>)) {
    let bytes = text.as_bytes();
    let (mut at, mut end) = (0, 0);
    while at < bytes.len() {
        let (from, mut digits, mut apostrophes) = (at, 0, 0);
        while let Some(byte) = bytes.get(at) {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' => {}
                b'0'..=b'9' => digits += 1,
                b'\'' => apostrophes += 1,
                _ => break,
            }
            at += 1;
        }
        if at > from {
            word(Word { text: &text[from..at], before: &text[end..from], digits, apostrophes });
            end = at;
        }
        at += 1;
    }
}

/// Folded text is ASCII, so that any byte is a boundary.
fn cut(word: &str) -> &str {
    word.get(..LONGEST).unwrap_or(word)
}

/// Whether letters and digits stand as in a number plate of the United Kingdom (since 1963, Northern Ireland's too) or in a postcode.
fn is_plate(text: &str) -> bool {
    if !(5..=7).contains(&text.len()) || !text.bytes().any(|b| b.is_ascii_digit()) {
        return false;
    }
    let shape: Vec<u8> = text.bytes().map(|b| if b.is_ascii_digit() { b'9' } else { b'a' }).collect();
    let starts = |part: &[u8]| shape.starts_with(part);
    let runs: Vec<(u8, usize)> = shape.chunk_by(|a, b| a == b).map(|run| (run[0], run.len())).collect();
    let plate = matches!(
        runs.as_slice(),
        [(b'a', 2), (b'9', 2), (b'a', 3)]
            | [(b'a', 1), (b'9', 1..=3), (b'a', 3)]
            | [(b'a', 3), (b'9', 1..=3), (b'a', 1)]
            | [(b'a', 3), (b'9', 3..=4)]
    );
    let postcode = shape.ends_with(b"9aa") && {
        let out = &shape[..shape.len() - 3];
        [&b"a9"[..], b"a99", b"aa9", b"aa99", b"a9a", b"aa9a"].contains(&out)
    };
    plate || (postcode && starts(b"a"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<String> {
        let (mut folded, mut out) = (String::new(), Vec::new());
        fold(text, &mut folded);
        each(&folded, |found| {
            out.push(match found {
                Found::Word(word) => word.to_owned(),
                Found::Joined(word) => format!("={word}"),
                Found::Digits(groups) => groups.iter().map(|g| format!("{}{}", if g.plus { "+" } else { "#" }, g.digits)).collect(),
            });
        });
        out
    }

    #[test]
    fn words_are_small_letters_without_accents_in_any_script() {
        assert_eq!(all("Zoë O\u{2019}Brien-SMITH, 'so'"), ["zoe", "obrien", "smith", "so"]);
        assert_eq!(all("e\u{301}té"), ["ete"]);
        assert_eq!(all("محمد"), all("محمد "));
        assert!(!all("মোহাম্মদ").is_empty());
        assert_eq!(all(" \u{0}\u{202e}' ''"), Vec::<String>::new());
    }

    #[test]
    fn plates_and_postcodes_are_put_together() {
        assert_eq!(all("AB12 CDE"), ["ab12", "cde", "=ab12cde"]);
        assert_eq!(all("LU1 2AB"), ["lu1", "2ab", "=lu12ab"]);
        assert!(all("in AB 12 CDE").contains(&"=ab12cde".to_owned()));
        assert_eq!(all("at 5 to 6, or 12 people"), ["at", "5", "#5", "to", "6", "#6", "or", "12", "#12", "people"]);
    }

    #[test]
    fn digits_that_stand_together_are_one_number() {
        assert_eq!(all("+44 (0)7700 900123. 5"), ["44", "0", "7700", "900123", "5", "+44#0#7700#900123#5"]);
        assert_eq!(all("01632 960001\n01632-960002"), ["01632", "960001", "#01632#960001", "01632", "960002", "#01632#960002"]);
    }

    #[test]
    fn a_long_word_is_cut() {
        assert_eq!(all(&"x".repeat(500)), ["x".repeat(LONGEST)]);
    }
}
