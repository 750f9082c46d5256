//! Marking and progress: what visitors send, right, wrong and made up.

use course::{Course, Fields, Interaction, Kind, Progress, Refused, Verdict, letter, mark};
use proptest::prelude::*;

use crate::disk;

fn interactions(course: &Course) -> impl Iterator<Item = &Interaction> {
    course.parts.iter().flat_map(|p| &p.steps).filter_map(|s| s.interaction.as_ref())
}

fn one(name: &str, value: impl ToString) -> Vec<(String, String)> {
    vec![(name.to_owned(), value.to_string())]
}

/// Every single answer that an interaction offers.
fn offered(kind: &Kind) -> Vec<Vec<(String, String)>> {
    let letters = |count: usize| (0..count).map(|i| one("answer", letter(i))).collect();
    let places = |items: usize, places: usize| (0..items).flat_map(|i| (0..places).map(move |p| one(&format!("i{i}"), p))).collect();
    match kind {
        Kind::Choice(c) | Kind::Several(c) | Kind::Spot(c) | Kind::Confidence(c) => letters(c.len()),
        Kind::Sort { groups, items } => places(items.len(), groups.len()),
        Kind::Order(items) => places(items.len(), items.len()),
        Kind::Match { rights, items } => places(items.len(), rights.len()),
        Kind::Reflection(_) | Kind::Scenario(_) => Vec::new(),
    }
}

/// What is not on offer anywhere.
fn unknown(kind: &Kind) -> Vec<Vec<(String, String)>> {
    match kind {
        Kind::Sort { groups: p, items } => places_unknown(items.len(), p.len()),
        Kind::Order(items) => places_unknown(items.len(), items.len()),
        Kind::Match { rights, items } => places_unknown(items.len(), rights.len()),
        Kind::Choice(c) | Kind::Several(c) | Kind::Spot(c) | Kind::Confidence(c) => {
            ["z", "A", "aa", "0", "\u{0}", "é", &letter(c.len()).to_string()].map(|v| one("answer", v)).into()
        }
        Kind::Reflection(_) | Kind::Scenario(_) => vec![one("answer", "a")],
    }
}

fn places_unknown(items: usize, places: usize) -> Vec<Vec<(String, String)>> {
    let mut out = vec![one(&format!("i{items}"), 0), one("i0", places), one("i", 0), one("i00", 0), one("i+0", 0)];
    out.extend(["01", "+0", "-1", " 0", "a", "99999999999999999999999999"].map(|v| one("i0", v)));
    out
}

#[test]
fn what_is_offered_is_marked_and_nothing_else() {
    let course = disk::base_course();
    for interaction in interactions(course) {
        let at = format!("{} ({})", interaction.id, interaction.kind.name());
        for fields in offered(&interaction.kind) {
            assert!(mark(interaction, &fields).is_ok(), "{at}: {fields:?}");
        }
        for fields in unknown(&interaction.kind) {
            assert_eq!(mark(interaction, &fields).err(), Some(Refused::NoSuchOption), "{at}: {fields:?}");
        }
        if !offered(&interaction.kind).is_empty() {
            for fields in [Vec::new(), one("answer", ""), one("i0", ""), one("other", "a")] {
                assert_eq!(mark(interaction, &fields).err(), Some(Refused::Nothing), "{at}: {fields:?}");
            }
        }
    }
}

/// The answer that leaves nothing to say against it.
fn best(kind: &Kind) -> Vec<(String, String)> {
    let put = |items: &[course::Item]| items.iter().enumerate().map(|(i, item)| (format!("i{i}"), item.right.to_string())).collect();
    match kind {
        Kind::Choice(c) | Kind::Several(c) | Kind::Spot(c) => {
            let right = c.iter().enumerate().filter(|(_, c)| c.right);
            right.map(|(i, _)| ("answer".to_owned(), letter(i).to_string())).collect()
        }
        Kind::Sort { items, .. } | Kind::Order(items) | Kind::Match { items, .. } => put(items),
        Kind::Confidence(_) | Kind::Reflection(_) | Kind::Scenario(_) => one("answer", "a"),
    }
}

#[test]
fn the_best_answer_is_all_right_and_every_other_single_choice_is_not() {
    let course = disk::base_course();
    for interaction in interactions(course).filter(|i| !matches!(i.kind, Kind::Reflection(_) | Kind::Scenario(_))) {
        let fields = best(&interaction.kind);
        assert!(mark(interaction, &fields).expect("it is on offer").all_right, "{}", interaction.id);
        if let Kind::Choice(choices) = &interaction.kind {
            for (index, choice) in choices.iter().enumerate() {
                let answer = one("answer", letter(index));
                let marked = mark(interaction, &answer).expect("it is on offer");
                let verdict = if choice.right { Verdict::Helps } else { Verdict::LookAgain };
                assert_eq!((marked.value, marked.lines[0].verdict), (letter(index), verdict), "{}", interaction.id);
            }
        }
    }
}

/// Everything that progress of this course can hold as an answer.
fn possible(course: &Course) -> Vec<(String, Vec<char>)> {
    let mut out = Vec::new();
    for interaction in interactions(course) {
        let id = interaction.id.clone();
        match &interaction.kind {
            Kind::Choice(c) | Kind::Confidence(c) => out.push((id, (0..c.len()).map(letter).collect())),
            Kind::Reflection(_) => {}
            Kind::Scenario(story) => {
                let open = story.scenes.iter().filter(|s| !s.turns.is_empty());
                out.extend(open.map(|s| (format!("{id}_{}", s.name), (0..s.turns.len()).map(letter).collect())));
            }
            _ => out.push((id, vec!['y', 'n'])),
        }
    }
    out
}

fn progress(course: &Course) -> impl Strategy<Value = Progress> + use<> {
    let answers: Vec<_> = possible(course)
        .into_iter()
        .map(|(id, values)| proptest::option::of(proptest::sample::select(values)).prop_map(move |v| v.map(|v| (id.clone(), v))))
        .collect();
    let at = proptest::option::of(proptest::sample::select(course.addresses().collect::<Vec<_>>()));
    let keep = proptest::option::of("[A-Za-z0-9_-]{22}");
    (at, keep, answers).prop_map(|(at, keep, answers)| Progress { at, keep, answers: answers.into_iter().flatten().collect() })
}

/// Text that is nearly progress: its own pieces, and any other.
fn nearly_progress() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("1.".to_owned()),
        "[0-9]{0,25}-[0-9]{0,25}",
        "[~.:_-]",
        "(sure-b|late-bus_start|late-bus_door|week|keys-b|no-such):[a-z]",
        "[A-Za-z0-9_-]{22}",
        "\\PC{0,6}",
        any::<char>().prop_map(String::from),
    ];
    (any::<bool>(), proptest::collection::vec(piece, 0..40))
        .prop_map(|(start, p)| format!("{}{}", if start { "1." } else { "" }, p.concat()))
}

/// Fields that are nearly an answer.
fn nearly_fields() -> impl Strategy<Value = Vec<(String, String)>> {
    let name = prop_oneof![Just("answer".to_owned()), "i[0-9]{0,3}", "\\PC{0,4}"];
    let value = prop_oneof!["[a-f]?", "[0-9]{0,3}", "\\PC{0,4}"];
    proptest::collection::vec((name, value), 0..6)
}

#[test]
fn progress_of_a_full_course_is_read_back_and_is_small() {
    let course = disk::base_course();
    let full = Progress {
        at: course.addresses().last(),
        keep: Some("a".repeat(22)),
        answers: possible(course).into_iter().map(|(id, values)| (id, values[0])).collect(),
    };
    assert_eq!(Progress::parse(&full.text(), course), full);
    for (index, part) in course.parts.iter().enumerate() {
        let (asked, done) = full.done(course, index);
        assert_eq!(asked, done, "{}", part.path);
        assert_eq!(Progress::default().done(course, index), (asked, 0), "{}", part.path);
    }
}

#[test]
fn a_very_long_cookie_counts_as_none() {
    let course = disk::base_course();
    let text = format!("1.1-1..{}", "keys-b:a~".repeat(1_000));
    assert!(Progress::parse(&text, course).is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn progress_is_read_as_it_was_written(p in progress(disk::base_course())) {
        prop_assert_eq!(&Progress::parse(&p.text(), disk::base_course()), &p);
        let kept = Progress { keep: None, ..p.clone() };
        prop_assert_eq!(Progress::parse(&p.kept_text(), disk::base_course()), kept);
    }

    #[test]
    fn any_cookie_is_read_and_stays_small(text in prop_oneof![nearly_progress(), "\\PC{0,5000}"]) {
        let course = disk::base_course();
        let read = Progress::parse(&text, course);
        prop_assert!(read.text().len() < 4_000);
        prop_assert!(read.at.is_none_or(|at| course.stop(at).is_some()));
        prop_assert_eq!(&Progress::parse(&read.text(), course), &read);
    }

    #[test]
    fn any_fields_are_marked_or_refused(fields in nearly_fields()) {
        let fields: &Fields = &fields;
        for interaction in interactions(disk::base_course()) {
            if let Ok(marked) = mark(interaction, fields) {
                prop_assert!(!marked.lines.is_empty());
            }
        }
    }
}
