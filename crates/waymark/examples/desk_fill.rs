//! Fills a demonstration for `make bench`, part `desk`: invented concerns of ten records of about 1.2 kB, sealed as the desk seals them with the times of each, every one
//! opened once before. `desk_fill DATA COUNT OPEN NOW`: the last OPEN of them are not closed; NOW is the time, in seconds since 1970; one in a hundred is for the managers alone.
//! What they say is made of invented words that follow Zipf's law, as in a language. Must not know what the figures must be.

use std::io::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::{available_parallelism, scope};

#[path = "filling/mod.rs"]
mod filling;

use casework::work::{Acknowledge, Came, Context, Decide, Decision, Did, Ground, Known, Note, Observation, Told, When};
use casework::{Answers, ConcernId, MessageId, Payload, Place, Said, Work};
use filling::{DAY, Fallible, Made, SITE, keys, write};
use rusqlite::Connection;
use seal::SealedTo;
use unseal::{ConcernKey, TeamKey};

/// So many concerns are written at once, round after round of their records: those of one concern do not stand together in the file.
const TOGETHER: u64 = 4_000;

fn main() -> Fallible<()> {
    let arguments = std::env::args().skip(1).collect::<Vec<_>>();
    let [data, count, open, now] = &arguments[..] else { return Err("see the top of this file".into()) };
    let (count, open, now) = (count.parse::<u64>()?, open.parse::<u64>()?, now.parse::<i64>()?);
    let keys = keys(data)?;
    let database = Connection::open(format!("{data}/waymark.db"))?;
    database.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;")?;
    let words = Words::new();
    for first in (0..count).step_by(TOGETHER as usize) {
        let (make, made) = sync_channel(64);
        let next = AtomicU64::new(first);
        let end = count.min(first + TOGETHER);
        scope(|all| {
            for _ in 0..available_parallelism().map_or(1, usize::from) {
                let (make, next, keys, words) = (make.clone(), &next, &keys, &words);
                all.spawn(move || make_each(&make, next, end, |n| one(keys, words, n, n + open >= count, now)));
            }
            drop(make);
            write(&database, made.into_iter().collect())
        })?;
    }
    database.execute_batch("PRAGMA wal_checkpoint(TRUNCATE);")?;
    writeln!(std::io::stdout(), "{count}")?;
    Ok(())
}

fn make_each(make: &SyncSender<Made>, next: &AtomicU64, end: u64, one: impl Fn(u64) -> Made) {
    loop {
        let n = next.fetch_add(1, Ordering::Relaxed);
        if n >= end || make.send(one(n)).is_err() {
            return;
        }
    }
}

fn one(keys: &[TeamKey], words: &Words, n: u64, open: bool, now: i64) -> Made {
    let mut random = Random(n.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let to = if n % 100 == 99 { SealedTo::Managers } else { SealedTo::Team };
    let key = keys.iter().find(|k| k.to == to).expect("a manager holds both keys");
    let public = key.public("").recipient;
    let id = ConcernId::from_bytes(random.bytes());
    let own = ConcernKey::new();
    // The closed ones over some years, the open ones over some days.
    let arrived = now - if open { random.below(3 * DAY as u64) as i64 } else { 10 * DAY + random.below(2_000 * DAY as u64) as i64 };
    let place = Place { site: SITE.into(), concern: id, message: id.into() };
    let name = format!("{} {}", words.name(&mut random), words.name(&mut random));
    let phone = format!("07700 900{:03}", random.below(1_000));
    let plate = format!("AB{:02} {}{}E", random.below(100), char::from(b'A' + (n % 26) as u8), char::from(b'A' + (n / 26 % 26) as u8));
    let worry = words.text(&mut random, 900);
    let told = [("worry", worry.as_str()), ("child.1.name", &name), ("phones", &phone), ("vehicles", &plate), ("channel", "phone")];
    let payload = Payload { place: place.clone(), lang: "en".into(), mailbox: None, said: Said::Concern(Answers::from_iter(told)) };
    let mut records = vec![(id.to_string(), "concern", arrived, key.id.clone(), seal::seal(&public, payload.json()))];
    records.push((format!("{id}.own"), "own", arrived, "own".into(), own.seal(&payload)));
    for (step, did) in acts(words, &mut random, open).into_iter().enumerate() {
        let (message, at) = (MessageId::from_bytes(random.bytes()), arrived + 600 * (step as i64 + 1));
        let work = Work { place: Place { message, ..place.clone() }, at, by: "demo-worker".into(), did };
        records.push((message.to_string(), "work", at, "own".into(), own.seal_work(&work)));
    }
    let (message, came) = (MessageId::from_bytes(random.bytes()), Came { arrived, due: arrived + DAY });
    let work = Work { place: Place { message, ..place.clone() }, at: arrived + 300, by: "demo-worker".into(), did: Did::Came(came) };
    records.push((message.to_string(), "work", arrived + 300, "own".into(), own.seal_work(&work)));
    Made { id: id.to_string(), to, key: key.id.clone(), arrived, closed: !open, wrapped: own.wrap(key, SITE, id), records }
}

/// Nine acts; the last two decide and close.
fn acts(words: &Words, random: &mut Random, open: bool) -> Vec<Did> {
    let mut text = || words.text(random, 900);
    let observe = |what: String| {
        Did::Observe(Observation {
            what,
            by_whom: "Sample Teacher".into(),
            when: When::default(),
            known: Known::ToldByOther,
            ground: Ground::Fact,
            context: Context::School,
            signs: Vec::new(),
            strengths: String::new(),
            protects: String::new(),
            childs_words: false,
            about: Vec::new(),
            revises: None,
            seen: Vec::new(),
        })
    };
    let note = |text: String| Did::Note(Note { text, revises: None, seen: Vec::new() });
    let mut acts = vec![Did::Acknowledge(Acknowledge { how: Told::Phone, note: text() })];
    acts.extend((0..4).map(|_| observe(text())));
    acts.extend((0..2).map(|_| note(text())));
    if open {
        acts.extend((0..2).map(|_| note(text())));
    } else {
        let decision = Decision::Advice;
        acts.push(Did::Decide(Decide { decision, to: String::new(), reasons: text(), revises: None, seen: Vec::new() }));
        acts.push(Did::Close { why: text() });
    }
    acts
}

/// Numbers that are the same each time (PCG's step).
struct Random(u64);

impl Random {
    fn below(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }

    fn bytes(&mut self) -> [u8; 16] {
        std::array::from_fn(|_| self.below(256) as u8)
    }
}

/// Sixty thousand words that can be spoken, and up to which number each is drawn.
struct Words(Vec<String>, Vec<f64>);

impl Words {
    fn new() -> Words {
        let mut random = Random(1);
        let mut pick = |of: &[&str]| of[random.below(of.len() as u64) as usize].to_owned();
        let words = (0..60_000).map(|n| {
            let syllables = (0..2 + n % 3).map(|_| {
                pick(&["b", "d", "f", "g", "h", "j", "k", "l", "m", "n", "p", "r", "s", "t", "th", "w", "sh", "sm"])
                    + &pick(&["a", "e", "i", "o", "u", "ai", "ee", "an", "er", "in"])
            });
            syllables.collect()
        });
        let words = words.collect::<Vec<String>>();
        let mut sum = 0.0;
        let drawn = (1..=words.len()).map(|rank| {
            sum += 1.0 / rank as f64;
            sum
        });
        let drawn = drawn.collect();
        Words(words, drawn)
    }

    fn word(&self, random: &mut Random) -> &str {
        let most = self.1.last().copied().unwrap_or(1.0);
        let at = random.below(1 << 30) as f64 / f64::from(1 << 30) * most;
        &self.0[self.1.partition_point(|d| *d < at).min(self.0.len() - 1)]
    }

    fn name(&self, random: &mut Random) -> &str {
        &self.0[100 + random.below(5_000) as usize]
    }

    fn text(&self, random: &mut Random, length: usize) -> String {
        let mut text = String::with_capacity(length + 16);
        while text.len() < length {
            text.push_str(self.word(random));
            text.push(' ');
        }
        text
    }
}
