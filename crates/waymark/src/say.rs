//! The only place that writes to standard output and standard error.
//! Standard output is for what was asked for; everything else goes to standard error, as `waymark: …`.

use std::io::{self, Write};

use crate::stop::Stop;

/// Writes `text` to standard output, and out of our hands. A reader that has gone away (`| head`) is no failure.
pub(crate) fn out(text: &str) -> Result<(), Stop> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(e) if e.kind() != io::ErrorKind::BrokenPipe => Err(Stop::CouldNot(format!("standard output cannot be written ({})", e.kind()))),
        _ => Ok(()),
    }
}

/// Writes one line to standard error. If even that fails, there is nobody to tell.
pub(crate) fn line(text: &str) {
    _ = writeln!(io::stderr().lock(), "{text}");
}

/// Writes `waymark: message` to standard error.
pub(crate) fn error(message: &str) {
    line(&format!("waymark: {message}"));
}

/// Writes `waymark: warning: message` to standard error.
pub(crate) fn warning(message: &str) {
    error(&format!("warning: {message}"));
}
