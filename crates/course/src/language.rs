//! `language.toml`: phrases that blame, with what to say instead, and words that tell too much in a tab or an address.
//! Must not know where the text comes from that it is held against.

use serde::Deserialize;

use crate::settings::one_line;
use crate::source::{Report, line_of};

/// A language's list.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LanguageList {
    /// Words that must not stand in an address or a tab.
    #[serde(default)]
    telling: Vec<String>,
    /// Phrases that blame.
    #[serde(default, rename = "phrase")]
    phrases: Vec<Phrase>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Phrase {
    avoid: Vec<String>,
    say: String,
}

impl LanguageList {
    /// Reads the list; on failure says where and why in `report` and gives nothing.
    pub(crate) fn parse(text: &str, report: &mut Report<'_>) -> Option<LanguageList> {
        toml::from_str::<LanguageList>(text)
            .map(LanguageList::normal)
            .map_err(|e| report.error(e.span().map_or(1, |s| line_of(text, s.start)), "language-list", one_line(e.message())))
            .ok()
    }

    fn normal(mut self) -> Self {
        let all = self.telling.iter_mut().chain(self.phrases.iter_mut().flat_map(|p| &mut p.avoid));
        all.for_each(|words| *words = normal(words));
        self
    }

    /// Every phrase that blames, in small letters, with what to say instead.
    pub fn phrases(&self) -> impl Iterator<Item = (&str, &str)> {
        self.phrases.iter().flat_map(|p| p.avoid.iter().map(|avoid| (avoid.as_str(), p.say.as_str())))
    }

    /// The phrases in `text` that blame, each with what to say instead.
    pub fn blaming(&self, text: &str) -> Vec<(&str, &str)> {
        let text = normal(text);
        self.phrases().filter(|(avoid, _)| has_words(&text, avoid)).collect()
    }

    /// The words in a tab or an address that tell too much.
    pub(crate) fn telling(&self, text: &str) -> Vec<&str> {
        let text = normal(&text.replace(['-', '_'], " "));
        self.telling.iter().map(String::as_str).filter(|word| has_words(&text, word)).collect()
    }
}

/// Lower case, straight apostrophes, one space for any run of white space.
fn normal(text: &str) -> String {
    let straight = text.replace(['\u{2019}', '\u{2018}', '\u{2bc}'], "'").to_lowercase();
    straight.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether `words` stand in `text` as whole words; both are normal.
fn has_words(text: &str, words: &str) -> bool {
    !words.is_empty()
        && text.match_indices(words).any(|(at, found)| {
            let (before, after) = (&text[..at], &text[at + found.len()..]);
            !before.ends_with(char::is_alphanumeric) && !after.starts_with(char::is_alphanumeric)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list() -> LanguageList {
        let text = "telling = [\"abuse\"]\n[[phrase]]\navoid = [\"won't engage\", \"Risky choices\"]\nsay = \"no way found yet\"\n";
        let mut problems = Vec::new();
        LanguageList::parse(text, &mut Report::new("language.toml", &mut problems)).expect("the list is right")
    }

    #[test]
    fn whole_words_whatever_the_case_apostrophe_and_space() {
        for text in ["She won\u{2019}t  engage.", "WON'T\nENGAGE", "so: won't engage, again", "(risky choices)"] {
            assert_eq!(list().blaming(text).len(), 1, "{text}");
        }
        for text in ["She won't engaged", "frisky choices", "won't. Engage", ""] {
            assert!(list().blaming(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn an_address_is_words_with_hyphens() {
        assert_eq!(list().telling("what-abuse-is"), ["abuse"]);
        assert!(list().telling("disabuse").is_empty());
    }
}
