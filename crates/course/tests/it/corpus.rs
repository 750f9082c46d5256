//! The malformed corpus: texts that nobody means to write, each read as a page, as a part and as a whole file. None may
//! bring the reader down. `expect.txt` holds the codes that each shows, or `clean`; UPDATE_EXPECT=1 writes what is found.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;

use course::{Files, check};

use crate::disk::{self, TODAY};
use crate::safe_text::{page, part};

/// The codes that `files` show at `path`, in order.
fn codes(files: &Files, path: &str) -> String {
    let codes: BTreeSet<&str> = check(files, TODAY, true).iter().filter(|p| p.path == path).map(|p| p.code).collect();
    if codes.is_empty() { "clean".to_owned() } else { codes.into_iter().collect::<Vec<_>>().join(" ") }
}

#[test]
fn nothing_malformed_brings_the_reader_down() {
    let folder = disk::path("tests/malformed");
    let mut found = String::new();
    for path in disk::list(&folder).into_iter().filter(|p| p.extension().is_some_and(|e| e == "md")) {
        let text = disk::text(&path);
        for (how, name, text) in [
            ("page", "en/guidance/x.md", page(&text)),
            ("part", "en/course/plan.md", part(&text)),
            ("step", "en/course/plan.md", part(&format!("# A step\n\n{text}"))),
            ("file", "en/guidance/x.md", text),
        ] {
            let mut files = disk::little();
            files.texts.insert(name.to_owned(), text);
            let file = path.file_name().expect("it has a name").to_string_lossy();
            // Writing into a String cannot fail.
            let _ = writeln!(found, "{file} as a {how}: {}", codes(&files, name));
        }
    }
    let expect = folder.join("expect.txt");
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(&expect, &found).expect("the expectation can be written");
    }
    assert_eq!(disk::text(&expect), found);
}

/// Texts too large to keep as files: each must be read, and in a time that a person would wait.
#[test]
fn very_large_and_very_deep_texts_are_read() {
    let scenes: String = (0..20_000).map(|i| format!("@ s{i}\nx\n\ny?\n\n- go -> s{}\n  > z\n\n", i + 1)).collect();
    for text in [
        "> ".repeat(5_000) + "a",
        (0..1_000).map(|i| format!("{}- a\n", "  ".repeat(i))).collect(),
        "*".repeat(20_000),
        "[".repeat(20_000),
        "![".repeat(5_000) + &"](/x)".repeat(5_000),
        "`".repeat(20_000),
        "{{".repeat(20_000),
        "{{team}}".repeat(2_000),
        "word ".repeat(50_000),
        "::: note\n".repeat(5_000),
        "# a\n".repeat(5_000),
        format!("::: choice id=a\nx\n\n{}:::\n", "- [x] a\n  > b\n".repeat(2_000)),
        format!("::: scenario id=a\n{scenes}@ s20000 end safe\n{{{{team}}}}\n:::\n"),
        format!("|{}\n|{}\n", "a|".repeat(3_000), "-|".repeat(3_000)),
    ] {
        let mut files = disk::little();
        files.texts.insert("en/guidance/x.md".to_owned(), page(&text));
        files.texts.insert("en/course/plan.md".to_owned(), part(&format!("# a\n\n{text}")));
        check(&files, TODAY, true);
    }
}
