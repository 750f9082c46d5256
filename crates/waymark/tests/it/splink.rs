//! `waymark link export-splink` against Splink itself: what both define alike weighs alike, field by field and in sum.
//! Must not know how the weights come about.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::program::{Ran, run};

const REPOSITORY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
const LIMIT: f64 = 1e-6;

/// Python with Splink, made once, as the benches make it (bench/link.mjs), and again when the list of what is in it changes.
fn python() -> PathBuf {
    let repository = Path::new(REPOSITORY);
    let (place, list) = (repository.join("target/peers"), repository.join("bench/link/requirements.txt"));
    let stamp = place.join("requirements.txt");
    let python = place.join("bin/python");
    let wanted = fs::read(&list).unwrap();
    if !python.exists() || fs::read(&stamp).ok() != Some(wanted.clone()) {
        done(Command::new("python3").args(["-m", "venv"]).arg(&place));
        done(Command::new(place.join("bin/pip")).args(["install", "-q", "-r"]).arg(&list));
        fs::write(&stamp, wanted).unwrap();
    }
    python
}

fn done(command: &mut Command) -> String {
    let ran = command.output().unwrap_or_else(|e| panic!("{command:?}: {e}; the test needs Python 3 with venv, and PyPI"));
    assert!(ran.status.success(), "{command:?}\n{}", String::from_utf8_lossy(&ran.stderr));
    String::from_utf8(ran.stdout).unwrap()
}

fn good(ran: Ran) -> String {
    assert_eq!(ran.code, 0, "{}", ran.err);
    ran.out
}

/// Exports, lets Splink weigh, and asks for our reasons by the exported model for a pair of each weight that any field has there. How many weights were met.
fn agree(folder: &Path, files: &[&str]) -> usize {
    let mut args = vec!["link", "export-splink"];
    args.extend(files);
    good(run(folder, &[&args[..], &["--columns", "map.toml", "--out", "export"]].concat()));
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/splink_weighs.py");
    let theirs = done(Command::new(python()).arg(script).arg(folder.join("export")));
    let mut lines = theirs.lines().map(|l| l.split(',').collect::<Vec<_>>());
    let heading = lines.next().unwrap();
    let mut met = BTreeSet::new();
    for row in lines {
        let fresh = (2..heading.len() - 1).filter(|c| met.insert((*c, row[*c].to_owned()))).count();
        if fresh == 0 {
            continue;
        }
        let args = [&["link"], files, &["--columns", "map.toml", "--model", "export/settings.json", "--explain", row[0], row[1]]].concat();
        let ours = weights(&good(run(folder, &args)));
        for (name, weight) in heading.iter().zip(&row).skip(2) {
            let (ours, theirs) = (ours[*name], weight.parse::<f64>().unwrap());
            assert!((ours - theirs).abs() < LIMIT, "{} {}: {name} is {ours} here and {theirs} there", row[0], row[1]);
        }
    }
    met.len()
}

/// By field: its weight, from the table of reasons.
fn weights(table: &str) -> HashMap<String, f64> {
    let weight = |line: &str| line.split_whitespace().find_map(|w| w.starts_with(['+', '-']).then(|| w.parse().unwrap())).unwrap();
    table.lines().map(|l| (l.split_whitespace().next().unwrap().to_owned(), weight(l))).collect()
}

fn data(name: &str) -> String {
    fs::read_to_string(Path::new(REPOSITORY).join("crates/linking/tests/data").join(name)).unwrap()
}

/// One test, since both halves want the same Python, which may have to be made first.
#[test]
fn splink_weighs_as_we_do() {
    one_file();
    two_files();
}

fn one_file() {
    let folder = tempfile::tempdir().unwrap();
    let records: Vec<String> = data("febrl3.csv").lines().take(2500).map(|l| format!("{l}\n")).collect();
    fs::write(folder.path().join("all.csv"), records.concat()).unwrap();
    fs::write(folder.path().join("map.toml"), data("febrl.toml")).unwrap();
    let met = agree(folder.path(), &["all.csv"]);
    assert!(met >= 30, "{met}");
}

fn two_files() {
    let folder = tempfile::tempdir().unwrap();
    let all = data("fake_1000.csv");
    let mut lines = all.lines();
    let heading = format!("{},phone,user,shop\n", lines.next().unwrap());
    let mut sides = [heading.clone(), heading];
    for (n, line) in lines.enumerate() {
        // The file has one person's records one after another. Some of what is added differs between them.
        let (phone, user) = (["", "+44"][n % 2], ["x", "xy"][n / 7 % 2]);
        sides[n % 2] +=
            &format!("{line},{phone}7700900{:03},name{user}{},{}\n", n / 4, n / 4, ["Corner Shop", "Corner Shoop", "Mill"][n % 3]);
    }
    fs::write(folder.path().join("left.csv"), &sides[0]).unwrap();
    fs::write(folder.path().join("right.csv"), &sides[1]).unwrap();
    let map = data("fake_1000.toml") + "phone = \"phone\"\nuser = \"username\"\nshop = \"place\"\n";
    fs::write(folder.path().join("map.toml"), map).unwrap();
    let met = agree(folder.path(), &["left.csv", "right.csv"]);
    assert!(met >= 25, "{met}");

    // The files that were written can be linked themselves, by the very same model.
    let map = "id = \"unique_id\"\n[columns]\nfirst_name = \"given_name\"\nsurname = \"family_name\"\ndob = \"birth_date\"\n";
    fs::write(folder.path().join("again.toml"), map).unwrap();
    let args = ["link", "export/left.parquet", "export/right.parquet", "--columns", "again.toml", "--out", "links.csv"];
    good(run(folder.path(), &args));
    assert!(fs::read_to_string(folder.path().join("links.csv")).unwrap().lines().count() > 100);
    // A model that speaks of more than the map does is refused by name.
    let ran = run(folder.path(), &[&args[..], &["--model", "export/settings.json"]].concat());
    assert!(ran.code == 3 && ran.err.contains("comparison \"city\""), "{}", ran.err);
}
