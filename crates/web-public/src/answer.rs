//! Answers made for one visitor: never kept; never compressed, save what cannot hold a secret.
//! Must not know what is in them.

use axum::body::Body;
use http::header::{self, HeaderValue};
use http::{Response, StatusCode};
pub(crate) use web::answer::{html, see_other, with};

use crate::headers;
use crate::still::{Effort, gzip, takes};

/// A page that depends on its address and on what was chosen from what the page itself offers, and on nothing else. **No token, nothing
/// typed and nothing from a cookie may stand in it**: only so is compressing it safe (BREACH finds secrets beside what was sent).
pub(crate) fn html_of_choices(status: StatusCode, html: String, accepted: Option<&HeaderValue>) -> Response<Body> {
    let squeezed = takes(accepted, "gzip").then(|| gzip(html.as_bytes(), Effort::Full).ok()).flatten();
    let Some(bytes) = squeezed else { return self::html(status, html) };
    let mut response = with(status, headers::HTML, Body::from(bytes));
    response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    response
}
