//! Guidance pages and the home page.
//! Must not know the course.

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::blocks::Lines;
use crate::front;
use crate::prose::{Context, Prose, body};
use crate::settings::Day;
use crate::source::{Files, Problem, Report};

/// Which list a page stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Section {
    /// What to know.
    Learn,
    /// What to do.
    Act,
    /// About the site itself.
    Site,
}

/// The front matter of a page.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PageFront {
    /// Heading.
    pub title: String,
    /// Neutral title for the tab.
    pub tab: String,
    /// One line.
    pub description: String,
    /// Where the facts come from.
    #[serde(default)]
    pub sources: Vec<String>,
    /// When a person last checked it.
    pub reviewed: Day,
    /// When a person must check it again.
    pub review_by: Day,
    /// Its place in its list; the home page has none.
    pub order: Option<u32>,
    /// Its list; the home page has none.
    pub section: Option<Section>,
    /// Words by which search finds it, though they need not stand in it. They are not shown.
    #[serde(default)]
    pub keywords: Vec<String>,
    /// The highest reading age wanted of this page, if not the site's.
    pub reading_age: Option<f64>,
    /// In a translation, the day on which its original was reviewed.
    pub of: Option<Day>,
}

/// A page.
#[derive(Debug, Clone)]
pub struct Page {
    /// The last part of its address; `home` for the home page.
    pub slug: String,
    /// Path of its file.
    pub path: String,
    /// Its front matter.
    pub front: PageFront,
    /// Its text.
    pub prose: Prose,
}

impl Page {
    pub(crate) fn parse(path: &str, text: &str, cx: Context<'_>, problems: &mut Vec<Problem>) -> Option<Page> {
        let report = &mut Report::new(path, problems);
        let split = front::split(text, report)?;
        let front: PageFront = front::read(&split, report)?;
        let slug = path.rsplit('/').next().and_then(|f| f.strip_suffix(".md")).unwrap_or_default().to_owned();
        if slug != "home" && (front.order.is_none() || front.section.is_none()) {
            report.error(1, "front-matter", "a guidance page needs `order` and `section`");
        }
        if slug.is_empty() || !slug.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') {
            report.error(
                1,
                "slug",
                format!("the file's name is the page's address, and `{slug}` is none; name it with a–z, 0–9 and - alone"),
            );
        }
        keywords(&front, split.front, report);
        let lines = Lines { first: split.body_line, lines: split.body.lines().collect() };
        let prose = body(lines, cx, report);
        Some(Page { slug, path: path.to_owned(), front, prose })
    }

    /// All guidance pages of a language, in the order of their lists.
    pub(crate) fn parse_all(files: &Files, cx: Context<'_>, problems: &mut Vec<Problem>) -> Vec<Page> {
        let folder = format!("{}/guidance/", cx.lang);
        let mut pages: Vec<Page> = files
            .texts
            .iter()
            .filter(|(path, _)| path.strip_prefix(&folder).is_some_and(|file| file.ends_with(".md") && !file.contains('/')))
            .filter_map(|(path, text)| Page::parse(path, text, cx, problems))
            .collect();
        pages.sort_by_key(|p| (p.front.section, p.front.order));
        pages
    }
}

/// Keywords that find nothing, or nothing more: empty ones, and the same twice.
fn keywords(front: &PageFront, text: &str, report: &mut Report<'_>) {
    let mut seen = BTreeSet::new();
    for word in &front.keywords {
        let plain = word.trim().to_lowercase();
        if !plain.chars().any(char::is_alphanumeric) || !seen.insert(plain) {
            let line = text.lines().position(|l| l.starts_with("keywords")).map_or(1, |n| n + 2);
            report.error(line, "keywords", format!("“{word}” in `keywords` is empty, or stands there twice; take it out"));
        }
    }
}
