//! How memory goes back to the system. Must not know what it was for.

use std::convert::Infallible;
use std::io;
use std::os::unix::process::CommandExt;
use std::process::Command;

/// What glibc reads as a program begins, and at no other time.
const TUNABLES: &str = "GLIBC_TUNABLES";
/// Pieces of this size and more are the system's own, in bytes, and go back as soon as they are free.
const FROM: &str = "glibc.malloc.mmap_threshold=131072";
/// That it has begun again: glibc takes the other away where the program may do more than whoever started it.
const AGAIN: &str = "WAYMARK_BEGUN_AGAIN";

/// Begins the program again, once, in the same process, with memory that goes back: from the first large piece on that is given back, glibc would keep what
/// is as large in each thread, and compressing the pages has pieces of a megabyte. That is 8 of some 47 MB, for good. Another library for memory than glibc
/// looks at none of this; whoever has set something there has their reasons, and it stays. **To be called before anything is read.**
pub(crate) fn begin_again() {
    if [TUNABLES, AGAIN].iter().all(|name| std::env::var_os(name).is_none()) {
        // Where it cannot be begun again it goes on as it is, with more memory than it needs.
        _ = again();
    }
}

/// Does not come back, unless the program cannot be begun again.
fn again() -> io::Result<Infallible> {
    let mut words = std::env::args_os();
    let mut command = Command::new(std::env::current_exe()?);
    if let Some(name) = words.next() {
        command.arg0(name);
    }
    Err(command.args(words).env(TUNABLES, FROM).env(AGAIN, "1").exec())
}
