//! The table `sso`: which account is whose at an identity provider.
//! Must not know how it is found out who somebody is.

use sqlx::FromRow;

use crate::{Store, StoreError, on};

const READING: &str = "reading who is who at the provider";
const NOTING: &str = "noting who is who at the provider";

/// A person of a provider's, and their account.
#[derive(Clone, PartialEq, Eq, Debug, FromRow)]
pub struct Sso {
    /// The provider.
    pub issuer: String,
    /// Their name there.
    pub subject: String,
    /// Their account.
    pub account: String,
    /// When they were connected.
    pub made: i64,
    /// What follows from the account's own key and all this.
    pub word: Vec<u8>,
}

impl Store {
    /// Connects an account with a person; false if either is connected already.
    pub async fn connect_sso(&self, site: &str, one: &Sso) -> Result<bool, StoreError> {
        const ADD: &str =
            "INSERT INTO sso (site, issuer, subject, account, made, word) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING";
        let added = on!(self, pool => {
            let query = sqlx::query(ADD).bind(site).bind(&one.issuer).bind(&one.subject).bind(&one.account).bind(one.made).bind(&one.word);
            query.execute(pool).await.map(|done| done.rows_affected() == 1)
        });
        added.map_err(StoreError::query(NOTING))
    }

    /// The account of a person.
    pub async fn sso(&self, site: &str, issuer: &str, subject: &str) -> Result<Option<Sso>, StoreError> {
        const ONE: &str = "SELECT issuer, subject, account, made, word FROM sso WHERE site = $1 AND issuer = $2 AND subject = $3";
        let found = on!(self, pool => sqlx::query_as(ONE).bind(site).bind(issuer).bind(subject).fetch_optional(pool).await);
        found.map_err(StoreError::query(READING))
    }

    /// Whom an account is connected with, one of each provider.
    pub async fn sso_of(&self, site: &str, account: &str) -> Result<Vec<Sso>, StoreError> {
        const ALL: &str = "SELECT issuer, subject, account, made, word FROM sso WHERE site = $1 AND account = $2 ORDER BY issuer";
        let all = on!(self, pool => sqlx::query_as(ALL).bind(site).bind(account).fetch_all(pool).await);
        all.map_err(StoreError::query(READING))
    }

    /// Takes one connection away, if it is still just this.
    pub async fn drop_sso(&self, site: &str, one: &Sso) -> Result<(), StoreError> {
        const DROP: &str = "DELETE FROM sso WHERE site = $1 AND issuer = $2 AND subject = $3 AND account = $4 AND made = $5";
        let gone = on!(self, pool => {
            let query = sqlx::query(DROP).bind(site).bind(&one.issuer).bind(&one.subject).bind(&one.account).bind(one.made);
            query.execute(pool).await.map(|_| ())
        });
        gone.map_err(StoreError::query(NOTING))
    }

    /// Disconnects an account from every provider.
    pub async fn disconnect_sso(&self, site: &str, account: &str) -> Result<(), StoreError> {
        const DROP: &str = "DELETE FROM sso WHERE site = $1 AND account = $2";
        let gone = on!(self, pool => sqlx::query(DROP).bind(site).bind(account).execute(pool).await.map(|_| ()));
        gone.map_err(StoreError::query(NOTING))
    }
}
