//! What is kept of many concerns, asked at once: on SQLite each question is a way to another thread and back, and there may be a hundred thousand.
//! Must not know what is inside, or who may read it.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use sqlx::{AssertSqlSafe, FromRow};

use crate::record::Record;
use crate::{Store, StoreError, on};

/// So many are asked about with one text; of fewer, the last is named again.
const AT_ONCE: usize = 64;

/// `$2, …`: the names.
fn names() -> String {
    (2..=AT_ONCE + 1).map(|n| format!("${n}")).collect::<Vec<_>>().join(", ")
}

/// As for one concern ([`Store::records`]), with whose each is.
static RECORDS: LazyLock<String> = LazyLock::new(|| {
    let names = names();
    format!(
        "SELECT r.concern, r.id, r.kind, r.at, r.key_id, r.sealed FROM concern c
         JOIN record r ON r.site = c.site AND r.at = c.arrived AND r.concern = c.id AND r.id = c.id
         WHERE c.site = $1 AND c.id IN ({names})
         UNION ALL SELECT concern, id, kind, at, key_id, sealed FROM record WHERE site = $1 AND concern IN ({names}) AND kind <> 'concern'"
    )
});

static KEYS: LazyLock<String> = LazyLock::new(|| {
    format!("SELECT concern, holder_key_id, sealed FROM concern_key WHERE site = $1 AND concern IN ({}) ORDER BY holder_key_id", names())
});

/// One look into the acts for each: what stands there first. The act of typing in is written before the concern is; any other can only come after it.
/// What has a mailbox was told by the form.
static TYPED_IN: LazyLock<String> = LazyLock::new(|| {
    format!(
        "SELECT c.id FROM concern c WHERE c.site = $1 AND c.id IN ({}) AND c.mailbox IS NULL
         AND (SELECT a.act FROM audit a WHERE a.site = c.site AND a.subject = c.id ORDER BY a.seq LIMIT 1) = 'add'",
        names()
    )
});

#[derive(FromRow)]
struct Of {
    concern: String,
    #[sqlx(flatten)]
    record: Record,
}

/// What each concern has, by its name; what has nothing is not in it.
pub type ByConcern<T> = HashMap<String, Vec<T>>;

/// Asks a text about every concern, as many at once as it takes.
macro_rules! each {
    ($store:expr, $text:expr, $site:expr, $concerns:expr, $row:ty) => {{
        let mut all: Vec<$row> = Vec::new();
        for some in $concerns.chunks(AT_ONCE) {
            let names = some.iter().chain(std::iter::repeat(&some[some.len() - 1])).take(AT_ONCE);
            let rows: Result<Vec<$row>, _> = on!($store, pool => {
                let query = sqlx::query_as(AssertSqlSafe($text.as_str())).bind($site);
                names.fold(query, |query, name| query.bind(*name)).fetch_all(pool).await
            });
            all.extend(rows.map_err(StoreError::query("reading what many concerns hold"))?);
        }
        all
    }};
}

impl Store {
    /// All records of some concerns, those of each in the order in which they came.
    ///
    /// # Errors
    /// If the database does not let us.
    pub async fn records_of(&self, site: &str, concerns: &[&str]) -> Result<ByConcern<Record>, StoreError> {
        let mut by: ByConcern<Record> = HashMap::with_capacity(concerns.len());
        for Of { concern, record } in each!(self, RECORDS, site, concerns, Of) {
            by.entry(concern).or_default().push(record);
        }
        by.values_mut().for_each(|records| records.sort_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id))));
        Ok(by)
    }

    /// The own keys of some concerns, for each holder: their key's id, and the sealed bytes.
    ///
    /// # Errors
    /// If the database does not let us.
    pub async fn concern_keys_of(&self, site: &str, concerns: &[&str]) -> Result<ByConcern<(String, Vec<u8>)>, StoreError> {
        let mut by: ByConcern<(String, Vec<u8>)> = HashMap::with_capacity(concerns.len());
        for (concern, holder, sealed) in each!(self, KEYS, site, concerns, (String, String, Vec<u8>)) {
            by.entry(concern).or_default().push((holder, sealed));
        }
        Ok(by)
    }

    /// Which of some concerns somebody at the desk typed in, by the record of acts: **nothing that is sealed can say so, for anybody can seal it.**
    ///
    /// # Errors
    /// If the database does not let us.
    pub async fn typed_in(&self, site: &str, concerns: &[&str]) -> Result<HashSet<String>, StoreError> {
        let all = each!(self, TYPED_IN, site, concerns, (String,));
        Ok(all.into_iter().map(|(id,)| id).collect())
    }
}

#[cfg(test)]
mod tests {
    use sqlx::SqlitePool;

    use super::*;
    use crate::concern::{COUNT, COUNT_TO, FIRST, Filter, Keep, LAST, list_text};
    use crate::record::{CHANGED, STAMPS};

    /// How SQLite goes about it.
    async fn plan(pool: &SqlitePool, text: &str) -> String {
        let query = sqlx::query_as(AssertSqlSafe(format!("EXPLAIN QUERY PLAN {text}")));
        let steps: Vec<(i64, i64, i64, String)> = query.fetch_all(pool).await.unwrap();
        steps.into_iter().map(|(_, _, _, step)| step + "\n").collect()
    }

    #[tokio::test]
    async fn what_is_asked_all_day_looks_through_no_more_than_it_answers() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("waymark.db").display());
        let store = Store::open(&url).await.unwrap();
        let pool = SqlitePool::connect(&url).await.unwrap();
        let many = plan(&pool, &RECORDS).await;
        assert!(many.contains("record_added (site=? AND concern=?)") && !many.contains("SCAN "), "{many}");
        assert!(many.contains("(site=? AND at=? AND concern=? AND id=?)"), "{many}");
        let keys = plan(&pool, &KEYS).await;
        assert!(keys.contains("(site=? AND concern=?)"), "{keys}");
        let typed_in = plan(&pool, &TYPED_IN).await;
        assert!(typed_in.contains("audit_subject (site=? AND subject=?)") && !typed_in.contains("SCAN "), "{typed_in}");
        let open = plan(&pool, &list_text(&Filter { open: true, ..Filter::default() })).await;
        assert!(open.contains("concern_unclosed (site=? AND due>?)") && !open.contains("TEMP B-TREE FOR ORDER BY"), "{open}");
        let first = plan(&pool, FIRST).await;
        assert!(first.contains("concern_unclosed (site=?)") && !first.contains("TEMP B-TREE FOR ORDER BY"), "{first}");
        let changed = plan(&pool, CHANGED).await;
        assert!(changed.contains("COVERING INDEX") && changed.contains("(site=? AND at>?)"), "{changed}");
        store.close().await;
    }
    /// These do go through all concerns of a site, or all its records, and that is known: they are asked when the desk is unlocked, or by who looks after how
    /// long records are kept. What matters is that none sorts all of it (but equal due times), and that the records are counted in the index alone.
    #[tokio::test]
    async fn what_goes_through_all_of_a_site_goes_by_an_index() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("waymark.db").display());
        let store = Store::open(&url).await.unwrap();
        let pool = SqlitePool::connect(&url).await.unwrap();
        let stamps = plan(&pool, STAMPS).await;
        assert!(stamps.contains("SEARCH record USING COVERING INDEX") && stamps.contains("(site=?)"), "{stamps}");
        for text in [COUNT, COUNT_TO] {
            let count = plan(&pool, text).await;
            assert_eq!(count, "SEARCH concern USING INDEX concern_due (site=?)\n");
        }
        // By name are put in order only those that are due at one time.
        let in_parts = |plan: &str| plan.contains("OF ORDER BY") && !plan.contains("FOR ORDER BY");
        // Past all that is due later and still open.
        let last = plan(&pool, LAST).await;
        assert!(last.starts_with("SEARCH concern USING INDEX concern_due (site=?)\n") && in_parts(&last), "{last}");
        let to = |keep| Filter { keep: Some(keep), sealed_to: Some("team".into()), ..Filter::default() };
        let state = Filter { state: Some("received".into()), ..Filter::default() };
        let assignee = Filter { assignee: Some("a.worker".into()), ..Filter::default() };
        for filter in [to(Keep::Until(9)), to(Keep::NotSaid), to(Keep::Held), state, assignee] {
            let list = plan(&pool, &list_text(&filter)).await;
            assert!(
                list.starts_with("SEARCH concern USING INDEX concern_due (site=? AND due>?)\n") && in_parts(&list),
                "{filter:?}: {list}"
            );
        }
        store.close().await;
    }
}
