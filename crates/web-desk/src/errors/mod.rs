//! What went wrong, as a page: a sentence, what to do, and a reference number. The cause goes to the log alone.
//! Must not show an inner error, or log anything that was told or typed.

use askama::Template;
use axum::body::Body;
use axum::response::IntoResponse;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use casework::capital;
use course::Settings;
use http::header::{self, HeaderValue};
use http::{Response, StatusCode};
use team::World;
use web::answer;

use crate::layout::{Frame, Here};

/// Why a request has no ordinary answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fault {
    /// There is nothing at that address, or nothing that this person may see: the two look alike.
    NotFound,
    /// Not in that way.
    Method,
    /// Nobody is signed in; the address to come back to.
    SignedOut(String),
    /// It is not for this role.
    NotYours,
    /// It was sent from another site.
    CrossSite,
    /// More was sent than is taken.
    TooLarge,
    /// It cannot be read.
    BadRequest,
    /// Too many tries; how many seconds to wait.
    Wait(u64),
    /// Something that a person did does not go; why, in a sentence that they can act on.
    Refused(String),
    /// Something of ours failed.
    Internal,
}

impl Fault {
    fn told(&self) -> (StatusCode, &'static str, String) {
        let fixed = |status, title, words: &str| (status, title, words.to_owned());
        match self {
            Fault::NotFound => fixed(
                StatusCode::NOT_FOUND,
                "There is nothing here for you",
                "Either there is nothing at this address, or it is not for your account. Look at the address, or go back to the inbox.",
            ),
            Fault::Method => fixed(StatusCode::METHOD_NOT_ALLOWED, "That cannot be done here", "Go back to the inbox, and try from there."),
            Fault::SignedOut(_) => fixed(StatusCode::UNAUTHORIZED, "You are signed out", "Sign in, and try again."),
            Fault::NotYours => fixed(
                StatusCode::FORBIDDEN,
                "That is not for your role",
                "The try has been noted. If you need it for your work, ask a manager to change your role.",
            ),
            Fault::CrossSite => fixed(
                StatusCode::FORBIDDEN,
                "That came from another site",
                "Nothing was changed. Open the desk by its own address, and try again from there.",
            ),
            Fault::TooLarge => fixed(
                StatusCode::PAYLOAD_TOO_LARGE,
                "That was too long",
                "Nothing was saved. Go back, shorten what you typed, and try again.",
            ),
            Fault::BadRequest => fixed(StatusCode::BAD_REQUEST, "That could not be read", "Nothing was saved. Go back, and try again."),
            Fault::Wait(seconds) => {
                let words = format!("Too many tries. Wait {seconds} seconds, and try again. Your account is not locked.");
                (StatusCode::TOO_MANY_REQUESTS, "Please wait a moment", words)
            }
            Fault::Refused(why) => (StatusCode::CONFLICT, "That was not done", sentence(why)),
            Fault::Internal => fixed(
                StatusCode::INTERNAL_SERVER_ERROR,
                "Something of ours went wrong",
                "Nothing was lost that was saved before. Try again; if it goes on, give the reference number to who runs the machine.",
            ),
        }
    }
}

/// With a capital, and a full stop.
pub(crate) fn sentence(why: &str) -> String {
    format!("{}.", capital(why.trim_end_matches('.')))
}

/// A fault travels as an empty answer; the door makes the page.
impl IntoResponse for Fault {
    fn into_response(self) -> Response<Body> {
        let mut response = Response::new(Body::empty());
        response.extensions_mut().insert(self);
        response
    }
}

impl From<askama::Error> for Fault {
    fn from(error: askama::Error) -> Fault {
        tracing::error!(%error, "a page could not be rendered");
        Fault::Internal
    }
}

impl From<store::StoreError> for Fault {
    fn from(error: store::StoreError) -> Fault {
        tracing::error!(%error, "the store failed");
        Fault::Internal
    }
}

impl From<team::Error> for Fault {
    fn from(error: team::Error) -> Fault {
        match error {
            team::Error::Refused(why) | team::Error::Misuse(why) => Fault::Refused(why),
            team::Error::CouldNot(why) => {
                tracing::error!(why, "the desk could not do something");
                Fault::Internal
            }
        }
    }
}

#[derive(Template)]
#[template(path = "errors/error.html")]
struct ErrorPage<'a> {
    f: Frame<'a>,
    title: &'a str,
    words: &'a str,
    reference: &'a str,
}

/// The page for `fault`.
pub(crate) fn page(site: &Settings, fault: &Fault, world: World) -> Response<Body> {
    if let Fault::SignedOut(to) = fault {
        let query = form_urlencoded::Serializer::new(String::new()).append_pair("to", to).finish();
        return answer::see_other(&format!("/?{query}"));
    }
    let (status, title, words) = fault.told();
    let reference = URL_SAFE_NO_PAD.encode(&world.name()[..6]);
    if status.is_server_error() {
        tracing::error!(reference, "the page of an error was shown");
    }
    let f = Frame::outside(site, title, Here::Elsewhere);
    let page = ErrorPage { f, title, words: &words, reference: &reference };
    let mut response = match page.render() {
        Ok(html) => answer::html(status, html),
        Err(_) => web::text(status, "Something went wrong.\n"),
    };
    if let Fault::Wait(seconds) = fault {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(*seconds));
    }
    response
}
