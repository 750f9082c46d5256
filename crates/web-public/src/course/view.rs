//! A step as its template takes it: the form, the words for the script, the feedback.
//! Must not know requests or cookies.

use course::{At, Choice, Course, Field, Fields, Item, Kind, Language, Marked, Part, Refused, Stop, Verdict, letter};

use super::step::address;
use crate::words::{Value, Words};

/// What stands below the text of a step.
pub(super) enum Below<'a> {
    /// Nothing but the way on.
    Read,
    /// Boxes to write in.
    Boxes { question: Option<&'a str>, situation: &'a str, fields: &'a [Field], note: String },
    /// A question.
    Form(Box<Form<'a>>),
}

/// A question and its answers.
pub(super) struct Form<'a> {
    /// The name of its kind, for the script.
    pub(super) check: &'static str,
    /// The name under which progress keeps the answer.
    pub(super) id: String,
    /// Text before the question.
    pub(super) situation: &'a str,
    /// The question.
    pub(super) question: &'a str,
    /// The answers.
    pub(super) answers: Answers<'a>,
    /// What the button says.
    pub(super) submit: String,
    /// What to do if nothing was chosen, and the element that it points to.
    pub(super) none: String,
    pub(super) first: &'static str,
    /// The words that the script shows: attribute and words. Only those that move an item once feedback is shown.
    pub(super) words: Vec<(&'static str, String)>,
    /// The reason for each answer; empty once feedback is shown, since the server then gives it.
    pub(super) reasons: Vec<Reason<'a>>,
    /// The heading over the feedback.
    pub(super) heading: String,
    /// The feedback, once there is an answer.
    pub(super) feedback: Option<Vec<Said<'a>>>,
    /// Whether nothing was chosen.
    pub(super) error: bool,
    /// What the link to try again says; none where nothing can be better.
    pub(super) again: Option<String>,
    /// Where to go on after a scene's choice.
    pub(super) turn: Option<String>,
}

/// The reason for one answer, and where it leads.
pub(super) struct Reason<'a> {
    pub(super) key: String,
    pub(super) html: &'a str,
    pub(super) next: Option<String>,
}

/// A line of feedback.
pub(super) struct Said<'a> {
    /// How the answer stands, in words; none for a single choice.
    pub(super) label: Option<String>,
    /// Whether it stands well.
    pub(super) well: bool,
    /// The words of the answer.
    pub(super) words: &'a str,
    /// Why.
    pub(super) html: &'a str,
}

/// The answers on offer.
pub(super) enum Answers<'a> {
    /// Radios or check boxes, on a time line if `day`.
    Options { input: &'static str, day: bool, options: Vec<Opt<'a>> },
    /// Radios for each item.
    Sort { groups: &'a [String], items: Vec<Place<'a>> },
    /// A list to choose from for each item.
    Lists { names: Vec<String>, items: Vec<Place<'a>> },
}

/// An answer to be chosen.
pub(super) struct Opt<'a> {
    pub(super) value: char,
    pub(super) time: Option<&'a str>,
    pub(super) html: &'a str,
    pub(super) right: bool,
    pub(super) chosen: bool,
}

/// An item to be placed.
pub(super) struct Place<'a> {
    pub(super) name: String,
    pub(super) html: &'a str,
    pub(super) right: usize,
    pub(super) chosen: Option<usize>,
}

impl Place<'_> {
    /// Whether it was put into `place`.
    pub(super) fn is_in(&self, place: &usize) -> bool {
        self.chosen == Some(*place)
    }
}

/// What a visitor has sent, and what came of it.
pub(super) struct Sent<'a> {
    pub(super) fields: &'a Fields,
    pub(super) outcome: Result<Outcome<'a>, Refused>,
}

/// An answer that was taken.
pub(super) enum Outcome<'a> {
    /// To a question.
    Marked(Marked<'a>),
    /// In a story: the index of the turn.
    Turn(usize),
}

/// Builds what stands below the text of the stop at `at`.
pub(super) fn below<'a>(
    words: &Words,
    language: &Language,
    course: &Course,
    at: At,
    part: &'a Part,
    stop: Stop,
    sent: Option<&Sent<'a>>,
) -> Below<'a> {
    let Some(interaction) = &part.steps[stop.step].interaction else { return Below::Read };
    let chosen = |value: char| sent.is_some_and(|s| s.fields.iter().any(|(n, v)| n == "answer" && *v == value.to_string()));
    let mut form = match &interaction.kind {
        Kind::Reflection(fields) => {
            let question = (fields.len() > 1 || fields[0].label != interaction.question.text).then_some(interaction.question.html.as_str());
            return Below::Boxes { question, situation: &interaction.situation.html, fields, note: words.t("write-note") };
        }
        Kind::Scenario(story) => {
            let Some(scene) = part.scene(stop).filter(|s| !s.end) else { return Below::Read };
            let option = |(i, turn): (usize, &'a course::Turn)| Opt {
                value: letter(i),
                time: None,
                html: &turn.words.html,
                right: false,
                chosen: chosen(letter(i)),
            };
            let options = scene.turns.iter().enumerate().map(option).collect();
            let mut form = Form::new(
                words,
                "scene",
                format!("{}_{}", interaction.id, scene.name),
                Answers::Options { input: "radio", day: false, options },
            );
            form.question = &scene.question.html;
            let next = |turn: &course::Turn| address(language, course.scene(at, turn.to));
            form.reasons = scene
                .turns
                .iter()
                .enumerate()
                .map(|(i, t)| Reason { key: letter(i).to_string(), html: &t.feedback.html, next: Some(next(t)) })
                .collect();
            if let Some(Ok(Outcome::Turn(turn))) = sent.map(|s| &s.outcome) {
                let turn = &story.scenes[stop.scene.unwrap_or(0)].turns[*turn];
                form.feedback = Some(vec![Said { label: None, well: true, words: &turn.words.html, html: &turn.feedback.html }]);
                form.turn = Some(next(turn));
            }
            form
        }
        kind => {
            let mut form = Form::new(words, kind.name(), interaction.id.clone(), answers(words, kind, chosen, sent));
            form.situation = &interaction.situation.html;
            form.question = &interaction.question.html;
            form.reasons = reasons(kind);
            form
        }
    };
    match sent.map(|s| &s.outcome) {
        Some(Err(refused)) => {
            form.error = true;
            if *refused == Refused::SamePlace {
                form.none = words.t("none-order-twice");
            }
        }
        Some(Ok(Outcome::Marked(marked))) => {
            form.heading = words.t(&format!("{}-{}", form.check, if marked.all_right { "right" } else { "other" }));
            form.feedback = Some(marked.lines.iter().map(|line| said(words, form.check, &form.answers, line)).collect());
        }
        _ => {}
    }
    if form.feedback.is_some() {
        form.reasons = Vec::new();
        // Without reasons the script marks nothing; it still moves what is to be put in order.
        form.words.retain(|(name, _)| matches!(*name, "up" | "down"));
    }
    Below::Form(Box::new(form))
}

impl<'a> Form<'a> {
    fn new(words: &Words, check: &'static str, id: String, answers: Answers<'a>) -> Form<'a> {
        let submit = match check {
            "confidence" => "step-submit-sure",
            "scene" => "step-submit-scene",
            _ => "step-submit",
        };
        let first = match answers {
            Answers::Options { .. } => "first",
            Answers::Sort { .. } => "i0-0",
            Answers::Lists { .. } => "i0",
        };
        let again = match check {
            "confidence" => None,
            "scene" => Some(words.t("step-think-again")),
            _ => Some(words.t("step-again")),
        };
        Form {
            check,
            id,
            situation: "",
            question: "",
            answers,
            submit: words.t(submit),
            none: words.t(&format!("none-{check}")),
            first,
            words: script_words(words, check),
            reasons: Vec::new(),
            heading: words.t(if check == "scene" { "feedback-scene" } else { "feedback" }),
            feedback: None,
            error: false,
            again,
            turn: None,
        }
    }
}

/// The words that the script needs for a kind, as `data-w-…` attributes.
fn script_words(words: &Words, check: &str) -> Vec<(&'static str, String)> {
    let of = |end: &str| words.t(&format!("{check}-{end}"));
    let place = |key: &str| words.with(key, &[("right", Value::Text("{right}")), ("yours", Value::Text("{yours}"))]);
    let mut out = match check {
        "scene" => Vec::new(),
        "confidence" => vec![("right", of("right"))],
        _ => vec![("right", of("right")), ("other", of("other"))],
    };
    match check {
        "choice" | "confidence" | "scene" => out.push(("chose", words.t("step-chose"))),
        "several" | "spot" => out.extend([("hit", of("hit")), ("miss", of("miss")), ("extra", of("extra")), ("left", of("left"))]),
        _ => out.extend([("yes", place("place-yes")), ("no", place("place-no")), ("blank", place("place-blank"))]),
    }
    if check == "order" {
        out.extend([("up", of("up")), ("down", of("down"))]);
    }
    out
}

fn answers<'a>(words: &Words, kind: &'a Kind, chosen: impl Fn(char) -> bool, sent: Option<&Sent<'_>>) -> Answers<'a> {
    let options = |input, day, choices: &'a [Choice]| {
        let option = |(i, c): (usize, &'a Choice)| Opt {
            value: letter(i),
            time: c.time.as_deref(),
            html: &c.words.html,
            right: c.right,
            chosen: chosen(letter(i)),
        };
        Answers::Options { input, day, options: choices.iter().enumerate().map(option).collect() }
    };
    let places = |items: &'a [Item]| {
        let place = |(i, item): (usize, &'a Item)| {
            let name = format!("i{i}");
            let value = sent.and_then(|s| s.fields.iter().find(|(n, _)| *n == name)).and_then(|(_, v)| v.parse().ok());
            Place { name, html: &item.words.html, right: item.right, chosen: value }
        };
        items.iter().enumerate().map(place).collect::<Vec<_>>()
    };
    match kind {
        Kind::Choice(choices) | Kind::Confidence(choices) => options("radio", false, choices),
        Kind::Several(choices) => options("checkbox", false, choices),
        Kind::Spot(choices) => options("checkbox", true, choices),
        Kind::Sort { groups, items } => Answers::Sort { groups, items: places(items) },
        Kind::Order(items) => {
            Answers::Lists { names: (1..=items.len()).map(|n| words.t(&format!("place-{n}"))).collect(), items: places(items) }
        }
        Kind::Match { rights, items } => Answers::Lists { names: rights.iter().map(|r| r.text.clone()).collect(), items: places(items) },
        Kind::Reflection(_) | Kind::Scenario(_) => Answers::Lists { names: Vec::new(), items: Vec::new() },
    }
}

fn reasons(kind: &Kind) -> Vec<Reason<'_>> {
    match kind {
        Kind::Choice(all) | Kind::Confidence(all) | Kind::Several(all) | Kind::Spot(all) => {
            all.iter().enumerate().map(|(i, c)| Reason { key: letter(i).to_string(), html: &c.feedback.html, next: None }).collect()
        }
        Kind::Sort { items, .. } | Kind::Order(items) | Kind::Match { items, .. } => {
            items.iter().enumerate().map(|(i, item)| Reason { key: format!("i{i}"), html: &item.feedback.html, next: None }).collect()
        }
        Kind::Reflection(_) | Kind::Scenario(_) => Vec::new(),
    }
}

fn said<'a>(words: &Words, check: &str, answers: &Answers<'_>, line: &course::Line<'a>) -> Said<'a> {
    let name = |index: usize| match answers {
        Answers::Sort { groups, .. } => groups.get(index).cloned(),
        Answers::Lists { names, .. } => names.get(index).cloned(),
        Answers::Options { .. } => None,
    };
    let right = line.belongs.and_then(name).unwrap_or_default();
    let yours = line.given.and_then(name);
    let place =
        |key: &str| words.with(key, &[("right", Value::Text(&right)), ("yours", Value::Text(yours.as_deref().unwrap_or_default()))]);
    let label = match line.verdict {
        Verdict::Helps | Verdict::LookAgain | Verdict::Heard => None,
        Verdict::Found => Some(words.t(&format!("{check}-hit"))),
        Verdict::Missed => Some(words.t(&format!("{check}-miss"))),
        Verdict::NotThis => Some(words.t(&format!("{check}-extra"))),
        Verdict::LeftRightly => Some(words.t(&format!("{check}-left"))),
        Verdict::InPlace => Some(place("place-yes")),
        Verdict::Elsewhere if yours.is_some() => Some(place("place-no")),
        Verdict::Elsewhere => Some(place("place-blank")),
    };
    let well = !matches!(line.verdict, Verdict::LookAgain | Verdict::Missed | Verdict::NotThis | Verdict::Elsewhere);
    Said { label, well, words: line.words, html: &line.reason.html }
}
