//! The fixed core of what can be told: every field by name, its kind and its limits. A site chooses, words and orders them.
//! Must not know wording, pages or languages.

use crate::plain::capital;

/// What a field takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// One of these values.
    Choice(&'static [&'static str]),
    /// One line.
    Text,
    /// As many words as wanted.
    Long,
    /// One entry a line.
    Lines,
    /// A birth date or an age, as people write it.
    Day,
    /// A day and a time in London: `2026-11-27T16:40`.
    Moment,
}

impl FieldKind {
    /// The most characters it takes.
    pub fn limit(self) -> usize {
        match self {
            FieldKind::Choice(_) | FieldKind::Day | FieldKind::Moment => 40,
            FieldKind::Text => 200,
            FieldKind::Lines => 4_000,
            FieldKind::Long => 20_000,
        }
    }
}

/// One field of the core.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// Its name; in a group, with the group's before it (`child.name`).
    pub name: &'static str,
    /// What it takes.
    pub kind: FieldKind,
}

/// Groups of fields that can be told several times, numbered from 1: `child.1.name`.
pub const GROUPS: [&str; 2] = ["child", "person"];
/// The highest number in a group.
pub const MOST_IN_GROUP: usize = 9;
/// The one field that must be filled in.
pub const REQUIRED: &str = "worry";

const YES_NO: FieldKind = FieldKind::Choice(&["yes", "no"]);
const YES_NO_UNSURE: FieldKind = FieldKind::Choice(&["yes", "no", "unsure"]);
use FieldKind::{Choice, Day, Lines, Long, Moment, Text};

const fn field(name: &'static str, kind: FieldKind) -> Field {
    Field { name, kind }
}

/// Every field: what referral forms in England ask, and what a worried person can tell.
pub const FIELDS: &[Field] = &[
    field("danger", YES_NO_UNSURE),
    field("about-worker", YES_NO),
    field("who", Choice(&["young-person", "relative", "public", "professional"])),
    field("worry", Long),
    field("when", Long),
    field("where", Text),
    field("going-on", Choice(&["now", "past", "unsure"])),
    field("child.name", Text),
    field("child.other-names", Text),
    field("child.born", Day),
    field("child.gender", Text),
    field("child.ethnicity", Text),
    field("child.language", Text),
    field("child.interpreter", YES_NO_UNSURE),
    field("child.disability", Text),
    field("child.needs", Long),
    field("child.address", Text),
    field("child.phone", Text),
    field("child.school", Text),
    field("child.gp", Text),
    field("household", Long),
    field("person.name", Text),
    field("person.known", YES_NO_UNSURE),
    field("person.relation", Text),
    field("person.describe", Long),
    field("person.age", Text),
    field("person.address", Text),
    field("person.phone", Text),
    field("person.username", Text),
    field("places", Lines),
    field("vehicles", Lines),
    field("phones", Lines),
    field("usernames", Lines),
    field("who-knows", Long),
    field("tried", Long),
    field("hope", Long),
    field("family-knows", YES_NO_UNSURE),
    field("family-agrees", YES_NO_UNSURE),
    field("why-not", Long),
    field("name", Text),
    field("relation", Text),
    field("role", Text),
    field("agency", Text),
    field("phone", Text),
    field("email", Text),
    field("reach", Choice(&["phone", "text", "email", "receipt", "none"])),
    field("reach-safe", Long),
    field("channel", Choice(&["web", "phone", "in-person", "letter", "e-mail"])),
    field("told-at", Moment),
];

/// What no page asks whoever tells: the program fills it in, or the worker who was told.
pub const NOT_ASKED: [&str; 2] = ["channel", "told-at"];

/// The field with this name, as the catalogue writes it.
pub fn field_named(name: &str) -> Option<&'static Field> {
    FIELDS.iter().find(|f| f.name == name)
}

/// The group that a name of the catalogue belongs to: `child` of `child.name`.
pub fn group_of(name: &str) -> Option<&'static str> {
    let (group, _) = name.split_once('.')?;
    GROUPS.into_iter().find(|g| *g == group)
}

/// The field and, in a group, the number that a name of an answer means: `child.2.name` is `child.name`, 2.
pub fn answered(name: &str) -> Option<(&'static Field, Option<usize>)> {
    let Some((group, rest)) = name.split_once('.') else {
        return Some((field_named(name).filter(|f| group_of(f.name).is_none())?, None));
    };
    let (number, field) = rest.split_once('.')?;
    let place = number.parse().ok().filter(|n: &usize| n.to_string() == number && (1..=MOST_IN_GROUP).contains(n))?;
    Some((field_named(&format!("{group}.{field}"))?, Some(place)))
}

/// The name of an answer as a person reads it: `child.1.other-names` is `Child 1: other names`. None if it is not of the core.
pub fn label(name: &str) -> Option<String> {
    let words = |name: &str| name.replace('-', " ");
    let (field, number) = answered(name)?;
    Some(match number {
        Some(number) => {
            let (group, rest) = field.name.split_once('.').unwrap_or_default();
            format!("{} {number}: {}", capital(group), words(rest))
        }
        None => capital(&words(field.name)),
    })
}

/// The name of an answer: the field's, with the group's number where it has one.
pub fn answer_name(field: &Field, number: usize) -> String {
    match group_of(field.name) {
        Some(group) => field.name.replacen(&format!("{group}."), &format!("{group}.{number}."), 1),
        None => field.name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_answers_are_read_as_they_are_written() {
        for field in FIELDS {
            for number in 1..=MOST_IN_GROUP {
                let expected = group_of(field.name).map(|_| number);
                assert_eq!(answered(&answer_name(field, number)), Some((field, expected)));
            }
        }
        for bad in
            ["", "child", "child.name", "child.0.name", "child.10.name", "child.01.name", "child.1.worry", "worry.1", "no-such", "child.1"]
        {
            assert_eq!(answered(bad), None, "{bad}");
        }
    }

    #[test]
    fn names_of_answers_are_read_as_people_read_them() {
        assert_eq!(label("child.2.other-names").as_deref(), Some("Child 2: other names"));
        assert_eq!(label("about-worker").as_deref(), Some("About worker"));
        assert_eq!(label("x<y"), None);
    }

    #[test]
    fn the_required_field_and_the_groups_are_in_the_catalogue() {
        assert!(field_named(REQUIRED).is_some());
        for group in GROUPS {
            assert!(FIELDS.iter().any(|f| group_of(f.name) == Some(group)));
        }
    }
}
