//! The search page. What is typed is sent in a form, so that it stands in no address and no history, and is not kept.
//! Must not know how pages are found: `index` does.

pub(crate) mod index;

use askama::Template;
use course::{Language, Site};

use crate::layout::{Frame, Here};
use crate::words::Value;
use index::{Found, Index};

/// The longest query that is read, in characters.
const LONGEST: usize = 100;

#[derive(Template)]
#[template(path = "search/search.html")]
struct Search<'a> {
    f: Frame<'a>,
    query: &'a str,
    heading: Option<String>,
    empty: bool,
    found: Vec<Found<'a>>,
}

/// The page before anything is typed.
pub(crate) fn still(site: &Site, language: &Language) -> askama::Result<String> {
    page(site, language, "", None)
}

/// The pages for `query`.
pub(crate) fn results(site: &Site, language: &Language, index: &Index, query: &str) -> askama::Result<String> {
    let query = query.trim();
    let end = query.char_indices().nth(LONGEST).map_or(query.len(), |(i, _)| i);
    page(site, language, &query[..end], Some(index))
}

fn page(site: &Site, language: &Language, query: &str, index: Option<&Index>) -> askama::Result<String> {
    let mut f = Frame::new(site, language, "", Here::Search);
    f.tab = f.t("search-tab");
    let found = index.map(|i| i.find(query)).unwrap_or_default();
    let heading = (index.is_some() && !query.is_empty()).then(|| {
        let key = if found.is_empty() { "search-none" } else { "search-found" };
        f.words.with(key, &[("query", Value::Text(query)), ("count", found.len().into())])
    });
    Search { f, query, empty: index.is_some() && query.is_empty(), heading, found }.render()
}
