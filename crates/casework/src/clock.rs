//! The decision clock: by when the team must decide, from when it was told. In working days of England, at the close of office hours.
//! Must not read a clock; must not know how long the period is, or where that is written (both are settings of the site).

use jiff::civil::{Date, Time, Weekday, date};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

/// From when until when the office is open, in London's time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hours {
    /// The opening.
    pub opens: Time,
    /// The close, after it.
    pub closes: Time,
}

impl Hours {
    /// What holds where nothing else is set.
    const USUAL: Hours = Hours { opens: Time::constant(9, 0, 0, 0), closes: Time::constant(17, 0, 0, 0) };
}

/// When the team works.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// Office hours by weekday, from Monday on. A weekend with hours is no working day all the same, and a weekday without any is one, which ends
    /// at the usual hour: the clock of the law does not know either.
    pub week: [Option<Hours>; 7],
    /// Days off beside weekends and the bank holidays of England by rule: a one-off holiday, say.
    pub days_off: Vec<Date>,
}

impl Default for Calendar {
    /// Office hours from 09:00 to 17:00, and no days off of its own.
    fn default() -> Calendar {
        let day = Some(Hours::USUAL);
        Calendar { week: [day, day, day, day, day, None, None], days_off: Vec::new() }
    }
}

/// London's time since 1996, as a rule (POSIX): last Sunday of March to last Sunday of October is an hour ahead.
pub fn london() -> TimeZone {
    TimeZone::posix("GMT0BST,M3.5.0/1,M10.5.0").expect("this is a rule that POSIX knows")
}

impl Calendar {
    /// By when the next step must be decided: the close of office hours on the working day that is `working_days` after the day
    /// of receipt. Times are in seconds since 1970, UTC. The clock starts at receipt, on whichever day, and never pauses.
    pub fn due(&self, arrived: i64, working_days: u32) -> i64 {
        let arrived = Timestamp::from_second(arrived).unwrap_or(Timestamp::UNIX_EPOCH);
        let day = self.after(arrived.to_zoned_datetime(london()).date(), working_days);
        self.close_on(day).unwrap_or(arrived.as_second())
    }

    /// When the office closes on a working day, in seconds since 1970, UTC; none where time has no such day.
    pub fn close_on(&self, day: Date) -> Option<i64> {
        // The hour that the spring leaves out, and the one that the autumn has twice, are at night, when no office closes.
        let close = day.to_datetime(self.hours(day).unwrap_or(Hours::USUAL).closes).to_zoned_datetime(london());
        close.map(|z| z.timestamp().as_second()).ok()
    }

    /// Whether the office is open at a time, in seconds since 1970, UTC. On holidays and days off it is not.
    pub fn is_open(&self, at: i64) -> bool {
        let at = Timestamp::from_second(at).unwrap_or(Timestamp::UNIX_EPOCH).to_zoned_datetime(london()).datetime();
        !self.is_off(at.date()) && self.hours(at.date()).is_some_and(|hours| (hours.opens..hours.closes).contains(&at.time()))
    }

    fn hours(&self, day: Date) -> Option<Hours> {
        self.week[usize::try_from(day.weekday().to_monday_zero_offset()).unwrap_or(0)]
    }

    fn is_off(&self, day: Date) -> bool {
        bank_holidays(day.year()).contains(&day) || self.days_off.contains(&day)
    }

    pub(crate) fn next_working_day(&self, day: Date) -> Date {
        let mut next = day;
        loop {
            next = next.saturating_add(1.day());
            if self.works_on(next) || next == Date::MAX {
                return next;
            }
        }
    }

    /// Whether the team works on `day`.
    pub fn works_on(&self, day: Date) -> bool {
        !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) && !self.is_off(day)
    }
}

/// The bank holidays of England in a year by their rules (Banking and Financial Dealings Act 1971 and yearly proclamations), with the day
/// in place of one that falls on a weekend.
pub fn bank_holidays(year: i16) -> Vec<Date> {
    let easter = easter(year);
    let mut days = vec![easter.saturating_sub(2.days()), easter.saturating_add(1.day())];
    let mondays = |month| date(year, month, 1).nth_weekday_of_month(1, Weekday::Monday);
    let last_monday = |month| date(year, month, 1).nth_weekday_of_month(-1, Weekday::Monday);
    days.extend([mondays(5), last_monday(5), last_monday(8)].into_iter().flatten());
    for fixed in [date(year, 1, 1), date(year, 12, 25), date(year, 12, 26)] {
        let mut day = fixed;
        while matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) || days.contains(&day) {
            day = day.saturating_add(1.day());
        }
        days.push(day);
    }
    days.sort();
    days
}

/// Easter Sunday (the "anonymous" Gregorian computus: Meeus, Astronomical Algorithms, 1991, chapter 8).
fn easter(year: i16) -> Date {
    let y = i32::from(year);
    let (a, b, c) = (y % 19, y / 100, y % 100);
    let (d, e, f) = (b / 4, b % 4, (b + 8) / 25);
    let g = (b - f + 1) / 3;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    // n / 31 is 3 or 4, and n % 31 at most 30.
    date(year, i8::try_from(n / 31).unwrap_or(4), i8::try_from(n % 31 + 1).unwrap_or(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(text: &str) -> i64 {
        text.parse::<Timestamp>().unwrap().as_second()
    }

    #[test]
    fn a_weekday_on_which_the_office_is_closed_counts_and_ends_at_the_usual_hour() {
        let mut calendar = Calendar::default();
        calendar.week[4] = None;
        let (thursday, friday) = (seconds("2026-11-26T10:00:00Z"), seconds("2026-11-27T10:00:00Z"));
        assert_eq!(calendar.due(thursday, 1), seconds("2026-11-27T17:00:00Z"));
        assert!(calendar.is_open(thursday) && !calendar.is_open(friday), "the duty address takes what comes then");
    }

    #[test]
    fn due_at_close_on_the_first_working_day_after() {
        let cases = [
            ("2026-11-27T23:00:00Z", "2026-11-30T17:00:00Z", "Friday night gives Monday"),
            ("2026-11-24T00:05:00Z", "2026-11-25T17:00:00Z", "just after midnight gives the next day"),
            ("2026-04-02T10:00:00Z", "2026-04-07T16:00:00Z", "Maundy Thursday gives Tuesday, in summer time"),
            ("2026-06-30T23:30:00Z", "2026-07-02T16:00:00Z", "in London it is already July"),
            ("2026-10-23T16:00:00Z", "2026-10-26T17:00:00Z", "over the end of summer time"),
            ("2026-03-27T12:00:00Z", "2026-03-30T16:00:00Z", "over its beginning"),
            ("2026-12-24T12:00:00Z", "2026-12-29T17:00:00Z", "Boxing Day is a Saturday, so Monday is off"),
            ("2027-12-24T12:00:00Z", "2027-12-29T17:00:00Z", "both days of Christmas fall on a weekend"),
            ("2028-04-13T12:00:00Z", "2028-04-18T16:00:00Z", "another Easter"),
        ];
        for (arrived, due, why) in cases {
            assert_eq!(Calendar::default().due(seconds(arrived), 1), seconds(due), "{why}");
        }
        assert_eq!(Calendar::default().due(seconds("2026-11-27T23:00:00Z"), 15), seconds("2026-12-18T17:00:00Z"));
    }

    #[test]
    fn a_day_off_by_setting_moves_it() {
        let calendar = Calendar { days_off: vec![date(2026, 11, 30)], ..Calendar::default() };
        assert_eq!(calendar.due(seconds("2026-11-27T23:00:00Z"), 1), seconds("2026-12-01T17:00:00Z"));
    }

    #[test]
    fn each_weekday_closes_at_its_own_hour_and_a_weekend_never_counts() {
        let hours = |closes: i8| Some(Hours { opens: Time::constant(8, 30, 0, 0), closes: Time::constant(closes, 30, 0, 0) });
        let week = [hours(17), hours(17), hours(17), hours(17), hours(16), hours(12), None];
        let calendar = Calendar { week, days_off: vec![date(2026, 11, 30)] };
        assert_eq!(calendar.due(seconds("2026-11-26T10:00:00Z"), 1), seconds("2026-11-27T16:30:00Z"), "Friday closes early");
        assert_eq!(calendar.due(seconds("2026-11-27T10:00:00Z"), 1), seconds("2026-12-01T17:30:00Z"), "Saturday is no working day");
        let open = [
            ("2026-11-27T08:29:59Z", false, "before the opening"),
            ("2026-11-27T08:30:00Z", true, "at the opening"),
            ("2026-11-27T16:30:00Z", false, "at the close"),
            ("2026-11-28T09:00:00Z", true, "on a Saturday with hours"),
            ("2026-11-29T09:00:00Z", false, "on a Sunday without"),
            ("2026-11-30T09:00:00Z", false, "on a day off"),
            ("2026-12-25T09:00:00Z", false, "at Christmas"),
            ("2026-06-29T07:45:00Z", true, "in summer time"),
        ];
        for (at, is, when) in open {
            assert_eq!(calendar.is_open(seconds(at)), is, "{when}");
        }
    }

    #[test]
    fn bank_holidays_as_published() {
        // gov.uk/bank-holidays, England and Wales, as stated for these years.
        let days = |year: i16| bank_holidays(year).iter().map(|d| d.strftime("%m-%d").to_string()).collect::<Vec<_>>().join(" ");
        assert_eq!(days(2024), "01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26");
        assert_eq!(days(2026), "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28");
        assert_eq!(days(2027), "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28");
    }

    #[test]
    fn no_time_makes_it_fail() {
        for at in [i64::MIN, -1, 0, i64::MAX, 253_402_300_799] {
            _ = (Calendar::default().due(at, 1), Calendar::default().is_open(at));
        }
    }
}
