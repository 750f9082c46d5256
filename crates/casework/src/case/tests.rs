//! What many entries say together.

use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::work::{Context, Decision, Did, EntityKind, Ground, Known, Model, Told, ToldTo, Verdict, When};
use crate::{Answers, Clock, ConcernId, MessageId, Payload, Place, Said, from_form};

const CONCERN: [u8; 16] = [1; 16];

fn id(n: u8) -> MessageId {
    MessageId::from_bytes([n; 16])
}

/// The entry `n`, written in second `n`.
fn work(n: u8, did: Did) -> Work {
    work_at(n, i64::from(n), did)
}

fn work_at(n: u8, at: i64, did: Did) -> Work {
    let place = Place { site: "sample".into(), concern: ConcernId::from_bytes(CONCERN), message: id(n) };
    Work { place, at, by: format!("worker-{}", n % 3), did }
}

fn case(works: &[Work]) -> Case {
    Case::of(None, 0, 1_000, works)
}

fn note(text: &str, revises: Option<u8>, seen: &[u8]) -> Did {
    Did::Note(Note { text: text.into(), revises: revises.map(id), seen: seen.iter().map(|n| id(*n)).collect() })
}

fn decide(decision: Decision, revises: Option<u8>) -> Did {
    Did::Decide(Decide { decision, to: String::new(), reasons: "Reasons.".into(), revises: revises.map(id), seen: vec![] })
}

fn withdraw(n: u8) -> Did {
    Did::Withdraw(Withdraw { entry: id(n), why: "by mistake".into() })
}

fn why() -> String {
    "why".into()
}

fn standing(thing: &Thing<Note>) -> Vec<&str> {
    thing.standing.iter().map(|e| e.what.text.as_str()).collect()
}

#[test]
fn an_edit_takes_the_place_of_what_its_writer_saw() {
    let case = case(&[work(1, note("one", None, &[])), work(2, note("two", Some(1), &[])), work(3, note("three", Some(1), &[2]))]);
    assert_eq!(case.notes.len(), 1);
    assert_eq!(standing(&case.notes[0]), ["three"]);
    assert_eq!(case.notes[0].earlier.iter().map(|e| e.id).collect::<Vec<_>>(), [id(1), id(2)]);
    assert_eq!((case.notes[0].first().id, case.notes[0].now().id), (id(1), id(3)));
}

#[test]
fn two_edits_of_the_same_wording_both_stand_until_someone_has_seen_both() {
    let mut works = vec![work(1, note("one", None, &[])), work(2, note("two", Some(1), &[1])), work(3, note("three", Some(1), &[1]))];
    let before = case(&works);
    assert!(before.notes[0].disputed());
    assert_eq!(standing(&before.notes[0]), ["two", "three"]);
    works.push(work(4, Did::Note(Note { text: "both".into(), revises: Some(id(1)), seen: before.notes[0].seen() })));
    let after = case(&works);
    assert_eq!(standing(&after.notes[0]), ["both"]);
    assert_eq!(after.notes[0].earlier.len(), 3);
}

#[test]
fn the_second_writer_is_shown_what_changed() {
    let mut works = vec![work(1, note("one", None, &[]))];
    let edit = note("mine", Some(1), &[1]);
    assert_eq!(case(&works).conflict(&edit), None);
    works.push(work(2, note("theirs", Some(1), &[1])));
    assert_eq!(case(&works).conflict(&edit).map(Work::id), Some(id(2)));
    assert_eq!(case(&works).conflict(&note("with sight", Some(1), &[2])), None);
    works.push(work(3, withdraw(1)));
    assert_eq!(case(&works).conflict(&edit).map(Work::id), Some(id(3)));
    assert_eq!(case(&works).conflict(&note("new", None, &[])), None);
}

#[test]
fn the_latest_word_on_a_pair_holds_and_one_that_takes_back_is_kept() {
    let link = |n: u8, thing: u8, verdict| {
        let (with, agreed) = (ConcernId::from_bytes([7; 16]), Vec::new());
        work(n, Did::Link(Link { name: id(n), of: id(40), with, thing: id(thing), verdict, why: why(), agreed }))
    };
    let works = [link(1, 50, Verdict::Same), link(2, 51, Verdict::Unsure), link(3, 50, Verdict::TakenBack)];
    let said: Vec<_> = case(&works).links.iter().map(|l| (l.what.thing, l.what.verdict)).collect();
    assert_eq!(said, [(id(51), Verdict::Unsure), (id(50), Verdict::TakenBack)]);
}

#[test]
fn a_task_and_a_decision_that_changed_under_a_writer_s_hands_show_too() {
    let task = Did::Task(Task { words: "ring".into(), owner: "a".into(), due: date(2026, 11, 27), revises: None, seen: vec![] });
    let done = |n| work(n, Did::TaskDone(TaskDone { task: id(1), words: String::new() }));
    let works = [work(1, task.clone()), done(2), work(3, decide(Decision::Advice, None)), work(4, decide(Decision::Assessment, Some(3)))];
    let case = case(&works);
    assert_eq!(case.open_tasks().count(), 0);
    assert_eq!(case.conflict(&done(9).did).map(Work::id), Some(id(2)));
    let Did::Task(mut edited) = task else { unreachable!("it is a task") };
    edited.revises = Some(id(1));
    assert_eq!(case.conflict(&Did::Task(edited)).map(Work::id), Some(id(2)), "it is done, whoever words it anew");
    let twice = Case::of(None, 0, 1_000, &[works[0].clone(), done(2), done(5)]);
    assert_eq!(twice.tasks[0].done.as_ref().map(|d| d.id), Some(id(2)), "who did it first did it");
    let sign = |n| Did::SignOff(SignOff { decision: id(n), agreed: true, words: String::new() });
    assert_eq!(case.conflict(&sign(3)).map(Work::id), Some(id(4)));
    assert_eq!(case.conflict(&sign(4)), None);
}

#[test]
fn what_is_struck_through_stays_and_an_edit_struck_through_gives_way_to_what_was_before() {
    let mut works = vec![work(1, note("one", None, &[])), work(2, note("two", Some(1), &[1])), work(3, withdraw(2))];
    let edit = case(&works);
    assert_eq!(standing(&edit.notes[0]), ["one"]);
    assert!(!edit.notes[0].is_struck() && edit.withdrawn.len() == 1);
    works.push(work(4, withdraw(1)));
    let all = case(&works);
    assert!(all.notes[0].is_struck());
    assert_eq!(all.notes[0].struck.as_ref().map(|s| s.id), Some(id(4)));
}

#[test]
fn the_decision_that_holds_is_the_latest_wording_and_a_sign_off_is_of_just_that() {
    let sign = |n: u8, of: u8| work(n, Did::SignOff(SignOff { decision: id(of), agreed: true, words: String::new() }));
    let mut works = vec![work(10, decide(Decision::Advice, None)), sign(11, 10)];
    assert_eq!(case(&works).sign_off().map(|s| s.id), Some(id(11)));
    works.push(work(12, decide(Decision::EarlyHelp, Some(10))));
    let changed = case(&works);
    assert_eq!(changed.decision().map(|d| d.what.decision), Some(Decision::EarlyHelp));
    assert_eq!(changed.sign_off(), None, "nobody has signed the new wording");
    assert_eq!(changed.decided_at(), Some(10), "the first wording decided it");
    works.push(work(13, withdraw(10)));
    assert_eq!((case(&works).decision(), case(&works).decided_at()), (None, None));
}

#[test]
fn nobody_has_a_manager_s_word_on_their_own_decision() {
    let sign = |n: u8, of: u8, agreed: bool| work(n, Did::SignOff(SignOff { decision: id(of), agreed, words: String::new() }));
    // Entries 10 and 13 are of one account, 12 and 15 of another, 11 and 14 of a third.
    let decided = work(10, decide(Decision::Advice, None));
    let own = case(&[decided.clone(), sign(13, 10, true)]);
    assert!(own.sign_off().is_none() && !own.signed_off() && own.decided_by("worker-1") && !own.decided_by("worker-2"));
    assert_eq!(own.apart.iter().map(|a| a.why).collect::<Vec<_>>(), [WhyApart::OwnDecision]);
    // Not even after someone else has worded it anew; but whoever words it anew later keeps the word that they had on what was before.
    let reworded = work(11, decide(Decision::Advice, Some(10)));
    assert!(!case(&[decided.clone(), reworded.clone(), sign(13, 11, true)]).signed_off());
    assert!(case(&[decided.clone(), reworded, sign(15, 11, true)]).signed_off());
    let later = case(&[decided.clone(), sign(11, 10, true), work(14, decide(Decision::EarlyHelp, Some(10)))]);
    assert!(later.apart.is_empty() && later.sign_offs.len() == 1 && !later.signed_off() && later.decided_by("worker-2"));
    assert!(!case(&[decided, sign(11, 10, true), sign(14, 10, false)]).signed_off(), "the latest word counts");
}

#[test]
fn acts_with_a_counterpart_hold_until_it_comes() {
    let other = ConcernId::from_bytes([5; 16]);
    let works = [
        work(1, Did::Allocate { to: Some("a".into()) }),
        work(2, Did::Join(Join { with: other, why: why() })),
        work(3, Did::Close { why: why() }),
        work(4, Did::Hold { why: why() }),
        work(5, Did::Restrict(Restrict { to: vec!["a".into()], why: why() })),
        work(6, Did::Lens(Lens { model: Model::Unsure, considered: true, why: why() })),
    ];
    let on = case(&works);
    assert_eq!(on.allocated.as_ref().map(|a| a.what.as_str()), Some("a"));
    assert_eq!((on.joins.len(), on.lenses.len()), (1, 1));
    assert!(on.closed.is_some() && on.hold.is_some() && on.restricted.is_some());
    let mut works = works.to_vec();
    works.extend([
        work(11, Did::Allocate { to: None }),
        work(12, Did::Unjoin(Join { with: other, why: why() })),
        work(13, Did::Reopen { why: why() }),
        work(14, Did::Unhold { why: why() }),
        work(15, Did::Unrestrict { why: why() }),
        work(16, Did::Lens(Lens { model: Model::Unsure, considered: false, why: why() })),
    ]);
    let off = case(&works);
    assert_eq!((off.allocated.as_ref(), off.joins.len(), off.lenses.len()), (None, 0, 0));
    assert!(off.closed.is_none() && off.hold.is_none() && off.restricted.is_none());
    assert_eq!(off.works.len(), 12);
}

#[test]
fn what_has_no_effect_is_listed_with_why() {
    let mut later = work(9, Did::Late { why: why() });
    later.did = Did::Later(later.json().replace("\"v\":1", "\"v\":2"));
    let works = [
        work(1, note("one", None, &[])),
        work(2, withdraw(1)),
        work(3, withdraw(200)),
        work(4, withdraw(2)),
        work(5, decide(Decision::Advice, Some(1))),
        work(6, note("of itself", Some(6), &[])),
        work(7, Did::TaskDone(TaskDone { task: id(1), words: String::new() })),
        work(8, Did::SignOff(SignOff { decision: id(1), agreed: true, words: String::new() })),
        later,
        work_at(1, 50, note("the same name", None, &[])),
    ];
    let case = case(&works);
    let apart: Vec<_> = case.apart.iter().map(|a| (a.work.id(), a.why)).collect();
    use WhyApart::{Contradicts, LaterVersion, SameName, Unknown};
    assert_eq!(
        apart,
        [
            (id(3), Unknown),
            (id(4), Contradicts),
            (id(5), Contradicts),
            (id(6), Contradicts),
            (id(7), Unknown),
            (id(8), Unknown),
            (id(9), LaterVersion),
            (id(1), SameName)
        ]
    );
}

#[test]
fn a_wording_of_a_thing_that_is_not_here_is_shown_all_the_same() {
    let case = case(&[work(2, note("two", Some(1), &[1]))]);
    assert_eq!((case.notes[0].id, standing(&case.notes[0])), (id(1), vec!["two"]));
    assert_eq!(case.notes[0].first().id, id(2));
}

#[test]
fn wordings_of_what_is_not_here_can_be_struck_through_and_may_even_have_seen_one_another() {
    let one = case(&[work(2, note("two", Some(1), &[1])), work(4, withdraw(2))]);
    assert_eq!(one.notes[0].struck.as_ref().map(|s| s.id), Some(id(4)));
    let (two, three) = (work(2, note("two", Some(1), &[3])), work(3, note("three", Some(1), &[2])));
    let ring = case(&[two.clone(), three.clone()]);
    assert_eq!((standing(&ring.notes[0]), ring.notes[0].is_struck()), (vec!["three"], false), "the last of a ring stands");
    let struck = case(&[two, three, work(4, withdraw(2)), work(5, withdraw(3))]);
    assert_eq!(struck.notes[0].struck.as_ref().map(|s| s.id), Some(id(5)), "the last who struck one through stands for all");
}

#[test]
fn entities_of_the_form_are_there_and_can_be_edited_and_struck_through() {
    let concern = ConcernId::from_bytes(CONCERN);
    let place = Place { site: "sample".into(), concern, message: concern.into() };
    let answers = Answers::from_iter([("worry", "x"), ("child.1.name", "Child A"), ("vehicles", "blue van")]);
    let first = Payload { place, lang: "en".into(), mailbox: None, said: Said::Concern(answers) };
    let (child, van) = (from_form::key(concern, "child.1"), from_form::key(concern, "vehicles.1"));
    let entity = |name: &str, revises| Entity {
        kind: EntityKind::Child,
        name: name.into(),
        other_names: String::new(),
        birth: String::new(),
        details: Default::default(),
        source: "school".into(),
        known: true,
        revises,
        seen: vec![],
    };
    let works = [
        work(1, Did::Entity(entity("Child A Sample", Some(child)))),
        work(2, Did::Withdraw(Withdraw { entry: van, why: why() })),
        work(3, Did::Entity(entity("Child B", None))),
    ];
    let case = Case::of(Some(&first), 0, 1_000, &works);
    let names: Vec<_> = case.entities.iter().map(|e| (e.now().what.name.as_str(), e.is_struck())).collect();
    assert_eq!(names, [("Child A Sample", false), ("blue van", true), ("Child B", false)]);
    assert_eq!(case.entities[0].earlier[0].what.source, "form: child.1");
    // Nobody has edited it since the form, or somebody has.
    assert_eq!(case.conflict(&Did::Entity(entity("x", Some(child)))).map(Work::id), Some(id(1)));
    assert!(case.apart.is_empty());
}

#[test]
fn the_clock_never_pauses_and_says_whether_anybody_said_why() {
    let at = |works: &[Work], now| case(works).clock(now);
    assert_eq!(at(&[], 900), Clock::Running { left: 100 });
    assert_eq!(at(&[], 1_100), Clock::Overdue { by: 100, why_said: false });
    assert!(at(&[], 1_100).wants_why());
    let late = work_at(1, 1_050, Did::Late { why: why() });
    assert_eq!(at(std::slice::from_ref(&late), 1_100), Clock::Overdue { by: 100, why_said: true });
    let decided = |when| work_at(2, when, decide(Decision::Advice, None));
    assert_eq!(at(&[decided(1_000)], 5_000), Clock::InTime { decided: 1_000 });
    assert_eq!(at(&[decided(1_001), late], 5_000), Clock::DecidedLate { decided: 1_001, why_said: true });
    let due = |when| work_at(3, when, Did::Due(Due { due: 2_000, source: "a rule".into(), why: why() }));
    assert_eq!(at(&[due(500), decided(1_500)], 5_000), Clock::InTime { decided: 1_500 });
    assert_eq!(at(&[due(1_500), decided(1_500)], 5_000), Clock::InTime { decided: 1_500 });
    // What was late when it was decided is not made good afterwards.
    assert_eq!(at(&[decided(1_500), due(1_600)], 5_000), Clock::DecidedLate { decided: 1_500, why_said: false });
    assert_eq!(at(&[work(4, Did::Close { why: why() })], 5_000), Clock::ClosedUndecided);
    let case = case(&[due(500)]);
    assert_eq!((case.first_due, case.due, case.due_says().map(|d| d.what.source.as_str())), (1_000, 2_000, Some("a rule")));
}

/// Any act, about a few names, so that they meet.
fn any_did() -> impl Strategy<Value = Did> {
    let name = || (0..12u8).prop_map(id);
    let revises = || (proptest::option::of(name()), proptest::collection::vec(name(), 0..3));
    let text = "[a-c]{1,2}";
    let day = || date(2026, 11, 20);
    prop_oneof![
        (text, revises()).prop_map(|(text, (revises, seen))| Did::Note(Note { text, revises, seen })),
        (text, revises()).prop_map(|(reasons, (revises, seen))| {
            Did::Decide(Decide { decision: Decision::Advice, to: String::new(), reasons, revises, seen })
        }),
        (text, revises())
            .prop_map(move |(words, (revises, seen))| { Did::Task(Task { words, owner: "a".into(), due: day(), revises, seen }) }),
        (text, revises(), name()).prop_map(|(what, (revises, seen), about)| {
            let (by_whom, strengths, protects) = Default::default();
            let (known, ground, context) = (Known::Seen, Ground::Fact, Context::Home);
            let (when, signs, childs_words, about) = (When::default(), vec![], false, vec![about]);
            Did::Observe(Observation {
                what,
                by_whom,
                when,
                known,
                ground,
                context,
                signs,
                strengths,
                protects,
                childs_words,
                about,
                revises,
                seen,
            })
        }),
        name().prop_map(|entry| Did::Withdraw(Withdraw { entry, why: why() })),
        name().prop_map(|task| Did::TaskDone(TaskDone { task, words: String::new() })),
        name().prop_map(|decision| Did::SignOff(SignOff { decision, agreed: true, words: String::new() })),
        text.prop_map(|why| Did::Close { why }),
        text.prop_map(|why| Did::Reopen { why }),
        any::<i64>().prop_map(|due| Did::Due(Due { due, source: why(), why: why() })),
        text.prop_map(|words| Did::OutcomeTold(OutcomeTold { how: Told::Phone, to: ToldTo::Other, words })),
        Just(Did::Later("{\"v\":2}".into())),
    ]
}

fn any_works() -> impl Strategy<Value = Vec<Work>> {
    let one = (0..12u8, -2..4i64, any_did()).prop_map(|(n, at, did)| work_at(n, at, did));
    proptest::collection::vec(one, 0..14)
}

proptest! {
    #[test]
    fn any_order_of_the_same_entries_gives_the_same_case((works, shuffled) in any_works().prop_flat_map(|w| (Just(w.clone()), Just(w).prop_shuffle()))) {
        prop_assert!(case(&works) == case(&shuffled));
    }

    #[test]
    fn no_entry_is_ever_dropped_and_each_thing_can_be_shown(works in any_works(), now in any::<i64>()) {
        let case = case(&works);
        for work in &works {
            prop_assert!(case.works.contains(work) || case.apart.iter().any(|a| a.work == *work));
        }
        // Each note and each decision stands in one thing, or apart.
        let mut shown: Vec<MessageId> = case.notes.iter().flat_map(|t| t.standing.iter().chain(&t.earlier)).map(|e| e.id).collect();
        shown.extend(case.decisions.iter().flat_map(|t| t.standing.iter().chain(&t.earlier)).map(|e| e.id));
        shown.extend(case.apart.iter().filter(|a| a.why != WhyApart::SameName).filter(|a| matches!(a.work.did, Did::Note(_) | Did::Decide(_))).map(|a| a.work.id()));
        shown.sort();
        let mut all: Vec<MessageId> = case.works.iter().filter(|w| matches!(w.did, Did::Note(_) | Did::Decide(_))).map(Work::id).collect();
        all.sort();
        prop_assert_eq!(shown, all);
        for thing in &case.notes {
            _ = (thing.now(), thing.first());
        }
        _ = (case.clock(now), case.decision(), case.sign_off());
        for work in &works {
            _ = case.conflict(&work.did);
        }
    }
}
