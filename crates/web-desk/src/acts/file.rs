//! The record of acts as a file for a spreadsheet, sent while it is read: a million rows are never in memory together.
//! Must not know how the chain is made.

use std::fmt::Write;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{Query, State};
use futures_util::stream::try_unfold;
use store::{ActFilter, AuditRow};
use team::acts::{NOBODY, note};
use team::when;
use tokio::time::Instant;
use web::answer;

use super::Wanted;
use crate::DeskDoor;
use crate::router::Answer;
use crate::session::{Right, Signed};

/// Rows of a file, at most: what a spreadsheet takes.
const FILE: usize = 1_000_000;
/// So many are read at once, and sent before the next are read.
const AT_ONCE: u32 = 5_000;
/// For so long it is sent at most.
const LONGEST: Duration = Duration::from_secs(600);

/// How far a file has come.
struct Reading {
    door: Arc<DeskDoor>,
    filter: ActFilter,
    rows: usize,
    until: Instant,
}

/// The act is noted once, before the first row is read.
pub(super) async fn file(State(door): State<Arc<DeskDoor>>, Signed(who): Signed, Query(wanted): Query<Wanted>) -> Answer {
    door.must(&who, Right::Acts).await?;
    note(&door.office, who.session.name(), "acts-export", NOBODY).await?;
    let reading = Reading { door, filter: wanted.filter(), rows: 0, until: Instant::now() + LONGEST };
    Ok(answer::file("text/csv; charset=utf-8", "acts.csv", Body::from_stream(try_unfold(reading, next))))
}

/// The next rows. **What cannot be read breaks the connection**: a download that failed is seen, a file that ends too early would pass for the record.
async fn next(mut at: Reading) -> io::Result<Option<(String, Reading)>> {
    if at.rows >= FILE {
        return Ok(None);
    }
    if Instant::now() > at.until {
        return Err(broken("it took too long", &at));
    }
    let rows = at.door.office.store.acts(&at.door.office.site, &at.filter, AT_ONCE).await;
    let rows = rows.map_err(|error| broken(&error.to_string(), &at))?;
    let first = if at.rows == 0 { "number,time,account,act,subject,hash\r\n" } else { "" };
    let Some(last) = rows.last() else {
        // A record without a row that fits is a file with a heading.
        at.rows = FILE;
        return Ok((!first.is_empty()).then(|| (first.to_owned(), at)));
    };
    at.filter.before = Some(last.seq);
    let text = rows.iter().fold(first.to_owned(), line);
    at.rows += rows.len();
    Ok(Some((text, at)))
}

fn broken(why: &str, at: &Reading) -> io::Error {
    tracing::error!(why, rows = at.rows, "the record of acts could not be sent to its end");
    io::Error::other("the record of acts could not be read to its end")
}

fn line(mut text: String, row: &AuditRow) -> String {
    let AuditRow { seq, at, account, act, subject, hash, .. } = row;
    // Writing to a string does not fail.
    _ = write!(text, "{seq},{},{},{},{},{hash}\r\n", when::utc(*at), cell(account), cell(act), cell(subject));
    text
}

/// A cell of a CSV file, which no spreadsheet takes for a formula.
fn cell(text: &str) -> String {
    let safe = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) && text.len() > 1 { format!("'{text}") } else { text.to_owned() };
    if safe.contains(['"', ',', '\n', '\r']) { format!("\"{}\"", safe.replace('"', "\"\"")) } else { safe }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        assert_eq!(cell("=1+1"), "'=1+1");
        assert_eq!(cell("-"), "-");
        assert_eq!(cell("a,\"b\""), "\"a,\"\"b\"\"\"");
    }
}
