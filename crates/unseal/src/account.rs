//! People who hold keys: each has an age identity of their own, locked by a passphrase through Argon2id.
//! **A passphrase is never kept, and not shown by `Debug`.** Must not know the store, or what a person may do beside holding keys.

use std::fmt;

use age::x25519;
use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hkdf::Hkdf;
use seal::{Recipient, SealedTo, identity_from, seal_key};
use sha2::Sha256;
use zeroize::Zeroizing;

/// What a person is there for, and so which keys they hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Works concerns: holds the team's keys.
    Worker,
    /// Answers for the team: holds the team's and the managers' keys, and gives them to others.
    Manager,
    /// Sees the record of acts, and no concern.
    Auditor,
    /// Cares for settings and accounts, and sees no concern.
    Administrator,
    /// The one-time code of key birth: it becomes the first manager, and is then gone.
    Setup,
}

impl Role {
    const ALL: [Role; 5] = [Role::Worker, Role::Manager, Role::Auditor, Role::Administrator, Role::Setup];

    /// As it is kept.
    pub fn text(self) -> &'static str {
        match self {
            Role::Worker => "worker",
            Role::Manager => "manager",
            Role::Auditor => "auditor",
            Role::Administrator => "administrator",
            Role::Setup => "setup",
        }
    }

    /// Reads what [`Role::text`] writes.
    pub fn parse(text: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|r| r.text() == text)
    }

    /// Whether who has this role holds that key.
    pub fn holds(self, to: SealedTo) -> bool {
        match self {
            Role::Manager | Role::Setup => true,
            Role::Worker => to == SealedTo::Team,
            Role::Auditor | Role::Administrator => false,
        }
    }
}

/// What Argon2id costs (RFC 9106). Kept with each account, so that it can rise later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    /// Memory, in KiB.
    pub memory: u32,
    /// Passes.
    pub passes: u32,
}

impl Cost {
    /// RFC 9106, section 4, the second recommendation: 64 MiB and 3 passes, here in one lane.
    pub const FULL: Cost = Cost { memory: 64 * 1024, passes: 3 };
    /// For demonstrations and tests alone.
    pub const DEMO: Cost = Cost { memory: 256, passes: 1 };
}

/// A person's account, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Its name.
    pub name: String,
    /// What they are there for.
    pub role: Role,
    /// Keys are wrapped to this.
    pub recipient: Recipient,
    /// Salt and cost: `argon2id$MEMORY$PASSES$SALT`.
    pub kdf: String,
    /// Their identity, sealed to what follows from the passphrase.
    pub locked: Vec<u8>,
}

/// A person's identity, unlocked. Its `Debug` is silent.
pub struct Unlocked {
    pub(crate) identity: x25519::Identity,
}

/// The passphrase is not this account's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the passphrase does not open this account")]
pub struct WrongPassphrase;

impl Account {
    /// A new account, with an identity of its own.
    pub fn new(name: &str, role: Role, passphrase: &str, cost: Cost, random: &mut dyn FnMut(&mut [u8])) -> (Account, Unlocked) {
        let unlocked = Unlocked { identity: x25519::Identity::generate() };
        let (kdf, locked) = lock(&unlocked, passphrase, cost, random);
        let recipient = unlocked.recipient();
        (Account { name: name.to_owned(), role, recipient, kdf, locked }, unlocked)
    }

    /// Unlocks it. Takes a tenth of a second or so, on purpose.
    ///
    /// # Errors
    /// If the passphrase is another.
    pub fn unlock(&self, passphrase: &str) -> Result<Unlocked, WrongPassphrase> {
        let identity = derived(&self.kdf, passphrase).ok_or(WrongPassphrase)?;
        let text = age::decrypt(&identity, &self.locked).map(Zeroizing::new).map_err(|_| WrongPassphrase)?;
        let text = std::str::from_utf8(&text).map_err(|_| WrongPassphrase)?;
        let unlocked = Unlocked { identity: text.parse().map_err(|_| WrongPassphrase)? };
        // Who can write to the database could put another identity here, but not one that keys were wrapped to.
        if unlocked.recipient() == self.recipient { Ok(unlocked) } else { Err(WrongPassphrase) }
    }

    /// The account with another passphrase. Wraps stay as they are: the identity is the same.
    pub fn with_passphrase(&self, unlocked: &Unlocked, passphrase: &str, cost: Cost, random: &mut dyn FnMut(&mut [u8])) -> Account {
        let (kdf, locked) = lock(unlocked, passphrase, cost, random);
        Account { kdf, locked, ..self.clone() }
    }
}

impl Unlocked {
    /// From the text of an age identity, such as the recovery key on paper. Any case, and spaces count for nothing.
    pub fn from_text(text: &str) -> Option<Unlocked> {
        let text = Zeroizing::new(text.split_whitespace().collect::<String>().to_uppercase());
        text.parse().ok().map(|identity| Unlocked { identity })
    }

    /// Opens what was sealed to this person alone, such as the secret of a second step.
    pub fn open(&self, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        crate::open::decrypt(&self.identity, sealed)
    }

    /// This person's own word for something: it follows from their key and every part of it, and so can be given, and held against what is kept,
    /// only after their passphrase was right. `about` says of what kind it is.
    pub fn word(&self, about: &str, parts: &[&str]) -> [u8; 32] {
        let parts: Vec<String> = parts.iter().map(|part| format!("{}:{part}", part.len())).collect();
        let info = format!("{about}\0{}", parts.join(","));
        let mut word = [0; 32];
        let hkdf = Hkdf::<Sha256>::new(Some(b"waymark-own-word-v1"), secret_text(&self.identity).as_bytes());
        hkdf.expand(info.as_bytes(), &mut word).expect("32 bytes are few for HKDF");
        word
    }

    /// Its public half.
    pub fn recipient(&self) -> Recipient {
        self.identity.to_public().to_string().parse().expect("age reads what it writes")
    }
}

impl fmt::Debug for Unlocked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Unlocked")
    }
}

fn lock(unlocked: &Unlocked, passphrase: &str, cost: Cost, random: &mut dyn FnMut(&mut [u8])) -> (String, Vec<u8>) {
    let mut salt = [0; 16];
    random(&mut salt);
    let kdf = format!("argon2id${}${}${}", cost.memory, cost.passes, URL_SAFE_NO_PAD.encode(salt));
    let identity = derived(&kdf, passphrase).expect("it was just written so");
    let to: Recipient = identity.to_public().to_string().parse().expect("age reads what it writes");
    (kdf, seal_key(&to, secret_text(&unlocked.identity).as_bytes()))
}

/// The text `AGE-SECRET-KEY-1…` of an identity.
pub(crate) fn secret_text(identity: &x25519::Identity) -> Zeroizing<String> {
    use age::secrecy::ExposeSecret;
    Zeroizing::new(identity.to_string().expose_secret().to_owned())
}

/// The identity that follows from a passphrase; `None` if `kdf` is not one that this program writes.
fn derived(kdf: &str, passphrase: &str) -> Option<x25519::Identity> {
    let mut parts = kdf.split('$');
    let (name, memory, passes, salt) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let salt = URL_SAFE_NO_PAD.decode(salt).ok().filter(|_| name == "argon2id" && parts.next().is_none())?;
    let (memory, passes) = (memory.parse().ok()?, passes.parse().ok()?);
    // What stands in a database must not be able to make a sign-in take all memory.
    if memory > 1024 * 1024 || passes > 16 {
        return None;
    }
    let params = Params::new(memory, passes, 1, Some(32)).ok()?;
    let mut secret = Zeroizing::new([0; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params).hash_password_into(passphrase.as_bytes(), &salt, secret.as_mut()).ok()?;
    Some(identity_from(&secret))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::random;

    #[test]
    fn only_the_passphrase_unlocks() {
        let (account, unlocked) = Account::new("sample", Role::Worker, "an old passphrase", Cost::DEMO, &mut random());
        assert_eq!(account.unlock("an old passphrase").unwrap().recipient(), unlocked.recipient());
        assert_eq!(account.unlock("another passphrase").unwrap_err(), WrongPassphrase);
        let changed = account.with_passphrase(&unlocked, "a new one", Cost { memory: 512, passes: 2 }, &mut random());
        assert!(changed.unlock("a new one").is_ok() && changed.unlock("an old passphrase").is_err());
        assert_eq!(changed.recipient, account.recipient, "wraps stay as they are");
    }

    #[test]
    fn one_s_own_word_is_for_just_that_and_nobody_else_s() {
        let new = |name| Account::new(name, Role::Worker, "passphrase", Cost::DEMO, &mut random());
        let ((account, unlocked), (_, other)) = (new("sample"), new("other"));
        let word = unlocked.word("about", &["a", "bc"]);
        assert_eq!(account.unlock("passphrase").unwrap().word("about", &["a", "bc"]), word);
        for another in [unlocked.word("about", &["ab", "c"]), unlocked.word("else", &["a", "bc"]), other.word("about", &["a", "bc"])] {
            assert_ne!(another, word);
        }
    }

    #[test]
    fn an_account_that_was_tampered_with_does_not_open() {
        let (account, _) = Account::new("sample", Role::Worker, "passphrase", Cost::DEMO, &mut random());
        let (other, _) = Account::new("other", Role::Worker, "passphrase", Cost::DEMO, &mut random());
        let swapped = Account { kdf: other.kdf.clone(), locked: other.locked, ..account.clone() };
        assert_eq!(swapped.unlock("passphrase").unwrap_err(), WrongPassphrase);
        for kdf in [
            "",
            "argon2id$1$1$AA",
            "argon2id$999999999$1$AAAAAAAAAAAAAAAAAAAAAA",
            "scrypt$256$1$AAAAAAAAAAAAAAAAAAAAAA",
            "argon2id$256$99$AAAAAAAAAAAAAAAAAAAAAA",
        ] {
            assert!(Account { kdf: kdf.into(), ..account.clone() }.unlock("passphrase").is_err(), "{kdf}");
        }
    }
}
