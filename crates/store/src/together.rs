//! Entries of several concerns, kept together or not at all, and only as long as nobody has added to one of them meanwhile.
//! Must not know what they say, or who writes them.

use sqlx::AssertSqlSafe;

use crate::record::{self, CONCERN, Message};
use crate::{Store, StoreError, on};

/// An entry, and how its writer found the record that it goes into.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Together {
    /// The entry.
    pub entry: Message,
    /// The names of all that had been added to the concern, in any order: all but the concern itself.
    pub found: Vec<String>,
}

impl Store {
    /// Keeps an entry in each of several concerns. False if something was added to one of them that its writer had not found there: then nothing is
    /// kept, for they may want to write something else.
    ///
    /// # Errors
    /// If the database does not let us: then nothing is kept.
    pub async fn add_together(&self, all: &[Together]) -> Result<bool, StoreError> {
        // The rows are locked first, in one order always: of two who do this at once, the second sees what the first has kept.
        const LOCK: &str = "UPDATE concern SET state = state WHERE site = $1 AND id = $2";
        const THERE: &str = "SELECT id FROM record WHERE site = $1 AND concern = $2 AND kind <> 'concern'";
        if all.iter().any(|one| one.entry.kind == CONCERN || one.entry.id == one.entry.concern) {
            return Err(StoreError::Misplaced);
        }
        let mut all: Vec<&Together> = all.iter().collect();
        all.sort_by(|a, b| a.entry.concern.cmp(&b.entry.concern));
        let kept = on!(self, pool => async {
            let mut one = pool.begin().await?;
            for Together { entry: e, .. } in &all {
                sqlx::query(LOCK).bind(&e.site).bind(&e.concern).execute(&mut *one).await?;
            }
            for Together { entry: e, found } in &all {
                let there: Vec<String> = sqlx::query_scalar(THERE).bind(&e.site).bind(&e.concern).fetch_all(&mut *one).await?;
                if !is_same(there, found) {
                    return one.rollback().await.map(|()| false);
                }
            }
            for Together { entry: e, .. } in &all {
                let query = sqlx::query(AssertSqlSafe(record::insert_text(1)));
                let query = record::bind!(query, e.site, e.concern, e.id, e.kind, e.at, e.key_id, e.sealed);
                if query.execute(&mut *one).await?.rows_affected() == 0 {
                    return one.rollback().await.map(|()| false);
                }
            }
            one.commit().await.map(|()| true)
        }.await);
        kept.map_err(StoreError::query(record::KEEPING))
    }
}

fn is_same(mut there: Vec<String>, found: &[String]) -> bool {
    let mut found: Vec<&String> = found.iter().collect();
    there.sort_unstable();
    found.sort_unstable();
    there.iter().eq(found)
}
