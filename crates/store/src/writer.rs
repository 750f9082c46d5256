//! Group commit: one task with a connection of its own writes whatever waits, in one transaction, and answers each when it is durable.
//! It never waits for more to come: one alone is committed at once. On SQLite the task has a thread of its own, which waits for the disk while
//! others read what comes next. Must not know what the sealed bytes are.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use sqlx::{AssertSqlSafe, Connection as _, PgConnection};
use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;

use crate::concern::{self, Intake};
use crate::direct::Direct;
use crate::open::{Address, CONNECTING, Connection};
use crate::record::Message;
use crate::{StoreError, record};

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

    pub(crate) fn place(&self) -> (&str, &str, &str) {
        match self {
            Work::Concern(i) => (&i.site, &i.concern, &i.concern),
            Work::Message(m) => (&m.site, &m.concern, &m.id),
        }
    }
}

struct Job {
    work: Arc<Work>,
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
    pub(crate) fn start(address: Arc<Address>, connection: Option<Connection>) -> Result<Writer, StoreError> {
        let (orders, inbox) = mpsc::channel(QUEUE);
        let commits = Arc::new(AtomicU64::new(0));
        let desk = Desk { commits: Arc::clone(&commits), own: None, address };
        match desk.address.file().is_some() {
            true => spawn_thread(run(desk, connection, inbox))?,
            false => drop(tokio::spawn(run(desk, connection, inbox))),
        }
        Ok(Writer { orders, commits })
    }

    pub(crate) fn commits(&self) -> u64 {
        self.commits.load(Ordering::Relaxed)
    }

    pub(crate) async fn write(&self, work: Arc<Work>) -> Result<Written, StoreError> {
        let (answer, answered) = oneshot::channel();
        let closed = || StoreError::Away { what: record::KEEPING, why: "it is being closed".into() };
        self.orders.send(Order::Write(Job { work, answer })).await.map_err(|_| closed())?;
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

/// A thread that runs this and nothing else, and may block.
fn spawn_thread(task: impl Future<Output = ()> + Send + 'static) -> Result<(), StoreError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
    let spawned = runtime.and_then(|runtime| std::thread::Builder::new().name("writer".into()).spawn(move || runtime.block_on(task)));
    spawned.map(drop).map_err(|e| StoreError::Away { what: CONNECTING, why: e.kind().to_string() })
}

async fn run(mut desk: Desk, connection: Option<Connection>, mut inbox: mpsc::Receiver<Order>) {
    if let Some(connection) = connection {
        // If this fails, the first who writes is told, or the next.
        desk.own = own_from(&desk.address, connection).await.ok();
    }
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

/// The writer's own connection.
enum Own {
    Sqlite(Direct),
    Postgres(PgConnection),
}

fn answer(group: Vec<Job>, written: &Result<Written, StoreError>) {
    for job in group {
        // Whoever asked may have gone; what is written stays written.
        let _ = job.answer.send(written.clone());
    }
}

struct Desk {
    address: Arc<Address>,
    own: Option<Own>,
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
        let reused = self.own.is_some();
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
            Own::Sqlite(c) => c.insert(&concerns, &messages),
            Own::Postgres(c) => in_time(insert_postgres(c, &concerns, &messages)).await,
        };
        let inserted = self.kept(inserted)?;
        self.commits.fetch_add(u64::from(inserted), Ordering::Relaxed);
        Ok(inserted)
    }

    /// What is there already, against what came.
    async fn compare(&mut self, work: &Work) -> Result<Written, StoreError> {
        let Work::Concern(intake) = work else { return Ok(Written::Already) };
        let found = match self.connected().await? {
            Own::Sqlite(c) => c.keys(intake),
            Own::Postgres(c) => in_time(concern::keys_of!(intake).fetch_optional(c)).await,
        };
        let found: Option<concern::Keys> = self.kept(found)?;
        Ok(if found.is_some_and(|there| there == concern::keys(intake)) { Written::Already } else { Written::Conflict })
    }

    async fn connected(&mut self) -> Result<&mut Own, StoreError> {
        if self.own.is_none() {
            let connection = self.address.connect().await?;
            self.own = Some(own_from(&self.address, connection).await?);
        }
        self.own.as_mut().ok_or(StoreError::Away { what: CONNECTING, why: "it was given up".into() })
    }

    /// The result; after an error, without the connection, whose state is not known.
    fn kept<T>(&mut self, result: Result<T, StoreError>) -> Result<T, StoreError> {
        if result.is_err() {
            self.own = None;
        }
        result
    }

    async fn hang_up(&mut self) {
        if let Some(Own::Postgres(c)) = self.own.take() {
            // It is being given up: there is nothing to do about a failure.
            let _ = c.close().await;
        }
    }
}

/// What has brought the tables up to date; on SQLite one without a thread in between.
async fn own_from(address: &Address, connection: Connection) -> Result<Own, StoreError> {
    match (address.file(), connection) {
        (Some(file), prepared) => {
            let own = Direct::open(file);
            prepared.close().await;
            own.map(Own::Sqlite)
        }
        (None, Connection::Postgres(c)) => Ok(Own::Postgres(c)),
        (None, Connection::Sqlite(_)) => Err(StoreError::Address("it is of two kinds at once")),
    }
}

/// PostgreSQL may not answer at all. SQLite always does, within the time that it waits for another process that writes.
async fn in_time<T>(query: impl Future<Output = Result<T, sqlx::Error>>) -> Result<T, StoreError> {
    let result = timeout(PATIENCE, query).await;
    let result = result.map_err(|_| StoreError::Away { what: record::KEEPING, why: "no answer in time".into() })?;
    result.map_err(StoreError::query(record::KEEPING))
}
