//! Languages: what a translation lacks, what its source has left behind, and files that nothing reads.
//! Must not know what texts say.

use std::collections::BTreeSet;

use super::{key_line, pages};
use crate::concern::{Form, FormPage};
use crate::settings::Day;
use crate::source::{Files, Problem, Report};
use crate::{Language, Site};

/// Compares every language with the one it is translated from, and looks for files that nothing reads.
pub(super) fn check(site: &Site, files: &Files, problems: &mut Vec<Problem>) {
    let source = site.settings.languages.first().and_then(|code| site.language(code));
    for language in &site.languages {
        if let Some(source) = source.filter(|s| s.code != language.code) {
            missing(source, language, files, problems);
            behind(source, language, files, problems);
            other_form(source, language, problems);
        }
    }
    unread(site, files, problems);
    unnamed(site, files, problems);
}

/// A text that can be translated: its path without the language, and the days in its front matter.
struct Dated<'a> {
    name: &'a str,
    reviewed: Day,
    of: Option<Day>,
}

/// The pages and parts of a language.
fn dated(language: &Language) -> Vec<Dated<'_>> {
    let start = language.code.len() + 1;
    let of_pages = pages(language).map(|p| Dated { name: &p.path[start..], reviewed: p.front.reviewed, of: p.front.of });
    let parts = language.course.iter().flat_map(|c| &c.parts);
    let of_parts = parts.map(|p| Dated { name: &p.path[start..], reviewed: p.front.reviewed, of: p.front.of });
    let form = language.concern.iter().map(|f| Dated { name: &f.path[start..], reviewed: f.reviewed, of: f.of });
    of_pages.chain(of_parts).chain(form).collect()
}

fn missing(source: &Language, language: &Language, files: &Files, problems: &mut Vec<Problem>) {
    let read = read_files(language, files);
    let course = source.course.iter().map(|_| "course/course.toml");
    for name in dated(source).iter().map(|d| d.name).chain(course) {
        let path = format!("{}/{name}", language.code);
        if !read.contains(&path) {
            let message =
                format!("this is not yet translated from `{}/{name}`; add it, and name it in the course if it is a part", source.code);
            Report::new(&path, problems).warning(1, "translation-missing", message);
        }
    }
}

fn behind(source: &Language, language: &Language, files: &Files, problems: &mut Vec<Problem>) {
    let originals = dated(source);
    for Dated { name, of, .. } in dated(language) {
        let Some(original) = originals.iter().find(|o| o.name == name) else { continue };
        let path = format!("{}/{name}", language.code);
        let line = key_line(files.text(&path).unwrap_or_default(), "of");
        let (from, now) = (&source.code, original.reviewed.0);
        let message = match of {
            None => format!("the translation must say from which day's `{from}/{name}` it was made: of = {now}"),
            Some(of) if of < original.reviewed => {
                format!(
                    "the translation was made from the text of {}, and `{from}/{name}` is of {now}; look what changed, and set `of`",
                    of.0
                )
            }
            Some(_) => continue,
        };
        Report::new(&path, problems).warning(line, "translation-behind", message);
    }
}

/// A translated form asks the same things of the same people, in the same order.
fn other_form(source: &Language, language: &Language, problems: &mut Vec<Problem>) {
    let (Some(original), Some(form)) = (&source.concern, &language.concern) else { return };
    let mut report = Report::new(&form.path, problems);
    let ids = |form: &Form| form.pages.iter().map(|p| p.id.clone()).collect::<Vec<_>>();
    if ids(form) != ids(original) {
        let message = format!("the pages must be those of `{}`, in this order: {}", original.path, ids(original).join(", "));
        report.warning(1, "concern-differs", message);
    }
    let asks = |page: &FormPage| (page.tellers.clone(), page.repeat, page.fields.iter().map(|f| f.field.name).collect::<Vec<_>>());
    for page in &form.pages {
        if original.page(&page.id).is_some_and(|other| asks(other) != asks(page)) {
            let message =
                format!("the page `{}` asks other fields, or other people, than in `{}`; make them the same", page.id, original.path);
            report.warning(page.line, "concern-differs", message);
        }
    }
}

/// The files of a language that something reads, whether or not they could be understood.
fn read_files(language: &Language, files: &Files) -> BTreeSet<String> {
    let code = &language.code;
    let mut read: BTreeSet<String> =
        ["home.md", "language.toml", "concern.toml", "course/course.toml"].iter().map(|f| format!("{code}/{f}")).collect();
    let guidance = format!("{code}/guidance/");
    let is_page = |path: &&String| path.strip_prefix(&guidance).is_some_and(|file| file.ends_with(".md") && !file.contains('/'));
    read.extend(files.texts.keys().filter(is_page).cloned());
    let parts = language.course.iter().flat_map(|c| &c.settings.parts);
    read.extend(parts.map(|name| format!("{code}/course/{name}.md")));
    read.retain(|path| files.texts.contains_key(path));
    read
}

/// Files in the folder of a language that nothing reads.
fn unread(site: &Site, files: &Files, problems: &mut Vec<Problem>) {
    for language in &site.languages {
        let (folder, course) = (format!("{}/", language.code), format!("{}/course/", language.code));
        let read = read_files(language, files);
        for path in files.texts.keys().filter(|path| path.starts_with(&folder) && !read.contains(*path)) {
            // A course that could not be read has said so; its parts are not to blame.
            if language.course.is_none() && path.starts_with(&course) && files.texts.contains_key(&format!("{course}course.toml")) {
                continue;
            }
            let message = match path.strip_prefix(&course) {
                Some(_) => "nothing reads this file; name it in `parts` of course.toml, or take it away",
                None => "nothing reads this file; move it to where it belongs, or take it away",
            };
            Report::new(path, problems).warning(1, "unread", message);
        }
    }
}

/// Folders that look like a language, and are not named in `site.toml`.
fn unnamed(site: &Site, files: &Files, problems: &mut Vec<Problem>) {
    for path in files.texts.keys() {
        if let Some(code) = path.strip_suffix("/home.md").filter(|code| !site.settings.languages.iter().any(|l| l == code)) {
            let message = format!("nothing reads the folder `{code}`; add it to `languages` in site.toml when it is ready");
            Report::new(path, problems).warning(1, "unread", message);
        }
    }
}
