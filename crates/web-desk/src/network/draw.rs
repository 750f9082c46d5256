//! Draws a network as SVG: a box for each concern, its people and things as lines in it, and a curve for each link: solid where people have held two to be
//! the same, dashed where it is only suggested. Columns follow from how far a concern is from the first. **Shapes and strokes tell things apart, never
//! colours**; one ink on white, as it prints. The tables on the page are the text alternative. Must not know who asks, or what may be seen.

use std::fmt::Write;

use casework::work::EntityKind;

use super::chain::Stop;
use super::shown::Shown;
use crate::vault::How;

/// Sizes, in the drawing's own units.
const BOX: i32 = 220;
const GAP: i32 = 120;
const ROW: i32 = 20;
const HEAD: i32 = 26;
const BETWEEN: i32 = 22;
const MARGIN: i32 = 14;
/// The most letters of a name in a box; the table has it whole.
const LETTERS: usize = 26;

/// A concern's box.
struct Place {
    x: i32,
    y: i32,
    /// What is shown of it, in order.
    rows: Vec<usize>,
}

impl Place {
    fn height(&self) -> i32 {
        HEAD + ROW * i32::try_from(self.rows.len()).unwrap_or(0) + 6
    }
}

/// The drawing: one `svg` element; empty where nothing is shown.
pub(super) fn svg(shown: &Shown<'_>, chain: &[Stop]) -> String {
    let places = places(shown);
    let (mut right, mut bottom) = (0, 0);
    for place in places.iter().flatten() {
        right = right.max(place.x + BOX);
        bottom = bottom.max(place.y + place.height());
    }
    if right == 0 {
        return String::new();
    }
    let (width, height) = (right + GAP / 2 + MARGIN, bottom + MARGIN);
    let mut out = format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" class="network" viewBox="0 0 {width} {height}" width="{width}" height="{height}" font-family="sans-serif" font-size="13" fill="currentColor" role="img" aria-label="The network, drawn. The tables below say the same.">"#
    );
    for edge in shown.net.edges.iter().filter(|edge| shown.edge(edge)) {
        let (Some(from), Some(to)) = (row(shown, &places, edge.from), row(shown, &places, edge.to)) else { continue };
        let on = is_next(chain, Stop::Thing(edge.from), Stop::Thing(edge.to));
        let stroke = match (&edge.how, on) {
            (How::Same(_), true) => r#"stroke-width="5""#,
            (How::Same(_), false) => r#"stroke-width="2""#,
            (How::Maybe(_), _) => r#"stroke-width="1.2" stroke-dasharray="5 4""#,
        };
        curve(&mut out, from, to, stroke, shown.edge_day(edge));
    }
    for (a, b) in &shown.net.joins {
        if let (Some(one), Some(other)) = (&places[*a], &places[*b]) {
            let (from, to) = ((one.x, one.y + HEAD / 2), (other.x, other.y + HEAD / 2));
            let stroke = if is_next(chain, Stop::Concern(*a), Stop::Concern(*b)) { r#"stroke-width="5""# } else { r#"stroke-width="2""# };
            curve(&mut out, from, to, stroke, shown.day(*a).max(shown.day(*b)));
        }
    }
    for (concern, place) in places.iter().enumerate() {
        if let Some(place) = place {
            one(&mut out, shown, concern, place, chain);
        }
    }
    out.push_str("</svg>");
    out
}

/// Whether two follow one another on the chain.
fn is_next(chain: &[Stop], one: Stop, other: Stop) -> bool {
    chain.windows(2).any(|two| two == [one, other] || two == [other, one])
}

/// Columns by distance from the first concern; in each, boxes near what they are linked with, and none over another.
fn places(shown: &Shown<'_>) -> Vec<Option<Place>> {
    let net = shown.net;
    let columns = columns(shown);
    let mut places: Vec<Option<Place>> = net.concerns.iter().map(|_| None).collect();
    for column in 0..=columns.iter().flatten().copied().max().unwrap_or(0) {
        let here = (0..net.concerns.len()).filter(|c| columns[*c] == Some(column));
        // Where a box would like to be: at the middle of what it is linked with to the left.
        let wish = |concern: usize| {
            let linked = shown.links().filter_map(|(a, b)| if a == concern { Some(b) } else { (b == concern).then_some(a) });
            let ys: Vec<i32> = linked.filter_map(|other| places[other].as_ref().map(|p| p.y)).collect();
            if ys.is_empty() { 0 } else { ys.iter().sum::<i32>() / i32::try_from(ys.len()).unwrap_or(1) }
        };
        let mut wishes: Vec<(i32, usize)> = here.map(|concern| (wish(concern), concern)).collect();
        wishes.sort_unstable();
        let mut free = MARGIN;
        for (wish, concern) in wishes {
            let rows = (0..net.things.len()).filter(|t| net.things[*t].concern == concern && shown.thing(*t)).collect();
            let x = MARGIN + i32::try_from(column).unwrap_or(0) * (BOX + GAP);
            let place = Place { x, y: free.max(wish), rows };
            free = place.y + place.height() + BETWEEN;
            places[concern] = Some(place);
        }
    }
    places
}

/// By concern: how many links it is from the first; none of what is not shown. What is shown, and reached by nothing that is, stands beside the first.
fn columns(shown: &Shown<'_>) -> Vec<Option<usize>> {
    let links: Vec<(usize, usize)> = shown.links().collect();
    let all = shown.net.concerns.len();
    let mut columns: Vec<Option<usize>> = vec![None; all];
    let Some(first) = (0..all).find(|c| shown.concern(*c)) else { return columns };
    columns[first] = Some(0);
    let mut border = vec![first];
    let mut column = 0;
    while !border.is_empty() {
        column += 1;
        let mut next = Vec::new();
        for (a, b) in links.iter().flat_map(|(a, b)| [(*a, *b), (*b, *a)]) {
            if border.contains(&a) && columns[b].is_none() {
                columns[b] = Some(column);
                next.push(b);
            }
        }
        border = next;
    }
    for (concern, column) in columns.iter_mut().enumerate() {
        if column.is_none() && shown.concern(concern) {
            *column = Some(0);
        }
    }
    columns
}

/// The left end of a thing's line, at its middle.
fn row(shown: &Shown<'_>, places: &[Option<Place>], thing: usize) -> Option<(i32, i32)> {
    let place = places[shown.net.things[thing].concern].as_ref()?;
    let at = i32::try_from(place.rows.iter().position(|row| *row == thing)?).ok()?;
    Some((place.x, place.y + HEAD + ROW * at + ROW / 2))
}

/// From the right of the one to the left of the other; within a column, out to the right and back.
fn curve(out: &mut String, from: (i32, i32), to: (i32, i32), stroke: &str, day: &str) {
    let (from, to) = if from.0 <= to.0 { (from, to) } else { (to, from) };
    let start = (from.0 + BOX, from.1);
    let (end, bend) = if from.0 == to.0 { ((to.0 + BOX, to.1), (to.0 + BOX + GAP / 2, to.1)) } else { (to, (to.0 - GAP / 2, to.1)) };
    let first = (start.0 + GAP / 2, start.1);
    put(
        out,
        format_args!(
            r#"<path data-day="{day}" d="M{} {}C{} {} {} {} {} {}" fill="none" stroke="currentColor" {stroke}/>"#,
            start.0, start.1, first.0, first.1, bend.0, bend.1, end.0, end.1
        ),
    );
}

fn one(out: &mut String, shown: &Shown<'_>, concern: usize, place: &Place, chain: &[Stop]) {
    let Place { x, y, rows } = place;
    let (day, id) = (shown.day(concern), &shown.net.concerns[concern].row.id);
    let stroke = match concern {
        0 => r#"stroke-width="3""#,
        c if c >= shown.net.walked => r#"stroke-width="1" stroke-dasharray="5 4""#,
        _ => r#"stroke-width="1.2""#,
    };
    put(
        out,
        format_args!(
            r#"<g data-day="{day}" data-href="/concerns/{id}"><rect x="{x}" y="{y}" width="{BOX}" height="{}" rx="5" fill="white" stroke="currentColor" {stroke}/><text x="{}" y="{}" font-weight="bold">{}</text>"#,
            place.height(),
            x + 9,
            y + 18,
            escape(&shown.title(concern)),
        ),
    );
    for (at, thing) in (0..).zip(rows) {
        let (known, middle) = (shown.net.known(*thing), y + HEAD + ROW * at + ROW / 2);
        shape(out, known.kind, x + 15, middle);
        let bold = if chain.contains(&Stop::Thing(*thing)) { r#" font-weight="bold" text-decoration="underline""# } else { "" };
        put(out, format_args!(r#"<text x="{}" y="{}"{bold}>{}</text>"#, x + 28, middle + 4, escape(&short(&known.name))));
    }
    out.push_str("</g>");
}

/// A shape of its own for each kind.
fn shape(out: &mut String, kind: EntityKind, x: i32, y: i32) {
    const HOLLOW: &str = r#"fill="none" stroke="currentColor" stroke-width="1.5""#;
    match kind {
        EntityKind::Child => put(out, format_args!(r#"<circle cx="{x}" cy="{y}" r="5"/>"#)),
        EntityKind::Person => put(out, format_args!(r#"<circle cx="{x}" cy="{y}" r="5" {HOLLOW}/>"#)),
        EntityKind::Place | EntityKind::School => put(out, format_args!(r#"<path d="M{x} {}l6 6l-6 6l-6 -6z"/>"#, y - 6)),
        EntityKind::Vehicle => put(out, format_args!(r#"<rect x="{}" y="{}" width="13" height="8"/>"#, x - 6, y - 4)),
        EntityKind::Phone => put(out, format_args!(r#"<rect x="{}" y="{}" width="8" height="13" {HOLLOW}/>"#, x - 4, y - 6)),
        EntityKind::Username => put(out, format_args!(r#"<path d="M{x} {}l6 11h-12z" {HOLLOW}/>"#, y - 6)),
    }
}

fn short(name: &str) -> String {
    if name.chars().count() <= LETTERS { name.to_owned() } else { name.chars().take(LETTERS - 1).chain(['…']).collect() }
}

pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

pub(super) fn put(out: &mut String, what: std::fmt::Arguments<'_>) {
    out.write_fmt(what).expect("a text takes whatever is written");
}
