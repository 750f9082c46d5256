//! Closing several concerns that could not be read, with one reason: a flood of what nothing opens must not bury what somebody told.
//! Each is closed by an act of its own, in its own record. Must not know how lists are made.

use std::sync::Arc;

use axum::extract::State;
use casework::ConcernId;
use casework::work::Did;
use store::Concern;
use team::Desk;
use web::answer;

use super::{Closing, List, inbox};
use crate::DeskDoor;
use crate::errors::Fault;
use crate::router::Answer;
use crate::session::{Right, Sent};

/// Closes those that are ticked, or all that the page listed. Pressed twice, it closes each once.
pub(super) async fn close(State(door): State<Arc<DeskDoor>>, sent: Sent) -> Answer {
    door.must(&sent.who, Right::Concerns).await?;
    let _one_at_a_time = sent.who.done.lock().await;
    let name = if sent.get("all").is_empty() { "close" } else { "listed" };
    let ids: Vec<&str> = sent.all(name).collect();
    let did = Did::Close { why: sent.get("why").replace("\r\n", "\n") };
    let wrong = match (ids.is_empty(), did.fits()) {
        (true, _) => Some(("close", "Tick those that are to be closed.")),
        (_, false) => Some(("why", "Say why, in some lines at most.")),
        _ => None,
    };
    if wrong.is_some() {
        let ticked = sent.all("close").map(str::to_owned).collect();
        let closing = Closing { wrong, why: sent.get("why").to_owned(), ticked, all: name == "listed" };
        return inbox(&door, &sent.who, List::Unread, 0, closing).await;
    }
    let desk = sent.who.desk(&door);
    for id in ids {
        let Some(row) = open_row(&door, &desk, id).await? else { continue };
        let mut opened = desk.read(&row).await?;
        // What has become readable meanwhile is worked on its own page.
        if opened.to.is_some() || !desk.may_see(&row, &opened) {
            continue;
        }
        desk.act(&row, &mut opened, did.clone()).await?;
        if let Some(row) = door.office.store.concern(&door.office.site, &row.id).await? {
            door.vault.put(row, &opened);
        }
    }
    Ok(answer::see_other("/?show=unread"))
}

/// A concern that is still open, and that this person may open. Any other is passed over: nothing tells whether it is there.
async fn open_row(door: &DeskDoor, desk: &Desk, id: &str) -> Result<Option<Concern>, Fault> {
    let Ok(id) = id.parse::<ConcernId>() else { return Ok(None) };
    let row = door.office.store.concern(&door.office.site, &id.to_string()).await?;
    Ok(row.filter(|row| desk.may_open(row) && row.state != "closed"))
}
