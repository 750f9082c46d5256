//! One's own account: the second step, and where one is signed in.
//! Must not know other people's accounts.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::routing::{get, post};
use http::StatusCode;
use store::SessionRow;
use team::when;
use web::answer;

use super::{passkey, sso};
use crate::DeskDoor;
use crate::layout::{Frame, Here};
use crate::router::Answer;
use crate::session::{self, Sent, Signed, SignedIn};

/// How many sessions are listed.
const LISTED: u32 = 20;

pub(super) fn routes() -> Router<Arc<DeskDoor>> {
    Router::new().route("/account", get(show)).route("/account/sessions", post(end_one))
}

#[derive(Template)]
#[template(path = "signin/own.html")]
struct Page<'a> {
    f: Frame<'a>,
    wrong: Option<&'a str>,
    done: Option<&'a str>,
    second: bool,
    /// Whether there are passkeys at this desk.
    can: bool,
    passkeys: Vec<passkey::Listed>,
    sso: Option<sso::Offer<'a>>,
    here: &'a str,
    sessions: Vec<Listed>,
}

struct Listed {
    id: String,
    from: String,
    until: String,
    lasts: bool,
}

fn listed(row: SessionRow) -> Listed {
    let until = row.ended.map(|at| format!("{} ({})", when::told(at), row.why.as_deref().unwrap_or("ended"))).unwrap_or_default();
    Listed { id: row.id, from: when::told(row.made), until, lasts: row.ended.is_none() }
}

pub(super) async fn page(door: &DeskDoor, who: &SignedIn, status: StatusCode, wrong: Option<&str>, done: Option<&str>) -> Answer {
    let (store, site, name) = (&door.office.store, &door.office.site, who.session.name());
    let passkeys = passkey::listed(door, who).await?;
    let second = !passkeys.is_empty() || !store.factors(site, name).await?.is_empty();
    let sessions = store.sessions(site, Some(name), LISTED).await?.into_iter().map(listed).collect();
    let f = Frame::new(&door.office.settings, who, "Your account", Here::Own);
    let (can, sso) = (door.address.is_some(), sso::offer(door, ""));
    Ok(answer::html(status, Page { f, wrong, done, second, can, passkeys, sso, here: &who.id, sessions }.render()?))
}

async fn show(State(door): State<Arc<DeskDoor>>, Signed(who): Signed) -> Answer {
    page(&door, &who, StatusCode::OK, None, None).await
}

async fn end_one(State(door): State<Arc<DeskDoor>>, sent: Sent) -> Answer {
    let mine = door.office.store.sessions_that_last(&door.office.site, sent.who.session.name()).await?;
    let mine = mine.into_iter().find(|s| s.id == sent.get("id"));
    let Some(mine) = mine else {
        return page(&door, &sent.who, StatusCode::UNPROCESSABLE_ENTITY, Some("That session has ended already."), None).await;
    };
    session::end(&door, &mine.id, "ended by its account").await?;
    if mine.id == sent.who.id {
        return Ok(answer::see_other("/"));
    }
    page(&door, &sent.who, StatusCode::OK, None, Some("That session is ended.")).await
}
