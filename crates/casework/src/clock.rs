//! The decision clock: by when the team must decide, from when it was told. In working days of England, at the close of office hours.
//! Must not read a clock; must not know how long the period is, or where that is written (both are settings of the site).

use jiff::civil::{Date, Time, Weekday, date};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

/// When the team works.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// The close of office hours, in London's time.
    pub close: Time,
    /// Days off beside weekends and the bank holidays of England by rule: a one-off holiday, say.
    pub days_off: Vec<Date>,
}

impl Default for Calendar {
    /// Office hours until 17:00, and no days off of its own.
    fn default() -> Calendar {
        Calendar { close: Time::constant(17, 0, 0, 0), days_off: Vec::new() }
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
        let mut day = arrived.to_zoned_datetime(london()).date();
        for _ in 0..working_days {
            day = self.next_working_day(day);
        }
        // The hour that the spring leaves out, and the one that the autumn has twice, are at night, when no office closes.
        let close = day.to_datetime(self.close).to_zoned_datetime(london());
        close.map_or(arrived, |z| z.timestamp()).as_second()
    }

    fn next_working_day(&self, day: Date) -> Date {
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
        !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
            && !bank_holidays(day.year()).contains(&day)
            && !self.days_off.contains(&day)
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
            _ = Calendar::default().due(at, 1);
        }
    }
}
