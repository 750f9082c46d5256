//! Texts made comparable: Latin letters in lower case, one space between words, one word for one thing.
//! Must not know levels or weights.

use std::borrow::Cow;

use crate::kind::Kind;

/// Longest text that is looked at, in bytes after it was made Latin: longer ones are cut.
const LONGEST: usize = 96;

/// What people write where there is nothing to say.
const NOTHING: [&str; 16] = [
    "",
    "unknown",
    "unkown",
    "n a",
    "na",
    "none",
    "null",
    "nil",
    "not known",
    "nk",
    "not stated",
    "not given",
    "nan",
    "anonymous",
    "no name",
    "tbc",
];

const TITLES: [&str; 12] = ["mr", "mrs", "ms", "miss", "mx", "dr", "prof", "sir", "rev", "jr", "sr", "master"];

/// Words of addresses and names of places, as they are written and as they are compared.
const SHORT: [(&str, &str); 44] = [
    ("street", "st"),
    ("saint", "st"),
    ("road", "rd"),
    ("avenue", "ave"),
    ("av", "ave"),
    ("drive", "dr"),
    ("lane", "ln"),
    ("court", "ct"),
    ("crt", "ct"),
    ("place", "pl"),
    ("crescent", "cres"),
    ("cr", "cres"),
    ("close", "cl"),
    ("circuit", "cct"),
    ("circle", "cir"),
    ("terrace", "ter"),
    ("tce", "ter"),
    ("terr", "ter"),
    ("parade", "pde"),
    ("highway", "hwy"),
    ("boulevard", "blvd"),
    ("gardens", "gdns"),
    ("garden", "gdn"),
    ("grove", "gr"),
    ("square", "sq"),
    ("parkway", "pkwy"),
    ("trail", "trl"),
    ("way", "wy"),
    ("north", "n"),
    ("south", "s"),
    ("east", "e"),
    ("west", "w"),
    ("northeast", "ne"),
    ("northwest", "nw"),
    ("southeast", "se"),
    ("southwest", "sw"),
    ("apartment", "apt"),
    ("flat", "apt"),
    ("unit", "apt"),
    ("building", "bldg"),
    ("mount", "mt"),
    ("upper", "upr"),
    ("lower", "lwr"),
    ("vlge", "village"),
];

/// A text of a kind as it is compared; empty if it says nothing.
///
/// ```
/// assert_eq!(linking::comparable(linking::Kind::Phone, "+44 7700 900456"), "07700900456");
/// ```
pub fn comparable(kind: Kind, text: &str) -> String {
    clean(kind, text)
}

/// `text` as it is compared, for a field of this kind; empty if it says nothing.
pub(crate) fn clean(kind: Kind, text: &str) -> String {
    let latin = latin(text);
    let clean = match kind {
        Kind::GivenName | Kind::FamilyName | Kind::FullName | Kind::OtherName => name(&latin),
        Kind::Address | Kind::Town | Kind::Place | Kind::School | Kind::Occupation => address(&latin),
        Kind::Gender => gender(&latin),
        Kind::Phone => phone(&latin),
        Kind::Email => latin.split_whitespace().collect(),
        Kind::Identifier | Kind::Vehicle | Kind::Postcode => latin.chars().filter(char::is_ascii_alphanumeric).collect(),
        Kind::Username => latin.trim_start_matches('@').split_whitespace().collect(),
        Kind::HouseNumber | Kind::Category | Kind::Age | Kind::BirthDate => words(&latin).collect::<Vec<_>>().join(" "),
    };
    if NOTHING.contains(&clean.as_str()) { String::new() } else { clean }
}

/// Latin letters in lower case, whatever the script was. Never longer than [`LONGEST`].
fn latin(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    if text.is_ascii() && text.len() <= LONGEST {
        return if text.bytes().any(|b| b.is_ascii_uppercase()) { Cow::Owned(text.to_ascii_lowercase()) } else { Cow::Borrowed(text) };
    }
    let mut out = String::new();
    for c in text.chars() {
        // Marks over and under a letter, and vowel signs that are not written by everyone, say nothing of their own.
        let latin = any_ascii::any_ascii_char(c);
        if out.len() + latin.len() > LONGEST {
            break;
        }
        out.push_str(latin);
    }
    Cow::Owned(out.to_ascii_lowercase().trim().to_owned())
}

/// Words of letters and digits; an apostrophe joins what it parts (O'Brien).
fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '\'' | '`')))
        .map(|w| w.chars().filter(char::is_ascii_alphanumeric).collect::<String>())
        .filter(|w| !w.is_empty())
}

/// Words of a name: without titles, without a part said twice.
fn name(text: &str) -> String {
    let turned = match text.split_once(',') {
        Some((family, given)) if !given.trim().is_empty() => Cow::Owned(format!("{given} {family}")),
        _ => Cow::Borrowed(text),
    };
    let mut parts: Vec<String> = Vec::new();
    for word in words(&turned) {
        if !parts.contains(&word) {
            parts.push(word);
        }
    }
    if parts.len() > 1 {
        let whole = parts.clone();
        parts.retain(|p| !TITLES.contains(&p.as_str()));
        if parts.is_empty() {
            parts = whole;
        }
    }
    parts.join(" ")
}

fn address(text: &str) -> String {
    let mut out = String::new();
    for word in words(text) {
        let short = SHORT.iter().find(|(long, _)| *long == word).map_or(word.as_str(), |(_, short)| short);
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(short);
    }
    out
}

fn gender(text: &str) -> String {
    let word = words(text).next().unwrap_or_default();
    match word.as_str() {
        "m" | "male" | "man" | "boy" | "masculine" => "m".to_owned(),
        "f" | "female" | "woman" | "girl" | "feminine" => "f".to_owned(),
        _ => word,
    }
}

/// Digits alone, as they are rung within the country: 00 and + and a country's 44 become 0.
fn phone(text: &str) -> String {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let digits = digits.strip_prefix("00").unwrap_or(&digits);
    match digits.strip_prefix("44") {
        Some(rest) if rest.len() >= 9 => format!("0{}", rest.strip_prefix('0').unwrap_or(rest)),
        _ => digits.to_owned(),
    }
}

/// A name in one piece, taken apart: given, other and family name. `Khan, Mohammed Ali` and `Mohammed Ali Khan` are the same.
pub(crate) fn take_apart(full: &str) -> (String, String, String) {
    let parts: Vec<&str> = full.split(' ').filter(|p| !p.is_empty()).collect();
    match parts.as_slice() {
        [] => Default::default(),
        [one] => (String::new(), String::new(), (*one).to_owned()),
        [given, family] => ((*given).to_owned(), String::new(), (*family).to_owned()),
        [given, other @ .., family] => ((*given).to_owned(), other.join(" "), (*family).to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_made_comparable() {
        for (kind, text, is) in [
            (Kind::GivenName, "  Anne-Marie ", "anne marie"),
            (Kind::FamilyName, "O'Brien", "obrien"),
            (Kind::FamilyName, "Wałęsa", "walesa"),
            (Kind::FullName, "Khan, Dr Mohammed", "mohammed khan"),
            (Kind::GivenName, "Unknown", ""),
            (Kind::Address, "12 West Farwell Avenue", "12 w farwell ave"),
            (Kind::Gender, "Female", "f"),
            (Kind::Phone, "+44 (0)7700 900123", "07700900123"),
            (Kind::Phone, "07700 900123", "07700900123"),
            (Kind::Vehicle, "ab12 cde", "ab12cde"),
        ] {
            assert_eq!(clean(kind, text), is, "{text}");
        }
        assert_eq!(take_apart("mohammed ali khan"), ("mohammed".into(), "ali".into(), "khan".into()));
    }

    #[test]
    fn a_long_text_is_cut() {
        assert!(clean(Kind::Address, &"ß".repeat(10_000)).len() <= LONGEST);
    }
}
