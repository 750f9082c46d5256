//! Who is signed in: sessions with the keys that their passphrases opened, in memory alone; what is needed to be asked in each request.
//! **The desk is locked when nobody is here**: the last session to end takes the last key with it. Must not know any page.

mod begun;
mod cookie;
mod ends;
mod guesses;
mod sent;

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::extract::FromRequestParts;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::request::Parts;
use sha2::{Digest, Sha256};
use team::session::Checked;
use team::{Desk, Session, acts};
use unseal::Role;

pub(crate) use begun::Begun;
pub(crate) use cookie::{ASKING, AWAY, Cookie, NAMED, forget, set};
pub(crate) use ends::{begin, end, end_all, end_idle, end_late, end_others, forget_keys, has_changed, lasts};
pub(crate) use guesses::{Guesses, Try, What};
pub(crate) use sent::Sent;

use crate::DeskDoor;
use crate::errors::Fault;
use crate::vault::Held;

/// How long nobody may do nothing, in seconds.
const IDLE: i64 = 30 * 60;
/// How long a session lasts at most: a working day and its overtime.
const LONGEST: i64 = 12 * 3_600;
/// How long someone may take between the passphrase and the next step.
const BETWEEN: i64 = 10 * 60;
/// For how long ended sessions are listed: 90 days.
pub(crate) const REMEMBERED: i64 = 90 * 86_400;
/// At most so many are between two steps at once.
const MOST_PENDING: usize = 200;

/// Someone who is signed in.
pub(crate) struct SignedIn {
    /// The session's name: random, listed, and not what the browser holds.
    pub(crate) id: String,
    /// Account and keys.
    pub(crate) session: Arc<Session>,
    /// Stands in every form, and is told to no other site.
    pub(crate) token: String,
    /// What this session has sent and is done: the same page pressed twice is done once. One at a time.
    pub(crate) done: tokio::sync::Mutex<HashSet<Key>>,
    made: i64,
    seen: AtomicI64,
}

impl SignedIn {
    /// What they are there for.
    pub(crate) fn role(&self) -> Role {
        self.session.account.role
    }

    /// Whether they may see a concern: by whose key opened it and by what a manager has signed, and not by what the database says of it. **Pages, lists,
    /// counts, figures, joins and the search ask this.**
    pub(crate) fn may_see(&self, held: &Held) -> bool {
        held.circle.has(&self.session.account)
    }

    /// At their desk: what they do there is noted, and opened with their keys.
    pub(crate) fn desk(&self, door: &DeskDoor) -> Desk {
        Desk { office: Arc::clone(&door.office), session: Arc::clone(&self.session) }
    }
}

/// Someone between the passphrase and the next step.
pub(crate) struct Pending {
    /// Their passphrase was right.
    pub(crate) checked: Checked,
    /// What is asked next.
    pub(crate) step: Step,
    /// Where they wanted to go.
    pub(crate) to: String,
    until: i64,
}

/// What is asked after the passphrase.
#[derive(Clone)]
pub(crate) enum Step {
    /// The set-up code makes the first manager.
    First,
    /// The passphrase was a code from an invitation: they choose their own.
    Own,
    /// The code of their second step, whose secret this is.
    Code(Arc<zeroize::Zeroizing<Vec<u8>>>),
    /// One of their passkeys, or the code of their second step, if they have that too.
    Passkey(Option<Arc<zeroize::Zeroizing<Vec<u8>>>>),
    /// They have no second step yet; this is the secret that is offered.
    SetUp(Arc<zeroize::Zeroizing<Vec<u8>>>),
}

/// A hash of what a browser holds or has sent.
pub(crate) type Key = [u8; 32];

/// All that are signed in, and all that are about to be, by the hash of what their browser holds.
#[derive(Default)]
pub(crate) struct Sessions {
    here: Mutex<HashMap<Key, Arc<SignedIn>>>,
    pending: Mutex<HashMap<Key, Pending>>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A thread that panicked has left a map that is whole: each change is one call.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

pub(crate) fn hash(secret: &str) -> Key {
    Sha256::digest(format!("waymark-desk-session-v1\0{secret}")).into()
}

/// 256 random bits, as a browser holds them.
pub(crate) fn secret(door: &DeskDoor) -> String {
    let mut bytes = [0; 32];
    (door.world().random)(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}

impl Sessions {
    /// Everyone who is signed in.
    pub(crate) fn all(&self) -> Vec<Arc<SignedIn>> {
        lock(&self.here).values().cloned().collect()
    }

    /// Puts someone between two steps; what their browser is to hold until then.
    pub(crate) fn wait(&self, door: &DeskDoor, checked: Checked, step: Step, to: String) -> String {
        let now = door.world().now();
        let held = secret(door);
        let mut pending = lock(&self.pending);
        pending.retain(|_, p| p.until > now);
        if pending.len() >= MOST_PENDING {
            // A flood of right passphrases does not happen; room is made for who comes now.
            let oldest = pending.iter().min_by_key(|(_, p)| p.until).map(|(key, _)| *key);
            oldest.map(|key| pending.remove(&key));
        }
        pending.insert(hash(&held), Pending { checked, step, to, until: now + BETWEEN });
        held
    }

    /// The step at which this browser is, if it is between two.
    pub(crate) fn step(&self, door: &DeskDoor, headers: &http::HeaderMap) -> Option<(String, Step)> {
        let now = door.world().now();
        let held = cookie::read(headers, door.https)?;
        let pending = lock(&self.pending);
        let pending = pending.get(&hash(held)).filter(|p| p.until > now)?;
        Some((pending.checked.account.name.clone(), pending.step.clone()))
    }

    /// Takes this browser out from between two steps, to go on.
    pub(crate) fn take(&self, door: &DeskDoor, headers: &http::HeaderMap) -> Option<Pending> {
        let now = door.world().now();
        let held = cookie::read(headers, door.https)?;
        lock(&self.pending).remove(&hash(held)).filter(|p| p.until > now)
    }

    /// Whoever this browser was signed in as here, as far as this process knows. **Only for what is shown where the database cannot be asked.**
    fn here(&self, door: &DeskDoor, headers: &http::HeaderMap) -> Option<Arc<SignedIn>> {
        let held = cookie::read(headers, door.https).map(hash)?;
        lock(&self.here).get(&held).cloned().filter(|found| !ended(found, door.world().now()))
    }

    /// Whoever this browser is signed in as. Counts as doing something.
    pub(crate) async fn of(&self, door: &DeskDoor, headers: &http::HeaderMap) -> Result<Option<Arc<SignedIn>>, Fault> {
        let found = self.glance(door, headers).await?;
        if let Some(found) = &found {
            found.seen.store(door.world().now(), Ordering::Relaxed);
        }
        Ok(found)
    }

    /// The same, for what a page asks by itself: it does not count as doing something. **The database is asked each time**: another process of the desk,
    /// or a command, may have ended the session or the account.
    pub(crate) async fn glance(&self, door: &DeskDoor, headers: &http::HeaderMap) -> Result<Option<Arc<SignedIn>>, Fault> {
        let Some(found) = self.here(door, headers) else { return Ok(None) };
        if !door.office.store.session_lasts(&door.office.site, &found.id).await? {
            end(door, &found.id, ends::ACCOUNT).await?;
            return Ok(None);
        }
        Ok(Some(found))
    }
}

fn ended(who: &SignedIn, now: i64) -> bool {
    now - who.seen.load(Ordering::Relaxed) > IDLE || now - who.made > LONGEST
}

/// Whoever has asked for a page; who is not signed in is led to the sign-in, and back.
pub(crate) struct Signed(pub(crate) Arc<SignedIn>);

impl FromRequestParts<Arc<DeskDoor>> for Signed {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, door: &Arc<DeskDoor>) -> Result<Signed, Fault> {
        let to = parts.uri.path_and_query().map_or("/", |p| p.as_str());
        door.sessions.of(door, &parts.headers).await?.map(Signed).ok_or_else(|| Fault::SignedOut(to.to_owned()))
    }
}

/// What a role may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Right {
    /// Open and work concerns.
    Concerns,
    /// Read the record of acts.
    Acts,
    /// Care for accounts.
    People,
    /// Give keys to others, and let someone in anew: what takes the managers' key, or stands in for it.
    Keys,
    /// Release a record to whoever asks for it.
    Release,
    /// Be told where a concern that not everyone may see matches one that others see.
    Matches,
    /// Read the figures.
    Figures,
}

impl Right {
    /// Whether a role has it.
    pub(crate) fn is_of(self, role: Role) -> bool {
        match self {
            Right::Concerns => matches!(role, Role::Worker | Role::Manager),
            Right::Acts => matches!(role, Role::Manager | Role::Auditor),
            Right::People => matches!(role, Role::Manager | Role::Administrator),
            Right::Keys | Right::Release | Right::Matches => role == Role::Manager,
            Right::Figures => role != Role::Setup,
        }
    }
}

impl DeskDoor {
    /// Refuses who has not that right, and notes the try.
    pub(crate) async fn must(&self, who: &SignedIn, right: Right) -> Result<(), Fault> {
        if right.is_of(who.role()) {
            return Ok(());
        }
        acts::note(&self.office, who.session.name(), "refused", acts::NOBODY).await?;
        Err(Fault::NotYours)
    }
}
