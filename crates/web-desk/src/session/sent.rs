//! A form that was sent by someone who is signed in, with the token that this session's pages hold. Where the session has ended meanwhile, or
//! the token is another's, nothing is done and **nothing that was typed is lost**: a page holds it until the person has signed in again.

use std::sync::Arc;

use askama::Template;
use axum::body::Body;
use axum::extract::{FromRequest, Request};
use axum::response::IntoResponse;
use http::{Response, StatusCode};
use sha2::{Digest, Sha256};
use web::answer;
use web::forms::{self, Fields, Unread};

use super::{Key, SignedIn};
use crate::DeskDoor;
use crate::errors::Fault;
use crate::layout::{Frame, Here};
use crate::router::Answer;

/// The most that a form of the desk can send, in bytes.
const LONGEST: usize = 256 * 1024;

/// A form, and who sent it.
pub(crate) struct Sent {
    /// Who.
    pub(crate) who: Arc<SignedIn>,
    fields: Fields,
}

impl Sent {
    /// The first value of a field, without the space around it.
    pub(crate) fn get(&self, name: &str) -> &str {
        forms::field(&self.fields, name).trim()
    }

    /// The first value of a field just as it was typed: a passphrase may begin or end with a space.
    pub(crate) fn as_typed(&self, name: &str) -> &str {
        forms::field(&self.fields, name)
    }

    /// Every value of a field, without the space around it.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.fields.iter().filter(move |(n, _)| n == name).map(|(_, v)| v.trim())
    }

    /// The name of just this: of the page that it was sent from, and of every word.
    pub(crate) fn name(&self) -> Key {
        let mut all = Sha256::new();
        for text in self.fields().flat_map(|(name, value)| [name, value]) {
            all.update(text.len().to_be_bytes());
            all.update(text);
        }
        all.finalize().into()
    }

    /// Does what was sent, once, however often the button is pressed: `to` is where it was sent, `done` where it leads then. Where we fail, the
    /// words stay on a page.
    pub(crate) async fn once(&self, door: &DeskDoor, to: &str, done: &str, does: impl Future<Output = Answer>) -> Answer {
        let mut all = self.who.done.lock().await;
        let name = (!self.get("once").is_empty()).then(|| self.name());
        if name.is_some_and(|name| all.contains(&name)) {
            return Ok(answer::see_other(done));
        }
        let answered = does.await;
        all.extend(name.filter(|_| answered.as_ref().is_ok_and(|a| a.status() == StatusCode::SEE_OTHER)));
        match answered {
            Err(Fault::Internal) => self.kept(door, to, "Something of ours went wrong."),
            Err(Fault::Refused(why)) => self.kept(door, to, &format!("It cannot be saved now: {why}.")),
            answered => answered,
        }
    }

    /// The page that keeps what was typed, where it could not be done: why not, and a button to send it again.
    pub(crate) fn kept(&self, door: &DeskDoor, to: &str, why: &str) -> Answer {
        again(door, to, Some(&self.who), self.fields.clone(), Some(why))
    }

    /// Every field, but for the token.
    pub(crate) fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields.iter().filter(|(n, _)| n != "token").map(|(n, v)| (n.as_str(), v.as_str()))
    }
}

#[derive(Template)]
#[template(path = "session/again.html")]
struct Again<'a> {
    f: Frame<'a>,
    to: &'a str,
    token: &'a str,
    signed_in: bool,
    why: Option<&'a str>,
    fields: &'a [(String, String)],
}

impl FromRequest<Arc<DeskDoor>> for Sent {
    type Rejection = Response<Body>;

    async fn from_request(request: Request, door: &Arc<DeskDoor>) -> Result<Sent, Response<Body>> {
        let headers = request.headers().clone();
        let who = door.sessions.of(door, &headers).await;
        let to = request.uri().path().to_owned();
        let fields = forms::fields(request, LONGEST).await.map_err(|unread| {
            let fault = if unread == Unread::TooLarge { Fault::TooLarge } else { Fault::BadRequest };
            fault.into_response()
        })?;
        match who {
            Ok(Some(who)) if same(forms::field(&fields, "token"), &who.token) => Ok(Sent { who, fields }),
            Ok(who) => Err(again(door, &to, who.as_deref(), fields, None).unwrap_or_else(IntoResponse::into_response)),
            Err(_) => {
                // The page bears the token of whoever sits there, so that its button does it when the database is back.
                let who = door.sessions.here(door, &headers);
                let page = again(door, &to, who.as_deref(), fields, Some("Something of ours went wrong."));
                Err(page.unwrap_or_else(IntoResponse::into_response))
            }
        }
    }
}

fn again(door: &DeskDoor, to: &str, who: Option<&SignedIn>, mut fields: Fields, why: Option<&str>) -> Answer {
    // A passphrase is never put back on a page, nor what a passkey gives out.
    fields.retain(|(name, _)| name != "token" && name != "given" && !name.contains("passphrase"));
    let settings = &door.office.settings;
    let tab = "Send again";
    let f = match who {
        Some(who) => Frame::new(settings, who, tab, Here::Elsewhere),
        None => Frame::outside(settings, tab, Here::Elsewhere),
    };
    let token = who.map_or("", |who| who.token.as_str());
    let html = Again { f, to, token, signed_in: who.is_some(), why, fields: &fields }.render()?;
    let status = match (why, who) {
        (Some(_), _) => StatusCode::SERVICE_UNAVAILABLE,
        (None, Some(_)) => StatusCode::FORBIDDEN,
        (None, None) => StatusCode::UNAUTHORIZED,
    };
    Ok(answer::html(status, html))
}

/// Whether two tokens are the same, in a time that does not tell where they differ.
fn same(one: &str, other: &str) -> bool {
    one.len() == other.len() && one.bytes().zip(other.bytes()).fold(0, |all, (a, b)| all | (a ^ b)) == 0
}
