//! How far a concern has come, in the four words that its teller may see. The desk's finer steps are its own.
//! Must not know who may change it.

use std::fmt;

/// How far a concern has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It is safely with the team.
    Received,
    /// Someone has opened it.
    Looking,
    /// The team has written back.
    Answered,
    /// The team has finished with it.
    Closed,
}

impl State {
    /// All of them.
    pub const ALL: [State; 4] = [State::Received, State::Looking, State::Answered, State::Closed];

    /// As it is kept.
    pub fn text(self) -> &'static str {
        match self {
            State::Received => "received",
            State::Looking => "looking",
            State::Answered => "answered",
            State::Closed => "closed",
        }
    }

    /// Reads what [`State::text`] writes.
    pub fn parse(text: &str) -> Option<State> {
        State::ALL.into_iter().find(|s| s.text() == text)
    }

    /// After someone has opened it.
    pub fn opened(self) -> State {
        if self == State::Received { State::Looking } else { self }
    }

    /// After the team has written back; what is closed stays so.
    pub fn answered(self) -> State {
        if self == State::Closed { self } else { State::Answered }
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_only_goes_forward() {
        for state in State::ALL {
            assert_eq!(State::parse(state.text()), Some(state));
            assert!(state.opened() as u8 >= state as u8 && state.answered() as u8 >= state as u8);
        }
        assert_eq!(State::parse("other"), None);
    }
}
