//! One's own account: the passphrase, the second step, and where one is signed in.
//! Must not know other people's accounts.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::routing::{get, post};
use http::StatusCode;
use store::SessionRow;
use team::passphrase::unfit;
use team::{accounts, cost, when};
use web::answer;

use super::{confirmed, sso};
use crate::DeskDoor;
use crate::layout::{Frame, Here};
use crate::router::Answer;
use crate::session::{self, Sent, Signed, SignedIn};

/// How many sessions are listed.
const LISTED: u32 = 20;

pub(super) fn routes() -> Router<Arc<DeskDoor>> {
    Router::new().route("/account", get(show)).route("/account/passphrase", post(passphrase)).route("/account/sessions", post(end_one))
}

#[derive(Template)]
#[template(path = "signin/own.html")]
struct Page<'a> {
    f: Frame<'a>,
    wrong: Option<&'a str>,
    done: Option<&'a str>,
    second: bool,
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

async fn page(door: &DeskDoor, who: &SignedIn, status: StatusCode, wrong: Option<&str>, done: Option<&str>) -> Answer {
    let (store, site, name) = (&door.office.store, &door.office.site, who.session.name());
    let second = !store.factors(site, name).await?.is_empty();
    let sessions = store.sessions(site, Some(name), LISTED).await?.into_iter().map(listed).collect();
    let f = Frame::new(&door.office.settings, who, "Your account", Here::Own);
    Ok(answer::html(status, Page { f, wrong, done, second, sso: sso::offer(door, ""), here: &who.id, sessions }.render()?))
}

async fn show(State(door): State<Arc<DeskDoor>>, Signed(who): Signed) -> Answer {
    page(&door, &who, StatusCode::OK, None, None).await
}

async fn passphrase(State(door): State<Arc<DeskDoor>>, sent: Sent) -> Answer {
    let (who, office) = (&sent.who, &door.office);
    let wrong = async |words: &str| page(&door, who, StatusCode::UNPROCESSABLE_ENTITY, Some(words), None).await;
    let (new, again) = (sent.get("new-passphrase"), sent.get("again-passphrase"));
    if new != again {
        return wrong("The two new passphrases are not the same.").await;
    }
    let keys = office.keys()?;
    if let Some(why) = unfit(new, &[who.session.name()], keys.demo) {
        return wrong(&format!("The new passphrase does not do: {why}.")).await;
    }
    let Some(checked) = confirmed(&door, who, sent.get("passphrase")).await? else {
        return wrong("The passphrase that you have now is not right.").await;
    };
    accounts::own_passphrase(office, &checked.account, &checked.unlocked, new, cost(&keys)).await?;
    // Whoever knew the old one, and is signed in with it, is not any more.
    session::end_others(&door, who.session.name(), &who.id, "passphrase changed").await?;
    page(&door, who, StatusCode::OK, None, Some("Your passphrase is changed, and you are signed out everywhere else.")).await
}

async fn end_one(State(door): State<Arc<DeskDoor>>, sent: Sent) -> Answer {
    let mine = door.sessions.all().into_iter().find(|s| s.id == sent.get("id") && s.session.name() == sent.who.session.name());
    let Some(mine) = mine else {
        return page(&door, &sent.who, StatusCode::UNPROCESSABLE_ENTITY, Some("That session has ended already."), None).await;
    };
    session::end(&door, &mine.id, "ended by its account").await?;
    if mine.id == sent.who.id {
        return Ok(answer::see_other("/"));
    }
    page(&door, &sent.who, StatusCode::OK, None, Some("That session is ended.")).await
}
