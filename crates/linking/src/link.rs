//! Files of records linked as a whole: one with itself, or two with each other.
//! Must not know where the records come from.

use std::collections::HashMap;

use crate::born::taken_on;
use crate::date::Date;
use crate::domain::NONE;
use crate::explain::{FieldWeight, Stand, reasons};
use crate::find::Scratch;
use crate::learn::{Pair, Rows, Space, compare_all, first_guess, learn};
use crate::level::MISSING;
use crate::model::{Compared, Model};
use crate::plain::Plain;
use crate::rarity::Rare;
use crate::record::{Record, Schema};
use crate::store::{Said, Store};
use crate::subject::Subject;
use crate::together::{Groups, one_to_one, repeats};

/// The probability from which on a pair is a link, unless another is wanted: it is likelier than not.
pub const THRESHOLD: f64 = 0.5;

/// How far below the point where a pair is as likely as not it is still compared, in bits: what candidates are found by is not all that speaks.
const MARGIN: f32 = 4.0;
/// How many candidates a record has, at most.
const MOST: usize = 600;
/// How many of the records that have a counterpart may have two before files count as repeating people.
const REPEATS: f64 = 0.03;

/// How far a record counts as a copy of one of its person's others rather than of all of them.
const COPY: f64 = 0.4;

/// Two records, and how likely they are of one person.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Link {
    /// Place in the left file.
    pub left: u32,
    /// Place in the right file; in the left one if there is no right one, and then greater than `left`.
    pub right: u32,
    /// Odds in log2.
    pub weight: f64,
    /// 0 to 1.
    pub probability: f64,
}

/// What came of it.
pub struct Linked {
    /// Every pair that was worth a look, by places; each unordered pair once.
    pub links: Vec<Link>,
    /// What was learned.
    pub model: Model,
    /// By side: dates that are none, and were counted as missing.
    pub unreadable: [u32; 2],
    /// Whether each record was taken to have one counterpart at most.
    pub one_to_one: bool,
    two_files: bool,
    plain: Option<Plain>,
    pub(crate) store: Store,
    pub(crate) rare: Rare,
}

impl Linked {
    /// Why the records at two places are or are not one person's: field by field, and at last what other records make of it. The weights add up to the link's.
    pub fn why(&self, left: u32, right: u32) -> Vec<FieldWeight> {
        let (a, b) = (left, if self.two_files { self.store.records[0] + right } else { right });
        if let Some(plain) = &self.plain {
            return plain.reasons(&self.store, a, b);
        }
        let subject = Subject::of(&self.store, a.max(b));
        let mut compared = Compared::default();
        let doubt =
            self.links.binary_search_by_key(&(left, right), |l| (l.left, l.right)).map_or(1.0, |i| 1.0 - self.links[i].probability as f32);
        self.model.compare(&subject, &self.store, &self.rare, a.min(b), doubt, &mut compared);
        let mut why = reasons(&self.model, self.model.prior, &compared);
        if let Ok(i) = self.links.binary_search_by_key(&(left, right), |l| (l.left, l.right)) {
            let own: f64 = why.iter().map(|w| w.weight).sum();
            let others = self.links[i].weight - own;
            if others.abs() > 0.05 {
                let how = if others > 0.0 { "other records of this person speak for it" } else { "other records fit better" };
                why.push(FieldWeight { field: "others".to_owned(), stand: Stand::Context, how: how.to_owned(), weight: others });
            }
        }
        why
    }
}

/// Links `left` with `right`, or with itself. `progress` is told how far it is, from 0 to 1.
pub fn link(schema: &Schema, left: &[Record], right: Option<&[Record]>, progress: impl FnMut(f64)) -> Linked {
    link_with(schema, left, right, None, progress)
}

/// The same by a model that is given rather than learned: every pair's weight is the sum of its fields' and nothing else.
pub fn link_by(plain: Plain, schema: &Schema, left: &[Record], right: Option<&[Record]>, progress: impl FnMut(f64)) -> Linked {
    link_with(schema, left, right, Some(plain), progress)
}

fn link_with(schema: &Schema, left: &[Record], right: Option<&[Record]>, plain: Option<Plain>, mut progress: impl FnMut(f64)) -> Linked {
    let mut store = Store::new(schema.clone());
    let mut unreadable = [0; 2];
    let mut dated = true;
    for (side, records) in [Some(left), right].into_iter().flatten().enumerate() {
        let said: Vec<Said> = records.iter().map(|r| store.read(r)).collect();
        unreadable[side] = said.iter().map(|s| s.unreadable).sum();
        let ages: Vec<(Date, f32)> = said.iter().filter_map(|s| Some((s.day?, s.age.filter(|a| a.1.is_none())?.0))).collect();
        let on = taken_on(&ages);
        dated &= on.is_some();
        store.add_all(&said, on, side as u8);
    }
    progress(0.1);
    let records = store.born.len() as u32;
    (0..records).for_each(|r| store.count(r));
    store.sum_up();
    let one_file = right.is_none();
    let space = Space::of(&store, one_file);
    let mut rare = Rare::of(&store, one_file, None);
    let mut pairs = find(&mut store, &rare, one_file, left.len() as u32, |done| progress(0.1 + 0.5 * done));
    if !one_file && !dated {
        same_day(&mut store, &pairs);
    }
    let model = if plain.is_some() { first_guess(&store, &rare, space) } else { learn(&store, space, &mut pairs, &mut rare) };
    progress(0.8);
    let odds = if plain.is_some() { Vec::new() } else { weigh(&store, &model, &rare, &pairs) };
    let ends = [repeats(&pairs, |p| p.a), repeats(&pairs, |p| p.b)];
    let single = plain.is_none() && !one_file && ends.iter().all(|r| *r < REPEATS);
    let weights: Vec<(u32, u32, f64)> = if let Some(plain) = &plain {
        plain.weights(&store, pairs.iter().map(|p| (p.a, p.b)))
    } else if single {
        let heard = one_to_one(&pairs, &odds, store.records);
        pairs.iter().zip(heard).map(|(p, o)| (p.a, p.b, o.max(1e-200).log2())).collect()
    } else {
        gather(&store, &model, &rare, &pairs, &odds)
    };
    let first = left.len() as u32;
    let place = |r: u32| if r >= first && !one_file { r - first } else { r };
    let mut links: Vec<Link> = weights
        .into_iter()
        .filter(|(a, b, _)| one_file || store.side[*a as usize] != store.side[*b as usize])
        .map(|(a, b, weight)| (a.min(b), a.max(b), weight))
        .map(|(a, b, weight)| Link { left: place(a), right: place(b), weight, probability: 1.0 / (1.0 + (-weight).exp2()) })
        .collect();
    links.sort_by_key(|l| (l.left, l.right));
    progress(1.0);
    Linked { links, model, unreadable, one_to_one: single, two_files: !one_file, plain, store, rare }
}

/// Pairs that could be one person's, by their first record.
fn find(store: &mut Store, rare: &Rare, one_file: bool, first: u32, mut progress: impl FnMut(f64)) -> Vec<Pair> {
    let records = store.born.len() as u32;
    let people = if one_file { records } else { first.max(records - first) };
    let least = (people.max(2) as f32).log2() - MARGIN;
    let mut scratch = Scratch::default();
    let mut found = Vec::new();
    let mut pairs = Vec::new();
    if !one_file {
        (0..first).for_each(|r| store.list(r));
    }
    for record in if one_file { 0 } else { first }..records {
        let subject = Subject::of(store, record);
        scratch.candidates(&subject, store, rare, least, MOST, &mut found);
        pairs.extend(found.iter().map(|b| Pair { a: record, b: *b, probability: 0.0 }));
        if one_file {
            store.list(record);
        }
        if record.is_multiple_of(512) {
            progress(f64::from(record) / f64::from(records));
        }
    }
    pairs
}

/// Ages of two files without days of birth may be taken years apart: how far, is what most pairs of one full name say. The right file's are moved by it.
fn same_day(store: &mut Store, pairs: &[Pair]) {
    let (Some(given), Some(family)) = (store.given, store.family) else { return };
    let named = |c: usize, p: &Pair| {
        let (x, y) = (store.columns[c].first[p.a as usize], store.columns[c].first[p.b as usize]);
        x == y && x != NONE
    };
    let apart = |p: &Pair| Some(store.born[p.a as usize].by_age? - store.born[p.b as usize].by_age?);
    let mut apart: Vec<f32> = pairs.iter().filter(|p| named(given, p) && named(family, p)).filter_map(apart).collect();
    apart.sort_by(f32::total_cmp);
    // The window of a year and a half that holds the most of them.
    let held = |low: f32| apart.partition_point(|d| *d <= low + 1.5) - apart.partition_point(|d| *d < low);
    let Some(best) = apart.iter().copied().max_by_key(|low| held(*low)) else { return };
    if held(best) < 10 {
        return;
    }
    let within: Vec<f32> = apart.iter().copied().filter(|d| (best..=best + 1.5).contains(d)).collect();
    let by = within.iter().sum::<f32>() / within.len() as f32;
    for (born, side) in store.born.iter_mut().zip(&store.side) {
        born.by_age = born.by_age.map(|year| if *side == 1 { year - by } else { year });
    }
}

/// The odds of every pair by itself.
fn weigh(store: &Store, model: &Model, rare: &Rare, pairs: &[Pair]) -> Vec<f64> {
    let mut rows = Rows::default();
    compare_all(store, model, rare, pairs, &mut rows);
    let mut ratios = vec![1.0; model.comparisons.len()];
    (0..pairs.len()).map(|i| rows.odds(model, i, &mut ratios).total).collect()
}

/// Gathers records into people. A pair's weight is its own, or what its people's other records say for it; against it, if they are two people.
fn gather(store: &Store, model: &Model, rare: &Rare, pairs: &[Pair], odds: &[f64]) -> Vec<(u32, u32, f64)> {
    let known: HashMap<(u32, u32), (f32, f64)> =
        pairs.iter().zip(odds).map(|(p, o)| ((p.a.min(p.b), p.a.max(p.b)), (p.probability, *o))).collect();
    let between = Between { store, model, rare, known: &known };
    let groups = Groups::gather(store.born.len(), pairs, |x, y| between.odds(x, y));
    let mut out = Vec::new();
    for (pair, own) in pairs.iter().zip(odds) {
        let (x, y) = (groups.of[pair.a as usize], groups.of[pair.b as usize]);
        if x != y {
            let whole = if *own > 0.02 { between.odds(&groups.members[x as usize], &groups.members[y as usize]) } else { *own };
            out.push((pair.a, pair.b, own.min(whole).max(1e-200).log2()));
        }
    }
    for members in groups.members.iter().filter(|m| m.len() > 1) {
        let belongs: Vec<f64> = members
            .iter()
            .map(|r| {
                let rest: Vec<u32> = members.iter().copied().filter(|o| o != r).collect();
                between.odds(&[*r], &rest)
            })
            .collect();
        for i in 0..members.len() {
            for j in i + 1..members.len() {
                let own = between.odds(&members[i..=i], &members[j..=j]);
                let heard = if members.len() > 2 { own.max(belongs[i].min(belongs[j])) } else { own };
                out.push((members[i], members[j], heard.log2()));
            }
        }
    }
    out
}

struct Between<'a> {
    store: &'a Store,
    model: &'a Model,
    rare: &'a Rare,
    known: &'a HashMap<(u32, u32), (f32, f64)>,
}

impl Between<'_> {
    /// The odds that two groups are one person: in each field, what the records of one say about those of the other, on the average.
    fn odds(&self, x: &[u32], y: &[u32]) -> f64 {
        if let ([a], [b]) = (x, y)
            && let Some((_, odds)) = self.known.get(&(*a.min(b), *a.max(b)))
        {
            return *odds;
        }
        // By field: the sums of the ratios and of their logarithms, and how many pairs say anything.
        let mut sums = vec![(0f64, 0f64, 0f64); self.model.comparisons.len()];
        let mut compared = Compared::default();
        let mut homes = f64::INFINITY;
        for &a in x {
            let subject = Subject::of(self.store, a);
            for &b in y {
                let doubt = self.known.get(&(a.min(b), a.max(b))).map_or(1.0, |(p, _)| 1.0 - p);
                self.model.compare(&subject, self.store, self.rare, b, doubt, &mut compared);
                homes = homes.min(f64::from(compared.homes));
                for (c, (sum, logs, n)) in sums.iter_mut().enumerate().filter(|(c, _)| compared.level[*c] != MISSING) {
                    let ratio = self.model.ratio(c, compared.level[c], compared.against_chance[c]);
                    (*sum, *logs, *n) = (*sum + ratio, *logs + ratio.ln(), *n + 1.0);
                }
            }
        }
        // A record is a faulty copy of one of the others: their average says so, and is blind to what all the rest say against it.
        // The average of the logarithms hears every one alike. Somewhat less than half of the former and somewhat more of the latter.
        let mean = |(sum, logs, n): (f64, f64, f64)| (COPY * (sum / n).ln() + (1.0 - COPY) * logs / n).exp();
        let ratios: Vec<f64> = sums.into_iter().map(|s| if s.2 == 0.0 { 1.0 } else { mean(s) }).collect();
        self.model.odds(&ratios, homes).total
    }
}
