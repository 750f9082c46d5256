//! What is kept, in SQLite or PostgreSQL: one SQL text per query for both, so that neither falls behind.
//! Must not know what the kept text and bytes mean, how anything is sealed or opened, the clock (times are arguments), or HTTP.

mod audit;
mod backup;
mod concern;
mod direct;
mod disposal;
mod error;
mod expecting;
mod given;
mod keeper;
mod keys;
mod many;
mod open;
mod passkey;
mod progress;
mod record;
mod signing;
mod spool;
mod sso;
mod tables;
mod text;
mod together;
mod writer;

use std::fmt;
use std::sync::Arc;

pub use audit::{ActFilter, Appended, AuditHead, AuditRow};
pub use concern::{Columns, Concern, Filter, InShort, Intake, Keep, Mailbox, MailboxRow, Place, Taken};
pub use disposal::{Disposed, Unclean};
pub use error::{StoreError, TakeError};
pub use expecting::{Standing, Unopened};
pub use given::Given;
pub use keeper::{Health, KeepError, Keeper, Waiting};
pub use keys::{Account, Wrap, account_holder};
pub use many::ByConcern;
pub use passkey::Passkey;
pub use record::{Message, Record, Reply, Stamp};
pub use signing::{Factor, SessionRow};
pub use sso::Sso;
pub use together::Together;

/// SQL that makes the public door's role on PostgreSQL, or makes its rights right again; run by the owner of the tables.
pub const PUBLIC_ROLE_SQL: &str = include_str!("../roles/public.sql");

/// An open database. Cheap to clone; all clones share its connections and its writer.
#[derive(Clone)]
pub struct Store {
    pool: Pool,
    writer: writer::Writer,
    address: Arc<open::Address>,
}

/// **Silent: an address may have a password in it.**
impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store").finish_non_exhaustive()
    }
}

#[derive(Clone)]
enum Pool {
    Sqlite(sqlx::SqlitePool),
    Postgres(sqlx::PgPool),
}

/// Runs the same query on whichever database is open: `on!(store, pool => sqlx::query("…").execute(pool))`.
/// A macro and not sqlx's `Any`: that one knows fewer types, and takes SQLite's settings only as an address.
macro_rules! on {
    ($store:expr, $pool:ident => $query:expr) => {
        match &$store.pool {
            $crate::Pool::Sqlite($pool) => $query,
            $crate::Pool::Postgres($pool) => $query,
        }
    };
}
pub(crate) use on;

impl Store {
    /// How many transactions have taken concerns and additions in, since this was opened.
    pub fn commits(&self) -> u64 {
        self.writer.commits()
    }

    /// Ends all connections, when what is under way on them is done.
    pub async fn close(&self) {
        self.writer.stop().await;
        on!(self, pool => pool.close().await);
    }
}
