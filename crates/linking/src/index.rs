//! Records that come and go, and one new record held against all of them.
//! Must not know where records are kept, or who asks.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use crate::domain::NONE;
use crate::explain::{FieldWeight, reasons};
use crate::find::Scratch;
use crate::learn::{Pair, Space, first_guess, learn};
use crate::model::{Compared, Model};
use crate::rarity::Rare;
use crate::record::{Record, Schema};
use crate::store::{AT_ONCE, Said, Store};
use crate::subject::Subject;

/// How far below the point where a pair is as likely as not it is still compared, in bits.
const MARGIN: f32 = 4.0;
/// How many records are compared with one, at most.
const COMPARED: usize = 400;
/// From how many records on learning looks at a part of them only, evenly spread: what it learns hardly changes any more.
const ENOUGH: usize = 20_000;
/// From how many records on it is worth learning at all; what data usually has goes before.
const FIRST: usize = 100;

/// Probability below which nothing is shown.
const LEAST: f64 = 1e-3;
/// How often a new record is expected to have a counterpart, before anything is learned.
const EXPECTED: f64 = 0.3;

/// A record that may be of the same person, place or thing.
#[derive(Debug, Clone, PartialEq)]
pub struct Match<Id> {
    /// What the record was inserted as.
    pub id: Id,
    /// Odds in log2.
    pub weight: f64,
    /// 0 to 1.
    pub probability: f64,
    /// Field by field; adds up to the weight.
    pub why: Vec<FieldWeight>,
}

/// What was learned from an index, to be taken up by it. Learning only reads, so that look-ups go on meanwhile.
pub struct Learned {
    model: Model,
    rare: Rare,
    records: usize,
}

impl Learned {
    /// What was learned, in numbers.
    pub fn model(&self) -> &Model {
        &self.model
    }
}

/// Records in memory, found by what they share with another.
///
/// ```
/// use linking::{Index, Kind, Record, Schema};
/// let mut index = Index::new(Schema::new([("given", Kind::GivenName), ("family", Kind::FamilyName), ("born", Kind::BirthDate)]));
/// index.insert("first", &Record::new().with(0, "Mohammed").with(1, "Sample").with(2, "2011-03-04"));
/// index.insert("second", &Record::new().with(0, "Ayesha").with(1, "Example").with(2, "2009-12-24"));
/// let found = index.look_up(&Record::new().with(0, "Muhammad").with(1, "Sampel").with(2, "04/03/2011"));
/// assert_eq!(found.first().map(|m| m.id), Some("first"));
/// ```
pub struct Index<Id> {
    store: Store,
    model: Model,
    rare: Rare,
    /// How many records the model was learned from; 0 if it is a first guess.
    learned_from: usize,
    /// By slot: whose it is, as long as it is anybody's.
    ids: Vec<Option<Id>>,
    slots: HashMap<Id, u32>,
}

impl<Id: Clone + Eq + Hash> Index<Id> {
    /// An empty index for records of this schema.
    pub fn new(schema: Schema) -> Index<Id> {
        let store = Store::new(schema);
        let rare = Rare::live(&store);
        let model = first_guess(&store, &rare, Space::of(&store, true));
        Index { store, model, rare, learned_from: 0, ids: Vec::new(), slots: HashMap::new() }
    }

    /// How many records there are.
    pub fn len(&self) -> usize {
        self.slots.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// What look-ups go by.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// Adds a record. What was there under this id is gone.
    pub fn insert(&mut self, id: Id, record: &Record) {
        self.remove(&id);
        let said = self.store.read(record);
        let slot = self.store.add(&said, None, 0);
        self.store.count(slot);
        self.store.list(slot);
        self.ids.push(Some(id.clone()));
        self.slots.insert(id, slot);
    }

    /// Adds many records, on every core: the same as [`Index::insert`] of one after another.
    pub fn extend(&mut self, records: impl IntoIterator<Item = (Id, Record)>) {
        let (mut ids, mut said) = (HashSet::new(), Vec::new());
        for (id, record) in records {
            // Who comes twice replaces what came first.
            if said.len() == AT_ONCE || ids.contains(&id) {
                self.add_all(&mut ids, &mut said);
            }
            said.push((id.clone(), self.store.read(&record)));
            ids.insert(id);
        }
        self.add_all(&mut ids, &mut said);
    }

    fn add_all(&mut self, ids: &mut HashSet<Id>, said: &mut Vec<(Id, Said)>) {
        ids.drain().for_each(|id| _ = self.remove(&id));
        self.add_said(std::mem::take(said));
    }

    pub(crate) fn schema(&self) -> &Schema {
        &self.store.schema
    }

    /// How many slots were ever used.
    pub(crate) fn slot_count(&self) -> u32 {
        self.ids.len() as u32
    }

    /// Whose a slot is, if it is still somebody's.
    pub(crate) fn id_at(&self, slot: u32) -> Option<&Id> {
        self.ids[slot as usize].as_ref()
    }

    pub(crate) fn said_at(&self, slot: u32) -> Said {
        self.store.said(slot)
    }

    /// Goes by what another has learned.
    pub(crate) fn go_by(&mut self, other: &mut Index<Id>) {
        std::mem::swap(&mut self.model, &mut other.model);
        std::mem::swap(&mut self.rare, &mut other.rare);
        self.learned_from = other.learned_from;
    }

    pub(crate) fn add_said(&mut self, said: Vec<(Id, Said)>) {
        let (ids, said): (Vec<Id>, Vec<Said>) = said.into_iter().unzip();
        for (slot, id) in self.store.add_all(&said, None, 0).zip(ids) {
            self.store.count(slot);
            self.store.list(slot);
            self.ids.push(Some(id.clone()));
            self.slots.insert(id, slot);
        }
    }

    /// Puts another record in the place of one. The same as [`Index::insert`].
    pub fn update(&mut self, id: Id, record: &Record) {
        self.insert(id, record);
    }

    /// Takes a record away; `false` if there was none.
    pub fn remove(&mut self, id: &Id) -> bool {
        let Some(slot) = self.slots.remove(id) else { return false };
        self.ids[slot as usize] = None;
        self.store.forget(slot);
        true
    }

    /// Whether most of its room is nobody's any more: slots are used once, and what records said that are gone stays in memory. See [`Index::copied`].
    pub fn is_loose(&self) -> bool {
        self.ids.len() > 64 && self.slots.len() * 2 < self.ids.len()
    }

    /// Records that may be of the same person, place or thing, best first: those likelier than one in a thousand.
    pub fn look_up(&self, record: &Record) -> Vec<Match<Id>> {
        self.look_up_with(record, &mut Room::default())
    }

    /// The same, with room that is used again: for many look-ups one after another.
    pub fn look_up_with(&self, record: &Record, room: &mut Room) -> Vec<Match<Id>> {
        let said = self.store.read(record);
        self.held_against(&Subject::from(&self.store, &said, None), NONE, room)
    }

    /// Records that may be of the same person, place or thing as one that is here, itself left out. `None` if it is not here.
    pub fn counterparts(&self, id: &Id, room: &mut Room) -> Option<Vec<Match<Id>>> {
        let slot = *self.slots.get(id)?;
        Some(self.held_against(&Subject::of(&self.store, slot), slot, room))
    }

    fn held_against(&self, subject: &Subject, but: u32, room: &mut Room) -> Vec<Match<Id>> {
        let prior = self.prior();
        let least = ((1.0 - prior) / prior).log2() as f32 - MARGIN;
        room.scratch.candidates(subject, &self.store, &self.rare, least, COMPARED, &mut room.found);
        let found = std::mem::take(&mut room.found);
        let weighed = found.iter().filter(|slot| **slot != but).filter_map(|slot| Some((*slot, self.weigh(subject, *slot, LEAST, room)?)));
        let mut out: Vec<(u32, Match<Id>)> = weighed.collect();
        room.found = found;
        out.sort_by(|x, y| y.1.weight.total_cmp(&x.1.weight).then(x.0.cmp(&y.0)));
        out.into_iter().map(|(_, m)| m).collect()
    }

    /// Two that are here, held against one another, however little speaks for them. `None` if either is not here.
    pub fn between(&self, one: &Id, other: &Id, room: &mut Room) -> Option<Match<Id>> {
        let (one, other) = (*self.slots.get(one)?, *self.slots.get(other)?);
        self.weigh(&Subject::of(&self.store, one), other, 0.0, room)
    }

    /// The subject held against the record in a slot; `None` if that is nobody's, or both are less likely one than `least`.
    fn weigh(&self, subject: &Subject, slot: u32, least: f64, room: &mut Room) -> Option<Match<Id>> {
        let id = self.ids[slot as usize].as_ref()?;
        let (prior, model) = (self.prior(), &self.model);
        model.compare(subject, &self.store, &self.rare, slot, 1.0, &mut room.compared);
        room.ratios.clear();
        room.ratios.extend((0..model.comparisons.len()).map(|c| model.ratio(c, room.compared.level[c], room.compared.against_chance[c])));
        let odds = model.odds_before(prior, &room.ratios, f64::from(room.compared.homes));
        let weighed = || Match {
            id: id.clone(),
            weight: odds.total.log2(),
            probability: odds.probability(),
            why: reasons(model, prior, &room.compared),
        };
        (odds.probability() >= least).then(weighed)
    }

    /// How likely a new record is one person's with any one that is here. Of the records of a place that grows, the share with a counterpart stays.
    fn prior(&self) -> f64 {
        let records = self.slots.len().max(2) as f64;
        let prior = if self.learned_from == 0 { EXPECTED / records } else { self.model.prior * self.learned_from as f64 / records };
        prior.clamp(1e-12, 0.2)
    }

    /// Learns from the records that are here: reads only. To be taken up by [`Index::adopt`].
    pub fn learn(&self) -> Learned {
        let mut sample = self.sample();
        self.copy(&mut sample, usize::MAX);
        sample.learn()
    }

    /// What is to be learned from, to be copied by [`Index::copy`]: then it is learned from a copy, and records may come and go meanwhile.
    pub fn sample(&self) -> Sample<Id> {
        let step = self.len().div_ceil(ENOUGH).max(1);
        let left: Vec<Id> = self.ids.iter().flatten().step_by(step).cloned().collect();
        Sample { schema: self.store.schema.clone(), left: left.into_iter(), said: Vec::new(), records: self.len() }
    }

    /// Copies some more of a sample, as far as it is still here: a few hundred take a millisecond or two. False if nothing is left to copy.
    pub fn copy(&self, sample: &mut Sample<Id>, most: usize) -> bool {
        for id in sample.left.by_ref().take(most) {
            sample.said.extend(self.slots.get(&id).map(|slot| self.store.said(*slot)));
        }
        sample.left.len() > 0
    }

    /// Whether it is time to learn: with the first hundred records, and whenever there are a tenth more.
    pub fn has_grown(&self) -> bool {
        self.len() >= FIRST && self.len() * 10 >= self.learned_from * 11
    }

    /// Goes by what was learned from now on.
    pub fn adopt(&mut self, learned: Learned) {
        (self.model, self.rare, self.learned_from) = (learned.model, learned.rare, learned.records);
    }
}

/// Records of an index, copied for learning.
pub struct Sample<Id> {
    schema: Schema,
    /// Those that are still to be copied.
    left: std::vec::IntoIter<Id>,
    said: Vec<Said>,
    /// How many the index had.
    records: usize,
}

impl<Id> Sample<Id> {
    /// Learns from what was copied: for an index of a million, some seconds.
    pub fn learn(self) -> Learned {
        let mut store = Store::new(self.schema);
        store.add_all(&self.said, None, 0);
        let records = store.born.len() as u32;
        (0..records).for_each(|r| store.count(r));
        store.sum_up();
        let space = Space::of(&store, true);
        let mut rare = Rare::of(&store, true, None);
        let least = (records.max(2) as f32).log2() - MARGIN;
        let (mut scratch, mut found, mut pairs) = (Scratch::default(), Vec::new(), Vec::new());
        for record in 0..records {
            scratch.candidates(&Subject::of(&store, record), &store, &rare, least, COMPARED, &mut found);
            pairs.extend(found.iter().map(|b| Pair { a: record, b: *b, probability: 0.0 }));
            store.list(record);
        }
        let model = learn(&store, space, &mut pairs, &mut rare);
        Learned { model, rare: rare.kept(), records: self.records }
    }
}

/// Room for look-ups, used again from one to the next.
#[derive(Default)]
pub struct Room {
    scratch: Scratch,
    found: Vec<u32>,
    compared: Compared,
    ratios: Vec<f64>,
}
