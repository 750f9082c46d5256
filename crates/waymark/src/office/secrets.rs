//! Passphrases and the recovery key: from the terminal, from standard input or from a file; never from an argument or the environment.
//! **Each is zeroised when it is dropped.** Must not know what they open.

use std::fs::File;
use std::os::fd::AsFd;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use crate::office::args::{Given, GivenNew};
use crate::office::terminal::{Terminal, read_line};
use crate::stop::Stop;

/// A passphrase is the only lock: NIST SP 800-63B-4 asks for 15 characters where there is no second one.
const SHORTEST: usize = 15;
/// The passphrase that demonstrations use, and nobody else may.
pub(crate) const DEMO: &str = "waymark demonstration";

/// Where secrets come from.
#[derive(Debug)]
pub(crate) enum Secrets {
    Terminal,
    Stdin,
    File(PathBuf),
}

impl Secrets {
    pub(crate) fn new(given: &Given) -> Secrets {
        match &given.passphrase_file {
            Some(path) => Secrets::File(path.clone()),
            None if given.passphrase_stdin => Secrets::Stdin,
            None => Secrets::Terminal,
        }
    }

    /// A secret that is there already.
    pub(crate) fn ask(&self, prompt: &str) -> Result<Zeroizing<String>, Stop> {
        match self {
            Secrets::Terminal => terminal()?.ask_secret(prompt),
            Secrets::Stdin => read_line(std::io::stdin().as_fd()),
            Secrets::File(path) => first_line(path),
        }
    }

    /// A new passphrase: typed twice on a terminal, once elsewhere.
    pub(crate) fn ask_new(&self, given: &GivenNew, whose: &str, demo: bool) -> Result<Zeroizing<String>, Stop> {
        let new = match (&given.new_passphrase_file, self) {
            (Some(path), _) => first_line(path)?,
            (None, Secrets::Stdin) => read_line(std::io::stdin().as_fd())?,
            (None, _) => twice(whose)?,
        };
        if new.chars().count() < SHORTEST {
            return Err(Stop::Refused(format!("a passphrase has at least {SHORTEST} characters: four words, say")));
        }
        if new.as_str() == DEMO && !demo {
            return Err(Stop::Refused("that passphrase is the one of the demonstrations; choose another".into()));
        }
        Ok(new)
    }
}

fn terminal() -> Result<Terminal, Stop> {
    let none = "there is no terminal to ask on; give --passphrase-stdin or --passphrase-file FILE";
    Terminal::open().ok_or_else(|| Stop::Misuse(none.into()))
}

fn twice(whose: &str) -> Result<Zeroizing<String>, Stop> {
    let terminal = terminal()?;
    let new = terminal.ask_secret(&format!("New passphrase for {whose}: "))?;
    let again = terminal.ask_secret("The same again: ")?;
    if new == again { Ok(new) } else { Err(Stop::Refused("the two are not the same; nothing was changed".into())) }
}

fn first_line(path: &Path) -> Result<Zeroizing<String>, Stop> {
    let file = File::open(path).map_err(|e| Stop::CouldNot(format!("`{}` cannot be read ({})", path.display(), e.kind())))?;
    read_line(file.as_fd())
}
