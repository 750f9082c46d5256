//! `waymark backup` and `waymark restore`: the database, `keys.toml` and what waits in the spool, in one folder.
//! Nothing of it can be read without a passphrase or the recovery key. Must not know any table.

use std::fs::{self, DirBuilder, File};
use std::io::{self, ErrorKind};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use jiff::ToSpan;
use store::Keeper;

use crate::config;
use crate::office::args::Place;
use crate::office::{OfficeConfig, acts, away, block_on, done, keys_file, open, open_or_make, settings, when};
use crate::origin::count;
use crate::stop::Stop;

const DATABASE: &str = "waymark.db";
const KEYS: &str = "keys.toml";
const SPOOL: &str = "spool";

#[derive(Debug, clap::Args)]
pub(crate) struct Backup {
    /// Folder to write it to: a new one, or an empty one
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
    #[command(flatten)]
    pub(crate) place: Place,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Restore {
    /// Folder that `waymark backup` wrote
    #[arg(long, value_name = "DIR")]
    pub(crate) from: PathBuf,
    #[command(flatten)]
    pub(crate) place: Place,
}

pub(crate) fn backup(wanted: &Backup) -> Result<(), Stop> {
    block_on(out(&config::for_office(&wanted.place)?, &wanted.out))
}

pub(crate) fn restore(wanted: &Restore) -> Result<(), Stop> {
    block_on(back(&config::for_office(&wanted.place)?, &wanted.from))
}

async fn out(config: &OfficeConfig, to: &Path) -> Result<(), Stop> {
    let office = open(config).await?;
    let shown = to.display();
    if fs::read_dir(to).is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(Stop::CouldNot(format!("`{shown}` is not empty; name a new folder, or an empty one")));
    }
    let keys = keys_file::of_site(&config.keys, &settings(config)?)?;
    acts::note(&office, acts::NOBODY, "backup", acts::NOBODY).await?;
    // The spool before the database: what is forwarded meanwhile is then in both, and is taken once.
    make(to).and_then(|()| make(&to.join(SPOOL))).map_err(|e| unwritable(to, &e))?;
    let waiting = copy_all(&config.spool, &to.join(SPOOL)).map_err(|e| unwritable(&to.join(SPOOL), &e))?;
    if let Some(keys) = &keys {
        keys_file::prepare(&to.join(KEYS), keys)?.put()?;
    }
    office.store.backup(&to.join(DATABASE)).await.map_err(|e| away(&e))?;
    // A key that was made meanwhile would be in one of the two alone.
    if keys_file::read(&config.keys)? != keys {
        return Err(Stop::CouldNot(format!("the keys were changed meanwhile: take `{shown}` away, and take the backup again")));
    }
    done(&format!(
        "`{shown}` holds the database, {} and {} from the spool{}",
        if keys.is_some() { "keys.toml" } else { "no keys" },
        count(waiting, "file"),
        office.settings.backup_days.map_or(String::new(), |days| destroy_by(office.world.now(), days)),
    ))
}

/// By when a backup must be gone: until then, what the team disposes of meanwhile could be read from it.
fn destroy_by(now: i64, days: u32) -> String {
    let last = when::date(now).saturating_add(i64::from(days).days());
    format!("\ndestroy it by {}, with every copy (backup_days = {days} in site.toml)", last.strftime("%-d %B %Y"))
}

async fn back(config: &OfficeConfig, from: &Path) -> Result<(), Stop> {
    let database = from.join(DATABASE);
    if !database.is_file() {
        return Err(Stop::CouldNot(format!("there is no backup in `{}`: it has no {DATABASE}", from.display())));
    }
    let keys = keys_file::of_site(&from.join(KEYS), &settings(config)?)?;
    must_be_empty(config)?;
    let ledgered = team::ledger::Ledger::at(&config.disposed).read()?;
    let office = open_or_make(config).await?;
    let disposed = ledgered.as_ref().map_or(&[][..], |ledgered| &ledgered.disposed);
    let left_out = office.store.restore(&database, disposed).await.map_err(|e| away(&e))?;
    make(&config.spool).map_err(|e| unwritable(&config.spool, &e))?;
    let copied = copy_all(&from.join(SPOOL), &config.spool).map_err(|e| unwritable(&config.spool, &e))?;
    let keeper = Keeper::open(office.store.clone(), &config.spool).map_err(|e| away(&e))?;
    let waiting = copied - keeper.forget(disposed).await.map_err(|e| away(&e))?;
    if let Some(keys) = &keys {
        keys_file::prepare(&config.keys, keys)?.put()?;
    }
    acts::note(&office, acts::NOBODY, "restore", acts::NOBODY).await?;
    done(&format!(
        "restored, with {} for the spool; `waymark audit verify --heads FILE` says whether anything is missing\n{}",
        count(waiting, "file"),
        match &ledgered {
            Some(_) if left_out == 1 => "1 record that the ledger says was disposed of since is left out".to_owned(),
            Some(_) => format!("{left_out} records that the ledger says were disposed of since are left out"),
            None => format!(
                "there is no ledger at `{}`: if records were disposed of since this backup, they are back; put the ledger there, or \
                 name it with --disposed, and start the desk, which disposes of them",
                config.disposed.display()
            ),
        }
    ))
}

/// Nothing is ever written over. Whether the database's tables are empty, the store says.
fn must_be_empty(config: &OfficeConfig) -> Result<(), Stop> {
    let full = |what: &Path| Stop::CouldNot(format!("there is `{}` already; a backup is restored into an empty place", what.display()));
    if config.keys.symlink_metadata().is_ok() {
        return Err(full(&config.keys));
    }
    if fs::read_dir(&config.spool).is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(full(&config.spool));
    }
    match config.database.strip_prefix("sqlite:").map(Path::new) {
        Some(file) if file.symlink_metadata().is_ok() => Err(full(file)),
        _ => Ok(()),
    }
}

fn make(folder: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

/// Copies a folder's files, durably; how many there were. What has been forwarded since the folder was listed is in the database.
fn copy_all(from: &Path, to: &Path) -> io::Result<usize> {
    let entries = match fs::read_dir(from) {
        Err(e) if e.kind() == ErrorKind::NotFound => return Ok(0),
        entries => entries?,
    };
    let mut copied = 0;
    for entry in entries {
        let entry = entry?;
        // What is still being written has been acknowledged to nobody.
        let partial = entry.path().extension().is_some_and(|e| e == "tmp");
        if partial || !entry.file_type()?.is_file() {
            continue;
        }
        let place = to.join(entry.file_name());
        match fs::copy(entry.path(), &place) {
            Err(e) if e.kind() == ErrorKind::NotFound => continue,
            result => result?,
        };
        File::open(&place)?.sync_all()?;
        copied += 1;
    }
    File::open(to)?.sync_all()?;
    Ok(copied)
}

fn unwritable(what: &Path, error: &io::Error) -> Stop {
    Stop::CouldNot(format!("`{}` cannot be written ({})", what.display(), error.kind()))
}
