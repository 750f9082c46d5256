//! Names that still stand in people's own words: for a worker to leave out, or to let stand. Nothing here decides. Must not know pages.

use std::collections::BTreeMap;

use super::identities::{Asker, TELLING, Whose, names};
use super::names::Names;
use super::{Document, Source};
use crate::work::Span;
use crate::{ConcernId, MessageId};

/// A name that still stands.
#[derive(Clone, PartialEq, Eq)]
pub struct Still {
    /// Whose it is.
    pub whose: Whose,
    /// The name, as the record gives it.
    pub name: String,
    /// Where it, or a part of it, stands.
    pub places: Vec<Standing>,
    /// Where the record gives it as a name: in the form, and of the person or thing itself.
    pub own: Vec<(ConcernId, MessageId, String)>,
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
    /// Names of everyone but the child, as the record of these concerns gives them, that still stand in people's own words. Where somebody asks for their
    /// record, what a manager lets them have is not asked about again.
    pub fn names_that_stand(&self, sources: &[Source<'_>], asker: Option<&Asker>) -> Vec<Still> {
        let names = names(sources, asker);
        let mut all = BTreeMap::<usize, Still>::new();
        for (concern, item, part, raw) in self.texts().filter(|(_, _, _, raw)| raw.free) {
            for (at, span) in names.find(&raw.text) {
                if raw.hidden.iter().any(|(hidden, _)| hidden.from <= span.from && span.to <= hidden.to) {
                    continue;
                }
                let name = &names.all[at];
                let still = all.entry(at).or_insert_with(|| Still {
                    whose: name.whose,
                    name: name.text.clone(),
                    places: Vec::new(),
                    own: own(sources, name.whose, &name.text),
                });
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

/// Where the record gives a name as whose it is. What the form says of a person or thing follows from what is left out there.
fn own(sources: &[Source<'_>], whose: Whose, name: &str) -> Vec<(ConcernId, MessageId, String)> {
    let mut all = Vec::new();
    for source in sources {
        let mut add = |entry, part: &str, text: &str| {
            if !occurrences(name, text).is_empty() {
                all.push((source.concern, entry, part.to_owned()));
            }
        };
        if let Some((message, answers)) = source.told.filter(|_| whose == Whose::Teller) {
            TELLING.into_iter().for_each(|answer| add(message, answer, answers.get(answer)));
        }
        for thing in source.case.entities.iter().filter(|t| whose == Whose::Thing(t.id)) {
            let now = &thing.now().what;
            let details = now.details.iter().map(|(part, text)| (part.as_str(), text.as_str()));
            let names = [("name", now.name.as_str()), ("other-names", now.other_names.as_str())];
            names.into_iter().chain(details).for_each(|(part, text)| add(thing.id, part, text));
        }
    }
    all
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
