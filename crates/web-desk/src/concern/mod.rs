//! One concern: what was told beside what the team has done about it. Every look is noted before anything is shown.
//! Must not know the forms of single acts (`acts.rs`), or how anything is sealed.

mod acts;
mod chronology;
mod export;
mod fields;
mod forms;
mod joined;
mod owing;
mod people;
mod pieces;
mod view;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::routing::get;
use casework::chronology::Message;
use casework::{Case, ConcernId, Said, State as Stage};
use http::StatusCode;
use store::Concern;
use team::{Desk, Opened, Told};
use web::answer;

pub(crate) use pieces::{facts, observed};

use crate::DeskDoor;
use crate::errors::Fault;
use crate::router::Answer;
use crate::session::{Right, Signed, SignedIn};
use crate::vault;

pub(crate) fn routes() -> Router<Arc<DeskDoor>> {
    export::routes()
        .route("/concerns/{id}", get(show))
        .route("/concerns/{id}/chronology", get(chronology::show))
        .route("/concerns/{id}/{act}", get(acts::ask).post(acts::take))
}

/// One concern, opened for someone who may see it.
pub(crate) struct Open {
    pub(crate) desk: Desk,
    pub(crate) row: Concern,
    pub(crate) opened: Opened,
}

/// Opens a concern. One that is not there and one that is not for this person look alike.
pub(crate) async fn open(door: &DeskDoor, who: &SignedIn, id: &str) -> Result<Open, Fault> {
    door.must(who, Right::Concerns).await?;
    let id: ConcernId = id.parse().map_err(|_| Fault::NotFound)?;
    let desk = who.desk(door);
    let (row, opened) = match desk.look(id).await {
        Err(team::Error::Refused(_)) => return Err(Fault::NotFound),
        found => found?,
    };
    door.vault.put(row.clone(), &opened);
    Ok(Open { desk, row, opened })
}

/// What the teller told and added, and what was answered, as the chronology takes it. The concern itself stands where it was told.
fn messages(opened: &Opened, case: &Case) -> Vec<Message> {
    let at = |m: &Told| if matches!(m.payload.said, Said::Concern(_)) { case.arrived } else { m.at };
    let told = opened.messages.iter().map(|m| Message::told(&m.payload, at(m)));
    told.chain(opened.replies.iter().map(|r| Message::reply(r, ""))).collect()
}

/// After something was done: the lists know of it at once.
pub(crate) async fn refresh(door: &DeskDoor, open: &Open) -> Result<(), Fault> {
    if let Some(row) = door.office.store.concern(&door.office.site, &open.row.id).await? {
        if !open.desk.may_see(&row, &open.opened) {
            // They have left themselves out: it is for others to hold it.
            return Ok(vault::renew(door, &row.id).await?);
        }
        if !open.opened.named.is_empty() {
            vault::narrowed(door, &row.id);
        }
        door.vault.put(row, &open.opened);
    }
    Ok(())
}

async fn show(State(door): State<Arc<DeskDoor>>, Signed(who): Signed, Path(id): Path<String>) -> Answer {
    let mut open = open(&door, &who, &id).await?;
    open.desk.note("show", &open.row.id).await?;
    open.desk.reseal(&open.row, &mut open.opened).await?;
    if open.opened.first().is_some() {
        let looking = open.desk.advance(&open.row, Stage::opened).await?;
        open.row.state = looking.text().to_owned();
    }
    refresh(&door, &open).await?;
    let left = people::left(&door, &open).await?;
    Ok(answer::html(StatusCode::OK, view::page(&door, &who, &open, left)?))
}
