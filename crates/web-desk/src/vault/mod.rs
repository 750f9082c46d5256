//! What is open while the desk is unlocked: of each concern, what lists need to know, in memory; on the disk only sealed, as the
//! snapshot that `keep.rs` writes. **It is dropped when the last who may see it leaves.** Must not know pages; what one person may see is asked with that person at hand.

mod ages;
mod agreed;
mod batch;
mod fill;
mod held;
mod keep;
mod known;
mod learn;
mod links;
mod lists;
mod matches;
mod nets;
mod network;
mod part;
mod people;
mod said;
mod written;

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use casework::case::Entry;
use casework::work::Join;
use seal::SealedTo;
use store::Concern;
use team::{Circle, Desk, Opened};
use unseal::Role;

pub(crate) use agreed::Common;
use batch::Batch;
pub(crate) use fill::fill;
pub(crate) use held::Held;
pub(crate) use keep::keep_up;
pub(crate) use known::{Known, MOST_THINGS, Sort};
pub(crate) use learn::learn;
pub(crate) use links::{Alike, Decided, Member};
use lists::Lists;
use matches::Matching;
pub(crate) use matches::{ToLookAt, look_for_matches};
use nets::Nets;
pub(crate) use network::{Edge, How, Network};
pub(crate) use part::Found;
use part::Part;

use crate::DeskDoor;
use crate::session::SignedIn;

/// As few as these are put into the nets when they are taken in.
const AT_ONCE: usize = 32;
/// So many concerns are put into the nets while others wait to look: some milliseconds.
const WOVEN: usize = 8;
/// What has just been written may carry a time of some seconds ago.
const SLACK: i64 = 30;

/// Everything that is open.
#[derive(Default)]
pub(crate) struct Vault {
    inner: RwLock<Inner>,
    /// What was opened to the last: nothing, the team's, the managers' too.
    pub(super) filled: AtomicU8,
    /// For whom everything that is not closed is open: as above.
    pub(super) open: AtomicU8,
    /// For whom everything is.
    pub(super) done: AtomicU8,
    /// What has changed since the snapshot was written.
    pub(super) changed: keep::Changed,
    /// Of how many, when they were last counted: the team's; all, with the managers'.
    pub(super) of: [AtomicU64; 2],
    /// Whether somebody is learning.
    learning: AtomicBool,
    /// Whether somebody looks for matches of what not everyone may see.
    matching: AtomicBool,
}

/// That somebody is at something, until this goes: after a panic too, or nobody would begin it any more.
struct AtIt<'a>(&'a AtomicBool);

impl Drop for AtIt<'_> {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Release);
    }
}

#[derive(Default)]
struct Inner {
    held: HashMap<String, Arc<Held>>,
    /// The same by number; none where one was dropped.
    by_number: Vec<Option<Arc<Held>>>,
    numbers: HashMap<String, u32>,
    /// The words of them, by who may see them.
    parts: HashMap<Circle, Part>,
    /// What was disposed of while the desk was unlocked: who had read it before must not put it back.
    disposed: HashSet<String>,
    lists: Lists,
    nets: Nets,
    /// Those that are not in the nets yet: holding one against all others takes longer than all else that is done with it.
    not_woven: Vec<u32>,
    /// By concern: whose records join theirs with it, or say something about a pair with one of its things.
    spoken_of: HashMap<String, HashSet<u32>>,
    /// By the number of a concern that not everyone may see: what of it matches a concern that others see.
    matches: HashMap<u32, Vec<Matching>>,
    /// What has changed since these were looked for.
    unmatched: HashSet<u32>,
}

impl Inner {
    /// The number of a concern: the one that it has, or the next.
    fn number(&mut self, held: &Held) -> u32 {
        let by_number = &mut self.by_number;
        *self.numbers.entry(held.row.id.clone()).or_insert_with(|| {
            by_number.push(None);
            u32::try_from(by_number.len() - 1).unwrap_or(u32::MAX)
        })
    }

    fn numbered(&self, number: u32) -> Option<&Arc<Held>> {
        self.by_number.get(number as usize)?.as_ref()
    }

    /// The words of those that the same people may see.
    fn part(&mut self, circle: &Circle) -> &mut Part {
        self.parts.entry(circle.clone()).or_default()
    }

    /// Takes the words of one out.
    fn unfind(&mut self, circle: &Circle, number: u32) {
        if self.parts.get_mut(circle).is_some_and(|part| part.remove(number)) {
            self.parts.remove(circle);
        }
    }

    /// Holds one, in place of how it was, but for the nets. Its words are in the part of those who may see it already.
    fn hold(&mut self, number: u32, held: &Arc<Held>) -> Option<Arc<Held>> {
        self.by_number[number as usize] = Some(Arc::clone(held));
        let before = self.held.insert(held.row.id.clone(), Arc::clone(held));
        if let Some(before) = before.as_deref().filter(|before| before.circle != held.circle) {
            self.unfind(&before.circle, number);
        }
        self.lists.put(before.as_deref(), held);
        if before.as_deref().is_none_or(|b| b.things != held.things || b.circle != held.circle || b.links != held.links) {
            self.unmatched.insert(number);
        }
        for with in held.links.iter().map(|link| link.what.with).chain(held.joins.iter().map(|join| join.what.with)) {
            self.spoken_of.entry(with.to_string()).or_default().insert(number);
        }
        before
    }

    /// Holds one no longer.
    fn let_go(&mut self, id: &str) {
        let (held, number) = (self.held.remove(id), self.numbers.get(id).copied());
        let (Some(held), Some(number)) = (held, number) else { return };
        self.lists.remove(&held);
        self.by_number[number as usize] = None;
        self.unfind(&held.circle, number);
        self.nets.remove(number, &held);
        self.matches.remove(&number);
    }
}

impl Vault {
    fn read(&self) -> RwLockReadGuard<'_, Inner> {
        self.inner.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Inner> {
        self.inner.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// One concern, if it is open.
    pub(crate) fn get(&self, id: &str) -> Option<Arc<Held>> {
        self.read().held.get(id).cloned()
    }

    /// Those whose records join them with this one, as far as they are open and `may` lets through, each with that word on it.
    pub(crate) fn joined_by(&self, id: &str, may: impl Fn(&Held) -> bool) -> Vec<(Arc<Held>, Entry<Join>)> {
        let inner = self.read();
        let others = inner.spoken_of.get(id).into_iter().flatten().filter_map(|number| inner.numbered(*number)).filter(|other| may(other));
        let word = |other: &Arc<Held>| {
            let join = other.joins.iter().find(|join| join.what.with.to_string() == id)?;
            Some((Arc::clone(other), join.clone()))
        };
        let mut all: Vec<_> = others.filter_map(word).collect();
        all.sort_by_key(|(_, join)| (join.at, join.id));
        all
    }

    /// How many of those that `may` lets through are new, or have something new; and when the last of them came.
    pub(crate) fn news(&self, may: impl Fn(&Held) -> bool) -> (usize, i64) {
        let inner = self.read();
        let news = inner.held.values().filter(|h| may(h) && (h.row.state == "received" || h.news));
        news.fold((0, 0), |(many, newest), held| (many + 1, newest.max(held.row.arrived)))
    }

    /// Holds one from now on, in place of how it was, and finds it by what it says. **Ask first whether the one for whom it was opened may see it.**
    pub(crate) fn put(&self, row: Concern, opened: &Opened) -> Arc<Held> {
        let held = Arc::new(Held::new(row, opened));
        let texts = said::texts(opened);
        let mut inner = self.write();
        if inner.disposed.contains(&held.row.id) {
            return held;
        }
        let number = inner.number(&held);
        inner.part(&held.circle).put(number, texts.iter().map(String::as_str).chain([held.row.id.as_str()]));
        let before = inner.hold(number, &held);
        inner.nets.put(number, before.as_deref(), &held);
        drop(inner);
        // What no key opened, and what is for named people, stands in no snapshot.
        if held.to.is_some() && held.circle.named.is_empty() {
            self.changed.note(&held.row.id);
        }
        held
    }

    /// Takes many in at once that the same people may see. What is held already stays as it is: that is newer.
    fn take(&self, circle: &Circle, mut batch: Batch) {
        let mut inner = self.write();
        if !inner.disposed.is_empty() {
            batch.retain(|_, held| !inner.disposed.contains(&held.row.id));
        }
        // Who may see one may have changed meanwhile: its words of before must not come into their part.
        batch.retain(|_, held| inner.held.get(&held.row.id).is_none_or(|there| there.circle == *circle));
        if batch.all.iter().all(|(_, held)| inner.held.contains_key(&held.row.id)) {
            return;
        }
        let numbers: Vec<u32> = batch.all.iter().map(|(_, held)| inner.number(held)).collect();
        batch.index.renumber(|number| numbers.get(number as usize).copied());
        inner.part(circle).join(batch.index);
        for (number, (_, held)) in numbers.iter().zip(&batch.all) {
            if !inner.held.contains_key(&held.row.id) {
                inner.hold(*number, held);
                // A few hold up nobody.
                if numbers.len() <= AT_ONCE {
                    inner.nets.put(*number, None, held);
                } else {
                    inner.not_woven.push(*number);
                }
            }
        }
    }

    /// Puts some of those that were taken in into the nets. False if there are no more.
    fn weave(&self) -> bool {
        let mut inner = self.write();
        for _ in 0..WOVEN {
            let Some(number) = inner.not_woven.pop() else { return false };
            if let Some(held) = inner.by_number.get(number as usize).cloned().flatten() {
                inner.nets.put(number, None, &held);
            }
        }
        true
    }

    /// Holds one no more.
    fn remove(&self, id: &str) {
        self.write().let_go(id);
    }

    /// Drops what nobody who is still here may see.
    fn keep_only(&self, may: impl Fn(&Circle) -> bool) {
        if self.read().parts.keys().all(&may) {
            return;
        }
        let mut inner = self.write();
        inner.parts.retain(|circle, _| may(circle));
        if inner.parts.is_empty() {
            *inner = Inner { disposed: std::mem::take(&mut inner.disposed), ..Inner::default() };
            return;
        }
        let gone: Vec<String> = inner.held.values().filter(|held| !may(&held.circle)).map(|held| held.row.id.clone()).collect();
        gone.iter().for_each(|id| inner.let_go(id));
    }

    /// Drops what was disposed of, for good. False if that was done before.
    fn forget(&self, id: &str) -> bool {
        let mut inner = self.write();
        let new = inner.disposed.insert(id.to_owned());
        let held = inner.held.get(id).cloned();
        inner.let_go(id);
        if let Some(held) = held {
            inner.nets.forget(&held);
            if let Some(part) = inner.parts.get_mut(&held.circle) {
                part.sweep();
            }
        }
        new
    }

    /// Gives back the memory that was held in reserve while much came in.
    pub(super) fn settle(&self) {
        self.write().parts.values_mut().for_each(Part::settle);
    }

    /// How many are open of those that may be seen, and of how many: the team's, or `all` with the managers'. **Who may not see something learns no
    /// number of it.**
    pub(crate) fn progress(&self, all: bool, may: impl Fn(&Circle) -> bool) -> (u64, u64) {
        let inner = self.read();
        let open = |named: bool| {
            let parts = inner.parts.iter().filter(|(circle, _)| circle.named.is_empty() != named && may(circle));
            parts.map(|(_, part)| part.len() as u64).sum::<u64>()
        };
        let (whole, few) = (open(false), open(true));
        // What was counted before would tell of what is taken out later, for named people say.
        let done = self.done.load(Ordering::Relaxed) > u8::from(all);
        let of = if done { whole } else { self.of[usize::from(all)].load(Ordering::Relaxed).max(whole) };
        (whole + few, of + few)
    }

    /// Gives each that is not closed, the most pressing first, or each that is closed, the last due first; only what may be seen.
    pub(crate) fn each(&self, closed: bool, may: impl Fn(&Held) -> bool, mut one: impl FnMut(&Arc<Held>)) {
        let inner = self.read();
        if closed {
            inner.lists.closed().filter(|held| may(held)).for_each(&mut one);
        } else {
            inner.lists.open().filter(|held| may(held)).for_each(one);
        }
    }

    /// Whether everything that is not closed is open, for who may see the team's, or all.
    pub(crate) fn is_open(&self, all: bool) -> bool {
        self.open.load(Ordering::Relaxed) > u8::from(all)
    }

    /// Whether everything is open that a role may see.
    pub(crate) fn is_done(&self, role: Role) -> bool {
        self.done.load(Ordering::Relaxed) >= fill::level(role)
    }

    /// What is found by a question, the best first. **What may not be seen is not looked through.**
    pub(crate) fn find(&self, question: &str, limit: usize, may: impl Fn(&Circle) -> bool) -> Vec<Found> {
        let inner = self.read();
        let parts = inner.parts.iter().filter(|(circle, _)| may(circle));
        let hits = part::best(parts.flat_map(|(_, part)| part.find(question, limit)).collect(), limit);
        hits.into_iter().filter_map(|hit| Some(Found { held: Arc::clone(inner.numbered(hit.doc)?), hit })).collect()
    }
}

/// Opens one concern anew for the lists; the clear columns are those given.
///
/// # Errors
/// If the database does not let us.
pub(crate) async fn hold(vault: &Vault, desk: &Desk, row: Concern) -> Result<Arc<Held>, team::Error> {
    let opened = desk.read(&row).await?;
    Ok(vault.put(row, &opened))
}

/// After someone has left: what nobody who is still here may see is dropped. A request of theirs that was under way then may put something back:
/// that is dropped by whoever looks next.
pub(crate) fn leave(door: &DeskDoor) {
    let here = door.sessions.all();
    door.vault.keep_only(|circle| here.iter().any(|who| circle.has(&who.session.account)));
    let level = here.iter().map(|who| fill::level(who.role())).max().unwrap_or(0);
    door.vault.filled.fetch_min(level, Ordering::Relaxed);
    door.vault.open.fetch_min(level, Ordering::Relaxed);
    door.vault.done.fetch_min(level, Ordering::Relaxed);
}

/// Whoever is here whose keys open most: a manager's open everything that a worker's do.
fn most_keys(door: &DeskDoor) -> Option<Arc<SignedIn>> {
    door.sessions.all().into_iter().filter(|s| fill::level(s.role()) > 0).max_by_key(|s| fill::level(s.role()))
}

/// Opens anew what others have changed in the database since it was last looked for: another process of the desk, the public door, a command.
/// **Only with the keys of someone who is here**; when nobody is, nothing is looked for.
pub(crate) async fn look_for_changes(door: &DeskDoor) {
    if most_keys(door).is_none() {
        return;
    }
    let since = door.looked.swap(door.world().now(), Ordering::Relaxed) - SLACK;
    if let Err(error) = look(door, since).await {
        tracing::error!(%error, "what has changed could not be looked for");
    }
}

/// Drops what was disposed of, from memory and from the sealed snapshot. What the disk does not let go now goes when the database's files are cleaned.
pub(crate) fn forget(door: &DeskDoor, id: &str) {
    if door.vault.forget(id)
        && let Err(error) = door.snapshot.forget(id)
    {
        tracing::error!(%error, "a part of the snapshot could not be taken away");
    }
}

async fn look(door: &DeskDoor, since: i64) -> Result<(), team::Error> {
    let (store, site) = (&door.office.store, &door.office.site);
    // By another process of the desk.
    for gone in store.disposed(since).await.map_err(|e| team::away(&e))?.iter().filter(|gone| gone.site == *site) {
        forget(door, &gone.concern);
    }
    for id in store.changed(site, since).await.map_err(|e| team::away(&e))? {
        renew(door, &id).await?;
    }
    Ok(())
}

/// Opens one anew with the keys of someone who is here and may open it; where nobody is, it is held no more.
///
/// # Errors
/// If the database does not let us.
pub(crate) async fn renew(door: &DeskDoor, id: &str) -> Result<(), team::Error> {
    let row = door.office.store.concern(&door.office.site, id).await.map_err(|e| team::away(&e))?;
    if row.as_ref().is_some_and(|row| row.named.is_some()) {
        narrowed(door, id);
    }
    let desks = door.sessions.all().into_iter().map(|who| who.desk(door));
    // A manager's keys open everything that a worker's do, where nobody is named.
    let keys = |row: &Concern| desks.filter(|desk| desk.may_open(row)).max_by_key(|d| d.session.account.role.holds(SealedTo::Managers));
    match row.and_then(|row| Some((keys(&row)?, row))) {
        Some((desk, row)) => hold(&door.vault, &desk, row).await.map(|_| ()),
        None => {
            door.vault.remove(id);
            Ok(())
        }
    }
}

/// One is for named people from now on: what the sealed snapshot says of it, under a key that all hold, goes.
pub(crate) fn narrowed(door: &DeskDoor, id: &str) {
    if door.vault.get(id).is_some_and(|held| held.circle.named.is_empty())
        && let Err(error) = door.snapshot.forget(id)
    {
        tracing::error!(%error, "a part of the snapshot could not be taken away");
    }
}
