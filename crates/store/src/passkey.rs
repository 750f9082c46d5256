//! The table `passkey`: public halves, wraps of accounts' own keys, counters.
//! Must not know what any of the bytes mean, or what a passkey gives out.

use sqlx::FromRow;

use crate::{Store, StoreError, on};

const READING: &str = "reading passkeys";
const NOTING: &str = "keeping passkeys";

/// A passkey, as it is kept.
#[derive(Clone, PartialEq, Eq, Debug, FromRow)]
pub struct Passkey {
    /// Its random name.
    pub id: String,
    /// Whose.
    pub account: String,
    /// Its own name, by which a browser tells which it is.
    pub credential: String,
    /// Its public half.
    pub public_key: Vec<u8>,
    /// The name that the person gave it, sealed.
    pub label: Vec<u8>,
    /// The account's own key, wrapped for it, if it can unlock.
    pub wrapped: Option<Vec<u8>>,
    /// What the account's own key has made over the rest.
    pub mark: Vec<u8>,
    /// How often it says that it was used; 0 where it does not count.
    pub counter: i64,
    /// When it was added.
    pub made: i64,
}

impl Store {
    /// Keeps a passkey. False if there is one of that name.
    pub async fn add_passkey(&self, site: &str, key: &Passkey) -> Result<bool, StoreError> {
        const ADD: &str = "INSERT INTO passkey (site, id, account, credential, public_key, label, wrapped, mark, counter, made)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING";
        let added = on!(self, pool => {
            let query = sqlx::query(ADD).bind(site).bind(&key.id).bind(&key.account).bind(&key.credential).bind(&key.public_key);
            let query = query.bind(&key.label).bind(&key.wrapped).bind(&key.mark).bind(key.counter).bind(key.made);
            query.execute(pool).await.map(|done| done.rows_affected() == 1)
        });
        added.map_err(StoreError::query(NOTING))
    }

    /// An account's passkeys, the oldest first.
    pub async fn passkeys(&self, site: &str, account: &str) -> Result<Vec<Passkey>, StoreError> {
        const ALL: &str = "SELECT id, account, credential, public_key, label, wrapped, mark, counter, made FROM passkey
            WHERE site = $1 AND account = $2 ORDER BY made, id";
        let all = on!(self, pool => sqlx::query_as(ALL).bind(site).bind(account).fetch_all(pool).await);
        all.map_err(StoreError::query(READING))
    }

    /// The passkey that a browser names so.
    pub async fn passkey(&self, site: &str, credential: &str) -> Result<Option<Passkey>, StoreError> {
        const ONE: &str = "SELECT id, account, credential, public_key, label, wrapped, mark, counter, made FROM passkey
            WHERE site = $1 AND credential = $2";
        let found = on!(self, pool => sqlx::query_as(ONE).bind(site).bind(credential).fetch_optional(pool).await);
        found.map_err(StoreError::query(READING))
    }

    /// Notes how far a passkey has counted. False if that is not further than before, or it is gone: of two that say the same, one is a copy.
    pub async fn count_passkey(&self, site: &str, id: &str, counter: i64) -> Result<bool, StoreError> {
        const COUNT: &str = "UPDATE passkey SET counter = $3 WHERE site = $1 AND id = $2 AND (counter < $3 OR (counter = 0 AND $3 = 0))";
        let counted = on!(self, pool => {
            sqlx::query(COUNT).bind(site).bind(id).bind(counter).execute(pool).await.map(|done| done.rows_affected() == 1)
        });
        counted.map_err(StoreError::query(NOTING))
    }

    /// Deletes a passkey of an account, and its wrap with it. False if there was none.
    pub async fn drop_passkey(&self, site: &str, account: &str, id: &str) -> Result<bool, StoreError> {
        const DROP: &str = "DELETE FROM passkey WHERE site = $1 AND account = $2 AND id = $3";
        let gone = on!(self, pool => {
            sqlx::query(DROP).bind(site).bind(account).bind(id).execute(pool).await.map(|done| done.rows_affected() == 1)
        });
        gone.map_err(StoreError::query(NOTING))
    }
}
