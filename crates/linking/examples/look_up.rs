//! How long a look-up takes, and how much memory a record: `look_up RECORDS…`. People are made from a seed; `bench/link.mjs` runs it.

use std::io::Write;
use std::time::Instant;

use linking::{Index, Kind, Record, Room, Schema};

struct Dice(u64);

impl Dice {
    fn roll(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        ((self.0 >> 11) % n as u64) as usize
    }
    /// Some often, most seldom: as names are.
    fn skewed(&mut self, n: usize) -> usize {
        let x = self.roll(1 << 20) as f64 / f64::from(1 << 20);
        ((n as f64).powf(x) - 1.0) as usize
    }
}

const SYLLABLES: [&str; 40] = [
    "ba", "ra", "mi", "lo", "ken", "der", "son", "ta", "vi", "shu", "pol", "gre", "har", "wick", "ton", "ley", "fen", "mar", "ha", "na",
    "jo", "se", "pe", "cha", "li", "mo", "ri", "ki", "du", "ell", "an", "in", "or", "um", "sta", "bro", "cla", "win", "ford", "dale",
];

fn word(mut n: usize, least: usize) -> String {
    let mut out = String::new();
    for _ in 0..least {
        out.push_str(SYLLABLES[n % 40]);
        n /= 40;
    }
    while n > 0 {
        out.push_str(SYLLABLES[n % 40]);
        n /= 40;
    }
    out
}

fn person(dice: &mut Dice) -> [String; 8] {
    let given = word(dice.skewed(12_000), 2);
    let family = word(dice.skewed(60_000), 2);
    let phone = format!("07{:09}", dice.roll(1_000_000_000));
    let email = format!("{given}.{family}{}@example.org", dice.roll(1000));
    [
        given,
        family,
        format!("{:04}-{:02}-{:02}", 1940 + dice.roll(80), 1 + dice.roll(12), 1 + dice.roll(28)),
        format!("{}", 1 + dice.roll(200)),
        format!("{} {}", word(dice.skewed(40_000), 2), ["road", "street", "avenue", "close"][dice.roll(4)]),
        format!(
            "{}{} {}{}{}",
            ["LU", "MK", "SG", "AL"][dice.roll(4)],
            1 + dice.roll(20),
            1 + dice.roll(9),
            (b'A' + dice.roll(20) as u8) as char,
            (b'A' + dice.roll(20) as u8) as char
        ),
        phone,
        email,
    ]
}

fn record(cells: &[String; 8]) -> Record {
    cells.iter().enumerate().fold(Record::new(), |r, (i, c)| r.with(i, c.as_str()))
}

/// The same person again, as somebody else tells it.
fn told_again(cells: &[String; 8], dice: &mut Dice) -> [String; 8] {
    let mut again = cells.clone();
    for _ in 0..2 {
        let cell = &mut again[[0, 1, 4, 6, 7][dice.roll(5)]];
        let at = dice.roll(cell.len().max(1));
        cell.replace_range(at..(at + 1).min(cell.len()), "x");
    }
    for _ in 0..2 {
        again[dice.roll(8)].clear();
    }
    again
}

fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|l| l.starts_with("VmRSS:")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|n| n.parse::<u64>().ok()).unwrap_or(0) * 1024
}

/// So many records are copied at once for learning, as the desk does.
const COPIED: usize = 250;

fn main() {
    let kinds =
        [Kind::GivenName, Kind::FamilyName, Kind::BirthDate, Kind::HouseNumber, Kind::Address, Kind::Postcode, Kind::Phone, Kind::Email];
    for size in std::env::args().skip(1).filter_map(|a| a.parse::<usize>().ok()) {
        let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
        let before = resident();
        let mut index: Index<u32> = Index::new(Schema::new(kinds.iter().map(|k| (k.name(), *k))));
        let mut kept = Vec::new();
        let start = Instant::now();
        index.extend((0..size).map(|id| {
            let cells = person(&mut dice);
            let made = record(&cells);
            if id % (size / 1000).max(1) == 0 {
                kept.push((id as u32, cells));
            }
            (id as u32, made)
        }));
        let built = start.elapsed();
        let bytes = resident().saturating_sub(before) as f64 / size as f64;
        let start = Instant::now();
        let mut sample = index.sample();
        let mut copied = start.elapsed();
        let mut more = true;
        while more {
            let start = Instant::now();
            more = index.copy(&mut sample, COPIED);
            copied = copied.max(start.elapsed());
        }
        let learned = sample.learn();
        index.adopt(learned);
        let learning = start.elapsed();
        let mut room = Room::default();
        let (mut times, mut found) = (Vec::new(), 0);
        for (id, cells) in &kept {
            let asked = record(&told_again(cells, &mut dice));
            let start = Instant::now();
            let matches = index.look_up_with(&asked, &mut room);
            times.push(start.elapsed().as_secs_f64() * 1e3);
            found += usize::from(matches.first().is_some_and(|m| m.id == *id));
        }
        times.sort_by(f64::total_cmp);
        let at = |share: f64| times[((times.len() as f64 * share) as usize).min(times.len() - 1)];
        let told = writeln!(
            std::io::stdout(),
            "{{\"records\": {size}, \"built_s\": {:.3}, \"copied_ms\": {:.2}, \"learned_s\": {:.3}, \"bytes_a_record\": {bytes:.0}, \"p50_ms\": {:.4}, \"p99_ms\": {:.4}, \"most_ms\": {:.4}, \"found\": {:.4}}}",
            built.as_secs_f64(),
            copied.as_secs_f64() * 1e3,
            learning.as_secs_f64(),
            at(0.5),
            at(0.99),
            at(1.0),
            found as f64 / kept.len() as f64
        );
        told.expect("standard output");
    }
}
