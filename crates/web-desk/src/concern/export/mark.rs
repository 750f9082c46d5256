//! The page that leaves something out: words of a text, a text, or a whole entry, with the ground and why. It can be taken back. Must not know gaps.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use casework::export::{GROUNDS, Item, Part, occurrences};
use casework::work::{Did, LeaveOut};
use casework::{ConcernId, MessageId, plain};
use http::StatusCode;
use web::answer;

use super::gather::{self, Made};
use super::{Wanted, open, view};
use crate::DeskDoor;
use crate::errors::Fault;
use crate::layout::{Frame, Here};
use crate::router::Answer;
use crate::session::{Sent, Signed, SignedIn};

/// Of what, in which concern of the document.
#[derive(serde::Deserialize, Default)]
#[serde(default)]
pub(super) struct Which {
    purpose: String,
    of: String,
    child: String,
    concern: String,
    entry: String,
    part: String,
}

#[derive(Template)]
#[template(path = "concern/export/mark.html")]
struct Page<'a> {
    f: Frame<'a>,
    id: &'a str,
    wanted: &'a Wanted,
    query: String,
    which: &'a Which,
    head: &'a str,
    texts: Vec<(&'a str, String)>,
    grounds: Vec<(&'static str, &'static str)>,
    typed: Typed<'a>,
}

/// What is to be marked.
struct Found<'a> {
    concern: ConcernId,
    entry: MessageId,
    item: &'a Item,
    part: Option<&'a Part>,
}

/// The entry, or the part of one, that the address names: one that stands in the document.
fn found<'a>(made: &'a Made, which: &Which) -> Option<Found<'a>> {
    let (concern, entry): (ConcernId, MessageId) = (which.concern.parse().ok()?, which.entry.parse().ok()?);
    let sections = made.document.sections.iter().filter(|s| s.concern == Some(concern));
    let mut items = sections.flat_map(|s| &s.items).filter(|item| !item.left_out);
    if which.part.is_empty() {
        let item = items.find(|item| item.entry == entry)?;
        return Some(Found { concern, entry, item, part: None });
    }
    items.find_map(|item| {
        let of = |part: &&Part| part.name == which.part && part.raw.as_ref().is_some_and(|raw| raw.entry == entry);
        item.parts.iter().find(of).map(|part| Found { concern, entry, item, part: Some(part) })
    })
}

pub(super) async fn ask(
    State(door): State<Arc<DeskDoor>>,
    Signed(who): Signed,
    Path(id): Path<String>,
    Query(which): Query<Which>,
) -> Answer {
    let (made, wanted) = made(&door, &who, &id, &which).await?;
    let found = found(&made, &which).ok_or(Fault::NotFound)?;
    page(&door, &who, &id, &wanted, &which, &found, Typed::default())
}

async fn made(door: &DeskDoor, who: &SignedIn, id: &str, which: &Which) -> Result<(Made, Wanted), Fault> {
    let open = open(door, who, id).await?;
    let wanted = Wanted { purpose: which.purpose.clone(), of: which.of.clone(), child: which.child.clone() };
    let fits = wanted.wrong(&open.opened.case(&open.row)).is_empty();
    let purpose = wanted.purpose().filter(|_| fits).ok_or(Fault::NotFound)?;
    Ok((gather::made(door, open, &wanted, purpose, None).await?, wanted))
}

/// What was typed, and what is wrong with it.
#[derive(Default)]
struct Typed<'a> {
    words: &'a str,
    ground: &'a str,
    why: &'a str,
    problems: Vec<(&'static str, &'static str)>,
}

fn page(door: &DeskDoor, who: &SignedIn, id: &str, wanted: &Wanted, which: &Which, found: &Found<'_>, typed: Typed<'_>) -> Answer {
    let status = if typed.problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let parts = found.part.map_or_else(|| found.item.parts.iter().collect(), |part| vec![part]);
    // The text as it is kept: a worker has to see what they leave out.
    let text = |part: &Part| part.raw.as_ref().map_or_else(|| part.text.clone(), |raw| plain(&raw.text));
    let page = Page {
        f: Frame::new(&door.office.settings, who, "Export", Here::Inbox),
        id,
        wanted,
        query: wanted.query(),
        which,
        head: &found.item.head,
        texts: parts.into_iter().map(|part| (part.label.as_str(), text(part))).collect(),
        grounds: view::grounds().collect(),
        typed,
    };
    Ok(answer::html(status, page.render()?))
}

/// Takes what was typed. Where we fail, the words stay on a page.
pub(super) async fn take(State(door): State<Arc<DeskDoor>>, Path(id): Path<String>, sent: Sent) -> Answer {
    match marked(&door, &id, &sent).await {
        Err(Fault::Internal) => sent.kept(&door, &format!("/concerns/{id}/export/mark"), "Something of ours went wrong."),
        answered => answered,
    }
}

async fn marked(door: &DeskDoor, id: &str, sent: &Sent) -> Answer {
    let who = Arc::clone(&sent.who);
    let get = |name: &str| sent.get(name).to_owned();
    let which = Which {
        purpose: get("purpose"),
        of: get("of"),
        child: get("child"),
        concern: get("concern"),
        entry: get("entry"),
        part: get("part"),
    };
    let (mut made, wanted) = made(door, &who, id, &which).await?;
    let (words, ground, why) = (sent.get("words"), sent.get("ground"), sent.get("why"));
    let found = found(&made, &which).ok_or(Fault::NotFound)?;
    let raw = found.part.and_then(|part| part.raw.as_ref());
    let spans = raw.filter(|_| !words.is_empty()).map(|raw| occurrences(words, &raw.text)).unwrap_or_default();
    let mut problems = Vec::new();
    if !words.is_empty() && spans.is_empty() {
        problems
            .push(("words", "These words do not stand in the text. Copy them from it, or leave the field empty to leave out all of it."));
    }
    if !GROUNDS.iter().any(|(name, _, _)| *name == ground) {
        problems.push(("ground", "Choose why it is left out."));
    }
    let mark = LeaveOut { entry: found.entry, part: which.part.clone(), spans, why: format!("{ground}\n{why}").trim_end().to_owned() };
    let mark = Did::LeaveOut(mark);
    if problems.is_empty() && !mark.fits() {
        problems.push(("why", "This is too long, or the words stand in the text too often. Shorten it, or leave out all of it."));
    }
    if !problems.is_empty() {
        return page(door, &who, id, &wanted, &which, &found, Typed { words, ground, why, problems });
    }
    let concern = found.concern;
    let one = made.gathered.all.iter_mut().find(|one| one.opened.id == concern).ok_or(Fault::NotFound)?;
    one.desk.act(&one.row, &mut one.opened, mark).await?;
    gather::refresh(door, &made).await?;
    Ok(answer::see_other(&wanted.address(id)))
}
