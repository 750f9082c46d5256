//! The words of the interface, from `locales/<lang>/`, in Fluent.
//! Must not know pages; the text of a site is not here.

use std::borrow::Cow;
use std::collections::HashMap;

use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{LanguageIdentifier, Loader};
use jiff::civil::Date;

fluent_templates::static_loader! {
    static LOCALES = {
        locales: "../../locales",
        fallback_language: "en",
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

/// Languages written from right to left.
const RIGHT_TO_LEFT: [&str; 9] = ["ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur"];

/// The words of one language.
#[derive(Debug, Clone)]
pub(crate) struct Words {
    id: LanguageIdentifier,
}

impl Words {
    /// The words of the language `code`, or of English where there are none.
    pub(crate) fn new(code: &str) -> Words {
        let id = code.parse().unwrap_or_default();
        Words { id }
    }

    /// The message `key`.
    pub(crate) fn t(&self, key: &str) -> String {
        LOCALES.lookup(&self.id, key)
    }

    /// The message `key` with the words and numbers that it takes.
    pub(crate) fn with(&self, key: &str, arguments: &[(&'static str, Value<'_>)]) -> String {
        let map: HashMap<Cow<'static, str>, FluentValue<'_>> = arguments
            .iter()
            .map(|(name, value)| {
                let value = match value {
                    Value::Text(text) => FluentValue::from(*text),
                    Value::Number(number) => FluentValue::from(*number as f64),
                };
                (Cow::Borrowed(*name), value)
            })
            .collect();
        LOCALES.lookup_with_args(&self.id, key, &map)
    }

    /// A day, written out.
    pub(crate) fn date(&self, day: &Date) -> String {
        let month = self.t(&format!("month-{}", day.month()));
        let (d, y) = (day.day().to_string(), day.year().to_string());
        self.with("date", &[("day", Value::Text(&d)), ("month", Value::Text(&month)), ("year", Value::Text(&y))])
    }

    /// `rtl` or `ltr`.
    pub(crate) fn direction(&self) -> &'static str {
        let arabic = self.id.script.is_some_and(|s| s.as_str() == "Arab");
        if arabic || RIGHT_TO_LEFT.contains(&self.id.language.as_str()) { "rtl" } else { "ltr" }
    }
}

/// What a message can take.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Value<'a> {
    /// Words.
    Text(&'a str),
    /// A number, for which the message may have several forms.
    Number(usize),
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Value::Text(text)
    }
}

impl From<usize> for Value<'_> {
    fn from(number: usize) -> Self {
        Value::Number(number)
    }
}
