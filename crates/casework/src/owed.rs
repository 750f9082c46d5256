//! What guidance wants after a decision, and by when: an assessment, the first child protection conference. Must not know how long the periods
//! are, or where they are written (both are settings of the site); must not read a clock.

use jiff::civil::Date;

use crate::case::Case;
use crate::clock::Calendar;
use crate::decided::london_day;
use crate::work::Decision;

/// What has to follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owed {
    /// The assessment, which counts from the day of receipt.
    Assessment,
    /// The first child protection conference, which counts from the strategy discussion.
    Conference,
}

impl Owed {
    /// The period's name in the site's settings.
    pub fn period(self) -> &'static str {
        match self {
            Owed::Assessment => "assessment",
            Owed::Conference => "conference",
        }
    }

    /// Reads what `period` writes.
    pub fn parse(text: &str) -> Option<Owed> {
        [Owed::Assessment, Owed::Conference].into_iter().find(|owed| owed.period() == text)
    }
}

impl Case {
    /// What has to follow from the decision that holds.
    pub fn owed(&self) -> Option<Owed> {
        match self.decision()?.what.decision {
            Decision::Assessment => Some(Owed::Assessment),
            Decision::StrategyDiscussion => Some(Owed::Conference),
            _ => None,
        }
    }

    /// From which day its period counts; none while the strategy discussion is not noted.
    pub fn owed_from(&self, owed: Owed) -> Option<Date> {
        match owed {
            Owed::Assessment => Some(london_day(self.arrived)),
            Owed::Conference => self.discussions.iter().filter(|d| !d.is_struck()).map(|d| d.now().what.on).min(),
        }
    }
}

impl Calendar {
    /// The working day that is so many working days after a day.
    pub fn after(&self, mut day: Date, working_days: u32) -> Date {
        for _ in 0..working_days {
            day = self.next_working_day(day);
        }
        day
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::work::{Decide, Did, Discussion, Withdraw, Work};
    use crate::{ConcernId, MessageId, Place};

    /// Monday 23 November 2026, 23:30 UTC.
    const ARRIVED: i64 = 1_795_476_600;

    fn case(all: Vec<Did>) -> Case {
        let work = |(n, did): (usize, Did)| {
            let message = MessageId::from_bytes([n as u8 + 1; 16]);
            let place = Place { site: "sample".into(), concern: ConcernId::from_bytes([9; 16]), message };
            Work { place, at: ARRIVED + n as i64, by: "worker".into(), did }
        };
        Case::of(None, ARRIVED, ARRIVED, &all.into_iter().enumerate().map(work).collect::<Vec<_>>())
    }

    fn decide(decision: Decision) -> Did {
        Did::Decide(Decide { decision, to: String::new(), reasons: "Why.".into(), revises: None, seen: vec![] })
    }

    fn discussion(on: Date) -> Did {
        Did::Discussion(Discussion { on, took_part: vec![], agreed: "To visit.".into(), revises: None, seen: vec![] })
    }

    #[test]
    fn what_follows_is_of_the_decision_that_holds() {
        assert_eq!(case(vec![]).owed(), None);
        assert_eq!(case(vec![decide(Decision::EarlyHelp)]).owed(), None);
        let assessed = case(vec![decide(Decision::Assessment)]);
        assert_eq!(assessed.owed(), Some(Owed::Assessment));
        assert_eq!(assessed.owed_from(Owed::Assessment), Some(date(2026, 11, 23)));
        let both = vec![decide(Decision::Assessment), decide(Decision::StrategyDiscussion)];
        assert_eq!(case(both.clone()).owed(), Some(Owed::Conference), "the later one holds");
        assert_eq!(case(both).owed_from(Owed::Conference), None, "no discussion is noted yet");
    }

    #[test]
    fn a_conference_counts_from_the_first_discussion_that_stands() {
        let (first, second) = (date(2026, 11, 24), date(2026, 11, 26));
        let mut all = vec![decide(Decision::StrategyDiscussion), discussion(second), discussion(first)];
        assert_eq!(case(all.clone()).owed_from(Owed::Conference), Some(first));
        all.push(Did::Withdraw(Withdraw { entry: MessageId::from_bytes([3; 16]), why: "Another child.".into() }));
        assert_eq!(case(all).owed_from(Owed::Conference), Some(second));
    }

    #[test]
    fn working_days_after_a_day_pass_over_holidays() {
        let calendar = Calendar::default();
        assert_eq!(calendar.after(date(2026, 11, 24), 15), date(2026, 12, 15));
        assert_eq!(calendar.after(date(2026, 11, 23), 45), date(2027, 1, 28), "over Christmas and New Year");
        assert_eq!(calendar.after(Date::MAX, 2), Date::MAX);
        for owed in [Owed::Assessment, Owed::Conference] {
            assert_eq!(Owed::parse(owed.period()), Some(owed));
        }
        assert_eq!(Owed::parse("decision"), None);
    }
}
