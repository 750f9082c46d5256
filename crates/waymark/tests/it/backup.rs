//! A backup is taken, put back elsewhere, and opened there.
//! Must not know what is in it.

use std::fs;

use seal::SealedTo;

use crate::program::run;
use crate::team::{DEMO, Team};

#[test]
fn what_was_backed_up_is_restored_elsewhere_and_opens() {
    let team = Team::demo();
    let opened = team.tell(1, SealedTo::Team, &[("worry", "The first.")], true);
    let fresh = team.tell(2, SealedTo::Managers, &[("worry", "The second.")], false);
    team.did("demo-worker", &["concerns", "show", &opened.id()]);
    let reply = ["concerns", "reply", &opened.id(), "--as", "demo-worker", "--passphrase-stdin"];
    assert_eq!(team.run(&reply, &format!("{DEMO}\nThank you.")).code, 0);
    fs::create_dir(team.path().join("data/spool")).unwrap();
    fs::write(team.path().join("data/spool/waiting"), "sealed").unwrap();
    let heads = run(team.path(), &["audit", "heads", "--append", "heads.txt"]);
    assert_eq!(heads.code, 0);

    let taken = run(team.path(), &["backup", "--out", "kept"]);
    let (holds, until) = taken.out.split_once('\n').unwrap();
    assert_eq!((taken.code, holds), (0, "`kept` holds the database, keys.toml and 1 file from the spool"), "{}", taken.err);
    assert!(until.starts_with("destroy it by ") && until.ends_with(", with every copy (backup_days = 35 in site.toml)\n"), "{until}");
    assert_eq!(run(team.path(), &["backup", "--out", "kept"]).code, 3, "nothing is written over");

    let elsewhere = tempfile::tempdir().unwrap();
    let from = team.path().join("kept").display().to_string();
    let restore = ["restore", "--from", &from];
    let restored = run(elsewhere.path(), &restore);
    assert_eq!(restored.code, 0, "{}", restored.err);
    assert!(restored.out.contains("there is no ledger at `data/disposed.txt`"), "{}", restored.out);
    let again = run(elsewhere.path(), &restore);
    assert!(again.code == 3 && again.err.contains("into an empty place"), "{}", again.err);
    fs::copy(team.path().join("heads.txt"), elsewhere.path().join("heads.txt")).unwrap();
    drop(team);

    let there = Team::at(elsewhere);
    assert_eq!(fs::read_to_string(there.path().join("data/spool/waiting")).unwrap(), "sealed");
    let shown = there.did("demo-worker", &["concerns", "show", &opened.id()]);
    assert!(shown.contains("The first.") && shown.contains("    Thank you."), "{shown}");
    assert!(there.did("demo-manager", &["concerns", "show", &fresh.id()]).contains("The second."));
    assert_eq!(opened.replies(&there), [Ok("Thank you.".to_owned())]);
    let verified = run(there.path(), &["audit", "verify", "--heads", "heads.txt"]);
    assert_eq!(verified.code, 0, "{}", verified.err);
    let nothing = run(there.path(), &["restore", "--from", "nowhere", "--data", "other"]);
    assert!(nothing.code == 3 && !there.path().join("other").exists(), "{}", nothing.err);
}

#[test]
fn what_the_ledger_names_is_left_out_of_what_is_restored() {
    let team = Team::demo();
    let gone = team.tell(1, SealedTo::Team, &[("worry", "The first.")], false);
    let stays = team.tell(2, SealedTo::Team, &[("worry", "The second.")], false);
    team.did("demo-worker", &["concerns", "show", &gone.id()]);
    assert_eq!(run(team.path(), &["backup", "--out", "kept"]).code, 0);
    for (name, text) in [(format!("{}.conflict", gone.id()), "cut off"), (format!("{}.bad", stays.id()), "cut off")] {
        fs::write(team.path().join("kept/spool").join(name), text).unwrap();
    }
    let ledger = team.path().join("apart.txt").display().to_string();
    fs::write(&ledger, format!("disposed 2026-11-24T12:00:00Z sample {} child-in-need\nnonsense\n", gone.id())).unwrap();
    let from = team.path().join("kept").display().to_string();
    let elsewhere = tempfile::tempdir().unwrap();
    let restore = ["restore", "--from", &from, "--disposed", &ledger];
    let broken = run(elsewhere.path(), &restore);
    assert!(broken.code == 3 && broken.err.contains("line 2 of the ledger"), "{}", broken.err);
    assert!(!elsewhere.path().join("data").exists(), "a line that is passed over would bring a record back");
    fs::write(&ledger, format!("disposed 2026-11-24T12:00:00Z sample {} child-in-need\n", gone.id())).unwrap();
    let restored = run(elsewhere.path(), &restore);
    assert_eq!(restored.code, 0, "{}", restored.err);
    assert!(restored.out.contains("restored, with 1 file for the spool"), "{}", restored.out);
    assert!(restored.out.ends_with("1 record that the ledger says was disposed of since is left out\n"), "{}", restored.out);
    let there = Team::at(elsewhere);
    assert!(there.did("demo-worker", &["concerns", "show", &stays.id()]).contains("The second."));
    assert_eq!(there.as_account("demo-manager", &["concerns", "show", &gone.id()]).code, 1);
    assert_eq!(there.sql(&format!("SELECT count(*) FROM record WHERE concern = '{}'", gone.id())), "0\n");
    let files = fs::read_dir(there.path().join("data/spool")).unwrap().map(|f| f.unwrap().file_name()).collect::<Vec<_>>();
    assert_eq!(files, [std::ffi::OsString::from(format!("{}.bad", stays.id()))]);
}
