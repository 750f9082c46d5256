//! Guessing is slowed, and nobody is locked out for good: after a few failures of one source at one name each try waits, at most a minute;
//! another source at the same name is not touched. **No address is kept**: sources are counted under an HMAC whose key is in memory alone.

use std::collections::HashMap;
use std::sync::Mutex;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use tokio::sync::{Semaphore, SemaphorePermit};
use web::Source;

use super::lock;

/// So many failures are free.
const FREE: u32 = 5;
/// The longest wait, in seconds.
const LONGEST: u64 = 60;
/// After so long without a failure all is forgotten.
const FORGOTTEN: i64 = 3_600;
/// Names and sources that are counted at once.
const MOST: usize = 10_000;
/// Passphrases that are checked at once: each takes 64 MiB.
const AT_ONCE: usize = 2;
/// So many may wait for that; more are told to wait.
const WAITING: usize = 16;
/// Names that nobody has are checked beside that, one at once: who floods the desk with them keeps no worker out.
const WAITING_UNKNOWN: usize = 4;

/// Who has failed how often.
pub(crate) struct Guesses {
    key: [u8; 32],
    failed: Mutex<HashMap<[u8; 16], Failed>>,
    known: Places,
    unknown: Places,
}

/// Places to check a passphrase, and to wait for one.
struct Places {
    at_once: Semaphore,
    waiting: Semaphore,
}

impl Places {
    fn new(at_once: usize, waiting: usize) -> Places {
        Places { at_once: Semaphore::new(at_once), waiting: Semaphore::new(waiting) }
    }
}

#[derive(Clone, Copy)]
struct Failed {
    times: u32,
    last: i64,
}

/// One name, tried from one source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Try([u8; 16]);

/// What is guessed at.
#[derive(Debug, Clone, Copy)]
pub(crate) enum What {
    /// The passphrase of an account, at the door.
    Passphrase,
    /// The same, by who is signed in.
    Own,
    /// The six digits of an account.
    Digits,
    /// Whether a passkey counts.
    Passkey,
    /// What a passkey gives out.
    Unlocking,
    /// What somebody brings back from an identity provider.
    Provider,
    /// Nothing: it is only counted who begins how much.
    Begun,
}

impl Guesses {
    pub(crate) fn new(random: fn(&mut [u8])) -> Guesses {
        let mut key = [0; 32];
        random(&mut key);
        Guesses { key, failed: Mutex::default(), known: Places::new(AT_ONCE, WAITING), unknown: Places::new(1, WAITING_UNKNOWN) }
    }

    /// What a try is counted under.
    pub(crate) fn of(&self, what: What, name: &str, source: Option<Source>) -> Try {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.key).expect("a key of any length will do");
        mac.update(&source.map_or([0; 16], |source| source.name(&self.key)));
        // What names one kind of try must never count for another: names are chosen by people, and those of passkeys by whoever adds one.
        mac.update(&[what as u8]);
        mac.update(name.as_bytes());
        let mut short = [0; 16];
        short.copy_from_slice(&mac.finalize().into_bytes()[..16]);
        Try(short)
    }

    /// How many seconds this try must wait; none if it need not.
    pub(crate) fn wait(&self, one: Try, now: i64) -> Option<u64> {
        let mut all = lock(&self.failed);
        let failed = all.get_mut(&one.0)?;
        let over = failed.times.checked_sub(FREE)?;
        let wait = 1u64.checked_shl(over).unwrap_or(LONGEST).min(LONGEST);
        // A clock that has been put back since does not make it longer: it counts from now.
        failed.last = failed.last.min(now);
        let passed = u64::try_from(now - failed.last).unwrap_or(0);
        wait.checked_sub(passed).filter(|left| *left > 0)
    }

    /// It failed.
    pub(crate) fn failed(&self, one: Try, now: i64) {
        let mut failed = lock(&self.failed);
        if failed.len() >= MOST {
            failed.retain(|_, f| now - f.last < FORGOTTEN);
        }
        if failed.len() >= MOST {
            // Those that have failed the least are forgotten first: a flood of names does not free the one that is being guessed.
            let least = failed.iter().min_by_key(|(_, f)| (f.times, f.last)).map(|(key, _)| *key);
            least.map(|key| failed.remove(&key));
        }
        let entry = failed.entry(one.0).or_insert(Failed { times: 0, last: now });
        *entry = Failed { times: if now - entry.last > FORGOTTEN { 1 } else { entry.times.saturating_add(1) }, last: now };
    }

    /// It was right: nothing counts against it any more.
    pub(crate) fn right(&self, one: Try) {
        lock(&self.failed).remove(&one.0);
    }

    /// A place to check one passphrase, of an account that there is or of none; no place if too many wait for one.
    pub(crate) async fn place(&self, known: bool) -> Option<SemaphorePermit<'_>> {
        let places = if known { &self.known } else { &self.unknown };
        let _waiting = places.waiting.try_acquire().ok()?;
        places.at_once.acquire().await.ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(text: &str) -> Option<Source> {
        Some(Source(text.parse().unwrap()))
    }

    #[test]
    fn guessing_is_slowed_and_ends_at_a_minute() {
        let guesses = Guesses::new(|bytes| bytes.fill(7));
        let one = guesses.of(What::Passphrase, "sample.worker", from("192.0.2.1"));
        for n in 0..FREE {
            assert_eq!(guesses.wait(one, 100), None, "{n}");
            guesses.failed(one, 100);
        }
        assert_eq!(guesses.wait(one, 100), Some(1));
        assert_eq!(guesses.wait(one, 101), None);
        for _ in 0..40 {
            guesses.failed(one, 200);
        }
        assert_eq!(guesses.wait(one, 200), Some(60), "never longer");
        assert_eq!(guesses.wait(one, 260), None);
        guesses.right(one);
        assert_eq!(guesses.wait(one, 200), None);
    }

    #[test]
    fn a_clock_that_was_put_back_keeps_nobody_waiting_until_it_has_caught_up() {
        let guesses = Guesses::new(|bytes| bytes.fill(7));
        let one = guesses.of(What::Passphrase, "sample.worker", from("192.0.2.1"));
        (0..40).for_each(|_| guesses.failed(one, 1_000_000));
        assert_eq!(guesses.wait(one, 1_000), Some(60), "no longer than before");
        assert_eq!(guesses.wait(one, 1_059), Some(1));
        assert_eq!(guesses.wait(one, 1_060), None);
    }

    #[test]
    fn who_guesses_from_elsewhere_keeps_nobody_out() {
        let guesses = Guesses::new(|bytes| bytes.fill(7));
        let theirs = guesses.of(What::Passphrase, "sample.worker", from("192.0.2.1"));
        (0..50).for_each(|_| guesses.failed(theirs, 100));
        assert_eq!(guesses.wait(guesses.of(What::Passphrase, "sample.worker", from("192.0.2.2")), 100), None);
        assert_eq!(guesses.wait(guesses.of(What::Passphrase, "another", from("192.0.2.1")), 100), None);
        let passkey = guesses.of(What::Passkey, "sample.worker", from("192.0.2.1"));
        assert_eq!(guesses.wait(passkey, 100), None, "what names a passkey counts for no account");
    }

    #[tokio::test]
    async fn a_flood_of_names_that_nobody_has_takes_no_place_of_those_that_there_are() {
        let guesses = Guesses::new(|bytes| bytes.fill(7));
        let _one = guesses.place(false).await.unwrap();
        let mut waiting: Vec<_> = (0..=WAITING_UNKNOWN).map(|_| Box::pin(guesses.place(false))).collect();
        let mut none = 0;
        for place in &mut waiting {
            none += usize::from(matches!(futures_now(place.as_mut()), std::task::Poll::Ready(None)));
        }
        assert_eq!(none, 1, "those that wait are bounded");
        assert!(guesses.place(true).await.is_some(), "and whoever has an account does not wait for them");
    }

    /// Looks once at a future.
    fn futures_now<F: Future>(future: std::pin::Pin<&mut F>) -> std::task::Poll<F::Output> {
        future.poll(&mut std::task::Context::from_waker(std::task::Waker::noop()))
    }

    #[test]
    fn a_flood_of_names_does_not_free_the_one_that_is_guessed() {
        let guesses = Guesses::new(|bytes| bytes.fill(7));
        let one = guesses.of(What::Passphrase, "sample.worker", None);
        (0..9).for_each(|_| guesses.failed(one, 100));
        (0..MOST + 50).for_each(|n| guesses.failed(guesses.of(What::Passphrase, &n.to_string(), None), 101));
        assert!(guesses.wait(one, 101).is_some());
        assert!(lock(&guesses.failed).len() <= MOST);
    }
}
