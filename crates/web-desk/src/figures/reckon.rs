//! What is counted: every concern that the one who asks may know of, if all of them are open; otherwise how far that is, and what the clear columns
//! say. **What is for the managers alone is counted for managers alone, and what is for named people for those who are named**: a number that changed when
//! one of them came in would tell of it.
//! Must not know how figures are shown.

use casework::figures::{Figures, LEAST, Row, Table};
use seal::SealedTo;
use store::{Concern, Filter, Place};

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
    /// Nobody is here whose keys open anything; what came in, by month.
    Locked(Table),
    /// Not all of it is open yet.
    Opening {
        /// So many are open.
        open: usize,
        /// Of so many.
        of: usize,
        /// What came in, by month.
        received: Table,
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
    let (mut rows, mut arrived, mut missing) = (Vec::new(), Vec::new(), Vec::new());
    let mut filter = Filter { sealed_to: (whose == SealedTo::Team).then(|| whose.text().to_owned()), ..Filter::default() };
    loop {
        let page = door.office.store.concerns(&door.office.site, &filter, PAGE).await?;
        let Some(last) = page.last() else { break };
        filter.after = Some(Place { due: last.due, id: last.id.clone() });
        for concern in page.into_iter().filter(|c| c.named.is_none() || own.may_open(c)) {
            match door.vault.get(&concern.id) {
                Some(held) => take(&held, who, whose, &mut rows, &mut arrived),
                None if concern.named.is_some() => {
                    take(&*vault::hold(&door.vault, &own, concern).await?, who, whose, &mut rows, &mut arrived);
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
            take(&*vault::hold(&door.vault, &desk, concern).await?, who, whose, &mut rows, &mut arrived);
        }
    }
    if missing.is_empty() && keys.is_some() {
        return Ok(Reckoned::All(Box::new(figures(door, &rows, months))));
    }
    let (open, of) = (arrived.len(), arrived.len() + missing.len());
    arrived.extend(missing.iter().map(|concern: &Concern| concern.arrived));
    let received = figures(door, &arrived.into_iter().map(clear).collect::<Vec<_>>(), months).received;
    Ok(if keys.is_some() { Reckoned::Opening { open, of, received } } else { Reckoned::Locked(received) })
}

/// Counts what is open.
fn take(held: &Held, who: &SignedIn, whose: SealedTo, rows: &mut Vec<Row>, arrived: &mut Vec<i64>) {
    let all = held.circle.named.is_empty() && (whose == SealedTo::Managers || held.circle.to == whose);
    if all || who.may_see(held) {
        rows.push(held.counted.clone());
        arrived.push(held.row.arrived);
    }
}

/// What the clear columns say of one.
fn clear(arrived: i64) -> Row {
    Row { arrived, due: arrived, channel: String::new(), decided: None, outcome: None, told: false }
}

fn figures(door: &DeskDoor, rows: &[Row], months: &Months) -> Figures {
    Figures::of(rows, months.from, months.to, LEAST, &door.office.settings.calendar())
}
