//! Links and pictures: that they lead somewhere, that pictures have words, and that no picture lies unused.
//! Must not know the web; the addresses that exist are listed in [`Known`].

use std::collections::BTreeSet;

use super::said::Held;
use super::{pages, said};
use crate::source::{Files, Problem, Report};
use crate::{Language, Site};

/// The addresses inside a site, without the language.
pub(super) struct Known<'a> {
    addresses: BTreeSet<String>,
    files: &'a Files,
}

impl<'a> Known<'a> {
    pub(super) fn new(language: &Language, files: &'a Files) -> Self {
        let mut addresses: BTreeSet<String> = ["/", "/guidance/", "/search", "/exit"].map(str::to_owned).into();
        // By its file, so that a page with a mistake in it does not make every link to it look dead.
        let folder = format!("{}/guidance/", language.code);
        let slugs = files.texts.keys().filter_map(|path| path.strip_prefix(&folder)?.strip_suffix(".md"));
        addresses.extend(slugs.map(|slug| format!("/guidance/{slug}")));
        if let Some(course) = &language.course {
            addresses.extend(["/course/", "/course/keep", "/course/resume", "/course/certificate"].map(str::to_owned));
            addresses.extend(course.addresses().map(|at| format!("/course/{}/{}", at.part, at.stop)));
        }
        if files.texts.contains_key(&format!("{}/concern.toml", language.code)) {
            addresses.extend(["/concern/", "/return"].map(str::to_owned));
        }
        Known { addresses, files }
    }

    /// Whether something stands at `target`, which starts with `/`.
    fn leads_somewhere(&self, target: &str) -> bool {
        let address = target.split(['#', '?']).next().unwrap_or_default();
        self.addresses.contains(address) || self.is_picture(address)
    }

    fn is_picture(&self, target: &str) -> bool {
        target.strip_prefix('/').is_some_and(|path| path.starts_with("media/") && self.files.media.contains_key(path))
    }
}

/// The links and pictures of a page or a step.
pub(super) fn check(path: &str, held: &Held<'_>, known: &Known<'_>, problems: &mut Vec<Problem>) {
    let mut report = Report::new(path, problems);
    for link in &held.links {
        let target = &link.target;
        if target.starts_with('/') {
            if !known.leads_somewhere(target) {
                report.error(
                    link.line,
                    "link-dead",
                    format!("nothing stands at `{target}`; name a page such as /guidance/name, or /course/"),
                );
            }
        } else if !["https://", "tel:", "mailto:"].iter().any(|start| target.starts_with(start)) {
            let message = format!("the link `{target}` must start with https://, tel: or mailto:, or with `/` if it stays inside the site");
            report.error(link.line, "link-kind", message);
        }
    }
    for picture in &held.pictures {
        let target = &picture.target;
        if picture.alternative.trim().is_empty() {
            let message =
                format!("the picture `{target}` has no words for those who do not see it; write what it shows: ![what it shows](…)");
            report.error(picture.line, "picture-words", message);
        }
        if !known.is_picture(target) {
            let message = format!("there is no picture `{target}` in this site; put it into media/, and write /media/name.svg");
            report.error(picture.line, "picture-missing", message);
        }
    }
}

/// Pictures that no page and no step shows or links to, in any language.
pub(super) fn unused_media(site: &Site, files: &Files, problems: &mut Vec<Problem>) {
    let mut used = BTreeSet::new();
    for language in &site.languages {
        pages(language).for_each(|page| note(&said::of_page(page), &mut used));
        language.concern.iter().for_each(|form| note(&said::of_form(form), &mut used));
        let parts = language.course.iter().flat_map(|course| &course.parts);
        parts.flat_map(|part| &part.steps).for_each(|step| note(&said::of_step(step), &mut used));
    }
    for path in files.media.keys().filter(|path| !used.contains(path.as_str())) {
        Report::new(path, problems).warning(1, "media-unused", "no page and no step shows this file; use it, or take it away");
    }
}

fn note(held: &Held<'_>, used: &mut BTreeSet<String>) {
    let targets = held.links.iter().map(|l| &l.target).chain(held.pictures.iter().map(|p| &p.target));
    used.extend(targets.filter_map(|target| target.split(['#', '?']).next()?.strip_prefix('/').map(str::to_owned)));
}
