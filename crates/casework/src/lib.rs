//! The concern: what is told, its payload, its workflow, its decision clock, and the chain of acts.
//! Pure: clock and randomness are arguments. Must not know sealing, the store, or HTTP.

mod answers;
pub mod audit;
pub mod case;
pub mod chronology;
mod clock;
mod decided;
pub mod export;
pub mod fields;
pub mod figures;
pub mod from_form;
mod id;
mod owed;
mod payload;
mod plain;
mod received;
mod state;
pub mod work;

pub use answers::Answers;
pub use case::Case;
pub use clock::{Calendar, Hours, bank_holidays, london};
pub use decided::{Clock, london_day};
pub use id::{ConcernId, MessageId, NotAnId};
pub use owed::Owed;
pub use payload::{LONGEST_MESSAGE, LONGEST_PAYLOAD, Misread, Payload, Place, Reply, Said, Signed, schema};
pub use plain::{borrowed, capital, plain};
pub use received::{believed, moment, received};
pub use state::State;
pub use work::Work;
