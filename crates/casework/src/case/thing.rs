//! Things that can be edited: their wordings, which of them stand, and which came before. Nobody's words are lost: two wordings written
//! without sight of one another both stand, until a third was written with sight of both. Must not know what a thing is.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::MessageId;
use crate::work::{Did, Withdraw, Work};

/// One entry of a case.
#[derive(Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Entry<T> {
    /// Its name.
    pub id: MessageId,
    /// When it was written, in seconds since 1970, UTC.
    pub at: i64,
    /// By which account; empty where it comes from the form.
    pub by: String,
    /// What it says.
    pub what: T,
}

impl<T> Entry<T> {
    pub(super) fn of(work: &Work, what: T) -> Entry<T> {
        Entry { id: work.id(), at: work.at, by: work.by.clone(), what }
    }
}

/// **Silent: it names the entry, and none of its words.**
impl<T> fmt::Debug for Entry<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Entry({})", self.id)
    }
}

/// Something that was written, and perhaps worded anew.
#[derive(Clone, PartialEq, Eq)]
pub struct Thing<T> {
    /// The name of its first entry: what `revises`, `about` and `task` say.
    pub id: MessageId,
    /// The wordings that stand, oldest first: one, or several where writers did not see one another's. Never empty.
    pub standing: Vec<Entry<T>>,
    /// The wordings that others took the place of, or that were struck through, oldest first.
    pub earlier: Vec<Entry<T>>,
    /// Who struck all of it through, and why.
    pub struck: Option<Entry<Withdraw>>,
}

impl<T> Thing<T> {
    /// The wording to show: the latest of those that stand.
    pub fn now(&self) -> &Entry<T> {
        self.standing.last().expect("a thing has at least one wording that stands")
    }

    /// Every wording that it ever had.
    pub fn wordings(&self) -> impl Iterator<Item = &Entry<T>> {
        self.earlier.iter().chain(&self.standing)
    }

    /// Its first wording.
    pub fn first(&self) -> &Entry<T> {
        self.wordings().min_by_key(|e| (e.id != self.id, e.at, e.id)).expect("a thing has at least one wording")
    }

    /// What a new wording has to say that its writer had before them.
    pub fn seen(&self) -> Vec<MessageId> {
        self.standing.iter().map(|e| e.id).collect()
    }

    /// Whether several wordings stand beside one another.
    pub fn disputed(&self) -> bool {
        self.standing.len() > 1
    }

    /// Whether it is struck through.
    pub fn is_struck(&self) -> bool {
        self.struck.is_some()
    }
}

/// **Silent: it names its wordings, and none of their words.**
impl<T> fmt::Debug for Thing<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Thing")
            .field("id", &self.id)
            .field("standing", &self.standing)
            .field("earlier", &self.earlier)
            .finish_non_exhaustive()
    }
}

/// Which entries are struck through, each by the first that did so.
pub(super) type Struck = BTreeMap<MessageId, Entry<Withdraw>>;

/// One wording, with what it revises and what its writer had seen.
struct Wording<T> {
    entry: Entry<T>,
    revises: Option<MessageId>,
    seen: Vec<MessageId>,
}

/// Puts the entries of one kind together as things, in the order of their first entries. `works` are in order; `seeds` come from elsewhere
/// and stand before all of them. Also gives the entries that revise what is of another kind, or themselves: they contradict.
pub(super) fn things<T: Clone>(
    seeds: Vec<Entry<T>>,
    works: &[Work],
    struck: &Struck,
    pick: impl Fn(&Did) -> Option<&T>,
) -> (Vec<Thing<T>>, Vec<MessageId>) {
    let mut wordings: Vec<Wording<T>> = seeds.into_iter().map(|entry| Wording { entry, revises: None, seen: Vec::new() }).collect();
    wordings.extend(works.iter().filter_map(|work| {
        let entry = Entry::of(work, pick(&work.did)?.clone());
        Some(Wording { entry, revises: work.did.revises(), seen: work.did.seen() })
    }));
    // Most cases have few of each kind, and most things one wording: nothing to look up.
    if wordings.iter().all(|w| w.revises.is_none()) {
        return (wordings.into_iter().map(|w| thing(w.entry.id, vec![w], struck)).collect(), Vec::new());
    }
    let others: BTreeSet<MessageId> = works.iter().filter(|w| pick(&w.did).is_none()).map(Work::id).collect();
    let revises: BTreeMap<MessageId, Option<MessageId>> = wordings.iter().map(|w| (w.entry.id, w.revises)).collect();
    let (mut groups, mut against) = (Vec::<(MessageId, Vec<Wording<T>>)>::new(), Vec::new());
    let mut place = BTreeMap::new();
    for wording in wordings {
        let Some(root) = root(wording.entry.id, &revises, &others) else {
            against.push(wording.entry.id);
            continue;
        };
        let at = *place.entry(root).or_insert_with(|| {
            groups.push((root, Vec::new()));
            groups.len() - 1
        });
        groups[at].1.push(wording);
    }
    (groups.into_iter().map(|(id, wordings)| thing(id, wordings, struck)).collect(), against)
}

/// The first entry of the thing: one that revises nothing, or one that is not here. None where the way leads to another kind, or in a ring.
fn root(from: MessageId, revises: &BTreeMap<MessageId, Option<MessageId>>, others: &BTreeSet<MessageId>) -> Option<MessageId> {
    let (mut at, mut been) = (from, BTreeSet::new());
    while let Some(Some(before)) = revises.get(&at) {
        if !been.insert(at) || others.contains(before) {
            return None;
        }
        at = *before;
    }
    Some(at)
}

fn thing<T>(id: MessageId, wordings: Vec<Wording<T>>, struck: &Struck) -> Thing<T> {
    if let [one] = wordings.as_slice() {
        let struck = struck.get(&id).or_else(|| struck.get(&one.entry.id)).cloned();
        return Thing { id, standing: wordings.into_iter().map(|w| w.entry).collect(), earlier: Vec::new(), struck };
    }
    let alone = |w: &Wording<T>| w.entry.id != id && struck.contains_key(&w.entry.id);
    let mut stands = standing(&wordings, |w| !alone(w));
    // Where each wording was struck through by itself, so was the thing: the last who did so stands for all.
    let each = wordings.iter().all(alone);
    if each {
        stands = standing(&wordings, |_| true);
    }
    let last = || wordings.iter().filter_map(|w| struck.get(&w.entry.id)).max_by_key(|e| (e.at, e.id)).cloned();
    let struck = struck.get(&id).cloned().or_else(|| if each { last() } else { None });
    let (standing, earlier): (Vec<_>, Vec<_>) = wordings.into_iter().map(|w| w.entry).partition(|e| stands.contains(&e.id));
    Thing { id, standing, earlier, struck }
}

/// The living wordings that no other living one was written with sight of; if they saw one another in a ring, the last of them.
fn standing<T>(wordings: &[Wording<T>], lives: impl Fn(&Wording<T>) -> bool) -> BTreeSet<MessageId> {
    let seen: BTreeMap<MessageId, &[MessageId]> = wordings.iter().map(|w| (w.entry.id, w.seen.as_slice())).collect();
    let mut passed = BTreeSet::new();
    for wording in wordings.iter().filter(|w| lives(w)) {
        let mut next: Vec<MessageId> = wording.seen.iter().copied().filter(|s| *s != wording.entry.id).collect();
        while let Some(id) = next.pop() {
            if passed.insert(id) {
                next.extend(seen.get(&id).into_iter().copied().flatten().filter(|s| **s != wording.entry.id));
            }
        }
    }
    let living = || wordings.iter().filter(|w| lives(w)).map(|w| w.entry.id);
    let stands: BTreeSet<_> = living().filter(|id| !passed.contains(id)).collect();
    if stands.is_empty() { living().last().into_iter().collect() } else { stands }
}
