//! Who has gone to the provider, and who has come back and not typed a passphrase yet: in memory, for ten minutes, each under a hash of what just that
//! browser holds, and good once. Several tabs of a browser can be on the way at once. Must not know what the provider says, or any page.

use http::HeaderMap;
use sso::{Asked, Who};

use crate::DeskDoor;
use crate::session::{AWAY, Begun, Cookie, Key, NAMED, Try, What, hash, secret};

/// How long it may take, in seconds.
const LASTS: i64 = 600;
/// At most so many at once of those of whom nothing is known, and of each source.
const MOST: (usize, usize) = (5_000, 500);
/// The same of those who are signed in or were named, and of each account: **who floods the desk from outside keeps them from nothing.**
const MOST_SHOWN: (usize, usize) = (5_000, 20);

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

/// Somebody on the way to the provider.
struct Away {
    browser: Key,
    asked: Asked,
    wants: Wants,
}

/// All who are on the way.
pub(super) struct Flows {
    to_sign_in: Begun<Away>,
    to_connect: Begun<Away>,
    named: Begun<(Key, Known)>,
}

impl Default for Flows {
    fn default() -> Flows {
        let (most, of_one) = MOST_SHOWN;
        Flows {
            to_sign_in: Begun::new(LASTS, MOST.0, MOST.1),
            to_connect: Begun::new(LASTS, most, of_one),
            named: Begun::new(LASTS, most, of_one),
        }
    }
}

/// A hash of what a browser holds.
fn held(door: &DeskDoor, headers: &HeaderMap, cookie: &Cookie) -> Option<Key> {
    cookie.read(headers, door.https).map(hash)
}

impl Flows {
    /// Somebody goes; what their browser is to hold, or none if too many are under way. One that has a tab on the way already goes on holding the same.
    pub(super) fn go(&self, door: &DeskDoor, headers: &HeaderMap, by: Try, asked: Asked, wants: Wants) -> Option<String> {
        let before = AWAY.read(headers, door.https).filter(|held| self.is_away(door, hash(held)));
        let held = before.map_or_else(|| secret(door), str::to_owned);
        let pool = if matches!(wants, Wants::SignIn(_)) { &self.to_sign_in } else { &self.to_connect };
        pool.put(door.world().now(), by, Away { browser: hash(&held), asked, wants }).then_some(held)
    }

    fn is_away(&self, door: &DeskDoor, browser: Key) -> bool {
        let in_pool = |pool: &Begun<Away>| pool.see(door.world().now(), |away| (away.browser == browser).then_some(())).is_some();
        in_pool(&self.to_sign_in) || in_pool(&self.to_connect)
    }

    /// Whether this browser has another tab on the way.
    pub(super) fn has_more(&self, door: &DeskDoor, headers: &HeaderMap) -> bool {
        held(door, headers, &AWAY).is_some_and(|browser| self.is_away(door, browser))
    }

    /// Somebody is named; what their browser is to hold from now on, another secret than on the way. None if too many are.
    pub(super) fn named(&self, door: &DeskDoor, known: Known) -> Option<String> {
        let (held, by) = (secret(door), door.guesses.of(What::Begun, &known.account, None));
        self.named.put(door.world().now(), by, (hash(&held), known)).then_some(held)
    }

    /// What this browser went to ask, if an answer with this state is to that. **One that is to nothing takes nothing**: any page can lead here.
    pub(super) fn back(&self, door: &DeskDoor, headers: &HeaderMap, state: &str) -> Option<(Asked, Wants)> {
        let browser = held(door, headers, &AWAY)?;
        let from = |pool: &Begun<Away>| pool.take(door.world().now(), |away| away.browser == browser && away.asked.fits(state));
        from(&self.to_sign_in).or_else(|| from(&self.to_connect)).map(|away| (away.asked, away.wants))
    }

    /// Whom the provider has named in this browser.
    pub(super) fn known(&self, door: &DeskDoor, headers: &HeaderMap) -> Option<Known> {
        let browser = held(door, headers, &NAMED)?;
        self.named.see(door.world().now(), |(of, known)| (*of == browser).then(|| known.clone()))
    }

    /// Forgets whom the provider has named in this browser.
    pub(super) fn done(&self, door: &DeskDoor, headers: &HeaderMap) {
        held(door, headers, &NAMED).and_then(|browser| self.named.take(door.world().now(), |(of, _)| *of == browser));
    }
}
