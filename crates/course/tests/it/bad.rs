//! Bad sites: each folder of `tests/bad` is a change to the base site, and `expect.txt` holds the problems that it must
//! show, line by line. A folder's name is `code`, or `code.what`; with `.live` at its end the site is checked as a live one.
//!
//! A change is a whole file, or `name.edit`: from `<<<` to `===` what stands there once, from there to `>>>` what stands
//! there instead; a file that says `(gone)` is taken away. With UPDATE_EXPECT=1 in the environment the test writes what it finds.

use std::collections::BTreeSet;
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
        let (old, rest) = change.split_once("\n===").expect("an edit has a line ===");
        let (new, _) = rest.split_once("\n>>>").expect("an edit ends with >>>");
        let new = new.trim_start_matches('\n');
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

/// A call in the source that reports a problem: its code, and the text of its message, with `{…}` for what varies.
#[derive(Debug)]
struct Call {
    place: String,
    code: String,
    message: Option<String>,
}

/// The arguments of the call whose `(` stands before `text`.
fn arguments(text: &str) -> Vec<String> {
    let (mut depth, mut quoted, mut escaped) = (0, false, false);
    let mut out = vec![String::new()];
    for c in text.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '(' | '[' | '{' if !quoted => depth += 1,
            ')' | ']' | '}' if !quoted && depth == 0 => return out,
            ')' | ']' | '}' if !quoted => depth -= 1,
            ',' if !quoted && depth == 0 => {
                out.push(String::new());
                continue;
            }
            _ => {}
        }
        out.last_mut().expect("one was pushed").push(c);
    }
    out
}

/// The first string literal in `text`, as the program sees it.
fn literal(text: &str) -> Option<String> {
    let start = text.find('"')? + 1;
    let mut out = String::new();
    let mut chars = text[start..].chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => return Some(out),
            '\\' => match chars.next()? {
                '\n' => chars = chars.as_str().trim_start().chars(),
                other => out.push(other),
            },
            c => out.push(c),
        }
    }
    None
}

/// Every message that stands before a call to which it is given by name: `let message = …;`, or the arms of a `match`.
fn named_message(before: &str) -> Option<String> {
    before.rfind("let message =").and_then(|start| template(&before[start..]))
}

/// The first literal in `text` as a template: outside a `format!`, braces stand for themselves.
fn template(text: &str) -> Option<String> {
    let found = literal(text)?;
    Some(if text.contains("format!") { found } else { found.replace('{', "{{").replace('}', "}}") })
}

/// Every call in the crate's source that reports a problem.
fn calls() -> Vec<Call> {
    let mut out = Vec::new();
    for (name, path) in disk::below(&disk::path("src")).into_iter().filter(|(name, _)| name != "source.rs") {
        let text = disk::text(&path);
        for method in [".error(", ".warning(", ".push(level, "] {
            for (at, _) in text.match_indices(method) {
                let arguments = arguments(&text[at + method.len()..]);
                let code = arguments.get(1).and_then(|a| literal(a)).unwrap_or_default();
                let message = match arguments.get(2).map(|a| a.trim()) {
                    Some("message") => named_message(&text[..at]),
                    Some(given) => template(given),
                    None => None,
                };
                out.push(Call { place: format!("{name}:{}", text[..at].lines().count()), code, message });
            }
        }
    }
    out
}

/// Whether `message` can be made from `template`: its fixed pieces stand in it, in order.
fn made_from(template: &str, message: &str) -> bool {
    let template = template.replace("{{", "\u{1}").replace("}}", "\u{2}");
    let fixed = template.split('{').enumerate().map(|(i, piece)| match i {
        0 => piece,
        _ => piece.split_once('}').map_or("", |(_, after)| after),
    });
    let mut left = message;
    fixed.map(|piece| piece.replace('\u{1}', "{").replace('\u{2}', "}")).all(|piece| match left.find(&piece) {
        Some(at) => {
            left = &left[at + piece.len()..];
            true
        }
        None => false,
    })
}

#[test]
fn every_code_and_every_message_has_a_bad_site() {
    let folders = disk::list(&disk::path("tests/bad"));
    let text: String = folders.iter().map(|f| disk::text(&f.join("expect.txt"))).collect();
    // `path:line: level: message`
    let messages: Vec<&str> = text.lines().filter_map(|l| l.splitn(3, ": ").nth(2)).collect();
    let names: BTreeSet<String> =
        folders.iter().filter_map(|f| Some(f.file_name()?.to_string_lossy().split('.').next()?.to_owned())).collect();
    let calls = calls();
    assert!(calls.len() > 60, "the source is not read rightly: {} calls", calls.len());
    let mut lacking = Vec::new();
    for Call { place, code, message } in &calls {
        if !names.contains(code) {
            lacking.push(format!("{place}: the code `{code}` has no folder in tests/bad"));
        }
        if let Some(message) = message.as_ref().filter(|m| !messages.iter().any(|said| made_from(m, said))) {
            lacking.push(format!("{place}: no folder of tests/bad shows “{message}”"));
        }
    }
    assert!(lacking.is_empty(), "{}", lacking.join("\n"));
}
