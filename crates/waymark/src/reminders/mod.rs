//! Reminders of the desk: that something has come, how the day begins, and the head of the record of acts, away from this machine.
//! **What is for the managers alone is counted for them alone**: the team's address would else tell of it. A mail server that is away holds up
//! nothing but reminders. Must not know how a concern is kept, or what is in one.

pub(crate) mod args;
mod letters;
mod post;
mod rounds;

use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use casework::audit::Head;
use jiff::ToSpan;
use lettre::message::Mailboxes;
use seal::SealedTo;
use store::ActFilter;
use team::when;
use web_desk::PostHealth;

use crate::office::{Office, acts};
use crate::say;
use args::{Heads, Reminders};
use letters::Letter;
use post::Server;
use rounds::{Alerts, Daily, Patience};

/// How often it is looked whether there is something to send.
const EVERY: Duration = Duration::from_secs(5);
/// What nobody has opened is looked for as far back as this, by its due time, in seconds: thirty days.
const BACK: i64 = 30 * 86_400;
/// What is noted in the record of acts when it went out.
const ALERT: &str = "reminder-alert";
const DIGEST: &str = "reminder-digest";
const HEADS: &str = "heads-sent";

/// Those who are reminded of the same concerns.
struct Readers {
    of: SealedTo,
    to: Mailboxes,
    /// Takes alerts while the office is closed.
    duty: Option<Mailboxes>,
    alerts: Alerts,
    digest: Daily,
}

/// What came of a round.
#[derive(Default)]
struct Round {
    sent: u64,
    /// Why the first that failed did.
    why: Option<String>,
}

impl Round {
    fn took(&mut self, sent: Result<(), String>) -> bool {
        match sent {
            Ok(()) => self.sent += 1,
            Err(why) => {
                self.why.get_or_insert(why);
                return false;
            }
        }
        true
    }
}

/// The head of the record of acts, daily.
struct HeadsOut {
    to: Heads,
    daily: Daily,
    /// Of a file that cannot be written.
    patience: Patience,
}

struct Rounds {
    office: Arc<Office>,
    health: Arc<PostHealth>,
    server: Option<Server>,
    readers: Vec<Readers>,
    heads: Option<HeadsOut>,
    patience: Patience,
}

/// Sends what is to be sent, for as long as the program runs.
pub(crate) async fn run(wanted: Reminders, office: Arc<Office>, health: Arc<PostHealth>) {
    let mut often = tokio::time::interval(EVERY);
    let mut rounds = None;
    loop {
        often.tick().await;
        let rounds = match &mut rounds {
            Some(rounds) => rounds,
            // What went out before is in the database: until that answers, nothing is sent twice.
            None => match Rounds::start(&wanted, &office, &health).await {
                Ok(started) => rounds.insert(started),
                Err(_) => continue,
            },
        };
        rounds.go().await;
    }
}

impl Rounds {
    async fn start(wanted: &Reminders, office: &Arc<Office>, health: &Arc<PostHealth>) -> Result<Rounds, team::Error> {
        let mut readers = Vec::new();
        if let Some(post) = &wanted.post {
            let all = [(SealedTo::Team, Some(&post.team), post.duty.as_ref()), (SealedTo::Managers, post.managers.as_ref(), None)];
            for (of, to, duty) in all {
                let Some(to) = to.cloned() else { continue };
                let alerts = Alerts::new(last(office, ALERT, of.text()).await?);
                let digest = Daily::new(wanted.digest, last(office, DIGEST, of.text()).await?);
                readers.push(Readers { of, to, duty: duty.cloned(), alerts, digest });
            }
        }
        let heads = match wanted.heads.clone() {
            Some(to) => {
                let daily = Daily::new(wanted.digest, last(office, HEADS, acts::NOBODY).await?);
                Some(HeadsOut { to, daily, patience: Patience::default() })
            }
            None => None,
        };
        let server = wanted.post.as_ref().map(|post| Server::new(post, office.world.random)).transpose();
        let server = server.unwrap_or_else(|why| {
            say::error(&format!("no reminder can be sent: {why}"));
            None
        });
        Ok(Rounds { office: Arc::clone(office), health: Arc::clone(health), server, readers, heads, patience: Patience::default() })
    }

    async fn go(&mut self) {
        let now = self.office.world.now();
        // While the database is away nothing new is at the desk either.
        if let Ok(unopened) = self.office.store.unopened(&self.office.site, now - BACK).await {
            for readers in &mut self.readers {
                readers.alerts.look(unopened.iter().find(|u| u.sealed_to == readers.of.text()));
            }
        }
        if let Err(why) = self.append_head(now).await {
            say::warning(&why);
        }
        if self.patience.is_over(now) {
            match self.send_all(now).await {
                // Only where one was taken: what is not owed any more says nothing of the server.
                Ok(sent) if sent > 0 && self.patience.worked() => say::error("the mail server takes reminders again"),
                Ok(_) => {}
                Err(why) => {
                    self.health.failed();
                    if self.patience.failed(now) {
                        say::warning(&format!("the mail server does not take reminders, and is asked again until it does: {why}"));
                    }
                }
            }
        }
        let waits = if self.patience.is_over(i64::MIN) { 0 } else { self.owed(now) };
        self.health.set_waiting(waits);
    }

    /// How many letters wait.
    fn owed(&self, now: i64) -> u64 {
        let calendar = self.office.settings.calendar();
        // As with what was sent: of the managers' nothing shows.
        let readers = self.readers.iter().filter(|r| r.of == SealedTo::Team);
        let readers = readers.map(|r| u64::from(r.alerts.is_owed()) + u64::from(r.digest.is_due_at_work(now, &calendar)));
        let heads = self.heads.iter().filter(|h| matches!(h.to, Heads::Mail(_)) && h.daily.is_due(now));
        readers.sum::<u64>() + heads.map(|_| 1).sum::<u64>()
    }

    /// Everything that is due; one that does not go out keeps none of the others. How many went out, or why one did not.
    async fn send_all(&mut self, now: i64) -> Result<u64, String> {
        let (calendar, mut round) = (self.office.settings.calendar(), Round::default());
        for n in 0..self.readers.len() {
            let readers = &self.readers[n];
            let of = readers.of.text();
            if readers.alerts.is_due(now) {
                let to = if calendar.is_open(now) { &readers.to } else { readers.duty.as_ref().unwrap_or(&readers.to) };
                if round.took(self.send(to, &letters::alert(), now, ALERT, of).await) {
                    self.readers[n].alerts.sent(now);
                }
            }
            let readers = &self.readers[n];
            if readers.digest.is_due_at_work(now, &calendar) {
                let day = |days: i32| when::start_of(when::date(now).saturating_add(days.days())).unwrap_or(now);
                let Ok(standing) = self.office.store.standing(&self.office.site, day(0), day(1)).await else { continue };
                let letter = letters::digest(standing.iter().find(|s| s.sealed_to == of));
                if round.took(self.send(&readers.to, &letter, now, DIGEST, of).await) {
                    self.readers[n].digest.sent(now);
                }
            }
        }
        if let Some(HeadsOut { to: Heads::Mail(to), daily, .. }) = &self.heads
            && daily.is_due(now)
            && let Ok(head) = acts::head(&self.office).await
            && round.took(self.send(to, &letters::head(&head), now, HEADS, acts::NOBODY).await)
        {
            self.heads.iter_mut().for_each(|h| h.daily.sent(now));
        }
        round.why.map_or(Ok(round.sent), Err)
    }

    /// Sends one letter; that it went out is noted afterwards, so that one that is lost is sent again and not taken for sent.
    async fn send(&self, to: &Mailboxes, letter: &Letter, now: i64, act: &str, of: &str) -> Result<(), String> {
        let Some(server) = &self.server else { return Ok(()) };
        server.send(to, letter, now).await?;
        // Anyone who reaches the desk's address may read the counter: what goes to the managers alone must not move it.
        if of != SealedTo::Managers.text() {
            self.health.sent();
        }
        self.note(act, of).await;
        Ok(())
    }

    async fn note(&self, act: &str, of: &str) {
        if let Err(error) = acts::note(&self.office, acts::NOBODY, act, of).await {
            tracing::warn!(%error, "that a reminder went out could not be noted: after a restart it may go out twice");
        }
    }

    /// The head, at the end of a file, if it is due there.
    async fn append_head(&mut self, now: i64) -> Result<(), String> {
        let Some(HeadsOut { to: Heads::File(path), daily, patience }) = &mut self.heads else { return Ok(()) };
        if !daily.is_due(now) || !patience.is_over(now) {
            return Ok(());
        }
        let Ok(head) = acts::head(&self.office).await else { return Ok(()) };
        // The file may stand on another machine's disk, which may hang.
        let to = path.clone();
        let written = tokio::task::spawn_blocking(move || append(&to, &head)).await;
        if let Err(why) = written.unwrap_or_else(|e| Err(e.to_string())) {
            let first = patience.failed(now);
            return if first { Err(why) } else { Ok(()) };
        }
        patience.worked();
        daily.sent(now);
        self.note(HEADS, acts::NOBODY).await;
        Ok(())
    }
}

/// A head as it is kept: `number hash`.
pub(crate) fn line(head: &Head) -> String {
    format!("{} {}", head.seq, head.hash)
}

/// Writes a head at the end of a file, durably.
pub(crate) fn append(path: &Path, head: &Head) -> Result<(), String> {
    let write = || {
        let mut file = OpenOptions::new().append(true).create(true).open(path)?;
        writeln!(file, "{}", line(head))?;
        file.sync_all()
    };
    write().map_err(|e: std::io::Error| format!("`{}` cannot be written ({})", path.display(), e.kind()))
}

/// When an act was last done to a subject.
async fn last(office: &Office, act: &str, subject: &str) -> Result<Option<i64>, team::Error> {
    let filter = ActFilter { act: Some(act.to_owned()), subject: Some(subject.to_owned()), ..ActFilter::default() };
    let rows = office.store.acts(&office.site, &filter, 1).await.map_err(|e| team::away(&e))?;
    Ok(rows.first().map(|row| row.at))
}
