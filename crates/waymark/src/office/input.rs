//! Words that a command takes from standard input or from a file: bounded, UTF-8, and gone from memory afterwards.
//! Must not know what they say.

use std::fs::File;
use std::io::{self, IsTerminal, Read};
use std::path::Path;

use zeroize::Zeroizing;

use crate::say;
use crate::stop::Stop;

/// Reads at most `most` bytes from `file`, or from standard input; on a terminal `asks` is said first.
pub(crate) fn read(file: Option<&Path>, most: usize, asks: &str) -> Result<Zeroizing<String>, Stop> {
    // Reserved before: growing would leave a copy behind.
    let mut bytes = Zeroizing::new(Vec::with_capacity(most + 1));
    let limit = u64::try_from(most + 1).unwrap_or(u64::MAX);
    let (what, read) = match file {
        Some(path) => (format!("`{}`", path.display()), File::open(path).and_then(|f| f.take(limit).read_to_end(&mut bytes))),
        None => {
            if io::stdin().is_terminal() {
                say::line(asks);
            }
            ("standard input".to_owned(), io::stdin().lock().take(limit).read_to_end(&mut bytes))
        }
    };
    read.map_err(|e| Stop::CouldNot(format!("{what} cannot be read ({})", e.kind())))?;
    if bytes.len() > most {
        return Err(Stop::Misuse(format!("{what} is longer than {most} bytes")));
    }
    let text = std::str::from_utf8(&bytes).map_err(|_| Stop::Misuse(format!("{what} is not UTF-8")))?;
    Ok(Zeroizing::new(text.to_owned()))
}
