//! Who has gone to the provider, and who has come back and not typed a passphrase yet: in memory, for ten minutes, each under a hash of what just that
//! browser holds, and good once. Must not know what the provider says, or any page.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use http::HeaderMap;
use sso::{Asked, Who};

use crate::DeskDoor;
use crate::session::{AWAY, Key, hash, secret};

/// How long it may take, in seconds.
const LASTS: i64 = 600;
/// So many at once; then the oldest makes room. Anybody can begin one: each is small.
const MOST: usize = 5_000;

/// What somebody wants of the provider.
#[derive(Clone)]
pub(super) enum Wants {
    /// To sign in, and then to go there.
    SignIn(String),
    /// To connect the account of this session.
    Connect(String),
}

/// Somebody whom the provider has named, and whose passphrase is asked.
#[derive(Clone)]
pub(super) struct Known {
    pub(super) account: String,
    pub(super) who: Who,
    pub(super) to: String,
}

/// Where somebody is on the way.
enum Stage {
    Away(Asked, Wants),
    Back(Known),
}

/// All who are on the way.
#[derive(Default)]
pub(super) struct Flows(Mutex<HashMap<Key, (i64, Stage)>>);

impl Flows {
    fn lock(&self) -> MutexGuard<'_, HashMap<Key, (i64, Stage)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Somebody goes; what their browser is to hold.
    pub(super) fn go(&self, door: &DeskDoor, asked: Asked, wants: Wants) -> String {
        self.put(door, Stage::Away(asked, wants))
    }

    /// Somebody is named; what their browser is to hold from now on.
    pub(super) fn named(&self, door: &DeskDoor, known: Known) -> String {
        self.put(door, Stage::Back(known))
    }

    fn put(&self, door: &DeskDoor, stage: Stage) -> String {
        let (now, held) = (door.world().now(), secret(door));
        let mut all = self.lock();
        if all.len() >= MOST {
            all.retain(|_, (until, _)| *until > now);
        }
        if all.len() >= MOST {
            let oldest = all.iter().min_by_key(|(_, (until, _))| *until).map(|(key, _)| *key);
            oldest.map(|key| all.remove(&key));
        }
        all.insert(hash(&held), (now + LASTS, stage));
        held
    }

    /// What this browser went to ask, if an answer with this state is to that. It is taken, whether it fits or not.
    pub(super) fn back(&self, door: &DeskDoor, headers: &HeaderMap, state: &str) -> Option<(Asked, Wants)> {
        let key = hash(AWAY.read(headers, door.https)?);
        let mut all = self.lock();
        // Who is named already, and goes back in the browser's history, stays so.
        if !matches!(all.get(&key), Some((_, Stage::Away(..)))) {
            return None;
        }
        match all.remove(&key) {
            Some((until, Stage::Away(asked, wants))) if until > door.world().now() && asked.fits(state) => Some((asked, wants)),
            _ => None,
        }
    }

    /// Whom the provider has named in this browser.
    pub(super) fn known(&self, door: &DeskDoor, headers: &HeaderMap) -> Option<Known> {
        match self.lock().get(&hash(AWAY.read(headers, door.https)?)) {
            Some((until, Stage::Back(known))) if *until > door.world().now() => Some(known.clone()),
            _ => None,
        }
    }

    /// Forgets what this browser was about.
    pub(super) fn done(&self, door: &DeskDoor, headers: &HeaderMap) {
        AWAY.read(headers, door.https).map(|held| self.lock().remove(&hash(held)));
    }
}
