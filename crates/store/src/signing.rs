//! The tables `invitation`, `factor` and `session`: what signing in at the desk needs beside accounts.
//! Must not know any secret in clear, or what a browser holds.

use sqlx::FromRow;

use crate::{Store, StoreError, on};

const SIGNING: &str = "reading who may sign in";
const NOTING: &str = "noting who signs in";

/// A second step of signing in.
#[derive(Clone, PartialEq, Eq, Debug, FromRow)]
pub struct Factor {
    /// `totp`, …
    pub kind: String,
    /// Its secret, sealed to the account's own key.
    pub sealed: Vec<u8>,
    /// When it was set up.
    pub made: i64,
    /// What the account's own key has made over the rest; none in a row from before there were marks.
    pub mark: Option<Vec<u8>>,
}

/// A time for which someone was signed in.
#[derive(Clone, PartialEq, Eq, Debug, FromRow)]
pub struct SessionRow {
    /// Its random name.
    pub id: String,
    /// Whose.
    pub account: String,
    /// From when.
    pub made: i64,
    /// Until when; none while it lasts.
    pub ended: Option<i64>,
    /// Why it ended.
    pub why: Option<String>,
}

impl Store {
    /// Notes that an account's passphrase is a one-time code, good until `until`.
    pub async fn invite(&self, site: &str, account: &str, until: i64) -> Result<(), StoreError> {
        const PUT: &str = "INSERT INTO invitation (site, account, until) VALUES ($1, $2, $3)
            ON CONFLICT (site, account) DO UPDATE SET until = excluded.until";
        let put = on!(self, pool => sqlx::query(PUT).bind(site).bind(account).bind(until).execute(pool).await.map(|_| ()));
        put.map_err(StoreError::query(NOTING))
    }

    /// Until when the account's one-time code is good; none if its passphrase is its own.
    pub async fn invited(&self, site: &str, account: &str) -> Result<Option<i64>, StoreError> {
        const ONE: &str = "SELECT until FROM invitation WHERE site = $1 AND account = $2";
        let found = on!(self, pool => sqlx::query_scalar(ONE).bind(site).bind(account).fetch_optional(pool).await);
        found.map_err(StoreError::query(SIGNING))
    }

    /// The person has chosen a passphrase of their own.
    pub async fn accepted(&self, site: &str, account: &str) -> Result<(), StoreError> {
        const END: &str = "DELETE FROM invitation WHERE site = $1 AND account = $2";
        let ended = on!(self, pool => sqlx::query(END).bind(site).bind(account).execute(pool).await.map(|_| ()));
        ended.map_err(StoreError::query(NOTING))
    }

    /// Keeps a second step, in place of what was there of its kind.
    pub async fn put_factor(&self, site: &str, account: &str, factor: &Factor) -> Result<(), StoreError> {
        const PUT: &str = "INSERT INTO factor (site, account, kind, sealed, made, mark) VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (site, account, kind) DO UPDATE SET sealed = excluded.sealed, made = excluded.made, mark = excluded.mark";
        let put = on!(self, pool => {
            let query = sqlx::query(PUT).bind(site).bind(account).bind(&factor.kind).bind(&factor.sealed).bind(factor.made).bind(&factor.mark);
            query.execute(pool).await.map(|_| ())
        });
        put.map_err(StoreError::query(NOTING))
    }

    /// An account's second steps.
    pub async fn factors(&self, site: &str, account: &str) -> Result<Vec<Factor>, StoreError> {
        const ALL: &str = "SELECT kind, sealed, made, mark FROM factor WHERE site = $1 AND account = $2 ORDER BY kind";
        let all = on!(self, pool => sqlx::query_as(ALL).bind(site).bind(account).fetch_all(pool).await);
        all.map_err(StoreError::query(SIGNING))
    }

    /// Uses up the code of a time step of a second step: whether nobody has yet, here or at another process. **One statement**, so that of two at one moment
    /// one is first. Of steps that are at most `apart` from one another, which are all that are good at one moment, an earlier one is used up by a later one
    /// as well. A step that is further ahead keeps nobody out: the clock has been put back since.
    pub async fn use_step(&self, site: &str, account: &str, kind: &str, step: i64, apart: i64) -> Result<bool, StoreError> {
        const USE: &str = "UPDATE factor SET used = $4 WHERE site = $1 AND account = $2 AND kind = $3
            AND (used IS NULL OR used NOT BETWEEN $4 AND $5)";
        let used = on!(self, pool => {
            let query = sqlx::query(USE).bind(site).bind(account).bind(kind).bind(step).bind(step.saturating_add(apart));
            query.execute(pool).await.map(|done| done.rows_affected())
        });
        Ok(used.map_err(StoreError::query(NOTING))? == 1)
    }

    /// Takes all second steps from an account: a manager's doing, for who has lost theirs.
    pub async fn drop_factors(&self, site: &str, account: &str) -> Result<(), StoreError> {
        const DROP: &str = "DELETE FROM factor WHERE site = $1 AND account = $2";
        let gone = on!(self, pool => sqlx::query(DROP).bind(site).bind(account).execute(pool).await.map(|_| ()));
        gone.map_err(StoreError::query(NOTING))
    }

    /// Notes that someone is signed in from now on.
    pub async fn begin_session(&self, site: &str, id: &str, account: &str, made: i64) -> Result<(), StoreError> {
        const ADD: &str = "INSERT INTO session (site, id, account, made) VALUES ($1, $2, $3, $4)";
        let added = on!(self, pool => sqlx::query(ADD).bind(site).bind(id).bind(account).bind(made).execute(pool).await.map(|_| ()));
        added.map_err(StoreError::query(NOTING))
    }

    /// Notes that a session has ended. Whose it was, if it lasted.
    pub async fn end_session(&self, site: &str, id: &str, at: i64, why: &str) -> Result<Option<String>, StoreError> {
        const ONE: &str = "UPDATE session SET ended = $2, why = $3 WHERE site = $1 AND ended IS NULL AND id = $4 RETURNING account";
        let ended = on!(self, pool => sqlx::query_scalar(ONE).bind(site).bind(at).bind(why).bind(id).fetch_all(pool).await);
        Ok(ended.map_err(StoreError::query(NOTING))?.pop())
    }

    /// Notes that all sessions have ended that were made before `before`: of a process that is gone, which held their keys. Whose they were.
    pub async fn end_sessions(&self, site: &str, before: i64, at: i64, why: &str) -> Result<Vec<String>, StoreError> {
        const ALL: &str = "UPDATE session SET ended = $2, why = $3 WHERE site = $1 AND ended IS NULL AND made < $4 RETURNING account";
        let ended = on!(self, pool => sqlx::query_scalar(ALL).bind(site).bind(at).bind(why).bind(before).fetch_all(pool).await);
        ended.map_err(StoreError::query(NOTING))
    }

    /// Whether neither a session nor its account has ended.
    pub async fn session_lasts(&self, site: &str, id: &str) -> Result<bool, StoreError> {
        const ONE: &str = "SELECT session.id FROM session JOIN account ON account.site = session.site AND account.name = session.account
            WHERE session.site = $1 AND session.id = $2 AND session.ended IS NULL AND account.ended IS NULL";
        let found: Result<Option<String>, _> = on!(self, pool => sqlx::query_scalar(ONE).bind(site).bind(id).fetch_optional(pool).await);
        Ok(found.map_err(StoreError::query(SIGNING))?.is_some())
    }

    /// The sessions of an account that last, of every process of the desk.
    pub async fn sessions_that_last(&self, site: &str, account: &str) -> Result<Vec<SessionRow>, StoreError> {
        const ALL: &str =
            "SELECT id, account, made, ended, why FROM session WHERE site = $1 AND account = $2 AND ended IS NULL ORDER BY made, id";
        let all = on!(self, pool => sqlx::query_as(ALL).bind(site).bind(account).fetch_all(pool).await);
        all.map_err(StoreError::query(SIGNING))
    }

    /// The newest sessions, at most `limit`; of one account, or of all.
    pub async fn sessions(&self, site: &str, account: Option<&str>, limit: u32) -> Result<Vec<SessionRow>, StoreError> {
        const ALL: &str = "SELECT id, account, made, ended, why FROM session WHERE site = $1 ORDER BY made DESC, id LIMIT $2";
        const THEIRS: &str = "SELECT id, account, made, ended, why FROM session
            WHERE site = $1 AND account = $3 ORDER BY made DESC, id LIMIT $2";
        let text = if account.is_some() { THEIRS } else { ALL };
        let list = on!(self, pool => {
            let query = sqlx::query_as(text).bind(site).bind(i64::from(limit));
            account.into_iter().fold(query, |query, account| query.bind(account)).fetch_all(pool).await
        });
        list.map_err(StoreError::query(SIGNING))
    }

    /// Forgets sessions that ended before `before`; how many.
    pub async fn forget_sessions(&self, site: &str, before: i64) -> Result<u64, StoreError> {
        const FORGET: &str = "DELETE FROM session WHERE site = $1 AND ended < $2";
        let gone = on!(self, pool => sqlx::query(FORGET).bind(site).bind(before).execute(pool).await.map(|done| done.rows_affected()));
        gone.map_err(StoreError::query(NOTING))
    }
}
