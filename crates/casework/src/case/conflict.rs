//! Whether someone else has changed a thing since a writer looked at it, so that the second writer is shown what changed and keeps their words.
//! Must not know how it is shown.

use super::{Case, Thing};
use crate::MessageId;
use crate::work::{Did, Work};

impl Case {
    /// The entry that its writer had not seen: a newer wording of the same thing, its striking through, the task done by another, or, for a
    /// manager's word, a newer wording of the decision. Ask before writing; none means that nothing has changed. An entry that is written
    /// all the same loses nothing: both wordings stand.
    pub fn conflict(&self, did: &Did) -> Option<&Work> {
        let (id, seen) = match did {
            Did::SignOff(x) => (self.thing_of_decision(x.decision)?, vec![x.decision]),
            Did::TaskDone(x) => {
                let state = self.tasks.iter().find(|t| t.task.id == x.task)?;
                let by = state.done.as_ref().map(|d| d.id).or(state.task.struck.as_ref().map(|s| s.id))?;
                return self.work(by);
            }
            _ => (did.revises()?, did.seen()),
        };
        let news = match did {
            Did::Observe(_) => news(&self.observations, id, &seen),
            Did::Entity(_) => news(&self.entities, id, &seen),
            Did::Episode(_) => news(&self.episodes, id, &seen),
            Did::Decide(_) | Did::SignOff(_) => news(&self.decisions, id, &seen),
            Did::Discussion(_) => news(&self.discussions, id, &seen),
            Did::Task(_) => {
                let state = self.tasks.iter().find(|t| t.task.id == id)?;
                news(std::slice::from_ref(&state.task), id, &seen).or(state.done.as_ref().map(|d| d.id))
            }
            Did::Note(_) => news(&self.notes, id, &seen),
            _ => None,
        };
        self.work(news?)
    }

    /// The entry with this name.
    pub fn work(&self, id: MessageId) -> Option<&Work> {
        self.works.iter().find(|w| w.id() == id)
    }

    fn thing_of_decision(&self, wording: MessageId) -> Option<MessageId> {
        let has = |d: &&Thing<_>| d.standing.iter().chain(&d.earlier).any(|w| w.id == wording);
        self.decisions.iter().find(has).map(|d| d.id)
    }
}

/// What stands of a thing and was not seen: its striking through first, then the latest wording.
fn news<T>(things: &[Thing<T>], id: MessageId, seen: &[MessageId]) -> Option<MessageId> {
    let thing = things.iter().find(|t| t.id == id)?;
    let unseen = thing.standing.iter().rfind(|w| !seen.contains(&w.id));
    thing.struck.as_ref().map(|s| s.id).or(unseen.map(|w| w.id))
}
