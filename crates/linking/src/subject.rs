//! The record that others are held against: its values with all that resembles them, so that a comparison is a look at numbers.
//! Must not know weights.

use std::borrow::Cow;

use crate::born::{Born, NO_AGE, NO_DAY, step};
use crate::domain::{ALONE, Domain, NONE, Neighbour};
use crate::kind::Kind;
use crate::level::{ALIAS, Class, DIFFER, EXACT, FUZZY, INITIAL, MISSING, NEAR, SWAPPED};
use crate::store::{Column, Said, Store, born, letter};

/// A value of the subject; its number is [`NONE`] if no record says it.
pub(crate) struct Value<'a> {
    pub(crate) id: u32,
    pub(crate) near: Cow<'a, [Neighbour]>,
    /// By level after equality: how many records say something that resembles it; counted here while records come and go.
    pub(crate) around: [u32; FUZZY],
    /// Whether the subject itself is among the records that are counted.
    pub(crate) counted: bool,
    /// The letter that it begins with, and whether it is nothing else.
    pub(crate) letter: usize,
    pub(crate) initial: bool,
}

/// A record, made ready to be held against many.
pub(crate) struct Subject<'a> {
    pub(crate) values: Vec<Vec<Value<'a>>>,
    pub(crate) born: Born,
}

/// How two records agree in one column, and by which values: the subject's (its place in the list) and the other's.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Agreement {
    pub(crate) level: u8,
    pub(crate) mine: usize,
    pub(crate) theirs: u32,
}

const NOTHING: Agreement = Agreement { level: MISSING, mine: 0, theirs: NONE };

impl<'a> Subject<'a> {
    /// A record of the store.
    pub(crate) fn of(store: &'a Store, record: u32) -> Subject<'a> {
        let values = store.columns.iter().map(|column| {
            let domain = &store.domains[column.domain];
            let summed_up = !column.mass[0].is_empty();
            let value = |id| Value {
                id,
                near: Cow::Borrowed(domain.near(id)),
                around: if summed_up { [0; FUZZY] } else { around(column, domain.near(id)) },
                counted: true,
                letter: usize::from(domain.letter(id) & !ALONE),
                initial: domain.letter(id) & ALONE != 0,
            };
            column.values(record).map(value).collect()
        });
        Subject { values: values.collect(), born: store.born[record as usize] }
    }

    /// A record that is not in the store.
    pub(crate) fn from(store: &'a Store, said: &Said, taken_on: Option<f32>) -> Subject<'a> {
        let values = store.columns.iter().zip(&said.texts).map(|(column, texts)| {
            let domain = &store.domains[column.domain];
            let value = |text: &String| {
                let id = domain.find(text);
                let near = id.map_or_else(|| Cow::Owned(domain.resembling(text)), |id| Cow::Borrowed(domain.near(id)));
                let around = around(column, &near);
                Value { id: id.unwrap_or(NONE), near, around, counted: false, letter: letter(text), initial: text.len() == 1 }
            };
            texts.iter().map(value).collect()
        });
        Subject { values: values.collect(), born: born(said, taken_on) }
    }

    /// How the subject and a record of the store agree in a column; [`MISSING`] for the column of days, which [`Subject::birth`] compares.
    pub(crate) fn agreement(&self, store: &Store, column: usize, other: u32) -> Agreement {
        let of = &store.columns[column];
        if of.kind == Kind::BirthDate {
            return NOTHING;
        }
        let straight = self.against(store, column, column, other);
        let Some(partner) = of.partner.filter(|_| straight.level >= DIFFER) else { return straight };
        // What is in the wrong place here must be so in the other record too, or stand there alone.
        let crossed = self.against(store, column, partner, other);
        let back = self.against(store, partner, column, other);
        let agrees = |a: &Agreement| matches!(a.level, EXACT | ALIAS | NEAR);
        if agrees(&crossed) && (agrees(&back) || back.level == MISSING) { Agreement { level: SWAPPED, ..crossed } } else { straight }
    }

    fn against(&self, store: &Store, mine: usize, theirs: usize, other: u32) -> Agreement {
        let column = &store.columns[theirs];
        let domain = &store.domains[column.domain];
        let mut best = NOTHING;
        for (place, value) in self.values[mine].iter().enumerate() {
            let mut take = |theirs: u32| {
                let level = level(domain, value, theirs);
                if level < best.level {
                    best = Agreement { level, mine: place, theirs };
                }
            };
            if column.more.is_empty() {
                let first = column.first[other as usize];
                if first != NONE {
                    take(first);
                }
            } else {
                column.values(other).for_each(take);
            }
        }
        best
    }

    /// How the births agree, or [`MISSING`].
    pub(crate) fn birth(&self, store: &Store, other: u32) -> u8 {
        let step = step(self.born, store.born[other as usize]);
        if step == NO_DAY * 4 + NO_AGE { MISSING } else { step }
    }
}

/// How many records say something that resembles a value, by level.
fn around(column: &Column, near: &[Neighbour]) -> [u32; FUZZY] {
    let mut around = [0; FUZZY];
    near.iter().for_each(|one| around[one.level() as usize - 1] += column.total(one.id()));
    around
}

fn level(domain: &Domain, value: &Value, theirs: u32) -> u8 {
    if value.id == theirs {
        return EXACT;
    }
    if let Ok(place) = value.near.binary_search_by_key(&theirs, |n| n.id()) {
        return value.near[place].level();
    }
    let letter = domain.letter(theirs);
    let initial = domain.class == Class::Name && (value.initial || letter & ALONE != 0) && value.letter < 26;
    if initial && usize::from(letter & !ALONE) == value.letter { INITIAL } else { DIFFER }
}
