//! `keys.toml` on the disk: read, and written so that there is never half of one.
//! Must not know what is done with it.

use std::ffi::OsString;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use course::Settings;
use seal::PublicKeys;

use crate::Error;

/// Its owner writes; its group may read, for the public door runs as another user.
const MODE: u32 = 0o640;

/// The keys; `None` if there is no such file.
pub fn read(file: &Path) -> Result<Option<PublicKeys>, Error> {
    let text = match fs::read_to_string(file) {
        Ok(text) => text,
        Err(e) if e.kind() == ErrorKind::NotFound => return Ok(None),
        Err(e) => return Err(Error::CouldNot(format!("{} cannot be read ({})", file.display(), e.kind()))),
    };
    PublicKeys::parse(&text).map(Some).map_err(|e| Error::Refused(format!("{}: {e}", file.display())))
}

/// The same; they must be this site's, and real where it is live.
pub fn of_site(file: &Path, settings: &Settings) -> Result<Option<PublicKeys>, Error> {
    let Some(keys) = read(file)? else { return Ok(None) };
    if keys.site != settings.id {
        let (theirs, ours) = (&keys.site, &settings.id);
        return Err(Error::Refused(format!("{} holds the keys of the site `{theirs}`, and this site is `{ours}`", file.display())));
    }
    if keys.demo && settings.live {
        let file = file.display();
        return Err(Error::Refused(format!(
            "{file} holds keys made for a demonstration, which a live site must not use; take the file away, and run `waymark keys init`"
        )));
    }
    Ok(Some(keys))
}

/// The file, written beside its place and on the disk; [`Ready::put`] moves it there.
#[must_use]
pub struct Ready {
    beside: PathBuf,
    place: PathBuf,
}

/// Writes it beside its place, so that what can fail has failed before the database changes.
pub fn prepare(path: &Path, keys: &PublicKeys) -> Result<Ready, Error> {
    let mut name = path.file_name().map_or_else(OsString::new, OsString::from);
    name.push(".new");
    let beside = path.with_file_name(name);
    let write = || {
        DirBuilder::new().recursive(true).mode(0o700).create(folder(path))?;
        _ = fs::remove_file(&beside);
        let mut file = OpenOptions::new().write(true).create_new(true).mode(MODE).open(&beside)?;
        file.write_all(keys.text().as_bytes())?;
        file.sync_all()
    };
    write().map_err(|e| unwritable(path, &e))?;
    Ok(Ready { beside, place: path.to_owned() })
}

impl Ready {
    /// Moves it to its place, and makes sure that it stays there.
    pub fn put(self) -> Result<(), Error> {
        let moved = fs::rename(&self.beside, &self.place).and_then(|()| File::open(folder(&self.place))?.sync_all());
        moved.map_err(|e| unwritable(&self.place, &e))
    }
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn unwritable(path: &Path, error: &io::Error) -> Error {
    Error::CouldNot(format!("`{}` cannot be written ({})", path.display(), error.kind()))
}
