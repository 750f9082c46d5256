//! A page of the form, its fields and its errors, as the template shows them.
//! Must not know how answers travel.

use casework::fields::{FieldKind, answer_name};
use course::concern::{Form, FormField, FormPage};

use super::flow::Wrong;
use crate::words::{Value, Words};

/// What is asked on a page.
pub(crate) struct Asked<'a> {
    /// The page's heading.
    pub(crate) title: &'a str,
    /// What stands under it.
    pub(crate) hint: Option<&'a str>,
    /// Whether its one field has no other name than the heading.
    pub(crate) lone: bool,
    /// Which of its group.
    pub(crate) number: usize,
    /// The words of the button for another one of the group.
    pub(crate) more: Option<String>,
    /// Its fields.
    pub(crate) fields: Vec<Shown<'a>>,
}

impl<'a> Asked<'a> {
    /// What stands under the heading, where the heading names the one field.
    pub(crate) fn lone_hint(&self) -> Option<&'a str> {
        self.hint.filter(|_| self.lone)
    }
}

/// A field as it is shown.
pub(crate) struct Shown<'a> {
    /// Its `id`.
    pub(crate) id: String,
    /// Its `name`.
    pub(crate) name: String,
    /// What it is called; nothing where the heading says it.
    pub(crate) label: Option<&'a str>,
    /// More on it.
    pub(crate) hint: Option<&'a str>,
    /// What it takes.
    pub(crate) control: Control<'a>,
    /// What is wrong with it.
    pub(crate) error: Option<String>,
    /// What it holds.
    pub(crate) value: String,
    /// The most letters that it takes.
    pub(crate) most: usize,
}

/// What a field takes.
pub(crate) enum Control<'a> {
    /// One of these.
    Options(Vec<Choice<'a>>),
    /// A box with as many lines as that.
    Box(usize),
    /// One line; with the keyboard that fits.
    Line { kind: &'static str, size: &'static str },
}

/// What can be chosen.
pub(crate) struct Choice<'a> {
    pub(crate) value: &'a str,
    pub(crate) label: &'a str,
    pub(crate) hint: Option<String>,
    pub(crate) chosen: bool,
    /// What is shown on the next page to who chose this.
    pub(crate) then: Option<&'a str>,
}

/// The page for a teller, with what it holds and what is wrong with it.
pub(crate) fn asked<'a>(
    words: &Words,
    page: &'a FormPage,
    teller: Option<&str>,
    number: usize,
    value: impl Fn(&str) -> String,
    wrong: &[(String, Wrong)],
) -> Asked<'a> {
    let lone = page.fields.len() == 1 && page.fields[0].label(teller).is_none();
    let fields = page.fields.iter().map(|field| shown(words, field, teller, number, &value, wrong)).collect();
    let more = page.group().map(|group| words.t(&format!("concern-more-{group}")));
    Asked { title: page.title(teller), hint: page.hint(teller).map(|h| h.html.as_str()), lone, number, more, fields }
}

fn shown<'a>(
    words: &Words,
    field: &'a FormField,
    teller: Option<&str>,
    number: usize,
    value: &impl Fn(&str) -> String,
    wrong: &[(String, Wrong)],
) -> Shown<'a> {
    let name = answer_name(field.field, number);
    let value = value(&name);
    let choice = |o: &'a course::concern::FormOption| Choice {
        value: &o.value,
        label: &o.label,
        // Inside a label there is room for words alone.
        hint: o.hint.as_ref().map(|h| h.passages.iter().map(|p| p.text.as_str()).collect::<Vec<_>>().join(" ")),
        chosen: o.value == value,
        then: o.then.as_ref().map(|t| t.html.as_str()),
    };
    let control = match (field.kind(), field.field.name) {
        (FieldKind::Choice(_), _) => Control::Options(field.options.iter().map(choice).collect()),
        (FieldKind::Long, "worry") => Control::Box(8),
        (FieldKind::Long, _) => Control::Box(4),
        (FieldKind::Lines, _) => Control::Box(3),
        (FieldKind::Day | FieldKind::Moment, _) => Control::Line { kind: "text", size: "short" },
        (FieldKind::Text, name) if name.ends_with("phone") => Control::Line { kind: "tel", size: "short" },
        (FieldKind::Text, "email") => Control::Line { kind: "email", size: "" },
        (FieldKind::Text, _) => Control::Line { kind: "text", size: "" },
    };
    let error = wrong.iter().find(|(n, _)| *n == name).map(|(_, w)| said(words, *w));
    Shown {
        id: name.replace('.', "-"),
        name,
        label: field.label(teller),
        hint: field.hint(teller).map(|h| h.html.as_str()),
        control,
        error,
        value,
        most: field.limit(),
    }
}

/// What is wrong, and what to do about it.
pub(crate) fn said(words: &Words, wrong: Wrong) -> String {
    match wrong {
        Wrong::Missing => words.t("concern-missing"),
        Wrong::TooLong(limit) => words.with("concern-too-long", &[("limit", Value::Number(limit))]),
        Wrong::NoChoice => words.t("concern-no-choice"),
        Wrong::TooMuch => words.t("concern-too-much"),
        Wrong::Trap => words.t("concern-trap"),
    }
}

/// What was told on one page of the form, as it stands in the list of answers.
pub(crate) struct Told<'a> {
    /// The page's heading.
    pub(crate) title: &'a str,
    /// Which of its group, where there is more than one.
    pub(crate) number: Option<usize>,
    /// The value of the button that leads there.
    pub(crate) to: String,
    /// Labels and answers; a lone field has no label.
    pub(crate) answers: Vec<(Option<&'a str>, String)>,
}

/// Every page of the teller's path with its answers.
pub(crate) fn told<'a>(
    form: &'a Form,
    teller: Option<&str>,
    value: impl Fn(&str) -> String,
    in_group: impl Fn(&str) -> usize,
) -> Vec<Told<'a>> {
    let mut out = Vec::new();
    for (index, page) in form.path(teller).into_iter().enumerate() {
        let most = page.group().map_or(1, |group| in_group(group).max(1));
        for number in 1..=most {
            let answer = |field: &'a FormField| {
                let value = value(&answer_name(field.field, number));
                let words = field.option(&value).map_or(value.clone(), |o| o.label.clone());
                (!value.is_empty()).then(|| (field.label(teller), words))
            };
            let answers = page.fields.iter().filter_map(answer).collect();
            let number_shown = (most > 1).then_some(number);
            out.push(Told { title: page.title(teller), number: number_shown, to: format!("{}.{number}", index + 1), answers });
        }
    }
    out
}
