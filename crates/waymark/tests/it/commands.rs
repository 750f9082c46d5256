//! `check` and `new`, and what the command line refuses: transcripts in `tests/cmd`, and what a transcript cannot show.

use std::fs;

use crate::program::{files, folder_with_site, ran, run, waymark};

/// `TRYCMD=overwrite` writes them anew; read the difference before you keep it.
#[test]
fn transcripts() {
    trycmd::TestCases::new().case("tests/cmd/*.trycmd");
}

#[test]
fn check_keeps_the_problems_on_standard_output_and_the_count_off_it() {
    let folder = folder_with_site();
    fs::remove_file(folder.path().join("site/en/home.md")).unwrap();
    let text = run(folder.path(), &["check", "site/"]);
    assert_eq!(text.code, 1);
    assert!(text.out.lines().any(|l| l.starts_with("site/en/home.md:1: error: ")), "{}", text.out);
    assert!(text.err.starts_with("1 error, "), "{}", text.err);

    let json = ran(waymark(folder.path()).env("WAYMARK_CHECK_FORMAT", "json").arg("check"));
    assert_eq!((json.code, json.err.as_str()), (1, ""));
    assert_eq!(json.out.lines().count(), text.out.lines().count());
    assert!(json.out.lines().all(|l| l.starts_with("{\"path\":\"site/") && l.ends_with("\"}")), "{}", json.out);
}

#[test]
fn check_tells_what_cannot_be_read() {
    let folder = folder_with_site();
    fs::write(folder.path().join("site/en/guidance/latin.md"), b"caf\xe9").unwrap();
    let told = run(folder.path(), &["check"]);
    assert_eq!(told.code, 1);
    assert!(told.out.contains("site/en/guidance/latin.md:1: error: this is not UTF-8"), "{}", told.out);
}

#[test]
fn new_writes_a_whole_site_that_has_no_error() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("empty")).unwrap();
    for dir in ["new/folder", "empty"] {
        let new = run(folder.path(), &["new", dir]);
        assert_eq!((new.code, new.out.lines().count(), new.err.as_str()), (0, 4, ""));
    }
    assert_eq!(files(&folder.path().join("empty")).len(), files(&folder.path().join("new/folder")).len());
    let settings = fs::read_to_string(folder.path().join("empty/site.toml")).unwrap();
    assert!(settings.lines().any(|l| l == "live = false"));
    let checked = run(folder.path(), &["check", "empty"]);
    assert_eq!(checked.code, 0, "{}", checked.out);
}

#[test]
fn new_touches_no_folder_that_holds_something() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("mine"), "x").unwrap();
    let new = run(folder.path(), &["new", "."]);
    assert_eq!((new.code, new.out.as_str()), (3, ""));
    assert_eq!(new.err, "waymark: `.` is not empty; name a new folder, or an empty one\n");
    assert_eq!(files(folder.path()).len(), 1);
}
