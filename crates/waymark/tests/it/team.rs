//! An installation with demonstration keys, a person who tells, and the team at the command line.
//! Must not know what a test expects.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use ::team::{Desk, Office, World};
use casework::{Answers, ConcernId, MessageId, Payload, Place, Said};
use seal::{PublicKeys, Receipt, SealedTo};
use store::{Intake, Mailbox, Message, Store};
use tempfile::TempDir;

use crate::program::{Ran, run, waymark};

pub(crate) const DEMO: &str = "waymark demonstration";
/// 24 November 2026, 09:00 in London.
pub(crate) const ARRIVED: i64 = 1_795_510_800;
pub(crate) const DUE: i64 = ARRIVED + 86_400 + 8 * 3_600;

/// An installation in a folder of its own.
pub(crate) struct Team {
    pub(crate) folder: TempDir,
    runtime: tokio::runtime::Runtime,
}

/// Someone who has told something.
pub(crate) struct Teller {
    pub(crate) concern: ConcernId,
    pub(crate) receipt: Option<Receipt>,
    /// Whom it is sealed to.
    pub(crate) to: SealedTo,
}

impl Team {
    /// Made by `keys init --demo`.
    pub(crate) fn demo() -> Team {
        let folder = tempfile::tempdir().unwrap();
        let born = run(folder.path(), &["keys", "init", "--demo"]);
        assert_eq!(born.code, 0, "{}", born.err);
        Team::at(folder)
    }

    /// What is in a folder already.
    pub(crate) fn at(folder: TempDir) -> Team {
        Team { folder, runtime: tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap() }
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.path().join("data/waymark.db")
    }

    pub(crate) fn keys(&self) -> PublicKeys {
        PublicKeys::parse(&std::fs::read_to_string(self.path().join("data/keys.toml")).unwrap()).unwrap()
    }

    /// Does something with the store, beside the program.
    pub(crate) fn store<T>(&self, work: impl AsyncFnOnce(&Store) -> T) -> T {
        self.runtime.block_on(async {
            let store = Store::open(&format!("sqlite:{}", self.database().display())).await.unwrap();
            let done = work(&store).await;
            store.close().await;
            done
        })
    }

    /// Changes the database behind the program's back.
    pub(crate) fn sql(&self, text: &str) -> String {
        let done = std::process::Command::new("sqlite3").arg(self.database()).arg(text).output();
        let done = done.expect("sqlite3 is not installed: apt-get install sqlite3");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).unwrap()
    }

    /// Runs the program with lines on its standard input.
    pub(crate) fn run(&self, args: &[&str], stdin: &str) -> Ran {
        let mut command = waymark(self.path());
        let command = command.args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // A program that refuses before it reads has closed its end.
        _ = child.stdin.take().unwrap().write_all(stdin.as_bytes());
        let done = child.wait_with_output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Ran { code: done.status.code().unwrap(), out: text(done.stdout), err: text(done.stderr) }
    }

    /// Runs the program as an account whose passphrase everyone knows.
    pub(crate) fn as_account(&self, name: &str, args: &[&str]) -> Ran {
        self.run(&[args, &["--as", name, "--passphrase-stdin"]].concat(), &format!("{DEMO}\n"))
    }

    /// The same, and it goes well.
    pub(crate) fn did(&self, name: &str, args: &[&str]) -> String {
        let ran = self.as_account(name, args);
        assert_eq!(ran.code, 0, "{args:?}: {}", ran.err);
        ran.out
    }

    /// Tells something: sealed, and into the store, as the public door does.
    pub(crate) fn tell(&self, number: u8, to: SealedTo, answers: &[(&str, &str)], receipt: bool) -> Teller {
        let concern = ConcernId::from_bytes([number; 16]);
        let place = Place { site: "sample".into(), concern, message: concern.into() };
        let mailbox = receipt.then(|| receipt_of(number).mailbox(&seal::scope("sample", to)).to_string());
        let payload = Payload { place, lang: "en".into(), mailbox, said: Said::Concern(Answers::from_iter(answers.iter().copied())) };
        let sealed = seal::seal(&self.keys().current(to).recipient, payload.json());
        self.put(concern, to, sealed, receipt.then(|| receipt_of(number)))
    }

    /// Puts sealed bytes in as a concern, whatever they are.
    pub(crate) fn put(&self, concern: ConcernId, to: SealedTo, sealed: Vec<u8>, receipt: Option<Receipt>) -> Teller {
        let mailbox = receipt.as_ref().map(|r| r.mailbox(&seal::scope("sample", to)).to_string());
        let columns = |text: String| {
            let mut parts = text.split('.').map(str::to_owned);
            let mut part = || parts.next().unwrap();
            Mailbox { id: part(), reply_key: part(), verify_key: part() }
        };
        let intake = Intake {
            site: "sample".into(),
            concern: concern.to_string(),
            sealed_to: to.text().into(),
            key_id: self.keys().current(to).id.clone(),
            arrived: ARRIVED,
            due: DUE,
            sealed,
            mailbox: mailbox.map(columns),
        };
        self.store(async |store| store.take(intake).await.unwrap());
        Teller { concern, receipt, to }
    }

    /// Adds to a concern.
    pub(crate) fn add(&self, teller: &Teller, number: u8, text: &str) {
        let message = MessageId::from_bytes([number; 16]);
        let place = Place { site: "sample".into(), concern: teller.concern, message };
        let payload = Payload { place, lang: "en".into(), mailbox: None, said: Said::Addition(text.into()) };
        let key = self.keys().current(SealedTo::Team).clone();
        let message = Message {
            site: "sample".into(),
            concern: teller.concern.to_string(),
            id: message.to_string(),
            kind: "addition".into(),
            at: ARRIVED + 600,
            key_id: key.id,
            sealed: seal::seal(&key.recipient, payload.json()),
        };
        self.store(async |store| store.add_record(message).await.unwrap());
    }
}

impl Team {
    /// Restricts a concern to named people, as the demonstration's manager does at the desk.
    pub(crate) fn restrict(&self, concern: ConcernId, names: &[&str]) {
        static NEXT: AtomicU8 = AtomicU8::new(100);
        let settings = settings();
        let random = |bytes: &mut [u8]| bytes.fill_with(|| NEXT.fetch_add(7, Ordering::Relaxed));
        let world = World { now: || ARRIVED + 7_200, random, warn: |_| {} };
        self.store(async |store| {
            let keys_path = self.path().join("data/keys.toml");
            let ledger = self.path().join("disposed.txt");
            let office = Office { site: settings.id.clone(), settings, keys_path, ledger, store: store.clone(), world };
            let session = ::team::session::sign_in(&office, "demo-manager", DEMO).await.unwrap();
            let desk = Desk::open(Arc::new(office), Arc::new(session)).await.unwrap();
            let (row, mut opened) = desk.look(concern).await.unwrap();
            let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
            desk.restrict(&row, &mut opened, &names, "It is a colleague's child.").await.unwrap();
        });
    }
}

/// The settings of the default site, which the program has in it.
fn settings() -> course::Settings {
    let site = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../site");
    let (mut files, mut folders) = (course::Files::default(), vec![site.clone()]);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(&site).unwrap().to_string_lossy().into_owned();
            match std::fs::read_to_string(&path) {
                Ok(text) => drop(files.texts.insert(name, text)),
                Err(_) if path.is_dir() => folders.push(path),
                Err(_) => {} // a picture
            }
        }
    }
    course::load(&files).0.unwrap().settings
}

impl Teller {
    pub(crate) fn id(&self) -> String {
        self.concern.to_string()
    }

    /// What their receipt opens, of what the team sent.
    pub(crate) fn replies(&self, team: &Team) -> Vec<Result<String, seal::NotShown>> {
        let receipt = self.receipt.as_ref().unwrap();
        let mailbox = receipt.mailbox(&seal::scope("sample", self.to)).id;
        let rows = team.store(async |store| store.replies("sample", &mailbox).await.unwrap());
        let open = |row: &store::Reply| {
            let place = Place { site: "sample".into(), concern: self.concern, message: row.id.parse().unwrap() };
            receipt.open_reply(self.to, &place, &row.sealed, &team.keys()).map(|reply| reply.text)
        };
        rows.iter().map(open).collect()
    }
}

fn receipt_of(number: u8) -> Receipt {
    let mut next = number;
    Receipt::new(&mut |bytes| {
        bytes.fill_with(|| {
            next = next.wrapping_mul(5).wrapping_add(number | 1);
            next
        });
    })
}
