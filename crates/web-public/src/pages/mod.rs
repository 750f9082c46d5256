//! The home page, the guidance pages and their list: all stand still.
//! Must not know the course, save that there is one.

use askama::Template;
use course::{Language, Page, Section, Site};

use crate::layout::{Frame, Here};

/// A page in a list.
struct Listed<'a> {
    href: String,
    title: &'a str,
    description: &'a str,
}

/// The pages of one section.
struct List<'a> {
    title: String,
    pages: Vec<Listed<'a>>,
}

#[derive(Template)]
#[template(path = "pages/home.html")]
struct Home<'a> {
    f: Frame<'a>,
    page: &'a Page,
    minutes: Option<usize>,
    lists: Vec<List<'a>>,
}

#[derive(Template)]
#[template(path = "pages/index.html")]
struct Index<'a> {
    f: Frame<'a>,
    lists: Vec<List<'a>>,
}

#[derive(Template)]
#[template(path = "pages/guidance.html")]
struct Guidance<'a> {
    f: Frame<'a>,
    page: &'a Page,
    previous: Option<Listed<'a>>,
    next: Option<Listed<'a>>,
}

/// Every page of `language`, with its address.
pub(crate) fn render(site: &Site, language: &Language) -> askama::Result<Vec<(String, String)>> {
    let mut out =
        vec![(format!("/{}/", language.code), home(site, language)?), (format!("/{}/guidance/", language.code), index(site, language)?)];
    for page in &language.pages {
        out.push((format!("/{}/guidance/{}", language.code, page.slug), guidance(site, language, page)?));
    }
    Ok(out)
}

fn home(site: &Site, language: &Language) -> askama::Result<String> {
    let f = Frame::new(site, language, &language.home.front.tab, Here::Elsewhere);
    let minutes = language.course.as_ref().map(course::Course::minutes);
    let lists = lists(&f, language, &[Section::Act, Section::Learn]);
    Home { f, page: &language.home, minutes, lists }.render()
}

fn index(site: &Site, language: &Language) -> askama::Result<String> {
    let mut f = Frame::new(site, language, "", Here::Learn);
    f.tab = f.t("guidance-tab");
    let lists = lists(&f, language, &[Section::Learn, Section::Act, Section::Site]);
    Index { f, lists }.render()
}

fn guidance(site: &Site, language: &Language, page: &Page) -> askama::Result<String> {
    let here = if page.slug == "now" { Here::Now } else { Here::Learn };
    let mut f = Frame::new(site, language, &page.front.tab, here);
    f.description = &page.front.description;
    // Pages about the site stand on their own; the others lead from one to the next.
    let chain: Vec<&Page> = language.pages.iter().filter(|p| p.front.section != Some(Section::Site)).collect();
    let place = chain.iter().position(|p| p.slug == page.slug);
    let at = |index: Option<usize>| index.and_then(|i| chain.get(i)).map(|p| listed(language, p));
    let previous = at(place.and_then(|i| i.checked_sub(1)));
    let next = at(place.map(|i| i + 1));
    Guidance { f, page, previous, next }.render()
}

fn lists<'a>(f: &Frame<'_>, language: &'a Language, sections: &[Section]) -> Vec<List<'a>> {
    let list = |section: &Section| {
        let title = f.t(match section {
            Section::Learn => "section-learn",
            Section::Act => "section-act",
            Section::Site => "section-site",
        });
        let pages = language.pages.iter().filter(|p| p.front.section == Some(*section)).map(|p| listed(language, p)).collect();
        List { title, pages }
    };
    sections.iter().map(list).collect()
}

fn listed<'a>(language: &Language, page: &'a Page) -> Listed<'a> {
    Listed { href: format!("/{}/guidance/{}", language.code, page.slug), title: &page.front.title, description: &page.front.description }
}
