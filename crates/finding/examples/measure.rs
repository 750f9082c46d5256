//! Measures the index at the size that it is built for: 100,000 concerns of 10 records of about 120 words (or as many concerns as the first argument says).
//! Run with `cargo run --release -p finding --example measure`. The words are invented; how often each comes follows Zipf's law, as in a language;
//! each concern has names, a phone number and a plate of its own.

use std::io::{self, Write};
use std::time::{Duration, Instant};

use finding::Index;

const RECORDS: usize = 10;
const WORDS: usize = 120;
const QUESTIONS: [&str; 16] = [
    "th",
    "the",
    "sa",
    "sample",
    "jonathan",
    "jonathon smyth",
    "07700 900123",
    "900123",
    "0123",
    "ab12 cde",
    "ab12",
    "lu1 2ab",
    "car blue the school",
    "neighbourhood",
    "mohammed",
    "in an on at to th",
];

fn main() -> io::Result<()> {
    let concerns = std::env::args().nth(1).and_then(|n| n.parse().ok()).unwrap_or(100_000);
    let mut out = io::stdout().lock();
    let mut make = Make::new();
    let mut index = Index::new();
    let (mut took, mut busy, mut bytes) = (Duration::ZERO, Duration::ZERO, 0);
    for first in (0..concerns).step_by(1_000) {
        let batch: Vec<(u32, Vec<String>)> =
            (first..concerns.min(first + 1_000)).map(|doc| (doc, (0..RECORDS).map(|_| make.record(doc)).collect())).collect();
        bytes += batch.iter().flat_map(|(_, texts)| texts).map(String::len).sum::<usize>();
        let (start, cpu) = (Instant::now(), processor());
        for (doc, texts) in &batch {
            index.add(*doc, texts.iter().map(String::as_str));
        }
        took += start.elapsed();
        busy += processor().saturating_sub(cpu);
    }
    let megabytes = |n: usize| n / 1_000_000;
    writeln!(out, "{index:?} from {} MB of text", megabytes(bytes))?;
    writeln!(
        out,
        "built in {took:.2?} of the clock, {busy:.2?} of one core; memory {} MB, resident {} MB",
        megabytes(index.memory()),
        resident()
    )?;
    let start = Instant::now();
    index.settle();
    writeln!(out, "settled in {:.2?}: {} MB, resident {} MB", start.elapsed(), megabytes(index.memory()), resident())?;
    for question in QUESTIONS {
        let mut times: Vec<Duration> = Vec::new();
        let mut hits = 0;
        for _ in 0..20 {
            let start = Instant::now();
            hits = index.find(question, 50, &|doc| doc % 100 != 0).len();
            times.push(start.elapsed());
        }
        times.sort();
        writeln!(
            out,
            "{:>6.2} ms best {:>6.2} ms median {:>6.2} ms worst {hits:>3} hits  {question}",
            ms(times[0]),
            ms(times[10]),
            ms(times[19])
        )?;
    }
    let (start, mut saved) = (Instant::now(), Vec::new());
    index.save(&mut saved)?;
    writeln!(out, "saved in {:.2?}: {} MB", start.elapsed(), megabytes(saved.len()))?;
    let start = Instant::now();
    let loaded = Index::load(&mut saved.as_slice())?;
    writeln!(out, "loaded in {:.2?}: {} MB", start.elapsed(), megabytes(loaded.memory()))?;
    let start = Instant::now();
    (0..1_000).for_each(|doc| index.add(doc * 90 % concerns, ["a later record of a concern that is here already, about Sample Street"]));
    writeln!(out, "1,000 later records of concerns that are there in {:.2?}", start.elapsed())?;
    let start = Instant::now();
    index.remove(1);
    index.sweep();
    writeln!(out, "swept in {:.2?}", start.elapsed())
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// How long this thread has had a core so far (Linux).
fn processor() -> Duration {
    let times = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    Duration::from_nanos(times.split_whitespace().next().and_then(|n| n.parse().ok()).unwrap_or(0))
}

/// The memory of the process that is in use, in megabytes (Linux).
fn resident() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix("VmRSS:"));
    line.and_then(|l| l.split_whitespace().next()?.parse::<usize>().ok()).unwrap_or(0) / 1_000
}

/// Makes records. The same ones each time: the numbers come from a generator of its own (PCG's step).
struct Make {
    state: u64,
    words: Vec<String>,
    /// Up to which number each word is drawn.
    drawn: Vec<f64>,
}

const COMMON: [&str; 24] = [
    "the",
    "to",
    "and",
    "a",
    "of",
    "in",
    "she",
    "he",
    "was",
    "that",
    "her",
    "at",
    "with",
    "on",
    "said",
    "school",
    "from",
    "home",
    "car",
    "they",
    "their",
    "blue",
    "after",
    "neighbourhood",
];

impl Make {
    fn new() -> Make {
        let mut make = Make { state: 1, words: COMMON.map(str::to_owned).to_vec(), drawn: Vec::new() };
        for _ in 0..60_000 {
            let word = make.invent();
            make.words.push(word);
        }
        let mut sum = 0.0;
        make.drawn = (1..=make.words.len())
            .map(|rank| {
                sum += 1.0 / rank as f64;
                sum
            })
            .collect();
        make
    }

    fn next(&mut self, below: u64) -> u64 {
        self.state = self.state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.state >> 33) % below
    }

    /// A word that can be spoken, of two to four syllables.
    fn invent(&mut self) -> String {
        let mut word = String::new();
        for _ in 0..2 + self.next(3) {
            word.push_str(
                ["b", "d", "f", "g", "h", "j", "k", "l", "m", "n", "p", "r", "s", "t", "th", "w", "sh", "sm"][self.next(18) as usize],
            );
            word.push_str(["a", "e", "i", "o", "u", "ai", "ee", "an", "er", "in"][self.next(10) as usize]);
        }
        word
    }

    fn word(&mut self) -> &str {
        let most = self.drawn[self.drawn.len() - 1];
        let at = self.next(1 << 30) as f64 / (1u64 << 30) as f64 * most;
        &self.words[self.drawn.partition_point(|d| *d < at).min(self.words.len() - 1)]
    }

    fn record(&mut self, doc: u32) -> String {
        let mut text = String::with_capacity(WORDS * 7);
        for _ in 0..WORDS - 8 {
            let word = self.word();
            text.push_str(word);
            text.push(' ');
        }
        // One in ten names is spelled as nobody else spells it.
        let known = 24 + self.next(5_000) as usize;
        let name = if self.next(10) == 0 { self.invent() } else { self.words[known].clone() };
        let plate = doc * 7 % 676;
        let letter = |n: u32| char::from(b'a' + (n % 26) as u8);
        text.push_str(&format!("{name} {} 07700 9{:05} ", name, doc % 100_000));
        text.push_str(&format!("{}{}{:02} {}de", letter(plate), letter(plate / 26), doc % 100, letter(doc / 100)));
        text
    }
}
