//! `waymark concerns list`: what the account may open, by when a decision is due, and the tray of what could not be read.
//! **No word of a concern is shown here.** Must not know how anything is opened.

use std::fmt::Write;

use casework::{State, plain};
use serde::Serialize;
use store::{Concern, Filter, Place};
use team::{CONCERN, Desk, Receipt, state};

use crate::args::Format;
use crate::concerns::args::List;
use crate::concerns::desk;
use crate::office::{OfficeConfig, acts, away, when};
use crate::origin::count;
use crate::stop::Stop;
use crate::{clock, say};

/// How many are asked of the database at once.
const PAGE: u32 = 500;

/// A concern in the list, and what of it could not be read.
#[derive(Serialize)]
struct Line {
    id: String,
    to: String,
    state: &'static str,
    /// When it was told to the team, as the desk has it.
    arrived: String,
    due: String,
    overdue: bool,
    size: i64,
    assignee: Option<String>,
    receipt: bool,
    could_not_be_read: Vec<Unread>,
    #[serde(skip)]
    came: i64,
    #[serde(skip)]
    row: Concern,
}

/// A message in the tray.
#[derive(Serialize)]
struct Unread {
    message: String,
    kind: String,
    why: String,
}

pub(crate) async fn list(config: &OfficeConfig, wanted: &List) -> Result<(), Stop> {
    let desk = desk(config, &wanted.sign_in).await?;
    desk.note("list", acts::NOBODY).await?;
    let mut lines = Vec::new();
    for concern in rows(&desk, wanted.state.map(State::from)).await? {
        lines.extend(line(&desk, concern).await?);
    }
    match wanted.format.unwrap_or(Format::Text) {
        Format::Text => say::out(&text(&lines)),
        Format::Json => {
            let json = |line| serde_json::to_string(line).expect("strings and numbers are JSON") + "\n";
            say::out(&lines.iter().map(json).collect::<String>())
        }
    }
}

/// All that the role may open, page by page.
async fn rows(desk: &Desk, state: Option<State>) -> Result<Vec<Concern>, Stop> {
    let mut filter = Filter { state: state.map(|s| s.text().to_owned()), ..Filter::default() };
    let mut all = Vec::new();
    loop {
        let page = desk.office.store.concerns(&desk.office.site, &filter, PAGE).await.map_err(|e| away(&e))?;
        let Some(last) = page.last() else { return Ok(all) };
        filter.after = Some(Place { due: last.due, id: last.id.clone() });
        all.extend(page.into_iter().filter(|c| desk.may_open(c)));
    }
}

/// None if it turns out to be for others.
async fn line(desk: &Desk, concern: Concern) -> Result<Option<Line>, Stop> {
    let opened = desk.read(&concern).await?;
    if !desk.may_see(&concern, &opened) {
        return Ok(None);
    }
    let (receipt, came) = (opened.mailbox(&concern) == Receipt::Taken, opened.came(&concern));
    let unread = opened.closed.into_iter().map(|c| Unread { message: plain(&c.id), kind: plain(&c.kind), why: c.why });
    let mut could_not_be_read = unread.collect::<Vec<_>>();
    if opened.messages.is_empty() && could_not_be_read.is_empty() {
        could_not_be_read.push(Unread {
            message: concern.id.clone(),
            kind: CONCERN.into(),
            why: "nothing of it is in the database".into(),
        });
    }
    Ok(Some(Line {
        id: plain(&concern.id),
        to: concern.sealed_to.clone(),
        state: state(&concern).text(),
        arrived: when::utc(came),
        due: when::utc(concern.due),
        overdue: concern.due < clock::now() && matches!(state(&concern), State::Received | State::Looking),
        size: concern.size,
        assignee: concern.assignee.clone(),
        receipt,
        could_not_be_read,
        came,
        row: concern,
    }))
}

fn text(lines: &[Line]) -> String {
    let unread = |line: &&Line| line.could_not_be_read.iter().any(|u| u.kind == CONCERN);
    let (tray, open) = lines.iter().partition::<Vec<_>, _>(unread);
    let mut out = format!("{}\n", count(open.len(), "concern"));
    if !open.is_empty() {
        _ = writeln!(out, "{:<25} {:<9} {:<9} {:>8}  {:<17} id", "due", "state", "to", "size", "arrived");
    }
    for line in open {
        _ = writeln!(out, "{}", row(line));
    }
    let others = lines.iter().filter(|l| !unread(l) && !l.could_not_be_read.is_empty());
    let tray = tray.into_iter().chain(others).collect::<Vec<_>>();
    if !tray.is_empty() {
        _ = writeln!(out, "\nCOULD NOT BE READ, all or in part: {} (`concerns show ID` says why)", tray.len());
    }
    for line in tray {
        _ = writeln!(out, "{}", row(line));
        for Unread { message, kind, why } in &line.could_not_be_read {
            _ = writeln!(out, "    {kind} {message}: {why}");
        }
    }
    out
}

fn row(line: &Line) -> String {
    let due = format!("{}{}", when::column(line.row.due), if line.overdue { " OVERDUE" } else { "" });
    let size = format!("{:.1} kB", line.size as f64 / 1000.0);
    format!("{due:<25} {:<9} {:<9} {size:>8}  {:<17} {}", line.state, line.to, when::column(line.came), line.id)
}
