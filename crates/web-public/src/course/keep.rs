//! Coming back: a code of four words, under whose hash the server keeps a visitor's progress for 90 days, and nothing else.
//! Must not keep the words, or anything about who asked for them.

use askama::Template;
use course::{Course, Language, Progress, Site};
use jiff::civil::Date;
use seal::words::Mistyped;

use super::code::{self, Code};
use super::keep;
use super::step::address;
use crate::layout::{Frame, Here};
use crate::words::Value;

/// For how many days progress is kept after it was last changed.
pub(crate) const DAYS: usize = 90;

#[derive(Template)]
#[template(path = "course/keep.html")]
struct Ask<'a> {
    f: Frame<'a>,
}

#[derive(Template)]
#[template(path = "course/kept.html")]
struct Kept<'a> {
    f: Frame<'a>,
    code: [&'static str; 4],
    until: Date,
    carry_on: String,
}

#[derive(Template)]
#[template(path = "course/resume.html")]
struct Resume<'a> {
    f: Frame<'a>,
    start: String,
    failed: Option<Failed<'a>>,
}

/// What was typed, and what is wrong with it.
pub(crate) struct Failed<'a> {
    /// As it was typed.
    pub(crate) typed: &'a str,
    /// In words.
    pub(crate) why: Why,
}

/// Why a code does not lead anywhere.
pub(crate) enum Why {
    /// It is not a code.
    Mistyped(Mistyped),
    /// Nothing is kept under it.
    Unknown,
}

/// The page that offers a code.
pub(crate) fn ask(site: &Site, language: &Language, course: &Course) -> askama::Result<String> {
    Ask { f: Frame::new(site, language, &course.settings.tab, Here::Course) }.render()
}

/// The page that shows a new code, once.
pub(crate) fn kept(
    site: &Site,
    language: &Language,
    course: &Course,
    code: &Code,
    until: Date,
    progress: &Progress,
) -> askama::Result<String> {
    let f = Frame::new(site, language, &course.settings.tab, Here::Course);
    let at = progress.at.map(|at| course.next(at).unwrap_or(at)).or_else(|| course.addresses().next());
    let carry_on = at.map(|at| address(language, at)).unwrap_or_default();
    Kept { f, code: code::shown(code), until, carry_on }.render()
}

/// The page that takes a code.
pub(crate) fn resume_page(site: &Site, language: &Language, course: &Course, failed: Option<Failed<'_>>) -> askama::Result<String> {
    let mut f = Frame::new(site, language, &course.settings.tab, Here::Course);
    if failed.is_some() {
        f.tab = f.with("error-in-tab", "tab", &course.settings.tab);
    }
    let start = course.addresses().next().map(|at| address(language, at)).unwrap_or_default();
    Resume { f, start, failed }.render()
}

impl Failed<'_> {
    /// What to do, in words; `None` where the words are those of an unknown code.
    fn help(&self, f: &Frame<'_>) -> Option<String> {
        match &self.why {
            Why::Unknown => None,
            Why::Mistyped(Mistyped::Count(_) | Mistyped::Check) => Some(f.t("resume-count")),
            Why::Mistyped(Mistyped::Word { typed, nearest }) => {
                Some(f.words.with("resume-word", &[("word", Value::Text(typed)), ("near", Value::Text(nearest))]))
            }
        }
    }
}
