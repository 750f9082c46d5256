//! The team's side: what people who are signed in do, the same for the command line and for the desk. Every act is noted in the chain before
//! it is done or shown. Must not know terminals, command lines or HTTP. **Must never be in the tree of the public door** (a test says so).

pub mod accounts;
pub mod acts;
mod answers;
mod circle;
mod desk;
pub mod disposal;
mod intake;
pub mod keys_file;
pub mod ledger;
mod link;
mod named;
mod open;
mod own;
pub mod passkeys;
pub mod passphrase;
mod reply;
pub mod session;
pub mod snapshot;
pub mod sso;
pub mod when;
mod work;

use std::path::PathBuf;

use course::Settings;
use seal::PublicKeys;
use store::{Store, StoreError};
use unseal::Cost;

pub use answers::{Unfit, fitting};
pub use circle::Circle;
pub use desk::{Desk, state};
pub use intake::goes_to;
pub use link::Side;
pub use open::{CONCERN, Closed, Kept, NOT_TOLD, OWN_KEY, Opened, REPLY, Receipt, Told, WORK, sealed_to};
pub use session::Session;

/// The time, randomness, and where a warning for who runs the machine goes. Tests give fixed ones.
#[derive(Clone, Copy)]
pub struct World {
    /// Seconds since 1970, UTC.
    pub now: fn() -> i64,
    /// Fills a buffer with random bytes.
    pub random: fn(&mut [u8]),
    /// Says one sentence to who runs the machine; never about people, but for the names of accounts.
    pub warn: fn(&str),
}

impl World {
    /// The time, in seconds since 1970, UTC.
    pub fn now(&self) -> i64 {
        (self.now)()
    }

    /// Sixteen random bytes: what a name is made of.
    pub fn name(&self) -> [u8; 16] {
        let mut bytes = [0; 16];
        (self.random)(&mut bytes);
        bytes
    }
}

/// Why something was not done. Each holds one sentence, for whoever asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// What was asked for cannot be.
    #[error("{0}")]
    Misuse(String),
    /// It may not be done, or something does not hold.
    #[error("{0}")]
    Refused(String),
    /// A file or the database does not let us.
    #[error("{0}")]
    CouldNot(String),
}

/// An installation, opened.
pub struct Office {
    /// The site's short name, under which everything is kept.
    pub site: String,
    /// `site.toml`.
    pub settings: Settings,
    /// `keys.toml`.
    pub keys_path: PathBuf,
    /// The ledger of what was disposed of.
    pub ledger: PathBuf,
    /// Where everything is kept.
    pub store: Store,
    /// Time, randomness, warnings.
    pub world: World,
}

impl Office {
    /// The public keys. They must be this site's, and real where the site is live.
    ///
    /// # Errors
    /// If there are none, or others.
    pub fn keys(&self) -> Result<PublicKeys, Error> {
        let keys = keys_file::of_site(&self.keys_path, &self.settings)?;
        let none = || Error::CouldNot(format!("there are no keys at `{}`; `waymark keys init` makes them", self.keys_path.display()));
        keys.ok_or_else(none)
    }
}

/// What a sign-in costs: next to nothing where the passphrase is known to all.
pub fn cost(keys: &PublicKeys) -> Cost {
    if keys.demo { Cost::DEMO } else { Cost::FULL }
}

/// Why the database or the spool cannot be used, and what to do.
pub fn away(error: &StoreError) -> Error {
    match error {
        StoreError::Address(_) => Error::Misuse(error.to_string()),
        StoreError::File(_) | StoreError::Spool(_) => {
            Error::CouldNot(format!("{error}; give another folder with --data, or another file with --database"))
        }
        // SQLite's NOTADB.
        StoreError::Refused { code, .. } if code == "26" => {
            Error::CouldNot("the database's file is not a database; put back a copy of it, or give another with --database".into())
        }
        _ => Error::CouldNot(error.to_string()),
    }
}
