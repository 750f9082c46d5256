//! What the desk still has to do, in numbers, from the clear columns alone: for reminders, which go out while the desk is locked.
//! **What is for named people is in none**: who reads a reminder could see that there is more than in their lists.
//! Must not know to whom a reminder goes, or when a day ends.

use sqlx::FromRow;

use crate::{Store, StoreError, on};

/// Concerns that nobody has opened yet, of those that are sealed to the same people.
#[derive(Clone, PartialEq, Eq, Debug, FromRow)]
pub struct Unopened {
    /// `team` or `managers`.
    pub sealed_to: String,
    /// How many there are.
    pub many: i64,
    /// When the last of them came.
    pub newest: i64,
}

/// Concerns that are not closed, of those that are sealed to the same people.
#[derive(Clone, PartialEq, Eq, Debug, FromRow)]
pub struct Standing {
    /// `team` or `managers`.
    pub sealed_to: String,
    /// Nobody has opened these.
    pub new: i64,
    /// The due time of arrival of these is within the time that was asked about.
    pub due: i64,
    /// That of these is before it. Whether they are decided, or due later by now, is sealed.
    pub before: i64,
}

impl Store {
    /// What nobody has opened, of all that was due after `since` on arrival.
    ///
    /// # Errors
    /// If the database does not let us.
    pub async fn unopened(&self, site: &str, since: i64) -> Result<Vec<Unopened>, StoreError> {
        const UNOPENED: &str = "SELECT sealed_to, COUNT(*) AS many, MAX(arrived) AS newest FROM concern
            WHERE site = $1 AND due > $2 AND state = 'received' AND named IS NULL GROUP BY sealed_to";
        let rows = on!(self, pool => sqlx::query_as(UNOPENED).bind(site).bind(since).fetch_all(pool).await);
        rows.map_err(StoreError::query("looking for what is new"))
    }

    /// What is open, with what was due on arrival from `from` on and before `until`.
    ///
    /// # Errors
    /// If the database does not let us.
    pub async fn standing(&self, site: &str, from: i64, until: i64) -> Result<Vec<Standing>, StoreError> {
        const STANDING: &str = "SELECT sealed_to, COUNT(CASE WHEN state = 'received' THEN 1 END) AS new,
            COUNT(CASE WHEN due >= $2 AND due < $3 THEN 1 END) AS due, COUNT(CASE WHEN due < $2 THEN 1 END) AS before
            FROM concern WHERE site = $1 AND state <> 'closed' AND named IS NULL GROUP BY sealed_to";
        let rows = on!(self, pool => sqlx::query_as(STANDING).bind(site).bind(from).bind(until).fetch_all(pool).await);
        rows.map_err(StoreError::query("counting what is open"))
    }
}
