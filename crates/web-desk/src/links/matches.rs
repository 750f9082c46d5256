//! The list of possible links that a manager is to look at: those between a concern that not everyone may see, and one that others see. It is for who may
//! see both alone; nobody else learns that there is one. Must not know how they are found.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use http::StatusCode;
use seal::SealedTo;
use team::acts;
use web::answer;

use super::before::{Maybe, came, maybe};
use crate::DeskDoor;
use crate::layout::{Frame, Here};
use crate::router::Answer;
use crate::session::{Right, Signed, SignedIn};
use crate::vault::ToLookAt;

/// The most that are listed at once; as they are decided, others follow.
const MOST: usize = 50;

#[derive(Template)]
#[template(path = "links/matches.html")]
struct Page<'a> {
    f: Frame<'a>,
    all: Vec<Match>,
    more: bool,
    so_far: String,
}

struct Match {
    concern: String,
    came: String,
    name: String,
    one: Maybe,
}

/// How many there are for this person, in words; empty for none, and for who is no manager. It stands above the inbox, so very many are not counted.
pub(crate) fn count(door: &DeskDoor, who: &SignedIn) -> String {
    if !Right::Matches.is_of(who.role()) {
        return String::new();
    }
    let all = door.vault.to_look_at(MOST, |held| who.may_see(held));
    if all.len() > MOST {
        return format!("more than {MOST}");
    }
    // What the page would list.
    let listed = all.iter().filter(|one| matching(door, who, one).is_some()).count();
    if listed == 0 { String::new() } else { listed.to_string() }
}

pub(super) async fn show(State(door): State<Arc<DeskDoor>>, Signed(who): Signed) -> Answer {
    door.must(&who, Right::Matches).await?;
    acts::note(&door.office, who.session.name(), "matches", acts::NOBODY).await?;
    let all = door.vault.to_look_at(usize::MAX, |held| who.may_see(held));
    let managers = who.role().holds(SealedTo::Managers);
    let mut listed: Vec<Match> = all.iter().filter_map(|one| matching(&door, &who, one)).take(MOST + 1).collect();
    let more = listed.len() > MOST;
    listed.truncate(MOST);
    let page = Page {
        f: Frame::new(&door.office.settings, &who, "Possible links", Here::Inbox),
        more,
        all: listed,
        so_far: door.vault.so_far(managers, |circle| circle.has(&who.session.account)),
    };
    Ok(answer::html(StatusCode::OK, page.render()?))
}

fn matching(door: &DeskDoor, who: &SignedIn, one: &ToLookAt) -> Option<Match> {
    let alike = door.vault.between(&one.held, one.of, &one.other, one.thing, who.role().holds(SealedTo::Managers))?;
    let decided = door.vault.decided(&one.held, |held| who.may_see(held));
    let about = decided.iter().find(|d| (d.link.of, d.link.thing) == (one.of, one.thing) && d.link.with.to_string() == one.other.row.id);
    Some(Match {
        concern: one.held.row.id.clone(),
        came: came(&one.held),
        name: one.held.known(one.of)?.name.clone(),
        one: maybe(&one.held, &alike, about)?,
    })
}
