//! The shape of text: headings in order, steps short enough, reading age, and the time that the course takes.
//! Must not know how the measures are made.

use super::key_line;
use super::said::{self, Held};
use crate::concern::{Form, tellers};
use crate::reading;
use crate::source::{Problem, Report};
use crate::{Course, Kind, Language, Page, Part, Prose, Site, Step, Voice, WORDS_A_MINUTE};

/// The headings of a page.
pub(super) fn page_headings(page: &Page, problems: &mut Vec<Problem>) {
    headings(&page.path, &page.prose.headings, problems);
}

/// The headings of a step, and of each scene of its story, which is a page of its own for the visitor.
pub(super) fn step_headings(part: &Part, step: &Step, problems: &mut Vec<Problem>) {
    let mut own = step.prose.headings.clone();
    own.extend(step.interaction.iter().flat_map(|i| &i.situation.headings));
    headings(&part.path, &own, problems);
    for story in stories(step) {
        headings(&part.path, &story.headings, problems);
    }
}

/// Levels start at 2, since the title is the 1, and go down one at a time.
fn headings(path: &str, headings: &[(u8, usize)], problems: &mut Vec<Problem>) {
    let mut report = Report::new(path, problems);
    let mut above = 1;
    for &(level, line) in headings {
        if level == 1 {
            report.error(line, "heading", "the title is the only heading of level 1; start this one with `##`");
        } else if level > above + 1 {
            let wanted = "#".repeat(usize::from(above) + 1);
            report.error(line, "heading", format!("the heading jumps from level {above} to level {level}; start it with `{wanted}`"));
        }
        above = level;
    }
}

/// The headings of the form's texts, and the reading age of each text, each page, and each teller's path as a whole.
pub(super) fn form(form: &Form, site: &Site, language: &Language, problems: &mut Vec<Problem>) {
    said::texts(form).into_iter().for_each(|(_, prose)| headings(&form.path, &prose.headings, problems));
    let mut report = Report::new(&form.path, problems);
    for (what, prose) in said::texts(form) {
        let (line, limit) = (prose.passages.first().map_or(1, |p| p.line), ("site", site.settings.reading_age));
        reading_age(&format!("the text `{what}`"), line, &said::of_prose(prose), limit, site, language, &mut report);
    }
    let limit_for = |teller: &str| form.reading_age.get(teller).map_or(("site", site.settings.reading_age), |age| ("form", *age));
    for page in &form.pages {
        let Some(limit) = page.tellers.iter().map(|t| limit_for(t)).min_by(|a, b| a.1.total_cmp(&b.1)) else { continue };
        let mut held = Held::default();
        held.form_page(page, None);
        reading_age(&format!("the page `{}`", page.id), page.line, &held, limit, site, language, &mut report);
    }
    for teller in tellers() {
        let mut held = Held::default();
        form.path(Some(teller)).into_iter().for_each(|page| held.form_page(page, Some(teller)));
        reading_age(&format!("the path of `{teller}`"), 1, &held, limit_for(teller), site, language, &mut report);
    }
}

fn stories(step: &Step) -> impl Iterator<Item = &Prose> {
    let scenes = step.interaction.iter().filter_map(|i| match &i.kind {
        Kind::Scenario(story) => Some(&story.scenes),
        _ => None,
    });
    scenes.flatten().map(|scene| &scene.story)
}

/// The reading age of a page, against its own limit or the site's.
pub(super) fn page_reading_age(page: &Page, site: &Site, language: &Language, problems: &mut Vec<Problem>) {
    let limit = match page.front.reading_age {
        Some(age) => ("page", age),
        None => ("site", site.settings.reading_age),
    };
    let mut report = Report::new(&page.path, problems);
    reading_age("the page", 1, &said::of_page(page), limit, site, language, &mut report);
}

/// The reading age of a step, with all its answers and scenes.
pub(super) fn step_reading_age(part: &Part, step: &Step, site: &Site, language: &Language, problems: &mut Vec<Problem>) {
    let limit = ("site", site.settings.reading_age);
    let mut report = Report::new(&part.path, problems);
    reading_age("the step", step.line, &said::of_step(step), limit, site, language, &mut report);
}

fn reading_age(
    what: &str,
    line: usize,
    held: &Held<'_>,
    (whose, limit): (&str, f64),
    site: &Site,
    language: &Language,
    report: &mut Report<'_>,
) {
    // The measures were fitted to English, and say nothing of another language.
    if language.code.split('-').next() != Some("en") {
        return;
    }
    let ours = held.said.iter().filter(|s| s.voice == Voice::Ours).map(|s| s.text);
    let Some(ages) = reading::ages(ours, &site.settings.proper_names()) else { return };
    let within = ages.flesch_kincaid <= limit && ages.ari <= limit;
    if !within {
        let message = format!(
            "{what} reads at age {:.1} (Flesch–Kincaid) and {:.1} (ARI); the {whose}'s limit is {limit}: shorten sentences and words",
            ages.flesch_kincaid, ages.ari
        );
        report.warning(line, "reading-age", message);
    }
}

/// Steps and scenes with more words of their own than `most`.
pub(super) fn long(part: &Part, step: &Step, most: usize, problems: &mut Vec<Problem>) {
    let mut report = Report::new(&part.path, problems);
    let words = step.own_words();
    if words > most {
        let message = format!("the step has {words} words of its own, and `step_words` allows {most}; cut it, or make two steps of it");
        report.warning(step.line, "step-long", message);
    }
    let Some(Kind::Scenario(story)) = step.interaction.as_ref().map(|i| &i.kind) else { return };
    for scene in &story.scenes {
        let words = scene.story.words();
        if words > most {
            let message =
                format!("the scene `{}` has {words} words, and `step_words` allows {most}; cut it, or make two of it", scene.name);
            report.warning(scene.line, "step-long", message);
        }
    }
}

/// The time that the whole course takes.
pub(super) fn time(course: &Course, text: &str, problems: &mut Vec<Problem>) {
    let words = course.reading_words();
    let [least, most] = course.settings.minutes;
    let at_pace = |minutes: usize| minutes.saturating_mul(WORDS_A_MINUTE);
    if words < at_pace(least) || words > at_pace(most) {
        let minutes = words as f64 / WORDS_A_MINUTE as f64;
        let message = format!(
            "the course takes {minutes:.1} minutes ({words} words at {WORDS_A_MINUTE} a minute), and `minutes` says {least} to {most}; \
             change the course, or what it promises"
        );
        Report::new(&course.path, problems).warning(key_line(text, "minutes"), "course-time", message);
    }
}
