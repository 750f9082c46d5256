//! Starting: what is refused because it could lose what it said it kept, and what may come later.
//! Must not know a table.

use store::{Store, StoreError};

use crate::concerns::{id, intake};
use crate::postgres::Server;

#[tokio::test]
async fn a_server_that_may_forget_is_refused() {
    let server = Server::start_with(&["-F"]);
    for refused in [Store::open(&server.url()).await, Store::open_patiently(&server.url()).await] {
        let error = refused.unwrap_err();
        assert_eq!(error.to_string(), "PostgreSQL's setting fsync is off: what it says is kept could be lost; turn it on");
    }
}

#[tokio::test]
async fn a_session_that_may_forget_is_refused() {
    let server = Server::start();
    for (setting, opens) in [("off", false), ("local", true), ("on", true)] {
        let opened = Store::open(&format!("{}&options[synchronous_commit]={setting}", server.url())).await;
        match opened {
            Ok(store) => {
                assert!(opens, "{setting}");
                store.close().await;
            }
            Err(error) => assert!(!opens && matches!(error, StoreError::Unsafe("synchronous_commit")), "{setting}: {error}"),
        }
    }
}

#[tokio::test]
async fn it_starts_while_the_database_is_away_and_makes_its_tables_when_that_comes() {
    let mut server = Server::start();
    server.stop();
    assert!(Store::open(&server.url()).await.is_err());
    let store = Store::open_patiently(&server.url()).await.unwrap();
    assert!(matches!(store.ready().await, Err(StoreError::Away { .. })));
    assert!(store.take(intake(1)).await.is_err());
    server.go_on();
    store.ready().await.unwrap();
    store.take(intake(1)).await.unwrap();
    assert!(store.concern("sample", &id(1)).await.unwrap().is_some());
    store.close().await;
}

#[tokio::test]
async fn a_store_never_shows_its_address() {
    let store = Store::open_patiently("postgres://u:hunter2@127.0.0.1:1/x").await.unwrap();
    assert!(!format!("{store:?}").contains("hunter2"));
}

#[tokio::test]
async fn no_patience_for_what_waiting_does_not_cure() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("file"), "").unwrap();
    let under_a_file = format!("sqlite:{}/file/x.db", folder.path().display());
    for url in ["mysql://x", "sqlite::memory:", "postgres://[", &under_a_file] {
        assert!(Store::open_patiently(url).await.is_err(), "{url}");
    }
}
