//! Bad sites: each folder of `tests/bad` is a change to the base site, and `expect.txt` holds the problems that it must
//! show, line by line. A folder's name is `code`, or `code.what`; with `.live` at its end the site is checked as a live one.
//!
//! A change is a whole file, or `name.edit`: between `<<<` and `===` what stands there once, up to `>>>` what stands there
//! instead; a file that says `(gone)` is taken away. With UPDATE_EXPECT=1 in the environment the test writes what it finds.

use std::fs;
use std::path::Path;

use course::{Files, check};

use crate::disk::{self, TODAY};

/// The problems of the base site with the changes of a folder.
fn found(folder: &Path, name: &str) -> Vec<(&'static str, String)> {
    let mut files = disk::base();
    for (path, disk_path) in disk::below(folder).into_iter().filter(|(path, _)| path != "expect.txt") {
        match path.strip_suffix(".edit") {
            Some(changed) => edit(&mut files, changed, &disk::text(&disk_path)),
            None if !path.starts_with("media/") && disk::text(&disk_path).trim() == "(gone)" => drop(files.texts.remove(&path)),
            None => disk::put(&mut files, path, &disk_path),
        }
    }
    let live = name.ends_with(".live");
    check(&files, TODAY, live).into_iter().map(|p| (p.code, p.to_string())).collect()
}

fn edit(files: &mut Files, path: &str, edits: &str) {
    let text = files.texts.get_mut(path).unwrap_or_else(|| panic!("the base site has no {path}"));
    for change in edits.split("<<<\n").skip(1) {
        let (old, rest) = change.split_once("===\n").expect("an edit has a line ===");
        let (new, _) = rest.split_once(">>>").expect("an edit ends with >>>");
        assert_eq!(text.matches(old).count(), 1, "{path} must hold this once:\n{old}");
        *text = text.replace(old, new);
    }
}

#[test]
fn each_bad_site_shows_its_problems_and_no_other() {
    let mut wrong = Vec::new();
    assert!(disk::list(&disk::path("tests/bad")).len() > 10, "the bad sites are there");
    for folder in disk::list(&disk::path("tests/bad")) {
        let name = folder.file_name().expect("it has a name").to_string_lossy().into_owned();
        let code = name.split('.').next().unwrap_or_default().to_owned();
        let found = found(&folder, &name);
        let lines: String = found.iter().map(|(_, line)| format!("{line}\n")).collect();
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            fs::write(folder.join("expect.txt"), &lines).expect("the expectation can be written");
        }
        if lines != disk::text(&folder.join("expect.txt")) {
            wrong.push(format!("{name} shows:\n{lines}"));
        }
        if !found.iter().any(|(c, _)| *c == code) {
            wrong.push(format!("{name} shows no problem with the code `{code}`"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
