//! What was told, flat: names of fields, and the words in them. The form of the wire, and of the carry between pages.
//! Must not know what any of it means, and must not show it: its `Debug` is silent.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::fields::{self, REQUIRED};

/// The most characters of one answer.
const LONGEST: usize = 20_000;
/// The most bytes of all names and answers.
const MOST_BYTES: usize = 60_000;
/// The most answers.
const MOST: usize = 300;

/// Answers by name: `worry`, `child.1.name`.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Answers(BTreeMap<String, String>);

impl Answers {
    /// The answer to `name`, or nothing.
    pub fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// Notes an answer; an empty one takes the name away.
    pub fn set(&mut self, name: &str, value: &str) {
        let value = value.trim();
        if value.is_empty() {
            self.0.remove(name);
        } else {
            self.0.insert(name.to_owned(), value.to_owned());
        }
    }

    /// Takes away every answer for which `keep` says no.
    pub fn retain(&mut self, mut keep: impl FnMut(&str) -> bool) {
        self.0.retain(|name, _| keep(name));
    }

    /// Every answer, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Every answer in the order of the catalogue; what it does not know comes last.
    pub fn in_order(&self) -> Vec<(&str, &str)> {
        let place = |name: &str| {
            let (field, number) = fields::answered(name)?;
            let group = fields::group_of(field.name);
            let first = |f: &fields::Field| if group.is_some() { fields::group_of(f.name) == group } else { f.name == field.name };
            let at = fields::FIELDS.iter().position(first)?;
            Some((at, number, fields::FIELDS.iter().position(|f| f.name == field.name)))
        };
        let mut all: Vec<_> = self.iter().collect();
        all.sort_by_key(|(name, _)| place(name).map_or((usize::MAX, None, None), |p| p));
        all
    }

    /// How many numbers of a group are used: the highest that has an answer.
    pub fn in_group(&self, group: &str) -> usize {
        let number = |name: &str| fields::answered(name).filter(|(f, _)| fields::group_of(f.name) == Some(group))?.1;
        self.0.keys().filter_map(|name| number(name)).max().unwrap_or(0)
    }

    /// Whether nothing was told.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether they keep within the limits, and hold the one thing that is required.
    pub fn fit(&self) -> bool {
        !self.get(REQUIRED).is_empty() && self.within_limits()
    }

    /// Whether they keep within the limits.
    pub fn within_limits(&self) -> bool {
        let bytes: usize = self.0.iter().map(|(n, v)| n.len() + v.len()).sum();
        self.0.len() <= MOST && bytes <= MOST_BYTES && self.0.values().all(|v| v.chars().count() <= LONGEST)
    }
}

impl<'a> FromIterator<(&'a str, &'a str)> for Answers {
    fn from_iter<I: IntoIterator<Item = (&'a str, &'a str)>>(all: I) -> Answers {
        let mut answers = Answers::default();
        for (name, value) in all {
            answers.set(name, value);
        }
        answers
    }
}

impl fmt::Debug for Answers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Answers({})", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_counted_by_their_highest_number() {
        let answers = Answers::from_iter([("child.1.name", "Child A"), ("child.3.school", "Sample School"), ("person.2.name", "  ")]);
        assert_eq!((answers.in_group("child"), answers.in_group("person")), (3, 0));
    }

    #[test]
    fn they_are_told_in_the_order_of_the_catalogue() {
        let names = ["zebra", "child.2.name", "child.1.school", "worry", "child.1.name", "email", "danger"];
        let answers = Answers::from_iter(names.map(|n| (n, "x")));
        let order: Vec<_> = answers.in_order().into_iter().map(|(n, _)| n).collect();
        assert_eq!(order, ["danger", "worry", "child.1.name", "child.1.school", "child.2.name", "email", "zebra"]);
    }

    #[test]
    fn limits_hold() {
        let told = |worry: &str| Answers::from_iter([("worry", worry)]);
        assert!(told("x").fit());
        assert!(!told(" ").fit());
        assert!(!told(&"x".repeat(LONGEST + 1)).fit());
        let mut many = told("x");
        for n in 0..MOST {
            many.set(&format!("name-{n}"), "x");
        }
        assert!(!many.fit());
    }

    #[test]
    fn nothing_told_is_shown_by_debug() {
        assert_eq!(format!("{:?}", Answers::from_iter([("worry", "canary")])), "Answers(1)");
    }
}
