//! The terminal: where secrets are asked for, and shown once. **What is typed without echo is zeroised by who asked.**
//! Must not know what is asked.

use std::fs::{File, OpenOptions};
use std::io::{self, IsTerminal, Write};
use std::os::fd::{AsFd, BorrowedFd};

use rustix::termios::{LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcsetattr};
use zeroize::Zeroizing;

use crate::stop::Stop;

/// The longest line that is taken.
const LONGEST: usize = 4096;
const INTERRUPT: u8 = 3;

/// The terminal that the person sits at.
pub(crate) struct Terminal(File);

impl Terminal {
    /// Standard input, if that is a terminal; otherwise the one that the program was started from.
    pub(crate) fn open() -> Option<Terminal> {
        let stdin = io::stdin();
        let file = if stdin.is_terminal() {
            stdin.as_fd().try_clone_to_owned().map(File::from)
        } else {
            OpenOptions::new().read(true).write(true).open("/dev/tty")
        };
        file.ok().map(Terminal)
    }

    /// Shows a text. If even that fails, nobody can answer either.
    pub(crate) fn show(&self, text: &str) {
        _ = (&self.0).write_all(text.as_bytes());
    }

    /// Asks for a line, which is not shown while it is typed.
    pub(crate) fn ask_secret(&self, prompt: &str) -> Result<Zeroizing<String>, Stop> {
        let quiet = Quiet::start(&self.0)?;
        self.show(prompt);
        let line = read_line(self.0.as_fd());
        drop(quiet);
        self.show("\n");
        line
    }

    /// Waits for the enter key.
    pub(crate) fn wait(&self, prompt: &str) -> Result<(), Stop> {
        self.ask_secret(prompt).map(|_| ())
    }
}

/// Echo is off while this lives. The key that interrupts ends the line, so that echo is never left off.
struct Quiet<'a> {
    terminal: &'a File,
    before: Termios,
}

impl Quiet<'_> {
    fn start(terminal: &File) -> Result<Quiet<'_>, Stop> {
        let failed = |e: rustix::io::Errno| Stop::CouldNot(format!("the terminal cannot be set to hide what is typed ({})", e.kind()));
        let before = tcgetattr(terminal).map_err(failed)?;
        let mut quiet = before.clone();
        quiet.local_modes.remove(LocalModes::ECHO | LocalModes::ISIG);
        quiet.local_modes.insert(LocalModes::ICANON);
        quiet.special_codes[SpecialCodeIndex::VEOL] = INTERRUPT;
        tcsetattr(terminal, OptionalActions::Flush, &quiet).map_err(failed)?;
        Ok(Quiet { terminal, before })
    }
}

impl Drop for Quiet<'_> {
    fn drop(&mut self) {
        _ = tcsetattr(self.terminal, OptionalActions::Now, &self.before);
    }
}

/// Reads one line, byte by byte: a buffer would keep a copy of the secret, and take what follows it.
pub(crate) fn read_line(from: BorrowedFd<'_>) -> Result<Zeroizing<String>, Stop> {
    let mut line = Zeroizing::new(Vec::with_capacity(LONGEST));
    let mut one = Zeroizing::new([0]);
    loop {
        let read = rustix::io::retry_on_intr(|| rustix::io::read(from, &mut *one));
        match read.map_err(|e| Stop::CouldNot(format!("a line could not be read ({})", e.kind())))? {
            0 => break,
            _ if one[0] == b'\n' => break,
            _ if one[0] == INTERRUPT => return Err(Stop::Refused("stopped; nothing was changed".into())),
            _ if line.len() == LONGEST => return Err(Stop::Misuse("that line is too long".into())),
            _ => line.push(one[0]),
        }
    }
    let text = std::str::from_utf8(&line).map_err(|_| Stop::Misuse("that line is not UTF-8".into()))?;
    Ok(Zeroizing::new(text.trim_end_matches('\r').to_owned()))
}
