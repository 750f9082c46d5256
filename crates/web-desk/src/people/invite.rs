//! Inviting someone: a new account whose passphrase is a code of six words, good once and for a week. **The code is shown once, and kept nowhere.**
//! A manager's doing: their key vouches for the account, and wraps the keys of its role. Must not know how.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use http::StatusCode;
use team::session::code_text;
use team::{accounts, acts, cost, when};
use unseal::Role;
use web::answer;
use zeroize::Zeroizing;

use crate::DeskDoor;
use crate::errors::Fault;
use crate::layout::{Frame, Here};
use crate::router::Answer;
use crate::session::{Right, Sent, Signed, SignedIn};
use crate::words;

/// How long a code is good, in seconds: a week.
const GOOD_FOR: i64 = 7 * 86_400;
/// The roles that can be invited.
const ROLES: [Role; 4] = [Role::Worker, Role::Manager, Role::Auditor, Role::Administrator];

#[derive(Template)]
#[template(path = "people/invite.html")]
struct Page<'a> {
    f: Frame<'a>,
    name: &'a str,
    chosen: &'a str,
    wrong: Vec<(&'static str, String)>,
}

impl Page<'_> {
    /// Whether a role is chosen.
    fn is_chosen(&self, role: &Role) -> bool {
        self.chosen == role.text()
    }

    /// What is wrong with a field.
    fn wrong_with(&self, field: &str) -> Option<&str> {
        self.wrong.iter().find(|(name, _)| *name == field).map(|(_, says)| says.as_str())
    }
}

#[derive(Template)]
#[template(path = "people/invited.html")]
struct Invited<'a> {
    f: Frame<'a>,
    name: &'a str,
    role: Role,
    code: &'a str,
    until: String,
}

fn page(door: &DeskDoor, who: &SignedIn, name: &str, chosen: &str, wrong: Vec<(&'static str, String)>) -> Answer {
    let status = if wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let f = Frame::new(&door.office.settings, who, "Invite someone", Here::People);
    Ok(answer::html(status, Page { f, name, chosen, wrong }.render()?))
}

pub(super) async fn ask(State(door): State<Arc<DeskDoor>>, Signed(who): Signed) -> Answer {
    door.must(&who, Right::Keys).await?;
    page(&door, &who, "", "", Vec::new())
}

pub(super) async fn take(State(door): State<Arc<DeskDoor>>, sent: Sent) -> Answer {
    let who = &sent.who;
    door.must(who, Right::Keys).await?;
    let (name, chosen) = (sent.get("name"), sent.get("role"));
    let mut wrong = Vec::new();
    if let Err(why) = accounts::check_name(name) {
        let why = if name.is_empty() { "Give a name".to_owned() } else { casework::capital(&why.to_string()) };
        wrong.push(("name", format!("{why}.")));
    } else if is_taken(&door, name).await? {
        wrong.push(("name", format!("The name “{name}” is taken, or was. No name is given twice; choose another, such as {name}2.")));
    }
    let role = ROLES.into_iter().find(|r| r.text() == chosen);
    let Some(role) = role.filter(|_| wrong.is_empty()) else {
        if role.is_none() {
            wrong.push(("role", "Choose what they are there for.".into()));
        }
        return page(&door, who, name, chosen, wrong);
    };
    acts::note(&door.office, who.session.name(), "account-add", name).await?;
    let code = Zeroizing::new(code_text(&seal::words::draw(&mut |bytes: &mut [u8]| (door.world().random)(bytes))));
    make(&door, who, name, role, &code).await?;
    let until = door.world().now() + GOOD_FOR;
    door.office.store.invite(&door.office.site, name, until).await?;
    let f = Frame::new(&door.office.settings, who, "Invited", Here::People);
    Ok(answer::html(StatusCode::OK, Invited { f, name, role, code: &code, until: when::told(until) }.render()?))
}

/// Whether an account has or had this name, in whatever case: two that only differ by it are taken for one another.
async fn is_taken(door: &DeskDoor, name: &str) -> Result<bool, Fault> {
    Ok(door.office.store.accounts(&door.office.site).await?.iter().any(|a| a.name.eq_ignore_ascii_case(name)))
}

/// Makes the account, where it holds up nobody: locking it takes a tenth of a second and 64 MiB, on purpose.
async fn make(door: &Arc<DeskDoor>, who: &SignedIn, name: &str, role: Role, code: &Zeroizing<String>) -> Result<(), Fault> {
    let _place = door.guesses.place(true).await.ok_or(Fault::Wait(5))?;
    let cost = cost(&door.office.keys()?);
    let (office, session, name, code) = (Arc::clone(&door.office), Arc::clone(&who.session), name.to_owned(), code.clone());
    let here = tokio::runtime::Handle::current();
    let making = move || here.block_on(accounts::account(&office, &name, role, &code, cost, &session.keys));
    Ok(tokio::task::spawn_blocking(making).await.map_err(|_| Fault::Internal)??)
}
