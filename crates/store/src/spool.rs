//! The spool: a folder that keeps what came while the database is away, one file each, until it is forwarded.
//! A file is one line of JSON, the clear columns, and then the sealed bytes. What is in the folder is read as a stranger's: whatever
//! does not fit is set aside under another name, never deleted; only what was half written, and so never acknowledged, goes.
//! Must not know the database. All of it blocks.

use std::fs::{DirBuilder, DirEntry, File, OpenOptions, Permissions};
use std::io::{ErrorKind, Read, Result, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::concern::{Intake, Mailbox, MailboxRow, keys};
use crate::record::{CONCERN, Message};
use crate::writer::{Work, Written};

const HEADER: usize = 4_096;
const SEALED: usize = 1_048_576;
const PARTIAL: &str = "tmp";
/// Longer than between two of the system's ticks.
const TICK: Duration = Duration::from_secs(1);
/// So many of what waits are looked through for a mailbox.
const LOOKED_THROUGH: usize = 2_000;
/// As far as the team is with what waits here.
const RECEIVED: &str = "received";
/// What a file is set aside as, when it cannot be read.
pub(crate) const BAD: &str = "bad";

/// Which folder it is, and when a name in it came or went: seconds and billionths.
type FolderTime = (u64, i64, i64);

#[derive(Debug, Clone)]
pub(crate) struct Spool {
    folder: PathBuf,
    /// The folder's time when nothing waited in it: whoever tells asks, and a name that nobody has looked for costs the system more.
    empty_at: Arc<Mutex<Option<FolderTime>>>,
    /// One writes at a time, so that two of the same id see each other.
    writing: Arc<Mutex<()>>,
}

#[derive(Serialize, Deserialize)]
struct Header {
    v: u32,
    kind: String,
    site: String,
    concern: String,
    id: String,
    key_id: String,
    at: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sealed_to: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    due: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    mailbox: Option<MailboxText>,
    /// Of the sealed bytes; a file that was cut off has fewer.
    length: usize,
}

impl Header {
    fn into_mailbox(self, site: &str, mailbox: &str) -> Option<MailboxRow> {
        let own = self.mailbox.filter(|own| own.id == mailbox && self.site == site && self.kind == CONCERN)?;
        let (concern, sealed_to, state) = (self.concern, self.sealed_to?, RECEIVED.to_owned());
        Some(MailboxRow { concern, sealed_to, state, reply_key: own.reply_key, verify_key: own.verify_key })
    }
}

#[derive(Serialize, Deserialize)]
struct MailboxText {
    id: String,
    reply_key: String,
    verify_key: String,
}

impl Spool {
    /// Makes the folder, for this user alone, and says how many files a crash had left half written. None of them was acknowledged: what is
    /// whole is kept all the same, and the rest removed, for nobody could open it.
    pub(crate) fn open(folder: &Path) -> Result<(Spool, usize)> {
        DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        std::fs::set_permissions(folder, Permissions::from_mode(0o700))?;
        let spool = Spool { folder: folder.to_owned(), empty_at: Arc::default(), writing: Arc::default() };
        let mut removed = 0;
        for name in spool.names()?.filter(|name| name.ends_with(".tmp")) {
            removed += usize::from(!spool.finish(&name)?);
        }
        Ok((spool, removed))
    }

    /// What a crash has left under this name is kept, if it is whole; otherwise it goes, and this is false.
    fn finish(&self, name: &str) -> Result<bool> {
        let partial = self.folder.join(name);
        let file = partial.symlink_metadata().is_ok_and(|there| there.is_file()).then(|| File::open(&partial).ok()).flatten();
        // Another process that is writing it right now holds its lock; and what is no file was not written here.
        let Some(mut file) = file.filter(|file| file.try_lock().is_ok()) else { return Ok(true) };
        let id = name.split('.').next().unwrap_or_default();
        let mut bytes = Vec::new();
        Read::by_ref(&mut file).take((HEADER + SEALED + 1) as u64).read_to_end(&mut bytes)?;
        if is_id(id) && parsed(id, &bytes).is_some() && !self.has(id) {
            file.sync_all()?;
            std::fs::rename(&partial, self.folder.join(id))?;
            return File::open(&self.folder)?.sync_all().map(|()| true);
        }
        self.remove(name).map(|()| false)
    }

    /// Whether a file as large as most concerns can be written. It goes at once, and is none of those that are looked for.
    pub(crate) fn try_out(&self) -> Result<()> {
        let tried = self.folder.join("tried-out");
        let written = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&tried);
        let written = written.and_then(|mut file| file.write_all(&[0; HEADER]));
        match std::fs::remove_file(&tried) {
            Err(error) if error.kind() != ErrorKind::NotFound => written.and(Err(error)),
            _ => written,
        }
    }

    /// Keeps it, durably, unless its id is there already.
    pub(crate) fn put(&self, work: &Work) -> Result<Written> {
        let _writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let (header, sealed) = written(work);
        let placed = is_id(&header.concern) && (header.kind == CONCERN) == (header.id == header.concern);
        if !is_id(&header.id) || !placed || sealed.len() > SEALED {
            return Err(ErrorKind::InvalidInput.into());
        }
        if let Some(there) = self.look(work)? {
            return Ok(there);
        }
        let text = serde_json::to_vec(&header)?;
        if text.len() >= HEADER {
            return Err(ErrorKind::InvalidInput.into());
        }
        let partial = self.folder.join(format!("{}.{}.{PARTIAL}", header.id, std::process::id()));
        let kept = write_synced(&partial, &[&text, b"\n", sealed]).and_then(|()| std::fs::rename(&partial, self.folder.join(&header.id)));
        if let Err(error) = kept {
            // Not acknowledged: it is better gone than in the way of the next try.
            let _ = std::fs::remove_file(&partial);
            return Err(error);
        }
        File::open(&self.folder)?.sync_all()?;
        Ok(Written::Stored)
    }

    /// Whether something with its id waits here, without reading it.
    pub(crate) fn has(&self, id: &str) -> bool {
        is_id(id) && !self.is_empty() && self.folder.join(id).symlink_metadata().is_ok()
    }

    /// Whether nothing waits, by the folder's time, which changes with each name in it. It has that of the system's last tick: until a while has
    /// passed, another name may come and leave it as it is.
    fn is_empty(&self) -> bool {
        let Ok(now) = self.folder.metadata() else { return false };
        let time = (now.ino(), now.mtime(), now.mtime_nsec());
        let mut empty_at = self.empty_at.lock().unwrap_or_else(PoisonError::into_inner);
        if *empty_at == Some(time) {
            return true;
        }
        let passed = now.modified().is_ok_and(|then| then.elapsed().is_ok_and(|passed| passed > TICK));
        let is_none = |entry: Result<DirEntry>| entry.is_ok_and(|entry| entry.file_name().to_str().is_none_or(|name| !is_id(name)));
        if passed && std::fs::read_dir(&self.folder).is_ok_and(|mut entries| entries.all(is_none)) {
            *empty_at = Some(time);
        }
        *empty_at == Some(time)
    }

    /// How what waits under its id compares with it.
    pub(crate) fn look(&self, work: &Work) -> Result<Option<Written>> {
        let id = written(work).0.id;
        if !self.has(&id) {
            return Ok(None);
        }
        let there = self.read(&id)?;
        Ok(there.map(|there| if same(&there, work) { Written::Already } else { Written::Conflict }))
    }

    /// What waits under this id. If it cannot be read as that, it is set aside, and nothing waits.
    pub(crate) fn read(&self, id: &str) -> Result<Option<Work>> {
        let path = self.folder.join(id);
        match path.symlink_metadata() {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
            // A pipe would wait for ever, a link would lead elsewhere.
            Ok(there) if !there.is_file() => return self.set_aside(id, BAD).map(|()| None),
            Ok(_) => {}
        }
        let mut bytes = Vec::new();
        match File::open(&path).and_then(|file| file.take((HEADER + SEALED + 1) as u64).read_to_end(&mut bytes)) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            result => result?,
        };
        match parsed(id, &bytes) {
            Some(work) => Ok(Some(work)),
            None => self.set_aside(id, BAD).map(|()| None),
        }
    }

    /// The mailbox of a concern that waits here. All that waits is looked through, also when it was found.
    pub(crate) fn mailbox(&self, site: &str, mailbox: &str) -> Result<Option<MailboxRow>> {
        let mut found = None;
        for id in self.names()?.filter(|name| is_id(name)).take(LOOKED_THROUGH) {
            let (path, mut line) = (self.folder.join(&id), Vec::new());
            // What has gone in the meantime is in the database; and whatever else cannot be read hides nothing of the others.
            let file = path.symlink_metadata().is_ok_and(|there| there.is_file()).then(|| File::open(&path));
            let Some(Ok(file)) = file else { continue };
            if file.take(HEADER as u64).read_to_end(&mut line).is_err() {
                continue;
            }
            let end = line.iter().position(|b| *b == b'\n').unwrap_or(0);
            let Ok(header) = serde_json::from_slice::<Header>(&line[..end]) else { continue };
            found = header.into_mailbox(site, mailbox).or(found);
        }
        Ok(found)
    }

    /// Ids of all that wait.
    pub(crate) fn ids(&self) -> Result<Vec<String>> {
        Ok(self.names()?.filter(|name| is_id(name)).collect())
    }

    /// How many files were set aside: each is for a person to look at.
    pub(crate) fn aside(&self) -> Result<usize> {
        Ok(self.names()?.filter(|name| name.contains('.') && !name.ends_with(".tmp")).count())
    }

    /// It is in the database, durably.
    pub(crate) fn remove(&self, id: &str) -> Result<()> {
        match std::fs::remove_file(self.folder.join(id)) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// Removes what is here of the concerns that are meant, whatever it is called; how many files. What cannot be read is the concern's whose name
    /// it has.
    pub(crate) fn forget(&self, meant: impl Fn(&str, &str) -> bool) -> Result<usize> {
        let mut gone = 0;
        for name in self.names()?.filter(|name| !name.ends_with(".tmp")) {
            let (path, mut line) = (self.folder.join(&name), Vec::new());
            if !path.symlink_metadata()?.is_file() {
                continue;
            }
            File::open(&path)?.take(HEADER as u64).read_to_end(&mut line)?;
            let end = line.iter().position(|b| *b == b'\n').unwrap_or(0);
            let header = serde_json::from_slice::<Header>(&line[..end]).ok();
            let id = name.split('.').next().unwrap_or_default();
            if header.map_or_else(|| meant("", id), |header| meant(&header.site, &header.concern)) {
                self.remove(&name)?;
                gone += 1;
            }
        }
        if gone > 0 {
            File::open(&self.folder)?.sync_all()?;
        }
        Ok(gone)
    }

    /// Gives it a name under which nobody looks for it again, and which is not taken.
    pub(crate) fn set_aside(&self, name: &str, why: &str) -> Result<()> {
        let mut aside = self.folder.join(format!("{name}.{why}"));
        let mut number = 2;
        while aside.symlink_metadata().is_ok() {
            aside = self.folder.join(format!("{name}.{number}.{why}"));
            number += 1;
        }
        std::fs::rename(self.folder.join(name), aside)
    }

    /// Names that are not text are not ours.
    fn names(&self) -> Result<impl Iterator<Item = String>> {
        let entries = std::fs::read_dir(&self.folder)?;
        Ok(entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()))
    }
}

fn write_synced(path: &Path, parts: &[&[u8]]) -> Result<()> {
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
    file.lock()?;
    for part in parts {
        file.write_all(part)?;
    }
    file.sync_all()
}

/// A file's name: nothing that leads out of the folder.
fn is_id(id: &str) -> bool {
    id.len() == 22 && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

fn same(there: &Work, came: &Work) -> bool {
    match (there, came) {
        (Work::Concern(there), Work::Concern(came)) => there.site == came.site && keys(there) == keys(came),
        (Work::Message(there), Work::Message(came)) => there.site == came.site && there.concern == came.concern,
        _ => false,
    }
}

fn written(work: &Work) -> (Header, &[u8]) {
    match work {
        Work::Concern(i) => {
            let mailbox = i.mailbox.clone().map(|m| MailboxText { id: m.id, reply_key: m.reply_key, verify_key: m.verify_key });
            let header = Header {
                v: 1,
                kind: CONCERN.into(),
                site: i.site.clone(),
                concern: i.concern.clone(),
                id: i.concern.clone(),
                key_id: i.key_id.clone(),
                at: i.arrived,
                sealed_to: Some(i.sealed_to.clone()),
                due: Some(i.due),
                mailbox,
                length: i.sealed.len(),
            };
            (header, &i.sealed)
        }
        Work::Message(m) => {
            let header = Header {
                v: 1,
                kind: m.kind.clone(),
                site: m.site.clone(),
                concern: m.concern.clone(),
                id: m.id.clone(),
                key_id: m.key_id.clone(),
                at: m.at,
                sealed_to: None,
                due: None,
                mailbox: None,
                length: m.sealed.len(),
            };
            (header, &m.sealed)
        }
    }
}

fn parsed(id: &str, bytes: &[u8]) -> Option<Work> {
    let end = bytes.iter().take(HEADER).position(|b| *b == b'\n')?;
    let h: Header = serde_json::from_slice(&bytes[..end]).ok()?;
    let sealed = bytes[end + 1..].to_vec();
    let fits = h.v == 1 && h.id == id && is_id(&h.concern) && h.length == sealed.len() && (h.kind == CONCERN) == (h.id == h.concern);
    if !fits {
        return None;
    }
    if h.kind != CONCERN {
        return Some(Work::Message(Message {
            site: h.site,
            concern: h.concern,
            id: h.id,
            kind: h.kind,
            at: h.at,
            key_id: h.key_id,
            sealed,
        }));
    }
    let mailbox = h.mailbox.map(|m| Mailbox { id: m.id, reply_key: m.reply_key, verify_key: m.verify_key });
    let (sealed_to, due) = (h.sealed_to?, h.due?);
    Some(Work::Concern(Intake { site: h.site, concern: h.concern, sealed_to, key_id: h.key_id, arrived: h.at, due, sealed, mailbox }))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "AAAAAAAAAAAAAAAAAAAAAA";

    fn concern() -> Work {
        let text = |text: &str| text.to_owned();
        let (site, sealed_to, key_id) = (text("sample"), text("team"), text("team-1"));
        Work::Concern(Intake { site, concern: text(ID), sealed_to, key_id, arrived: 1, due: 2, sealed: vec![1], mailbox: None })
    }

    #[test]
    fn a_folder_that_was_empty_is_looked_into_again_as_soon_as_a_name_comes() {
        let folder = tempfile::tempdir().unwrap();
        let (own, other) = (Spool::open(folder.path()).unwrap().0, Spool::open(folder.path()).unwrap().0);
        assert!(!own.has(ID) && own.empty_at.lock().unwrap().is_none(), "it was just made: a name could come within the same tick");
        let made = folder.path().metadata().unwrap().modified().unwrap();
        let quiet = |ago| File::open(folder.path()).unwrap().set_modified(made - ago * TICK).unwrap();
        for by in [&own, &other] {
            quiet(5);
            assert!(!own.has(ID) && own.empty_at.lock().unwrap().is_some(), "remembered");
            by.put(&concern()).unwrap();
            assert!(own.has(ID));
            quiet(4);
            assert!(own.has(ID), "what waits is never forgotten");
            by.remove(ID).unwrap();
            assert!(!own.has(ID));
        }
    }
}
