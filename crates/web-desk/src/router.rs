//! The routes of the desk.
//! Must not render anything itself; each feature does.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::response::IntoResponse;
use http::Response;
use tower_http::csrf::{CsrfLayer, ProtectionError, ResponseForProtectionError};

use crate::errors::Fault;
use crate::{DeskDoor, acts, concern, figures, find, inbox, links, network, people, retention, signin, tell};

pub(crate) type Answer = Result<Response<Body>, Fault>;

/// All of them.
pub(crate) fn routes(door: Arc<DeskDoor>) -> Router {
    Router::new()
        .merge(signin::routes())
        .merge(inbox::routes())
        .merge(find::routes())
        .merge(concern::routes())
        .merge(links::routes())
        .merge(network::routes())
        .merge(acts::routes())
        .merge(people::routes())
        .merge(tell::routes())
        .merge(figures::routes())
        .merge(retention::routes())
        .fallback(|| async { Err::<Response<Body>, Fault>(Fault::NotFound) })
        .method_not_allowed_fallback(|| async { Err::<Response<Body>, Fault>(Fault::Method) })
        .layer(CsrfLayer::new().with_rejection_response(CrossSite))
        .with_state(door)
}

/// The answer to a form that another site has sent.
#[derive(Clone)]
struct CrossSite;

impl ResponseForProtectionError<Body> for CrossSite {
    fn response_for_protection_error(&mut self, _error: ProtectionError) -> Response<Body> {
        Fault::CrossSite.into_response()
    }
}
