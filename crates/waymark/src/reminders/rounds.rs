//! When which reminder goes out: an alert at most once in a quarter of an hour, however many concerns come; what is daily, once a day.
//! Must not read a clock, send anything, or know who reads it. All times in seconds since 1970, UTC.

use casework::{Calendar, london, london_day};
use jiff::civil::Time;
use store::Unopened;

/// At most one alert to the same people in this time.
const QUARTER: i64 = 15 * 60;
/// After a failure nothing is tried for this long, then for twice as long, and so on…
const FIRST_WAIT: i64 = 30;
/// … and at most for this long.
const LONGEST_WAIT: i64 = 15 * 60;

/// The alerts to one address.
#[derive(Debug, Default)]
pub(super) struct Alerts {
    /// How many were new when it was last looked, and when the last of them had come.
    seen: (i64, i64),
    /// Something came that nobody was told of.
    owed: bool,
    last: Option<i64>,
}

impl Alerts {
    /// `last` is when the last one went out, before this program was started.
    pub(super) fn new(last: Option<i64>) -> Alerts {
        Alerts { last, ..Alerts::default() }
    }

    /// Looks at what nobody has opened. Who has opened all of it needs no alert any more.
    pub(super) fn look(&mut self, now: Option<&Unopened>) {
        let now = now.map_or((0, 0), |u| (u.many, u.newest));
        let more = now.0 > self.seen.0 || (now.0 > 0 && now.1 > self.seen.1);
        self.owed = (self.owed || more) && now.0 > 0;
        self.seen = now;
    }

    /// Whether an alert is owed, and may go out.
    pub(super) fn is_due(&self, now: i64) -> bool {
        self.owed && self.last.is_none_or(|last| now - last >= QUARTER || now < last)
    }

    /// Whether one is owed, now or later.
    pub(super) fn is_owed(&self) -> bool {
        self.owed
    }

    /// It went out.
    pub(super) fn sent(&mut self, now: i64) {
        (self.owed, self.last) = (false, Some(now));
    }
}

/// Something that goes out once a day, from a time of day on, in London.
#[derive(Debug)]
pub(super) struct Daily {
    from: Time,
    last: Option<i64>,
}

impl Daily {
    pub(super) fn new(from: Time, last: Option<i64>) -> Daily {
        Daily { from, last }
    }

    /// Whether it is due: it is late enough, and none went out today.
    pub(super) fn is_due(&self, now: i64) -> bool {
        let today = london_day(now);
        let from = today.to_datetime(self.from).to_zoned_datetime(london()).map_or(i64::MAX, |at| at.timestamp().as_second());
        now >= from && self.last.is_none_or(|last| london_day(last) != today)
    }

    /// The same, on working days alone.
    pub(super) fn is_due_at_work(&self, now: i64, calendar: &Calendar) -> bool {
        calendar.works_on(london_day(now)) && self.is_due(now)
    }

    pub(super) fn sent(&mut self, now: i64) {
        self.last = Some(now);
    }
}

/// How long nothing is tried, after a failure.
#[derive(Debug, Default)]
pub(super) struct Patience {
    until: Option<i64>,
    wait: i64,
}

impl Patience {
    /// Whether it may be tried.
    pub(super) fn is_over(&self, now: i64) -> bool {
        self.until.is_none_or(|until| now >= until)
    }

    /// It failed: whether that is the first time in a row.
    pub(super) fn failed(&mut self, now: i64) -> bool {
        let first = self.until.is_none();
        self.wait = if first { FIRST_WAIT } else { (self.wait * 2).min(LONGEST_WAIT) };
        self.until = Some(now + self.wait);
        first
    }

    /// It worked: whether it had failed before.
    pub(super) fn worked(&mut self) -> bool {
        self.until.take().is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tuesday 24 November 2026, 12:00 UTC.
    const NOON: i64 = 1_795_521_600;
    const HOUR: i64 = 3_600;

    fn unopened(many: i64, newest: i64) -> Unopened {
        Unopened { sealed_to: "team".into(), many, newest }
    }

    #[test]
    fn a_flood_sends_one_alert_in_a_quarter_of_an_hour() {
        let mut alerts = Alerts::new(None);
        let mut sent = Vec::new();
        // A concern a second, for an hour.
        for second in 0..HOUR {
            alerts.look(Some(&unopened(second + 1, NOON + second)));
            if alerts.is_due(NOON + second) {
                alerts.sent(NOON + second);
                sent.push(second);
            }
        }
        assert_eq!(sent, [0, 900, 1_800, 2_700]);
        alerts.look(Some(&unopened(HOUR, NOON + HOUR - 1)));
        assert!(alerts.is_due(NOON + 2 * HOUR), "what came after the last one is still told");
        alerts.sent(NOON + 2 * HOUR);
        alerts.look(Some(&unopened(HOUR, NOON + HOUR - 1)));
        assert!(!alerts.is_due(NOON + 9 * HOUR), "once: nobody is told again of the same");
    }

    #[test]
    fn what_somebody_has_opened_needs_no_alert_and_what_comes_in_its_place_does() {
        let mut alerts = Alerts::new(Some(NOON));
        alerts.look(Some(&unopened(1, NOON)));
        assert!(!alerts.is_due(NOON + 60), "one went out before the program was started anew");
        alerts.look(None);
        assert!(!alerts.is_due(NOON + HOUR) && !alerts.is_owed(), "somebody has opened it meanwhile");
        alerts.look(Some(&unopened(1, NOON + 70)));
        assert!(alerts.is_due(NOON + HOUR));
        alerts.sent(NOON + HOUR);
        // One is opened, and another comes at once: as many as before, and yet new.
        alerts.look(Some(&unopened(1, NOON + HOUR + 5)));
        assert!(alerts.is_due(NOON + 2 * HOUR));
        // What waited in the spool came earlier than what is here, and is one more.
        alerts.sent(NOON + 2 * HOUR);
        alerts.look(Some(&unopened(2, NOON + HOUR + 5)));
        assert!(alerts.is_due(NOON + 3 * HOUR));
        assert!(
            Alerts { owed: true, last: Some(NOON + HOUR), ..Alerts::default() }.is_due(NOON),
            "a clock that was set back holds nothing up"
        );
    }

    #[test]
    fn what_is_daily_goes_out_once_from_its_time_on_and_the_digest_on_working_days() {
        let mut daily = Daily::new(Time::constant(8, 30, 0, 0), None);
        let morning = NOON - 3 * HOUR - HOUR / 2;
        assert!(!daily.is_due(morning - 1) && daily.is_due(morning) && daily.is_due(NOON), "late is better than never");
        daily.sent(NOON);
        assert!(!daily.is_due(NOON + 11 * HOUR) && daily.is_due(morning + 24 * HOUR));
        let saturday = NOON + 4 * 24 * HOUR;
        assert!(daily.is_due(saturday) && !daily.is_due_at_work(saturday, &Calendar::default()));
        assert!(daily.is_due_at_work(saturday + 48 * HOUR, &Calendar::default()));
        // In July 07:30 UTC is 08:30 in London.
        assert!(Daily::new(Time::constant(8, 30, 0, 0), None).is_due(1_783_063_800));
    }

    #[test]
    fn after_each_failure_it_waits_longer_and_after_a_success_not_at_all() {
        let mut patience = Patience::default();
        assert!(patience.is_over(NOON) && patience.failed(NOON));
        let (mut now, mut waits) = (NOON, Vec::new());
        for _ in 0..8 {
            let begun = now;
            while !patience.is_over(now) {
                now += 1;
            }
            waits.push(now - begun);
            assert!(!patience.failed(now), "only the first is told");
        }
        assert_eq!(waits, [30, 60, 120, 240, 480, 900, 900, 900]);
        assert!(patience.worked() && patience.is_over(now) && !patience.worked());
    }
}
