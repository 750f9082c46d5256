//! What the team records about a concern: one entry for each act, sealed to the concern's own key, appended and never changed.
//! Reading is for hostile text, as in `payload.rs`. Must not know sealing, the store, or what many entries say together (`crate::case`).

mod did;
mod entries;
mod fit;
mod words;

use serde::{Deserialize, Serialize};

pub use did::Did;
pub use entries::{
    Acknowledge, AskRelease, Came, Decide, Discussion, Due, Entity, Episode, ExportOf, Join, Keep, LeaveOut, Lens, Link, Note, Observation,
    OutcomeTold, Release, Restrict, SignOff, Span, Task, TaskDone, When, Withdraw,
};
pub use words::{Context, Decision, EntityKind, Ground, Known, Model, Purpose, Told, ToldTo, Verdict};

use crate::payload::{LONGEST_PAYLOAD, Misread, Place};
use crate::{ConcernId, MessageId};

/// The version that is written. What a later one writes is kept as [`Did::Later`].
const VERSION: u32 = 1;
const KIND: &str = "work";

/// An entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Work {
    /// Where it belongs; its `message` is the entry's own name.
    pub place: Place,
    /// When it was written, in seconds since 1970, UTC.
    pub at: i64,
    /// By which account.
    pub by: String,
    /// What was done.
    pub did: Did,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire<D> {
    v: u32,
    kind: String,
    site: String,
    concern: ConcernId,
    message: MessageId,
    at: i64,
    by: String,
    did: D,
}

/// What every version of an entry says in the same way.
#[derive(Deserialize)]
struct Outside {
    v: u32,
    kind: String,
    site: String,
    concern: ConcernId,
    message: MessageId,
    at: i64,
    by: String,
}

impl Work {
    /// The entry's own name.
    pub fn id(&self) -> MessageId {
        self.place.message
    }

    /// The JSON, without padding. Write it only where [`Did::fits`].
    pub fn json(&self) -> String {
        if let Did::Later(json) = &self.did {
            return json.clone();
        }
        let Place { site, concern, message } = self.place.clone();
        let (kind, at, by) = (KIND.to_owned(), self.at, self.by.clone());
        let wire = Wire { v: VERSION, kind, site, concern, message, at, by, did: &self.did };
        serde_json::to_string(&wire).expect("texts, numbers and days are JSON")
    }

    /// Reads what came out of a seal, and makes sure that it belongs to `place`.
    ///
    /// # Errors
    /// If it is not an entry, or not this place's. What a later version wrote is no error as long as it says where it belongs, when and by whom.
    pub fn read(bytes: &[u8], place: &Place) -> Result<Work, Misread> {
        if bytes.len() > LONGEST_PAYLOAD * 2 {
            return Err(Misread::TooLong);
        }
        let outside: Outside = serde_json::from_slice(bytes).map_err(|_| Misread::Form)?;
        if outside.kind != KIND {
            return Err(Misread::Form);
        }
        if outside.site != place.site || outside.concern != place.concern || outside.message != place.message {
            return Err(Misread::Elsewhere);
        }
        let did = match outside.v {
            VERSION => serde_json::from_slice::<Wire<Did>>(bytes).map_err(|_| Misread::Form)?.did,
            later if later > VERSION => Did::Later(String::from_utf8_lossy(bytes).trim_end().to_owned()),
            _ => return Err(Misread::Version),
        };
        let fits = fit::line(&outside.by) && fit::second(outside.at) && did.fits();
        let Outside { at, by, .. } = outside;
        if fits { Ok(Work { place: place.clone(), at, by, did }) } else { Err(Misread::Limits) }
    }
}

#[cfg(test)]
mod tests;
