//! The concern form: whose path holds what, in whose words; and files that are cut off anywhere.

use casework::fields::FieldKind;
use course::concern::{Form, tellers};
use course::{Files, check, load};

use crate::disk::{self, TODAY};

fn form(files: &Files) -> Form {
    let mut site = load(files).0.expect("the site can be shown");
    site.languages.remove(0).concern.expect("it has a form")
}

fn ids(form: &Form, teller: Option<&str>) -> String {
    form.path(teller).iter().map(|p| p.id.as_str()).collect::<Vec<_>>().join(" ")
}

#[test]
fn each_teller_of_the_default_site_has_a_path() {
    let form = form(&disk::files(&disk::path("../../site")));
    for (teller, path) in [
        (None, "now about you-are"),
        (Some("nobody"), "now about you-are"),
        (Some("young-person"), "now about you-are words name reach"),
        (Some("relative"), "now about you-are words when child people details so-far you reach"),
        (Some("public"), "now about you-are words when which people details you reach"),
        (Some("professional"), "now about you-are words when child-file home others details done family work reach"),
    ] {
        assert_eq!(ids(&form, teller), path, "{teller:?}");
    }
}

#[test]
fn professionals_can_tell_the_whole_core() {
    let form = form(&disk::files(&disk::path("../../site")));
    for field in casework::fields::FIELDS.iter().filter(|f| !casework::fields::NOT_ASKED.contains(&f.name)) {
        assert!(form.field(Some("professional"), field.name).is_some(), "{}", field.name);
    }
}

#[test]
fn words_differ_by_teller_and_what_a_page_needs_is_there() {
    let form = form(&disk::base());
    let words = form.page("words").expect("it is there");
    assert_eq!(words.title(None), "What worries you?");
    assert_eq!(words.title(Some("young-person")), "What is going on?");
    assert!(words.hint(Some("young-person")).is_some_and(|hint| hint.html.contains("not in trouble")));
    let (page, worry) = form.field(Some("public"), "worry").expect("it is asked");
    assert_eq!((page.id.as_str(), worry.label(Some("public")), worry.kind(), worry.limit()), ("words", None, FieldKind::Long, 20_000));
    assert_eq!(worry.label(Some("professional")), Some("What worries you, in facts"));
    assert!(form.field(Some("young-person"), "child.name").is_none());
    assert_eq!(form.page("child").and_then(|p| p.group()), Some("child"));
    assert_eq!(words.group(), None);
    let (_, danger) = form.field(None, "danger").expect("it comes first");
    let then = danger.option("yes").and_then(|yes| yes.then.as_ref()).expect("a yes says whom to ring");
    assert!(then.html.contains("tel:01632960001"), "{}", then.html);
    assert!(danger.option("no").is_some_and(|no| no.then.is_none()));
    assert!(form.sent.to(Some("young-person")).html.contains("did right"));
    assert_eq!(tellers(), ["young-person", "relative", "public", "professional"]);
}

#[test]
fn a_site_without_the_file_has_no_form() {
    let mut files = disk::base();
    files.texts.remove("en/concern.toml");
    assert!(load(&files).0.is_some_and(|site| site.languages[0].concern.is_none()));
}

#[test]
fn a_form_cut_off_anywhere_is_read_or_refused() {
    let mut files = disk::little();
    let whole = files.text("en/concern.toml").expect("it is there").to_owned();
    for end in (0..whole.len()).step_by(7).filter(|end| whole.is_char_boundary(*end)) {
        files.texts.insert("en/concern.toml".to_owned(), whole[..end].to_owned());
        let problems = check(&files, TODAY, true);
        let read = load(&files).0.is_some_and(|site| site.languages[0].concern.is_some());
        assert!(read || problems.iter().any(|p| p.path == "en/concern.toml"), "cut at {end}");
    }
}
