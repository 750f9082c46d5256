//! What is kept, in SQLite or PostgreSQL: one SQL text per query for both, so that neither falls behind.
//! Must not know what the kept text means, the clock (days are arguments), or HTTP.

mod error;
mod open;
mod progress;

pub use error::StoreError;

/// An open database. Cheap to clone; all clones share its connections.
#[derive(Clone, Debug)]
pub struct Store {
    pool: Pool,
}

#[derive(Clone, Debug)]
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
    /// Whether the database answers.
    pub async fn ready(&self) -> Result<(), StoreError> {
        let ready = on!(self, pool => sqlx::query("SELECT 1").execute(pool).await.map(|_| ()));
        ready.map_err(StoreError::query("asking whether it is there"))
    }

    /// Ends all connections, when what is under way on them is done.
    pub async fn close(&self) {
        on!(self, pool => pool.close().await);
    }
}
