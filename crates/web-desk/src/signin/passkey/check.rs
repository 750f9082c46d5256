//! What a browser sends of a passkey, checked as the standard asks (W3C Web Authentication, 7.1 and 7.2) for what this desk uses: no attestation, its
//! own pages alone, the person verified. **Bytes from a stranger.** Must not know challenges that were given out, accounts, or the store.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ciborium::Value;
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::key::PublicKey;

/// A credential's name is not longer, by the standard.
const LONGEST_NAME: usize = 1023;
const PRESENT: u8 = 1;
const VERIFIED: u8 = 1 << 2;
const MAY_BE_BACKED_UP: u8 = 1 << 3;
const IS_BACKED_UP: u8 = 1 << 4;
const HAS_KEY: u8 = 1 << 6;
const HAS_EXTENSIONS: u8 = 1 << 7;

/// Why it does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wrong {
    /// It cannot be read.
    Unreadable,
    /// It was made for something else.
    Kind,
    /// It was made on another site's page, or in a frame.
    Origin,
    /// It is another host's passkey.
    Host,
    /// The passkey has not made sure who uses it.
    Unverified,
    /// The signature is not its own.
    Signature,
}

/// What a passkey was asked to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// To be made.
    Create,
    /// To sign.
    Get,
}

/// What the browser says.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Client {
    r#type: String,
    /// The challenge, which still has to be one that was given out.
    pub(super) challenge: String,
    origin: String,
    #[serde(default)]
    cross_origin: bool,
    top_origin: Option<String>,
}

impl Client {
    /// Reads it.
    pub(super) fn read(client: &[u8]) -> Result<Client, Wrong> {
        serde_json::from_slice(client).map_err(|_| Wrong::Unreadable)
    }

    /// Whether it was asked for this by a page of `origin`.
    pub(super) fn is_for(&self, kind: Kind, origin: &str) -> Result<(), Wrong> {
        // Where it was made before what for: the one says that somebody stands between, the other nothing.
        if self.origin != origin || self.cross_origin || self.top_origin.is_some() {
            return Err(Wrong::Origin);
        }
        let wanted = if kind == Kind::Create { "webauthn.create" } else { "webauthn.get" };
        if self.r#type == wanted { Ok(()) } else { Err(Wrong::Kind) }
    }
}

/// What the passkey itself says, before what is signed of it.
struct Said<'a> {
    flags: u8,
    counter: u32,
    rest: &'a [u8],
}

fn said<'a>(data: &'a [u8], host: &str) -> Result<Said<'a>, Wrong> {
    let (of_host, rest) = data.split_at_checked(32).ok_or(Wrong::Unreadable)?;
    let (&flags, rest) = rest.split_first().ok_or(Wrong::Unreadable)?;
    let (counter, rest) = rest.split_first_chunk::<4>().ok_or(Wrong::Unreadable)?;
    if of_host != &Sha256::digest(host.as_bytes())[..] {
        return Err(Wrong::Host);
    }
    if flags & PRESENT == 0 || flags & VERIFIED == 0 {
        return Err(Wrong::Unverified);
    }
    if flags & IS_BACKED_UP != 0 && flags & MAY_BE_BACKED_UP == 0 {
        return Err(Wrong::Unreadable);
    }
    Ok(Said { flags, counter: u32::from_be_bytes(*counter), rest })
}

/// A passkey that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Made {
    /// Its own name, in base64url.
    pub(super) credential: String,
    /// Its public half, as COSE.
    pub(super) public_key: Vec<u8>,
    /// How often it says that it was used.
    pub(super) counter: u32,
}

/// Reads what was made for `host`. No attestation was asked for, so whatever stands there of it is not looked at: whoever adds a passkey is
/// signed in, and the desk trusts them with the choice of theirs.
pub(super) fn made(attestation: &[u8], host: &str) -> Result<Made, Wrong> {
    let Ok(Value::Map(map)) = ciborium::from_reader::<Value, _>(attestation) else { return Err(Wrong::Unreadable) };
    let data = map.iter().find(|(key, _)| key.as_text() == Some("authData")).and_then(|(_, value)| value.as_bytes());
    let said = said(data.ok_or(Wrong::Unreadable)?, host)?;
    if said.flags & HAS_KEY == 0 {
        return Err(Wrong::Unreadable);
    }
    let rest = said.rest.get(16..).ok_or(Wrong::Unreadable)?; // which make it is
    let (length, rest) = rest.split_first_chunk::<2>().ok_or(Wrong::Unreadable)?;
    let length = usize::from(u16::from_be_bytes(*length));
    let (name, key) = rest.split_at_checked(length).filter(|_| (1..=LONGEST_NAME).contains(&length)).ok_or(Wrong::Unreadable)?;
    let mut after = key;
    PublicKey::read(&mut after).ok_or(Wrong::Unreadable)?;
    if !after.is_empty() && said.flags & HAS_EXTENSIONS == 0 {
        return Err(Wrong::Unreadable);
    }
    let public_key = key[..key.len() - after.len()].to_vec();
    Ok(Made { credential: URL_SAFE_NO_PAD.encode(name), public_key, counter: said.counter })
}

/// Checks that a passkey of `host`, whose public half this is, has signed what the browser says. How often it says that it was used.
pub(super) fn signed(mut public_key: &[u8], client: &[u8], data: &[u8], signature: &[u8], host: &str) -> Result<u32, Wrong> {
    let said = said(data, host)?;
    let key = PublicKey::read(&mut public_key).ok_or(Wrong::Unreadable)?;
    let message = [data, &Sha256::digest(client)[..]].concat();
    if key.has_signed(&message, signature) { Ok(said.counter) } else { Err(Wrong::Signature) }
}

#[cfg(test)]
mod tests {
    //! What is cut, bent or too long. What is whole is tested through the door, with a passkey of the tests' own, and in a browser.

    use super::*;

    const HOST: &str = "localhost";

    fn data(flags: u8, rest: &[u8]) -> Vec<u8> {
        [&Sha256::digest(HOST)[..], &[flags, 0, 0, 0, 9], rest].concat()
    }

    fn attestation(data: &[u8]) -> Vec<u8> {
        let map = vec![(Value::from("fmt"), Value::from("none")), (Value::from("authData"), Value::from(data.to_vec()))];
        let mut bytes = Vec::new();
        ciborium::into_writer(&Value::Map(map), &mut bytes).unwrap();
        bytes
    }

    /// A key of Ed25519, as COSE.
    fn cose() -> Vec<u8> {
        [&[0xa4, 1, 1, 3, 0x27, 0x20, 6, 0x21, 0x58, 32][..], &[5; 32]].concat()
    }

    fn with_key(name: &[u8], more: &[u8]) -> Vec<u8> {
        [&[0; 16][..], &u16::try_from(name.len()).unwrap().to_be_bytes(), name, &cose(), more].concat()
    }

    #[test]
    fn what_was_made_is_read_and_what_is_cut_or_bent_is_not() {
        let flags = PRESENT | VERIFIED | HAS_KEY;
        let whole = data(flags, &with_key(b"name", &[]));
        let read = made(&attestation(&whole), HOST).unwrap();
        assert_eq!((read.credential.as_str(), read.public_key, read.counter), ("bmFtZQ", cose(), 9));
        for end in 0..whole.len() {
            assert!(made(&attestation(&whole[..end]), HOST).is_err(), "{end} bytes");
        }
        let extensions = made(&attestation(&data(flags | HAS_EXTENSIONS, &with_key(b"name", &[0xa0]))), HOST);
        assert_eq!(extensions.unwrap().public_key, cose(), "extensions are not part of the key");
        for (what, data, wrong) in [
            ("more than a key", data(flags, &with_key(b"name", &[0])), Wrong::Unreadable),
            ("no name", data(flags, &with_key(b"", &[])), Wrong::Unreadable),
            ("a name without an end", data(flags, &with_key(&[1; 1024], &[])), Wrong::Unreadable),
            ("no key", data(PRESENT | VERIFIED, &with_key(b"name", &[])), Wrong::Unreadable),
            ("nobody verified", data(PRESENT | HAS_KEY, &with_key(b"name", &[])), Wrong::Unverified),
            ("backed up, and may not be", data(flags | IS_BACKED_UP, &with_key(b"name", &[])), Wrong::Unreadable),
        ] {
            assert_eq!(made(&attestation(&data), HOST), Err(wrong), "{what}");
        }
        assert_eq!(made(&attestation(&whole), "example.org"), Err(Wrong::Host));
        assert_eq!(made(b"\x81\x01", HOST), Err(Wrong::Unreadable));
        assert_eq!(made(&[0x9f; 10_000], HOST), Err(Wrong::Unreadable), "a list in a list in a list");
    }

    #[test]
    fn what_the_browser_says_is_for_this_act_and_of_our_own_pages() {
        let of = |text: &str| {
            let client = Client::read(text.as_bytes())?;
            client.is_for(Kind::Get, "https://desk.example.org").map(|()| client.challenge)
        };
        let good = r#"{"type":"webauthn.get","challenge":"abc","origin":"https://desk.example.org","more":[1]}"#;
        assert_eq!(of(good), Ok("abc".into()));
        let bent = |from: &str, to: &str| of(&good.replace(from, to));
        assert_eq!(bent("webauthn.get", "webauthn.create"), Err(Wrong::Kind));
        for origin in ["https://desk.example.org.example.com", "http://desk.example.org", "https://desk.example.org/", "null"] {
            assert_eq!(bent("https://desk.example.org", origin), Err(Wrong::Origin), "{origin}");
        }
        assert_eq!(bent("\"more\":[1]", "\"crossOrigin\":true"), Err(Wrong::Origin), "in a frame of another site");
        assert_eq!(bent("\"more\":[1]", "\"topOrigin\":\"https://example.com\""), Err(Wrong::Origin));
        assert_eq!(of("{}"), Err(Wrong::Unreadable));
    }
}
