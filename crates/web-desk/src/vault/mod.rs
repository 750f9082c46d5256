//! What is open while the desk is unlocked: of each concern, what lists need to know, in memory alone. **Nothing of it touches the disk, and it is
//! dropped when the last who may see it leaves.** Must not know pages; what one person may see is asked with that person at hand.

mod fill;
mod held;
mod known;
mod links;
mod nets;
mod part;
mod said;

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use seal::SealedTo;
use store::Concern;
use team::{Circle, Desk, Opened};

pub(crate) use fill::fill;
pub(crate) use held::Held;
pub(crate) use known::Sort;
pub(crate) use links::{Alike, Decided, Member};
use nets::Nets;
pub(crate) use part::Found;
use part::Part;

use crate::DeskDoor;

/// What has just been written may carry a time of some seconds ago.
const SLACK: i64 = 30;

/// Everything that is open.
#[derive(Default)]
pub(crate) struct Vault {
    inner: RwLock<Inner>,
    /// What was opened to the last: nothing, the team's, the managers' too.
    pub(super) filled: AtomicU8,
    /// Of how many, while they are being opened: the team's; all, with the managers'.
    pub(super) of: [AtomicU64; 2],
}

#[derive(Default)]
struct Inner {
    held: HashMap<String, Arc<Held>>,
    /// The same by number; none where one was dropped.
    by_number: Vec<Option<Arc<Held>>>,
    numbers: HashMap<String, u32>,
    /// The words of them, by who may see them.
    parts: HashMap<Circle, Part>,
    nets: Nets,
    /// By concern: in whose records something was decided about a pair with one of its things.
    spoken_of: HashMap<String, HashSet<u32>>,
}

impl Inner {
    fn number(&mut self, id: &str) -> u32 {
        let by_number = &mut self.by_number;
        *self.numbers.entry(id.to_owned()).or_insert_with(|| {
            by_number.push(None);
            u32::try_from(by_number.len() - 1).unwrap_or(u32::MAX)
        })
    }

    fn numbered(&self, number: u32) -> Option<&Arc<Held>> {
        self.by_number.get(number as usize)?.as_ref()
    }

    /// Takes its words out.
    fn unfind(&mut self, held: &Held, number: u32) {
        if self.parts.get_mut(&held.circle).is_some_and(|part| part.remove(number)) {
            self.parts.remove(&held.circle);
        }
    }

    fn remove(&mut self, id: &str) {
        let (Some(held), Some(number)) = (self.held.remove(id), self.numbers.get(id).copied()) else { return };
        self.by_number[number as usize] = None;
        self.unfind(&held, number);
        self.nets.remove(number, &held);
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

    /// Holds one from now on, in place of how it was, and finds it by what it says. **Ask first whether the one for whom it was opened may see it.**
    pub(crate) fn put(&self, row: Concern, opened: &Opened) -> Arc<Held> {
        let held = Arc::new(Held::new(row, opened));
        let texts = said::texts(opened);
        let (id, mut inner) = (held.row.id.clone(), self.write());
        let number = inner.number(&id);
        inner.by_number[number as usize] = Some(Arc::clone(&held));
        let before = inner.held.insert(id.clone(), Arc::clone(&held));
        if let Some(before) = before.as_deref().filter(|before| before.circle != held.circle) {
            inner.unfind(before, number);
        }
        inner.parts.entry(held.circle.clone()).or_default().put(number, texts.iter().map(String::as_str).chain([id.as_str()]));
        inner.nets.put(number, before.as_deref(), &held);
        for link in &held.links {
            inner.spoken_of.entry(link.what.with.to_string()).or_default().insert(number);
        }
        held
    }

    /// Holds one no more.
    pub(crate) fn remove(&self, id: &str) {
        self.write().remove(id);
    }

    /// Drops what nobody who is still here may see.
    fn keep_only(&self, may: impl Fn(&Circle) -> bool) {
        if self.read().parts.keys().all(&may) {
            return;
        }
        let mut inner = self.write();
        inner.parts.retain(|circle, _| may(circle));
        if inner.parts.is_empty() {
            *inner = Inner::default();
            return;
        }
        let gone: Vec<String> = inner.held.values().filter(|held| !may(&held.circle)).map(|held| held.row.id.clone()).collect();
        gone.iter().for_each(|id| inner.remove(id));
    }

    /// Gives back the memory that was held in reserve while much came in.
    fn settle(&self) {
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
        (whole + few, self.of[usize::from(all)].load(Ordering::Relaxed).max(whole) + few)
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
}

/// Opens anew what others have changed in the database since it was last looked for: another process of the desk, the public door, a command.
/// **Only with the keys of someone who is here**; when nobody is, nothing is looked for.
pub(crate) async fn look_for_changes(door: &DeskDoor) {
    if !door.sessions.all().iter().any(|s| s.role().holds(SealedTo::Team)) {
        return;
    }
    let since = door.looked.swap(door.world().now(), Ordering::Relaxed) - SLACK;
    if let Err(error) = look(door, since).await {
        tracing::error!(%error, "what has changed could not be looked for");
    }
}

async fn look(door: &DeskDoor, since: i64) -> Result<(), team::Error> {
    for id in door.office.store.changed(&door.office.site, since).await.map_err(|e| team::away(&e))? {
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
