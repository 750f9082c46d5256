//! What else was done, in the order in which it was written: who had it, due times, closing, joining. Must not know sections, or how anything is shown.

use super::Item;
use super::build::{Maker, at, said};
use crate::case::Entry;
use crate::work::Did;
use crate::{Work, plain};

/// Every other act of one concern. Marks and releases are about files that leave the desk, and not about the child: they stand in none.
pub(super) fn of(m: &Maker<'_>) -> Vec<Item> {
    let case = m.source.case;
    let first = said("due", "", format!("To be decided by {}", at(case.first_due)));
    let arrival = m.source.told.map(|(id, _)| id).unwrap_or_else(|| m.source.concern.into());
    // Where all of what was told is left out, when it came is too; the gap stands where it was told.
    let came = Some(m.entry(arrival, "Came".into(), vec![first], at(case.arrived))).filter(|item| !item.left_out);
    came.into_iter().chain(case.works.iter().filter_map(|work| act(m, work))).collect()
}

fn act(m: &Maker<'_>, work: &Work) -> Option<Item> {
    let (head, name, text) = match &work.did {
        Did::Acknowledge(x) => (format!("Acknowledged {}", (m.words.told)(x.how)), "note", x.note.as_str()),
        Did::Allocate { to } => (to.as_ref().map_or("Given back to the team".into(), |to| format!("Given to {}", plain(to))), "", ""),
        Did::OutcomeTold(x) => (format!("Outcome told {}. {}", (m.words.told)(x.how), (m.words.to)(x.to)), "words", x.words.as_str()),
        Did::Late { why } => ("Why the decision is late".into(), "why", why.as_str()),
        Did::Due(x) => (format!("Another due time: {}", at(x.due)), "why", x.why.as_str()),
        Did::Close { why } => ("Closed".into(), "why", why.as_str()),
        Did::Reopen { why } => ("Opened again".into(), "why", why.as_str()),
        Did::Hold { why } => ("Legal hold".into(), "why", why.as_str()),
        Did::Unhold { why } => ("Legal hold lifted".into(), "why", why.as_str()),
        Did::Join(x) => ("Joined with another concern".into(), "why", x.why.as_str()),
        Did::Unjoin(x) => ("A join taken back".into(), "why", x.why.as_str()),
        Did::Keep(x) => (format!("To be kept until {}", x.until.strftime("%-d %B %Y")), "why", x.why.as_str()),
        Did::Restrict(x) => ("Restricted to named people".into(), "why", x.why.as_str()),
        Did::Unrestrict { why } => ("Restriction lifted".into(), "why", why.as_str()),
        _ => return None,
    };
    let entry = Entry { id: work.id(), at: work.at, by: work.by.clone(), what: () };
    let mut parts = vec![m.part(entry.id, name, "", text)];
    if let Did::Due(x) = &work.did {
        parts.push(m.part(entry.id, "rule", "Where this period is written", &x.source));
    }
    Some(m.item(&entry, head, parts))
}
