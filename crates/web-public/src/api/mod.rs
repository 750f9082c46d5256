//! The API: concerns that were sealed before they came, whom to seal to, and (in `mailbox.rs`) coming back. Errors are problems (RFC 9457).
//! What comes is unread: size and header alone are looked at. Must not open anything.

mod mailbox;

use std::str::FromStr;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::routing::{get, post};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use casework::ConcernId;
use http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use seal::{LARGEST, Mailbox, SealedTo, looks_sealed};
use serde_json::{Value, json};
use store::{Intake, KeepError};

use crate::concern::send;
use crate::errors::Fault;
use crate::{Public, headers};

/// The type of what is sealed.
const AGE: &str = "application/age-encryption";

/// The API's addresses.
pub(crate) fn routes() -> Router<Arc<Public>> {
    Router::new().route("/api/v1/concerns", post(take)).route("/api/v1/recipient", get(recipient)).merge(mailbox::routes())
}

/// Why something was not taken. Titles are fixed sentences; details say what to do, and never quote what came.
struct Problem {
    status: StatusCode,
    title: &'static str,
    detail: String,
}

fn problem(status: StatusCode, title: &'static str, detail: impl Into<String>) -> Problem {
    Problem { status, title, detail: detail.into() }
}

impl From<Problem> for Response<Body> {
    fn from(problem: Problem) -> Response<Body> {
        let body = json!({ "type": "about:blank", "status": problem.status.as_u16(), "title": problem.title, "detail": problem.detail });
        let mut response = answer(problem.status, "application/problem+json", &body);
        if matches!(problem.status, StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE) {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("60"));
        }
        response
    }
}

fn answer(status: StatusCode, kind: &'static str, body: &Value) -> Response<Body> {
    answer_text(status, kind, body.to_string())
}

fn answer_text(status: StatusCode, kind: &'static str, text: String) -> Response<Body> {
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response.headers_mut().insert(header::CACHE_CONTROL, headers::PRIVATE);
    response
}

/// What is answered when an address of the API cannot be used so.
pub(crate) fn fault(fault: Fault, reference: &str) -> Response<Body> {
    problem(fault.status(), fault.title(), format!("Reference {reference}. What can be asked is in /api/v1/openapi.json.")).into()
}

async fn recipient(State(public): State<Arc<Public>>) -> Response<Body> {
    let Some(keys) = public.keys() else { return closed().into() };
    let of = |to| keys.current(to).recipient.to_string();
    let body = json!({
        "version": 1,
        "site": public.shown().site.settings.id,
        "recipients": [of(SealedTo::Team)],
        "managers": [of(SealedTo::Managers)],
        "signers": keys.keys.iter().map(|key| json!({ "key": key.id, "for": key.to, "verify": URL_SAFE_NO_PAD.encode(key.verify) })).collect::<Vec<_>>(),
    });
    answer(StatusCode::OK, "application/json", &body)
}

fn closed() -> Problem {
    problem(
        StatusCode::SERVICE_UNAVAILABLE,
        "No concern can be taken just now",
        "This installation has no keys yet: see `waymark keys init`.",
    )
}

async fn take(State(public): State<Arc<Public>>, request: Request) -> Response<Body> {
    match taken(&public, request).await {
        Ok(id) => answer(StatusCode::CREATED, "application/json", &json!({ "id": id })),
        Err(problem) => problem.into(),
    }
}

async fn taken(public: &Public, request: Request) -> Result<String, Problem> {
    let source = crate::limits::source(&request);
    let asked = Asked::read(request.headers())?;
    let sealed = sealed(request).await?;
    let now = (public.world.now)();
    if !public.limits.allow_sent(now, source, sealed.len()) {
        return Err(too_many());
    }
    let keys = public.keys().ok_or_else(closed)?;
    let shown = public.shown();
    let settings = &shown.site.settings;
    let intake = Intake {
        site: settings.id.clone(),
        concern: asked.id.to_string(),
        sealed_to: asked.to.text().to_owned(),
        key_id: keys.current(asked.to).id.clone(),
        arrived: now,
        due: send::due(settings, now),
        sealed: sealed.to_vec(),
        mailbox: asked.mailbox.as_ref().map(send::kept),
    };
    match public.keeper.take(intake).await {
        Ok(_) => Ok(asked.id.to_string()),
        Err(KeepError::Conflict) => {
            let detail = "It came with another receipt. Send this one with a new Idempotency-Key.";
            Err(problem(StatusCode::CONFLICT, "There is a concern with that name already", detail))
        }
        Err(error) => {
            tracing::error!(%error, "a sealed concern could not be kept, and its sender was told so");
            Err(not_kept())
        }
    }
}

fn too_many() -> Problem {
    let detail = "Wait a minute and send it again, with the same Idempotency-Key. If someone is in danger, ring 999.";
    problem(StatusCode::TOO_MANY_REQUESTS, "Too much has come from there", detail)
}

fn not_kept() -> Problem {
    let detail = "It was not kept. Send it again, with the same Idempotency-Key. If someone is in danger, ring 999.";
    problem(StatusCode::SERVICE_UNAVAILABLE, "Not sent", detail)
}

/// A body that looks sealed from outside.
async fn sealed(request: Request) -> Result<Bytes, Problem> {
    let sealed = body(request, LARGEST).await?;
    let looks = looks_sealed(&sealed);
    looks.map_err(|why| problem(StatusCode::BAD_REQUEST, "The body is not a sealed message", format!("{why}.")))?;
    Ok(sealed)
}

async fn body(request: Request, most: usize) -> Result<Bytes, Problem> {
    to_bytes(request.into_body(), most).await.map_err(|error| {
        let too_long = std::error::Error::source(&error).is_some_and(|e| e.is::<http_body_util::LengthLimitError>());
        if too_long {
            problem(StatusCode::PAYLOAD_TOO_LARGE, "The body is too large", format!("At most {most} bytes are taken."))
        } else {
            problem(StatusCode::BAD_REQUEST, "The body did not come whole", "Send it again, with the same Idempotency-Key.")
        }
    })
}

/// What the headers of a request say.
struct Asked {
    id: ConcernId,
    to: SealedTo,
    mailbox: Option<Mailbox>,
}

impl Asked {
    fn read(headers: &HeaderMap) -> Result<Asked, Problem> {
        of_type(headers, AGE)?;
        let id = idempotency_key(headers)?;
        let to = sealed_to(headers)?;
        let mailbox = one(headers, "waymark-receipt")?.map(str::parse).transpose();
        let mailbox = mailbox.map_err(|_| bad_request("Waymark-Receipt is none", "Send MAILBOX.X25519.ED25519, each in base64url."))?;
        Ok(Asked { id, to, mailbox })
    }
}

fn bad_request(title: &'static str, detail: &str) -> Problem {
    problem(StatusCode::BAD_REQUEST, title, detail)
}

fn of_type(headers: &HeaderMap, wanted: &str) -> Result<(), Problem> {
    let kind = one(headers, "content-type")?.unwrap_or_default();
    let fits = kind.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case(wanted);
    fits.then_some(())
        .ok_or_else(|| problem(StatusCode::UNSUPPORTED_MEDIA_TYPE, "The body is of another type", format!("Send it as {wanted}.")))
}

/// The random name under which something is kept once.
fn idempotency_key<T: FromStr>(headers: &HeaderMap) -> Result<T, Problem> {
    let id = one(headers, "idempotency-key")?.and_then(|text| text.parse().ok());
    id.ok_or_else(|| bad_request("The Idempotency-Key is missing, or is none", "Send 16 random bytes as 22 characters of base64url."))
}

fn sealed_to(headers: &HeaderMap) -> Result<SealedTo, Problem> {
    let to = one(headers, "waymark-to")?.map_or(Some(SealedTo::Team), SealedTo::parse);
    to.ok_or_else(|| bad_request("Waymark-To is neither `team` nor `managers`", "Name the one that the body is sealed to."))
}

/// A header that may stand once.
fn one<'a>(headers: &'a HeaderMap, name: &'static str) -> Result<Option<&'a str>, Problem> {
    let bad = || problem(StatusCode::BAD_REQUEST, "A header cannot be read", format!("Send `{name}` once, in plain ASCII."));
    let mut all = headers.get_all(name).iter();
    let first = all.next();
    if all.next().is_some() {
        return Err(bad());
    }
    first.map(|value| value.to_str().map_err(|_| bad())).transpose()
}

/// The OpenAPI document, with the payload's own schema in it.
pub(crate) fn document() -> String {
    let mut document: Value = serde_json::from_str(include_str!("openapi.json")).expect("the document is JSON, as a test shows");
    let mut payload: Value = serde_json::from_str(casework::schema().get()).expect("so is the schema");
    if let Some(map) = payload.as_object_mut() {
        map.remove("$schema");
    }
    document["components"]["schemas"]["Payload"] = payload;
    document.to_string()
}
