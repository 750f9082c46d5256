//! The cookies of the desk: a random secret for as long as the browser stays open; another, for minutes, while a passkey is asked for.
//! Must not know what it stands for.

use http::HeaderMap;
use http::header::{self, HeaderValue};

/// Over https the browser itself makes sure that only this site has set it.
const OVER_HTTPS: &str = "__Host-waymark-desk";
const PLAIN: &str = "waymark-desk";

/// While a passkey is asked for.
const ASKING_OVER_HTTPS: &str = "__Host-waymark-passkey";
const ASKING_PLAIN: &str = "waymark-passkey";

/// What the browser holds.
pub(super) fn read(headers: &HeaderMap, https: bool) -> Option<&str> {
    // Over https the plain name counts for nothing: a neighbouring site could set it.
    named(headers, if https { OVER_HTTPS } else { PLAIN })
}

/// What it holds while a passkey is asked for.
pub(crate) fn read_asking(headers: &HeaderMap, https: bool) -> Option<&str> {
    named(headers, if https { ASKING_OVER_HTTPS } else { ASKING_PLAIN })
}

fn named<'a>(headers: &'a HeaderMap, ours: &str) -> Option<&'a str> {
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

/// The header that sets what it holds while a passkey is asked for.
pub(crate) fn set_asking(held: &str, https: bool, seconds: i64) -> HeaderValue {
    let (name, secure) = if https { (ASKING_OVER_HTTPS, "; Secure") } else { (ASKING_PLAIN, "") };
    let line = format!("{name}={held}; Path=/; HttpOnly; SameSite=Strict{secure}; Max-Age={seconds}");
    HeaderValue::try_from(line).unwrap_or(HeaderValue::from_static(""))
}

fn line(held: &str, https: bool, more: &str) -> HeaderValue {
    let (name, secure) = if https { (OVER_HTTPS, "; Secure") } else { (PLAIN, "") };
    HeaderValue::try_from(format!("{name}={held}; Path=/; HttpOnly; SameSite=Lax{secure}{more}")).unwrap_or(HeaderValue::from_static(""))
}
