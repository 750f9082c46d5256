//! The record of acts as a file for a spreadsheet, sent while it is read: a million rows are never in memory together.
//! Must not know how the chain is made.

use std::fmt::Write;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{Query, State};
use futures_util::stream::try_unfold;
use store::{ActFilter, AuditRow, Store};
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
    store: Store,
    site: String,
    filter: ActFilter,
    rows: usize,
    /// It has no more rows than these.
    most: usize,
    at_once: u32,
    until: Instant,
}

/// The act is noted once, before the first row is read.
pub(super) async fn file(State(door): State<Arc<DeskDoor>>, Signed(who): Signed, Query(wanted): Query<Wanted>) -> Answer {
    door.must(&who, Right::Acts).await?;
    note(&door.office, who.session.name(), "acts-export", NOBODY).await?;
    let (store, site) = (door.office.store.clone(), door.office.site.clone());
    let until = Instant::now() + LONGEST;
    let reading = Reading { store, site, filter: wanted.filter(), rows: 0, most: FILE, at_once: AT_ONCE, until };
    Ok(answer::file("text/csv; charset=utf-8", "acts.csv", Body::from_stream(try_unfold(reading, next))))
}

/// The next rows. **What cannot be read breaks the connection**: a download that failed is seen, a file that ends too early would pass for the record.
/// For that reason too a file that is full says in its last line that there is more.
async fn next(mut at: Reading) -> io::Result<Option<(String, Reading)>> {
    if at.rows > at.most {
        return Ok(None);
    }
    if Instant::now() > at.until {
        return Err(broken("it took too long", &at));
    }
    let left = at.most - at.rows;
    let limit = if left == 0 { 1 } else { at.at_once.min(u32::try_from(left).unwrap_or(u32::MAX)) };
    let rows = at.store.acts(&at.site, &at.filter, limit).await;
    let rows = rows.map_err(|error| broken(&error.to_string(), &at))?;
    let first = if at.rows == 0 { "number,time,account,act,subject,hash\r\n" } else { "" };
    let Some(last) = rows.last() else {
        // A record without a row that fits is a file with a heading.
        at.rows = at.most + 1;
        return Ok((!first.is_empty()).then(|| (first.to_owned(), at)));
    };
    if left == 0 {
        at.rows = at.most + 1;
        return Ok(Some((more(at.most, last), at)));
    }
    at.filter.before = Some(last.seq);
    let text = rows.iter().fold(first.to_owned(), line);
    at.rows += rows.len();
    Ok(Some((text, at)))
}

/// The last line of a file that does not hold all. No row is without a number.
fn more(most: usize, next: &AuditRow) -> String {
    let (number, at, day) = (next.seq, when::utc(next.at), when::day(next.at));
    let what = format!(
        "NOT ALL: a file holds {most} acts at most. Number {number} of {at} and all before it are missing: choose {day} as the last day"
    );
    format!(",,,{what},,\r\n")
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
    use futures_util::TryStreamExt;

    use super::*;

    /// All lines of a file that has so many rows at most, of a record with seven.
    async fn lines(most: usize) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&format!("sqlite:{}", folder.path().join("waymark.db").display())).await.unwrap();
        for seq in 1..=7 {
            let (account, act, subject) = ("a.worker".into(), "show".into(), "-".into());
            let (prev, hash) = (format!("hash {}", seq - 1), format!("hash {seq}"));
            let row = AuditRow { seq, at: 1_795_521_600 + seq, account, act, subject, detail: None, prev, hash };
            store.audit_append("sample", &row).await.unwrap();
        }
        let (site, filter, until) = ("sample".to_owned(), ActFilter::default(), Instant::now() + LONGEST);
        let reading = Reading { store, site, filter, rows: 0, most, at_once: 3, until };
        let parts: Vec<String> = try_unfold(reading, next).try_collect().await.unwrap();
        parts.concat().lines().map(str::to_owned).collect()
    }

    #[tokio::test]
    async fn a_file_that_is_full_says_that_it_is_not_all() {
        let cut = lines(5).await;
        assert_eq!(cut.len(), 7, "a heading, five rows, and a last line: {cut:?}");
        assert!(cut[1].starts_with("7,") && cut[5].starts_with("3,"), "{cut:?}");
        let says = ",,,NOT ALL: a file holds 5 acts at most. Number 2 of 2026-11-24T12:00:02Z and all before it are missing: choose 2026-11-24 as the last day,,";
        assert_eq!(cut[6], says);
        for most in [7, 8] {
            let all = lines(most).await;
            assert!(all.len() == 8 && all[7].starts_with("1,"), "{all:?}");
        }
    }

    #[test]
    fn no_cell_is_a_formula() {
        assert_eq!(cell("=1+1"), "'=1+1");
        assert_eq!(cell("-"), "-");
        assert_eq!(cell("a,\"b\""), "\"a,\"\"b\"\"\"");
    }
}
