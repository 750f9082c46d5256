//! The chronology: messages, observations, episodes of going missing, discussions and decisions on one time line, for one concern or for several that
//! are joined. `draw.rs` draws it; the table of the same lines is its text alternative. Must not know pages, nor who may see what.

mod draw;
mod say;

use jiff::Timestamp;
use jiff::civil::{Date, Time};

pub use draw::svg;
pub use say::{Says, english};

use crate::case::{Case, Entry, Thing};
use crate::clock::london;
use crate::fields::REQUIRED;
use crate::work::{Context, Did, Ground, Known, When};
use crate::{ConcernId, MessageId, Payload, Reply, Said};

/// What a line tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The concern, as it was told.
    Concern,
    /// Something that the teller added.
    Addition,
    /// The team's answer.
    Reply,
    /// An observation.
    Observation,
    /// An episode of going missing.
    Episode,
    /// A strategy discussion.
    Discussion,
    /// A decision.
    Decision,
    /// The outcome was told.
    OutcomeTold,
    /// The concern was closed.
    Closed,
    /// It was opened again.
    Reopened,
}

impl Kind {
    /// All of them.
    pub const ALL: [Kind; 10] = [
        Kind::Concern,
        Kind::Addition,
        Kind::Reply,
        Kind::Observation,
        Kind::Episode,
        Kind::Discussion,
        Kind::Decision,
        Kind::OutcomeTold,
        Kind::Closed,
        Kind::Reopened,
    ];

    /// As it is written in addresses and names of words.
    pub fn text(self) -> &'static str {
        match self {
            Kind::Concern => "concern",
            Kind::Addition => "addition",
            Kind::Reply => "reply",
            Kind::Observation => "observation",
            Kind::Episode => "episode",
            Kind::Discussion => "discussion",
            Kind::Decision => "decision",
            Kind::OutcomeTold => "outcome-told",
            Kind::Closed => "closed",
            Kind::Reopened => "reopened",
        }
    }
}

/// A point on the line, in London's time.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment {
    /// The day.
    pub day: Date,
    /// The time of that day, where it is known.
    pub time: Option<Time>,
    /// Whether this is only when it was written down: when it happened is not known.
    pub recorded: bool,
    /// What is said about when it was, beside the day.
    pub words: String,
}

/// One line of the chronology.
#[derive(Clone, PartialEq, Eq)]
pub struct Line {
    /// Of which concern.
    pub concern: ConcernId,
    /// The message or entry that it comes from: of an edited thing, the wording.
    pub source: MessageId,
    /// When it was.
    pub when: Moment,
    /// Until when, of an episode that has ended.
    pub until: Option<Moment>,
    /// What it tells of.
    pub kind: Kind,
    /// Its words; of a decision, the reasons.
    pub words: String,
    /// Of a decision, what was decided, as `Decision::text` writes it; empty of anything else.
    pub decision: &'static str,
    /// The account that wrote it; empty where the teller did.
    pub by: String,
    /// By whom it was seen or said, in words.
    pub by_whom: String,
    /// How it is known, of an observation.
    pub known: Option<Known>,
    /// Whether it is fact or opinion, of an observation.
    pub ground: Option<Ground>,
    /// In which part of the child's life it was, of an observation.
    pub context: Option<Context>,
    /// The entities that it is about: people, places, vehicles.
    pub about: Vec<MessageId>,
    /// Whether it was struck through.
    pub struck: bool,
}

/// A message between the teller and the team.
#[derive(Clone, PartialEq, Eq)]
pub struct Message {
    /// Its name.
    pub id: MessageId,
    /// When it came or was written, in seconds since 1970, UTC.
    pub at: i64,
    /// [`Kind::Concern`], [`Kind::Addition`] or [`Kind::Reply`].
    pub kind: Kind,
    /// The account that wrote it; empty of a teller's.
    pub by: String,
    /// Its words.
    pub words: String,
}

impl Message {
    /// What the teller sent, and when it came; of the concern itself, the main words.
    pub fn told(payload: &Payload, at: i64) -> Message {
        let (kind, words) = match &payload.said {
            Said::Concern(answers) => (Kind::Concern, answers.get(REQUIRED)),
            Said::Addition(text) => (Kind::Addition, text.as_str()),
        };
        Message { id: payload.place.message, at, kind, by: String::new(), words: words.to_owned() }
    }

    /// What the team answered.
    pub fn reply(reply: &Reply, by: &str) -> Message {
        let Reply { place, at, text } = reply;
        Message { id: place.message, at: *at, kind: Kind::Reply, by: by.to_owned(), words: text.clone() }
    }
}

/// Which lines are shown. Empty keeps all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only what is about each of these entities: people, places.
    pub about: Vec<MessageId>,
    /// Only what is in one of these contexts.
    pub contexts: Vec<Context>,
    /// Only these kinds.
    pub kinds: Vec<Kind>,
}

impl Filter {
    /// Whether a line is shown.
    pub fn keeps(&self, line: &Line) -> bool {
        self.about.iter().all(|a| line.about.contains(a))
            && (self.contexts.is_empty() || line.context.is_some_and(|c| self.contexts.contains(&c)))
            && (self.kinds.is_empty() || self.kinds.contains(&line.kind))
    }
}

/// The lines of one concern, in order. Where several wordings of a thing stand, each has a line.
pub fn lines(concern: ConcernId, case: &Case, messages: &[Message]) -> Vec<Line> {
    let told = messages.iter().map(|m| Line { by: m.by.clone(), ..line(concern, m.id, at(m.at), m.kind, &m.words) });
    let mut all: Vec<Line> = told.collect();
    each(&case.observations, &mut all, |e| {
        let observed = &e.what;
        let (known, ground, context) = (Some(observed.known), Some(observed.ground), Some(observed.context));
        let (by_whom, about) = (observed.by_whom.clone(), observed.about.clone());
        let line = line(concern, e.id, moment(&observed.when, e.at), Kind::Observation, &observed.what);
        Line { by_whom, known, ground, context, about, ..line }
    });
    each(&case.episodes, &mut all, |e| {
        let from = moment(&e.what.from, e.at);
        let until = e.what.to.as_ref().filter(|to| to.day.is_some()).map(|to| moment(to, e.at));
        // An end before the beginning is a slip of the pen: the words say what was meant.
        let until = until.filter(|until| (until.day, until.time.or(from.time)) >= (from.day, from.time));
        Line { until, ..line(concern, e.id, from, Kind::Episode, &e.what.words) }
    });
    each(&case.discussions, &mut all, |e| {
        let when = When { day: Some(e.what.on), ..When::default() };
        Line { by_whom: e.what.took_part.join(", "), ..line(concern, e.id, moment(&when, e.at), Kind::Discussion, &e.what.agreed) }
    });
    each(&case.decisions, &mut all, |e| Line {
        decision: e.what.decision.text(),
        ..line(concern, e.id, at(e.at), Kind::Decision, &e.what.reasons)
    });
    for told in &case.outcomes_told {
        all.push(Line { by: told.by.clone(), ..line(concern, told.id, at(told.at), Kind::OutcomeTold, &told.what.words) });
    }
    for work in &case.works {
        let (kind, why) = match &work.did {
            Did::Close { why } => (Kind::Closed, why),
            Did::Reopen { why } => (Kind::Reopened, why),
            _ => continue,
        };
        all.push(Line { by: work.by.clone(), ..line(concern, work.id(), at(work.at), kind, why) });
    }
    in_order(all)
}

/// Lines of several concerns as one chronology. A day without a time comes before the times of that day.
pub fn in_order(mut lines: Vec<Line>) -> Vec<Line> {
    lines.sort_by(|a, b| {
        let key = |l: &Line| (l.when.day, l.when.time, l.kind, l.source);
        key(a).cmp(&key(b))
    });
    lines
}

fn each<T>(things: &[Thing<T>], all: &mut Vec<Line>, of: impl Fn(&Entry<T>) -> Line) {
    for thing in things {
        let wordings = thing.standing.iter();
        all.extend(wordings.map(|e| Line { by: e.by.clone(), struck: thing.is_struck(), ..of(e) }));
    }
}

fn line(concern: ConcernId, source: MessageId, when: Moment, kind: Kind, words: &str) -> Line {
    Line {
        concern,
        source,
        when,
        until: None,
        kind,
        words: words.to_owned(),
        decision: "",
        by: String::new(),
        by_whom: String::new(),
        known: None,
        ground: None,
        context: None,
        about: Vec::new(),
        struck: false,
    }
}

/// A time in seconds since 1970, UTC, as London reads it, to the minute.
fn at(seconds: i64) -> Moment {
    let at = Timestamp::from_second(seconds).unwrap_or(Timestamp::UNIX_EPOCH).to_zoned_datetime(london());
    let minute = Time::new(at.hour(), at.minute(), 0, 0).ok();
    Moment { day: at.date(), time: minute, recorded: false, words: String::new() }
}

/// When something was; where nobody knows the day, when it was written down.
fn moment(when: &When, written: i64) -> Moment {
    let words = when.words.clone();
    match when.day {
        Some(day) => Moment { day, time: when.time, recorded: false, words },
        None => Moment { recorded: true, words, ..at(written) },
    }
}

#[cfg(test)]
mod tests;
