//! Links between concerns: has anyone told us about this child, this man, this car, this flat before? The program suggests and says why; **a person
//! decides, and nothing is inferred from what nobody has confirmed**. Must not know how anything is found, or kept.

mod before;
mod gathered;
mod pair;
mod why;

use std::sync::Arc;

use axum::Router;
use axum::routing::get;
use casework::{MessageId, plain};

pub(crate) use before::{Before, before};

use crate::DeskDoor;

pub(crate) fn routes() -> Router<Arc<DeskDoor>> {
    Router::new()
        .route("/links/{concern}/{thing}", get(gathered::show))
        .route("/links/{concern}/{thing}/{other}/{theirs}", get(pair::show).post(pair::take))
}

/// The page of a pair.
pub(crate) fn address(concern: &str, thing: MessageId, other: &str, theirs: MessageId) -> String {
    format!("/links/{concern}/{thing}/{other}/{theirs}")
}

/// Words of several lines in one.
fn plain_one_line(text: &str) -> String {
    plain(text).split_whitespace().collect::<Vec<_>>().join(" ")
}
