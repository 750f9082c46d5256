//! The only place that writes to standard output and standard error.
//! Standard output is for what was asked for; everything else goes to standard error, as `waymark: …`.

use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicU32, Ordering};

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

/// The last step of the bar that was drawn.
static DRAWN: AtomicU32 = AtomicU32::new(0);

/// Draws how far a long work is, from 0 to 1, on standard error, if that is a terminal; wiped away at the end.
pub(crate) fn progress(done: f64) {
    const STEPS: u32 = 40;
    let step = (done.clamp(0.0, 1.0) * f64::from(STEPS)) as u32;
    if DRAWN.swap(step, Ordering::Relaxed) == step || !io::stderr().is_terminal() {
        return;
    }
    let mut err = io::stderr().lock();
    _ = match step {
        STEPS => write!(err, "\r\x1b[K"),
        _ => write!(err, "\r[{}{}] {:>3} %", "#".repeat(step as usize), ".".repeat((STEPS - step) as usize), step * 100 / STEPS),
    };
    _ = err.flush();
}
