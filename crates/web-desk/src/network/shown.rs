//! What of a network is shown: all, or what came within some days, one sort of things, or what is confirmed alone. The first concern is always there.
//! Must not know how it is drawn.

use casework::work::EntityKind;
use seal::SealedTo;
use team::when;

use crate::vault::{Edge, How, Network};

/// How it is narrowed.
#[derive(Default, PartialEq, Eq)]
pub(super) struct Narrow {
    /// Only what came on this day or later; empty for all. `YYYY-MM-DD`, as are all days here.
    pub(super) from: String,
    /// Only what came on this day or before.
    pub(super) to: String,
    /// Only these kinds of things; none for all.
    pub(super) kinds: &'static [EntityKind],
    /// Whether what is only suggested is left out.
    pub(super) confirmed: bool,
}

/// A network, narrowed.
pub(super) struct Shown<'a> {
    pub(super) net: &'a Network,
    narrow: &'a Narrow,
    /// By concern: the day on which it came.
    days: Vec<String>,
}

impl<'a> Shown<'a> {
    pub(super) fn new(net: &'a Network, narrow: &'a Narrow) -> Shown<'a> {
        let days = net.concerns.iter().map(|held| when::day(held.came())).collect();
        Shown { net, narrow, days }
    }

    /// Whether a concern is.
    pub(super) fn concern(&self, concern: usize) -> bool {
        let (day, narrow) = (self.day(concern), self.narrow);
        let suggested = concern >= self.net.walked;
        let within = (narrow.from.is_empty() || day >= narrow.from.as_str()) && (narrow.to.is_empty() || day <= narrow.to.as_str());
        concern == 0 || within && !(suggested && narrow.confirmed)
    }

    /// Whether a thing is.
    pub(super) fn thing(&self, thing: usize) -> bool {
        let kinds = self.narrow.kinds;
        self.concern(self.net.things[thing].concern) && (kinds.is_empty() || kinds.contains(&self.net.known(thing).kind))
    }

    /// Whether a link is.
    pub(super) fn edge(&self, edge: &Edge) -> bool {
        let sure = matches!(edge.how, How::Same(_));
        self.thing(edge.from) && self.thing(edge.to) && (sure || !self.narrow.confirmed)
    }

    /// Concerns that something that is shown links.
    pub(super) fn links(&self) -> impl Iterator<Item = (usize, usize)> {
        let of = |thing: usize| self.net.things[thing].concern;
        let edges = self.net.edges.iter().filter(|edge| self.edge(edge)).map(move |edge| (of(edge.from), of(edge.to)));
        edges.chain(self.net.joins.iter().copied().filter(|(a, b)| self.concern(*a) && self.concern(*b)))
    }

    /// The day on which a concern came.
    pub(super) fn day(&self, concern: usize) -> &str {
        &self.days[concern]
    }

    /// The day from which on a link can be known: the later of the two.
    pub(super) fn edge_day(&self, edge: &Edge) -> &str {
        let day = |thing: usize| self.day(self.net.things[thing].concern);
        day(edge.from).max(day(edge.to))
    }

    /// Every day on which something that is shown came, in order.
    pub(super) fn days(&self) -> Vec<&str> {
        let mut days: Vec<&str> = (0..self.days.len()).filter(|c| self.concern(*c)).map(|c| self.day(c)).collect();
        days.sort_unstable();
        days.dedup();
        days
    }

    /// A concern, in a few words.
    pub(super) fn title(&self, concern: usize) -> String {
        let held = &self.net.concerns[concern];
        let only = match (held.circle.named.is_empty(), held.circle.to) {
            (false, _) => ", named people",
            (true, SealedTo::Managers) => ", managers",
            (true, SealedTo::Team) => "",
        };
        let told = when::told(held.came());
        format!("Came {}{only}", told.split(',').next().unwrap_or_default())
    }
}
