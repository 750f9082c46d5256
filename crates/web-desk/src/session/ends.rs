//! Where a session begins and ends: in the memory of this process, which alone holds its keys, and in the table, which every process of the desk reads.
//! Must not know any page.

use std::sync::Arc;
use std::sync::atomic::AtomicI64;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::HeaderMap;
use team::acts;
use team::session::Checked;

use super::{LONGEST, SignedIn, cookie, ended, hash, lock, secret};
use crate::DeskDoor;
use crate::errors::Fault;
use crate::vault;

/// Why a session ends whose account has.
pub(super) const ACCOUNT: &str = "the account has ended";

/// Lets someone in whose every step was right: a new session, whatever this browser held before. What the browser is to hold.
pub(crate) async fn begin(door: &Arc<DeskDoor>, checked: Checked) -> Result<String, Fault> {
    lasts(door, &checked).await?;
    let session = checked.enter(&door.office).await?;
    let now = door.world().now();
    let (held, id) = (secret(door), URL_SAFE_NO_PAD.encode(door.world().name()));
    door.office.store.begin_session(&door.office.site, &id, session.name(), now).await?;
    let who =
        SignedIn { id, session: Arc::new(session), token: secret(door), done: Default::default(), made: now, seen: AtomicI64::new(now) };
    let who = Arc::new(who);
    lock(&door.sessions.here).insert(hash(&held), Arc::clone(&who));
    tokio::spawn(vault::fill(Arc::clone(door), who));
    Ok(held)
}

/// Refuses whose account has ended, or changed its passphrase, since theirs was right: at another process of the desk that is not seen otherwise.
pub(crate) async fn lasts(door: &DeskDoor, checked: &Checked) -> Result<(), Fault> {
    let row = door.office.store.account(&door.office.site, &checked.account.name).await?;
    let same = row.is_some_and(|row| row.ended.is_none() && row.wrapped == checked.account.locked);
    if same { Ok(()) } else { Err(has_changed()) }
}

/// What is said to who is between two steps, and not let in.
pub(crate) fn has_changed() -> Fault {
    Fault::Refused("this account has changed since you began to sign in; begin again".into())
}

/// Ends the session with this name, wherever it is, and says why; whether there was one.
pub(crate) async fn end(door: &DeskDoor, id: &str, why: &str) -> Result<bool, Fault> {
    let found = {
        let mut here = lock(&door.sessions.here);
        let key = here.iter().find(|(_, s)| s.id == id).map(|(key, _)| *key);
        key.and_then(|key| here.remove(&key))
    };
    if found.is_some() {
        vault::leave(door);
    }
    // None, if another process has ended and noted it.
    let whose = door.office.store.end_session(&door.office.site, id, door.world().now(), why).await?;
    if let Some(account) = &whose {
        acts::note(&door.office, account, "sign-out", acts::NOBODY).await?;
    }
    Ok(found.is_some() || whose.is_some())
}

/// Ends this browser's session in this process alone, where the database is away: its keys go all the same, and its row when the desk next starts.
pub(crate) fn forget_keys(door: &DeskDoor, headers: &HeaderMap) {
    let held = cookie::read(headers, door.https).map(hash);
    if held.and_then(|held| lock(&door.sessions.here).remove(&held)).is_some() {
        vault::leave(door);
    }
}

/// Ends every session of an account but the one that is named, and lets nobody go on who is between two steps of signing in to it.
pub(crate) async fn end_others(door: &DeskDoor, account: &str, but: &str, why: &str) -> Result<(), Fault> {
    lock(&door.sessions.pending).retain(|_, p| p.checked.account.name != account);
    // Those of this process first, and all before any is noted: they are over even if the database is away.
    let theirs = |who: &SignedIn| who.session.name() == account && who.id != but;
    let here: Vec<_> = lock(&door.sessions.here).extract_if(|_, who| theirs(who)).map(|(_, who)| who.id.clone()).collect();
    if !here.is_empty() {
        vault::leave(door);
    }
    for id in here {
        end(door, &id, why).await?;
    }
    for row in door.office.store.sessions_that_last(&door.office.site, account).await?.iter().filter(|row| row.id != but) {
        end(door, &row.id, why).await?;
    }
    Ok(())
}

/// Ends every session of an account, as [`end_others`] does.
pub(crate) async fn end_all(door: &DeskDoor, account: &str, why: &str) -> Result<(), Fault> {
    end_others(door, account, "", why).await
}

/// Ends what the table still lists of nobody: whatever has lasted longer than any session does, since its process was killed, or could not note its end.
pub(crate) async fn end_late(door: &DeskDoor) -> Result<(), Fault> {
    let now = door.world().now();
    for account in door.office.store.end_sessions(&door.office.site, now - LONGEST, now, "lasted too long").await? {
        acts::note(&door.office, &account, "sign-out", acts::NOBODY).await?;
    }
    Ok(())
}

/// Ends those of this process that have done nothing for too long, have lasted too long, or were ended elsewhere.
pub(crate) async fn end_idle(door: &DeskDoor) {
    let now = door.world().now();
    lock(&door.sessions.pending).retain(|_, p| p.until > now);
    for who in door.sessions.all().iter() {
        // It, or its account, may also have been ended by a command, or by another process of the desk.
        let gone = door.office.store.session_lasts(&door.office.site, &who.id).await.is_ok_and(|lasts| !lasts);
        if !gone && !ended(who, now) {
            continue;
        }
        let why = if gone { ACCOUNT } else { "idle" };
        if let Err(fault) = end(door, &who.id, why).await {
            tracing::error!(?fault, "the end of a session could not be noted");
        }
    }
}
