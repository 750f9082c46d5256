//! Draws postcode areas and what joins them: a box for each area, and a curve for each confirmed link between two of them. The table beside it says the
//! same. **No map of the country, and no size by number**: where few live, a dot on a map would name a family. Must not know how a link came to be.

use std::collections::{BTreeMap, BTreeSet};
use std::f64::consts::PI;

use super::areas::Across;
use super::draw::{escape, put};
use super::shown::Shown;

/// Sizes, in the drawing's own units.
const BOX: (i32, i32) = (64, 34);
const ROUND: f64 = 84.0;
/// How far curves between the same two areas stand apart, at their middle.
const APART: f64 = 26.0;
/// The most curves between two areas; the table has every link.
const MOST: usize = 12;
const MARGIN: i32 = 24;

/// The drawing: one `svg` element; empty where nothing is across areas.
pub(super) fn svg(shown: &Shown<'_>, across: &[Across<'_>]) -> String {
    let links = links(shown, across);
    let names: BTreeSet<&str> = links.keys().flat_map(|(a, b)| [*a, *b]).collect();
    if names.is_empty() {
        return String::new();
    }
    let places = around(&names);
    let curves: Vec<_> = links.iter().flat_map(|((a, b), days)| curves(places[a], places[b], days)).collect();
    let points = || places.values().copied().chain(curves.iter().map(|curve| curve.bend));
    let edge = |of: fn((f64, f64)) -> f64, pick: fn(f64, f64) -> f64, start| points().map(of).fold(start, pick);
    let (left, top) = (edge(|p| p.0, f64::min, f64::MAX), edge(|p| p.1, f64::min, f64::MAX));
    let (right, bottom) = (edge(|p| p.0, f64::max, f64::MIN), edge(|p| p.1, f64::max, f64::MIN));
    let x = |at: f64| whole(at - left) + BOX.0 / 2 + MARGIN;
    let y = |at: f64| whole(at - top) + BOX.1 / 2 + MARGIN;
    let (width, height) = (x(right) + BOX.0 / 2 + MARGIN, y(bottom) + BOX.1 / 2 + MARGIN);
    let mut out = format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" class="network" viewBox="0 0 {width} {height}" width="{width}" height="{height}" font-family="sans-serif" font-size="14" fill="currentColor" role="img" aria-label="Postcode areas and the confirmed links between them, drawn. The table below says the same.">"#
    );
    for curve in &curves {
        let [from, bend, to] = [curve.from, curve.bend, curve.to].map(|(a, b)| format!("{} {}", x(a), y(b)));
        put(
            &mut out,
            format_args!(r#"<path data-day="{}" d="M{from}Q{bend} {to}" fill="none" stroke="currentColor" stroke-width="2"/>"#, curve.day),
        );
    }
    for (name, (a, b)) in &places {
        let (x, y) = (x(*a), y(*b));
        put(
            &mut out,
            format_args!(
                r#"<g><rect x="{}" y="{}" width="{}" height="{}" rx="5" fill="white" stroke="currentColor" stroke-width="1.2"/><text x="{x}" y="{}" text-anchor="middle" font-weight="bold">{}</text></g>"#,
                x - BOX.0 / 2,
                y - BOX.1 / 2,
                BOX.0,
                BOX.1,
                y + 5,
                escape(name)
            ),
        );
    }
    out.push_str("</svg>");
    out
}

/// By two areas: the days of the confirmed links between them.
fn links<'a>(shown: &'a Shown<'a>, across: &'a [Across<'a>]) -> BTreeMap<(&'a str, &'a str), Vec<&'a str>> {
    let mut all: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
    for Across { one, other, edge } in across {
        let pairs: BTreeSet<_> = one.iter().flat_map(|a| other.iter().map(move |b| (a.min(b).as_str(), a.max(b).as_str()))).collect();
        for pair in pairs.into_iter().filter(|(a, b)| a != b) {
            all.entry(pair).or_default().push(shown.edge_day(edge));
        }
    }
    all
}

/// Round a circle, from its left; two stand side by side.
fn around<'a>(names: &BTreeSet<&'a str>) -> BTreeMap<&'a str, (f64, f64)> {
    let count = names.len() as f64;
    let round = ROUND.max(count * f64::from(BOX.0) / (1.5 * PI));
    let at = |n: usize| PI + 2.0 * PI * n as f64 / count;
    names.iter().enumerate().map(|(n, name)| (*name, (round * at(n).cos(), round * at(n).sin()))).collect()
}

struct Curve<'a> {
    from: (f64, f64),
    bend: (f64, f64),
    to: (f64, f64),
    day: &'a str,
}

/// Beside one another, each bent a little further than the last.
fn curves<'a>(from: (f64, f64), to: (f64, f64), days: &[&'a str]) -> Vec<Curve<'a>> {
    let (along, count) = ((to.0 - from.0, to.1 - from.1), days.len().min(MOST));
    let length = along.0.hypot(along.1).max(1.0);
    let middle = (f64::midpoint(from.0, to.0), f64::midpoint(from.1, to.1));
    let bent = |n: usize| {
        let off = APART * (n as f64 - (count as f64 - 1.0) / 2.0);
        (middle.0 - along.1 / length * off, middle.1 + along.0 / length * off)
    };
    days.iter().take(MOST).enumerate().map(|(n, day)| Curve { from, bend: bent(n), to, day }).collect()
}

fn whole(n: f64) -> i32 {
    n.round() as i32
}
