//! The command line: flags, their words in `--help`, and misuse told in one line.
//! Must not know defaults or `waymark.toml`: config.rs puts those together.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use clap::builder::BoolishValueParser;
use clap::error::ErrorKind;
use clap::{Parser, Subcommand, ValueEnum};
use serde::Deserialize;
use web_desk::DeskAddress;

use crate::audit::Audit;
use crate::backup::{Backup, Restore};
use crate::concerns::args::Concerns;
use crate::demo::Demo;
use crate::keys::args::Keys;
use crate::link::args::Link;
use crate::reminders::args::Mail;
use crate::say;
use crate::sso::Sso;
use crate::stop::Stop;

/// A safeguarding front door: guidance and a course for parents and carers.
#[derive(Debug, Parser)]
#[command(name = "waymark", version, disable_help_subcommand = true, after_help = AFTER)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

const AFTER: &str = "\
Every flag can also be given in the environment (WAYMARK_SITE, WAYMARK_CHECK_FORMAT, …) and in waymark.toml in the current
folder (site = \"…\"; those of `check` in a table [check]). A flag goes before the environment, and that before the file.

Exit codes: 0 done, 1 a check failed, 2 misuse, 3 could not (file, port, database).";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Serves a site
    Serve(Box<Serve>),
    /// Checks a site, and prints every problem as `path:line: error|warning: message`
    Check(Check),
    /// Writes a new partnership's site, ready to edit
    New(New),
    /// Makes keys, and says who holds them
    #[command(subcommand)]
    Keys(Keys),
    /// Opens what was told, and answers it
    #[command(subcommand)]
    Concerns(Concerns),
    /// Checks the record of who did what
    #[command(subcommand)]
    Audit(Audit),
    /// Adds invented concerns to a demonstration, for trying out the desk
    Demo(Demo),
    /// Links records of the same people: two files, or one with itself
    Link(Link),
    /// Copies everything that is kept into a folder, while it is served
    Backup(Backup),
    /// Puts a backup into an empty place
    Restore(Restore),
}

#[derive(Debug, Default, clap::Args)]
pub(crate) struct Serve {
    /// Folder of the site; while it is not live, a saved file shows on reload [default: the site in this program]
    #[arg(long, value_name = "DIR", env = "WAYMARK_SITE", hide_env_values = true)]
    pub(crate) site: Option<PathBuf>,
    /// Folder for what is kept; made if need be [default: ./data]
    #[arg(long, value_name = "DIR", env = "WAYMARK_DATA", hide_env_values = true)]
    pub(crate) data: Option<PathBuf>,
    /// Address of the public door; port 0 takes a free one [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDR", env = "WAYMARK_PUBLIC", hide_env_values = true)]
    pub(crate) public: Option<SocketAddr>,
    /// Address of the desk door [default: 127.0.0.1:8081]
    #[arg(long, value_name = "ADDR", env = "WAYMARK_DESK", hide_env_values = true)]
    pub(crate) desk: Option<SocketAddr>,
    /// The desk's own address, as browsers see it: passkeys are bound to it, and single sign-on comes back to it [default: none; http://localhost and the port while trying out on this machine]
    #[arg(long, value_name = "URL", env = "WAYMARK_DESK_ADDRESS", hide_env_values = true, value_parser = DeskAddress::parse)]
    pub(crate) desk_address: Option<DeskAddress>,
    /// Which door to serve; production runs two processes, as two users [default: both if --desk is given, else public]
    #[arg(long, value_name = "DOOR", env = "WAYMARK_DOOR", hide_env_values = true)]
    pub(crate) door: Option<Door>,
    /// Serve both doors from one process although the site is live: whoever takes over one has the other
    #[arg(long, value_name = "BOOL", env = "WAYMARK_ONE_PROCESS", hide_env_values = true)]
    #[arg(num_args = 0..=1, require_equals = true, default_missing_value = "true", value_parser = BoolishValueParser::new())]
    pub(crate) one_process: Option<bool>,
    /// sqlite:PATH or postgres://… [default: sqlite:waymark.db in the data folder]
    #[arg(long, value_name = "URL", env = "WAYMARK_DATABASE", hide_env_values = true)]
    pub(crate) database: Option<String>,
    /// The public halves of the keys, written by `waymark keys init` [default: keys.toml in the data folder]
    #[arg(long, value_name = "FILE", env = "WAYMARK_KEYS", hide_env_values = true)]
    pub(crate) keys: Option<PathBuf>,
    /// Ledger of what was disposed of, to be kept apart from backups [default: disposed.txt in the data folder]
    #[arg(long, value_name = "FILE", env = "WAYMARK_DISPOSED", hide_env_values = true)]
    pub(crate) disposed: Option<PathBuf>,
    /// Folder in memory, shared by the public processes, for what carries a form between pages [default: in /dev/shm]
    #[arg(long, value_name = "DIR", env = "WAYMARK_CARRY", hide_env_values = true)]
    pub(crate) carry: Option<PathBuf>,
    /// Address of a proxy whose X-Forwarded-For is believed; may be given several times [default: none]
    #[arg(long, value_name = "IP", env = "WAYMARK_TRUSTED_PROXY", hide_env_values = true, value_delimiter = ',')]
    pub(crate) trusted_proxy: Vec<IpAddr>,
    /// `off` is for load tests, and refused when the site is live [default: on]
    #[arg(long, value_name = "ON", env = "WAYMARK_LIMITS", hide_env_values = true)]
    pub(crate) limits: Option<Limits>,
    #[command(flatten)]
    pub(crate) mail: Mail,
    #[command(flatten)]
    pub(crate) sso: Sso,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Door {
    Public,
    Desk,
    Both,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Limits {
    On,
    Off,
}

#[derive(Debug, Default, clap::Args)]
pub(crate) struct Check {
    /// Folder of the site [default: site]
    pub(crate) dir: Option<PathBuf>,
    /// Check as for a live site: every contact and the pages confirmed, contacts looked at in the last 180 days
    #[arg(long, env = "WAYMARK_CHECK_LIVE", hide_env_values = true, value_name = "BOOL")]
    #[arg(num_args = 0..=1, require_equals = true, default_missing_value = "true", value_parser = BoolishValueParser::new())]
    pub(crate) live: Option<bool>,
    /// `json` prints one {path,line,level,code,message} a line [default: text]
    #[arg(long, value_name = "FORMAT", env = "WAYMARK_CHECK_FORMAT", hide_env_values = true)]
    pub(crate) format: Option<Format>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Format {
    Text,
    Json,
}

#[derive(Debug, clap::Args)]
pub(crate) struct New {
    /// Folder to write it to: a new one, or an empty one
    pub(crate) dir: PathBuf,
}

/// Prints the help that was asked for, or turns a misuse into one line.
pub(crate) fn explain(error: &clap::Error) -> Result<(), Stop> {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => say::out(&error.render().to_string()),
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand | ErrorKind::MissingSubcommand => {
            Err(Stop::Misuse(choices(&error.render().to_string())))
        }
        _ => {
            let text = error.render().to_string();
            let first = text.split("\n\n").next().unwrap_or_default();
            let sentence = first.strip_prefix("error: ").unwrap_or(first).split_whitespace().collect::<Vec<_>>().join(" ");
            Err(Stop::Misuse(format!("{sentence} (`waymark --help` tells more)")))
        }
    }
}

/// What can be said after a command, from its help.
fn choices(help: &str) -> String {
    let usage = help.lines().find_map(|l| l.strip_prefix("Usage: ")).unwrap_or("waymark");
    let command = usage.split(" <").next().unwrap_or(usage);
    let listed = help.lines().skip_while(|l| *l != "Commands:").skip(1).take_while(|l| !l.is_empty());
    let mut names = listed.filter_map(|l| l.split_whitespace().next()).collect::<Vec<_>>();
    let last = names.pop().unwrap_or_default();
    format!("say what to do: {} or {last} (`{command} --help` tells more)", names.join(", "))
}

#[cfg(test)]
mod tests {
    //! Flags that are spread over files fit together.

    use clap::CommandFactory;

    #[test]
    fn no_two_flags_have_one_name() {
        super::Args::command().debug_assert();
    }
}
