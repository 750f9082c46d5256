//! What went wrong, as a page: a fixed sentence, what to do, and a reference number. The cause goes to the log alone.
//! Must not show an inner error, or log anything about the visitor.

use askama::Template;
use axum::body::Body;
use course::Site;
use http::{Response, StatusCode};

use crate::answer;
use crate::layout::{Frame, Here};
use crate::words::Words;

/// Why a request has no ordinary answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// There is nothing at that address.
    NotFound,
    /// Not in that way.
    Method,
    /// More was sent than is taken.
    TooLarge,
    /// It was sent from another site.
    CrossSite,
    /// It cannot be read.
    BadRequest,
    /// Something of ours failed.
    Internal,
    /// Nothing can be told here: there are no keys to seal it to.
    Closed,
    /// Too much has come from there.
    TooMany,
    /// Too much comes from everywhere.
    Busy,
}

impl Fault {
    pub(crate) fn status(self) -> StatusCode {
        match self {
            Fault::NotFound => StatusCode::NOT_FOUND,
            Fault::Method => StatusCode::METHOD_NOT_ALLOWED,
            Fault::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Fault::CrossSite => StatusCode::FORBIDDEN,
            Fault::BadRequest => StatusCode::BAD_REQUEST,
            Fault::Internal => StatusCode::INTERNAL_SERVER_ERROR,
            Fault::Closed | Fault::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Fault::TooMany => StatusCode::TOO_MANY_REQUESTS,
        }
    }

    /// In one English phrase, for programs.
    pub(crate) fn title(self) -> &'static str {
        self.status().canonical_reason().unwrap_or("Something went wrong")
    }

    /// The start of the names of its words.
    fn key(self) -> &'static str {
        match self {
            Fault::NotFound => "not-found",
            Fault::Method => "method",
            Fault::TooLarge => "too-large",
            Fault::CrossSite => "cross-site",
            Fault::BadRequest => "bad-request",
            Fault::Internal => "internal",
            Fault::Closed => "closed",
            Fault::TooMany => "too-many",
            Fault::Busy => "busy",
        }
    }
}

#[derive(Template)]
#[template(path = "errors/error.html")]
struct ErrorPage<'a> {
    f: Frame<'a>,
    title: String,
    words: String,
    reference: &'a str,
}

/// The page for `fault`, in the language `lang` if the site has it. `reference` is what the log calls it.
pub(crate) fn page(site: &Site, lang: &str, fault: Fault, reference: &str) -> Response<Body> {
    let Some(language) = site.language(lang).or_else(|| site.languages.first()) else {
        return bare(fault.status());
    };
    let words = Words::new(&language.code);
    let title = words.t(&format!("{}-title", fault.key()));
    let f = Frame::new(site, language, title.clone(), Here::Elsewhere);
    let words = words.t(&format!("{}-words", fault.key()));
    match (ErrorPage { f, title, words, reference }).render() {
        Ok(html) => answer::html(fault.status(), html),
        Err(error) => {
            tracing::error!(reference, %error, "an error page could not be rendered");
            bare(fault.status())
        }
    }
}

fn bare(status: StatusCode) -> Response<Body> {
    web::text(status, "Something went wrong. If someone is in danger now, ring 999.\n")
}
