//! Challenges that were given out to be signed by a passkey: each good once, for minutes, for one thing, in one browser. In memory alone.
//! Must not know what signs them, or pages.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use team::World;

use crate::session::{Begun, Key, Try};

/// How long one is good, in seconds.
pub(super) const GOOD_FOR: i64 = 5 * 60;
/// At most so many at once for those of whom nothing is known, and for each source.
const MOST: (usize, usize) = (10_000, 1_000);
/// The same for those whose passphrase was right, and for each account. **A pool of their own**: who floods the desk from outside keeps them from nothing.
const MOST_SHOWN: (usize, usize) = (10_000, 20);

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
    /// A hash of the challenge.
    name: Key,
    /// A hash of what the browser holds.
    browser: Key,
}

/// All that are good now.
pub(crate) struct Challenges {
    of_anyone: Begun<Given>,
    of_shown: Begun<Given>,
}

impl Default for Challenges {
    fn default() -> Challenges {
        let pool = |(most, of_one)| Begun::new(GOOD_FOR, most, of_one);
        Challenges { of_anyone: pool(MOST), of_shown: pool(MOST_SHOWN) }
    }
}

fn hash(text: &str) -> Key {
    Sha256::digest(format!("waymark-passkey-challenge-v1\0{text}")).into()
}

impl Challenges {
    /// A new one, for a browser that holds `held`; `by` is the account, where that is known, or the source. None if too many are under way.
    pub(super) fn give(&self, world: World, what: For, by: Try, held: &str) -> Option<String> {
        let mut bytes = [0; 32];
        (world.random)(&mut bytes);
        let text = URL_SAFE_NO_PAD.encode(bytes);
        let pool = if what == For::SignIn { &self.of_anyone } else { &self.of_shown };
        pool.put(world.now(), by, Given { what, name: hash(&text), browser: hash(held) }).then_some(text)
    }

    /// Takes one back from the browser that it was given to: what for. None if it was not given, was taken before, or it took too long.
    pub(super) fn take(&self, world: World, text: &str, held: &str) -> Option<For> {
        let (name, browser) = (hash(text), hash(held));
        let from = |pool: &Begun<Given>| pool.take(world.now(), |given| given.name == name && given.browser == browser);
        from(&self.of_shown).or_else(|| from(&self.of_anyone)).map(|given| given.what)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicI64, AtomicU8, AtomicU64, Ordering};

    use super::*;
    use crate::session::{Guesses, What};

    const FIXED: World =
        World { now: || 100, random: |b| b[..8].copy_from_slice(&MANY.fetch_add(1, Ordering::Relaxed).to_le_bytes()), warn: |_| {} };
    static MANY: AtomicU64 = AtomicU64::new(1);
    static NOW: AtomicI64 = AtomicI64::new(100);
    static NEXT: AtomicU8 = AtomicU8::new(1);
    const WORLD: World =
        World { now: || NOW.load(Ordering::Relaxed), random: |b| b.fill(NEXT.fetch_add(1, Ordering::Relaxed)), warn: |_| {} };

    #[test]
    fn each_is_good_once_for_minutes_and_in_one_browser() {
        let all = Challenges::default();
        let by = Guesses::new(|bytes| bytes.fill(7)).of(What::Begun, "", None);
        let one = all.give(WORLD, For::SignIn, by, "mine").unwrap();
        assert_eq!(all.take(WORLD, &one, "another"), None);
        assert_eq!(all.take(WORLD, &one, "mine"), Some(For::SignIn), "what another browser tries takes nothing");
        assert_eq!(all.take(WORLD, &one, "mine"), None, "once");
        let late = all.give(WORLD, For::Second("a.sample".into()), by, "mine").unwrap();
        NOW.fetch_add(GOOD_FOR, Ordering::Relaxed);
        assert_eq!(all.take(WORLD, &late, "mine"), None);
        assert_eq!(all.take(WORLD, "never given", "mine"), None);
    }

    #[test]
    fn a_flood_from_outside_keeps_nobody_from_what_they_have_begun() {
        let (all, guesses) = (Challenges::default(), Guesses::new(|bytes| bytes.fill(7)));
        let source = |n: u8| guesses.of(What::Begun, "", Some(web::Source([192, 0, 2, n].into())));
        let mine = all.give(FIXED, For::SignIn, source(1), "mine").unwrap();
        let shown = all.give(FIXED, For::Second("a.sample".into()), guesses.of(What::Begun, "a.sample", None), "mine").unwrap();
        (0..40_000).for_each(|n: u32| _ = all.give(FIXED, For::SignIn, source(2 + (n % 20) as u8), "theirs"));
        assert_eq!(all.take(FIXED, &shown, "mine"), Some(For::Second("a.sample".into())));
        assert_eq!(all.take(FIXED, &mine, "mine"), Some(For::SignIn));
    }
}
