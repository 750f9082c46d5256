//! The words of the interface: every message that the code asks for is there, and none that it does not.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Names that are put together in the code, by their start.
const MADE: [&str; 21] = [
    "month-",
    "place-",
    "none-",
    "choice-",
    "several-",
    "spot-",
    "sort-",
    "order-",
    "match-",
    "confidence-",
    "not-found-",
    "method-",
    "too-large-",
    "cross-site-",
    "bad-request-",
    "internal-",
    "closed-",
    "too-many-",
    "busy-",
    "concern-more-",
    "return-stage-",
];

fn sources(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("the sources are there") {
        let path = entry.expect("an entry").path();
        if path.is_dir() { sources(&path, out) } else { out.push(path) }
    }
}

/// What stands between quotation marks after `mark`.
fn after<'a>(text: &'a str, mark: &str) -> Vec<&'a str> {
    text.split(mark).skip(1).filter_map(|t| t.split('"').next()).collect()
}

#[test]
fn every_message_is_there_and_every_one_is_used() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let file = std::fs::read_to_string(root.join("../../locales/en/main.ftl")).expect("the words are there");
    let names = file.lines().filter(|l| l.starts_with(|c: char| c.is_ascii_lowercase())).filter_map(|l| l.split_once(" ="));
    let known: BTreeSet<&str> = names.map(|(name, _)| name).collect();
    assert!(known.len() > 100);
    let mut paths = Vec::new();
    sources(&root.join("src"), &mut paths);
    let (mut asked, mut literals) = (BTreeSet::new(), BTreeSet::new());
    for path in paths {
        let text = std::fs::read_to_string(&path).expect("sources are text");
        for mark in [".t(\"", ".with(\"", ".count(\""] {
            asked.extend(after(&text, mark).into_iter().map(str::to_owned));
        }
        literals.extend(after(&text, "\"").into_iter().map(str::to_owned));
    }
    let missing: Vec<&String> = asked.iter().filter(|k| !known.contains(k.as_str())).collect();
    assert!(missing.is_empty(), "messages that are asked for and missing: {missing:?}");
    let used = |k: &str| asked.contains(k) || literals.contains(k) || MADE.iter().any(|m| k.starts_with(m));
    let unused: Vec<&str> = known.into_iter().filter(|k| !used(k)).collect();
    assert!(unused.is_empty(), "messages that nothing asks for: {unused:?}");
}
