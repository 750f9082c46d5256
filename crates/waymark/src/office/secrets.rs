//! Passphrases and the recovery key: from the terminal, from standard input or from a file; never from an argument or the environment.
//! **Each is zeroised when it is dropped.** Must not know what they open.

use std::fs::File;
use std::os::fd::AsFd;
use std::path::{Path, PathBuf};

use team::passphrase::unfit;
use zeroize::Zeroizing;

use crate::office::args::{Given, GivenNew};
use crate::office::terminal::{Terminal, read_line};
use crate::stop::Stop;

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
        if let Some(why) = unfit(&new, &[whose], demo) {
            return Err(Stop::Refused(why));
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

/// The first line of a file that holds a secret.
pub(crate) fn first_line(path: &Path) -> Result<Zeroizing<String>, Stop> {
    let file = File::open(path).map_err(|e| Stop::CouldNot(format!("`{}` cannot be read ({})", path.display(), e.kind())))?;
    read_line(file.as_fd())
}

/// The same, of a secret that others have given us: it has some words.
pub(crate) fn given_line(path: &Path) -> Result<Zeroizing<String>, Stop> {
    let line = first_line(path)?;
    if line.is_empty() {
        Err(Stop::CouldNot(format!("`{}` has nothing in its first line, where a secret should be", path.display())))
    } else {
        Ok(line)
    }
}
