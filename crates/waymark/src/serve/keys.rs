//! `keys.toml` as the serving program uses it: read at start, and again when it changes, since keys may be rotated beside the serving.
//! Must not make keys: only `waymark keys` does.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use course::Settings;
use web_public::Public;

use super::upkeep::Squeeze;
use crate::office::keys_file;
use crate::say;

const EVERY: Duration = Duration::from_secs(2);

/// Looks at the file from time to time, and seals to what it says.
pub(crate) async fn follow(file: std::path::PathBuf, settings: Settings, public: Arc<Public>, squeeze: Squeeze) {
    let seen = |file: &Path| std::fs::metadata(file).ok().and_then(|m| m.modified().ok());
    let mut last: Option<SystemTime> = seen(&file);
    loop {
        tokio::time::sleep(EVERY).await;
        let now = seen(&file);
        if now == last {
            continue;
        }
        last = now;
        match keys_file::of_site(&file, &settings) {
            Ok(Some(keys)) => match public.use_keys(keys) {
                Ok(()) => {
                    squeeze.ask(); // the pages were rendered again
                    say::error("keys.toml was read again, and is used as it is now");
                }
                Err(error) => say::error(&format!("keys.toml was changed, and cannot be used: {error}")),
            },
            // Whoever takes the file away does not open the form to other keys: those in use stay until the next start.
            Ok(None) => say::error("keys.toml is gone; the keys that were in it are used until the next start"),
            Err(stop) => say::error(&format!("{}; the keys before are used on", stop)),
        }
    }
}
