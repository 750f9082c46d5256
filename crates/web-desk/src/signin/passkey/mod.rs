//! Passkeys: signing in with one (`enter.rs`), adding and taking away one's own (`own.rs`). The page's script talks to the browser and sends what comes of
//! it; here it is checked (`check.rs`, `key.rs`) against a challenge that was given out (`challenges.rs`).
//! **What a passkey gives out is as secret as a passphrase: never logged, never put on a page.** Must not know what is behind the door.

mod challenges;
mod check;
mod enter;
mod key;
mod own;

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::routing::post;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::header::HeaderValue;
use http::{HeaderMap, Response, StatusCode};
use serde::Serialize;
use sha2::{Digest, Sha256};
use team::acts;
use unseal::Account;
use unseal::passkey::Given;
use web::{Source, answer};
use zeroize::Zeroizing;

pub(crate) use challenges::Challenges;
use challenges::For;
use check::{Client, Kind, Wrong};
pub(super) use own::{Listed, listed};

use crate::errors::{Fault, sentence};
use crate::router::Answer;
use crate::session::{ASKING, What};
use crate::{DeskAddress, DeskDoor};

/// What every passkey is asked to give something out for. **Fixed: with another, no passkey opens what it has locked.**
const PRF_INPUT: &[u8] = b"waymark-passkey-prf-v1";

pub(super) fn routes() -> Router<Arc<DeskDoor>> {
    Router::new()
        .route("/sign-in/passkey/challenge", post(enter::challenge))
        .route("/sign-in/passkey", post(enter::sign_in))
        .route("/sign-in/next/passkey", post(enter::second))
        .merge(own::routes())
}

/// What the page's script is told.
#[derive(Serialize)]
#[serde(untagged)]
enum Told<'a> {
    /// It is done: where to go.
    Done { to: &'a str },
    /// It is not: why, in a sentence; who they are, if that is known, for they go on with their passphrase; and whether the device is to be told that
    /// the desk knows no such passkey. **Only of one that was made just now**: of one that is used it may be this database that has forgotten it.
    Wrong { wrong: &'a str, name: Option<&'a str>, unknown: bool },
}

fn told(status: StatusCode, told: &impl Serialize) -> Answer {
    let json = serde_json::to_string(told).map_err(|_| Fault::Internal)?;
    Ok(answer::with(status, HeaderValue::from_static("application/json"), Body::from(json)))
}

fn done(to: &str) -> Answer {
    told(StatusCode::OK, &Told::Done { to })
}

fn wrong(words: &str) -> Answer {
    told(StatusCode::UNPROCESSABLE_ENTITY, &Told::Wrong { wrong: words, name: None, unknown: false })
}

/// The same of a passkey that was made just now, and not taken.
fn unknown(words: &str) -> Answer {
    told(StatusCode::UNPROCESSABLE_ENTITY, &Told::Wrong { wrong: words, name: None, unknown: true })
}

fn wait(seconds: u64) -> Answer {
    let words = format!("Too many tries. Wait {seconds} seconds, and try again.");
    told(StatusCode::TOO_MANY_REQUESTS, &Told::Wrong { wrong: &words, name: None, unknown: false })
}

/// So many are under way that there is no place for one more.
fn full(words: &str) -> Answer {
    told(StatusCode::SERVICE_UNAVAILABLE, &Told::Wrong { wrong: words, name: None, unknown: false })
}

/// What a person can act on is told to the script in words; it could not read a page.
fn in_words(answer: Answer) -> Answer {
    match answer {
        Err(Fault::Refused(why)) => wrong(&sentence(&why)),
        answer => answer,
    }
}

/// The desk's own address; where it is not known, there are no passkeys.
fn address(door: &DeskDoor) -> Result<&DeskAddress, Fault> {
    door.address.as_ref().ok_or(Fault::NotFound)
}

/// Bytes as the script sends them.
fn bytes(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok().filter(|bytes| !bytes.is_empty())
}

/// What a passkey gave out, if it did.
fn given(text: &str) -> Option<Given> {
    let bytes = Zeroizing::new(URL_SAFE_NO_PAD.decode(text).ok()?);
    <[u8; 32]>::try_from(&bytes[..]).ok().map(Zeroizing::new)
}

/// By what a passkey knows whose it is: it says nothing to who reads it there.
fn handle(site: &str, account: &Account) -> String {
    let text = format!("waymark-passkey-user-v1\0{site}\0{}\0{}", account.name, account.recipient);
    URL_SAFE_NO_PAD.encode(&Sha256::digest(text)[..])
}

/// A passkey that has signed, as a browser sends it.
struct Tried {
    credential: String,
    client: Vec<u8>,
    data: Vec<u8>,
    signature: Vec<u8>,
    user: String,
}

/// What came of a try.
enum Proof {
    /// It has signed.
    Right(Box<store::Passkey>, For),
    /// It does not count; the answer that says so.
    Not(Answer),
}

const NOT_KNOWN: &str = "This desk does not know that passkey. It may have been taken away. Sign in another way.";
const TOO_LATE: &str = "That took too long, or was sent before. Try again.";
const REFUSED: &str = "That passkey was not accepted. Sign in another way.";
const ELSEWHERE: &str = "That passkey was used at another address than this desk’s own, so it was not accepted. Open the desk by its own address, and tell a manager.";
const COPIED: &str = "That passkey counts backwards: somebody may have a copy of it. Sign in another way, remove it, and tell a manager.";

/// Checks a passkey that has signed. Each one that does not count, though its challenge was ours, is noted, and slows the next try with it.
async fn prove(door: &DeskDoor, headers: &HeaderMap, tried: &Tried, source: Option<Source>) -> Result<Proof, Fault> {
    let (desk, now) = (address(door)?, door.world().now());
    let Ok(client) = Client::read(&tried.client) else { return Ok(Proof::Not(wrong(REFUSED))) };
    let held = ASKING.read(headers, door.https);
    let Some(what) = held.and_then(|held| door.challenges.take(door.world(), &client.challenge, held)) else {
        return Ok(Proof::Not(wrong(TOO_LATE)));
    };
    let (store, site) = (&door.office.store, &door.office.site);
    let found = store.passkey(site, &tried.credential).await?;
    // Names that nobody has count as one: whoever floods the desk with them fills no memory.
    let one = door.guesses.of(What::Passkey, found.as_ref().map_or("", |key| &key.credential), source);
    if let Some(seconds) = door.guesses.wait(one, now) {
        return Ok(Proof::Not(wait(seconds)));
    }
    let noted = async |account: &str| {
        door.guesses.failed(one, now);
        acts::note(&door.office, account, "sign-in-failed", acts::NOBODY).await
    };
    let not = async |account: &str, words: &str| {
        noted(account).await?;
        Ok(Proof::Not(wrong(words)))
    };
    let Some(key) = found else {
        noted(acts::NOBODY).await?;
        return Ok(Proof::Not(wrong(NOT_KNOWN)));
    };
    let row = store.account(site, &key.account).await?;
    let of = row.as_ref().and_then(team::session::account_of).map(|account| handle(site, &account));
    // Who is known by their passphrase already need not be named by the passkey too, and some name nobody then.
    let unnamed = tried.user.is_empty() && matches!(what, For::Second(_));
    if of.is_none_or(|of| !unnamed && of != tried.user) {
        return not(&key.account, REFUSED).await;
    }
    let Ok(counter) = check::signed(&key.public_key, &tried.client, &tried.data, &tried.signature, &desk.host) else {
        return not(&key.account, REFUSED).await;
    };
    match client.is_for(Kind::Get, &desk.origin) {
        Ok(()) => {}
        // It has signed, with our challenge, on another page than ours: somebody stands between.
        Err(Wrong::Origin) => {
            acts::note(&door.office, &key.account, "passkey-elsewhere", &key.id).await?;
            return not(&key.account, ELSEWHERE).await;
        }
        Err(_) => return not(&key.account, REFUSED).await,
    }
    if !store.count_passkey(site, &key.id, i64::from(counter)).await? {
        acts::note(&door.office, &key.account, "passkey-copied", &key.id).await?;
        return not(&key.account, COPIED).await;
    }
    door.guesses.right(one);
    Ok(Proof::Right(Box::new(key), what))
}

/// An answer to the script that also sets what the browser is to hold.
fn with_held(door: &DeskDoor, held: &str, to: &str) -> Result<Response<Body>, Fault> {
    Ok(super::with_cookie(door, done(super::way_on(to))?, held))
}
