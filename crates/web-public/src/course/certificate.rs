//! The page to keep at the end: the visitor types a name that never leaves the page, and prints it.
//! Must not know who the visitor is, or whether they answered anything.

use askama::Template;
use course::{At, Course, Language, PartKind, Site};

use super::step::address;
use crate::layout::{Frame, Here};
use crate::words::Value;

#[derive(Template)]
#[template(path = "course/certificate.html")]
struct Certificate<'a> {
    f: Frame<'a>,
    course: &'a Course,
    from: String,
    later: Option<(String, &'a str)>,
}

/// The page.
pub(crate) fn page(site: &Site, language: &Language, course: &Course) -> askama::Result<String> {
    let f = Frame::new(site, language, &course.settings.tab, Here::Course);
    let from = f.words.with(
        "certificate-from",
        &[
            ("site", Value::Text(&site.settings.name)),
            ("partnership", Value::Text(&site.settings.partnership)),
            ("minutes", course.minutes().into()),
        ],
    );
    let later = course.parts.iter().position(|p| p.front.kind == PartKind::Later);
    let later = later.map(|i| (address(language, At { part: i + 1, stop: 1 }), course.parts[i].front.title.as_str()));
    Certificate { f, course, from, later }.render()
}
