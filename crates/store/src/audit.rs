//! The table `audit`: who did what, as a chain that only grows.
//! Must not know how its hashes are made, or what the sealed detail says.

use sqlx::{AssertSqlSafe, FromRow};

use crate::{Store, StoreError, on};

/// One act.
#[derive(Clone, PartialEq, Eq, Debug, FromRow)]
pub struct AuditRow {
    /// Its number: 1, 2, 3 …
    pub seq: i64,
    /// When.
    pub at: i64,
    /// Whose.
    pub account: String,
    /// What was done.
    pub act: String,
    /// To what.
    pub subject: String,
    /// More about it, sealed.
    pub detail: Option<Vec<u8>>,
    /// The hash of the row before; of the first row, whatever the chain begins with.
    pub prev: String,
    /// Its own hash.
    pub hash: String,
}

/// The last row of a chain.
#[derive(Clone, PartialEq, Eq, Debug, FromRow)]
pub struct AuditHead {
    /// Its number.
    pub seq: i64,
    /// Its hash.
    pub hash: String,
}

/// Which rows are asked for; whatever is none is not asked about.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct ActFilter {
    /// Only those before this number.
    pub before: Option<i64>,
    /// Only this account's.
    pub account: Option<String>,
    /// Only acts of this name.
    pub act: Option<String>,
    /// Only those done to this.
    pub subject: Option<String>,
    /// Only from this time on, in seconds since 1970, UTC.
    pub from: Option<i64>,
    /// Only before this time.
    pub until: Option<i64>,
}

/// How appending came out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Appended {
    /// It is the new head, and durable.
    Appended,
    /// The row before is not the head any more: read the head, and make the row again.
    Moved,
}

impl Store {
    /// Appends a row to the site's chain, if the row before it is still the head.
    pub async fn audit_append(&self, site: &str, row: &AuditRow) -> Result<Appended, StoreError> {
        const APPEND: &str = "INSERT INTO audit (site, seq, at, account, act, subject, detail, prev, hash)
            SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9
            WHERE $2 = 1 OR EXISTS (SELECT 1 FROM audit WHERE site = $1 AND seq = $2 - 1 AND hash = $8)
            ON CONFLICT (site, seq) DO NOTHING";
        let appended = on!(self, pool => {
            let query = sqlx::query(APPEND).bind(site).bind(row.seq).bind(row.at).bind(&row.account).bind(&row.act);
            let query = query.bind(&row.subject).bind(&row.detail).bind(&row.prev).bind(&row.hash);
            query.execute(pool).await.map(|done| done.rows_affected())
        });
        let appended = appended.map_err(StoreError::query("writing to the audit"))?;
        Ok(if appended == 1 { Appended::Appended } else { Appended::Moved })
    }

    /// The head of the site's chain.
    pub async fn audit_head(&self, site: &str) -> Result<Option<AuditHead>, StoreError> {
        const HEAD: &str = "SELECT seq, hash FROM audit WHERE site = $1 ORDER BY seq DESC LIMIT 1";
        let head = on!(self, pool => sqlx::query_as(HEAD).bind(site).fetch_optional(pool).await);
        head.map_err(StoreError::query("reading the audit"))
    }

    /// At most `limit` rows of the site's chain, from number `from` on.
    pub async fn audit_rows(&self, site: &str, from: i64, limit: u32) -> Result<Vec<AuditRow>, StoreError> {
        const ROWS: &str = "SELECT seq, at, account, act, subject, detail, prev, hash FROM audit
            WHERE site = $1 AND seq >= $2 ORDER BY seq LIMIT $3";
        let rows = on!(self, pool => {
            sqlx::query_as(ROWS).bind(site).bind(from).bind(i64::from(limit)).fetch_all(pool).await
        });
        rows.map_err(StoreError::query("reading the audit"))
    }

    /// The newest rows that a filter lets through, at most `limit`, the newest first.
    ///
    /// # Errors
    /// If the database does not let us.
    pub async fn acts(&self, site: &str, filter: &ActFilter, limit: u32) -> Result<Vec<AuditRow>, StoreError> {
        let (before, from, until) = (filter.before.unwrap_or(i64::MAX), filter.from.unwrap_or(i64::MIN), filter.until.unwrap_or(i64::MAX));
        let wanted = filter.wanted();
        let rows = on!(self, pool => {
            let query = sqlx::query_as(AssertSqlSafe(rows_text(&wanted))).bind(site).bind(before).bind(from).bind(until).bind(i64::from(limit));
            wanted.iter().fold(query, |query, (_, value)| query.bind(*value)).fetch_all(pool).await
        });
        rows.map_err(StoreError::query("reading the audit"))
    }
}

impl ActFilter {
    /// The columns that are asked about, with what is wanted: the one that leaves the fewest rows first. Most acts are done to nothing (`-`).
    fn wanted(&self) -> Vec<(&'static str, &str)> {
        let all = [("subject", &self.subject), ("account", &self.account), ("act", &self.act)];
        let mut all: Vec<_> = all.into_iter().filter_map(|(column, value)| Some((column, value.as_deref()?))).collect();
        all.sort_by_key(|(column, value)| (*column, *value) == ("subject", "-"));
        all
    }
}

/// The text for a filter. Neither database knows which of two columns leaves fewer rows, so it is told: an index serves the first alone.
fn rows_text(wanted: &[(&'static str, &str)]) -> String {
    let mut text = "SELECT seq, at, account, act, subject, detail, prev, hash FROM audit
        WHERE site = $1 AND seq < $2 AND at >= $3 AND at < $4"
        .to_owned();
    for (n, (column, _)) in wanted.iter().enumerate() {
        text.push_str(&if n == 0 { format!(" AND {column} = $6") } else { format!(" AND ({column} || '') = ${}", n + 6) });
    }
    text.push_str(" ORDER BY seq DESC LIMIT $5");
    text
}
