//! Links a set and says how well: `evaluate MAP TRUTH LEFT [RIGHT]`. For experiments; `waymark link --evaluate` is the real thing.

use std::collections::{HashMap, HashSet};
use std::time::Instant;

use linking::{DateOrder, Kind, Record, Schema, Seen, THRESHOLD, link};

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let map = std::fs::read_to_string(&args[0]).expect("map");
    let mut id = String::new();
    let mut columns = Vec::new();
    for line in map.lines() {
        let line = line.split('#').next().unwrap_or("");
        let Some((key, value)) = line.split_once('=') else { continue };
        let (key, value) = (key.trim().trim_matches('"').to_owned(), value.trim().trim_matches('"').to_owned());
        if key == "id" { id = value } else { columns.push((key, value.parse::<Kind>().expect("kind"))) }
    }
    let start = Instant::now();
    let mut schema = Schema::new(columns.clone());
    let mut files = Vec::new();
    let mut seen = Seen::default();
    for path in &args[2..] {
        let mut reader = csv::Reader::from_path(path).expect("file");
        let headings = reader.headers().expect("headings").clone();
        let place = |name: &str| headings.iter().position(|h| h == name).expect("column");
        let id = place(&id);
        let places: Vec<usize> = columns.iter().map(|(c, _)| place(c)).collect();
        let (mut ids, mut records) = (Vec::new(), Vec::new());
        for row in reader.records() {
            let row = row.expect("row");
            ids.push(row[id].to_owned());
            let mut record = Record::new();
            for (field, place) in places.iter().enumerate() {
                if columns[field].1 == Kind::BirthDate {
                    seen.add(&row[*place])
                }
                record.set(field, &row[*place]);
            }
            records.push(record);
        }
        files.push((ids, records));
    }
    schema.order = seen.order().ok().flatten().unwrap_or(DateOrder::Dmy);
    let read = start.elapsed();
    let linked = link(&schema, &files[0].1, files.get(1).map(|f| f.1.as_slice()), |_| {});
    let took = start.elapsed();
    let ids = [&files[0].0, &files.last().unwrap().0];
    let truth: HashSet<(String, String)> = csv::Reader::from_path(&args[1])
        .expect("truth")
        .records()
        .map(|r| {
            let r = r.expect("row");
            let (a, b) = (r[0].to_owned(), r[1].to_owned());
            if a < b || files.len() > 1 { (a, b) } else { (b, a) }
        })
        .collect();
    let mut scored: Vec<(f64, bool, (String, String))> = linked
        .links
        .iter()
        .map(|l| {
            let (a, b) = (ids[0][l.left as usize].clone(), ids[1][l.right as usize].clone());
            let pair = if a < b || files.len() > 1 { (a, b) } else { (b, a) };
            (l.weight, truth.contains(&pair), pair)
        })
        .collect();
    scored.sort_by(|x, y| y.0.total_cmp(&x.0));
    let found = scored.iter().filter(|s| s.1).count();
    let f1 = |tp: usize, n: usize| 2.0 * tp as f64 / (n + truth.len()) as f64;
    let (mut tp, mut best, mut r99) = (0, (0.0, 0.0, 0.0, 0.0), 0.0);
    for (n, s) in scored.iter().enumerate() {
        tp += usize::from(s.1);
        if scored.get(n + 1).is_some_and(|next| next.0 == s.0) {
            continue;
        }
        let f = f1(tp, n + 1);
        if f > best.0 {
            best = (f, s.0, tp as f64 / (n + 1) as f64, tp as f64 / truth.len() as f64)
        }
        if tp as f64 >= 0.99 * (n + 1) as f64 {
            r99 = tp as f64 / truth.len() as f64
        }
    }
    let cut = scored.iter().take_while(|s| 1.0 / (1.0 + (-s.0).exp2()) >= THRESHOLD).count();
    let tp = scored[..cut].iter().filter(|s| s.1).count();
    println!(
        "{:>6.4} F1 (p {:.4} r {:.4}; {} false, {} missed) | best {:.4} at {:.1} (p {:.4} r {:.4}) | R99 {:.4} | pairs {} found {}/{} | 1:1 {} | read {:?} all {:?} | {}",
        f1(tp, cut),
        tp as f64 / cut.max(1) as f64,
        tp as f64 / truth.len() as f64,
        cut - tp,
        truth.len() - tp,
        best.0,
        best.1,
        best.2,
        best.3,
        r99,
        scored.len(),
        found,
        truth.len(),
        linked.one_to_one,
        read,
        took,
        args[2]
    );
    if std::env::var_os("SHOW").is_some() {
        for c in &linked.model.comparisons {
            let f = |v: &[f64]| v.iter().map(|x| format!("{x:.2e}")).collect::<Vec<_>>().join(" ");
            println!("{} {} shared {:.3}\n  m {}\n  u {}", c.name, c.kind, c.shared, f(&c.m), f(&c.u));
        }
        println!("prior {:.3e} stayed {:.3} together {:.3e}", linked.model.prior, linked.model.stayed, linked.model.together);
        let rows: HashMap<&String, &Record> = files.iter().flat_map(|(ids, records)| ids.iter().zip(records)).collect();
        let weights: HashMap<&(String, String), f64> = scored.iter().map(|s| (&s.2, s.0)).collect();
        let mut missed: Vec<_> = truth.iter().map(|t| (weights.get(t).copied().unwrap_or(-999.0), t)).filter(|t| t.0 < 0.0).collect();
        missed.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
        for (name, list) in [("FALSE", scored[..cut].iter().filter(|s| !s.1).map(|s| (s.0, &s.2)).collect::<Vec<_>>()), ("MISSED", missed)]
        {
            let step = (list.len() / 25).max(1);
            let at = |side: usize, id: &String| ids[side].iter().position(|i| i == id).unwrap() as u32;
            for (w, (a, b)) in list.iter().step_by(step) {
                println!("{name} {w:.1}\n   {:?}\n   {:?}", rows[a], rows[b]);
                let (x, y) = (at(0, a), at(1, b));
                let (x, y) = if files.len() == 1 { (x.min(y), x.max(y)) } else { (x, y) };
                let why = linked.why(x, y);
                println!(
                    "     {}",
                    why.iter()
                        .map(|f| format!("{} {} {:.1}", f.field, f.how.split(' ').next().unwrap(), f.weight))
                        .collect::<Vec<_>>()
                        .join(" | ")
                );
            }
        }
    }
}
