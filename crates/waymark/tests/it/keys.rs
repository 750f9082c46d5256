//! Key birth, holders, rotation, recovery, and the record of acts.
//! Must not know how anything is kept.

use std::fs;

use seal::SealedTo;

use crate::program::{edit, folder_with_site, run};
use crate::team::{DEMO, Team};

const NEW: &str = "four plain sample words";

#[test]
fn a_demonstration_is_born_once_and_never_live() {
    let folder = folder_with_site();
    let init = ["keys", "init", "--demo", "--site", "site"];
    edit(folder.path(), "site.toml", |t| t.replace("live = false", "live = true").replace("base = \"http://", "base = \"https://"));
    let live = run(folder.path(), &init);
    assert_eq!((live.code, live.out.as_str()), (2, ""));
    assert!(!folder.path().join("data").exists());
    edit(folder.path(), "site.toml", |t| t.replace("live = true", "live = false"));
    let born = run(folder.path(), &init);
    assert_eq!(born.code, 0, "{}", born.err);
    assert!(born.err.starts_with("waymark: warning: THESE KEYS ARE FOR TRYING OUT"), "{}", born.err);
    let keys = fs::read_to_string(folder.path().join("data/keys.toml")).unwrap();
    assert!(!keys.contains("SECRET"));
    let again = run(folder.path(), &init);
    assert_eq!((again.code, again.out.as_str()), (3, ""));
    let missing = run(folder.path(), &[&init[..], &["--if-missing"]].concat());
    assert_eq!((missing.code, missing.out.as_str(), missing.err.as_str()), (0, "", ""));
    assert_eq!(fs::read_to_string(folder.path().join("data/keys.toml")).unwrap(), keys);
    // A site that goes live later does not use them.
    edit(folder.path(), "site.toml", |t| t.replace("live = false", "live = true"));
    let live = run(folder.path(), &["keys", "list", "--site", "site"]);
    assert!(live.code == 1 && live.err.contains("keys made for a demonstration"), "{}", live.err);
    // Without its file, the database is not given other keys.
    edit(folder.path(), "site.toml", |t| t.replace("live = true", "live = false"));
    fs::remove_file(folder.path().join("data/keys.toml")).unwrap();
    let lost = run(folder.path(), &init);
    assert!(lost.code == 3 && lost.err.contains("put their file back"), "{}", lost.err);
}

#[test]
fn a_wrong_passphrase_and_a_wrong_role_are_refused_and_noted() {
    let team = Team::demo();
    let try_as = |name: &str, line: &str| team.run(&["concerns", "list", "--as", name, "--passphrase-stdin"], line);
    let (wrong, nobody) = (try_as("demo-worker", "wrong\n"), try_as("my secret", "x\n"));
    assert_eq!((wrong.code, nobody.code), (1, 1));
    assert_eq!(wrong.err, nobody.err);
    for role in ["auditor", "administrator"] {
        let name = format!("sample-{role}");
        let add = ["keys", "add", &name, "--role", role, "--as", "demo-manager", "--passphrase-stdin"];
        let added = team.run(&add, &format!("{DEMO}\n{NEW}\n"));
        assert_eq!(added.code, 0, "{}", added.err);
        let refused = try_as(&name, &format!("{NEW}\n"));
        assert!(refused.code == 1 && refused.err.contains("who opens no concern"), "{}", refused.err);
        assert_eq!(team.sql(&format!("SELECT count(*) FROM wrap WHERE holder = '{name}'")), "0\n");
    }
    let worker = team.as_account("demo-worker", &["keys", "rotate", "team"]);
    assert!(worker.code == 1 && worker.err.contains("only a manager may do that"), "{}", worker.err);
    let acts = team.sql("SELECT account, act FROM audit WHERE act IN ('sign-in-failed', 'refused')");
    let expected =
        ["demo-worker|sign-in-failed", "-|sign-in-failed", "sample-auditor|refused", "sample-administrator|refused", "demo-worker|refused"];
    assert_eq!(acts.lines().collect::<Vec<_>>(), expected);
}

#[test]
fn holders_come_change_their_passphrase_and_go() {
    let team = Team::demo();
    let id = team.tell(1, SealedTo::Team, &[("worry", "A car waits.")], false).id();
    let add = ["keys", "add", "sample-worker", "--role", "worker", "--as", "demo-manager", "--passphrase-stdin"];
    let short = team.run(&add, &format!("{DEMO}\nshort\n"));
    assert!(short.code == 1 && short.err.contains("at least 15 characters"), "{}", short.err);
    assert_eq!(team.run(&add, &format!("{DEMO}\n{NEW}\n")).code, 0);
    let show = ["concerns", "show", &id, "--as", "sample-worker", "--passphrase-stdin"];
    assert!(team.run(&show, &format!("{NEW}\n")).out.contains("A car waits."));

    let change = ["keys", "passphrase", "sample-worker", "--passphrase-stdin"];
    assert_eq!(team.run(&change, &format!("{NEW}\nanother few sample words\n")).code, 0);
    assert_eq!(team.run(&show, &format!("{NEW}\n")).code, 1);
    assert_eq!(team.run(&show, "another few sample words\n").code, 0);

    team.did("demo-manager", &["keys", "remove", "sample-worker"]);
    let gone = team.run(&show, "another few sample words\n");
    assert_eq!((gone.code, gone.out.as_str()), (1, ""));
    assert_eq!(team.sql("SELECT count(*) FROM wrap WHERE holder = 'sample-worker'"), "0\n");
    assert!(run(team.path(), &["keys", "list"]).out.contains("ended"));
    let again = team.run(&add, &format!("{DEMO}\n{NEW}\n"));
    assert!(again.code == 1 && again.err.contains("is taken, or was"), "{}", again.err);
    // Whoever can write to the database can put the row back; the record of acts still says that the account has ended.
    team.sql("UPDATE account SET ended = NULL WHERE name = 'sample-worker'");
    let rotated = team.as_account("demo-manager", &["keys", "rotate", "team"]);
    assert!(rotated.code == 0 && rotated.err.contains("`sample-worker` was changed in the database"), "{}", rotated.err);
    assert_eq!(team.sql("SELECT count(*) FROM wrap WHERE holder = 'sample-worker'"), "0\n");
    let last = team.as_account("demo-manager", &["keys", "remove", "demo-manager"]);
    assert!(last.code == 1 && last.err.contains("the last manager"), "{}", last.err);
}

#[test]
fn after_a_rotation_old_and_new_are_readable_and_nobody_lacks_a_key() {
    let team = Team::demo();
    let old = team.tell(1, SealedTo::Team, &[("worry", "The first.")], true);
    let opened = team.tell(2, SealedTo::Team, &[("worry", "The second.")], true);
    team.did("demo-worker", &["concerns", "show", &opened.id()]);
    let before = team.keys().current(SealedTo::Team).id.clone();
    team.did("demo-manager", &["keys", "rotate", "team"]);
    assert_ne!(team.keys().current(SealedTo::Team).id, before);
    let new = team.tell(3, SealedTo::Team, &[("worry", "The third.")], true);
    for name in ["demo-worker", "demo-manager"] {
        for (teller, worry) in [(&old, "The first."), (&opened, "The second."), (&new, "The third.")] {
            assert!(team.did(name, &["concerns", "show", &teller.id()]).contains(worry));
        }
    }
    // A reply is signed with the new key, also where the concern was sealed to the old.
    let reply = ["concerns", "reply", &old.id(), "--as", "demo-worker", "--passphrase-stdin"];
    assert_eq!(team.run(&reply, &format!("{DEMO}\nThank you.")).code, 0);
    assert_eq!(old.replies(&team), [Ok("Thank you.".to_owned())]);
    // Who comes later is given the old keys too.
    let add = ["keys", "add", "sample-worker", "--role", "worker", "--as", "demo-manager", "--passphrase-stdin"];
    assert_eq!(team.run(&add, &format!("{DEMO}\n{NEW}\n")).code, 0);
    let show = ["concerns", "show", &old.id(), "--as", "sample-worker", "--passphrase-stdin"];
    assert!(team.run(&show, &format!("{NEW}\n")).out.contains("The first."));

    assert_eq!(team.did("demo-manager", &["keys", "rewrap"]), "nobody lacks a key\n");
    team.sql("DELETE FROM wrap WHERE holder IN ('demo-worker', 'recovery')");
    let told = team.did("demo-manager", &["keys", "rewrap"]);
    assert_eq!(told.lines().count(), 5, "{told}");
    assert!(team.did("demo-worker", &["concerns", "show", &new.id()]).contains("The third."));
}

#[test]
fn whom_no_manager_vouches_for_is_given_no_key() {
    let team = Team::demo();
    // Whoever can write to the database makes a worker a manager, and puts in an account of their own.
    team.sql("UPDATE account SET role = 'manager' WHERE name = 'demo-worker'");
    team.sql("INSERT INTO account SELECT site, 'stranger', role, recipient, verify, kdf, wrapped, made, ended FROM account WHERE name = 'demo-manager'");
    let listed = run(team.path(), &["keys", "list"]).out;
    assert_eq!(listed.matches("NOBODY HAS VOUCHED FOR IT").count(), 2, "{listed}");
    let rotated = team.as_account("demo-manager", &["keys", "rotate", "managers"]);
    assert_eq!(rotated.code, 0, "{}", rotated.err);
    let id = team.keys().current(SealedTo::Managers).id.clone();
    assert_eq!(team.sql(&format!("SELECT holder FROM wrap WHERE key_id = '{id}'")), "demo-manager\nrecovery\n");
    let posing = team.as_account("demo-worker", &["concerns", "list"]);
    assert!(posing.code == 1 && posing.err.contains("no manager has vouched"), "{}", posing.err);
}

#[test]
fn the_paper_makes_a_manager_when_every_passphrase_is_forgotten() {
    let folder = tempfile::tempdir().unwrap();
    let born = run(folder.path(), &["keys", "init", "--demo"]).out;
    let paper = born.lines().find_map(|l| l.strip_prefix("Recovery key: ")).unwrap().to_lowercase();
    let team = Team::at(folder);
    let id = team.tell(1, SealedTo::Managers, &[("worry", "A car waits.")], false).id();
    let recover = ["keys", "recover", "--new-manager", "sample-manager", "--passphrase-stdin"];
    let wrong = team.run(&recover, &format!("age-secret-key-1x\n{NEW}\n"));
    assert_eq!(wrong.code, 1, "{}", wrong.err);
    let spaced = format!("{} {}", &paper[..30], &paper[30..]);
    let made = team.run(&recover, &format!("{spaced}\n{NEW}\n"));
    assert_eq!(made.code, 0, "{}", made.err);
    let show = ["concerns", "show", &id, "--as", "sample-manager", "--passphrase-stdin"];
    assert!(team.run(&show, &format!("{NEW}\n")).out.contains("A car waits."));
}

#[test]
fn the_paper_opens_what_is_for_named_people_too() {
    let folder = tempfile::tempdir().unwrap();
    let born = run(folder.path(), &["keys", "init", "--demo"]).out;
    let paper = born.lines().find_map(|l| l.strip_prefix("Recovery key: ")).unwrap().to_owned();
    let team = Team::at(folder);
    let teller = team.tell(1, SealedTo::Team, &[("worry", "A car waits.")], false);
    team.restrict(teller.concern, &["demo-manager", "demo-worker"]);
    let add = ["keys", "add", "other-manager", "--role", "manager", "--as", "demo-manager", "--passphrase-stdin"];
    assert_eq!(team.run(&add, &format!("{DEMO}\n{NEW}\n")).code, 0);
    let remove = ["keys", "remove", "demo-manager", "--as", "other-manager", "--passphrase-stdin"];
    let refused = team.run(&remove, &format!("{NEW}\n"));
    assert!(refused.code == 1 && refused.err.contains("hand over first"), "{}", refused.err);
    let recover = ["keys", "recover", "--new-manager", "sample-manager", "--passphrase-stdin"];
    let made = team.run(&recover, &format!("{paper}\n{NEW}\n"));
    assert_eq!(made.code, 0, "{}", made.err);
    let show = |name| team.run(&["concerns", "show", &teller.id(), "--as", name, "--passphrase-stdin"], &format!("{NEW}\n"));
    let shown = show("sample-manager");
    assert!(
        shown.out.contains("A car waits.") && shown.out.contains("restricted to: demo-manager, demo-worker, sample-manager\n"),
        "{}",
        shown.err
    );
    assert_eq!(show("other-manager").code, 1, "and who was not named is not named");
    assert!(team.did("demo-worker", &["concerns", "show", &teller.id()]).contains("A car waits."));
    assert_eq!(team.sql("SELECT count(*) FROM audit WHERE account = 'sample-manager' AND act = 'restrict'"), "1\n");
    assert_eq!(team.run(&remove, &format!("{NEW}\n")).code, 0, "now another can");
    assert_eq!(team.sql("SELECT holder_key_id FROM concern_key ORDER BY 1"), "account:demo-worker\naccount:sample-manager\nrecovery\n");
}

#[test]
fn an_edit_or_a_cut_of_the_record_of_acts_is_found() {
    let team = Team::demo();
    for _ in 0..3 {
        team.did("demo-worker", &["concerns", "list"]);
    }
    let kept = run(team.path(), &["audit", "heads", "--append", "heads.txt"]);
    assert_eq!((kept.code, fs::read_to_string(team.path().join("heads.txt")).unwrap()), (0, kept.out.clone()));
    team.did("demo-worker", &["concerns", "list"]);
    let verify = ["audit", "verify", "--heads", "heads.txt"];
    assert_eq!(run(team.path(), &verify).code, 0);
    let free = "DROP TRIGGER audit_append_only; DROP TRIGGER audit_kept;";
    team.sql(&format!("{free} UPDATE audit SET account = 'demo-manager' WHERE seq = 3"));
    let changed = run(team.path(), &["audit", "verify"]);
    assert_eq!((changed.code, changed.err.as_str()), (1, "waymark: entry 3 was changed after it was written\n"));
    team.sql("UPDATE audit SET account = 'demo-worker' WHERE seq = 3; DELETE FROM audit WHERE seq > 5");
    assert_eq!(run(team.path(), &["audit", "verify"]).code, 0, "what is left is a chain");
    let cut = run(team.path(), &verify);
    assert!(cut.code == 1 && cut.err.contains("what followed was cut off"), "{}", cut.err);
}
