//! Files written whole or not at all: beside where they go, and then moved there.
//! Must not know what is in them.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use crate::stop::Stop;

/// Writes `bytes` to `path`. What stood there before stands there until the new is complete.
pub(crate) fn whole(path: &Path, bytes: &[u8]) -> Result<(), Stop> {
    let told = |e: std::io::Error| Stop::CouldNot(format!("{} cannot be written ({})", path.display(), e.kind()));
    let Some(name) = path.file_name() else {
        return Err(Stop::Misuse(format!("{} is not the name of a file", path.display())));
    };
    let beside = path.with_file_name(format!(".{}.{}", name.to_string_lossy(), std::process::id()));
    let written =
        File::create(&beside).and_then(|mut f| f.write_all(bytes).and_then(|()| f.sync_all())).and_then(|()| fs::rename(&beside, path));
    written.map_err(|e| {
        _ = fs::remove_file(&beside);
        told(e)
    })
}
