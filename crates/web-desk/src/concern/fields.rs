//! The fields of an act's form: what is asked, what stands in it, what is wrong with it. One template shows them all.
//! Must not know any act.

use jiff::civil::Date;

use crate::session::Sent;

/// How a field is filled in.
pub(super) enum Kind {
    /// One line.
    Line,
    /// Several.
    Lines,
    /// A day.
    Day,
    /// One of some: value and label.
    Choice(Vec<(String, String)>),
    /// Any of some.
    Checks(Vec<(String, String)>),
    /// Any of some that stand in groups, folded away until one is chosen: heading, then value and label.
    Groups(Vec<(&'static str, Vec<(String, String)>)>),
    /// Goes along unseen.
    Hidden,
}

/// One field.
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) label: &'static str,
    pub(super) hint: &'static str,
    pub(super) kind: Kind,
    pub(super) values: Vec<String>,
    pub(super) wrong: Option<String>,
}

impl Field {
    pub(super) fn new(name: &'static str, label: &'static str, kind: Kind) -> Field {
        Field { name, label, hint: "", kind, values: Vec::new(), wrong: None }
    }

    pub(super) fn hint(self, hint: &'static str) -> Field {
        Field { hint, ..self }
    }

    pub(super) fn value(mut self, value: impl Into<String>) -> Field {
        self.values = vec![value.into()];
        self
    }

    pub(super) fn values(mut self, values: impl IntoIterator<Item = String>) -> Field {
        self.values = values.into_iter().collect();
        self
    }

    /// What stands in it, where it is one thing.
    pub(super) fn first(&self) -> &str {
        self.values.first().map_or("", String::as_str)
    }

    /// Whether a value is chosen.
    pub(super) fn has(&self, value: &str) -> bool {
        self.values.iter().any(|v| v == value)
    }
}

/// Values and labels of one of this module's enums of words.
macro_rules! options {
    ($type:ty, $label:path) => {
        <$type>::ALL.iter().map(|w| (w.text().to_owned(), $label(*w).to_owned())).collect::<Vec<_>>()
    };
}
pub(super) use options;

/// What was wrong with what was typed: the name of a field, and a sentence.
pub(super) type Wrong = Vec<(&'static str, String)>;

/// Reads what was typed, and gathers what is wrong with it.
pub(super) struct Reader<'a> {
    sent: &'a Sent,
    pub(super) wrong: Wrong,
}

impl<'a> Reader<'a> {
    pub(super) fn new(sent: &'a Sent) -> Reader<'a> {
        Reader { sent, wrong: Vec::new() }
    }

    /// A text that may be empty.
    pub(super) fn text(&self, name: &str) -> String {
        self.sent.get(name).replace("\r\n", "\n")
    }

    /// A text that may not.
    pub(super) fn needed(&mut self, name: &'static str, says: &str) -> String {
        let text = self.text(name);
        if text.is_empty() {
            self.wrong.push((name, says.to_owned()));
        }
        text
    }

    /// One of some words.
    pub(super) fn choice<T>(&mut self, name: &'static str, parse: impl Fn(&str) -> Option<T>, says: &str) -> Option<T> {
        let found = parse(self.sent.get(name));
        if found.is_none() {
            self.wrong.push((name, says.to_owned()));
        }
        found
    }

    /// Any of some.
    pub(super) fn all(&self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.sent.all(name)
    }

    /// A day that may be left out.
    pub(super) fn day(&mut self, name: &'static str) -> Option<Date> {
        let text = self.sent.get(name);
        let day = text.parse().ok();
        if day.is_none() && !text.is_empty() {
            self.wrong.push((name, "Give the day as year, month and day, such as 2026-11-24.".into()));
        }
        day
    }

    /// A day that may not.
    pub(super) fn needed_day(&mut self, name: &'static str, says: &str) -> Date {
        let before = self.wrong.len();
        let day = self.day(name);
        if day.is_none() && self.wrong.len() == before {
            self.wrong.push((name, says.to_owned()));
        }
        day.unwrap_or(Date::ZERO)
    }

    /// Whether a box is ticked.
    pub(super) fn ticked(&self, name: &str) -> bool {
        self.sent.get(name) == "yes"
    }
}
