//! Whether the site says how long records are kept; and those of known abuse as long as the inquiry IICSA (2022) recommends, or where another
//! period is written. Must not know which record is of which kind.

use crate::retention::KNOWN_ABUSE;
use crate::source::{Files, Level, Problem, Report, line_of};
use crate::{Retention, Site};

/// Every kind of a site.
pub(super) fn check(site: &Site, files: &Files, live: bool, problems: &mut Vec<Problem>) {
    let text = files.text("site.toml").unwrap_or_default();
    let mut report = Report::new("site.toml", problems);
    let level = if live { Level::Error } else { Level::Warning };
    if !site.settings.retentions.iter().any(|r| r.known_abuse) {
        let message = "no kind of record is marked `known_abuse = true`: say in a `[[retention]]` how long records of known abuse are kept, and in \
                       others how long the rest is; without any, closed records are kept and never come up for review";
        report.push(level, 1, "retention-unsaid", message.to_owned());
    }
    let unsaid = |r: &&Retention| r.is_short() && r.shorter_source.as_ref().is_none_or(|source| source.trim().is_empty());
    for r in site.settings.retentions.iter().filter(unsaid) {
        let message = format!(
            "`{}` disposes of records of known abuse sooner than {KNOWN_ABUSE} years after they are closed, which the inquiry IICSA \
             (2022) recommends; lengthen it, or say in `shorter_source` where the shorter period is written",
            r.kind.get_ref()
        );
        report.push(level, line_of(text, r.kind.span().start), "retention-short", message);
    }
}
