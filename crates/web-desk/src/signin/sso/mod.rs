//! A second way in: an identity provider says who somebody is, which stands in for the six digits. **The passphrase still unlocks**: no provider gives a
//! key. Leaving for the provider and coming back. Must not know how it is asked.

mod flows;
mod own;
mod passphrase;

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::body::Body;
use axum::extract::{Query, RawQuery, Request, State};
use axum::routing::get;
use http::{HeaderMap, Response, StatusCode, header};
use sso::{Failed, Provider, Reach, Who};
use team::{acts, sso as people};
use web::forms::{self, Fields, field};
use web::{Source, answer};

use super::{To, way_on};
use crate::DeskDoor;
use crate::errors::Fault;
use crate::layout::{Frame, Here};
use crate::router::Answer;
use crate::session::{AWAY, NAMED, What};
use flows::{Flows, Known, Wants};

pub(super) fn routes() -> Router<Arc<DeskDoor>> {
    Router::new()
        .route("/sign-in/sso", get(go))
        .route("/sign-in/sso/back", get(back))
        .route("/sign-in/sso/passphrase", get(passphrase::ask).post(passphrase::take))
        .route("/account/sso", get(own::show).post(own::connect))
        .route("/account/sso/off", get(own::show).post(own::disconnect))
}

/// The provider, and who is on the way to it or back.
pub(crate) struct Sso {
    provider: Arc<Provider>,
    flows: Flows,
}

impl Sso {
    pub(crate) fn new(provider: Provider) -> Sso {
        Sso { provider: Arc::new(provider), flows: Flows::default() }
    }

    /// Looks for the provider beside the work, where that is due.
    pub(crate) fn look(&self) {
        let provider = Arc::clone(&self.provider);
        tokio::spawn(async move { provider.look().await });
    }
}

/// What the sign-in page offers.
pub(super) struct Offer<'a> {
    /// What people call those who run the provider.
    pub(super) name: &'a str,
    /// Whether it was there when it was last asked.
    pub(super) there: bool,
    /// Where the button leads.
    pub(super) href: String,
}

/// The offer of this desk, if it has a provider.
pub(super) fn offer<'a>(door: &'a DeskDoor, to: &str) -> Option<Offer<'a>> {
    let provider = &door.sso.as_ref()?.provider;
    let query = form_urlencoded::Serializer::new(String::new()).append_pair("to", to).finish();
    Some(Offer { name: provider.name(), there: provider.reach() == Reach::There, href: format!("/sign-in/sso?{query}") })
}

/// The provider of this desk; without one there is nothing at any of these addresses.
fn of(door: &DeskDoor) -> Result<&Sso, Fault> {
    door.sso.as_ref().ok_or(Fault::NotFound)
}

/// Why nobody came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Why {
    Away,
    NoAnswer,
    Full,
    NotBegun,
    NotSignedIn,
    NotBelieved,
    Unknown,
    Taken,
    Changed,
    Elsewhere,
}

#[derive(Template)]
#[template(path = "signin/sso/not.html")]
struct Not<'a> {
    f: Frame<'a>,
    name: &'a str,
    title: &'a str,
    says: &'a str,
    own: bool,
}

/// The page that says why nobody came in, and what to do.
fn not(door: &DeskDoor, why: Why) -> Answer {
    let name = of(door)?.provider.name();
    let (status, title, says) = match why {
        Why::Away | Why::NoAnswer => (
            StatusCode::SERVICE_UNAVAILABLE,
            "It cannot be reached",
            "cannot be reached just now. Your passphrase and the six digits let you in as always.",
        ),
        Why::Full => (
            StatusCode::SERVICE_UNAVAILABLE,
            "Please try again in some minutes",
            "is asked about too many people at once just now. Your passphrase and the six digits let you in as always.",
        ),
        Why::NotBegun => (
            StatusCode::BAD_REQUEST,
            "Please begin again",
            "answered something that was not asked in this browser, or not in the last ten minutes, or has been used already.",
        ),
        Why::NotSignedIn => {
            (StatusCode::FORBIDDEN, "You are not signed in", "did not sign you in: it was broken off, or you may not use this desk.")
        }
        Why::NotBelieved => (
            StatusCode::FORBIDDEN,
            "You are not signed in",
            "gave an answer that does not hold, and it is not believed. If that happens again, tell who runs the machine.",
        ),
        Why::Unknown => (
            StatusCode::FORBIDDEN,
            "No account here is yours yet",
            "says who you are, and no account of this desk is connected with that. Sign in with your passphrase and the six digits, and connect it on your account’s page.",
        ),
        Why::Taken => (
            StatusCode::CONFLICT,
            "It was not connected",
            "says who you are, and that person, or your account here, is connected already. Disconnect that first, or ask a manager.",
        ),
        Why::Changed => (
            StatusCode::FORBIDDEN,
            "You are not signed in",
            "said who you are, but that connection was ended, or changed in the database. Sign in with your passphrase and the six digits, and connect it again.",
        ),
        Why::Elsewhere => (
            StatusCode::FORBIDDEN,
            "It was not connected",
            "says who you are, but you are no longer signed in here as the one who asked. Sign in, and connect it again.",
        ),
    };
    let own = matches!(why, Why::Taken | Why::Elsewhere);
    let f = Frame::outside(&door.office.settings, title, Here::Elsewhere);
    Ok(answer::html(status, Not { f, name, title, says, own }.render()?))
}

/// With what this browser is to hold until it is back.
fn holding(door: &DeskDoor, mut response: Response<Body>, held: &str) -> Response<Body> {
    response.headers_mut().append(header::SET_COOKIE, AWAY.set(held, door.https));
    response
}

/// This tab is back from the provider: the browser forgets the way, if no other tab of it is on one.
fn arrived(door: &DeskDoor, headers: &HeaderMap, mut response: Response<Body>) -> Answer {
    if !of(door)?.flows.has_more(door, headers) {
        response.headers_mut().append(header::SET_COOKIE, AWAY.forget(door.https));
    }
    Ok(response)
}

/// Nobody is asked for a passphrase any more.
fn forgetting(door: &DeskDoor, mut response: Response<Body>) -> Response<Body> {
    response.headers_mut().append(header::SET_COOKIE, NAMED.forget(door.https));
    response
}

/// Off to the provider. **A plain link leads here**: whoever makes another's browser come here has them see their own name, and asked for a passphrase.
async fn go(State(door): State<Arc<DeskDoor>>, Query(to): Query<To>, headers: HeaderMap, request: Request) -> Answer {
    let sso = of(&door)?;
    let by = door.guesses.of(What::Begun, "", request.extensions().get::<Source>().copied());
    match sso.provider.ask(false).await {
        Ok((url, asked)) => {
            let wants = Wants::SignIn(way_on(&to.to).to_owned());
            let Some(held) = sso.flows.go(&door, &headers, by, asked, wants) else { return not(&door, Why::Full) };
            Ok(holding(&door, answer::see_other(url.as_str()), &held))
        }
        Err(why) => away(&door, &why),
    }
}

fn away(door: &DeskDoor, why: &Failed) -> Answer {
    tracing::warn!("single sign-on: {why}");
    not(door, Why::Away)
}

/// Back from the provider. **What stands in the address is good once**, and the page that follows has another address.
async fn back(State(door): State<Arc<DeskDoor>>, RawQuery(query): RawQuery, headers: HeaderMap, request: Request) -> Answer {
    let sso = of(&door)?;
    let source = request.extensions().get::<Source>().copied();
    let (one, now) = (door.guesses.of(What::Provider, "", source), door.world().now());
    if let Some(seconds) = door.guesses.wait(one, now) {
        return Err(Fault::Wait(seconds));
    }
    let told: Fields = forms::decode(query.unwrap_or_default().as_bytes());
    let Some((asked, wants)) = sso.flows.back(&door, &headers, field(&told, "state")) else { return not(&door, Why::NotBegun) };
    let by = told.iter().find(|(name, _)| name == "iss").map(|(_, iss)| iss);
    let who = match field(&told, "code") {
        "" => Err(Why::NotSignedIn),
        // Another provider's answer, sent to us as if it were this one's (RFC 9207).
        _ if by.is_some_and(|iss| iss != sso.provider.issuer()) => Err(Why::NotBelieved),
        code => sso.provider.who(code, asked).await.map_err(|why| {
            tracing::warn!("single sign-on: {why}");
            match why {
                Failed::Away(_) => Why::Away,
                Failed::NoAnswer(_) => Why::NoAnswer,
                Failed::NotSo(_) => Why::NotBelieved,
            }
        }),
    };
    let who = match who {
        Ok(who) => who,
        Err(why) => {
            // Who presses *Cancel* has guessed at nothing; nor has anybody to whom the provider has no answer: that is its own trouble, and no
            // whole office behind one address is to wait for it.
            if !matches!(why, Why::Away | Why::NoAnswer | Why::NotSignedIn) {
                door.guesses.failed(one, now);
                acts::note(&door.office, acts::NOBODY, "sign-in-failed", acts::NOBODY).await?;
            }
            return arrived(&door, &headers, not(&door, why)?);
        }
    };
    door.guesses.right(one);
    let response = match wants {
        Wants::SignIn(to) => name(&door, who, to).await,
        Wants::Connect(session) => own::connected(&door, &headers, &session, &who).await,
    };
    arrived(&door, &headers, response?)
}

/// The provider has said who it is: whose account is that?
async fn name(door: &DeskDoor, who: Who, to: String) -> Answer {
    let Some(account) = people::account_of(&door.office, &who.issuer, &who.subject).await? else {
        acts::note(&door.office, acts::NOBODY, "sign-in-failed", acts::NOBODY).await?;
        return not(door, Why::Unknown);
    };
    let Some(held) = of(door)?.flows.named(door, Known { account, who, to }) else { return not(door, Why::Full) };
    let mut response = answer::see_other("/sign-in/sso/passphrase");
    response.headers_mut().append(header::SET_COOKIE, NAMED.set(&held, door.https));
    Ok(response)
}
