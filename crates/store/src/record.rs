//! The tables `record` and `reply`: sealed bytes that are added and never changed.
//! Must not know what is inside, or who may read it.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use sqlx::{AssertSqlSafe, FromRow};

use crate::concern::Taken;
use crate::writer::{Work, Written};
use crate::{Store, StoreError, on, text};

pub(crate) const KEEPING: &str = "keeping what was told";
/// The kind of the record that is the concern itself.
pub(crate) const CONCERN: &str = "concern";

/// A sealed message about a concern that is there already: what the teller adds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Message {
    /// Its site.
    pub site: String,
    /// The concern's id.
    pub concern: String,
    /// Its own random id, 22 characters; also its idempotency key.
    pub id: String,
    /// `addition`, or another that is not `concern`.
    pub kind: String,
    /// When it came.
    pub at: i64,
    /// The key that it is sealed to.
    pub key_id: String,
    /// The sealed bytes.
    pub sealed: Vec<u8>,
}

/// One record of a concern, as it was kept.
#[derive(Clone, PartialEq, Eq, Debug, FromRow)]
pub struct Record {
    /// Its id; the concern's own, if it is the concern itself.
    pub id: String,
    /// `concern`, `addition`, …
    pub kind: String,
    /// When it came.
    pub at: i64,
    /// The key that it is sealed to.
    pub key_id: String,
    /// The sealed bytes.
    pub sealed: Vec<u8>,
}

/// The team's answer, sealed to the teller's mailbox.
#[derive(Clone, PartialEq, Eq, Debug, FromRow)]
pub struct Reply {
    /// Its random id.
    pub id: String,
    /// The concern's id.
    pub concern: String,
    /// When it was given.
    pub at: i64,
    /// The sealed bytes.
    pub sealed: Vec<u8>,
}

/// How the records of a concern stand: who has seen so many, the newest of them of that time, has seen them all.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize)]
pub struct Stamp {
    /// How many there are.
    pub records: i64,
    /// When the newest came.
    pub newest: i64,
}

pub(crate) const INTO: &str = "record (site, concern, id, kind, at, key_id, sealed)";
pub(crate) const COLUMNS: usize = 7;

pub(crate) fn insert_text(rows: usize) -> Arc<str> {
    static TEXTS: LazyLock<Vec<Arc<str>>> = LazyLock::new(|| text::inserts(INTO, COLUMNS));
    Arc::clone(&TEXTS[rows - 1])
}

/// Binds one row of [`insert_text`].
macro_rules! bind {
    ($query:expr, $site:expr, $concern:expr, $id:expr, $kind:expr, $at:expr, $key_id:expr, $sealed:expr) => {{
        let query = $query.bind(&$site).bind(&$concern).bind(&$id).bind(&$kind[..]);
        query.bind($at).bind(&$key_id).bind(&$sealed)
    }};
}
pub(crate) use bind;

pub(crate) const STAMPS: &str = "SELECT concern, COUNT(*), MAX(at) FROM record WHERE site = $1 GROUP BY concern";
pub(crate) const CHANGED: &str = "SELECT DISTINCT concern FROM record WHERE site = $1 AND at >= $2 ORDER BY concern";

impl Store {
    pub(crate) async fn write(&self, work: Arc<Work>) -> Result<Written, StoreError> {
        match &*work {
            Work::Message(m) if m.kind == CONCERN || m.id == m.concern => Err(StoreError::Misplaced),
            _ => self.writer.write(work).await,
        }
    }

    /// Adds to a concern. Durable when this returns `Ok`; the same id is kept once.
    pub async fn add_record(&self, message: Message) -> Result<Taken, StoreError> {
        match self.write(Arc::new(Work::Message(message))).await? {
            Written::Stored => Ok(Taken::Stored),
            Written::Already | Written::Conflict => Ok(Taken::Already),
        }
    }

    /// All records of a concern, in the order in which they came.
    pub async fn records(&self, site: &str, concern: &str) -> Result<Vec<Record>, StoreError> {
        // Put in order here: asked for an order, SQLite would look through all records of the site in that order for those of one concern.
        const RECORDS: &str = "SELECT r.id, r.kind, r.at, r.key_id, r.sealed FROM concern c
            JOIN record r ON r.site = c.site AND r.at = c.arrived AND r.concern = c.id AND r.id = c.id
            WHERE c.site = $1 AND c.id = $2
            UNION ALL SELECT id, kind, at, key_id, sealed FROM record WHERE site = $1 AND concern = $2 AND kind <> 'concern'";
        let records: Result<Vec<Record>, _> = on!(self, pool => sqlx::query_as(RECORDS).bind(site).bind(concern).fetch_all(pool).await);
        let mut records = records.map_err(StoreError::query("reading records"))?;
        records.sort_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
        Ok(records)
    }

    /// How the records of every concern stand, by its name.
    pub async fn stamps(&self, site: &str) -> Result<HashMap<String, Stamp>, StoreError> {
        let stamps: Result<Vec<(String, i64, i64)>, _> = on!(self, pool => sqlx::query_as(STAMPS).bind(site).fetch_all(pool).await);
        let stamps = stamps.map_err(StoreError::query("reading records"))?;
        Ok(stamps.into_iter().map(|(concern, records, newest)| (concern, Stamp { records, newest })).collect())
    }

    /// Keeps an answer twice, for the record and for a mailbox, or not at all: what was sent is known to the team, and what the team
    /// believes to be sent can be read. The same two again are kept once.
    pub async fn put_reply(&self, record: &Message, mailbox: &str, reply: &Reply) -> Result<Taken, StoreError> {
        const FOR_TELLER: &str = "INSERT INTO reply (site, mailbox, id, concern, at, sealed) VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT DO NOTHING";
        if record.kind == CONCERN || record.id == record.concern {
            return Err(StoreError::Misplaced);
        }
        let m = record;
        let put = on!(self, pool => {
            async {
                let mut both = pool.begin().await?;
                let query = sqlx::query(AssertSqlSafe(insert_text(1)));
                bind!(query, m.site, m.concern, m.id, m.kind, m.at, m.key_id, m.sealed).execute(&mut *both).await?;
                let query = sqlx::query(FOR_TELLER).bind(&m.site).bind(mailbox).bind(&reply.id).bind(&reply.concern);
                let put = query.bind(reply.at).bind(&reply.sealed).execute(&mut *both).await?.rows_affected();
                both.commit().await.map(|()| put)
            }
            .await
        });
        let put = put.map_err(StoreError::query("keeping an answer"))?;
        Ok(if put == 1 { Taken::Stored } else { Taken::Already })
    }

    /// All answers for a mailbox, in the order in which they were given.
    pub async fn replies(&self, site: &str, mailbox: &str) -> Result<Vec<Reply>, StoreError> {
        const REPLIES: &str = "SELECT id, concern, at, sealed FROM reply WHERE site = $1 AND mailbox = $2 ORDER BY at, id";
        let replies = on!(self, pool => sqlx::query_as(REPLIES).bind(site).bind(mailbox).fetch_all(pool).await);
        replies.map_err(StoreError::query("reading answers"))
    }

    /// The concerns to which something was added at `since` or after, each once.
    pub async fn changed(&self, site: &str, since: i64) -> Result<Vec<String>, StoreError> {
        let changed = on!(self, pool => sqlx::query_scalar(CHANGED).bind(site).bind(since).fetch_all(pool).await);
        changed.map_err(StoreError::query("reading records"))
    }
}
