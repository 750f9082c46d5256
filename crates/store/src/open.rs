//! Opening: addresses, the settings that a durable commit rests on, migrations.
//! Must not know any table; those are in the migrations and in the file of each.

use std::borrow::Cow;
use std::fs::{DirBuilder, OpenOptions};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};
use sqlx::{ConnectOptions, Connection as _, PgConnection, SqlSafeStr, SqliteConnection};

use crate::writer::Writer;
use crate::{Pool, Store, StoreError};

/// How long a query waits for a connection, or for another process that writes, before it fails.
pub(crate) const PATIENCE: Duration = Duration::from_secs(5);
const SQLITE_CONNECTIONS: u32 = 4;
const POSTGRES_CONNECTIONS: u32 = 10;
pub(crate) const CONNECTING: &str = "connecting";
pub(crate) const MIGRATING: &str = "bringing its tables up to date";

/// SQLite's settings, for each connection.
pub(crate) const PRAGMAS: [(&str, &str); 7] = [
    ("journal_mode", "WAL"),
    // A commit that was told survives a power cut.
    ("synchronous", "FULL"),
    // It copies its log into the database's file each time it has this many pages, 16 MB. The default, 4 MB, writes each page of the
    // indexes by random ids four times as often.
    ("wal_autocheckpoint", "4000"),
    // Its page cache, in KiB. Not more: with each commit that has split a page of an index, SQLite looks through all of it.
    ("cache_size", "-2048"),
    // What a statement needs to undo itself would be a file each time.
    ("temp_store", "MEMORY"),
    ("foreign_keys", "ON"),
    // What is deleted is overwritten at once, and not only when its place is wanted for something else.
    ("secure_delete", "ON"),
];
/// On PostgreSQL a group of each size is a text of its own.
const STATEMENTS: usize = 2 * crate::writer::GROUP + 64;

impl Store {
    /// Opens `sqlite:PATH` (the file and its folder are made if need be) or `postgres://…`, and brings its tables up to date.
    pub async fn open(url: &str) -> Result<Store, StoreError> {
        let address = Address::parse(url)?;
        let connection = address.connect().await?;
        Store::assemble(address, Some(connection))
    }

    /// The same, but starts also while the database is away: tables are brought up to date when it comes, and until then each query
    /// fails. What no waiting cures (a wrong address, a refused setting) still fails here.
    pub async fn open_patiently(url: &str) -> Result<Store, StoreError> {
        let address = Address::parse(url)?;
        match address.connect().await {
            Ok(connection) => Store::assemble(address, Some(connection)),
            Err(error) if error.may_pass() => Store::assemble(address, None),
            Err(error) => Err(error),
        }
    }

    fn assemble(address: Address, connection: Option<Connection>) -> Result<Store, StoreError> {
        let address = Arc::new(address);
        Ok(Store { pool: address.pool(), writer: Writer::start(Arc::clone(&address), connection)?, address })
    }

    /// Whether the database answers, with tables that are up to date.
    pub async fn ready(&self) -> Result<(), StoreError> {
        if !self.address.prepared.load(Ordering::Acquire) {
            self.address.connect().await?.close().await;
        }
        let ready = crate::on!(self, pool => sqlx::query("SELECT 1").execute(pool).await.map(|_| ()));
        ready.map_err(StoreError::query("asking whether it is there"))
    }
}

/// Where the database is, and whether it has been seen with tables that are up to date.
pub(crate) struct Address {
    kind: Kind,
    prepared: AtomicBool,
}

enum Kind {
    Sqlite(Box<SqliteConnectOptions>),
    Postgres(Box<PgConnectOptions>),
}

/// A connection outside the pool: a pool would hide why none can be had.
pub(crate) enum Connection {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Connection {
    pub(crate) async fn close(self) {
        // It is being given up: there is nothing to do about a failure.
        let _ = match self {
            Connection::Sqlite(c) => c.close().await,
            Connection::Postgres(c) => c.close().await,
        };
    }
}

impl Address {
    fn parse(url: &str) -> Result<Address, StoreError> {
        let kind = if let Some(path) = url.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            if path.is_empty() || path.starts_with(':') {
                return Err(StoreError::Address("after sqlite: the path of a file is wanted"));
            }
            Kind::Sqlite(Box::new(sqlite_options(Path::new(path))))
        } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            let options = PgConnectOptions::from_str(url).map_err(|_| StoreError::Address("PostgreSQL takes no such address"))?;
            Kind::Postgres(Box::new(options.application_name("waymark").statement_cache_capacity(STATEMENTS).disable_statement_logging()))
        } else {
            return Err(StoreError::Address("this one begins otherwise"));
        };
        Ok(Address { kind, prepared: AtomicBool::new(false) })
    }

    /// A new connection, to a database whose settings are safe and whose tables are up to date.
    pub(crate) async fn connect(&self) -> Result<Connection, StoreError> {
        let connection = match &self.kind {
            Kind::Sqlite(options) => Connection::Sqlite(sqlite(options).await?),
            Kind::Postgres(options) => {
                let connecting = tokio::time::timeout(PATIENCE, postgres(options)).await;
                let connecting = connecting.map_err(|_| StoreError::Away { what: CONNECTING, why: "no answer in time".into() })?;
                Connection::Postgres(connecting?)
            }
        };
        self.prepared.store(true, Ordering::Release);
        Ok(connection)
    }

    /// SQLite's file.
    pub(crate) fn file(&self) -> Option<&Path> {
        match &self.kind {
            Kind::Sqlite(options) => Some(options.get_filename()),
            Kind::Postgres(_) => None,
        }
    }

    fn pool(&self) -> Pool {
        match &self.kind {
            Kind::Sqlite(options) => {
                let pool = SqlitePoolOptions::new().max_connections(SQLITE_CONNECTIONS).acquire_timeout(PATIENCE);
                Pool::Sqlite(pool.connect_lazy_with(options.as_ref().clone()))
            }
            Kind::Postgres(options) => {
                let pool = PgPoolOptions::new().max_connections(POSTGRES_CONNECTIONS).acquire_timeout(PATIENCE);
                Pool::Postgres(pool.connect_lazy_with(options.as_ref().clone()))
            }
        }
    }
}

pub(crate) fn sqlite_options(path: &Path) -> SqliteConnectOptions {
    let options = SqliteConnectOptions::new().filename(path).busy_timeout(PATIENCE);
    // A slow statement would be logged as a text of many rows.
    PRAGMAS.into_iter().fold(options, |options, (name, value)| options.pragma(name, value)).disable_statement_logging()
}

pub(crate) async fn sqlite(options: &SqliteConnectOptions) -> Result<SqliteConnection, StoreError> {
    make_private(options.get_filename()).map_err(|e| StoreError::File(e.kind()))?;
    // Two processes may start on a new file at once; SQLite does not wait for the other one's change to WAL, so we do.
    let mut tries = 0;
    loop {
        match migrate_sqlite(options).await {
            Err(e) if e.is_busy() && tries < 50 => tries += 1,
            result => return result,
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn migrate_sqlite(options: &SqliteConnectOptions) -> Result<SqliteConnection, StoreError> {
    let migrations = migrations(SQLITE);
    let mut connection = options.connect().await.map_err(StoreError::query(CONNECTING))?;
    let known = sqlx::query_as(KNOWN).fetch_all(&mut connection).await;
    if known.is_ok_and(|known| up_to_date(&migrations, &known)) {
        return Ok(connection);
    }
    // sqlx takes no lock on SQLite while it migrates; a transaction that writes from its start is one.
    let mut all = connection.begin_with("BEGIN IMMEDIATE").await.map_err(StoreError::query(CONNECTING))?;
    migrations.run_direct(None, &mut *all, false).await.map_err(StoreError::migration)?;
    all.commit().await.map_err(StoreError::query(MIGRATING))?;
    Ok(connection)
}

async fn postgres(options: &PgConnectOptions) -> Result<PgConnection, StoreError> {
    let migrations = migrations(POSTGRES);
    let mut connection = options.connect().await.map_err(StoreError::query(CONNECTING))?;
    for (setting, ask) in [("fsync", "SHOW fsync"), ("synchronous_commit", "SHOW synchronous_commit")] {
        let is: String = sqlx::query_scalar(ask).fetch_one(&mut connection).await.map_err(StoreError::query(CONNECTING))?;
        if is == "off" {
            return Err(StoreError::Unsafe(setting));
        }
    }
    let known = sqlx::query_as(KNOWN).fetch_all(&mut connection).await;
    if !known.is_ok_and(|known| up_to_date(&migrations, &known)) {
        migrations.run_direct(None, &mut connection, false).await.map_err(StoreError::migration)?;
    }
    Ok(connection)
}

/// The numbers and names of what each database says in its own way; its texts are in the same order.
const OWN: [(i64, &str); 2] = [(3, "append only"), (6, "disposed")];
const SQLITE: [&str; 2] =
    [include_str!("../migrations/sqlite/0003_append_only.sql"), include_str!("../migrations/sqlite/0006_disposed.sql")];
const POSTGRES: [&str; 2] =
    [include_str!("../migrations/postgres/0003_append_only.sql"), include_str!("../migrations/postgres/0006_disposed.sql")];

/// The shared texts, and those that each database says in its own way.
/// An older program must start on newer tables (see migrations/README.md), hence `ignore_missing`.
fn migrations(own: [&'static str; 2]) -> Migrator {
    let mut all = sqlx::migrate!().iter().cloned().collect::<Vec<_>>();
    let migration = |((number, name), text): ((i64, &'static str), &'static str)| {
        Migration::new(number, Cow::Borrowed(name), MigrationType::Simple, text.into_sql_str(), false)
    };
    all.extend(OWN.into_iter().zip(own).map(migration));
    let mut migrator = Migrator::with_migrations(all);
    migrator.set_ignore_missing(true);
    migrator
}

/// The number of the newest migration that this program knows.
pub(crate) fn newest_migration() -> i64 {
    migrations(SQLITE).iter().map(|m| m.version).max().unwrap_or(0)
}

const KNOWN: &str = "SELECT version, checksum FROM _sqlx_migrations WHERE success";

/// Looked at first, so that a role which may not make tables can start: sqlx would try to make its own.
fn up_to_date(migrations: &Migrator, known: &[(i64, Vec<u8>)]) -> bool {
    migrations.iter().all(|m| known.iter().any(|(version, checksum)| *version == m.version && *checksum == *m.checksum))
}

/// Makes the file, and its folder, for this user alone. SQLite gives its side files the same rights.
pub(crate) fn make_private(file: &Path) -> std::io::Result<()> {
    if let Some(folder) = file.parent().filter(|f| !f.as_os_str().is_empty()) {
        DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    }
    OpenOptions::new().append(true).create(true).mode(0o600).open(file).map(|_| ())
}
