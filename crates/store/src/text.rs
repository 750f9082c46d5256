//! Texts of queries that have as many rows as a group has; each is made once.
//! Must not know what is in a row.

use std::sync::Arc;

use crate::writer::GROUP;

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
