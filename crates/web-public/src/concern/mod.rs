//! Telling: the concern form, one thing a page, and what is sealed and kept at its end. With scripts the pages stand ahead in the first.
//! What was typed travels in the form, sealed; nothing readable is kept here between two pages. Must not know how anything is opened.

mod ahead;
pub(crate) mod draft;
mod flow;
mod pages;
pub(crate) mod send;
mod view;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Request, State};
use axum::routing::get;
use course::concern::{Form, FormPage};
use course::{Language, Site};
use http::{StatusCode, header};

use crate::errors::Fault;
use crate::router::{Answer, Fields, field, form_fields};
use crate::shown::Shown;
use crate::{Public, answer};
use draft::Draft;
use flow::{At, Go, Wrong};
use pages::Page;
pub(crate) use pages::render;

/// The most that one page of the form can send: what was told before, sealed, and 20,000 characters that a browser writes in nine bytes each.
const LONGEST_FORM: usize = 384 * 1024;
/// The hidden field that nobody fills in but programs.
const TRAP: &str = "website";

/// The form's addresses. Its first two pages stand still, where there are keys to seal to.
pub(crate) fn routes() -> Router<Arc<Public>> {
    Router::new()
        .route("/{lang}/concern", get(start))
        .route("/{lang}/concern/", get(start))
        .route("/{lang}/concern/{step}", get(start).post(answer_page))
}

/// The form of a language.
pub(crate) fn form_of<'a>(shown: &'a Shown, lang: &str) -> Result<(&'a Language, &'a Form), Fault> {
    let language = shown.site.language(lang).ok_or(Fault::NotFound)?;
    Ok((language, language.concern.as_ref().ok_or(Fault::NotFound)?))
}

/// What a page is made from.
#[derive(Clone, Copy)]
pub(crate) struct Here<'a> {
    pub(crate) site: &'a Site,
    pub(crate) language: &'a Language,
    pub(crate) form: &'a Form,
}

/// Whoever comes to the middle of the form without what they told before begins at its start.
async fn start(State(public): State<Arc<Public>>, Path(parts): Path<Vec<String>>) -> Answer {
    let shown = public.shown();
    let (language, _) = form_of(&shown, parts.first().map_or("", String::as_str))?;
    public.keys().ok_or(Fault::Closed)?;
    Ok(answer::see_other(&format!("/{}/concern/", language.code)))
}

async fn answer_page(State(public): State<Arc<Public>>, Path((lang, step)): Path<(String, String)>, request: Request) -> Answer {
    let shown = public.shown();
    let (language, form) = form_of(&shown, &lang)?;
    public.keys().ok_or(Fault::Closed)?;
    let here = Here { site: &shown.site, language, form };
    let source = crate::limits::source(&request);
    let fields = form_fields(request, LONGEST_FORM).await?;
    let mut response = match carried(&public, here, &step, &fields) {
        Err(()) => pages::expired(here, &fields)?,
        Ok(draft) => match step.as_str() {
            "send" => send::send(&public, here, draft, &fields, source).await?,
            "check" => from_check(&public, here, draft, &fields)?,
            "whole" => whole(&public, here, draft, &fields)?,
            number => {
                let at = number.parse().ok().filter(|n: &usize| n.to_string() == number).ok_or(Fault::NotFound)?;
                from_page(&public, here, draft, at, &fields)?
            }
        },
    };
    // The connection's buffers hold what was typed for as long as it lives.
    response.headers_mut().insert(header::CONNECTION, http::HeaderValue::from_static("close"));
    Ok(response)
}

/// What was told before. Only the first page can do without, and the whole form at once.
fn carried(public: &Public, here: Here<'_>, step: &str, fields: &Fields) -> Result<Draft, ()> {
    match field(fields, "carry") {
        "" if step == "1" || step == "whole" => Ok(Draft::new(public.world.random)),
        text => public.carry.unwrap((public.world.now)(), &purpose(here.site), text).map_err(|_| ()),
    }
}

fn purpose(site: &Site) -> String {
    format!("concern\0{}", site.settings.id)
}

/// Wraps what was told, for the next page.
pub(crate) fn wrap(public: &Public, here: Here<'_>, draft: &Draft) -> Result<String, Fault> {
    let wrapped = public.carry.wrap((public.world.now)(), &mut { public.world.random }, &purpose(here.site), draft);
    wrapped.map_err(|error| {
        tracing::error!(why = %error.kind(), "what was typed cannot be carried: the keys of the day cannot be kept");
        Fault::Internal
    })
}

fn from_page(public: &Public, here: Here<'_>, mut draft: Draft, at: usize, fields: &Fields) -> Answer {
    let path = here.form.path(draft.teller());
    let page: &FormPage = path.get(at.wrapping_sub(1)).copied().ok_or(Fault::NotFound)?;
    let number = field(fields, "number").parse().unwrap_or(1).clamp(1, casework::fields::MOST_IN_GROUP);
    let number = if page.repeat { number } else { 1 };
    let go = Go::read(field(fields, "go"));
    let mut wrong = flow::take(page, number, fields, &mut draft);
    let trapped = !field(fields, TRAP).is_empty();
    if trapped {
        wrong.push((TRAP.to_owned(), Wrong::Trap));
    }
    // Nobody is held on a page that they want to go back from; it is asked again on the way forward.
    if !wrong.is_empty() && (go != Go::Back || trapped) {
        let page = Page { at, number, wrong: &wrong, trapped, then: Vec::new() };
        return Ok(answer::html(StatusCode::UNPROCESSABLE_ENTITY, pages::page(public, here, &draft, page)?));
    }
    let then = if go == Go::Back { Vec::new() } else { pages::then(page, number, &draft) };
    let html = match flow::after(here.form, &draft, at, number, go) {
        At::Page(at, number) => pages::page(public, here, &draft, Page { at, number, then, wrong: &[], trapped: false })?,
        At::Check => pages::check(public, here, &draft, pages::Check { then, ..pages::Check::default() })?,
    };
    Ok(answer::html(StatusCode::OK, html))
}

/// Everything at once, from a browser that could not seal it: its teller has chosen that this server does. They look it through once more.
fn whole(public: &Public, here: Here<'_>, mut draft: Draft, fields: &Fields) -> Answer {
    draft.answers.set("who", field(fields, "who"));
    for page in here.form.path(draft.teller()) {
        let most = if page.repeat { casework::fields::MOST_IN_GROUP } else { 1 };
        for number in 1..=most {
            // What is wrong was said in the browser, and is said again when it is sent.
            flow::take(page, number, fields, &mut draft);
        }
    }
    Ok(answer::html(StatusCode::OK, pages::check(public, here, &draft, pages::Check::default())?))
}

/// From the list of answers, to one page or back.
fn from_check(public: &Public, here: Here<'_>, draft: Draft, fields: &Fields) -> Answer {
    let last = here.form.path(draft.teller()).len() + 1;
    let to = match Go::read(field(fields, "go")) {
        Go::Next | Go::More => At::Check,
        go => flow::after(here.form, &draft, last, 1, go),
    };
    let html = match to {
        At::Page(at, number) => pages::page(public, here, &draft, Page { at, number, then: Vec::new(), wrong: &[], trapped: false })?,
        At::Check => pages::check(public, here, &draft, pages::Check::default())?,
    };
    Ok(answer::html(StatusCode::OK, html))
}
