//! Words as people write them, taken to pieces: numbers in a line, a postcode in an address, a registration in what describes a car, a name online.
//! Must not know what is held against what.

use std::ops::RangeInclusive;

/// What may stand behind a name online.
const END: [char; 3] = [',', '.', ';'];
/// What has letters in it and fewer digits than these is no phone number.
const LEAST_DIGITS: usize = 5;
/// Apps, as people write them before a name that they have there.
const APPS: [&str; 25] = [
    "snapchat",
    "snap",
    "sc",
    "instagram",
    "insta",
    "ig",
    "tiktok",
    "whatsapp",
    "discord",
    "facebook",
    "fb",
    "messenger",
    "telegram",
    "signal",
    "roblox",
    "fortnite",
    "minecraft",
    "youtube",
    "twitter",
    "twitch",
    "kik",
    "xbox",
    "playstation",
    "steam",
    "reddit",
];
/// Titles: a single word after one is a surname.
const TITLES: [&str; 7] = ["mr", "mrs", "ms", "miss", "mx", "dr", "sir"];

/// Several in one line: `07700 900111 or 07700 900222`.
pub(super) fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', ';', '/', '\n']).flat_map(|part| part.split(" or ")).map(str::trim).filter(|part| !part.is_empty())
}

/// The phone numbers of a line, without what is said beside them: `07700 900111, after 6pm`.
pub(super) fn numbers(text: &str) -> impl Iterator<Item = &str> {
    let digits = |part: &str| part.chars().filter(char::is_ascii_digit).count();
    parts(text).filter(move |part| digits(part) >= LEAST_DIGITS || !part.contains(char::is_alphabetic))
}

/// One word alone is mostly what somebody is called by, unless a title stands before it.
pub(super) fn is_first_name(name: &str) -> bool {
    let mut words = name.split_whitespace();
    let title = |word: &str| TITLES.contains(&word.trim_end_matches('.').to_lowercase().as_str());
    words.next().is_some_and(|word| !title(word)) && words.next().is_none()
}

/// The years of an age, as it is kept: `13-14`.
pub(super) fn span(text: &str) -> Option<RangeInclusive<u32>> {
    let (from, to) = text.split_once('-')?;
    Some(from.parse().ok()?..=to.parse().ok()?)
}

/// A UK postcode in a text, and the text without it.
pub(super) fn postcode(text: &str) -> (Option<String>, String) {
    let words: Vec<&str> = text.split([' ', ',', '\n', '\t']).filter(|w| !w.is_empty()).collect();
    let without = |from: usize, count: usize| [&words[..from], &words[from + count..]].concat().join(" ");
    for (at, word) in words.iter().enumerate() {
        let word = word.trim_end_matches('.').to_ascii_uppercase();
        if let Some(next) = words.get(at + 1).map(|w| w.trim_end_matches('.').to_ascii_uppercase())
            && is_outward(&word)
            && is_inward(&next)
        {
            return (Some(format!("{word} {next}")), without(at, 2));
        }
        if let Some((outward, inward)) = word.len().checked_sub(3).and_then(|at| word.split_at_checked(at))
            && is_outward(outward)
            && is_inward(inward)
        {
            return (Some(format!("{outward} {inward}")), without(at, 1));
        }
    }
    (None, words.join(" "))
}

fn is_outward(text: &str) -> bool {
    matches!(shape(text).as_str(), "A9" | "A99" | "AA9" | "AA99" | "A9A" | "AA9A")
}

fn is_inward(text: &str) -> bool {
    shape(text) == "9AA"
}

/// Letters as `A`, digits as `9`.
fn shape(text: &str) -> String {
    let one = |c: char| {
        if c.is_ascii_alphabetic() {
            'A'
        } else if c.is_ascii_digit() {
            '9'
        } else {
            c
        }
    };
    text.chars().map(one).collect()
}

/// What looks like a registration, or its start, and the text without it.
pub(super) fn plate(text: &str) -> (String, String) {
    const WHOLE: [&str; 11] =
        ["AA99AAA", "A9AAA", "A99AAA", "A999AAA", "AAA9A", "AAA99A", "AAA999A", "AAA9999", "AAA999", "AA99999", "AAA99999"];
    let words: Vec<&str> = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let found = (1..=3).rev().flat_map(|count| (0..words.len()).map(move |at| (at, count)));
    let joined = found.filter_map(|(at, count)| Some((at, count, words.get(at..at + count)?.concat().to_ascii_uppercase())));
    let fits = |joined: &str, shapes: &[&str]| shapes.contains(&shape(joined).as_str());
    let whole = joined.clone().find(|(_, _, joined)| fits(joined, &WHOLE));
    let start = || joined.clone().find(|(_, count, joined)| *count == 1 && fits(joined, &["AA99", "AA99A", "AA99AA"]));
    match whole.or_else(start) {
        Some((at, count, plate)) => (plate, [&words[..at], &words[at + count..]].concat().join(" ")),
        None => (String::new(), words.join(" ")),
    }
}

/// The name itself, of `Some App: @sample-user`, `sample-user (Some App)` or `Snapchat sample-user`; none of several words of which any may be it.
pub(super) fn username(text: &str) -> String {
    let named = text.split_whitespace().find(|word| word.starts_with('@'));
    let behind = || text.rsplit_once(':').and_then(|(_, name)| name.split_whitespace().next());
    named.or_else(behind).or_else(|| first_name_online(text)).unwrap_or_default().trim_end_matches(END).to_owned()
}

fn first_name_online(text: &str) -> Option<&str> {
    let says = |word: &&str| word.contains(char::is_alphanumeric);
    let is_app = |word: &&str| APPS.contains(&word.trim_end_matches(END).to_lowercase().as_str());
    let mut words = text.split_whitespace().filter(says).skip_while(is_app);
    let (first, next) = (words.next()?, words.next());
    let is_it = |next: &str| first.ends_with(END) || next.starts_with('(') || matches!(next, "on" | "in");
    next.is_none_or(is_it).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_postcode_is_found_in_an_address() {
        for (text, code, rest) in [
            ("14 Example Road, LU1 1AA", Some("LU1 1AA"), "14 Example Road"),
            ("9 Specimen Court mk93cc Sampletown", Some("MK9 3CC"), "9 Specimen Court Sampletown"),
            ("Sample Street shops", None, "Sample Street shops"),
            ("ß1ää", None, "ß1ää"),
        ] {
            assert_eq!(postcode(text), (code.map(str::to_owned), rest.to_owned()), "{text}");
        }
    }

    #[test]
    fn a_registration_is_found_in_whole_or_in_part() {
        for (text, found, rest) in [
            ("AB12 CDE", "AB12CDE", ""),
            ("a blue van, ab12cde", "AB12CDE", "a blue van"),
            ("white van, a plate that begins with AB12", "AB12", "white van a plate that begins with"),
            ("a grey car", "", "a grey car"),
        ] {
            assert_eq!(plate(text), (found.to_owned(), rest.to_owned()), "{text}");
        }
    }

    #[test]
    fn what_somebody_is_called_is_told_from_a_surname() {
        assert!(is_first_name("Taz") && !is_first_name("Mr Taz") && !is_first_name("Sample Person") && !is_first_name(""));
        let usernames = ["Some App: sample-user", "@sample-user on Some App", "sample-user (Some App)"];
        assert!(usernames.iter().all(|text| username(text).trim_start_matches('@') == "sample-user"));
    }
}
