//! The sealed snapshot: what is open, in parts, read when somebody unlocks the desk and written beside the work. **A part is believed only as far as the
//! database still says the same**: what has changed there is opened anew, what is gone is dropped. What a part cannot say is opened as if there were none.
//! What opened with no key at all stands in no part, **nor does what is for named people: the key of a part is everybody's.** Must not know how a part is sealed.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use seal::SealedTo;
use store::{Concern, Stamp};
use team::snapshot::{Snapshot, part_of};
use team::{Circle, Opened, Session};

use super::{Held, Vault, batch::Batch};
use crate::DeskDoor;
use crate::session::SignedIn;

/// So many changes make a part worth writing: opening so few anew takes some hundredths of a second.
const ENOUGH: usize = 8;
/// So many are asked of the database at once: about a megabyte.
const TOGETHER: usize = 64;

/// What has changed since it was written, by part.
#[derive(Default)]
pub(crate) struct Changed(Mutex<HashMap<u8, HashSet<String>>>);

impl Changed {
    pub(super) fn note(&self, id: &str) {
        let mut parts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        parts.entry(part_of(id)).or_default().insert(id.to_owned());
    }

    /// Everything is about to be looked for in the database: what has changed until now will be seen there.
    pub(super) fn begin(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// A part in which enough has changed, and what; it counts from nothing again.
    fn enough(&self) -> Option<(u8, HashSet<String>)> {
        let mut parts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let part = *parts.iter().find(|(_, ids)| ids.len() >= ENOUGH)?.0;
        parts.remove_entry(&part)
    }
}

/// A part of one key's, while it is brought up to date.
struct Kept {
    to: SealedTo,
    batch: Batch,
    /// What was dropped or added since it was written.
    changes: usize,
    /// Whether the least change has to be written: nothing of it is there, or something that must not be.
    must: bool,
}

/// A part, of each key that somebody holds.
pub(super) struct Part {
    number: u8,
    kept: Vec<Kept>,
    /// What no key opened; and what turned out to be for named people.
    loose: Vec<(Concern, Opened)>,
    seen: u64,
}

impl Part {
    /// Reads what there is of a part, and of that what is `still` so (none: what is gone). `seen` is what [`Snapshot::forgotten`] said before the database was asked.
    fn read(snapshot: &Snapshot, session: &Session, number: u8, seen: u64, still: &dyn Fn(&Stamp, &Held) -> Option<bool>) -> Part {
        let held = SealedTo::ALL.into_iter().filter(|to| session.account.role.holds(*to));
        let kept = held.map(|to| {
            let read = snapshot.read(session, to, number).unwrap_or_else(|refused| {
                tracing::warn!(part = number, %to, "{refused}");
                None
            });
            let mut batch = read.and_then(|bytes| Batch::read(&bytes)).unwrap_or_default();
            let mut gone = false;
            let dropped = batch.retain(|stamp, held| {
                let still = still(stamp, held);
                gone |= still.is_none();
                still == Some(true) && held.to == Some(to) && held.row.sealed_to == to.text()
            });
            Kept { to, must: gone || batch.all.is_empty(), changes: dropped, batch }
        });
        Part { number, kept: kept.collect(), loose: Vec::new(), seen }
    }

    /// Those of `rows` that it does not say, opened now. False if `who` left before.
    async fn open(&mut self, door: &DeskDoor, who: &SignedIn, rows: Vec<Concern>) -> Result<bool, team::Error> {
        let had = self.kept.iter().flat_map(|kept| &kept.batch.all).map(|(_, held)| held.row.id.clone()).collect::<HashSet<_>>();
        let desk = who.desk(door);
        let rows: Vec<Concern> = rows.into_iter().filter(|row| !had.contains(&row.id)).collect();
        for some in rows.chunks(TOGETHER) {
            if !super::fill::is_here(door, who) {
                return Ok(false);
            }
            for (row, kept) in some.iter().zip(desk.kept(some).await?) {
                let opened = desk.open_kept(row, kept)?;
                match self.kept.iter_mut().find(|kept| opened.named.is_empty() && Some(kept.to) == opened.to) {
                    Some(kept) => {
                        kept.changes += 1;
                        kept.batch.add(row.clone(), &opened);
                    }
                    None => self.loose.push((row.clone(), opened)),
                }
                // Whoever waits for a page on this core comes first.
                tokio::task::yield_now().await;
            }
        }
        Ok(true)
    }

    /// Writes what has changed enough.
    fn write(&mut self, snapshot: &Snapshot, session: &Session) {
        for kept in self.kept.iter_mut().filter(|kept| kept.changes >= if kept.must { 1 } else { ENOUGH }) {
            let Some(bytes) = kept.batch.bytes().map(zeroize::Zeroizing::new) else { continue };
            if let Err(refused) = snapshot.write(session, kept.to, self.number, &bytes, self.seen) {
                tracing::warn!(part = self.number, to = %kept.to, "{refused}");
            }
        }
    }

    pub(super) fn take_into(self, vault: &Vault) {
        for kept in self.kept {
            vault.take(&Circle::all(kept.to), kept.batch);
        }
        for (row, opened) in self.loose.into_iter().filter(|(row, _)| vault.get(&row.id).is_none()) {
            vault.put(row, &opened);
        }
    }
}

/// What is to be in a part, as the database says it.
pub(super) struct Wanted {
    pub(super) number: u8,
    pub(super) rows: Vec<Concern>,
    pub(super) stamps: Arc<HashMap<String, Stamp>>,
    pub(super) seen: u64,
}

/// A part as it is to be, from the snapshot as far as that goes; written where enough of it has changed. None if `who` left before.
pub(super) async fn part(door: &Arc<DeskDoor>, who: &Arc<SignedIn>, wanted: Wanted) -> Result<Option<Part>, team::Error> {
    let (at, session) = (Arc::clone(door), Arc::clone(&who.session));
    let reading = tokio::task::spawn_blocking(move || {
        let Wanted { number, rows, stamps, seen } = wanted;
        let by_id: HashMap<&str, &Concern> = rows.iter().map(|row| (row.id.as_str(), row)).collect();
        let still = |stamp: &Stamp, held: &Held| {
            let row = by_id.get(held.row.id.as_str())?;
            Some(**row == held.row && stamps.get(&held.row.id) == Some(stamp))
        };
        let part = Part::read(&at.snapshot, &session, number, seen, &still);
        drop(by_id);
        (part, rows)
    });
    let (mut part, rows) = reading.await.map_err(broken_off)?;
    if !part.open(door, who, rows).await? {
        return Ok(None);
    }
    written(door, who, part).await.map(Some)
}

async fn written(door: &Arc<DeskDoor>, who: &SignedIn, mut part: Part) -> Result<Part, team::Error> {
    let (at, session) = (Arc::clone(door), Arc::clone(&who.session));
    let writing = tokio::task::spawn_blocking(move || {
        part.write(&at.snapshot, &session);
        part
    });
    writing.await.map_err(broken_off)
}

fn broken_off(_: tokio::task::JoinError) -> team::Error {
    team::Error::CouldNot("opening was broken off".into())
}

/// Writes one part in which enough has changed, if there is one and everything is open. **Only with the keys of someone who is here.**
pub(crate) async fn keep_up(door: &Arc<DeskDoor>) {
    let Some(who) = super::most_keys(door) else { return };
    if !door.vault.is_done(who.role()) {
        return;
    }
    let seen = door.snapshot.forgotten();
    let Some((number, ids)) = door.vault.changed.enough() else { return };
    if let Err(error) = one(door, &who, number, &ids, seen).await {
        tracing::error!(%error, "a part of the snapshot could not be brought up to date");
    }
}

async fn one(door: &Arc<DeskDoor>, who: &Arc<SignedIn>, number: u8, ids: &HashSet<String>, seen: u64) -> Result<(), team::Error> {
    let (mut rows, desk) = (Vec::new(), who.desk(door));
    for id in ids {
        let row = door.office.store.concern(&door.office.site, id).await.map_err(|e| team::away(&e))?;
        rows.extend(row.filter(|row| row.named.is_none() && desk.may_open(row)));
    }
    let (at, session, ids) = (Arc::clone(door), Arc::clone(&who.session), ids.clone());
    let still = move |_: &Stamp, held: &Held| Some(!ids.contains(&held.row.id));
    let reading = tokio::task::spawn_blocking(move || Part::read(&at.snapshot, &session, number, seen, &still));
    let mut part = reading.await.map_err(broken_off)?;
    if part.open(door, who, rows).await? {
        written(door, who, part).await?;
    }
    Ok(())
}
