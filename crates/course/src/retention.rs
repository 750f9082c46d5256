//! How long records are kept: kinds of record, each with its period, where that is written, and the day on which a person checked it.
//! **Periods are settings, never constants**: they differ by authority. Must not know which record is of which kind, or how one is disposed of.

use jiff::ToSpan;
use jiff::civil::Date;
use serde::Deserialize;
use toml::Spanned;

use crate::settings::{Day, Settings};
use crate::source::{Report, line_of};

/// No record is kept longer than this, in years: past it a slip of the finger is likelier.
const LONGEST: u32 = 200;
/// No backup is kept longer than this, in days.
const LONGEST_BACKUP: u32 = 3_650;
/// For how long the inquiry IICSA (2022) recommends to keep records of known abuse.
pub(crate) const KNOWN_ABUSE: u32 = 75;

/// One kind of record.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retention {
    /// The name by which a record says its kind.
    pub kind: Spanned<String>,
    /// The kind in words, for the team.
    pub name: String,
    /// For how many years it is kept.
    pub years: u32,
    /// From when these count.
    pub from: KeptFrom,
    /// Whether these are records of known abuse.
    #[serde(default)]
    pub known_abuse: bool,
    /// Where it is written that records of known abuse may go sooner than the inquiry recommends.
    pub shorter_source: Option<String>,
    /// Where the period comes from.
    pub source: String,
    /// When a person last checked it.
    pub checked: Day,
}

/// From when the years of a kind count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum KeptFrom {
    /// From the child's birth; of several children, the youngest's.
    Birth,
    /// From the day on which the record was closed.
    Closed,
}

impl Retention {
    /// Until which day a record is kept at least, if its years count from this one. None past the end of the calendar.
    pub fn until(&self, from: Date) -> Option<Date> {
        from.checked_add(i64::from(self.years).years()).ok()
    }

    /// Whether records of known abuse go sooner than the inquiry recommends. Years from birth are over sooner than years from the end of the record.
    pub(crate) fn is_short(&self) -> bool {
        self.known_abuse && (self.years < KNOWN_ABUSE || self.from == KeptFrom::Birth)
    }
}

impl Settings {
    /// The kind of record with this name, if the site has it.
    pub fn retention(&self, kind: &str) -> Option<&Retention> {
        self.retentions.iter().find(|r| r.kind.get_ref() == kind)
    }

    /// Kinds and periods that cannot be meant.
    pub(crate) fn retentions_make_sense(&self, text: &str, report: &mut Report<'_>) {
        for (n, r) in self.retentions.iter().enumerate() {
            let (line, kind) = (line_of(text, r.kind.span().start), r.kind.get_ref());
            if kind.is_empty() || kind.len() > 40 || !kind.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') {
                report.error(line, "retention", format!("the kind `{kind}` may hold up to 40 small letters, digits and `-`"));
            }
            if self.retentions[..n].iter().any(|other| other.kind.get_ref() == kind) {
                report.error(line, "retention", format!("the kind `{kind}` is there twice; each is named once"));
            }
            if r.years == 0 || r.years > LONGEST {
                report.error(line, "retention", format!("`years` of `{kind}` is {}; it is from 1 to {LONGEST}", r.years));
            }
            if [&r.name, &r.source].iter().any(|text| text.trim().is_empty()) {
                report.error(line, "retention", format!("`{kind}` needs its name in words, and the `source` of its period"));
            }
        }
        if let Some(days) = self.backup_days.filter(|days| *days == 0 || *days > LONGEST_BACKUP) {
            let line = text.lines().position(|l| l.starts_with("backup_days")).map_or(1, |n| n + 1);
            report.error(line, "retention", format!("`backup_days` is {days}; it is from 1 to {LONGEST_BACKUP}"));
        }
    }
}
