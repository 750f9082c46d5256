//! The one cookie: a visitor's progress, for as long as the browser stays open.
//! Must not know what progress means. The page about privacy says the same: change both together.

use course::{Course, Progress};
use http::header::{self, HeaderMap, HeaderValue};

/// Its name, which tells nothing.
const NAME: &str = "wm";

/// The text of the cookie, if the browser sent one.
pub(crate) fn text(headers: &HeaderMap) -> Option<&str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(name, value)| (name == NAME).then_some(value))
}

/// The progress that the browser sent; none if it sent none that says anything.
pub(crate) fn read(headers: &HeaderMap, course: &Course) -> Option<Progress> {
    Some(Progress::parse(text(headers)?, course)).filter(|p| !p.is_empty())
}

/// The header that sets it. Scripts read and write it too, so it is not `HttpOnly`; there is nothing secret in it.
pub(crate) fn set(progress: &Progress, https: bool) -> HeaderValue {
    line(&progress.text(), if https { "; Secure" } else { "" })
}

/// The header that forgets it.
pub(crate) fn forget(https: bool) -> HeaderValue {
    line("", if https { "; Secure; Max-Age=0" } else { "; Max-Age=0" })
}

fn line(value: &str, more: &str) -> HeaderValue {
    // Progress is made of letters, digits and a few marks, which a header takes.
    HeaderValue::try_from(format!("{NAME}={value}; Path=/; SameSite=Lax{more}")).unwrap_or(HeaderValue::from_static(""))
}
