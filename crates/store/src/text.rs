//! Texts of queries that have as many rows as a group has; each is made once.
//! Must not know what is in a row.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

/// `($1, $2), ($3, $4)`, from the parameter after `skip` on.
pub(crate) fn rows(rows: usize, columns: usize, skip: usize) -> String {
    let row = |n: usize| (1..=columns).map(|c| format!("${}", skip + n * columns + c)).collect::<Vec<_>>().join(", ");
    (0..rows).map(|n| format!("({})", row(n))).collect::<Vec<_>>().join(", ")
}

/// For each number of rows up to a group's: those that are there already are left out.
pub(crate) fn inserts(what: &str, columns: usize) -> Vec<Arc<str>> {
    let text = |n| format!("INSERT INTO {what} VALUES {} ON CONFLICT DO NOTHING", rows(n, columns, 0)).into();
    (1..=crate::writer::GROUP).map(text).collect()
}

/// SQLite's whole transaction. What is there already is an error, at which the rest is not run; of PostgreSQL such an error would stand
/// in its log, with the ids. A concern's record takes its values from the same parameters.
pub(crate) fn sqlite(concerns: usize, messages: usize) -> Arc<str> {
    static TEXTS: LazyLock<Mutex<HashMap<(usize, usize), Arc<str>>>> = LazyLock::new(Mutex::default);
    let mut texts = TEXTS.lock().unwrap_or_else(PoisonError::into_inner);
    Arc::clone(texts.entry((concerns, messages)).or_insert_with(|| sqlite_text(concerns, messages).into()))
}

fn sqlite_text(concerns: usize, messages: usize) -> String {
    const COLUMNS: usize = crate::concern::COLUMNS + 1;
    let list = |row: &dyn Fn(usize) -> String| (0..concerns).map(|n| row(n * COLUMNS)).collect::<Vec<_>>().join(", ");
    let mut text = String::from("BEGIN IMMEDIATE");
    if concerns > 0 {
        let concern = |at: usize| rows(1, COLUMNS - 1, at);
        text += &format!("; INSERT INTO {} VALUES {}", crate::concern::INTO, list(&concern));
        // Of the concern: $1 site, $2 id, $4 key, $5 arrival; after its own, the sealed bytes.
        let record = |at: usize| format!("(${}, ${}, ${}, 'concern', ${}, ${}, ${})", at + 1, at + 2, at + 2, at + 5, at + 4, at + COLUMNS);
        text += &format!("; INSERT INTO {} VALUES {}", crate::record::INTO, list(&record));
    }
    if messages > 0 {
        let messages = rows(messages, crate::record::COLUMNS, concerns * COLUMNS);
        text += &format!("; INSERT INTO {} VALUES {messages}", crate::record::INTO);
    }
    text + "; COMMIT"
}
