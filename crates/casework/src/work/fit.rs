//! The limits of what an entry may say. Past them nothing is written, and nothing is read.
//! Must not know what an entry is for.

use jiff::civil::Date;

use super::did::Did;
use super::entries::When;
use crate::payload::{LONGEST_MESSAGE, LONGEST_PAYLOAD};

/// The most characters of a name, an account, a source.
const LINE: usize = 400;
/// Room for what stands around an act in its entry: the place, the time, the account.
const AROUND: usize = 4_000;
/// The most of anything that is counted.
const MOST: usize = 60;

impl Did {
    /// Whether it keeps within the limits: texts, lists, days from 1900 to 2999, and what must be said is said.
    pub fn fits(&self) -> bool {
        self.says_enough() && self.revision().is_none_or(|(_, seen)| seen.len() <= MOST) && self.within() && self.fits_a_payload()
    }

    /// Several long texts of four bytes a character may each be short enough, and together too long to be sealed.
    fn fits_a_payload(&self) -> bool {
        matches!(self, Did::Later(_)) || serde_json::to_vec(self).is_ok_and(|json| json.len() + AROUND <= LONGEST_PAYLOAD)
    }

    /// Whether what makes the entry worth writing stands in it.
    fn says_enough(&self) -> bool {
        let said = |text: &str| !text.trim().is_empty();
        match self {
            Did::Observe(x) => said(&x.what),
            Did::Entity(x) => said(&x.name) || x.details.values().any(|v| said(v)),
            Did::Decide(x) => said(&x.reasons),
            Did::Discussion(x) => said(&x.agreed),
            Did::Task(x) => said(&x.words) && said(&x.owner),
            Did::Note(x) => said(&x.text),
            Did::Restrict(x) => !x.to.is_empty() && said(&x.why),
            Did::Withdraw(x) => said(&x.why),
            Did::Link(x) => said(&x.why),
            Did::Due(x) => said(&x.source) && said(&x.why),
            Did::Late { why }
            | Did::Close { why }
            | Did::Reopen { why }
            | Did::Hold { why }
            | Did::Unhold { why }
            | Did::Review { why }
            | Did::Unrestrict { why } => said(why),
            _ => true,
        }
    }

    fn within(&self) -> bool {
        match self {
            Did::Acknowledge(x) => long(&x.note),
            Did::Allocate { to } => to.as_deref().is_none_or(line),
            Did::Observe(x) => {
                long(&x.what)
                    && [&x.strengths, &x.protects].into_iter().all(|t| long(t))
                    && line(&x.by_whom)
                    && when(&x.when)
                    && lines(&x.signs)
                    && x.about.len() <= MOST
            }
            Did::Entity(x) => {
                [&x.name, &x.other_names, &x.birth, &x.source].into_iter().all(|t| line(t))
                    && x.details.len() <= MOST
                    && x.details.iter().all(|(name, value)| line(name) && text(value, 4_000))
            }
            Did::Episode(x) => when(&x.from) && x.to.as_ref().is_none_or(when) && long(&x.words),
            Did::Lens(x) => long(&x.why),
            Did::Decide(x) => line(&x.to) && long(&x.reasons),
            Did::SignOff(x) => long(&x.words),
            Did::OutcomeTold(x) => long(&x.words),
            Did::Discussion(x) => day(x.on) && lines(&x.took_part) && long(&x.agreed),
            Did::Task(x) => text(&x.words, 4_000) && line(&x.owner) && day(x.due),
            Did::TaskDone(x) => long(&x.words),
            Did::Note(x) => long(&x.text),
            Did::Join(x) | Did::Unjoin(x) => long(&x.why),
            Did::Link(x) => lines(&x.agreed) && long(&x.why),
            Did::Came(x) => second(x.arrived) && second(x.due),
            Did::Due(x) => second(x.due) && line(&x.source) && long(&x.why),
            Did::Late { why }
            | Did::Close { why }
            | Did::Reopen { why }
            | Did::Hold { why }
            | Did::Unhold { why }
            | Did::Review { why }
            | Did::Unrestrict { why } => long(why),
            Did::Keep(x) => day(x.until) && line(&x.kind) && long(&x.why),
            Did::Restrict(x) => lines(&x.to) && long(&x.why),
            Did::Withdraw(x) => long(&x.why),
            Did::LeaveOut(x) => line(&x.part) && x.spans.len() <= 1_000 && x.spans.iter().all(|s| s.from < s.to) && long(&x.why),
            Did::AskRelease(_) => true,
            Did::Release(x) => long(&x.exemption) && line(&x.digest) && lines(&x.shown),
            Did::Later(_) => true,
        }
    }
}

fn text(text: &str, most: usize) -> bool {
    text.len() <= most || text.chars().count() <= most
}

fn long(words: &str) -> bool {
    text(words, LONGEST_MESSAGE)
}

pub(super) fn line(words: &str) -> bool {
    text(words, LINE)
}

fn lines(all: &[String]) -> bool {
    all.len() <= MOST && all.iter().all(|l| line(l))
}

fn day(day: Date) -> bool {
    (1900..3000).contains(&day.year())
}

fn when(when: &When) -> bool {
    when.day.is_none_or(day) && line(&when.words)
}

/// A time from 1900 to 2999, in seconds since 1970.
pub(super) fn second(at: i64) -> bool {
    (-2_208_988_800..32_503_680_000).contains(&at)
}
