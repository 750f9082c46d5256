//! What all entries about a concern say together: the state of the case. The same entries give the same case in any order.
//! No clock: whether something is late is asked with a time (`decided.rs`). Must not know sealing, the store, or pages.
//! **A case has no level and no score: nothing here may be counted into one.**

mod conflict;
mod fold;
mod keeping;
mod thing;

use std::fmt;

pub use keeping::{Keeping, day};
pub use thing::{Entry, Thing};

use crate::work::{
    Acknowledge, AskRelease, Came, Decide, Discussion, Due, Entity, Episode, Join, Keep, LeaveOut, Lens, Link, Note, Observation,
    OutcomeTold, Release, Restrict, SignOff, Task, TaskDone, Withdraw, Work,
};

/// The state of a case. Lists are in the order in which things were first written.
#[derive(Clone, PartialEq, Eq)]
pub struct Case {
    /// When the concern was told: when it arrived, or before, if a worker typed it in afterwards. In seconds since 1970, UTC.
    pub arrived: i64,
    /// By when it is to be decided: the latest due time. In seconds since 1970, UTC. It never pauses.
    pub due: i64,
    /// When it arrived and was due, as it was put under the seal at the first opening; the first word on it counts. It counts more than what stands
    /// beside the seal.
    pub came: Option<Entry<Came>>,
    /// The due time that it had on arrival.
    pub first_due: i64,
    /// Every due time appended since, with its source and why; the last of them is the one that holds.
    pub dues: Vec<Entry<Due>>,
    /// Why it is late, as often as someone said so.
    pub late: Vec<Entry<String>>,
    /// The first acknowledgement.
    pub acknowledged: Option<Entry<Acknowledge>>,
    /// The account that has it now.
    pub allocated: Option<Entry<String>>,
    /// Every decision, with its wordings.
    pub decisions: Vec<Thing<Decide>>,
    /// Every manager's word on a decision.
    pub sign_offs: Vec<Entry<SignOff>>,
    /// Who was told the outcome, and how.
    pub outcomes_told: Vec<Entry<OutcomeTold>>,
    /// Observations.
    pub observations: Vec<Thing<Observation>>,
    /// Entities: those that the form names come first.
    pub entities: Vec<Thing<Entity>>,
    /// Episodes of going missing.
    pub episodes: Vec<Thing<Episode>>,
    /// The models that are marked as considered: the latest mark on each.
    pub lenses: Vec<Entry<Lens>>,
    /// Strategy discussions.
    pub discussions: Vec<Thing<Discussion>>,
    /// Tasks, open and done.
    pub tasks: Vec<TaskState>,
    /// Notes for the team alone.
    pub notes: Vec<Thing<Note>>,
    /// Concerns that are joined with this one now.
    pub joins: Vec<Entry<Join>>,
    /// The latest word on each pair of a thing of this concern and one of another; one that takes an earlier word back, too: the record of the other
    /// concern may still hold that.
    pub links: Vec<Entry<Link>>,
    /// Since when and why it is closed.
    pub closed: Option<Entry<String>>,
    /// Since when and why there is a legal hold.
    pub hold: Option<Entry<String>>,
    /// How long the record is kept: the latest word on it.
    pub keep: Option<Entry<Keep>>,
    /// A manager's word that the record may go; whatever is written after it takes it back.
    pub reviewed: Option<Entry<String>>,
    /// Who alone may see it.
    pub restricted: Option<Entry<Restrict>>,
    /// What an export leaves out.
    pub left_out: Vec<Entry<LeaveOut>>,
    /// Who last asked for a release that nobody has given yet.
    pub release_asked: Option<Entry<AskRelease>>,
    /// Released exports.
    pub releases: Vec<Entry<Release>>,
    /// Everything that was struck through, and why.
    pub withdrawn: Vec<Entry<Withdraw>>,
    /// What has no effect, and why; it is listed so that nothing is ever dropped.
    pub apart: Vec<Apart>,
    /// Every entry, in order of time and then of name; those of `apart` and those struck through too.
    pub works: Vec<Work>,
}

/// A task, and what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskState {
    /// The task.
    pub task: Thing<Task>,
    /// Who did it first, and when.
    pub done: Option<Entry<TaskDone>>,
}

impl TaskState {
    /// Whether it is still to be done.
    pub fn is_open(&self) -> bool {
        self.done.is_none() && !self.task.is_struck()
    }
}

/// An entry without effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Apart {
    /// The entry.
    pub work: Work,
    /// Why it has none.
    pub why: WhyApart,
}

/// Why an entry has no effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum WhyApart {
    /// A later version of this program wrote it.
    LaterVersion,
    /// It speaks of an entry that is not here.
    Unknown,
    /// It speaks of an entry of another kind, or of itself.
    Contradicts,
    /// Another entry has the same name.
    SameName,
    /// A manager's word on a decision of their own.
    OwnDecision,
}

impl Case {
    /// The decision that holds: the latest wording of any that stands.
    pub fn decision(&self) -> Option<&Entry<Decide>> {
        let stand = self.decisions.iter().filter(|d| !d.is_struck());
        stand.map(Thing::now).max_by_key(|e| (e.at, e.id))
    }

    /// The latest manager's word on the decision that holds, in just the wording that holds.
    pub fn sign_off(&self) -> Option<&Entry<SignOff>> {
        let decision = self.decision()?.id;
        self.sign_offs.iter().rfind(|s| s.what.decision == decision)
    }

    /// Whether this account wrote any wording of the decision that holds: then it has no manager's word on it.
    pub fn decided_by(&self, account: &str) -> bool {
        let holds = self.decision().map(|d| d.id);
        let decision = self.decisions.iter().find(|d| d.standing.iter().any(|e| Some(e.id) == holds));
        decision.is_some_and(|d| d.wordings().any(|w| w.by == account))
    }

    /// Whether a manager has agreed to the decision that holds, in just this wording, and has not changed their mind.
    pub fn signed_off(&self) -> bool {
        self.sign_off().is_some_and(|s| s.what.agreed)
    }

    /// When the concern was first decided, in seconds since 1970, UTC; what was struck through does not count.
    pub fn decided_at(&self) -> Option<i64> {
        self.decisions.iter().filter(|d| !d.is_struck()).map(|d| d.first().at).min()
    }

    /// The last due time that was appended, with its source and why; none while the first holds.
    pub fn due_says(&self) -> Option<&Entry<Due>> {
        self.dues.last()
    }

    /// Tasks that are still to be done.
    pub fn open_tasks(&self) -> impl Iterator<Item = &TaskState> {
        self.tasks.iter().filter(|t| t.is_open())
    }
}

/// **Silent: it counts entries, and shows none of their words.**
impl fmt::Debug for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Case({} entries)", self.works.len())
    }
}

#[cfg(test)]
mod tests;
