//! The shortest chain between two people: from one to the concern that names them, to another whom it names, over confirmed links. **Suggestions are
//! never walked.** Must not know how it is shown.

use std::collections::VecDeque;

use crate::vault::{How, Network};

/// One stop on the way: a thing or a concern, by its place in the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stop {
    Thing(usize),
    Concern(usize),
}

/// From one thing to another, both included; none where nothing confirmed leads there.
pub(super) fn shortest(net: &Network, from: usize, to: usize) -> Option<Vec<Stop>> {
    let (things, all) = (net.things.len(), net.things.len() + net.concerns.len());
    let number = |stop: Stop| match stop {
        Stop::Thing(at) => at,
        Stop::Concern(at) => things + at,
    };
    let stop = |at: usize| if at < things { Stop::Thing(at) } else { Stop::Concern(at - things) };
    let next = neighbours(net, number, all);
    let mut before: Vec<Option<usize>> = vec![None; all];
    let mut queue = VecDeque::from([from]);
    before[from] = Some(from);
    while let Some(at) = queue.pop_front() {
        if at == to {
            let mut way = vec![stop(at)];
            let mut here = at;
            while let Some(back) = before[here].filter(|back| *back != here) {
                way.push(stop(back));
                here = back;
            }
            way.reverse();
            return Some(way);
        }
        for &one in &next[at] {
            if before[one].is_none() {
                before[one] = Some(at);
                queue.push_back(one);
            }
        }
    }
    None
}

fn neighbours(net: &Network, number: impl Fn(Stop) -> usize, all: usize) -> Vec<Vec<usize>> {
    let mut next = vec![Vec::new(); all];
    let mut both = |a: usize, b: usize| {
        next[a].push(b);
        next[b].push(a);
    };
    for (at, thing) in net.things.iter().enumerate() {
        both(number(Stop::Thing(at)), number(Stop::Concern(thing.concern)));
    }
    for edge in net.edges.iter().filter(|edge| matches!(edge.how, How::Same(_))) {
        both(number(Stop::Thing(edge.from)), number(Stop::Thing(edge.to)));
    }
    for &(a, b) in &net.joins {
        both(number(Stop::Concern(a)), number(Stop::Concern(b)));
    }
    next
}
