//! Records in, links with their reasons out: probabilistic linkage after Fellegi and Sunter, learned without labels.
//! Pure: no clock, no disk, no randomness. Must not know the store, concerns, or who asks.

mod born;
mod date;
mod distance;
mod domain;
mod explain;
mod find;
mod index;
mod kind;
mod learn;
mod level;
mod link;
mod model;
mod names;
mod plain;
mod rarity;
mod record;
mod sound;
mod sql;
mod store;
mod subject;
mod text;
mod tidy;
mod together;

pub use date::{Date, DateOrder, LeftOpen, Seen};
pub use explain::{FieldWeight, Stand};
pub use index::{Index, Learned, Match, Room, Sample};
pub use kind::{Kind, NotAKind};
pub use level::in_common;
pub use link::{Link, Linked, THRESHOLD, link, link_by};
pub use model::{Comparison, Model, Namesakes};
pub use plain::{Plain, PlainComparison, Table, plain_columns};
pub use record::{Field, Record, Schema};
pub use text::comparable;
pub use tidy::Copied;
