//! Checks of the day: what a person must look at again, and what a live site must have had confirmed.
//! Must not know the clock; the day is an argument.

use jiff::civil::Date;

use super::key_line;
use crate::settings::Day;
use crate::source::{Files, Level, Problem, Report};
use crate::{Site, Standing};

/// After how many days a contact or a period must be checked again.
pub const STALE_DAYS: i32 = 180;

/// The days in the front matter of a page or part.
pub(super) fn reviewed(path: &str, text: &str, reviewed: Day, review_by: Day, today: Date, problems: &mut Vec<Problem>) {
    let mut report = Report::new(path, problems);
    if review_by.0 < today {
        let message =
            format!("the text was to be looked at again by {}; read it, mend it, and set `reviewed` and `review_by`", review_by.0);
        report.warning(key_line(text, "review_by"), "review-due", message);
    }
    if reviewed.0 > today {
        let message = format!("`reviewed` says {}, which is still to come; set it to the day on which a person read the text", reviewed.0);
        report.error(key_line(text, "reviewed"), "review-ahead", message);
    }
}

/// Contacts and periods: checked not long ago, and confirmed if the site is to go live.
pub(super) fn contacts(site: &Site, files: &Files, today: Date, live: bool, problems: &mut Vec<Problem>) {
    let text = files.text("site.toml").unwrap_or_default();
    for standing in site.settings.standings(text) {
        contact(&standing, today, live, &mut Report::new("site.toml", problems));
    }
    if live && !site.settings.pages_confirmed {
        let message = "nobody in the partnership has confirmed the pages and the course; have them read, and set `pages_confirmed = true` \
                       before the site goes live";
        Report::new("site.toml", problems).error(key_line(text, "pages_confirmed"), "pages-unconfirmed", message);
    }
}

fn contact(standing: &Standing, today: Date, live: bool, report: &mut Report<'_>) {
    let Standing { name, line, checked, confirmed } = standing;
    let days = (today - *checked).get_days();
    if days > STALE_DAYS {
        let level = if live { Level::Error } else { Level::Warning };
        let message =
            format!("{name} was last checked on {checked}, {days} days ago; check it, and set `checked` (at most {STALE_DAYS} days)");
        report.push(level, *line, "contact-stale", message);
    }
    if days < 0 {
        let message = format!("{name} was checked on {checked}, says `checked`, which is still to come; set it to the day of the check");
        report.error(*line, "contact-ahead", message);
    }
    if live && !confirmed {
        let message = format!("nobody has confirmed {name}; ask the partnership, and set `confirmed = true` before the site goes live");
        report.error(*line, "contact-unconfirmed", message);
    }
}
