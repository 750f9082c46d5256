//! Concerns that are joined, in the record of either: which they are, and how a page names them. **Of one that somebody may not see there is no trace.**
//! Must not know how a page looks.

use std::sync::Arc;

use casework::case::Entry;
use casework::work::Join;
use casework::{Case, plain};

use super::Open;
use super::pieces::signed;
use crate::DeskDoor;
use crate::errors::Fault;
use crate::session::SignedIn;
use crate::vault::Held;

/// A concern that is joined with this one; without a name where it is for others, or not open yet.
pub(super) struct Joined {
    pub(super) id: String,
    pub(super) name: Option<String>,
    pub(super) why: String,
    pub(super) signed: String,
    /// Whether it stands in that one's record alone.
    pub(super) there: bool,
}

/// The concerns that are joined with this one, in its record or in theirs, and that this person may see. Of others there is no trace. Those in whose
/// records it stands are known once they are open: see [`Vault::is_done`](crate::vault::Vault).
pub(super) async fn opened(door: &DeskDoor, this: &Open) -> Result<Vec<Open>, Fault> {
    let mut all = Vec::new();
    let mut ids: Vec<String> = this.opened.case(&this.row).joins.iter().map(|join| join.what.with.to_string()).collect();
    let theirs = door.vault.joined_by(&this.row.id, |held| held.circle.has(&this.desk.session.account));
    ids.extend(theirs.into_iter().map(|(held, _)| held.row.id.clone()).filter(|id| !ids.contains(id)).collect::<Vec<_>>());
    for id in ids {
        let row = door.office.store.concern(&door.office.site, &id).await?;
        let Some(row) = row.filter(|row| this.desk.may_open(row)) else { continue };
        let opened = this.desk.read(&row).await?;
        if this.desk.may_see(&row, &opened) {
            door.vault.put(row.clone(), &opened);
            all.push(Open { desk: this.desk.clone(), row, opened });
        }
    }
    Ok(all)
}

/// All of them, as the concern's page names them; those that only another record joins with it come last.
pub(super) fn listed(door: &DeskDoor, who: &SignedIn, case: &Case, id: &str) -> Vec<Joined> {
    let own = case.joins.iter().map(|join| {
        let id = join.what.with.to_string();
        let held = door.vault.get(&id).filter(|held| who.may_see(held));
        Joined { name: held.map(|held| children(&held)), id, why: plain(&join.what.why), signed: signed(join), there: false }
    });
    let theirs = door.vault.joined_by(id, |held| who.may_see(held)).into_iter();
    let new = theirs.filter(|(held, _)| !case.joins.iter().any(|join| join.what.with.to_string() == held.row.id));
    let there = |(held, join): (Arc<Held>, Entry<Join>)| Joined {
        id: held.row.id.clone(),
        name: Some(children(&held)),
        why: plain(&join.what.why),
        signed: signed(&join),
        there: true,
    };
    own.chain(new.map(there)).collect()
}

fn children(held: &Held) -> String {
    if held.children.is_empty() { "No name given".into() } else { held.children.join(", ") }
}
