//! What the desk has open, kept for the next time that somebody unlocks it: opening a hundred thousand concerns anew takes minutes. In parts, each a file
//! sealed to the team's key or to the managers', and signed by it, for just its place. **Nothing of it is in clear, and it is never believed before
//! the database**: what is not there any more, or has changed, counts for nothing. Must not know what a part says.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use seal::SealedTo;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::Session;

/// How many parts there are, for each of the two keys.
pub const PARTS: u8 = 64;
/// The largest file that is written or read.
const LARGEST: usize = 256 << 20;

/// The part in which a concern is, by its name.
pub fn part_of(concern: &str) -> u8 {
    Sha256::digest(concern)[0] % PARTS
}

/// The folder with the parts of one site.
pub struct Snapshot {
    folder: PathBuf,
    site: String,
    /// How often something was to be forgotten. Held while a file is put in its place or taken away.
    forgotten: Mutex<u64>,
}

/// Why a part is not taken.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// The disk.
    #[error("a part of the snapshot cannot be read or written ({0})")]
    Disk(ErrorKind),
    /// The key that is sealed to now does not open it, or has not signed it for this place.
    #[error("a part of the snapshot was not written under the key of now, or not for its place; it is left aside")]
    Foreign,
    /// More than is taken.
    #[error("a part of the snapshot would be larger than is taken; it is left aside")]
    TooLarge,
}

impl From<io::Error> for Refused {
    fn from(error: io::Error) -> Refused {
        Refused::Disk(error.kind())
    }
}

impl Snapshot {
    /// In this folder, which is made when something is written.
    pub fn new(folder: PathBuf, site: &str) -> Snapshot {
        Snapshot { folder, site: site.to_owned(), forgotten: Mutex::new(0) }
    }

    fn file(&self, to: SealedTo, part: u8) -> PathBuf {
        self.folder.join(format!("{to}-{part:02}.age"))
    }

    /// What a part's signature names: where it belongs, and the key.
    fn place(&self, to: SealedTo, part: u8, key: &str) -> String {
        format!("snapshot {} {to} {part} of {PARTS} {key}", self.site)
    }

    /// How often something was forgotten: what was read from the database after this may be written, as long as it stays so.
    pub fn forgotten(&self) -> u64 {
        *self.forgotten.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads a part; none where there is none. **Only what the key of now has signed**: who has left may know an older one.
    ///
    /// # Errors
    /// If there is one that cannot be taken.
    pub fn read(&self, session: &Session, to: SealedTo, part: u8) -> Result<Option<Zeroizing<Vec<u8>>>, Refused> {
        let file = self.file(to, part);
        let length = match fs::metadata(&file) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            found => found?.len(),
        };
        if length > LARGEST as u64 {
            return Err(Refused::TooLarge);
        }
        let sealed = fs::read(file)?;
        let key = session.current(to).map_err(|_| Refused::Foreign)?;
        key.fetch(&self.place(to, part, &key.id), &sealed).map(Some).ok_or(Refused::Foreign)
    }

    /// Writes a part, whole or not at all, in place of what was there; not if something was forgotten since `seen`.
    ///
    /// # Errors
    /// If the disk does not let us, or the key of now is not at hand.
    pub fn write(&self, session: &Session, to: SealedTo, part: u8, bytes: &[u8], seen: u64) -> Result<(), Refused> {
        if bytes.len() > LARGEST - 4_096 {
            return Err(Refused::TooLarge);
        }
        let key = session.current(to).map_err(|_| Refused::Foreign)?;
        let sealed = key.put_by(&self.place(to, part, &key.id), bytes);
        let forgotten = self.forgotten.lock().unwrap_or_else(PoisonError::into_inner);
        if *forgotten != seen {
            return Ok(());
        }
        DirBuilder::new().recursive(true).mode(0o700).create(&self.folder)?;
        let (file, half) = (self.file(to, part), self.folder.join(format!("{to}-{part:02}.half")));
        // Not synced: what a crash leaves half written does not open, and is written anew.
        OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&half)?.write_all(&sealed)?;
        Ok(fs::rename(half, file)?)
    }

    /// Takes away every part in which a concern may stand: it has been disposed of. They are written anew without it.
    ///
    /// # Errors
    /// If the disk does not let us.
    pub fn forget(&self, concern: &str) -> io::Result<()> {
        let mut forgotten = self.forgotten.lock().unwrap_or_else(PoisonError::into_inner);
        *forgotten += 1;
        for to in SealedTo::ALL {
            wipe(&self.file(to, part_of(concern)))?;
        }
        Ok(())
    }
}

/// Writes over a file before it goes: a disk that writes in place then holds nothing of it.
fn wipe(file: &Path) -> io::Result<()> {
    let mut open = match OpenOptions::new().write(true).open(file) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        open => open?,
    };
    let length = open.metadata()?.len();
    io::copy(&mut io::Read::take(io::repeat(0), length), &mut open)?;
    open.sync_data()?;
    fs::remove_file(file)
}
