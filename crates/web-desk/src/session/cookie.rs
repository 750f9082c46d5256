//! The cookies of the desk: a random secret each. Must not know what one stands for.

use http::HeaderMap;
use http::header::{self, HeaderValue};

/// A cookie.
pub(crate) struct Cookie {
    /// Over https the browser itself makes sure that only this site has set it.
    over_https: &'static str,
    plain: &'static str,
    /// How long it lasts, as the header says it; as long as the browser stays open, if it does not.
    lasts: &'static str,
    /// With what comes from other sites it goes along if it is a link that was followed, or never.
    same_site: &'static str,
}

/// Who is signed in.
const DESK: Cookie = Cookie { over_https: "__Host-waymark-desk", plain: "waymark-desk", lasts: "", same_site: "Lax" };
/// Who has gone to an identity provider, and comes back from there by a link of another site: ten minutes.
pub(crate) const AWAY: Cookie =
    Cookie { over_https: "__Host-waymark-away", plain: "waymark-away", lasts: "; Max-Age=600", same_site: "Lax" };
/// Whom the provider has named, and who is asked for their passphrase: ten minutes. They are still on a way that begins at another site.
pub(crate) const NAMED: Cookie =
    Cookie { over_https: "__Host-waymark-named", plain: "waymark-named", lasts: "; Max-Age=600", same_site: "Lax" };
/// Who is asked for a passkey: five minutes.
pub(crate) const ASKING: Cookie =
    Cookie { over_https: "__Host-waymark-passkey", plain: "waymark-passkey", lasts: "; Max-Age=300", same_site: "Strict" };

impl Cookie {
    /// What the browser holds.
    pub(crate) fn read<'h>(&self, headers: &'h HeaderMap, https: bool) -> Option<&'h str> {
        // Over https the plain name counts for nothing: a neighbouring site could set it.
        let ours = if https { self.over_https } else { self.plain };
        let lines = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
        let pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
        pairs.into_iter().find_map(|(name, value)| (name == ours).then_some(value)).filter(|value| value.len() <= 64)
    }

    /// The header that sets it.
    pub(crate) fn set(&self, held: &str, https: bool) -> HeaderValue {
        self.line(held, https, self.lasts)
    }

    /// The header that forgets it.
    pub(crate) fn forget(&self, https: bool) -> HeaderValue {
        self.line("", https, "; Max-Age=0")
    }

    fn line(&self, held: &str, https: bool, more: &str) -> HeaderValue {
        let (name, secure) = if https { (self.over_https, "; Secure") } else { (self.plain, "") };
        HeaderValue::try_from(format!("{name}={held}; Path=/; HttpOnly; SameSite={}{secure}{more}", self.same_site))
            .unwrap_or(HeaderValue::from_static(""))
    }
}

/// The session's cookie, as the browser holds it.
pub(super) fn read(headers: &HeaderMap, https: bool) -> Option<&str> {
    DESK.read(headers, https)
}

/// The header that sets it.
pub(crate) fn set(held: &str, https: bool) -> HeaderValue {
    DESK.set(held, https)
}

/// The header that forgets it.
pub(crate) fn forget(https: bool) -> HeaderValue {
    DESK.forget(https)
}
