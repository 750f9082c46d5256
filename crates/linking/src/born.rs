//! When somebody was born: a day, an age, or both, compared in one step, since an age follows from a day and would count twice.
//! Must not know the clock: an age stands against a day that comes with it, or one found out from the other records.

use crate::date::Date;

/// How two days of birth agree, best first.
pub(crate) const DAY: [&str; 7] =
    ["the same day", "day and month swapped", "one digit off", "two of day, month and year", "about the same year", "different", "missing"];
/// How two ages agree.
pub(crate) const AGE: [&str; 4] = ["age fits", "age nearly fits", "age differs", "no age"];

pub(crate) const SAME: u8 = 0;
const TURNED: u8 = 1;
const SLIP: u8 = 2;
const TWO: u8 = 3;
const YEAR: u8 = 4;
pub(crate) const OTHER: u8 = 5;
pub(crate) const NO_DAY: u8 = 6;
pub(crate) const NO_AGE: u8 = 3;
pub(crate) const STEPS: usize = DAY.len() * AGE.len();

/// What a record says of a birth.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Born {
    pub(crate) day: Option<Date>,
    /// The year of birth that the age says, with its fraction; its middle.
    pub(crate) by_age: Option<f32>,
    /// How many years the age leaves open: 1 for 13 or 14.
    pub(crate) open: u8,
}

/// The step that two births reach: the day's times four and the age's. Symmetric.
pub(crate) fn step(a: Born, b: Born) -> u8 {
    let day = match (a.day, b.day) {
        (Some(x), Some(y)) => days(x, y),
        _ => NO_DAY,
    };
    let apart = match (a.by_age, b.by_age) {
        (Some(x), Some(y)) => Some((x - y).abs()),
        (Some(x), None) => b.day.map(|d| (x - d.years()).abs()),
        (None, Some(y)) => a.day.map(|d| (y - d.years()).abs()),
        (None, None) => None,
    };
    // What lies within the years that are left open is not apart.
    let apart = apart.map(|x| (x - f32::from(a.open) / 2.0 - f32::from(b.open) / 2.0).max(0.0));
    let age = match apart {
        None => NO_AGE,
        Some(x) if x <= 1.2 => 0,
        Some(x) if x <= 3.2 => 1,
        Some(_) => 2,
    };
    day * 4 + age
}

pub(crate) fn days(a: Date, b: Date) -> u8 {
    if a == b {
        return SAME;
    }
    if a.year == b.year && a.day == b.month && a.month == b.day {
        return TURNED;
    }
    let (x, y) = (a.digits(), b.digits());
    let wrong: Vec<usize> = (0..8).filter(|&i| x[i] != y[i]).collect();
    match wrong.as_slice() {
        [_] => return SLIP,
        [i, j] if *j == i + 1 && x[*i] == y[*j] && x[*j] == y[*i] => return SLIP,
        _ => {}
    }
    let two = u8::from(a.year == b.year) + u8::from(a.month == b.month) + u8::from(a.day == b.day);
    if two == 2 {
        TWO
    } else if a.year.abs_diff(b.year) <= 1 {
        YEAR
    } else {
        OTHER
    }
}

/// Whether a step is one of two births within about a year.
pub(crate) fn near_in_time(step: u8) -> bool {
    matches!(step / 4, SAME | TURNED | YEAR) || (step / 4 == TWO || step / 4 == SLIP || step / 4 == NO_DAY) && step.is_multiple_of(4)
}

/// Whether a step speaks of one birth rather than of two.
pub(crate) fn agrees(step: u8) -> bool {
    match (step / 4, step % 4) {
        (NO_DAY, age) => age < 2,
        (day, age) => day <= TWO && age != 2,
    }
}

/// In words.
pub(crate) fn words(step: u8) -> String {
    let (day, age) = (step / 4, step % 4);
    match (day, age) {
        (d, NO_AGE) => DAY[d as usize].to_owned(),
        (NO_DAY, a) => AGE[a as usize].to_owned(),
        (d, a) => format!("{}, {}", DAY[d as usize], AGE[a as usize]),
    }
}

/// The day on which the ages of a set of records were taken, as a year with its fraction: where most of birth plus age lie. `None` with fewer than ten.
pub(crate) fn taken_on(pairs: &[(Date, f32)]) -> Option<f32> {
    let mut sums: Vec<f32> = pairs.iter().map(|(born, age)| born.years() + age + 0.5).collect();
    if sums.len() < 10 {
        return None;
    }
    sums.sort_by(f32::total_cmp);
    // The window of a year that holds the most: full years of age spread the sums over one.
    let mut best = (0, 0.0);
    let mut low = 0;
    for high in 0..sums.len() {
        while sums[high] - sums[low] > 1.0 {
            low += 1;
        }
        if high - low >= best.0 {
            best = (high - low, (sums[high] + sums[low]) / 2.0);
        }
    }
    Some(best.1)
}
