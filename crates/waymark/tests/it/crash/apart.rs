//! A test in a namespace of its own, where it is root: it may mount, and look into the memory of what it started.
//! Nothing of it stays on the machine. Must not know what the test does.

use std::path::Path;
use std::process::Command;

const INSIDE: &str = "WAYMARK_TEST_APART";

/// Runs this test again, apart. False inside, where the test is to be done; true outside, where it has been.
pub(crate) fn apart(test: &str) -> bool {
    if std::env::var_os(INSIDE).is_some() {
        return false;
    }
    let mut unshare = Command::new("unshare");
    unshare.arg("--mount");
    if !is_root() {
        unshare.arg("--map-root-user");
    }
    unshare.args(["--kill-child", "--"]).arg(std::env::current_exe().unwrap()).args([test, "--exact", "--nocapture"]).env(INSIDE, "1");
    let done = unshare.output().expect("`unshare` is missing: install the Debian package `util-linux`");
    let told = [done.stdout, done.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    assert!(!told.contains("unshare failed"), "this test needs root, or a kernel that lets users have namespaces: {told}");
    assert!(done.status.success() && told.contains("1 passed"), "{told}");
    true
}

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata("/proc/self").is_ok_and(|m| m.uid() == 0)
}

/// A small disk of its own: the kernel keeps it in memory, and it goes with the namespace.
pub(crate) fn mount(at: &Path, size: &str) {
    std::fs::create_dir_all(at).unwrap();
    let options = format!("size={size},mode=0700");
    let done = Command::new("mount").args(["-t", "tmpfs", "-o", &options, "waymark-test"]).arg(at).output().unwrap();
    assert!(done.status.success(), "a small file system cannot be mounted: {}", String::from_utf8_lossy(&done.stderr));
}
