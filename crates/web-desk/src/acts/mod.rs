//! The record of acts, for those who account for them: who did what to which concern, when. Filters, and a file for a spreadsheet (`file.rs`).
//! **Names of concerns here are random**: nothing that was told stands in any of it. Must not know how the chain is made.

mod file;

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::routing::get;
use casework::london;
use http::StatusCode;
use jiff::civil::Date;
use store::{ActFilter, AuditRow};
use team::acts::note;
use team::{acts::NOBODY, when};
use web::answer;

use crate::DeskDoor;
use crate::layout::{Frame, Here};
use crate::router::Answer;
use crate::session::{Right, Signed};

/// Rows of a page.
const PAGE: u32 = 100;

pub(crate) fn routes() -> Router<Arc<DeskDoor>> {
    Router::new().route("/acts", get(show)).route("/acts.csv", get(file::file))
}

/// What stands in the address.
#[derive(serde::Deserialize, Default, Clone)]
#[serde(default)]
struct Wanted {
    account: String,
    act: String,
    subject: String,
    from: String,
    to: String,
    before: Option<i64>,
}

impl Wanted {
    fn filter(&self) -> ActFilter {
        let some = |text: &str| Some(text.trim().to_owned()).filter(|t| !t.is_empty());
        let day = |text: &str, more: i8| {
            let day = text.trim().parse::<Date>().ok()?.checked_add(jiff::Span::new().days(more)).ok()?;
            Some(day.to_datetime(jiff::civil::Time::midnight()).to_zoned_datetime(london()).ok()?.timestamp().as_second())
        };
        ActFilter {
            before: self.before,
            account: some(&self.account),
            act: some(&self.act),
            subject: some(&self.subject),
            from: day(&self.from, 0),
            until: day(&self.to, 1),
        }
    }

    /// The address of the same, from another row on.
    fn query(&self, before: Option<i64>) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, value) in
            [("account", &self.account), ("act", &self.act), ("subject", &self.subject), ("from", &self.from), ("to", &self.to)]
        {
            if !value.trim().is_empty() {
                query.append_pair(name, value.trim());
            }
        }
        if let Some(before) = before {
            query.append_pair("before", &before.to_string());
        }
        query.finish()
    }
}

#[derive(Template)]
#[template(path = "acts/acts.html")]
struct Page<'a> {
    f: Frame<'a>,
    wanted: &'a Wanted,
    rows: Vec<Row>,
    more: Option<String>,
    file: String,
    head: String,
}

struct Row {
    seq: i64,
    at: String,
    account: String,
    act: String,
    subject: String,
    link: bool,
}

fn row(row: AuditRow) -> Row {
    let link = row.subject.parse::<casework::ConcernId>().is_ok();
    Row { seq: row.seq, at: when::column(row.at), account: row.account, act: row.act, subject: row.subject, link }
}

async fn show(State(door): State<Arc<DeskDoor>>, Signed(who): Signed, Query(wanted): Query<Wanted>) -> Answer {
    door.must(&who, Right::Acts).await?;
    note(&door.office, who.session.name(), "acts", NOBODY).await?;
    let rows = door.office.store.acts(&door.office.site, &wanted.filter(), PAGE).await?;
    let more = rows.last().filter(|_| rows.len() == PAGE as usize).map(|last| wanted.query(Some(last.seq)));
    let head = team::acts::head(&door.office).await?;
    let page = Page {
        f: Frame::new(&door.office.settings, &who, "Record of acts", Here::Acts),
        wanted: &wanted,
        rows: rows.into_iter().map(row).collect(),
        more,
        file: wanted.query(None),
        head: format!("{} {}", head.seq, head.hash),
    };
    Ok(answer::html(StatusCode::OK, page.render()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_london_s_and_the_last_is_included() {
        let wanted = Wanted { from: "2026-07-01".into(), to: "2026-07-01".into(), ..Wanted::default() };
        let filter = wanted.filter();
        assert_eq!(
            (when::utc(filter.from.unwrap()), when::utc(filter.until.unwrap())),
            ("2026-06-30T23:00:00Z".into(), "2026-07-01T23:00:00Z".into())
        );
        assert_eq!(Wanted { from: "not a day".into(), ..Wanted::default() }.filter(), ActFilter::default());
    }
}
