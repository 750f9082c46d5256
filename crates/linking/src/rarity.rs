//! How likely it is that somebody else's record agrees by chance: by value and level, from how often each value is said, less the agreements that
//! are thought to be of one person. "Smith" tells little, a rare name much; and so does a slip around a rare name.
//! Must not know what is done with it.

use std::collections::HashMap;

use crate::domain::{Domain, NONE};
use crate::kind::Kind;
use crate::level::{EXACT, FUZZY, INITIAL, SWAPPED};
use crate::store::{Column, Home, Store};
use crate::subject::Value;

/// How many others in as many records would say what only one says, at most: an agreement that was never seen by chance is not impossible.
const UNSEEN: f32 = 0.5;
/// And at least.
const SELDOM: f32 = 0.05;

/// Values said by no more records than this are rare.
const SMALL: u32 = 6;
/// How many pairs, counted from both ends, what is known of all rare values is worth.
const TRUST: f32 = 8.0;

/// How many records what is usual for a kind is worth, beside those that are seen.
const WORTH: f32 = 50.0;

/// How often two people usually say the same: what is gone by while few records say anything.
fn usually(kind: Kind) -> f32 {
    match kind {
        Kind::GivenName | Kind::OtherName => 4e-3,
        Kind::FamilyName | Kind::FullName => 1e-3,
        Kind::BirthDate | Kind::Age => 3e-5,
        Kind::Gender => 0.5,
        Kind::Category => 0.1,
        Kind::HouseNumber => 1e-2,
        Kind::Address | Kind::Postcode => 5e-4,
        Kind::Town => 5e-2,
        Kind::Place => 2e-3,
        Kind::School | Kind::Occupation => 1e-2,
        Kind::Phone | Kind::Email | Kind::Username | Kind::Vehicle | Kind::Identifier => 1e-6,
    }
}

/// The chance after so many of `people` records were seen to agree, with what is usual.
fn with_usual(seen: f32, unseen: f32, people: f32, kind: Kind, level: usize) -> f32 {
    let usual = if level == EXACT as usize { usually(kind) } else { (2.0 * usually(kind)).min(0.2) };
    (seen + unseen * people / (people + WORTH) + WORTH * usual) / (people + WORTH)
}

/// For one column.
pub(crate) struct Rarity {
    /// By value: the chance of each level, exact first. Empty while records come and go: then it is counted as it is asked for.
    chance: Vec<[f32; FUZZY + 1]>,
    /// By value: what one pair adds to that chance.
    each: Vec<f32>,
    /// By level: the chance that is left if nothing was seen.
    least: [f32; FUZZY + 1],
    /// The same as a number of records.
    unseen: [f32; FUZZY + 1],
    /// By level: which share of the agreements on rare values is by chance.
    usual: [f32; FUZZY + 1],
    /// The chance of each level over all values, [`crate::level::LEVELS`] of them.
    pub(crate) overall: [f64; crate::level::LEVELS],
}

/// How rare everything is: by column, and homes.
pub(crate) struct Rare {
    pub(crate) columns: Vec<Rarity>,
    pub(crate) homes: Homes,
}

/// Pairs that are thought to be of one person.
pub(crate) struct AllMatched {
    pub(crate) columns: Vec<Matched>,
    pub(crate) homes: HashMap<Home, f32>,
}

impl Rare {
    /// Of all records of the store.
    pub(crate) fn of(store: &Store, one_file: bool, matched: Option<&AllMatched>) -> Rare {
        let column = |c| Rarity::of(store, c, one_file, matched.map(|m| &m.columns[c]));
        Rare { columns: (0..store.columns.len()).map(column).collect(), homes: Homes::of(store, one_file, matched.map(|m| &m.homes)) }
    }
}

impl Rare {
    /// As before anything was learned, for records that come and go.
    pub(crate) fn live(store: &Store) -> Rare {
        Rare { columns: (0..store.columns.len()).map(|c| Rarity::live(store, c)).collect(), homes: Homes::of(store, true, None).kept() }
    }

    /// What was learned, without the numbers of the values that it was learned from.
    pub(crate) fn kept(self) -> Rare {
        Rare { columns: self.columns.into_iter().map(Rarity::kept).collect(), homes: self.homes.kept() }
    }
}

/// By value and level: how many pairs are thought to be of one person, each counted from both of its ends.
pub(crate) type Matched = Vec<[f32; FUZZY + 1]>;

impl Rarity {
    /// Of all records of the store. `one_file`: pairs are within side 0; otherwise across.
    pub(crate) fn of(store: &Store, column: usize, one_file: bool, matched: Option<&Matched>) -> Rarity {
        let of = &store.columns[column];
        let domain = &store.domains[of.domain];
        let [said, other] = of.said.map(|n| n as f32);
        let people = if one_file { said } else { (said * other).sqrt() }.max(1.0);
        let exposure = |v: usize| {
            let c = |side: usize| of.count[side].get(v).copied().unwrap_or(0) as f32;
            if one_file { c(0) * (said - 1.0).max(1.0) } else { c(0) * other + c(1) * said }
        };
        let mut by_chance = vec![[0f32; FUZZY + 1]; domain.len()];
        for (v, row) in by_chance.iter_mut().enumerate() {
            for (level, cell) in row.iter_mut().enumerate() {
                let seen = pairs(store, column, v as u32, level as u8, one_file);
                *cell = (seen - matched.map_or(0.0, |m| m[v][level])).max(0.0);
            }
        }
        let usual = if matched.is_some() { shrink(store, column, one_file, &mut by_chance) } else { [1.0; FUZZY + 1] };
        let unseen = scarce(of, domain, &by_chance, matched.is_some());
        let least: [f32; FUZZY + 1] = std::array::from_fn(|l| with_usual(0.0, unseen[l], people, of.kind, l));
        let mut sums = [0f64; FUZZY + 1];
        let mut total = 0f64;
        let mut chance = Vec::with_capacity(domain.len());
        let mut each = Vec::with_capacity(domain.len());
        for (v, row) in by_chance.iter().enumerate() {
            let exposed = exposure(v);
            total += f64::from(exposed);
            sums.iter_mut().zip(row).for_each(|(s, b)| *s += f64::from(*b));
            let per = if exposed > 0.0 { 1.0 / exposed } else { 0.0 };
            each.push(per);
            chance.push(std::array::from_fn(|l| row[l] * per * people / (people + WORTH) + least[l]));
        }
        let mut overall = [0f64; crate::level::LEVELS];
        for (level, sum) in sums.iter().enumerate() {
            overall[level] = sum / total.max(1.0) + f64::from(least[level]) * 0.1;
        }
        overall[INITIAL as usize] = initials(of);
        overall[SWAPPED as usize] = of.partner.map_or(1e-9, |p| crossed(of, &store.columns[p]));
        let agree: f64 = overall.iter().sum();
        overall[crate::level::DIFFER as usize] = (1.0 - agree).max(0.02);
        Rarity { chance, each, least, unseen, usual, overall }
    }

    /// As before anything was learned, for records that come and go.
    pub(crate) fn live(store: &Store, column: usize) -> Rarity {
        Rarity::of(store, column, true, None).kept()
    }

    /// What was learned, without the numbers of the values that it was learned from.
    pub(crate) fn kept(self) -> Rarity {
        Rarity { chance: Vec::new(), each: Vec::new(), ..self }
    }

    /// One over the chance that somebody else's record agrees at this level, for these two values. `doubt`: how far this very pair, which was counted,
    /// is not thought to be of one person.
    pub(crate) fn against_chance(&self, store: &Store, column: usize, level: u8, mine: &Value, theirs: u32, doubt: f32) -> f32 {
        if self.chance.is_empty() {
            // The two records themselves are among those that say it: what counts is who else does.
            let but = |n: u32, these: u32| 1.0 / self.counted(store, column, n.saturating_sub(these), level).max(1e-9);
            let (mine_too, said) = (u32::from(mine.counted), store.mass(column, theirs, level, 0));
            if level == EXACT {
                return but(said, 1 + mine_too);
            }
            return 0.5 * (but(mine.around[level as usize - 1], 1) + but(said, mine_too));
        }
        let counted = |v: u32, chance: f32, times: f32| {
            let own = self.each.get(v as usize).copied().unwrap_or(0.0) * times * doubt;
            1.0 / (chance - own).max(self.least(store, column, level)).max(1e-9)
        };
        let here = self.chance(store, column, mine, level);
        if level == EXACT {
            return counted(theirs, here, 2.0);
        }
        0.5 * (counted(mine.id, here, 1.0) + counted(theirs, self.chance_of(store, column, theirs, level), 1.0))
    }

    fn least(&self, store: &Store, column: usize, level: u8) -> f32 {
        if self.chance.is_empty() { self.counted(store, column, 0, level) } else { self.least[level as usize] }
    }

    /// The chance that somebody else says this value, or one that resembles it at this level.
    pub(crate) fn chance_of(&self, store: &Store, column: usize, value: u32, level: u8) -> f32 {
        if self.chance.is_empty() {
            return self.counted(store, column, store.mass(column, value, level, 0), level);
        }
        self.chance.get(value as usize).map_or(self.least[level as usize], |row| row[level as usize])
    }

    /// The same, for a value that perhaps nobody says.
    pub(crate) fn chance(&self, store: &Store, column: usize, value: &Value, level: u8) -> f32 {
        match (value.id, level) {
            (NONE, EXACT) => self.least(store, column, EXACT),
            (_, level) if level != EXACT && self.chance.is_empty() => self.counted(store, column, value.around[level as usize - 1], level),
            (id, _) => self.chance_of(store, column, id, level),
        }
    }

    fn counted(&self, store: &Store, column: usize, records: u32, level: u8) -> f32 {
        let (records, people) = (records as f32, people(store, column));
        let seen = settle(records, records, self.usual[level as usize]);
        with_usual(seen, self.unseen[level as usize], people, store.columns[column].kind, level as usize)
    }
}

fn people(store: &Store, column: usize) -> f32 {
    let said = store.columns[column].said;
    (said[0] + said[1]).max(1) as f32
}

fn all_pairs([x, y]: [f32; 2], one_file: bool) -> f32 {
    if one_file { x * (x - 1.0) } else { 2.0 * x * y }
}

/// Pairs that agree at a level by this value, each counted from both ends.
fn pairs(store: &Store, column: usize, value: u32, level: u8, one_file: bool) -> f32 {
    let m = |level, side| store.mass(column, value, level, side) as f32;
    match (one_file, level) {
        (true, EXACT) => m(EXACT, 0) * (m(EXACT, 0) - 1.0).max(0.0),
        (true, _) => m(EXACT, 0) * m(level, 0),
        (false, EXACT) => 2.0 * m(EXACT, 0) * m(EXACT, 1),
        (false, _) => m(EXACT, 0) * m(level, 1) + m(EXACT, 1) * m(level, 0),
    }
}

/// By level: how many others, in as many records again, may be expected to agree with a value that nobody else was seen to agree with.
/// For equality after Good and Turing: of the values said once, as many come again as there are values said twice by two people.
fn scarce(column: &Column, domain: &Domain, by_chance: &[[f32; FUZZY + 1]], learned: bool) -> [f32; FUZZY + 1] {
    let people = (column.said[0] + column.said[1]) as f32;
    let mut out = [(people * usually(column.kind)).clamp(SELDOM, UNSEEN); FUZZY + 1];
    let (mut once, mut twice, mut values) = (0f32, 0f32, 0f32);
    let mut around = [0f32; FUZZY + 1];
    for (v, row) in by_chance.iter().enumerate().take(domain.len()) {
        let c = column.total(v as u32);
        if c == 0 {
            continue;
        }
        values += 1.0;
        once += f32::from(u8::from(c == 1));
        twice += if c == 2 { row[0] / 2.0 } else { 0.0 };
        around.iter_mut().zip(row).skip(1).for_each(|(a, b)| *a += b / c as f32);
    }
    if learned {
        out[0] = ((2.0 * twice + 1.0) / (once + 2.0)).clamp(SELDOM, UNSEEN);
    }
    for level in 1..=FUZZY {
        out[level] = out[0].max(0.5 * around[level] / values.max(1.0));
    }
    out
}

/// Agreements on a rare value are few, and whether one of them is of one person is itself in doubt: what is known of all rare values counts with them.
fn shrink(store: &Store, column: usize, one_file: bool, by_chance: &mut [[f32; FUZZY + 1]]) -> [f32; FUZZY + 1] {
    let mut out = [1.0; FUZZY + 1];
    let rare = |v: u32| (2..=SMALL).contains(&store.columns[column].total(v));
    for level in 0..=FUZZY {
        let (mut seen, mut chance) = (0f32, 0f32);
        for (v, row) in by_chance.iter().enumerate().filter(|(v, _)| rare(*v as u32)) {
            seen += pairs(store, column, v as u32, level as u8, one_file);
            chance += row[level];
        }
        let usual = (chance + 0.5) / (seen + 1.0);
        for (v, row) in by_chance.iter_mut().enumerate().filter(|(_, row)| row[level] > 0.0) {
            let all = pairs(store, column, v as u32, level as u8, one_file);
            row[level] = settle(row[level], all, usual);
        }
        out[level] = usual.min(1.0);
    }
    out
}

/// What is thought to agree by chance, of `all` pairs counted from both ends, if `usual` is the share that does.
fn settle(by_chance: f32, all: f32, usual: f32) -> f32 {
    let own = all / (all + TRUST);
    own * by_chance + (1.0 - own) * usual.min(1.0) * all
}

fn initials(column: &Column) -> f64 {
    let all: f64 = column.letters.iter().flatten().map(|n| f64::from(*n)).sum();
    let same: f64 = (0..26).map(|l| f64::from(column.letters[0][l] + column.letters[1][l]) / all.max(1.0)).map(|p| p * p).sum();
    (same * 0.05).max(1e-4)
}

fn crossed(a: &Column, b: &Column) -> f64 {
    let said = f64::from(a.said[0] + a.said[1]) * f64::from(b.said[0] + b.said[1]);
    let values = a.count[0].len().max(a.count[1].len());
    let same: f64 = (0..values as u32).map(|v| f64::from(a.total(v)) * f64::from(b.total(v))).sum();
    (same / said.max(1.0)).max(1e-6)
}

/// How many other people's records stand at one's home, before any is seen, and how many records that guess is worth.
const OTHERS: f32 = 3.0;
const OTHERS_WORTH: f32 = 20.0;

/// How likely somebody else's record stands at the same home: everyone who lives there shares street, number and the rest at once.
pub(crate) struct Homes {
    /// By street and number: the chance, and what one pair adds to it.
    chance: HashMap<Home, (f32, f32)>,
    least: f32,
    unseen: f32,
    usual: f32,
    /// How many other people's records stand at a home of the usual size.
    others: f32,
}

impl Homes {
    /// Of all records of the store. `matched`: by home, pairs thought to be of one person.
    pub(crate) fn of(store: &Store, one_file: bool, matched: Option<&HashMap<Home, f32>>) -> Homes {
        let [a, b] = store.records.map(|n| n as f32);
        let people = if one_file { a } else { (a * b).sqrt() }.max(1.0);
        let by_chance = |home: &Home, [x, y]: [f32; 2]| {
            (all_pairs([x, y], one_file) - 2.0 * matched.and_then(|m| m.get(home)).copied().unwrap_or(0.0)).max(0.0)
        };
        let (mut once, mut twice) = (0f32, 0f32);
        for (home, counts) in &store.homes {
            let counts = counts.map(|n| n as f32);
            match counts[0] + counts[1] {
                1.0 => once += 1.0,
                2.0 => twice += by_chance(home, counts) / 2.0,
                _ => {}
            }
        }
        let (mut seen, mut chance) = (0f32, 0f32);
        for (home, counts) in store.homes.iter().filter(|(_, c)| (2..=SMALL).contains(&(c[0] + c[1]))) {
            let counts = counts.map(|n| n as f32);
            seen += all_pairs(counts, one_file);
            chance += by_chance(home, counts);
        }
        let usual = (chance + 0.5) / (seen + 1.0);
        let by_chance = |home: &Home, counts: [f32; 2]| {
            if matched.is_none() { by_chance(home, counts) } else { settle(by_chance(home, counts), all_pairs(counts, one_file), usual) }
        };
        let (mut records, mut met) = (OTHERS_WORTH, OTHERS_WORTH * OTHERS);
        for (home, counts) in store.homes.iter().filter(|(_, c)| c[0] + c[1] <= 2 * SMALL) {
            let counts = counts.map(|n| n as f32);
            records += counts[0] + counts[1];
            met += by_chance(home, counts);
        }
        let others = if matched.is_none() { OTHERS } else { met / records };
        let unseen = if matched.is_some() { ((2.0 * twice + 1.0) / (once + 2.0)).clamp(SELDOM, 1.0) } else { UNSEEN };
        let least = unseen / people;
        let chance = store.homes.iter().map(|(home, counts)| {
            let [x, y] = counts.map(|n| n as f32);
            let exposed = if one_file { x * (a - 1.0) } else { x * b + y * a }.max(1.0);
            (*home, (by_chance(home, [x, y]) / exposed + least, 1.0 / exposed))
        });
        Homes { chance: chance.collect(), least, unseen, usual: if matched.is_none() { 1.0 } else { usual.min(1.0) }, others }
    }

    /// One over the chance that somebody else's record stands at the same home, where it is not said which.
    pub(crate) fn at_any(&self, store: &Store) -> f32 {
        let [a, b] = store.records.map(|n| n as f32);
        let people = if b > 0.0 { (a * b).sqrt() } else { a };
        (people + WORTH) / self.others.max(0.05)
    }

    fn kept(self) -> Homes {
        Homes { chance: HashMap::new(), ..self }
    }

    /// One over the chance. `doubt`: how far this pair, which was counted, is not thought to be of one person.
    pub(crate) fn against_chance(&self, store: &Store, here: Option<Home>, there: Option<Home>, doubt: f32) -> f32 {
        let live = self.chance.is_empty();
        let least = if live { self.unseen / (store.records[0] as f32 + WORTH) } else { self.least };
        let of = |home: Option<Home>, times: f32| {
            let Some(home) = home else { return least };
            if live {
                let records = store.homes.get(&home).map_or(0, |c| c[0].saturating_sub(1)) as f32;
                return settle(records, records, self.usual) / (store.records[0] as f32 + WORTH) + least;
            }
            let (chance, each) = self.chance.get(&home).copied().unwrap_or((least, 0.0));
            (chance - times * doubt * each).max(least)
        };
        if here == there { 1.0 / of(here, 2.0) } else { 1.0 / of(here, 0.0).max(of(there, 0.0)) }
    }
}
