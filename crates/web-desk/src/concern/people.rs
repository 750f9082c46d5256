//! The accounts that have to do with a concern: who may see it, who could be named, who was named and has left. Must not know forms or pages.

use team::Circle;
use unseal::Role;

use super::Open;
use crate::DeskDoor;
use crate::errors::Fault;

/// Accounts, by what they have to do with a concern.
pub(super) struct People {
    /// Those that may see it: who cannot is not given it.
    pub(super) may_see: Vec<String>,
    /// Those that could be named.
    pub(super) nameable: Vec<String>,
}

/// Who they are.
pub(super) async fn people(door: &DeskDoor, open: &Open) -> Result<People, Fault> {
    let all = door.office.store.accounts(&door.office.site).await?;
    let circle = open.opened.circle(&open.row);
    let of = |circle: &Circle| {
        let takes = |a: &&store::Account| Role::parse(&a.role).is_some_and(|role| role != Role::Setup && circle.takes(&a.name, role));
        all.iter().filter(|a| a.ended.is_none()).filter(takes).map(|a| a.name.clone()).collect()
    };
    Ok(People { may_see: of(&circle), nameable: of(&Circle::all(circle.to)) })
}

/// Who is named, and has left: they may have kept the key that the others still use.
pub(super) async fn left(door: &DeskDoor, open: &Open) -> Result<Vec<String>, Fault> {
    let mut left = Vec::new();
    for name in &open.opened.named {
        if door.office.store.account(&door.office.site, name).await?.is_none_or(|account| account.ended.is_some()) {
            left.push(name.clone());
        }
    }
    Ok(left)
}
