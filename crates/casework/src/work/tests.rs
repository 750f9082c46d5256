//! What is written is read again; what is hostile, of another place or past a limit is not.

use jiff::civil::{date, time};
use proptest::prelude::*;

use super::*;

fn place() -> Place {
    Place { site: "sample".into(), concern: ConcernId::from_bytes([1; 16]), message: MessageId::from_bytes([2; 16]) }
}

fn work(did: Did) -> Work {
    Work { place: place(), at: 1_795_435_200, by: "worker".into(), did }
}

fn id(n: u8) -> MessageId {
    MessageId::from_bytes([n; 16])
}

/// One of each act, with everything said.
fn each() -> Vec<Did> {
    let text = || "Words, “quoted” \u{1F642}\n".to_owned();
    let when = When { day: Some(date(2026, 11, 20)), time: Some(time(22, 30, 0, 0)), words: "about half past ten".into() };
    let (revises, seen) = (Some(id(7)), vec![id(8), id(9)]);
    let observation = Observation {
        what: text(),
        by_whom: "Sample Parent".into(),
        when: when.clone(),
        known: Known::ToldByChild,
        ground: Ground::Fact,
        context: Context::Online,
        signs: vec!["unknown-callers".into()],
        strengths: text(),
        protects: text(),
        childs_words: true,
        about: vec![id(5)],
        revises,
        seen: seen.clone(),
    };
    let entity = Entity {
        kind: EntityKind::Vehicle,
        name: "AB12 CDE".into(),
        other_names: text(),
        birth: "14".into(),
        details: [("colour".to_owned(), "blue".to_owned())].into(),
        source: "form: vehicles".into(),
        known: true,
        revises,
        seen: seen.clone(),
    };
    let join = || Join { with: ConcernId::from_bytes([3; 16]), why: text() };
    vec![
        Did::Acknowledge(Acknowledge { how: Told::InPerson, note: text() }),
        Did::Allocate { to: Some("worker".into()) },
        Did::Allocate { to: None },
        Did::Observe(observation),
        Did::Entity(entity),
        Did::Episode(Episode { from: when.clone(), to: Some(when), words: text(), revises, seen: seen.clone() }),
        Did::Lens(Lens { model: Model::BoyfriendPeer, considered: true, why: text() }),
        Did::Decide(Decide { decision: Decision::PassedOn, to: "Sampleshire".into(), reasons: text(), revises, seen: seen.clone() }),
        Did::SignOff(SignOff { decision: id(4), agreed: true, words: text() }),
        Did::OutcomeTold(OutcomeTold { how: Told::Letter, to: ToldTo::Professional, words: text() }),
        Did::Discussion(Discussion { on: date(2026, 11, 21), took_part: vec![text()], agreed: text(), revises, seen: seen.clone() }),
        Did::Task(Task { words: text(), owner: "worker".into(), due: date(2026, 11, 27), revises, seen: seen.clone() }),
        Did::TaskDone(TaskDone { task: id(6), words: text() }),
        Did::Note(Note { text: text(), revises, seen }),
        Did::Join(join()),
        Did::Unjoin(join()),
        Did::Link(Link {
            name: id(2),
            of: id(5),
            with: ConcernId::from_bytes([3; 16]),
            thing: id(6),
            verdict: Verdict::Unsure,
            why: text(),
            agreed: vec!["surname".into()],
        }),
        Did::Late { why: text() },
        Did::Due(Due { due: 1_795_600_000, source: "a rule".into(), why: text() }),
        Did::Close { why: text() },
        Did::Reopen { why: text() },
        Did::Hold { why: text() },
        Did::Unhold { why: text() },
        Did::Keep(Keep { until: date(2101, 1, 1), kind: "known-abuse".into(), why: text() }),
        Did::Restrict(Restrict { to: vec!["manager".into()], why: text() }),
        Did::Unrestrict { why: text() },
        Did::Withdraw(Withdraw { entry: id(4), why: text() }),
        Did::LeaveOut(LeaveOut { entry: id(4), part: "what".into(), spans: vec![Span { from: 2, to: 5 }], why: text() }),
        Did::AskRelease(AskRelease { purpose: Purpose::SubjectAccess, of: ExportOf { whole: true, child: Some(id(5)) } }),
        Did::Release(Release {
            purpose: Purpose::SubjectAccess,
            identities: true,
            exemption: text(),
            digest: "00".repeat(32),
            of: ExportOf { whole: false, child: Some(id(5)) },
            shown: vec!["teller".into()],
        }),
    ]
}

#[test]
fn what_is_written_is_read_with_or_without_padding() {
    for did in each() {
        assert!(did.fits(), "{did:?}");
        let work = work(did);
        let json = work.json();
        assert!(json.contains(&format!("\"do\":\"{}\"", work.did.act())), "{}", work.did.act());
        assert_eq!(Work::read(json.as_bytes(), &place()).as_ref(), Ok(&work), "{json}");
        assert_eq!(Work::read(format!("{json}{}", " ".repeat(900)).as_bytes(), &place()), Ok(work));
    }
}

#[test]
fn what_is_empty_is_not_written() {
    let note = Did::Note(Note { text: "x".into(), revises: None, seen: vec![] });
    assert!(work(note).json().ends_with(r#""did":{"do":"note","text":"x"}}"#));
}

#[test]
fn it_cannot_be_moved_to_another_place_nor_taken_for_another_kind() {
    let json = work(Did::Late { why: "x".into() }).json();
    let elsewhere = [
        Place { site: "other".into(), ..place() },
        Place { concern: ConcernId::from_bytes([9; 16]), ..place() },
        Place { message: id(9), ..place() },
    ];
    for there in elsewhere {
        assert_eq!(Work::read(json.as_bytes(), &there), Err(Misread::Elsewhere));
    }
    assert_eq!(crate::Payload::read(json.as_bytes(), &place()), Err(Misread::Form));
    assert_eq!(crate::Reply::read(&json, &place()), Err(Misread::Form));
}

#[test]
fn what_is_not_an_entry_says_so() {
    let good = work(Did::Late { why: "A reason.".into() }).json();
    let cases = [
        (String::new(), Misread::Form),
        ("null".into(), Misread::Form),
        (good.replace("\"v\":1", "\"v\":0"), Misread::Version),
        (good.replace("\"v\":1", "\"v\":1,\"more\":1"), Misread::Form),
        (good.replace("\"why\"", "\"more\":1,\"why\""), Misread::Form),
        (good.replace("\"do\":\"late\"", "\"do\":\"score\""), Misread::Form),
        (good.replace("\"kind\":\"work\"", "\"kind\":\"reply\""), Misread::Form),
        (good.replace("A reason.", " "), Misread::Limits),
        (good.replace("A reason.", &"x".repeat(20_001)), Misread::Limits),
        (good.replace("1795435200", "99999999999"), Misread::Limits),
        (good.replace("\"worker\"", &format!("\"{}\"", "x".repeat(500))), Misread::Limits),
        (format!("{good}{}", " ".repeat(LONGEST_PAYLOAD * 2)), Misread::TooLong),
        (format!("{good} x"), Misread::Form),
    ];
    for (text, why) in cases {
        assert_eq!(Work::read(text.as_bytes(), &place()), Err(why), "{}", text.chars().take(120).collect::<String>());
    }
    // Fields of an edited struct are as strict as the rest.
    let note = work(Did::Note(Note { text: "x".into(), revises: None, seen: vec![] })).json();
    assert_eq!(Work::read(note.replace("\"text\"", "\"colour\":\"red\",\"text\"").as_bytes(), &place()), Err(Misread::Form));
}

#[test]
fn what_a_later_version_wrote_is_kept_as_it_stood() {
    let later = work(Did::Late { why: "x".into() }).json().replace("\"v\":1", "\"v\":2,\"new\":[]").replace("late", "newer");
    let read = Work::read(format!("{later}   ").as_bytes(), &place()).expect("it says where it belongs");
    assert_eq!((read.at, read.by.as_str(), read.did.act()), (1_795_435_200, "worker", "later"));
    assert_eq!(read.json(), later);
    assert_eq!(Work::read(later.as_bytes(), &Place { site: "other".into(), ..place() }), Err(Misread::Elsewhere));
    // This version has no act of that name.
    assert_eq!(Work::read(later.replace("\"v\":2,\"new\":[]", "\"v\":1").as_bytes(), &place()), Err(Misread::Form));
}

#[test]
fn the_longest_entry_of_each_kind_fits_into_a_payload() {
    let long = "\u{1F642}".repeat(20_000);
    let mut observation = each().into_iter().find_map(|d| if let Did::Observe(x) = d { Some(x) } else { None }).expect("there is one");
    observation.what.clone_from(&long);
    observation.strengths = "x".repeat(20_000);
    observation.protects = "x".repeat(20_000);
    let did = Did::Observe(observation.clone());
    assert!(did.fits());
    assert!(work(did).json().len() <= LONGEST_PAYLOAD);
    // Each text is short enough, and all of them together are not.
    observation.strengths.clone_from(&long);
    observation.protects = long;
    assert!(!Did::Observe(observation).fits());
}

#[test]
fn nothing_told_is_shown_by_debug() {
    let work = work(Did::Note(Note { text: "canary".into(), revises: None, seen: vec![] }));
    assert!(!format!("{work:?}").contains("canary"));
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        _ = Work::read(&bytes, &place());
    }

    #[test]
    fn a_changed_byte_is_an_entry_or_an_error(which in 0..each().len(), at in any::<prop::sample::Index>(), with in any::<u8>()) {
        let mut json = work(each().swap_remove(which)).json().into_bytes();
        let at = at.index(json.len());
        json[at] = with;
        if let Ok(read) = Work::read(&json, &place()) {
            prop_assert_eq!(Work::read(read.json().as_bytes(), &place()), Ok(read));
        }
    }
}
