//! `waymark link` as scripts meet it: what it writes, what it says, what it refuses, and that nothing is left half-written.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::program::{Ran, run};

const MAP: &str = "id = \"ref\"\n[columns]\nfirst = \"given_name\"\nlast = \"family_name\"\nborn = \"birth_date\"\ntown = \"town\"\n";

/// People in two files: a few of them in both, with faults; and a brother.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let mut left = String::from("ref,first,last,born,town\n");
    let mut right = String::from("ref,first,last,born,town\n");
    let names = [
        "Amina", "Bilal", "Celia", "Dmytro", "Elena", "Farah", "Goran", "Hanna", "Imran", "Jola", "Kwame", "Layla", "Mihai", "Nadia",
        "Omar", "Piotr", "Quentin", "Rosa", "Sunil", "Tariq",
    ];
    for i in 0..100 {
        let (first, last) = (
            names[i % 20],
            format!("{}{}", ["Sample", "Example", "Specimen", "Trial", "Model"][i / 20], names[(i * 7 + i / 20) % 20].to_lowercase()),
        );
        let (day, month, year) = (1 + i * 7 % 28, 1 + i % 12, 1990 + i % 25);
        left += &format!("a{i},{first},{last},{day:02}/{month:02}/{year},\"Town, {}\"\n", i % 9);
        if i % 2 == 0 {
            right +=
                &format!("b{i},{first},{},{year}-{month:02}-{day:02},\n", if i % 4 == 0 { last.clone() } else { last.replace('e', "a") });
        }
    }
    left += "a100,Yusuf,Sampleamina,31/31/2001,\n";
    fs::write(folder.path().join("left.csv"), left).unwrap();
    fs::write(folder.path().join("right.csv"), right).unwrap();
    fs::write(folder.path().join("map.toml"), MAP).unwrap();
    let truth: String = (0..100).step_by(2).map(|i| format!("a{i},b{i}\n")).collect();
    fs::write(folder.path().join("truth.csv"), format!("left_id,right_id\n{truth}")).unwrap();
    folder
}

fn link(folder: &Path, more: &[&str]) -> Ran {
    let mut args = vec!["link", "left.csv", "right.csv", "--columns", "map.toml"];
    args.extend(more);
    run(folder, &args)
}

fn names(folder: &Path) -> Vec<PathBuf> {
    let mut names: Vec<_> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    names.sort();
    names
}

#[test]
fn two_files_are_linked() {
    let folder = folder();
    let ran = link(folder.path(), &["--out", "links.csv"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{}", ran.err);
    assert!(
        ran.err.contains("left.csv: dates have the day first") && ran.err.contains("right.csv: dates are the same whichever"),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("left.csv: 1 date is none, and counts as missing"), "{}", ran.err);
    let links = fs::read_to_string(folder.path().join("links.csv")).unwrap();
    let mut lines = links.lines();
    assert_eq!(lines.next(), Some("left_id,right_id,weight,probability"));
    let rows: Vec<Vec<&str>> = lines.map(|l| l.split(',').collect()).collect();
    assert!(rows.len() >= 48 && rows.iter().all(|r| r[0][1..] == r[1][1..]), "{links}");
    assert!(rows.iter().all(|r| (1.0 / (1.0 + (-r[2].parse::<f64>().unwrap()).exp2()) - r[3].parse::<f64>().unwrap()).abs() < 1e-3));
}

#[test]
fn a_higher_threshold_takes_away_and_adds_nothing() {
    let folder = folder();
    let at = |p: &str| {
        assert_eq!(link(folder.path(), &["--out", "links.csv", "--threshold", p]).code, 0);
        fs::read_to_string(folder.path().join("links.csv")).unwrap().lines().map(str::to_owned).collect::<Vec<_>>()
    };
    let (few, many) = (at("0.99"), at("0"));
    assert!(few.len() < many.len() && few.iter().all(|l| many.contains(l)));
}

#[test]
fn a_file_is_linked_with_itself_each_pair_once() {
    let folder = folder();
    let both = fs::read_to_string(folder.path().join("left.csv")).unwrap();
    let twice = both.clone() + &both.lines().skip(1).map(|l| format!("x{l}\n")).collect::<String>();
    fs::write(folder.path().join("one.csv"), twice).unwrap();
    let ran = run(folder.path(), &["link", "one.csv", "--columns", "map.toml", "--out", "links.csv"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let links = fs::read_to_string(folder.path().join("links.csv")).unwrap();
    let pairs: Vec<(&str, &str)> =
        links.lines().skip(1).map(|l| l.split_once(',').unwrap()).map(|(a, b)| (a, b.split(',').next().unwrap())).collect();
    assert!(pairs.len() >= 100, "{links}");
    assert!(pairs.iter().all(|(a, b)| !pairs.contains(&(*b, *a)) && format!("x{a}") == *b), "{links}");
}

#[test]
fn reasons_and_figures_are_printed_and_drawn() {
    let folder = folder();
    let why = link(folder.path(), &["--explain", "a4", "b4"]);
    assert_eq!(why.code, 0, "{}", why.err);
    for part in ["first", "agreed", "the same day", "missing", "probability 0.9"] {
        assert!(why.out.contains(part), "{part}: {}", why.out);
    }
    let ran = link(folder.path(), &["--evaluate", "truth.csv", "--plot", "plot.svg"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(
        ran.out.starts_with("threshold  precision  recall     F1")
            && ran.out.contains("as linked")
            && ran.out.contains("best in hindsight"),
        "{}",
        ran.out
    );
    let svg = fs::read_to_string(folder.path().join("plot.svg")).unwrap();
    assert!(svg.starts_with("<svg") && svg.contains("<title>") && svg.ends_with("</svg>\n"));
}

#[test]
fn bad_files_are_told_with_line_and_column_and_nothing_is_written() {
    let folder = folder();
    fs::write(folder.path().join("links.csv"), "what was there").unwrap();
    let before = names(folder.path());
    let good = fs::read_to_string(folder.path().join("left.csv")).unwrap();
    for (file, text, code, told) in [
        ("left.csv", good.replacen("a3,", "a3,x,", 1), 3, "left.csv:5:1: 6 cells where the heading has 5"),
        ("left.csv", good.replacen("a3,Dmytro", "a3,\"Dmytro", 1), 3, "left.csv:5:"),
        ("left.csv", good.replacen("a3,", "a2,", 1), 3, "left.csv:5:1: the id \"a2\" stands in line 4 already"),
        ("left.csv", good.replacen("first", "prénom", 1), 2, "left.csv:1:1: there is no column \"first\""),
        ("left.csv", String::new(), 3, "left.csv:1:1: the file is empty"),
        ("map.toml", MAP.replace("\"town\"\n", "\"colour\"\n"), 2, "map.toml:6:1: there is no kind \"colour\""),
        ("map.toml", MAP.replace("[columns]", "[columns"), 2, "map.toml:2:"),
        (
            "left.csv",
            "ref,first,last,born,town\n1,A,B,01/02/2000,C\n".to_owned(),
            2,
            "the dates leave open whether the day or the month is first",
        ),
    ] {
        let was = fs::read_to_string(folder.path().join(file)).unwrap();
        fs::write(folder.path().join(file), text).unwrap();
        let ran = link(folder.path(), &["--out", "links.csv"]);
        assert_eq!(ran.code, code, "{told}: {}", ran.err);
        assert!(ran.err.contains(told), "{told}: {}", ran.err);
        fs::write(folder.path().join(file), was).unwrap();
    }
    assert_eq!(link(folder.path(), &["--out", "nowhere/links.csv"]).code, 3);
    assert_eq!(link(folder.path(), &["--explain", "a1", "zz"]).code, 2);
    assert_eq!(link(folder.path(), &["--out", "links.csv", "--threshold", "2"]).code, 2);
    assert_eq!(run(folder.path(), &["link", "left.csv", "--out", "links.csv"]).code, 2);
    assert_eq!(run(folder.path(), &["link", "absent.csv", "--columns", "map.toml", "--out", "links.csv"]).code, 3);
    assert_eq!(fs::read_to_string(folder.path().join("links.csv")).unwrap(), "what was there");
    assert_eq!(names(folder.path()), before);
}

#[test]
fn the_order_that_the_map_says_is_gone_by() {
    let folder = folder();
    let open = "ref,first,last,born,town\n1,Amina,Sample,01/02/2000,\n2,Amina,Sample,2000-02-01,\n";
    fs::write(folder.path().join("open.csv"), open).unwrap();
    for (order, how) in [("dmy", "the same day"), ("mdy", "day and month swapped")] {
        fs::write(folder.path().join("map.toml"), format!("date_order = \"{order}\"\n{MAP}")).unwrap();
        let ran = run(folder.path(), &["link", "open.csv", "--columns", "map.toml", "--explain", "1", "2"]);
        assert!(ran.code == 0 && ran.out.contains(how), "{}{}", ran.out, ran.err);
    }
}
