//! The installation, as the command line meets it: where everything is, and who signs in. What is done there is the crate `team`'s.
//! Must not know any command.

pub(crate) mod args;
pub(crate) mod input;
pub(crate) mod secrets;
mod terminal;

use std::path::PathBuf;

use course::Settings;
use secrets::Secrets;
use store::Store;
use team::World;
pub(crate) use team::{Office, Session, acts, away, cost, keys_file, when};
pub(crate) use terminal::Terminal;

use crate::origin::Origin;
use crate::stop::Stop;
use crate::{clock, say, serve};

/// Where everything is.
#[derive(Debug)]
pub(crate) struct OfficeConfig {
    /// The site's folder; `None` is the site in this program.
    pub(crate) site: Option<PathBuf>,
    pub(crate) database: String,
    /// `keys.toml`.
    pub(crate) keys: PathBuf,
    /// Where sealed concerns wait while the database is away.
    pub(crate) spool: PathBuf,
    /// The ledger of what was disposed of.
    pub(crate) disposed: PathBuf,
}

/// Opens what is there.
pub(crate) async fn open(config: &OfficeConfig) -> Result<Office, Stop> {
    if let Some(file) = config.database.strip_prefix("sqlite:").filter(|file| !std::fs::exists(file).unwrap_or(true)) {
        return Err(Stop::CouldNot(format!("there is no database `{file}`; give its folder with --data, or its address with --database")));
    }
    open_or_make(config).await
}

/// Opens it, and makes the database if need be.
pub(crate) async fn open_or_make(config: &OfficeConfig) -> Result<Office, Stop> {
    let settings = settings(config)?;
    let store = Store::open(&config.database).await.map_err(|e| away(&e))?;
    let (keys_path, ledger) = (config.keys.clone(), config.disposed.clone());
    Ok(Office { site: settings.id.clone(), settings, keys_path, ledger, store, world: WORLD })
}

/// This machine's clock and randomness; warnings go to standard error.
pub(crate) const WORLD: World = World { now: clock::now, random: clock::random, warn: say::warning };

/// Asks for the passphrase, and signs in.
pub(crate) async fn sign_in(office: &Office, name: &str, secrets: &Secrets) -> Result<Session, Stop> {
    office.keys()?; // before anything is asked
    let passphrase = secrets.ask(&format!("Passphrase of {name}: "))?;
    Ok(team::session::sign_in(office, name, &passphrase).await?)
}

/// `site.toml`, however the site's pages are: a page with a mistake must keep nobody from a concern.
pub(crate) fn settings(config: &OfficeConfig) -> Result<Settings, Stop> {
    let origin = config.site.clone().map_or(Origin::Embedded, Origin::Folder);
    let (files, _) = origin.read()?;
    match course::load(&files) {
        (Some(site), _) => Ok(site.settings),
        (None, problems) => {
            let first = problems.first().map(|p| origin.line(p)).unwrap_or_default();
            Err(Stop::Refused(format!("the site's settings cannot be read: {first}")))
        }
    }
}

/// Runs a command that waits for the database, and that may have opened words in its memory.
pub(crate) fn block_on(command: impl Future<Output = Result<(), Stop>>) -> Result<(), Stop> {
    serve::no_dumps();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
    runtime.map_err(|e| Stop::CouldNot(format!("the system gives no threads ({})", e.kind())))?.block_on(command)
}

/// A list of names, as a sentence has it.
pub(crate) fn listed(names: &[&str]) -> String {
    if names.is_empty() { "nobody".to_owned() } else { names.join(", ") }
}

/// Tells on standard output what was done.
pub(crate) fn done(text: &str) -> Result<(), Stop> {
    say::out(&format!("{text}\n"))
}
