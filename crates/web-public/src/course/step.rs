//! A step of the course: still until something is chosen; then marked, with the reason, by the crate `course`.
//! Must not keep anything but progress, and that in the visitor's browser, unless they asked for a code.

use askama::Template;
use course::{At, Course, Fields, Kind, Language, Part, PartKind, Progress, Site, Step, Stop, chosen, letter, mark};
use http::StatusCode;

use super::base;
use super::view::{Answers, Below, Outcome, Sent, below};
use crate::layout::{Frame, Here};
use crate::words::Value;

#[derive(Template)]
#[template(path = "course/step.html")]
struct StepPage<'a> {
    f: Frame<'a>,
    at: At,
    part: &'a Part,
    step: &'a Step,
    /// The text: the step's own, or a scene's.
    text: Text<'a>,
    /// Part, step and minutes left, in words.
    place: String,
    /// How many steps lie behind, of how many.
    behind: usize,
    all: usize,
    below: Below<'a>,
    action: String,
    next: Option<String>,
    previous: Option<String>,
    /// Where a story starts, from one of its ends.
    story: Option<String>,
}

struct Text<'a> {
    own: Option<&'a str>,
    scene: Option<&'a str>,
}

/// What came of an answer.
pub(crate) struct Answered {
    /// 200, or 422 with what to do.
    pub(crate) status: StatusCode,
    /// The page.
    pub(crate) html: String,
    /// What progress learns: the interaction's name, and the value.
    pub(crate) learned: Option<(String, char)>,
}

/// The address of a stop.
pub(crate) fn address(language: &Language, at: At) -> String {
    format!("{}{}/{}", base(language), at.part, at.stop)
}

/// The page of a stop, as long as nothing is chosen.
pub(crate) fn still(site: &Site, language: &Language, course: &Course, at: At) -> askama::Result<Option<String>> {
    let Some((part, stop)) = course.stop(at) else { return Ok(None) };
    page(site, language, course, at, part, stop, None).map(Some)
}

/// Marks what was sent to a stop; `None` if there is nothing to answer there.
pub(crate) fn answer(site: &Site, language: &Language, course: &Course, at: At, fields: &Fields) -> askama::Result<Option<Answered>> {
    let Some((part, stop)) = course.stop(at) else { return Ok(None) };
    let Some(interaction) = &part.steps[stop.step].interaction else { return Ok(None) };
    let (name, outcome) = match (&interaction.kind, part.scene(stop)) {
        (Kind::Reflection(_), _) => return Ok(None),
        (_, Some(scene)) if scene.end => return Ok(None),
        (_, Some(scene)) => (format!("{}_{}", interaction.id, scene.name), chosen(scene.turns.len(), fields).map(Outcome::Turn)),
        (_, None) => (interaction.id.clone(), mark(interaction, fields).map(Outcome::Marked)),
    };
    let learned = outcome.as_ref().ok().map(|outcome| {
        let value = match outcome {
            Outcome::Marked(marked) => marked.value,
            Outcome::Turn(turn) => letter(*turn),
        };
        (name, value)
    });
    let status = if learned.is_some() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let html = page(site, language, course, at, part, stop, Some(&Sent { fields, outcome }))?;
    Ok(Some(Answered { status, html, learned }))
}

fn page<'a>(
    site: &'a Site,
    language: &'a Language,
    course: &'a Course,
    at: At,
    part: &'a Part,
    stop: Stop,
    sent: Option<&Sent<'a>>,
) -> askama::Result<String> {
    let mut f = Frame::new(site, language, "", Here::Course);
    let step = &part.steps[stop.step];
    f.tab = tab(&f, part, at, sent);
    let below = below(&f.words, language, course, at, part, stop, sent);
    let next = match &below {
        Below::Form(form) if form.turn.is_some() => form.turn.clone(),
        Below::Form(form) if form.check == "scene" => None,
        _ => Some(onward(language, course, at, part)),
    };
    let ended = part.scene(stop).is_some_and(|s| s.end);
    let first_scene = |scene: usize| address(language, At { part: at.part, stop: at.stop - scene });
    let (behind, all) = behind(course, at, part, stop);
    let text = Text {
        own: stop.scene.is_none_or(|s| s == 0).then_some(step.prose.html.as_str()),
        scene: part.scene(stop).map(|s| s.story.html.as_str()),
    };
    StepPage {
        place: place(&f, course, at, part, stop),
        action: address(language, at),
        previous: course.previous(at).map(|at| address(language, at)),
        story: stop.scene.filter(|_| ended).map(first_scene),
        f,
        at,
        part,
        step,
        text,
        behind,
        all,
        below,
        next,
    }
    .render()
}

fn tab(f: &Frame<'_>, part: &Part, at: At, sent: Option<&Sent<'_>>) -> String {
    let tab = f.words.with(
        "step-tab",
        &[("tab", Value::Text(&part.front.tab)), ("part", Value::Text(&at.part.to_string())), ("step", Value::Text(&at.stop.to_string()))],
    );
    if sent.is_some_and(|s| s.outcome.is_err()) { f.with("error-in-tab", "tab", &tab) } else { tab }
}

/// Where the step leads: the next one, the page to keep after the last, the overview after a part outside the order.
fn onward(language: &Language, course: &Course, at: At, part: &Part) -> String {
    match course.next(at) {
        Some(next) => address(language, next),
        None if part.front.kind == PartKind::Later => base(language),
        None => format!("{}certificate", base(language)),
    }
}

fn place(f: &Frame<'_>, course: &Course, at: At, part: &Part, stop: Stop) -> String {
    let parts = course.parts.iter().filter(|p| p.front.kind != PartKind::Later).count();
    let key = if part.front.kind == PartKind::Later { "step-where-later" } else { "step-where" };
    let place = f.words.with(
        key,
        &[
            ("part", at.part.into()),
            ("parts", parts.into()),
            ("step", (stop.step + 1).into()),
            ("steps", part.steps.len().into()),
            ("minutes", course.minutes_left(at).into()),
        ],
    );
    // A story is one step with many pages; how many depends on what is chosen.
    match part.scene(stop) {
        Some(scene) if scene.end => f.with("step-story-end", "place", &place),
        Some(_) if stop.scene != Some(0) => f.with("step-in-story", "place", &place),
        _ => place,
    }
}

/// How many steps lie behind, of how many: of the course, or of a part outside its order.
fn behind(course: &Course, at: At, part: &Part, stop: Stop) -> (usize, usize) {
    if part.front.kind == PartKind::Later {
        return (stop.step, part.steps.len());
    }
    let steps = |p: &Part| p.steps.len();
    let before: usize = course.parts[..at.part - 1].iter().map(steps).sum();
    let all = course.parts.iter().filter(|p| p.front.kind != PartKind::Later).map(steps).sum();
    (before + stop.step, all)
}

/// What a visitor's progress becomes with an answer given at `at`.
pub(crate) fn learn(progress: &mut Progress, at: At, learned: (String, char)) {
    progress.at = Some(at);
    progress.answers.insert(learned.0, learned.1);
}
