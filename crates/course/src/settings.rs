//! `site.toml`: the partnership's names, contacts and periods, each with its source and the day it was checked.
//! Must not know pages or the course; the text of a site refers to this by name.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Deserialize;
use toml::Spanned;

use crate::desk::{self, Office, SignOff, Signs};
use crate::retention::Retention;
use crate::source::{Report, line_of};

/// A day, written in TOML as `2026-11-23`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(pub Date);

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        use serde::de::Error;
        let stamp = toml::value::Datetime::deserialize(d)?;
        let date = match (stamp.date, stamp.time) {
            (Some(date), None) => date,
            _ => return Err(D::Error::custom("a day such as 2026-11-23 is wanted here")),
        };
        Date::new(date.year as i16, date.month as i8, date.day as i8).map(Day).map_err(|_| D::Error::custom("there is no such day"))
    }
}

/// Words by language code.
pub type Words = BTreeMap<String, String>;

/// Everything in `site.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Short name of the installation: letters, digits and `-`. It separates sites in a shared database.
    pub id: String,
    /// Name of the site, shown in the header.
    pub name: String,
    /// Name of the partnership.
    pub partnership: String,
    /// Language codes; the first is the one the others are translated from.
    pub languages: Vec<String>,
    /// The public address, without a slash at the end.
    pub base: String,
    /// False while this is a demonstration.
    pub live: bool,
    /// Where *Exit this page* goes.
    pub exit: String,
    /// The highest reading age wanted of public text, in years.
    pub reading_age: f64,
    /// Whether the partnership has read the pages and the course, and has said that they are right.
    #[serde(default)]
    pub pages_confirmed: bool,
    /// The local team.
    pub team: Team,
    /// Helplines and other people to turn to.
    #[serde(default, rename = "contact")]
    pub contacts: Vec<Contact>,
    /// Statutory periods.
    #[serde(default, rename = "period")]
    pub periods: Vec<Period>,
    /// When the team works.
    pub office: Option<Office>,
    /// The list of signs that the desk offers.
    pub signs: Option<Signs>,
    /// Which decisions want a manager's word.
    #[serde(default)]
    pub sign_off: SignOff,
    /// How long records are kept, by their kind.
    #[serde(default, rename = "retention")]
    pub retentions: Vec<Retention>,
    /// For how many days a backup is kept: until then, what was disposed of could still be read from one.
    pub backup_days: Option<u32>,
}

/// The local team.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Team {
    /// Its name.
    pub name: Spanned<String>,
    /// Its number, as it is read out.
    pub phone: String,
    /// The number when it is closed.
    pub out_of_hours: Option<String>,
    /// When it can be rung, by language.
    #[serde(default)]
    pub hours: Words,
    /// Where all this comes from.
    pub source: String,
    /// When a person last checked it.
    pub checked: Day,
    /// Whether the partnership has said that it is right.
    pub confirmed: bool,
}

/// One helpline, or other place to turn to.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// The name by which text refers to it.
    pub id: Spanned<String>,
    /// Its name.
    pub name: String,
    /// Its number, as it is read out.
    pub phone: Option<String>,
    /// Its web address.
    pub web: Option<String>,
    /// One line on whom it is for, by language.
    #[serde(default)]
    pub about: Words,
    /// Where all this comes from.
    pub source: String,
    /// When a person last checked it.
    pub checked: Day,
    /// Whether the partnership has said that it is right.
    pub confirmed: bool,
}

/// The most working days of a period: more than a year and a half, and no period of practice is as long.
const LONGEST_PERIOD: u32 = 400;

/// A period that law or guidance sets.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Period {
    /// The name by which text refers to it.
    pub id: Spanned<String>,
    /// The period in words, by language.
    pub text: Words,
    /// Its length in working days.
    pub working_days: u32,
    /// What must happen within it, by language.
    #[serde(default)]
    pub what: Words,
    /// Where it comes from.
    pub source: String,
    /// When a person last checked it.
    pub checked: Day,
}

/// A contact's state that the checks look at: who, where it stands, when checked, whether confirmed.
#[derive(Debug, Clone)]
pub struct Standing {
    /// Name of the contact or period.
    pub name: String,
    /// Line of `site.toml`.
    pub line: usize,
    /// When a person last checked it.
    pub checked: Date,
    /// Whether the partnership has said that it is right; periods, retention and the list of signs need no confirmation.
    pub confirmed: bool,
}

impl Settings {
    /// Reads `site.toml`; on failure says where and why in `report` and gives nothing.
    pub(crate) fn parse(text: &str, report: &mut Report<'_>) -> Option<Settings> {
        match toml::from_str::<Settings>(text) {
            Ok(settings) => {
                settings.sanity(text, report);
                Some(settings)
            }
            Err(e) => {
                let line = e.span().map_or(1, |s| line_of(text, s.start));
                report.error(line, "settings", one_line(e.message()));
                None
            }
        }
    }

    fn sanity(&self, text: &str, report: &mut Report<'_>) {
        let line = |key: &str| text.lines().position(|l| l.starts_with(key)).map_or(1, |n| n + 1);
        if self.languages.is_empty() {
            report.error(line("languages"), "settings", "`languages` is empty; name at least one, such as \"en\"");
        }
        if self.id.is_empty() || !self.id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
            report.error(line("id"), "settings", "`id` may hold only letters, digits and `-`");
        }
        if !(self.base.starts_with("http://") || self.base.starts_with("https://")) || self.base.ends_with('/') {
            report.error(line("base"), "settings", "`base` must be an http or https address without a slash at the end");
        }
        if !self.exit.starts_with("https://") {
            report.error(line("exit"), "settings", "`exit` must be an https address");
        }
        for contact in self.contacts.iter().filter(|c| c.web.as_ref().is_some_and(|web| !web.starts_with("https://"))) {
            let line = line_of(text, contact.id.span().start);
            report.error(line, "settings", format!("the `web` of `{}` must be an https address", contact.id.get_ref()));
        }
        self.phones(text, report);
        for period in self.periods.iter().filter(|p| !(1..=LONGEST_PERIOD).contains(&p.working_days)) {
            let (line, id) = (line_of(text, period.id.span().start), period.id.get_ref());
            report.error(line, "settings", format!("the `working_days` of the period `{id}` must be 1 to {LONGEST_PERIOD}"));
        }
        desk::sanity(self, text, report);
        self.retentions_make_sense(text, report);
        if self.live && !self.base.starts_with("https://") {
            report.error(line("base"), "settings", "a live site needs an https address in `base`");
        }
    }

    /// Numbers that cannot be rung. The team's own must be a whole number, not a short code.
    fn phones(&self, text: &str, report: &mut Report<'_>) {
        let team = (line_of(text, self.team.name.span().start), "the team");
        let numbers = [("phone", Some(&self.team.phone)), ("out_of_hours", self.team.out_of_hours.as_ref())];
        let team = numbers.into_iter().filter_map(|(key, number)| Some((team, key, number?, 6)));
        let contacts = self.contacts.iter().filter_map(|c| {
            let place = (line_of(text, c.id.span().start), c.id.get_ref().as_str());
            Some((place, "phone", c.phone.as_ref()?, 3))
        });
        for ((line, whose), key, number, least) in team.chain(contacts).filter(|(_, _, number, least)| !can_be_rung(number, *least)) {
            let message = format!(
                "`{key}` of {whose} is “{number}”, which cannot be rung; write {least} to 15 digits, with nothing else than spaces, \
                 brackets, hyphens, and a + at the start"
            );
            report.error(line, "phone", message);
        }
    }

    /// The contact that text calls `id`, if there is one.
    pub fn contact(&self, id: &str) -> Option<&Contact> {
        self.contacts.iter().find(|c| c.id.get_ref() == id)
    }

    /// The period that text calls `id`, if there is one.
    pub fn period(&self, id: &str) -> Option<&Period> {
        self.periods.iter().find(|p| p.id.get_ref() == id)
    }

    /// Within how many working days the team decides: the period `decision`, or one.
    pub fn decision_days(&self) -> u32 {
        self.period("decision").map_or(1, |period| period.working_days)
    }

    /// All that must be checked and confirmed by a person, with its line in `text` (`site.toml`).
    pub fn standings(&self, text: &str) -> Vec<Standing> {
        let team = Standing {
            name: self.team.name.get_ref().clone(),
            line: line_of(text, self.team.name.span().start),
            checked: self.team.checked.0,
            confirmed: self.team.confirmed,
        };
        let contacts = self.contacts.iter().map(|c| Standing {
            name: c.name.clone(),
            line: line_of(text, c.id.span().start),
            checked: c.checked.0,
            confirmed: c.confirmed,
        });
        let periods = self.periods.iter().map(|p| Standing {
            name: format!("the period `{}`", p.id.get_ref()),
            line: line_of(text, p.id.span().start),
            checked: p.checked.0,
            confirmed: true,
        });
        let office = self.office.as_ref().map(|o| Standing {
            name: "the table of office hours".to_owned(),
            line: line_of(text, o.monday.span().start),
            checked: o.checked.0,
            confirmed: o.confirmed,
        });
        let signs = self.signs.as_ref().map(|s| Standing {
            name: "the list of signs".to_owned(),
            line: line_of(text, s.source.span().start),
            checked: s.checked.0,
            confirmed: true,
        });
        let retentions = self.retentions.iter().map(|r| Standing {
            name: format!("the retention of `{}`", r.kind.get_ref()),
            line: line_of(text, r.kind.span().start),
            checked: r.checked.0,
            confirmed: true,
        });
        std::iter::once(team).chain(contacts).chain(periods).chain(retentions).chain(office).chain(signs).collect()
    }

    /// Names and numbers, which the reading age leaves out.
    pub(crate) fn proper_names(&self) -> Vec<String> {
        let mut names = vec![self.team.name.get_ref().clone(), self.name.clone(), self.partnership.clone()];
        names.extend(self.contacts.iter().map(|c| c.name.clone()));
        names.sort_by_key(|n| std::cmp::Reverse(n.len()));
        names
    }
}

/// Whether a number holds digits enough, not all the same if it is long, and nothing that is not part of a number.
fn can_be_rung(number: &str, least: usize) -> bool {
    let digits: Vec<char> = number.chars().filter(char::is_ascii_digit).collect();
    let rest = number.trim_start().strip_prefix('+').unwrap_or(number);
    let all_same = digits.len() > 3 && digits.iter().all(|d| *d == digits[0]);
    (least..=15).contains(&digits.len()) && !all_same && rest.chars().all(|c| c.is_ascii_digit() || " ()-\u{a0}".contains(c))
}

/// A parser's message on one line.
pub(crate) fn one_line(message: &str) -> String {
    message.split_whitespace().collect::<Vec<_>>().join(" ")
}
