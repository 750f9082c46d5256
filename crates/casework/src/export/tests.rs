//! What leaves the desk, and what does not.

use jiff::civil::date;

use super::*;
use crate::chronology::Message;
use crate::work::{Context, Did, Entity, EntityKind, Ground, Known, LeaveOut, Note, Observation, Span, When, Withdraw};
use crate::{Answers, Case, ConcernId, Payload, Place, Said, Work, fields};

const WORDS: Words = Words {
    known: |k| k.text(),
    ground: |g| g.text(),
    context: |c| c.text(),
    entity: |e| e.text(),
    decision: |d| d.text(),
    told: |t| t.text(),
    model: |m| m.text(),
    answer: |name| fields::label(name).unwrap_or_default(),
    value: |_, text| text.to_owned(),
};

fn id(n: u8) -> MessageId {
    MessageId::from_bytes([n; 16])
}

fn place(n: u8) -> Place {
    Place { site: "sample".into(), concern: ConcernId::from_bytes([1; 16]), message: id(n) }
}

fn work(n: u8, did: Did) -> Work {
    Work { place: place(n), at: i64::from(n), by: "a.worker".into(), did }
}

fn mark(n: u8, entry: MessageId, part: &str, spans: &[(u32, u32)], why: &str) -> Work {
    let spans = spans.iter().map(|(from, to)| Span { from: *from, to: *to }).collect();
    work(n, Did::LeaveOut(LeaveOut { entry, part: part.into(), spans, why: why.into() }))
}

fn observation() -> Observation {
    Observation {
        what: "CANARYWHAT was seen".into(),
        by_whom: "CANARYBYWHOM".into(),
        when: When { day: Some(date(2026, 11, 20)), ..When::default() },
        known: Known::Seen,
        ground: Ground::Fact,
        context: Context::School,
        signs: vec!["CANARYSIGN".into()],
        strengths: "CANARYSTRENGTHS".into(),
        protects: "CANARYPROTECTS".into(),
        childs_words: true,
        about: vec![],
        revises: None,
        seen: vec![],
    }
}

/// The document of a concern with these answers and works, and its JSON.
fn export(answers: &[(&str, &str)], works: &[Work]) -> (Document, String) {
    let told = Answers::from_iter(answers.iter().copied());
    let payload = Payload { place: place(0), lang: "en".into(), mailbox: None, said: Said::Concern(told.clone()) };
    let case = Case::of(Some(&payload), 0, 1_000, works);
    let messages = [Message::told(&payload, 0)];
    let source = Source { concern: payload.place.concern, case: &case, told: Some((id(0), &told)), messages: &messages, unread: 0 };
    let document = document(Purpose::Conference, &[source], WORDS, "a.worker", 5);
    let json = serde_json::to_string(&document).unwrap();
    (document, json)
}

#[test]
fn everything_stands_in_it_that_no_mark_leaves_out() {
    let (document, json) = export(&[("worry", "CANARYWORRY"), ("child.1.name", "Child A")], &[work(1, Did::Observe(observation()))]);
    for canary in ["WORRY", "WHAT", "BYWHOM", "SIGN", "STRENGTHS", "PROTECTS"] {
        assert!(json.contains(&format!("CANARY{canary}")), "{canary}: {json}");
    }
    assert_eq!((document.title.as_str(), document.schema), ("Record of Child A", SCHEMA));
    assert!(!json.contains("left out") && json.contains("\"childs_words\":true"));
    let table = document.sections.last().and_then(|s| s.table.as_ref()).unwrap();
    assert!(table.rows.len() == 2 && table.rows.iter().all(|r| r.len() == table.head.len()));
}

#[test]
fn an_entry_that_is_left_out_is_nowhere_and_the_gap_says_why() {
    let works = [work(1, Did::Observe(observation())), mark(2, id(1), "", &[], "others\nMrs CANARYREASON saw it")];
    let (_, json) = export(&[("worry", "x")], &works);
    assert!(!json.contains("CANARY"), "neither its words nor the worker's reason: {json}");
    assert!(json.contains("[left out: about another person]"));
}

#[test]
fn words_that_are_left_out_are_left_out_of_the_time_line_too() {
    let works = [work(1, Did::Observe(observation())), mark(2, id(1), "what", &[(0, 10)], "harm")];
    let (_, json) = export(&[("worry", "x")], &works);
    assert_eq!((json.matches("CANARYWHAT").count(), json.matches("[left out: serious harm likely] was seen").count()), (0, 2));
}

#[test]
fn each_answer_that_is_left_out_is_in_no_part_of_the_document() {
    // Whatever the form names stands in the answers, among people and things, in the title and on the time line.
    for field in fields::FIELDS {
        let name = fields::answer_name(field, 1);
        let mut answers = vec![("worry", "x"), ("child.1.name", "Child A"), ("person.1.name", "Sam")];
        answers.retain(|(other, _)| *other != name);
        answers.push((&name, "CANARY"));
        for spans in [&[][..], &[(0, 6)]] {
            let (_, json) = export(&answers, &[mark(1, id(0), &name, spans, "others")]);
            assert!(!json.contains("CANARY") && json.contains("[left out"), "{name} {spans:?}: {json}");
        }
        assert!(export(&answers, &[]).1.contains("CANARY"), "{name}: without a mark it is there");
    }
}

#[test]
fn an_edit_of_what_the_form_names_does_not_bring_it_back() {
    let seed = crate::from_form::key(ConcernId::from_bytes([1; 16]), "child.1");
    let edit = Entity {
        kind: EntityKind::Child,
        name: "CANARY again".into(),
        other_names: String::new(),
        birth: String::new(),
        details: Default::default(),
        source: "the school".into(),
        known: true,
        revises: Some(seed),
        seen: vec![seed],
    };
    let works = [work(1, Did::Entity(edit)), mark(2, id(0), "child.1.name", &[], "others")];
    let (document, json) = export(&[("worry", "x"), ("child.1.name", "CANARY")], &works);
    assert!(!json.contains("CANARY"), "{json}");
    assert_eq!(document.title, "Record of a concern");
}

#[test]
fn a_mark_on_words_that_were_edited_since_has_to_be_renewed() {
    let note = |revises: Option<MessageId>| Did::Note(Note { text: "Some words".into(), revises, seen: vec![] });
    let mut works = vec![work(1, note(None)), mark(2, id(1), "text", &[(0, 4)], "others"), work(3, note(Some(id(1))))];
    assert_eq!(export(&[("worry", "x")], &works).0.to_renew, [id(2)]);
    works.push(work(4, Did::Withdraw(Withdraw { entry: id(2), why: "looked again".into() })));
    assert!(export(&[("worry", "x")], &works).0.to_renew.is_empty());
}

#[test]
fn what_was_struck_through_is_marked_as_such() {
    let works = [work(1, Did::Observe(observation())), work(2, Did::Withdraw(Withdraw { entry: id(1), why: "by mistake".into() }))];
    let (_, json) = export(&[("worry", "x")], &works);
    assert!(json.contains("Struck through") && json.contains("by mistake") && json.contains("CANARYWHAT"));
}
