//! Never lose a concern: the database within a short patience, else the spool, else a clear no.
//! Must not know what the sealed bytes are, or how the no is said.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::{Instant, timeout};

use crate::concern::MailboxRow;
use crate::concern::{Intake, Taken};
use crate::disposal::Disposed;
use crate::record::{Message, Reply};
use crate::spool::Spool;
use crate::writer::{GROUP, Work, Written};
use crate::{Store, StoreError};

/// How long a teller waits for the database before the spool takes it.
const PATIENCE: Duration = Duration::from_secs(2);
/// For how long nobody tries again, after it was away.
const AWAY: Duration = Duration::from_secs(5);

/// Why something told was not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeepError {
    /// Its id is taken, with other keys.
    #[error("another concern has this id or this mailbox")]
    Conflict,
    /// Neither the database nor the spool took it: the teller must be told so.
    #[error("neither the database nor the spool could keep it")]
    NotKept,
}

/// What waits in the spool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    /// How many are to be forwarded.
    pub to_forward: usize,
    /// How many files were set aside (`*.bad`, `*.conflict`, `*.refused`), for a person to look at.
    pub set_aside: usize,
}

/// What could keep something told now, and what waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Health {
    /// Whether the database answers, with tables that are up to date.
    pub database: bool,
    /// Whether the spool can be read and written.
    pub spool: bool,
    /// What waits in it.
    pub waiting: Waiting,
}

/// A store with a spool beside it. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Keeper {
    store: Store,
    spool: Spool,
    away_until: Arc<Mutex<Option<Instant>>>,
    draining: Arc<tokio::sync::Mutex<()>>,
    half_written: usize,
    looked_up: Arc<AtomicU64>,
}

impl Keeper {
    /// Takes the spool's folder into use; it is made, for this user alone, if need be.
    pub fn open(store: Store, folder: &Path) -> Result<Keeper, StoreError> {
        let (spool, half_written) = Spool::open(folder).map_err(|e| StoreError::Spool(e.kind()))?;
        Ok(Keeper { store, spool, away_until: Arc::default(), draining: Arc::default(), half_written, looked_up: Arc::default() })
    }

    /// How many half-written files were removed from the spool when it was opened. Nothing in them was acknowledged.
    pub fn half_written(&self) -> usize {
        self.half_written
    }

    /// What stands in a mailbox: in the database, or, while its concern waits in the spool, there. Each call asks the same three questions,
    /// whatever comes of them: how long it takes says little about whether there is such a mailbox.
    pub async fn mailbox(&self, site: &str, mailbox: &str) -> Result<Option<(MailboxRow, Vec<Reply>)>, StoreError> {
        let (spool, own) = (self.spool.clone(), (site.to_owned(), mailbox.to_owned()));
        self.looked_up.fetch_add(1, Ordering::Relaxed);
        // The spool first: what is forwarded in the meantime is found in the database.
        let waiting = tokio::task::spawn_blocking(move || spool.mailbox(&own.0, &own.1)).await;
        let waiting = waiting.ok().and_then(Result::ok).flatten().map(|row| (row, Vec::new()));
        let row = self.asked(self.store.mailbox(site, mailbox)).await;
        let replies = self.asked(self.store.replies(site, mailbox)).await;
        match (row, replies) {
            (Ok(Some(row)), Ok(replies)) => Ok(Some((row, replies))),
            (Ok(None), Ok(_)) => Ok(waiting),
            (Err(error), _) | (_, Err(error)) => waiting.map_or(Err(error), |found| Ok(Some(found))),
        }
    }

    /// How many questions [`Keeper::mailbox`] has asked since this was opened.
    pub fn looked_up(&self) -> u64 {
        self.looked_up.load(Ordering::Relaxed)
    }

    /// A question to the database, if it was not away just now, and with no more patience than a teller has.
    async fn asked<T>(&self, question: impl Future<Output = Result<T, StoreError>>) -> Result<T, StoreError> {
        self.looked_up.fetch_add(1, Ordering::Relaxed);
        let away = || StoreError::Away { what: "looking into a mailbox", why: "no answer in time".into() };
        if self.was_away() {
            return Err(away());
        }
        let answer = timeout(PATIENCE, question).await.unwrap_or_else(|_| Err(away()));
        if answer.as_ref().is_err_and(StoreError::may_pass) {
            self.mark(Some(Instant::now() + AWAY));
        }
        answer
    }

    fn was_away(&self) -> bool {
        self.away_until.lock().unwrap_or_else(PoisonError::into_inner).is_some_and(|end| Instant::now() < end)
    }

    /// The store itself.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Keeps a concern: durable when this returns `Ok`, in the database or in the spool. The same id with the same keys is kept once.
    pub async fn take(&self, intake: Intake) -> Result<Taken, KeepError> {
        self.keep(Arc::new(Work::Concern(intake))).await
    }

    /// Keeps what a teller adds, likewise.
    pub async fn add_record(&self, message: Message) -> Result<Taken, KeepError> {
        self.keep(Arc::new(Work::Message(message))).await
    }

    async fn keep(&self, work: Arc<Work>) -> Result<Taken, KeepError> {
        if self.spool.has(work.id())
            && let Ok(Some(there)) = self.spooled(&work, Spool::look).await
        {
            return told(there);
        }
        let away = self.is_away();
        if !away && let Some(written) = self.stored(&work).await {
            return told(written);
        }
        match self.spooled(&work, |spool, work| spool.put(work).map(Some)).await {
            Ok(Some(written)) => told(written),
            // No spool either: then the database once more, if it was not asked just now.
            _ if away => self.stored(&work).await.map_or(Err(KeepError::NotKept), told),
            _ => Err(KeepError::NotKept),
        }
    }

    async fn stored(&self, work: &Arc<Work>) -> Option<Written> {
        match timeout(PATIENCE, self.store.write(Arc::clone(work))).await {
            Ok(Ok(written)) => {
                self.mark(None);
                Some(written)
            }
            Ok(Err(error)) if !error.may_pass() => None,
            _ => {
                self.mark(Some(Instant::now() + AWAY));
                None
            }
        }
    }

    async fn spooled<T: Send + 'static>(
        &self,
        work: &Arc<Work>,
        act: impl FnOnce(&Spool, &Work) -> std::io::Result<T> + Send + 'static,
    ) -> std::io::Result<T> {
        let (spool, work) = (self.spool.clone(), Arc::clone(work));
        let done = tokio::task::spawn_blocking(move || act(&spool, &work)).await;
        done.unwrap_or_else(|_| Err(std::io::ErrorKind::Other.into()))
    }

    /// Whether the database was away a moment ago. When that moment is over, one asks again, and the others wait for how it goes.
    fn is_away(&self) -> bool {
        let mut until = self.away_until.lock().unwrap_or_else(PoisonError::into_inner);
        match *until {
            Some(end) if Instant::now() < end => true,
            Some(_) => {
                *until = Some(Instant::now() + AWAY);
                false
            }
            None => false,
        }
    }

    fn mark(&self, until: Option<Instant>) {
        *self.away_until.lock().unwrap_or_else(PoisonError::into_inner) = until;
    }

    /// Disposes of a record, here and in the database.
    pub async fn dispose(&self, disposed: &Disposed) -> Result<(), StoreError> {
        self.forget(std::slice::from_ref(disposed)).await?;
        self.store.dispose(disposed).await
    }

    /// Removes what waits in the spool, or was set aside there, of what was disposed of; how many files.
    pub async fn forget(&self, disposed: &[Disposed]) -> Result<usize, StoreError> {
        let (spool, disposed) = (self.spool.clone(), disposed.to_vec());
        // What cannot be read says no site.
        let meant = move |site: &str, concern: &str| disposed.iter().any(|d| d.concern == concern && (site.is_empty() || d.site == site));
        let gone = tokio::task::spawn_blocking(move || spool.forget(meant)).await;
        gone.unwrap_or_else(|_| Err(std::io::ErrorKind::Other.into())).map_err(|e| StoreError::Spool(e.kind()))
    }

    /// What waits in the spool.
    pub fn waiting(&self) -> Result<Waiting, StoreError> {
        let count = || Ok(Waiting { to_forward: self.spool.ids()?.len(), set_aside: self.spool.aside()? });
        count().map_err(|e: std::io::Error| StoreError::Spool(e.kind()))
    }

    /// How it is with both. Nobody waits for it longer than a teller would.
    pub async fn health(&self) -> Health {
        let database = !self.was_away() && timeout(PATIENCE, self.store.ready()).await.is_ok_and(|ready| ready.is_ok());
        let keeper = self.clone();
        let looked = tokio::task::spawn_blocking(move || keeper.spool.try_out().ok().and_then(|()| keeper.waiting().ok())).await;
        let waiting = looked.ok().flatten();
        let spool = waiting.is_some();
        let waiting = waiting.or_else(|| self.waiting().ok()).unwrap_or(Waiting { to_forward: 0, set_aside: 0 });
        Health { database, spool, waiting }
    }

    /// Forwards what waits, and says how many; a file goes only after the commit. To be called every few seconds.
    pub async fn drain(&self) -> Result<usize, StoreError> {
        let _draining = self.draining.lock().await;
        let failed = |e: std::io::Error| StoreError::Spool(e.kind());
        let ids = self.spool.ids().map_err(failed)?;
        if let Err(error) = self.store.ready().await {
            self.mark(Some(Instant::now() + AWAY));
            return Err(error);
        }
        self.mark(None);
        let (mut forwarded, mut failed) = (0, None);
        for group in ids.chunks(GROUP) {
            let mut forwarding = JoinSet::new();
            for id in group {
                let (keeper, id) = (self.clone(), id.clone());
                forwarding.spawn(async move { keeper.forward(&id).await });
            }
            for done in forwarding.join_all().await {
                match done {
                    Ok(one) => forwarded += usize::from(one),
                    Err(error) => failed = Some(error),
                }
            }
            // One file that cannot be read must not hold up the others; a database that is away again does.
            if failed.as_ref().is_some_and(StoreError::may_pass) {
                break;
            }
        }
        failed.map_or(Ok(forwarded), Err)
    }

    async fn forward(&self, id: &str) -> Result<bool, StoreError> {
        let failed = |e: std::io::Error| StoreError::Spool(e.kind());
        let (spool, name) = (self.spool.clone(), id.to_owned());
        let read = tokio::task::spawn_blocking(move || spool.read(&name)).await;
        let Some(work) = read.unwrap_or_else(|_| Err(std::io::ErrorKind::Other.into())).map_err(failed)? else { return Ok(false) };
        let (site, concern) = (work.place().0.to_owned(), work.place().1.to_owned());
        match self.store.write(Arc::new(work)).await {
            // The public door's role may not ask: then it is set aside, for a person to look at.
            Ok(Written::Conflict) if self.store.is_disposed(&site, &concern).await.unwrap_or(false) => {
                self.spool.remove(id).map_err(failed).map(|()| false)
            }
            Ok(Written::Stored | Written::Already) => self.spool.remove(id).map_err(failed).map(|()| true),
            Ok(Written::Conflict) => self.spool.set_aside(id, "conflict").map_err(failed).map(|()| false),
            Err(error) if error.is_about_the_data() => self.spool.set_aside(id, "refused").map_err(failed).map(|()| false),
            Err(error) => Err(error),
        }
    }
}

fn told(written: Written) -> Result<Taken, KeepError> {
    match written {
        Written::Stored => Ok(Taken::Stored),
        Written::Already => Ok(Taken::Already),
        Written::Conflict => Err(KeepError::Conflict),
    }
}
