//! When a concern was told to the team: from then every period counts. What came by the form was told when it arrived; what a worker typed in may have
//! been told before. Must not read a clock.

use jiff::civil::DateTime;

use crate::Answers;
use crate::clock::london;

/// What the field `told-at` says, in seconds since 1970, UTC; none if it says no day and time.
pub fn moment(text: &str) -> Option<i64> {
    let text = text.trim();
    // A day alone would be read as its first second.
    let whole = text.len() >= "2026-11-27T16:40".len();
    let at = whole.then(|| text.parse::<DateTime>().ok()).flatten()?;
    Some(at.to_zoned_datetime(london()).ok()?.timestamp().as_second())
}

/// When it was told: what the worker wrote who typed it in, if that is not after it arrived. **Only for what a worker typed in: anybody can seal answers
/// that look like it, and whoever asks must know from elsewhere that it is.**
pub fn received(answers: &Answers, arrived: i64) -> i64 {
    let typed_in = !["", "web"].contains(&answers.get("channel"));
    typed_in.then(|| moment(answers.get("told-at"))).flatten().filter(|told| *told <= arrived).unwrap_or(arrived)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Calendar, ConcernId, Payload, Place, Said};

    /// Friday 27 November 2026, 16:40, and Monday 30 November, 09:05; both in London, in winter.
    const FRIDAY: i64 = 1_795_797_600;
    const MONDAY: i64 = 1_796_029_500;

    fn told(channel: &str, at: &str) -> Answers {
        Answers::from_iter([("worry", "x"), ("channel", channel), ("told-at", at)])
    }

    #[test]
    fn a_call_counts_from_when_it_was_made() {
        assert_eq!(received(&told("phone", "2026-11-27T16:40"), MONDAY), FRIDAY);
        assert_eq!(moment("2026-07-01T13:00"), Some(1_782_907_200), "in summer time");
        for (channel, at, why) in [
            ("phone", "", "nothing is said"),
            ("phone", "2026-11-27", "a day alone"),
            ("phone", "Friday afternoon", "no time"),
            ("phone", "2026-11-30T09:06", "after it was typed in"),
            ("web", "2026-11-27T16:40", "nobody typed it in"),
            ("", "2026-11-27T16:40", "nor this"),
        ] {
            assert_eq!(received(&told(channel, at), MONDAY), MONDAY, "{why}");
        }
    }

    #[test]
    fn every_period_counts_from_then() {
        let place =
            Place { site: "sample".into(), concern: ConcernId::from_bytes([1; 16]), message: ConcernId::from_bytes([1; 16]).into() };
        let said = Said::Concern(told("phone", "2026-11-27T16:40"));
        let first = Payload { place, lang: String::new(), mailbox: None, said };
        let by_itself = crate::Case::of(Some(&first), MONDAY, MONDAY, &[]);
        assert_eq!(by_itself.arrived, MONDAY, "what is sealed says nothing of it by itself");
        let Said::Concern(answers) = &first.said else { unreachable!("it is a concern") };
        let case = crate::Case::of(Some(&first), received(answers, MONDAY), MONDAY, &[]);
        assert_eq!(case.arrived, FRIDAY);
        assert_eq!(case.owed_from(crate::Owed::Assessment), Some(jiff::civil::date(2026, 11, 27)));
        assert_eq!(Calendar::default().due(FRIDAY, 1), Calendar::default().close_on(jiff::civil::date(2026, 11, 30)).unwrap());
    }
}
