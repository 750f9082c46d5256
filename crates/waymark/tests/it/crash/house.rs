//! An installation with demonstration keys on a database of a test's choice, people who tell over HTTP, and the team that opens it all.
//! Must not know what a test expects.

use std::collections::BTreeMap;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use casework::{Answers, ConcernId, Payload, Place, Said};
use seal::{PublicKeys, SealedTo};
use store::{Filter, Store};
use tempfile::TempDir;
use unseal::{Account, Role, TeamKey, Wrap};

use crate::program::{Serving, run, waymark};
use crate::team::DEMO;

/// The site that the program has in it.
pub(crate) const SITE: &str = "sample";

/// An installation.
pub(crate) struct House {
    folder: TempDir,
    pub(crate) data: PathBuf,
    pub(crate) database: String,
    keys: PublicKeys,
}

/// Something told, sealed before it is sent.
pub(crate) struct Concern {
    pub(crate) id: String,
    pub(crate) words: String,
    pub(crate) sealed: Vec<u8>,
}

impl House {
    /// On SQLite, in its data folder.
    pub(crate) fn new() -> House {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        let database = format!("sqlite:{}", data.join("waymark.db").display());
        House::at(folder, data, &database)
    }

    /// On a database that is elsewhere.
    pub(crate) fn on(database: &str) -> House {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        House::at(folder, data, database)
    }

    /// In these places.
    pub(crate) fn at(folder: TempDir, data: PathBuf, database: &str) -> House {
        let born = run(folder.path(), &["keys", "init", "--demo", "--data", text(&data), "--database", database]);
        assert_eq!(born.code, 0, "{}", born.err);
        let keys = PublicKeys::parse(&std::fs::read_to_string(data.join("keys.toml")).unwrap()).unwrap();
        House { folder, data, database: database.to_owned(), keys }
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn spool(&self) -> PathBuf {
        self.data.join("spool")
    }

    /// What `waymark serve` is given here.
    pub(crate) fn args(&self) -> Vec<String> {
        let carry = self.folder().join("carry");
        let args = ["serve", "--public", "127.0.0.1:0", "--limits", "off", "--data", text(&self.data), "--database", &self.database];
        [&args[..], &["--carry", text(&carry)]].concat().into_iter().map(str::to_owned).collect()
    }

    pub(crate) fn command(&self) -> Command {
        let mut command = waymark(self.folder());
        command.args(self.args());
        command
    }

    pub(crate) fn serve(&self) -> Serving {
        Serving::start(&mut self.command())
    }

    /// Something told in these words, under a name that nothing else here has.
    pub(crate) fn concern(&self, words: &str) -> Concern {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        let next = NEXT.fetch_add(1, Ordering::Relaxed);
        // Spread, as random names are.
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&next.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes());
        bytes[8..].copy_from_slice(&next.to_be_bytes());
        let concern = ConcernId::from_bytes(bytes);
        let place = Place { site: SITE.into(), concern, message: concern.into() };
        let said = Said::Concern(Answers::from_iter([("worry", words)]));
        let payload = Payload { place, lang: "en".into(), mailbox: None, said };
        let sealed = seal::seal(&self.keys.current(SealedTo::Team).recipient, payload.json());
        Concern { id: concern.to_string(), words: words.to_owned(), sealed }
    }

    /// Everything that is in the database, by its name: each is there once, and opens.
    pub(crate) fn opened(&self) -> BTreeMap<String, String> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let store = Store::open(&self.database).await.unwrap();
            let keys = self.team_keys(&store).await;
            let mut opened = BTreeMap::new();
            let mut filter = Filter::default();
            loop {
                let page = store.concerns(SITE, &filter, 500).await.unwrap();
                let Some(last) = page.last() else { break };
                filter.after = Some(store::Place { due: last.due, id: last.id.clone() });
                for concern in page {
                    let records = store.records(SITE, &concern.id).await.unwrap();
                    assert_eq!(records.len(), 1, "{} is there once", concern.id);
                    let id: ConcernId = concern.id.parse().unwrap();
                    let place = Place { site: SITE.into(), concern: id, message: id.into() };
                    let payload = unseal::open(&keys, &place, &records[0].sealed).expect("what was acknowledged opens");
                    let Said::Concern(answers) = payload.said else { panic!("a concern was told") };
                    assert!(opened.insert(concern.id, answers.get("worry").to_owned()).is_none(), "none is there twice");
                }
            }
            store.close().await;
            opened
        })
    }

    /// The keys of the worker whose passphrase everyone knows.
    async fn team_keys(&self, store: &Store) -> Vec<TeamKey> {
        let row = store.account(SITE, "demo-worker").await.unwrap().unwrap();
        let (role, recipient) = (Role::parse(&row.role).unwrap(), row.recipient.parse().unwrap());
        let account = Account { name: row.name, role, recipient, kdf: row.kdf, locked: row.wrapped };
        let unlocked = account.unlock(DEMO).unwrap();
        let wraps = store.wraps(SITE).await.unwrap().into_iter().filter(|w| w.holder == account.name);
        let unwrap = |w: store::Wrap| TeamKey::unwrap(&Wrap { key: w.key_id, holder: w.holder, sealed: w.sealed }, &unlocked, &self.keys);
        wraps.map(|w| unwrap(w).unwrap()).collect()
    }
}

/// A path that is plain text, as every path of a test is.
pub(crate) fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// A connection that is kept for many requests.
pub(crate) struct Line(TcpStream);

impl Line {
    pub(crate) fn to(address: SocketAddr) -> io::Result<Line> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(20)))?;
        Ok(Line(stream))
    }

    /// Over a connection that is there.
    pub(crate) fn over(stream: TcpStream) -> Line {
        Line(stream)
    }

    /// Sends it, and waits for the answer: status and text. An error is a connection that broke.
    pub(crate) fn tell(&mut self, concern: &Concern) -> io::Result<(u16, String)> {
        self.tell_with(concern, "")
    }

    /// The same, with more lines in its head.
    pub(crate) fn tell_with(&mut self, concern: &Concern, more: &str) -> io::Result<(u16, String)> {
        let head = format!(
            "POST /api/v1/concerns HTTP/1.1\r\nHost: x\r\nContent-Type: application/age-encryption\r\nIdempotency-Key: {}\r\n\
             Content-Length: {}\r\n{more}\r\n",
            concern.id,
            concern.sealed.len()
        );
        self.0.write_all(&[head.as_bytes(), &concern.sealed].concat())?;
        self.answer()
    }

    fn answer(&mut self) -> io::Result<(u16, String)> {
        let (mut text, mut some) = (String::new(), [0; 4096]);
        loop {
            let n = self.0.read(&mut some)?;
            if n == 0 {
                return Err(ErrorKind::UnexpectedEof.into());
            }
            text.push_str(&String::from_utf8_lossy(&some[..n]));
            let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
            let length = head.lines().find_map(|l| l.strip_prefix("content-length: ")).and_then(|l| l.parse::<usize>().ok());
            if body.len() >= length.expect("an answer says how long it is") {
                let status = head.split(' ').nth(1).and_then(|s| s.parse().ok()).unwrap_or(0);
                return Ok((status, body.to_owned()));
            }
        }
    }
}

/// Someone who tells one concern after another, and each again until it is acknowledged.
pub(crate) struct Teller {
    told: usize,
    pending: Concern,
    pub(crate) acknowledged: Vec<(String, String)>,
}

impl Teller {
    pub(crate) fn new(house: &House) -> Teller {
        Teller { told: 0, pending: house.concern("the first"), acknowledged: Vec::new() }
    }

    /// Tells until the connection breaks; another answer than 201 is a fault.
    pub(crate) fn tell_on(&mut self, house: &House, address: SocketAddr) {
        let Ok(mut line) = Line::to(address) else { return };
        while self.tell(house, &mut line).is_ok() {}
    }

    /// Tells what is pending, and then has another thing to tell.
    pub(crate) fn tell(&mut self, house: &House, line: &mut Line) -> io::Result<()> {
        let (status, answer) = line.tell(&self.pending)?;
        assert_eq!(status, 201, "{answer}");
        self.told += 1;
        let next = house.concern(&format!("number {}", self.told));
        let told = std::mem::replace(&mut self.pending, next);
        self.acknowledged.push((told.id, told.words));
        Ok(())
    }

    /// The name of what is not acknowledged yet: it may be kept, or not.
    pub(crate) fn pending(&self) -> &str {
        &self.pending.id
    }
}
