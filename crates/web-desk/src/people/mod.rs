//! The people of the desk: who has an account, what for, and whether they are here. Managers and administrators see them; only a manager, who holds
//! the keys, invites. Must not know concerns, or how a key is wrapped.

mod act;
mod invite;
mod one;

use std::collections::BTreeSet;
use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::routing::get;
use http::StatusCode;
use team::{accounts, acts, passkeys, sso, when};
use unseal::Role;
use web::answer;

use crate::DeskDoor;
use crate::errors::Fault;
use crate::layout::{Frame, Here};
use crate::router::Answer;
use crate::session::{Right, Signed, SignedIn};
use crate::words;

pub(crate) fn routes() -> Router<Arc<DeskDoor>> {
    Router::new()
        .route("/people", get(show))
        // Not below `/people/`: an account may have any name.
        .route("/invite", get(invite::ask).post(invite::take))
        .route("/people/{name}", get(one::show))
        .route("/people/{name}/{act}", get(act::ask).post(act::take))
}

/// An account as people see it.
struct Person {
    name: String,
    role: Role,
    made: String,
    ended: Option<String>,
    standing: Standing,
    second: Kept,
    connected: Kept,
    here: bool,
}

/// How a second step, or a connection, stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kept {
    /// It is there.
    There,
    /// The record of acts says that it is there, and no row does: somebody has changed the database.
    Hidden,
    Not,
}

impl Kept {
    fn new(row: bool, on_record: bool) -> Kept {
        match (row, on_record) {
            (true, _) => Kept::There,
            (false, true) => Kept::Hidden,
            (false, false) => Kept::Not,
        }
    }
}

/// How an account stands.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Standing {
    /// It is used.
    Used,
    /// Its code has not been used yet, and is good until then.
    Invited(String),
    /// Its code has run out.
    RanOut(String),
    /// No manager vouches for it as it is, or the record of acts says that it has ended.
    Changed,
    /// It has ended.
    Ended,
}

/// One account; none if there is no such, or it is the set-up code.
async fn person(door: &DeskDoor, row: store::Account, holders: &BTreeSet<String>) -> Result<Option<Person>, Fault> {
    let Some(role) = Role::parse(&row.role).filter(|role| *role != Role::Setup) else { return Ok(None) };
    let (store, site) = (&door.office.store, &door.office.site);
    let standing = match (row.ended, store.invited(site, &row.name).await?) {
        (Some(_), _) => Standing::Ended,
        _ if !holders.contains(&row.name) => Standing::Changed,
        (None, Some(until)) if door.world().now() > until => Standing::RanOut(when::told(until)),
        (None, Some(until)) => Standing::Invited(when::told(until)),
        (None, None) => Standing::Used,
    };
    let second = !store.factors(site, &row.name).await?.is_empty() || !store.passkeys(site, &row.name).await?.is_empty();
    let connected = !store.sso_of(site, &row.name).await?.is_empty();
    // Who can hide a row must not keep a manager from taking away what it stands for. With an account all of it ends.
    let lasts = row.ended.is_none();
    let second = Kept::new(second, lasts && passkeys::on_record(&door.office, &row.name).await?);
    let connected = Kept::new(connected, lasts && sso::is_on_record(&door.office, &row.name).await?);
    Ok(Some(Person {
        role,
        made: when::day(row.made),
        ended: row.ended.map(when::day),
        standing,
        second,
        connected,
        here: !store.sessions_that_last(site, &row.name).await?.is_empty(),
        name: row.name,
    }))
}

/// The names of the accounts that may be given a key.
async fn holders(door: &DeskDoor, who: &SignedIn) -> Result<BTreeSet<String>, Fault> {
    Ok(accounts::holders(&door.office, &who.session).await?.into_iter().map(|a| a.name).collect())
}

/// The account that an address names, for who may care for accounts.
async fn named(door: &DeskDoor, who: &SignedIn, name: &str) -> Result<Person, Fault> {
    door.must(who, Right::People).await?;
    let row = door.office.store.account(&door.office.site, name).await?.ok_or(Fault::NotFound)?;
    person(door, row, &holders(door, who).await?).await?.ok_or(Fault::NotFound)
}

#[derive(Template)]
#[template(path = "people/people.html")]
struct Page<'a> {
    f: Frame<'a>,
    now: Vec<Person>,
    before: Vec<Person>,
    may_invite: bool,
}

async fn show(State(door): State<Arc<DeskDoor>>, Signed(who): Signed) -> Answer {
    door.must(&who, Right::People).await?;
    acts::note(&door.office, who.session.name(), "people", acts::NOBODY).await?;
    let holders = holders(&door, &who).await?;
    let (mut now, mut before) = (Vec::new(), Vec::new());
    for row in door.office.store.accounts(&door.office.site).await? {
        if let Some(person) = person(&door, row, &holders).await? {
            if person.ended.is_none() { now.push(person) } else { before.push(person) }
        }
    }
    let f = Frame::new(&door.office.settings, &who, "People", Here::People);
    Ok(answer::html(StatusCode::OK, Page { f, now, before, may_invite: Right::Keys.is_of(who.role()) }.render()?))
}

/// What an address names.
type Named = Path<String>;
