//! Whether something new has come, for a page that is open and asks from time to time: numbers of what this person may see, and nothing of what
//! came. **It is no look at a concern, and no doing: it is not noted, and a session that does nothing else ends as if nobody had asked.**

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use http::header::HeaderValue;
use http::{HeaderMap, StatusCode};
use web::{answer, text};

use crate::DeskDoor;
use crate::router::Answer;
use crate::session::Right;

/// Answers with how many are new or have something new, and when the last came.
pub(super) async fn news(State(door): State<Arc<DeskDoor>>, headers: HeaderMap) -> Answer {
    let Some(who) = door.sessions.glance(&door, &headers).await? else { return Ok(text(StatusCode::UNAUTHORIZED, "Signed out.\n")) };
    door.must(&who, Right::Concerns).await?;
    let (many, newest) = door.vault.news(|held| who.may_see(held));
    let json = format!("{{\"many\":{many},\"newest\":{newest}}}");
    Ok(answer::with(StatusCode::OK, HeaderValue::from_static("application/json"), Body::from(json)))
}
