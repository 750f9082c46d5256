//! The public door: pages, search and the course, over HTTP.
//! Must not know addresses to listen on, the disk, or how anything is sealed or opened.

use std::sync::Arc;

use axum::body::Body;
use http::{Request, Response};

/// What the door needs from the world outside: the time and randomness. Tests give fixed ones.
#[derive(Clone, Copy)]
pub struct World {
    /// Seconds since 1970, UTC.
    pub now: fn() -> i64,
    /// Fills a buffer with random bytes.
    pub random: fn(&mut [u8]),
}

/// The public door of one site.
pub struct Public {
    store: store::Store,
    world: World,
}

impl Public {
    /// Renders every page of `site` that depends on nothing but its address, lightly compressed.
    pub fn new(site: course::Site, store: store::Store, world: World) -> Arc<Public> {
        let _ = site;
        Arc::new(Public { store, world })
    }

    /// Shows `site` from now on, in place of the one before.
    pub fn replace(&self, site: course::Site) {
        let _ = site;
    }

    /// Compresses the rendered pages as small as they go. Takes a second or two: run it beside the serving.
    pub fn compress(&self) {}

    /// Answers a request.
    pub async fn answer(&self, request: Request<Body>) -> Response<Body> {
        let _ = (request, &self.store, &self.world);
        Response::new(Body::empty())
    }
}
