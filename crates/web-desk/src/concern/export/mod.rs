//! A record as it leaves the desk: what it is for, a look at all of it with what is left out, names that still stand, and the file. A subject access request
//! needs a manager's release of just that document. **Each file is noted before it is given**, and is in memory alone. Must not know what is left out of what
//! (`casework::export`).

mod gather;
mod give;
mod mark;
mod release;
mod view;
mod wanted;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::routing::get;
use casework::export::{Still, Whose};
use casework::work::{Did, ExportOf, LeaveOut, Purpose};
use http::StatusCode;
use web::answer;

use gather::Made;
use view::Chosen;
use wanted::Wanted;

use super::{Open, open};
use crate::DeskDoor;
use crate::errors::Fault;
use crate::router::Answer;
use crate::session::{Sent, Signed};

/// What a record may leave the desk for.
const PURPOSES: [(Purpose, &str); 3] = [
    (Purpose::Conference, "A child protection conference"),
    (Purpose::Court, "A court"),
    (Purpose::SubjectAccess, "A subject access request: the child, or who acts for them, asks for their record"),
];

pub(super) fn routes() -> Router<Arc<DeskDoor>> {
    Router::new().route("/concerns/{id}/export", get(show).post(take)).route("/concerns/{id}/export/mark", get(mark::ask).post(mark::take))
}

async fn show(State(door): State<Arc<DeskDoor>>, Signed(who): Signed, Path(id): Path<String>, Query(wanted): Query<Wanted>) -> Answer {
    let open = open(&door, &who, &id).await?;
    let wrong = wanted.wrong(&open.opened.case(&open.row));
    match wanted.purpose().filter(|_| wrong.is_empty()) {
        Some(purpose) => {
            let made = gather::made(&door, open, &wanted, purpose, None).await?;
            view::preview(&door, &who, StatusCode::OK, &made, &wanted, Chosen::default())
        }
        None => view::choose(&door, &who, &open, &wanted, if wanted.is_empty() { Vec::new() } else { wrong }).await,
    }
}

async fn take(State(door): State<Arc<DeskDoor>>, Path(id): Path<String>, sent: Sent) -> Answer {
    let who = Arc::clone(&sent.who);
    let open = open(&door, &who, &id).await?;
    let wanted = Wanted::sent(&sent);
    let wrong = wanted.wrong(&open.opened.case(&open.row));
    let Some(purpose) = wanted.purpose().filter(|_| wrong.is_empty()) else {
        return view::choose(&door, &who, &open, &wanted, wrong).await;
    };
    match sent.get("do") {
        _ if purpose != Purpose::SubjectAccess => {}
        "ask" => return release::ask(&door, open, &wanted, purpose).await,
        "look" | "release" => return release::decide(&door, &who, open, &wanted, purpose, &sent).await,
        _ => {}
    }
    let mut made = gather::made(&door, open, &wanted, purpose, None).await?;
    let again = |status, made: &Made, chosen: Chosen| view::preview(&door, &who, status, made, &wanted, chosen);
    if made.document.digest() != sent.get("digest") {
        let news = "The record has changed since this page was made, or something was left out. Look at it again.";
        return again(StatusCode::CONFLICT, &made, Chosen { news: Some(news), ..Chosen::default() });
    }
    if purpose == Purpose::SubjectAccess && made.release.is_none() {
        let news = "A manager has to release just this record before it is given to whoever asks.";
        return again(StatusCode::CONFLICT, &made, Chosen { news: Some(news), ..Chosen::default() });
    }
    let names: Vec<_> = made.still.iter().enumerate().map(|(at, still)| chosen(&sent, at, still)).collect();
    if names.contains(&None) {
        return again(StatusCode::UNPROCESSABLE_ENTITY, &made, Chosen { names: Some(names), ..Chosen::default() });
    }
    let out: Vec<Still> = made.still.iter().zip(&names).filter(|(_, c)| **c == Some(Stays::Out)).map(|(s, _)| s.clone()).collect();
    if !out.is_empty() {
        leave_out(&door, &mut made, &out).await?;
        return Ok(answer::see_other(&wanted.address(&id)));
    }
    give::file(&door, &who, made, sent.get("format")).await
}

/// The page that shows what a release was asked for.
pub(super) fn address(id: &str, purpose: Purpose, of: &ExportOf) -> String {
    Wanted::of(purpose, of).address(id)
}

/// What a worker has decided about a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stays {
    /// It may stand.
    Stays,
    /// It is left out wherever it stands.
    Out,
}

/// What was chosen of the name at this place of the list. The form says the name too: a list that has changed decides nothing.
fn chosen(sent: &Sent, at: usize, still: &Still) -> Option<Stays> {
    match sent.get(&format!("name-{at}")) {
        _ if sent.get(&format!("of-{at}")) != still.name => None,
        "stays" => Some(Stays::Stays),
        "out" => Some(Stays::Out),
        _ => None,
    }
}

/// Marks names to be left out: in each place where they stand in people's words, and where the record gives them as names.
async fn leave_out(door: &DeskDoor, made: &mut Made, out: &[Still]) -> Result<(), Fault> {
    let why = || "others\nA name".to_owned();
    for still in out {
        let words =
            still.places.iter().map(|p| (p.concern, LeaveOut { entry: p.entry, part: p.part.clone(), spans: p.spans.clone(), why: why() }));
        let own =
            still.own.iter().map(|(c, entry, part)| (*c, LeaveOut { entry: *entry, part: part.clone(), spans: Vec::new(), why: why() }));
        for (concern, mark) in words.chain(own) {
            let Some(one) = made.gathered.all.iter_mut().find(|one| one.opened.id == concern) else { continue };
            one.desk.act(&one.row, &mut one.opened, Did::LeaveOut(mark)).await?;
        }
    }
    gather::refresh(door, made).await
}

/// Whose a name or an identity is, in words.
fn whose(whose: Whose) -> &'static str {
    match whose {
        Whose::Teller => "Whoever told it",
        Whose::Household => "Others at home",
        Whose::Speakers => "Who said or saw something, who knows, and who took part in discussions",
        Whose::Protectors => "People who protect",
        Whose::Thing(_) => "Someone or something in the record",
    }
}
