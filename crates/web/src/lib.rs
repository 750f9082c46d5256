//! What both doors share: the headers that stand on every answer, files of the front end, forms, plain answers, and signs of life.
//! Must not know any page, what is told, or who is signed in.

pub mod answer;
pub mod assets;
pub mod forms;
pub mod headers;
pub mod signs;

use std::net::IpAddr;

use axum::body::Body;
use http::header::{self, HeaderValue};
use http::{Response, StatusCode};

/// Where a request comes from; the program that accepts connections puts it on each request that may need it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Source(pub IpAddr);

/// A text, for programs and for who reads it as it is.
pub fn text(status: StatusCode, text: impl Into<Body>) -> Response<Body> {
    let mut response = Response::new(text.into());
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    response.headers_mut().insert(header::CACHE_CONTROL, headers::PRIVATE);
    response
}
