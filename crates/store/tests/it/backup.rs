//! Backup while others write, and restore into either database: everything is there, and equal.
//! Must not know how rows are copied; it looks at the files as an operator would.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use sqlx::{AssertSqlSafe, Connection, SqliteConnection};
use store::{Account, AuditRow, Columns, Disposed, Factor, Given, Passkey, Reply, Sso, Store, StoreError, Taken, Wrap};
use tokio::task::JoinSet;

use crate::concerns::{addition, for_record, id, intake};
use crate::postgres::Server;

/// Something in every table, with awkward bytes and nulls.
async fn fill(store: &Store) {
    for n in 0..100 {
        store.take(intake(n)).await.unwrap();
    }
    store.take(store::Intake { mailbox: None, sealed: (0..=255).collect(), ..intake(100) }).await.unwrap();
    store.add_record(addition(200, 1)).await.unwrap();
    let assignee = Some("it's \"me\"; --\n\u{1F319}".to_owned());
    store.set_columns("sample", &id(1), &Columns { state: "looking".into(), assignee, keep_until: None, hold: false }).await.unwrap();
    let reply = Reply { id: id(201), concern: id(1), at: 5, sealed: vec![0, 255] };
    store.put_reply(&for_record(201, 1), &id(1_000_001), &reply).await.unwrap();
    store.put_concern_key("sample", &id(1), "team-1", &[0]).await.unwrap();
    let given = Given {
        site: "sample".into(),
        concern: id(2),
        before: Vec::new(),
        keys: vec![("account:worker".into(), vec![3])],
        named: Some("worker".into()),
        entries: Vec::new(),
        gone: vec![(id(900), 1)],
    };
    assert!(store.give_concern_key(&given).await.unwrap());
    let account = Account {
        name: "worker".into(),
        role: "worker".into(),
        recipient: "age1".into(),
        verify: None,
        kdf: "k".into(),
        wrapped: Vec::new(),
        made: -1,
        ended: Some(i64::MAX),
    };
    store.add_account("sample", &account).await.unwrap();
    store.put_wrap("sample", &Wrap { key_id: "team-1".into(), holder: "worker".into(), sealed: vec![1], made: 1 }).await.unwrap();
    store.invite("sample", "worker", 9).await.unwrap();
    store
        .put_factor("sample", "worker", &Factor { kind: "totp".into(), sealed: vec![0, 7], made: 1, mark: Some(vec![0, 8]) })
        .await
        .unwrap();
    assert!(store.use_step("sample", "worker", "totp", 59_850_720, 2).await.unwrap());
    let passkey = Passkey {
        id: id(300),
        account: "worker".into(),
        credential: "c".into(),
        public_key: vec![0, 9],
        label: vec![1],
        wrapped: None,
        mark: Vec::new(),
        counter: i64::from(u32::MAX),
        made: 1,
    };
    assert!(store.add_passkey("sample", &passkey).await.unwrap());
    let sso =
        Sso { issuer: "https://login.example.org".into(), subject: "s-1".into(), account: "worker".into(), made: 1, word: vec![0, 7] };
    assert!(store.connect_sso("sample", &sso).await.unwrap());
    store.begin_session("sample", "s1", "worker", 1).await.unwrap();
    store.end_session("sample", "s1", 2, "idle").await.unwrap();
    let act = |seq: i64| AuditRow {
        seq,
        at: 1,
        account: "worker".into(),
        act: "read".into(),
        subject: id(1),
        detail: (seq == 2).then(Vec::new),
        prev: format!("h{}", seq - 1),
        hash: format!("h{seq}"),
    };
    for seq in 1..=3 {
        store.audit_append("sample", &act(seq)).await.unwrap();
    }
    store.keep("sample", "code", "1.1", 20_780).await.unwrap();
    store.dispose(&Disposed { site: "sample".into(), concern: id(102), at: 1, kind: "child-in-need".into() }).await.unwrap();
}

/// Every row of every table, as SQLite quotes them.
async fn dump(file: &Path) -> BTreeMap<String, Vec<String>> {
    let mut file = SqliteConnection::connect(&format!("sqlite:{}?mode=ro", file.display())).await.unwrap();
    let tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> '_sqlx_migrations'";
    let mut dump = BTreeMap::new();
    for table in sqlx::query_scalar::<_, String>(tables).fetch_all(&mut file).await.unwrap() {
        let columns = "SELECT group_concat('quote(' || name || ')', '||'',''||') FROM pragma_table_info($1)";
        let columns: String = sqlx::query_scalar(columns).bind(&table).fetch_one(&mut file).await.unwrap();
        let rows = format!("SELECT {columns} AS row FROM {table} ORDER BY row");
        dump.insert(table, sqlx::query_scalar(AssertSqlSafe(rows)).fetch_all(&mut file).await.unwrap());
    }
    file.close().await.unwrap();
    dump
}

async fn back_up_under_writes(store: &Store, file: &Path) {
    let (go_on, acknowledged) = (Arc::new(AtomicBool::new(true)), Arc::new(AtomicU64::new(0)));
    let mut writing = JoinSet::new();
    for client in 1..=4 {
        let (store, go_on, acknowledged) = (store.clone(), go_on.clone(), acknowledged.clone());
        writing.spawn(async move {
            for n in client * 10_000.. {
                if !go_on.load(Ordering::Relaxed) {
                    break;
                }
                store.take(intake(n)).await.unwrap();
                acknowledged.fetch_add(1, Ordering::Relaxed);
            }
        });
    }
    while acknowledged.load(Ordering::Relaxed) < 100 {
        tokio::task::yield_now().await;
    }
    let before = acknowledged.load(Ordering::Relaxed);
    store.backup(file).await.unwrap();
    go_on.store(false, Ordering::Relaxed);
    writing.join_all().await;

    let dump = dump(file).await;
    assert!(dump.values().all(|rows| !rows.is_empty()), "something of every table");
    assert!(dump["concern"].len() as u64 >= 101 + before, "all that was acknowledged when it began");
    assert_eq!(
        dump["record"].len(),
        dump["concern"].len() + 2,
        "of one moment: each with its record, the one addition, and the one answer"
    );
}

async fn comes_back(source: &str, targets: [String; 2]) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("it's a backup.db");
    let store = Store::open(source).await.unwrap();
    fill(&store).await;
    back_up_under_writes(&store, &file).await;
    let twice = store.backup(&file).await.unwrap_err();
    assert_eq!(twice.to_string(), "the backup's file could not be written (entity already exists)");
    assert!(matches!(store.restore(&file, &[]).await, Err(StoreError::NotEmpty)), "nothing is ever written over");
    store.close().await;

    let expected = dump(&file).await;
    for (n, target) in targets.iter().enumerate() {
        let restored = Store::open(target).await.unwrap();
        restored.restore(&file, &[]).await.unwrap();
        let again = folder.path().join(format!("again {n}.db"));
        restored.backup(&again).await.unwrap();
        assert!(dump(&again).await == expected, "{target}: all is equal");
        assert_eq!(restored.take(intake(1)).await.unwrap(), Taken::Already);
        assert_eq!(restored.take(intake(5_000)).await.unwrap(), Taken::Stored, "and goes on");
        restored.close().await;
    }
    let names = std::fs::read_dir(folder.path()).unwrap().map(|f| f.unwrap().file_name().into_string().unwrap());
    let side_files = names.filter(|n| n.ends_with(".partial") || n.contains("-wal") || n.contains("-journal")).collect::<Vec<_>>();
    assert!(side_files.is_empty(), "{side_files:?}");
}

fn sqlite(folder: &Path, name: &str) -> String {
    format!("sqlite:{}", folder.join(name).display())
}

#[tokio::test]
async fn from_sqlite() {
    let (folder, server) = (tempfile::tempdir().unwrap(), Server::start());
    comes_back(&sqlite(folder.path(), "from.db"), [sqlite(folder.path(), "to.db"), server.url()]).await;
}

#[tokio::test]
async fn from_postgres() {
    let (folder, server) = (tempfile::tempdir().unwrap(), Server::start());
    comes_back(&server.url(), [sqlite(folder.path(), "to.db"), new_database(&server, "restored").await]).await;
}

#[tokio::test]
async fn what_is_not_a_backup_or_of_a_newer_version_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&sqlite(folder.path(), "to.db")).await.unwrap();
    let file = folder.path().join("backup.db");
    assert!(store.restore(&file, &[]).await.is_err(), "there is none");
    std::fs::write(&file, "not a database at all, and long enough for its header to be looked at; ".repeat(20)).unwrap();
    assert!(store.restore(&file, &[]).await.is_err());
    std::fs::remove_file(&file).unwrap();
    store.backup(&file).await.unwrap();
    let mut operator = SqliteConnection::connect(&format!("sqlite:{}", file.display())).await.unwrap();
    let later =
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (9999, 'later', 1, X'00', 0)";
    sqlx::query(later).execute(&mut operator).await.unwrap();
    operator.close().await.unwrap();
    let error = store.restore(&file, &[]).await.unwrap_err();
    assert_eq!(error.to_string(), "the database's tables are not those of this version: the backup was made by a newer version");
    store.close().await;
}

/// The address of another database in the server, which is new.
async fn new_database(server: &Server, name: &'static str) -> String {
    let pool = sqlx::PgPool::connect(&server.url()).await.unwrap();
    sqlx::raw_sql(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"))).execute(&pool).await.unwrap();
    server.address(name, "waymark")
}
