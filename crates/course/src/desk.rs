//! What `site.toml` says of how the desk works: office hours and days off, the list of signs, and which decisions want a manager's word.
//! Must not know what the desk does with it, or any time but what is written. **No sign has a weight, and none may get one.**

use std::collections::BTreeSet;

use casework::work::Decision;
use casework::{Calendar, Hours};
use jiff::Unit;
use jiff::civil::Time;
use serde::Deserialize;
use toml::Spanned;

use crate::Settings;
use crate::settings::Day;
use crate::source::{Report, line_of};

/// When the team works, in London's time.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Office {
    /// Monday's hours.
    pub monday: Spanned<Opening>,
    /// Tuesday's.
    pub tuesday: Spanned<Opening>,
    /// Wednesday's.
    pub wednesday: Spanned<Opening>,
    /// Thursday's.
    pub thursday: Spanned<Opening>,
    /// Friday's.
    pub friday: Spanned<Opening>,
    /// Saturday's, if the office is open then; no working day all the same.
    pub saturday: Option<Spanned<Opening>>,
    /// Sunday's, likewise.
    pub sunday: Option<Spanned<Opening>>,
    /// Days off beside weekends and the bank holidays of England: a one-off holiday, say.
    #[serde(default)]
    pub days_off: Vec<Day>,
    /// Where all this comes from.
    pub source: String,
    /// When a person last checked it.
    pub checked: Day,
    /// Whether the partnership has said that it is right.
    pub confirmed: bool,
}

/// From when until when, written `"09:00-17:00"`; none of a day written `"closed"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opening(pub Option<Hours>);

/// No office is open for less, in minutes: below it a slip of the finger is likelier.
const SHORTEST: i64 = 60;

impl<'de> Deserialize<'de> for Opening {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        if text.trim() == "closed" {
            return Ok(Opening(None));
        }
        let time = |text: &str| Time::strptime("%H:%M", text.trim()).ok();
        let hours = text.split_once('-').and_then(|(from, to)| Some(Hours { opens: time(from)?, closes: time(to)? }));
        let wrong = || serde::de::Error::custom("office hours such as \"09:00-17:00\", of an hour at least, or \"closed\" are wanted here");
        let long_enough = |h: &Hours| h.opens.until((Unit::Minute, h.closes)).is_ok_and(|span| span.get_minutes() >= SHORTEST);
        hours.filter(long_enough).map(|hours| Opening(Some(hours))).ok_or_else(wrong)
    }
}

/// The signs that a worker can tick, as public guidance lists them. **One sign does not mean exploitation, and nothing is counted.**
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signs {
    /// Where the list comes from.
    pub source: Spanned<String>,
    /// When a person last checked it.
    pub checked: Day,
    /// The signs, in the order in which they are offered.
    pub list: Vec<Sign>,
}

/// One sign.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sign {
    /// What records keep of it: never given to another sign, and never taken away.
    pub id: Spanned<String>,
    /// Where it shows.
    pub at: SignAt,
    /// Its words, in the team's language.
    pub text: String,
}

/// Where a sign shows, in the order in which the desk offers them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SignAt {
    /// At home.
    Home,
    /// At school.
    School,
    /// Online.
    Online,
    /// In a child's health.
    Health,
    /// In whom they see.
    Relationships,
    /// In what they have.
    Possessions,
    /// In when they are gone.
    Missing,
}

impl SignAt {
    /// All of them.
    pub const ALL: [SignAt; 7] =
        [SignAt::Home, SignAt::School, SignAt::Online, SignAt::Health, SignAt::Relationships, SignAt::Possessions, SignAt::Missing];
}

/// Which decisions want a manager's word.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignOff {
    /// A concern with one of these is not closed before a manager, who is not the one that decided, has agreed to it.
    pub decisions: Vec<Decision>,
}

impl Settings {
    /// When the team works; until 17:00 from Monday to Friday, where the site does not say.
    pub fn calendar(&self) -> Calendar {
        let Some(office) = &self.office else { return Calendar::default() };
        let five = [&office.monday, &office.tuesday, &office.wednesday, &office.thursday, &office.friday].map(Some);
        let week = [five[0], five[1], five[2], five[3], five[4], office.saturday.as_ref(), office.sunday.as_ref()];
        Calendar { week: week.map(|day| day.and_then(|hours| hours.get_ref().0)), days_off: office.days_off.iter().map(|d| d.0).collect() }
    }

    /// The signs of the site's list, as they are offered.
    pub fn signs(&self) -> &[Sign] {
        self.signs.as_ref().map_or(&[], |signs| &signs.list)
    }

    /// Whether a concern with this decision is closed only after a manager's word.
    pub fn wants_sign_off(&self, decision: Decision) -> bool {
        self.sign_off.decisions.contains(&decision)
    }
}

/// Ids that are no ids, or stand twice, and signs without words.
pub(crate) fn sanity(settings: &Settings, text: &str, report: &mut Report<'_>) {
    let mut ids = BTreeSet::new();
    for sign in settings.signs() {
        let (id, line) = (sign.id.get_ref().as_str(), line_of(text, sign.id.span().start));
        if id.is_empty() || !id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
            report.error(line, "settings", format!("the id `{id}` of a sign may hold only letters, digits and `-`"));
        }
        if !ids.insert(id) {
            report.error(line, "settings", format!("the sign `{id}` stands twice; each keeps an id of its own"));
        }
        if sign.text.trim().is_empty() {
            report.error(line, "settings", format!("the sign `{id}` has no words; say in `text` what is seen"));
        }
    }
}
