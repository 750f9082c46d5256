//! What is answered for each visitor: answers to questions, codes, searches, and the way out.
//! Must not render anything itself; each feature does.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::routing::{get, post};
use course::{At, Course, Language, Progress};
use http::header::{self, HeaderValue};
use http::{HeaderMap, Response, StatusCode};
use jiff::civil::Date;
use tower_http::csrf::CsrfLayer;

use crate::course::keep::{Failed, Why};
use crate::course::{self as course_web, code, cookie, keep, overview, step};
use crate::errors::Fault;
use crate::limits::{self, What};
use crate::shown::Shown;
use crate::{Public, answer, api, back, concern, languages, search};

/// The most that a form of these pages can send, in bytes.
const LONGEST_BODY: usize = 16 * 1024;

pub(crate) type Answer = Result<Response<Body>, Fault>;
pub(crate) use web::forms::{Fields, decode, field};

/// The routes. Everything that stands still is answered before they are asked.
pub(crate) fn routes(public: Arc<Public>) -> Router {
    Router::new()
        .route("/", get(home))
        .route("/healthz", get(async || web::signs::alive()))
        .route("/readyz", get(ready))
        .route("/{lang}", get(slash))
        .route("/{lang}/course", get(slash_course))
        .route("/{lang}/course/", get(course_overview))
        .route("/{lang}/course/keep", post(keep_progress))
        .route("/{lang}/course/resume", post(resume))
        .route("/{lang}/course/{part}/{stop}", post(answer_step))
        .route("/{lang}/search", get(find).post(find))
        .route("/{lang}/exit", get(exit))
        .merge(concern::routes())
        .merge(back::routes())
        .merge(api::routes())
        .fallback(|| async { Err::<Response<Body>, Fault>(Fault::NotFound) })
        .method_not_allowed_fallback(|| async { Err::<Response<Body>, Fault>(Fault::Method) })
        .layer(CsrfLayer::new().with_rejection_response(CrossSite))
        .with_state(public)
}

/// The answer to a form that another site has sent.
#[derive(Clone)]
struct CrossSite;

impl tower_http::csrf::ResponseForProtectionError<Body> for CrossSite {
    fn response_for_protection_error(&mut self, _error: tower_http::csrf::ProtectionError) -> Response<Body> {
        axum::response::IntoResponse::into_response(Fault::CrossSite)
    }
}

/// A fault travels as an empty answer; [`Public::answer`] makes the page, since it knows the address.
impl axum::response::IntoResponse for Fault {
    fn into_response(self) -> Response<Body> {
        let mut response = Response::new(Body::empty());
        response.extensions_mut().insert(self);
        response
    }
}

/// A template that fails is our fault.
impl From<askama::Error> for Fault {
    fn from(error: askama::Error) -> Self {
        tracing::error!(%error, "a page could not be rendered");
        Fault::Internal
    }
}

impl From<store::StoreError> for Fault {
    fn from(error: store::StoreError) -> Self {
        tracing::error!(%error, "the store failed");
        Fault::Internal
    }
}

/// The course of a language, which most routes need.
fn course_of<'a>(shown: &'a Shown, lang: &str) -> Result<(&'a Language, &'a Course), Fault> {
    let language = shown.site.language(lang).ok_or(Fault::NotFound)?;
    Ok((language, language.course.as_ref().ok_or(Fault::NotFound)?))
}

async fn home(State(public): State<Arc<Public>>, headers: HeaderMap) -> Response<Body> {
    let shown = public.shown();
    let codes: Vec<&str> = shown.site.languages.iter().map(|l| l.code.as_str()).collect();
    let mut response = answer::see_other(&format!("/{}/", languages::choose(&headers, &codes)));
    response.headers_mut().insert(header::VARY, HeaderValue::from_static("Accept-Language"));
    response
}

async fn ready(State(public): State<Arc<Public>>) -> Response<Body> {
    web::signs::ready(public.keeper.health().await, None)
}

async fn slash(State(public): State<Arc<Public>>, Path(lang): Path<String>) -> Answer {
    public.shown().site.language(&lang).map(|l| answer::see_other(&format!("/{}/", l.code))).ok_or(Fault::NotFound)
}

async fn slash_course(State(public): State<Arc<Public>>, Path(lang): Path<String>) -> Answer {
    course_of(&public.shown(), &lang).map(|(language, _)| answer::see_other(&course_web::base(language)))
}

async fn course_overview(State(public): State<Arc<Public>>, Path(lang): Path<String>, headers: HeaderMap) -> Answer {
    let shown = public.shown();
    let (language, course) = course_of(&shown, &lang)?;
    let progress = cookie::read(&headers, course);
    Ok(answer::html(StatusCode::OK, overview::page(&shown.site, language, course, progress.as_ref())?))
}

async fn answer_step(
    State(public): State<Arc<Public>>,
    Path((lang, part, stop)): Path<(String, String, String)>,
    request: Request,
) -> Answer {
    let shown = public.shown();
    let (language, course) = course_of(&shown, &lang)?;
    let number = |text: &str| text.parse::<usize>().ok().filter(|n| n.to_string() == text).ok_or(Fault::NotFound);
    let at = At { part: number(&part)?, stop: number(&stop)? };
    course.stop(at).ok_or(Fault::NotFound)?;
    let mut progress = cookie::read(request.headers(), course).unwrap_or_default();
    let accepted = request.headers().get(header::ACCEPT_ENCODING).cloned();
    let fields = fields(request).await?;
    let answered = step::answer(&shown.site, language, course, at, &fields)?.ok_or(Fault::Method)?;
    let mut response = answer::html_of_choices(answered.status, answered.html, accepted.as_ref());
    if let Some(learned) = answered.learned {
        step::learn(&mut progress, at, learned);
        if let Some(name) = &progress.keep {
            public.store.keep(&shown.site.settings.id, name, &progress.kept_text(), public.today() + keep::DAYS as i64).await?;
        }
        response.headers_mut().insert(header::SET_COOKIE, cookie::set(&progress, shown.https));
    }
    Ok(response)
}

fn allow(public: &Public, request: &Request, what: What) -> Result<(), Fault> {
    let may = public.limits.allow((public.world.now)(), limits::source(request), what);
    may.then_some(()).ok_or(Fault::TooMany)
}

async fn keep_progress(State(public): State<Arc<Public>>, Path(lang): Path<String>, request: Request) -> Answer {
    let shown = public.shown();
    let (language, course) = course_of(&shown, &lang)?;
    allow(&public, &request, What::Keep)?;
    let mut progress = cookie::read(request.headers(), course).unwrap_or_default();
    let words = code::make(public.world.random);
    let name = code::keep_name(&shown.site.settings.id, &words);
    let until = public.today() + keep::DAYS as i64;
    public.store.keep(&shown.site.settings.id, &name, &progress.kept_text(), until).await?;
    progress.keep = Some(name);
    let html = keep::kept(&shown.site, language, course, &words, day(until), &progress)?;
    let mut response = answer::html(StatusCode::OK, html);
    response.headers_mut().insert(header::SET_COOKIE, cookie::set(&progress, shown.https));
    Ok(response)
}

async fn resume(State(public): State<Arc<Public>>, Path(lang): Path<String>, request: Request) -> Answer {
    let shown = public.shown();
    let (language, course) = course_of(&shown, &lang)?;
    allow(&public, &request, What::Code)?;
    let fields = fields(request).await?;
    let typed = field(&fields, "code");
    let why = match code::read(typed) {
        Err(mistyped) => Why::Mistyped(mistyped),
        Ok(words) => {
            let name = code::keep_name(&shown.site.settings.id, &words);
            match public.store.kept(&shown.site.settings.id, &name, public.today()).await? {
                None => Why::Unknown,
                Some(text) => {
                    let progress = Progress { keep: Some(name), ..Progress::parse(&text, course) };
                    let mut response = answer::see_other(&course_web::base(language));
                    response.headers_mut().insert(header::SET_COOKIE, cookie::set(&progress, shown.https));
                    return Ok(response);
                }
            }
        }
    };
    let html = keep::resume_page(&shown.site, language, course, Some(Failed { typed, why }))?;
    Ok(answer::html(StatusCode::UNPROCESSABLE_ENTITY, html))
}

async fn find(State(public): State<Arc<Public>>, Path(lang): Path<String>, request: Request) -> Answer {
    let shown = public.shown();
    let language = shown.site.language(&lang).ok_or(Fault::NotFound)?;
    let index = shown.indexes.get(&lang).ok_or(Fault::NotFound)?;
    // A link from elsewhere may bring a query in the address; our own form never does.
    let fields = match request.uri().query() {
        Some(query) if request.method() != http::Method::POST => decode(query.as_bytes()),
        _ => fields(request).await?,
    };
    let query = field(&fields, "q");
    let status = if query.trim().is_empty() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok(answer::html(status, search::results(&shown.site, language, index, query)?))
}

/// The way out: forgets everything that this site has put into the browser, and goes where the site's settings say.
async fn exit(State(public): State<Arc<Public>>) -> Response<Body> {
    let shown = public.shown();
    let mut response = answer::see_other(&shown.site.settings.exit);
    let headers = response.headers_mut();
    headers.insert(header::SET_COOKIE, cookie::forget(shown.https));
    // Not "cache": browsers can take seconds to clear it, and this page never waits.
    headers.insert("clear-site-data", HeaderValue::from_static("\"cookies\", \"storage\""));
    response
}

/// The fields of a short form.
async fn fields(request: Request) -> Result<Fields, Fault> {
    form_fields(request, LONGEST_BODY).await
}

/// A form's fields, read with a bound.
pub(crate) async fn form_fields(request: Request, longest: usize) -> Result<Fields, Fault> {
    web::forms::fields(request, longest).await.map_err(|unread| match unread {
        web::forms::Unread::TooLarge => Fault::TooLarge,
        web::forms::Unread::Broken => Fault::BadRequest,
    })
}

/// A day from its number since 1970.
pub(crate) fn day(number: i64) -> Date {
    let days = jiff::Span::new().try_days(number);
    days.and_then(|days| jiff::civil::date(1970, 1, 1).checked_add(days)).unwrap_or(Date::MAX)
}
