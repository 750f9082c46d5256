//! Learning without labels: u from how common everything is, m by expectation and maximisation over the pairs that could be one person's.
//! Must not know files or how pairs were found.

use std::collections::HashMap;

use crate::born::{NO_AGE, NO_DAY, SAME, STEPS, near_in_time, step};
use crate::domain::NONE;
use crate::kind::Kind;
use crate::level::{ALIAS, ALIKE, DIFFER, EXACT, FUZZY, INITIAL, LEVELS, MISSING, NEAR, PART, SWAPPED};
use crate::model::{Compared, Comparison, Model, Namesakes, Odds};
use crate::rarity::{AllMatched, Matched, Rare};
use crate::store::{Home, Store};
use crate::subject::Subject;

/// How many pairs of one person the first guess is worth, and what share of those found: what fits ill with it is rather two people than one.
const WEIGHT: f64 = 12.0;
const SHARE: f64 = 0.15;
/// How many pairs of people who live together are expected for each record, before any is seen.
const HOUSEMATES: f64 = 0.3;
/// Odds below which a pair is not looked at again.
const HOPELESS: f64 = 1e-4;
const ROUNDS: usize = 4;
const STEPS_A_ROUND: usize = 12;

/// Two records that could be one person's.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Pair {
    pub(crate) a: u32,
    pub(crate) b: u32,
    pub(crate) probability: f32,
}

/// How the pairs lie: in one file or across two, and how many there could be.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Space {
    pub(crate) one_file: bool,
    pub(crate) pairs: f64,
    pub(crate) records: f64,
}

impl Space {
    pub(crate) fn of(store: &Store, one_file: bool) -> Space {
        let [a, b] = store.records.map(f64::from);
        Space { one_file, records: if one_file { a } else { a.min(b) }, pairs: if one_file { a * (a - 1.0) / 2.0 } else { a * b }.max(1.0) }
    }
}

/// A model before anything was seen of matches: u is the store's own, m is what such data usually has.
pub(crate) fn first_guess(store: &Store, rare: &Rare, space: Space) -> Model {
    let mut comparisons: Vec<Comparison> = store
        .columns
        .iter()
        .zip(&rare.columns)
        .map(|(column, rare)| Comparison {
            name: column.name.clone(),
            kind: column.kind,
            m: if column.kind == Kind::BirthDate { births_m() } else { usual(column.kind).to_vec() },
            u: if column.kind == Kind::BirthDate { Vec::new() } else { rare.overall.to_vec() },
            shared: usually_shared(column.kind),
        })
        .collect();
    if store.has_births {
        let place = store.days.unwrap_or(comparisons.len());
        if store.days.is_none() {
            let name = store.schema.fields.iter().find(|f| f.kind == Kind::Age).map_or("age", |f| &f.name).to_owned();
            comparisons.push(Comparison {
                name,
                kind: Kind::BirthDate,
                m: births_m(),
                u: Vec::new(),
                shared: usually_shared(Kind::BirthDate),
            });
        }
        comparisons[place].u = births_u(&births_drawn(store, space), rare.columns.get(place).map(|r| r.overall[0]));
    }
    let people = f64::from(store.records[0].max(1));
    let namesakes = Namesakes { gender: 0.9, born: 1.5, address: ADDRESSES };
    Model { comparisons, namesakes, prior: (0.5 * people / space.pairs).min(0.2), stayed: 0.8, together: (2.0 / people).min(0.05) }
}

/// By level: how often two records of one person usually agree so.
fn usual(kind: Kind) -> [f64; LEVELS] {
    let mut m = [0.0; LEVELS];
    let mut set = |levels: &[(u8, f64)]| levels.iter().for_each(|(l, p)| m[*l as usize] = *p);
    match kind {
        Kind::GivenName => set(&[
            (EXACT, 0.74),
            (ALIAS, 0.03),
            (NEAR, 0.07),
            (ALIKE, 0.04),
            (PART, 0.03),
            (INITIAL, 0.01),
            (SWAPPED, 0.01),
            (DIFFER, 0.03),
        ]),
        Kind::FamilyName | Kind::FullName => {
            set(&[
                (EXACT, 0.76),
                (ALIAS, 0.01),
                (NEAR, 0.07),
                (ALIKE, 0.04),
                (PART, 0.02),
                (INITIAL, 0.005),
                (SWAPPED, 0.01),
                (DIFFER, 0.085),
            ]);
        }
        Kind::OtherName => set(&[(EXACT, 0.75), (ALIAS, 0.02), (NEAR, 0.05), (ALIKE, 0.03), (PART, 0.02), (INITIAL, 0.05), (DIFFER, 0.08)]),
        Kind::Address => set(&[(EXACT, 0.72), (NEAR, 0.10), (ALIKE, 0.06), (PART, 0.04), (SWAPPED, 0.01), (DIFFER, 0.07)]),
        Kind::Place | Kind::School | Kind::Occupation => set(&[(EXACT, 0.55), (NEAR, 0.08), (ALIKE, 0.06), (PART, 0.06), (DIFFER, 0.25)]),
        Kind::Gender => set(&[(EXACT, 0.97), (DIFFER, 0.03)]),
        Kind::Category => set(&[(EXACT, 0.90), (DIFFER, 0.10)]),
        Kind::Phone | Kind::Email | Kind::Username | Kind::Vehicle => {
            set(&[(EXACT, 0.65), (NEAR, 0.09), (ALIKE, 0.04), (PART, 0.02), (DIFFER, 0.20)])
        }
        _ => set(&[(EXACT, 0.78), (NEAR, 0.08), (ALIKE, 0.04), (PART, 0.01), (SWAPPED, 0.005), (DIFFER, 0.085)]),
    }
    m.iter_mut().for_each(|p| *p = p.max(0.001));
    let sum: f64 = m.iter().sum();
    m.map(|p| p / sum)
}

/// How often two people of one home share a value because they do.
fn usually_shared(kind: Kind) -> f64 {
    match kind {
        Kind::FamilyName => 0.6,
        Kind::Phone => 0.3,
        Kind::School | Kind::Place | Kind::Vehicle => 0.15,
        Kind::Email => 0.03,
        Kind::GivenName => 0.01,
        // Twins.
        Kind::BirthDate => 0.03,
        // Nobody else's, but for a slip of the pen.
        Kind::Identifier | Kind::Username => 0.0005,
        _ => 0.02,
    }
}

/// And at most: more would be a person's own records taken for those of two who live together.
fn most_shared(kind: Kind) -> f64 {
    if kind == Kind::BirthDate { 0.03 } else { (3.0 * usually_shared(kind)).min(0.95) }
}

fn births_m() -> Vec<f64> {
    const DAYS: [f64; 6] = [0.80, 0.02, 0.06, 0.05, 0.03, 0.04];
    // If the day agrees so does the age, nearly always; if it does not, often.
    const AGES: [[f64; 3]; 2] = [[0.93, 0.03, 0.04], [0.80, 0.08, 0.12]];
    let mut m = vec![0.0; STEPS];
    for (day, p) in DAYS.iter().enumerate() {
        let ages = AGES[usize::from(day >= 2)];
        ages.iter().enumerate().for_each(|(age, q)| m[day * 4 + age] = p * q);
        m[day * 4 + NO_AGE as usize] = *p;
    }
    [0.85, 0.06, 0.09].iter().enumerate().for_each(|(age, q)| m[NO_DAY as usize * 4 + age] = *q);
    m
}

/// By step: how often births agree so in pairs drawn without looking, always the same ones.
fn births_drawn(store: &Store, space: Space) -> [f64; STEPS] {
    let all = store.born.len() as u64;
    let mut seen = [0f64; STEPS];
    let mut state = 0x2545_f491_4f6c_dd1du64;
    let mut draw = |n: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) % n.max(1)
    };
    for _ in 0..if all < 2 || !store.has_births { 0 } else { 200_000 } {
        let (a, b) = (draw(all) as usize, draw(all) as usize);
        if a != b && (space.one_file || store.side[a] != store.side[b]) {
            seen[step(store.born[a], store.born[b]) as usize] += 1.0;
        }
    }
    seen
}

/// How two people's births agree, after what was drawn.
fn births_u(seen: &[f64; STEPS], same_day: Option<f64>) -> Vec<f64> {
    let mut day = [0f64; 7];
    (0..STEPS).for_each(|s| day[s / 4] += seen[s]);
    const USUAL: [f64; 6] = [3e-5, 1e-5, 2e-3, 6e-3, 3e-2, 0.96];
    let known: f64 = day[..6].iter().sum();
    let mut u = vec![0.0; STEPS];
    for d in 0..7 {
        let of_day = if d == 6 { 1.0 } else { (day[d] + 200.0 * USUAL[d]) / (known + 200.0) };
        let same = same_day.unwrap_or(2e-5).max(1e-7);
        let of_day = match d {
            0 => same,
            // Too rare to be drawn: of two in five days the turned one is a day too, and as likely as any.
            1 => 0.4 * same,
            _ => of_day,
        };
        // Equal days make equal ages, in two people as in one.
        let usual = match d {
            0 | 1 => [0.94, 0.03, 0.03],
            2 => [0.30, 0.10, 0.60],
            3 | 4 => [0.40, 0.15, 0.45],
            _ => [0.03, 0.04, 0.93],
        };
        let with_age: f64 = seen[d * 4..d * 4 + 3].iter().sum();
        for a in 0..3 {
            let share = (seen[d * 4 + a] + 20.0 * usual[a]) / (with_age + 20.0);
            u[d * 4 + a] = of_day * share;
        }
        u[d * 4 + 3] = if d == 6 { 1.0 } else { of_day };
    }
    u
}

/// Learns from the pairs, whose probabilities are set. `give` is told how far it is, from 0 to 1.
pub(crate) fn learn(store: &Store, space: Space, pairs: &mut Vec<Pair>, rare: &mut Rare) -> Model {
    let mut model = first_guess(store, rare, space);
    let drawn = births_drawn(store, space);
    let mut rows = Rows::default();
    for round in 0..ROUNDS {
        if round > 0 {
            let matched = matched(store, pairs);
            *rare = Rare::of(store, space.one_file, Some(&matched));
            for (comparison, rare) in model.comparisons.iter_mut().zip(&rare.columns) {
                if comparison.kind != Kind::BirthDate {
                    comparison.u = rare.overall.to_vec();
                }
            }
            births_again(&mut model, pairs, &rows.levels, &drawn, space, store, rare);
            model.namesakes = namesakes(store, &model, pairs, &rows.levels);
        }
        compare_all(store, &model, rare, pairs, &mut rows);
        if round == 0 {
            forget(&model, pairs, &mut rows);
        }
        for _ in 0..STEPS_A_ROUND {
            step_on(&mut model, space, pairs, &rows);
        }
    }
    model
}

/// Every pair compared: levels and chances row by row, as many as there are comparisons.
#[derive(Default)]
pub(crate) struct Rows {
    pub(crate) levels: Vec<u8>,
    pub(crate) against: Vec<f32>,
    pub(crate) homes: Vec<f32>,
}

impl Rows {
    /// The odds of pair `i`; `ratios` is room for one number a comparison.
    pub(crate) fn odds(&self, model: &Model, i: usize, ratios: &mut [f64]) -> Odds {
        let k = ratios.len();
        for (c, ratio) in ratios.iter_mut().enumerate() {
            *ratio = model.ratio(c, self.levels[i * k + c], self.against[i * k + c]);
        }
        model.odds(ratios, f64::from(self.homes[i]))
    }
}

/// Compares every pair.
pub(crate) fn compare_all(store: &Store, model: &Model, rare: &Rare, pairs: &[Pair], rows: &mut Rows) {
    rows.levels.clear();
    rows.against.clear();
    rows.homes.clear();
    let mut compared = Compared::default();
    let mut subject: Option<(u32, Subject)> = None;
    for pair in pairs {
        if subject.as_ref().is_none_or(|(a, _)| *a != pair.a) {
            subject = Some((pair.a, Subject::of(store, pair.a)));
        }
        if let Some((_, subject)) = &subject {
            model.compare(subject, store, rare, pair.b, 1.0 - pair.probability, &mut compared);
        }
        rows.levels.extend_from_slice(&compared.level);
        rows.against.extend_from_slice(&compared.against_chance);
        rows.homes.push(compared.homes);
    }
}

/// Forgets pairs that are hopeless by the first guess already: they would only cost time.
fn forget(model: &Model, pairs: &mut Vec<Pair>, rows: &mut Rows) {
    let k = model.comparisons.len();
    let mut ratios = vec![1.0; k];
    let mut kept = 0;
    for i in 0..pairs.len() {
        if rows.odds(model, i, &mut ratios).total < HOPELESS {
            continue;
        }
        pairs[kept] = pairs[i];
        rows.levels.copy_within(i * k..(i + 1) * k, kept * k);
        rows.against.copy_within(i * k..(i + 1) * k, kept * k);
        rows.homes[kept] = rows.homes[i];
        kept += 1;
    }
    pairs.truncate(kept);
    rows.levels.truncate(kept * k);
    rows.against.truncate(kept * k);
    rows.homes.truncate(kept);
}

/// One step of expectation and maximisation.
fn step_on(model: &mut Model, space: Space, pairs: &mut [Pair], rows: &Rows) {
    let k = model.comparisons.len();
    let mut counts: Vec<Vec<f64>> = model.comparisons.iter().map(|c| vec![0.0; c.m.len()]).collect();
    let mut shared = vec![(0.0, 0.0); k];
    let (mut one, mut stayed, mut together) = (0.0, 0.0, 0.0);
    let mut ratios = vec![1.0; k];
    for (i, pair) in pairs.iter_mut().enumerate() {
        let odds = rows.odds(model, i, &mut ratios);
        let p = odds.probability();
        let at_home = (odds.moved - 1.0 + model.stayed) / odds.moved;
        let housemates = (1.0 - p) * odds.at_one;
        pair.probability = p as f32;
        one += p;
        stayed += p * at_home;
        together += housemates;
        for (c, comparison) in model.comparisons.iter().enumerate() {
            let level = rows.levels[i * k + c];
            if level == MISSING {
                continue;
            }
            if comparison.kind.of_home() {
                counts[c][level as usize] += p * at_home + housemates;
            } else {
                counts[c][level as usize] += p;
                let s = comparison.shared * ratios[c];
                shared[c].0 += housemates * s / (1.0 - comparison.shared + s);
                shared[c].1 += housemates;
            }
        }
    }
    for ((comparison, counts), (yes, all)) in model.comparisons.iter_mut().zip(&counts).zip(&shared) {
        settle(comparison, counts, WEIGHT + SHARE * one);
        let usual = usually_shared(comparison.kind);
        comparison.shared = ((yes + 20.0 * usual) / (all + 20.0)).clamp(1e-5, most_shared(comparison.kind));
    }
    model.prior = ((one + 1.0) / (space.pairs + 10.0)).clamp(1e-12, 0.5);
    model.stayed = ((stayed + 8.0) / (one + 10.0)).clamp(0.05, 0.995);
    model.together = ((together + HOUSEMATES * space.records) / space.pairs).clamp(1e-12, 0.2);
}

/// How the e-mail addresses of two people of one name usually agree, and what many pairs of them that guess is worth.
const ADDRESSES: [f64; LEVELS] = [0.002, 0.001, 0.003, 0.01, 0.2, 0.001, 0.001, 0.782];
const ADDRESSES_WORTH: f64 = 30.0;

/// How the addresses of two people of one name agree: from the pairs that share both names and are not thought to be one person.
fn addresses(store: &Store, model: &Model, pairs: &[Pair], levels: &[u8]) -> [f64; LEVELS] {
    let k = model.comparisons.len();
    let mut seen = ADDRESSES.map(|p| p * ADDRESSES_WORTH);
    let kinds = [Kind::Email, Kind::Username];
    if let (Some(given), Some(family)) = (store.given, store.family) {
        for (pair, levels) in pairs.iter().zip(levels.chunks_exact(k)) {
            if levels[given] as usize > FUZZY || levels[family] as usize > FUZZY {
                continue;
            }
            for (c, level) in levels.iter().enumerate() {
                if *level != MISSING && kinds.contains(&model.comparisons[c].kind) {
                    seen[*level as usize] += f64::from(1.0 - pair.probability);
                }
            }
        }
    }
    let all: f64 = seen.iter().sum();
    seen.map(|n| n / all)
}

/// What people of one given name have in common: from pairs of them drawn without looking, less those that are thought to be one person.
fn namesakes(store: &Store, model: &Model, pairs: &[Pair], levels: &[u8]) -> Namesakes {
    let none = Namesakes { gender: 0.9, born: 1.5, address: ADDRESSES };
    let Some(given) = store.given else { return none };
    let column = &store.columns[given];
    let gender = store.columns.iter().position(|c| c.kind == Kind::Gender);
    let births = model.comparisons.iter().position(|c| c.kind == Kind::BirthDate);
    // By given name, who bears it.
    let mut bearers: Vec<(u32, u32)> = column.first.iter().zip(0..).filter(|(v, _)| **v != NONE).map(|(v, r)| (*v, r)).collect();
    bearers.sort_unstable();
    let (mut same_gender, mut genders, mut near, mut births_seen) = (0f64, 0f64, 0f64, 0f64);
    for group in bearers.chunk_by(|x, y| x.0 == y.0) {
        // Each with a few that follow it in the list, so that a common name is not all there is to see.
        for (i, (_, a)) in group.iter().enumerate() {
            for (_, b) in group.iter().skip(i + 1).step_by(group.len() / 12 + 1).take(12) {
                if let Some(g) = gender {
                    let (x, y) = (store.columns[g].first[*a as usize], store.columns[g].first[*b as usize]);
                    if x != NONE && y != NONE {
                        genders += 1.0;
                        same_gender += f64::from(u8::from(x == y));
                    }
                }
                let step = step(store.born[*a as usize], store.born[*b as usize]);
                if step != NO_DAY * 4 + NO_AGE {
                    births_seen += 1.0;
                    near += f64::from(u8::from(near_in_time(step)));
                }
            }
        }
    }
    let by_chance = births.map_or(0.05, |b| {
        let u = &model.comparisons[b].u;
        let with_age: f64 = (0..28u8).filter(|s| s / 4 < 6 && s % 4 < 3).map(|s| u[s as usize]).sum();
        (0..28u8).filter(|s| s / 4 < 6 && s % 4 < 3 && near_in_time(*s)).map(|s| u[s as usize]).sum::<f64>() / with_age.max(1e-9)
    });
    Namesakes {
        address: addresses(store, model, pairs, levels),
        gender: ((same_gender + 9.0) / (genders + 10.0)).clamp(0.5, 0.99),
        born: ((near + 10.0 * by_chance * 1.5) / (births_seen + 10.0) / by_chance.max(1e-3)).clamp(1.0, 6.0),
    }
}

/// m from what was counted and what is usual.
fn settle(comparison: &mut Comparison, counts: &[f64], worth: f64) {
    if comparison.kind == Kind::BirthDate {
        let usual = births_m();
        // With an age, without one, with an age alone: each is a distribution of its own.
        let part = |s: usize| if s / 4 == NO_DAY as usize { 2 } else { usize::from(s % 4 == NO_AGE as usize) };
        for group in 0..3 {
            let of = |s: &usize| part(*s) == group;
            let sum: f64 = (0..STEPS).filter(of).map(|s| counts[s] + worth * usual[s]).sum();
            (0..STEPS).filter(of).for_each(|s| comparison.m[s] = (counts[s] + worth * usual[s]) / sum.max(1e-12));
        }
        comparison.m.iter_mut().for_each(|m| *m = m.max(1e-5));
        return;
    }
    let usual = usual(comparison.kind);
    let sum: f64 = counts.iter().sum::<f64>() + worth;
    for level in 0..LEVELS {
        comparison.m[level] = ((counts[level] + worth * usual[level]) / sum).max(1e-5);
    }
}

/// By column, value and level: the pairs that are thought to be of one person.
fn matched(store: &Store, pairs: &[Pair]) -> AllMatched {
    let mut homes: HashMap<Home, f32> = HashMap::new();
    let mut matched: Vec<Matched> = store.columns.iter().map(|c| vec![[0.0; FUZZY + 1]; store.domains[c.domain].len()]).collect();
    let mut subject: Option<(u32, Subject)> = None;
    for pair in pairs.iter().filter(|p| p.probability > 0.01) {
        if subject.as_ref().is_none_or(|(a, _)| *a != pair.a) {
            subject = Some((pair.a, Subject::of(store, pair.a)));
        }
        let Some((_, subject)) = &subject else { continue };
        if let Some(home) = store.home(pair.a).filter(|h| store.home(pair.b) == Some(*h)) {
            *homes.entry(home).or_default() += pair.probability;
        }
        for (c, column) in store.columns.iter().enumerate() {
            if column.kind == Kind::BirthDate {
                let (x, y) = (column.first[pair.a as usize], column.first[pair.b as usize]);
                if x == y && x != NONE {
                    matched[c][x as usize][0] += 2.0 * pair.probability;
                }
                continue;
            }
            let found = subject.agreement(store, c, pair.b);
            if found.level as usize > FUZZY {
                continue;
            }
            let (x, y, level) = (subject.values[c][found.mine].id, found.theirs, found.level as usize);
            matched[c][x as usize][level] += pair.probability;
            matched[c][y as usize][level] += pair.probability;
        }
    }
    AllMatched { columns: matched, homes }
}

/// How births agree by chance, once it is known which pairs are of one person.
fn births_again(model: &mut Model, pairs: &[Pair], levels: &[u8], drawn: &[f64; STEPS], space: Space, store: &Store, rare: &Rare) {
    let Some(place) = model.comparisons.iter().position(|c| c.kind == Kind::BirthDate) else { return };
    let mut u = births_u(drawn, store.days.map(|d| rare.columns[d].overall[0]));
    let k = model.comparisons.len();
    let mut day = [0f64; 7];
    let mut one = [0f64; 7];
    let mut ages = [[0f64; 3]; 7];
    for (pair, levels) in pairs.iter().zip(levels.chunks_exact(k)) {
        let level = levels[place];
        if level == MISSING {
            continue;
        }
        let (d, a) = ((level / 4) as usize, (level % 4) as usize);
        one[d] += f64::from(pair.probability);
        if a < 3 && d <= SAME as usize + 1 {
            ages[d][a] += f64::from(1.0 - pair.probability);
        }
    }
    (0..6).for_each(|d| day[d] = u[d * 4 + 3]);
    for d in 2..6 {
        let left = (day[d] - one[d] / space.pairs).max(day[d] * 0.1);
        (0..4).for_each(|a| u[d * 4 + a] *= left / day[d]);
    }
    for d in 0..=1 {
        let sum: f64 = ages[d].iter().sum();
        let all = u[d * 4 + 3];
        for a in 0..3 {
            let before = u[d * 4 + a] / all;
            u[d * 4 + a] = all * (ages[d][a] + 20.0 * before) / (sum + 20.0);
        }
    }
    model.comparisons[place].u = u;
}
