//! Progress: where a visitor is, and what they answered, as the text of one small cookie.
//! The text comes from outside: whatever in it is not of this course is dropped, and the rest is kept.
//! Must not know cookies, headers or the store.

use std::collections::BTreeMap;

use crate::interaction::Kind;
use crate::marking::letter;
use crate::outline::{At, Course};

/// The longest text that is read; a longer one counts as none.
const LONGEST: usize = 3_800;

/// Where a visitor is in the course. Its text is `1.AT.KEEP.ENTRIES`: `AT` is `part-stop`, `KEEP` the name under which the
/// server keeps it (or nothing), `ENTRIES` are `id:value` with `~` between.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Progress {
    /// The stop last answered or seen.
    pub at: Option<At>,
    /// Where the server keeps a copy, if the visitor asked for one: 22 characters of base64url.
    pub keep: Option<String>,
    /// What was answered, by the interaction's id; a scene's is `scenario_scene`.
    pub answers: BTreeMap<String, char>,
}

impl Progress {
    /// Reads the text of a cookie, keeping of it what this course knows.
    pub fn parse(text: &str, course: &Course) -> Progress {
        let mut parts = text.splitn(4, '.');
        if text.len() > LONGEST || parts.next() != Some("1") {
            return Progress::default();
        }
        let at = parts.next().and_then(|at| {
            let (part, stop) = at.split_once('-')?;
            Some(At { part: part.parse().ok()?, stop: stop.parse().ok()? })
        });
        let keep = parts.next().filter(|k| is_keep(k)).map(str::to_owned);
        let entries = parts.next().unwrap_or_default().split('~').filter_map(|entry| {
            let (id, value) = entry.split_once(':')?;
            let mut letters = value.chars();
            let value = letters.next().filter(|_| letters.next().is_none())?;
            possible(course, id, value).then(|| (id.to_owned(), value))
        });
        Progress { at: at.filter(|at| course.stop(*at).is_some()), keep, answers: entries.collect() }
    }

    /// The text for the cookie.
    pub fn text(&self) -> String {
        let keep = self.keep.as_deref().unwrap_or_default();
        format!("1.{}.{keep}.{}", self.at.map(|at| format!("{}-{}", at.part, at.stop)).unwrap_or_default(), self.entries())
    }

    /// The text without the name under which the server keeps it.
    pub fn kept_text(&self) -> String {
        Progress { keep: None, ..self.clone() }.text()
    }

    fn entries(&self) -> String {
        self.answers.iter().map(|(id, v)| format!("{id}:{v}")).collect::<Vec<_>>().join("~")
    }

    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.at.is_none() && self.answers.is_empty()
    }

    /// How many steps of the part with index `part` have something to answer, and how many of them were answered.
    pub fn done(&self, course: &Course, part: usize) -> (usize, usize) {
        let asked =
            course.parts[part].steps.iter().filter_map(|s| s.interaction.as_ref()).filter(|i| !matches!(i.kind, Kind::Reflection(_)));
        asked.fold((0, 0), |(all, done), i| {
            let answered = match &i.kind {
                // A story counts once its first choice is made.
                Kind::Scenario(s) => self.answers.contains_key(&format!("{}_{}", i.id, s.scenes[0].name)),
                _ => self.answers.contains_key(&i.id),
            };
            (all + 1, done + usize::from(answered))
        })
    }
}

/// Whether `text` can name a place where the server keeps progress.
pub fn is_keep(text: &str) -> bool {
    text.len() == 22 && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

/// Whether `value` is an answer that the interaction `id` of this course can have.
fn possible(course: &Course, id: &str, value: char) -> bool {
    let (id, scene) = id.split_once('_').map_or((id, None), |(id, scene)| (id, Some(scene)));
    let among = |count: usize| (0..count).any(|i| letter(i) == value);
    match (course.find(id).map(|(_, i)| &i.kind), scene) {
        (Some(Kind::Choice(c) | Kind::Confidence(c)), None) => among(c.len()),
        (Some(Kind::Several(_) | Kind::Spot(_) | Kind::Sort { .. } | Kind::Order(_) | Kind::Match { .. }), None) => {
            matches!(value, 'y' | 'n')
        }
        (Some(Kind::Scenario(story)), Some(scene)) => story.scenes.iter().any(|s| s.name == scene && among(s.turns.len())),
        _ => false,
    }
}
