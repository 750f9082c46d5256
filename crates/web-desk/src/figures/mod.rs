//! Figures for the partnership: received, decided in time, outcomes, feedback, by month; as tables, pictures and a file. **Small numbers are never
//! shown**, and only whole months that are over are counted: a figure that grew from one day to the next would give one concern away.
//! Must not know how figures are protected (`casework::figures`), or whose concerns they are.

mod bars;
mod reckon;

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::body::Body;
use axum::extract::{Query, State};
use axum::routing::get;
use casework::figures::{LEAST, Period, Table};
use casework::london_day;
use casework::work::Decision;
use http::StatusCode;
use jiff::ToSpan;
use jiff::civil::Date;
use team::acts;
use web::answer;

use crate::DeskDoor;
use crate::errors::Fault;
use crate::layout::{Frame, Here};
use crate::router::Answer;
use crate::session::{Right, Signed};
use crate::words;
use reckon::Reckoned;

pub(crate) fn routes() -> Router<Arc<DeskDoor>> {
    Router::new().route("/figures", get(show)).route("/figures.csv", get(file))
}

/// What stands in the address: months, as `2026-11`.
#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct Wanted {
    from: String,
    to: String,
}

/// The months that are counted.
struct Months {
    /// A day of the first.
    from: Date,
    /// A day of the last; never of one that is not over.
    to: Date,
    /// Whether later ones were asked for.
    cut: bool,
}

impl Wanted {
    /// The months that were asked for; without, the last twelve that are over. None if what was typed is no month.
    fn months(&self, today: Date) -> Option<Months> {
        let last = today.first_of_month().yesterday().unwrap_or(today);
        let month = |text: &str, or: Date| if text.is_empty() { Some(or) } else { format!("{text}-01").parse().ok() };
        let to = month(self.to.trim(), last)?;
        let from = month(self.from.trim(), to.min(last).first_of_month().saturating_sub(11.months()))?;
        // Of two months in the wrong order, the later is the last.
        let (from, to) = (from.min(to), from.max(to));
        Some(Months { from: from.min(last), to: to.min(last), cut: to > last })
    }
}

#[derive(Template)]
#[template(path = "figures/figures.html")]
struct Page<'a> {
    f: Frame<'a>,
    from: String,
    to: String,
    wrong: bool,
    cut: bool,
    managers: bool,
    state: State_,
    file: String,
}

/// What can be said.
enum State_ {
    /// Nobody is here whose keys open anything.
    Locked,
    /// So many of so many are open.
    Opening(usize, usize),
    /// All of it.
    Ready { median: Option<String>, in_time: Option<String>, sheets: Vec<Sheet> },
    /// What was typed is no month.
    Wrong,
}

/// A table, and its picture.
struct Sheet {
    title: &'static str,
    heads: Vec<String>,
    rows: Vec<(String, Vec<Option<u32>>, u32)>,
    totals: Vec<u32>,
    total: u32,
    picture: String,
}

async fn show(State(door): State<Arc<DeskDoor>>, Signed(who): Signed, Query(wanted): Query<Wanted>) -> Answer {
    door.must(&who, Right::Figures).await?;
    acts::note(&door.office, who.session.name(), "figures", acts::NOBODY).await?;
    let months = wanted.months(london_day(door.world().now()));
    let state = match &months {
        None => State_::Wrong,
        Some(months) => told(reckon::reckon(&door, &who, months).await?),
    };
    let month = |day: Option<Date>, typed: &str| day.map_or_else(|| typed.to_owned(), |d| d.strftime("%Y-%m").to_string());
    let (from, to) = (month(months.as_ref().map(|m| m.from), &wanted.from), month(months.as_ref().map(|m| m.to), &wanted.to));
    let file = form_urlencoded::Serializer::new(String::new()).append_pair("from", &from).append_pair("to", &to).finish();
    let page = Page {
        f: Frame::new(&door.office.settings, &who, "Figures", Here::Figures),
        wrong: months.is_none(),
        cut: months.is_some_and(|m| m.cut),
        managers: reckon::counts_all(&who),
        state,
        from,
        to,
        file,
    };
    let status = if page.wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok(answer::html(status, page.render()?))
}

async fn file(State(door): State<Arc<DeskDoor>>, Signed(who): Signed, Query(wanted): Query<Wanted>) -> Answer {
    door.must(&who, Right::Figures).await?;
    acts::note(&door.office, who.session.name(), "figures-export", acts::NOBODY).await?;
    let months = wanted.months(london_day(door.world().now())).ok_or(Fault::BadRequest)?;
    let Reckoned::All(figures) = reckon::reckon(&door, &who, &months).await? else {
        // A part of the figures, once published, would be taken for all of them.
        return Err(Fault::Refused(
            "not every concern is open, so the figures cannot be reckoned yet; look at the page, and try again".into(),
        ));
    };
    Ok(answer::file("text/csv; charset=utf-8", "figures.csv", Body::from(figures.csv())))
}

fn told(reckoned: Reckoned) -> State_ {
    let figures = match reckoned {
        Reckoned::Locked => return State_::Locked,
        Reckoned::Opening { open, of } => return State_::Opening(open, of),
        Reckoned::All(figures) => figures,
    };
    let one = |n: u32, word: &str| if n == 1 { format!("1 {word}") } else { format!("{n} {word}s") };
    let median = figures.time.map(|t| format!("{} on the clock, {}", one(t.hours, "hour"), one(t.working_days, "working day")));
    let of_decided = |name: &str| figures.decided.categories.iter().position(|c| c == name).map(|place| figures.decided.totals[place]);
    let all = figures.decided.total();
    let in_time = of_decided("in-time").filter(|_| all > 0).map(|n| format!("{n} of {all}"));
    let sheets = vec![
        sheet("Received, by the way in which it came", &figures.received, words::channel_of_figures, true),
        sheet("Decided in time or late, by month of decision", &figures.decided, in_time_words, false),
        sheet("What was decided, by month of decision", &figures.outcomes, decision_words, false),
        sheet("Whether whoever told was told the outcome, by month of decision", &figures.feedback, told_words, false),
    ];
    State_::Ready { median, in_time, sheets }
}

/// A table as people read it. Its picture shows the months, or the columns.
fn sheet(title: &'static str, table: &Table, words: fn(&str) -> String, by_month: bool) -> Sheet {
    let heads: Vec<String> = table.categories.iter().map(|c| c.split(" + ").map(words).collect::<Vec<_>>().join(" + ")).collect();
    let rows: Vec<_> = table.periods.iter().map(|p| (span(p), p.counts.clone(), p.total)).collect();
    let bars: Vec<(String, u32)> = match by_month {
        true => rows.iter().map(|(month, _, total)| (month.clone(), *total)).collect(),
        false => heads.iter().cloned().zip(table.totals.iter().copied()).collect(),
    };
    let picture = if rows.is_empty() { String::new() } else { bars::svg(title, &bars) };
    Sheet { title, heads, rows, totals: table.totals.clone(), total: table.total(), picture }
}

/// A month, or several that are only shown together.
fn span(period: &Period) -> String {
    let (from, to) = (period.from, period.to);
    match (from.first_of_month() == to.first_of_month(), from.year() == to.year()) {
        (true, _) => to.strftime("%b %Y").to_string(),
        (_, true) => format!("{} to {}", from.strftime("%b"), to.strftime("%b %Y")),
        _ => format!("{} to {}", from.strftime("%b %Y"), to.strftime("%b %Y")),
    }
}

fn in_time_words(name: &str) -> String {
    if name == "late" { "Late" } else { "In time" }.to_owned()
}

fn told_words(name: &str) -> String {
    if name == "told" { "Told" } else { "Not told yet" }.to_owned()
}

fn decision_words(name: &str) -> String {
    Decision::parse(name).map_or_else(|| name.to_owned(), |d| words::decision(d).to_owned())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn months(from: &str, to: &str) -> Option<(String, String, bool)> {
        let wanted = Wanted { from: from.into(), to: to.into() };
        let months = wanted.months(date(2026, 11, 24))?;
        Some((months.from.strftime("%Y-%m").to_string(), months.to.strftime("%Y-%m").to_string(), months.cut))
    }

    #[test]
    fn only_whole_months_that_are_over_are_counted() {
        let some = |from: &str, to: &str, cut| Some((from.to_owned(), to.to_owned(), cut));
        assert_eq!(months("", ""), some("2025-11", "2026-10", false), "the last twelve");
        assert_eq!(months("2026-03", "2026-05"), some("2026-03", "2026-05", false));
        assert_eq!(months("2026-05", "2026-03"), some("2026-03", "2026-05", false));
        assert_eq!(months("2026-10", "2026-11"), some("2026-10", "2026-10", true));
        assert_eq!(months("2027-01", "2027-02"), some("2026-10", "2026-10", true));
        assert_eq!(months("May", ""), None);
    }

    #[test]
    fn months_that_are_shown_together_say_so() {
        let period = |from, to| span(&Period { from, to, counts: Vec::new(), total: 0 });
        assert_eq!(period(date(2026, 1, 1), date(2026, 1, 31)), "Jan 2026");
        assert_eq!(period(date(2026, 1, 1), date(2026, 3, 31)), "Jan to Mar 2026");
        assert_eq!(period(date(2025, 12, 1), date(2026, 1, 31)), "Dec 2025 to Jan 2026");
    }
}
