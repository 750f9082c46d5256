//! `docs/opening-by-hand.md`, done as it is written: with the stock `age` and `sqlite3`, and nothing of ours.
//! Must not open anything with this program.

use std::fs;
use std::process::Command;

use seal::SealedTo;

use crate::program::run;
use crate::team::{DEMO, Team};

/// The commands of the document that are fenced so, those for PostgreSQL left out.
fn commands(fence: &str) -> String {
    let text = include_str!("../../../../docs/opening-by-hand.md");
    let blocks = text.split(fence).skip(1).map(|rest| rest.split("```").next().unwrap());
    blocks.filter(|block| !block.contains("psql")).collect()
}

#[test]
fn a_record_is_opened_with_the_paper_and_stock_programs() {
    for (program, flag) in [("age", "--version"), ("sqlite3", "--version")] {
        assert!(Command::new(program).arg(flag).output().is_ok(), "{program} is not installed: apt-get install {program}");
    }
    let folder = tempfile::tempdir().unwrap();
    let born = run(folder.path(), &["keys", "init", "--demo"]).out;
    let paper = born.lines().find_map(|l| l.strip_prefix("Recovery key: ")).unwrap().to_owned();
    let team = Team::at(folder);
    let teller = team.tell(1, SealedTo::Team, &[("worry", "A car waits at the corner.")], true);
    team.did("demo-worker", &["concerns", "show", &teller.id()]);
    let reply = ["concerns", "reply", &teller.id(), "--as", "demo-worker", "--passphrase-stdin"];
    assert_eq!(team.run(&reply, &format!("{DEMO}\nThank you for telling us.")).code, 0);

    let key = team.keys().current(SealedTo::Team).id.clone();
    let out = by_hand(&team, "```sh\n", &paper, &key, &teller.id());
    assert!(out.contains(key.as_str()), "{out}");
    assert_eq!(out.matches("A car waits at the corner.").count(), 2, "as it came, and as it was sealed again: {out}");
    assert!(out.contains("Thank you for telling us."), "{out}");
}

/// Does what the document says, with the paper and a copy of the database; what came out.
fn by_hand(team: &Team, fence: &str, paper: &str, key: &str, concern: &str) -> String {
    let hand = tempfile::tempdir().unwrap();
    for name in ["waymark.db", "waymark.db-wal"] {
        _ = fs::copy(team.database().with_file_name(name), hand.path().join(name));
    }
    fs::write(hand.path().join("recovery.key"), format!("{paper}\n")).unwrap();
    let mut shell = Command::new("sh");
    let shell = shell.args(["-eu", "-c", &commands(fence)]).current_dir(hand.path()).env("KEY", key).env("CONCERN", concern);
    let done = shell.output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).unwrap()
}

#[test]
fn what_is_for_named_people_is_opened_with_the_paper_alone() {
    let folder = tempfile::tempdir().unwrap();
    let born = run(folder.path(), &["keys", "init", "--demo"]).out;
    let paper = born.lines().find_map(|l| l.strip_prefix("Recovery key: ")).unwrap().to_owned();
    let team = Team::at(folder);
    let teller = team.tell(1, SealedTo::Team, &[("worry", "A car waits at the corner.")], true);
    team.restrict(teller.concern, &["demo-manager"]);
    let key = team.keys().current(SealedTo::Team).id.clone();
    let out = by_hand(&team, "```sh named\n", &paper, &key, &teller.id());
    assert!(out.contains("A car waits at the corner.") && out.contains("colleague's child"), "{out}");
}
