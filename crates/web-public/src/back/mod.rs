//! Coming back with a receipt: what became of it, the team's answers, and adding something.
//! The words are derived from, used, and forgotten with the answer. Must not show what the team has not signed.

mod ahead;

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{Path, Request, State};
use axum::routing::get;
use casework::{LONGEST_MESSAGE, MessageId, Payload, Place, Reply, Said, State as Stage};
use course::concern::Form;
use course::{Language, Site};
use http::{StatusCode, header};
use seal::words::Mistyped;
use seal::{PublicKeys, Receipt, SealedTo, scope};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use store::{KeepError, MailboxRow, Message};

use crate::concern::{Here, form_of, send};
use crate::errors::Fault;
use crate::layout::{self, Frame};
use crate::limits::{Source, What};
use crate::router::{Answer, Fields, field, form_fields};
use crate::words::Value;
use crate::{Public, answer};
use ahead::Ahead;

/// The most that these pages can send.
const LONGEST_FORM: usize = 256 * 1024;

/// A receipt that was typed, on its way to the next page, and the name of what may be added there: sending twice adds once.
#[derive(Serialize, Deserialize)]
struct Visit {
    #[serde(rename = "r")]
    receipt: [u16; seal::WORDS - 1],
    #[serde(rename = "m")]
    message: MessageId,
}

#[derive(Template)]
#[template(path = "back/ask.html")]
struct Ask<'a> {
    f: Frame<'a>,
    form: &'a Form,
    typed: &'a str,
    problem: Option<String>,
    /// What was typed to be added, if the page lay too long.
    kept: &'a str,
    /// What the browser's script needs to do the same there.
    ahead: String,
}

#[derive(Template)]
#[template(path = "back/mailbox.html")]
struct MailboxPage<'a> {
    f: Frame<'a>,
    form: &'a Form,
    visit: String,
    stage: Stage,
    replies: Vec<Reply>,
    not_shown: usize,
    added: bool,
    problem: Option<String>,
    text: &'a str,
}

/// The addresses. The first page stands still, where there are keys.
pub(crate) fn routes() -> Router<Arc<Public>> {
    Router::new().route("/{lang}/return", get(closed).post(come_back))
}

/// The page that asks for the receipt.
pub(crate) fn render(site: &Site, language: &Language) -> askama::Result<Vec<(String, String)>> {
    let Some(form) = &language.concern else { return Ok(Vec::new()) };
    let here = Here { site, language, form };
    Ok(vec![(format!("/{}/return", language.code), ask(here, "", None, "")?)])
}

async fn closed(State(public): State<Arc<Public>>, Path(lang): Path<String>) -> Answer {
    form_of(&public.shown(), &lang)?;
    Err(if public.keys().is_some() { Fault::NotFound } else { Fault::Closed })
}

fn frame<'a>(here: Here<'a>, error: bool) -> Frame<'a> {
    let mut f = Frame::new(here.site, here.language, &here.form.tab, layout::Here::Tell);
    if error {
        f.tab = f.with("error-in-tab", "tab", &here.form.tab);
    }
    f
}

fn ask(here: Here<'_>, typed: &str, problem: Option<&dyn Fn(&Frame<'_>) -> String>, kept: &str) -> askama::Result<String> {
    let f = frame(here, problem.is_some());
    Ask { problem: problem.map(|words| words(&f)), f, form: here.form, typed, kept, ahead: Ahead::render(here)? }.render()
}

async fn come_back(State(public): State<Arc<Public>>, Path(lang): Path<String>, request: Request) -> Answer {
    let shown = public.shown();
    let (language, form) = form_of(&shown, &lang)?;
    let here = Here { site: &shown.site, language, form };
    let keys = public.keys().ok_or(Fault::Closed)?;
    let source = crate::limits::source(&request);
    let fields = form_fields(request, LONGEST_FORM).await?;
    let visit = field(&fields, "visit");
    let answered = if visit.is_empty() {
        typed(&public, here, &keys, &fields, source).await
    } else {
        add(&public, here, &keys, &fields, source).await
    };
    let mut response = answered?;
    // The connection's buffers hold the receipt for as long as it lives.
    response.headers_mut().insert(header::CONNECTION, http::HeaderValue::from_static("close"));
    Ok(response)
}

/// A receipt was typed.
async fn typed(public: &Public, here: Here<'_>, keys: &PublicKeys, fields: &Fields, source: Option<Source>) -> Answer {
    let typed = field(fields, "receipt");
    let again = |status, words: &dyn Fn(&Frame<'_>) -> String| -> Answer { Ok(answer::html(status, ask(here, typed, Some(words), "")?)) };
    if !public.limits.allow((public.world.now)(), source, What::Receipt) {
        return again(StatusCode::TOO_MANY_REQUESTS, &|f| f.t("return-too-many"));
    }
    let receipt = match Receipt::read(typed) {
        Ok(receipt) => receipt,
        Err(mistyped) => return again(StatusCode::UNPROCESSABLE_ENTITY, &|f| slip(f, &mistyped)),
    };
    match look(public, here, keys, &receipt).await? {
        Some(found) => {
            let mut bytes = [0; 16];
            (public.world.random)(&mut bytes);
            let visit = Visit { receipt: receipt.numbers(), message: MessageId::from_bytes(bytes) };
            let page = mailbox_page(public, here, &visit, found, false, None, "")?;
            Ok(answer::html(StatusCode::OK, page))
        }
        None => again(StatusCode::UNPROCESSABLE_ENTITY, &|f| f.t("return-unknown")),
    }
}

fn slip(f: &Frame<'_>, mistyped: &Mistyped) -> String {
    match mistyped {
        Mistyped::Count(count) => f.count("return-count", "count", count),
        Mistyped::Check => f.t("return-check"),
        Mistyped::Word { typed, nearest } => f.words.with("return-word", &[("word", Value::Text(typed)), ("near", Value::Text(nearest))]),
    }
}

/// What stands in a receipt's mailbox.
struct Found {
    /// Whom the concern is sealed to, as the words themselves say.
    to: SealedTo,
    row: MailboxRow,
    replies: Vec<Reply>,
    not_shown: usize,
}

/// What a receipt leads to. One that leads nowhere costs the same work as one that does: derivation, and the questions to the store and
/// its spool, for both of whom a concern can be sealed to.
async fn look(public: &Public, here: Here<'_>, keys: &PublicKeys, receipt: &Receipt) -> Result<Option<Found>, Fault> {
    let team = look_as(public, here, keys, receipt, SealedTo::Team).await;
    match (team, look_as(public, here, keys, receipt, SealedTo::Managers).await) {
        (Ok(Some(found)), _) | (_, Ok(Some(found))) => Ok(Some(found)),
        (Err(fault), _) | (_, Err(fault)) => Err(fault),
        (Ok(None), Ok(None)) => Ok(None),
    }
}

async fn look_as(public: &Public, here: Here<'_>, keys: &PublicKeys, receipt: &Receipt, to: SealedTo) -> Result<Option<Found>, Fault> {
    let site = &here.site.settings.id;
    let mailbox = receipt.mailbox(&scope(site, to));
    let found = public.keeper.mailbox(site, &mailbox.id).await?;
    // Who has the words has the keys; whoever wrote another key into the database gets nowhere.
    let Some((row, sealed)) = found.filter(|(row, _)| row.verify_key == send::kept(&mailbox).verify_key) else { return Ok(None) };
    let concern = row.concern.parse().map_err(|_| Fault::Internal)?;
    let (mut replies, mut not_shown) = (Vec::new(), 0);
    for one in sealed {
        let opened = one.id.parse().ok().and_then(|message| {
            let place = Place { site: site.clone(), concern, message };
            receipt.open_reply(to, &place, &one.sealed, keys).ok()
        });
        match opened {
            Some(reply) => replies.push(reply),
            None => not_shown += 1,
        }
    }
    if not_shown > 0 {
        tracing::warn!(not_shown, "answers in a mailbox are not signed by the team, and were not shown");
    }
    replies.sort_by_key(|reply| reply.at);
    Ok(Some(Found { to, row, replies, not_shown }))
}

fn mailbox_page(
    public: &Public,
    here: Here<'_>,
    visit: &Visit,
    found: Found,
    added: bool,
    problem: Option<&dyn Fn(&Frame<'_>) -> String>,
    text: &str,
) -> Result<String, Fault> {
    let f = frame(here, problem.is_some());
    let wrapped = public.carry.wrap((public.world.now)(), &mut { public.world.random }, &purpose(here), visit);
    let page = MailboxPage {
        problem: problem.map(|words| words(&f)),
        f,
        form: here.form,
        visit: wrapped.map_err(|_| Fault::Internal)?,
        stage: Stage::parse(&found.row.state).unwrap_or(Stage::Received),
        replies: found.replies,
        not_shown: found.not_shown,
        added,
        text,
    };
    Ok(page.render()?)
}

fn purpose(here: Here<'_>) -> String {
    format!("return\0{}", here.site.settings.id)
}

/// Something is added, from the page of a mailbox.
async fn add(public: &Public, here: Here<'_>, keys: &PublicKeys, fields: &Fields, source: Option<Source>) -> Answer {
    let now = (public.world.now)();
    let text = field(fields, "text").trim().replace("\r\n", "\n");
    let visit = public.carry.unwrap::<Visit>(now, &purpose(here), field(fields, "visit")).ok();
    let known = visit.and_then(|visit| Some((Receipt::from_numbers(visit.receipt)?, visit)));
    let Some((receipt, visit)) = known else {
        let words: &dyn Fn(&Frame<'_>) -> String = &|f| f.t("return-old");
        return Ok(answer::html(StatusCode::UNPROCESSABLE_ENTITY, ask(here, "", Some(words), &text)?));
    };
    let found = look(public, here, keys, &receipt).await?.ok_or(Fault::NotFound)?;
    let status_and_problem = if text.is_empty() {
        Some((StatusCode::UNPROCESSABLE_ENTITY, "return-empty"))
    } else if text.chars().count() > LONGEST_MESSAGE {
        Some((StatusCode::UNPROCESSABLE_ENTITY, "return-too-long"))
    } else if !public.limits.allow_sent(now, source, text.len()) {
        Some((StatusCode::TOO_MANY_REQUESTS, "concern-too-many"))
    } else {
        keep(public, here, keys, &found, name(visit.message, &text), &text).await?
    };
    if let Some((status, key)) = status_and_problem {
        let words: &dyn Fn(&Frame<'_>) -> String = &|f| f.t(key);
        return Ok(answer::html(status, mailbox_page(public, here, &visit, found, false, Some(words), &text)?));
    }
    // The same name again: whoever reloads adds nothing twice. For more they come back, or write below.
    let mut bytes = [0; 16];
    (public.world.random)(&mut bytes);
    let next = Visit { receipt: visit.receipt, message: MessageId::from_bytes(bytes) };
    Ok(answer::html(StatusCode::OK, mailbox_page(public, here, &next, found, true, None, "")?))
}

/// The name that what is added gets: it follows from the page and the words. The same sent again is kept once; other words, sent after going
/// back to the page, are kept beside the first.
fn name(page: MessageId, text: &str) -> MessageId {
    let digest = Sha256::new().chain_update("waymark-addition-v1\0").chain_update(page.bytes()).chain_update(text).finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    MessageId::from_bytes(bytes)
}

/// Seals and keeps what is added; on failure the status and the words that say so.
async fn keep(
    public: &Public,
    here: Here<'_>,
    keys: &PublicKeys,
    found: &Found,
    message: MessageId,
    text: &str,
) -> Result<Option<(StatusCode, &'static str)>, Fault> {
    let site = &here.site.settings.id;
    let key = keys.current(found.to);
    let place = Place { site: site.clone(), concern: found.row.concern.parse().map_err(|_| Fault::Internal)?, message };
    let payload = Payload { place, lang: here.language.code.clone(), mailbox: None, said: Said::Addition(text.to_owned()) };
    let kept = Message {
        site: site.clone(),
        concern: found.row.concern.clone(),
        id: message.to_string(),
        kind: "addition".to_owned(),
        at: (public.world.now)(),
        key_id: key.id.clone(),
        sealed: seal::seal(&key.recipient, payload.json()),
    };
    match public.keeper.add_record(kept).await {
        Ok(_) | Err(KeepError::Conflict) => Ok(None),
        Err(error) => {
            tracing::error!(%error, "an addition could not be kept, and its teller was told so");
            Ok(Some((StatusCode::SERVICE_UNAVAILABLE, "concern-not-kept")))
        }
    }
}

/// The words for a stage, and nothing finer: all that a teller sees.
fn stage_words(f: &Frame<'_>, stage: Stage) -> String {
    f.t(&format!("return-stage-{stage}"))
}

impl MailboxPage<'_> {
    fn stage_words(&self) -> String {
        stage_words(&self.f, self.stage)
    }

    /// The day a reply was written, in the words of the page.
    fn day(&self, at: i64) -> String {
        self.f.words.date(&crate::router::day(at.div_euclid(86_400)))
    }
}
