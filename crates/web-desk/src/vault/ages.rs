//! How old somebody is, from words as a worker or a teller writes them: `Year 9` is no nine years. English, as the forms of the desk are.
//! Must not know what is held against what.

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
