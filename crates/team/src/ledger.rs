//! The ledger of what was disposed of: a file of lines that only grows, apart from the database and from every backup of it, so that a backup of
//! before is restored without what has gone since. A line is on the disk before the database is touched. No word of a record is in it.

use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read, Result as IoResult, Seek, SeekFrom, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use store::Disposed;

use crate::{Error, when};

/// What ends a line that was broken off, and counts for nothing: whatever it said was not done.
const BROKEN: &str = "~";

/// The file.
#[derive(Debug, Clone)]
pub struct Ledger {
    path: PathBuf,
}

/// What stands in it.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Ledgered {
    /// Every record, in the order in which they were disposed of.
    pub disposed: Vec<Disposed>,
    /// How many of them the database's files have been cleaned of.
    pub cleaned: usize,
}

impl Ledger {
    /// The ledger in this file, which may not be there yet.
    pub fn at(path: &Path) -> Ledger {
        Ledger { path: path.to_owned() }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Adds a record, durably.
    ///
    /// # Errors
    /// If the file does not let us.
    pub fn add(&self, disposed: &Disposed) -> Result<(), Error> {
        let Disposed { site, concern, at, kind } = disposed;
        self.append(&format!("disposed {} {site} {concern} {kind}", when::utc(*at)))
    }

    /// Adds that the database's files are clean of the first so many.
    ///
    /// # Errors
    /// If the file does not let us.
    pub fn add_cleaned(&self, at: i64, of: usize) -> Result<(), Error> {
        self.append(&format!("cleaned {} {of}", when::utc(at)))
    }

    fn append(&self, line: &str) -> Result<(), Error> {
        let written = || -> IoResult<()> {
            let mut file = OpenOptions::new().read(true).append(true).create(true).mode(0o600).open(&self.path)?;
            file.lock()?;
            let mut last = [b'\n'];
            if file.metadata()?.len() > 0 {
                file.seek(SeekFrom::End(-1))?;
                file.read_exact(&mut last)?;
            }
            let broken = if last == [b'\n'] { String::new() } else { format!("{BROKEN}\n") };
            file.write_all(format!("{broken}{line}\n").as_bytes())?;
            file.sync_all()?;
            let folder = self.path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
            File::open(folder)?.sync_all()
        };
        written().map_err(|e| Error::CouldNot(format!("the ledger `{}` cannot be written ({})", self.path.display(), e.kind())))
    }

    /// What stands in it; `None` if there is no such file. **What cannot be read stops whoever asks**: a line that is passed over would bring a
    /// record back.
    ///
    /// # Errors
    /// If the file does not let us, or a line is none of a ledger's.
    pub fn read(&self) -> Result<Option<Ledgered>, Error> {
        let shown = self.path.display();
        let text = match std::fs::read_to_string(&self.path) {
            Err(e) if e.kind() == ErrorKind::NotFound => return Ok(None),
            text => text.map_err(|e| Error::CouldNot(format!("the ledger `{shown}` cannot be read ({})", e.kind())))?,
        };
        let mut ledgered = Ledgered::default();
        // A last line without its end was being written when the machine went down: what it says was not begun.
        let whole = text.rfind('\n').map_or("", |end| &text[..end]);
        for (n, line) in (1..).zip(whole.lines()).filter(|(_, line)| !line.is_empty() && !line.ends_with(BROKEN)) {
            ledgered
                .take(line)
                .ok_or_else(|| Error::CouldNot(format!("line {n} of the ledger `{shown}` is not one that this program writes")))?;
        }
        Ok(Some(ledgered))
    }
}

impl Ledgered {
    fn take(&mut self, line: &str) -> Option<()> {
        let words = line.split(' ').collect::<Vec<_>>();
        let at = words.get(1)?.parse::<Timestamp>().ok()?.as_second();
        match words[..] {
            ["disposed", _, site, concern, kind] => {
                let (site, concern, kind) = (site.to_owned(), concern.to_owned(), kind.to_owned());
                self.disposed.push(Disposed { site, concern, at, kind });
            }
            ["cleaned", _, of] => self.cleaned = of.parse().ok()?,
            _ => return None,
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn disposed(n: i64) -> Disposed {
        Disposed { site: "sample".into(), concern: format!("{n:022}"), at: 1_795_521_600 + n, kind: "child-in-need".into() }
    }

    #[test]
    fn what_is_added_stands_in_it_and_what_was_broken_off_counts_for_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = Ledger::at(&folder.path().join("disposed.txt"));
        assert_eq!(ledger.read().unwrap(), None);
        ledger.add(&disposed(1)).unwrap();
        ledger.add_cleaned(5, 1).unwrap();
        ledger.add(&disposed(2)).unwrap();
        let both = Some(Ledgered { disposed: vec![disposed(1), disposed(2)], cleaned: 1 });
        assert_eq!(ledger.read().unwrap(), both);
        let mut file = OpenOptions::new().append(true).open(ledger.path()).unwrap();
        file.write_all(b"disposed 2026-11-24T12:00:03Z sample 00000").unwrap();
        assert_eq!(ledger.read().unwrap(), both, "it was not whole");
        ledger.add(&disposed(3)).unwrap();
        let three = vec![disposed(1), disposed(2), disposed(3)];
        assert_eq!(ledger.read().unwrap(), Some(Ledgered { disposed: three, cleaned: 1 }));
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(ledger.path()).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_line_that_is_none_stops_it_and_says_which() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("disposed.txt");
        for line in
            ["disposed", "disposed today sample x kind", "forgotten 2026-11-24T12:00:03Z sample x kind", "cleaned 2026-11-24T12:00:03Z all"]
        {
            std::fs::write(&path, format!("cleaned 2026-11-24T12:00:03Z 0\n{line}\n")).unwrap();
            let error = Ledger::at(&path).read().unwrap_err().to_string();
            assert!(error.starts_with("line 2 of the ledger"), "{line}: {error}");
        }
        let error = Ledger::at(&folder.path().join("nowhere/disposed.txt")).add(&disposed(1)).unwrap_err();
        assert!(error.to_string().contains("cannot be written"), "{error}");
    }
}
