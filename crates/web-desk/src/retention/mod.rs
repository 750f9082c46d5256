//! What is kept, and until when: records whose day is over, closed ones of which nobody has said how long, and those on hold. A few at a time.
//! **Nothing is disposed of from a list.** Must not know what a record says, beyond what every list shows.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::routing::get;
use http::StatusCode;
use store::{Filter, Keep, Place};
use team::{acts, when};
use web::answer;

use crate::DeskDoor;
use crate::errors::Fault;
use crate::inbox;
use crate::layout::{Frame, Here};
use crate::router::Answer;
use crate::session::{Right, Signed, SignedIn};
use crate::vault::Held;

/// Concerns are read from the database in pages of so many.
const PAGE: u32 = 200;
/// Rows that are shown at once.
const SHOWN: usize = 50;

pub(crate) fn routes() -> Router<Arc<DeskDoor>> {
    Router::new().route("/retention", get(show))
}

/// The lists: in the address, as a tab, and what is said where nothing is in it.
const LISTS: [(&str, &str, &str); 3] = [
    ("", "Day is over", "Nothing waits to be read: there is no closed record whose day is over."),
    ("unsaid", "Nobody has said", "Of every closed record somebody has said how long it is kept."),
    ("hold", "On hold", "There is no legal hold."),
];

#[derive(serde::Deserialize)]
#[serde(default)]
#[derive(Default)]
struct Wanted {
    show: String,
    /// The last row of the page before, as its due time and its name.
    after: String,
}

#[derive(Template)]
#[template(path = "retention/retention.html")]
struct Page<'a> {
    f: Frame<'a>,
    list: (&'static str, &'static str, &'static str),
    rows: Vec<Row>,
    more: Option<String>,
    /// Whether the site has kinds to choose from.
    kinds: bool,
}

struct Row {
    id: String,
    children: String,
    words: String,
    closed: String,
    kept: String,
    hold: bool,
}

async fn show(State(door): State<Arc<DeskDoor>>, Signed(who): Signed, Query(wanted): Query<Wanted>) -> Answer {
    door.must(&who, Right::Concerns).await?;
    acts::note(&door.office, who.session.name(), "retention", acts::NOBODY).await?;
    let list = LISTS.into_iter().find(|(name, _, _)| *name == wanted.show).unwrap_or(LISTS[0]);
    let keep = match list.0 {
        "unsaid" => Keep::NotSaid,
        "hold" => Keep::Held,
        _ => Keep::Until(when::start_of(when::date(door.world().now())).unwrap_or(0)),
    };
    let (held, more) = held(&door, &who, keep, place(&wanted.after)).await?;
    let settings = &door.office.settings;
    let page = Page {
        f: Frame::new(settings, &who, "Retention", Here::Retention),
        list,
        rows: held.iter().map(|held| row(&door, held)).collect(),
        more: held.last().filter(|_| more).map(|last| format!("{}.{}", last.row.due, last.row.id)),
        kinds: !settings.retentions.is_empty(),
    };
    Ok(answer::html(StatusCode::OK, page.render()?))
}

fn place(after: &str) -> Option<Place> {
    let (due, id) = after.split_once('.')?;
    Some(Place { due: due.parse().ok()?, id: id.to_owned() })
}

/// A page of those that this person may see, and whether there are more. **What is not for them is passed over before anything is counted.**
async fn held(door: &DeskDoor, who: &SignedIn, keep: Keep, after: Option<Place>) -> Result<(Vec<Arc<Held>>, bool), Fault> {
    let desk = who.desk(door);
    let mut filter = Filter { keep: Some(keep), after, ..Filter::default() };
    let mut seen = Vec::new();
    loop {
        let page = door.office.store.concerns(&door.office.site, &filter, PAGE).await?;
        let Some(last) = page.last() else { return Ok((seen, false)) };
        filter.after = Some(Place { due: last.due, id: last.id.clone() });
        for row in page.into_iter().filter(|row| desk.may_open(row)) {
            let Some(held) = inbox::one(door, who, &desk, row).await? else { continue };
            if seen.len() == SHOWN {
                return Ok((seen, true));
            }
            seen.push(held);
        }
    }
}

fn row(door: &DeskDoor, held: &Held) -> Row {
    let day = |day: jiff::civil::Date| day.strftime("%-d %B %Y").to_string();
    let name = |kind: &str| door.office.settings.retention(kind).map_or(kind.to_owned(), |kind| kind.name.clone());
    Row {
        id: held.row.id.clone(),
        children: held.children.join(", "),
        words: held.first_words.clone(),
        closed: held.closed_at.map(|at| day(when::date(at))).unwrap_or_default(),
        kept: held.kept.as_ref().map(|keep| format!("{}, until {}", name(&keep.kind), day(keep.until))).unwrap_or_default(),
        hold: held.row.hold,
    }
}
