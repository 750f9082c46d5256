//! A new passphrase for one's own account.
//! Must not know other people's accounts.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::routing::get;
use http::StatusCode;
use team::passphrase::unfit;
use team::{accounts, cost};
use web::answer;

use super::{confirmed, own};
use crate::DeskDoor;
use crate::layout::{Frame, Here};
use crate::router::Answer;
use crate::session::{self, Sent, Signed, SignedIn};

pub(super) fn routes() -> Router<Arc<DeskDoor>> {
    Router::new().route("/account/passphrase", get(show).post(change))
}

#[derive(Template)]
#[template(path = "signin/passphrase.html")]
struct Page<'a> {
    f: Frame<'a>,
    /// What is wrong, and the id of the field.
    wrong: Option<&'a str>,
    field: &'static str,
}

fn page(door: &DeskDoor, who: &SignedIn, status: StatusCode, wrong: Option<(&str, &'static str)>) -> Answer {
    let f = Frame::new(&door.office.settings, who, "Change your passphrase", Here::Own);
    let (wrong, field) = wrong.unzip();
    Ok(answer::html(status, Page { f, wrong, field: field.unwrap_or_default() }.render()?))
}

async fn show(State(door): State<Arc<DeskDoor>>, Signed(who): Signed) -> Answer {
    page(&door, &who, StatusCode::OK, None)
}

async fn change(State(door): State<Arc<DeskDoor>>, sent: Sent) -> Answer {
    let (who, office) = (&sent.who, &door.office);
    let wrong = |words: &str, field| page(&door, who, StatusCode::UNPROCESSABLE_ENTITY, Some((words, field)));
    let (new, again) = (sent.as_typed("new-passphrase"), sent.as_typed("again-passphrase"));
    if new != again {
        return wrong("The two new passphrases are not the same.", "again");
    }
    let keys = office.keys()?;
    if let Some(why) = unfit(new, &[who.session.name()], keys.demo) {
        return wrong(&format!("The new passphrase does not do: {why}."), "new");
    }
    let Some(checked) = confirmed(&door, &sent).await? else {
        return wrong("The passphrase that you have now is not right.", "now");
    };
    accounts::own_passphrase(office, &checked.account, &checked.unlocked, new, cost(&keys)).await?;
    // Whoever knew the old one, and is signed in with it, is not any more.
    session::end_others(&door, who.session.name(), &who.id, "passphrase changed").await?;
    own::page(&door, who, StatusCode::OK, None, Some("Your passphrase is changed, and you are signed out everywhere else.")).await
}
