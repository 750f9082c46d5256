//! From pairs to what belongs together. Between two files that repeat nobody a record has one counterpart at most; within one, records are gathered
//! into people, with evidence against as well as for.
//! Must not know how pairs were compared.

use std::collections::HashMap;

use crate::learn::Pair;

const HEARINGS: usize = 8;

/// How often a record that has one counterpart has another, in the side that `end` takes from a pair: 0 for files that repeat nobody.
pub(crate) fn repeats(pairs: &[Pair], end: impl Fn(&Pair) -> u32) -> f64 {
    let mut sure: HashMap<u32, u32> = HashMap::new();
    for pair in pairs.iter().filter(|p| p.probability > 0.95) {
        *sure.entry(end(pair)).or_default() += 1;
    }
    let (all, more) = sure.values().fold((0u32, 0u32), |(all, more), n| (all + 1, more + u32::from(*n > 1)));
    f64::from(more) / f64::from(all.max(1))
}

/// Weights when each record of either side has one counterpart at most: what speaks for another counterpart speaks against this one.
/// Belief is passed about a few times, so that a rival who belongs elsewhere is none.
pub(crate) fn one_to_one(pairs: &[Pair], odds: &[f64], records: usize) -> Vec<f64> {
    let mut from_a = odds.to_vec();
    let mut from_b = odds.to_vec();
    let mut sum = vec![0f64; records];
    for _ in 0..HEARINGS {
        // What each end hears of all its other pairs.
        let told = |ends: &dyn Fn(&Pair) -> u32, messages: &[f64], sum: &mut Vec<f64>| -> Vec<f64> {
            sum.iter_mut().for_each(|s| *s = 0.0);
            pairs.iter().zip(messages).for_each(|(p, m)| sum[ends(p) as usize] += m);
            pairs.iter().zip(messages).zip(odds).map(|((p, m), o)| o / (1.0 + (sum[ends(p) as usize] - m).max(0.0))).collect()
        };
        let next_a = told(&|p: &Pair| p.a, &from_b, &mut sum);
        let next_b = told(&|p: &Pair| p.b, &from_a, &mut sum);
        (from_a, from_b) = (next_a, next_b);
    }
    // from_a is the odds less a's rivals; from_b less b's. Both count.
    pairs.iter().zip(odds).enumerate().map(|(i, (_, o))| from_a[i] * from_b[i] / o.max(1e-200)).collect()
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
