//! Where a concern that not everyone may see matches one that others see: who may see only that one learns nothing of it, so somebody who may see both is
//! to look. Reckoned beside the work, and held in memory alone. **What it holds is for nobody by itself: it is asked with a person at hand.**
//! Must not know pages, or who is told.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use casework::MessageId;
use casework::work::Verdict;

use super::links::{Alike, Decided};
use super::{AtIt, Held, Vault};
use crate::DeskDoor;

/// With more changes than these, everything that not everyone may see is held against all else, rather than what has changed against it.
const MANY: usize = 200;

/// A thing of a concern that not everyone may see, and one of a concern that others see.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Matching {
    of: MessageId,
    /// The number of the other concern.
    with: u32,
    thing: MessageId,
    /// What had been decided of the two when this was reckoned.
    decided: Option<MessageId>,
}

/// One that is to be looked at.
pub(crate) struct ToLookAt {
    /// The concern that not everyone may see.
    pub(crate) held: Arc<Held>,
    /// Its thing.
    pub(crate) of: MessageId,
    /// The concern that others see.
    pub(crate) other: Arc<Held>,
    /// The other's thing.
    pub(crate) thing: MessageId,
}

/// Looks for them, if something has changed and nobody is at it. Not while it is learned what they go by. Returns at once.
pub(crate) fn look_for_matches(door: &Arc<DeskDoor>) {
    let waits = door.vault.learning.load(Ordering::Acquire) || !door.vault.has_unmatched();
    if waits || door.vault.matching.swap(true, Ordering::AcqRel) {
        return;
    }
    let door = Arc::clone(door);
    tokio::task::spawn_blocking(move || {
        let _at_it = AtIt(&door.vault.matching);
        door.vault.look_at_changed();
    });
}

/// Whether it is for fewer people than the other, and for none who may not see that.
fn is_narrower(one: &Held, other: &Held) -> bool {
    one.circle != other.circle && one.circle.is_within(&other.circle)
}

impl Vault {
    fn has_unmatched(&self) -> bool {
        let inner = self.read();
        inner.not_woven.is_empty() && !inner.unmatched.is_empty()
    }

    /// What is found is found by other measures now: everything that not everyone may see is looked at again.
    pub(super) fn unmatch(&self) {
        let mut inner = self.write();
        let narrow = inner.held.values().filter(|held| !held.is_teams());
        let all: Vec<u32> = narrow.filter_map(|held| inner.numbers.get(&held.row.id).copied()).collect();
        inner.unmatched.extend(all);
    }

    /// One concern after another: whoever wants to look or to write waits for one at most.
    fn look_at_changed(&self) {
        let mut inner = self.write();
        let mut changed = std::mem::take(&mut inner.unmatched);
        let narrow = |held: &Held| !held.is_teams();
        let all = inner.held.values().filter(|held| narrow(held)).filter_map(|held| inner.numbers.get(&held.row.id).copied());
        // What is for named people is in no net, so that nothing that has changed finds it: it has to look itself, and last, since whatever else is
        // looked at drops what was found of the two.
        let named = |number: &u32| inner.numbered(*number).is_some_and(|held| !held.circle.named.is_empty());
        let (last, others): (Vec<u32>, Vec<u32>) = all.partition(named);
        if changed.len() > MANY {
            changed = others.into_iter().collect();
        }
        changed.retain(|number| !named(number));
        drop(inner);
        changed.into_iter().chain(last).for_each(|number| self.look_at(number));
    }

    fn look_at(&self, number: u32) {
        let held = self.read().numbered(number).cloned();
        let Some(held) = held else { return };
        let found: Vec<(u32, Matching)> = if held.is_teams() {
            self.alike(&held, true, |other| is_narrower(other, &held)).iter().filter_map(|one| self.turned(&held, one)).collect()
        } else {
            let all = self.alike(&held, true, |other| is_narrower(&held, other));
            all.iter().filter_map(|one| Some((number, self.matching(&held, one)?))).collect()
        };
        let mut inner = self.write();
        inner.matches.remove(&number);
        inner.matches.values_mut().for_each(|all| all.retain(|one| one.with != number));
        for (narrow, one) in found {
            let all = inner.matches.entry(narrow).or_default();
            if !all.contains(&one) {
                all.push(one);
            }
        }
        inner.matches.retain(|_, all| !all.is_empty());
    }

    /// As it is held; none where it was decided, and nothing new speaks for it.
    fn matching(&self, held: &Held, one: &Alike) -> Option<Matching> {
        let decided = self.decided(held, |_| true).into_iter().find(|d| is_about(d, one.of, &one.held, one.other().id));
        let settled = decided.as_ref().is_some_and(|d| match d.link.verdict {
            Verdict::Same => true,
            Verdict::Different => one.new_since(held, &d.link).is_empty(),
            Verdict::Unsure | Verdict::TakenBack => false,
        });
        let with = *self.read().numbers.get(&one.held.row.id)?;
        (!settled).then(|| Matching { of: one.of, with, thing: one.other().id, decided: decided.map(|d| d.link.name) })
    }

    /// The same, found from the side of the concern that others see.
    fn turned(&self, held: &Arc<Held>, one: &Alike) -> Option<(u32, Matching)> {
        let narrow = Arc::clone(&one.held);
        let alike = self.between(&narrow, one.other().id, held, one.of, true)?;
        let number = *self.read().numbers.get(&narrow.row.id)?;
        Some((number, self.matching(&narrow, &alike)?))
    }

    /// What a person is to look at, of whom `may` says what they may see: what came last first. Nothing that was decided since. Where there is more
    /// than `enough`, any of it: it is not gone through to the end.
    pub(crate) fn to_look_at(&self, enough: usize, may: impl Fn(&Held) -> bool) -> Vec<ToLookAt> {
        let numbers: Vec<u32> = self.read().matches.keys().copied().collect();
        let of = |number: &u32| {
            let inner = self.read();
            Some((Arc::clone(inner.numbered(*number)?), inner.matches.get(number)?.clone()))
        };
        let mut found = Vec::new();
        for (held, all) in numbers.iter().filter_map(of).filter(|(held, _)| may(held)) {
            if found.len() > enough {
                break;
            }
            let decided = self.decided(&held, &may);
            for one in all {
                let Some(other) = self.read().numbered(one.with).cloned().filter(|other| may(other) && is_narrower(&held, other)) else {
                    continue;
                };
                let now = decided.iter().find(|d| is_about(d, one.of, &other, one.thing));
                let settled = now.is_some_and(|d| d.link.verdict != Verdict::Unsure && Some(d.link.name) != one.decided);
                if !settled && held.known(one.of).is_some() && other.known(one.thing).is_some() {
                    found.push(ToLookAt { held: Arc::clone(&held), of: one.of, other, thing: one.thing });
                }
            }
        }
        found.sort_by_key(|one| (-one.held.came(), -one.other.came(), one.of, one.thing));
        found
    }
}

fn is_about(decided: &Decided, of: MessageId, other: &Held, thing: MessageId) -> bool {
    let link = &decided.link;
    (link.of, link.thing) == (of, thing) && link.with.to_string() == other.row.id
}
