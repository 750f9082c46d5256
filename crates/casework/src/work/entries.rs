//! What each act says: one struct each. Those that can be edited carry what they revise and what their writer had seen.
//! Must not know limits, nor how entries stand to one another. **Nothing here is a level or a score.**

use std::collections::BTreeMap;

use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};

use super::words::{Context, Decision, EntityKind, Ground, Known, Model, Purpose, Told, ToldTo, Verdict};
use crate::{ConcernId, MessageId};

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
    /// What a worker made of a thing of this concern and one of another: whether both are one person, place or thing.
    Link {
        /// The decision's own name: the same in the records of both concerns.
        name: MessageId;
        /// The thing of this concern.
        of: MessageId;
        /// The other concern.
        with: ConcernId;
        /// Its thing.
        thing: MessageId;
        /// What they made of it.
        verdict: Verdict;
        /// Why.
        why: String;
        /// What agreed then, by the names of the fields: two that were held to be different are asked about again only if more does.
        agreed: Vec<String>, skip "Vec::is_empty";
    }
    /// What stood beside the seal at the first opening: from then on whoever can write to the database changes it under nobody's eyes no more.
    Came {
        /// When the concern arrived, in seconds since 1970, UTC.
        arrived: i64;
        /// By when it was to be decided.
        due: i64;
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
        /// The digest of the one document that is released; any other is not.
        digest: String, skip "String::is_empty";
        /// What goes into it.
        of: ExportOf, skip "is_default";
        /// Whose identities are given, each as an export writes it.
        shown: Vec<String>, skip "Vec::is_empty";
    }
    /// A manager is asked to release an export.
    AskRelease {
        /// For what.
        purpose: Purpose;
        /// What goes into it.
        of: ExportOf, skip "is_default";
    }
}

/// What goes into an export.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ExportOf {
    /// Whether the concerns that are joined with this one go into it too.
    #[serde(skip_serializing_if = "is_default")]
    pub whole: bool,
    /// The child who asks for their record.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub child: Option<MessageId>,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
