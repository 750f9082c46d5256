//! A record that is disposed of is in no file of the database any more, is never taken in again, and does not come back with an old backup.
//! Must not know how it is deleted: it looks at the bytes of the files.

use std::path::{Path, PathBuf};

use sqlx::{Connection, PgPool, Row, SqliteConnection};
use store::{Disposed, Given, Intake, Keeper, Message, Reply, Store, TakeError, Taken};

use crate::concerns::{ARRIVED, addition, for_record, id, intake};
use crate::postgres::Server;

/// The concern that goes.
const GONE: u64 = 7;

/// Bytes as a seal has them: like no others, and not to be made shorter.
fn sealed(seed: u64) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (state >> 56) as u8
    };
    (0..1_200).map(|_| next()).collect()
}

/// Everything of the concern: what was told, added, answered twice, and its own key.
fn parts() -> Vec<Vec<u8>> {
    (1..=5).map(sealed).collect()
}

fn disposed() -> Disposed {
    Disposed { site: "sample".into(), concern: id(GONE), at: 1_795_521_600, kind: "child-in-need".into() }
}

async fn fill(store: &Store) {
    for n in 0..60 {
        let told = if n == GONE { sealed(1) } else { sealed(100 + n) };
        store.take(Intake { sealed: told, ..intake(n) }).await.unwrap();
    }
    store.add_record(Message { sealed: sealed(2), ..addition(200, GONE) }).await.unwrap();
    let reply = Reply { id: id(201), concern: id(GONE), at: 5, sealed: sealed(3) };
    let record = Message { sealed: sealed(4), ..for_record(201, GONE) };
    store.put_reply(&record, &id(1_000_000 + GONE), &reply).await.unwrap();
    store.put_concern_key("sample", &id(GONE), "team-1", &sealed(5)).await.unwrap();
    store.put_concern_key("sample", &id(8), "team-1", &sealed(6)).await.unwrap();
}

/// Which of the parts stand in a file below this folder.
fn found_in(folder: &Path) -> Vec<usize> {
    crate::bytes::found_in(folder, &parts())
}

async fn clean(store: &Store) -> bool {
    store.clean(&store.unclean().await.unwrap()).await.unwrap()
}

async fn is_clean(store: &Store) -> bool {
    store.unclean().await.unwrap().is_empty()
}

/// Whatever the database is asked, there is nothing of it; everything else is as it was.
async fn nothing_is_left(store: &Store) {
    assert_eq!(store.concern("sample", &id(GONE)).await.unwrap(), None);
    assert!(store.records("sample", &id(GONE)).await.unwrap().is_empty());
    assert!(store.concern_keys("sample", &id(GONE)).await.unwrap().is_empty());
    assert_eq!(store.mailbox("sample", &id(1_000_000 + GONE)).await.unwrap(), None);
    assert!(store.replies("sample", &id(1_000_000 + GONE)).await.unwrap().is_empty());
    assert_eq!(store.disposed(0).await.unwrap(), [disposed()]);
    assert!(store.disposed(disposed().at + 1).await.unwrap().is_empty());
    assert!(store.is_disposed("sample", &id(GONE)).await.unwrap() && !store.is_disposed("other", &id(GONE)).await.unwrap());
    assert_eq!(store.count("sample", None).await.unwrap(), 59);
    assert_eq!(store.records("sample", &id(8)).await.unwrap()[0].sealed, sealed(108));
    assert_eq!(store.concern_keys("sample", &id(8)).await.unwrap().len(), 1);
}

/// Nothing of that name is ever taken again, whoever sends it; another site's is its own.
async fn never_again(store: &Store, folder: &Path) {
    let again = Intake { sealed: sealed(1), ..intake(GONE) };
    assert!(matches!(store.take(again.clone()).await, Err(TakeError::Conflict)));
    store.add_record(addition(200, GONE)).await.unwrap();
    store.put_concern_key("sample", &id(GONE), "team-1", &sealed(5)).await.unwrap();
    assert!(!store.add_concern_key("sample", &id(GONE), "team-2", &sealed(5)).await.unwrap());
    let reply = Reply { id: id(201), concern: id(GONE), at: 5, sealed: sealed(3) };
    store.put_reply(&for_record(201, GONE), &id(1_000_000 + GONE), &reply).await.unwrap();
    nothing_is_left(store).await;

    // In a group with others these are taken, and it is not.
    let taking = [intake(300), again.clone(), intake(301)].map(|one| store.take(one));
    let [first, gone, last] = taking;
    let (first, gone, last) = tokio::join!(first, gone, last);
    assert!(first.is_ok() && last.is_ok() && matches!(gone, Err(TakeError::Conflict)));

    // What still waited in a spool goes, and so does what was set aside there.
    let away = Store::open(&format!("sqlite:{}", folder.join("away.db").display())).await.unwrap();
    let waits = Keeper::open(away.clone(), &folder.join("spool")).unwrap();
    away.close().await;
    assert_eq!(waits.take(again.clone()).await, Ok(Taken::Stored));
    assert_eq!(waits.take(intake(302)).await, Ok(Taken::Stored));
    let (there, aside) = (folder.join("spool").join(id(GONE)), folder.join("spool").join(format!("{}.conflict", id(GONE))));
    std::fs::copy(&there, &aside).unwrap();
    std::fs::write(folder.join("spool").join(format!("{}.2.bad", id(GONE))), "cut off").unwrap();
    let keeper = Keeper::open(store.clone(), &folder.join("spool")).unwrap();
    assert_eq!(keeper.drain().await.unwrap(), 1);
    assert!(!there.exists() && aside.exists());
    assert_eq!(keeper.forget(&[disposed()]).await.unwrap(), 2);
    let waiting = keeper.waiting().unwrap();
    assert_eq!((waiting.to_forward, waiting.set_aside), (0, 0));
    let other = Intake { site: "other".into(), ..again };
    assert_eq!(store.take(other).await.unwrap(), Taken::Stored);
}

/// A backup of before, put back: without the ledger it has the record, and with it there is nothing of it, in no file.
async fn an_old_backup_does_not_bring_it_back(backup: &Path, with: &str, without: &str, files: &Path) {
    let store = Store::open(without).await.unwrap();
    assert_eq!(store.restore(backup, &[]).await.unwrap(), 0);
    assert_eq!(store.records("sample", &id(GONE)).await.unwrap().len(), 3, "so it is the ledger that keeps it away");
    store.close().await;
    let store = Store::open(with).await.unwrap();
    let another = Disposed { concern: id(9_999), ..disposed() };
    assert_eq!(store.restore(backup, &[disposed(), another.clone()]).await.unwrap(), 1, "of the other there is nothing in it");
    assert_eq!(store.concern("sample", &id(GONE)).await.unwrap(), None);
    assert!(store.records("sample", &id(GONE)).await.unwrap().is_empty());
    assert!(store.replies("sample", &id(1_000_000 + GONE)).await.unwrap().is_empty());
    assert_eq!(store.count("sample", None).await.unwrap(), 59);
    assert_eq!(store.disposed(0).await.unwrap().len(), 2);
    store.close().await;
    assert_eq!(found_in(files), [0; 0], "it was never written there");
}

#[tokio::test]
async fn nothing_of_it_is_left_on_sqlite() {
    let (folder, apart) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let url = |folder: &Path, name: &str| format!("sqlite:{}", folder.join(name).display());
    let store = Store::open(&url(folder.path(), "waymark.db")).await.unwrap();
    fill(&store).await;
    let backup = apart.path().join("backup.db");
    store.backup(&backup).await.unwrap();
    assert_eq!(found_in(folder.path()), [0, 1, 2, 3, 4], "before, it is all there");
    store.dispose(&disposed()).await.unwrap();
    store.dispose(&disposed()).await.unwrap();
    nothing_is_left(&store).await;

    let mut reader = SqliteConnection::connect(&url(folder.path(), "waymark.db")).await.unwrap();
    let mut reads = reader.begin().await.unwrap();
    sqlx::query("SELECT count(*) FROM record").fetch_one(&mut *reads).await.unwrap();
    let log = || std::fs::metadata(folder.path().join("waymark.db-wal")).unwrap().len();
    let before = log();
    assert!(!clean(&store).await, "somebody still reads what was there");
    assert_eq!(log(), before, "and nothing was copied in vain");
    reads.rollback().await.unwrap();
    reader.close().await.unwrap();
    assert!(clean(&store).await);
    assert_eq!(found_in(folder.path()), [0; 0]);
    never_again(&store, apart.path()).await;
    store.close().await;
    let restored = tempfile::tempdir().unwrap();
    an_old_backup_does_not_bring_it_back(&backup, &url(restored.path(), "with.db"), &url(apart.path(), "without.db"), restored.path())
        .await;
}

#[tokio::test]
async fn nothing_of_it_is_left_on_postgres() {
    let (server, apart) = (Server::start(), tempfile::tempdir().unwrap());
    let pool = PgPool::connect(&server.url()).await.unwrap();
    // Its own log of changes is an archive of another kind: docs/threat-model.md says how long that lasts.
    let tables = async |name: &str| {
        let place = "SELECT current_setting('data_directory') || '/base/' || oid FROM pg_database WHERE datname = $1";
        PathBuf::from(sqlx::query(place).bind(name).fetch_one(&pool).await.unwrap().get::<String, _>(0))
    };
    let own = tables("postgres").await;
    let store = Store::open(&server.url()).await.unwrap();
    fill(&store).await;
    let backup = apart.path().join("backup.db");
    store.backup(&backup).await.unwrap();
    let checkpoint = async || sqlx::query("CHECKPOINT").execute(&pool).await.map(drop).unwrap();
    checkpoint().await;
    assert_eq!(found_in(&own), [0, 1, 2, 3, 4], "before, it is all there");

    let mut reads = pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ").await.unwrap();
    sqlx::query("SELECT count(*) FROM course_progress").fetch_one(&mut *reads).await.unwrap();
    store.dispose(&disposed()).await.unwrap();
    nothing_is_left(&store).await;
    assert!(!clean(&store).await, "somebody still sees what was there");
    reads.rollback().await.unwrap();
    assert!(clean(&store).await);
    checkpoint().await;
    assert_eq!(found_in(&own), [0; 0]);

    // The public door's role has no right to what was disposed of, and can put nothing in its place.
    sqlx::raw_sql(store::PUBLIC_ROLE_SQL).execute(&pool).await.unwrap();
    let public = Store::open(&server.url_as("waymark_public")).await.unwrap();
    assert!(public.disposed(0).await.is_err());
    assert!(matches!(public.take(intake(GONE)).await, Err(TakeError::Conflict)));
    let taken_over = PgPool::connect(&server.url_as("waymark_public")).await.unwrap();
    let mut one = taken_over.acquire().await.unwrap();
    sqlx::query("CREATE TEMPORARY TABLE disposed (site TEXT, concern TEXT)").execute(&mut *one).await.unwrap();
    let own = "INSERT INTO record (site, concern, id, kind, at, key_id, sealed) VALUES ('sample', $1, 'x', 'addition', 1, '', '')";
    let inserted = sqlx::query(own).bind(id(GONE)).execute(&mut *one).await.unwrap();
    assert_eq!(inserted.rows_affected(), 0, "a table of its own that has the name");
    drop(one);
    public.close().await;

    never_again(&store, apart.path()).await;
    store.close().await;
    for name in ["with", "without"] {
        sqlx::raw_sql(sqlx::AssertSqlSafe(format!("CREATE DATABASE restored_{name}"))).execute(&pool).await.unwrap();
    }
    let address = |name: &str| server.address(&format!("restored_{name}"), "waymark");
    an_old_backup_does_not_bring_it_back(&backup, &address("with"), &address("without"), &tables("restored_with").await).await;
}

/// For fewer people from now on: its own key is given anew, and what came under a key of all goes.
async fn narrowed(store: &Store) {
    fill(store).await;
    assert!(is_clean(store).await);
    let given = Given {
        site: "sample".into(),
        concern: id(GONE),
        before: vec![("team-1".into(), sealed(5))],
        keys: vec![("account:worker".into(), sealed(7))],
        named: Some("worker".into()),
        entries: Vec::new(),
        gone: vec![(id(GONE), ARRIVED)],
    };
    assert!(store.give_concern_key(&given).await.unwrap());
    assert!(!is_clean(store).await, "whoever cleans learns of it, in whichever process it was done");
}

#[tokio::test]
async fn what_is_for_fewer_people_stands_in_no_file_under_the_key_of_all() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&format!("sqlite:{}", folder.path().join("waymark.db").display())).await.unwrap();
    narrowed(&store).await;
    assert_eq!(found_in(folder.path()), [0, 1, 2, 3, 4], "the log has it still");
    assert!(clean(&store).await);
    assert_eq!(found_in(folder.path()), [1, 2, 3], "neither as it came nor the key of before");
    assert!(is_clean(&store).await);
    store.drop_records("sample", &id(GONE), &[(id(200), ARRIVED + 60)]).await.unwrap();
    assert!(!is_clean(&store).await, "what is added later too");
    assert!(clean(&store).await && is_clean(&store).await);
    assert_eq!(found_in(folder.path()), [2, 3]);

    let server = Server::start();
    let pool = PgPool::connect(&server.url()).await.unwrap();
    let place = "SELECT current_setting('data_directory') || '/base/' || oid FROM pg_database WHERE datname = 'postgres'";
    let tables = PathBuf::from(sqlx::query(place).fetch_one(&pool).await.unwrap().get::<String, _>(0));
    let store = Store::open(&server.url()).await.unwrap();
    narrowed(&store).await;
    sqlx::query("CHECKPOINT").execute(&pool).await.unwrap();
    assert_eq!(found_in(&tables), [0, 1, 2, 3, 4]);
    assert!(clean(&store).await && is_clean(&store).await);
    sqlx::query("CHECKPOINT").execute(&pool).await.unwrap();
    assert_eq!(found_in(&tables), [1, 2, 3]);
}

#[tokio::test]
async fn what_was_disposed_of_is_neither_changed_nor_forgotten() {
    let (folder, server) = (tempfile::tempdir().unwrap(), Server::start());
    let file = format!("sqlite:{}", folder.path().join("waymark.db").display());
    for url in [&file, &server.url()] {
        let store = Store::open(url).await.unwrap();
        store.dispose(&disposed()).await.unwrap();
        store.close().await;
    }
    let (mut sqlite, postgres) = (SqliteConnection::connect(&file).await.unwrap(), PgPool::connect(&server.url()).await.unwrap());
    for change in ["UPDATE disposed SET kind = ''", "DELETE FROM disposed"] {
        let error = sqlx::query(change).execute(&mut sqlite).await.unwrap_err();
        assert!(error.to_string().contains("append-only"), "{change}: {error}");
        let error = sqlx::query(change).execute(&postgres).await.unwrap_err();
        assert!(error.to_string().contains("append-only"), "{change}: {error}");
    }
}
