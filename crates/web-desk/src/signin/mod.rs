//! Signing in and out. A name and a passphrase first; then whatever is due: the first manager, a passphrase of one's own, a second step.
//! Must not know what is behind the door.

mod next;
mod own;
mod passkey;
mod passphrase;
mod second;
mod sso;

use std::sync::Arc;

pub(crate) use passkey::Challenges;

use askama::Template;
use axum::Router;
use axum::body::Body;
use axum::extract::{FromRequest, Request, State};
use axum::routing::{get, post};
use http::{HeaderMap, Response, StatusCode, header};
use team::session::{self as passphrases, Checked};
use unseal::Role;
use web::forms::{self, field};
use web::{Source, answer};

use crate::errors::Fault;
use crate::layout::{Frame, Here};
use crate::router::Answer;
use crate::session::{self, Sent, Step, What};
use crate::{DeskAddress, DeskDoor};

pub(crate) use sso::Sso;

/// A name and a passphrase are not longer than this together.
const LONGEST: usize = 8 * 1024;

pub(crate) fn routes() -> Router<Arc<DeskDoor>> {
    Router::new()
        .route("/sign-in", post(sign_in).get(async || answer::see_other("/")))
        .route("/sign-in/next", get(next::ask).post(next::answer))
        .route("/sign-out", post(sign_out))
        .merge(own::routes())
        .merge(passkey::routes())
        .merge(passphrase::routes())
        .merge(sso::routes())
}

#[derive(Template)]
#[template(path = "signin/sign_in.html")]
struct Page<'a> {
    f: Frame<'a>,
    wrong: Option<&'a str>,
    name: &'a str,
    to: &'a str,
    demo: bool,
    /// The desk's own address, if passkeys are bound to one.
    origin: Option<&'a str>,
    sso: Option<sso::Offer<'a>>,
}

/// The page on which people sign in.
pub(crate) fn page(door: &DeskDoor, status: StatusCode, name: &str, to: &str, wrong: Option<&str>) -> Answer {
    let f = Frame::outside(&door.office.settings, "Sign in", Here::Elsewhere);
    let demo = door.office.keys().is_ok_and(|keys| keys.demo);
    Ok(answer::html(status, Page { f, wrong, name, to, demo, origin: origin(door), sso: sso::offer(door, to) }.render()?))
}

/// The desk's own address, to which passkeys are bound.
fn origin(door: &DeskDoor) -> Option<&str> {
    door.address.as_ref().map(DeskAddress::origin)
}

/// Where to go after the sign-in: an address of ours, or the inbox.
pub(crate) fn way_on(to: &str) -> &str {
    let ours =
        to.starts_with('/') && !to.starts_with("//") && !to.contains('\\') && to.len() < 300 && to.bytes().all(|b| b.is_ascii_graphic());
    if ours { to } else { "/" }
}

/// What stands in the address of the sign-in page.
#[derive(serde::Deserialize)]
pub(crate) struct To {
    #[serde(default)]
    pub(crate) to: String,
}

/// The sign-in page, for who is not signed in.
pub(crate) fn ask(door: &DeskDoor, to: &To) -> Answer {
    page(door, StatusCode::OK, "", way_on(&to.to), None)
}

async fn sign_in(State(door): State<Arc<DeskDoor>>, request: Request) -> Answer {
    let source = request.extensions().get::<Source>().copied();
    let before = door.sessions.of(&door, request.headers()).await?;
    let fields = forms::fields(request, LONGEST).await.map_err(|_| Fault::BadRequest)?;
    let (name, to) = (field(&fields, "name").trim(), way_on(field(&fields, "to")));
    let wrong = |words| page(&door, StatusCode::UNPROCESSABLE_ENTITY, name, to, Some(words));
    if name.is_empty() || field(&fields, "passphrase").is_empty() {
        return wrong("Type your name and your passphrase.");
    }
    let one = door.guesses.of(What::Passphrase, name, source);
    if let Some(seconds) = door.guesses.wait(one, door.world().now()) {
        return Err(Fault::Wait(seconds));
    }
    let checked = match check(&door, name, field(&fields, "passphrase")).await {
        Ok(checked) => checked,
        Err(Fault::Refused(_)) => {
            door.guesses.failed(one, door.world().now());
            return wrong("The name or the passphrase is not right, or the account has ended.");
        }
        Err(fault) => return Err(fault),
    };
    door.guesses.right(one);
    // The browser forgets the session that it held: nobody could end that one, and its keys would stay.
    if let Some(before) = before {
        session::end(&door, &before.id, "signed in again").await?;
    }
    go_on(&door, checked, to).await
}

/// Checks a passphrase where it holds up nobody: it takes a tenth of a second and 64 MiB, on purpose.
pub(crate) async fn check(door: &Arc<DeskDoor>, name: &str, passphrase: &str) -> Result<Checked, Fault> {
    let known = door.office.store.account(&door.office.site, name).await?.is_some();
    let _place = door.guesses.place(known).await.ok_or(Fault::Wait(5))?;
    let (office, name, passphrase) = (Arc::clone(&door.office), name.to_owned(), zeroize::Zeroizing::new(passphrase.to_owned()));
    let here = tokio::runtime::Handle::current();
    let checking = move || here.block_on(passphrases::check(&office, &name, &passphrase));
    let checked = tokio::task::spawn_blocking(checking).await.map_err(|_| Fault::Internal)?;
    Ok(checked?)
}

/// The passphrase of who is signed in, typed once more: what it unlocks, or nothing if it is not right. Whoever sits down at a desk that somebody left
/// open must not guess faster here than at the door.
async fn confirmed(door: &Arc<DeskDoor>, sent: &Sent) -> Result<Option<Checked>, Fault> {
    let name = sent.who.session.name();
    let (one, now) = (door.guesses.of(What::Own, name, None), door.world().now());
    if let Some(seconds) = door.guesses.wait(one, now) {
        return Err(Fault::Wait(seconds));
    }
    match check(door, name, sent.as_typed("passphrase")).await {
        Ok(checked) => {
            door.guesses.right(one);
            Ok(Some(checked))
        }
        Err(Fault::Refused(_)) => {
            door.guesses.failed(one, now);
            Ok(None)
        }
        Err(fault) => Err(fault),
    }
}

/// Lets someone in, or asks for what is due before that.
pub(crate) async fn go_on(door: &Arc<DeskDoor>, checked: Checked, to: &str) -> Answer {
    let step = match due(door, &checked).await? {
        Some(step) => step,
        None => return let_in(door, checked, to).await,
    };
    let held = door.sessions.wait(door, checked, step, to.to_owned());
    Ok(with_cookie(door, answer::see_other("/sign-in/next"), &held))
}

async fn due(door: &DeskDoor, checked: &Checked) -> Result<Option<Step>, Fault> {
    let (store, site, name) = (&door.office.store, &door.office.site, &checked.account.name);
    if checked.account.role == Role::Setup {
        return Ok(Some(Step::First));
    }
    if let Some(until) = store.invited(site, name).await? {
        let late = || Fault::Refused("the code of this invitation has run out; ask the manager who gave it to you for another".into());
        return if door.world().now() > until { Err(late()) } else { Ok(Some(Step::Own)) };
    }
    second::due(door, checked).await
}

/// Every step was right.
pub(crate) async fn let_in(door: &Arc<DeskDoor>, checked: Checked, to: &str) -> Answer {
    let held = session::begin(door, checked).await?;
    Ok(with_cookie(door, answer::see_other(way_on(to)), &held))
}

fn with_cookie(door: &DeskDoor, mut response: Response<Body>, held: &str) -> Response<Body> {
    response.headers_mut().insert(header::SET_COOKIE, session::set(held, door.https));
    response
}

async fn sign_out(State(door): State<Arc<DeskDoor>>, headers: HeaderMap, request: Request) -> Answer {
    match door.sessions.of(&door, &headers).await {
        // Whoever is signed out already is as they want to be.
        Ok(None) => {}
        Ok(Some(_)) => {
            let sent = match Sent::from_request(request, &door).await {
                Ok(sent) => sent,
                Err(response) => return Ok(response),
            };
            session::end(&door, &sent.who.id, "signed out").await?;
        }
        Err(_) => session::forget_keys(&door, &headers),
    }
    let mut response = answer::see_other("/");
    response.headers_mut().insert(header::SET_COOKIE, session::forget(door.https));
    response.headers_mut().insert("clear-site-data", http::HeaderValue::from_static("\"cookies\", \"storage\""));
    Ok(response)
}
