//! One's own passkeys: adding one, which takes the passphrase once more, and taking one away. Must not know other people's.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::routing::{get, post};
use base64::Engine;
use http::StatusCode;
use serde::Serialize;
use team::passkeys::{self, Mine, New};
use team::when;
use web::answer;

use super::check::{self, Client, Kind};
use super::key::ALGORITHMS;
use super::{For, URL_SAFE_NO_PAD, address, bytes, done, given, handle, unknown, wrong};
use crate::DeskDoor;
use crate::errors::Fault;
use crate::layout::{Frame, Here};
use crate::router::Answer;
use crate::session::{self, Sent, Signed, SignedIn, What};

/// A name that somebody gives a passkey is not longer, in characters.
const LONGEST_LABEL: usize = 60;
/// So many an account may have.
const MOST: usize = 20;

pub(super) fn routes() -> Router<Arc<DeskDoor>> {
    Router::new()
        .route("/account/passkeys", post(keep).get(async || answer::see_other("/account")))
        .route("/account/passkeys/new", get(ask).post(prepare))
        .route("/account/passkeys/{id}", get(ask_away).post(take_away))
}

/// A passkey as its owner sees it.
pub(in crate::signin) struct Listed {
    pub(in crate::signin) id: String,
    pub(in crate::signin) label: String,
    pub(in crate::signin) made: String,
    pub(in crate::signin) unlocks: bool,
}

/// The passkeys of who is signed in.
pub(in crate::signin) async fn listed(door: &DeskDoor, who: &SignedIn) -> Result<Vec<Listed>, Fault> {
    let row = |key: Mine| Listed { id: key.id, label: key.label, made: when::day(key.made), unlocks: key.unlocks };
    Ok(mine(door, who).await?.into_iter().map(row).collect())
}

async fn mine(door: &DeskDoor, who: &SignedIn) -> Result<Vec<Mine>, Fault> {
    Ok(passkeys::of(&door.office, &who.session.account, &who.session.unlocked).await?)
}

#[derive(Template)]
#[template(path = "signin/passkey/new.html")]
struct Page<'a> {
    f: Frame<'a>,
    wrong: Option<&'a str>,
    label: &'a str,
    /// The desk's own address, to which passkeys are bound.
    origin: &'a str,
    /// What the script asks the browser with, once the passphrase was right.
    asked: Option<String>,
}

fn page(door: &DeskDoor, who: &SignedIn, wrong: Option<&str>, label: &str, asked: Option<String>) -> Answer {
    let f = Frame::new(&door.office.settings, who, "Add a passkey", Here::Own);
    let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let origin = &address(door)?.origin;
    Ok(answer::html(status, Page { f, wrong, label, origin, asked }.render()?))
}

async fn ask(State(door): State<Arc<DeskDoor>>, Signed(who): Signed) -> Answer {
    page(&door, &who, None, "", None)
}

/// What the script makes a passkey with.
#[derive(Serialize)]
struct Asked<'a> {
    challenge: String,
    host: &'a str,
    site: &'a str,
    name: &'a str,
    handle: String,
    algorithms: [i64; 3],
    /// Those that are there already: one is not added twice.
    exclude: Vec<String>,
    input: String,
}

async fn prepare(State(door): State<Arc<DeskDoor>>, sent: Sent) -> Answer {
    let (who, label) = (&sent.who, sent.get("label"));
    let wrong = |words: &str| page(&door, who, Some(words), label, None);
    if label.is_empty() || label.chars().count() > LONGEST_LABEL {
        return wrong("Give the passkey a name of up to 60 letters, such as “my phone”.");
    }
    let exclude: Vec<String> = mine(&door, who).await?.into_iter().map(|key| key.credential).collect();
    if exclude.len() >= MOST {
        return wrong("You have 20 passkeys: remove one first.");
    }
    // Whoever sits down at a desk that somebody left open adds none.
    if crate::signin::confirmed(&door, &sent).await?.is_none() {
        return wrong("That passphrase is not right.");
    }
    let (account, office) = (&who.session.account, &door.office);
    let by = door.guesses.of(What::Begun, &account.name, None);
    let Some(challenge) = door.challenges.give(door.world(), For::Adding(label.to_owned()), by, &who.id) else {
        return wrong("Too many are adding passkeys just now. Try again in some minutes.");
    };
    let asked = Asked {
        challenge,
        host: &address(&door)?.host,
        site: &office.settings.name,
        name: &account.name,
        handle: handle(&office.site, account),
        algorithms: ALGORITHMS,
        exclude,
        input: URL_SAFE_NO_PAD.encode(super::PRF_INPUT),
    };
    let asked = serde_json::to_string(&asked).map_err(|_| Fault::Internal)?;
    page(&door, who, None, label, Some(asked))
}

/// What the page asks the browser with is good once.
const TOO_LATE: &str = "That took too long, or was sent before, so nothing was added. Go back to your account, and begin again.";

/// Keeps the passkey that the browser has made.
async fn keep(State(door): State<Arc<DeskDoor>>, sent: Sent) -> Answer {
    let (who, desk, world) = (&sent.who, address(&door)?, door.world());
    let (Some(client), Some(attestation)) = (bytes(sent.get("client")), bytes(sent.get("attestation"))) else {
        return Err(Fault::BadRequest);
    };
    let refused = || unknown("What the browser sent was not accepted. Nothing was added.");
    let Some(said) = Client::read(&client).ok().filter(|said| said.is_for(Kind::Create, &desk.origin).is_ok()) else { return refused() };
    let Some(For::Adding(label)) = door.challenges.take(world, &said.challenge, &who.id) else { return unknown(TOO_LATE) };
    let Ok(made) = check::made(&attestation, &desk.host) else { return refused() };
    let new = New {
        id: URL_SAFE_NO_PAD.encode(world.name()),
        credential: made.credential,
        public_key: made.public_key,
        label,
        given: given(sent.get("given")),
        counter: made.counter,
    };
    match passkeys::add(&door.office, &who.session.account, &who.session.unlocked, new).await {
        Ok(()) => done("/account"),
        Err(team::Error::Refused(_)) => wrong("That passkey is in use already. Nothing was added."),
        Err(error) => Err(error.into()),
    }
}

#[derive(Template)]
#[template(path = "signin/passkey/away.html")]
struct Away<'a> {
    f: Frame<'a>,
    key: &'a Listed,
    wrong: Option<&'a str>,
}

fn away(door: &DeskDoor, who: &SignedIn, key: &Listed, wrong: Option<&str>) -> Answer {
    let f = Frame::new(&door.office.settings, who, "Remove a passkey", Here::Own);
    let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok(answer::html(status, Away { f, key, wrong }.render()?))
}

/// The one of mine that an address names.
async fn named(door: &DeskDoor, who: &SignedIn, id: &str) -> Result<Listed, Fault> {
    listed(door, who).await?.into_iter().find(|key| key.id == id).ok_or(Fault::NotFound)
}

async fn ask_away(State(door): State<Arc<DeskDoor>>, Signed(who): Signed, Path(id): Path<String>) -> Answer {
    let key = named(&door, &who, &id).await?;
    away(&door, &who, &key, None)
}

async fn take_away(State(door): State<Arc<DeskDoor>>, Path(id): Path<String>, sent: Sent) -> Answer {
    let key = named(&door, &sent.who, &id).await?;
    // At a desk that somebody left open nobody takes theirs away.
    if crate::signin::confirmed(&door, &sent).await?.is_none() {
        return away(&door, &sent.who, &key, Some("That passphrase is not right."));
    }
    let name = sent.who.session.name();
    passkeys::remove(&door.office, name, name, &key.id).await?;
    // Whoever has come in by it is out.
    session::end_others(&door, name, &sent.who.id, "passkey removed").await?;
    Ok(answer::see_other("/account"))
}
