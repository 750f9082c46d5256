//! What people are called and how old they are, from words as a worker or a teller writes them: `his uncle` is no name, and `Year 9` is no nine years.
//! English, as the forms of the desk are. Must not know what is held against what.

/// Who somebody is to somebody, or what they look like: where all of a name is such words, it names nobody. At least one must be of these.
const WHO: [&str; 87] = [
    "mum",
    "mummy",
    "mam",
    "mom",
    "mommy",
    "mother",
    "stepmum",
    "stepmother",
    "dad",
    "daddy",
    "father",
    "stepdad",
    "stepfather",
    "parent",
    "parents",
    "carer",
    "guardian",
    "nan",
    "nanny",
    "nana",
    "gran",
    "granny",
    "grandma",
    "grandmother",
    "grandad",
    "granddad",
    "grandpa",
    "grandfather",
    "grandparent",
    "uncle",
    "aunt",
    "aunty",
    "auntie",
    "brother",
    "stepbrother",
    "sister",
    "stepsister",
    "sibling",
    "siblings",
    "cousin",
    "nephew",
    "niece",
    "son",
    "daughter",
    "child",
    "children",
    "kid",
    "kids",
    "baby",
    "toddler",
    "boy",
    "boys",
    "girl",
    "girls",
    "lad",
    "lads",
    "man",
    "men",
    "male",
    "males",
    "bloke",
    "guy",
    "woman",
    "women",
    "female",
    "females",
    "lady",
    "person",
    "people",
    "adult",
    "adults",
    "teenager",
    "teen",
    "youth",
    "friend",
    "friends",
    "mate",
    "boyfriend",
    "girlfriend",
    "partner",
    "husband",
    "wife",
    "neighbour",
    "teacher",
    "driver",
    "stranger",
    "someone",
];

/// Words that stand beside them. Alone they may well be somebody's name.
const BESIDE: [&str; 66] = [
    "unknown",
    "unnamed",
    "unidentified",
    "other",
    "another",
    "new",
    "older",
    "old",
    "elderly",
    "young",
    "younger",
    "elder",
    "big",
    "little",
    "tall",
    "short",
    "thin",
    "slim",
    "large",
    "half",
    "step",
    "foster",
    "family",
    "ex",
    "best",
    "his",
    "her",
    "their",
    "my",
    "our",
    "the",
    "this",
    "that",
    "some",
    "two",
    "three",
    "of",
    "in",
    "with",
    "from",
    "and",
    "or",
    "at",
    "on",
    "about",
    "who",
    "red",
    "blue",
    "black",
    "white",
    "grey",
    "green",
    "brown",
    "dark",
    "blonde",
    "asian",
    "coat",
    "jacket",
    "hoodie",
    "hat",
    "cap",
    "beard",
    "hair",
    "glasses",
    "car",
    "van",
];
/// What stands before a name: `his uncle Tariq` is Tariq.
const BEFORE_A_NAME: [&str; 20] = [
    "his", "her", "their", "my", "our", "the", "uncle", "aunt", "auntie", "aunty", "mum", "mummy", "dad", "daddy", "stepdad", "stepmum",
    "grandad", "grandma", "brother", "sister",
];

/// Words that stand beside them and are surnames too, some of the commonest: `Baby Brown`.
const SURNAMES: [&str; 11] = ["brown", "white", "black", "green", "grey", "young", "little", "short", "large", "best", "old"];
/// After these, such a word says what somebody looks like, however it is written: `Male, White`.
const LOOKS: [&str; 11] = ["male", "males", "female", "females", "man", "men", "woman", "women", "boy", "girl", "person"];

/// A name without what only says who somebody is; empty where nothing else is said.
pub(super) fn name(text: &str) -> &str {
    if names_nobody(text) {
        return "";
    }
    let mut rest = text.trim();
    while let Some((first, after)) = rest.split_once(char::is_whitespace) {
        let (first, after) = (first.to_lowercase(), after.trim_start());
        let next = after.split_whitespace().next().unwrap_or_default().to_lowercase();
        // `Mum of Sam` is not Sam.
        if WHO.contains(&first.as_str()) && next == "of" {
            return "";
        }
        // `My` and `The` are given names too.
        let is_anybodys = matches!(first.as_str(), "his" | "her" | "their" | "my" | "our" | "the");
        let before_a_relation = WHO.contains(&next.as_str()) || BESIDE.contains(&next.as_str());
        if !BEFORE_A_NAME.contains(&first.as_str()) || is_anybodys && !before_a_relation {
            break;
        }
        rest = after;
    }
    rest
}

/// Whether a surname stands last, behind a relation or a word for somebody.
fn ends_with_a_surname(text: &str) -> bool {
    let mut words = text.split_whitespace().rev();
    let (Some(last), Some(before)) = (words.next(), words.next()) else { return false };
    let before = before.to_lowercase();
    let capital = last.starts_with(char::is_uppercase);
    capital && SURNAMES.contains(&last.to_lowercase().as_str()) && WHO.contains(&before.as_str()) && !LOOKS.contains(&before.as_str())
}

/// Whether all of it is a description or a relation. One letter at the end is a name that somebody was given for it: `Child A`.
fn names_nobody(text: &str) -> bool {
    if ends_with_a_surname(text) {
        return false;
    }
    let text = text.to_lowercase().replace(['’', '`'], "'");
    let words: Vec<&str> = text.split(|c: char| !(c.is_alphanumeric() || c == '\'')).filter(|w| !w.is_empty()).collect();
    let words: Vec<&str> = words.iter().map(|w| w.strip_suffix("'s").unwrap_or(w).trim_matches('\'')).collect();
    let last = words.len().saturating_sub(1);
    let is_beside = |(at, word): (usize, &&str)| {
        BESIDE.contains(word) || word.starts_with(|c: char| c.is_ascii_digit()) || at < last && ["a", "an"].contains(word)
    };
    let is_who = |word: &str| WHO.contains(&word);
    words.iter().any(|word| is_who(word)) && words.iter().enumerate().all(|(at, word)| is_who(word) || is_beside((at, word)))
}

/// An age in full years, from the least to the most that it can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Years {
    pub(super) from: u32,
    pub(super) to: u32,
}

/// A person is no older.
const OLDEST: u32 = 110;
/// Two numbers further apart are not one age.
const SPAN: u32 = 10;
/// Before these a number counts something else, or says only which side of it somebody is on.
const NO_AGE_AFTER: [&str; 15] =
    ["under", "over", "below", "above", "than", "grade", "class", "form", "stage", "key", "ks", "group", "set", "flat", "number"];

/// One word of an age.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Years, or what may be years.
    Years(u32),
    /// A decade: `20s`.
    Decade(u32),
    /// A year of school in England: reception is 0.
    School(u32),
    /// The year of a birth, as it seems.
    Born(u32),
    /// Less than a year old, or so many months.
    Months(u32),
}

/// How old somebody was in a year, from words; none where they say no age.
pub(super) fn years(text: &str, in_year: Option<u32>) -> Option<Years> {
    let text = text.to_lowercase().replace('+', " plus ");
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let parts: Vec<(usize, Part)> = (0..words.len()).filter_map(|at| Some((at, part(&words, at)?))).collect();
    let said: Vec<(usize, u32)> =
        parts.iter().filter_map(|(at, p)| if let Part::Years(years) = p { Some((*at, *years)) } else { None }).collect();
    let parts: Vec<Part> = parts.into_iter().map(|(_, part)| part).collect();
    let born = parts.iter().find_map(|p| if let Part::Born(year) = p { Some(*year) } else { None });
    let other = parts.iter().find_map(|p| match p {
        Part::Decade(from) => Some(Years { from: *from, to: from + 9 }),
        Part::School(year) => Some(Years { from: year + 4, to: year + 5 }),
        Part::Months(months) => Some(Years { from: months / 12, to: months / 12 }),
        Part::Years(_) | Part::Born(_) => None,
    });
    let by_birth = || {
        let age = in_year?.checked_sub(born?).filter(|age| *age <= OLDEST)?;
        Some(Years { from: age.saturating_sub(1), to: age })
    };
    match said.as_slice() {
        // Beside a year, a number may be a day or a month.
        _ if born.is_some() && other.is_none() => by_birth(),
        [(at, one), (next, two), ..] if one.abs_diff(*two) <= SPAN && are_joined(&text, &words, *at, *next) => {
            Some(Years { from: *one.min(two), to: *one.max(two) })
        }
        [(_, one), ..] => Some(Years { from: *one, to: *one }),
        [] => other,
    }
}

/// Whether two numbers are one age: `13-14`, `13 or maybe 14`, `between 13 and 15`, and not `14, 5 ft 6`.
fn are_joined(text: &str, words: &[&str], one: usize, two: usize) -> bool {
    let between = &words[one + 1..two];
    let joins = |word: &str| matches!(word, "or" | "to" | "maybe" | "perhaps" | "possibly") || word == "and" && words.contains(&"between");
    let beside = |word: &str| matches!(word, "about" | "even" | "nearly" | "years" | "year" | "yrs" | "old");
    if between.is_empty() {
        let tight: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        return ["-", "–", "/"].iter().any(|sign| tight.contains(&format!("{}{sign}{}", words[one], words[two])));
    }
    between.iter().any(|word| joins(word)) && between.iter().all(|word| joins(word) || beside(word))
}

/// Whether what stands behind a number says only which side of it somebody is on: `18+`, `16 or over`.
fn is_a_limit(after: &[&str]) -> bool {
    let after = match after {
        ["years" | "year" | "yrs" | "yr", rest @ ..] => rest,
        all => all,
    };
    match after {
        ["plus", ..] => true,
        ["or" | "and", side, ..] => {
            matches!(*side, "over" | "above" | "older" | "more" | "up" | "upward" | "upwards" | "under" | "below" | "younger" | "less")
        }
        _ => false,
    }
}

/// What a word says, in its place.
fn part(words: &[&str], at: usize) -> Option<Part> {
    let before = at.checked_sub(1).map_or("", |at| words[at]);
    let after = words.get(at + 1).copied().unwrap_or_default();
    let word = words[at];
    match word {
        "reception" => return Some(Part::School(0)),
        "teens" | "teenager" | "teenage" => return Some(Part::Decade(10)),
        "twenties" => return Some(Part::Decade(20)),
        "thirties" => return Some(Part::Decade(30)),
        "forties" => return Some(Part::Decade(40)),
        "fifties" => return Some(Part::Decade(50)),
        "sixties" => return Some(Part::Decade(60)),
        _ => {}
    }
    let begins = word.find(|c: char| c.is_ascii_digit()).unwrap_or(word.len());
    let (head, rest) = word.split_at(begins);
    let ends = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let (digits, tail) = rest.split_at(ends);
    let (head, number) = if digits.is_empty() { ("", in_words(word)?) } else { (head, digits.parse().ok()?) };
    let unit = if tail.is_empty() { after } else { tail };
    // `14 years 3 months`: the months are of the age before.
    let goes_on = |unit: &str| matches!(unit, "years" | "year" | "yrs" | "yr" | "and");
    let school = |word: &str| matches!(word, "year" | "yr" | "y");
    match (head, unit) {
        (head, _) if school(head) => (1..=13).contains(&number).then_some(Part::School(number)),
        ("", "months" | "month" | "mths" | "mth" | "mo") => (!goes_on(before)).then_some(Part::Months(number)),
        ("", "weeks" | "week" | "wks" | "days" | "day") => (!goes_on(before)).then_some(Part::Months(0)),
        ("", _) if school(before) && tail.is_empty() => (1..=13).contains(&number).then_some(Part::School(number)),
        ("", _) if NO_AGE_AFTER.contains(&before) || is_a_limit(&words[at + 1..]) => None,
        ("", "s") if !tail.is_empty() => (number <= OLDEST).then_some(Part::Decade(number / 10 * 10)),
        ("", _) if tail.is_empty() && (1900..2200).contains(&number) => Some(Part::Born(number)),
        ("", _) if matches!(tail, "" | "yo" | "y" | "yr" | "yrs" | "ish" | "yrold") => (number <= OLDEST).then_some(Part::Years(number)),
        _ => None,
    }
}

fn in_words(word: &str) -> Option<u32> {
    const UP_TO: [&str; 21] = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
        "twenty",
    ];
    // `one` is mostly no number: `one of them`.
    UP_TO.iter().position(|w| *w == word).and_then(|n| u32::try_from(n).ok()).filter(|n| *n > 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relation_or_a_description_names_nobody() {
        for text in [
            "Mum",
            "Mummy",
            "Dad",
            "older man",
            "his uncle",
            "unknown male",
            "boy in red coat",
            "Male, 30s",
            "mum’s friend",
            "a man",
            "Person 2",
            "Two older males in a black van",
            "mother's ex-partner",
            "White male",
            "Male, White",
            "Mum of Sam",
            "the friend of Sam",
        ] {
            assert_eq!(name(text), "", "{text}");
        }
    }

    #[test]
    fn a_name_stays_a_name() {
        for text in [
            "Wai Man",
            "Old",
            "Mr Man",
            "Young Brown",
            "Black",
            "Child A",
            "Adult B",
            "Rose",
            "Nan Sample",
            "Guy Sample",
            "Little",
            "Sunny",
            "Taz",
            "Baby Brown",
            "Guy White",
            "Nan Brown",
            "Teacher Green",
            "My Nguyen",
            "The Tran",
        ] {
            assert_eq!(name(text), text);
        }
        for (text, is) in
            [("his uncle Tariq", "Tariq"), ("Uncle Bob", "Bob"), ("Mum Sarah Sample", "Sarah Sample"), ("Aunty Young", "Young"), ("", "")]
        {
            assert_eq!(name(text), is, "{text}");
        }
    }

    #[test]
    fn an_age_is_read_as_it_is_meant_or_not_at_all() {
        let span = |from, to| Some(Years { from, to });
        for (text, is) in [
            ("14", span(14, 14)),
            ("about 14", span(14, 14)),
            ("about 14, or 15", span(14, 15)),
            ("13/14", span(13, 14)),
            ("13-14 years old", span(13, 14)),
            ("fourteen", span(14, 14)),
            ("14yo", span(14, 14)),
            ("15ish", span(15, 15)),
            ("Year 9", span(13, 14)),
            ("year nine", span(13, 14)),
            ("Y9", span(13, 14)),
            ("yr 10", span(14, 15)),
            ("14 (Year 9)", span(14, 14)),
            ("Year 9, so 13 or 14", span(13, 14)),
            ("reception", span(4, 5)),
            ("Reception class", span(4, 5)),
            ("18 months", span(1, 1)),
            ("18mths", span(1, 1)),
            ("6 weeks", span(0, 0)),
            ("14 years 3 months", span(14, 14)),
            ("14 years and 3 months", span(14, 14)),
            ("14 years, 3 weeks", span(14, 14)),
            ("20s", span(20, 29)),
            ("in his thirties", span(30, 39)),
            ("born 2010", span(15, 16)),
            ("03/2010", span(15, 16)),
            ("12, born 2013", span(12, 13)),
            ("over 18", None),
            ("18+", None),
            ("16 or over", None),
            ("16 years and over", None),
            ("over 60s", None),
            ("under 5s", None),
            ("14, 5 ft 6", span(14, 14)),
            ("13 to 15", span(13, 15)),
            ("13 – 14", span(13, 14)),
            ("between 13 and 15", span(13, 15)),
            ("under 16", None),
            ("older than 18", None),
            ("6th form", None),
            ("Class 3", None),
            ("KS2", None),
            ("not known", None),
            ("", None),
            ("99999999999999999999", None),
        ] {
            assert_eq!(years(text, Some(2026)), is, "{text}");
        }
    }
}
