//! The concern: what is told, its payload, its workflow, its decision clock, and the chain of acts.
//! Pure: clock and randomness are arguments. Must not know sealing, the store, or HTTP.

pub mod fields;
mod id;

pub use id::{ConcernId, MessageId, NotAnId};
