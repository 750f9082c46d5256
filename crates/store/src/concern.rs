//! The table `concern`: the clear columns of each, and how one is taken in.
//! Must not know what is inside, or how the due time is worked out.

use std::sync::{Arc, LazyLock};

use sqlx::{AssertSqlSafe, FromRow};

use crate::writer::{Work, Written};
use crate::{Store, StoreError, TakeError, on, text};

/// What a [`Concern`] is read from.
macro_rules! columns {
    () => {
        "SELECT id, sealed_to, key_id, arrived, due, state, assignee, size, mailbox, reply_key, verify_key, keep_until, hold <> 0 AS hold, named FROM concern"
    };
}

/// A sealed concern as it comes in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Intake {
    /// Its site.
    pub site: String,
    /// Its random id, 22 characters; also its idempotency key.
    pub concern: String,
    /// `team` or `managers`.
    pub sealed_to: String,
    /// Which of their keys.
    pub key_id: String,
    /// When it came. Times are seconds since 1970, UTC.
    pub arrived: i64,
    /// When the first decision is due.
    pub due: i64,
    /// The sealed bytes.
    pub sealed: Vec<u8>,
    /// Where answers go, if the teller wants any.
    pub mailbox: Option<Mailbox>,
}

/// What a receipt gives: the mailbox's id and the public halves of its keys.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mailbox {
    /// Its id, 22 characters.
    pub id: String,
    /// Answers are sealed to this.
    pub reply_key: String,
    /// Who holds the receipt proves it against this.
    pub verify_key: String,
}

/// How it was taken: durable, either way.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Taken {
    /// It is new.
    Stored,
    /// It was there, with the same keys; what came now is not kept.
    Already,
}

/// The clear columns of a concern.
#[derive(Clone, PartialEq, Eq, Debug, FromRow, serde::Serialize, serde::Deserialize)]
pub struct Concern {
    /// Its random id.
    pub id: String,
    /// `team` or `managers`.
    pub sealed_to: String,
    /// Which of their keys.
    pub key_id: String,
    /// When it came.
    pub arrived: i64,
    /// When the first decision is due.
    pub due: i64,
    /// `received`, `looking`, `answered` or `closed`.
    pub state: String,
    /// The account that looks at it.
    pub assignee: Option<String>,
    /// The length of its sealed bytes, which are padded.
    pub size: i64,
    /// Its mailbox, and the keys of that.
    pub mailbox: Option<String>,
    /// Answers are sealed to this.
    pub reply_key: Option<String>,
    /// Who holds the receipt proves it against this.
    pub verify_key: Option<String>,
    /// When it may be disposed of.
    pub keep_until: Option<i64>,
    /// Whether disposal is stopped.
    pub hold: bool,
    /// The accounts that alone may see it, one space between; none where all may for whom it is sealed.
    pub named: Option<String>,
}

impl Concern {
    /// Whether an account is among those that may see it, as far as this column says.
    pub fn names(&self, account: &str) -> bool {
        self.named.as_ref().is_none_or(|named| named.split(' ').any(|name| name == account))
    }
}

/// How a concern stands, in short.
#[derive(Clone, PartialEq, Eq, Debug, FromRow)]
pub struct InShort {
    /// Its id.
    pub id: String,
    /// `received`, `looking` or `answered`.
    pub state: String,
    /// The account that looks at it.
    pub assignee: Option<String>,
}

/// The clear columns that follow from what the team has done.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Columns {
    /// `received`, `looking`, `answered` or `closed`.
    pub state: String,
    /// The account that looks at it.
    pub assignee: Option<String>,
    /// When it may be disposed of.
    pub keep_until: Option<i64>,
    /// Whether disposal is stopped.
    pub hold: bool,
}

/// What the public door may know of a concern: what its receipt shows.
#[derive(Clone, PartialEq, Eq, Debug, FromRow)]
pub struct MailboxRow {
    /// The concern's id.
    pub concern: String,
    /// `team` or `managers`: additions go the same way.
    pub sealed_to: String,
    /// `received`, `looking`, `answered` or `closed`.
    pub state: String,
    /// Answers are sealed to this.
    pub reply_key: String,
    /// Who holds the receipt proves it against this.
    pub verify_key: String,
}

/// Which concerns to list.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Filter {
    /// In this state alone.
    pub state: Option<String>,
    /// Sealed to these alone.
    pub sealed_to: Option<String>,
    /// Those of this account alone.
    pub assignee: Option<String>,
    /// Only those after this one.
    pub after: Option<Place>,
    /// Only those that are not closed.
    pub open: bool,
    /// Only those that stand so, as to how long they are kept.
    pub keep: Option<Keep>,
}

/// How concerns stand as to how long they are kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Keep {
    /// Closed, kept until a day that began before this time, and not on hold.
    Until(i64),
    /// Closed, and nobody has said until when.
    NotSaid,
    /// On hold.
    Held,
}

impl Filter {
    /// What it asks to be equal.
    fn equal(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let all = [("state", &self.state), ("sealed_to", &self.sealed_to), ("assignee", &self.assignee)];
        all.into_iter().filter_map(|(column, value)| Some((column, value.as_deref()?)))
    }
}

/// The text for a filter. What is not asked about does not stand in it: with `$4 IS NULL OR state = $4` neither database would go by an index.
pub(crate) fn list_text(filter: &Filter) -> String {
    let mut text = concat!(columns!(), " WHERE site = $1 AND (due, id) > ($2, $3)").to_owned();
    let mut next = 5;
    for (column, _) in filter.equal() {
        text.push_str(&format!(" AND {column} = ${next}"));
        next += 1;
    }
    if filter.open {
        text.push_str(" AND state <> 'closed'");
    }
    match filter.keep {
        None => {}
        Some(Keep::Until(_)) => text.push_str(&format!(" AND state = 'closed' AND hold = 0 AND keep_until < ${next}")),
        Some(Keep::NotSaid) => text.push_str(" AND state = 'closed' AND hold = 0 AND keep_until IS NULL"),
        Some(Keep::Held) => text.push_str(" AND hold <> 0"),
    }
    text.push_str(" ORDER BY due, id LIMIT $4");
    text
}

/// A place in the list, which is ordered by due time, then id.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Place {
    /// The due time of the last one seen.
    pub due: i64,
    /// Its id.
    pub id: String,
}

/// Mailbox, reply key, verify key.
pub(crate) type Keys = (Option<String>, Option<String>, Option<String>);

pub(crate) fn keys(intake: &Intake) -> Keys {
    let mailbox = intake.mailbox.as_ref();
    (mailbox.map(|m| m.id.clone()), mailbox.map(|m| m.reply_key.clone()), mailbox.map(|m| m.verify_key.clone()))
}

pub(crate) const KEYS: &str = "SELECT mailbox, reply_key, verify_key FROM concern WHERE site = $1 AND id = $2";

/// The query for the keys of the concern that has an intake's id.
macro_rules! keys_of {
    ($intake:expr) => {
        sqlx::query_as($crate::concern::KEYS).bind(&$intake.site).bind(&$intake.concern)
    };
}
pub(crate) use keys_of;

pub(crate) const FIRST: &str = "SELECT id, state, assignee FROM concern WHERE site = $1 AND state <> 'closed' ORDER BY due, id LIMIT $2";
pub(crate) const LAST: &str = "SELECT id FROM concern WHERE site = $1 AND state = 'closed' ORDER BY due DESC, id DESC LIMIT $2";
pub(crate) const COUNT: &str = "SELECT COUNT(*) FROM concern WHERE site = $1 AND named IS NULL";
pub(crate) const COUNT_TO: &str = "SELECT COUNT(*) FROM concern WHERE site = $1 AND named IS NULL AND sealed_to = $2";

pub(crate) const INTO: &str = "concern (site, id, sealed_to, key_id, arrived, due, size, mailbox, reply_key, verify_key)";
pub(crate) const COLUMNS: usize = 10;

pub(crate) fn insert_text(rows: usize) -> Arc<str> {
    static TEXTS: LazyLock<Vec<Arc<str>>> = LazyLock::new(|| text::inserts(INTO, COLUMNS));
    Arc::clone(&TEXTS[rows - 1])
}

/// Binds one row of [`insert_text`].
macro_rules! bind {
    ($query:expr, $i:expr) => {{
        let query = $query.bind(&$i.site).bind(&$i.concern).bind(&$i.sealed_to).bind(&$i.key_id);
        let query = query.bind($i.arrived).bind($i.due).bind($i.sealed.len() as i64);
        let mailbox = $i.mailbox.as_ref();
        query.bind(mailbox.map(|m| &m.id)).bind(mailbox.map(|m| &m.reply_key)).bind(mailbox.map(|m| &m.verify_key))
    }};
}
pub(crate) use bind;

impl Store {
    /// Keeps a concern. Durable when this returns `Ok`; the same id with the same keys is kept once.
    pub async fn take(&self, intake: Intake) -> Result<Taken, TakeError> {
        match self.write(Arc::new(Work::Concern(intake))).await? {
            Written::Stored => Ok(Taken::Stored),
            Written::Already => Ok(Taken::Already),
            Written::Conflict => Err(TakeError::Conflict),
        }
    }

    /// The concern that a receipt belongs to.
    pub async fn mailbox(&self, site: &str, mailbox: &str) -> Result<Option<MailboxRow>, StoreError> {
        const MAILBOX: &str = "SELECT id AS concern, sealed_to, state, reply_key, verify_key FROM concern
            WHERE site = $1 AND mailbox = $2";
        let found = on!(self, pool => sqlx::query_as(MAILBOX).bind(site).bind(mailbox).fetch_optional(pool).await);
        found.map_err(StoreError::query("looking for a mailbox"))
    }

    /// One concern's clear columns.
    pub async fn concern(&self, site: &str, id: &str) -> Result<Option<Concern>, StoreError> {
        const ONE: &str = concat!(columns!(), " WHERE site = $1 AND id = $2");
        let found = on!(self, pool => sqlx::query_as(ONE).bind(site).bind(id).fetch_optional(pool).await);
        found.map_err(StoreError::query("looking for a concern"))
    }

    /// The site's concerns, the most pressing first, at most `limit`.
    pub async fn concerns(&self, site: &str, filter: &Filter, limit: u32) -> Result<Vec<Concern>, StoreError> {
        let (due, id) = filter.after.as_ref().map_or((i64::MIN, ""), |place| (place.due, place.id.as_str()));
        let until = if let Some(Keep::Until(time)) = filter.keep { Some(time) } else { None };
        let list = on!(self, pool => {
            let query = sqlx::query_as(AssertSqlSafe(list_text(filter))).bind(site).bind(due).bind(id).bind(i64::from(limit));
            let query = filter.equal().fold(query, |query, (_, value)| query.bind(value));
            until.into_iter().fold(query, |query, time| query.bind(time)).fetch_all(pool).await
        });
        list.map_err(StoreError::query("listing concerns"))
    }

    /// The concerns that are not closed, the most pressing first, at most `limit`: the name of each, and what of it changes without a record.
    pub async fn first_open(&self, site: &str, limit: u32) -> Result<Vec<InShort>, StoreError> {
        let first = on!(self, pool => sqlx::query_as(FIRST).bind(site).bind(i64::from(limit)).fetch_all(pool).await);
        first.map_err(StoreError::query("listing concerns"))
    }

    /// The names of the concerns that are closed, those that were due last first, at most `limit`.
    pub async fn last_closed(&self, site: &str, limit: u32) -> Result<Vec<String>, StoreError> {
        let last = on!(self, pool => sqlx::query_scalar(LAST).bind(site).bind(i64::from(limit)).fetch_all(pool).await);
        last.map_err(StoreError::query("listing concerns"))
    }

    /// Says how far the team is. False if there is no such concern.
    pub async fn set_state(&self, site: &str, id: &str, state: &str) -> Result<bool, StoreError> {
        const SET: &str = "UPDATE concern SET state = $3 WHERE site = $1 AND id = $2";
        let done = on!(self, pool => {
            let query = sqlx::query(SET).bind(site).bind(id).bind(state);
            query.execute(pool).await.map(|done| done.rows_affected() == 1)
        });
        done.map_err(StoreError::query("saying how far a concern is"))
    }

    /// Sets what follows from what the team has done. False if there is no such concern.
    pub async fn set_columns(&self, site: &str, id: &str, columns: &Columns) -> Result<bool, StoreError> {
        const SET: &str = "UPDATE concern SET state = $3, assignee = $4, keep_until = $5, hold = $6 WHERE site = $1 AND id = $2";
        let done = on!(self, pool => {
            let query = sqlx::query(SET).bind(site).bind(id).bind(&columns.state).bind(&columns.assignee).bind(columns.keep_until);
            query.bind(i64::from(columns.hold)).execute(pool).await.map(|done| done.rows_affected() == 1)
        });
        done.map_err(StoreError::query("saying how far a concern is"))
    }

    /// How many concerns there are that are not for named people; sealed to these alone, if it is said to whom.
    pub async fn count(&self, site: &str, sealed_to: Option<&str>) -> Result<u64, StoreError> {
        let text = if sealed_to.is_some() { COUNT_TO } else { COUNT };
        let count: Result<i64, _> = on!(self, pool => {
            let query = sqlx::query_scalar(text).bind(site);
            sealed_to.into_iter().fold(query, |query, to| query.bind(to)).fetch_one(pool).await
        });
        count.map(|n| u64::try_from(n).unwrap_or(0)).map_err(StoreError::query("counting concerns"))
    }

    /// The concerns that are for named people.
    pub async fn for_named(&self, site: &str) -> Result<Vec<Concern>, StoreError> {
        const LIST: &str = concat!(columns!(), " WHERE site = $1 AND named IS NOT NULL ORDER BY due, id");
        let list = on!(self, pool => sqlx::query_as(LIST).bind(site).fetch_all(pool).await);
        list.map_err(StoreError::query("listing concerns"))
    }
}
