//! How well links fit known pairs, by threshold: for `--evaluate`, after everything is linked.
//! Must not know how links were found.

use std::collections::HashSet;
use std::fmt::Write;
use std::path::Path;

use linking::Link;

use super::read::{File, table};
use crate::stop::Stop;

/// At one threshold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Point {
    pub(crate) threshold: f64,
    pub(crate) links: usize,
    pub(crate) true_links: usize,
    pub(crate) precision: f64,
    pub(crate) recall: f64,
    pub(crate) f1: f64,
}

/// Links, best first, each with whether it is true; and how many true pairs there are.
pub(crate) struct Judged {
    links: Vec<(f64, bool)>,
    truth: usize,
}

/// Reads the true pairs: columns `left_id` and `right_id`, or the first two.
pub(crate) fn judge(path: &Path, links: &[Link], left: &File, right: Option<&File>) -> Result<Judged, Stop> {
    let table = table(path)?;
    let find = |name: &str, or: usize| table.heading.iter().position(|h| h == name).unwrap_or(or);
    let (a, b) = (find("left_id", 0), find("right_id", 1));
    let mut truth = HashSet::new();
    for (line, cells) in &table.rows {
        let at = |file: &File, column: usize| {
            let id = cells.get(column).map_or("", String::as_str);
            file.places.get(id).copied().ok_or_else(|| Stop::CouldNot(format!("{}:{line}:1: there is no record {id:?}", path.display())))
        };
        let (x, y) = (at(left, a)?, at(right.unwrap_or(left), b)?);
        truth.insert(if right.is_none() { (x.min(y), x.max(y)) } else { (x, y) });
    }
    let mut judged: Vec<(f64, bool)> = links.iter().map(|l| (l.probability, truth.contains(&(l.left, l.right)))).collect();
    judged.sort_by(|x, y| y.0.total_cmp(&x.0));
    Ok(Judged { links: judged, truth: truth.len() })
}

impl Judged {
    pub(crate) fn at(&self, threshold: f64) -> Point {
        let links = self.links.partition_point(|(p, _)| *p >= threshold);
        self.first(threshold, links, self.links[..links].iter().filter(|(_, yes)| *yes).count())
    }

    fn first(&self, threshold: f64, links: usize, true_links: usize) -> Point {
        let share = |of: usize| if of == 0 { 0.0 } else { true_links as f64 / of as f64 };
        let f1 = if links + self.truth == 0 { 0.0 } else { 2.0 * true_links as f64 / (links + self.truth) as f64 };
        Point { threshold, links, true_links, precision: share(links), recall: share(self.truth), f1 }
    }

    /// A point after each different probability, the highest first.
    pub(crate) fn every(&self) -> Vec<Point> {
        let mut out = Vec::new();
        let mut yes = 0;
        for (i, (p, is_true)) in self.links.iter().enumerate() {
            yes += usize::from(*is_true);
            if self.links.get(i + 1).is_none_or(|next| next.0 != *p) {
                out.push(self.first(*p, i + 1, yes));
            }
        }
        out
    }

    /// The table that is printed.
    pub(crate) fn table(&self, threshold: f64) -> String {
        let mut out = String::from("threshold  precision  recall     F1  links   true  false  missed\n");
        let mut row = |p: Point, note: &str| {
            let wrong = p.links - p.true_links;
            _ = writeln!(
                out,
                "{:>9.6}  {:>9.4}  {:>6.4}  {:.4}  {:>5}  {:>5}  {:>5}  {:>6}{note}",
                p.threshold,
                p.precision,
                p.recall,
                p.f1,
                p.links,
                p.true_links,
                wrong,
                self.truth - p.true_links
            );
        };
        for t in [0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 0.999] {
            row(self.at(t), "");
        }
        row(self.at(threshold), "  as linked");
        let every = self.every();
        if let Some(best) = every.iter().copied().max_by(|x, y| x.f1.total_cmp(&y.f1)) {
            row(best, "  best in hindsight");
        }
        if let Some(sure) = every.iter().copied().filter(|p| p.precision >= 0.99).max_by(|x, y| x.recall.total_cmp(&y.recall)) {
            row(sure, "  most recall with precision 0.99");
        }
        out
    }
}
