//! The pages of an export: what it is for, and a look at all of it. Must not know how a document is made.

use askama::Template;
use casework::export::{Document, GROUNDS, Item, Part, Section, ground};
use casework::{ConcernId, plain};
use http::StatusCode;
use team::when;
use web::answer;

use super::gather::Made;
use super::{Open, PURPOSES, Stays, Wanted, whose};
use crate::DeskDoor;
use crate::errors::Fault;
use crate::layout::{Frame, Here};
use crate::router::Answer;
use crate::session::SignedIn;

#[derive(Template)]
#[template(path = "concern/export/choose.html")]
struct Choose<'a> {
    f: Frame<'a>,
    id: &'a str,
    wanted: &'a Wanted,
    purposes: [(&'static str, &'static str); PURPOSES.len()],
    joined: bool,
    problems: Vec<(&'static str, &'static str)>,
}

#[derive(Template)]
#[template(path = "concern/export/preview.html")]
struct Preview<'a> {
    f: Frame<'a>,
    id: &'a str,
    wanted: &'a Wanted,
    query: String,
    purpose: &'static str,
    document: &'a Document,
    digest: String,
    names: Vec<Name>,
    marks: Vec<Mark>,
    problems: Vec<usize>,
    news: Option<&'static str>,
}

/// A name that still stands.
struct Name {
    name: String,
    whose: &'static str,
    places: Vec<(String, usize)>,
    stays: bool,
    out: bool,
}

/// A worker's mark.
struct Mark {
    concern: String,
    id: String,
    gap: &'static str,
    words: String,
    signed: String,
}

/// The page that asks what it is for.
pub(super) fn choose(door: &DeskDoor, who: &SignedIn, open: &Open, wanted: &Wanted, problems: Vec<(&'static str, &'static str)>) -> Answer {
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = Choose {
        f: Frame::new(&door.office.settings, who, "Export", Here::Inbox),
        id: &open.row.id,
        wanted,
        purposes: PURPOSES.map(|(purpose, words)| (purpose.text(), words)),
        joined: !open.opened.case(&open.row).joins.is_empty(),
        problems,
    };
    Ok(answer::html(status, page.render()?))
}

/// The page that shows all of it.
pub(super) fn preview(
    door: &DeskDoor,
    who: &SignedIn,
    status: StatusCode,
    made: &Made,
    wanted: &Wanted,
    chosen: &[Option<Stays>],
    news: Option<&'static str>,
) -> Answer {
    let first = made.gathered.all.first().ok_or(Fault::Internal)?;
    let chose = |at: usize| chosen.get(at).copied().flatten();
    let names = made.still.iter().enumerate().map(|(at, still)| Name {
        name: still.name.clone(),
        whose: whose(still.whose),
        places: still.places.iter().map(|p| (p.label.clone(), p.spans.len())).collect(),
        stays: chose(at) == Some(Stays::Stays),
        out: chose(at) == Some(Stays::Out),
    });
    let page = Preview {
        f: Frame::new(&door.office.settings, who, "Export", Here::Inbox),
        id: &first.row.id,
        wanted,
        query: wanted.query(),
        purpose: PURPOSES.into_iter().find(|(p, _)| *p == made.document.purpose).map_or("", |(_, words)| words),
        document: &made.document,
        digest: made.document.digest(),
        names: names.collect(),
        marks: made.gathered.all.iter().flat_map(marks).collect(),
        problems: chosen.iter().enumerate().filter(|(_, c)| c.is_none()).map(|(at, _)| at).collect(),
        news,
    };
    Ok(answer::html(status, page.render()?))
}

/// Every mark on one concern, with what was said about it.
fn marks(open: &Open) -> Vec<Mark> {
    let case = open.opened.case(&open.row);
    let mark = |m: &casework::case::Entry<casework::work::LeaveOut>| Mark {
        concern: open.row.id.clone(),
        id: m.id.to_string(),
        gap: ground(&m.what.why),
        words: plain(m.what.why.split_once('\n').map_or("", |(_, words)| words)),
        signed: format!("{}, {}", m.by, when::told(m.at)),
    };
    case.left_out.iter().map(mark).collect()
}

impl Preview<'_> {
    /// The address of the page that leaves something out: a part of an entry, or all of it.
    fn mark(&self, section: &Section, item: &Item, part: Option<&Part>) -> Option<String> {
        let concern: ConcernId = section.concern?;
        let raw = match part {
            Some(part) => Some(part.raw.as_ref()?),
            None => None,
        };
        let entry = raw.map_or(item.entry, |raw| raw.entry).to_string();
        let part = part.map_or("", |part| part.name.as_str());
        let mut query = form_urlencoded::Serializer::new(self.query.clone());
        query.append_pair("concern", &concern.to_string()).append_pair("entry", &entry).append_pair("part", part);
        Some(format!("/concerns/{}/export/mark?{}", self.id, query.finish()))
    }
}

/// The grounds, as the page of a mark offers them.
pub(super) fn grounds() -> impl Iterator<Item = (&'static str, &'static str)> {
    GROUNDS.into_iter().map(|(name, words, _)| (name, words))
}
