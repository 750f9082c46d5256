//! The course's overview: what it is, its parts, and, for a visitor who has begun, where they are and what has changed.
//! Must not know how progress travels.

use askama::Template;
use course::{Course, Kind, Language, PartKind, Progress, Site};

use super::step::address;
use crate::layout::{Frame, Here};
use crate::words::{Value, Words};

#[derive(Template)]
#[template(path = "course/overview.html")]
struct Overview<'a> {
    f: Frame<'a>,
    course: &'a Course,
    start: String,
    carry_on: Option<String>,
    minutes: usize,
    parts: Vec<PartLine<'a>>,
    kept: bool,
    change: Option<Change>,
}

struct PartLine<'a> {
    href: String,
    title: &'a str,
    class: &'static str,
    words: String,
}

/// Before and after, for the visitor's own eyes.
struct Change {
    scenes: String,
    sure: Option<String>,
}

/// The page; with a visitor's progress, theirs.
pub(crate) fn page(site: &Site, language: &Language, course: &Course, progress: Option<&Progress>) -> askama::Result<String> {
    let f = Frame::new(site, language, &course.settings.tab, Here::Course);
    let at = progress.and_then(|p| p.at);
    let start = course.addresses().next().map(|at| address(language, at)).unwrap_or_default();
    Overview {
        carry_on: at.map(|at| address(language, course.next(at).unwrap_or(at))),
        parts: parts(&f.words, language, course, progress),
        minutes: course.minutes(),
        kept: progress.is_some_and(|p| p.keep.is_some()),
        change: progress.and_then(|p| change(&f.words, course, p)),
        f,
        course,
        start,
    }
    .render()
}

fn parts<'a>(words: &Words, language: &Language, course: &'a Course, progress: Option<&Progress>) -> Vec<PartLine<'a>> {
    let here = progress.and_then(|p| p.at).map(|at| at.part - 1);
    let line = |(index, part): (usize, &'a course::Part)| {
        let time = words.with("course-minutes", &[("minutes", Value::Number(part.minutes()))]);
        let (all, answered) = progress.map_or((0, 0), |p| p.done(course, index));
        let done = all > 0 && answered == all;
        let (class, more) = match (done, here == Some(index)) {
            (_, true) => ("here", Some(words.t("course-here"))),
            (true, false) => ("done", Some(words.t("course-done"))),
            _ => ("", None),
        };
        let href = address(language, course::At { part: index + 1, stop: 1 });
        let words = more.map_or_else(|| time.clone(), |more| format!("{time} · {more}"));
        PartLine { href, title: &part.front.title, class, words }
    };
    course.parts.iter().enumerate().filter(|(_, p)| p.front.kind != PartKind::Later).map(line).collect()
}

/// What has changed between the first questions and the last, once all of both are answered.
fn change(words: &Words, course: &Course, progress: &Progress) -> Option<Change> {
    let before = asked(course, PartKind::Before, progress)?;
    let after = asked(course, PartKind::After, progress)?;
    let scenes = words
        .with("course-change-words", &[("before", before.helped.into()), ("after", after.helped.into()), ("all", before.scenes.into())]);
    let sure = before.sure.zip(after.sure);
    let sure = sure.map(|(b, a)| words.with("course-change-sure", &[("before", Value::Text(&b)), ("after", Value::Text(&a))]));
    Some(Change { scenes, sure })
}

struct Asked {
    scenes: usize,
    helped: usize,
    sure: Option<String>,
}

/// What was answered in the parts of a kind; `None` unless every scene was.
fn asked(course: &Course, kind: PartKind, progress: &Progress) -> Option<Asked> {
    let mut out = Asked { scenes: 0, helped: 0, sure: None };
    let steps = course.parts.iter().filter(|p| p.front.kind == kind).flat_map(|p| &p.steps);
    for interaction in steps.filter_map(|s| s.interaction.as_ref()) {
        let given = progress.answers.get(&interaction.id).map(|v| (*v as usize).wrapping_sub('a' as usize));
        match &interaction.kind {
            Kind::Choice(choices) => {
                out.scenes += 1;
                out.helped += usize::from(choices.get(given?)?.right);
            }
            Kind::Confidence(choices) => out.sure = given.and_then(|g| choices.get(g)).map(|c| c.words.text.clone()),
            _ => {}
        }
    }
    (out.scenes > 0).then_some(out)
}
