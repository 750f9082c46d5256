//! The team's side of a concern at the command line: list, show, reply, close, and what cannot be read.
//! Must not know how anything is kept.

use casework::{ConcernId, Place, Reply};
use seal::SealedTo;
use serde_json::Value;

use crate::team::{DEMO, Team};

const WORRY: (&str, &str) = ("worry", "A car waits at the corner after school.");

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn told_listed_shown_answered_read_and_closed() {
    let team = Team::demo();
    let answers = [WORRY, ("child.1.name", "Child A"), ("child.1.other-names", "A"), ("why-not", "They may be angry.\n\u{1b}[31mred")];
    let teller = team.tell(1, SealedTo::Team, &answers, true);
    let id = teller.id();
    let listed = team.did("demo-worker", &["concerns", "list"]);
    assert!(listed.starts_with("1 concern\n") && listed.contains(&id) && listed.contains("2026-11-25 17:00"), "{listed}");
    assert!(!listed.contains("car waits"), "{listed}");

    let shown = team.did("demo-worker", &["concerns", "show", &id]);
    assert!(shown.contains("state: looking\n") && shown.contains("arrived: 24 November 2026, 09:00\n"), "{shown}");
    let order =
        ["Worry:\n    A car waits at", "Child 1: name:\n    Child A", "Child 1: other names:", "    They may be angry.\n    [31mred"];
    let places = order.map(|text| shown.find(text).unwrap_or_else(|| panic!("{text}: {shown}")));
    assert!(places.is_sorted(), "{shown}");

    // Opened, it is sealed again to a key of its own, and what is added later too.
    team.add(&teller, 50, "It was blue.");
    let again = json(&team.did("demo-manager", &["concerns", "show", &id, "--format", "json"]));
    assert_eq!(again["messages"][0]["text"], "It was blue.");
    assert_eq!(again["answers"][0]["text"], WORRY.1);
    let kept = team.sql("SELECT kind, key_id, count(*) FROM record GROUP BY 1, 2 ORDER BY 1, 2");
    assert_eq!(kept.lines().filter(|l| l.starts_with("own|own|2")).count(), 1, "{kept}");
    assert_eq!(team.sql("SELECT count(*) FROM concern_key"), "1\n");

    let reply = ["concerns", "reply", &id, "--as", "demo-worker", "--passphrase-stdin"];
    let replied = team.run(&reply, &format!("{DEMO}\nThank you for telling us.\nWe will ring.\n"));
    assert_eq!(replied.code, 0, "{}", replied.err);
    assert_eq!(teller.replies(&team), [Ok("Thank you for telling us.\nWe will ring.".to_owned())]);
    let after = team.did("demo-worker", &["concerns", "show", &id]);
    assert!(after.contains("state: answered\n") && after.contains("The team replied, ") && after.contains("    We will ring."), "{after}");

    assert!(team.did("demo-worker", &["concerns", "close", &id]).ends_with(" is closed\n"));
    assert_eq!(team.as_account("demo-worker", &["concerns", "close", &id]).code, 1);
    assert!(team.did("demo-worker", &["concerns", "list", "--state", "answered"]).starts_with("0 concerns"));
    let closed = json(&team.did("demo-worker", &["concerns", "list", "--state", "closed", "--format", "json"]));
    assert_eq!((closed["id"].as_str(), closed["state"].as_str()), (Some(id.as_str()), Some("closed")));
    assert!(team.did("demo-worker", &["concerns", "reopen", &id]).ends_with(" is looking\n"));

    let acts = team.sql("SELECT act FROM audit WHERE account = 'demo-worker' AND act <> 'sign-in'");
    let expected = ["list", "show", "reply", "show", "close", "list", "list", "reopen"];
    assert_eq!(acts.lines().collect::<Vec<_>>(), expected);
    assert_eq!(team.run(&["audit", "verify"], "").code, 0);
}

#[test]
fn who_has_no_receipt_gets_no_reply_and_the_team_is_told_so() {
    let team = Team::demo();
    let id = team.tell(1, SealedTo::Team, &[WORRY], false).id();
    let reply = ["concerns", "reply", &id, "--as", "demo-worker", "--passphrase-stdin"];
    let told = team.run(&reply, &format!("{DEMO}\nThank you.\n"));
    assert_eq!(told.code, 1);
    assert!(told.err.starts_with("waymark: the teller took no receipt"), "{}", told.err);
    let with = team.tell(2, SealedTo::Team, &[WORRY], true).id();
    let empty = team.run(&["concerns", "reply", &with, "--as", "demo-worker", "--passphrase-stdin"], &format!("{DEMO}\n \n"));
    assert_eq!((empty.code, team.sql("SELECT count(*) FROM reply").as_str()), (2, "0\n"));
}

#[test]
fn what_went_to_the_managers_is_not_the_workers() {
    let team = Team::demo();
    let teller = team.tell(1, SealedTo::Managers, &[WORRY, ("about-worker", "yes")], true);
    let id = teller.id();
    assert!(team.did("demo-worker", &["concerns", "list"]).starts_with("0 concerns\n"));
    let refused = team.as_account("demo-worker", &["concerns", "show", &id]);
    let unknown = team.as_account("demo-worker", &["concerns", "show", &ConcernId::from_bytes([9; 16]).to_string()]);
    assert_eq!((refused.code, unknown.code), (1, 1));
    assert_eq!(
        refused.err.replace(&id, ""),
        unknown.err.replace(&ConcernId::from_bytes([9; 16]).to_string(), ""),
        "both are told the same"
    );
    // Nor does it help to change the clear column: the key is what counts.
    team.sql("UPDATE concern SET sealed_to = 'team'");
    let moved = team.did("demo-worker", &["concerns", "show", &id]);
    assert!(moved.contains("Could not be read") && !moved.contains("car waits"), "{moved}");
    team.sql("UPDATE concern SET sealed_to = 'managers'");

    assert!(team.did("demo-manager", &["concerns", "show", &id]).contains("car waits"));
    let reply = ["concerns", "reply", &id, "--as", "demo-manager", "--passphrase-stdin"];
    assert_eq!(team.run(&reply, &format!("{DEMO}\nThank you.")).code, 0);
    assert_eq!(teller.replies(&team), [Ok("Thank you.".to_owned())]);
}

#[test]
fn what_is_for_named_people_is_theirs_alone() {
    let team = Team::demo();
    let teller = team.tell(1, SealedTo::Team, &[WORRY], true);
    let (id, other) = (teller.id(), ConcernId::from_bytes([9; 16]).to_string());
    assert!(team.did("demo-worker", &["concerns", "show", &id]).contains("car waits"));
    team.restrict(teller.concern, &["demo-manager"]);
    assert!(team.did("demo-worker", &["concerns", "list"]).starts_with("0 concerns\n"));
    for act in ["show", "close", "reopen", "reply"] {
        let refused = team.as_account("demo-worker", &["concerns", act, &id]);
        let unknown = team.as_account("demo-worker", &["concerns", act, &other]);
        assert_eq!((refused.code, refused.err.replace(&id, "")), (1, unknown.err.replace(&other, "")), "{act}");
    }
    // Nor does it help to change the clear column: the key is what counts.
    team.sql("UPDATE concern SET named = NULL");
    let changed = team.did("demo-worker", &["concerns", "show", &id]);
    assert!(!changed.contains("car waits") && !changed.contains("restricted to"), "{changed}");
    team.sql("UPDATE concern SET named = 'demo-manager'");

    assert!(team.did("demo-manager", &["concerns", "list"]).starts_with("1 concern\n"));
    team.add(&teller, 50, "It was blue.");
    for key in ["team", "managers"] {
        let shown = team.did("demo-manager", &["concerns", "show", &id]);
        assert!(
            shown.contains("restricted to: demo-manager\n") && shown.contains("car waits") && shown.contains("It was blue."),
            "{shown}"
        );
        assert_eq!(team.sql("SELECT count(*) FROM record WHERE kind IN ('concern', 'addition')"), "0\n", "no copy that a key of all opens");
        team.did("demo-manager", &["keys", "rotate", key]);
    }
    let reply = ["concerns", "reply", &id, "--as", "demo-manager", "--passphrase-stdin"];
    assert_eq!(team.run(&reply, &format!("{DEMO}\nThank you.")).code, 0);
    assert_eq!(teller.replies(&team), [Ok("Thank you.".to_owned())]);
    let json = json(&team.did("demo-manager", &["concerns", "show", &id, "--format", "json"]));
    assert_eq!((json["named"][0].as_str(), json["messages"][1]["text"].as_str()), (Some("demo-manager"), Some("Thank you.")));
}

#[test]
fn what_cannot_be_read_stays_in_sight() {
    let team = Team::demo();
    let good = team.tell(1, SealedTo::Team, &[WORRY], true);
    let key = team.keys().current(SealedTo::Team).recipient.clone();
    let noise = team.put(ConcernId::from_bytes([2; 16]), SealedTo::Team, b"age-encryption.org/v1\nnoise".to_vec(), None).id();
    let other = team.put(ConcernId::from_bytes([3; 16]), SealedTo::Team, seal::seal(&key, "{\"v\":1}".into()), None).id();
    // Sealed for one place, and put in another.
    let bytes = team.store(async |s| s.records("sample", &good.id()).await.unwrap())[0].sealed.clone();
    let moved = team.put(ConcernId::from_bytes([4; 16]), SealedTo::Team, bytes, None).id();

    let listed = team.did("demo-worker", &["concerns", "list"]);
    let (open, tray) = listed.split_once("COULD NOT BE READ").unwrap();
    assert!(open.starts_with("1 concern\n") && open.contains(&good.id()), "{listed}");
    for (id, why) in
        [(&noise, "no key at hand opens it"), (&other, "not in the form of a payload"), (&moved, "it belongs to another place")]
    {
        assert!(tray.contains(id.as_str()) && tray.contains(why) && tray.contains("2026-11-25 17:00"), "{tray}");
        let shown = team.did("demo-worker", &["concerns", "show", id]);
        assert!(shown.contains("Could not be read\n") && shown.contains(why) && shown.contains("state: received"), "{shown}");
    }
    let lines = team.did("demo-worker", &["concerns", "list", "--format", "json"]);
    assert_eq!(lines.lines().map(json).filter(|l| l["could_not_be_read"].as_array().unwrap().is_empty()).count(), 1, "{lines}");
    assert_eq!(team.did("demo-worker", &["concerns", "list", "--state", "looking"]), "0 concerns\n");
    // A part of one that can be read is named too.
    team.sql(&format!(
        "INSERT INTO record SELECT site, concern, 'strange', 'addition', at + 1, key_id, sealed FROM record WHERE id = '{}'",
        good.id()
    ));
    let listed = team.did("demo-worker", &["concerns", "list"]);
    assert!(listed.starts_with("1 concern\n") && listed.contains("addition strange: its name is not one"), "{listed}");
}

#[test]
fn a_forged_reply_is_shown_to_nobody() {
    let team = Team::demo();
    let teller = team.tell(1, SealedTo::Team, &[WORRY], true);
    let id = teller.id();
    team.did("demo-worker", &["concerns", "show", &id]);
    // Whoever can write to the database knows the mailbox's key, and has keys of their own.
    let place = Place { site: "sample".into(), concern: teller.concern, message: casework::MessageId::from_bytes([7; 16]) };
    let forged = Reply { place: place.clone(), at: 1, text: "Do not come.".into() }.json();
    let signed = casework::Signed::new(forged, team.keys().current(SealedTo::Team).id.clone(), "A".repeat(86));
    let mailbox = teller.receipt.as_ref().unwrap().mailbox("sample");
    let sealed = seal::seal(&mailbox.recipient, signed.json());
    let row = store::Reply { id: place.message.to_string(), concern: id.clone(), at: 1, sealed: sealed.clone() };
    let record = store::Message {
        site: "sample".into(),
        concern: id.clone(),
        id: place.message.to_string(),
        kind: "reply".into(),
        at: 1,
        key_id: "own".into(),
        sealed,
    };
    team.store(async |s| s.put_reply(&record, &mailbox.id, &row).await.unwrap());
    assert_eq!(teller.replies(&team), [Err(seal::NotShown::NotSigned)]);
    let shown = team.did("demo-worker", &["concerns", "show", &id]);
    assert!(shown.contains("the team has not signed it") && !shown.contains("The team replied"), "{shown}");
}

#[test]
fn a_key_planted_before_the_first_opening_is_not_sealed_to() {
    let team = Team::demo();
    let id = team.tell(1, SealedTo::Team, &[WORRY], false).id();
    let key = team.keys().current(SealedTo::Team).clone();
    let theirs = seal::seal_key(&key.recipient, b"AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX\n");
    team.store(async |s| s.put_concern_key("sample", &id, &key.id, &theirs).await.unwrap());
    let shown = team.as_account("demo-worker", &["concerns", "show", &id]);
    assert!(shown.out.contains("car waits") && shown.err.contains("it is replaced"), "{}", shown.err);
    let now = team.store(async |s| s.concern_keys("sample", &id).await.unwrap());
    assert!(now.len() == 1 && now[0].1 != theirs);
    assert!(team.as_account("demo-worker", &["concerns", "show", &id]).err.is_empty());
}

#[test]
fn no_reply_is_sealed_to_a_mailbox_that_was_swapped_in_the_database() {
    let team = Team::demo();
    let teller = team.tell(1, SealedTo::Team, &[WORRY], true);
    let other = team.tell(2, SealedTo::Team, &[WORRY], true);
    let key = team.sql(&format!("SELECT reply_key FROM concern WHERE id = '{}'", other.id()));
    team.sql(&format!("UPDATE concern SET reply_key = '{}' WHERE id = '{}'", key.trim(), teller.id()));
    let ran = team.run(&["concerns", "reply", &teller.id(), "--as", "demo-worker", "--passphrase-stdin"], &format!("{DEMO}\nCanary\n"));
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("someone has changed it"), "{}", ran.err);
    assert_eq!(team.sql("SELECT count(*) FROM reply"), "0\n");
}

/// A name that is drawn like another child's, by marks that nobody sees or by letters of another alphabet.
#[test]
fn a_name_cannot_pass_for_another() {
    let team = Team::demo();
    let hidden = team.tell(1, SealedTo::Team, &[WORRY, ("child.1.name", "Ch\u{200b}ild\u{200f} \u{2060}A")], false);
    let shown = team.did("demo-worker", &["concerns", "show", &hidden.id()]);
    assert!(shown.contains("Child 1: name:\n    Child A\n") && !shown.contains("NOTE"), "{shown}");
    let borrowed = team.tell(2, SealedTo::Team, &[WORRY, ("child.1.name", "Child \u{410}nn")], false);
    let shown = team.did("demo-worker", &["concerns", "show", &borrowed.id()]);
    assert!(shown.contains("NOTE: “\u{410}nn” has letters of more than one alphabet"), "{shown}");
}

/// Told without a receipt: whoever can write to the database gives it a mailbox of their own, and hopes for an answer.
#[test]
fn a_mailbox_that_was_never_told_is_never_answered() {
    let team = Team::demo();
    let teller = team.tell(1, SealedTo::Team, &[WORRY], false);
    let theirs = seal::Receipt::from_numbers([5; 7]).unwrap().mailbox("sample").to_string();
    let [id, reply, verify] = <[&str; 3]>::try_from(theirs.split('.').collect::<Vec<_>>()).unwrap();
    let planted = format!("mailbox = '{id}', reply_key = '{reply}', verify_key = '{verify}'");
    team.sql(&format!("UPDATE concern SET {planted} WHERE id = '{}'", teller.id()));
    let answers =
        || team.run(&["concerns", "reply", &teller.id(), "--as", "demo-worker", "--passphrase-stdin"], &format!("{DEMO}\nCanary\n"));
    // Before the first opening, and after it, when the words come from the copy that is sealed again.
    for _ in 0..2 {
        let ran = answers();
        assert!(ran.code == 1 && ran.err.contains("did not put under the seal"), "{}", ran.err);
        let shown = team.did("demo-worker", &["concerns", "show", &teller.id()]);
        assert!(shown.contains("receipt: not taken") && shown.contains("NOTE: there is a mailbox"), "{shown}");
    }
    assert_eq!(team.sql("SELECT (SELECT count(*) FROM reply) + (SELECT count(*) FROM record WHERE kind = 'reply')"), "0\n");
    assert!(!team.did("demo-worker", &["concerns", "show", &teller.id(), "--format", "json"]).contains("\"receipt\":true"));
}

#[test]
fn what_was_told_by_phone_is_typed_in_through_the_same_core() {
    let team = Team::demo();
    let add = |answers: &str| {
        team.run(&["concerns", "add", "--channel", "phone", "--as", "demo-worker", "--passphrase-stdin"], &format!("{DEMO}\n{answers}\n"))
    };
    let ran = add(r#"{"worry": "A car waits at the corner.", "name": "Sample Parent"}"#);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let shown = team.did("demo-worker", &["concerns", "show", ran.out.trim()]);
    assert!(shown.contains("Channel:\n    phone") && shown.contains("receipt: not taken"), "{shown}");
    let managers = add(r#"{"worry": "A coach at the club.", "about-worker": "yes"}"#);
    assert_eq!(team.as_account("demo-worker", &["concerns", "show", managers.out.trim()]).code, 1, "the managers' alone");
    assert!(team.did("demo-manager", &["concerns", "show", managers.out.trim()]).contains("A coach at the club."));
    let ran = add(r#"{"score": "7"}"#);
    assert!(ran.code == 2 && ran.err.contains("no field `score`"), "{}", ran.err);
}

/// As on every page of the desk: what was typed in came when it was told, and anything else when it arrived, whatever is sealed in it.
#[test]
fn the_list_and_the_desk_tell_the_same_time() {
    let team = Team::demo();
    let told = ("told-at", "2026-01-02T16:40");
    let elsewhere = team.tell(1, SealedTo::Team, &[WORRY, ("channel", "phone"), told], false).id();
    let listed = team.did("demo-worker", &["concerns", "list"]);
    assert!(listed.contains("2026-11-24 09:00") && !listed.contains("2026-01-02"), "{listed}");
    let shown = team.did("demo-worker", &["concerns", "show", &elsewhere]);
    assert!(shown.contains("arrived: 24 November 2026, 09:00\n") && shown.contains("Channel:\n    web\n"), "{shown}");

    let add = ["concerns", "add", "--channel", "phone", "--as", "demo-worker", "--passphrase-stdin"];
    let added = team.run(&add, &format!("{DEMO}\n{{\"worry\": \"A car waits.\", \"told-at\": \"{}\"}}\n", told.1));
    let listed = team.did("demo-worker", &["concerns", "list"]);
    assert!(listed.lines().any(|line| line.contains("2026-01-02 16:40") && line.ends_with(added.out.trim())), "{listed} {}", added.err);
    let listed = team.did("demo-worker", &["concerns", "list", "--format", "json"]);
    assert!(listed.lines().map(json).any(|line| line["id"] == added.out.trim() && line["arrived"] == "2026-01-02T16:40:00Z"), "{listed}");
    let shown = team.did("demo-worker", &["concerns", "show", added.out.trim()]);
    assert!(shown.contains("arrived: 2 January 2026, 16:40; typed in "), "{shown}");
    let shown = json(&team.did("demo-worker", &["concerns", "show", added.out.trim(), "--format", "json"]));
    assert_eq!(shown["arrived"], "2026-01-02T16:40:00Z");
    assert!(shown["typed_in"].is_string());
}

#[test]
fn a_managers_concern_that_is_said_to_be_the_team_s_stays_the_managers() {
    let team = Team::demo();
    let teller = team.tell(1, SealedTo::Managers, &[WORRY], true);
    let said_to_be = |to: &str| team.sql(&format!("UPDATE concern SET sealed_to = '{to}' WHERE id = '{}'", teller.id()));
    said_to_be("team");
    // Anyone who can write to the database can add something that the team can open; it must not make the concern's own key.
    team.add(&teller, 50, "It was blue.");
    let shown = team.did("demo-worker", &["concerns", "show", &teller.id()]);
    assert!(!shown.contains("A car waits"), "{shown}");
    assert_eq!(team.sql("SELECT count(*) FROM concern_key"), "0\n");
    said_to_be("managers");
    assert!(team.did("demo-manager", &["concerns", "show", &teller.id()]).contains("A car waits"));
    said_to_be("team");
    let shown = team.did("demo-worker", &["concerns", "show", &teller.id()]);
    assert!(!shown.contains("A car waits"), "what a manager has opened is sealed again for managers alone: {shown}");
    let reply = team.run(&["concerns", "reply", &teller.id(), "--as", "demo-worker", "--passphrase-stdin"], &format!("{DEMO}\nCanary\n"));
    assert_eq!(reply.code, 1, "{}", reply.err);
}
