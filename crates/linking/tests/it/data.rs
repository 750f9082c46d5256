//! The labelled sets of `tests/data`, and how well links fit them. None of their cells is quoted.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;

use linking::{DateOrder, Kind, Link, Record, Schema};

/// A set: its schema, its files, its true pairs by places.
pub(crate) struct Set {
    pub(crate) schema: Schema,
    pub(crate) left: Vec<Record>,
    pub(crate) right: Option<Vec<Record>>,
    truth: HashSet<(u32, u32)>,
}

fn read(name: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name);
    std::fs::read_to_string(path).expect("a file of tests/data")
}

/// The records of a file by the columns of a map, and the place of each id.
fn records(name: &str, id: &str, columns: &[(String, Kind)]) -> (Vec<Record>, HashMap<String, u32>) {
    let text = read(name);
    let mut lines = text.lines().map(|l| l.split(',').collect::<Vec<_>>());
    let heading = lines.next().expect("a heading");
    let place = |column: &str| heading.iter().position(|h| *h == column).expect("a column of the map");
    let (id, places) = (place(id), columns.iter().map(|(c, _)| place(c)).collect::<Vec<_>>());
    let mut ids = HashMap::new();
    let mut out = Vec::new();
    for cells in lines {
        ids.insert(cells[id].to_owned(), out.len() as u32);
        out.push(places.iter().enumerate().fold(Record::new(), |r, (field, p)| r.with(field, cells[*p])));
    }
    (out, ids)
}

impl Set {
    pub(crate) fn load(map: &str, truth: &str, left: &str, right: Option<&str>) -> Set {
        let map = read(map);
        let pairs = map.lines().filter_map(|l| l.split_once(" = ")).map(|(k, v)| (k.to_owned(), v.trim_matches('"').to_owned()));
        let (id, columns): (Vec<_>, Vec<_>) = pairs.partition(|(k, _)| k == "id");
        let columns: Vec<(String, Kind)> = columns.into_iter().map(|(k, v)| (k, v.parse().expect("a kind"))).collect();
        let (left, left_ids) = records(left, &id[0].1, &columns);
        let right = right.map(|name| records(name, &id[0].1, &columns));
        let right_ids = right.as_ref().map_or(&left_ids, |r| &r.1);
        let truth = read(truth)
            .lines()
            .skip(1)
            .filter_map(|l| l.split_once(','))
            .map(|(a, b)| (left_ids[a], right_ids[b]))
            .map(|(a, b)| if right.is_none() { (a.min(b), a.max(b)) } else { (a, b) })
            .collect();
        let mut schema = Schema::new(columns);
        // Of the three, only the households are written with slashes.
        schema.order = DateOrder::Mdy;
        Set { schema, left, right: right.map(|r| r.0), truth }
    }

    /// Precision, recall and F1 of the links from this probability on.
    pub(crate) fn fit(&self, links: &[Link], threshold: f64) -> (f64, f64, f64) {
        let taken: Vec<_> = links.iter().filter(|l| l.probability >= threshold).collect();
        let yes = taken.iter().filter(|l| self.truth.contains(&(l.left, l.right))).count() as f64;
        let (precision, recall) = (yes / taken.len().max(1) as f64, yes / self.truth.len() as f64);
        (precision, recall, 2.0 * yes / (taken.len() + self.truth.len()) as f64)
    }

    /// The best F1 of any threshold.
    pub(crate) fn best(&self, links: &[Link]) -> f64 {
        let mut sorted: Vec<_> = links.iter().map(|l| (l.weight, self.truth.contains(&(l.left, l.right)))).collect();
        sorted.sort_by(|x, y| y.0.total_cmp(&x.0));
        let mut yes = 0.0;
        let mut best = 0.0f64;
        for (i, (weight, is_true)) in sorted.iter().enumerate() {
            yes += f64::from(u8::from(*is_true));
            if sorted.get(i + 1).is_none_or(|next| next.0 != *weight) {
                best = best.max(2.0 * yes / (i + 1 + self.truth.len()) as f64);
            }
        }
        best
    }
}
