//! What was typed on earlier pages, carried in the form itself: sealed to a key of the day, so that the server keeps nothing
//! readable between two pages, and a restart loses nothing.
//! Keys live in a file in memory-backed storage that the public processes share; two are kept, so a form lives 24 to 48 hours.
//! Must not know what is carried.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use serde::Serialize;
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

use crate::padded::Padded;

const DAY: i64 = 86_400;
const KEY: usize = 32;
const NONCE: usize = 24;
/// A line of the file: the day, in eight bytes, and the key.
const LINE: usize = 8 + KEY;
/// The most bytes of a carried text that are looked at.
const LONGEST: usize = 256 * 1024;

type Key = Zeroizing<[u8; KEY]>;

/// The keys of today and yesterday.
pub struct CarryKeys {
    file: PathBuf,
    held: Mutex<Vec<(i64, Key)>>,
}

/// What was carried cannot be read any more: it is too old, or was never ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("what was carried is too old, or was changed")]
pub struct Stale;

impl CarryKeys {
    /// Keeps keys in `folder`, which is made if need be, for this user alone. It should be memory-backed (`/dev/shm`, `/run`).
    ///
    /// # Errors
    /// If the folder cannot be made.
    pub fn open(folder: &Path) -> io::Result<CarryKeys> {
        DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        Ok(CarryKeys { file: folder.join("carry.keys"), held: Mutex::default() })
    }

    /// Wraps `what` for `purpose`. `now` is in seconds since 1970, UTC.
    ///
    /// # Errors
    /// If the file with the keys cannot be read or written.
    pub fn wrap<T: Serialize>(&self, now: i64, random: &mut dyn FnMut(&mut [u8]), purpose: &str, what: &T) -> io::Result<String> {
        let day = now.div_euclid(DAY);
        let key = match self.held(day) {
            Some(key) => key,
            None => self.today(day, random)?,
        };
        let json = serde_json::to_string(what).map_err(io::Error::other)?;
        let mut nonce = [0; NONCE];
        random(&mut nonce);
        let cipher = cipher_of(&key);
        let padded = Padded::json(json);
        let payload = Payload { msg: padded.bytes(), aad: purpose.as_bytes() };
        let sealed = cipher.encrypt(&XNonce::from(nonce), payload).map_err(|_| io::Error::other("it is too long"))?;
        Ok(URL_SAFE_NO_PAD.encode([&day.to_be_bytes()[..], &nonce, &sealed].concat()))
    }

    /// Reads what [`CarryKeys::wrap`] has made for the same purpose.
    ///
    /// # Errors
    /// If it is older than two days, was changed, or was made for another purpose.
    pub fn unwrap<T: DeserializeOwned>(&self, now: i64, purpose: &str, text: &str) -> Result<T, Stale> {
        let bytes = (text.len() <= LONGEST).then(|| URL_SAFE_NO_PAD.decode(text).ok()).flatten().ok_or(Stale)?;
        let (day, rest) = bytes.split_first_chunk().ok_or(Stale)?;
        let (nonce, sealed) = rest.split_first_chunk::<NONCE>().ok_or(Stale)?;
        let (day, today) = (i64::from_be_bytes(*day), now.div_euclid(DAY));
        // A clock that was set back must not lose a form.
        if !(today - 1..=today + 1).contains(&day) {
            return Err(Stale);
        }
        let key = match self.held(day) {
            Some(key) => key,
            None => self.read(today).ok().and_then(|()| self.held(day)).ok_or(Stale)?,
        };
        let payload = Payload { msg: sealed, aad: purpose.as_bytes() };
        let json = cipher_of(&key).decrypt(&XNonce::from(*nonce), payload);
        let json = Zeroizing::new(json.map_err(|_| Stale)?);
        serde_json::from_slice(&json).map_err(|_| Stale)
    }

    fn held(&self, day: i64) -> Option<Key> {
        let held = self.held.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        held.iter().find(|(d, _)| *d == day).map(|(_, key)| key.clone())
    }

    fn read(&self, today: i64) -> io::Result<()> {
        let file = File::open(&self.file)?;
        file.lock_shared()?;
        self.hold(keys_in(&file, today)?);
        Ok(())
    }

    /// Today's key: another process's if it was first, or a new one.
    fn today(&self, today: i64, random: &mut dyn FnMut(&mut [u8])) -> io::Result<Key> {
        let mut file = OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o600).open(&self.file)?;
        file.lock()?;
        let mut keys = keys_in(&file, today)?;
        if !keys.iter().any(|(day, _)| *day == today) {
            let mut key = Key::default();
            random(&mut key[..]);
            keys.push((today, key));
            let lines = Zeroizing::new(keys.iter().flat_map(|(day, key)| [&day.to_be_bytes()[..], &key[..]].concat()).collect::<Vec<_>>());
            // Overwritten in place: what was there of older keys is gone from memory.
            file.seek(SeekFrom::Start(0))?;
            file.write_all(&lines)?;
            file.set_len(lines.len() as u64)?;
            file.flush()?;
        }
        self.hold(keys);
        self.held(today).ok_or_else(|| io::Error::other("today's key was not kept"))
    }

    fn hold(&self, keys: Vec<(i64, Key)>) {
        *self.held.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = keys;
    }
}

fn cipher_of(key: &Key) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(&chacha20poly1305::Key::from(**key))
}

/// The keys in the file that still count. A line that was cut off by a full disk counts for nothing.
fn keys_in(mut file: &File, today: i64) -> io::Result<Vec<(i64, Key)>> {
    let mut bytes = Zeroizing::new(Vec::new());
    file.read_to_end(&mut bytes)?;
    let keys = bytes.chunks_exact(LINE).filter_map(|line| {
        let (day, key) = line.split_first_chunk()?;
        Some((i64::from_be_bytes(*day), Key::new(key.try_into().ok()?)))
    });
    Ok(keys.filter(|(day, _)| (today - 1..=today + 1).contains(day)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: i64 = 1_795_435_200;

    fn random(bytes: &mut [u8]) {
        use std::sync::atomic::{AtomicU8, Ordering};
        static NEXT: AtomicU8 = AtomicU8::new(1);
        bytes.fill_with(|| NEXT.fetch_add(7, Ordering::Relaxed));
    }

    fn wrap(keys: &CarryKeys, now: i64, what: &str) -> String {
        keys.wrap(now, &mut random, "form", &what).unwrap()
    }

    #[test]
    fn it_survives_a_restart_and_another_process_and_midnight_and_then_expires() {
        let folder = tempfile::tempdir().unwrap();
        let keys = CarryKeys::open(folder.path()).unwrap();
        let text = wrap(&keys, NOON, "canary");
        let other = CarryKeys::open(folder.path()).unwrap();
        for now in [NOON, NOON + DAY, NOON - DAY] {
            assert_eq!(other.unwrap(now, "form", &text), Ok("canary".to_owned()));
        }
        _ = wrap(&other, NOON + DAY, "next day");
        assert_eq!(keys.unwrap(NOON + DAY, "form", &text), Ok("canary".to_owned()));
        _ = wrap(&other, NOON + 2 * DAY, "the day after");
        assert_eq!(other.unwrap::<String>(NOON + 2 * DAY, "form", &text), Err(Stale));
        assert_eq!(std::fs::metadata(folder.path().join("carry.keys")).unwrap().len(), 2 * LINE as u64, "two are kept");
    }

    #[test]
    fn it_shows_nothing_and_bears_no_change_and_no_other_purpose() {
        let folder = tempfile::tempdir().unwrap();
        let keys = CarryKeys::open(folder.path()).unwrap();
        let text = wrap(&keys, NOON, "canary");
        assert!(!URL_SAFE_NO_PAD.decode(&text).unwrap().windows(6).any(|w| w == b"canary"));
        assert_eq!(keys.unwrap::<String>(NOON, "visit", &text), Err(Stale));
        for at in [0, 9, 40, text.len() - 2] {
            let mut bytes = text.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            assert_eq!(keys.unwrap::<String>(NOON, "form", std::str::from_utf8(&bytes).unwrap()), Err(Stale), "{at}");
        }
        for text in ["", "x", "ünïcödé", &"A".repeat(400)] {
            assert_eq!(keys.unwrap::<String>(NOON, "form", text), Err(Stale));
        }
    }

    #[test]
    fn a_broken_file_is_begun_anew() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("carry.keys"), b"cut off").unwrap();
        let keys = CarryKeys::open(folder.path()).unwrap();
        let text = wrap(&keys, NOON, "canary");
        assert_eq!(keys.unwrap(NOON, "form", &text), Ok("canary".to_owned()));
    }
}
