//! The part of a model that other programs can say too: for each field a few levels with one m and one u each, whose weights add up.
//! No counting by value, no homes, no households, no other records. Must not know how a file writes it down.

use crate::born::{self, NO_AGE};
use crate::domain::NONE;
use crate::explain::{FieldWeight, Stand, context, stand};
use crate::kind::Kind;
use crate::level::{Class, DIFFER, EXACT};
use crate::link::Linked;
use crate::names;
use crate::record::Schema;
use crate::sound::sound;
use crate::sql;
use crate::store::Store;

/// A model of levels alone.
#[derive(Debug, Clone, PartialEq)]
pub struct Plain {
    /// How likely two records are of one person before anything is compared.
    pub prior: f64,
    /// Field by field.
    pub comparisons: Vec<PlainComparison>,
}

/// One field's levels.
#[derive(Debug, Clone, PartialEq)]
pub struct PlainComparison {
    /// The field's name, as a column of [`Table`].
    pub name: String,
    /// What it holds.
    pub kind: Kind,
    /// m and u by level, in the order of [`PlainComparison::conditions`]; the last is everything else.
    pub levels: Vec<(f64, f64)>,
}

impl PlainComparison {
    /// What the levels are: words and a condition in DuckDB's SQL, best first. Everything else comes after them and has none.
    pub fn conditions(name: &str, kind: Kind) -> Vec<(&'static str, String)> {
        sql::conditions(name, kind)
    }
}

/// Columns of cleaned texts by name, all of one length.
pub type Table = Vec<(String, Vec<Option<String>>)>;

/// A field's name as a column: letters, digits and underscores, in lower case.
fn column_name(field: &str) -> String {
    let plain: String = field.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' }).collect();
    format!("{}{}", if plain.starts_with(|c: char| c.is_ascii_digit()) { "_" } else { "" }, plain.trim_end_matches('_'))
}

/// The columns that records of a schema have in a plain model, and what they hold.
pub fn plain_columns(schema: &Schema) -> Vec<(String, Kind)> {
    Store::new(schema.clone()).columns.iter().map(|c| (column_name(&c.name), c.kind)).collect()
}

impl Linked {
    /// What a plain model can say of what was learned, and by name what it cannot.
    pub fn plain(&self) -> (Plain, Vec<String>) {
        let mut plain = Plain { prior: self.model.prior, comparisons: Vec::new() };
        let mut left_out = Vec::new();
        for (c, comparison) in self.model.comparisons.iter().enumerate() {
            let name = column_name(&comparison.name);
            let taken = plain.comparisons.iter().any(|p| p.name == name) || ["unique_id", "source_dataset"].contains(&name.as_str());
            let why = match self.store.columns.get(c) {
                None => "an age counts from a day that differs by file",
                Some(column) if !column.more.is_empty() => "some records have several values",
                Some(_) if taken => "its name is another column's too",
                Some(_) => {
                    plain.comparisons.push(PlainComparison { name, kind: comparison.kind, levels: merged(comparison) });
                    continue;
                }
            };
            left_out.push(format!("{} ({why})", comparison.name));
        }
        (plain, left_out)
    }

    /// The columns that the conditions of a plain model speak of, for the records of one side (0 left, 1 right), in their order.
    pub fn columns(&self, plain: &Plain, side: u8) -> Table {
        let records: Vec<usize> = (0..self.store.side.len()).filter(|r| self.store.side[*r] == side).collect();
        let mut out = Table::new();
        for comparison in &plain.comparisons {
            let Some(c) = place(&self.store, comparison) else { continue };
            let column = &self.store.columns[c];
            let text = |r: &usize| {
                let id = column.first[*r];
                (id != NONE).then(|| self.store.domains[column.domain].text(id).to_owned())
            };
            let texts: Vec<Option<String>> = records.iter().map(text).collect();
            if Class::of(comparison.kind) == Class::Name {
                let groups = |name: &String| names::groups(name).iter().map(u32::to_string).collect::<Vec<_>>().join(" ");
                let some = |t: String, least: usize| (t.len() >= least).then_some(t);
                out.push((sql::alias(&comparison.name), texts.iter().map(|t| some(groups(t.as_ref()?), 1)).collect()));
                out.push((sql::sound(&comparison.name), texts.iter().map(|t| some(sound(t.as_ref()?), 2)).collect()));
            }
            out.push((comparison.name.clone(), texts));
        }
        out
    }
}

/// m and u by level, those that no condition can say put together at the end.
fn merged(comparison: &crate::model::Comparison) -> Vec<(f64, f64)> {
    let birth = comparison.kind == Kind::BirthDate;
    let spoken = sql::levels(comparison.kind);
    let of = |level: u8| {
        let place = if birth { level * 4 + NO_AGE } else { level } as usize;
        (comparison.m[place], comparison.u[place])
    };
    let rest = (0..=if birth { born::OTHER } else { DIFFER })
        .filter(|l| !spoken.contains(l))
        .map(of)
        .fold((0.0, 0.0), |s, p| (s.0 + p.0, s.1 + p.1));
    spoken.iter().map(|l| of(*l)).chain([rest]).map(|(m, u)| (m.clamp(1e-9, 1.0), u.clamp(1e-9, 1.0))).collect()
}

fn place(store: &Store, comparison: &PlainComparison) -> Option<usize> {
    store.columns.iter().position(|c| c.kind == comparison.kind && column_name(&c.name) == comparison.name)
}

impl PlainComparison {
    /// The place of the level in the list and the level itself, or `None` where one of the two says nothing.
    fn level(&self, store: &Store, column: usize, a: u32, b: u32) -> Option<(usize, u8)> {
        let spoken = sql::levels(self.kind);
        let level = if self.kind == Kind::BirthDate {
            born::days(store.born[a as usize].day?, store.born[b as usize].day?)
        } else {
            let domain = &store.domains[store.columns[column].domain];
            let text = |v: u32| domain.text(v);
            let values = |r: u32| store.columns[column].values(r);
            let level = |x: u32, y: u32| if x == y { EXACT } else { domain.class.level(text(x), text(y)) };
            values(a).flat_map(|x| values(b).map(move |y| (x, y))).map(|(x, y)| level(x, y)).min()?
        };
        Some((spoken.iter().position(|l| *l == level).unwrap_or(spoken.len()), level))
    }

    fn weight(&self, place: usize) -> f64 {
        (self.levels[place].0 / self.levels[place].1).log2()
    }
}

impl Plain {
    fn before(&self) -> f64 {
        (self.prior / (1.0 - self.prior)).log2()
    }

    /// The comparisons, each with its column in a store.
    fn placed<'a>(&'a self, store: &Store) -> Vec<(&'a PlainComparison, Option<usize>)> {
        self.comparisons.iter().map(|of| (of, place(store, of))).collect()
    }

    /// Odds in log2, pair by pair.
    pub(crate) fn weights(&self, store: &Store, pairs: impl Iterator<Item = (u32, u32)>) -> Vec<(u32, u32, f64)> {
        let (before, placed) = (self.before(), self.placed(store));
        let field = |(of, column): &(&PlainComparison, Option<usize>), a, b| {
            column.and_then(|column| of.level(store, column, a, b)).map_or(0.0, |(place, _)| of.weight(place))
        };
        pairs.map(|(a, b)| (a, b, before + placed.iter().map(|p| field(p, a, b)).sum::<f64>())).collect()
    }

    /// Reasons, field by field; they add up to the weight.
    pub(crate) fn reasons(&self, store: &Store, a: u32, b: u32) -> Vec<FieldWeight> {
        let mut out = vec![context("before", "how likely any two records are of one person", self.before())];
        for (of, column) in self.placed(store) {
            let found = column.and_then(|column| of.level(store, column, a, b));
            let (stand, how) = match found {
                None => (Stand::Missing, "not in both".to_owned()),
                Some((_, level)) if of.kind == Kind::BirthDate => stand(of.kind, level * 4 + NO_AGE),
                Some((place, level)) => stand(of.kind, if place + 1 == of.levels.len() { DIFFER } else { level }),
            };
            let weight = found.map_or(0.0, |(place, _)| of.weight(place));
            out.push(FieldWeight { field: of.name.clone(), stand, how, weight });
        }
        out
    }
}
