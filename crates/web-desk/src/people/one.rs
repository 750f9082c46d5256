//! One account: what is known of it, where it was signed in, and what the one who looks may do with it. Must not know what an act does.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use http::StatusCode;
use store::SessionRow;
use team::{acts, when};
use web::answer;

use super::act::Act;
use super::{Kept, Named, Person, Standing, named};
use crate::DeskDoor;
use crate::layout::{Frame, Here};
use crate::router::Answer;
use crate::session::Signed;
use crate::words;

/// How many sessions are listed.
const LISTED: u32 = 10;

#[derive(Template)]
#[template(path = "people/one.html")]
struct Page<'a> {
    f: Frame<'a>,
    p: &'a Person,
    acts: Vec<Act>,
    sessions: Vec<Listed>,
    own: bool,
}

struct Listed {
    from: String,
    until: String,
}

fn listed(row: SessionRow) -> Listed {
    let until = row.ended.map(|at| format!("{} ({})", when::told(at), row.why.as_deref().unwrap_or("ended")));
    Listed { from: when::told(row.made), until: until.unwrap_or_else(|| "still signed in".into()) }
}

pub(super) async fn show(State(door): State<Arc<DeskDoor>>, Signed(who): Signed, name: Named) -> Answer {
    let p = named(&door, &who, &name).await?;
    acts::note(&door.office, who.session.name(), "person", &p.name).await?;
    let rows = door.office.store.sessions(&door.office.site, Some(&p.name), LISTED).await?;
    let page = Page {
        // The title stays in the history: it names nobody.
        f: Frame::new(&door.office.settings, &who, "Account", Here::People),
        acts: Act::ALL.into_iter().filter(|act| act.is_offered(&who, &p)).collect(),
        sessions: rows.into_iter().map(listed).collect(),
        own: p.name == who.session.name(),
        p: &p,
    };
    Ok(answer::html(StatusCode::OK, page.render()?))
}
