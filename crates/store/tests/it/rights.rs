//! What cannot be done: the public door's role on PostgreSQL, and changing what is append-only on both.
//! Must not know how a query of the store is written; it plays a process that was taken over.

use sqlx::{AssertSqlSafe, PgPool, SqlitePool};
use store::{Keeper, Reply, Store, StoreError, TakeError, Taken};

use crate::concerns::{addition, for_record, id, intake};
use crate::postgres::Server;

#[tokio::test]
async fn the_public_role_takes_in_and_shows_and_nothing_else() {
    let server = Server::start();
    let public_url = server.url_as("waymark_public");
    let owner_pool = PgPool::connect(&server.url()).await.unwrap();
    sqlx::raw_sql("CREATE ROLE waymark_public LOGIN").execute(&owner_pool).await.unwrap();
    assert!(Store::open(&public_url).await.is_err(), "it makes no tables");
    let public = Store::open_patiently(&public_url).await.unwrap();
    let spool = tempfile::tempdir().unwrap();
    let keeper = Keeper::open(public.clone(), spool.path()).unwrap();
    assert_eq!(keeper.take(intake(9)).await, Ok(Taken::Stored), "and waits for them with a spool");

    let owner = Store::open(&server.url()).await.unwrap();
    for _ in 0..2 {
        sqlx::raw_sql(store::PUBLIC_ROLE_SQL).execute(&owner_pool).await.unwrap();
    }
    assert_eq!(keeper.drain().await.unwrap(), 1);
    takes_and_shows(&public, &owner).await;
    reads_no_more(&public).await;

    let taken_over = PgPool::connect(&public_url).await.unwrap();
    let refused = [
        "SELECT sealed FROM record",
        "SELECT arrived FROM concern",
        "SELECT * FROM concern_key",
        "SELECT * FROM account",
        "SELECT * FROM wrap",
        "SELECT * FROM audit",
        "UPDATE concern SET state = 'closed'",
        "UPDATE concern SET reply_key = 'mine'",
        "UPDATE record SET sealed = sealed",
        "UPDATE reply SET sealed = sealed",
        "DELETE FROM concern",
        "DELETE FROM record",
        "DELETE FROM reply",
        "TRUNCATE record",
        "INSERT INTO reply VALUES ('sample', 'mailbox', 'id', 'concern', 1, '')",
        "INSERT INTO audit VALUES ('sample', 1, 1, '', '', '', NULL, '', '')",
        "INSERT INTO concern (site, id, sealed_to, key_id, arrived, due, size, state) VALUES ('s', 'i', 'team', '', 1, 1, 1, 'closed')",
        "DROP TABLE record",
        "DROP TRIGGER record_append_only ON record",
        "CREATE TABLE mine (a TEXT)",
        "UPDATE _sqlx_migrations SET success = false",
    ];
    for statement in refused {
        let error = sqlx::query(AssertSqlSafe(statement)).execute(&taken_over).await.unwrap_err();
        assert_eq!(error.as_database_error().unwrap().code().as_deref(), Some("42501"), "{statement}");
    }
    assert_eq!(owner.records("sample", &id(1)).await.unwrap().len(), 3, "and all is as it was");
}

async fn takes_and_shows(public: &Store, owner: &Store) {
    public.ready().await.unwrap();
    assert_eq!(public.take(intake(1)).await.unwrap(), Taken::Stored);
    assert_eq!(public.take(intake(1)).await.unwrap(), Taken::Already);
    let other = store::Intake { mailbox: None, ..intake(1) };
    assert!(matches!(public.take(other).await, Err(TakeError::Conflict)));
    assert_eq!(public.add_record(addition(2, 1)).await.unwrap(), Taken::Stored);
    assert_eq!(public.add_record(addition(2, 1)).await.unwrap(), Taken::Already);
    let reply = Reply { id: id(3), concern: id(1), at: 1, sealed: vec![7] };
    owner.put_reply(&for_record(3, 1), &id(1_000_001), &reply).await.unwrap();
    owner.set_state("sample", &id(1), "answered").await.unwrap();
    assert_eq!(public.replies("sample", &id(1_000_001)).await.unwrap(), [reply]);
    assert_eq!(public.mailbox("sample", &id(1_000_001)).await.unwrap().unwrap().state, "answered");
    public.keep("sample", "code", "1.1", 5).await.unwrap();
    assert_eq!(public.kept("sample", "code", 5).await.unwrap().as_deref(), Some("1.1"));
    assert_eq!(public.forget_expired(6).await.unwrap(), 1);
}

async fn reads_no_more(public: &Store) {
    let refused = [
        public.records("sample", &id(1)).await.err(),
        public.concern("sample", &id(1)).await.err(),
        public.concerns("sample", &store::Filter::default(), 1).await.err(),
        public.set_state("sample", &id(1), "closed").await.err(),
        public.put_concern_key("sample", &id(1), "mine", &[]).await.err(),
        public.accounts("sample").await.err(),
        public.wraps("sample").await.err(),
        public.audit_head("sample").await.err(),
        public.for_named("sample").await.err(),
    ];
    for (n, error) in refused.iter().enumerate() {
        assert!(matches!(error, Some(StoreError::Refused { code, .. }) if code == "42501"), "{n}: {error:?}");
    }
}

/// Also for the owner of the tables.
const CHANGES: [&str; 4] =
    ["UPDATE record SET sealed = sealed", "UPDATE reply SET at = 1", "UPDATE audit SET act = 'nothing'", "DELETE FROM audit"];

async fn something_in_each(store: &Store) {
    store.take(intake(1)).await.unwrap();
    let reply = Reply { id: id(3), concern: id(1), at: 1, sealed: vec![7] };
    store.put_reply(&for_record(3, 1), &id(1_000_001), &reply).await.unwrap();
    let act = store::AuditRow {
        seq: 1,
        at: 1,
        account: String::new(),
        act: String::new(),
        subject: String::new(),
        detail: None,
        prev: String::new(),
        hash: String::new(),
    };
    store.audit_append("sample", &act).await.unwrap();
}

#[tokio::test]
async fn append_only_is_the_databases_own_rule() {
    let (folder, server) = (tempfile::tempdir().unwrap(), Server::start());
    let file = format!("sqlite:{}", folder.path().join("waymark.db").display());
    something_in_each(&Store::open(&file).await.unwrap()).await;
    something_in_each(&Store::open(&server.url()).await.unwrap()).await;
    let (sqlite, postgres) = (SqlitePool::connect(&file).await.unwrap(), PgPool::connect(&server.url()).await.unwrap());
    for change in CHANGES {
        let error = sqlx::query(change).execute(&sqlite).await.unwrap_err();
        assert!(error.to_string().contains("append-only"), "{change}: {error}");
        let error = sqlx::query(change).execute(&postgres).await.unwrap_err();
        assert!(error.to_string().contains("append-only"), "{change}: {error}");
    }
}
