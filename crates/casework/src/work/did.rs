//! What a worker can do to a concern: one variant for each act. Serialises as `{"do": "observe", …}`. What an act says stands in `entries.rs`.
//! Must not know limits (`fit.rs`), nor what many entries say together (`crate::case`). **Nothing here is a level or a score.**

use std::fmt;

use serde::{Deserialize, Serialize};

use super::entries::{
    Acknowledge, AskRelease, Came, Decide, Discussion, Due, Entity, Episode, Join, Keep, LeaveOut, Lens, Link, Note, Observation,
    OutcomeTold, Release, Restrict, SignOff, Task, TaskDone, Withdraw,
};
use crate::MessageId;

/// One act. What can be edited is one struct each, with `revises` and `seen`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Did {
    /// Told the one who told that it has come.
    Acknowledge(Acknowledge),
    /// Gave the concern to an account, or to nobody.
    Allocate {
        /// The account.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<String>,
    },
    /// Noted what was seen or said.
    Observe(Observation),
    /// Noted a person, a place or a thing.
    Entity(Entity),
    /// Noted an episode of going missing.
    Episode(Episode),
    /// Looked through one of the models.
    Lens(Lens),
    /// Decided what is done next.
    Decide(Decide),
    /// Agreed to a decision as a manager, or did not.
    SignOff(SignOff),
    /// Told the outcome.
    OutcomeTold(OutcomeTold),
    /// Wrote the notes of a strategy discussion.
    Discussion(Discussion),
    /// Gave a task.
    Task(Task),
    /// Did it.
    TaskDone(TaskDone),
    /// Wrote a note for the team alone.
    Note(Note),
    /// Joined another concern about the same child.
    Join(Join),
    /// Took a join back.
    Unjoin(Join),
    /// Said whether a thing of this concern and one of another are one.
    Link(Link),
    /// Said why the decision is late.
    Late {
        /// Why.
        why: String,
    },
    /// Put under the seal when it came and by when it is to be decided. The desk writes it by itself, in the name of whoever opens the concern first.
    Came(Came),
    /// Appended a later due time.
    Due(Due),
    /// Closed the concern.
    Close {
        /// Why.
        why: String,
    },
    /// Opened it again.
    Reopen {
        /// Why.
        why: String,
    },
    /// Set a legal hold: it is not disposed of.
    Hold {
        /// Why.
        why: String,
    },
    /// Lifted the hold.
    Unhold {
        /// Why.
        why: String,
    },
    /// Said how long it is kept.
    Keep(Keep),
    /// Read the record as a manager when its day was over, and said that it may go.
    Review {
        /// Why.
        why: String,
    },
    /// Restricted it to named people. The restriction itself is the wrapping of the key; this says who and why.
    Restrict(Restrict),
    /// Lifted the restriction.
    Unrestrict {
        /// Why.
        why: String,
    },
    /// Struck an entry through. It is never gone.
    Withdraw(Withdraw),
    /// Marked something to be left out of an export.
    LeaveOut(LeaveOut),
    /// Asked a manager to release an export.
    AskRelease(AskRelease),
    /// Released an export, as a manager.
    Release(Release),
    /// What a later version of this program wrote, as it stood in the seal: listed, kept, and not understood. Never written by this one.
    #[serde(skip)]
    Later(String),
}

impl Did {
    /// The first entry of the thing that this revises.
    pub fn revises(&self) -> Option<MessageId> {
        self.revision().and_then(|(revises, _)| revises)
    }

    /// The wordings that its writer had before them. Of a new wording that names none, the first entry itself.
    pub fn seen(&self) -> Vec<MessageId> {
        match self.revision() {
            Some((Some(first), [])) => vec![first],
            Some((Some(_), seen)) => seen.to_vec(),
            _ => Vec::new(),
        }
    }

    /// What is revised and what was seen, of an act that can be edited.
    pub(crate) fn revision(&self) -> Option<(Option<MessageId>, &[MessageId])> {
        match self {
            Did::Observe(x) => Some((x.revises, &x.seen)),
            Did::Entity(x) => Some((x.revises, &x.seen)),
            Did::Episode(x) => Some((x.revises, &x.seen)),
            Did::Decide(x) => Some((x.revises, &x.seen)),
            Did::Discussion(x) => Some((x.revises, &x.seen)),
            Did::Task(x) => Some((x.revises, &x.seen)),
            Did::Note(x) => Some((x.revises, &x.seen)),
            _ => None,
        }
    }

    /// The act in one word, as it is written after `do`: `observe`, `sign-off`.
    pub fn act(&self) -> &'static str {
        match self {
            Did::Acknowledge(_) => "acknowledge",
            Did::Allocate { .. } => "allocate",
            Did::Observe(_) => "observe",
            Did::Entity(_) => "entity",
            Did::Episode(_) => "episode",
            Did::Lens(_) => "lens",
            Did::Decide(_) => "decide",
            Did::SignOff(_) => "sign-off",
            Did::OutcomeTold(_) => "outcome-told",
            Did::Discussion(_) => "discussion",
            Did::Task(_) => "task",
            Did::TaskDone(_) => "task-done",
            Did::Note(_) => "note",
            Did::Join(_) => "join",
            Did::Unjoin(_) => "unjoin",
            Did::Link(_) => "link",
            Did::Late { .. } => "late",
            Did::Came(_) => "came",
            Did::Due(_) => "due",
            Did::Close { .. } => "close",
            Did::Reopen { .. } => "reopen",
            Did::Hold { .. } => "hold",
            Did::Unhold { .. } => "unhold",
            Did::Keep(_) => "keep",
            Did::Review { .. } => "review",
            Did::Restrict(_) => "restrict",
            Did::Unrestrict { .. } => "unrestrict",
            Did::Withdraw(_) => "withdraw",
            Did::LeaveOut(_) => "leave-out",
            Did::AskRelease(_) => "ask-release",
            Did::Release(_) => "release",
            Did::Later(_) => "later",
        }
    }
}

/// **Silent: it names the act, and none of its words.**
impl fmt::Debug for Did {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Did({})", self.act())
    }
}
