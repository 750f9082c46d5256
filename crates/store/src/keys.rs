//! The tables `concern_key`, `account` and `wrap`: keys, each sealed or wrapped for someone.
//! Must not know how they are wrapped, who may do what, or any key in clear.

use sqlx::FromRow;

use crate::{Store, StoreError, on};

const SAVING: &str = "saving a key";
const READING: &str = "reading keys";
const ACCOUNTS: &str = "reading accounts";

/// Who may sign in at the desk.
#[derive(Clone, PartialEq, Eq, Debug, FromRow)]
pub struct Account {
    /// The name to sign in with.
    pub name: String,
    /// What they may do.
    pub role: String,
    /// Wraps for them are sealed to this.
    pub recipient: String,
    /// What vouches for the row: a signature by a manager's key. Nobody signs in or is given a key without it.
    pub verify: Option<String>,
    /// How the passphrase becomes a key.
    pub kdf: String,
    /// Their secret key, wrapped by that.
    pub wrapped: Vec<u8>,
    /// When it was made.
    pub made: i64,
    /// When it ended.
    pub ended: Option<i64>,
}

/// A team key, sealed to one holder.
#[derive(Clone, PartialEq, Eq, Debug, FromRow)]
pub struct Wrap {
    /// Which key.
    pub key_id: String,
    /// For whom.
    pub holder: String,
    /// The key, sealed to them.
    pub sealed: Vec<u8>,
    /// When it was made.
    pub made: i64,
}

/// Who holds a concern's own key where it is wrapped for an account, and not for a key of the team's.
pub fn account_holder(name: &str) -> String {
    format!("account:{name}")
}

impl Store {
    /// Keeps a concern's own key for one holder, in place of what was there.
    pub async fn put_concern_key(&self, site: &str, concern: &str, holder_key_id: &str, sealed: &[u8]) -> Result<(), StoreError> {
        const PUT: &str = "INSERT INTO concern_key (site, concern, holder_key_id, sealed) VALUES ($1, $2, $3, $4)
            ON CONFLICT (site, concern, holder_key_id) DO UPDATE SET sealed = excluded.sealed";
        let put = on!(self, pool => {
            sqlx::query(PUT).bind(site).bind(concern).bind(holder_key_id).bind(sealed).execute(pool).await.map(|_| ())
        });
        put.map_err(StoreError::query(SAVING))
    }

    /// Keeps a concern's own key for one holder, if there is none yet; says whether it was kept.
    pub async fn add_concern_key(&self, site: &str, concern: &str, holder_key_id: &str, sealed: &[u8]) -> Result<bool, StoreError> {
        const ADD: &str = "INSERT INTO concern_key (site, concern, holder_key_id, sealed) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
        let added = on!(self, pool => {
            let query = sqlx::query(ADD).bind(site).bind(concern).bind(holder_key_id).bind(sealed);
            query.execute(pool).await.map(|done| done.rows_affected() == 1)
        });
        added.map_err(StoreError::query(SAVING))
    }

    /// A concern's own key, for each holder: their key's id, and the sealed bytes.
    pub async fn concern_keys(&self, site: &str, concern: &str) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
        const KEYS: &str = "SELECT holder_key_id, sealed FROM concern_key WHERE site = $1 AND concern = $2 ORDER BY holder_key_id";
        let keys = on!(self, pool => sqlx::query_as(KEYS).bind(site).bind(concern).fetch_all(pool).await);
        keys.map_err(StoreError::query(READING))
    }

    /// Takes a concern's own key from one holder, or from all: then nothing sealed to it can be opened again. How many there were.
    pub async fn drop_concern_keys(&self, site: &str, concern: &str, holder_key_id: Option<&str>) -> Result<u64, StoreError> {
        const DROP: &str = "DELETE FROM concern_key WHERE site = $1 AND concern = $2";
        const DROP_ONE: &str = "DELETE FROM concern_key WHERE site = $1 AND concern = $2 AND holder_key_id = $3";
        let text = if holder_key_id.is_some() { DROP_ONE } else { DROP };
        let gone = on!(self, pool => {
            let query = sqlx::query(text).bind(site).bind(concern);
            holder_key_id.into_iter().fold(query, |query, holder| query.bind(holder)).execute(pool).await.map(|done| done.rows_affected())
        });
        gone.map_err(StoreError::query("destroying a key"))
    }

    /// Adds an account. False if the name was ever used.
    pub async fn add_account(&self, site: &str, account: &Account) -> Result<bool, StoreError> {
        const ADD: &str = "INSERT INTO account (site, name, role, recipient, verify, kdf, wrapped, made, ended)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING";
        let added = on!(self, pool => {
            let query = sqlx::query(ADD).bind(site).bind(&account.name).bind(&account.role).bind(&account.recipient);
            let query = query.bind(&account.verify).bind(&account.kdf).bind(&account.wrapped).bind(account.made).bind(account.ended);
            query.execute(pool).await.map(|done| done.rows_affected() == 1)
        });
        added.map_err(StoreError::query("adding an account"))
    }

    /// One account, ended or not.
    pub async fn account(&self, site: &str, name: &str) -> Result<Option<Account>, StoreError> {
        const ONE: &str = "SELECT name, role, recipient, verify, kdf, wrapped, made, ended FROM account WHERE site = $1 AND name = $2";
        let found = on!(self, pool => sqlx::query_as(ONE).bind(site).bind(name).fetch_optional(pool).await);
        found.map_err(StoreError::query(ACCOUNTS))
    }

    /// All accounts of a site, ended ones too, by name.
    pub async fn accounts(&self, site: &str) -> Result<Vec<Account>, StoreError> {
        const ALL: &str = "SELECT name, role, recipient, verify, kdf, wrapped, made, ended FROM account WHERE site = $1 ORDER BY name";
        let all = on!(self, pool => sqlx::query_as(ALL).bind(site).fetch_all(pool).await);
        all.map_err(StoreError::query(ACCOUNTS))
    }

    /// Replaces how an account's secret key is wrapped: another passphrase. False if there is none that has not ended.
    pub async fn rewrap_account(&self, site: &str, name: &str, kdf: &str, wrapped: &[u8]) -> Result<bool, StoreError> {
        const SET: &str = "UPDATE account SET kdf = $3, wrapped = $4 WHERE site = $1 AND name = $2 AND ended IS NULL";
        let done = on!(self, pool => {
            let query = sqlx::query(SET).bind(site).bind(name).bind(kdf).bind(wrapped);
            query.execute(pool).await.map(|done| done.rows_affected() == 1)
        });
        done.map_err(StoreError::query("changing an account"))
    }

    /// Ends an account, and takes all its wraps, concerns' own keys and passkeys, in one. False if there is none that has not ended.
    pub async fn end_account(&self, site: &str, name: &str, at: i64) -> Result<bool, StoreError> {
        const END: &str = "UPDATE account SET ended = $3 WHERE site = $1 AND name = $2 AND ended IS NULL";
        const TAKE: &str = "DELETE FROM wrap WHERE site = $1 AND holder = $2";
        const UNCLEAN: &str = "INSERT INTO unclean (site, concern, id)
            SELECT site, concern, concern FROM concern_key WHERE site = $1 AND holder_key_id = $2 ON CONFLICT DO NOTHING";
        const TAKE_OWN: &str = "DELETE FROM concern_key WHERE site = $1 AND holder_key_id = $2";
        const TAKE_PASSKEYS: &str = "DELETE FROM passkey WHERE site = $1 AND account = $2";
        // Whoever comes back is invited under another name, and is the same person at the provider.
        const DISCONNECT: &str = "DELETE FROM sso WHERE site = $1 AND account = $2";
        let done = on!(self, pool => async {
            let mut both = pool.begin().await?;
            let ended = sqlx::query(END).bind(site).bind(name).bind(at).execute(&mut *both).await?.rows_affected() == 1;
            sqlx::query(TAKE).bind(site).bind(name).execute(&mut *both).await?;
            sqlx::query(UNCLEAN).bind(site).bind(account_holder(name)).execute(&mut *both).await?;
            sqlx::query(TAKE_OWN).bind(site).bind(account_holder(name)).execute(&mut *both).await?;
            sqlx::query(TAKE_PASSKEYS).bind(site).bind(name).execute(&mut *both).await?;
            sqlx::query(DISCONNECT).bind(site).bind(name).execute(&mut *both).await?;
            both.commit().await.map(|()| ended)
        }.await);
        done.map_err(StoreError::query("ending an account"))
    }

    /// Keeps a team key for one holder, in place of what was there.
    pub async fn put_wrap(&self, site: &str, wrap: &Wrap) -> Result<(), StoreError> {
        const PUT: &str = "INSERT INTO wrap (site, key_id, holder, sealed, made) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (site, key_id, holder) DO UPDATE SET sealed = excluded.sealed, made = excluded.made";
        let put = on!(self, pool => {
            let query = sqlx::query(PUT).bind(site).bind(&wrap.key_id).bind(&wrap.holder).bind(&wrap.sealed).bind(wrap.made);
            query.execute(pool).await.map(|_| ())
        });
        put.map_err(StoreError::query(SAVING))
    }

    /// All wraps of a site: who holds what.
    pub async fn wraps(&self, site: &str) -> Result<Vec<Wrap>, StoreError> {
        const ALL: &str = "SELECT key_id, holder, sealed, made FROM wrap WHERE site = $1 ORDER BY key_id, holder";
        let all = on!(self, pool => sqlx::query_as(ALL).bind(site).fetch_all(pool).await);
        all.map_err(StoreError::query(READING))
    }

    /// Takes a team key from one holder. False if they did not hold it.
    pub async fn delete_wrap(&self, site: &str, key_id: &str, holder: &str) -> Result<bool, StoreError> {
        const DELETE: &str = "DELETE FROM wrap WHERE site = $1 AND key_id = $2 AND holder = $3";
        let gone = on!(self, pool => {
            sqlx::query(DELETE).bind(site).bind(key_id).bind(holder).execute(pool).await.map(|done| done.rows_affected() == 1)
        });
        gone.map_err(StoreError::query("taking a key from a holder"))
    }
}
