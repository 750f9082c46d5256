//! Disposing of a record: everything that is kept of it goes in one transaction, its own key with it, and what is left is that it was. Then what
//! the database's files still hold of it is overwritten. Must not know why a record may go, or who says so.

use std::time::Duration;

use sqlx::sqlite::SqliteConnection;
use sqlx::{Connection as _, FromRow, PgConnection, Row};

use crate::open::{Connection, PATIENCE};
use crate::{Store, StoreError, on};

const DISPOSING: &str = "disposing of a record";
const CLEANING: &str = "cleaning the database's files";
/// How long the look at who reads may keep those who write: no longer, or what is told meanwhile turns to the spool.
const LOOK: Duration = Duration::from_secs(1);

/// A record that was disposed of.
#[derive(Clone, PartialEq, Eq, Debug, FromRow)]
pub struct Disposed {
    /// Its site.
    pub site: String,
    /// The concern's id.
    pub concern: String,
    /// When, in seconds since 1970, UTC.
    pub at: i64,
    /// The kind of record, as the site named it.
    pub kind: String,
}

/// What was deleted, because it is for fewer people now, and the database's files may still hold.
#[derive(Debug)]
pub struct Unclean(Vec<(String, String, String)>);

impl Unclean {
    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

pub(crate) const TOMBSTONE: &str = "INSERT INTO disposed (site, concern, at, kind) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
/// From keys to the row that all belong to: whatever is read in between, nothing of it opens.
const PARTS: [&str; 4] = [
    "DELETE FROM concern_key WHERE site = $1 AND concern = $2",
    "DELETE FROM record WHERE site = $1 AND concern = $2",
    "DELETE FROM reply WHERE site = $1 AND concern = $2",
    "DELETE FROM concern WHERE site = $1 AND id = $2",
];

impl Store {
    /// Deletes a concern with all that belongs to it, and keeps that it was. Durable when this returns `Ok`; the database's files may still hold its
    /// bytes until [`Store::clean`]. Nothing of that name is ever taken again.
    pub async fn dispose(&self, disposed: &Disposed) -> Result<(), StoreError> {
        let Disposed { site, concern, at, kind } = disposed;
        let done = on!(self, pool => async {
            let mut all = pool.begin().await?;
            sqlx::query(TOMBSTONE).bind(site).bind(concern).bind(at).bind(kind).execute(&mut *all).await?;
            for part in PARTS {
                sqlx::query(part).bind(site).bind(concern).execute(&mut *all).await?;
            }
            all.commit().await
        }.await);
        done.map_err(StoreError::query(DISPOSING))
    }

    /// What was disposed of at this time or later, of every site.
    pub async fn disposed(&self, since: i64) -> Result<Vec<Disposed>, StoreError> {
        const ALL: &str = "SELECT site, concern, at, kind FROM disposed WHERE at >= $1 ORDER BY at, site, concern";
        let all = on!(self, pool => sqlx::query_as(ALL).bind(since).fetch_all(pool).await);
        all.map_err(StoreError::query("reading what was disposed of"))
    }

    /// Whether a concern was disposed of.
    pub async fn is_disposed(&self, site: &str, concern: &str) -> Result<bool, StoreError> {
        const ONE: &str = "SELECT COUNT(*) FROM disposed WHERE site = $1 AND concern = $2";
        let one: Result<i64, _> = on!(self, pool => sqlx::query_scalar(ONE).bind(site).bind(concern).fetch_one(pool).await);
        one.map(|n| n > 0).map_err(StoreError::query("reading what was disposed of"))
    }

    /// Writes the database's files anew without what was deleted, and notes that they are clean of what is named: whatever is deleted while they are
    /// written stays to be done. False if somebody still reads what was there: to be called again, later each time. It takes as long as a copy of
    /// everything, and whoever would write meanwhile waits, or turns to the spool.
    pub async fn clean(&self, of: &Unclean) -> Result<bool, StoreError> {
        let cleaned = match self.address.connect().await? {
            Connection::Sqlite(mut own) => {
                let cleaned = clean_sqlite(&mut own).await;
                // It is being given up: there is nothing to do about a failure.
                let _ = own.close().await;
                cleaned
            }
            Connection::Postgres(mut own) => {
                let cleaned = clean_postgres(&mut own).await;
                let _ = own.close().await;
                cleaned
            }
        };
        let cleaned = cleaned.map_err(StoreError::query(CLEANING))?;
        if cleaned {
            self.is_clean_of(of).await?;
        }
        Ok(cleaned)
    }

    /// What was deleted, because it is for fewer people now, whose bytes the files may still hold.
    pub async fn unclean(&self) -> Result<Unclean, StoreError> {
        const ALL: &str = "SELECT site, concern, id FROM unclean";
        let all = on!(self, pool => sqlx::query_as(ALL).fetch_all(pool).await);
        all.map(Unclean).map_err(StoreError::query(CLEANING))
    }

    async fn is_clean_of(&self, Unclean(unclean): &Unclean) -> Result<(), StoreError> {
        const DONE: &str = "DELETE FROM unclean WHERE site = $1 AND concern = $2 AND id = $3";
        for (site, concern, id) in unclean {
            let done = on!(self, pool => sqlx::query(DONE).bind(site).bind(concern).bind(id).execute(pool).await.map(|_| ()));
            done.map_err(StoreError::query(CLEANING))?;
        }
        Ok(())
    }
}

/// The file anew, and then the log at length zero. Whoever reads an older state keeps the log from that, so it is emptied before as well: the copy of
/// everything is not made in vain. (Who began to read when the log was empty is seen only afterwards, or by the next try.)
async fn clean_sqlite(own: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    patience(own, LOOK).await?;
    if !empty_log(own).await? {
        return Ok(false);
    }
    patience(own, PATIENCE).await?;
    // The new file is as large as the old one: not in memory.
    sqlx::query("PRAGMA temp_store = FILE").execute(&mut *own).await?;
    sqlx::query("VACUUM").execute(&mut *own).await?;
    empty_log(own).await
}

async fn patience(own: &mut SqliteConnection, patience: Duration) -> Result<(), sqlx::Error> {
    let set = sqlx::AssertSqlSafe(format!("PRAGMA busy_timeout = {}", patience.as_millis()));
    sqlx::query(set).execute(own).await.map(drop)
}

/// Whether nobody kept it from that.
async fn empty_log(own: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    let log = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(own).await?;
    Ok(log.try_get::<i64, _>(0)? == 0)
}

/// The tables anew. What a transaction that began before the disposal could still ask for would be copied along, so there must be none.
async fn clean_postgres(own: &mut PgConnection) -> Result<bool, sqlx::Error> {
    const OTHERS: &str = "SELECT COUNT(*) FROM pg_stat_activity
        WHERE datname = current_database() AND backend_xmin IS NOT NULL AND pid <> pg_backend_pid()";
    if sqlx::query_scalar::<_, i64>(OTHERS).fetch_one(&mut *own).await? > 0 {
        return Ok(false);
    }
    for table in ["VACUUM (FULL) concern_key", "VACUUM (FULL) record", "VACUUM (FULL) reply", "VACUUM (FULL) concern"] {
        sqlx::raw_sql(table).execute(&mut *own).await?;
    }
    Ok(true)
}
