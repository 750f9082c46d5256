//! Texts of queries that have as many rows as a group has; each is made once.
//! Must not know what is in a row.

use std::sync::{Arc, LazyLock};

use crate::writer::GROUP;
use crate::{concern, record};

/// `($1, $2), ($3, $4)`, from the parameter after `skip` on.
pub(crate) fn rows(rows: usize, columns: usize, skip: usize) -> String {
    let row = |n: usize| (1..=columns).map(|c| format!("${}", skip + n * columns + c)).collect::<Vec<_>>().join(", ");
    (0..rows).map(|n| format!("({})", row(n))).collect::<Vec<_>>().join(", ")
}

/// For each number of rows up to a group's: those that are there already are left out.
pub(crate) fn inserts(what: &str, columns: usize) -> Vec<Arc<str>> {
    let text = |n| format!("INSERT INTO {what} VALUES {} ON CONFLICT DO NOTHING", rows(n, columns, 0)).into();
    (1..=GROUP).map(text).collect()
}

/// SQLite's whole transaction, for as many concerns. What is there already is an error, at which the rest is not run; of PostgreSQL such
/// an error would stand in its log, with the ids. A concern's record takes its values from the same parameters.
pub(crate) fn sqlite_concerns(rows: usize) -> Arc<str> {
    static TEXTS: LazyLock<Vec<Arc<str>>> = LazyLock::new(|| (1..=GROUP).map(|n| concerns_text(n).into()).collect());
    Arc::clone(&TEXTS[rows - 1])
}

/// The same for messages.
pub(crate) fn sqlite_messages(messages: usize) -> Arc<str> {
    static TEXTS: LazyLock<Vec<Arc<str>>> = LazyLock::new(|| (1..=GROUP).map(|n| messages_text(n).into()).collect());
    Arc::clone(&TEXTS[messages - 1])
}

fn concerns_text(concerns: usize) -> String {
    const COLUMNS: usize = concern::COLUMNS + 1;
    let list = |row: &dyn Fn(usize) -> String| (0..concerns).map(|n| row(n * COLUMNS)).collect::<Vec<_>>().join(", ");
    let kept = list(&|at| rows(1, concern::COLUMNS, at));
    // Of the concern: $1 site, $2 id, $4 key, $5 arrival; after its own, the sealed bytes.
    let sealed = list(&|at| format!("(${}, ${}, ${}, 'concern', ${}, ${}, ${})", at + 1, at + 2, at + 2, at + 5, at + 4, at + COLUMNS));
    format!("BEGIN IMMEDIATE; INSERT INTO {} VALUES {kept}; INSERT INTO {} VALUES {sealed}; COMMIT", concern::INTO, record::INTO)
}

fn messages_text(messages: usize) -> String {
    format!("BEGIN IMMEDIATE; INSERT INTO {} VALUES {}; COMMIT", record::INTO, rows(messages, record::COLUMNS, 0))
}
