//! What lists, counts and figures know of one concern, from what was opened of it. Must not know who asks, or where it is held.

use casework::case::Entry;
use casework::figures::Row;
use casework::work::{Decision, EntityKind, Join, Keep, Link};
use casework::{Clock, MessageId, Said, plain};
use seal::SealedTo;
use store::Concern;
use team::{Circle, Opened};

use super::known::{Known, MOST_THINGS};

/// The most characters of a concern's words that a list shows.
const FIRST_WORDS: usize = 160;

/// What lists know of one concern.
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Held {
    /// Its clear columns.
    pub(crate) row: Concern,
    /// Who may see it: by whose key opened it, and by what a manager has signed, and not by what the database says of it. It is never kept: what is
    /// for named people is not, and of anything else it follows from the key.
    #[serde(skip, default = "nobody")]
    pub(crate) circle: Circle,
    /// Whose key opened it; none if nothing did.
    pub(crate) to: Option<SealedTo>,
    /// The children, as whoever told it or a worker names them.
    pub(crate) children: Vec<String>,
    /// How it begins.
    pub(crate) first_words: String,
    /// By which way it came: `web`, `phone`, …
    pub(crate) channel: String,
    /// Whether the teller said that someone is in danger.
    pub(crate) danger: bool,
    /// By when it is to be decided, the latest word on it.
    pub(crate) due: i64,
    /// The decision that holds.
    pub(crate) decision: Option<Decision>,
    /// When it was first decided.
    pub(crate) decided_at: Option<i64>,
    /// Whether the teller was told that it has come.
    pub(crate) acknowledged: bool,
    /// Whether someone was told the outcome.
    pub(crate) outcome_told: bool,
    /// Who has it.
    pub(crate) allocated: Option<String>,
    /// Whether a manager is asked to release an export.
    pub(crate) release_asked: bool,
    /// When it was closed, if it is.
    pub(crate) closed_at: Option<i64>,
    /// As what, and until when, it is kept.
    pub(crate) kept: Option<Keep>,
    /// How many tasks are still to be done.
    pub(crate) tasks: usize,
    /// When the teller last added something that no worker has acted after.
    pub(crate) news: bool,
    /// How many messages could not be read.
    pub(crate) unreadable: usize,
    /// What figures count of it.
    pub(crate) counted: Row,
    /// The people, places and things of it that can be held against others.
    pub(crate) things: Vec<Known>,
    /// Names of things by which something may have been decided, and what these are by now.
    moved: Vec<(MessageId, MessageId)>,
    /// What was decided in its record about pairs of one of them and one of another concern's.
    pub(super) links: Vec<Entry<Link>>,
    /// The concerns that its record joins with it.
    pub(super) joins: Vec<Entry<Join>>,
    /// How it stands to its due time, where that does not change any more.
    stands: Option<Clock>,
    why_said: bool,
}

impl Held {
    /// From what was opened.
    pub(crate) fn new(row: Concern, opened: &Opened) -> Held {
        let case = opened.case(&row);
        let told = |name: &str| opened.answers().map(|answers| plain(answers.get(name))).unwrap_or_default();
        let children = case.entities.iter().filter(|e| !e.is_struck() && e.now().what.kind == EntityKind::Child);
        let children = children.map(|e| plain(&e.now().what.name)).filter(|name| !name.is_empty()).collect();
        let last_act = opened.works.iter().map(|w| w.at).chain(opened.replies.iter().map(|r| r.at)).max().unwrap_or(i64::MIN);
        let news = opened.messages.iter().any(|m| matches!(m.payload.said, Said::Addition(_)) && m.at > last_act);
        // What could not be read came in no way that anyone knows.
        let channel = told("channel");
        let mut things: Vec<Known> = case.entities.iter().filter_map(Known::of).take(MOST_THINGS).collect();
        things.extend(Known::of_people(opened.id, &case.entities, &things));
        let moved = Known::by_now(opened.id, &case.entities, &things);
        Held {
            circle: opened.circle(&row),
            to: opened.to,
            children,
            first_words: told("worry").split_whitespace().collect::<Vec<_>>().join(" ").chars().take(FIRST_WORDS).collect(),
            danger: told("danger") == "yes",
            due: case.due,
            decision: case.decision().map(|d| d.what.decision),
            decided_at: case.decided_at(),
            acknowledged: case.acknowledged.is_some() || !opened.replies.is_empty(),
            outcome_told: !case.outcomes_told.is_empty(),
            allocated: case.allocated.as_ref().map(|a| a.what.clone()),
            release_asked: case.release_asked.is_some(),
            closed_at: case.closed.as_ref().map(|closed| closed.at),
            kept: case.kept().map(|keep| keep.what.clone()),
            tasks: case.open_tasks().count(),
            news,
            unreadable: opened.closed.len(),
            counted: Row::of(&case, &channel),
            things,
            moved,
            links: case.links.clone(),
            joins: case.joins.clone(),
            channel,
            stands: Some(case.clock(row.arrived)).filter(|clock| !matches!(clock, Clock::Running { .. } | Clock::Overdue { .. })),
            why_said: !case.late.is_empty(),
            row,
        }
    }

    /// When it came: when it was told to the team, which may be before it was typed in.
    pub(crate) fn came(&self) -> i64 {
        self.counted.arrived
    }

    /// What a thing is by now, by its name of then.
    pub(super) fn by_now(&self, id: MessageId) -> MessageId {
        self.moved.iter().find(|(was, _)| *was == id).map_or(id, |(_, is)| *is)
    }

    /// How it stands to its due time.
    pub(crate) fn clock(&self, now: i64) -> Clock {
        let (left, why_said) = (self.due.saturating_sub(now), self.why_said);
        self.stands.unwrap_or(if left >= 0 { Clock::Running { left } } else { Clock::Overdue { by: -left, why_said } })
    }

    /// As it was kept: for all who hold the key that opened it.
    pub(super) fn for_all(self) -> Held {
        let to = self.to.or_else(|| SealedTo::parse(&self.row.sealed_to)).unwrap_or(SealedTo::Managers);
        Held { circle: Circle::all(to), ..self }
    }

    /// Whether the whole team may see it.
    pub(super) fn is_teams(&self) -> bool {
        self.circle == Circle::all(SealedTo::Team)
    }

    /// Whether nothing of it could be read.
    pub(crate) fn is_unread(&self) -> bool {
        self.to.is_none()
    }
}

/// Until it is known who may see it.
fn nobody() -> Circle {
    Circle { to: SealedTo::Managers, named: vec![String::new()] }
}
