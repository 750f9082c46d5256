//! The system's clock and its randomness: the one file in the workspace that asks for them. All else is given them.

use std::time::{SystemTime, UNIX_EPOCH};

use jiff::civil::{Date, date};
use jiff::{Span, ToSpan};

/// Seconds since 1970, UTC.
#[expect(clippy::disallowed_methods, reason = "the program's clock, which the ban names")]
pub(crate) fn now() -> i64 {
    // Before 1970, or past the year 292 billion, the machine's clock is wrong; then the first day is as good as any.
    SystemTime::now().duration_since(UNIX_EPOCH).ok().and_then(|d| i64::try_from(d.as_secs()).ok()).unwrap_or(0)
}

/// Days since 1970, UTC.
pub(crate) fn today_day() -> i64 {
    now() / 86_400
}

/// Today, UTC.
pub(crate) fn today() -> Date {
    let since: Span = i32::try_from(today_day()).unwrap_or(i32::MAX).days();
    date(1970, 1, 1).saturating_add(since)
}

/// Fills `bytes` from the system. Without it no code could be given out, so its failing ends the answer.
pub(crate) fn random(bytes: &mut [u8]) {
    getrandom::fill(bytes).expect("the system gives no randomness");
}
