//! Opening: addresses, SQLite's settings, migrations.
//! Must not know any table; those are in the migrations and in the file of each.

use std::fs::{DirBuilder, OpenOptions};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use sqlx::migrate::Migrator;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection};

use crate::{Pool, Store, StoreError};

/// An older program must start on newer tables (see migrations/README.md), hence `ignore_missing`.
fn migrations() -> Migrator {
    let mut migrator = sqlx::migrate!();
    migrator.set_ignore_missing(true);
    migrator
}

/// How long a query waits for a connection, or for another process that writes, before it fails.
const PATIENCE: Duration = Duration::from_secs(5);
const SQLITE_CONNECTIONS: u32 = 4;
const POSTGRES_CONNECTIONS: u32 = 10;
const CONNECTING: &str = "connecting";
pub(crate) const MIGRATING: &str = "bringing its tables up to date";

impl Store {
    /// Opens `sqlite:PATH` (the file and its folder are made if need be) or `postgres://…`, and brings its tables up to date.
    pub async fn open(url: &str) -> Result<Store, StoreError> {
        let pool = if let Some(path) = url.strip_prefix("sqlite:") {
            Pool::Sqlite(sqlite(path.strip_prefix("//").unwrap_or(path)).await?)
        } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            Pool::Postgres(postgres(url).await?)
        } else {
            return Err(StoreError::Address("it starts otherwise"));
        };
        Ok(Store { pool })
    }
}

async fn sqlite(path: &str) -> Result<sqlx::SqlitePool, StoreError> {
    if path.is_empty() || path.starts_with(':') {
        return Err(StoreError::Address("after sqlite: the path of a file is wanted"));
    }
    make_private(Path::new(path)).map_err(|e| StoreError::File(e.kind()))?;
    let options = SqliteConnectOptions::new()
        .filename(path)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full) // a commit that was told survives a power cut
        .busy_timeout(PATIENCE)
        .foreign_keys(true);
    // Two processes may start on a new file at once; SQLite does not wait for the other one's change to WAL, so we do.
    let mut tries = 0;
    loop {
        match migrate_sqlite(&options).await {
            Err(e) if e.is_busy() && tries < 50 => tries += 1,
            result => break result?,
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok(SqlitePoolOptions::new().max_connections(SQLITE_CONNECTIONS).acquire_timeout(PATIENCE).connect_lazy_with(options))
}

/// On a connection of its own: a pool would hide why none can be had.
async fn migrate_sqlite(options: &SqliteConnectOptions) -> Result<(), StoreError> {
    let mut connection = options.connect().await.map_err(StoreError::query(CONNECTING))?;
    // sqlx takes no lock on SQLite while it migrates; a transaction that writes from its start is one.
    let mut all = connection.begin_with("BEGIN IMMEDIATE").await.map_err(StoreError::query(CONNECTING))?;
    migrations().run_direct(None, &mut *all, false).await.map_err(StoreError::migration)?;
    all.commit().await.map_err(StoreError::query(MIGRATING))?;
    connection.close().await.map_err(StoreError::query(CONNECTING))
}

async fn postgres(url: &str) -> Result<sqlx::PgPool, StoreError> {
    let options = PgConnectOptions::from_str(url).map_err(|_| StoreError::Address("PostgreSQL takes no such address"))?;
    let options = options.application_name("waymark");
    let connecting = tokio::time::timeout(PATIENCE, options.connect()).await;
    let connecting = connecting.map_err(|_| StoreError::Away { what: CONNECTING, why: "no answer in time".into() })?;
    let mut connection = connecting.map_err(StoreError::query(CONNECTING))?;
    migrations().run_direct(None, &mut connection, false).await.map_err(StoreError::migration)?;
    connection.close().await.map_err(StoreError::query(CONNECTING))?;
    Ok(PgPoolOptions::new().max_connections(POSTGRES_CONNECTIONS).acquire_timeout(PATIENCE).connect_lazy_with(options))
}

/// Makes the file, and its folder, for this user alone. SQLite gives its side files the same rights.
fn make_private(file: &Path) -> std::io::Result<()> {
    if let Some(folder) = file.parent().filter(|f| !f.as_os_str().is_empty()) {
        DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    }
    OpenOptions::new().append(true).create(true).mode(0o600).open(file).map(|_| ())
}
