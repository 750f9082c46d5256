//! The table `course_progress`: progress through the course, kept for those who asked, under a hash of their code.
//! Must not know the code, or what the progress says. Days are counted from 1 January 1970.

use crate::{Store, StoreError, on};

impl Store {
    /// Keeps `progress` under `code_hash` until `expires_day`, in place of what was there.
    pub async fn keep(&self, site: &str, code_hash: &str, progress: &str, expires_day: i64) -> Result<(), StoreError> {
        const KEEP: &str = "INSERT INTO course_progress (site, code_hash, progress, expires_day) VALUES ($1, $2, $3, $4)
            ON CONFLICT (site, code_hash) DO UPDATE SET progress = excluded.progress, expires_day = excluded.expires_day";
        let done = on!(self, pool => {
            let query = sqlx::query(KEEP).bind(site).bind(code_hash).bind(progress).bind(expires_day);
            query.execute(pool).await.map(|_| ())
        });
        done.map_err(StoreError::query("keeping progress"))
    }

    /// What is kept under `code_hash`. What has expired counts as none; on the day itself it still counts.
    pub async fn kept(&self, site: &str, code_hash: &str, today_day: i64) -> Result<Option<String>, StoreError> {
        const KEPT: &str = "SELECT progress FROM course_progress WHERE site = $1 AND code_hash = $2 AND expires_day >= $3";
        let found = on!(self, pool => {
            sqlx::query_scalar(KEPT).bind(site).bind(code_hash).bind(today_day).fetch_optional(pool).await
        });
        found.map_err(StoreError::query("looking for progress"))
    }

    /// Deletes what has expired, of every site, and says how much that was.
    pub async fn forget_expired(&self, today_day: i64) -> Result<u64, StoreError> {
        const FORGET: &str = "DELETE FROM course_progress WHERE expires_day < $1";
        let gone = on!(self, pool => {
            sqlx::query(FORGET).bind(today_day).execute(pool).await.map(|done| done.rows_affected())
        });
        gone.map_err(StoreError::query("forgetting what has expired"))
    }
}
