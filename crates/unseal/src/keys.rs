//! The private halves of the team's and the managers' keys: born once, wrapped for each person who holds them, and never kept bare.
//! Must not know the store.

use std::fmt;

use age::x25519;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signature, Signer, SigningKey};
use seal::{PublicKey, PublicKeys, Recipient, SealedTo, reply_text, seal_key};
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, Zeroizing};

use crate::account::{Unlocked, secret_text};

/// One key's private half: what opens, and what signs replies. Its `Debug` is silent.
pub struct TeamKey {
    /// Its name, as in `keys.toml`.
    pub id: String,
    /// Whose it is.
    pub to: SealedTo,
    pub(crate) identity: x25519::Identity,
    signing: SigningKey,
}

/// A key, sealed to one person. In the age format, so that a recovery key and the stock `age` command open it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrap {
    /// The key's name.
    pub key: String,
    /// Who holds it: the name of an account, or [`RECOVERY`].
    pub holder: String,
    /// The key, sealed.
    pub sealed: Vec<u8>,
}

/// The holder that stands for the key on paper. No account can have this name.
pub const RECOVERY: &str = "recovery";

/// A wrap does not hold the key that it should.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the wrap does not open, or holds another key than its name says")]
pub struct BadWrap;

/// What is inside a wrap: JSON, for who must do without this program.
#[derive(Serialize, Deserialize, Zeroize)]
#[serde(deny_unknown_fields)]
struct Inside {
    key: String,
    identity: String,
    signing: String,
}

impl TeamKey {
    /// A new key. Its name says whose it is, and begins with what it opens: no two have the same.
    pub fn new(to: SealedTo, random: &mut dyn FnMut(&mut [u8])) -> TeamKey {
        let mut seed = Zeroizing::new([0; 32]);
        random(seed.as_mut());
        let identity = x25519::Identity::generate();
        let text = identity.to_public().to_string();
        let id = format!("{to}-{}", text.get(4..12).unwrap_or_default());
        TeamKey { id, to, identity, signing: SigningKey::from_bytes(&seed) }
    }

    /// Its public half.
    pub fn public(&self, made: &str) -> PublicKey {
        let verify = self.signing.verifying_key().to_bytes();
        PublicKey { id: self.id.clone(), to: self.to, recipient: self.recipient(), verify, made: made.to_owned() }
    }

    pub(crate) fn recipient(&self) -> Recipient {
        self.identity.to_public().to_string().parse().expect("age reads what it writes")
    }

    /// Wraps it for a person.
    pub fn wrap(&self, holder: &str, recipient: &Recipient) -> Wrap {
        let mut inside = Inside {
            key: self.id.clone(),
            identity: secret_text(&self.identity).to_string(),
            signing: URL_SAFE_NO_PAD.encode(self.signing.as_bytes()),
        };
        let json = Zeroizing::new(serde_json::to_vec(&inside).expect("strings are JSON"));
        inside.zeroize();
        Wrap { key: self.id.clone(), holder: holder.to_owned(), sealed: seal_key(recipient, &json) }
    }

    /// Unwraps a key, and makes sure that it is the private half of the one that `keys.toml` names.
    ///
    /// # Errors
    /// If it does not open, or is another key.
    pub fn unwrap(wrap: &Wrap, unlocked: &Unlocked, keys: &PublicKeys) -> Result<TeamKey, BadWrap> {
        let public = keys.named(&wrap.key).ok_or(BadWrap)?;
        let json = age::decrypt(&unlocked.identity, &wrap.sealed).map(Zeroizing::new).map_err(|_| BadWrap)?;
        let mut inside: Inside = serde_json::from_slice(&json).map_err(|_| BadWrap)?;
        let identity = inside.identity.parse::<x25519::Identity>().map_err(|_| BadWrap);
        let seed = URL_SAFE_NO_PAD.decode(&inside.signing).ok().and_then(|b| <[u8; 32]>::try_from(b).ok()).map(Zeroizing::new);
        inside.zeroize();
        let key =
            TeamKey { id: wrap.key.clone(), to: public.to, identity: identity?, signing: SigningKey::from_bytes(&*seed.ok_or(BadWrap)?) };
        if key.public(&public.made) == *public { Ok(key) } else { Err(BadWrap) }
    }

    /// Signs the JSON of a reply.
    pub(crate) fn sign(&self, json: &str) -> [u8; 64] {
        self.sign_bytes(&reply_text(json))
    }

    /// Signs bytes, which must begin with words that say what they are.
    pub(crate) fn sign_bytes(&self, bytes: &[u8]) -> [u8; 64] {
        self.signing.sign(bytes).to_bytes()
    }

    /// Whether this key has signed `bytes`.
    pub(crate) fn signed_bytes(&self, bytes: &[u8], signature: &[u8]) -> bool {
        let signature = Signature::from_slice(signature);
        signature.is_ok_and(|signature| self.signing.verifying_key().verify_strict(bytes, &signature).is_ok())
    }
}

impl fmt::Debug for TeamKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TeamKey({})", self.id)
    }
}

/// What key birth makes. The private keys go into wraps, the recovery key onto paper.
pub struct Birth {
    /// For `keys.toml`.
    pub public: PublicKeys,
    /// The new keys, to be wrapped for whoever holds them first.
    pub keys: Vec<TeamKey>,
    /// The wraps for the recovery key.
    pub wraps: Vec<Wrap>,
    /// The recovery key, to be shown once.
    pub recovery: Zeroizing<String>,
}

/// Makes the keys of an installation.
pub fn birth(site: &str, demo: bool, made: &str, random: &mut dyn FnMut(&mut [u8])) -> Birth {
    let recovery = x25519::Identity::generate();
    let to: Recipient = recovery.to_public().to_string().parse().expect("age reads what it writes");
    let keys = SealedTo::ALL.map(|of| TeamKey::new(of, random)).into_iter().collect::<Vec<_>>();
    let public = PublicKeys { site: site.to_owned(), demo, keys: keys.iter().map(|k| k.public(made)).collect(), recovery: to.clone() };
    let wraps = keys.iter().map(|k| k.wrap(RECOVERY, &to)).collect();
    Birth { public, keys, wraps, recovery: secret_text(&recovery) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::random;

    #[test]
    fn a_key_is_unwrapped_by_its_holder_and_by_recovery_and_by_nobody_else() {
        let born = birth("sample", true, "2026-11-24", &mut random());
        let recovery = Unlocked::from_text(&born.recovery.to_lowercase()).unwrap();
        let stranger = Unlocked { identity: x25519::Identity::generate() };
        for (key, wrap) in born.keys.iter().zip(&born.wraps) {
            let found = TeamKey::unwrap(wrap, &recovery, &born.public).unwrap();
            assert_eq!((&found.id, found.to), (&key.id, key.to));
            assert_eq!(TeamKey::unwrap(wrap, &stranger, &born.public).unwrap_err(), BadWrap);
        }
        let [team, managers] = [&born.wraps[0], &born.wraps[1]];
        let renamed = Wrap { key: managers.key.clone(), ..team.clone() };
        assert_eq!(TeamKey::unwrap(&renamed, &recovery, &born.public).unwrap_err(), BadWrap);
    }

    #[test]
    fn the_public_keys_hold_nothing_private() {
        let born = birth("sample", false, "2026-11-24", &mut random());
        let text = born.public.text();
        assert!(!text.contains("SECRET") && PublicKeys::parse(&text) == Ok(born.public));
    }
}
