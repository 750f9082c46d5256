//! Limits on sending, on asking for codes, and on trying receipts and codes: floods are shed, and nobody is locked out, least of all a school behind one address.
//! **No address is kept**: sources are counted under an HMAC whose key lives in memory for an hour.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use axum::extract::Request;
pub use web::{Source, SourceName};

/// What is limited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum What {
    /// Sending a concern, or adding to one.
    Send,
    /// Trying a receipt.
    Receipt,
    /// Asking for a code to come back to the course with.
    Keep,
    /// Trying such a code.
    Code,
}

/// How many at once, and how many a second after that.
struct Rate {
    burst: f64,
    a_second: f64,
}

impl What {
    /// For one source. Thirty tellers of one school in ten minutes are half of the burst.
    fn of_source(self) -> Rate {
        match self {
            What::Send => Rate { burst: 60.0, a_second: 0.1 },
            What::Receipt => Rate { burst: 30.0, a_second: 0.1 },
            // A class of thirty may take the course at one address.
            What::Keep | What::Code => Rate { burst: 60.0, a_second: 0.1 },
        }
    }

    /// For all together: far above what a county tells in its worst hour, and what one small server bears.
    fn of_all(self) -> Rate {
        match self {
            What::Send => Rate { burst: 1_000.0, a_second: 10.0 },
            What::Receipt | What::Keep | What::Code => Rate { burst: 1_000.0, a_second: 20.0 },
        }
    }
}

/// So many of each source, each hour, are counted apart from all the others: a flood from a few sources cannot use up the room of those
/// who send for the first time.
const FIRST: f64 = 3.0;
/// Counted sources at most; with more, those that have used the least are forgotten first.
const MOST_SOURCES: usize = 50_000;
const HOUR: i64 = 3_600;
/// What is sent counts once for each so many bytes: few tell more than this, and a disk is not filled with a few long ones.
const ONE_SENT: usize = 16 * 1024;

/// The limits, and who has used how much of them.
pub struct Limits {
    on: bool,
    state: Mutex<State>,
    random: fn(&mut [u8]),
}

#[derive(Default)]
struct State {
    hour: i64,
    key: [u8; 32],
    used: HashMap<(What, SourceName), Bucket>,
    /// All together; `true` for the first few of each source.
    all: HashMap<(What, bool), Bucket>,
}

#[derive(Clone, Copy)]
struct Bucket {
    left: f64,
    at: i64,
}

impl Limits {
    /// With `on` false nothing is limited: for load tests.
    pub fn new(on: bool, random: fn(&mut [u8])) -> Limits {
        Limits { on, state: Mutex::default(), random }
    }

    /// Whether this many bytes of what is told may come now.
    pub(crate) fn allow_sent(&self, now: i64, source: Option<Source>, bytes: usize) -> bool {
        self.allow_times(now, source, What::Send, bytes.div_ceil(ONE_SENT).max(1) as f64)
    }

    /// Whether one more may come now.
    pub(crate) fn allow(&self, now: i64, source: Option<Source>, what: What) -> bool {
        self.allow_times(now, source, what, 1.0)
    }

    /// A source that is not known counts among all alone.
    fn allow_times(&self, now: i64, source: Option<Source>, what: What, times: f64) -> bool {
        if !self.on {
            return true;
        }
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let hour = now.div_euclid(HOUR);
        if state.hour != hour {
            *state = State { hour, ..State::default() };
            (self.random)(&mut state.key);
        }
        let mut early = false;
        if let Some(source) = source {
            let name = source.name(&state.key);
            if state.used.len() >= MOST_SOURCES {
                state.used.retain(|(what, _), bucket| bucket.left + 1.0 < what.of_source().burst);
            }
            let rate = what.of_source();
            if state.used.len() < MOST_SOURCES {
                let used = state.used.entry((what, name)).or_insert(rate.full(now));
                early = used.left > rate.burst - FIRST;
                if !used.take(&rate, now, times) {
                    return false;
                }
            }
        }
        let rate = what.of_all();
        state.all.entry((what, early)).or_insert(rate.full(now)).take(&rate, now, times)
    }
}

impl Rate {
    fn full(&self, now: i64) -> Bucket {
        Bucket { left: self.burst, at: now }
    }
}

impl Bucket {
    fn take(&mut self, rate: &Rate, now: i64, times: f64) -> bool {
        let since = (now - self.at).max(0);
        self.left = (self.left + since as f64 * rate.a_second).min(rate.burst);
        self.at = now;
        let may = self.left >= times;
        if may {
            self.left -= times;
        }
        may
    }
}

/// Where the request comes from, if that is known.
pub(crate) fn source(request: &Request) -> Option<Source> {
    request.extensions().get().copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: i64 = 1_795_435_200;

    fn limits() -> Limits {
        Limits::new(true, |bytes| bytes.fill(7))
    }

    fn from(text: &str) -> Option<Source> {
        Some(Source(text.parse().unwrap()))
    }

    #[test]
    fn thirty_tellers_of_one_school_in_ten_minutes_all_succeed() {
        let limits = limits();
        for n in 0..30 {
            assert!(limits.allow(NOON + n * 20, from("192.0.2.1"), What::Send), "{n}");
        }
    }

    #[test]
    fn a_flood_from_one_source_is_shed_and_another_is_not_touched() {
        let limits = limits();
        let let_in = (0..700).filter(|_| limits.allow(NOON, from("192.0.2.1"), What::Send)).count();
        assert_eq!(let_in, 60);
        assert!(limits.allow(NOON, from("192.0.2.2"), What::Send));
        assert!(limits.allow(NOON, from("192.0.2.1"), What::Receipt), "coming back is another matter");
        assert!(limits.allow(NOON + 10, from("192.0.2.1"), What::Send), "and it is let in again after a while");
    }

    #[test]
    fn one_household_of_ipv6_is_one_source() {
        let limits = limits();
        let let_in = (0..100).filter(|n| limits.allow(NOON, from(&format!("2001:db8:1:{n:x}::1")), What::Send)).count();
        assert_eq!(let_in, 60);
        assert!(limits.allow(NOON, from("2001:db8:1:100::1"), What::Send), "the next /56");
        assert!(limits.allow(NOON, from("::ffff:192.0.2.9"), What::Send));
    }

    #[test]
    fn a_flood_from_everywhere_is_shed_and_memory_is_bounded() {
        let limits = limits();
        let let_in = (0..60_000_u32).filter(|n| limits.allow(NOON, Some(Source(std::net::Ipv4Addr::from(*n).into())), What::Send)).count();
        assert_eq!(let_in, 1_000);
        assert!(limits.state.lock().unwrap().used.len() <= MOST_SOURCES);
    }

    #[test]
    fn a_flood_from_some_sources_leaves_room_for_who_comes_first() {
        let limits = limits();
        let flood = (0..40_u32).flat_map(|n| std::iter::repeat_n(std::net::Ipv4Addr::from(n), 60));
        let let_in = flood.filter(|address| limits.allow(NOON, Some(Source((*address).into())), What::Send)).count();
        assert_eq!(let_in, 1_000 + 40 * 3);
        for _ in 0..3 {
            assert!(limits.allow(NOON, from("192.0.2.9"), What::Send), "someone who has not sent yet");
        }
        assert!(!limits.allow(NOON, from("192.0.2.9"), What::Send));
    }

    #[test]
    fn what_is_long_counts_by_its_size() {
        let limits = limits();
        let let_in = |source: &str, bytes: usize| (0..700).filter(|_| limits.allow_sent(NOON, from(source), bytes)).count();
        assert_eq!((let_in("192.0.2.1", 0), let_in("192.0.2.2", ONE_SENT)), (60, 60));
        assert_eq!(let_in("192.0.2.3", 256 * 1024), 3, "48 of the 60, and no fourth");
        let everywhere = (0..5_000_u32).filter(|n| limits.allow_sent(NOON, Some(Source(std::net::Ipv4Addr::from(*n).into())), 256 * 1024));
        assert!(everywhere.count() <= 1_000 / 16, "nor from everywhere");
    }

    #[test]
    fn off_is_off() {
        let limits = Limits::new(false, |_| ());
        assert!((0..5_000).all(|_| limits.allow(NOON, from("192.0.2.1"), What::Send)));
    }
}
