//! What is open while the desk is unlocked: of each concern, what lists need to know, in memory alone. **Nothing of it touches the disk, and it is
//! dropped when the last who may see it leaves.** Must not know pages; what one person may see is asked with that person at hand.

mod fill;
mod held;
mod part;
mod said;

use std::collections::HashMap;
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use seal::SealedTo;
use store::Concern;
use team::{Circle, Desk, Opened};

pub(crate) use fill::fill;
pub(crate) use held::Held;
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
    /// The same, by who may see them.
    parts: HashMap<Circle, Part>,
}

impl Inner {
    /// Takes one out.
    fn remove(&mut self, id: &str) {
        let Some(held) = self.held.remove(id) else { return };
        let Some(part) = self.parts.get_mut(&held.circle) else { return };
        part.remove(id);
        if part.len() == 0 {
            self.parts.remove(&held.circle);
        }
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
        let mut inner = self.write();
        let id = held.row.id.clone();
        if inner.held.get(&id).is_some_and(|before| before.circle != held.circle) {
            inner.remove(&id);
        }
        inner.parts.entry(held.circle.clone()).or_default().put(&held, &texts);
        inner.held.insert(id, Arc::clone(&held));
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
        inner.held.retain(|_, held| may(&held.circle));
        inner.held.shrink_to_fit();
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
        let found = parts.flat_map(|(_, part)| part.find(question, limit)).collect();
        part::best(found, limit)
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
