//! Draws a chronology as SVG: down the page, one column for each part of the child's life, long gaps shortened with a mark. In parts that fit on a printed
//! sheet each. Shapes tell kinds apart, never colours. No style attribute and no script: the desk's rules forbid both. Must not know a language: words come
//! from `say` (`english` is one). The table of the same lines is the text alternative. The page's own style sets `.time-line` to `display: block`,
//! `max-width: 100%`, `height: auto` and `break-inside: avoid`: then each part prints on one sheet of A4.

use std::fmt::Write;

use super::say::{Says, escape, texts};
use super::{Kind, Line};
use crate::work::{Context, Ground};

/// Sizes, in the drawing's own units. 720 wide, a part is as tall as a sheet of A4 takes.
const WIDTH: u32 = 720;
const TALLEST: u32 = 980;
const HEAD: u32 = 86;
const AXIS: u32 = 118;
const FIRST_LANE: u32 = 142;
const LANE: u32 = 24;
const WORDS: u32 = 284;
const ROW: u32 = 20;
/// A gap of more days than this is shortened with a mark.
const LONG_GAP: i32 = 45;

/// One line in its place.
struct Row<'a> {
    line: &'a Line,
    texts: Vec<String>,
    /// Days since the line before, where it is in the same part.
    gap: i32,
    /// Whether the day stands beside the line before already.
    same_day: bool,
    part: usize,
    top: u32,
}

impl Row<'_> {
    fn height(&self) -> u32 {
        let lines = u32::try_from(self.texts.len()).unwrap_or(1).max(1);
        ROW + (lines - 1) * 16
    }

    fn middle(&self) -> u32 {
        self.top + ROW / 2
    }
}

/// The drawing: one or more `svg` elements, each no taller than a printed sheet; empty where there are no lines. `lines` are in order.
pub fn svg(lines: &[Line], say: &dyn Fn(Says<'_>) -> String) -> String {
    let rows = place(lines, say);
    let parts = rows.last().map_or(0, |r| r.part + 1);
    let mut out = String::new();
    for part in 0..parts {
        let from = rows.partition_point(|r| r.part < part);
        let to = rows.partition_point(|r| r.part <= part);
        draw_part(&mut out, &rows, from..to, (part, parts), say);
    }
    out
}

/// Puts each line in its place, and begins a new part where a sheet is full.
fn place<'a>(lines: &'a [Line], say: &dyn Fn(Says<'_>) -> String) -> Vec<Row<'a>> {
    let mut rows: Vec<Row<'a>> = Vec::with_capacity(lines.len());
    for line in lines {
        let mut row = Row { line, texts: texts(line, f64::from(WIDTH - WORDS), say), gap: 0, same_day: false, part: 0, top: HEAD };
        if let Some(before) = rows.last() {
            let days = line.when.day.since(before.line.when.day).map_or(0, |s| s.get_days()).max(0);
            let top = before.top + before.height() + room(days);
            (row.part, row.top, row.gap) = (before.part, top, days);
            row.same_day = (before.line.when.day, before.line.when.recorded) == (line.when.day, line.when.recorded);
            if top + row.height() > TALLEST {
                (row.part, row.top, row.gap, row.same_day) = (before.part + 1, HEAD, 0, false);
            }
        }
        rows.push(row);
    }
    rows
}

/// The room between two lines that are so many days apart: more for more, and never much.
fn room(days: i32) -> u32 {
    match days {
        0 => 0,
        1..=LONG_GAP => 2 + 2 * (31 - days.unsigned_abs().leading_zeros()),
        _ => 26,
    }
}

fn draw_part(
    out: &mut String,
    rows: &[Row<'_>],
    here: std::ops::Range<usize>,
    (part, parts): (usize, usize),
    say: &dyn Fn(Says<'_>) -> String,
) {
    let (first, last) = (&rows[here.start], &rows[here.end - 1]);
    let height = last.top + last.height() + 10;
    let title = escape(&say(Says::Title { part: part + 1, parts }));
    let (from, to) = (first.line.when.day, last.line.when.day);
    let description = escape(&say(Says::Description { lines: here.len(), from, to }));
    let name = format!("time-line-{}", part + 1);
    put(
        out,
        format_args!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" class="time-line" role="img" aria-labelledby="{name}-title {name}-description" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" font-family="sans-serif" font-size="13" fill="currentColor" stroke="none"><title id="{name}-title">{title}</title><desc id="{name}-description">{description}</desc>"#
        ),
    );
    lanes(out, height, say);
    episodes(out, rows, &here);
    for row in &rows[here.clone()] {
        draw_row(out, row, say);
    }
    out.push_str("</svg>\n");
}

/// The axis and the columns, with their heads.
fn lanes(out: &mut String, height: u32, say: &dyn Fn(Says<'_>) -> String) {
    let bottom = height - 4;
    put(
        out,
        format_args!(
            r#"<path class="time-line-axis" d="M{AXIS} {}V{bottom}" fill="none" stroke="currentColor" stroke-width="2"/>"#,
            HEAD - 8
        ),
    );
    for context in Context::ALL {
        let x = lane(*context);
        let (head, words) = (HEAD - 14, escape(&say(Says::Lane(*context))));
        put(
            out,
            format_args!(
                r#"<path class="time-line-lane" d="M{x} {}V{bottom}" fill="none" stroke="currentColor" stroke-width="0.5" stroke-dasharray="1 5"/><text x="{x}" y="{head}" transform="rotate(-40 {x} {head})">{words}</text>"#,
                HEAD - 8
            ),
        );
    }
}

fn lane(context: Context) -> u32 {
    let place = Context::ALL.iter().position(|c| *c == context).unwrap_or(0);
    FIRST_LANE + LANE * u32::try_from(place).unwrap_or(0)
}

/// Each episode as a bar beside the axis, from its line to the last line that is not after its end.
fn episodes(out: &mut String, rows: &[Row<'_>], here: &std::ops::Range<usize>) {
    for (from, row) in rows.iter().enumerate().filter(|(_, r)| r.line.kind == Kind::Episode) {
        let to = match &row.line.until {
            Some(until) => from.max(
                rows.partition_point(|r| (r.line.when.day, r.line.when.time) <= (until.day, until.time.or(Some(jiff::civil::Time::MAX))))
                    .saturating_sub(1),
            ),
            None => from,
        };
        if to < here.start || from >= here.end {
            continue;
        }
        let top = if from >= here.start { row.top + 4 } else { HEAD - 8 };
        let end = &rows[to.min(here.end - 1)];
        let height = (end.top + end.height() - 4).saturating_sub(top);
        let open = if row.line.until.is_none() { r#" fill="none" stroke="currentColor" stroke-dasharray="3 2""# } else { "" };
        put(out, format_args!(r#"<rect class="time-line-bar" x="{}" y="{top}" width="7" height="{height}"{open}/>"#, AXIS - 3));
    }
}

fn draw_row(out: &mut String, row: &Row<'_>, say: &dyn Fn(Says<'_>) -> String) {
    let (line, y) = (row.line, row.middle());
    if row.gap > LONG_GAP {
        let (gap, words) = (row.top - 13, escape(&say(Says::Gap { days: row.gap })));
        put(
            out,
            format_args!(
                r#"<g class="time-line-gap"><path d="M{} {}l12 -5v5l-12 5z" fill="white"/><path d="M{0} {1}l12 -5m-12 10l12 -5" fill="none" stroke="currentColor" stroke-width="2"/><text x="{}" y="{}" text-anchor="end" font-style="italic">{words}</text></g>"#,
                AXIS - 6,
                gap + 1,
                AXIS - 12,
                gap + 4,
            ),
        );
    }
    let x = line.context.map_or(AXIS, lane);
    put(out, format_args!(r#"<g class="time-line-{}">"#, line.kind.text()));
    if !row.same_day {
        let day = say(Says::Day(line.when.day));
        let day = escape(&if line.when.recorded { format!("({day})") } else { day });
        put(out, format_args!(r#"<text x="{}" y="{}" text-anchor="end">{day}</text>"#, AXIS - 12, y + 5));
    }
    shape(out, line, x, y);
    put(
        out,
        format_args!(r#"<path d="M{} {y}H{}" fill="none" stroke="currentColor" stroke-width="0.5" opacity="0.5"/>"#, x + 8, WORDS - 4),
    );
    let kind = escape(&say(Says::Kind(line)));
    let struck = if line.struck { r#" text-decoration="line-through""# } else { "" };
    for (number, text) in row.texts.iter().enumerate() {
        let y = y + 5 + 16 * u32::try_from(number).unwrap_or(0);
        let head = if number == 0 { format!(r#"<tspan font-weight="bold">{kind}</tspan> "#) } else { String::new() };
        put(out, format_args!(r#"<text x="{WORDS}" y="{y}"{struck}>{head}{}</text>"#, escape(text)));
    }
    out.push_str("</g>");
}

/// A shape of its own for each kind: what was observed is round (hollow for an opinion), messages are squares, decisions and discussions stand on a corner,
/// the rest are bars. An episode is drawn as its own bar.
fn shape(out: &mut String, line: &Line, x: u32, y: u32) {
    const HOLLOW: &str = r#"fill="white" stroke="currentColor" stroke-width="1.5""#;
    let square = |out: &mut String, how| put(out, format_args!(r#"<rect x="{}" y="{}" width="10" height="10" {how}/>"#, x - 5, y - 5));
    let corner = |out: &mut String, how| put(out, format_args!(r#"<path d="M{x} {}l7 7l-7 7l-7 -7z" {how}/>"#, y - 7));
    match (line.kind, line.ground) {
        (Kind::Observation, Some(Ground::Opinion)) => put(out, format_args!(r#"<circle cx="{x}" cy="{y}" r="5" {HOLLOW}/>"#)),
        (Kind::Observation, _) => put(out, format_args!(r#"<circle cx="{x}" cy="{y}" r="5"/>"#)),
        (Kind::Concern | Kind::Addition, _) => square(out, ""),
        (Kind::Reply | Kind::OutcomeTold, _) => square(out, HOLLOW),
        (Kind::Decision, _) => corner(out, ""),
        (Kind::Discussion, _) => corner(out, HOLLOW),
        (Kind::Closed | Kind::Reopened, _) => put(out, format_args!(r#"<rect x="{}" y="{}" width="14" height="3"/>"#, x - 7, y - 1)),
        (Kind::Episode, _) => {}
    }
}

fn put(out: &mut String, what: std::fmt::Arguments<'_>) {
    out.write_fmt(what).expect("a text takes whatever is written");
}
