//! Links between concerns: has anyone told us about this child, this man, this car, this flat before? The program suggests and says why; **a person
//! decides, and nothing is inferred from what nobody has confirmed**. Must not know how anything is found, or kept.

mod before;
mod gathered;
mod matches;
mod pair;
mod why;

use std::sync::Arc;

use axum::Router;
use axum::routing::get;
use casework::{Case, MessageId, plain};

pub(crate) use before::{Before, before};
pub(crate) use matches::count;

use crate::DeskDoor;
use crate::concern::facts;
use crate::vault::Known;
use crate::words;

pub(crate) fn routes() -> Router<Arc<DeskDoor>> {
    Router::new()
        .route("/links", get(matches::show))
        .route("/links/{concern}/{thing}", get(gathered::show))
        .route("/links/{concern}/{thing}/{other}/{theirs}", get(pair::show).post(pair::take))
}

/// The page of a pair.
pub(crate) fn address(concern: &str, thing: MessageId, other: &str, theirs: MessageId) -> String {
    format!("/links/{concern}/{thing}/{other}/{theirs}")
}

/// What the record says of a thing: its own facts, or, of a number that stands with a person alone, whose it is.
fn facts_of(case: &Case, id: MessageId, known: Option<&Known>) -> Option<Vec<(String, String)>> {
    let entity = |id| case.entities.iter().find(|thing| thing.id == id);
    if let Some(known) = known
        && let Some(whose) = known.whose.and_then(entity)
    {
        let of = [("What it is", words::entity(known.kind).to_owned()), ("Number or name", known.name.clone())];
        let person = facts(whose).into_iter().filter(|(name, _)| ["Known", "Source"].contains(&name.as_str()));
        return Some(of.map(|(name, value)| (name.to_owned(), value)).into_iter().chain(person).collect());
    }
    entity(id).map(facts)
}

/// Words of several lines in one.
fn plain_one_line(text: &str) -> String {
    plain(text).split_whitespace().collect::<Vec<_>>().join(" ")
}
