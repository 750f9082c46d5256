//! What a worker can do to a concern: one variant for each act, and what it says. Serialises as `{"do": "observe", …}`.
//! Must not know limits (`fit.rs`), nor what many entries say together (`crate::case`). **Nothing here is a level or a score.**

use std::collections::BTreeMap;
use std::fmt;

use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};

use super::words::{Context, Decision, EntityKind, Ground, Known, Model, Purpose, Told, ToldTo};
use crate::{ConcernId, MessageId};

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
    /// Said why the decision is late.
    Late {
        /// Why.
        why: String,
    },
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
    /// Released an export, as a manager.
    Release(Release),
    /// What a later version of this program wrote, as it stood in the seal: listed, kept, and not understood. Never written by this one.
    #[serde(skip)]
    Later(String),
}

/// When something was, as well as it is known: a day, a time of that day (in London), and words such as "in the holidays".
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct When {
    /// The day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub day: Option<Date>,
    /// The time of the day; without a day it says nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time: Option<Time>,
    /// Words, where a day does not say it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub words: String,
}

/// Defines structs of entries. Those marked `revised` can be edited: they carry what they revise, and what their writer had seen of it.
macro_rules! entries {
    ($($(#[$doc:meta])* $name:ident $($revised:ident)? { $($(#[$what:meta])* $field:ident: $type:ty $(, skip $skip:literal)?;)+ })+) => {$(
        entries!(@one [$($revised)?] $(#[$doc])* $name { $($(#[$what])* $(#[serde(default, skip_serializing_if = $skip)])? pub $field: $type,)+ });
    )+};
    (@one [] $(#[$doc:meta])* $name:ident { $($fields:tt)+ }) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $name { $($fields)+ }
    };
    (@one [revised] $(#[$doc:meta])* $name:ident { $($fields:tt)+ }) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            $($fields)+
            /// The first entry of the thing that this is a new wording of; none of a new thing.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub revises: Option<MessageId>,
            /// The wordings that its writer had before them (`Thing::seen`): this one takes their place, and no other's.
            #[serde(default, skip_serializing_if = "Vec::is_empty")]
            pub seen: Vec<MessageId>,
        }
    };
}

entries! {
    /// The receipt of a concern, told to the one who told.
    Acknowledge {
        /// By which way.
        how: Told;
        /// More.
        note: String, skip "String::is_empty";
    }
    /// What was seen or said.
    Observation revised {
        /// What.
        what: String;
        /// By whom it was seen or said, in words.
        by_whom: String, skip "String::is_empty";
        /// When it was.
        when: When, skip "is_default";
        /// How it is known.
        known: Known;
        /// Fact or opinion.
        ground: Ground;
        /// In which part of the child's life.
        context: Context;
        /// Signs, by their ids in the site's own list.
        signs: Vec<String>, skip "Vec::is_empty";
        /// Strengths.
        strengths: String, skip "String::is_empty";
        /// People who protect.
        protects: String, skip "String::is_empty";
        /// Whether these are a child's own words, which the list of phrases that blame does not touch.
        childs_words: bool, skip "is_default";
        /// The entities it is about, by the names of their things.
        about: Vec<MessageId>, skip "Vec::is_empty";
    }
    /// A child, a person, a place, a vehicle, a number, a username, a school.
    Entity revised {
        /// What it is.
        kind: EntityKind;
        /// Its name, number or address.
        name: String;
        /// Other names.
        other_names: String, skip "String::is_empty";
        /// A birth date or an age, as people write it.
        birth: String, skip "String::is_empty";
        /// More, by name: `address`, `school`, `relation`, `colour`.
        details: BTreeMap<String, String>, skip "BTreeMap::is_empty";
        /// Where this comes from, in words; `form: child.1` or `form: vehicles` where it is the form.
        source: String, skip "String::is_empty";
        /// Whether it is known who or what this is, and not only described.
        known: bool, skip "is_default";
    }
    /// An episode of going missing.
    Episode revised {
        /// From when.
        from: When;
        /// Until when; none while the child is missing, or where nobody knows.
        to: Option<When>, skip "Option::is_none";
        /// What is known of it.
        words: String, skip "String::is_empty";
    }
    /// A model that a worker considered, with why. Several may be, or none.
    Lens {
        /// Which.
        model: Model;
        /// Whether it was considered; `false` takes an earlier mark back.
        considered: bool;
        /// Why.
        why: String, skip "String::is_empty";
    }
    /// A decision, with its reasons.
    Decide revised {
        /// What was decided.
        decision: Decision;
        /// To whom it was passed on, where it was.
        to: String, skip "String::is_empty";
        /// The reasons.
        reasons: String;
    }
    /// A manager's word on a decision, in just the wording that they saw.
    SignOff {
        /// The wording of the decision, by the name of its entry.
        decision: MessageId;
        /// Whether they agree.
        agreed: bool;
        /// In their words.
        words: String, skip "String::is_empty";
    }
    /// The outcome, told.
    OutcomeTold {
        /// By which way.
        how: Told;
        /// To whom.
        to: ToldTo;
        /// What was said.
        words: String, skip "String::is_empty";
    }
    /// The notes of a strategy discussion.
    Discussion revised {
        /// The day on which it was held.
        on: Date;
        /// Who took part.
        took_part: Vec<String>, skip "Vec::is_empty";
        /// What was agreed.
        agreed: String;
    }
    /// A task.
    Task revised {
        /// What is to be done.
        words: String;
        /// By whom: an account.
        owner: String;
        /// By which day.
        due: Date;
    }
    /// A task, done.
    TaskDone {
        /// The first entry of the task.
        task: MessageId;
        /// What came of it.
        words: String, skip "String::is_empty";
    }
    /// A note for the team alone.
    Note revised {
        /// Its text.
        text: String;
    }
    /// Two concerns about one child.
    Join {
        /// The other concern.
        with: ConcernId;
        /// Why.
        why: String;
    }
    /// A due time that takes the place of the one before.
    Due {
        /// In seconds since 1970, UTC.
        due: i64;
        /// Where this period is written: guidance, a rule of the site.
        source: String;
        /// Why.
        why: String;
    }
    /// How long the record is kept.
    Keep {
        /// At least until this day.
        until: Date;
        /// The kind of record, as the site names it.
        kind: String;
        /// Why.
        why: String, skip "String::is_empty";
    }
    /// Who alone may see the concern.
    Restrict {
        /// Accounts.
        to: Vec<String>;
        /// Why.
        why: String;
    }
    /// An entry, struck through.
    Withdraw {
        /// Its name; the first entry of a thing strikes through all of it, a later wording only itself.
        entry: MessageId;
        /// Why.
        why: String;
    }
    /// Something that an export leaves out.
    LeaveOut {
        /// The entry or message, by name: for an edited thing, the very wording.
        entry: MessageId;
        /// The answer or part that is meant, such as `worry` or `what`; empty for all of it.
        part: String, skip "String::is_empty";
        /// Which characters of it; none for all of it.
        spans: Vec<Span>, skip "Vec::is_empty";
        /// Why.
        why: String;
    }
    /// A run of characters (not bytes), counted from 0; `to` is the first that no longer belongs to it.
    Span {
        /// From.
        from: u32;
        /// To.
        to: u32;
    }
    /// A manager's release of an export.
    Release {
        /// For what.
        purpose: Purpose;
        /// Whether the identities of the referrer and of third parties are given too.
        identities: bool;
        /// The exemption that was used, or why none was.
        exemption: String;
    }
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
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
            Did::Late { .. } => "late",
            Did::Due(_) => "due",
            Did::Close { .. } => "close",
            Did::Reopen { .. } => "reopen",
            Did::Hold { .. } => "hold",
            Did::Unhold { .. } => "unhold",
            Did::Keep(_) => "keep",
            Did::Restrict(_) => "restrict",
            Did::Unrestrict { .. } => "unrestrict",
            Did::Withdraw(_) => "withdraw",
            Did::LeaveOut(_) => "leave-out",
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
