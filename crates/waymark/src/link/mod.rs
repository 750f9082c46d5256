//! `waymark link`: files of records in, links out.
//! Must not know how records are compared: that is in the crate `linking`.

pub(crate) mod args;
mod csv;
mod evaluate;
mod map;
mod parquet;
mod plot;
mod read;
mod splink;
mod write;

use std::fmt::Write;
use std::path::{Path, PathBuf};

use linking::{Linked, Stand, THRESHOLD};

use crate::say;
use crate::stop::Stop;
use args::{Instead, Link};
use map::Map;
use read::File;

/// What was asked for, with its defaults.
#[derive(Debug)]
pub(crate) struct LinkConfig {
    pub(crate) wanted: Link,
    pub(crate) columns: PathBuf,
    pub(crate) threshold: f64,
}

impl LinkConfig {
    pub(crate) fn new(wanted: Link, columns: Option<PathBuf>, threshold: Option<f64>) -> Result<LinkConfig, Stop> {
        let said = match &wanted.instead {
            Some(Instead::ExportSplink(export)) => export.columns.clone(),
            None => None,
        };
        let columns = said.or_else(|| wanted.columns.clone()).or(columns);
        let columns =
            columns.ok_or_else(|| Stop::Misuse("say which column is what: --columns MAP.toml (`waymark link --help` shows one)".into()))?;
        let threshold = wanted.threshold.or(threshold).unwrap_or(THRESHOLD);
        Ok(LinkConfig { wanted, columns, threshold })
    }
}

pub(crate) fn link(config: &LinkConfig) -> Result<(), Stop> {
    let wanted = &config.wanted;
    let map = Map::read(&config.columns)?;
    let (first, second) = match &wanted.instead {
        Some(Instead::ExportSplink(export)) => (Some(&export.left), &export.right),
        None => (wanted.left.as_ref(), &wanted.right),
    };
    let first = first.ok_or_else(|| Stop::Misuse("say which file of records".into()))?;
    let left = read::records(first, &map)?;
    let right = second.as_deref().map(|path| read::records(path, &map)).transpose()?;
    let pair = match wanted.explain.as_slice() {
        [a, b] => Some(places(a, b, &left, right.as_ref())?),
        _ => None,
    };
    let (schema, theirs) = (map.schema(), right.as_ref().map(|r| r.records.as_slice()));
    let linked = match &wanted.model {
        Some(path) => linking::link_by(splink::read(path, &schema)?, &schema, &left.records, theirs, say::progress),
        None => linking::link(&schema, &left.records, theirs, say::progress),
    };
    say::progress(1.0);
    if let Some(Instead::ExportSplink(export)) = &wanted.instead {
        splink::export(&export.out, &linked, &left, right.as_ref())?;
    }
    if let Some(path) = &wanted.out {
        write::whole(path, rows(&linked, config.threshold, &left, right.as_ref()).as_bytes())?;
    }
    for (path, file) in [(Some(first), Some(&left)), (second.as_ref(), right.as_ref())] {
        if let (Some(path), Some(file)) = (path, file) {
            unreadable(path, file.unreadable);
        }
    }
    if let Some((a, b)) = pair {
        say::out(&explanation(&linked, a, b, if wanted.model.is_some() { 7 } else { 2 }))?;
    }
    if let Some(truth) = &wanted.evaluate {
        let judged = evaluate::judge(truth, &linked.links, &left, right.as_ref())?;
        if let Some(path) = &wanted.plot {
            write::whole(path, plot::svg(&judged, config.threshold).as_bytes())?;
        }
        say::out(&judged.table(config.threshold))?;
    }
    Ok(())
}

fn unreadable(path: &Path, count: usize) {
    if count > 0 {
        let dates = if count == 1 { "1 date is none, and counts" } else { &format!("{count} dates are none, and count") };
        say::error(&format!("{}: {dates} as missing", path.display()));
    }
}

/// The places of two ids: of the left file and the right one, or both of the one there is, the earlier first.
fn places(a: &str, b: &str, left: &File, right: Option<&File>) -> Result<(u32, u32), Stop> {
    let at = |file: &File, id: &str| file.places.get(id).copied();
    let missing = |id: &str| Stop::Misuse(format!("there is no record {id:?}"));
    match right {
        None => {
            let (x, y) = (at(left, a).ok_or_else(|| missing(a))?, at(left, b).ok_or_else(|| missing(b))?);
            if x == y { Err(Stop::Misuse("these are one record".into())) } else { Ok((x.min(y), x.max(y))) }
        }
        Some(right) => match (at(left, a), at(right, b), at(left, b), at(right, a)) {
            (Some(x), Some(y), _, _) | (_, _, Some(x), Some(y)) => Ok((x, y)),
            (None, None, None, None) | (None, _, _, None) => Err(missing(a)),
            _ => Err(missing(b)),
        },
    }
}

/// The links, as CSV.
fn rows(linked: &Linked, threshold: f64, left: &File, right: Option<&File>) -> String {
    let right = right.unwrap_or(left);
    let mut out = String::from("left_id,right_id,weight,probability\n");
    for link in linked.links.iter().filter(|l| l.probability >= threshold) {
        let (a, b) = (csv::cell(&left.ids[link.left as usize]), csv::cell(&right.ids[link.right as usize]));
        _ = writeln!(out, "{a},{b},{:.4},{:.6}", link.weight, link.probability);
    }
    out
}

/// Why, as a table, with so many digits.
fn explanation(linked: &Linked, a: u32, b: u32, digits: usize) -> String {
    let why = linked.why(a, b);
    let wide = why.iter().map(|w| w.field.chars().count()).max().unwrap_or(0).max(5);
    let mut out = String::new();
    let mut sum = 0.0;
    for reason in &why {
        let stand = match reason.stand {
            Stand::Agreed => "agreed",
            Stand::Differed => "differed",
            Stand::Missing => "missing",
            Stand::Context => "",
        };
        sum += reason.weight;
        _ = writeln!(out, "{:<wide$}  {stand:<8}  {:>+7.digits$}  {}", reason.field, reason.weight, reason.how);
    }
    _ = writeln!(out, "{:<wide$}  {:<8}  {sum:>+7.digits$}  probability {:.6}", "all", "", 1.0 / (1.0 + (-sum).exp2()));
    out
}
