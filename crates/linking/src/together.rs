//! From pairs to what belongs together. Between two files that repeat nobody a record has one counterpart at most; within one, records are gathered
//! into people, with evidence against as well as for.
//! Must not know how pairs were compared.

use std::collections::HashMap;

use crate::learn::Pair;

const HEARINGS: usize = 8;
const SETTLINGS: usize = 6;

/// How often a record that has one counterpart has another, in the side that `end` takes from a pair: 0 for files that repeat nobody.
pub(crate) fn repeats(pairs: &[Pair], end: impl Fn(&Pair) -> u32) -> f64 {
    let mut sure: HashMap<u32, u32> = HashMap::new();
    for pair in pairs.iter().filter(|p| p.probability > 0.95) {
        *sure.entry(end(pair)).or_default() += 1;
    }
    let (all, more) = sure.values().fold((0u32, 0u32), |(all, more), n| (all + 1, more + u32::from(*n > 1)));
    f64::from(more) / f64::from(all.max(1))
}

/// Odds when each record of either side has one counterpart at most: what speaks for another counterpart speaks against this one, and what is
/// left over on both sides is the likelier to belong together, the fewer are left. `sides`: how many records each has.
pub(crate) fn one_to_one(pairs: &[Pair], odds: &[f64], sides: [u32; 2]) -> Vec<f64> {
    let [a, b] = sides.map(f64::from);
    let most = 0.98 * a.min(b);
    let mut matched = odds.iter().map(|o| o / (1.0 + o)).sum::<f64>().min(most);
    let mut heard = Vec::new();
    for _ in 0..SETTLINGS {
        // Odds were reckoned among all records; here, among those without a counterpart.
        let left_over = 1.0 / ((1.0 - matched / a) * (1.0 - matched / b));
        let given: Vec<f64> = odds.iter().map(|o| o * left_over).collect();
        heard = rivals(pairs, &given, (sides[0] + sides[1]) as usize);
        matched = heard.iter().map(|o| o / (1.0 + o)).sum::<f64>().min(most);
    }
    heard
}

/// Odds less what speaks for other counterparts. Belief is passed about a few times, so that a rival who belongs elsewhere is none.
fn rivals(pairs: &[Pair], odds: &[f64], records: usize) -> Vec<f64> {
    let mut from_a = odds.to_vec();
    let mut from_b = odds.to_vec();
    let mut sum = vec![0f64; records];
    for _ in 0..HEARINGS {
        // What each end hears of all its other pairs.
        let mut told = |end: fn(&Pair) -> u32, messages: &[f64]| -> Vec<f64> {
            sum.iter_mut().for_each(|s| *s = 0.0);
            pairs.iter().zip(messages).for_each(|(p, m)| sum[end(p) as usize] += m);
            pairs.iter().zip(messages).zip(odds).map(|((p, m), o)| o / (1.0 + (sum[end(p) as usize] - m).max(0.0))).collect()
        };
        let next_a = told(|p| p.a, &from_b);
        let next_b = told(|p| p.b, &from_a);
        (from_a, from_b) = (next_a, next_b);
    }
    // The one is the odds less a's rivals, the other less b's: both count.
    odds.iter().zip(from_a.iter().zip(&from_b)).map(|(o, (x, y))| x * y / o.max(1e-200)).collect()
}

/// Groups of records, joined as long as the whole of one speaks for the whole of the other.
pub(crate) struct Groups {
    /// By record: its group.
    pub(crate) of: Vec<u32>,
    /// By group: its records, in order.
    pub(crate) members: Vec<Vec<u32>>,
}

impl Groups {
    /// Gathers `records` records along `pairs`, the surest first. `odds` weighs one group against another.
    pub(crate) fn gather(records: usize, pairs: &[Pair], mut odds: impl FnMut(&[u32], &[u32]) -> f64) -> Groups {
        let mut groups = Groups { of: (0..records as u32).collect(), members: (0..records as u32).map(|r| vec![r]).collect() };
        let mut order: Vec<&Pair> = pairs.iter().filter(|p| p.probability >= 0.05).collect();
        order.sort_by(|x, y| y.probability.total_cmp(&x.probability).then((x.a, x.b).cmp(&(y.a, y.b))));
        for _ in 0..4 {
            let mut joined = false;
            for pair in &order {
                let (x, y) = (groups.of[pair.a as usize], groups.of[pair.b as usize]);
                if x == y || odds(&groups.members[x as usize], &groups.members[y as usize]) <= 1.0 {
                    continue;
                }
                let (keep, give) = (x.min(y), x.max(y));
                let moved = std::mem::take(&mut groups.members[give as usize]);
                moved.iter().for_each(|r| groups.of[*r as usize] = keep);
                let kept = &mut groups.members[keep as usize];
                kept.extend(moved);
                kept.sort_unstable();
                joined = true;
            }
            if !joined {
                break;
            }
        }
        groups
    }
}
