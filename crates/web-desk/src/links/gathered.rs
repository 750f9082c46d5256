//! A person, a place or a thing, with all that confirmed links bring together: what each concern says of it, who said so and how it is known, fact apart
//! from opinion. **Confirmed links alone are followed, never suggestions.** Must not know how links are decided.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use casework::{MessageId, plain};
use http::StatusCode;
use team::when;
use web::answer;

use super::before::came;
use super::{address, facts_of, plain_one_line};
use crate::DeskDoor;
use crate::concern::{Open, observed, open};
use crate::errors::Fault;
use crate::layout::{Frame, Here};
use crate::router::Answer;
use crate::session::{Signed, SignedIn};
use crate::vault::{Decided, Held, Member};
use crate::words;

#[derive(Template)]
#[template(path = "links/gathered.html")]
struct Page<'a> {
    f: Frame<'a>,
    concern: &'a str,
    name: String,
    /// Pairs among them that somebody holds to be two, or is not sure of.
    doubts: Vec<By>,
    sources: Vec<Source>,
}

/// What one concern says.
struct Source {
    concern: String,
    came: String,
    name: String,
    /// Who told it, and by which way.
    told: String,
    facts: Vec<(String, String)>,
    observations: Vec<Observation>,
    link: Option<By>,
}

struct Observation {
    what: String,
    how: String,
    by: String,
}

/// A decision, and its page.
pub(super) struct By {
    pub(super) href: String,
    pub(super) words: String,
}

impl By {
    /// What somebody holds to be two, or is not sure of.
    pub(super) fn doubt(of: &Held, d: &Decided) -> By {
        By {
            href: address(&of.row.id, d.link.of, &d.link.with.to_string(), d.link.thing),
            words: format!("{}. {}, {}: {}", words::verdict(d.link.verdict), d.by, when::told(d.at), plain_one_line(&d.link.why)),
        }
    }
}

pub(super) async fn show(
    State(door): State<Arc<DeskDoor>>,
    Signed(who): Signed,
    Path((concern, thing)): Path<(String, MessageId)>,
) -> Answer {
    let first = open(&door, &who, &concern).await?;
    let held = door.vault.get(&first.row.id).ok_or(Fault::NotFound)?;
    let known = held.known(thing).ok_or(Fault::NotFound)?;
    let members = door.vault.gathered(&held, thing, |held| who.may_see(held));
    let doubts = door.vault.doubted(&members, |held| who.may_see(held)).iter().map(|(of, d)| By::doubt(of, d)).collect();
    let mut sources = Vec::new();
    for member in &members {
        sources.extend(source(&door, &who, member).await?);
    }
    let page = Page {
        f: Frame::new(&door.office.settings, &who, "Confirmed links", Here::Inbox),
        concern: &first.row.id,
        name: known.name.clone(),
        doubts,
        sources,
    };
    Ok(answer::html(StatusCode::OK, page.render()?))
}

/// What one concern says; its record is read anew, and that is a look at it. None if it is gone, or not for this person any more.
async fn source(door: &DeskDoor, who: &SignedIn, member: &Member) -> Result<Option<Source>, Fault> {
    let open = match open(door, who, &member.held.row.id).await {
        Err(Fault::NotFound) => return Ok(None),
        open => open?,
    };
    open.desk.note("gather", &open.row.id).await?;
    let case = open.opened.case(&open.row);
    let known = member.held.known(member.thing);
    let Some(facts) = facts_of(&case, member.thing, known) else { return Ok(None) };
    let itself = known.and_then(|known| known.whose).unwrap_or(member.thing);
    let about = case.observations.iter().filter(|o| !o.is_struck() && o.now().what.about.contains(&itself));
    let observations = about.map(|o| {
        let now = o.now();
        Observation {
            what: plain(&now.what.what), how: observed(&now.what).join(" · "), by: format!("{}, {}", now.by, when::told(now.at))
        }
    });
    Ok(Some(Source {
        name: known.map(|known| known.name.clone()).unwrap_or_default(),
        came: came(&member.held),
        told: told(&open),
        facts,
        observations: observations.collect(),
        link: member.by.as_ref().map(|(from, d)| By {
            href: address(&from.row.id, d.link.of, &open.row.id, d.link.thing),
            words: format!("{}, {}: {}", d.by, when::told(d.at), plain_one_line(&d.link.why)),
        }),
        concern: open.row.id,
    }))
}

/// Who told it, as far as they said, and by which way: how far a source reaches is for the reader to judge.
fn told(open: &Open) -> String {
    match open.opened.answers() {
        Some(answers) => {
            let who = words::value("who", &plain(answers.get("who")));
            let who = if who.is_empty() { "Someone who did not say who they are".to_owned() } else { who };
            format!("{who}, {}", words::channel(answers.get("channel")))
        }
        None => "What was told could not be read".into(),
    }
}
