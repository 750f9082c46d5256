//! When a concern was told to the team, and how: from then every period counts. What came by the form was told when it arrived; what a worker typed in may
//! have been told before. Must not read a clock.

use jiff::civil::DateTime;

use crate::Answers;
use crate::clock::london;
use crate::fields::NOT_ASKED;

/// What the field `told-at` says, in seconds since 1970, UTC; none if it says no day and time.
pub fn moment(text: &str) -> Option<i64> {
    let text = text.trim();
    // A day alone would be read as its first second.
    let whole = text.len() >= "2026-11-27T16:40".len();
    let at = whole.then(|| text.parse::<DateTime>().ok()).flatten()?;
    Some(at.to_zoned_datetime(london()).ok()?.timestamp().as_second())
}

/// What was told, as far as it is believed: how and when only where a worker typed it in, or it came by the form when it arrived. **Anybody can seal answers
/// that look typed in, and whoever asks must know from elsewhere that they are.**
pub fn believed(answers: &Answers, typed_in: bool) -> Answers {
    let mut all = answers.clone();
    if !typed_in {
        NOT_ASKED.iter().for_each(|name| all.set(name, ""));
    }
    if all.get("channel").is_empty() {
        all.set("channel", "web");
    }
    all
}

/// When it was told: what the worker wrote who typed it in, if that is not after it arrived. Of what is believed alone.
pub fn received(believed: &Answers, arrived: i64) -> i64 {
    moment(believed.get("told-at")).filter(|told| *told <= arrived).unwrap_or(arrived)
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
        for (at, why) in [
            ("", "nothing is said"),
            ("2026-11-27", "a day alone"),
            ("Friday afternoon", "no time"),
            ("2026-11-30T09:06", "after it was typed in"),
        ] {
            assert_eq!(received(&told("phone", at), MONDAY), MONDAY, "{why}");
        }
    }

    #[test]
    fn how_and_when_is_believed_of_what_was_typed_in_alone() {
        let typed = told("phone", "2026-11-27T16:40");
        assert_eq!(believed(&typed, true), typed);
        assert_eq!(believed(&typed, false), told("web", ""));
        assert_eq!(believed(&told("", ""), true), told("web", ""), "whoever typed it in did not say");
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
