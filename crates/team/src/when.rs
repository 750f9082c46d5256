//! Times, as they are shown: London's for people, UTC for programs.
//! Must not read a clock.

use casework::london;
use jiff::Timestamp;
use jiff::civil::{Date, Time};

/// `24 November 2026, 22:36`.
pub fn told(at: i64) -> String {
    zoned(at).strftime("%-d %B %Y, %H:%M").to_string()
}

/// `2026-11-24 22:36`, for columns.
pub fn column(at: i64) -> String {
    zoned(at).strftime("%Y-%m-%d %H:%M").to_string()
}

/// `2026-11-24`.
pub fn day(at: i64) -> String {
    zoned(at).strftime("%Y-%m-%d").to_string()
}

/// `2026-11-24T22:36:00Z`.
pub fn utc(at: i64) -> String {
    timestamp(at).to_string()
}

/// The day in London.
pub fn date(at: i64) -> Date {
    zoned(at).date()
}

/// When a day begins in London, in seconds since 1970, UTC.
pub fn start_of(day: Date) -> Option<i64> {
    Some(day.to_datetime(Time::midnight()).to_zoned_datetime(london()).ok()?.timestamp().as_second())
}

/// A time as a form has it: the day and the time of the day in London.
pub fn fields(at: i64) -> (String, String) {
    (day(at), zoned(at).strftime("%H:%M").to_string())
}

/// What [`fields`] writes, in seconds since 1970, UTC; none if it is no time of the day.
pub fn at(day: Date, time: &str) -> Option<i64> {
    let time: Time = time.trim().parse().ok()?;
    Some(day.to_datetime(time).to_zoned_datetime(london()).ok()?.timestamp().as_second())
}

/// `Tue 24 Nov, 17:00`, for lists: the year is the one that everybody thinks of.
pub fn short(at: i64) -> String {
    zoned(at).strftime("%a %-d %b, %H:%M").to_string()
}

fn timestamp(at: i64) -> Timestamp {
    Timestamp::from_second(at).unwrap_or(Timestamp::UNIX_EPOCH)
}

fn zoned(at: i64) -> jiff::ZonedDateTime {
    timestamp(at).to_zoned_datetime(london())
}

#[cfg(test)]
mod tests {
    #[test]
    fn times_are_london_s() {
        assert_eq!(super::told(1_795_435_200), "23 November 2026, 12:00");
        assert_eq!(super::column(1_782_907_200), "2026-07-01 13:00");
        assert_eq!(super::utc(1_782_907_200), "2026-07-01T12:00:00Z");
        assert_eq!(super::fields(1_782_907_200), ("2026-07-01".to_owned(), "13:00".to_owned()));
        let day = jiff::civil::date(2026, 7, 1);
        assert_eq!((super::at(day, "13:00"), super::at(day, "noon"), super::at(day, "")), (Some(1_782_907_200), None, None));
    }
}
