//! Opening everything, beside the work, from the moment in which someone unlocks the desk: the open concerns first, then all others.
//! **Only as long as someone is here whose keys open it.** Must not know what is done with what is open.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use seal::SealedTo;
use store::{Concern, Filter, Place};
use unseal::Role;

use super::hold;
use crate::DeskDoor;
use crate::session::SignedIn;

/// Concerns that are opened between two looks at who is here.
const PAGE: u32 = 500;

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
    for (of, whose) in door.vault.of.iter().zip([Some(SealedTo::Team.text()), None]).take(usize::from(level)) {
        match door.office.store.count(&door.office.site, whose).await {
            Ok(count) => of.store(count, Ordering::Relaxed),
            Err(error) => tracing::warn!(%error, "the concerns could not be counted"),
        }
    }
    for open in [true, false] {
        if let Err(error) = all(&door, &who, open).await {
            tracing::error!(%error, "not everything could be opened: the search knows only a part");
            door.vault.filled.store(0, Ordering::Relaxed);
        }
    }
    door.vault.settle();
    if door.sessions.all().iter().any(|s| s.id == who.id) {
        // All of it is open. A number of before would tell of what is taken out later, for named people say.
        door.vault.of.iter().take(usize::from(level)).for_each(|of| of.store(0, Ordering::Relaxed));
    }
}

/// What is for named people opens with the keys of each of them alone, whatever others have opened before.
async fn for_named(door: &Arc<DeskDoor>, who: &Arc<SignedIn>) -> Result<(), team::Error> {
    let rows = door.office.store.for_named(&door.office.site).await.map_err(|e| team::away(&e))?;
    part(Arc::clone(door), Arc::clone(who), rows).await
}

async fn all(door: &Arc<DeskDoor>, who: &Arc<SignedIn>, open: bool) -> Result<(), team::Error> {
    let mut filter = Filter { open, state: (!open).then(|| "closed".to_owned()), ..Filter::default() };
    loop {
        let page = door.office.store.concerns(&door.office.site, &filter, PAGE).await.map_err(|e| team::away(&e))?;
        let Some(last) = page.last() else { return Ok(()) };
        filter.after = Some(Place { due: last.due, id: last.id.clone() });
        // On two cores at once: most of the time goes into opening.
        let (left, right) = page.split_at(page.len() / 2);
        let other = tokio::spawn(part(Arc::clone(door), Arc::clone(who), right.to_vec()));
        part(Arc::clone(door), Arc::clone(who), left.to_vec()).await?;
        other.await.map_err(|_| team::Error::CouldNot("opening was broken off".into()))??;
        if !door.sessions.all().iter().any(|s| s.id == who.id) {
            return hand_over(door, who);
        }
    }
}

/// Who has left opens nothing any more: someone else who is here goes on, if there is anyone.
fn hand_over(door: &Arc<DeskDoor>, who: &SignedIn) -> Result<(), team::Error> {
    door.vault.filled.store(0, Ordering::Relaxed);
    let next = door.sessions.all().into_iter().filter(|s| s.id != who.id).max_by_key(|s| level(s.role()));
    // What was opened since they left is dropped with the rest.
    super::leave(door);
    if let Some(next) = next {
        tokio::spawn(begin(Arc::clone(door), next));
    }
    Ok(())
}

/// As [`fill`]; a function of its own, so that one can start another.
fn begin(door: Arc<DeskDoor>, who: Arc<SignedIn>) -> std::pin::Pin<Box<dyn Future<Output = ()> + Send>> {
    Box::pin(fill(door, who))
}

async fn part(door: Arc<DeskDoor>, who: Arc<SignedIn>, page: Vec<Concern>) -> Result<(), team::Error> {
    let desk = who.desk(&door);
    for row in page.into_iter().filter(|row| desk.may_open(row)) {
        if door.vault.get(&row.id).is_none_or(|held| held.row != row) {
            hold(&door.vault, &desk, row).await?;
        }
    }
    Ok(())
}
