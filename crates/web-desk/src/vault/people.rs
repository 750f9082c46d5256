//! What people are called, from words as a worker or a teller writes them: `his uncle` is no name.
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
}
