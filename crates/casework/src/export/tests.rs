//! What leaves the desk, and what does not.

use jiff::civil::date;

use super::*;
use crate::chronology::Message;
use crate::from_form::key;
use crate::work::{Context, Did, Due, Entity, EntityKind, Ground, Known, LeaveOut, Note, Observation, When, Withdraw};
use crate::{Answers, Case, Payload, Place, Said, Work, fields};

const WORDS: Words<'_> = Words {
    known: |k| k.text(),
    ground: |g| g.text(),
    context: |c| c.text(),
    entity: |e| e.text(),
    decision: |d| d.text(),
    told: |t| t.text(),
    to: |t| t.text(),
    model: |m| m.text(),
    answer: |name| fields::label(name).unwrap_or_default(),
    value: |_, text| text.to_owned(),
    signs: &[],
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

fn concern() -> ConcernId {
    ConcernId::from_bytes([1; 16])
}

/// What is made of a concern with these answers and works.
fn with<T>(answers: &[(&str, &str)], works: &[Work], of: impl Fn(&Source<'_>) -> T) -> T {
    let told = Answers::from_iter(answers.iter().copied());
    let payload = Payload { place: place(0), lang: "en".into(), mailbox: None, said: Said::Concern(told.clone()) };
    let case = Case::of(Some(&payload), 0, 1_000, works);
    let messages = [Message::told(&payload, 0)];
    of(&Source { concern: concern(), case: &case, told: Some((id(0), &told)), messages: &messages, unread: 0 })
}

/// The document of it, and its JSON.
fn export(answers: &[(&str, &str)], works: &[Work]) -> (Document, String) {
    with(answers, works, |source| {
        let document = document(Purpose::Conference, std::slice::from_ref(source), WORDS, None);
        let json = serde_json::to_string(&document.copy("a.worker", 5)).unwrap();
        (document, json)
    })
}

/// The names that still stand in it, each with the parts in which it does.
fn still(answers: &[(&str, &str)], works: &[Work]) -> Vec<(String, Vec<String>)> {
    with(answers, works, |source| {
        let sources = std::slice::from_ref(source);
        let all = document(Purpose::Conference, sources, WORDS, None).names_that_stand(sources, None);
        all.into_iter().map(|s| (s.name, s.places.into_iter().map(|p| p.part).collect())).collect()
    })
}

fn thing(kind: EntityKind, name: &str, revises: Option<MessageId>) -> Entity {
    let (other_names, birth, details, seen) = (String::new(), String::new(), Default::default(), revises.into_iter().collect());
    Entity { kind, name: name.into(), other_names, birth, details, source: "the school".into(), known: true, revises, seen }
}

fn note(n: u8, text: &str, revises: Option<u8>) -> Work {
    let revises = revises.map(id);
    work(n, Did::Note(Note { text: text.into(), revises, seen: revises.into_iter().collect() }))
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
fn of_an_entry_that_is_left_out_stands_a_gap_and_nothing_else() {
    let works = [work(1, Did::Observe(observation())), mark(2, id(1), "", &[], "others\nMrs CANARYREASON saw it")];
    let (document, json) = export(&[("worry", "x")], &works);
    assert!(!json.contains("CANARY"), "neither its words nor the worker's reason: {json}");
    assert!(json.contains("[left out: about another person]"));
    for telling in ["20 November 2026", "context-of-school", "school", "seen \u{b7}"] {
        assert!(!json.contains(telling), "{telling}: {json}");
    }
    let gaps: Vec<_> = document.left_out.iter().map(|m| (m.gap, m.places)).collect();
    assert_eq!(gaps, [("[left out: about another person]", 1)]);
    assert_eq!(document.sections.last().and_then(|s| s.table.as_ref()).unwrap().rows.len(), 1, "it is not on the time line");
}

#[test]
fn words_that_are_left_out_are_left_out_of_the_time_line_too() {
    let works = [work(1, Did::Observe(observation())), mark(2, id(1), "what", &[(0, 10)], "harm")];
    let (_, json) = export(&[("worry", "x")], &works);
    assert_eq!((json.matches("CANARYWHAT").count(), json.matches("[left out: serious harm likely] was seen").count()), (0, 2));
}

#[test]
fn every_part_of_an_observation_can_be_left_out_by_itself() {
    let mut seen = observation();
    seen.when.words = "CANARYWHEN".into();
    seen.about = vec![key(concern(), "child.1")];
    for (part, canary) in [
        ("what", "CANARYWHAT"),
        ("by-whom", "CANARYBYWHOM"),
        ("when", "CANARYWHEN"),
        ("strengths", "CANARYSTRENGTHS"),
        ("protects", "CANARYPROTECTS"),
        ("signs", "CANARYSIGN"),
        ("about", "\"text\":\"Child A\""),
    ] {
        let told = [("worry", "x"), ("child.1.name", "Child A")];
        let count = |works: &[Work]| export(&told, works).1.matches(canary).count();
        let works = [work(1, Did::Observe(seen.clone())), mark(2, id(1), part, &[], "harm")];
        assert!(count(&works) < count(&works[..1]), "{part}");
    }
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
fn what_is_left_out_of_a_person_or_thing_is_left_out_of_the_form_that_named_it() {
    let named = [("child.1", "child.1.name", "name"), ("person.1", "person.1.name", "name"), ("person.1", "person.1.describe", "describe")];
    let own = [
        ("person.1.username", "person.1.username", "name"),
        ("child.1.school", "child.1.school", "name"),
        ("vehicles.1", "vehicles", "name"),
    ];
    for (place, answer, part) in named.into_iter().chain(own) {
        for part in [part, ""] {
            let (_, json) = export(&[("worry", "x"), (answer, "CANARY")], &[mark(1, key(concern(), place), part, &[], "others")]);
            assert!(!json.contains("CANARY") && json.contains("[left out: about another person]"), "{place} {part}: {json}");
        }
    }
}

#[test]
fn one_vehicle_that_is_left_out_leaves_the_other_among_the_things() {
    let told = [("worry", "x"), ("vehicles", "CANARY van\nblue car")];
    let (_, json) = export(&told, &[mark(1, key(concern(), "vehicles.1"), "", &[], "others")]);
    assert!(!json.contains("CANARY") && json.contains("\"text\":\"blue car\""), "{json}");
}

#[test]
fn an_edit_of_what_the_form_names_does_not_bring_it_back() {
    let seed = key(concern(), "child.1");
    let works = [work(1, Did::Entity(thing(EntityKind::Child, "CANARY again", Some(seed)))), mark(2, id(0), "child.1.name", &[], "others")];
    let (document, json) = export(&[("worry", "x"), ("child.1.name", "CANARY")], &works);
    assert!(!json.contains("CANARY"), "{json}");
    assert_eq!(document.title, "Record of a concern");
}

#[test]
fn words_that_were_left_out_of_one_wording_are_in_no_other_until_someone_has_looked_at_it() {
    let mut works = vec![note(1, "CANARY saw it", None), mark(2, id(1), "text", &[(0, 6)], "others"), note(3, "It was CANARY", Some(1))];
    let (_, json) = export(&[("worry", "x")], &works);
    assert!(!json.contains("CANARY") && !json.contains("It was"), "the new wording is a gap as a whole: {json}");
    assert!(json.contains("[left out: about another person] saw it"));
    works.push(mark(4, id(3), "text", &[(7, 13)], "others"));
    let (_, json) = export(&[("worry", "x")], &works);
    assert!(!json.contains("CANARY") && json.contains("It was [left out: about another person]"), "{json}");
    works.push(work(5, Did::Withdraw(Withdraw { entry: id(2), why: "looked again".into() })));
    works.push(work(6, Did::Withdraw(Withdraw { entry: id(4), why: "looked again".into() })));
    assert!(export(&[("worry", "x")], &works).1.contains("CANARY saw it"), "a mark that is taken back leaves nothing out");
}

#[test]
fn earlier_wordings_due_times_and_what_was_struck_through_are_marked_as_such() {
    let due = Due { due: 90_000, source: "CANARYSOURCE".into(), why: "CANARYDUE".into() };
    let works = [
        note(1, "CANARYFIRST", None),
        note(2, "CANARYSECOND", Some(1)),
        work(3, Did::Due(due)),
        work(4, Did::Late { why: "CANARYLATE".into() }),
        work(5, Did::Observe(observation())),
        work(6, Did::Withdraw(Withdraw { entry: id(5), why: "by mistake".into() })),
        work(7, Did::Close { why: "CANARYCLOSED".into() }),
    ];
    let (document, json) = export(&[("worry", "x")], &works);
    for canary in ["FIRST", "SECOND", "SOURCE", "DUE", "LATE", "WHAT", "CLOSED"] {
        assert!(json.contains(&format!("CANARY{canary}")), "{canary}: {json}");
    }
    assert!(json.contains("Struck through") && json.contains("by mistake") && json.contains("2 January 1970, 01:00"), "{json}");
    let earlier: Vec<_> = document.sections.iter().flat_map(|s| &s.items).filter(|i| i.earlier).map(|i| i.parts[0].text.as_str()).collect();
    assert_eq!(earlier, ["CANARYFIRST"]);
}

#[test]
fn names_of_others_that_still_stand_are_named_with_where_they_stand() {
    let told = [
        ("worry", "Robin Sample met her. ROBIN waited."),
        ("tried", "I rang 07700-900 123."),
        ("name", "Tellwell Person"),
        ("child.1.name", "Child Sample"),
        ("person.1.name", "Robin Sample"),
        ("person.1.phone", "07700 900123"),
        ("household", "Mum; Tellwell"),
        ("where", "at Robin's"),
    ];
    let works = [note(1, "Sample is at school. Robin\u{2019}s car.", None)];
    let expected = [("Tellwell Person", vec!["household"]), ("Robin Sample", vec!["worry", "text"]), ("07700 900123", vec!["tried"])];
    assert_eq!(still(&told, &works), expected.map(|(n, p)| (n.to_owned(), p.into_iter().map(str::to_owned).collect())));
    // What is left out does not stand there any more.
    let marks = [
        mark(2, id(0), "worry", &[(0, 12), (22, 27)], "others"),
        mark(3, id(1), "", &[], "others"),
        mark(4, id(0), "tried", &[], "others"),
    ];
    let works: Vec<_> = works.into_iter().chain(marks).collect();
    assert_eq!(still(&told, &works), [("Tellwell Person".to_owned(), vec!["household".to_owned()])]);
}

#[test]
fn the_same_record_is_the_same_document_and_any_other_word_is_another() {
    let of = |worry: &str, works: &[Work]| export(&[("worry", worry)], works).0.digest();
    assert_eq!(of("x", &[]), of("x", &[]));
    assert_eq!(of("x", &[]).len(), 64);
    assert!(of("x", &[]) != of("y", &[]) && of("x", &[]) != of("x", &[note(1, "more", None)]));
    assert!(of("x", &[]) != of("x", &[mark(1, id(0), "worry", &[], "harm")]));
    // A mark that hides nothing changes nothing.
    assert_eq!(of("x", &[]), of("x", &[mark(1, id(9), "", &[], "harm")]));
}

#[test]
fn typed_words_are_found_in_a_text_as_they_stand_there() {
    let at = |words: &str, text: &str| occurrences(words, text).into_iter().map(|s| (s.from, s.to)).collect::<Vec<_>>();
    assert_eq!(at("the neighbour", "The  neighbour, and the neighbour's dog"), [(0, 14), (20, 33)]);
    assert_eq!(at("mother", "Mother"), [(0, 6)]);
    assert!(at("mother", "Grandmother").is_empty() && at("", "a").is_empty());
    assert_eq!(at("\u{1f642}!", "a \u{1f642}!"), [(2, 4)]);
}

/// What of a value a schema does not allow; the few words of JSON Schema that ours uses.
fn against(value: &serde_json::Value, schema: &serde_json::Value, all: &serde_json::Value, at: &str) -> Vec<String> {
    use serde_json::Value;
    let (is, wrong) = (|name: &str| schema.get(name), |what: &str| vec![format!("{at}: {what}")]);
    if let Some(to) = is("$ref").and_then(Value::as_str) {
        return against(value, all.pointer(to.trim_start_matches('#')).unwrap(), all, at);
    }
    if is("const").is_some_and(|c| c != value) || is("enum").and_then(Value::as_array).is_some_and(|e| !e.contains(value)) {
        return wrong("another value");
    }
    match (is("type").and_then(Value::as_str), value) {
        (None, _) | (Some("string"), Value::String(_)) | (Some("integer"), Value::Number(_)) | (Some("boolean"), Value::Bool(_)) => {
            Vec::new()
        }
        (Some("array"), Value::Array(values)) => {
            values.iter().flat_map(|v| against(v, is("items").unwrap(), all, &format!("{at}[]"))).collect()
        }
        (Some("object"), Value::Object(map)) => {
            let (known, needed) = (is("properties").unwrap(), is("required").and_then(Value::as_array).unwrap());
            let missing =
                needed.iter().filter_map(Value::as_str).filter(|n| !map.contains_key(*n)).map(|n| format!("{at}: {n} is missing"));
            let inside = map.iter().flat_map(|(name, v)| match known.get(name) {
                Some(schema) => against(v, schema, all, &format!("{at}.{name}")),
                None => wrong(&format!("{name} is not in the schema")),
            });
            missing.chain(inside).collect()
        }
        _ => wrong("another type"),
    }
}

#[test]
fn the_json_is_as_its_schema_says() {
    let schema: serde_json::Value = serde_json::from_str(include_str!("record.schema.json")).unwrap();
    let works = [work(1, Did::Observe(observation())), note(2, "x", None), note(3, "y", Some(2)), mark(4, id(1), "", &[], "harm")];
    let json: serde_json::Value = serde_json::from_str(&export(&[("worry", "x"), ("child.1.name", "Child A")], &works).1).unwrap();
    assert_eq!(against(&json, &schema, &schema, ""), Vec::<String>::new());
    // And it is a schema that says something: each of these is found.
    for (at, change) in
        [("/title", serde_json::json!(1)), ("/purpose", serde_json::json!("sale")), ("/sections/0/items/0", serde_json::json!({}))]
    {
        let mut other = json.clone();
        *other.pointer_mut(at).unwrap() = change;
        assert!(!against(&other, &schema, &schema, "").is_empty(), "{at}");
    }
}

/// The document of a concern for the child who asks for their record, and its JSON; `shown` are identities that they are given.
fn for_asker(answers: &[(&str, &str)], works: &[Work], shown: &[Whose]) -> (Document, String) {
    with(answers, works, |source| {
        let sources = std::slice::from_ref(source);
        let asker = Asker::of(sources, key(concern(), "child.1"), shown.iter().copied().collect());
        let document = document(Purpose::SubjectAccess, sources, WORDS, Some(&asker));
        assert!(document.names_that_stand(sources, Some(&asker)).is_empty());
        let json = serde_json::to_string(&document.copy("a.worker", 5)).unwrap();
        (document, json)
    })
}

#[test]
fn whoever_asks_for_their_record_is_told_nobody_else_s_identity() {
    let told = [
        ("worry", "Canary Tellwell\u{2019}s words: CANARY waits with Robin, in AB12CDE. I am on 07700 900123."),
        ("child.1.name", "Kim Sample"),
        ("child.1.phone", "07700 900999"),
        ("child.2.name", "Canary Sample"),
        ("who", "public"),
        ("name", "Canary Tellwell"),
        ("relation", "CANARY relation"),
        ("agency", "CANARY agency"),
        ("phone", "07700 900123"),
        ("email", "canary@example.org"),
        ("reach-safe", "CANARY at noon"),
        ("household", "CANARY, the brother"),
        ("who-knows", "CANARY the nurse"),
        ("person.1.name", "Canary Robin"),
        ("person.1.describe", "CANARY description"),
        ("person.1.username", "canary-user"),
        ("vehicles", "AB12 CDE"),
        ("usernames", "canary-other"),
        ("tried", "Tellwell rang canary@example.org"),
    ];
    let mut seen = observation();
    seen.what = "Robin was with Kim Sample".into();
    seen.signs = vec![];
    seen.strengths = String::new();
    seen.about = vec![key(concern(), "person.1"), key(concern(), "child.1")];
    let other = thing(EntityKind::Person, "Canary Typed", None);
    let works = [work(1, Did::Observe(seen)), work(2, Did::Entity(other)), note(3, "Typed and canary-user were there", None)];
    let (document, json) = for_asker(&told, &works, &[]);
    for gone in ["canary", "tellwell", "robin", "typed ", "900123", "ab12", "public", "the school"] {
        assert!(!json.to_lowercase().contains(gone), "{gone}: {json}");
    }
    for stays in ["Kim Sample", "07700 900999", "was with Kim Sample", "[withheld: identity of whoever told it]", "there\""] {
        assert!(json.contains(stays), "{stays}: {json}");
    }
    assert_eq!(document.title, "Record of Kim Sample");
    // A name that the family shares is the child's own too.
    assert!(for_asker(&[("worry", "Sample is tired"), told[1], told[3]], &[], &[]).1.contains("Sample is tired"));
}

#[test]
fn a_manager_gives_single_identities() {
    let told = [
        ("worry", "Robin waits. Tellwell saw it."),
        ("child.1.name", "Kim"),
        ("person.1.name", "Robin"),
        ("name", "Tellwell"),
        ("household", "HOME"),
    ];
    let robin = Whose::Thing(key(concern(), "person.1"));
    let all = with(&told, &[], |source| {
        let sources = std::slice::from_ref(source);
        let asker = Asker::of(sources, key(concern(), "child.1"), [robin].into());
        identities(sources, &asker).into_iter().map(|i| (i.whose, i.name, i.shown)).collect::<Vec<_>>()
    });
    assert_eq!(all, [(Whose::Teller, "Tellwell".into(), false), (Whose::Household, String::new(), false), (robin, "Robin".into(), true)]);
    let (one, both) = (for_asker(&told, &[], &[robin]).1, for_asker(&told, &[], &[robin, Whose::Teller, Whose::Household]).1);
    assert!(one.contains("Robin waits") && !one.contains("Tellwell") && !one.contains("HOME"), "{one}");
    assert!(both.contains("Robin waits. Tellwell saw it.") && both.contains("HOME") && !both.contains("withheld"), "{both}");
    for whose in [Whose::Teller, Whose::Household, Whose::Speakers, Whose::Protectors, robin] {
        assert_eq!(Whose::parse(&whose.text()), Some(whose));
    }
    assert_eq!(Whose::parse("everyone"), None);
}

#[test]
fn the_child_of_a_joined_concern_is_the_one_of_the_same_name() {
    let told = [
        Answers::from_iter([("worry", "x"), ("child.1.name", "Kim Sample"), ("child.2.name", "Lee")]),
        Answers::from_iter([("worry", "x"), ("child.1.name", "Lee"), ("child.2.name", "KIM  sample")]),
    ];
    let concerns = [concern(), ConcernId::from_bytes([9; 16])];
    let payload = |n: usize| Payload {
        place: Place { concern: concerns[n], ..place(0) },
        lang: "en".into(),
        mailbox: None,
        said: Said::Concern(told[n].clone()),
    };
    let cases = [0, 1].map(|n| Case::of(Some(&payload(n)), 0, 1_000, &[]));
    let sources = [0, 1].map(|n| Source { concern: concerns[n], case: &cases[n], told: Some((id(0), &told[n])), messages: &[], unread: 0 });
    let asker = Asker::of(&sources, key(concerns[0], "child.1"), Default::default());
    assert_eq!(asker.child, [key(concerns[0], "child.1"), key(concerns[1], "child.2")].into());
    let document = document(Purpose::SubjectAccess, &sources, WORDS, Some(&asker));
    let json = serde_json::to_string(&document).unwrap();
    assert!(json.contains("KIM  sample") && !json.contains("Lee"), "{json}");
}
