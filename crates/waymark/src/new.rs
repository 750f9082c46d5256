//! `waymark new`: the embedded site, written out for a partnership to edit.
//! Must not know what is in it, but for the lines that say that it is live, and what is confirmed.

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
        let written = if path == "site.toml" { write(&place, unconfirmed(bytes).as_bytes()) } else { write(&place, bytes) };
        written.map_err(|e| Stop::CouldNot(format!("`{}` cannot be written ({})", place.display(), e.kind())))?;
    }
    say::out(&format!(
        "1. Edit {shown}/site.toml (your partnership, your team and its number), then the pages in {shown}/en.\n\
            Nobody has checked any of it for you: every contact says `confirmed = false`, and the pages `pages_confirmed = false`.\n\
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

/// `site.toml` with `live = false` and nothing confirmed: a new partnership's site is a demonstration, whatever ours is, and it
/// has checked nothing yet.
fn unconfirmed(settings: &[u8]) -> String {
    let text = String::from_utf8_lossy(settings);
    let line = |line: &str| match line.split_once('=') {
        Some((key, _)) if matches!(key.trim(), "live" | "confirmed" | "pages_confirmed") => format!("{} = false\n", key.trim()),
        _ => line.to_owned(),
    };
    text.split_inclusive('\n').map(line).collect()
}

#[cfg(test)]
mod tests {
    //! A new site is never live, and nothing in it is confirmed.

    #[test]
    fn a_new_site_is_not_live() {
        assert_eq!(super::unconfirmed(b"id = 'x'\nlive=true # yes\nexit = 'y'"), "id = 'x'\nlive = false\nexit = 'y'");
        let settings = super::unconfirmed(b"pages_confirmed = true\n[team]\nconfirmed = true\nphone = '1'");
        assert_eq!(settings, "pages_confirmed = false\n[team]\nconfirmed = false\nphone = '1'");
    }
}
