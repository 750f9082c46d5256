//! The desk door: signs of life and numbers for who runs it. The desk itself comes with the next version.
//! Must not know addresses to listen on. **Nothing about people stands in any answer here.**

mod metrics;

use axum::body::Body;
use http::header::{self, HeaderValue};
use http::{Method, Request, Response, StatusCode};
use store::Keeper;
use web::{headers, signs, text};

/// The desk door of one installation.
pub struct Desk {
    keeper: Keeper,
    https: bool,
}

impl Desk {
    /// `https`: the desk is reached by https, and browsers are told to stay with it.
    pub fn new(keeper: Keeper, https: bool) -> Desk {
        Desk { keeper, https }
    }

    /// Answers a request.
    pub async fn answer(&self, request: Request<Body>) -> Response<Body> {
        let response = self.found(request.method(), request.uri().path()).await;
        self.always(response)
    }

    /// What is answered to a request that is not looked at.
    pub fn full(&self) -> Response<Body> {
        self.always(web::turned_away(text(StatusCode::SERVICE_UNAVAILABLE, "Too much is under way: try again in a minute.\n")))
    }

    fn always(&self, mut response: Response<Body>) -> Response<Body> {
        let all = response.headers_mut();
        for (name, value) in headers::always(self.https) {
            all.insert(name, value.clone());
        }
        response
    }

    async fn found(&self, method: &Method, path: &str) -> Response<Body> {
        if !matches!(path, "/healthz" | "/readyz" | "/metrics") {
            return text(StatusCode::NOT_FOUND, "There is nothing here yet: the desk comes with the next version of Waymark.\n");
        }
        if !matches!(*method, Method::GET | Method::HEAD) {
            let mut response = text(StatusCode::METHOD_NOT_ALLOWED, "This can only be read.\n");
            response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
            return response;
        }
        match path {
            "/healthz" => signs::alive(),
            "/readyz" => signs::ready(self.keeper.health().await),
            _ => metrics::answer(self.keeper.health().await, self.keeper.store().commits(), self.keeper.looked_up()),
        }
    }
}
