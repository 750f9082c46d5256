//! Backup and restore: one SQLite file, whichever database is behind, made while it serves.
//! The file is a whole database: this program can also be started on it. Must not know what is in the columns, only their kinds.

use std::fs::{File, OpenOptions};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection as _, PgConnection, Row, SqliteConnection};

use crate::disposal::{Disposed, TOMBSTONE};
use crate::open::{self, Connection};
use crate::tables::{Column, Kind, TABLES, Table};
use crate::writer::GROUP;
use crate::{Store, StoreError, text};

const COPYING: &str = "copying its tables";
const OPENING: &str = "opening a backup";
const RESTORING: &str = "restoring a backup";

enum Value {
    Text(Option<String>),
    Int(Option<i64>),
    Bytes(Option<Vec<u8>>),
}

/// The rows' values, whichever database they come from.
macro_rules! values {
    ($rows:expr, $columns:expr) => {
        $rows
            .iter()
            .map(|row| {
                $columns
                    .iter()
                    .enumerate()
                    .map(|(n, (_, kind))| {
                        Ok(match kind {
                            Kind::Text => Value::Text(row.try_get(n)?),
                            Kind::Int => Value::Int(row.try_get(n)?),
                            Kind::Bytes => Value::Bytes(row.try_get(n)?),
                        })
                    })
                    .collect()
            })
            .collect::<Result<Vec<Vec<Value>>, sqlx::Error>>()
    };
}

/// Writes the rows into whichever database this is.
macro_rules! insert {
    ($to:expr, $texts:expr, $rows:expr) => {
        async {
            let mut query = sqlx::query(AssertSqlSafe($texts[$rows.len() - 1].clone()));
            for value in $rows.into_iter().flatten() {
                query = match value {
                    Value::Text(text) => query.bind(text),
                    Value::Int(number) => query.bind(number),
                    Value::Bytes(bytes) => query.bind(bytes),
                };
            }
            query.execute(&mut *$to).await.map(|_| ())
        }
    };
}

/// All tables of a backup into one transaction, if there is nothing yet.
macro_rules! copy_in {
    ($from:expr, $to:expr, $begin:expr, $disposed:expr) => {{
        let done = async {
            let mut to = $to.begin_with($begin).await?;
            for table in TABLES {
                let any = format!("SELECT count(*) FROM (SELECT 1 FROM {} LIMIT 1) AS first", table.name);
                if sqlx::query_scalar::<_, i64>(AssertSqlSafe(any)).fetch_one(&mut *to).await? > 0 {
                    return Ok(false);
                }
            }
            // First: of what they name, nothing is let in.
            for d in $disposed {
                sqlx::query(TOMBSTONE).bind(&d.site).bind(&d.concern).bind(d.at).bind(&d.kind).execute(&mut *to).await?;
            }
            for table in TABLES {
                let mut pages = Pages::of(table, &mut $from).await?;
                while let Some(rows) = pages.next(&mut $from).await? {
                    insert!(to, pages.texts, rows).await?;
                }
            }
            to.commit().await.map(|()| true)
        };
        let done: Result<bool, sqlx::Error> = done.await;
        if done.map_err(StoreError::query(RESTORING))? { Ok(()) } else { Err(StoreError::NotEmpty) }
    }};
}

/// Reads a backup's table, as much at once as one statement inserts.
struct Pages {
    columns: Vec<Column>,
    read: Arc<str>,
    texts: Vec<Arc<str>>,
    after: i64,
}

impl Pages {
    /// An older version's backup may lack columns, or the table: they are left to their defaults.
    async fn of(table: &Table, from: &mut SqliteConnection) -> Result<Pages, sqlx::Error> {
        let there = sqlx::query_scalar::<_, String>("SELECT name FROM pragma_table_info($1)").bind(table.name).fetch_all(from).await?;
        let columns = table.columns.iter().filter(|c| there.iter().any(|name| name == c.0)).copied().collect::<Vec<_>>();
        let names = columns.iter().map(|c| c.0).collect::<Vec<_>>().join(", ");
        let texts = text::inserts(&format!("{} ({names})", table.name), columns.len());
        let read = format!("SELECT {names}, rowid FROM {} WHERE rowid > $1 ORDER BY rowid LIMIT {GROUP}", table.name);
        Ok(Pages { columns, read: read.into(), texts, after: i64::MIN })
    }

    async fn next(&mut self, from: &mut SqliteConnection) -> Result<Option<Vec<Vec<Value>>>, sqlx::Error> {
        if self.columns.is_empty() {
            return Ok(None);
        }
        let rows = sqlx::query(AssertSqlSafe(self.read.clone())).bind(self.after).fetch_all(from).await?;
        let Some(last) = rows.last() else { return Ok(None) };
        self.after = last.try_get(self.columns.len())?;
        values!(rows, self.columns).map(Some)
    }
}

impl Store {
    /// Writes everything, as it is at one moment, into a new file; others may write meanwhile. The file appears when it is whole.
    pub async fn backup(&self, path: &Path) -> Result<(), StoreError> {
        let failed = |e: std::io::Error| StoreError::Backup(e.kind());
        if path.symlink_metadata().is_ok() {
            return Err(StoreError::Backup(std::io::ErrorKind::AlreadyExists));
        }
        let partial = PathBuf::from(format!("{}.partial", path.display()));
        OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&partial).map_err(failed)?;
        match self.address.connect().await? {
            Connection::Sqlite(mut from) => {
                let done = sqlx::query("VACUUM INTO $1").bind(partial.display().to_string()).execute(&mut from).await;
                done.map_err(StoreError::query(COPYING))?;
                Connection::Sqlite(from).close().await;
            }
            Connection::Postgres(mut from) => {
                let options = open::sqlite_options(&partial).journal_mode(SqliteJournalMode::Delete);
                let mut to = open::sqlite(&options).await?;
                copy_out(&mut from, &mut to).await.map_err(StoreError::query(COPYING))?;
                to.close().await.map_err(StoreError::query(COPYING))?;
                Connection::Postgres(from).close().await;
            }
        }
        let folder = path.parent().filter(|f| !f.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let kept = || {
            File::open(&partial)?.sync_all()?;
            std::fs::rename(&partial, path)?;
            File::open(folder)?.sync_all()
        };
        kept().map_err(failed)
    }

    /// Puts a backup's rows into this database, all or none. It must be empty. What has been `disposed` of since is not let in: of how many
    /// concerns there was something in the backup.
    pub async fn restore(&self, path: &Path, disposed: &[Disposed]) -> Result<usize, StoreError> {
        let options = SqliteConnectOptions::new().filename(path).read_only(true);
        let mut from = options.connect().await.map_err(StoreError::query(OPENING))?;
        known_versions_only(&mut from).await?;
        match self.address.connect().await? {
            Connection::Sqlite(mut to) => copy_in!(from, to, "BEGIN IMMEDIATE", disposed),
            Connection::Postgres(mut to) => copy_in!(from, to, "BEGIN", disposed),
        }?;
        there(&mut from, disposed).await.map_err(StoreError::query(OPENING))
    }
}

/// Of how many of these concerns there is something.
async fn there(from: &mut SqliteConnection, disposed: &[Disposed]) -> Result<usize, sqlx::Error> {
    let mut there = 0;
    for d in disposed {
        let one = sqlx::query_scalar::<_, i64>("SELECT count(*) FROM concern WHERE site = $1 AND id = $2");
        there += usize::from(one.bind(&d.site).bind(&d.concern).fetch_one(&mut *from).await? > 0);
    }
    Ok(there)
}

/// A newer program may have tables and columns of which this one would lose what is in them.
async fn known_versions_only(from: &mut SqliteConnection) -> Result<(), StoreError> {
    let newest: Option<i64> = sqlx::query_scalar("SELECT max(version) FROM _sqlx_migrations WHERE success")
        .fetch_one(from)
        .await
        .map_err(StoreError::query(OPENING))?;
    match newest {
        Some(newest) if newest <= open::newest_migration() => Ok(()),
        Some(_) => Err(StoreError::Tables("the backup was made by a newer version".into())),
        None => Err(StoreError::Tables("the file is not a backup".into())),
    }
}

/// One transaction that sees one moment.
async fn copy_out(from: &mut PgConnection, to: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    let mut from = from.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?;
    let mut to = to.begin().await?;
    for table in TABLES {
        let names = table.columns.iter().map(|c| c.0).collect::<Vec<_>>().join(", ");
        let texts = text::inserts(&format!("{} ({names})", table.name), table.columns.len());
        let cursor = format!("DECLARE copy_{0} NO SCROLL CURSOR FOR SELECT {names} FROM {0}", table.name);
        sqlx::query(AssertSqlSafe(cursor)).execute(&mut *from).await?;
        // A cursor of its own name: sqlx remembers what columns a text gives.
        let fetch: Arc<str> = format!("FETCH {GROUP} FROM copy_{}", table.name).into();
        loop {
            let rows = sqlx::query(AssertSqlSafe(fetch.clone())).fetch_all(&mut *from).await?;
            if rows.is_empty() {
                break;
            }
            let rows = values!(rows, table.columns)?;
            insert!(to, texts, rows).await?;
        }
    }
    to.commit().await?;
    from.commit().await
}
