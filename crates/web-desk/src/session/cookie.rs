//! The one cookie of the desk: a random secret, for as long as the browser stays open.
//! Must not know what it stands for.

use http::HeaderMap;
use http::header::{self, HeaderValue};

/// Over https the browser itself makes sure that only this site has set it.
const OVER_HTTPS: &str = "__Host-waymark-desk";
const PLAIN: &str = "waymark-desk";

/// What the browser holds.
pub(super) fn read(headers: &HeaderMap, https: bool) -> Option<&str> {
    // Over https the plain name counts for nothing: a neighbouring site could set it.
    let ours = if https { OVER_HTTPS } else { PLAIN };
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.into_iter().find_map(|(name, value)| (name == ours).then_some(value)).filter(|value| value.len() <= 64)
}

/// The header that sets it.
pub(crate) fn set(held: &str, https: bool) -> HeaderValue {
    line(held, https, "")
}

/// The header that forgets it.
pub(crate) fn forget(https: bool) -> HeaderValue {
    line("", https, "; Max-Age=0")
}

fn line(held: &str, https: bool, more: &str) -> HeaderValue {
    let (name, secure) = if https { (OVER_HTTPS, "; Secure") } else { (PLAIN, "") };
    HeaderValue::try_from(format!("{name}={held}; Path=/; HttpOnly; SameSite=Lax{secure}{more}")).unwrap_or(HeaderValue::from_static(""))
}
