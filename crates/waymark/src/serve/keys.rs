//! `keys.toml` as the serving program uses it: read at start, and again when it changes, since keys may be rotated beside the serving.
//! Must not make keys: only `waymark keys` does.

use std::io::ErrorKind;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use course::Settings;
use seal::PublicKeys;
use web_public::Public;

use crate::say;
use crate::stop::Stop;

const EVERY: Duration = Duration::from_secs(2);

/// The keys; `None` while there are none, and then nothing can be told.
pub(crate) fn read(file: &Path, settings: &Settings) -> Result<Option<PublicKeys>, Stop> {
    let text = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(e) if e.kind() == ErrorKind::NotFound => return Ok(None),
        Err(e) => return Err(Stop::CouldNot(format!("{} cannot be read ({})", file.display(), e.kind()))),
    };
    let keys = PublicKeys::parse(&text).map_err(|e| Stop::Refused(format!("{}: {e}", file.display())))?;
    if keys.site != settings.id {
        let (theirs, ours) = (&keys.site, &settings.id);
        return Err(Stop::Refused(format!("{} holds the keys of the site `{theirs}`, and this site is `{ours}`", file.display())));
    }
    if keys.demo && settings.live {
        let file = file.display();
        return Err(Stop::Refused(format!(
            "{file} holds keys made for a demonstration, which a live site must not use; take the file away, and run `waymark keys init`"
        )));
    }
    Ok(Some(keys))
}

/// Looks at the file from time to time, and seals to what it says.
pub(crate) async fn follow(file: std::path::PathBuf, settings: Settings, public: Arc<Public>) {
    let seen = |file: &Path| std::fs::metadata(file).ok().and_then(|m| m.modified().ok());
    let mut last: Option<SystemTime> = seen(&file);
    loop {
        tokio::time::sleep(EVERY).await;
        let now = seen(&file);
        if now == last {
            continue;
        }
        last = now;
        match read(&file, &settings) {
            Ok(Some(keys)) => match public.use_keys(keys) {
                Ok(()) => say::error("keys.toml was read again, and is used as it is now"),
                Err(error) => say::error(&format!("keys.toml was changed, and cannot be used: {error}")),
            },
            // Whoever takes the file away does not open the form to other keys: those in use stay until the next start.
            Ok(None) => say::error("keys.toml is gone; the keys that were in it are used until the next start"),
            Err(stop) => say::error(&format!("{}; the keys before are used on", stop.message().unwrap_or_default())),
        }
    }
}
