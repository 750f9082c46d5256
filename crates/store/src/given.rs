//! A concern's own key, given anew to other holders, with all that follows from it in one transaction: nobody who lost it finds a way that is still open.
//! Must not know who they are, how a key is wrapped, or what is in a record.

use sqlx::AssertSqlSafe;

use crate::record::{self, Message};
use crate::{Store, StoreError, on};

/// What is written, and what goes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Given {
    /// Its site.
    pub site: String,
    /// Its id.
    pub concern: String,
    /// The own key for each holder, as it was when the new ones were made.
    pub before: Vec<(String, Vec<u8>)>,
    /// The own key for each holder, in place of all that were there.
    pub keys: Vec<(String, Vec<u8>)>,
    /// The accounts that alone may see it, one space between; none for all.
    pub named: Option<String>,
    /// The entries that say so.
    pub entries: Vec<Message>,
    /// Records that are deleted, as they are sealed again under other names: the name of each, and when it came.
    pub gone: Vec<(String, i64)>,
}

impl Given {
    /// Whether somebody held the key who holds it no more: the files may still have what opens it for them.
    fn takes_away(&self) -> bool {
        self.before.iter().any(|(holder, _)| !self.keys.iter().any(|(kept, _)| kept == holder))
    }
}

const GONE: &str = "DELETE FROM record WHERE site = $1 AND at = $2 AND concern = $3 AND id = $4";

/// Its bytes may stand in the database's files until [`Store::clean`].
const UNCLEAN: &str = "INSERT INTO unclean (site, concern, id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";

impl Store {
    /// Gives a concern's own key anew. False if someone else has meanwhile: then nothing is done, for what they wrote under theirs would be lost.
    ///
    /// # Errors
    /// If the database does not let us: then all is as it was.
    pub async fn give_concern_key(&self, given: &Given) -> Result<bool, StoreError> {
        // The row is locked first: of two who do this at once, the second then sees what the first has done.
        const NAMED: &str = "UPDATE concern SET named = $3 WHERE site = $1 AND id = $2";
        const THERE: &str = "SELECT holder_key_id, sealed FROM concern_key WHERE site = $1 AND concern = $2 ORDER BY holder_key_id";
        const OLD: &str = "DELETE FROM concern_key WHERE site = $1 AND concern = $2";
        const NEW: &str = "INSERT INTO concern_key (site, concern, holder_key_id, sealed) VALUES ($1, $2, $3, $4)";
        let (site, concern) = (&given.site, &given.concern);
        let done = on!(self, pool => async {
            let mut all = pool.begin().await?;
            sqlx::query(NAMED).bind(site).bind(concern).bind(&given.named).execute(&mut *all).await?;
            let there: Vec<(String, Vec<u8>)> = sqlx::query_as(THERE).bind(site).bind(concern).fetch_all(&mut *all).await?;
            if there != given.before {
                return all.rollback().await.map(|()| false);
            }
            sqlx::query(OLD).bind(site).bind(concern).execute(&mut *all).await?;
            if given.takes_away() {
                sqlx::query(UNCLEAN).bind(site).bind(concern).bind(concern).execute(&mut *all).await?;
            }
            for (holder, sealed) in &given.keys {
                sqlx::query(NEW).bind(site).bind(concern).bind(holder).bind(sealed).execute(&mut *all).await?;
            }
            for e in &given.entries {
                let query = sqlx::query(AssertSqlSafe(record::insert_text(1)));
                record::bind!(query, e.site, e.concern, e.id, e.kind, e.at, e.key_id, e.sealed).execute(&mut *all).await?;
            }
            for (id, at) in &given.gone {
                sqlx::query(GONE).bind(site).bind(at).bind(concern).bind(id).execute(&mut *all).await?;
                sqlx::query(UNCLEAN).bind(site).bind(concern).bind(id).execute(&mut *all).await?;
            }
            all.commit().await.map(|()| true)
        }.await);
        done.map_err(StoreError::query("giving a key"))
    }

    /// Deletes records that are sealed again under other names: the name of each, and when it came.
    ///
    /// # Errors
    /// If the database does not let us.
    pub async fn drop_records(&self, site: &str, concern: &str, gone: &[(String, i64)]) -> Result<(), StoreError> {
        let done = on!(self, pool => async {
            let mut all = pool.begin().await?;
            for (id, at) in gone {
                sqlx::query(GONE).bind(site).bind(at).bind(concern).bind(id).execute(&mut *all).await?;
                sqlx::query(UNCLEAN).bind(site).bind(concern).bind(id).execute(&mut *all).await?;
            }
            all.commit().await
        }.await);
        done.map_err(StoreError::query("deleting what is sealed again"))
    }
}
