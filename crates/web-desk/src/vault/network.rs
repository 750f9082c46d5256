//! The network around a concern: the concerns that confirmed links and joins lead to, what they name, and, at the edge, what is only suggested.
//! **A suggestion is shown and never walked**: nothing follows from what nobody has confirmed. Must not know how it is drawn.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use casework::MessageId;
use casework::work::Verdict;

use super::links::{Alike, Decided};
use super::{Held, Known, Vault};

/// The most concerns that are walked to.
const MOST_CONCERNS: usize = 250;
/// The most people and things that are shown, of all concerns together.
const MOST_THINGS: usize = 1_750;

/// A person, a place or a thing in it.
pub(crate) struct Node {
    /// The place of its concern in the network.
    pub(crate) concern: usize,
    known: usize,
}

/// What joins two things: their places in the network.
pub(crate) struct Edge {
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) how: How,
}

/// How far it is sure.
pub(crate) enum How {
    /// Somebody held them to be the same.
    Same(Decided),
    /// They may be: the fields that agree.
    Maybe(Vec<String>),
}

/// All of it. Concerns in the order in which they were walked to, then those that only a suggestion leads to.
#[derive(Default)]
pub(crate) struct Network {
    pub(crate) concerns: Vec<Arc<Held>>,
    /// How many of these confirmed links and joins lead to.
    pub(crate) walked: usize,
    pub(crate) things: Vec<Node>,
    pub(crate) edges: Vec<Edge>,
    /// Pairs of concerns that somebody joined.
    pub(crate) joins: Vec<(usize, usize)>,
    /// Whether there is more than is shown.
    pub(crate) more: bool,
    concern_at: BTreeMap<String, usize>,
    thing_at: BTreeMap<(usize, MessageId), usize>,
}

impl Network {
    /// What a thing is.
    pub(crate) fn known(&self, thing: usize) -> &Known {
        let node = &self.things[thing];
        &self.concerns[node.concern].things[node.known]
    }

    /// The concern that names a thing.
    pub(crate) fn of(&self, thing: usize) -> &Held {
        &self.concerns[self.things[thing].concern]
    }

    /// The concern's place; it is added if it is not there.
    fn concern(&mut self, held: Arc<Held>) -> usize {
        let next = self.concerns.len();
        let at = *self.concern_at.entry(held.row.id.clone()).or_insert(next);
        if at == next {
            self.concerns.push(held);
        }
        at
    }

    /// The thing's place; it is added if it is not there, and there is room.
    fn thing(&mut self, concern: usize, id: MessageId) -> Option<usize> {
        if let Some(at) = self.thing_at.get(&(concern, id)) {
            return Some(*at);
        }
        let known = self.concerns[concern].things.iter().position(|known| known.id == id)?;
        if self.things.len() >= MOST_THINGS {
            self.more = true;
            return None;
        }
        self.thing_at.insert((concern, id), self.things.len());
        self.things.push(Node { concern, known });
        Some(self.things.len() - 1)
    }

    fn edge(&mut self, from: Option<usize>, to: Option<usize>, how: How) {
        if let (Some(from), Some(to)) = (from, to) {
            self.edges.push(Edge { from, to, how });
        }
    }
}

impl Vault {
    /// The network around a concern, as far as it may be seen. `all`: for who may see what is for the managers.
    pub(crate) fn network(&self, start: Arc<Held>, all: bool, may: impl Fn(&Held) -> bool) -> Network {
        let (mut net, mut done) = (Network::default(), HashSet::new());
        net.concern(start);
        let mut at = 0;
        while at < net.concerns.len() {
            self.walk(&mut net, at, &mut done, &may);
            at += 1;
        }
        net.walked = net.concerns.len();
        let mut asked = HashSet::new();
        for concern in 0..net.walked {
            let held = Arc::clone(&net.concerns[concern]);
            let decided = self.decided(&held, &may);
            for alike in self.alike(&held, all, &may) {
                let settled = decided.iter().any(|d| d.link.verdict != Verdict::Unsure && is_of(d, &alike));
                // Each of two that are walked asks about the other: once is enough.
                let (one, other) = (alike.of, alike.other().id);
                if !settled && asked.insert((one.min(other), one.max(other))) {
                    let there = net.concern(Arc::clone(&alike.held));
                    let (from, to) = (net.thing(concern, one), net.thing(there, other));
                    net.edge(from, to, How::Maybe(alike.agreed()));
                }
            }
        }
        net
    }

    /// All that one concern names, and the concerns that confirmed links and joins lead to from it.
    fn walk(&self, net: &mut Network, at: usize, done: &mut HashSet<MessageId>, may: &impl Fn(&Held) -> bool) {
        let held = Arc::clone(&net.concerns[at]);
        // A number that only stands with a person is there where something joins it.
        for known in held.things.iter().filter(|known| known.whose.is_none()) {
            net.thing(at, known.id);
        }
        for link in self.decided(&held, may).into_iter().filter(|d| d.link.verdict == Verdict::Same && done.insert(d.link.name)) {
            let Some(other) = self.get(&link.link.with.to_string()).filter(|other| other.known(link.link.thing).is_some()) else {
                continue;
            };
            let Some(other) = room(net, other) else { continue };
            let (from, to) = (net.thing(at, link.link.of), net.thing(other, link.link.thing));
            net.edge(from, to, How::Same(link));
        }
        let own = held.joins.iter().filter_map(|join| self.get(&join.what.with.to_string())).filter(|other| may(other));
        for other in own.chain(self.joined_by(&held.row.id, may).into_iter().map(|(other, _)| other)) {
            let Some(other) = room(net, other) else { continue };
            if ![(other, at), (at, other)].iter().any(|pair| net.joins.contains(pair)) {
                net.joins.push((at, other));
            }
        }
    }
}

/// A place for a concern that is walked to, as long as there is room.
fn room(net: &mut Network, held: Arc<Held>) -> Option<usize> {
    if net.concerns.len() >= MOST_CONCERNS && !net.concern_at.contains_key(&held.row.id) {
        net.more = true;
        return None;
    }
    Some(net.concern(held))
}

fn is_of(decided: &Decided, alike: &Alike) -> bool {
    let link = &decided.link;
    (link.of, link.thing) == (alike.of, alike.other().id) && link.with.to_string() == alike.held.row.id
}
