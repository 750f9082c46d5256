//! Figures for the partnership, from plain rows: received by channel and month; decided in time, outcomes and feedback by month of decision; the
//! median time to decision. Small numbers are hidden (`table.rs`). Must not know whose concerns they are, nor how they are drawn.
//!
//! Received and decided are counted each by its own month, and what waits is not counted at all: so no table follows from another by subtraction.
//! **Whoever publishes figures of two overlapping stretches of time can be found out by subtraction: publish whole months, and each once.**

mod table;

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use jiff::ToSpan;
use jiff::civil::Date;

pub use table::{Period, Table};

use crate::clock::Calendar;
use crate::decided::london_day;
use crate::fields::{self, FieldKind};
use crate::work::Decision;
use crate::{Case, figures::table::Counts};

/// The smallest number that is shown, where a site sets no other.
pub const LEAST: u32 = 5;
/// The most months of one set of figures.
const MOST_MONTHS: usize = 240;

/// What is counted of one concern. Times in seconds since 1970, UTC.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Row {
    /// When it arrived.
    pub arrived: i64,
    /// The due time that held when it was decided (or holds, where it is not).
    pub due: i64,
    /// By which channel it came: a value of the field `channel`; anything else is counted as `other`.
    pub channel: String,
    /// When it was first decided.
    pub decided: Option<i64>,
    /// What the decision is.
    pub outcome: Option<Decision>,
    /// Whether the one who told was told the outcome.
    pub told: bool,
}

impl Row {
    /// The row of a case; `channel` is what the form says.
    pub fn of(case: &Case, channel: &str) -> Row {
        let decided = case.decided_at();
        Row {
            arrived: case.arrived,
            due: decided.map_or(case.due, |at| case.due_at(at)),
            channel: channel.to_owned(),
            decided,
            outcome: case.decision().map(|d| d.what.decision),
            told: !case.outcomes_told.is_empty(),
        }
    }
}

/// The figures of some whole months.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figures {
    /// The first day of the first month, and the last day of the last.
    pub from: Date,
    /// See `from`.
    pub to: Date,
    /// Concerns received, by channel and month of arrival.
    pub received: Table,
    /// Concerns decided `in-time` and `late`, by month of decision.
    pub decided: Table,
    /// What was decided, by month of decision.
    pub outcomes: Table,
    /// Whether the outcome was `told` to the one who told, or `not-told`, by month of decision.
    pub feedback: Table,
    /// How long a decision took, over all that were decided; none where these are too few.
    pub time: Option<Time>,
}

/// The median time from arrival to decision. The clock never pauses, so hours count nights, weekends and holidays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Time {
    /// In whole hours of the clock.
    pub hours: u32,
    /// In working days: 0 is the day of arrival, 1 the first working day after.
    pub working_days: u32,
}

impl Figures {
    /// The figures from the month of `from` to the month of `to` (at most twenty years), in which no number from 1 to `least - 1` is shown or can be worked out.
    pub fn of(rows: &[Row], from: Date, to: Date, least: u32, calendar: &Calendar) -> Figures {
        let months = months(from, to);
        let (from, to) = (*months[0].start(), *months[months.len() - 1].end());
        let within = |at: i64| (from..=to).contains(&london_day(at));
        let decided: Vec<(&Row, i64)> = rows.iter().filter_map(|r| Some((r, r.decided.filter(|at| within(*at))?))).collect();
        let table = |names: &[&str], of: &mut dyn Iterator<Item = (i64, &str)>| count(&months, names, of).protect(least);
        let channels = channels();
        let received = &mut rows.iter().filter(|r| within(r.arrived)).map(|r| (r.arrived, known(&channels, &r.channel)));
        let outcomes: Vec<&str> = Decision::ALL.iter().map(|d| d.text()).collect();
        let outcome = &mut decided.iter().filter_map(|(r, at)| Some((*at, r.outcome?.text())));
        Figures {
            from,
            to,
            received: table(&channels, received),
            decided: table(&["in-time", "late"], &mut decided.iter().map(|(r, at)| (*at, if *at <= r.due { "in-time" } else { "late" }))),
            outcomes: table(&outcomes, outcome),
            feedback: table(&["told", "not-told"], &mut decided.iter().map(|(r, at)| (*at, if r.told { "told" } else { "not-told" }))),
            time: time(&decided, least, calendar),
        }
    }

    /// All tables as CSV: `table,from,to,category,count`, one line for each cell and each total; a hidden cell says `[c]`. Names are this
    /// program's own, so that no cell can be taken for a formula.
    pub fn csv(&self) -> String {
        let mut csv = "table,from,to,category,count\r\n".to_owned();
        let mut line = |table: &str, from: Date, to: Date, category: &str, count: Option<u32>| {
            let count = count.map_or_else(|| "[c]".to_owned(), |n| n.to_string());
            csv.push_str(&format!("{table},{from},{to},{category},{count}\r\n"));
        };
        let tables = [("received", &self.received), ("decided", &self.decided), ("outcomes", &self.outcomes), ("feedback", &self.feedback)];
        for (name, table) in tables {
            for period in &table.periods {
                for (category, count) in table.categories.iter().zip(&period.counts) {
                    line(name, period.from, period.to, category, *count);
                }
                line(name, period.from, period.to, "all", Some(period.total));
            }
            let shown = !table.periods.is_empty();
            for (category, total) in table.categories.iter().zip(&table.totals) {
                line(name, self.from, self.to, category, shown.then_some(*total));
            }
            line(name, self.from, self.to, "all", shown.then_some(table.total()));
        }
        line("median", self.from, self.to, "hours", self.time.map(|t| t.hours));
        line("median", self.from, self.to, "working-days", self.time.map(|t| t.working_days));
        csv
    }
}

/// The channels of the catalogue of fields, and `other`.
fn channels() -> Vec<&'static str> {
    let known = match fields::field_named("channel").map(|f| f.kind) {
        Some(FieldKind::Choice(values)) => values,
        _ => &[],
    };
    known.iter().copied().chain(["other"]).collect()
}

fn known<'a>(names: &[&'a str], name: &str) -> &'a str {
    names.iter().copied().find(|n| *n == name).unwrap_or("other")
}

/// The months from one day's to another's, in either order.
fn months(from: Date, to: Date) -> Vec<RangeInclusive<Date>> {
    let (from, to) = (from.min(to), from.max(to));
    let starts = std::iter::successors(Some(from.first_of_month()), |month| month.checked_add(1.month()).ok());
    starts.take_while(|month| *month <= to).take(MOST_MONTHS).map(|month| month..=month.last_of_month()).collect()
}

fn count(months: &[RangeInclusive<Date>], names: &[&str], of: &mut dyn Iterator<Item = (i64, &str)>) -> Counts {
    let place: BTreeMap<&str, usize> = names.iter().copied().zip(0..).collect();
    let mut cells = vec![vec![0; names.len()]; months.len()];
    for (at, name) in of {
        let day = london_day(at);
        if let (Ok(month), Some(column)) = (months.binary_search_by_key(&day.first_of_month(), |m| *m.start()), place.get(name)) {
            cells[month][*column] += 1;
        }
    }
    Counts { categories: names.iter().map(|n| (*n).to_owned()).collect(), months: months.to_vec(), cells }
}

fn time(decided: &[(&Row, i64)], least: u32, calendar: &Calendar) -> Option<Time> {
    if decided.is_empty() || decided.len() < usize::try_from(least).unwrap_or(usize::MAX) {
        return None;
    }
    let hours = decided.iter().map(|(r, at)| u32::try_from(at.saturating_sub(r.arrived).max(0) / 3_600).unwrap_or(u32::MAX));
    let days = decided.iter().map(|(r, at)| calendar.working_days(r.arrived, *at));
    Some(Time { hours: median(hours.collect()), working_days: median(days.collect()) })
}

/// The middle one; of an even number, the lower of the two in the middle, so that it is a number that was measured.
fn median(mut all: Vec<u32>) -> u32 {
    all.sort_unstable();
    all[(all.len() - 1) / 2]
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const DAY: i64 = 86_400;
    /// 2026-11-02, a Monday, 09:00 in London.
    const MONDAY: i64 = 1_793_610_000;

    fn row(arrived: i64, channel: &str, decided: Option<i64>) -> Row {
        let outcome = decided.map(|_| Decision::Assessment);
        Row {
            arrived,
            due: arrived.saturating_add(DAY),
            channel: channel.into(),
            decided,
            outcome,
            told: decided.is_some_and(|at| at % 2 == 0),
        }
    }

    fn figures(rows: &[Row]) -> Figures {
        Figures::of(rows, date(2026, 11, 15), date(2026, 12, 1), LEAST, &Calendar::default())
    }

    #[test]
    fn whole_months_are_counted_each_by_its_own_day() {
        let mut rows: Vec<Row> = (0..6).map(|n| row(MONDAY + n, "web", Some(MONDAY + DAY))).collect();
        rows.extend((0..7).map(|n| row(MONDAY + 29 * DAY + n, "phone", Some(MONDAY + 31 * DAY))));
        // Received before, decided within; and the other way round.
        rows.extend((0..5).map(|n| row(MONDAY - 40 * DAY + n, "=HYPERLINK()", Some(MONDAY + DAY))));
        rows.push(row(MONDAY, "web", Some(MONDAY + 90 * DAY)));
        let figures = figures(&rows);
        assert_eq!((figures.from, figures.to), (date(2026, 11, 1), date(2026, 12, 31)));
        assert_eq!(figures.received.total(), 14);
        assert_eq!(figures.received.periods.iter().map(|p| p.total).collect::<Vec<_>>(), [7, 7]);
        assert_eq!(figures.decided.totals, [6, 12]);
        assert_eq!(figures.outcomes.total(), 18);
        assert_eq!(figures.time, Some(Time { hours: 47, working_days: 2 }));
        let csv = figures.csv();
        assert!(csv.contains("received,2026-11-01,2026-11-30,web,7\r\n"), "{csv}");
        assert!(csv.contains("median,2026-11-01,2026-12-31,hours,47\r\n") && !csv.contains("HYPERLINK"), "{csv}");
    }

    #[test]
    fn what_is_too_small_says_nothing() {
        let rows: Vec<Row> = (0..4).map(|n| row(MONDAY + n, "web", Some(MONDAY + DAY))).collect();
        let figures = figures(&rows);
        assert_eq!((figures.received.total(), figures.time), (0, None));
        assert!(figures.csv().contains("received,2026-11-01,2026-12-31,all,[c]\r\n"));
        assert_eq!(
            Figures::of(&[], figures.from, figures.to, LEAST, &Calendar::default()).csv(),
            figures.csv(),
            "none and four read alike"
        );
    }

    #[test]
    fn a_row_of_a_case_says_what_held_when_it_was_decided() {
        let case = Case::of(None, MONDAY, MONDAY + DAY, &[]);
        let expected = Row { arrived: MONDAY, due: MONDAY + DAY, channel: "web".into(), decided: None, outcome: None, told: false };
        assert_eq!(Row::of(&case, "web"), expected);
    }

    #[test]
    fn no_span_of_days_makes_it_fail() {
        for (from, to) in [(Date::MIN, Date::MAX), (Date::MAX, Date::MAX), (Date::MAX, Date::MIN)] {
            _ = Figures::of(&[row(i64::MAX, "web", Some(i64::MIN))], from, to, 0, &Calendar::default());
        }
    }
}
