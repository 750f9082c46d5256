//! What of one concern is left out. A mark on an entry holds for every wording of the thing, a mark on words for that wording: in the others all of that part is
//! left out until someone has looked at it. What the form says twice, as an answer and as a person or thing, is left out in both. Must not know how it is shown.

use std::collections::BTreeMap;

use super::gaps;
use super::identities::{Asker, TELLING, Whose};
use super::names::Names;
use crate::case::{Case, Thing};
use crate::work::{Entity, LeaveOut, Span};
use crate::{Answers, MessageId};

/// What is left out.
pub(super) struct Hide<'a> {
    /// Marks, by the thing that they are on, or the message.
    marks: BTreeMap<MessageId, Vec<&'a LeaveOut>>,
    /// The thing that each wording is of.
    things: BTreeMap<MessageId, MessageId>,
    /// Parts that a mark reaches by way of the form, with their gap.
    reached: BTreeMap<(MessageId, String), &'static str>,
    /// Parts that are withheld wherever they stand.
    withheld: Vec<(&'static str, &'static str)>,
    /// Names that are withheld wherever they stand.
    names: Option<&'a Names>,
}

impl<'a> Hide<'a> {
    pub(super) fn new(case: &'a Case, told: Option<(MessageId, &Answers)>, asker: Option<(&Asker, &'a Names)>) -> Hide<'a> {
        let mut things = BTreeMap::new();
        fn add<T>(all: &[Thing<T>], things: &mut BTreeMap<MessageId, MessageId>) {
            things.extend(all.iter().flat_map(|t| t.standing.iter().chain(&t.earlier).map(|e| (e.id, t.id))));
        }
        add(&case.observations, &mut things);
        add(&case.entities, &mut things);
        add(&case.episodes, &mut things);
        add(&case.decisions, &mut things);
        add(&case.discussions, &mut things);
        add(&case.notes, &mut things);
        case.tasks.iter().for_each(|t| add(std::slice::from_ref(&t.task), &mut things));
        let mut marks = BTreeMap::<_, Vec<_>>::new();
        for mark in &case.left_out {
            let of = things.get(&mark.what.entry).unwrap_or(&mark.what.entry);
            marks.entry(*of).or_default().push(&mark.what);
        }
        let mut hide = Hide { marks, things, reached: BTreeMap::new(), withheld: Vec::new(), names: asker.map(|(_, names)| names) };
        if let Some((asker, _)) = asker {
            hide.withhold(case, told, asker);
        }
        if let Some((message, answers)) = told {
            hide.reach(case, message, answers);
        }
        hide
    }

    /// Identities that somebody who asks for their record is not given.
    fn withhold(&mut self, case: &Case, told: Option<(MessageId, &Answers)>, asker: &Asker) {
        let parts = [(Whose::Speakers, "by-whom"), (Whose::Speakers, "took-part"), (Whose::Protectors, "protects")];
        self.withheld = parts.into_iter().filter(|(whose, _)| asker.withholds(*whose)).map(|(whose, part)| (part, whose.gap())).collect();
        let answers = TELLING.map(|answer| (Whose::Teller, answer)).into_iter();
        for (whose, answer) in answers.chain([(Whose::Household, "household"), (Whose::Speakers, "who-knows")]) {
            if let Some((message, _)) = told.filter(|_| asker.withholds(whose)) {
                self.reached.insert((message, answer.to_owned()), whose.gap());
            }
        }
        for thing in &case.entities {
            let whose = Whose::Thing(thing.id);
            let others = asker.is_other(case, thing) && asker.withholds(whose);
            let source = asker.withholds(Whose::Speakers).then(|| "source".to_owned());
            let all = if others { parts_of(thing) } else { Vec::new() };
            self.reached.extend(all.into_iter().chain(source).map(|part| ((thing.id, part), whose.gap())));
            let Some((place, (message, answers))) = place(thing).zip(told).filter(|_| others) else { continue };
            let inside = format!("{place}.");
            let named = answers.iter().filter(|(answer, _)| *answer == place || answer.starts_with(&inside));
            self.reached.extend(named.map(|(answer, _)| ((message, answer.to_owned()), whose.gap())));
        }
    }

    /// From marks on things to the answers that they come from, and from marks on answers to things.
    fn reach(&mut self, case: &Case, message: MessageId, answers: &Answers) {
        let from_form = || case.entities.iter().filter_map(|t| Some((t, place(t)?)));
        for (thing, place) in from_form() {
            for mark in self.marks.get(&thing.id).into_iter().flatten() {
                let inside = format!("{place}.");
                for (answer, _) in answers.iter() {
                    let all = mark.part.is_empty() && (answer == place || answer.starts_with(&inside));
                    let whose = mark.part == "of" && answer == place;
                    if all || whose || behind(place, &mark.part).as_deref() == Some(answer) {
                        self.reached.insert((message, answer.to_owned()), gaps::of([*mark]));
                    }
                }
            }
        }
        for (thing, place) in from_form() {
            for part in parts_of(thing) {
                let Some(answer) = behind(place, &part) else { continue };
                let marks: Vec<_> = self.on(message, &answer).collect();
                // One of several vehicles that is left out leaves the others where they are.
                let through = self.reached.get(&(message, answer)).copied().filter(|_| place.contains('.'));
                let gap = if marks.is_empty() { through } else { Some(gaps::of(marks)) };
                if let Some(gap) = gap {
                    self.reached.insert((thing.id, part), gap);
                }
            }
        }
    }

    fn thing(&self, entry: MessageId) -> MessageId {
        self.things.get(&entry).copied().unwrap_or(entry)
    }

    fn on(&self, thing: MessageId, part: &str) -> impl Iterator<Item = &'a LeaveOut> {
        self.marks.get(&thing).into_iter().flatten().copied().filter(move |m| m.part.is_empty() || m.part == part)
    }

    /// The gap of an entry of which all is left out.
    pub(super) fn all_of(&self, entry: MessageId) -> Option<&'static str> {
        let whole: Vec<_> = self.on(self.thing(entry), "").filter(|m| m.spans.is_empty()).collect();
        (!whole.is_empty()).then(|| gaps::of(whole))
    }

    /// What of a part is left out, in order.
    pub(super) fn of(&self, entry: MessageId, part: &str, text: &str) -> Vec<(Span, &'static str)> {
        let length = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
        let thing = self.thing(entry);
        let marks: Vec<_> = self.on(thing, part).collect();
        let all = |gap| gaps::tidy(vec![(Span { from: 0, to: length }, gap)], length);
        let here = |m: &&&LeaveOut| m.entry == entry;
        if marks.iter().any(|m| m.spans.is_empty()) || (!marks.is_empty() && !marks.iter().any(|m| here(&m))) {
            return all(gaps::of(marks));
        }
        if let Some(gap) = self.reached.get(&(thing, part.to_owned())) {
            return all(gap);
        }
        if let Some((_, gap)) = self.withheld.iter().find(|(name, _)| *name == part) {
            return all(gap);
        }
        let spans = marks.iter().filter(here).flat_map(|m| m.spans.iter().map(|s| (s.clone(), gaps::ground(&m.why))));
        let names =
            self.names.into_iter().flat_map(|names| names.find(text).into_iter().map(|(at, span)| (span, names.all[at].whose.gap())));
        gaps::tidy(spans.chain(names).collect(), length)
    }
}

/// The place in the form that a thing was first named in: `child.1`, `child.1.school`, `vehicles`.
pub(super) fn place(thing: &Thing<Entity>) -> Option<&str> {
    let first = thing.first();
    first.what.source.strip_prefix("form: ").filter(|_| first.by.is_empty())
}

/// Every part of a thing, in whichever wording.
fn parts_of(thing: &Thing<Entity>) -> Vec<String> {
    let details = thing.standing.iter().chain(&thing.earlier).flat_map(|e| e.what.details.keys().cloned());
    ["name", "other-names", "born"].into_iter().map(str::to_owned).chain(details).collect()
}

/// The answer that a part of a thing comes from. `child.1.school` is an answer, and a thing of its own; `of` is the name of whose it is.
fn behind(place: &str, part: &str) -> Option<String> {
    match (place.matches('.').count(), part) {
        (_, "source" | "") => None,
        (1, _) => Some(format!("{place}.{part}")),
        (_, "name") => Some(place.to_owned()),
        (2, "of") => place.rsplit_once('.').map(|(owner, _)| format!("{owner}.name")),
        _ => None,
    }
}
