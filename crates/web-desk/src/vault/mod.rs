//! What is open while the desk is unlocked: of each concern, what lists need to know, in memory alone. **Nothing of it touches the disk, and it is
//! dropped when the last who may see it leaves.** Must not know pages; what one person may see is asked with that person at hand.

mod batch;
mod fill;
mod keep;
mod known;
mod links;
mod lists;
mod nets;
mod network;
mod said;

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use casework::case::Entry;
use casework::figures::Row;
use casework::work::{Decision, EntityKind, Keep, Link};
use casework::{Clock, ConcernId, Said, plain};
use finding::{Hit, Index};
use seal::SealedTo;
use store::Concern;
use team::{Desk, Opened};
use unseal::Role;

use batch::Batch;
pub(crate) use fill::fill;
pub(crate) use keep::keep_up;
pub(crate) use known::{Known, Sort};
pub(crate) use links::{Alike, Decided, Member};
use lists::Lists;
use nets::Nets;
pub(crate) use network::{Edge, How, Network};

use crate::DeskDoor;
use crate::session::SignedIn;

/// The most characters of a concern's words that a list shows.
const FIRST_WORDS: usize = 160;
/// As few as these are put into the nets when they are taken in.
const AT_ONCE: usize = 32;
/// So many concerns are put into the nets while others wait to look: some milliseconds.
const WOVEN: usize = 8;
/// What has just been written may carry a time of some seconds ago.
const SLACK: i64 = 30;

/// What lists know of one concern.
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
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
    /// Whether a manager is asked to release an export.
    pub(crate) release_asked: bool,
    /// When it was closed, if it is.
    pub(crate) closed_at: Option<i64>,
    /// As what, and until when, it is kept.
    pub(crate) kept: Option<Keep>,
    /// How many tasks are still to be done.
    pub(crate) tasks: usize,
    /// When the teller last added something that no worker has acted after.
    pub(crate) news: bool,
    /// How many messages could not be read.
    pub(crate) unreadable: usize,
    /// What figures count of it.
    pub(crate) counted: Row,
    /// The people, places and things of it that can be held against others.
    pub(crate) things: Vec<Known>,
    /// What was decided in its record about pairs of one of them and one of another concern's.
    links: Vec<Entry<Link>>,
    /// The concerns that are joined with it.
    joins: Vec<ConcernId>,
    /// How it stands to its due time, where that does not change any more.
    stands: Option<Clock>,
    why_said: bool,
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
        let channel = told("channel");
        // What could not be read came in no way that anyone knows; what names none came by the form.
        let channel = if channel.is_empty() && first.is_some() { "web".to_owned() } else { channel };
        Held {
            to: opened.to,
            children,
            first_words: told("worry").split_whitespace().collect::<Vec<_>>().join(" ").chars().take(FIRST_WORDS).collect(),
            danger: told("danger") == "yes",
            due: case.due,
            decision: case.decision().map(|d| d.what.decision),
            decided_at: case.decided_at(),
            acknowledged: case.acknowledged.is_some() || !opened.replies.is_empty(),
            outcome_told: !case.outcomes_told.is_empty(),
            allocated: case.allocated.as_ref().map(|a| a.what.clone()),
            release_asked: case.release_asked.is_some(),
            closed_at: case.closed.as_ref().map(|closed| closed.at),
            kept: case.kept().map(|keep| keep.what.clone()),
            tasks: case.open_tasks().count(),
            news,
            unreadable: opened.closed.len(),
            counted: Row::of(&case, &channel),
            things: case.entities.iter().filter_map(Known::of).collect(),
            links: case.links.clone(),
            joins: case.joins.iter().map(|join| join.what.with).collect(),
            channel,
            stands: Some(case.clock(row.arrived)).filter(|clock| !matches!(clock, Clock::Running { .. } | Clock::Overdue { .. })),
            why_said: !case.late.is_empty(),
            row,
        }
    }

    /// How it stands to its due time.
    pub(crate) fn clock(&self, now: i64) -> Clock {
        let (left, why_said) = (self.due.saturating_sub(now), self.why_said);
        self.stands.unwrap_or(if left >= 0 { Clock::Running { left } } else { Clock::Overdue { by: -left, why_said } })
    }

    /// Whose it is: by whose key it opened, and not by what the database says of it; where nothing opened it, by that, and otherwise the managers'.
    pub(crate) fn whose(&self) -> SealedTo {
        self.to.or_else(|| SealedTo::parse(&self.row.sealed_to)).unwrap_or(SealedTo::Managers)
    }

    fn is_teams(&self) -> bool {
        self.whose() == SealedTo::Team
    }

    /// Whether nothing of it could be read.
    pub(crate) fn is_unread(&self) -> bool {
        self.to.is_none()
    }
}

/// Everything that is open.
#[derive(Default)]
pub(crate) struct Vault {
    inner: RwLock<Inner>,
    /// What was opened to the last: nothing, the team's, the managers' too.
    pub(super) filled: AtomicU8,
    /// For whom everything that is not closed is open: as above.
    pub(super) open: AtomicU8,
    /// For whom everything is.
    pub(super) done: AtomicU8,
    /// What has changed since the snapshot was written.
    pub(super) changed: keep::Changed,
    /// Of how many, when they were last counted: the team's; all, with the managers'.
    pub(super) of: [AtomicU64; 2],
}

#[derive(Default)]
struct Inner {
    held: HashMap<String, Arc<Held>>,
    /// How many of them are the team's.
    teams: u64,
    /// The same, as the index numbers them; none where one was dropped.
    by_number: Vec<Option<Arc<Held>>>,
    numbers: HashMap<String, u32>,
    index: Index,
    /// What was disposed of while the desk was unlocked: who had read it before must not put it back.
    disposed: HashSet<String>,
    lists: Lists,
    nets: Nets,
    /// Those that are not in the nets yet: holding one against all others takes longer than all else that is done with it.
    not_woven: Vec<u32>,
    /// By concern: in whose records something was decided about a pair with one of its things.
    spoken_of: HashMap<String, HashSet<u32>>,
}

impl Inner {
    /// The number of a concern: the one that it has, or the next.
    fn number(&mut self, held: &Held) -> u32 {
        let by_number = &mut self.by_number;
        *self.numbers.entry(held.row.id.clone()).or_insert_with(|| {
            by_number.push(None);
            u32::try_from(by_number.len() - 1).unwrap_or(u32::MAX)
        })
    }

    /// Holds one, in place of how it was, but for the nets.
    fn hold(&mut self, number: u32, held: &Arc<Held>) -> Option<Arc<Held>> {
        self.by_number[number as usize] = Some(Arc::clone(held));
        let before = self.held.insert(held.row.id.clone(), Arc::clone(held));
        self.lists.put(before.as_deref(), held);
        for link in &held.links {
            self.spoken_of.entry(link.what.with.to_string()).or_default().insert(number);
        }
        self.teams = self.teams + u64::from(held.is_teams()) - u64::from(before.as_ref().is_some_and(|b| b.is_teams()));
        before
    }

    /// Holds one no longer.
    fn let_go(&mut self, id: &str) {
        let (held, number) = (self.held.remove(id), self.numbers.get(id).copied());
        let (Some(held), Some(number)) = (held, number) else { return };
        self.lists.remove(&held);
        self.teams -= u64::from(held.is_teams());
        self.by_number[number as usize] = None;
        self.index.remove(number);
        self.nets.remove(number, &held);
    }
}

/// A concern that a search has found.
pub(crate) struct Found {
    pub(crate) held: Arc<Held>,
    pub(crate) hit: Hit,
}

impl Vault {
    fn read(&self) -> RwLockReadGuard<'_, Inner> {
        self.inner.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Inner> {
        self.inner.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// One concern, if it is open.
    pub(crate) fn get(&self, id: &str) -> Option<Arc<Held>> {
        self.read().held.get(id).cloned()
    }

    /// How many of those that `may` lets through are new, or have something new; and when the last of them came.
    pub(crate) fn news(&self, may: impl Fn(&Held) -> bool) -> (usize, i64) {
        let inner = self.read();
        let news = inner.held.values().filter(|h| may(h) && (h.row.state == "received" || h.news));
        news.fold((0, 0), |(many, newest), held| (many + 1, newest.max(held.row.arrived)))
    }

    /// Holds one from now on, in place of how it was, and finds it by what it says.
    pub(crate) fn put(&self, row: Concern, opened: &Opened) -> Arc<Held> {
        let held = Arc::new(Held::new(row, opened));
        let texts = said::texts(opened);
        let mut inner = self.write();
        if inner.disposed.contains(&held.row.id) {
            return held;
        }
        let number = inner.number(&held);
        inner.index.add(number, texts.iter().map(String::as_str).chain([held.row.id.as_str()]));
        let before = inner.hold(number, &held);
        inner.nets.put(number, before.as_deref(), &held);
        drop(inner);
        self.changed.note(&held.row.id);
        held
    }

    /// Takes many in at once. What is held already stays as it is: that is newer.
    fn take(&self, mut batch: Batch) {
        let mut inner = self.write();
        if !inner.disposed.is_empty() {
            batch.retain(|_, held| !inner.disposed.contains(&held.row.id));
        }
        if batch.all.iter().all(|(_, held)| inner.held.contains_key(&held.row.id)) {
            return;
        }
        let numbers: Vec<u32> = batch.all.iter().map(|(_, held)| inner.number(held)).collect();
        batch.index.renumber(|number| numbers.get(number as usize).copied());
        inner.index.join(batch.index);
        for (number, (_, held)) in numbers.iter().zip(&batch.all) {
            if !inner.held.contains_key(&held.row.id) {
                inner.hold(*number, held);
                // A few hold up nobody.
                if numbers.len() <= AT_ONCE {
                    inner.nets.put(*number, None, held);
                } else {
                    inner.not_woven.push(*number);
                }
            }
        }
    }

    /// Puts some of those that were taken in into the nets. False if there are no more.
    fn weave(&self) -> bool {
        let mut inner = self.write();
        for _ in 0..WOVEN {
            let Some(number) = inner.not_woven.pop() else { return false };
            if let Some(held) = inner.by_number.get(number as usize).cloned().flatten() {
                inner.nets.put(number, None, &held);
            }
        }
        true
    }

    /// Drops what nobody who is still here may see.
    pub(crate) fn keep_only(&self, may: impl Fn(&Held) -> bool) {
        let mut inner = self.write();
        let gone: Vec<String> = inner.held.values().filter(|held| !may(held)).map(|held| held.row.id.clone()).collect();
        if gone.len() == inner.held.len() {
            *inner = Inner { disposed: std::mem::take(&mut inner.disposed), ..Inner::default() };
            return;
        }
        gone.iter().for_each(|id| inner.let_go(id));
        inner.index.sweep();
    }

    /// Drops what was disposed of, for good. False if that was done before.
    fn forget(&self, id: &str) -> bool {
        let mut inner = self.write();
        let new = inner.disposed.insert(id.to_owned());
        inner.let_go(id);
        inner.index.sweep();
        new
    }

    /// Gives back the memory that was held in reserve while much came in.
    pub(super) fn settle(&self) {
        self.write().index.settle();
    }

    /// How many are open, and of how many: the team's, or `all`. **Who may not see what is for the managers learns no number of it.**
    pub(crate) fn progress(&self, all: bool) -> (u64, u64) {
        let inner = self.read();
        let open = if all { inner.held.len() as u64 } else { inner.teams };
        (open, self.of[usize::from(all)].load(Ordering::Relaxed).max(open))
    }

    /// Gives each that is not closed, the most pressing first, or each that is closed, the last due first; only what may be seen.
    pub(crate) fn each(&self, closed: bool, may: impl Fn(&Held) -> bool, mut one: impl FnMut(&Arc<Held>)) {
        let inner = self.read();
        if closed {
            inner.lists.closed().filter(|held| may(held)).for_each(&mut one);
        } else {
            inner.lists.open().filter(|held| may(held)).for_each(one);
        }
    }

    /// Whether everything that is not closed is open, for who may see the team's, or all.
    pub(crate) fn is_open(&self, all: bool) -> bool {
        self.open.load(Ordering::Relaxed) > u8::from(all)
    }

    /// Whether everything is open that a role may see.
    fn is_done(&self, role: Role) -> bool {
        self.done.load(Ordering::Relaxed) >= fill::level(role)
    }

    /// What is found by a question, the best first. **What may not be seen is left out before anything is counted or cut.**
    pub(crate) fn find(&self, question: &str, limit: usize, may: impl Fn(&Held) -> bool) -> Vec<Found> {
        let inner = self.read();
        let held = |number: u32| inner.by_number.get(number as usize)?.as_ref();
        let hits = inner.index.find(question, limit, &|number| held(number).is_some_and(|held| may(held)));
        hits.into_iter().filter_map(|hit| Some(Found { held: Arc::clone(held(hit.doc)?), hit })).collect()
    }
}

/// Opens one concern anew for the lists; the clear columns are those given.
///
/// # Errors
/// If the database does not let us.
pub(crate) async fn hold(vault: &Vault, desk: &Desk, row: Concern) -> Result<Arc<Held>, team::Error> {
    let opened = desk.read(&row).await?;
    Ok(vault.put(row, &opened))
}

/// After someone has left: what nobody who is still here may see is dropped. A request of theirs that was under way then may put something back:
/// that is dropped by whoever looks next.
pub(crate) fn leave(door: &DeskDoor) {
    let here = door.sessions.all();
    let may = |held: &Held| here.iter().any(|who| who.may_see(held));
    if !door.vault.read().held.values().all(|held| may(held)) {
        door.vault.keep_only(may);
    }
    let level = here.iter().map(|who| fill::level(who.role())).max().unwrap_or(0);
    door.vault.filled.fetch_min(level, Ordering::Relaxed);
    door.vault.open.fetch_min(level, Ordering::Relaxed);
    door.vault.done.fetch_min(level, Ordering::Relaxed);
}

/// Whoever is here whose keys open most: a manager's open everything that a worker's do.
fn most_keys(door: &DeskDoor) -> Option<Arc<SignedIn>> {
    door.sessions.all().into_iter().filter(|s| fill::level(s.role()) > 0).max_by_key(|s| fill::level(s.role()))
}

/// Opens anew what others have changed in the database since it was last looked for: another process of the desk, the public door, a command.
/// **Only with the keys of someone who is here**; when nobody is, nothing is looked for.
pub(crate) async fn look_for_changes(door: &DeskDoor) {
    let Some(who) = most_keys(door) else { return };
    let desk = who.desk(door);
    let since = door.looked.swap(door.world().now(), Ordering::Relaxed) - SLACK;
    if let Err(error) = look(door, &desk, since).await {
        tracing::error!(%error, "what has changed could not be looked for");
    }
}

/// Drops what was disposed of, from memory and from the sealed snapshot. What the disk does not let go now goes when the database's files are cleaned.
pub(crate) fn forget(door: &DeskDoor, id: &str) {
    if door.vault.forget(id)
        && let Err(error) = door.snapshot.forget(id)
    {
        tracing::error!(%error, "a part of the snapshot could not be taken away");
    }
}

async fn look(door: &DeskDoor, desk: &Desk, since: i64) -> Result<(), team::Error> {
    let (store, site) = (&door.office.store, &door.office.site);
    // By another process of the desk.
    for gone in store.disposed(since).await.map_err(|e| team::away(&e))?.iter().filter(|gone| gone.site == *site) {
        forget(door, &gone.concern);
    }
    for id in store.changed(site, since).await.map_err(|e| team::away(&e))? {
        let row = store.concern(site, &id).await.map_err(|e| team::away(&e))?;
        if let Some(row) = row.filter(|row| desk.may_open(row)) {
            hold(&door.vault, desk, row).await?;
        }
    }
    Ok(())
}
