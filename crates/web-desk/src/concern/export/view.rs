//! The pages of an export: what it is for, and a look at all of it. Must not know how a document is made.

use askama::Template;
use casework::export::{Document, GROUNDS, Identity, Item, Part, Section, ground};
use casework::work::Purpose;
use casework::{ConcernId, plain};
use http::StatusCode;
use team::when;
use web::answer;

use super::gather::Made;
use super::wanted::children;
use super::{Open, PURPOSES, Stays, Wanted, whose};
use crate::DeskDoor;
use crate::errors::Fault;
use crate::layout::{Frame, Here};
use crate::router::Answer;
use crate::session::{Right, SignedIn};
use crate::words;

#[derive(Template)]
#[template(path = "concern/export/choose.html")]
struct Choose<'a> {
    f: Frame<'a>,
    id: &'a str,
    wanted: &'a Wanted,
    purposes: [(&'static str, &'static str); PURPOSES.len()],
    children: Vec<(String, String)>,
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
    asks: Option<Asks>,
    chosen: Chosen,
}

/// What was chosen or typed on the page that came before, and what is to be said about it.
#[derive(Default)]
pub(super) struct Chosen {
    /// Of each name that still stands; none where the page comes for the first time.
    pub(super) names: Option<Vec<Option<Stays>>>,
    /// What has changed or is missing.
    pub(super) news: Option<&'static str>,
    /// What is wrong with the exemption.
    pub(super) wrong: Option<&'static str>,
    pub(super) exemption: String,
}

/// What a subject access request needs.
struct Asks {
    /// Whether this person can release it.
    may_release: bool,
    /// Who released just this document, and on which exemption.
    released: Option<(String, String)>,
    stale: bool,
    /// Who asked for a release, and when.
    asked: Option<String>,
    identities: Vec<Given>,
}

/// An identity, and whether it is given.
struct Given {
    value: String,
    words: String,
    shown: bool,
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

/// The page that asks what it is for. It names children, so it is a look.
pub(super) async fn choose(
    door: &DeskDoor,
    who: &SignedIn,
    open: &Open,
    wanted: &Wanted,
    problems: Vec<(&'static str, &'static str)>,
) -> Answer {
    open.desk.note("show", &open.row.id).await?;
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let case = open.opened.case(&open.row);
    let page = Choose {
        f: Frame::new(&door.office.settings, who, "Export", Here::Inbox),
        id: &open.row.id,
        wanted,
        purposes: PURPOSES.map(|(purpose, words)| (purpose.text(), words)),
        children: children(&case).into_iter().map(|(id, name)| (id.to_string(), name)).collect(),
        joined: !case.joins.is_empty() || !door.vault.joined_by(&open.row.id, |held| who.may_see(held)).is_empty(),
        problems,
    };
    Ok(answer::html(status, page.render()?))
}

/// The page that shows all of it.
pub(super) fn preview(door: &DeskDoor, who: &SignedIn, status: StatusCode, made: &Made, wanted: &Wanted, chosen: Chosen) -> Answer {
    let first = made.gathered.all.first().ok_or(Fault::Internal)?;
    let chose = |at: usize| chosen.names.as_ref().and_then(|names| names.get(at).copied().flatten());
    let names = made.still.iter().enumerate().map(|(at, still)| Name {
        name: still.name.clone(),
        whose: whose(still.whose),
        places: still.places.iter().map(|p| (p.label.clone(), p.spans.len())).collect(),
        stays: chose(at) == Some(Stays::Stays),
        out: chose(at) == Some(Stays::Out),
    });
    let undecided = chosen.names.iter().flatten().enumerate().filter(|(_, c)| c.is_none());
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
        problems: undecided.map(|(at, _)| at).collect(),
        asks: (made.document.purpose == Purpose::SubjectAccess).then(|| asks(who, first, made)),
        chosen,
    };
    Ok(answer::html(status, page.render()?))
}

fn asks(who: &SignedIn, first: &Open, made: &Made) -> Asks {
    let signed = |by: &str, at: i64| format!("{by}, {}", when::told(at));
    let identity = |i: &Identity| {
        let kind = i.kind.map_or(whose(i.whose), words::entity);
        let words = if i.name.is_empty() { kind.to_owned() } else { format!("{kind}: {}", i.name) };
        Given { value: i.whose.text(), words, shown: i.shown }
    };
    let asked = first.opened.case(&first.row).release_asked;
    Asks {
        may_release: Right::Release.is_of(who.role()),
        released: made.release.as_ref().map(|r| (signed(&r.by, r.at), plain(&r.what.exemption))),
        stale: made.stale,
        asked: asked.map(|a| signed(&a.by, a.at)),
        identities: made.identities.iter().map(identity).collect(),
    }
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
    /// Whether the file is to be had.
    fn may_take(&self) -> bool {
        self.asks.as_ref().is_none_or(|asks| asks.released.is_some())
    }

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
