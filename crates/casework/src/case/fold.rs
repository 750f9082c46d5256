//! From the entries to the case. First what is struck through, then things with their wordings, then every other act in order of time and
//! name. Must not know what a page shows.

use std::collections::{BTreeMap, BTreeSet};

use super::thing::{Struck, things};
use super::{Apart, Case, Entry, TaskState, WhyApart};
use crate::work::{Did, Entity, Withdraw, Work};
use crate::{MessageId, Payload, Said, from_form};

/// Which entries have no effect, and why.
type Without = BTreeMap<MessageId, WhyApart>;

impl Case {
    /// What the entries say together, in whatever order they come. `first` is the concern's own message, where it could be opened; `arrived`
    /// is when it was told to the team, and `due` the store's, in seconds since 1970, UTC. Two acts of one second that undo one another (close, reopen) hold in the order of their names.
    pub fn of(first: Option<&Payload>, arrived: i64, due: i64, works: &[Work]) -> Case {
        let (works, same_name) = in_order(works);
        let form = form_entities(first, arrived);
        let mut without = Without::new();
        let (withdrawn, struck) = withdrawals(&works, &form, &mut without);
        let mut case = Case { withdrawn, ..Case::empty(arrived, due) };
        case.add_things(form, &works, &struck, &mut without);
        for work in works.iter().filter(|w| !struck.contains_key(&w.id())) {
            if let Err(why) = case.take(work) {
                without.insert(work.id(), why);
            }
        }
        case.lenses.retain(|l| l.what.considered);
        let known = works.iter().filter_map(|w| Some(Apart { work: w.clone(), why: *without.get(&w.id())? }));
        case.apart = known.chain(same_name).collect();
        case.works = works;
        case
    }

    fn empty(arrived: i64, due: i64) -> Case {
        Case {
            arrived,
            due,
            first_due: due,
            dues: Vec::new(),
            late: Vec::new(),
            acknowledged: None,
            allocated: None,
            decisions: Vec::new(),
            sign_offs: Vec::new(),
            outcomes_told: Vec::new(),
            observations: Vec::new(),
            entities: Vec::new(),
            episodes: Vec::new(),
            lenses: Vec::new(),
            discussions: Vec::new(),
            tasks: Vec::new(),
            notes: Vec::new(),
            joins: Vec::new(),
            links: Vec::new(),
            closed: None,
            hold: None,
            keep: None,
            reviewed: None,
            restricted: None,
            left_out: Vec::new(),
            release_asked: None,
            releases: Vec::new(),
            withdrawn: Vec::new(),
            apart: Vec::new(),
            works: Vec::new(),
        }
    }

    /// Everything that can be edited.
    fn add_things(&mut self, form: Vec<Entry<Entity>>, works: &[Work], struck: &Struck, without: &mut Without) {
        macro_rules! of {
            ($seeds:expr, $kind:path) => {{
                let (all, against) = things($seeds, works, struck, |did| match did {
                    $kind(what) => Some(what),
                    _ => None,
                });
                without.extend(against.into_iter().map(|id| (id, WhyApart::Contradicts)));
                all
            }};
        }
        self.observations = of!(Vec::new(), Did::Observe);
        self.entities = of!(form, Did::Entity);
        self.episodes = of!(Vec::new(), Did::Episode);
        self.decisions = of!(Vec::new(), Did::Decide);
        self.discussions = of!(Vec::new(), Did::Discussion);
        self.notes = of!(Vec::new(), Did::Note);
        self.tasks = of!(Vec::new(), Did::Task).into_iter().map(|task| TaskState { task, done: None }).collect();
    }

    /// Takes one entry that is not struck through, after all that came before it. Things are in their places already.
    fn take(&mut self, work: &Work) -> Result<(), WhyApart> {
        self.reviewed = None;
        match &work.did {
            Did::Acknowledge(x) => _ = self.acknowledged.get_or_insert(Entry::of(work, x.clone())),
            Did::Allocate { to } => self.allocated = to.clone().map(|to| Entry::of(work, to)),
            Did::Lens(x) => {
                self.lenses.retain(|l| l.what.model != x.model);
                self.lenses.push(Entry::of(work, x.clone()));
            }
            Did::SignOff(x) => {
                let decision = self.decisions.iter().find(|d| d.wordings().any(|w| w.id == x.decision)).ok_or(WhyApart::Unknown)?;
                // Four eyes: who had written any wording of a decision by then, were it another one, has no word on it as a manager.
                if decision.wordings().any(|w| w.by == work.by && w.at <= work.at) {
                    return Err(WhyApart::OwnDecision);
                }
                self.sign_offs.push(Entry::of(work, x.clone()));
            }
            Did::OutcomeTold(x) => self.outcomes_told.push(Entry::of(work, x.clone())),
            Did::TaskDone(x) => {
                let task = self.tasks.iter_mut().find(|t| t.task.id == x.task).ok_or(WhyApart::Unknown)?;
                task.done.get_or_insert(Entry::of(work, x.clone()));
            }
            Did::Join(x) if !self.joins.iter().any(|j| j.what.with == x.with) => self.joins.push(Entry::of(work, x.clone())),
            Did::Unjoin(x) => self.joins.retain(|j| j.what.with != x.with),
            Did::Link(x) => {
                self.links.retain(|l| (l.what.of, l.what.with, l.what.thing) != (x.of, x.with, x.thing));
                self.links.push(Entry::of(work, x.clone()));
            }
            Did::Late { why } => self.late.push(Entry::of(work, why.clone())),
            Did::Due(x) => {
                self.due = x.due;
                self.dues.push(Entry::of(work, x.clone()));
            }
            Did::Close { why } => _ = self.closed.get_or_insert(Entry::of(work, why.clone())),
            Did::Reopen { .. } => self.closed = None,
            Did::Hold { why } => _ = self.hold.get_or_insert(Entry::of(work, why.clone())),
            Did::Unhold { .. } => self.hold = None,
            Did::Keep(x) => self.keep = Some(Entry::of(work, x.clone())),
            // Four eyes: who gave a day of their own, and why, has no word that the record may go on it.
            Did::Review { .. } if self.keep.as_ref().is_some_and(|k| k.by == work.by && !k.what.why.is_empty()) => {
                return Err(WhyApart::OwnDecision);
            }
            Did::Review { why } => self.reviewed = Some(Entry::of(work, why.clone())),
            Did::Restrict(x) => self.restricted = Some(Entry::of(work, x.clone())),
            Did::Unrestrict { .. } => self.restricted = None,
            Did::LeaveOut(x) => self.left_out.push(Entry::of(work, x.clone())),
            Did::AskRelease(x) => self.release_asked = Some(Entry::of(work, x.clone())),
            // Whoever was asked has answered.
            Did::Release(x) => {
                self.release_asked = None;
                self.releases.push(Entry::of(work, x.clone()));
            }
            Did::Later(_) => return Err(WhyApart::LaterVersion),
            // Joined already, or in place already.
            Did::Join(_) | Did::Observe(_) | Did::Entity(_) | Did::Episode(_) | Did::Decide(_) | Did::Discussion(_) | Did::Task(_) => {}
            Did::Note(_) | Did::Withdraw(_) => {}
        }
        Ok(())
    }
}

/// By time and name, each name once; and those that have the name of another entry.
fn in_order(works: &[Work]) -> (Vec<Work>, Vec<Apart>) {
    let mut all = works.to_vec();
    // The words decide where time and name do not, so that any order of the same entries comes out as one.
    all.sort_by(|a, b| (a.at, a.id()).cmp(&(b.at, b.id())).then_with(|| a.json().cmp(&b.json())));
    all.dedup();
    let (mut names, mut same_name) = (BTreeSet::new(), Vec::new());
    all.retain(|work| {
        let new = names.insert(work.id());
        if !new {
            same_name.push(Apart { work: work.clone(), why: WhyApart::SameName });
        }
        new
    });
    (all, same_name)
}

/// The entities of the concern's own form.
fn form_entities(first: Option<&Payload>, arrived: i64) -> Vec<Entry<Entity>> {
    let Some(Payload { place, said: Said::Concern(answers), .. }) = first else { return Vec::new() };
    let all = from_form::entities(place.concern, answers).into_iter();
    all.map(|(id, what)| Entry { id, at: arrived, by: String::new(), what }).collect()
}

/// Who struck what through. What cannot be struck through has a counterpart of its own (close and reopen, hold and unhold).
fn withdrawals(works: &[Work], form: &[Entry<Entity>], without: &mut Without) -> (Vec<Entry<Withdraw>>, Struck) {
    let here: BTreeMap<MessageId, bool> =
        form.iter().map(|e| (e.id, true)).chain(works.iter().map(|w| (w.id(), can_be_struck(&w.did)))).collect();
    let (mut withdrawn, mut struck) = (Vec::new(), Struck::new());
    for work in works {
        let Did::Withdraw(what) = &work.did else { continue };
        match here.get(&what.entry) {
            Some(true) => {
                let entry = Entry::of(work, what.clone());
                struck.entry(what.entry).or_insert_with(|| entry.clone());
                withdrawn.push(entry);
            }
            Some(false) => _ = without.insert(work.id(), WhyApart::Contradicts),
            None => _ = without.insert(work.id(), WhyApart::Unknown),
        }
    }
    (withdrawn, struck)
}

fn can_be_struck(did: &Did) -> bool {
    match did {
        Did::Acknowledge(_) | Did::Observe(_) | Did::Entity(_) | Did::Episode(_) | Did::Lens(_) | Did::Decide(_) | Did::SignOff(_) => true,
        Did::OutcomeTold(_) | Did::Discussion(_) | Did::Task(_) | Did::TaskDone(_) | Did::Note(_) | Did::Late { .. } => true,
        Did::LeaveOut(_) | Did::AskRelease(_) | Did::Release(_) => true,
        Did::Allocate { .. } | Did::Join(_) | Did::Unjoin(_) | Did::Link(_) | Did::Due(_) | Did::Close { .. } | Did::Reopen { .. } => false,
        Did::Hold { .. } | Did::Unhold { .. } | Did::Keep(_) | Did::Review { .. } | Did::Restrict(_) | Did::Unrestrict { .. } => false,
        Did::Withdraw(_) | Did::Later(_) => false,
    }
}
