//! How fast concerns are taken in, beside a bare loop that commits the same bytes in groups as large:
//! `taskset -c 0 target/release/examples/take_rate FOLDER [STORED_BEFORE [SECONDS [CLIENTS]]]`.
//! The bare loop alone: `take_rate bare FOLDER GROUP SECONDS` prints its rate. Must not know what is measured elsewhere.

use std::error::Error;
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use store::{Intake, Mailbox, Store};
use tokio::task::JoinSet;

const SEALED: usize = 1_200;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().ok_or("the first argument is a folder on the disk to measure")?;
    if folder == "bare" {
        let rest = arguments.collect::<Vec<_>>();
        let [folder, group, seconds] = &rest[..] else { return Err("after bare: a folder, the size of a group, seconds".into()) };
        let (file, group, seconds) = (Path::new(folder).join("bare.db"), group.parse()?, seconds.parse()?);
        return Ok(say(&bare(&file, group, seconds)?.to_string())?);
    }
    let mut number = |default: u64| arguments.next().map_or(Ok(default), |a| a.parse::<u64>());
    let (before, seconds, clients) = (number(0)?, number(5)?, number(8)?);
    let folder = Path::new(&folder);
    std::fs::create_dir_all(folder)?;
    // One thread, as the server has one core; the database has its own.
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(measure(folder, before, seconds, clients))
}

async fn measure(folder: &Path, before: u64, seconds: u64, clients: u64) -> Result<(), Box<dyn Error>> {
    let file = folder.join("take.db");
    let store = Store::open(&format!("sqlite:{}", file.display())).await?;
    let mut next = 0;
    if before > 0 {
        // Many clients, so that filling takes groups as large as may be.
        next = take(&store, 200, next, Until::Count(before)).await?.0;
        say(&format!("{next} stored before"))?;
    }
    for _ in 0..3 {
        let commits = store.commits();
        let (last, rate) = take(&store, clients, next, Until::Seconds(seconds)).await?;
        let group = (last - next) as f64 / (store.commits() - commits) as f64;
        next = last;
        let bare = bare(&folder.join("bare.db"), group.round() as usize, seconds)?;
        say(&format!("take {rate:.0}/s, {clients} clients, {group:.1} a commit; bare loop {bare:.0}/s; ratio {:.2}", rate / bare))?;
    }
    store.close().await;
    Ok(())
}

enum Until {
    Count(u64),
    Seconds(u64),
}

/// Each client sends its next when the one before is durable. The number after the last, and how many a second.
async fn take(store: &Store, clients: u64, first: u64, until: Until) -> Result<(u64, f64), Box<dyn Error>> {
    let start = Instant::now();
    let (count, end) = match until {
        Until::Count(count) => (count, start + Duration::from_secs(86_400)),
        Until::Seconds(seconds) => (u64::MAX, start + Duration::from_secs(seconds)),
    };
    let next = std::sync::Arc::new(std::sync::atomic::AtomicU64::new(first));
    let mut all = JoinSet::new();
    for _ in 0..clients {
        let (store, next) = (store.clone(), next.clone());
        all.spawn(async move {
            while Instant::now() < end {
                let n = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                if n - first >= count {
                    break;
                }
                store.take(intake(n)).await.map_err(|e| e.to_string())?;
            }
            Ok::<_, String>(())
        });
    }
    for done in all.join_all().await {
        done?;
    }
    let last = next.load(std::sync::atomic::Ordering::Relaxed);
    Ok((last, (last - first) as f64 / start.elapsed().as_secs_f64()))
}

/// Random-looking ids, as 22 characters: the indexes are then hit all over, as they are by real ones.
fn intake(n: u64) -> Intake {
    let id = |salt: u64| format!("{:016x}{:06x}", mixed(n ^ salt), n & 0xff_ffff);
    let mailbox = Mailbox { id: id(1 << 60), reply_key: "r".repeat(43), verify_key: "v".repeat(43) };
    let times = (1_795_435_200 + n as i64 / 100, 1_795_521_600 + n as i64 / 100);
    Intake {
        site: "sample".into(),
        concern: id(0),
        sealed_to: "team".into(),
        key_id: "team-1".into(),
        arrived: times.0,
        due: times.1,
        sealed: sealed(n),
        mailbox: Some(mailbox),
    }
}

fn sealed(n: u64) -> Vec<u8> {
    (0..SEALED as u64 / 8).flat_map(|k| mixed(n.wrapping_mul(977) ^ k).to_le_bytes()).collect()
}

/// splitmix64.
fn mixed(n: u64) -> u64 {
    let n = n.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let n = (n ^ (n >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let n = (n ^ (n >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    n ^ (n >> 31)
}

/// One table, one transaction a group, full sync; nothing else. The same way to SQLite as the store's, with no other thread in between.
fn bare(file: &Path, group: usize, seconds: u64) -> Result<f64, Box<dyn Error>> {
    let connection = rusqlite::Connection::open(file)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.execute_batch("CREATE TABLE IF NOT EXISTS bare (sealed BLOB NOT NULL)")?;
    let run = |text: &str, values: &[&dyn rusqlite::ToSql]| connection.prepare_cached(text)?.execute(values);
    let (start, mut done) = (Instant::now(), 0);
    while start.elapsed() < Duration::from_secs(seconds) {
        run("BEGIN IMMEDIATE", &[])?;
        for _ in 0..group.max(1) {
            run("INSERT INTO bare VALUES ($1)", &[&sealed(done)])?;
            done += 1;
        }
        run("COMMIT", &[])?;
    }
    Ok(done as f64 / start.elapsed().as_secs_f64())
}

fn say(line: &str) -> std::io::Result<()> {
    writeln!(std::io::stdout(), "{line}")
}
