//! Sites of the tests, read from disk. Must not know what is right or wrong with them.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use course::{Course, Files, Site};
use jiff::civil::Date;

/// The day on which every test takes place.
pub(crate) const TODAY: Date = jiff::civil::date(2026, 11, 23);

/// A path below the crate's folder.
pub(crate) fn path(below: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(below)
}

/// A file's text.
pub(crate) fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// What stands in a folder, by name.
pub(crate) fn list(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut paths: Vec<PathBuf> = entries.map(|e| e.expect("the entry can be read").path()).collect();
    paths.sort();
    paths
}

/// Every file below a folder, by its path in it.
pub(crate) fn below(folder: &Path) -> Vec<(String, PathBuf)> {
    fn collect(folder: &Path, start: &str, out: &mut Vec<(String, PathBuf)>) {
        for path in list(folder) {
            let name = format!("{start}{}", path.file_name().expect("it has a name").to_string_lossy());
            match path.is_dir() {
                true => collect(&path, &format!("{name}/"), out),
                false => out.push((name, path)),
            }
        }
    }
    let mut out = Vec::new();
    collect(folder, "", &mut out);
    out
}

/// Puts a file where it belongs: pictures as bytes, the rest as text.
pub(crate) fn put(files: &mut Files, name: String, path: &Path) {
    match name.starts_with("media/") {
        true => drop(files.media.insert(name, fs::read(path).expect("the picture can be read"))),
        false => drop(files.texts.insert(name, text(path))),
    }
}

/// A site's folder.
pub(crate) fn files(folder: &Path) -> Files {
    let mut files = Files::default();
    below(folder).into_iter().for_each(|(name, path)| put(&mut files, name, &path));
    files
}

/// The small good site that other tests change.
pub(crate) fn base() -> Files {
    files(&path("tests/base"))
}

/// The small good site, read.
pub(crate) fn base_site() -> Site {
    course::load(&base()).0.expect("the base site can be shown")
}

/// Its course, read once.
pub(crate) fn base_course() -> &'static Course {
    static COURSE: OnceLock<Course> = OnceLock::new();
    COURSE.get_or_init(|| base_site().languages.remove(0).course.expect("the base site has a course"))
}

/// A part of the base site that can be shown, quick to read: no page, and one part.
pub(crate) fn little() -> Files {
    let mut files = base();
    files.texts.retain(|path, _| !path.starts_with("en/guidance/"));
    let course = files.texts.get_mut("en/course/course.toml").expect("it is there");
    let parts = course.find("parts").expect("it names its parts");
    let end = parts + course[parts..].find('\n').expect("it is a line");
    course.replace_range(parts..end, "parts = [\"plan\"]");
    files.texts.retain(|path, _| !path.starts_with("en/course/") || path.ends_with("plan.md") || path.ends_with(".toml"));
    files
}
