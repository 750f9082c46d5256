//! Challenges that were given out to be signed by a passkey: each good once, for minutes, for one thing, in one browser. In memory alone.
//! Must not know what signs them, or pages.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use team::World;

/// How long one is good, in seconds.
pub(super) const GOOD_FOR: i64 = 5 * 60;
/// At most so many at once: those who flood the desk push out the oldest, and each lives for minutes anyway.
const MOST: usize = 10_000;

/// What is to be done with the passkey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum For {
    /// Signing in, whoever it is.
    SignIn,
    /// The second step of an account whose passphrase was right.
    Second(String),
    /// Adding one, under the name that the person has given it, to the account of the browser's session.
    Adding(String),
}

struct Given {
    what: For,
    /// A hash of what the browser holds.
    browser: [u8; 32],
    until: i64,
}

/// All that are good now, by a hash.
#[derive(Default)]
pub(crate) struct Challenges(Mutex<HashMap<[u8; 32], Given>>);

fn hash(text: &str) -> [u8; 32] {
    Sha256::digest(format!("waymark-passkey-challenge-v1\0{text}")).into()
}

impl Challenges {
    /// A new one, for a browser that holds `held`.
    pub(super) fn give(&self, world: World, what: For, held: &str) -> String {
        let mut bytes = [0; 32];
        (world.random)(&mut bytes);
        let (text, now) = (URL_SAFE_NO_PAD.encode(bytes), world.now());
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= MOST {
            all.retain(|_, given| given.until > now);
        }
        if all.len() >= MOST {
            let oldest = all.iter().min_by_key(|(_, given)| given.until).map(|(key, _)| *key);
            oldest.map(|key| all.remove(&key));
        }
        all.insert(hash(&text), Given { what, browser: hash(held), until: now + GOOD_FOR });
        text
    }

    /// Takes one back from the browser that it was given to: what for. None if it was not given, was taken before, or it took too long.
    pub(super) fn take(&self, world: World, text: &str, held: &str) -> Option<For> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let key = hash(text);
        let given = all.get(&key).filter(|given| given.browser == hash(held))?;
        let good = given.until > world.now();
        all.remove(&key).filter(|_| good).map(|given| given.what)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicI64, AtomicU8, Ordering};

    use super::*;

    static NOW: AtomicI64 = AtomicI64::new(100);
    static NEXT: AtomicU8 = AtomicU8::new(1);
    const WORLD: World =
        World { now: || NOW.load(Ordering::Relaxed), random: |b| b.fill(NEXT.fetch_add(1, Ordering::Relaxed)), warn: |_| {} };

    #[test]
    fn each_is_good_once_for_minutes_and_in_one_browser() {
        let all = Challenges::default();
        let one = all.give(WORLD, For::SignIn, "mine");
        assert_eq!(all.take(WORLD, &one, "another"), None);
        assert_eq!(all.take(WORLD, &one, "mine"), Some(For::SignIn), "what another browser tries takes nothing");
        assert_eq!(all.take(WORLD, &one, "mine"), None, "once");
        let late = all.give(WORLD, For::Second("a.sample".into()), "mine");
        NOW.fetch_add(GOOD_FOR, Ordering::Relaxed);
        assert_eq!(all.take(WORLD, &late, "mine"), None);
        assert_eq!(all.take(WORLD, "never given", "mine"), None);
        assert!(all.0.lock().unwrap().is_empty(), "and what was late is gone");
    }
}
