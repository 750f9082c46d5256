//! Towns: what confirmed links join across postcode areas. A concern is of every area that a postcode in it names (`LU`, `MK`); one that names none is of
//! no area. Must not know how it is shown.

use std::collections::BTreeSet;

use super::shown::Shown;
use crate::vault::{Edge, How};

/// A confirmed link between concerns of different areas.
pub(super) struct Across<'a> {
    pub(super) one: BTreeSet<String>,
    pub(super) other: BTreeSet<String>,
    pub(super) edge: &'a Edge,
}

/// Every one that is shown, in the order of the areas.
pub(super) fn across<'a>(shown: &Shown<'a>) -> Vec<Across<'a>> {
    let net = shown.net;
    let areas: Vec<BTreeSet<String>> =
        net.concerns.iter().map(|held| held.things.iter().flat_map(|known| known.postcode_areas()).collect()).collect();
    let of = |thing: usize| &areas[net.things[thing].concern];
    let sure = net.edges.iter().filter(|edge| matches!(edge.how, How::Same(_)) && shown.edge(edge));
    let between = sure.filter(|edge| of(edge.from) != of(edge.to) && !of(edge.from).is_empty() && !of(edge.to).is_empty());
    let mut all: Vec<Across<'a>> = between.map(|edge| Across { one: of(edge.from).clone(), other: of(edge.to).clone(), edge }).collect();
    all.sort_by(|x, y| (&x.one, &x.other).cmp(&(&y.one, &y.other)));
    all
}
