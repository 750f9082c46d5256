//! The desk's own address, as browsers see it: passkeys are bound to its host, and whoever went to an identity provider comes back to it.
//! Must not know where the program listens.

use url::{Host, Url};

/// An address that browsers let passkeys be used at: https and a name, or this machine itself as `localhost`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeskAddress {
    /// `https://desk.example.org`, as a browser says where a page is from.
    pub(crate) origin: String,
    /// `desk.example.org`.
    pub(crate) host: String,
}

/// What was given is no such address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an address such as https://desk.example.org is wanted: https, a name and no path (http for localhost alone)")]
pub struct NotADesk;

impl DeskAddress {
    /// Reads one.
    ///
    /// # Errors
    /// If browsers let no passkey be used there, or there is more in it than an origin.
    pub fn parse(text: &str) -> Result<DeskAddress, NotADesk> {
        let url = Url::parse(text).map_err(|_| NotADesk)?;
        let Some(Host::Domain(host)) = url.host() else { return Err(NotADesk) };
        let secure = url.scheme() == "https" || (url.scheme() == "http" && host == "localhost");
        let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
        if !secure || !bare || url.password().is_some() {
            return Err(NotADesk);
        }
        Ok(DeskAddress { origin: url.origin().ascii_serialization(), host: host.to_owned() })
    }

    /// `https://desk.example.org`, as a browser says where a page is from.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Where a desk that listens on this machine alone is found from it.
    pub fn local(port: u16) -> DeskAddress {
        DeskAddress { origin: format!("http://localhost:{port}"), host: "localhost".into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_one_that_browsers_let_passkeys_be_used_at() {
        let desk = DeskAddress::parse("https://Desk.example.org:8443/").unwrap();
        assert_eq!((desk.origin.as_str(), desk.host.as_str()), ("https://desk.example.org:8443", "desk.example.org"));
        assert_eq!(DeskAddress::parse("https://desk.example.org:443").unwrap().origin, "https://desk.example.org");
        assert_eq!(DeskAddress::parse("http://localhost:8081"), Ok(DeskAddress::local(8081)));
        for wrong in [
            "",
            "desk.example.org",
            "http://desk.example.org",
            "https://192.0.2.1",
            "https://desk.example.org/desk",
            "https://a:b@example.org",
        ] {
            assert_eq!(DeskAddress::parse(wrong), Err(NotADesk), "{wrong}");
        }
    }
}
