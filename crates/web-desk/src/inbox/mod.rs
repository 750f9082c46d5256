//! The inbox: what is open, the most pressing first, and what is waited for. Every list is of what this person may see, and its numbers too.
//! **The clock is the only order: there is no score and no level.** Must not know what a page of one concern looks like.

mod unread;

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::routing::{get, post};
use casework::Clock;
use http::{HeaderMap, StatusCode};
use seal::SealedTo;
use store::{Concern, Filter, Place};
use team::{Desk, acts, when};
use web::answer;

use crate::errors::Fault;
use crate::layout::{Frame, Here};
use crate::router::Answer;
use crate::session::{Right, SignedIn};
use crate::vault::{self, Held};
use crate::words;
use crate::{DeskDoor, signin};

/// Concerns are read from the database in pages of so many.
const PAGE: u32 = 1_000;
/// Rows of a list that are shown at once.
const SHOWN: usize = 200;
/// What is due within this is due soon, in seconds.
const SOON: i64 = 4 * 3_600;

pub(crate) fn routes() -> Router<Arc<DeskDoor>> {
    Router::new().route("/", get(home)).route("/unread/close", post(unread::close))
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
            List::Waiting => held.decision.is_some() || held.tasks > 0,
            List::Unread => held.is_unread() || held.unreadable > 0,
            List::Closed => held.row.state == "closed",
        }
    }
}

#[derive(serde::Deserialize)]
struct Wanted {
    #[serde(default)]
    show: String,
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
    more: usize,
    heading: &'static str,
    name: &'static str,
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
    let Some(who) = door.sessions.of(&door, &headers) else { return signin::ask(&door, &wanted.to) };
    match Right::Concerns.is_of(who.role()) {
        true => inbox(&door, &who, List::named(&wanted.show), StatusCode::OK, Closing::default()).await,
        // Whose work is elsewhere begins there.
        false if Right::Acts.is_of(who.role()) => Ok(answer::see_other("/acts")),
        false => Ok(answer::see_other("/people")),
    }
}

async fn inbox(door: &DeskDoor, who: &SignedIn, list: List, status: StatusCode, closing: Closing) -> Answer {
    acts::note(&door.office, who.session.name(), "list", acts::NOBODY).await?;
    let (me, now) = (who.session.name(), door.world().now());
    let mut all = held(door, who, list == List::Closed).await?;
    // By what is due; what is decided has no clock any more, and comes after.
    all.sort_by_key(|h| (h.decided_at.is_some(), h.due, h.row.id.clone()));
    let count = |of: List| all.iter().filter(|h| of.has(h, me, now)).count();
    let tabs = List::ALL.into_iter().filter(|(of, _, _)| *of != List::Unread || count(*of) > 0 || list == *of);
    let tabs = tabs.map(|(of, name, words)| Tab {
        href: if name.is_empty() { "/".into() } else { format!("/?show={name}") },
        words,
        // Closed ones are not counted: they are all that ever were.
        count: (list != List::Closed && of != List::Closed).then(|| count(of)),
        here: of == list,
    });
    let (_, name, heading) = List::ALL.into_iter().find(|(of, _, _)| *of == list).unwrap_or(List::ALL[0]);
    let shown: Vec<_> = all.iter().filter(|h| list.has(h, me, now)).collect();
    let page = Page {
        closing,
        closable: list == List::Unread && shown.iter().take(SHOWN).any(|h| h.is_unread()),
        tabs: tabs.collect(),
        rows: shown.iter().take(SHOWN).map(|h| row(h, now)).collect(),
        more: shown.len().saturating_sub(SHOWN),
        heading,
        name,
        f: Frame::new(&door.office.settings, who, "Inbox", Here::Inbox),
    };
    Ok(answer::html(status, page.render()?))
}

/// The open concerns that this person may see, or the closed ones; each opened, if it is not yet.
async fn held(door: &DeskDoor, who: &SignedIn, closed: bool) -> Result<Vec<Arc<Held>>, Fault> {
    let desk = who.desk(door);
    let mut filter = Filter { open: !closed, state: closed.then(|| "closed".to_owned()), ..Filter::default() };
    let mut all = Vec::new();
    loop {
        let page = door.office.store.concerns(&door.office.site, &filter, PAGE).await?;
        let Some(last) = page.last() else { return Ok(all) };
        filter.after = Some(Place { due: last.due, id: last.id.clone() });
        for row in page.into_iter().filter(|c| desk.may_open(c)) {
            all.extend(one(door, who, &desk, row).await?);
        }
    }
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
    Row {
        id: held.row.id.clone(),
        unread: held.is_unread(),
        children: held.children.join(", "),
        words: held.first_words.clone(),
        due: when::short(held.due),
        left: words::left(clock),
        late: matches!(clock, Clock::Overdue { .. }),
        came: when::short(held.row.arrived),
        how: if held.is_unread() { String::new() } else { words::channel(&held.channel).to_owned() },
        who_has_it: held.allocated.clone().unwrap_or_default(),
        marks,
        state: held.decision.map_or(words::state(&held.row.state), words::decision).to_owned(),
    }
}
