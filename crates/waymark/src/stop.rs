//! Why a command ends without having done its work, and with which exit code.
//! Must not know how it is told.

/// The end of a command that did not go well. Messages are one sentence, for one line.
#[derive(Debug)]
pub(crate) enum Stop {
    /// A check failed, and what it found has been printed.
    Found,
    /// A check failed.
    Refused(String),
    /// The command line, the environment or `waymark.toml` asks for something that cannot be.
    Misuse(String),
    /// A file, a port or the database does not let us.
    CouldNot(String),
}

impl Stop {
    pub(crate) fn code(&self) -> u8 {
        match self {
            Stop::Found | Stop::Refused(_) => 1,
            Stop::Misuse(_) => 2,
            Stop::CouldNot(_) => 3,
        }
    }

    pub(crate) fn message(&self) -> Option<&str> {
        match self {
            Stop::Found => None,
            Stop::Refused(m) | Stop::Misuse(m) | Stop::CouldNot(m) => Some(m),
        }
    }
}

impl From<team::Error> for Stop {
    fn from(error: team::Error) -> Stop {
        match error {
            team::Error::Misuse(m) => Stop::Misuse(m),
            team::Error::Refused(m) => Stop::Refused(m),
            team::Error::CouldNot(m) => Stop::CouldNot(m),
        }
    }
}
