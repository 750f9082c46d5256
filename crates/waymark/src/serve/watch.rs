//! While a site is written: looks at its folder, and shows it again when a file is saved.
//! Must not know what changed. A site with an error is told on standard error, and the one before stays.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, SystemTime};

use web_public::Public;

use super::upkeep::Squeeze;
use crate::origin::Origin;
use crate::stop::Stop;
use crate::{disk, say};

const EVERY: Duration = Duration::from_millis(500);
/// An editor may empty a file and write it a moment later: only what has stayed the same for this long is read.
const SETTLED: Duration = Duration::from_millis(50);

/// Names, sizes and times of a folder's files, as last seen.
pub(crate) struct Seen {
    folder: PathBuf,
    files: Vec<(String, u64, Option<SystemTime>)>,
}

impl Seen {
    /// How the site's folder looks now; `None` if it has none.
    pub(crate) fn of(origin: &Origin) -> Option<Seen> {
        match origin {
            Origin::Embedded => None,
            Origin::Folder(folder) => Some(Seen { folder: folder.clone(), files: files(folder) }),
        }
    }

    /// Whether it looks otherwise than last time; waits until it holds still.
    fn changed(&mut self) -> bool {
        let mut changed = false;
        loop {
            let now = files(&self.folder);
            if now == self.files {
                return changed;
            }
            self.files = now;
            changed = true;
            thread::sleep(SETTLED);
        }
    }
}

fn files(folder: &Path) -> Vec<(String, u64, Option<SystemTime>)> {
    let found = disk::look(folder).map(|(found, _)| found).unwrap_or_default();
    found.into_iter().map(|f| (f.path, f.metadata.len(), f.metadata.modified().ok())).collect()
}

/// Watches on a thread of its own, until the program ends.
pub(crate) fn start(mut seen: Seen, public: Arc<Public>, squeeze: Squeeze) {
    thread::spawn(move || {
        loop {
            thread::sleep(EVERY);
            if !seen.changed() {
                continue;
            }
            match reload(&seen.folder, &public) {
                Ok(()) => {
                    squeeze.ask();
                    say::error("the site was read again, and is shown as it is now");
                }
                Err(stop) => {
                    let why = stop.message().unwrap_or_default();
                    say::error(&format!("{why}; what was shown before still is"));
                }
            }
        }
    });
}

fn reload(folder: &Path, public: &Public) -> Result<(), Stop> {
    let site = Origin::Folder(folder.to_owned()).load()?.site;
    if site.settings.live {
        // What a live site must have is looked at when it starts.
        return Err(Stop::Refused("site.toml says that the site is live: start waymark again to serve it so".into()));
    }
    public.replace(site).map_err(|e| Stop::Refused(e.to_string()))
}
