//! The page of one act: its form, what is wrong with what was typed, what another worker changed meanwhile; and then the act itself.
//! **Nothing that was typed is lost**, whatever is wrong. Must not know what any act asks (`forms/`).

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use casework::work::Did;
use casework::{Case, MessageId, Work, plain};
use http::StatusCode;
use team::when;
use unseal::Role;
use web::answer;

use super::fields::{Field, Kind, Wrong};
use super::{Open, forms, open, refresh};
use crate::DeskDoor;
use crate::errors::Fault;
use crate::layout::{Frame, Here};
use crate::router::Answer;
use crate::session::{Sent, Signed, SignedIn};

/// What an act's form is made with.
pub(super) struct Ctx<'a> {
    pub(super) case: &'a Case,
    /// Accounts that open concerns.
    pub(super) people: &'a [String],
    /// Who asks.
    pub(super) me: &'a str,
    pub(super) role: Role,
    /// Whether the teller took a receipt.
    pub(super) receipt: bool,
    /// The thing that is edited, if one is.
    pub(super) of: Option<MessageId>,
}

/// A form, before it is shown.
pub(super) struct Form {
    pub(super) title: &'static str,
    pub(super) intro: &'static str,
    pub(super) button: &'static str,
    pub(super) fields: Vec<Field>,
}

/// What is to be done.
pub(super) enum Todo {
    /// Written into the record.
    Record(Box<Did>),
    /// Written to the teller.
    Answer(String),
}

#[derive(serde::Deserialize)]
pub(super) struct Which {
    #[serde(default)]
    of: String,
}

#[derive(Template)]
#[template(path = "concern/act.html")]
struct Page<'a> {
    f: Frame<'a>,
    id: &'a str,
    act: &'a str,
    title: &'static str,
    intro: &'static str,
    button: &'static str,
    fields: &'a [Field],
    problems: Vec<(&'static str, &'a str)>,
    news: Option<String>,
    phrases: String,
}

/// Asks.
pub(super) async fn ask(
    State(door): State<Arc<DeskDoor>>,
    Signed(who): Signed,
    Path((id, act)): Path<(String, String)>,
    Query(which): Query<Which>,
) -> Answer {
    let open = open(&door, &who, &id).await?;
    let case = open.opened.case(&open.row);
    let people = people(&door).await?;
    let ctx = ctx(&open, &case, &people, &who, which.of.parse().ok());
    let form = forms::form(&act, &ctx).ok_or(Fault::NotFound)?;
    page(&door, &who, StatusCode::OK, &id, &act, &form, None)
}

fn ctx<'a>(open: &Open, case: &'a Case, people: &'a [String], who: &'a SignedIn, of: Option<MessageId>) -> Ctx<'a> {
    let receipt = open.opened.mailbox(&open.row) == team::Receipt::Taken;
    Ctx { case, people, me: who.session.name(), role: who.role(), receipt, of }
}

fn page(door: &DeskDoor, who: &SignedIn, status: StatusCode, id: &str, act: &str, form: &Form, news: Option<String>) -> Answer {
    let Form { title, intro, button, fields } = form;
    let problems = fields.iter().filter_map(|x| Some((x.name, x.wrong.as_deref()?))).collect();
    let phrases = serde_json::to_string(&door.phrases.phrases().collect::<Vec<_>>()).map_err(|_| Fault::Internal)?;
    let f = Frame::new(&door.office.settings, who, title, Here::Inbox);
    Ok(answer::html(status, Page { f, id, act, title, intro, button, fields, problems, news, phrases }.render()?))
}

/// The accounts that open concerns.
async fn people(door: &DeskDoor) -> Result<Vec<String>, Fault> {
    let all = door.office.store.accounts(&door.office.site).await?;
    let opens = |role: &str| matches!(Role::parse(role), Some(Role::Worker | Role::Manager));
    Ok(all.into_iter().filter(|a| a.ended.is_none() && opens(&a.role)).map(|a| a.name).collect())
}

/// Takes what was typed, and does it.
pub(super) async fn take(State(door): State<Arc<DeskDoor>>, Path((id, act)): Path<(String, String)>, sent: Sent) -> Answer {
    let who = Arc::clone(&sent.who);
    let mut open = open(&door, &who, &id).await?;
    let case = open.opened.case(&open.row);
    let people = people(&door).await?;
    let ctx = ctx(&open, &case, &people, &who, sent.get("revises").parse().ok());
    let mut form = forms::form(&act, &ctx).ok_or(Fault::NotFound)?;
    let todo = match forms::read(&act, &ctx, &sent) {
        Ok(todo) => todo,
        Err(wrong) => {
            keep(&mut form, &sent, wrong);
            return page(&door, &who, StatusCode::UNPROCESSABLE_ENTITY, &id, &act, &form, None);
        }
    };
    match todo {
        Todo::Answer(text) => match open.desk.reply(&open.row, &text).await {
            Ok(_) => open.opened = open.desk.read(&open.row).await?,
            Err(team::Error::Refused(why) | team::Error::Misuse(why)) => {
                keep(&mut form, &sent, vec![("text", format!("It was not sent: {why}."))]);
                return page(&door, &who, StatusCode::UNPROCESSABLE_ENTITY, &id, &act, &form, None);
            }
            Err(error) => return Err(error.into()),
        },
        Todo::Record(did) => {
            // Who has seen the change, and sends all the same, has decided: both wordings then stand.
            if let Some(newer) = case.conflict(&did) {
                let news = news(newer);
                keep(&mut form, &sent, Vec::new());
                see(&mut form, &case, &did);
                return page(&door, &who, StatusCode::CONFLICT, &id, &act, &form, Some(news));
            }
            if !did.fits() {
                keep(&mut form, &sent, vec![("", "Something here is too long. Shorten it, or write it in two parts.".into())]);
                return page(&door, &who, StatusCode::UNPROCESSABLE_ENTITY, &id, &act, &form, None);
            }
            open.desk.act(&open.row, &mut open.opened, *did).await?;
        }
    }
    refresh(&door, &open).await?;
    Ok(answer::see_other(&format!("/concerns/{}", open.row.id)))
}

/// Puts what was typed back, with what is wrong with it.
fn keep(form: &mut Form, sent: &Sent, wrong: Wrong) {
    for field in &mut form.fields {
        field.values = sent.all(field.name).map(str::to_owned).collect();
        field.wrong = wrong.iter().find(|(name, _)| *name == field.name).map(|(_, says)| says.clone());
    }
    if let Some((_, says)) = wrong.iter().find(|(name, _)| name.is_empty())
        && let Some(field) = form.fields.iter_mut().find(|f| !matches!(f.kind, Kind::Hidden))
    {
        field.wrong = Some(says.clone());
    }
}

/// The wordings that stand now have been seen, once this page is shown.
fn see(form: &mut Form, case: &Case, did: &Did) {
    let Some(of) = did.revises() else { return };
    let seen = forms::seen(case, of);
    if let Some(field) = form.fields.iter_mut().find(|f| f.name == "seen") {
        field.values = vec![seen];
    }
}

/// What another worker wrote meanwhile, in words.
fn news(work: &Work) -> String {
    let words = match &work.did {
        Did::Observe(o) => o.what.clone(),
        Did::Entity(e) => e.name.clone(),
        Did::Decide(d) => format!("{}: {}", crate::words::decision(d.decision), d.reasons),
        Did::Discussion(d) => d.agreed.clone(),
        Did::Task(t) => t.words.clone(),
        Did::TaskDone(t) => format!("It is done. {}", t.words),
        Did::Note(n) => n.text.clone(),
        Did::Episode(e) => e.words.clone(),
        Did::Withdraw(w) => format!("It was struck through: {}", w.why),
        _ => String::new(),
    };
    format!("{}, {}: {}", work.by, when::told(work.at), plain(&words))
}
