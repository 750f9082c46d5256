//! What both doors share: the headers that stand on every answer, files of the front end, forms, plain answers, and signs of life.
//! Must not know any page, what is told, or who is signed in.

pub mod answer;
pub mod assets;
pub mod forms;
pub mod headers;
pub mod signs;
mod source;

use axum::body::Body;
use http::header::{self, HeaderValue};
use http::{Response, StatusCode};
pub use source::{Source, SourceName};

/// Why a request is not looked at: too much is under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Full {
    /// From the same source.
    Source,
    /// In all.
    All,
}

/// The answer to what is not looked at comes on a connection that then ends, and says when to come again.
pub fn turned_away(mut response: Response<Body>) -> Response<Body> {
    response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("60"));
    response
}

/// A text, for programs and for who reads it as it is.
pub fn text(status: StatusCode, text: impl Into<Body>) -> Response<Body> {
    let mut response = Response::new(text.into());
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    response.headers_mut().insert(header::CACHE_CONTROL, headers::PRIVATE);
    response
}
