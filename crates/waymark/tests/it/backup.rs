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
