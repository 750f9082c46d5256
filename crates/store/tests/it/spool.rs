//! Never lost: the database goes away and comes back, the process starts again, files are hostile, even the spool fails.
//! Must not know how a file is read.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::Instant;

use sqlx::{Connection, Executor, SqliteConnection};
use store::{Intake, KeepError, Keeper, Message, Store, Taken, Waiting};
use tokio::task::JoinSet;

use crate::concerns::{addition, id, intake};
use crate::postgres::Server;

fn waiting(keeper: &Keeper) -> (usize, usize) {
    let Waiting { to_forward, set_aside } = keeper.waiting().unwrap();
    (to_forward, set_aside)
}

fn with_other_key(n: u64) -> Intake {
    let mut other = intake(n);
    other.mailbox.as_mut().unwrap().reply_key = "another".into();
    other
}

/// While the database is away: all that comes is kept, once, also over a restart.
async fn while_it_is_away(keeper: &Keeper, folder: &Path) {
    let started = Instant::now();
    assert_eq!(keeper.take(intake(2)).await, Ok(Taken::Stored));
    let first = started.elapsed();
    let started = Instant::now();
    let mut taking = JoinSet::new();
    for n in 0..60 {
        let keeper = keeper.clone();
        taking.spawn(async move { keeper.take(intake(3 + n % 20)).await.unwrap() });
    }
    let taken = taking.join_all().await;
    assert_eq!(taken.iter().filter(|t| **t == Taken::Stored).count(), 20, "each once");
    assert!(started.elapsed() < first.max(std::time::Duration::from_secs(2)), "nobody waits for it again");
    assert_eq!(keeper.take(with_other_key(2)).await, Err(KeepError::Conflict));
    assert_eq!(keeper.add_record(addition(40, 2)).await, Ok(Taken::Stored));
    assert_eq!(keeper.add_record(addition(40, 2)).await, Ok(Taken::Already));
    assert_eq!(keeper.add_record(addition(40, 3)).await, Err(KeepError::Conflict), "the same id for another concern");
    // These two are in the database: one the same, one with another key. That shows only when they are forwarded.
    assert_eq!(keeper.take(intake(0)).await, Ok(Taken::Stored));
    assert_eq!(keeper.take(with_other_key(1)).await, Ok(Taken::Stored));

    let again = Keeper::open(keeper.store().clone(), folder).unwrap();
    assert_eq!(again.take(intake(2)).await, Ok(Taken::Already));
    assert_eq!(again.take(with_other_key(2)).await, Err(KeepError::Conflict));
    assert_eq!(waiting(&again), (24, 0));
    assert!(keeper.drain().await.is_err());
    assert_eq!(waiting(&again), (24, 0), "what cannot be forwarded stays");
}

async fn when_it_is_back(keeper: &Keeper, folder: &Path) {
    assert_eq!(keeper.drain().await.unwrap(), 23);
    assert_eq!(waiting(keeper), (0, 1));
    assert!(folder.join(format!("{}.conflict", id(1))).is_file(), "what conflicts is kept for a person to look at");
    for n in 0..23 {
        let records = keeper.store().records("sample", &id(n)).await.unwrap();
        assert_eq!((records.len(), &records[0].sealed), (if n == 2 { 2 } else { 1 }, &intake(n).sealed), "{n}");
    }
    assert_eq!(keeper.take(intake(2)).await, Ok(Taken::Already), "forwarded, it is the same concern still");
    assert_eq!(keeper.take(with_other_key(2)).await, Err(KeepError::Conflict));
    assert_eq!(keeper.take(intake(50)).await, Ok(Taken::Stored));
    assert_eq!(waiting(keeper), (0, 1), "which went to the database at once");
}

#[tokio::test]
async fn postgres_goes_away_and_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = Server::start();
    let keeper = Keeper::open(Store::open(&server.url()).await.unwrap(), folder.path()).unwrap();
    keeper.take(intake(0)).await.unwrap();
    keeper.take(intake(1)).await.unwrap();
    server.stop();
    while_it_is_away(&keeper, folder.path()).await;
    server.go_on();
    when_it_is_back(&keeper, folder.path()).await;
    keeper.store().close().await;
}

#[tokio::test]
async fn sqlite_is_busy_and_comes_free() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("waymark.db").display());
    let spool = folder.path().join("spool");
    let keeper = Keeper::open(Store::open(&url).await.unwrap(), &spool).unwrap();
    keeper.take(intake(0)).await.unwrap();
    keeper.take(intake(1)).await.unwrap();
    let mut other = SqliteConnection::connect(&url).await.unwrap();
    other.execute("BEGIN IMMEDIATE").await.unwrap();
    assert_eq!(keeper.take(intake(2)).await, Ok(Taken::Stored));
    assert_eq!(keeper.take(intake(2)).await, Ok(Taken::Already));
    assert_eq!(keeper.take(with_other_key(2)).await, Err(KeepError::Conflict));
    assert_eq!(waiting(&keeper), (1, 0));
    other.execute("ROLLBACK").await.unwrap();
    assert_eq!(keeper.drain().await.unwrap(), 1);
    assert_eq!(waiting(&keeper), (0, 0));
    assert_eq!(keeper.store().records("sample", &id(2)).await.unwrap().len(), 1);
    assert_eq!(keeper.take(intake(3)).await, Ok(Taken::Stored));
    assert_eq!(waiting(&keeper), (0, 0));
}

/// A store that has no database, now or ever.
async fn nowhere() -> Store {
    Store::open_patiently("postgres://nobody@127.0.0.1:1/none").await.unwrap()
}

#[tokio::test]
async fn a_file_is_private_and_readable_by_hand() {
    let folder = tempfile::tempdir().unwrap();
    let spool = folder.path().join("deep/spool");
    let keeper = Keeper::open(nowhere().await, &spool).unwrap();
    keeper.take(intake(1)).await.unwrap();
    let rights = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!((rights(&spool), rights(&spool.join(id(1)))), (0o700, 0o600));
    assert_eq!(std::fs::read_dir(&spool).unwrap().count(), 1, "nothing half done is left");
    let bytes = std::fs::read(spool.join(id(1))).unwrap();
    let line = bytes.split(|b| *b == b'\n').next().unwrap();
    let header: serde_json::Value = serde_json::from_slice(line).unwrap();
    assert_eq!((&header["kind"], &header["site"], &header["v"]), (&"concern".into(), &"sample".into(), &1.into()));
    assert_eq!(bytes[line.len() + 1..], intake(1).sealed);
}

/// Who comes back while the database is away finds that their concern was received.
#[tokio::test]
async fn a_mailbox_is_found_in_the_spool() {
    let folder = tempfile::tempdir().unwrap();
    let keeper = Keeper::open(nowhere().await, folder.path()).unwrap();
    keeper.take(intake(1)).await.unwrap();
    keeper.take(intake(2)).await.unwrap();
    let own = intake(1).mailbox.unwrap();
    std::fs::create_dir(folder.path().join(id(300))).unwrap();
    std::fs::write(folder.path().join(id(301)), "no line").unwrap();
    let (row, replies) = keeper.mailbox("sample", &own.id).await.unwrap().unwrap();
    assert_eq!((row.concern, row.state.as_str(), row.verify_key, replies.len()), (id(1), "received", own.verify_key.clone(), 0));
    for (site, mailbox) in [("other", &own.id), ("sample", &id(999))] {
        assert!(keeper.mailbox(site, mailbox).await.is_err(), "whether there is one cannot be said while the database is away");
    }
    let url = format!("sqlite:{}", folder.path().join("waymark.db").display());
    let keeper = Keeper::open(Store::open(&url).await.unwrap(), folder.path()).unwrap();
    assert!(keeper.mailbox("sample", &id(999)).await.unwrap().is_none());
    assert_eq!(keeper.mailbox("sample", &own.id).await.unwrap().unwrap().0.concern, id(1), "before it is forwarded");
    assert_eq!(keeper.drain().await.unwrap(), 2);
    assert_eq!(keeper.mailbox("sample", &own.id).await.unwrap().unwrap().0.concern, id(1), "and after");
    assert_eq!(keeper.looked_up(), 9, "three questions each, whatever comes of them");
}

#[tokio::test]
async fn when_even_the_spool_fails_it_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let spool = folder.path().join("spool");
    let keeper = Keeper::open(nowhere().await, &spool).unwrap();
    std::fs::remove_dir(&spool).unwrap();
    std::fs::write(&spool, "a file where the folder was").unwrap();
    assert_eq!(keeper.take(intake(1)).await, Err(KeepError::NotKept));
    assert_eq!(keeper.take(intake(1)).await, Err(KeepError::NotKept), "also when it goes to the spool at once");
    assert!(keeper.waiting().is_err());
    assert!(Keeper::open(nowhere().await, &spool).is_err());
    let out_of_the_folder = Message { id: "../../../../etc/shadow".into(), ..addition(1, 2) };
    std::fs::remove_file(&spool).unwrap();
    let keeper = Keeper::open(nowhere().await, &spool).unwrap();
    assert_eq!(keeper.add_record(out_of_the_folder).await, Err(KeepError::NotKept));
    assert_eq!(std::fs::read_dir(&spool).unwrap().count(), 0);
}

#[tokio::test]
async fn hostile_files_are_set_aside_and_hold_nothing_up() {
    let folder = tempfile::tempdir().unwrap();
    let spool = folder.path().join("spool");
    let away = Keeper::open(nowhere().await, &spool).unwrap();
    away.take(intake(1)).await.unwrap();
    let whole = std::fs::read(spool.join(id(1))).unwrap();
    let text = String::from_utf8_lossy(&whole).into_owned();
    let bad = [
        Vec::new(),
        b"no line".to_vec(),
        b"\n".to_vec(),
        b"{}\nsealed".to_vec(),
        whole[..whole.len() - 1].to_vec(),
        [&whole[..], b"more"].concat(),
        whole.clone(),
        text.replace(&id(1), "../../../../../etc/pas").into_bytes(),
        text.replace("\"v\":1", "\"v\":2").into_bytes(),
        "[".repeat(4_000).into_bytes(),
        vec![b'x'; 3_000_000],
    ];
    for (n, bytes) in bad.iter().enumerate() {
        std::fs::write(spool.join(id(100 + n as u64)), bytes).unwrap();
    }
    std::fs::create_dir(spool.join(id(200))).unwrap();
    std::os::unix::fs::symlink("/etc/passwd", spool.join(id(201))).unwrap();
    std::fs::write(spool.join(format!("{}.1.tmp", id(202))), &whole[..20]).unwrap();
    // The database knows no such key group, whenever it comes.
    away.take(Intake { sealed_to: "everyone".into(), ..intake(203) }).await.unwrap();
    // A crash just before it had its name: nobody was told that it is kept, and it is whole.
    away.take(intake(204)).await.unwrap();
    std::fs::rename(spool.join(id(204)), spool.join(format!("{}.1.tmp", id(204)))).unwrap();

    let url = format!("sqlite:{}", folder.path().join("waymark.db").display());
    let keeper = Keeper::open(Store::open(&url).await.unwrap(), &spool).unwrap();
    assert_eq!((waiting(&keeper), keeper.half_written()), ((16, 0), 1), "what was half written is removed at start");
    assert!(!std::fs::read_dir(&spool).unwrap().any(|file| file.unwrap().file_name().to_string_lossy().contains(".tmp")));
    assert_eq!(keeper.drain().await.unwrap(), 2, "those that are whole");
    assert_eq!(waiting(&keeper), (0, 14));
    assert_eq!(keeper.store().records("sample", &id(204)).await.unwrap()[0].sealed, intake(204).sealed);
    assert!(spool.join(format!("{}.refused", id(203))).is_file());
    let kept = std::fs::read(spool.join(format!("{}.bad", id(104)))).unwrap();
    assert_eq!(kept, bad[4], "as it was");

    std::fs::write(spool.join(id(100)), "again").unwrap();
    assert_eq!(keeper.drain().await.unwrap(), 0);
    assert!(spool.join(format!("{}.2.bad", id(100))).is_file(), "nothing set aside is written over");
}
