//! A record as it leaves the desk, for a conference or a court: what it is for, a look at all of it with what is left out, names that still stand, and the file.
//! **Each file is noted before it is given**, and is in memory alone. Must not know what is left out of what (`casework::export`).

mod gather;
mod mark;
mod view;

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::routing::get;
use casework::export::{Still, Whose};
use casework::work::{Did, LeaveOut, Purpose};
use http::StatusCode;
use seal::SealedTo;
use serde::Serialize;
use team::acts::note_with;
use web::answer;

use gather::Made;

use super::{Open, open};
use crate::DeskDoor;
use crate::errors::Fault;
use crate::router::Answer;
use crate::session::{Sent, Signed, SignedIn};

/// What a record may leave the desk for.
const PURPOSES: [(Purpose, &str); 2] = [(Purpose::Conference, "A child protection conference"), (Purpose::Court, "A court")];

pub(super) fn routes() -> Router<Arc<DeskDoor>> {
    Router::new().route("/concerns/{id}/export", get(show).post(take)).route("/concerns/{id}/export/mark", get(mark::ask).post(mark::take))
}

/// What is asked for.
#[derive(serde::Deserialize, Default, Clone)]
#[serde(default)]
struct Wanted {
    purpose: String,
    /// `this` concern, or the `child`'s whole record.
    of: String,
}

impl Wanted {
    fn sent(sent: &Sent) -> Wanted {
        Wanted { purpose: sent.get("purpose").to_owned(), of: sent.get("of").to_owned() }
    }

    fn purpose(&self) -> Option<Purpose> {
        PURPOSES.into_iter().map(|(purpose, _)| purpose).find(|p| p.text() == self.purpose)
    }

    fn whole(&self) -> bool {
        self.of == "child"
    }

    /// What is missing or means nothing: the name of a field, and a sentence.
    fn wrong(&self) -> Vec<(&'static str, &'static str)> {
        let purpose = self.purpose().is_none().then_some(("purpose", "Choose what it is for."));
        let of = (!["this", "child"].contains(&self.of.as_str())).then_some(("of", "Choose what goes into it."));
        purpose.into_iter().chain(of).collect()
    }

    /// The query of the same.
    fn query(&self) -> String {
        form_urlencoded::Serializer::new(String::new()).append_pair("purpose", &self.purpose).append_pair("of", &self.of).finish()
    }
}

async fn show(State(door): State<Arc<DeskDoor>>, Signed(who): Signed, Path(id): Path<String>, Query(wanted): Query<Wanted>) -> Answer {
    let open = open(&door, &who, &id).await?;
    let asked = !wanted.purpose.is_empty() || !wanted.of.is_empty();
    match wanted.purpose().filter(|_| wanted.wrong().is_empty()) {
        Some(purpose) => {
            let made = gather::made(&door, &who, open, &wanted, purpose).await?;
            view::preview(&door, &who, StatusCode::OK, &made, &wanted, &[], None)
        }
        None => view::choose(&door, &who, &open, &wanted, if asked { wanted.wrong() } else { Vec::new() }),
    }
}

async fn take(State(door): State<Arc<DeskDoor>>, Path(id): Path<String>, sent: Sent) -> Answer {
    let who = Arc::clone(&sent.who);
    let open = open(&door, &who, &id).await?;
    let wanted = Wanted::sent(&sent);
    let Some(purpose) = wanted.purpose().filter(|_| wanted.wrong().is_empty()) else {
        return view::choose(&door, &who, &open, &wanted, wanted.wrong());
    };
    let mut made = gather::made(&door, &who, open, &wanted, purpose).await?;
    if made.document.digest() != sent.get("digest") {
        let news = "The record has changed since this page was made, or something was left out. Look at it again.";
        return view::preview(&door, &who, StatusCode::CONFLICT, &made, &wanted, &[], Some(news));
    }
    let chosen: Vec<_> = made.still.iter().enumerate().map(|(at, still)| chosen(&sent, at, still)).collect();
    if chosen.contains(&None) {
        return view::preview(&door, &who, StatusCode::UNPROCESSABLE_ENTITY, &made, &wanted, &chosen, None);
    }
    let out: Vec<Still> = made.still.iter().zip(&chosen).filter(|(_, c)| **c == Some(Stays::Out)).map(|(s, _)| s.clone()).collect();
    if !out.is_empty() {
        leave_out(&door, &mut made, &out).await?;
        return Ok(answer::see_other(&format!("/concerns/{id}/export?{}", wanted.query())));
    }
    give(&door, &who, &made, sent.get("format")).await
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

/// Marks names to be left out, in each place where they stand.
async fn leave_out(door: &DeskDoor, made: &mut Made, out: &[Still]) -> Result<(), Fault> {
    for place in out.iter().flat_map(|still| &still.places) {
        let Some(one) = made.gathered.all.iter_mut().find(|one| one.opened.id == place.concern) else { continue };
        let spans = place.spans.clone();
        let mark = LeaveOut { entry: place.entry, part: place.part.clone(), spans, why: "others\nA name".into() };
        one.desk.act(&one.row, &mut one.opened, Did::LeaveOut(mark)).await?;
    }
    gather::refresh(door, made).await
}

/// What is noted of a file, under seal.
#[derive(Serialize)]
struct Given<'a> {
    digest: &'a str,
    format: &'a str,
    /// Names that somebody looked at and let stand.
    stand: Vec<&'a str>,
}

/// The file. That it is given is noted of each concern in it first, with its digest.
async fn give(door: &DeskDoor, who: &SignedIn, made: &Made, format: &str) -> Answer {
    let (account, digest) = (who.session.name(), made.document.digest());
    let kind = match format {
        "json" => "application/json",
        _ => return Err(Fault::BadRequest),
    };
    let body = serde_json::to_vec_pretty(&made.document.copy(account, door.world().now())).map_err(|_| Fault::Internal)?;
    let given = Given { digest: &digest, format, stand: made.still.iter().map(|s| s.name.as_str()).collect() };
    let detail = serde_json::to_vec(&given).map_err(|_| Fault::Internal)?;
    let to = door.office.keys()?.current(SealedTo::Managers).recipient.clone();
    let act = format!("export-{}", made.document.purpose.text());
    for one in &made.gathered.all {
        note_with(&door.office, account, &act, &one.row.id, seal::seal_key(&to, &detail)).await?;
    }
    // The file's name says nothing of whom it is about.
    let name = format!("record-{}.{format}", digest.get(..12).unwrap_or_default());
    Ok(answer::file(kind, &name, Body::from(body)))
}

/// Whose a name is, in words.
fn whose(whose: Whose) -> &'static str {
    match whose {
        Whose::Teller => "Of whoever told it",
        Whose::Thing(_) => "Of someone or something in the record",
    }
}
