//! What can go wrong with the database, in words that are safe in a log.
//! **No text here carries a value from a query, or an address with its password**: only what was being done, and a code.

use sqlx::migrate::MigrateError;

/// Why the store could not do it.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database's address is not one of the two kinds.
    #[error("the database's address must be sqlite:PATH or postgres://…: {0}")]
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
            sqlx::Error::Configuration(_) => StoreError::Away { what, why: "its address asks for what this program cannot do".into() },
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
        // SQLite's primary code is the low byte; 5 is BUSY, 6 LOCKED.
        matches!(self, StoreError::Refused { code, .. } if code.parse::<u32>().is_ok_and(|n| matches!(n & 0xff, 5 | 6)))
    }
}
