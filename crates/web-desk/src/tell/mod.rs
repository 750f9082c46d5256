//! Typing in a concern that was told by phone, in person, by letter or e-mail, through the same core as the form. Only the way and the worry must be
//! there. **What is about someone who works with children goes to the managers alone**, and whoever types it in is told so before and after.
//! Must not know how anything is sealed.

mod asks;
mod view;

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::routing::get;
use casework::fields::REQUIRED;
use casework::{Answers, ConcernId};
use http::StatusCode;
use sha2::{Digest, Sha256};
use team::{Unfit, fitting, when};
use web::answer;

use crate::DeskDoor;
use crate::layout::{Frame, Here};
use crate::router::Answer;
use crate::session::{Right, Sent, Signed, SignedIn};
use view::{Block, Shape, Typed};

/// A time of telling that lies further back is asked back once.
const LONG_AGO_DAYS: i64 = 60;
const LONG_AGO: i64 = LONG_AGO_DAYS * 86_400;

pub(crate) fn routes() -> Router<Arc<DeskDoor>> {
    Router::new().route("/concerns/new", get(ask).post(take)).route("/concerns/new/sent", get(sent_to_managers))
}

#[derive(Template)]
#[template(path = "tell/tell.html")]
struct Page<'a> {
    f: Frame<'a>,
    draft: &'a str,
    /// The time of telling that stood here when it was last looked through.
    sure: &'a str,
    blocks: Vec<Block>,
    problems: &'a [(String, String)],
    typed: bool,
}

#[derive(Template)]
#[template(path = "tell/sent.html")]
struct SentPage<'a> {
    f: Frame<'a>,
    lado: Option<&'a course::Contact>,
    period: Option<&'a str>,
}

fn page(door: &DeskDoor, who: &SignedIn, status: StatusCode, draft: &str, typed: &Typed) -> Answer {
    let f = Frame::new(&door.office.settings, who, "Type one in", Here::Tell);
    let page = Page { f, draft, sure: &typed.sure, blocks: view::blocks(typed), problems: &typed.wrong, typed: typed.any() };
    Ok(answer::html(status, page.render()?))
}

async fn ask(State(door): State<Arc<DeskDoor>>, Signed(who): Signed) -> Answer {
    door.must(&who, Right::Concerns).await?;
    page(&door, &who, StatusCode::OK, &new_draft(&door), &Typed::new(std::iter::empty()))
}

/// A name for what is being typed: sent twice, it is kept once.
fn new_draft(door: &DeskDoor) -> String {
    ConcernId::from_bytes(door.world().name()).to_string()
}

async fn take(State(door): State<Arc<DeskDoor>>, sent: Sent) -> Answer {
    let who = &sent.who;
    door.must(who, Right::Concerns).await?;
    let mut typed = Typed { sure: sent.get("sure").to_owned(), ..Typed::new(sent.fields()) };
    let draft = sent.get("draft").parse::<ConcernId>().map_or_else(|_| new_draft(&door), |draft| draft.to_string());
    if let Some(group) = ["child", "person"].into_iter().find(|group| *group == sent.get("more")) {
        typed.one_more(group);
        return page(&door, who, StatusCode::OK, &draft, &typed);
    }
    // The enter key presses the first button of a form, which is one that saves nothing.
    if !sent.get("more").is_empty() {
        return page(&door, who, StatusCode::OK, &draft, &typed);
    }
    let answers = match answers(&typed, door.world().now()) {
        Ok(answers) => answers,
        Err(wrong) => {
            // Whatever had to be asked about it stands among what is wrong.
            typed.sure = typed.values.get("told-at").cloned().unwrap_or_default();
            typed.wrong = wrong;
            return page(&door, who, StatusCode::UNPROCESSABLE_ENTITY, &draft, &typed);
        }
    };
    let to = team::goes_to(&answers);
    let concern = who.desk(&door).add_as(answers.clone(), name(&door, &draft, &answers)).await?;
    Ok(answer::see_other(&if who.role().holds(to) { format!("/concerns/{concern}") } else { "/concerns/new/sent".into() }))
}

/// The name that the concern gets: it follows from the draft and its words. The same sent again is the same concern; other words are another.
fn name(door: &DeskDoor, draft: &str, answers: &Answers) -> ConcernId {
    let mut digest =
        Sha256::new().chain_update("waymark-desk-tell-v1\0").chain_update(&door.office.site).chain_update("\0").chain_update(draft);
    for (name, value) in answers.iter() {
        digest.update(format!("\0{name}\0{}\0", value.len()));
        digest.update(value);
    }
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest.finalize()[..16]);
    ConcernId::from_bytes(bytes)
}

/// What was typed, if it is a concern; otherwise all that is missing, or the first that does not fit.
fn answers(typed: &Typed, now: i64) -> Result<Answers, Vec<(String, String)>> {
    let get = |name: &str| typed.values.get(name).map_or("", |v| v.trim());
    let mut wrong = Vec::new();
    if !asks::options("channel").iter().any(|(value, _)| *value == get("channel")) {
        wrong.push(("channel".to_owned(), "Choose how you were told.".to_owned()));
    }
    match casework::moment(get("told-at")) {
        Some(told) if told > now => {
            wrong.push(("told-at".to_owned(), "This lies in the future. Give the day and time at which you were told.".to_owned()));
        }
        // A slip, 2016 for 2026, could not be mended afterwards: the decision would be late by years, in every figure.
        Some(told) if told < now - LONG_AGO && typed.sure.trim() != get("told-at") => {
            let day = when::told(told);
            let says = format!(
                "This is more than {LONG_AGO_DAYS} days ago: {day}. If that is when you were told, save again; otherwise change it."
            );
            wrong.push(("told-at".to_owned(), says));
        }
        _ => {}
    }
    if get(REQUIRED).is_empty() {
        wrong.push((REQUIRED.to_owned(), "Write what worries them, however little it is.".to_owned()));
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let told = typed.values.iter().filter(|(name, _)| *name != "channel").map(|(name, value)| (name.as_str(), value.as_str()));
    fitting(told, get("channel")).map_err(|unfit| {
        let (name, says) = match unfit {
            Unfit::Long(name, most) => (name, format!("This is too long: at most {most} characters. Put the rest under “What was told”.")),
            Unfit::Moment(name) => (name, "Give a day and a time, such as 2026-11-27T16:40, or leave it empty.".to_owned()),
            Unfit::Choice(name, _) | Unfit::NoField(name) => (name, "Choose one of the answers.".to_owned()),
            Unfit::All => (
                REQUIRED.to_owned(),
                "All of it together is too long. Keep the end of it back, save, and add it as an observation.".to_owned(),
            ),
        };
        vec![(name, says)]
    })
}

/// What someone sees who has typed in a concern that they cannot open.
async fn sent_to_managers(State(door): State<Arc<DeskDoor>>, Signed(who): Signed) -> Answer {
    door.must(&who, Right::Concerns).await?;
    let settings = &door.office.settings;
    let period = settings.period("decision").and_then(|p| p.text.get("en")).map(String::as_str);
    let f = Frame::new(settings, &who, "Sent to the managers", Here::Tell);
    Ok(answer::html(StatusCode::OK, SentPage { f, lado: settings.contact("lado"), period }.render()?))
}
