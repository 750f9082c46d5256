//! Coming back by the API: who holds a receipt signs a challenge with a key that follows from it, and gets the team's sealed answers, or
//! adds something sealed. The words, and the keys that open, stay with them. **One that leads nowhere gets the same status, length and work as
//! one that opens.** Must not open anything.

use std::sync::{Arc, LazyLock};

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::routing::{get, post};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use casework::MessageId;
use http::{HeaderMap, Response, StatusCode};
use seal::{Act, Mailbox, Receipt, padded_length};
use serde::Deserialize;
use serde_json::{Value, json};
use store::{KeepError, MailboxRow, Message};

use super::{
    AGE, Problem, answer, bad_request, body, closed, idempotency_key, not_kept, of_type, one, problem, sealed, sealed_to, too_many,
};
use crate::Public;
use crate::limits::What;

/// How long a challenge may be answered, in seconds: time to seal and to send by a slow line.
const LIFE: i64 = 120;
/// A question has a challenge and at most two mailboxes.
const LONGEST_QUESTION: usize = 8 * 1024;
/// Answers are at least as long, so that one with nothing in it looks from outside like one with a few answers of the team's.
const LEAST_ANSWER: usize = 8 * 1024;

/// The addresses.
pub(super) fn routes() -> Router<Arc<Public>> {
    Router::new()
        .route("/api/v1/challenge", get(challenge))
        .route("/api/v1/replies", post(replies))
        .route("/api/v1/additions", post(additions))
}

/// Which mailboxes are asked for. A receipt gives two, for the team and for the managers; whoever asks for both tells nobody which it is.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Question {
    challenge: String,
    mailboxes: Vec<Asked>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    mailbox: String,
    signature: String,
}

fn purpose(site: &str) -> String {
    format!("challenge\0{site}")
}

/// When it was given, sealed to the key of the day, with its own nonce: nothing is kept of it here, and every public process knows it again.
async fn challenge(State(public): State<Arc<Public>>) -> Response<Body> {
    if public.keys().is_none() {
        return closed().into();
    }
    let (site, now) = (public.shown().site.settings.id.clone(), (public.world.now)());
    match public.carry.wrap(now, &mut { public.world.random }, &purpose(&site), &now) {
        Ok(challenge) => answer(StatusCode::OK, "application/json", &json!({ "challenge": challenge, "site": site, "seconds": LIFE })),
        Err(error) => {
            tracing::error!(why = %error.kind(), "no challenge can be given: the keys of the day cannot be kept");
            away().into()
        }
    }
}

fn away() -> Problem {
    problem(
        StatusCode::SERVICE_UNAVAILABLE,
        "That cannot be looked up just now",
        "Try again in a minute. If someone is in danger, ring 999.",
    )
}

/// Whether the challenge is one of ours, and fresh.
fn fresh(public: &Public, site: &str, challenge: &str) -> Result<(), Problem> {
    let now = (public.world.now)();
    let given = public.carry.unwrap::<i64>(now, &purpose(site), challenge).ok();
    let fresh = given.is_some_and(|given| (0..=LIFE).contains(&(now - given)));
    fresh.then_some(()).ok_or_else(|| {
        problem(StatusCode::FORBIDDEN, "The challenge is too old, or is none", "Ask for another at /api/v1/challenge, and sign that.")
    })
}

/// A name that a mailbox can have; never quoted back.
fn mailbox_name(text: &str) -> Result<&str, Problem> {
    let name = text.parse::<MessageId>().is_ok().then_some(text);
    name.ok_or_else(|| bad_request("A mailbox is none", "Send the 22 characters of base64url that follow from the receipt."))
}

fn signature(text: &str) -> Result<[u8; 64], Problem> {
    let bytes = URL_SAFE_NO_PAD.decode(text).ok().and_then(|bytes| <[u8; 64]>::try_from(bytes).ok());
    bytes.ok_or_else(|| bad_request("A signature is none", "Send 64 bytes of Ed25519 as 86 characters of base64url."))
}

/// The mailbox of `name`, if its holder signed `act`. For one that is not there, the signature is checked against keys that nobody has.
async fn signed(
    public: &Public,
    site: &str,
    name: &str,
    act: Act<'_>,
    challenge: &str,
    signature: &[u8; 64],
) -> Result<Option<MailboxRow>, Problem> {
    static NOBODY: LazyLock<(String, String)> = LazyLock::new(|| {
        let mailbox = crate::concern::send::kept(&Receipt::from_numbers([0; 7]).expect("0 is on the list").mailbox("nobody"));
        (mailbox.reply_key, mailbox.verify_key)
    });
    let row = public.store.mailbox(site, name).await.map_err(lost)?;
    let keys = row.as_ref().map_or((&NOBODY.0, &NOBODY.1), |row| (&row.reply_key, &row.verify_key));
    let mailbox = format!("{name}.{}.{}", keys.0, keys.1).parse::<Mailbox>();
    let signed = mailbox.is_ok_and(|mailbox| mailbox.signed(act.text(site, name, challenge).as_bytes(), signature));
    Ok(row.filter(|_| signed))
}

fn lost(error: store::StoreError) -> Problem {
    tracing::error!(%error, "a mailbox could not be looked up");
    away()
}

async fn replies(State(public): State<Arc<Public>>, request: Request) -> Response<Body> {
    match found(&public, request).await {
        Ok(opened) => {
            let mut text = json!({ "opened": opened }).to_string();
            text.extend(std::iter::repeat_n(' ', padded_length(text.len().max(LEAST_ANSWER)) - text.len()));
            super::answer_text(StatusCode::OK, "application/json", text)
        }
        Err(problem) => problem.into(),
    }
}

/// What stands in the mailboxes that were asked for and whose holder asks: at most one, and nothing as a rule for who has other words.
async fn found(public: &Public, request: Request) -> Result<Vec<Value>, Problem> {
    let source = crate::limits::source(&request);
    of_type(request.headers(), "application/json")?;
    let question = body(request, LONGEST_QUESTION).await?;
    let Question { challenge, mailboxes } = serde_json::from_slice(&question).map_err(|_| {
        bad_request("The body is not the JSON of a question", "Send a challenge, and one or two mailboxes with a signature each.")
    })?;
    if !(1..=2).contains(&mailboxes.len()) {
        return Err(bad_request("There must be one or two mailboxes", "Send those that follow from the receipt."));
    }
    let asked = mailboxes.iter().map(|one| Ok((mailbox_name(&one.mailbox)?, signature(&one.signature)?)));
    let asked = asked.collect::<Result<Vec<_>, Problem>>()?;
    if !public.limits.allow((public.world.now)(), source, What::Receipt) {
        return Err(problem(
            StatusCode::TOO_MANY_REQUESTS,
            "Too many receipts were tried from there",
            "Wait a few minutes, and try again.",
        ));
    }
    public.keys().ok_or_else(closed)?;
    let site = public.shown().site.settings.id.clone();
    fresh(public, &site, &challenge)?;
    let mut opened = Vec::new();
    for (name, signature) in asked {
        let row = signed(public, &site, name, Act::Read, &challenge, &signature).await?;
        let replies = public.store.replies(&site, name).await.map_err(lost)?;
        opened.extend(row.map(|row| {
            let reply = |r: &store::Reply| json!({ "id": r.id, "at": r.at, "sealed": URL_SAFE_NO_PAD.encode(&r.sealed) });
            json!({ "mailbox": name, "concern": row.concern, "state": row.state, "replies": replies.iter().map(reply).collect::<Vec<_>>() })
        }));
    }
    Ok(opened)
}

async fn additions(State(public): State<Arc<Public>>, request: Request) -> Response<Body> {
    match added(&public, request).await {
        Ok(id) => answer(StatusCode::CREATED, "application/json", &json!({ "id": id })),
        Err(problem) => problem.into(),
    }
}

async fn added(public: &Public, request: Request) -> Result<String, Problem> {
    let source = crate::limits::source(&request);
    let headers = request.headers().clone();
    of_type(&headers, AGE)?;
    let message: MessageId = idempotency_key(&headers)?;
    let (message, to) = (message.to_string(), sealed_to(&headers)?);
    let name = mailbox_name(wanted(&headers, "waymark-mailbox")?)?;
    let challenge = wanted(&headers, "waymark-challenge")?;
    let signature = signature(wanted(&headers, "waymark-signature")?)?;
    let sealed = sealed(request).await?;
    let now = (public.world.now)();
    if !public.limits.allow_sent(now, source, sealed.len()) {
        return Err(too_many());
    }
    let keys = public.keys().ok_or_else(closed)?;
    let site = public.shown().site.settings.id.clone();
    fresh(public, &site, challenge)?;
    let act = Act::Add { message: &message, sealed: &sealed };
    let row = signed(public, &site, name, act, challenge, &signature).await?;
    let row = row.ok_or_else(|| {
        let detail = "Sign what is added with the receipt's key for this mailbox, as the description says.";
        problem(StatusCode::FORBIDDEN, "The signature is not of that mailbox's holder", detail)
    })?;
    let kept = Message {
        site,
        concern: row.concern,
        id: message.clone(),
        kind: "addition".to_owned(),
        at: now,
        key_id: keys.current(to).id.clone(),
        sealed: sealed.to_vec(),
    };
    match public.keeper.add_record(kept).await {
        Ok(_) => Ok(message),
        Err(KeepError::Conflict) => {
            Err(problem(StatusCode::CONFLICT, "There is something with that name already", "Send this one with a new Idempotency-Key."))
        }
        Err(error) => {
            tracing::error!(%error, "a sealed addition could not be kept, and its teller was told so");
            Err(not_kept())
        }
    }
}

/// A header that must be there.
fn wanted<'a>(headers: &'a HeaderMap, name: &'static str) -> Result<&'a str, Problem> {
    one(headers, name)?.ok_or_else(|| problem(StatusCode::BAD_REQUEST, "A header is missing", format!("Send `{name}`.")))
}
