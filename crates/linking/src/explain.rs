//! Why: what each field says for or against two records being one person's, and in words.
//! Must not know how pairs were found, or what is done with them.

use serde::Serialize;

use crate::born;
use crate::kind::Kind;
use crate::level::{ALIAS, ALIKE, DIFFER, EXACT, INITIAL, MISSING, NEAR, PART, SWAPPED};
use crate::model::{Compared, Model};

/// How a field stands between two records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Stand {
    /// The values are the same, or may be the same.
    Agreed,
    /// They are different.
    Differed,
    /// One of the two is not there.
    Missing,
    /// Not a field: what the other fields or other records make of it.
    Context,
}

/// What one field says.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FieldWeight {
    /// The field's name.
    pub field: String,
    /// Agreed, differed or missing.
    pub stand: Stand,
    /// How, in words: `one slip apart`.
    pub how: String,
    /// For (above 0) or against (below), in log2.
    pub weight: f64,
}

impl FieldWeight {
    /// Whether both say the very same.
    pub fn is_same(&self) -> bool {
        self.stand == Stand::Agreed && self.how == SAME
    }

    /// Whether both say the same, or as good as: of a number or a code that is nearly all that can be asked.
    pub fn is_as_good_as_equal(&self) -> bool {
        self.stand == Stand::Agreed && [SAME, NEARLY].contains(&self.how.as_str())
    }
}

const SAME: &str = "the same";
const NEARLY: &str = "nearly the same";

/// Reasons field by field; they add up to the log2 of the odds.
pub(crate) fn reasons(model: &Model, prior: f64, compared: &Compared) -> Vec<FieldWeight> {
    let ratios: Vec<f64> = (0..model.comparisons.len()).map(|c| model.ratio(c, compared.level[c], compared.against_chance[c])).collect();
    let odds = model.odds_before(prior, &ratios, f64::from(compared.homes));
    let mut out = vec![context("before", "how likely any two records are of one person", (prior / (1.0 - prior)).log2())];
    for (c, comparison) in model.comparisons.iter().enumerate() {
        let level = compared.level[c];
        let (stand, how) = stand(comparison.kind, level);
        out.push(FieldWeight { field: comparison.name.clone(), stand, how, weight: ratios[c].log2() });
    }
    let home = (odds.moved / odds.home).log2();
    if home.abs() > 1e-9 {
        out.push(context("home", "people move, and everyone at a home shares all of its address", home));
    }
    let household = -odds.household.log2();
    if household.abs() > 1e-9 {
        out.push(context("household", "people of one home share names and more", household));
    }
    out
}

/// What is no field.
pub(crate) fn context(field: &str, how: &str, weight: f64) -> FieldWeight {
    FieldWeight { field: field.to_owned(), stand: Stand::Context, how: how.to_owned(), weight }
}

pub(crate) fn stand(kind: Kind, level: u8) -> (Stand, String) {
    if level == MISSING {
        return (Stand::Missing, "not in both".to_owned());
    }
    if kind == Kind::BirthDate {
        return (if born::agrees(level) { Stand::Agreed } else { Stand::Differed }, born::words(level));
    }
    let how = match level {
        EXACT => SAME,
        ALIAS => "known to be one name",
        NEAR => NEARLY,
        ALIKE if matches!(kind, Kind::Phone | Kind::Vehicle | Kind::Identifier | Kind::Postcode) => "alike, and not the same",
        ALIKE => "alike in letters or sound",
        PART => "a part is the same",
        INITIAL => "the initial fits",
        SWAPPED => "the same, in another field",
        _ => "different",
    };
    (if level == DIFFER { Stand::Differed } else { Stand::Agreed }, how.to_owned())
}
