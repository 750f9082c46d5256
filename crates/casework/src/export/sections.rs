//! What was told and what was recorded, section by section. Must not know what is left out, or how anything is shown.

use super::Item;
use super::build::{Maker, at, day, said};
use crate::chronology::{Kind, Message};
use crate::fields::{self, FieldKind};
use crate::work::{Entity, Observation};
use crate::{capital, case::Entry, plain};

/// Every section of one concern, with its heading; some may have nothing in them.
pub(super) fn of(m: &Maker<'_>) -> Vec<(&'static str, Vec<Item>)> {
    let case = m.source.case;
    let mut all = vec![
        ("What was told", told(m)),
        ("Since then", messages(m)),
        ("People, places and things", m.each(&case.entities, |e| entity(m, e))),
        ("Observations", m.each(&case.observations, |e| observation(m, e))),
    ];
    let episodes = m.each(&case.episodes, |e| {
        let none = String::new();
        let known = |day: String| if day.is_empty() { "not known".to_owned() } else { day };
        let head = format!("From {} to {}", known(day(&e.what.from)), known(e.what.to.as_ref().map(day).unwrap_or_default()));
        let to = e.what.to.as_ref().map_or(&none, |to| &to.words);
        let parts = [("words", "", &e.what.words), ("from", "From when, in words", &e.what.from.words), ("to", "To when, in words", to)];
        m.item(e, head, parts.map(|(name, label, text)| m.part(e.id, name, label, text)).into())
    });
    all.push(("Going missing", episodes));
    let lenses =
        case.lenses.iter().map(|e| m.item(e, (m.words.model)(e.what.model).to_owned(), vec![m.part(e.id, "why", "", &e.what.why)]));
    all.push(("Models considered", lenses.collect()));
    all.push(("Decisions", m.each(&case.decisions, |e| decision(m, e))));
    let discussions = m.each(&case.discussions, |e| {
        let took_part = m.part(e.id, "took-part", "Took part", &e.what.took_part.join(", "));
        m.item(e, e.what.on.strftime("%-d %B %Y").to_string(), vec![took_part, m.part(e.id, "agreed", "Agreed", &e.what.agreed)])
    });
    all.push(("Strategy discussions", discussions));
    let tasks = case.tasks.iter().flat_map(|state| {
        m.each(std::slice::from_ref(&state.task), |e| {
            let mut parts = vec![m.part(e.id, "words", "", &e.what.words), m.named(e.id, "owner", "Who", &e.what.owner)];
            parts.extend(state.done.as_ref().map(|done| m.about(done, "words", "Done", &done.what.words)));
            m.item(e, format!("By {}", e.what.due.strftime("%-d %B %Y")), parts)
        })
    });
    all.push(("Tasks", tasks.collect()));
    all.push(("Notes of the team", m.each(&case.notes, |e| m.item(e, String::new(), vec![m.part(e.id, "text", "", &e.what.text)]))));
    all
}

/// What was told, answer by answer.
fn told(m: &Maker<'_>) -> Vec<Item> {
    let Some((id, answers)) = m.source.told else { return Vec::new() };
    let parts = answers.in_order().into_iter().map(|(name, text)| {
        let (label, text) = ((m.words.answer)(name), (m.words.value)(name, text));
        let free = fields::answered(name).is_none_or(|(field, _)| field.kind == FieldKind::Long);
        if free { m.part(id, name, &label, &text) } else { m.named(id, name, &label, &text) }
    });
    vec![m.entry(id, "In the words of whoever told it".into(), parts.collect(), format!("Came {}", at(m.source.case.arrived)))]
}

/// What the teller added and the team answered, in order.
fn messages(m: &Maker<'_>) -> Vec<Item> {
    let mut all: Vec<&Message> = m.source.messages.iter().filter(|message| message.kind != Kind::Concern).collect();
    all.sort_by_key(|message| (message.at, message.id));
    let head = |message: &Message| if message.kind == Kind::Reply { "The team answered" } else { "The teller added" };
    all.into_iter().map(|x| m.entry(x.id, head(x).into(), vec![m.part(x.id, "text", "", &x.words)], at(x.at))).collect()
}

/// What is known of a person, a place or a thing.
fn entity(m: &Maker<'_>, e: &Entry<Entity>) -> Item {
    let x = &e.what;
    let names = [("name", "Name", &x.name), ("other-names", "Other names", &x.other_names), ("born", "Born or aged", &x.birth)];
    let mut parts: Vec<_> = names.into_iter().map(|(name, label, text)| m.named(e.id, name, label, text)).collect();
    // Where it is from the form, the source is a place in it and no words of anybody's.
    let source = x.source.strip_prefix("form: ").map(|_| "the form".to_owned());
    for (name, text) in &x.details {
        let label = capital(&plain(&name.replace('-', " ")));
        let own = !matches!(name.as_str(), "describe" | "needs" | "relation" | "address");
        parts.push(if own { m.named(e.id, name, &label, text) } else { m.part(e.id, name, &label, text) });
    }
    parts.push(source.map_or_else(|| m.part(e.id, "source", "Source", &x.source), |form| said("source", "Source", form)));
    m.item(e, (m.words.entity)(x.kind).to_owned(), parts)
}

fn observation(m: &Maker<'_>, e: &Entry<Observation>) -> Item {
    let o = &e.what;
    let when = day(&o.when);
    let head = [(m.words.ground)(o.ground), (m.words.known)(o.known), (m.words.context)(o.context), &when];
    let head = head.into_iter().filter(|h| !h.is_empty()).collect::<Vec<_>>().join(" \u{b7} ");
    // One that the site's list does not have any more stands by its id.
    let words =
        |id: &String| m.words.signs.iter().find(|(sign, _)| sign == id).map_or_else(|| id.replace('-', " "), |(_, words)| words.clone());
    let signs: Vec<_> = o.signs.iter().map(words).collect();
    let texts = [
        ("what", "", &o.what),
        ("when", "When, in words", &o.when.words),
        ("by-whom", "Said or seen by", &o.by_whom),
        ("strengths", "Strengths", &o.strengths),
        ("protects", "People who protect", &o.protects),
        ("signs", "Signs", &signs.join(", ")),
    ];
    let mut parts: Vec<_> = texts.into_iter().map(|(name, label, text)| m.part(e.id, name, label, text)).collect();
    // Names come through the marks on each thing, and then through those on this part.
    let things = o.about.iter().filter_map(|id| m.source.case.entities.iter().find(|t| t.id == *id));
    let about: Vec<_> = things.map(|t| m.name(t)).filter(|name| !name.is_empty()).collect();
    parts.push(m.named(e.id, "about", "About", &about.join(", ")));
    Item { childs_words: o.childs_words, ..m.item(e, head, parts) }
}

fn decision(m: &Maker<'_>, e: &Entry<crate::work::Decide>) -> Item {
    let mut parts = vec![m.part(e.id, "reasons", "Reasons", &e.what.reasons), m.part(e.id, "to", "Passed to", &e.what.to)];
    for sign in m.source.case.sign_offs.iter().filter(|s| s.what.decision == e.id) {
        let agreed = if sign.what.agreed { "A manager agrees" } else { "A manager does not agree" };
        parts.push(m.about(sign, "words", agreed, &sign.what.words));
    }
    m.item(e, (m.words.decision)(e.what.decision).to_owned(), parts)
}
