//! The writer's own connection to SQLite, with nothing between its thread and the file, and its statements kept ready.
//! sqlx gives each connection a thread of its own, and each statement is a way there and back. Must not know groups, or who waits. All of it blocks.

use std::path::Path;

use rusqlite::types::ToSql;
use rusqlite::{Connection, Error, OpenFlags};

use crate::concern::{self, Intake, Keys};
use crate::open::{CONNECTING, PATIENCE, PRAGMAS};
use crate::record::{self, KEEPING, Message};
use crate::{StoreError, concern::KEYS};

/// The texts that a writer has: beginning, two rows, the end, a look.
const STATEMENTS: usize = 8;

pub(crate) struct Direct(Connection);

impl Direct {
    /// Opens a file whose tables are up to date.
    pub(crate) fn open(file: &Path) -> Result<Direct, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let open = || {
            let connection = Connection::open_with_flags(file, flags)?;
            connection.busy_timeout(PATIENCE)?;
            for (name, value) in PRAGMAS {
                connection.pragma_update(None, name, value)?;
            }
            connection.set_prepared_statement_cache_capacity(STATEMENTS);
            Ok(Direct(connection))
        };
        open().map_err(refused(CONNECTING))
    }

    /// One transaction. Whether all were new, and are committed; otherwise nothing of it stays.
    pub(crate) fn insert(&self, concerns: &[&Intake], messages: &[&Message]) -> Result<bool, StoreError> {
        let insert = || {
            self.run("BEGIN IMMEDIATE", &[])?;
            let all = self.insert_each(concerns, messages)?;
            self.run(if all { "COMMIT" } else { "ROLLBACK" }, &[])?;
            Ok(all)
        };
        // After an error the connection is given up, and what is open on it.
        insert().map_err(refused(KEEPING))
    }

    fn insert_each(&self, concerns: &[&Intake], messages: &[&Message]) -> Result<bool, Error> {
        let (kept, sealed) = (concern::insert_text(1), record::insert_text(1));
        for i in concerns {
            let mailbox = i.mailbox.as_ref();
            let (size, id) = (i.sealed.len() as i64, mailbox.map(|m| &m.id));
            let (reply_key, verify_key) = (mailbox.map(|m| &m.reply_key), mailbox.map(|m| &m.verify_key));
            let row: [&dyn ToSql; concern::COLUMNS] =
                [&i.site, &i.concern, &i.sealed_to, &i.key_id, &i.arrived, &i.due, &size, &id, &reply_key, &verify_key];
            let own: [&dyn ToSql; record::COLUMNS] = [&i.site, &i.concern, &i.concern, &record::CONCERN, &i.arrived, &i.key_id, &i.sealed];
            if self.run(&kept, &row)? + self.run(&sealed, &own)? < 2 {
                return Ok(false);
            }
        }
        for m in messages {
            if self.run(&sealed, &[&m.site, &m.concern, &m.id, &m.kind, &m.at, &m.key_id, &m.sealed])? < 1 {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn run(&self, text: &str, values: &[&dyn ToSql]) -> Result<usize, Error> {
        self.0.prepare_cached(text)?.execute(values)
    }

    /// The keys of the concern that has an intake's id.
    pub(crate) fn keys(&self, intake: &Intake) -> Result<Option<Keys>, StoreError> {
        let look = || {
            let mut statement = self.0.prepare_cached(KEYS)?;
            let mut rows = statement.query([&intake.site, &intake.concern])?;
            rows.next()?.map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).transpose()
        };
        look().map_err(refused(KEEPING))
    }
}

/// As [`StoreError::query`]: the text of an error may quote values, so it is dropped here.
fn refused(what: &'static str) -> impl FnOnce(Error) -> StoreError {
    move |error| match error {
        Error::SqliteFailure(error, _) => StoreError::Refused { what, code: error.extended_code.to_string() },
        _ => StoreError::Refused { what, code: "none: the answer could not be read".into() },
    }
}
