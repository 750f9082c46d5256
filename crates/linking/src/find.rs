//! Which records are worth comparing with a subject: those that share enough with it that they could be the same person's, by what is rare first.
//! Must not know the model: only how rare things are.

use crate::domain::NONE;
use crate::kind::Kind;
use crate::level::{Class, EXACT, FUZZY};
use crate::rarity::Rare;
use crate::store::{Store, month_day};
use crate::subject::Subject;

/// How many listed records are looked at for one subject, at most.
const WALK: u32 = 30_000;
/// What more than this share of all records say is no reason to compare.
const COMMON: f32 = 0.10;

/// Room to count in, used again from subject to subject.
#[derive(Default)]
pub(crate) struct Scratch {
    bits: Vec<f32>,
    touched: Vec<u32>,
    probes: Vec<Probe>,
}

#[derive(Clone, Copy)]
struct Probe {
    length: u32,
    bits: f32,
    what: What,
}

#[derive(Clone, Copy)]
enum What {
    Value(usize, u32),
    Year(usize),
    MonthDay(usize),
}

impl Scratch {
    /// Puts into `found` the listed records that share at least `least` bits with the subject, at most `most` of them, in the order of their numbers.
    pub(crate) fn candidates(&mut self, subject: &Subject, store: &Store, rare: &Rare, least: f32, most: usize, found: &mut Vec<u32>) {
        found.clear();
        self.bits.resize(store.born.len(), 0.0);
        self.probe(subject, store, rare);
        let Scratch { bits, touched, probes } = self;
        let mut walked = 0;
        for probe in probes.iter() {
            walked += probe.length;
            if walked > WALK {
                break;
            }
            let mut take = |record: u32| {
                let sum = &mut bits[record as usize];
                if *sum == 0.0 {
                    touched.push(record);
                }
                *sum += probe.bits;
            };
            match probe.what {
                What::Value(column, value) => store.columns[column].each(value, take),
                What::Year(year) => store.years.each(year, &mut take),
                What::MonthDay(both) => store.month_days.each(both, &mut take),
            }
        }
        found.extend(touched.iter().copied().filter(|r| bits[*r as usize] >= least));
        if found.len() > most {
            found.select_nth_unstable_by(most, |a, b| bits[*b as usize].total_cmp(&bits[*a as usize]).then(a.cmp(b)));
            found.truncate(most);
        }
        found.sort_unstable();
        touched.drain(..).for_each(|r| bits[r as usize] = 0.0);
    }

    /// What to look for, the rarest first.
    fn probe(&mut self, subject: &Subject, store: &Store, rare: &Rare) {
        self.probes.clear();
        for (c, column) in store.columns.iter().enumerate() {
            if column.kind == Kind::BirthDate {
                continue;
            }
            let of = &rare.columns[c];
            for value in &subject.values[c] {
                if value.id != NONE {
                    self.add(column.total(value.id), of.chance(store, c, value, EXACT), What::Value(c, value.id));
                    if let Some(partner) = column.partner {
                        let there = &store.columns[partner];
                        let chance = rare.columns[partner].chance_of(store, partner, value.id, EXACT);
                        self.add(there.total(value.id), chance, What::Value(partner, value.id));
                    }
                }
                if store.domains[column.domain].class == Class::Plain {
                    continue;
                }
                let chance: [f32; FUZZY + 1] = std::array::from_fn(|l| if l == 0 { 1.0 } else { of.chance(store, c, value, l as u8) });
                for one in value.near.iter() {
                    let (id, level) = (one.id(), one.level());
                    self.add(column.total(id), chance[level as usize].max(1e-9), What::Value(c, id));
                }
            }
        }
        if let Some(day) = subject.born.day {
            let all = store.born.len().max(1) as f32;
            let year = day.year as usize - 1800;
            let length = |chains: &[u32], at: usize| chains.get(at).copied().unwrap_or(0);
            let years = length(&store.years.length, year);
            self.add(years, (years as f32 + 1.0) / all, What::Year(year));
            let both = month_day(day);
            let days = length(&store.month_days.length, both);
            self.add(days, (days as f32 + 1.0) / all, What::MonthDay(both));
        }
        self.probes.sort_by_key(|p| p.length);
    }

    fn add(&mut self, length: u32, chance: f32, what: What) {
        if length > 0 && chance < COMMON {
            self.probes.push(Probe { length, bits: -chance.log2(), what });
        }
    }
}
