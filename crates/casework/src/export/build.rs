//! From the case, what was told and what was written since to the document. Every text goes through its marks ([`Maker::part`]). Must not know how it is shown.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::hide::Hide;
use super::identities::{self, Asker};
use super::{Document, Item, Missing, Part, Raw, SCHEMA, Section, gaps, history, line, sections};
use crate::case::{Case, Entry, Thing, WhyApart};
use crate::chronology::Message;
use crate::clock::london;
use crate::work::{Context, Decision, Entity, EntityKind, Ground, Known, Model, Purpose, Told, ToldTo, When};
use crate::{Answers, ConcernId, MessageId, plain};

/// One concern that goes into a document.
pub struct Source<'a> {
    /// Its name.
    pub concern: ConcernId,
    /// Its state.
    pub case: &'a Case,
    /// What was told first, by the name of its message; none where it could not be read.
    pub told: Option<(MessageId, &'a Answers)>,
    /// Every message, as the chronology takes them.
    pub messages: &'a [Message],
    /// How many of its records could not be read.
    pub unread: usize,
}

/// How what is kept in fixed words is said.
#[derive(Clone, Copy)]
pub struct Words<'a> {
    /// How something is known.
    pub known: fn(Known) -> &'static str,
    /// Fact or opinion.
    pub ground: fn(Ground) -> &'static str,
    /// In which part of the child's life.
    pub context: fn(Context) -> &'static str,
    /// What an entity is.
    pub entity: fn(EntityKind) -> &'static str,
    /// What was decided.
    pub decision: fn(Decision) -> &'static str,
    /// By which way someone was told.
    pub told: fn(Told) -> &'static str,
    /// Who was told.
    pub to: fn(ToldTo) -> &'static str,
    /// One of the models.
    pub model: fn(Model) -> &'static str,
    /// The name of an answer.
    pub answer: fn(&str) -> String,
    /// The value of an answer.
    pub value: fn(&str, &str) -> String,
    /// The site's signs: their ids, and their words.
    pub signs: &'a [(String, String)],
}

/// The document of one concern, or of several that are joined: the first is the one that was asked for. Where a child asks for their record, it withholds
/// whatever identities they are not given.
pub fn document(purpose: Purpose, sources: &[Source<'_>], words: Words<'_>, asker: Option<&Asker>) -> Document {
    let names = asker.map(|asker| identities::names(sources, Some(asker)));
    let withheld = asker.zip(names.as_ref());
    let maker = |source| Maker { source, words, asker, hide: Hide::new(source.case, source.told, withheld) };
    let makers: Vec<_> = sources.iter().map(maker).collect();
    let mut all = Vec::new();
    for (number, maker) in (1..).zip(&makers) {
        let before = if makers.len() == 1 { String::new() } else { format!("Concern {number}: ") };
        let own = sections::of(maker).into_iter().chain([("What was done", history::of(maker))]);
        all.extend(own.filter(|(_, items)| !items.is_empty()).map(|(heading, items)| {
            let heading = format!("{before}{heading}");
            Section { concern: Some(maker.source.concern), heading, items, table: None }
        }));
    }
    all.push(line::section(&makers));
    let left_out = missing(&all);
    let mut notes = Vec::new();
    let later = |s: &Source<'_>| s.case.apart.iter().filter(|a| a.why == WhyApart::LaterVersion).count();
    let unread: usize = sources.iter().map(|s| s.unread + later(s)).sum();
    if unread > 0 {
        notes.push(format!("{unread} parts of the record could not be read, and are not in this document."));
    }
    if !left_out.is_empty() {
        notes.push("Something is left out. Each place where that was done says so in square brackets.".into());
        notes.push("What is left out as a whole does not stand on the time line either.".into());
    }
    notes.push("Fact and opinion are marked apart. Earlier wordings, and what was struck through, are marked as such.".into());
    let mut children: Vec<_> = makers.iter().flat_map(Maker::children).collect();
    children.dedup();
    let title = if children.is_empty() { "Record of a concern".into() } else { format!("Record of {}", children.join(", ")) };
    Document { schema: SCHEMA, purpose, whole: sources.len() > 1, title, notes, left_out, sections: all }
}

/// How often something is left out, by what its gap says.
fn missing(sections: &[Section]) -> Vec<Missing> {
    let mut all = BTreeMap::<&'static str, usize>::new();
    for item in sections.iter().flat_map(|s| &s.items) {
        if item.left_out {
            // Its head is the gap itself.
            let gap = gaps::GROUNDS.iter().map(|(_, _, gap)| *gap).find(|gap| item.head == *gap).unwrap_or(gaps::GAP);
            *all.entry(gap).or_default() += 1;
        }
        for (_, gap) in item.parts.iter().filter_map(|p| p.raw.as_ref()).flat_map(|raw| &raw.hidden) {
            *all.entry(gap).or_default() += 1;
        }
    }
    all.into_iter().map(|(gap, places)| Missing { gap, places }).collect()
}

/// Makes the entries of one concern.
pub(super) struct Maker<'a> {
    pub(super) source: &'a Source<'a>,
    pub(super) words: Words<'a>,
    asker: Option<&'a Asker>,
    pub(super) hide: Hide<'a>,
}

impl Maker<'_> {
    /// A text of an entry, in people's own words.
    pub(super) fn part(&self, entry: MessageId, name: &str, label: &str, text: &str) -> Part {
        self.made(entry, name, label, text, true)
    }

    /// A text of an entry that is the name, number or place of someone or something.
    pub(super) fn named(&self, entry: MessageId, name: &str, label: &str, text: &str) -> Part {
        self.made(entry, name, label, text, false)
    }

    fn made(&self, entry: MessageId, name: &str, label: &str, text: &str, free: bool) -> Part {
        let hidden = self.hide.of(entry, name, text);
        let shown = gaps::shown(text, &hidden);
        Part { name: name.to_owned(), label: label.to_owned(), text: shown, raw: Some(Raw { entry, text: text.to_owned(), hidden, free }) }
    }

    /// What another entry says about this one: who wrote it, then its words.
    pub(super) fn about<T>(&self, by: &Entry<T>, name: &str, label: &str, text: &str) -> Part {
        let mut part = self.part(by.id, name, label, text);
        part.text = format!("{}. {}", signed(by), part.text).trim_end().to_owned();
        part
    }

    /// A text as it is shown elsewhere than in its own entry.
    pub(super) fn shown(&self, entry: MessageId, name: &str, text: &str) -> String {
        gaps::shown(text, &self.hide.of(entry, name, text))
    }

    /// An entry with what it says; of one that is left out, the gap alone.
    pub(super) fn item<T>(&self, e: &Entry<T>, head: String, parts: Vec<Part>) -> Item {
        self.entry(e.id, head, parts, signed(e))
    }

    pub(super) fn entry(&self, entry: MessageId, head: String, mut parts: Vec<Part>, signed: String) -> Item {
        if let Some(gap) = self.hide.all_of(entry) {
            return Item {
                entry,
                head: gap.to_owned(),
                parts: Vec::new(),
                childs_words: false,
                earlier: false,
                left_out: true,
                signed: String::new(),
            };
        }
        parts.retain(|p| !p.text.is_empty());
        Item { entry, head, parts, childs_words: false, earlier: false, left_out: false, signed }
    }

    /// Every wording of each thing: those that stand, and then the earlier ones.
    pub(super) fn each<T>(&self, things: &[Thing<T>], of: impl Fn(&Entry<T>) -> Item) -> Vec<Item> {
        let mut items = Vec::new();
        for thing in things {
            for e in &thing.standing {
                let mut item = of(e);
                if let Some(struck) = thing.struck.as_ref().filter(|_| !item.left_out) {
                    item.parts.push(self.about(struck, "why", "Struck through", &struck.what.why));
                }
                if thing.disputed() && !item.left_out {
                    item.parts.push(said("disputed", "", "Two wordings stand beside one another.".into()));
                }
                items.push(item);
            }
            // What is left out as a whole shows one gap, however often it was worded.
            items.extend(thing.earlier.iter().map(|e| Item { earlier: true, ..of(e) }).filter(|item| !item.left_out));
        }
        items
    }

    /// The name of a thing, as the document gives it.
    pub(super) fn name(&self, thing: &Thing<Entity>) -> String {
        let now = thing.now();
        self.shown(now.id, "name", &now.what.name)
    }

    /// The children's names, as far as they are given.
    fn children(&self) -> Vec<String> {
        let children = self.source.case.entities.iter().filter(|e| !e.is_struck() && e.now().what.kind == EntityKind::Child);
        let children = children.filter(|e| self.asker.is_none_or(|asker| asker.child.contains(&e.id)));
        let given = children.filter(|e| self.hide.of(e.now().id, "name", &e.now().what.name).is_empty());
        given.map(|e| self.name(e)).filter(|name| !name.is_empty()).collect()
    }
}

/// What the document says itself, of no text of the record.
pub(super) fn said(name: &str, label: &str, text: String) -> Part {
    Part { name: name.to_owned(), label: label.to_owned(), text, raw: None }
}

pub(super) fn signed<T>(e: &Entry<T>) -> String {
    if e.by.is_empty() { "From the form".into() } else { format!("{}, {}", plain(&e.by), at(e.at)) }
}

/// A time in seconds since 1970, as people in London write it.
pub(super) fn at(seconds: i64) -> String {
    let at = Timestamp::from_second(seconds).unwrap_or(Timestamp::UNIX_EPOCH).to_zoned_datetime(london());
    at.strftime("%-d %B %Y, %H:%M").to_string()
}

/// The day and the time of a moment, as far as they are known; its words are a part of their own.
pub(super) fn day(when: &When) -> String {
    let day = when.day.map(|d| d.strftime("%-d %B %Y").to_string());
    let time = when.time.map(|t| t.strftime("%H:%M").to_string());
    [day, time].into_iter().flatten().collect::<Vec<_>>().join(", ")
}
