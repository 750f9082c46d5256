//! Group commit: one task with a connection of its own writes whatever waits, in one transaction, and answers each when it is durable.
//! It never waits for more to come: one alone is committed at once. Must not know what the sealed bytes are.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use sqlx::{AssertSqlSafe, Connection as _, PgConnection, SqliteConnection};
use tokio::sync::{mpsc, oneshot};
use tokio::time::error::Elapsed;
use tokio::time::timeout;

use crate::concern::{self, Intake};
use crate::open::{Address, Connection};
use crate::record::Message;
use crate::{StoreError, record, text};

/// The most that one transaction takes.
pub(crate) const GROUP: usize = 64;
/// How many may wait before the next is made to wait outside.
const QUEUE: usize = 256;
/// How long the database may take over one transaction.
const PATIENCE: Duration = Duration::from_secs(10);

/// What is to be written, once.
#[derive(Debug, Clone)]
pub(crate) enum Work {
    Concern(Intake),
    Message(Message),
}

/// How it came out; durable, whichever.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Written {
    Stored,
    Already,
    Conflict,
}

impl Work {
    pub(crate) fn id(&self) -> &str {
        self.place().2
    }

    fn place(&self) -> (&str, &str, &str) {
        match self {
            Work::Concern(i) => (&i.site, &i.concern, &i.concern),
            Work::Message(m) => (&m.site, &m.concern, &m.id),
        }
    }
}

struct Job {
    work: Box<Work>,
    answer: oneshot::Sender<Result<Written, StoreError>>,
}

enum Order {
    Write(Job),
    Stop(oneshot::Sender<()>),
}

/// The way to the task, which ends when the last of these is gone.
#[derive(Debug, Clone)]
pub(crate) struct Writer {
    orders: mpsc::Sender<Order>,
    commits: Arc<AtomicU64>,
}

impl Writer {
    pub(crate) fn start(address: Arc<Address>, connection: Option<Connection>) -> Writer {
        let (orders, inbox) = mpsc::channel(QUEUE);
        let commits = Arc::new(AtomicU64::new(0));
        tokio::spawn(run(Desk { address, connection, commits: Arc::clone(&commits) }, inbox));
        Writer { orders, commits }
    }

    pub(crate) fn commits(&self) -> u64 {
        self.commits.load(Ordering::Relaxed)
    }

    pub(crate) async fn write(&self, work: Work) -> Result<Written, StoreError> {
        let (answer, answered) = oneshot::channel();
        let closed = || StoreError::Away { what: record::KEEPING, why: "it is being closed".into() };
        self.orders.send(Order::Write(Job { work: Box::new(work), answer })).await.map_err(|_| closed())?;
        answered.await.unwrap_or_else(|_| Err(closed()))
    }

    /// Returns when all that was waiting is written. Whatever comes later is refused.
    pub(crate) async fn stop(&self) {
        let (done, stopped) = oneshot::channel();
        if self.orders.send(Order::Stop(done)).await.is_ok() {
            let _ = stopped.await;
        }
    }
}

async fn run(mut desk: Desk, mut inbox: mpsc::Receiver<Order>) {
    let mut orders = Vec::with_capacity(GROUP);
    let mut stopped = Vec::new();
    while inbox.recv_many(&mut orders, GROUP).await > 0 {
        let mut group = Vec::with_capacity(orders.len());
        for order in orders.drain(..) {
            match order {
                // Whoever no longer waits has turned elsewhere, and may come again.
                Order::Write(job) if !job.answer.is_closed() => group.push(job),
                Order::Write(_) => {}
                Order::Stop(done) => {
                    inbox.close();
                    stopped.push(done);
                }
            }
        }
        desk.write(group).await;
    }
    desk.hang_up().await;
    for done in stopped {
        let _ = done.send(());
    }
}

/// PostgreSQL: one transaction. Whether all were new, and are committed.
async fn insert_postgres(connection: &mut PgConnection, concerns: &[&Intake], messages: &[&Message]) -> Result<bool, sqlx::Error> {
    let mut all = connection.begin().await?;
    let mut inserted = 0;
    if !concerns.is_empty() {
        let mut query = sqlx::query(AssertSqlSafe(concern::insert_text(concerns.len())));
        for intake in concerns {
            query = concern::bind!(query, intake);
        }
        inserted += query.execute(&mut *all).await?.rows_affected();
    }
    // Where a concern was there already, so is its record: nothing of this stays.
    let mut query = sqlx::query(AssertSqlSafe(record::insert_text(concerns.len() + messages.len())));
    for i in concerns {
        query = record::bind!(query, i.site, i.concern, i.concern, record::CONCERN, i.arrived, i.key_id, i.sealed);
    }
    for m in messages {
        query = record::bind!(query, m.site, m.concern, m.id, m.kind, m.at, m.key_id, m.sealed);
    }
    inserted += query.execute(&mut *all).await?.rows_affected();
    if inserted != (2 * concerns.len() + messages.len()) as u64 {
        return all.rollback().await.map(|()| false);
    }
    all.commit().await.map(|()| true)
}

/// SQLite: likewise, but all of it as one text, for each text is a way to another thread and back.
async fn insert_sqlite(connection: &mut SqliteConnection, concerns: &[&Intake], messages: &[&Message]) -> Result<bool, sqlx::Error> {
    debug_assert!(concerns.is_empty() || messages.is_empty(), "a group is of one kind");
    let text = if messages.is_empty() { text::sqlite_concerns(concerns.len()) } else { text::sqlite_messages(messages.len()) };
    let mut query = sqlx::query(AssertSqlSafe(text));
    for i in concerns {
        query = concern::bind!(query, i).bind(&i.sealed);
    }
    for m in messages {
        query = record::bind!(query, m.site, m.concern, m.id, m.kind, m.at, m.key_id, m.sealed);
    }
    match query.execute(&mut *connection).await {
        Ok(_) => Ok(true),
        Err(error) => {
            let back = sqlx::raw_sql("ROLLBACK").execute(connection).await;
            // Any other error costs the connection, and what is open on it.
            if error.as_database_error().is_some_and(|e| e.is_unique_violation()) { back.map(|_| false) } else { Err(error) }
        }
    }
}

fn answer(group: Vec<Job>, written: &Result<Written, StoreError>) {
    for job in group {
        // Whoever asked may have gone; what is written stays written.
        let _ = job.answer.send(written.clone());
    }
}

struct Desk {
    address: Arc<Address>,
    connection: Option<Connection>,
    commits: Arc<AtomicU64>,
}

impl Desk {
    /// Each kind has its own transaction: so the texts are few.
    async fn write(&mut self, group: Vec<Job>) {
        let (concerns, messages) = group.into_iter().partition(|job| matches!(*job.work, Work::Concern(_)));
        self.write_together(concerns).await;
        self.write_together(messages).await;
    }

    async fn write_together(&mut self, mut group: Vec<Job>) {
        if group.is_empty() {
            return;
        }
        // In one order always, so that two processes with the same ids wait for each other and never in a circle.
        group.sort_by(|a, b| a.work.place().cmp(&b.work.place()));
        match self.attempt(&group).await {
            Ok(true) => answer(group, &Ok(Written::Stored)),
            // One of them was there before, or would not do: each alone shows which.
            Ok(false) => self.one_by_one(group).await,
            Err(error) if group.len() > 1 && !error.may_pass() => self.one_by_one(group).await,
            Err(error) => answer(group, &Err(error)),
        }
    }

    async fn one_by_one(&mut self, group: Vec<Job>) {
        for job in group {
            let written = match self.attempt(std::slice::from_ref(&job)).await {
                Ok(true) => Ok(Written::Stored),
                Ok(false) => self.compare(&job.work).await,
                Err(error) => Err(error),
            };
            answer(vec![job], &written);
        }
    }

    /// Whether all of them were new, and are committed. Otherwise none is.
    async fn attempt(&mut self, group: &[Job]) -> Result<bool, StoreError> {
        let reused = self.connection.is_some();
        match self.insert(group).await {
            // The connection may have been dead for hours: once more on a new one. What came through before is then found there.
            Err(error) if reused && error.may_pass() => self.insert(group).await,
            result => result,
        }
    }

    async fn insert(&mut self, group: &[Job]) -> Result<bool, StoreError> {
        let (mut concerns, mut messages) = (Vec::with_capacity(group.len()), Vec::new());
        for job in group {
            match &*job.work {
                Work::Concern(intake) => concerns.push(intake),
                Work::Message(message) => messages.push(message),
            }
        }
        let inserted = match self.connected().await? {
            Connection::Sqlite(c) => timeout(PATIENCE, insert_sqlite(c, &concerns, &messages)).await,
            Connection::Postgres(c) => timeout(PATIENCE, insert_postgres(c, &concerns, &messages)).await,
        };
        let inserted = self.kept(inserted)?;
        self.commits.fetch_add(u64::from(inserted), Ordering::Relaxed);
        Ok(inserted)
    }

    /// What is there already, against what came.
    async fn compare(&mut self, work: &Work) -> Result<Written, StoreError> {
        let Work::Concern(intake) = work else { return Ok(Written::Already) };
        let found = match self.connected().await? {
            Connection::Sqlite(c) => timeout(PATIENCE, concern::keys_of!(intake).fetch_optional(c)).await,
            Connection::Postgres(c) => timeout(PATIENCE, concern::keys_of!(intake).fetch_optional(c)).await,
        };
        let found: Option<concern::Keys> = self.kept(found)?;
        Ok(if found.is_some_and(|there| there == concern::keys(intake)) { Written::Already } else { Written::Conflict })
    }

    async fn connected(&mut self) -> Result<&mut Connection, StoreError> {
        match &mut self.connection {
            Some(connection) => Ok(connection),
            none => Ok(none.insert(self.address.connect().await?)),
        }
    }

    /// The result; after an error, without the connection, whose state is not known.
    fn kept<T>(&mut self, result: Result<Result<T, sqlx::Error>, Elapsed>) -> Result<T, StoreError> {
        if !matches!(result, Ok(Ok(_))) {
            self.connection = None;
        }
        let result = result.map_err(|_| StoreError::Away { what: record::KEEPING, why: "no answer in time".into() })?;
        result.map_err(StoreError::query(record::KEEPING))
    }

    async fn hang_up(&mut self) {
        if let Some(connection) = self.connection.take() {
            connection.close().await;
        }
    }
}
