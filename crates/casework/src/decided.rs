//! Whether a concern was decided in time, and how the clock stands. The clock never pauses; what is late says why, or that nobody has said yet.
//! Must not read a clock: `now` is an argument. Must not know how long the period is.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

use crate::case::Case;
use crate::clock::{Calendar, london};

/// How a concern stands to its due time. All times in seconds since 1970, UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Clock {
    /// Decided when it was due, or before.
    InTime {
        /// When.
        decided: i64,
    },
    /// Decided after it was due.
    DecidedLate {
        /// When.
        decided: i64,
        /// Whether someone said why.
        why_said: bool,
    },
    /// Not decided, and not due yet.
    Running {
        /// How many seconds are left.
        left: i64,
    },
    /// Not decided, and past its due time.
    Overdue {
        /// By how many seconds.
        by: i64,
        /// Whether someone said why.
        why_said: bool,
    },
    /// Closed without a decision.
    ClosedUndecided,
}

impl Clock {
    /// Whether the desk has to ask why it is late.
    pub fn wants_why(self) -> bool {
        matches!(self, Clock::DecidedLate { why_said: false, .. } | Clock::Overdue { why_said: false, .. })
    }
}

impl Case {
    /// How it stands at `now`, against the due time that holds. A later due time never turns a decision that came before it into a late one; a
    /// decision after the time that held **on that day** stays late, whatever was appended afterwards.
    pub fn clock(&self, now: i64) -> Clock {
        let why_said = !self.late.is_empty();
        match self.decided_at() {
            Some(decided) if decided <= self.due_at(decided) => Clock::InTime { decided },
            Some(decided) => Clock::DecidedLate { decided, why_said },
            None if self.closed.is_some() => Clock::ClosedUndecided,
            None if now <= self.due => Clock::Running { left: self.due.saturating_sub(now) },
            None => Clock::Overdue { by: now.saturating_sub(self.due), why_said },
        }
    }

    /// The due time that held at `at`.
    pub fn due_at(&self, at: i64) -> i64 {
        self.dues.iter().rfind(|d| d.at <= at).map_or(self.first_due, |d| d.what.due)
    }
}

impl Calendar {
    /// Whole working days from the day of `from` to the day of `to`, in London: the days on which the team works after the first day, the last
    /// one counted. 0 on the same day, or where `to` comes before. Times in seconds since 1970, UTC; at most ten years are counted.
    pub fn working_days(&self, from: i64, to: i64) -> u32 {
        let (mut day, last) = (london_day(from), london_day(to));
        let mut days = 0;
        let longest = day.saturating_add(10.years());
        while day < last.min(longest) {
            day = day.saturating_add(1.day());
            days += u32::from(self.works_on(day));
        }
        days
    }
}

/// The day in London at a time in seconds since 1970, UTC.
pub fn london_day(at: i64) -> Date {
    let at = Timestamp::from_second(at).unwrap_or(Timestamp::UNIX_EPOCH);
    at.to_zoned_datetime(london()).date()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(text: &str) -> i64 {
        text.parse::<Timestamp>().expect("a time").as_second()
    }

    #[test]
    fn working_days_are_counted_in_london_over_weekends_and_holidays() {
        let cases = [
            ("2026-11-23T09:00:00Z", "2026-11-23T16:00:00Z", 0, "the same day"),
            ("2026-11-23T23:00:00Z", "2026-11-24T09:00:00Z", 1, "the next"),
            ("2026-11-27T23:00:00Z", "2026-11-30T09:00:00Z", 1, "over a weekend"),
            ("2026-04-02T10:00:00Z", "2026-04-07T10:00:00Z", 1, "over Easter"),
            ("2026-06-30T23:30:00Z", "2026-07-02T10:00:00Z", 1, "in London it is already July"),
            ("2026-11-24T09:00:00Z", "2026-11-23T09:00:00Z", 0, "backwards"),
        ];
        for (from, to, days, why) in cases {
            assert_eq!(Calendar::default().working_days(seconds(from), seconds(to)), days, "{why}");
        }
        let off = Calendar { days_off: vec![jiff::civil::date(2026, 11, 24)], ..Calendar::default() };
        assert_eq!(off.working_days(seconds("2026-11-23T09:00:00Z"), seconds("2026-11-25T09:00:00Z")), 1);
        assert!(Calendar::default().working_days(i64::MIN, i64::MAX) < 3_000);
    }
}
