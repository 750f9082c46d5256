//! A PostgreSQL of one test's own, from Debian's programs, in a folder that goes away: no network, no other user, nothing kept.
//! Must not know the store.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// It runs until this is dropped, also by a panic. Should the test be killed, the kernel stops it.
pub(crate) struct Server {
    child: Option<Child>,
    folder: TempDir,
    more: Vec<String>,
}

impl Server {
    pub(crate) fn start() -> Server {
        Server::start_with(&[])
    }

    /// With more arguments for `postgres`.
    pub(crate) fn start_with(more: &[&str]) -> Server {
        let folder = tempfile::Builder::new().prefix("waymark-pg-").tempdir().unwrap();
        if is_root() {
            // PostgreSQL refuses to run as root.
            run(Command::new("chown").arg(USER).arg(folder.path()));
        }
        let made = ["--username=waymark", "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync", "--no-instructions", "-D"];
        run(as_user(&programs().join("initdb")).args(made).arg(folder.path().join("data")));
        let mut server = Server { child: None, folder, more: more.iter().map(|m| (*m).to_owned()).collect() };
        server.go_on();
        server
    }

    /// Starts it again, on what it had.
    pub(crate) fn go_on(&mut self) {
        self.spawn();
        self.wait();
    }

    fn spawn(&mut self) {
        let mut server = as_user(&programs().join("postgres"));
        server.arg("-D").arg(self.folder.path().join("data")).arg("-k").arg(self.folder.path());
        server.args(["-h", "", "-c", "shared_buffers=16MB"]).args(&self.more);
        let log = std::fs::File::create(self.folder.path().join("log")).unwrap();
        self.child = Some(server.stdin(Stdio::null()).stdout(log.try_clone().unwrap()).stderr(log).spawn().unwrap());
    }

    /// Stops it as a crash does, but for its shared memory.
    pub(crate) fn stop(&mut self) {
        self.end("QUIT");
    }

    /// Ends it by this signal.
    pub(crate) fn end(&mut self, signal: &str) {
        if let Some(mut child) = self.child.take() {
            let _ = Command::new("kill").arg(format!("-{signal}")).arg(child.id().to_string()).status();
            let _ = child.wait();
        }
    }

    /// Its address: a socket in its folder.
    pub(crate) fn url(&self) -> String {
        self.url_as("waymark")
    }

    pub(crate) fn url_as(&self, user: &str) -> String {
        self.address("postgres", user)
    }

    pub(crate) fn address(&self, database: &str, user: &str) -> String {
        format!("postgres:///{database}?user={user}&host={}", self.folder.path().display())
    }

    fn wait(&mut self) {
        let started = Instant::now();
        let mut asked = Command::new(programs().join("pg_isready"));
        asked.arg("-q").arg("-h").arg(self.folder.path());
        while !asked.status().unwrap().success() {
            let log = || std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default();
            assert!(started.elapsed() < Duration::from_secs(30), "PostgreSQL does not start: {}", log());
            // After a kill its other processes hold on to its memory for a moment, and a new one refuses.
            if self.child.as_mut().is_some_and(|child| child.try_wait().is_ok_and(|ended| ended.is_some())) {
                self.spawn();
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}

/// The ordinary user that Debian's package makes.
const USER: &str = "postgres";

/// The command, run as an ordinary user, and ended with QUIT when this thread ends.
fn as_user(program: &Path) -> Command {
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "QUIT"]);
    if is_root() {
        command.args(["--reuid", USER, "--regid", USER, "--clear-groups"]);
    }
    command.arg("--").arg(program);
    command
}

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata("/proc/self").is_ok_and(|m| m.uid() == 0)
}

fn run(command: &mut Command) {
    let done = command.output().expect("a program that the test needs is missing: install `util-linux` and `coreutils`");
    assert!(done.status.success(), "{command:?}: {}", String::from_utf8_lossy(&done.stderr));
}

/// Where Debian puts the newest PostgreSQL, or wherever `initdb` is on the path.
fn programs() -> PathBuf {
    let debian = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten().map(|d| d.path().join("bin"));
    let on_path = std::env::var_os("PATH").map(|path| std::env::split_paths(&path).collect::<Vec<_>>()).unwrap_or_default();
    let version = |bin: &PathBuf| bin.iter().rev().nth(1).and_then(|v| v.to_str()?.parse::<u32>().ok());
    let complete = |bin: &PathBuf| ["initdb", "postgres", "pg_isready"].iter().all(|p| bin.join(p).is_file());
    debian
        .filter(complete)
        .max_by_key(version)
        .or_else(|| on_path.into_iter().find(complete))
        .expect("PostgreSQL's programs are missing: install the Debian package `postgresql`")
}
