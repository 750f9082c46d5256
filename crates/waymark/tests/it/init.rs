//! Key birth for real, on a terminal: what is shown once, what is typed back, what stays.
//! Must not know how it is asked.

use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;
use std::process::Child;
use std::sync::{Arc, Mutex};
use std::thread;

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

use crate::program::{run, wait, waymark};
use crate::team::Team;

/// A terminal with the program on it.
struct Sitting {
    keyboard: File,
    screen: Arc<Mutex<String>>,
    child: Child,
}

impl Sitting {
    fn start(folder: &Path, args: &[&str]) -> Sitting {
        let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
        grantpt(&master).unwrap();
        unlockpt(&master).unwrap();
        let name = ptsname(&master, Vec::new()).unwrap();
        let slave = File::options().read(true).write(true).open(name.to_str().unwrap()).unwrap();
        let end = || slave.try_clone().unwrap();
        let child = waymark(folder).args(args).stdin(end()).stdout(end()).stderr(end()).spawn().unwrap();
        let keyboard = File::from(master);
        let (screen, mut from) = (Arc::new(Mutex::new(String::new())), keyboard.try_clone().unwrap());
        let kept = Arc::clone(&screen);
        thread::spawn(move || {
            let mut some = [0; 4096];
            while let Ok(n @ 1..) = from.read(&mut some) {
                kept.lock().unwrap().push_str(&String::from_utf8_lossy(&some[..n]));
            }
        });
        Sitting { keyboard, screen, child }
    }

    fn screen(&self) -> String {
        self.screen.lock().unwrap().replace('\r', "")
    }

    fn wait_for(&self, text: &str) {
        wait(|| self.screen().contains(text).then_some(()), || format!("{text:?} never came: {}", self.screen()));
    }

    /// Types a line when the screen holds `text` so many times.
    fn when(&mut self, text: &str, times: usize, line: &str) {
        wait(|| (self.screen().matches(text).count() >= times).then_some(()), || format!("{text:?} never came: {}", self.screen()));
        self.keyboard.write_all(format!("{line}\n").as_bytes()).unwrap();
    }

    fn end(&mut self) -> i32 {
        let screen = Arc::clone(&self.screen);
        wait(|| self.child.try_wait().unwrap(), || format!("it does not end: {}", screen.lock().unwrap())).code().unwrap()
    }
}

impl Drop for Sitting {
    fn drop(&mut self) {
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

fn shown_key(screen: &str) -> String {
    let lines = screen.lines().filter(|l| l.starts_with("    ")).map(str::trim);
    lines.take(4).collect::<Vec<_>>().join(" ")
}

#[test]
fn real_keys_are_born_on_a_terminal_and_the_code_makes_the_first_manager_once() {
    let folder = tempfile::tempdir().unwrap();
    let none = run(folder.path(), &["keys", "init"]);
    assert_eq!((none.code, none.out.as_str()), (2, ""));

    let mut sitting = Sitting::start(folder.path(), &["keys", "init"]);
    sitting.when("Press the enter key", 1, "");
    let key = shown_key(&sitting.screen());
    assert!(key.starts_with("AGE- SECR ET-K EY-1"), "{key}");
    sitting.when("The recovery key, from the paper", 1, "AGE-SECRET-KEY-1");
    assert!(!folder.path().join("data").exists(), "nothing is written before the key was typed back");
    sitting.when("The recovery key, from the paper", 2, &key.to_lowercase());
    assert_eq!(sitting.end(), 0, "{}", sitting.screen());
    sitting.wait_for("--role manager --as setup"); // what it wrote last may still be on its way
    let screen = sitting.screen();
    assert_eq!(screen.to_lowercase().matches(&key.to_lowercase()[..24]).count(), 1, "what is typed back is not shown");
    let after = screen.split("once:").nth(1).unwrap();
    let code = after.lines().map(str::trim).find(|l| !l.is_empty()).unwrap().to_owned();
    assert_eq!(code.split(' ').count(), 6, "{code}");

    let team = Team::at(folder);
    for place in ["data/keys.toml", "data/waymark.db", "data/waymark.db-wal"] {
        let bytes = std::fs::read(team.path().join(place)).unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("AGE-SECRET-KEY") && !text.contains(&code), "{place}");
    }
    let add = |role: &str, as_: &str, line: &str| {
        let name = format!("sample-{role}");
        team.run(&["keys", "add", &name, "--role", role, "--as", as_, "--passphrase-stdin"], &format!("{line}\nfour plain sample words\n"))
    };
    let spoken = code.to_uppercase().replace(' ', ",  ");
    let worker = add("worker", "setup", &code);
    assert!(worker.code == 1 && worker.err.contains("makes the first manager, and nothing else"), "{}", worker.err);
    let known = team.run(
        &["keys", "add", "sample-manager", "--role", "manager", "--as", "setup", "--passphrase-stdin"],
        &format!("{code}\nwaymark demonstration\n"),
    );
    assert!(known.code == 1 && known.err.contains("choose another"), "{}", known.err);
    let manager = add("manager", "setup", &spoken);
    assert_eq!(manager.code, 0, "{}", manager.err);
    assert_eq!(team.sql("SELECT count(*) FROM wrap WHERE holder = 'setup'"), "0\n");
    assert_eq!(add("manager", "setup", &code).code, 1, "it is used up");
    assert_eq!(add("worker", "sample-manager", "four plain sample words").code, 0);
    assert!(team.sql("SELECT DISTINCT kdf LIKE 'argon2id$65536$3$%' FROM account").eq("1\n"));
}

#[test]
fn who_gives_up_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut sitting = Sitting::start(folder.path(), &["keys", "init"]);
    sitting.wait_for("Press the enter key");
    sitting.keyboard.write_all(&[3]).unwrap();
    assert_eq!(sitting.end(), 1, "{}", sitting.screen());
    sitting.wait_for("stopped; nothing was changed");
    assert!(!folder.path().join("data").exists());
}
