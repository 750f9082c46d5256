//! Opening what was sealed, wrapping keys for people, and keys of single concerns.
//! **Must never be in the tree of the public door** (a test says so). Must not know HTTP or the store.

mod account;
mod concern_key;
mod given;
mod keys;
mod open;
pub mod passkey;
mod snapshot;
mod vouch;

pub use account::{Account, Cost, Role, Unlocked, WrongPassphrase};
pub use concern_key::{ConcernKey, Written};
pub use given::{Given, Wrapped};
pub use keys::{BadWrap, Birth, RECOVERY, TeamKey, Wrap, birth};
pub use open::{Unreadable, open};

#[cfg(test)]
mod testing {
    //! What the tests share.

    use std::sync::atomic::{AtomicU64, Ordering};

    use seal::SealedTo;

    use crate::TeamKey;

    /// Bytes that no two calls share.
    pub(crate) fn random() -> impl FnMut(&mut [u8]) {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        |bytes| bytes.fill_with(|| (NEXT.fetch_add(0x9e37_79b9, Ordering::Relaxed) >> 7) as u8)
    }

    /// A key of each kind.
    pub(crate) fn keys() -> [TeamKey; 2] {
        SealedTo::ALL.map(|to| TeamKey::new(to, &mut random()))
    }
}
