//! The flags of `waymark concerns`.
//! Must not know what is done with them.

use std::path::PathBuf;

use casework::ConcernId;
use clap::{Subcommand, ValueEnum};

use crate::args::Format;
use crate::office::args::{Place, SignIn};

#[derive(Debug, Subcommand)]
pub(crate) enum Concerns {
    /// Lists the concerns that the account may open, the most pressing first, and those that could not be read
    List(List),
    /// Opens a concern: what was told, added and answered
    Show(Show),
    /// Answers the teller: the text is read from standard input, or from a file
    Reply(Reply),
    /// Takes in what someone told by phone, in person, by letter or e-mail: its answers are read as JSON
    Add(Add),
    /// Says that the team has finished with a concern
    Close(Change),
    /// Says that the team has not finished with it after all
    Reopen(Change),
}

#[derive(Debug, clap::Args)]
pub(crate) struct List {
    /// Only those that have come so far
    #[arg(long, value_name = "STATE")]
    pub(crate) state: Option<InState>,
    /// `json` prints one object a line [default: text]
    #[arg(long, value_name = "FORMAT", env = "WAYMARK_CONCERNS_FORMAT", hide_env_values = true)]
    pub(crate) format: Option<Format>,
    #[command(flatten)]
    pub(crate) sign_in: SignIn,
    #[command(flatten)]
    pub(crate) place: Place,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Show {
    /// The concern, as `concerns list` names it
    #[arg(allow_hyphen_values = true)]
    pub(crate) id: ConcernId,
    /// `json` prints one object [default: text]
    #[arg(long, value_name = "FORMAT", env = "WAYMARK_CONCERNS_FORMAT", hide_env_values = true)]
    pub(crate) format: Option<Format>,
    #[command(flatten)]
    pub(crate) sign_in: SignIn,
    #[command(flatten)]
    pub(crate) place: Place,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Reply {
    /// The concern, as `concerns list` names it
    #[arg(allow_hyphen_values = true)]
    pub(crate) id: ConcernId,
    /// Read the text from this file
    #[arg(long, value_name = "FILE")]
    pub(crate) text: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) sign_in: SignIn,
    #[command(flatten)]
    pub(crate) place: Place,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Add {
    /// How it was told
    #[arg(long, value_name = "CHANNEL")]
    pub(crate) channel: Channel,
    /// Read the answers from this file
    #[arg(long, value_name = "FILE")]
    pub(crate) answers: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) sign_in: SignIn,
    #[command(flatten)]
    pub(crate) place: Place,
}

/// How something was told that did not come by the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Channel {
    Phone,
    InPerson,
    Letter,
    #[value(name = "e-mail")]
    EMail,
}

impl Channel {
    /// As the core has it.
    pub(crate) fn text(self) -> &'static str {
        match self {
            Channel::Phone => "phone",
            Channel::InPerson => "in-person",
            Channel::Letter => "letter",
            Channel::EMail => "e-mail",
        }
    }
}

#[derive(Debug, clap::Args)]
pub(crate) struct Change {
    /// The concern, as `concerns list` names it
    #[arg(allow_hyphen_values = true)]
    pub(crate) id: ConcernId,
    #[command(flatten)]
    pub(crate) sign_in: SignIn,
    #[command(flatten)]
    pub(crate) place: Place,
}

/// How far a concern has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum InState {
    Received,
    Looking,
    Answered,
    Closed,
}

impl From<InState> for casework::State {
    fn from(state: InState) -> casework::State {
        match state {
            InState::Received => casework::State::Received,
            InState::Looking => casework::State::Looking,
            InState::Answered => casework::State::Answered,
            InState::Closed => casework::State::Closed,
        }
    }
}
