//! Asks an identity provider who somebody is: OpenID Connect, the code flow with PKCE, and nothing but `openid` is asked for. What comes of it is a
//! pair of an issuer and a subject. Must not know accounts, pages or keys: **who runs a provider is given no key, and opens nothing.**

mod http;
mod provider;

use std::fmt;
use std::net::IpAddr;
use std::time::Duration;

use url::Url;
use zeroize::Zeroizing;

pub use provider::{Asked, Provider, Reach};

/// Whom to ask, and as whom.
#[derive(Clone)]
pub struct Settings {
    /// What people call those who run it: “Sample Council”.
    pub name: String,
    pub(crate) issuer: String,
    pub(crate) client_id: String,
    pub(crate) secret: Option<Zeroizing<String>>,
    pub(crate) acr_values: Vec<String>,
    pub(crate) max_age: Option<Duration>,
    pub(crate) back: Url,
}

/// Where people come back to.
pub const BACK: &str = "/sign-in/sso/back";

/// **Silent: a secret stands in it.**
impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings").field("issuer", &self.issuer).finish_non_exhaustive()
    }
}

impl Settings {
    /// Whom to ask, for the desk at the origin `desk`; with `acr_values` one of them must stand in what the provider signs.
    ///
    /// # Errors
    /// A sentence about the issuer, if what is asked of it would travel in clear.
    pub fn new(
        name: &str,
        issuer: &str,
        client_id: &str,
        secret: Option<Zeroizing<String>>,
        acr_values: &str,
        desk: &str,
    ) -> Result<Settings, String> {
        let wrong = || format!("an issuer is an address such as https://login.example.org/sample, with nothing after it, not `{issuer}`");
        let url = Url::parse(issuer).map_err(|_| wrong())?;
        let bare = url.query().is_none() && url.fragment().is_none() && url.username().is_empty() && url.password().is_none();
        if !bare || !is_safe(&url, is_here(&url)) {
            return Err(wrong());
        }
        let back = Url::parse(desk).and_then(|desk| desk.join(BACK)).map_err(|_| format!("`{desk}` is no address of a desk"))?;
        let acr_values = acr_values.split_whitespace().map(str::to_owned).collect();
        let (name, issuer, client_id) = (name.to_owned(), issuer.to_owned(), client_id.to_owned());
        Ok(Settings { name, issuer, client_id, secret, acr_values, max_age: None, back })
    }

    /// The same; people must have signed in there no longer ago than this, and the provider must say when they did.
    #[must_use]
    pub fn with_max_age(self, max_age: Option<Duration>) -> Settings {
        Settings { max_age, ..self }
    }

    /// Where people come back to: the provider must be told.
    pub fn back(&self) -> &Url {
        &self.back
    }
}

/// Whether an address is this machine's own.
fn is_here(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    host == "localhost" || host.trim_matches(['[', ']']).parse().is_ok_and(|ip: IpAddr| ip.is_loopback())
}

/// Whether an address may be asked: over TLS alone, but for a provider on this machine that leads to this machine.
fn is_safe(url: &Url, provider_is_here: bool) -> bool {
    match url.scheme() {
        "https" => url.host_str().is_some_and(|host| !host.is_empty()),
        "http" => provider_is_here && is_here(url),
        _ => false,
    }
}

/// Somebody, as a provider knows them. Two of the same issuer and subject are the same person; a name or an address says nothing of the kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Who {
    /// The provider.
    pub issuer: String,
    /// Their name there, for good.
    pub subject: String,
}

/// Why it is not known who somebody is. What stands in it is for the log: **no code, no token, no secret.**
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failed {
    /// The provider does not answer, or not as one does.
    #[error("the provider cannot be reached: {0}")]
    Away(String),
    /// It is there, and has no answer to just this: not what is brought to it, or not now.
    #[error("the provider has no answer: {0}")]
    NoAnswer(String),
    /// It has answered, and what it says does not hold.
    #[error("what the provider says does not hold: {0}")]
    NotSo(String),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_asked_in_clear_but_on_this_machine() {
        let new =
            |issuer: &str| Settings::new("Sample Council", issuer, "desk", Some("hush".to_owned().into()), "", "https://desk.example.org");
        for good in [
            "https://login.example.org",
            "https://login.example.org/a/v2.0",
            "http://127.0.0.1:4000",
            "http://localhost:1/x",
            "http://[::1]:1",
        ] {
            assert!(new(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "login.example.org",
            "http://login.example.org",
            "http://10.0.0.1",
            "ftp://127.0.0.1",
            "https://a@login.example.org",
            "https://login.example.org?a",
        ] {
            assert!(new(bad).unwrap_err().contains("https://login.example.org/sample"), "{bad}");
        }
        assert!(!is_safe(&Url::parse("http://127.0.0.1:1/keys").unwrap(), false), "a provider elsewhere leads nobody to what listens here");
        assert!(!format!("{:?}", new("https://login.example.org")).contains("hush"));
    }
}
