//! Names that still stand in people's own words: for a worker to leave out, or to let stand. Nothing here decides. Must not know pages.

use std::collections::BTreeMap;

use super::names::{Names, Whose};
use super::{Document, Source};
use crate::work::{EntityKind, Span};
use crate::{ConcernId, MessageId, plain};

/// A name that still stands.
#[derive(Clone, PartialEq, Eq)]
pub struct Still {
    /// Whose it is.
    pub whose: Whose,
    /// The name, as the record gives it.
    pub name: String,
    /// Where it, or a part of it, stands.
    pub places: Vec<Standing>,
}

/// A place in which a name stands.
#[derive(Clone, PartialEq, Eq)]
pub struct Standing {
    /// The concern.
    pub concern: ConcernId,
    /// The entry.
    pub entry: MessageId,
    /// The part of it.
    pub part: String,
    /// As the document calls it.
    pub label: String,
    /// Which of its characters.
    pub spans: Vec<Span>,
}

impl Document {
    /// Names of everyone but the child, as the record of these concerns gives them, that still stand in people's own words.
    pub fn names_that_stand(&self, sources: &[Source<'_>]) -> Vec<Still> {
        let names = names(sources);
        let mut all = BTreeMap::<usize, Still>::new();
        for (concern, item, part, raw) in self.texts().filter(|(_, _, _, raw)| raw.free) {
            for (at, span) in names.find(&raw.text) {
                if raw.hidden.iter().any(|(hidden, _)| hidden.from <= span.from && span.to <= hidden.to) {
                    continue;
                }
                let name = &names.all[at];
                let still = all.entry(at).or_insert_with(|| Still { whose: name.whose, name: name.text.clone(), places: Vec::new() });
                match still.places.iter_mut().find(|p| p.entry == raw.entry && p.part == part.name) {
                    Some(place) => place.spans.push(span),
                    None => {
                        let label =
                            [item.head.as_str(), part.label.as_str()].into_iter().filter(|l| !l.is_empty()).collect::<Vec<_>>().join(": ");
                        still.places.push(Standing { concern, entry: raw.entry, part: part.name.clone(), label, spans: vec![span] });
                    }
                }
            }
        }
        all.into_values().collect()
    }
}

/// Where the words that someone typed stand in a text, however they are capitalised, spaced or accented.
pub fn occurrences(words: &str, text: &str) -> Vec<Span> {
    let mut names = Names::default();
    names.add_words(words);
    if words.chars().any(char::is_alphanumeric) {
        return names.find(text).into_iter().map(|(_, span)| span).collect();
    }
    exactly(words, text)
}

/// Signs and pictures have no letters to compare: they are found as they stand.
fn exactly(words: &str, text: &str) -> Vec<Span> {
    let count = |text: &str| u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
    let length = count(words);
    let found = text.match_indices(words).filter(|_| length > 0);
    found.map(|(at, _)| count(&text[..at])).map(|from| Span { from, to: from.saturating_add(length) }).collect()
}

/// The names of all but the children, and of whoever told it.
fn names(sources: &[Source<'_>]) -> Names {
    let mut names = Names::default();
    let mut children = Vec::new();
    for source in sources {
        if let Some((_, answers)) = source.told {
            names.add(Whose::Teller, answers.get("name"), true);
            names.add(Whose::Teller, answers.get("phone"), false);
            names.add(Whose::Teller, answers.get("email"), false);
        }
        for thing in &source.case.entities {
            for wording in thing.standing.iter().chain(&thing.earlier) {
                let what = &wording.what;
                let all = || std::iter::once(what.name.as_str()).chain(what.other_names.split([',', ';', '/']));
                match what.kind {
                    EntityKind::Child => children.extend(all().map(plain)),
                    EntityKind::Place | EntityKind::School => {}
                    kind => all().for_each(|name| names.add(Whose::Thing(thing.id), name, kind == EntityKind::Person)),
                }
                for (_, detail) in
                    what.details.iter().filter(|(name, _)| matches!(name.as_str(), "phone" | "username") && what.kind == EntityKind::Person)
                {
                    names.add(Whose::Thing(thing.id), detail, false);
                }
            }
        }
    }
    children.iter().for_each(|child| names.but(child));
    names
}
