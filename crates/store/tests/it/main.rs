//! One story, told to both databases: what is kept, for whom, how long, and what is said when it cannot be.
//! Must not know a query; where a test needs one, it plays an operator or a later version.

mod backup;
mod bytes;
mod concerns;
mod desk;
mod disposal;
mod expecting;
mod hostile;
mod postgres;
mod rights;
mod settings;
mod spool;
mod tls;

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use store::{Store, StoreError};
use tokio::task::JoinSet;

/// A day, counted from 1970, as good as any.
const TODAY: i64 = 20_780;
const CODE: &str = "k3yV9w2QmT0bX7cN1aZ8eA";
const OTHER_CODE: &str = "o7HerC0d3o7HerC0d3o7He";

async fn story(url: &str) {
    let store = starts_together(url).await;
    store.ready().await.unwrap();
    keeps_and_replaces(&store).await;
    forgets(&store).await;
    keeps_what_comes_at_once(&store).await;
    concerns::story(&store).await;
    desk::story(&store).await;
    expecting::story(&store).await;
    lasts_over_a_restart(url, store).await;
}

/// Both doors may start at the same moment on a database that is not there yet.
async fn starts_together(url: &str) -> Store {
    let mut starting = JoinSet::new();
    for _ in 0..4 {
        let url = url.to_owned();
        starting.spawn(async move { Store::open(&url).await });
    }
    let mut stores = starting.join_all().await.into_iter().map(Result::unwrap).collect::<Vec<_>>();
    let store = stores.pop().unwrap();
    for other in stores {
        other.close().await;
    }
    store
}

async fn keeps_and_replaces(store: &Store) {
    assert_eq!(store.kept("sample", CODE, TODAY).await.unwrap(), None);
    let awkward = "it's \"half\" done; -- $1 ? 100% ünïcödé \u{1F319}\n1.3~bac";
    store.keep("sample", CODE, "1.1", TODAY + 5).await.unwrap();
    store.keep("sample", CODE, awkward, TODAY + 90).await.unwrap();
    assert_eq!(store.kept("sample", CODE, TODAY).await.unwrap().as_deref(), Some(awkward));
    assert_eq!(store.kept("sample", CODE, TODAY + 6).await.unwrap().as_deref(), Some(awkward), "the day is replaced as well");
    assert_eq!(store.kept("other", CODE, TODAY).await.unwrap(), None, "another site in the same database sees nothing");
    assert_eq!(store.kept("sample", OTHER_CODE, TODAY).await.unwrap(), None);
}

async fn forgets(store: &Store) {
    store.keep("sample", OTHER_CODE, "2.1", TODAY).await.unwrap();
    store.keep("other", OTHER_CODE, "2.2", TODAY).await.unwrap();
    assert!(store.kept("sample", OTHER_CODE, TODAY).await.unwrap().is_some(), "on its last day it is still there");
    assert_eq!(store.kept("sample", OTHER_CODE, TODAY + 1).await.unwrap(), None, "after it, it is gone for visitors at once");
    assert_eq!(store.forget_expired(TODAY).await.unwrap(), 0);
    assert_eq!(store.forget_expired(TODAY + 1).await.unwrap(), 2, "and is deleted, whatever its site");
    assert_eq!(store.kept("sample", OTHER_CODE, TODAY).await.unwrap(), None);
    assert!(store.kept("sample", CODE, TODAY).await.unwrap().is_some(), "what has days left stays");
}

async fn keeps_what_comes_at_once(store: &Store) {
    let mut keeping = JoinSet::new();
    for n in 0..50 {
        let store = store.clone();
        keeping.spawn(async move { store.keep("crowd", &format!("{n:022}"), "1.1", TODAY).await });
    }
    assert!(keeping.join_all().await.into_iter().all(|kept| kept.is_ok()));
    assert_eq!(store.forget_expired(TODAY + 1).await.unwrap(), 50);
}

async fn lasts_over_a_restart(url: &str, store: Store) {
    store.close().await;
    let error = store.ready().await.unwrap_err();
    assert_eq!(error.to_string(), "the database cannot be reached, while asking whether it is there (it is being closed)");
    let error = store.take(concerns::intake(7)).await.unwrap_err();
    assert_eq!(error.to_string(), "the database cannot be reached, while keeping what was told (it is being closed)");
    let again = Store::open(url).await.unwrap();
    assert_eq!(again.take(concerns::intake(1)).await.unwrap(), store::Taken::Already);
    assert!(again.kept("sample", CODE, TODAY).await.unwrap().is_some());
    again.close().await;
}

#[tokio::test]
async fn the_story_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a folder, 100% new/way?mark.db");
    story(&format!("sqlite:{}", file.display())).await;
    let rights = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(rights(&file), 0o600, "nobody else on the machine may read it");
    assert_eq!(rights(file.parent().unwrap()), 0o700);
}

#[tokio::test]
async fn the_story_on_postgres() {
    let server = postgres::Server::start();
    story(&server.url()).await;

    let store = Store::open(&server.url()).await.unwrap();
    let refused = store.keep("sample", CODE, "typed\0words", TODAY).await.unwrap_err();
    assert_eq!(refused.to_string(), "the database refused, while keeping progress (code 22021)");
    assert!(!format!("{refused:?}").contains("typed"), "an error never carries what was being kept");

    drop(server);
    assert!(matches!(store.ready().await, Err(StoreError::Away { .. } | StoreError::Refused { .. })));
}

/// After an upgrade is undone, the older program meets tables that are newer than it is.
#[tokio::test]
async fn an_older_program_starts_on_newer_tables_but_not_on_other_ones() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("waymark.db").display());
    Store::open(&url).await.unwrap().close().await;
    let operator = sqlx::SqlitePool::connect(&url).await.unwrap();
    let later =
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (9999, 'later', 1, X'00', 0)";
    sqlx::query(later).execute(&operator).await.unwrap();
    Store::open(&url).await.unwrap().close().await;

    sqlx::query("UPDATE _sqlx_migrations SET checksum = X'00' WHERE version = 1").execute(&operator).await.unwrap();
    let error = Store::open(&url).await.unwrap_err();
    assert_eq!(error.to_string(), "the database's tables are not those of this version: migration 1 was another text when it was run");
}

#[tokio::test]
async fn what_cannot_be_opened_says_why_and_never_the_password() {
    let folder = tempfile::tempdir().unwrap();
    let plain_file = folder.path().join("file");
    std::fs::write(&plain_file, "not a database, and long enough for its header to be looked at; ".repeat(40)).unwrap();
    let cases = [
        (
            "mysql://u:hunter2@localhost/x".to_owned(),
            "the database's address must be sqlite:PATH or postgres://…; this one begins otherwise",
        ),
        ("sqlite:".to_owned(), "the database's address must be sqlite:PATH or postgres://…; after sqlite: the path of a file is wanted"),
        (
            "sqlite::memory:".to_owned(),
            "the database's address must be sqlite:PATH or postgres://…; after sqlite: the path of a file is wanted",
        ),
        (
            "postgres://u:hunter2@[/x".to_owned(),
            "the database's address must be sqlite:PATH or postgres://…; PostgreSQL takes no such address",
        ),
        ("postgres://u:hunter2@127.0.0.1:1/x".to_owned(), "the database cannot be reached, while connecting (connection refused)"),
        (format!("sqlite:{}/under/it.db", plain_file.display()), "the database's file could not be made (not a directory)"),
        (format!("sqlite:{}", plain_file.display()), "the database refused, while connecting (code 26)"),
    ];
    for (url, expected) in cases {
        let error = Store::open(&url).await.unwrap_err();
        assert_eq!(error.to_string(), expected, "{url}");
        assert!(!format!("{error:?}").contains("hunter2"), "{error:?}");
    }
}
