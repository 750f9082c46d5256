//! Finding: names however they are spelled, words, numbers however they are written, over everything that this person may see.
//! What is asked is sent in a form, never in an address, and noted sealed: only managers can read what somebody looked for.
//! Must not know how the index works.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::routing::{get, post};
use finding::How;
use http::{HeaderValue, StatusCode};
use seal::SealedTo;
use serde::Serialize;
use team::{acts, when};
use web::answer;

use crate::DeskDoor;
use crate::errors::Fault;
use crate::layout::{Frame, Here};
use crate::router::Answer;
use crate::session::{Right, Sent, Signed, SignedIn};
use crate::vault::Found;
use crate::words;

/// The most that are shown.
const SHOWN: usize = 50;
/// The longest question, in characters.
const LONGEST: usize = 300;

pub(crate) fn routes() -> Router<Arc<DeskDoor>> {
    Router::new().route("/find", get(ask).post(find)).route("/find/now", post(now))
}

#[derive(Template)]
#[template(path = "find/find.html")]
struct Page<'a> {
    f: Frame<'a>,
    question: &'a str,
    rows: Option<Vec<Row>>,
    so_far: String,
}

/// Something found.
#[derive(Serialize)]
struct Row {
    href: String,
    title: String,
    words: String,
    came: String,
    state: String,
    why: String,
}

/// What a page that asks as one types is answered.
#[derive(Serialize)]
struct Now {
    rows: Vec<Row>,
    so_far: String,
    nothing: &'static str,
}

const NOTHING: &str = "Nothing is found. Try fewer words, or only the beginning of a name.";

async fn ask(State(door): State<Arc<DeskDoor>>, Signed(who): Signed) -> Answer {
    door.must(&who, Right::Concerns).await?;
    page(&door, &who, "", None)
}

async fn find(State(door): State<Arc<DeskDoor>>, sent: Sent) -> Answer {
    let question = question(&sent);
    let rows = rows(&door, &sent.who, &question).await?;
    page(&door, &sent.who, &question, Some(rows))
}

async fn now(State(door): State<Arc<DeskDoor>>, sent: Sent) -> Answer {
    let rows = rows(&door, &sent.who, &question(&sent)).await?;
    let now = Now { so_far: so_far(&door, &sent.who, rows.len()), rows, nothing: NOTHING };
    let json = serde_json::to_string(&now).map_err(|_| Fault::Internal)?;
    Ok(answer::with(StatusCode::OK, HeaderValue::from_static("application/json"), Body::from(json)))
}

fn question(sent: &Sent) -> String {
    sent.get("q").chars().take(LONGEST).collect()
}

fn page(door: &DeskDoor, who: &SignedIn, question: &str, rows: Option<Vec<Row>>) -> Answer {
    let f = Frame::new(&door.office.settings, who, "Find", Here::Find);
    Ok(answer::html(StatusCode::OK, Page { f, question, so_far: so_far(door, who, rows.as_ref().map_or(0, Vec::len)), rows }.render()?))
}

/// How much of everything is open, where it is not all; and whether more may have been found than is shown.
fn so_far(door: &DeskDoor, who: &SignedIn, shown: usize) -> String {
    let mut says = match door.vault.progress(who.role().holds(SealedTo::Managers), |circle| circle.has(&who.session.account)) {
        (open, all) if open < all => {
            format!("So far {open} of {all} concerns are open, and what is found is found among those. The others follow. ")
        }
        _ => String::new(),
    };
    if shown >= SHOWN {
        says.push_str(&format!("Only the {SHOWN} that fit best are shown: add a word to find others."));
    }
    says.trim_end().to_owned()
}

async fn rows(door: &DeskDoor, who: &SignedIn, question: &str) -> Result<Vec<Row>, Fault> {
    door.must(who, Right::Concerns).await?;
    if question.is_empty() {
        return Ok(Vec::new());
    }
    let to = door.office.keys()?.current(SealedTo::Managers).recipient.clone();
    let detail = seal::seal_key(&to, question.as_bytes());
    acts::note_with(&door.office, who.session.name(), "find", acts::NOBODY, detail).await?;
    Ok(door.vault.find(question, SHOWN, |circle| circle.has(&who.session.account)).iter().map(row).collect())
}

fn row(found: &Found) -> Row {
    let held = &found.held;
    let why = found.hit.why.iter().map(|why| match why.how {
        How::Same => format!("“{}”", why.found),
        How::Begins => format!("“{}” begins with “{}”", why.found, why.asked),
        How::Ends => format!("“{}” ends with “{}”", why.found, why.asked),
        How::Near => format!("“{}” is spelled nearly as “{}”", why.found, why.asked),
    });
    Row {
        href: format!("/concerns/{}", held.row.id),
        title: if held.children.is_empty() { "No name given".into() } else { held.children.join(", ") },
        words: held.first_words.clone(),
        came: when::told(held.came()),
        state: held.decision.map_or(words::state(&held.row.state), words::decision).to_owned(),
        why: why.collect::<Vec<_>>().join(", "),
    }
}
