//! The people, places and things that a concern's form names, as entities that the desk can list before anyone has edited them.
//! Each has a name that follows from the concern and the question, so that an entry can revise it. Must not know wording, or the desk.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use crate::fields::{self, MOST_IN_GROUP};
use crate::work::{Entity, EntityKind};
use crate::{Answers, ConcernId, MessageId};

/// Fields that hold one thing a line.
const LISTS: [(&str, EntityKind); 4] =
    [("places", EntityKind::Place), ("vehicles", EntityKind::Vehicle), ("phones", EntityKind::Phone), ("usernames", EntityKind::Username)];
/// Fields of a group that are things of their own too.
const PARTS: [(&str, EntityKind); 3] = [("school", EntityKind::School), ("phone", EntityKind::Phone), ("username", EntityKind::Username)];
/// Fields of a group that an entity has a place of its own for.
const OWN: [&str; 4] = ["name", "other-names", "born", "known"];

/// The name that an entity of the form has: it follows from the concern and the place in the form, such as `child.1` or `vehicles.2`.
pub fn key(concern: ConcernId, place: &str) -> MessageId {
    let digest = Sha256::new().chain_update("waymark-form-entity-v1\0").chain_update(concern.bytes()).chain_update(place).finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    MessageId::from_bytes(bytes)
}

/// Every entity that the answers name, in the form's order: children, people, then what stands one a line.
pub fn entities(concern: ConcernId, answers: &Answers) -> Vec<(MessageId, Entity)> {
    let mut all = Vec::new();
    for (group, kind) in [("child", EntityKind::Child), ("person", EntityKind::Person)] {
        for number in 1..=MOST_IN_GROUP {
            in_group(group, number, kind, concern, answers, &mut all);
        }
    }
    for (field, kind) in LISTS {
        let lines = answers.get(field).lines().map(str::trim).filter(|l| !l.is_empty());
        for (number, line) in (1..).zip(lines) {
            let source = format!("form: {field}");
            all.push((key(concern, &format!("{field}.{number}")), entity(kind, line, source, true, BTreeMap::new())));
        }
    }
    all
}

/// A child or a person, and the school, number and username that are theirs.
fn in_group(group: &str, number: usize, kind: EntityKind, concern: ConcernId, answers: &Answers, all: &mut Vec<(MessageId, Entity)>) {
    let here = format!("{group}.{number}");
    if !answers.iter().any(|(name, _)| name.strip_prefix(&here).is_some_and(|rest| rest.starts_with('.'))) {
        return;
    }
    let get = |field: &str| answers.get(&format!("{here}.{field}"));
    let names = fields::FIELDS.iter().filter(|f| fields::group_of(f.name) == Some(group)).filter_map(|f| Some(f.name.split_once('.')?.1));
    let told: Vec<(&str, &str)> = names.map(|n| (n, get(n))).filter(|(_, v)| !v.is_empty()).collect();
    if told.is_empty() {
        return;
    }
    let details = told.iter().filter(|(n, _)| !OWN.contains(n)).map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
    let known = !get("name").is_empty() && get("known") != "no" && get("known") != "unsure";
    let one = entity(kind, get("name"), format!("form: {here}"), known, details);
    let (other_names, birth) = (cut(get("other-names")), cut(get("born")));
    all.push((key(concern, &here), Entity { other_names, birth, ..one }));
    for (field, kind) in PARTS {
        if !get(field).is_empty() {
            let of = BTreeMap::from([("of".to_owned(), get("name").to_owned())]);
            let place = format!("{here}.{field}");
            all.push((key(concern, &place), entity(kind, get(field), format!("form: {place}"), true, of)));
        }
    }
}

fn entity(kind: EntityKind, name: &str, source: String, known: bool, mut details: BTreeMap<String, String>) -> Entity {
    details.retain(|_, value| !value.is_empty());
    let (other_names, birth) = (String::new(), String::new());
    Entity { kind, name: cut(name), other_names, birth, details, source, known, revises: None, seen: Vec::new() }
}

/// A line as long as an entity's may be. What was told stands whole in the concern itself.
fn cut(line: &str) -> String {
    line.chars().take(400).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::work::Did;

    fn listed(answers: &Answers) -> Vec<(EntityKind, String, String)> {
        let all = entities(ConcernId::from_bytes([1; 16]), answers);
        all.into_iter().map(|(_, e)| (e.kind, e.name, e.source)).collect()
    }

    #[test]
    fn every_child_person_and_thing_is_listed_with_its_source() {
        let answers = Answers::from_iter([
            ("worry", "x"),
            ("child.1.name", "Child A"),
            ("child.1.school", "Sample School"),
            ("child.2.gender", "girl"),
            ("person.3.describe", "tall"),
            ("person.3.username", "sample-user"),
            ("vehicles", "blue van\n\n AB12 CDE \n"),
        ]);
        let expected = [
            (EntityKind::Child, "Child A", "form: child.1"),
            (EntityKind::School, "Sample School", "form: child.1.school"),
            (EntityKind::Child, "", "form: child.2"),
            (EntityKind::Person, "", "form: person.3"),
            (EntityKind::Username, "sample-user", "form: person.3.username"),
            (EntityKind::Vehicle, "blue van", "form: vehicles"),
            (EntityKind::Vehicle, "AB12 CDE", "form: vehicles"),
        ];
        assert_eq!(listed(&answers), expected.map(|(k, n, s)| (k, n.to_owned(), s.to_owned())));
    }

    #[test]
    fn names_are_stable_of_their_own_and_within_the_limits() {
        let (a, b) = (ConcernId::from_bytes([1; 16]), ConcernId::from_bytes([2; 16]));
        let long = "x".repeat(20_000);
        let answers = Answers::from_iter([("child.1.name", "Child A"), ("child.1.needs", "quiet"), ("places", long.as_str())]);
        let (first, again, other) = (entities(a, &answers), entities(a, &answers), entities(b, &answers));
        assert!(first == again && first.iter().zip(&other).all(|(x, y)| x.0 != y.0));
        assert_eq!(first[0].0, key(a, "child.1"));
        assert_eq!(first[0].1.details["needs"], "quiet");
        // A name as a teller may type it stays within what an entry may hold.
        assert!(first.into_iter().all(|(_, e)| Did::Entity(e).fits()));
    }

    #[test]
    fn a_person_whom_the_teller_cannot_name_is_not_known() {
        let known = |yes: &str| {
            let answers = Answers::from_iter([("person.1.name", "Sam"), ("person.1.known", yes)]);
            entities(ConcernId::from_bytes([1; 16]), &answers)[0].1.known
        };
        assert!(known("yes") && known("") && !known("no") && !known("unsure"));
    }
}
