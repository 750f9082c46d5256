//! The checks behind `waymark check`: what can be said of a whole site on a given day. Each is a small function, in files
//! by theme. Must not know the disk, the clock, or how problems are shown.

mod concern;
mod dates;
mod forms;
mod languages;
mod links;
mod modules;
mod retention;
mod said;
mod shape;
mod stories;
mod words;

pub use dates::STALE_DAYS;
use jiff::civil::Date;

use crate::source::{Files, Problem};
use crate::{Course, Language, Page, Part, Site, load};

/// Finds every problem of a site, sorted by path, line and kind: those of [`load`] and those that need more than one file,
/// or the day. With `live`, what a site must not go live with is an error.
pub fn check(files: &Files, today: Date, live: bool) -> Vec<Problem> {
    let (site, mut problems) = load(files);
    if let Some(site) = &site {
        dates::contacts(site, files, today, live, &mut problems);
        retention::check(site, files, live, &mut problems);
        links::unused_media(site, files, &mut problems);
        languages::check(site, files, &mut problems);
        for language in &site.languages {
            language_of(site, language, files, today, &mut problems);
        }
    }
    problems.sort_by(|a, b| (&a.path, a.line, a.code, &a.message).cmp(&(&b.path, b.line, b.code, &b.message)));
    problems.dedup();
    problems
}

fn language_of(site: &Site, language: &Language, files: &Files, today: Date, problems: &mut Vec<Problem>) {
    words::missing(language, files, problems);
    let list = &language.phrases;
    let known = links::Known::new(language, files);
    for page in pages(language) {
        let text = files.text(&page.path).unwrap_or_default();
        dates::reviewed(&page.path, text, page.front.reviewed, page.front.review_by, today, problems);
        shape::page_headings(page, problems);
        shape::page_reading_age(page, site, language, problems);
        links::check(&page.path, &said::of_page(page), &known, problems);
        words::page(page, text, list, problems);
    }
    if let Some(course) = &language.course {
        for part in &course.parts {
            let text = files.text(&part.path).unwrap_or_default();
            dates::reviewed(&part.path, text, part.front.reviewed, part.front.review_by, today, problems);
            for step in &part.steps {
                shape::step_headings(part, step, problems);
                shape::step_reading_age(part, step, site, language, problems);
                shape::long(part, step, course.settings.step_words, problems);
                links::check(&part.path, &said::of_step(step), &known, problems);
                stories::check(part, step, problems);
            }
            words::part(part, text, list, problems);
        }
        whole_course(course, files, list, problems);
    }
    if let Some(form) = &language.concern {
        let text = files.text(&form.path).unwrap_or_default();
        dates::reviewed(&form.path, text, form.reviewed, form.review_by, today, problems);
        concern::check(site, form, text, problems);
        shape::form(form, site, language, problems);
        links::check(&form.path, &said::of_form(form), &known, problems);
        words::form(form, text, list, problems);
    }
}

fn whole_course(course: &Course, files: &Files, list: &crate::language::LanguageList, problems: &mut Vec<Problem>) {
    let text = files.text(&course.path).unwrap_or_default();
    words::course(course, text, list, problems);
    shape::time(course, text, problems);
    modules::outcomes(course, text, files, problems);
    modules::modules(course, problems);
    modules::ids(course, problems);
    forms::parallel(course, problems);
    forms::right_answers(course, problems);
}

/// Every page of a language, the home page first.
fn pages(language: &Language) -> impl Iterator<Item = &Page> {
    std::iter::once(&language.home).chain(&language.pages)
}

/// The parts of a course that are of this kind.
fn parts_of(course: &Course, kind: crate::PartKind) -> impl Iterator<Item = &Part> {
    course.parts.iter().filter(move |p| p.front.kind == kind)
}

/// The line of `text` on which `key = …` stands; 1 if it does not.
fn key_line(text: &str, key: &str) -> usize {
    let stands = |line: &str| line.trim_start().strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with('='));
    text.lines().position(stands).map_or(1, |n| n + 1)
}
