//! The program, run once to its end, or serving until it is dropped; and sites for it to serve.
//! Must not know what a test expects.

use std::io::Read;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// What a run left: exit code, standard output, standard error.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// The program in this folder, with nothing of our environment that would change what it does.
pub(crate) fn waymark(cwd: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_waymark"));
    command.current_dir(cwd).stdin(Stdio::null());
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("WAYMARK_")) {
        command.env_remove(name);
    }
    command
}

pub(crate) fn run(cwd: &Path, args: &[&str]) -> Ran {
    ran(waymark(cwd).args(args))
}

pub(crate) fn ran(command: &mut Command) -> Ran {
    let done = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Ran { code: done.status.code().unwrap(), out: text(done.stdout), err: text(done.stderr) }
}

/// A folder to run in, with a new site in `site`.
pub(crate) fn folder_with_site() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let new = run(folder.path(), &["new", "site"]);
    assert_eq!((new.code, new.err.as_str()), (0, ""));
    folder
}

/// A folder to run in, with keys for a demonstration of the site in the program.
pub(crate) fn folder_with_keys() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(run(folder.path(), &["keys", "init", "--demo"]).code, 0);
    folder
}

/// Changes a file of that site.
pub(crate) fn edit(folder: &Path, path: &str, change: impl Fn(&str) -> String) {
    let place = folder.join("site").join(path);
    let text = std::fs::read_to_string(&place).unwrap();
    let changed = change(&text);
    assert_ne!(text, changed, "the test meant to change {path}");
    std::fs::write(place, changed).unwrap();
}

/// A running `waymark serve`.
pub(crate) struct Serving {
    child: Child,
    pub(crate) address: SocketAddr,
    /// All of standard output until it was ready.
    pub(crate) ready: String,
    out: Arc<Mutex<String>>,
    err: Arc<Mutex<String>>,
}

impl Serving {
    /// Starts the command, with `--public` if given, and waits until it is ready.
    pub(crate) fn start(command: &mut Command) -> Serving {
        let mut serving = Serving::spawn(command);
        let ready = |out: &str| out.split_once('\n')?.0.strip_prefix("waymark: public ready http://")?.parse().ok();
        let started = Instant::now();
        serving.address = loop {
            // Whether it has ended is asked first, so that what it said before is not missed.
            let ended = serving.child.try_wait().unwrap().is_some();
            if let Some(address) = ready(&serving.out()) {
                break address;
            }
            assert!(!ended && started.elapsed() < Duration::from_secs(15), "not ready: {:?} {}", serving.out(), serving.err());
            thread::sleep(Duration::from_millis(5));
        };
        serving.ready = serving.out();
        serving
    }

    /// Starts the command, and waits for nothing.
    pub(crate) fn spawn(command: &mut Command) -> Serving {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (out, err) = (followed(child.stdout.take().unwrap()), followed(child.stderr.take().unwrap()));
        Serving { child, address: ([127, 0, 0, 1], 0).into(), ready: String::new(), out, err }
    }

    /// Its process.
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Standard output so far.
    pub(crate) fn out(&self) -> String {
        self.out.lock().unwrap().clone()
    }

    /// `waymark serve` on a free port in this folder, with its site.
    pub(crate) fn site_in(folder: &Path) -> Serving {
        Serving::start(waymark(folder).args(["serve", "--site", "site", "--public", "127.0.0.1:0"]))
    }

    /// Standard error so far.
    pub(crate) fn err(&self) -> String {
        self.err.lock().unwrap().clone()
    }

    /// Waits until standard error holds `text`.
    pub(crate) fn wait_for_err(&self, text: &str) {
        let what = || format!("{text:?} never came, but {:?}", self.err());
        wait(|| self.err().contains(text).then_some(()), what);
    }

    pub(crate) fn signal(&self, name: &str) {
        let sent = Command::new("kill").arg(format!("-{name}")).arg(self.child.id().to_string()).status().unwrap();
        assert!(sent.success());
    }

    /// Waits for its end.
    pub(crate) fn end(&mut self) -> ExitStatus {
        wait(|| self.child.try_wait().unwrap(), || "it does not end".into())
    }
}

/// What comes from there, as far as it has come.
fn followed(mut from: impl Read + Send + 'static) -> Arc<Mutex<String>> {
    let text = Arc::new(Mutex::new(String::new()));
    let kept = Arc::clone(&text);
    thread::spawn(move || {
        let mut some = [0; 4096];
        while let Ok(n @ 1..) = from.read(&mut some) {
            kept.lock().unwrap().push_str(&String::from_utf8_lossy(&some[..n]));
        }
    });
    text
}

impl Drop for Serving {
    fn drop(&mut self) {
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

/// Asks until there is an answer; up to 15 seconds.
pub(crate) fn wait<T>(mut ask: impl FnMut() -> Option<T>, why: impl Fn() -> String) -> T {
    let started = Instant::now();
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(started.elapsed() < Duration::from_secs(15), "{}", why());
        thread::sleep(Duration::from_millis(20));
    }
}

/// A folder's files, sorted.
pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let place = entry.unwrap().path();
        if place.is_dir() { all.extend(files(&place)) } else { all.push(place) }
    }
    all.sort();
    all
}
