//! Answers made for one visitor: never kept, never compressed.
//! Must not know what is in them.

use axum::body::Body;
use http::header::{self, HeaderValue};
use http::{Response, StatusCode};

use crate::headers;

/// A page.
pub fn html(status: StatusCode, html: String) -> Response<Body> {
    with(status, headers::HTML, Body::from(html))
}

/// On to another address.
pub fn see_other(address: &str) -> Response<Body> {
    let mut response = with(StatusCode::SEE_OTHER, headers::HTML, Body::empty());
    // Addresses of ours are plain ASCII; one that is not would leave the answer without a way on.
    match HeaderValue::from_str(address) {
        Ok(value) => _ = response.headers_mut().insert(header::LOCATION, value),
        Err(_) => *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR,
    }
    response
}

/// Anything else that nobody may keep.
pub fn with(status: StatusCode, kind: HeaderValue, body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response.headers_mut().insert(header::CACHE_CONTROL, headers::PRIVATE);
    response
}

/// A file to be saved. Its name is ours, and plain ASCII.
pub fn file(kind: &'static str, name: &str, body: Body) -> Response<Body> {
    let mut response = with(StatusCode::OK, HeaderValue::from_static(kind), body);
    // A name that a header cannot carry is left to the browser.
    let saved = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")).unwrap_or(HeaderValue::from_static("attachment"));
    response.headers_mut().insert(header::CONTENT_DISPOSITION, saved);
    response
}
