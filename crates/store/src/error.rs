//! What can go wrong with the database, in words that are safe in a log.
//! **No text here carries a value from a query, or an address with its password**: only what was being done, and a code.

use sqlx::migrate::MigrateError;

/// Why the store could not do it.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// The database's address is not one of the two kinds.
    #[error("the database's address must be sqlite:PATH or postgres://…; {0}")]
    Address(&'static str),
    /// The file or its folder could not be made.
    #[error("the database's file could not be made ({0})")]
    File(std::io::ErrorKind),
    /// No connection, or it broke.
    #[error("the database cannot be reached, while {what} ({why})")]
    Away {
        /// What was being done.
        what: &'static str,
        /// How it failed.
        why: String,
    },
    /// The database answered with an error.
    #[error("the database refused, while {what} (code {code})")]
    Refused {
        /// What was being done.
        what: &'static str,
        /// The database's own code: a SQLSTATE, or SQLite's number.
        code: String,
    },
    /// Its tables are not what this program expects.
    #[error("the database's tables are not those of this version: {0}")]
    Tables(String),
    /// A setting that lets PostgreSQL forget what it said it kept.
    #[error("PostgreSQL's setting {0} is off: what it says is kept could be lost; turn it on")]
    Unsafe(&'static str),
    /// The file of a backup.
    #[error("the backup's file could not be written ({0})")]
    Backup(std::io::ErrorKind),
    /// A backup goes into an empty database alone.
    #[error("the database is not empty: a backup is restored into an empty one alone")]
    NotEmpty,
    /// A message that would take the place of a concern's own record.
    #[error("only a concern's own record has its id and its kind")]
    Misplaced,
    /// The spool's folder, or a file in it.
    #[error("the spool's folder cannot be used ({0})")]
    Spool(std::io::ErrorKind),
}

/// Why a concern was not taken.
#[derive(Debug, Clone, thiserror::Error)]
pub enum TakeError {
    /// Its id is taken, with other keys.
    #[error("another concern has this id or this mailbox")]
    Conflict,
    /// It may come again, with the same id.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl StoreError {
    /// Turns sqlx's error into ours; its own text may quote values, so it is dropped here.
    pub(crate) fn query(what: &'static str) -> impl FnOnce(sqlx::Error) -> StoreError {
        move |error| match error {
            sqlx::Error::Database(e) => StoreError::Refused { what, code: e.code().map_or_else(|| "none".into(), |c| c.into_owned()) },
            sqlx::Error::Io(e) => StoreError::Away { what, why: e.kind().to_string() },
            sqlx::Error::Tls(_) => StoreError::Away { what, why: "TLS failed".into() },
            sqlx::Error::PoolTimedOut => StoreError::Away { what, why: "no connection came free in time".into() },
            sqlx::Error::PoolClosed => StoreError::Away { what, why: "it is being closed".into() },
            sqlx::Error::WorkerCrashed => StoreError::Away { what, why: "its thread ended".into() },
            sqlx::Error::Configuration(_) => StoreError::Address("it asks for what this program cannot do"),
            _ => StoreError::Refused { what, code: "none: the answer could not be read".into() },
        }
    }

    /// The same for migrations, whose errors name only versions.
    pub(crate) fn migration(error: MigrateError) -> StoreError {
        match error {
            MigrateError::Execute(e) | MigrateError::ExecuteMigration(e, _) => StoreError::query(crate::open::MIGRATING)(e),
            MigrateError::VersionMismatch(n) => StoreError::Tables(format!("migration {n} was another text when it was run")),
            MigrateError::Dirty(n) => StoreError::Tables(format!("migration {n} was left half done")),
            _ => StoreError::Tables("they could not be brought up to date".into()),
        }
    }

    /// Whether another process held SQLite's lock: worth another try.
    pub(crate) fn is_busy(&self) -> bool {
        matches!(self, StoreError::Refused { code, .. } if matches!(sqlite_code(code), Some(5 | 6)))
    }

    /// Whether waiting may cure it: the database is away, busy, full, not yet brought up to date, or a standby.
    pub fn may_pass(&self) -> bool {
        use std::io::ErrorKind::{Interrupted, QuotaExceeded, ReadOnlyFilesystem, StorageFull};
        match self {
            StoreError::Away { .. } => true,
            StoreError::File(kind) => matches!(kind, Interrupted | QuotaExceeded | ReadOnlyFilesystem | StorageFull),
            // Tables are made by the role that owns them, which may start later.
            StoreError::Refused { what, code } if *what == crate::open::MIGRATING && code == "42501" => true,
            StoreError::Refused { code, .. } => match sqlite_code(code) {
                // BUSY, LOCKED, NOMEM, READONLY, IOERR, FULL, CANTOPEN.
                Some(primary) => matches!(primary, 5 | 6 | 7 | 8 | 10 | 13 | 14),
                // Connection, transaction rolled back, resources, an operator, the system; writing to a standby.
                None => ["08", "40", "53", "57", "58"].iter().any(|class| code.starts_with(class)) || code == "25006",
            },
            StoreError::Address(_) | StoreError::Tables(_) | StoreError::Unsafe(_) => false,
            StoreError::Misplaced | StoreError::Spool(_) | StoreError::Backup(_) | StoreError::NotEmpty => false,
        }
    }

    /// Whether the database will refuse these very values whenever they come.
    pub(crate) fn is_about_the_data(&self) -> bool {
        let StoreError::Refused { code, .. } = self else { return matches!(self, StoreError::Misplaced) };
        match sqlite_code(code) {
            // TOOBIG, CONSTRAINT, MISMATCH.
            Some(primary) => matches!(primary, 18..=20),
            None => code.starts_with("22") || code.starts_with("23"),
        }
    }
}

/// SQLite's primary code, the low byte of a number. A SQLSTATE always has five characters, which SQLite's numbers do not reach.
fn sqlite_code(code: &str) -> Option<u32> {
    if code.len() >= 5 { None } else { code.parse::<u32>().ok().map(|n| n & 0xff) }
}
