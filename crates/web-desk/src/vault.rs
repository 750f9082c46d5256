//! What is open while the desk is unlocked: of each concern, what lists need to know, in memory alone. **Nothing of it touches the disk, and it is
//! dropped when the last who may see it leaves.** Must not know pages; what one person may see is asked with that person at hand.

use std::collections::HashMap;
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError, RwLock};

use casework::work::{Decision, EntityKind};
use casework::{Case, Clock, Said, plain};
use seal::SealedTo;
use store::Concern;
use team::{Desk, Opened};

use crate::DeskDoor;

/// The most characters of a concern's words that a list shows.
const FIRST_WORDS: usize = 160;
/// What has just been written may carry a time of some seconds ago.
const SLACK: i64 = 30;

/// What lists know of one concern.
pub(crate) struct Held {
    /// Its clear columns.
    pub(crate) row: Concern,
    /// Whose key opened it; none if nothing did.
    pub(crate) to: Option<SealedTo>,
    /// The children, as whoever told it or a worker names them.
    pub(crate) children: Vec<String>,
    /// How it begins.
    pub(crate) first_words: String,
    /// By which way it came: `web`, `phone`, …
    pub(crate) channel: String,
    /// Who told: `relative`, `professional`, …
    pub(crate) who: String,
    /// Whether the teller said that someone is in danger.
    pub(crate) danger: bool,
    /// By when it is to be decided, the latest word on it.
    pub(crate) due: i64,
    /// The decision that holds.
    pub(crate) decision: Option<Decision>,
    /// When it was first decided.
    pub(crate) decided_at: Option<i64>,
    /// Whether the teller was told that it has come.
    pub(crate) acknowledged: bool,
    /// Whether someone was told the outcome.
    pub(crate) outcome_told: bool,
    /// Who has it.
    pub(crate) allocated: Option<String>,
    /// Whether it waits for something that someone has to do: open tasks.
    pub(crate) tasks: usize,
    /// When the teller last added something that no worker has acted after.
    pub(crate) news: bool,
    /// How many messages could not be read.
    pub(crate) unreadable: usize,
    /// The clock at a time is asked of this.
    case: Case,
}

impl Held {
    /// From what was opened.
    pub(crate) fn new(row: Concern, opened: &Opened) -> Held {
        let case = opened.case(&row);
        let first = opened.first();
        let told = |name: &str| match first.map(|p| &p.said) {
            Some(Said::Concern(answers)) => plain(answers.get(name)),
            _ => String::new(),
        };
        let children = case.entities.iter().filter(|e| !e.is_struck() && e.now().what.kind == EntityKind::Child);
        let children = children.map(|e| plain(&e.now().what.name)).filter(|name| !name.is_empty()).collect();
        let last_act = opened.works.iter().map(|w| w.at).chain(opened.replies.iter().map(|r| r.at)).max().unwrap_or(i64::MIN);
        let news = opened.messages.iter().any(|m| matches!(m.payload.said, Said::Addition(_)) && m.at > last_act);
        Held {
            to: opened.to,
            children,
            first_words: told("worry").split_whitespace().collect::<Vec<_>>().join(" ").chars().take(FIRST_WORDS).collect(),
            channel: told("channel"),
            who: told("who"),
            danger: told("danger") == "yes",
            due: case.due,
            decision: case.decision().map(|d| d.what.decision),
            decided_at: case.decided_at(),
            acknowledged: case.acknowledged.is_some() || !opened.replies.is_empty(),
            outcome_told: !case.outcomes_told.is_empty(),
            allocated: case.allocated.as_ref().map(|a| a.what.clone()),
            tasks: case.open_tasks().count(),
            news,
            unreadable: opened.closed.len(),
            case,
            row,
        }
    }

    /// How it stands to its due time.
    pub(crate) fn clock(&self, now: i64) -> Clock {
        self.case.clock(now)
    }

    /// Whether nothing of it could be read.
    pub(crate) fn is_unread(&self) -> bool {
        self.to.is_none()
    }
}

/// Everything that is open.
#[derive(Default)]
pub(crate) struct Vault {
    held: RwLock<HashMap<String, Arc<Held>>>,
}

impl Vault {
    fn read(&self) -> std::sync::RwLockReadGuard<'_, HashMap<String, Arc<Held>>> {
        self.held.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// One concern, if it is open.
    pub(crate) fn get(&self, id: &str) -> Option<Arc<Held>> {
        self.read().get(id).cloned()
    }

    /// Holds one from now on, in place of how it was.
    pub(crate) fn put(&self, held: Held) -> Arc<Held> {
        let held = Arc::new(held);
        let id = held.row.id.clone();
        self.held.write().unwrap_or_else(PoisonError::into_inner).insert(id, Arc::clone(&held));
        held
    }

    /// Drops what nobody who is still here may see.
    pub(crate) fn keep_only(&self, may: impl Fn(&Held) -> bool) {
        self.held.write().unwrap_or_else(PoisonError::into_inner).retain(|_, held| may(held));
    }

    /// All of it.
    pub(crate) fn all(&self) -> Vec<Arc<Held>> {
        self.read().values().cloned().collect()
    }
}

/// Opens one concern anew for the lists; the clear columns are those given.
///
/// # Errors
/// If the database does not let us.
pub(crate) async fn hold(vault: &Vault, desk: &Desk, row: Concern) -> Result<Arc<Held>, team::Error> {
    let opened = desk.read(&row).await?;
    Ok(vault.put(Held::new(row, &opened)))
}

/// After someone has left: what nobody who is still here may see is dropped.
pub(crate) fn leave(door: &DeskDoor) {
    let here = door.sessions.all();
    door.vault.keep_only(|held| here.iter().any(|who| held.to.is_some_and(|to| who.role().holds(to))));
}

/// Opens anew what others have changed in the database since it was last looked for: another process of the desk, the public door, a command.
/// **Only with the keys of someone who is here**; when nobody is, nothing is looked for.
pub(crate) async fn look_for_changes(door: &DeskDoor) {
    let here = door.sessions.all();
    // A manager's keys open everything that a worker's do.
    let Some(who) = here.iter().filter(|s| s.role().holds(SealedTo::Team)).max_by_key(|s| s.role().holds(SealedTo::Managers)) else {
        return;
    };
    let desk = who.desk(door);
    let since = door.looked.swap(door.world().now(), Ordering::Relaxed) - SLACK;
    if let Err(error) = look(door, &desk, since).await {
        tracing::error!(%error, "what has changed could not be looked for");
    }
}

async fn look(door: &DeskDoor, desk: &Desk, since: i64) -> Result<(), team::Error> {
    let (store, site) = (&door.office.store, &door.office.site);
    for id in store.changed(site, since).await.map_err(|e| team::away(&e))? {
        let row = store.concern(site, &id).await.map_err(|e| team::away(&e))?;
        if let Some(row) = row.filter(|row| desk.may_open(row)) {
            hold(&door.vault, desk, row).await?;
        }
    }
    Ok(())
}
