//! The form of a concern that is typed in, with what stands in it. Nothing that was typed is lost: every field keeps its value, and a part that has
//! one, or a problem, is open. Must not know what becomes of it.

use std::collections::BTreeMap;

use casework::fields::{FieldKind, MOST_IN_GROUP, answered, field_named, group_of};

use super::asks::{Ask, CHILD, FIRST, LAST, PERSON, Part, options};

/// What was typed, by the names of answers, and what is wrong with it.
#[derive(Default)]
pub(super) struct Typed {
    pub(super) values: BTreeMap<String, String>,
    /// The name of an answer, and a sentence.
    pub(super) wrong: Vec<(String, String)>,
    /// The time of telling that stood on the page when it was last looked through: it is asked back once.
    pub(super) sure: String,
    /// How many children and other people are asked about.
    pub(super) children: usize,
    pub(super) people: usize,
    /// The field to begin at, after one more was asked for.
    pub(super) focus: String,
}

impl Typed {
    /// From the fields of a form, which holds an empty one for each child and person that it asks about.
    pub(super) fn new<'a>(fields: impl Iterator<Item = (&'a str, &'a str)>) -> Typed {
        let mut typed = Typed { children: 1, people: 1, ..Typed::default() };
        for (name, value) in fields {
            let Some((field, number)) = answered(name) else { continue };
            match group_of(field.name) {
                Some("child") => typed.children = typed.children.max(number.unwrap_or(1)),
                Some(_) => typed.people = typed.people.max(number.unwrap_or(1)),
                None => {}
            }
            typed.values.insert(name.to_owned(), value.replace("\r\n", "\n"));
        }
        typed
    }

    /// Asks about one more child or person.
    pub(super) fn one_more(&mut self, group: &str) {
        let count = if group == "child" { &mut self.children } else { &mut self.people };
        *count = (*count + 1).min(MOST_IN_GROUP);
        self.focus = format!("{group}.{count}.name");
    }

    /// Whether anything was typed.
    pub(super) fn any(&self) -> bool {
        self.values.values().any(|v| !v.trim().is_empty())
    }
}

/// How a field is filled in.
pub(super) enum Shape {
    /// One line.
    Line,
    /// A day and a time.
    Moment,
    /// Several, across the page or not.
    Lines(bool),
    /// To be seen at once.
    Radios(Vec<(&'static str, &'static str)>),
    /// In a list that takes little room.
    List(Vec<(&'static str, &'static str)>),
}

/// A field, as it is shown.
pub(super) struct Shown {
    pub(super) name: String,
    pub(super) label: &'static str,
    pub(super) hint: &'static str,
    pub(super) shape: Shape,
    pub(super) value: String,
    pub(super) wrong: Option<String>,
    pub(super) focus: bool,
}

impl Shown {
    /// Whether a value is chosen.
    pub(super) fn has(&self, value: &str) -> bool {
        self.value == value
    }

    /// What says more about it, for who does not see it.
    pub(super) fn described(&self) -> Option<String> {
        let hint = (!self.hint.is_empty()).then(|| format!("h-{}", self.name));
        let wrong = self.wrong.as_ref().map(|_| format!("w-{}", self.name));
        let both: Vec<String> = hint.into_iter().chain(wrong).collect();
        (!both.is_empty()).then(|| both.join(" "))
    }
}

/// A part, as it is shown.
pub(super) struct Block {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) lead: &'static str,
    pub(super) folded: bool,
    pub(super) open: bool,
    pub(super) fields: Vec<Shown>,
    /// What else belongs to it, folded away.
    pub(super) more: Option<Box<Block>>,
    /// The button that asks about one more of a group.
    pub(super) add: Option<(&'static str, &'static str)>,
}

/// Every part, in order.
pub(super) fn blocks(typed: &Typed) -> Vec<Block> {
    let children = (1..=typed.children).map(|n| child(n, typed));
    let people = (1..=typed.people).map(|n| person(n, typed));
    let parts = |parts: &'static [Part]| parts.iter().map(|p| block(p.id.into(), p.title.into(), p.lead, p.folded, p.asks, 0, typed));
    parts(&FIRST).chain(children).chain(people).chain(parts(&LAST)).collect()
}

fn child(number: usize, typed: &Typed) -> Block {
    let title = if typed.children == 1 { "The child".into() } else { format!("Child {number}") };
    let more = block(format!("child-{number}-more"), "More about the child".into(), "", true, CHILD[1], number, typed);
    let last = number == typed.children && number < MOST_IN_GROUP;
    let add = last.then_some(("child", "Another child"));
    let lead = if number == 1 { "What is known; the rest can stay empty." } else { "" };
    Block { more: Some(Box::new(more)), add, ..block(format!("child-{number}"), title, lead, false, CHILD[0], number, typed) }
}

fn person(number: usize, typed: &Typed) -> Block {
    let title = if typed.people == 1 { "Someone else who is part of this".into() } else { format!("Other person {number}") };
    let lead = if number == 1 {
        "Who may be doing harm, or a grown-up who helps. Another child who may need help is a child of their own, above."
    } else {
        ""
    };
    let last = number == typed.people && number < MOST_IN_GROUP;
    Block {
        add: last.then_some(("person", "Another person")),
        ..block(format!("person-{number}"), title, lead, true, PERSON, number, typed)
    }
}

fn block(id: String, title: String, lead: &'static str, folded: bool, asks: &'static [Ask], number: usize, typed: &Typed) -> Block {
    let fields: Vec<Shown> = asks.iter().map(|ask| shown(ask, number, typed)).collect();
    let open = fields.iter().any(|f| !f.value.is_empty() || f.wrong.is_some() || f.focus);
    Block { id, title, lead, folded, open, fields, more: None, add: None }
}

fn shown(ask: &Ask, number: usize, typed: &Typed) -> Shown {
    let name = match group_of(ask.field) {
        Some(group) => ask.field.replacen(&format!("{group}."), &format!("{group}.{number}."), 1),
        None => ask.field.to_owned(),
    };
    let shape = match field_named(ask.field).map(|f| f.kind) {
        Some(FieldKind::Choice(_)) if ["channel", "who", "danger", "about-worker"].contains(&ask.field) => {
            Shape::Radios(options(ask.field))
        }
        Some(FieldKind::Choice(_)) => Shape::List(options(ask.field)),
        Some(FieldKind::Long) => Shape::Lines(true),
        Some(FieldKind::Moment) => Shape::Moment,
        Some(FieldKind::Lines) => Shape::Lines(false),
        _ => Shape::Line,
    };
    Shown {
        label: ask.label,
        hint: ask.hint,
        shape,
        value: typed.values.get(&name).cloned().unwrap_or_default(),
        wrong: typed.wrong.iter().find(|(of, _)| *of == name).map(|(_, says)| says.clone()),
        focus: typed.focus == name,
        name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_stays_and_one_more_is_asked_about() {
        let typed = [("child.1.name", "Child A"), ("child.2.name", ""), ("person.1.phone", "01632 960001"), ("nonsense", "x")];
        let mut typed = Typed::new(typed.into_iter());
        assert_eq!((typed.children, typed.people), (2, 1));
        typed.one_more("child");
        let blocks = blocks(&typed);
        let titles: Vec<&str> = blocks.iter().map(|b| b.title.as_str()).filter(|t| t.starts_with("Child")).collect();
        assert_eq!(titles, ["Child 1", "Child 2", "Child 3"]);
        let third = blocks.iter().find(|b| b.id == "child-3").unwrap();
        assert!(third.fields[0].focus && third.add == Some(("child", "Another child")));
        let person = blocks.iter().find(|b| b.id == "person-1").unwrap();
        assert!(person.folded && person.open, "a part with something in it is open");
        assert!(!blocks.iter().find(|b| b.id == "things").unwrap().open);
        (0..20).for_each(|_| typed.one_more("person"));
        assert_eq!(typed.people, MOST_IN_GROUP);
    }
}
