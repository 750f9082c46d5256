//! Days of birth: in which order day and month are written in a file, found out, and how two days compare.
//! Must not know the clock.

use std::fmt;

use serde::{Deserialize, Serialize};

/// In which order day and month stand, where they stand before the year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "lowercase")]
pub enum DateOrder {
    /// 31/12/1999
    #[default]
    Dmy,
    /// 12/31/1999
    Mdy,
}

/// A day of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub struct Date {
    /// 1 to 9999.
    pub year: u16,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
}

impl Date {
    /// A day that there is, between 1800 and 2200.
    pub fn new(year: u32, month: u32, day: u32) -> Option<Date> {
        let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let last = match month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 if leap => 29,
            2 => 28,
            _ => return None,
        };
        ((1800..=2200).contains(&year) && (1..=last).contains(&day)).then_some(Date {
            year: year as u16,
            month: month as u8,
            day: day as u8,
        })
    }

    /// YYYY-MM-DD, YYYYMMDD, or day, month and year in the order given, with any of `/ - . ` and space between. A time after it is not read.
    pub fn read(text: &str, order: DateOrder) -> Option<Date> {
        match Written::of(text)? {
            Written::YearFirst(y, m, d) => Date::new(y, m, d),
            Written::YearLast(a, b, y) => match order {
                DateOrder::Dmy => Date::new(y, b, a),
                DateOrder::Mdy => Date::new(y, a, b),
            },
        }
    }

    /// Years and parts of a year since year 0, for ages.
    pub(crate) fn years(self) -> f32 {
        f32::from(self.year) + (f32::from(self.month) - 1.0) / 12.0 + (f32::from(self.day) - 1.0) / 372.0
    }

    /// Eight digits.
    pub(crate) fn digits(self) -> [u8; 8] {
        let (y, m, d) = (self.year, self.month, self.day);
        [(y / 1000) as u8, (y / 100 % 10) as u8, (y / 10 % 10) as u8, (y % 10) as u8, m / 10, m % 10, d / 10, d % 10]
    }
}

impl fmt::Display for Date {
    /// YYYY-MM-DD.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// How a file writes its dates: what is open without looking at all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Seen {
    /// Those that can only be day before month.
    pub dmy: usize,
    /// Those that can only be month before day.
    pub mdy: usize,
    /// Those that may be either, and would be two different days.
    pub open: usize,
    /// Those with the year first, or whose day and month are one number: the order does not matter.
    pub free: usize,
    /// Those that are no date at all.
    pub unreadable: usize,
}

impl Seen {
    /// Counts one text of a file. Empty texts are nothing.
    pub fn add(&mut self, text: &str) {
        if text.trim().is_empty() {
            return;
        }
        match Written::of(text) {
            Some(Written::YearFirst(y, m, d)) if Date::new(y, m, d).is_some() => self.free += 1,
            Some(Written::YearLast(a, b, y)) => match (Date::new(y, b, a).is_some(), Date::new(y, a, b).is_some()) {
                (true, true) if a == b => self.free += 1,
                (true, true) => self.open += 1,
                (true, false) => self.dmy += 1,
                (false, true) => self.mdy += 1,
                (false, false) => self.unreadable += 1,
            },
            _ => self.unreadable += 1,
        }
    }

    /// The order of this file, if its dates decide it: one order explains at least nine in ten of those that only one explains.
    /// `Err` if they leave it open and it matters.
    pub fn order(&self) -> Result<Option<DateOrder>, LeftOpen> {
        if self.dmy == 0 && self.mdy == 0 && self.open == 0 {
            return Ok(None);
        }
        let (dmy, mdy) = (self.dmy as f64, self.mdy as f64);
        if dmy > 0.0 && dmy >= 9.0 * mdy {
            Ok(Some(DateOrder::Dmy))
        } else if mdy > 0.0 && mdy >= 9.0 * dmy {
            Ok(Some(DateOrder::Mdy))
        } else {
            Err(LeftOpen)
        }
    }
}

/// The dates of a file may be day or month first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the dates leave open whether the day or the month is first")]
pub struct LeftOpen;

enum Written {
    YearFirst(u32, u32, u32),
    YearLast(u32, u32, u32),
}

impl Written {
    fn of(text: &str) -> Option<Written> {
        let text = text.trim();
        let text = text.split_once(['T', 't']).map_or(text, |(day, _)| day);
        let mut parts = text.split(['/', '-', '.', ' ']).filter(|p| !p.is_empty());
        let (a, b, c) = (parts.next()?, parts.next(), parts.next());
        let number = |t: &str| (t.len() <= 4 && t.bytes().all(|b| b.is_ascii_digit())).then(|| t.parse::<u32>().ok()).flatten();
        match (b, c) {
            (None, None) if a.len() == 8 && a.is_ascii() => Some(Written::YearFirst(number(&a[..4])?, number(&a[4..6])?, number(&a[6..])?)),
            (Some(b), Some(c)) if a.len() == 4 && b.len() <= 2 && c.len() <= 2 => {
                Some(Written::YearFirst(number(a)?, number(b)?, number(c)?))
            }
            (Some(b), Some(c)) if c.len() == 4 && a.len() <= 2 && b.len() <= 2 => {
                Some(Written::YearLast(number(a)?, number(b)?, number(c)?))
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_and_orders_found() {
        let day = |y, m, d| Date::new(y, m, d);
        assert_eq!(Date::read("1999-12-31", DateOrder::Dmy), day(1999, 12, 31));
        assert_eq!(Date::read("19991231", DateOrder::Mdy), day(1999, 12, 31));
        assert_eq!(Date::read("31/12/1999", DateOrder::Dmy), day(1999, 12, 31));
        assert_eq!(Date::read("12/31/1999", DateOrder::Mdy), day(1999, 12, 31));
        assert_eq!(Date::read("1999-12-31T10:00:00Z", DateOrder::Mdy), day(1999, 12, 31));
        for wrong in ["13/22/1966", "o1/19/1994", "", "1999", "29/02/2001", "12//1999", "1/2/3/4", "ß"] {
            assert_eq!(Date::read(wrong, DateOrder::Mdy), None, "{wrong}");
        }
        let mut seen = Seen::default();
        ["12/31/1999", "01/02/2000"].iter().for_each(|t| seen.add(t));
        assert_eq!(seen.order(), Ok(Some(DateOrder::Mdy)));
        let mut open = Seen::default();
        open.add("01/02/2000");
        assert_eq!(open.order(), Err(LeftOpen));
    }
}
