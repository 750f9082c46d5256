//! What is counted: every concern that the one who asks may know of, once all of them are open; until then only how far that is. **What came is counted by
//! when it was told, which is sealed: counted by the clear columns first, a concern would go from one month to another, and two figures of one month would
//! give it away.** **What is for the managers alone is counted for managers alone, and what is for named people for those who are named**: a number that changed when
//! one of them came in would tell of it.
//! Must not know how figures are shown.

use casework::figures::{Figures, LEAST, Row};
use seal::SealedTo;
use store::{Filter, Place};

use super::Months;
use crate::DeskDoor;
use crate::errors::Fault;
use crate::session::SignedIn;
use crate::vault::{self, Held};

/// Concerns are read from the database in pages of so many.
const PAGE: u32 = 5_000;
/// So many that are not open yet are opened at once, for the figures; more are left to what opens everything.
const FEW: usize = 200;

/// What came of it.
pub(super) enum Reckoned {
    /// Nobody is here whose keys open anything.
    Locked,
    /// Not all of it is open yet.
    Opening {
        /// So many are open.
        open: usize,
        /// Of so many.
        of: usize,
    },
    /// All of it.
    All(Box<Figures>),
}

/// Whether what is for the managers alone is counted too.
pub(super) fn counts_all(who: &SignedIn) -> bool {
    who.role().holds(SealedTo::Managers)
}

/// Reckons the figures of some months, for someone.
pub(super) async fn reckon(door: &DeskDoor, who: &SignedIn, months: &Months) -> Result<Reckoned, Fault> {
    let whose = if counts_all(who) { SealedTo::Managers } else { SealedTo::Team };
    let own = who.desk(door);
    let (mut rows, mut missing) = (Vec::new(), Vec::new());
    let mut filter = Filter { sealed_to: (whose == SealedTo::Team).then(|| whose.text().to_owned()), ..Filter::default() };
    loop {
        let page = door.office.store.concerns(&door.office.site, &filter, PAGE).await?;
        let Some(last) = page.last() else { break };
        filter.after = Some(Place { due: last.due, id: last.id.clone() });
        for concern in page.into_iter().filter(|c| c.named.is_none() || own.may_open(c)) {
            match door.vault.get(&concern.id) {
                Some(held) => take(&held, who, whose, &mut rows),
                None if concern.named.is_some() => {
                    take(&*vault::hold(&door.vault, &own, concern).await?, who, whose, &mut rows);
                }
                None => missing.push(concern),
            }
        }
    }
    let here = door.sessions.all();
    let keys = here.iter().find(|s| s.role().holds(whose));
    if let Some(keys) = keys.filter(|_| missing.len() <= FEW) {
        let desk = keys.desk(door);
        for concern in std::mem::take(&mut missing) {
            take(&*vault::hold(&door.vault, &desk, concern).await?, who, whose, &mut rows);
        }
    }
    if keys.is_none() {
        return Ok(Reckoned::Locked);
    }
    if !missing.is_empty() {
        return Ok(Reckoned::Opening { open: rows.len(), of: rows.len() + missing.len() });
    }
    let figures = Figures::of(&rows, months.from, months.to, LEAST, &door.office.settings.calendar());
    Ok(Reckoned::All(Box::new(figures)))
}

/// Counts what is open.
fn take(held: &Held, who: &SignedIn, whose: SealedTo, rows: &mut Vec<Row>) {
    let all = held.circle.named.is_empty() && (whose == SealedTo::Managers || held.circle.to == whose);
    if all || who.may_see(held) {
        rows.push(held.counted.clone());
    }
}
