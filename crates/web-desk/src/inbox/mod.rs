//! The inbox: what is open, the most pressing first, and what is waited for. Every list is of what this person may see, and its numbers too.
//! **The clock is the only order: there is no score and no level.** Must not know what a page of one concern looks like.

mod news;
mod unread;

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::routing::{get, post};
use casework::Clock;
use http::{HeaderMap, StatusCode};
use seal::SealedTo;
use store::{Concern, InShort};
use team::{Desk, acts, when};
use web::answer;

use crate::errors::Fault;
use crate::layout::{Frame, Here};
use crate::router::Answer;
use crate::session::{Right, SignedIn};
use crate::vault::{self, Held};
use crate::words;
use crate::{DeskDoor, links, signin};

/// Rows of a list that are shown at once.
const SHOWN: usize = 100;
/// What is due within this is due soon, in seconds.
const SOON: i64 = 4 * 3_600;

pub(crate) fn routes() -> Router<Arc<DeskDoor>> {
    Router::new().route("/", get(home)).route("/inbox/new", get(news::news)).route("/unread/close", post(unread::close))
}

/// The lists, as they stand in the address.
#[derive(Clone, Copy, PartialEq, Eq)]
enum List {
    All,
    New,
    Mine,
    Soon,
    Late,
    Waiting,
    Unread,
    Closed,
}

impl List {
    const ALL: [(List, &'static str, &'static str); 8] = [
        (List::All, "", "All open"),
        (List::New, "new", "New"),
        (List::Mine, "mine", "Mine"),
        (List::Soon, "soon", "Due soon"),
        (List::Late, "late", "Late"),
        (List::Waiting, "waiting", "Waiting"),
        (List::Unread, "unread", "Could not be read"),
        (List::Closed, "closed", "Closed"),
    ];

    fn named(name: &str) -> List {
        List::ALL.into_iter().find(|(_, n, _)| *n == name).map_or(List::All, |(list, _, _)| list)
    }

    fn has(self, held: &Held, me: &str, now: i64) -> bool {
        match self {
            List::All => true,
            List::New => held.row.state == "received" && !held.is_unread(),
            List::Mine => held.allocated.as_deref() == Some(me),
            List::Soon => matches!(held.clock(now), Clock::Running { left } if left <= SOON),
            List::Late => matches!(held.clock(now), Clock::Overdue { .. }),
            List::Waiting => held.decision.is_some() || held.tasks > 0 || held.release_asked,
            List::Unread => held.is_unread() || held.unreadable > 0,
            List::Closed => held.row.state == "closed",
        }
    }
}

#[derive(serde::Deserialize)]
struct Wanted {
    #[serde(default)]
    show: String,
    /// How many of the list stand before the first that is shown.
    #[serde(default)]
    from: String,
    #[serde(flatten)]
    to: signin::To,
}

#[derive(Template)]
#[template(path = "inbox/inbox.html")]
struct Page<'a> {
    closing: Closing,
    /// Whether several can be closed here.
    closable: bool,
    f: Frame<'a>,
    tabs: Vec<Tab>,
    rows: Vec<Row>,
    /// Which of how many are shown, where it is not all.
    part: String,
    before: Option<String>,
    after: Option<String>,
    so_far: String,
    /// How many possible links a manager is to look at, where what waits is listed.
    matches: String,
    heading: &'static str,
    name: &'static str,
}

/// A list, and the numbers of all of them.
struct Listed {
    /// How many each list has, in their order.
    counts: [usize; List::ALL.len()],
    /// How many are in the list that is shown.
    all: usize,
    rows: Vec<Row>,
}

/// What was typed to close several that could not be read, and what is wrong with it.
#[derive(Default)]
struct Closing {
    /// The name of a field, and a sentence.
    wrong: Option<(&'static str, &'static str)>,
    why: String,
    ticked: Vec<String>,
    all: bool,
}

struct Tab {
    href: String,
    words: &'static str,
    count: Option<usize>,
    here: bool,
}

struct Row {
    id: String,
    /// Whether nothing of it could be read.
    unread: bool,
    children: String,
    words: String,
    due: String,
    left: String,
    late: bool,
    came: String,
    how: String,
    who_has_it: String,
    marks: Vec<&'static str>,
    state: String,
}

async fn home(State(door): State<Arc<DeskDoor>>, Query(wanted): Query<Wanted>, headers: HeaderMap) -> Answer {
    let Some(who) = door.sessions.of(&door, &headers).await? else { return signin::ask(&door, &wanted.to) };
    match Right::Concerns.is_of(who.role()) {
        true => inbox(&door, &who, List::named(&wanted.show), wanted.from.parse().unwrap_or(0), Closing::default()).await,
        // Whose work is elsewhere begins there.
        false if Right::Acts.is_of(who.role()) => Ok(answer::see_other("/acts")),
        false => Ok(answer::see_other("/people")),
    }
}

async fn inbox(door: &DeskDoor, who: &SignedIn, list: List, from: usize, closing: Closing) -> Answer {
    acts::note(&door.office, who.session.name(), "list", acts::NOBODY).await?;
    let there_are_more = open_first(door, who, list).await?;
    let now = door.world().now();
    let Listed { counts, all, rows } = listed(door, who, list, from, now);
    let (_, name, heading) = List::ALL.into_iter().find(|(of, _, _)| *of == list).unwrap_or(List::ALL[0]);
    let tabs = List::ALL.into_iter().zip(counts);
    let tabs = tabs.filter(|((of, _, _), count)| *of != List::Unread || *count > 0 || list == *of);
    let tabs = tabs.map(|((of, name, words), count)| Tab {
        href: address(name, 0),
        words,
        // Closed ones are not counted: they are all that ever were.
        count: (list != List::Closed && of != List::Closed).then_some(count),
        here: of == list,
    });
    let status = if closing.wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let to = from + rows.len();
    let page = Page {
        closing,
        closable: list == List::Unread && rows.iter().any(|row| row.unread),
        tabs: tabs.collect(),
        part: if rows.len() < all && !rows.is_empty() { format!("{} to {to} of {all}", from + 1) } else { String::new() },
        before: (from > 0).then(|| address(name, from.saturating_sub(SHOWN))),
        after: (to < all).then(|| address(name, to)),
        so_far: if there_are_more { so_far(door, who, list == List::Closed) } else { String::new() },
        matches: if matches!(list, List::All | List::Waiting) { links::count(door, who) } else { String::new() },
        rows,
        heading,
        name,
        f: Frame::new(&door.office.settings, who, "Inbox", Here::Inbox),
    };
    Ok(answer::html(status, page.render()?))
}

/// The address of a list, from some row on.
fn address(name: &str, from: usize) -> String {
    match (name, from) {
        ("", 0) => "/".into(),
        ("", from) => format!("/?from={from}"),
        (name, 0) => format!("/?show={name}"),
        (name, from) => format!("/?show={name}&from={from}"),
    }
}

/// What a list shows, and how many each has, in one look at what is open.
fn listed(door: &DeskDoor, who: &SignedIn, list: List, from: usize, now: i64) -> Listed {
    let me = who.session.name();
    let mut listed = Listed { counts: Default::default(), all: 0, rows: Vec::new() };
    door.vault.each(
        list == List::Closed,
        |held| who.may_see(held),
        |held| {
            for ((of, _, _), count) in List::ALL.into_iter().zip(&mut listed.counts) {
                *count += usize::from(of.has(held, me, now));
            }
            if list.has(held, me, now) {
                if (from..from.saturating_add(SHOWN)).contains(&listed.all) {
                    listed.rows.push(row(held, now));
                }
                listed.all += 1;
            }
        },
    );
    listed
}

/// How far opening has come, where the list may have more than it shows.
fn so_far(door: &DeskDoor, who: &SignedIn, closed: bool) -> String {
    let all = who.role().holds(SealedTo::Managers);
    let (open, of) = door.vault.progress(all, |circle| circle.has(&who.session.account));
    if open == of || (!closed && door.vault.is_open(all)) {
        return String::new();
    }
    format!("So far {open} of {of} concerns are open, what is due first before the rest. Until all are, lists and their numbers grow.")
}

/// Makes sure that what a list begins with is open, as it now stands in the database, also where everything else is not yet. Whether there is more.
async fn open_first(door: &DeskDoor, who: &SignedIn, list: List) -> Result<bool, Fault> {
    let (store, site, desk) = (&door.office.store, &door.office.site, who.desk(door));
    if list == List::Closed {
        let last = store.last_closed(site, SHOWN as u32).await?;
        for id in last.iter().filter(|id| door.vault.get(id).is_none()) {
            if let Some(row) = store.concern(site, id).await?.filter(|row| desk.may_open(row)) {
                one(door, who, &desk, row).await?;
            }
        }
        return Ok(last.len() == SHOWN);
    }
    let first = store.first_open(site, SHOWN as u32).await?;
    let as_held = |now: &InShort| door.vault.get(&now.id).is_some_and(|h| h.row.state == now.state && h.row.assignee == now.assignee);
    for now in first.iter().filter(|now| !as_held(now)) {
        if let Some(row) = store.concern(site, &now.id).await?.filter(|row| desk.may_open(row)) {
            one(door, who, &desk, row).await?;
        }
    }
    Ok(first.len() == SHOWN)
}

/// One concern as it is held, opened anew where its clear columns say that it has changed. None if it turns out to be for others.
pub(crate) async fn one(door: &DeskDoor, who: &SignedIn, desk: &Desk, row: Concern) -> Result<Option<Arc<Held>>, Fault> {
    let held = match door.vault.get(&row.id).filter(|held| held.row == row) {
        Some(held) => held,
        None => vault::hold(&door.vault, desk, row).await?,
    };
    Ok(Some(held).filter(|held| who.may_see(held)))
}

fn row(held: &Held, now: i64) -> Row {
    let clock = held.clock(now);
    let mut marks = Vec::new();
    let mut mark = |is: bool, words: &'static str| is.then(|| marks.push(words));
    mark(held.danger, "Danger now, said the teller");
    mark(held.to == Some(SealedTo::Managers), "Managers only");
    mark(!held.circle.named.is_empty(), "Named people only");
    mark(held.news, "The teller has added something");
    mark(!held.is_unread() && held.unreadable > 0, "Part could not be read");
    mark(!held.acknowledged && !held.is_unread(), "Not acknowledged");
    mark(held.decision.is_some() && !held.outcome_told, "Outcome not told");
    mark(held.row.hold, "Legal hold");
    mark(held.release_asked, "A release is asked for");
    Row {
        id: held.row.id.clone(),
        unread: held.is_unread(),
        children: held.children.join(", "),
        words: held.first_words.clone(),
        due: when::short(held.due),
        left: words::left(clock),
        late: matches!(clock, Clock::Overdue { .. }),
        came: when::short(held.came()),
        how: if held.is_unread() { String::new() } else { words::channel(&held.channel).to_owned() },
        who_has_it: held.allocated.clone().unwrap_or_default(),
        marks,
        state: held.decision.map_or(words::state(&held.row.state), words::decision).to_owned(),
    }
}
