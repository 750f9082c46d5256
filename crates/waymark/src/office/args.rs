//! Flags that many commands share: where everything is, and who signs in.
//! **There is no flag for a passphrase**: what stands on a command line is seen by everyone on the machine.

use std::path::PathBuf;

/// Where everything is.
#[derive(Debug, Default, clap::Args)]
pub(crate) struct Place {
    /// Folder of the site [default: the site in this program]
    #[arg(long, value_name = "DIR", env = "WAYMARK_SITE", hide_env_values = true)]
    pub(crate) site: Option<PathBuf>,
    /// Folder for what is kept [default: ./data]
    #[arg(long, value_name = "DIR", env = "WAYMARK_DATA", hide_env_values = true)]
    pub(crate) data: Option<PathBuf>,
    /// sqlite:PATH or postgres://… [default: sqlite:waymark.db in the data folder]
    #[arg(long, value_name = "URL", env = "WAYMARK_DATABASE", hide_env_values = true)]
    pub(crate) database: Option<String>,
    /// File of the public keys [default: keys.toml in the data folder]
    #[arg(long, value_name = "FILE", env = "WAYMARK_KEYS", hide_env_values = true)]
    pub(crate) keys: Option<PathBuf>,
    /// Ledger of what was disposed of, to be kept apart from backups [default: disposed.txt in the data folder]
    #[arg(long, value_name = "FILE", env = "WAYMARK_DISPOSED", hide_env_values = true)]
    pub(crate) disposed: Option<PathBuf>,
}

/// Where secrets come from: the terminal, unless one of these says otherwise.
#[derive(Debug, Default, clap::Args)]
pub(crate) struct Given {
    /// Read secrets from the first lines of standard input, one each, in the order in which a terminal would ask
    #[arg(long, conflicts_with = "passphrase_file")]
    pub(crate) passphrase_stdin: bool,
    /// Read the passphrase from the first line of this file
    #[arg(long, value_name = "FILE", env = "WAYMARK_PASSPHRASE_FILE", hide_env_values = true)]
    pub(crate) passphrase_file: Option<PathBuf>,
}

/// Who signs in.
#[derive(Debug, Default, clap::Args)]
pub(crate) struct SignIn {
    /// The account to sign in with
    #[arg(id = "as", long, value_name = "NAME", env = "WAYMARK_AS", hide_env_values = true)]
    pub(crate) name: String,
    #[command(flatten)]
    pub(crate) given: Given,
}

/// A new passphrase.
#[derive(Debug, Default, clap::Args)]
pub(crate) struct GivenNew {
    /// Read the new passphrase from the first line of this file
    #[arg(long, value_name = "FILE", env = "WAYMARK_NEW_PASSPHRASE_FILE", hide_env_values = true)]
    pub(crate) new_passphrase_file: Option<PathBuf>,
}
