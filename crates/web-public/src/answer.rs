//! Answers made for one visitor: never kept; never compressed, save what cannot hold a secret.
//! Must not know what is in them.

use axum::body::Body;
use http::header::{self, HeaderValue};
use http::{Response, StatusCode};

use crate::headers;
use crate::still::{Effort, gzip, takes};

/// A page.
pub(crate) fn html(status: StatusCode, html: String) -> Response<Body> {
    with(status, headers::HTML, Body::from(html))
}

/// A page that depends on its address and on what was chosen from what the page itself offers, and on nothing else. **No token, nothing
/// typed and nothing from a cookie may stand in it**: only so is compressing it safe (BREACH finds secrets beside what was sent).
pub(crate) fn html_of_choices(status: StatusCode, html: String, accepted: Option<&HeaderValue>) -> Response<Body> {
    let squeezed = takes(accepted, "gzip").then(|| gzip(html.as_bytes(), Effort::Full).ok()).flatten();
    let Some(bytes) = squeezed else { return self::html(status, html) };
    let mut response = with(status, headers::HTML, Body::from(bytes));
    response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    response
}

/// On to another address.
pub(crate) fn see_other(address: &str) -> Response<Body> {
    let mut response = with(StatusCode::SEE_OTHER, headers::HTML, Body::empty());
    // Addresses of this site are plain ASCII; one that is not would leave the answer without a way on.
    match HeaderValue::from_str(address) {
        Ok(value) => _ = response.headers_mut().insert(header::LOCATION, value),
        Err(_) => *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR,
    }
    response
}

fn with(status: StatusCode, kind: HeaderValue, body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response.headers_mut().insert(header::CACHE_CONTROL, headers::PRIVATE);
    response
}
