//! What a model knows: how often the records of one person agree (m), how often those of two do (u), field by field; how people move, and what
//! those who live together share. And how it turns agreements into odds.
//! Must not know where any of it was learned.

use crate::born::{SAME, near_in_time};
use crate::domain::NONE;
use crate::kind::Kind;
use crate::level::{DIFFER, EXACT, FUZZY, INITIAL, LEVELS, MISSING, SWAPPED};
use crate::rarity::Rare;
use crate::store::Store;
use crate::subject::Subject;

/// What is known of one field.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// The field's name.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
    /// By level: how often two records of one person agree so.
    pub m: Vec<f64>,
    /// By level: how often two records of two people do.
    pub u: Vec<f64>,
    /// How often two people who live together have one value in common because of it.
    pub shared: f64,
}

/// Everything that was learned.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// Field by field.
    pub comparisons: Vec<Comparison>,
    /// How likely two records are of one person before anything is compared.
    pub prior: f64,
    /// How likely one person's two records were written at one home.
    pub stayed: f64,
    /// How likely two people's records were: before anything is compared.
    pub together: f64,
    /// How much likelier two people of one given name are to have one gender, and to be born at about one time, than any two.
    pub namesakes: Namesakes,
}

/// What people who bear one given name have in common beyond it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Namesakes {
    /// How often they are of one gender.
    pub gender: f64,
    /// How many times likelier they are to be born within about a year.
    pub born: f64,
    /// By level: how often the e-mail addresses or usernames of two people agree who share given and family name: they are made of these.
    pub address: [f64; LEVELS],
}

/// How two records agree in every field.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Compared {
    /// By comparison: the level.
    pub(crate) level: Vec<u8>,
    /// By comparison: one over the chance that two people agree so.
    pub(crate) against_chance: Vec<f32>,
    /// One over the share of records that stand at the pair's home, if it has one in common; else 1.
    pub(crate) homes: f32,
}

/// Odds, and the parts that they are made of. All are ratios: one person's records against two people's.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Odds {
    /// Of fields that are a person's own.
    pub(crate) own: f64,
    /// Of fields that say where somebody lives, if nobody moved.
    pub(crate) home: f64,
    /// How likely two people's records are of one home, by those fields.
    pub(crate) at_one: f64,
    /// What those of one home share otherwise.
    pub(crate) together: f64,
    /// Of where somebody lives, given that people move and share homes.
    pub(crate) moved: f64,
    /// How much likelier two people's records are to agree so if some people live together.
    pub(crate) household: f64,
    /// All of it, with the prior.
    pub(crate) total: f64,
}

impl Odds {
    pub(crate) fn probability(&self) -> f64 {
        self.total / (1.0 + self.total)
    }
}

impl Model {
    /// How strongly each field speaks: one person against two. 1 where something is missing.
    pub(crate) fn ratio(&self, comparison: usize, level: u8, against_chance: f32) -> f64 {
        if level == MISSING {
            return 1.0;
        }
        let of = &self.comparisons[comparison];
        let ratio = of.m[level as usize] * f64::from(against_chance);
        // The best agreement never speaks against, nor the worst for.
        match (of.kind == Kind::BirthDate, level) {
            (false, EXACT) => ratio.max(1.0),
            (false, DIFFER) => ratio.min(1.0),
            _ => ratio,
        }
    }

    /// Ratios put together. `ratios` by comparison.
    pub(crate) fn odds(&self, ratios: &[f64], homes: f64) -> Odds {
        self.odds_before(self.prior, ratios, homes)
    }

    /// The same, with another prior.
    pub(crate) fn odds_before(&self, prior: f64, ratios: &[f64], homes: f64) -> Odds {
        let (mut own, mut home, mut together) = (1f64, 1f64, 1f64);
        for (comparison, r) in self.comparisons.iter().zip(ratios) {
            if comparison.kind.of_home() {
                home *= r;
            } else {
                own *= r;
                together *= 1.0 + comparison.shared * (r - 1.0);
            }
        }
        // Everyone who lives there agrees in street, number, town and postcode at once: that speaks no louder than the number of those who do is small.
        let at_one = self.together * home / (1.0 - self.together + self.together * home);
        let moved = self.stayed * home.min(homes) + 1.0 - self.stayed;
        let household = 1.0 - at_one + at_one * together;
        let total = prior / (1.0 - prior) * own * moved / household;
        Odds { own, home, at_one, together, moved, household, total: total.clamp(1e-200, 1e200) }
    }

    /// Compares the subject with a record of the store.
    pub(crate) fn compare(&self, subject: &Subject, store: &Store, rare: &Rare, other: u32, doubt: f32, out: &mut Compared) {
        out.level.clear();
        out.against_chance.clear();
        out.homes = f32::INFINITY;
        for (c, comparison) in self.comparisons.iter().enumerate() {
            let (level, against) = if comparison.kind == Kind::BirthDate {
                self.birth(c, subject, store, rare, other, doubt)
            } else {
                field(c, subject, store, rare, other, doubt)
            };
            out.level.push(level);
            out.against_chance.push(against);
        }
        self.namesakes(store, out);
        if store.names_homes() {
            let home = store.one_home(subject, other, &out.level);
            out.homes = home.map_or_else(|| rare.homes.at_any(store), |(here, there)| rare.homes.against_chance(store, here, there, doubt));
        }
    }

    /// Two people of one given name are mostly of one gender, and often of one age: that must not count twice.
    fn namesakes(&self, store: &Store, out: &mut Compared) {
        let Some(given) = store.given else { return };
        if out.level[given] as usize > FUZZY {
            return;
        }
        let both = store.family.is_some_and(|f| out.level[f] as usize <= FUZZY);
        for (c, comparison) in self.comparisons.iter().enumerate() {
            match (comparison.kind, out.level[c]) {
                (_, MISSING) => {}
                (Kind::Email | Kind::Username, level) if both => {
                    out.against_chance[c] = out.against_chance[c].min((1.0 / self.namesakes.address[level as usize]) as f32);
                }
                (Kind::Gender, EXACT) => out.against_chance[c] = (1.0 / self.namesakes.gender) as f32,
                (Kind::Gender, DIFFER) => out.against_chance[c] = (1.0 / (1.0 - self.namesakes.gender)) as f32,
                (Kind::BirthDate, step) if near_in_time(step) => out.against_chance[c] /= self.namesakes.born as f32,
                _ => {}
            }
        }
    }

    fn birth(&self, c: usize, subject: &Subject, store: &Store, rare: &Rare, other: u32, doubt: f32) -> (u8, f32) {
        let step = subject.birth(store, other);
        if step == MISSING {
            return (step, 1.0);
        }
        let u = &self.comparisons[c].u;
        let against = match (step / 4 == SAME, store.days) {
            (true, Some(days)) => {
                let day: f64 = u[(SAME * 4) as usize..(SAME * 4 + 4) as usize].iter().sum();
                let id = store.columns[days].first[other as usize];
                let day_of = &subject.values[days][0];
                rare.columns[days].against_chance(store, days, EXACT, day_of, id, doubt) * (day / u[step as usize]) as f32
            }
            _ => (1.0 / u[step as usize]) as f32,
        };
        (step, against)
    }
}

fn field(c: usize, subject: &Subject, store: &Store, rare: &Rare, other: u32, doubt: f32) -> (u8, f32) {
    let found = subject.agreement(store, c, other);
    let columns = &rare.columns;
    let rare = &columns[c];
    let against = match found.level {
        MISSING => 1.0,
        level if level as usize <= FUZZY => rare.against_chance(store, c, level, &subject.values[c][found.mine], found.theirs, doubt),
        INITIAL => {
            let column = &store.columns[c];
            let letter = subject.values[c][found.mine].letter;
            let same = column.letters[0][letter] + column.letters[1][letter];
            (column.said[0] + column.said[1]) as f32 / same.max(1) as f32
        }
        SWAPPED => {
            // Found under its own number in the other column, or nearly so.
            let value = if subject.values[c][found.mine].id == NONE { found.theirs } else { subject.values[c][found.mine].id };
            let there = store.columns[c].partner.map_or(1.0, |p| columns[p].chance_of(store, p, value, EXACT));
            1.0 / (rare.chance_of(store, c, value, EXACT) * there).sqrt().max(1e-9)
        }
        level => (1.0 / rare.overall[level as usize]) as f32,
    };
    (found.level, against)
}
