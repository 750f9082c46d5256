//! Records as they come, and the fields that they have.
//! Must not know how anything is compared.

use std::ops::RangeInclusive;

use crate::date::{Date, DateOrder};
use crate::kind::Kind;

/// One field that records may have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its name: a column's heading.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
}

/// The fields of a set of records, and how their dates are written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Schema {
    /// The fields; records name them by their place in this list.
    pub fields: Vec<Field>,
    /// How dates are written that do not begin with the year.
    pub order: DateOrder,
}

impl Schema {
    /// A schema of these fields.
    ///
    /// ```
    /// use linking::{Kind, Schema};
    /// let schema = Schema::new([("first", Kind::GivenName), ("last", Kind::FamilyName), ("born", Kind::BirthDate)]);
    /// assert_eq!(schema.fields.len(), 3);
    /// ```
    pub fn new<N: Into<String>>(fields: impl IntoIterator<Item = (N, Kind)>) -> Schema {
        Schema { fields: fields.into_iter().map(|(name, kind)| Field { name: name.into(), kind }).collect(), order: DateOrder::default() }
    }

    /// The place of the field of this name.
    pub fn place(&self, name: &str) -> Option<usize> {
        self.fields.iter().position(|f| f.name == name)
    }
}

/// One record: its values by field. A field may be left out, or given several times.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Record {
    pub(crate) values: Vec<(usize, String)>,
}

impl Record {
    /// A record that says nothing yet.
    pub fn new() -> Record {
        Record::default()
    }

    /// With a value in the field at this place of the schema. An empty one says nothing.
    #[must_use]
    pub fn with(mut self, field: usize, value: impl Into<String>) -> Record {
        self.set(field, value);
        self
    }

    /// Adds a value to the field at this place of the schema.
    pub fn set(&mut self, field: usize, value: impl Into<String>) {
        let value = value.into();
        if !value.trim().is_empty() {
            self.values.push((field, value));
        }
    }

    /// Adds an age in full years as it was on a day, to an age field: the least and the most that it can have been.
    pub fn set_age(&mut self, field: usize, years: RangeInclusive<u32>, on: Date) {
        let (from, open) = (years.start(), years.end().saturating_sub(*years.start()).min(255));
        self.values.push((field, format!("{from}+{open}@{:04}{:02}{:02}", on.year, on.month, on.day)));
    }
}
