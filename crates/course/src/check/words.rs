//! Words: language that blames, and words that tell too much in a tab or an address.
//! Must not know the lists, which the site brings.

use super::{key_line, said};
use crate::concern::Form;
use crate::language::LanguageList;
use crate::source::{Files, Problem, Report};
use crate::{Course, Language, Page, Part, Voice};

/// That a language has no list, so that nothing is found.
pub(super) fn missing(language: &Language, files: &Files, problems: &mut Vec<Problem>) {
    let path = format!("{}/language.toml", language.code);
    if files.text(&path).is_none() {
        let says = "the file is missing, so that no blaming phrase is found; copy one from another site";
        Report::new(&path, problems).warning(1, "language-list", says);
    }
}

/// The words of a page: address, front matter, text.
pub(super) fn page(page: &Page, text: &str, list: &LanguageList, problems: &mut Vec<Problem>) {
    let mut report = Report::new(&page.path, problems);
    for word in list.telling(&page.slug) {
        let message = format!("the address `{}` tells what is read, by the word “{word}”; give the file another name", page.slug);
        report.error(1, "telling", message);
    }
    let front = [("title", &page.front.title), ("tab", &page.front.tab), ("description", &page.front.description)];
    front_words(text, front, list, &mut report);
    held(&said::of_page(page), list, &mut report);
}

/// The words of a part: front matter, and all steps.
pub(super) fn part(part: &Part, text: &str, list: &LanguageList, problems: &mut Vec<Problem>) {
    let mut report = Report::new(&part.path, problems);
    let front = [("title", &part.front.title), ("tab", &part.front.tab), ("description", &part.front.description)];
    front_words(text, front, list, &mut report);
    part.steps.iter().for_each(|step| held(&said::of_step(step), list, &mut report));
}

/// The words of `course.toml`.
pub(super) fn course(course: &Course, text: &str, list: &LanguageList, problems: &mut Vec<Problem>) {
    let mut report = Report::new(&course.path, problems);
    let front = [("title", &course.settings.title), ("tab", &course.settings.tab), ("description", &course.settings.description)];
    front_words(text, front, list, &mut report);
    for outcome in &course.settings.outcomes {
        let line = text.lines().position(|l| l.contains(&outcome.text)).map_or(1, |n| n + 1);
        blaming(line, &outcome.text, list, &mut report);
    }
}

/// The words of the concern form: tab, title, ids of pages, and everything that is asked.
pub(super) fn form(form: &Form, text: &str, list: &LanguageList, problems: &mut Vec<Problem>) {
    let mut report = Report::new(&form.path, problems);
    for (key, words) in [("tab", &form.tab), ("title", &form.title)] {
        blaming(key_line(text, key), words, list, &mut report);
    }
    tab(key_line(text, "tab"), &form.tab, list, &mut report);
    for page in &form.pages {
        for word in list.telling(&page.id) {
            let message =
                format!("the id `{}` stands in the address, and tells what is read by the word “{word}”; choose another", page.id);
            report.error(page.line, "telling", message);
        }
    }
    held(&said::of_form(form), list, &mut report);
}

fn front_words(text: &str, front: [(&str, &String); 3], list: &LanguageList, report: &mut Report<'_>) {
    for (key, words) in front {
        blaming(key_line(text, key), words, list, report);
    }
    let [_, (key, tab), _] = front;
    self::tab(key_line(text, key), tab, list, report);
}

fn tab(line: usize, tab: &str, list: &LanguageList, report: &mut Report<'_>) {
    for word in list.telling(tab) {
        let message = format!("the tab's title “{tab}” tells what is read, by the word “{word}”; choose a neutral one");
        report.error(line, "telling", message);
    }
}

fn held(held: &said::Held<'_>, list: &LanguageList, report: &mut Report<'_>) {
    held.said.iter().filter(|s| s.voice == Voice::Ours).for_each(|s| blaming(s.line, s.text, list, report));
    held.pictures.iter().for_each(|p| blaming(p.line, &p.alternative, list, report));
}

fn blaming(line: usize, text: &str, list: &LanguageList, report: &mut Report<'_>) {
    for (avoid, say) in list.blaming(text) {
        report.warning(line, "blaming", format!("“{avoid}” can sound as if the child were to blame; say instead: {say}"));
    }
}
