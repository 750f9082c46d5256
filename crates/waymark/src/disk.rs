//! A site's folder, read into `course::Files`: which files count, and what is wrong with those that cannot be read.
//! Must not know what is in them.

use std::fs::{self, DirEntry, File, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use course::{Files, Level, Problem};

/// The largest file that is read.
const LIMIT: u64 = 2 * 1024 * 1024;

/// A file of the site, not yet read.
pub(crate) struct Found {
    /// Its path inside the folder, with `/` between its parts.
    pub(crate) path: String,
    /// Where it is.
    pub(crate) place: PathBuf,
    /// Its size and times.
    pub(crate) metadata: Metadata,
}

/// Reads the folder. What is wrong with single files is among the problems; only a missing folder is an error.
pub(crate) fn read(folder: &Path) -> io::Result<(Files, Vec<Problem>)> {
    let (found, mut problems) = look(folder)?;
    let mut files = Files::default();
    for one in found {
        let put = contents(&one).and_then(|bytes| put(&mut files, &one.path, bytes));
        problems.extend(put.err());
    }
    Ok((files, problems))
}

/// The files of the folder, by name, without reading them.
pub(crate) fn look(folder: &Path) -> io::Result<(Vec<Found>, Vec<Problem>)> {
    let root = folder.canonicalize()?;
    let mut walk = Walk { root, found: Vec::new(), problems: Vec::new() };
    let top = walk.root.clone();
    for entry in fs::read_dir(top)? {
        walk.entry("", entry);
    }
    walk.found.sort_by(|a, b| a.path.cmp(&b.path));
    Ok((walk.found, walk.problems))
}

/// Puts a file's bytes where they belong by its path.
pub(crate) fn put(files: &mut Files, path: &str, bytes: Vec<u8>) -> Result<(), Problem> {
    if path.starts_with("media/") {
        files.media.insert(path.to_owned(), bytes);
    } else if path.ends_with(".md") || path.ends_with(".toml") {
        let text = String::from_utf8(bytes).map_err(|e| {
            let good = &e.as_bytes()[..e.utf8_error().valid_up_to()];
            let line = 1 + good.iter().filter(|&&b| b == b'\n').count();
            problem(path, line, "encoding", "this is not UTF-8; save the file in that encoding")
        })?;
        files.texts.insert(path.to_owned(), text);
    } else {
        // By name alone, so that the checker can say that nothing reads it.
        files.texts.insert(path.to_owned(), String::new());
    }
    Ok(())
}

/// What editors and systems leave beside the files one writes.
pub(crate) fn is_litter(name: &str) -> bool {
    name.starts_with(['.', '#']) || name.ends_with('~') || name.ends_with(".swp")
}

struct Walk {
    root: PathBuf,
    found: Vec<Found>,
    problems: Vec<Problem>,
}

impl Walk {
    fn entry(&mut self, above: &str, entry: io::Result<DirEntry>) {
        let Ok(entry) = entry else {
            return self.problem(above, "unreadable", "this folder cannot be listed");
        };
        let name = entry.file_name();
        let path = format!("{above}{}", name.to_string_lossy());
        if is_litter(&name.to_string_lossy()) {
            return;
        }
        if name.to_str().is_none() {
            return self.problem(&path, "encoding", "this file's name is not UTF-8; rename it");
        }
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => self.folder(&format!("{path}/"), &entry.path()),
            Ok(kind) if kind.is_symlink() => self.link(path, &entry.path()),
            Ok(kind) if kind.is_file() => self.file(path, entry.path()),
            _ => self.problem(&path, "unreadable", "this is neither a file nor a folder; take it away"),
        }
    }

    fn folder(&mut self, above: &str, place: &Path) {
        match fs::read_dir(place) {
            Ok(entries) => entries.for_each(|entry| self.entry(above, entry)),
            Err(e) => self.problem(above.trim_end_matches('/'), "unreadable", &format!("this folder cannot be listed ({})", e.kind())),
        }
    }

    /// A link is followed to a file of this folder, and no further: what lies outside is not the site's to show.
    fn link(&mut self, path: String, place: &Path) {
        match place.canonicalize() {
            Ok(target) if target.starts_with(&self.root) && target.is_file() => self.file(path, target),
            _ => self.problem(&path, "link", "this link does not lead to a file of this folder; put a copy in its place"),
        }
    }

    fn file(&mut self, path: String, place: PathBuf) {
        match fs::metadata(&place) {
            Ok(metadata) => self.found.push(Found { path, place, metadata }),
            Err(e) => self.problem(&path, "unreadable", &format!("this file cannot be read ({})", e.kind())),
        }
    }

    fn problem(&mut self, path: &str, code: &'static str, message: &str) {
        self.problems.push(problem(path, 1, code, message));
    }
}

fn contents(found: &Found) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    let reading = File::open(&found.place).and_then(|file| file.take(LIMIT + 1).read_to_end(&mut bytes));
    match reading {
        Err(e) => Err(problem(&found.path, 1, "unreadable", &format!("this file cannot be read ({})", e.kind()))),
        Ok(_) if bytes.len() as u64 > LIMIT => Err(problem(&found.path, 1, "size", "this file is over 2 MiB; make it smaller")),
        Ok(_) => Ok(bytes),
    }
}

fn problem(path: &str, line: usize, code: &'static str, message: &str) -> Problem {
    Problem { path: path.to_owned(), line, level: Level::Error, code, message: message.to_owned() }
}

#[cfg(test)]
mod tests {
    //! What counts as a file of a site, and what does not.

    use super::*;

    #[test]
    fn reads_what_counts_and_says_what_is_wrong_with_the_rest() {
        let (outer, inner) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let write = |name: &str, bytes: &[u8]| {
            let place = inner.path().join(name);
            fs::create_dir_all(place.parent().unwrap()).unwrap();
            fs::write(place, bytes).unwrap();
        };
        for (name, bytes) in
            [("site.toml", "id = 1".as_bytes()), ("en/home.md", b"hello"), ("en/notes.txt", b"x"), ("media/a.svg", b"<svg/>")]
        {
            write(name, bytes);
        }
        for litter in [".git/config", "en/home.md~", "en/.home.md.swp", "en/home.swp", "en/#home.md#"] {
            write(litter, b"litter");
        }
        write("en/latin.md", b"one\ntwo \xe9\n");
        write("media/big.png", &vec![0; LIMIT as usize + 1]);
        fs::write(outer.path().join("secret.md"), "outside").unwrap();
        for (target, name) in
            [(outer.path().join("secret.md"), "en/out.md"), (outer.path().into(), "out"), ("nowhere".into(), "en/gone.md")]
        {
            std::os::unix::fs::symlink(target, inner.path().join(name)).unwrap();
        }
        std::os::unix::fs::symlink("home.md", inner.path().join("en/same.md")).unwrap();

        let (files, mut problems) = read(inner.path()).unwrap();
        assert_eq!(files.texts.keys().collect::<Vec<_>>(), ["en/home.md", "en/notes.txt", "en/same.md", "site.toml"]);
        assert_eq!((files.text("en/same.md"), files.text("en/notes.txt")), (Some("hello"), Some("")));
        assert_eq!(files.media.keys().collect::<Vec<_>>(), ["media/a.svg"]);
        problems.sort_by(|a, b| a.path.cmp(&b.path));
        let told = problems.iter().map(|p| format!("{}:{} {}", p.path, p.line, p.code)).collect::<Vec<_>>();
        assert_eq!(told, ["en/gone.md:1 link", "en/latin.md:2 encoding", "en/out.md:1 link", "media/big.png:1 size", "out:1 link"]);
    }

    #[test]
    fn a_missing_folder_is_an_error() {
        assert!(read(Path::new("no-such-folder")).is_err());
    }
}
