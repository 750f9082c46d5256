//! The page of one act: its form, what is wrong with what was typed, what another worker changed meanwhile; and then the act itself.
//! **Nothing that was typed is lost**, whatever is wrong. Must not know what any act asks (`forms/`).

use std::sync::Arc;
use std::sync::atomic::Ordering;

use askama::Template;
use axum::extract::{Path, Query, State};
use casework::work::{Did, Told};
use casework::{Case, ConcernId, MessageId, Owed, Work, plain};
use course::Settings;
use http::StatusCode;
use jiff::civil::Date;
use team::when;
use unseal::Role;
use web::answer;

use super::fields::{Field, Kind, Wrong};
use super::people::{People, people};
use super::{Open, forms, open, refresh};
use crate::DeskDoor;
use crate::errors::{Fault, sentence};
use crate::layout::{Frame, Here};
use crate::router::Answer;
use crate::session::{Sent, Signed, SignedIn};
use crate::vault;

/// What an act's form is made with.
pub(super) struct Ctx<'a> {
    pub(super) case: &'a Case,
    /// Accounts that may see it.
    pub(super) people: &'a [String],
    /// Accounts that could, if they were named.
    pub(super) nameable: &'a [String],
    /// Accounts that are named now; none if all may see it.
    pub(super) named: &'a [String],
    /// Who asks.
    pub(super) me: &'a str,
    pub(super) role: Role,
    /// The day in London.
    pub(super) today: Date,
    /// Whether a manager has reviewed the record as it stands.
    pub(super) reviewed: bool,
    /// Whether the teller took a receipt.
    pub(super) receipt: bool,
    /// The thing that is edited, if one is.
    pub(super) of: Option<MessageId>,
    /// What a task is for, where it is one that guidance wants after a decision.
    pub(super) owed: Option<Owed>,
    /// The site's settings: periods, office hours, signs.
    pub(super) settings: &'a Settings,
    /// Whether the decision wants a manager's word before the concern is closed.
    pub(super) unsigned: bool,
    /// Whether it has to be decided before it is closed.
    pub(super) undecided: bool,
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
    /// Restricted to these accounts, and why.
    Restrict(Vec<String>, String),
    /// The restriction lifted, and why.
    Lift(String),
    /// The record is disposed of.
    Dispose,
}

#[derive(serde::Deserialize)]
pub(super) struct Which {
    #[serde(default)]
    of: String,
    #[serde(default)]
    owed: String,
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
    once: String,
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
    let people = people(&door, &open).await?;
    let ctx = Ctx { owed: Owed::parse(&which.owed), ..ctx(&open, &case, &people, &who, which.of.parse().ok()) };
    let form = forms::form(&act, &ctx).ok_or(Fault::NotFound)?;
    // The forms show names, and wordings to be changed: that is a look too.
    open.desk.note("show", &open.row.id).await?;
    page(&door, &who, StatusCode::OK, &id, &act, &form, None)
}

fn ctx<'a>(open: &'a Open, case: &'a Case, people: &'a People, who: &'a SignedIn, of: Option<MessageId>) -> Ctx<'a> {
    let office = &open.desk.office;
    let (settings, receipt) = (&office.settings, open.opened.mailbox(&open.row) == team::Receipt::Taken);
    let (today, reviewed) = (when::date(office.world.now()), open.desk.reviewed(case, &open.opened).is_some());
    let (unsigned, undecided) = (open.desk.wants_sign_off(case), open.desk.wants_decision(&open.opened, case));
    let (People { may_see, nameable }, named, me) = (people, &open.opened.named, who.session.name());
    Ctx {
        case,
        people: may_see,
        nameable,
        named,
        me,
        role: who.role(),
        today,
        reviewed,
        receipt,
        of,
        owed: None,
        settings,
        unsigned,
        undecided,
    }
}

fn page(door: &DeskDoor, who: &SignedIn, status: StatusCode, id: &str, act: &str, form: &Form, news: Option<String>) -> Answer {
    let Form { title, intro, button, fields } = form;
    let problems = fields.iter().filter_map(|x| Some((x.name, x.wrong.as_deref()?))).collect();
    let phrases = serde_json::to_string(&door.phrases.phrases().collect::<Vec<_>>()).map_err(|_| Fault::Internal)?;
    let f = Frame::new(&door.office.settings, who, title, Here::Inbox);
    let once = MessageId::from_bytes(door.world().name()).to_string();
    Ok(answer::html(status, Page { f, id, act, title, intro, button, fields, once, problems, news, phrases }.render()?))
}

/// Takes what was typed, and does it: once, however often the button is pressed. Where we fail, the words stay on a page.
pub(super) async fn take(State(door): State<Arc<DeskDoor>>, Path((id, act)): Path<(String, String)>, sent: Sent) -> Answer {
    sent.once(&door, &format!("/concerns/{id}/{act}"), &format!("/concerns/{id}"), take_once(&door, &id, &act, &sent)).await
}

async fn take_once(door: &Arc<DeskDoor>, id: &str, act: &str, sent: &Sent) -> Answer {
    let who = Arc::clone(&sent.who);
    let mut open = open(door, &who, id).await?;
    let case = open.opened.case(&open.row);
    let people = people(door, &open).await?;
    let ctx = ctx(&open, &case, &people, &who, sent.get("revises").parse().ok());
    let Some(mut form) = forms::form(act, &ctx) else { return too_late(door, &open, &ctx, &who, act, sent).await };
    let todo = match forms::read(act, &ctx, sent) {
        Ok(todo) => todo,
        Err(wrong) => {
            keep(&mut form, sent, wrong);
            return shown(door, &open, &who, StatusCode::UNPROCESSABLE_ENTITY, act, &form, None).await;
        }
    };
    match todo {
        Todo::Restrict(names, why) => {
            if let Err(wrong) = said(open.desk.restrict(&open.row, &mut open.opened, &names, &why).await)? {
                keep(&mut form, sent, vec![("to", wrong)]);
                return shown(door, &open, &who, StatusCode::UNPROCESSABLE_ENTITY, act, &form, None).await;
            }
        }
        Todo::Lift(why) => {
            if let Err(wrong) = said(open.desk.lift(&open.row, &mut open.opened, &why).await)? {
                keep(&mut form, sent, vec![("why", wrong)]);
                return shown(door, &open, &who, StatusCode::UNPROCESSABLE_ENTITY, act, &form, None).await;
            }
        }
        Todo::Answer(text) => {
            if let Err(wrong) = write(&mut open, &text).await? {
                keep(&mut form, sent, vec![("text", wrong)]);
                return shown(door, &open, &who, StatusCode::UNPROCESSABLE_ENTITY, act, &form, None).await;
            }
        }
        Todo::Dispose => {
            open.desk.dispose(&door.keeper, &open.row, &open.opened).await?;
            vault::forget(door, &open.row.id);
            door.to_tidy.store(true, Ordering::Release);
            return Ok(answer::see_other("/retention"));
        }
        Todo::Record(did) => {
            // Who has seen the change, and sends all the same, has decided: both wordings then stand.
            if let Some(newer) = case.conflict(&did).or_else(|| decided_meanwhile(&case, &did, sent.get("before"))) {
                let news = news(newer);
                keep(&mut form, sent, Vec::new());
                see(&mut form, &case, &did);
                return shown(door, &open, &who, StatusCode::CONFLICT, act, &form, Some(news)).await;
            }
            if let Did::Join(join) = &*did
                && let Some(wrong) = unfit_to_join(&open, join.with).await?
            {
                keep(&mut form, sent, vec![("with", wrong.into())]);
                return shown(door, &open, &who, StatusCode::UNPROCESSABLE_ENTITY, act, &form, None).await;
            }
            if !did.fits() {
                keep(&mut form, sent, vec![("", "Something here is too long. Shorten it, or write it in two parts.".into())]);
                return shown(door, &open, &who, StatusCode::UNPROCESSABLE_ENTITY, act, &form, None).await;
            }
            // Written to them first: what is noted as told has been told.
            let to_send = through_receipt(&did);
            if let Some(words) = &to_send
                && let Err(wrong) = write(&mut open, words).await?
            {
                keep(&mut form, sent, vec![("words", wrong)]);
                return shown(door, &open, &who, StatusCode::UNPROCESSABLE_ENTITY, act, &form, None).await;
            }
            let done = open.desk.act(&open.row, &mut open.opened, *did).await.map(|_| ());
            if done.is_err() && to_send.is_some() {
                keep(&mut form, sent, vec![("how", SENT.into())]);
                form.fields.iter_mut().filter(|field| field.name == "how").for_each(|field| field.values.clear());
                return page(door, &who, StatusCode::SERVICE_UNAVAILABLE, id, act, &form, None);
            }
            if let Err(wrong) = said(done)? {
                keep(&mut form, sent, vec![("", wrong)]);
                return shown(door, &open, &who, StatusCode::UNPROCESSABLE_ENTITY, act, &form, None).await;
            }
        }
    }
    refresh(door, &open).await?;
    // Who has left themselves out sees it no more.
    let to = if open.desk.may_see(&open.row, &open.opened) { format!("/concerns/{}", open.row.id) } else { "/".to_owned() };
    Ok(answer::see_other(&to))
}

/// What is sent to whoever told, where the outcome is told through their receipt.
fn through_receipt(did: &Did) -> Option<String> {
    if let Did::OutcomeTold(told) = did { (told.how == Told::Receipt).then(|| told.words.clone()) } else { None }
}

/// Writes to the teller through their receipt.
async fn write(open: &mut Open, text: &str) -> Result<Result<(), String>, Fault> {
    if let Err(why) = said(open.desk.reply(&open.row, text).await.map(|_| ()))? {
        return Ok(Err(format!("It was not sent. {why}")));
    }
    open.opened = open.desk.read(&open.row).await?;
    Ok(Ok(()))
}

/// What somebody can mend in what they typed, as a sentence.
fn said(done: Result<(), team::Error>) -> Result<Result<(), String>, Fault> {
    match done {
        Err(team::Error::Refused(why) | team::Error::Misuse(why)) => Ok(Err(sentence(&why))),
        done => Ok(Ok(done?)),
    }
}

/// The page with what was typed. It shows the concern too, so it is a look.
async fn shown(door: &DeskDoor, open: &Open, who: &SignedIn, status: StatusCode, act: &str, form: &Form, news: Option<String>) -> Answer {
    open.desk.note("show", &open.row.id).await?;
    page(door, who, status, &open.row.id, act, form, news)
}

/// What cannot be done any more, because someone else has just done it or undone what it needs: the words are kept, and can be saved as a note.
async fn too_late(door: &DeskDoor, open: &Open, ctx: &Ctx<'_>, who: &SignedIn, act: &str, sent: &Sent) -> Answer {
    let acts = ["close", "reopen", "hold", "unhold", "keep", "unjoin", "task-done", "sign-off", "review", "dispose"];
    let managers = ["sign-off", "review", "dispose"];
    let words = ["why", "words"].map(|name| sent.get(name)).join("\n").trim().to_owned();
    let note = forms::form("note", ctx).filter(|_| acts.contains(&act) && (!managers.contains(&act) || ctx.role == Role::Manager));
    let (Some(mut note), Some(last)) = (note, ctx.case.works.last()) else { return Err(Fault::NotFound) };
    note.intro = "What you were about to do cannot be done any more. Your words are below: save them as a note, if they are still of use.";
    if let Some(text) = note.fields.first_mut() {
        text.values = vec![words.replace("\r\n", "\n")];
    }
    shown(door, open, who, StatusCode::CONFLICT, "note", &note, Some(news(last))).await
}

/// Whoever tries again would send it twice.
const SENT: &str =
    "It was sent to them, and could not be noted. Do not send it again: choose another way, and note it as soon as that can be done.";

const NO_SUCH: &str = "There is no concern of that name that you may open. Copy it from its page.";

/// Why a concern cannot be joined with this one. **What is for fewer people is not named on a page that others see.**
async fn unfit_to_join(open: &Open, with: ConcernId) -> Result<Option<&'static str>, Fault> {
    if with == open.opened.id {
        return Ok(Some("That is this concern itself."));
    }
    let (office, desk) = (&open.desk.office, &open.desk);
    let row = office.store.concern(&office.site, &with.to_string()).await?.filter(|row| desk.may_open(row));
    let Some(row) = row else { return Ok(Some(NO_SUCH)) };
    let other = desk.read(&row).await?;
    if !desk.may_see(&row, &other) {
        return Ok(Some(NO_SUCH));
    }
    let all_see_it = open.opened.circle(&open.row).is_within(&other.circle(&row));
    Ok((!all_see_it).then_some("Not all who see this concern may see that one. Join them on the page of that one."))
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

/// The decision that holds, where whoever decides anew had not seen it: `before` is the one that their page showed.
fn decided_meanwhile<'a>(case: &'a Case, did: &Did, before: &str) -> Option<&'a Work> {
    let now = matches!(did, Did::Decide(d) if d.revises.is_none()).then(|| case.decision()).flatten()?;
    (now.id.to_string() != before).then(|| case.work(now.id)).flatten()
}

/// The wordings that stand now have been seen, once this page is shown.
fn see(form: &mut Form, case: &Case, did: &Did) {
    if let Some(field) = form.fields.iter_mut().find(|f| f.name == "before") {
        field.values = case.decision().map(|d| d.id.to_string()).into_iter().collect();
    }
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
        Did::Close { why } => format!("Closed. {why}"),
        Did::Reopen { why } => format!("Opened again. {why}"),
        Did::Hold { why } => format!("Legal hold. {why}"),
        Did::Unhold { why } => format!("Legal hold lifted. {why}"),
        Did::Unjoin(j) => format!("A join was taken back. {}", j.why),
        _ => String::new(),
    };
    format!("{}, {}: {}", work.by, when::told(work.at), plain(&words))
}
