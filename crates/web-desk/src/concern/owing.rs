//! What guidance wants after the decision that holds, with the site's own period and its source. Must not know pages.

use casework::{Case, Owed};
use course::{Period, Settings};
use jiff::civil::Date;

/// Something that has to follow.
pub(super) struct Owing<'a> {
    pub(super) what: Owed,
    /// By which day; none while nobody has noted the strategy discussion from which it counts.
    pub(super) by: Option<Date>,
    period: &'a Period,
}

/// What has to follow from the decision that holds, where the site has a period for it.
pub(super) fn of<'a>(settings: &'a Settings, case: &Case) -> Option<Owing<'a>> {
    let what = case.owed()?;
    let period = settings.period(what.period())?;
    let by = case.owed_from(what).map(|from| settings.calendar().after(from, period.working_days));
    Some(Owing { what, by, period })
}

impl Owing<'_> {
    /// How long there is, from when, and where that is written.
    pub(super) fn says(&self) -> String {
        let (days, source) = (self.period.working_days, &self.period.source);
        let from = match (self.what, self.by) {
            (Owed::Assessment, _) => "the day of receipt",
            (Owed::Conference, Some(_)) => "the first strategy discussion",
            (Owed::Conference, None) => "the strategy discussion, of which there are no notes yet",
        };
        format!("{days} working days from {from}; source: {source}")
    }
}
