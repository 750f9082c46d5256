//! Load for `make bench`, part `concerns`: people who tell over HTTP, and prints what came of it as one line of JSON.
//! `concern_load sealed|form ADDR CLIENTS SECONDS RATE KEYS CARRY FIRST`: RATE is a second for all together, 0 for as fast as it goes.
//! `concern_load fill DATABASE COUNT` fills a store. Must not know what the figures must be.

use std::collections::BTreeMap;
use std::error::Error;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::{scope, sleep};
use std::time::{Duration, Instant};

use casework::{Answers, ConcernId, Payload, Place, Said};
use seal::{CarryKeys, PublicKeys, Recipient, SealedTo};
use serde_json::json;

type Fallible<T> = Result<T, Box<dyn Error + Send + Sync>>;

fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    let arguments = std::env::args().skip(1).collect::<Vec<_>>();
    let words = arguments.iter().map(String::as_str).collect::<Vec<_>>();
    match words[..] {
        ["fill", database, count] => fill(database, count.parse()?),
        [kind @ ("sealed" | "form"), address, clients, seconds, rate, keys, carry, first] => {
            let ready = Ready::new(kind == "form", keys, carry)?;
            load(&ready, address.parse()?, clients.parse()?, seconds.parse()?, rate.parse()?, first.parse()?)
        }
        _ => Err("see the top of this file".into()),
    }
}

/// What a request is made from.
struct Ready {
    recipient: Recipient,
    carry: Option<CarryKeys>,
    now: i64,
}

impl Ready {
    fn new(form: bool, keys: &str, carry: &str) -> Fallible<Ready> {
        let keys = PublicKeys::parse(&std::fs::read_to_string(keys)?)?;
        let carry = form.then(|| CarryKeys::open(carry.as_ref())).transpose()?;
        let now = std::fs::metadata("/proc/self")?.modified()?.duration_since(std::time::UNIX_EPOCH)?.as_secs();
        Ok(Ready { recipient: keys.current(SealedTo::Team).recipient.clone(), carry, now: i64::try_from(now)? })
    }

    /// A whole request. What it holds is about what people write: a hundred and fifty words.
    fn request(&self, n: u64) -> Fallible<Vec<u8>> {
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&n.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes());
        bytes[8..].copy_from_slice(&n.to_be_bytes());
        let concern = ConcernId::from_bytes(bytes);
        let answers = [("who", "public"), ("worry", &"A car waits at the corner. ".repeat(28))];
        let (path, kind, more, body) = match &self.carry {
            None => {
                let place = Place { site: "sample".into(), concern, message: concern.into() };
                let payload = Payload { place, lang: "en".into(), mailbox: None, said: Said::Concern(Answers::from_iter(answers)) };
                let more = format!("Idempotency-Key: {concern}\r\n");
                ("/api/v1/concerns", "application/age-encryption", more, seal::seal(&self.recipient, payload.json()))
            }
            Some(carry) => {
                // A secret of its own for each, as a first page gives it: the concern's name and receipt follow from it.
                let mut secret = [7_u8; 32];
                secret[..8].copy_from_slice(&n.to_be_bytes());
                let draft = json!({ "s": secret, "a": BTreeMap::from(answers) });
                let random = &mut |bytes: &mut [u8]| bytes.fill_with(|| mixed(n) as u8);
                let carried = carry.wrap(self.now, random, "concern\0sample", &draft)?;
                ("/en/concern/send", "application/x-www-form-urlencoded", String::new(), format!("want=yes&carry={carried}").into_bytes())
            }
        };
        let head = format!("POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: {kind}\r\n{more}Content-Length: {}\r\n\r\n", body.len());
        Ok([head.as_bytes(), &body].concat())
    }
}

fn mixed(n: u64) -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let n = n.wrapping_add(NEXT.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed));
    (n ^ (n >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 27
}

/// Requests are made ready before the clock starts: sealing is the teller's work.
fn load(ready: &Ready, address: SocketAddr, clients: u64, seconds: f64, rate: f64, first: u64) -> Fallible<()> {
    let most = if rate > 0.0 { (rate * seconds) as u64 } else { (seconds * if ready.carry.is_some() { 6_000.0 } else { 15_000.0 }) as u64 };
    let each = most.div_ceil(clients);
    let made = scope(|all| {
        let makers =
            (0..clients).map(|c| all.spawn(move || (0..each).map(|n| ready.request(first + c * each + n)).collect::<Fallible<Vec<_>>>()));
        makers.collect::<Vec<_>>().into_iter().map(|m| m.join().expect("a maker ends")).collect::<Fallible<Vec<_>>>()
    })?;
    let (began, pace) = (Instant::now(), if rate > 0.0 { clients as f64 / rate } else { 0.0 });
    let end = began + Duration::from_secs_f64(seconds);
    let told = scope(|all| {
        let tellers = made.iter().enumerate().map(|(c, requests)| {
            let start = began + Duration::from_secs_f64(pace * c as f64 / clients as f64);
            all.spawn(move || tell(address, requests, start, pace, end, ready.carry.is_none()))
        });
        tellers.collect::<Vec<_>>().into_iter().map(|t| t.join().expect("a teller ends")).collect::<Fallible<Vec<_>>>()
    })?;
    let seconds = began.elapsed().as_secs_f64();
    let mut took = told.into_iter().flatten().collect::<Vec<_>>();
    took.sort_unstable();
    let at = |part: f64| took.get((took.len() as f64 * part) as usize).map_or(0.0, |d| d.as_secs_f64() * 1e3);
    let line = json!({ "told": took.len(), "seconds": seconds, "rate": took.len() as f64 / seconds, "p50": at(0.5), "p99": at(0.99), "last": first + clients * each });
    writeln!(std::io::stdout(), "{line}")?;
    Ok(())
}

/// One after another; with a pace, each at its time, and what is late counts from when it should have been sent.
fn tell(address: SocketAddr, requests: &[Vec<u8>], start: Instant, pace: f64, end: Instant, keep: bool) -> Fallible<Vec<Duration>> {
    let mut took = Vec::with_capacity(requests.len());
    let mut line = None;
    let mut some = vec![0; 64 * 1024];
    for (n, request) in requests.iter().enumerate() {
        let due = if pace > 0.0 { start + Duration::from_secs_f64(pace * n as f64) } else { Instant::now() };
        sleep(due.saturating_duration_since(Instant::now()));
        if Instant::now() >= end {
            break;
        }
        let mut stream: TcpStream = match line.take() {
            Some(stream) => stream,
            None => TcpStream::connect(address)?,
        };
        stream.set_nodelay(true)?;
        stream.write_all(request)?;
        let mut got = stream.read(&mut some)?;
        if !keep {
            while let n @ 1.. = stream.read(&mut some[got..])? {
                got += n;
            }
        }
        let status = some.get(9..12).unwrap_or_default();
        if status != b"201" && status != b"200" {
            return Err(format!("answered {}", String::from_utf8_lossy(&some[..got.min(600)])).into());
        }
        took.push(due.elapsed());
        line = keep.then_some(stream);
    }
    Ok(took)
}

/// Straight into the store, many at once, so that the groups are as large as may be.
fn fill(database: &str, count: u64) -> Fallible<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let store = store::Store::open(database).await?;
        let next = std::sync::Arc::new(AtomicU64::new(0));
        let mut all = tokio::task::JoinSet::new();
        for _ in 0..200 {
            let (store, next) = (store.clone(), next.clone());
            all.spawn(async move {
                loop {
                    let n = next.fetch_add(1, Ordering::Relaxed);
                    if n >= count {
                        return Ok::<_, store::TakeError>(());
                    }
                    store.take(stored(n)).await?;
                }
            });
        }
        for done in all.join_all().await {
            done?;
        }
        store.close().await;
        Ok(())
    })
}

fn stored(n: u64) -> store::Intake {
    let spread = |salt: u64| (n ^ salt).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let id = |salt: u64| format!("{:016x}{:06x}", spread(salt), n & 0xff_ffff);
    let sealed = (0..150u64).flat_map(|k| spread(k << 32).rotate_left(17).to_le_bytes()).collect();
    let mailbox = store::Mailbox { id: id(1 << 60), reply_key: "r".repeat(43), verify_key: "v".repeat(43) };
    let (arrived, due) = (1_795_435_200 + n as i64 / 100, 1_795_521_600 + n as i64 / 100);
    store::Intake {
        site: "sample".into(),
        concern: id(0),
        sealed_to: "team".into(),
        key_id: "team-1".into(),
        arrived,
        due,
        sealed,
        mailbox: Some(mailbox),
    }
}
