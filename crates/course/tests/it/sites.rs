//! Good sites: the small one of these tests, also with the line ends of another system, and the default site.

use course::{Files, Level, check, load};

use crate::disk::{self, TODAY};

#[test]
fn the_base_site_has_no_problem() {
    for live in [false, true] {
        assert_eq!(check(&disk::base(), TODAY, live), []);
    }
}

#[test]
fn the_default_site_has_no_error() {
    let problems = check(&disk::files(&disk::path("../../site")), TODAY, false);
    let errors: Vec<String> = problems.iter().filter(|p| p.level == Level::Error).map(ToString::to_string).collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
}

/// What a site shows, without the places of its settings in their file.
fn shown(files: &Files) -> String {
    let (site, problems) = load(files);
    assert_eq!(problems, []);
    format!("{:#?}", site.expect("the site can be shown").languages)
}

#[test]
fn line_ends_and_byte_order_marks_change_nothing() {
    let base = disk::base();
    for (mark, end) in [("", "\r\n"), ("\u{feff}", "\n"), ("\u{feff}", "\r\n")] {
        let mut other = base.clone();
        other.texts.values_mut().for_each(|text| *text = format!("{mark}{}", text.replace('\n', end)));
        assert_eq!(shown(&base), shown(&other), "mark {mark:?}, end {end:?}");
        assert_eq!(check(&other, TODAY, true), [], "mark {mark:?}, end {end:?}");
    }
}

#[test]
fn nothing_at_all_is_one_clear_problem() {
    let lines: Vec<String> = check(&Files::default(), TODAY, true).iter().map(ToString::to_string).collect();
    assert_eq!(lines, ["site.toml:1: error: there is no `site.toml` here; `waymark new DIR` writes a site to start from"]);
}
