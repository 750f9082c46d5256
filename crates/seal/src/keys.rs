//! `keys.toml`: the public halves of the keys, in a file and never in the database, so that who can write to that cannot swap them.
//! **There is nothing secret in it.** Must not know where the file is.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signature, VerifyingKey};
use serde::{Deserialize, Serialize};

use crate::Recipient;

/// Which of the two keys a concern is sealed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SealedTo {
    /// The team's.
    Team,
    /// The managers': about someone who works or volunteers with children, or in the team itself.
    Managers,
}

impl SealedTo {
    /// Both.
    pub const ALL: [SealedTo; 2] = [SealedTo::Team, SealedTo::Managers];

    /// As it is written.
    pub fn text(self) -> &'static str {
        match self {
            SealedTo::Team => "team",
            SealedTo::Managers => "managers",
        }
    }

    /// Reads what [`SealedTo::text`] writes.
    pub fn parse(text: &str) -> Option<SealedTo> {
        SealedTo::ALL.into_iter().find(|to| to.text() == text)
    }
}

impl fmt::Display for SealedTo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

/// `keys.toml`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKeys {
    /// The site's short name.
    pub site: String,
    /// Whether they were made for trying out. A live site refuses such.
    pub demo: bool,
    /// Every key, oldest first. The last of each kind is the one that is sealed to; replies of all are believed.
    pub keys: Vec<PublicKey>,
    /// Whoever holds the private half of this, on paper, can open everything.
    pub recovery: Recipient,
}

/// The public half of one key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey {
    /// Its name.
    pub id: String,
    /// Whose it is.
    pub to: SealedTo,
    /// What is sealed to.
    pub recipient: Recipient,
    /// What replies are checked with.
    pub verify: [u8; 32],
    /// The day it was made, such as `2026-11-24`.
    pub made: String,
}

/// The text is no `keys.toml`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("keys.toml cannot be used: {0}")]
pub struct BadKeys(String);

const HEAD: &str =
    "# The public halves of this installation's keys, written by `waymark keys`. Nothing here is secret, but whoever can change
# this file can have concerns sealed to a key of their own: let only the owner of this file write to it.
";

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    version: u32,
    site: String,
    demo: bool,
    recovery: String,
    #[serde(rename = "key")]
    keys: Vec<FileKey>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FileKey {
    id: String,
    #[serde(rename = "for")]
    to: SealedTo,
    recipient: String,
    verify: String,
    made: String,
}

impl PublicKeys {
    /// Reads the file's text.
    ///
    /// # Errors
    /// Says what is wrong with it.
    pub fn parse(text: &str) -> Result<PublicKeys, BadKeys> {
        let bad = |what: &str| BadKeys(what.to_owned());
        let file: File = toml::from_str(text).map_err(|e| BadKeys(e.message().split_whitespace().collect::<Vec<_>>().join(" ")))?;
        if file.version != 1 {
            return Err(bad("it is of a version that this program does not know"));
        }
        let recipient = |text: &str| text.parse().map_err(|_| BadKeys(format!("`{text}` is no age recipient")));
        let keys = file.keys.into_iter().map(|key| {
            let bytes = URL_SAFE_NO_PAD.decode(&key.verify).ok().and_then(|b| <[u8; 32]>::try_from(b).ok());
            let verify = bytes.filter(|b| VerifyingKey::from_bytes(b).is_ok()).ok_or_else(|| bad("a `verify` is no Ed25519 key"))?;
            Ok(PublicKey { recipient: recipient(&key.recipient)?, id: key.id, to: key.to, verify, made: key.made })
        });
        let keys = keys.collect::<Result<Vec<_>, BadKeys>>()?;
        let all = PublicKeys { site: file.site, demo: file.demo, recovery: recipient(&file.recovery)?, keys };
        match SealedTo::ALL.into_iter().find(|to| !all.keys.iter().any(|k| k.to == *to)) {
            Some(to) => Err(BadKeys(format!("there is no key for `{to}`"))),
            None => Ok(all),
        }
    }

    /// The file's text.
    pub fn text(&self) -> String {
        let key = |k: &PublicKey| FileKey {
            id: k.id.clone(),
            to: k.to,
            recipient: k.recipient.to_string(),
            verify: URL_SAFE_NO_PAD.encode(k.verify),
            made: k.made.clone(),
        };
        let keys = self.keys.iter().map(key).collect();
        let file = File { version: 1, site: self.site.clone(), demo: self.demo, recovery: self.recovery.to_string(), keys };
        format!("{HEAD}\n{}", toml::to_string(&file).expect("strings and numbers are TOML"))
    }

    /// The key that is sealed to.
    pub fn current(&self, to: SealedTo) -> &PublicKey {
        self.keys.iter().rev().find(|k| k.to == to).expect("there is one of each kind, or it would not have been read")
    }

    /// The key with this name.
    pub fn named(&self, id: &str) -> Option<&PublicKey> {
        self.keys.iter().find(|k| k.id == id)
    }
}

impl PublicKey {
    /// Whether `signature` over a reply is this key's.
    pub fn signed(&self, reply: &str, signature: &[u8; 64]) -> bool {
        let key = VerifyingKey::from_bytes(&self.verify);
        key.is_ok_and(|key| key.verify_strict(&reply_text(reply), &Signature::from_bytes(signature)).is_ok())
    }
}

/// What is signed of a reply: its JSON, after words that nothing else begins with.
pub fn reply_text(json: &str) -> Vec<u8> {
    [b"waymark-reply-v1\0", json.as_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(id: &str, to: SealedTo, seed: u8) -> PublicKey {
        let verify = ed25519_dalek::SigningKey::from_bytes(&[seed; 32]).verifying_key().to_bytes();
        let recipient = age::x25519::Identity::generate().to_public().to_string().parse().unwrap();
        PublicKey { id: id.into(), to, recipient, verify, made: "2026-11-24".into() }
    }

    fn keys() -> PublicKeys {
        let keys = vec![key("team-a", SealedTo::Team, 1), key("managers-a", SealedTo::Managers, 2), key("team-b", SealedTo::Team, 3)];
        PublicKeys { site: "sample".into(), demo: true, recovery: keys[0].recipient.clone(), keys }
    }

    #[test]
    fn it_is_read_as_it_is_written_and_the_newest_key_counts() {
        let all = keys();
        assert_eq!(PublicKeys::parse(&all.text()), Ok(all.clone()));
        assert_eq!(all.current(SealedTo::Team).id, "team-b");
        assert_eq!(all.named("team-a").map(|k| k.id.as_str()), Some("team-a"));
    }

    #[test]
    fn what_cannot_be_used_says_why() {
        let good = keys().text();
        let told = |text: &str| PublicKeys::parse(text).unwrap_err().to_string();
        assert!(told("").contains("missing field"), "{}", told(""));
        assert!(told(&good.replace("version = 1", "version = 2")).contains("a version that this program does not know"));
        assert!(told(&good.replace("\"managers\"", "\"team\"")).contains("no key for `managers`"));
        assert!(told(&good.replace("age1", "age2")).contains("is no age recipient"));
        assert!(told(&good.replace("verify = \"", "verify = \"AA")).contains("no Ed25519 key"));
        assert!(told(&good.replace("demo = true", "demo = true\nmore = 1")).contains("unknown field"));
    }
}
