//! Texts as they can be set: signs that no font of ours has are given by their number, and what has no place to break gets some. Must not know what a text says.

use serde_json::Value;

use crate::world::draws;

/// A word that is longer may be broken.
const LONG: usize = 24;
/// After so many signs of it.
const PIECE: usize = 12;
/// Where a line may break, unseen.
const BREAK: char = '\u{200b}';

/// Makes every text in a value fit; whether a sign was not to be had.
pub(crate) fn all(value: &mut Value) -> bool {
    match value {
        Value::String(text) => {
            let (fitting, unknown) = one(text);
            *text = fitting;
            unknown
        }
        Value::Array(values) => each(values.iter_mut()),
        Value::Object(map) => each(map.values_mut()),
        _ => false,
    }
}

/// Not `any`, which would end with the first.
fn each<'a>(values: impl Iterator<Item = &'a mut Value>) -> bool {
    let mut unknown = false;
    for value in values {
        unknown |= all(value);
    }
    unknown
}

fn one(text: &str) -> (String, bool) {
    let (mut out, mut unknown, mut word) = (String::with_capacity(text.len()), false, 0);
    let long = text.split_whitespace().any(|w| w.chars().count() > LONG);
    for c in text.chars() {
        word = if c.is_whitespace() { 0 } else { word + 1 };
        if long && word > 1 && word % PIECE == 1 && joins_nothing(c) {
            out.push(BREAK);
        }
        match c {
            '\n' => out.push(c),
            '\t' => out.push(' '),
            // They choose between two drawings of the sign before, and have none of their own.
            '\u{fe0e}' | '\u{fe0f}' => {}
            '\u{200c}' | '\u{200d}' => out.push(c),
            c if draws(c) => out.push(c),
            c => {
                unknown = true;
                out.push_str(&format!("[U+{:04X}]", u32::from(c)));
            }
        }
    }
    (out, unknown)
}

/// Whether a line may break before it: Latin, Greek and Cyrillic letters, digits and signs. Not within a word of a script whose letters join, nor before a mark.
fn joins_nothing(c: char) -> bool {
    c.is_ascii() || matches!(c, '\u{a1}'..='\u{24f}' | '\u{370}'..='\u{482}' | '\u{48a}'..='\u{52f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_drawn_is_given_by_its_number() {
        assert_eq!(one("a \u{1f642}\u{fe0f} \u{4e2d}\tb"), ("a [U+1F642] [U+4E2D] b".into(), true));
        for drawn in [
            "Zo\u{eb} \u{141}ukasz \u{218}tefan",
            "\u{627}\u{631}\u{62f}\u{648} \u{6d2}",
            "\u{9ac}\u{9be}\u{982}\u{9b2}\u{9be}",
            "\u{a2a}\u{a70}\u{a1c}\u{a3e}\u{a2c}\u{a40}",
        ] {
            assert_eq!(one(drawn), (drawn.to_owned(), false));
        }
    }

    #[test]
    fn a_word_without_an_end_can_be_broken_and_an_ordinary_one_is_left_alone() {
        let (broken, _) = one(&format!("short {}", "x".repeat(60)));
        assert!(broken.split([' ', BREAK]).all(|piece| piece.chars().count() <= PIECE), "{broken:?}");
        assert_eq!(broken.replace(BREAK, ""), format!("short {}", "x".repeat(60)));
        assert_eq!(one("an ordinary text").0, "an ordinary text");
    }

    #[test]
    fn every_text_of_a_value_is_made_to_fit() {
        let mut value = serde_json::json!({"a": ["\t", {"b": "\u{1f642}"}], "n": 1, "t": true});
        assert!(all(&mut value));
        assert_eq!(value, serde_json::json!({"a": [" ", {"b": "[U+1F642]"}], "n": 1, "t": true}));
    }
}
