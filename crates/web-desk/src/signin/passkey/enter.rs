//! Signing in with a passkey: at once, where it unlocks; in place of the six digits, where it does not. Must not know how what it signs is checked.

use std::sync::Arc;

use axum::extract::{Request, State};
use http::{HeaderMap, StatusCode, header};
use serde::Serialize;
use team::{acts, passkeys};
use web::Source;
use web::forms::{self, Fields, field};

use super::{
    For, Proof, TOO_LATE, Told, Tried, URL_SAFE_NO_PAD, address, bytes, full, given, in_words, prove, told, wait, with_held, wrong,
};
use base64::Engine;

use crate::DeskDoor;
use crate::errors::{Fault, sentence};
use crate::router::Answer;
use crate::session::{self, Step, What};

/// What a browser sends of a passkey is not longer, by far.
const LONGEST: usize = 16 * 1024;

const SIGN_IN_OTHERWISE: &str =
    "Too many are signing in with passkeys just now. Sign in with your passphrase and the six digits, or try again in some minutes.";

/// What the script asks the browser with.
#[derive(Serialize)]
struct Asked<'a> {
    challenge: String,
    host: &'a str,
    /// Those that may be used; empty for any that the browser has for this desk.
    allow: Vec<String>,
    /// What each is asked to give something out for.
    input: String,
}

/// A challenge for the page that asks (`at`): to sign in, or, after the passphrase, for the second step.
pub(super) async fn challenge(State(door): State<Arc<DeskDoor>>, headers: HeaderMap, request: Request) -> Answer {
    let (host, world) = (&address(&door)?.host, door.world());
    let source = request.extensions().get::<Source>().copied();
    let fields = forms::fields(request, LONGEST).await.map_err(|_| Fault::BadRequest)?;
    let between = door.sessions.step(&door, &headers).filter(|(_, step)| matches!(step, Step::Passkey(_)));
    let (what, allow, by) = match between.filter(|_| field(&fields, "at") == "next") {
        Some((name, _)) => {
            let keys = door.office.store.passkeys(&door.office.site, &name).await?;
            let by = door.guesses.of(What::Begun, &name, None);
            (For::Second(name), keys.into_iter().map(|key| key.credential).collect(), by)
        }
        None => (For::SignIn, Vec::new(), door.guesses.of(What::Begun, "", source)),
    };
    let held = session::secret(&door);
    let Some(challenge) = door.challenges.give(world, what, by, &held) else { return full(SIGN_IN_OTHERWISE) };
    let asked = Asked { challenge, host, allow, input: URL_SAFE_NO_PAD.encode(super::PRF_INPUT) };
    let mut response = told(StatusCode::OK, &asked)?;
    let line = session::ASKING.set(&held, door.https);
    response.headers_mut().insert(header::SET_COOKIE, line);
    Ok(response)
}

fn tried(fields: &Fields) -> Option<Tried> {
    Some(Tried {
        credential: field(fields, "credential").to_owned(),
        client: bytes(field(fields, "client"))?,
        data: bytes(field(fields, "data"))?,
        signature: bytes(field(fields, "signature"))?,
        user: field(fields, "user").to_owned(),
    })
}

/// What was sent, and where from.
async fn read(request: Request) -> Result<(Fields, Option<Source>, Tried), Fault> {
    let source = request.extensions().get::<Source>().copied();
    let fields = forms::fields(request, LONGEST).await.map_err(|_| Fault::BadRequest)?;
    let tried = tried(&fields).ok_or(Fault::BadRequest)?;
    Ok((fields, source, tried))
}

/// Signs in with a passkey alone: it has made sure who uses it, and what it gives out opens the account's own key.
pub(super) async fn sign_in(State(door): State<Arc<DeskDoor>>, headers: HeaderMap, request: Request) -> Answer {
    in_words(alone(&door, &headers, request).await)
}

async fn alone(door: &Arc<DeskDoor>, headers: &HeaderMap, request: Request) -> Answer {
    let before = door.sessions.of(door, headers).await?;
    let (fields, source, tried) = read(request).await?;
    let (key, what) = match prove(door, headers, &tried, source).await? {
        Proof::Right(key, what) => (key, what),
        Proof::Not(answer) => return answer,
    };
    if what != For::SignIn {
        return wrong(TOO_LATE);
    }
    let (Some(given), true) = (given(field(&fields, "given")), key.wrapped.is_some()) else {
        let words =
            "This passkey does not unlock the desk by itself. Type your passphrase; then use the passkey in place of the six digits.";
        return told(StatusCode::UNPROCESSABLE_ENTITY, &Told::Wrong { wrong: words, name: Some(&key.account), unknown: false });
    };
    let one = door.guesses.of(What::Unlocking, &key.credential, source);
    if let Some(seconds) = door.guesses.wait(one, door.world().now()) {
        return wait(seconds);
    }
    let checked = match passkeys::unlock(&door.office, &key, &given).await {
        Ok(checked) => checked,
        Err(team::Error::Refused(why)) => {
            door.guesses.failed(one, door.world().now());
            return wrong(&sentence(&why));
        }
        Err(error) => return Err(error.into()),
    };
    door.guesses.right(one);
    // The browser forgets the session that it held: nobody could end that one, and its keys would stay.
    if let Some(before) = before {
        session::end(door, &before.id, "signed in again").await?;
    }
    acts::note(&door.office, &checked.account.name, "passkey-used", &key.id).await?;
    let held = session::begin(door, checked).await?;
    with_held(door, &held, field(&fields, "to"))
}

/// The second step with a passkey, after the passphrase.
pub(super) async fn second(State(door): State<Arc<DeskDoor>>, headers: HeaderMap, request: Request) -> Answer {
    in_words(after_passphrase(&door, &headers, request).await)
}

async fn after_passphrase(door: &Arc<DeskDoor>, headers: &HeaderMap, request: Request) -> Answer {
    let (_, source, tried) = read(request).await?;
    let (key, what) = match prove(door, headers, &tried, source).await? {
        Proof::Right(key, what) => (key, what),
        Proof::Not(answer) => return answer,
    };
    let Some(pending) = door.sessions.take(door, headers) else { return wrong(TOO_LATE) };
    let checked = pending.checked;
    let due = matches!(pending.step, Step::Passkey(_)) && what == For::Second(checked.account.name.clone());
    if !due || !passkeys::is_theirs(&door.office, &checked.account, &checked.unlocked, &key).await? {
        acts::note(&door.office, &checked.account.name, "sign-in-failed", acts::NOBODY).await?;
        return wrong("That passkey is not this account's. Start again.");
    }
    acts::note(&door.office, &checked.account.name, "passkey-used", &key.id).await?;
    let held = session::begin(door, checked).await?;
    with_held(door, &held, &pending.to)
}
