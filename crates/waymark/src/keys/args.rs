//! The flags of `waymark keys`.
//! Must not know what is done with them.

use clap::{Subcommand, ValueEnum};
use seal::SealedTo;
use unseal::Role;

use crate::office::args::{Given, GivenNew, Place, SignIn};

#[derive(Debug, Subcommand)]
pub(crate) enum Keys {
    /// Makes the keys of an installation: on a terminal, once
    Init(Init),
    /// Says who holds what; asks for no passphrase
    List(List),
    /// Makes an account, and gives it the keys of its role
    Add(Add),
    /// Ends an account, and takes its keys
    Remove(Remove),
    /// Changes the passphrase of an account
    Passphrase(Passphrase),
    /// Makes a new key; what was sealed to the old one stays readable
    Rotate(Rotate),
    /// Gives every account the keys of its role that it lacks
    Rewrap(Rewrap),
    /// Makes a new manager with the recovery key, when every passphrase is forgotten
    Recover(Recover),
}

#[derive(Debug, clap::Args)]
pub(crate) struct Init {
    /// For trying out: asks nothing, and makes two accounts whose passphrase everyone knows; refused when the site is live
    #[arg(long)]
    pub(crate) demo: bool,
    /// Do nothing if there are keys already
    #[arg(long)]
    pub(crate) if_missing: bool,
    #[command(flatten)]
    pub(crate) place: Place,
}

#[derive(Debug, clap::Args)]
pub(crate) struct List {
    #[command(flatten)]
    pub(crate) place: Place,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Add {
    /// The name of the new account: letters, digits, `-`, `_` and `.`
    pub(crate) name: String,
    /// What they are there for
    #[arg(long, value_name = "ROLE")]
    pub(crate) role: NewRole,
    #[command(flatten)]
    pub(crate) sign_in: SignIn,
    #[command(flatten)]
    pub(crate) new: GivenNew,
    #[command(flatten)]
    pub(crate) place: Place,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Remove {
    /// The account that ends
    pub(crate) name: String,
    #[command(flatten)]
    pub(crate) sign_in: SignIn,
    #[command(flatten)]
    pub(crate) place: Place,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Passphrase {
    /// The account: its present passphrase is asked first
    pub(crate) name: String,
    #[command(flatten)]
    pub(crate) given: Given,
    #[command(flatten)]
    pub(crate) new: GivenNew,
    #[command(flatten)]
    pub(crate) place: Place,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Rotate {
    /// Whose key
    pub(crate) which: Which,
    #[command(flatten)]
    pub(crate) sign_in: SignIn,
    #[command(flatten)]
    pub(crate) place: Place,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Rewrap {
    #[command(flatten)]
    pub(crate) sign_in: SignIn,
    #[command(flatten)]
    pub(crate) place: Place,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Recover {
    /// The name of the new manager
    #[arg(long, value_name = "NAME")]
    pub(crate) new_manager: String,
    #[command(flatten)]
    pub(crate) given: Given,
    #[command(flatten)]
    pub(crate) new: GivenNew,
    #[command(flatten)]
    pub(crate) place: Place,
}

/// A role that an account can be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum NewRole {
    Worker,
    Manager,
    Auditor,
    Administrator,
}

impl From<NewRole> for Role {
    fn from(role: NewRole) -> Role {
        match role {
            NewRole::Worker => Role::Worker,
            NewRole::Manager => Role::Manager,
            NewRole::Auditor => Role::Auditor,
            NewRole::Administrator => Role::Administrator,
        }
    }
}

/// Which of the two keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Which {
    Team,
    Managers,
}

impl From<Which> for SealedTo {
    fn from(which: Which) -> SealedTo {
        match which {
            Which::Team => SealedTo::Team,
            Which::Managers => SealedTo::Managers,
        }
    }
}
