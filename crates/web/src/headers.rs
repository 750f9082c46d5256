//! The headers that stand on every answer, and those that say how long one may be kept.
//! Must not know any page. Why each is there: ARCHITECTURE.md, "Headers".

use std::sync::LazyLock;

use http::header::{self, HeaderName};
use http::{HeaderMap, HeaderValue};

/// No inline script or style, nothing from elsewhere, no frames.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
    manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Everything that a page could ask for is off.
const PERMISSIONS: &str = "accelerometer=(), autoplay=(), browsing-topics=(), camera=(), display-capture=(), encrypted-media=(), fullscreen=(), \
    geolocation=(), gyroscope=(), hid=(), idle-detection=(), magnetometer=(), microphone=(), midi=(), payment=(), \
    picture-in-picture=(), publickey-credentials-get=(), screen-wake-lock=(), serial=(), usb=(), xr-spatial-tracking=()";

/// The same at the desk, whose own pages make and use passkeys: everything but that is off.
pub static AT_THE_DESK: LazyLock<HeaderValue> = LazyLock::new(|| {
    let own = "publickey-credentials-create=(self), publickey-credentials-get=(self)";
    HeaderValue::try_from(PERMISSIONS.replace("publickey-credentials-get=()", own)).unwrap_or(HeaderValue::from_static(PERMISSIONS))
});

/// What stands on every answer. `https` adds the promise to stay on https for a year.
pub fn always(https: bool) -> &'static HeaderMap {
    static BOTH: LazyLock<[HeaderMap; 2]> = LazyLock::new(|| [false, true].map(made));
    &BOTH[usize::from(https)]
}

fn made(https: bool) -> HeaderMap {
    let mut map = HeaderMap::with_capacity(16);
    let fixed: [(HeaderName, &'static str); 7] = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        // `no-referrer` would send `Origin: null` and break the check against other sites on older phones.
        (header::REFERRER_POLICY, "same-origin"),
        // For browsers that do not know `frame-ancestors`.
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), PERMISSIONS),
    ];
    for (name, value) in fixed {
        map.insert(name, HeaderValue::from_static(value));
    }
    if https {
        map.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
    map
}

/// For what depends on a cookie, or on what was typed: nobody keeps it, and nobody compresses it (BREACH).
pub const PRIVATE: HeaderValue = HeaderValue::from_static("private, no-store");
/// For pages: kept, and asked about each time.
pub const ASK: HeaderValue = HeaderValue::from_static("no-cache");
/// For files whose name changes with their contents.
pub const FOREVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// HTML.
pub const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_desk_s_own_pages_may_use_passkeys_and_nothing_else_is_on_anywhere() {
        let on = |text: &str| text.split(", ").filter(|part| !part.ends_with("=()")).map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(on(always(true)["permissions-policy"].to_str().unwrap()), [""; 0]);
        let desk = on(AT_THE_DESK.to_str().unwrap());
        assert_eq!(desk, ["publickey-credentials-create=(self)", "publickey-credentials-get=(self)"]);
    }
}
