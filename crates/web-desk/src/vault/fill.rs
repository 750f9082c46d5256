//! Opening everything, beside the work, from the moment in which someone unlocks the desk: what is due first before the rest, on every core.
//! **Only as long as someone is here whose keys open it.** Must not know what is done with what is open.

use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::available_parallelism;

use seal::SealedTo;
use store::{Concern, Filter, Place};
use team::snapshot::{PARTS, part_of};
use unseal::Role;

use super::keep::{self, Wanted};
use crate::DeskDoor;
use crate::session::SignedIn;

/// Clear columns that are read from the database at once.
const PAGE: u32 = 5_000;
/// So many of those that are not closed are opened before all others, in the order in which they are due.
const FIRST: usize = 2_000;

/// How much a role opens: nothing, the team's, the managers' too.
pub(super) fn level(role: Role) -> u8 {
    u8::from(role.holds(SealedTo::Team)) + u8::from(role.holds(SealedTo::Managers))
}

/// Opens everything that `who` may see and that is not open yet; ends at once where another is at it with as many keys, or when `who` leaves.
pub(crate) async fn fill(door: Arc<DeskDoor>, who: Arc<SignedIn>) {
    let level = level(who.role());
    if level == 0 {
        return;
    }
    if let Err(error) = for_named(&door, &who).await {
        tracing::error!(%error, "what is for named people could not be opened");
    }
    if door.vault.filled.fetch_max(level, Ordering::Relaxed) >= level {
        return;
    }
    match everything(&door, &who, level).await {
        Ok(true) => {
            door.vault.settle();
            weave(&door).await;
            super::learn(&door);
            super::look_for_matches(&door);
        }
        Ok(false) => hand_over(&door, &who),
        Err(error) => {
            tracing::error!(%error, "not everything could be opened: the search knows only a part");
            door.vault.filled.store(0, Ordering::Relaxed);
        }
    }
}

/// What is for named people opens with the keys of each of them alone, whatever others have opened before.
async fn for_named(door: &Arc<DeskDoor>, who: &Arc<SignedIn>) -> Result<(), team::Error> {
    let (rows, desk) = (door.office.store.for_named(&door.office.site).await.map_err(|e| team::away(&e))?, who.desk(door));
    for row in rows.into_iter().filter(|row| desk.may_open(row) && door.vault.get(&row.id).is_none_or(|held| held.row != *row)) {
        super::hold(&door.vault, &desk, row).await?;
    }
    Ok(())
}

/// What may be of the same person, place or thing is reckoned last: lists and search are whole before.
async fn weave(door: &Arc<DeskDoor>) {
    while door.vault.weave() {
        tokio::task::yield_now().await;
    }
}

/// False if `who` left before all was open.
async fn everything(door: &Arc<DeskDoor>, who: &Arc<SignedIn>, level: u8) -> Result<bool, team::Error> {
    let (store, site) = (&door.office.store, &door.office.site);
    for (of, whose) in door.vault.of.iter().zip([Some(SealedTo::Team.text()), None]) {
        of.store(store.count(site, whose).await.map_err(|e| team::away(&e))?, Ordering::Relaxed);
    }
    let (open, all_of_it) = rows(door, who, Filter { open: true, ..Filter::default() }, FIRST).await?;
    let desk = who.desk(door);
    for row in open.into_iter().filter(|row| door.vault.get(&row.id).is_none()) {
        if !is_here(door, who) {
            return Ok(false);
        }
        super::hold(&door.vault, &desk, row).await?;
    }
    if all_of_it {
        door.vault.open.fetch_max(level, Ordering::Relaxed);
    }
    let seen = door.snapshot.forgotten();
    door.vault.changed.begin();
    let stamps = Arc::new(store.stamps(site).await.map_err(|e| team::away(&e))?);
    let (rows, _) = rows(door, who, Filter::default(), usize::MAX).await?;
    let mut parts: Vec<Wanted> = (0..PARTS).map(|number| Wanted { number, rows: Vec::new(), stamps: Arc::clone(&stamps), seen }).collect();
    for row in rows {
        parts[usize::from(part_of(&row.id))].rows.push(row);
    }
    let here = each(door, who, parts).await?;
    if here {
        door.vault.open.fetch_max(level, Ordering::Relaxed);
        door.vault.done.fetch_max(level, Ordering::Relaxed);
    }
    Ok(here)
}

/// Whether someone is still here.
pub(super) fn is_here(door: &DeskDoor, who: &SignedIn) -> bool {
    door.sessions.all().iter().any(|s| s.id == who.id)
}

/// The clear columns of what `who` may open and nobody is named in, in the order in which it is due; `most` at most are looked at. Whether that is all.
async fn rows(door: &DeskDoor, who: &SignedIn, mut filter: Filter, most: usize) -> Result<(Vec<Concern>, bool), team::Error> {
    let (mut rows, mut seen, desk) = (Vec::new(), 0, who.desk(door));
    while seen < most {
        let limit = u32::try_from(most - seen).unwrap_or(PAGE).min(PAGE);
        let page = door.office.store.concerns(&door.office.site, &filter, limit).await.map_err(|e| team::away(&e))?;
        let Some(last) = page.last() else { return Ok((rows, true)) };
        filter.after = Some(Place { due: last.due, id: last.id.clone() });
        seen += page.len();
        rows.extend(page.into_iter().filter(|row| row.named.is_none() && desk.may_open(row)));
    }
    Ok((rows, false))
}

/// Takes these parts in, on every core at once, since most of the time goes into opening. False if `who` left before.
async fn each(door: &Arc<DeskDoor>, who: &Arc<SignedIn>, parts: Vec<Wanted>) -> Result<bool, team::Error> {
    let left = Arc::new(Mutex::new(parts.into_iter()));
    let workers = (0..available_parallelism().map_or(1, usize::from)).map(|_| {
        let (door, who, left) = (Arc::clone(door), Arc::clone(who), Arc::clone(&left));
        tokio::spawn(async move {
            loop {
                let next = left.lock().unwrap_or_else(PoisonError::into_inner).next();
                let Some(next) = next else { return Ok::<_, team::Error>(true) };
                let here = is_here(&door, &who);
                let Some(part) = (if here { keep::part(&door, &who, next).await? } else { None }) else { return Ok(false) };
                part.take_into(&door.vault);
            }
        })
    });
    let mut here = true;
    for worker in workers.collect::<Vec<_>>() {
        here &= worker.await.map_err(|_| team::Error::CouldNot("opening was broken off".into()))??;
    }
    Ok(here && is_here(door, who))
}

/// Who has left opens nothing any more: someone else who is here goes on, if there is anyone.
fn hand_over(door: &Arc<DeskDoor>, who: &SignedIn) {
    door.vault.filled.store(0, Ordering::Relaxed);
    let next = door.sessions.all().into_iter().filter(|s| s.id != who.id).max_by_key(|s| level(s.role()));
    // What was opened since they left is dropped with the rest.
    super::leave(door);
    if let Some(next) = next {
        tokio::spawn(begin(Arc::clone(door), next));
    }
}

/// As [`fill`]; a function of its own, so that one can start another.
fn begin(door: Arc<DeskDoor>, who: Arc<SignedIn>) -> std::pin::Pin<Box<dyn Future<Output = ()> + Send>> {
    Box::pin(fill(door, who))
}
