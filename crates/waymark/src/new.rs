//! `waymark new`: the embedded site, written out for a partnership to edit.
//! Must not know what is in it, but for the line that says that it is live.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::Path;

use crate::stop::Stop;
use crate::{embedded, say};

pub(crate) fn new(dir: &Path) -> Result<(), Stop> {
    let shown = dir.display();
    match fs::read_dir(dir).map(|mut entries| entries.next().is_none()) {
        Ok(true) => {}
        Ok(false) => return Err(Stop::CouldNot(format!("`{shown}` is not empty; name a new folder, or an empty one"))),
        Err(e) if e.kind() == ErrorKind::NotFound => {}
        Err(e) => return Err(Stop::CouldNot(format!("`{shown}` cannot be used ({})", e.kind()))),
    }
    for (path, bytes) in embedded::each() {
        let place = dir.join(path);
        let written = if path == "site.toml" { write(&place, not_live(bytes).as_bytes()) } else { write(&place, bytes) };
        written.map_err(|e| Stop::CouldNot(format!("`{}` cannot be written ({})", place.display(), e.kind())))?;
    }
    say::out(&format!(
        "1. Edit {shown}/site.toml (your partnership, your team and its number), then the pages in {shown}/en.\n\
         2. See what is still to do: waymark check {shown}\n\
         3. Look at it while you write, a saved file shows on reload: waymark serve --site {shown}\n"
    ))
}

fn write(place: &Path, bytes: &[u8]) -> std::io::Result<()> {
    if let Some(folder) = place.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::File::create_new(place)?.write_all(bytes)
}

/// `site.toml` with `live = false`: a new partnership's site is a demonstration, whatever ours is.
fn not_live(settings: &[u8]) -> String {
    let text = String::from_utf8_lossy(settings);
    let line = |line: &str| match line.split_once('=') {
        Some((key, _)) if key.trim() == "live" => "live = false\n".to_owned(),
        _ => line.to_owned(),
    };
    text.split_inclusive('\n').map(line).collect()
}

#[cfg(test)]
mod tests {
    //! A new site is never live.

    #[test]
    fn a_new_site_is_not_live() {
        assert_eq!(super::not_live(b"id = 'x'\nlive=true # yes\nexit = 'y'"), "id = 'x'\nlive = false\nexit = 'y'");
    }
}
