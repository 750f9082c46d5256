//! The course on the web: its overview, its steps, the code to come back with, and the page to keep at the end.
//! Must not know how answers are marked: the crate `course` does that.

pub(crate) mod certificate;
pub(crate) mod code;
pub(crate) mod cookie;
pub(crate) mod keep;
pub(crate) mod overview;
pub(crate) mod step;
mod view;

use course::{Language, Site};

/// Every page of the course that stands still, with its address.
pub(crate) fn render(site: &Site, language: &Language) -> askama::Result<Vec<(String, String)>> {
    let Some(course) = &language.course else { return Ok(Vec::new()) };
    let base = base(language);
    let mut out = vec![
        (base.clone(), overview::page(site, language, course, None)?),
        (format!("{base}keep"), keep::ask(site, language, course)?),
        (format!("{base}resume"), keep::resume_page(site, language, course, None)?),
        (format!("{base}certificate"), certificate::page(site, language, course)?),
    ];
    for at in course.addresses() {
        if let Some(html) = step::still(site, language, course, at)? {
            out.push((step::address(language, at), html));
        }
    }
    Ok(out)
}

/// The address of the course's overview.
pub(crate) fn base(language: &Language) -> String {
    format!("/{}/course/", language.code)
}
