//! Sealing to the team, padding, receipts, and the carry of a form between pages.
//! **Cannot open a sealed concern.** Must not know HTTP or the store.

mod carry;
mod challenge;
mod keys;
mod padded;
mod receipt;
mod reply;
mod sealed;
pub mod words;

pub use carry::{CarryKeys, Stale};
pub use challenge::Act;
pub use keys::{BadKeys, PublicKey, PublicKeys, SealedTo, reply_text};
pub use padded::length as padded_length;
pub use receipt::{Mailbox, NotAMailbox, Receipt, WORDS, identity_from, scope};
pub use reply::{NotShown, verified};
pub use sealed::{LARGEST, NotARecipient, NotSealed, Recipient, looks_sealed, seal, seal_key};
