//! The public door: pages, search, the course, telling and coming back, over HTTP.
//! Must not know addresses to listen on, or how anything is opened.

mod answer;
mod api;
mod back;
mod concern;
mod course;
mod errors;
mod languages;
mod layout;
mod limits;
mod pages;
mod router;
mod search;
mod shown;
mod still;
mod words;

use std::sync::{Arc, OnceLock};

use ::course::Site;
use arc_swap::{ArcSwap, ArcSwapOption};
use axum::Router;
use axum::body::Body;
use http::{HeaderMap, HeaderValue, Request, Response, header};
use seal::{CarryKeys, PublicKeys};
use store::{Keeper, Store};
use tower::ServiceExt;
use web::{assets, headers};

use errors::Fault;
pub use limits::{Limits, Source, SourceName};
use shown::Shown;

/// What the door needs from the world outside: the time and randomness. Tests give fixed ones.
#[derive(Clone, Copy)]
pub struct World {
    /// Seconds since 1970, UTC.
    pub now: fn() -> i64,
    /// Fills a buffer with random bytes.
    pub random: fn(&mut [u8]),
}

/// What the door works with.
pub struct Parts {
    /// Where things told are kept, and progress.
    pub keeper: Keeper,
    /// Whom to seal to; without keys nothing can be told.
    pub keys: Option<PublicKeys>,
    /// What a form's earlier answers are carried with.
    pub carry: CarryKeys,
    /// The limits on sending.
    pub limits: Limits,
    /// Time and randomness.
    pub world: World,
}

/// The public door of one site.
pub struct Public {
    shown: ArcSwap<Shown>,
    store: Store,
    keeper: Keeper,
    keys: ArcSwapOption<PublicKeys>,
    carry: CarryKeys,
    limits: Limits,
    world: World,
    router: OnceLock<Router>,
}

/// Reads a site as it is shown: with the words of the interface where the program says something in the midst of its text.
pub fn load(files: &::course::Files) -> (Option<Site>, Vec<::course::Problem>) {
    ::course::load_saying(files, &|language| words::Words::new(language).t("number-unconfirmed"))
}

/// Why a site cannot be shown.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A template failed.
    #[error("a page could not be rendered: {0}")]
    Render(#[from] askama::Error),
}

impl Public {
    /// Renders every page of `site` that depends on nothing but its address, lightly compressed.
    ///
    /// # Errors
    /// If a page cannot be rendered.
    pub fn new(site: Site, parts: Parts) -> Result<Arc<Public>, Error> {
        let Parts { keeper, keys, carry, limits, world } = parts;
        let shown = ArcSwap::from_pointee(Shown::new(Arc::new(site), keys.is_some())?);
        let (store, keys) = (keeper.store().clone(), ArcSwapOption::from_pointee(keys));
        let public = Arc::new(Public { shown, store, keeper, keys, carry, limits, world, router: OnceLock::new() });
        // The routes hold the door that holds them: both live as long as the program.
        _ = public.router.set(router::routes(Arc::clone(&public)));
        Ok(public)
    }

    /// Shows `site` from now on, in place of the one before.
    ///
    /// # Errors
    /// If a page cannot be rendered; the site before is then still shown.
    pub fn replace(&self, site: Site) -> Result<(), Error> {
        self.shown.store(Arc::new(Shown::new(Arc::new(site), self.keys.load().is_some())?));
        Ok(())
    }

    /// Seals to `keys` from now on.
    ///
    /// # Errors
    /// If a page cannot be rendered; the keys before are then still used.
    pub fn use_keys(&self, keys: PublicKeys) -> Result<(), Error> {
        let site = Arc::clone(&self.shown().site);
        self.shown.store(Arc::new(Shown::new(site, true)?));
        self.keys.store(Some(Arc::new(keys)));
        Ok(())
    }

    /// Compresses the rendered pages as small as they go. Takes a second or two: run it beside the serving.
    pub fn compress(&self) {
        let before = self.shown.load_full();
        // A site that was replaced in the meantime stays.
        self.shown.compare_and_swap(&before, Arc::new(before.squeezed()));
    }

    /// Answers a request.
    pub async fn answer(&self, request: Request<Body>) -> Response<Body> {
        match self.still(&request) {
            Some(response) => response,
            // In a box: whatever a route holds would otherwise be moved about with every answer that stands still.
            None => Box::pin(self.made(request)).await,
        }
    }

    /// What is answered to a request for `path` that is not looked at: the fixed page that says so.
    pub fn full(&self, path: &str, full: web::Full) -> Response<Body> {
        let shown = self.shown();
        let fault = match full {
            web::Full::Source => Fault::TooMany,
            web::Full::All => Fault::Busy,
        };
        let mut response = web::turned_away(self.fault_page(&shown, path, fault));
        self.always(&shown, response.headers_mut());
        response
    }

    /// Answers what is made for one visitor.
    async fn made(&self, request: Request<Body>) -> Response<Body> {
        let shown = self.shown();
        let path = request.uri().path().to_owned();
        let reads = request.method().is_safe();
        let mut response = match self.router.get() {
            // A router never fails: its error type has no values.
            Some(router) => match router.clone().oneshot(request).await {
                Ok(response) => response,
                Err(never) => match never {},
            },
            None => web::text(http::StatusCode::SERVICE_UNAVAILABLE, "not ready\n"),
        };
        if let Some(fault) = response.extensions_mut().remove::<Fault>() {
            // A page that is there, but takes no form, is not missing; an address that only takes forms is, for who reads.
            let fault = match fault {
                Fault::NotFound if !reads && shown.still.has(&path) => Fault::Method,
                Fault::Method if reads && !path.starts_with("/api/") => Fault::NotFound,
                fault => fault,
            };
            let allow = response.headers_mut().remove(header::ALLOW).filter(|_| fault == Fault::Method);
            response = self.fault_page(&shown, &path, fault);
            if let Some(allow) = allow {
                response.headers_mut().insert(header::ALLOW, allow);
            }
        }
        self.always(&shown, response.headers_mut());
        response
    }

    /// The answer, if it stands still. A query changes nothing, save in a search.
    fn still(&self, request: &Request<Body>) -> Option<Response<Body>> {
        if request.uri().query().is_some() && request.uri().path().ends_with("/search") {
            return None;
        }
        self.shown.load().still.answer(request, course::cookie::text(request.headers()).is_some())
    }

    fn fault_page(&self, shown: &Shown, path: &str, fault: Fault) -> Response<Body> {
        let mut bytes = [0; 4];
        (self.world.random)(&mut bytes);
        let reference: String = bytes.iter().map(|b| format!("{b:02x}")).collect();
        if fault == Fault::Internal {
            tracing::error!(reference, "answered with an error page");
        }
        if path.starts_with("/api/") {
            return api::fault(fault, &reference);
        }
        let lang = path.split('/').nth(1).unwrap_or_default();
        errors::page(&shown.site, lang, fault, &reference)
    }

    fn always(&self, shown: &Shown, headers: &mut HeaderMap) {
        for (name, value) in headers::always(shown.https) {
            headers.insert(name, value.clone());
        }
        headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    }

    fn shown(&self) -> Arc<Shown> {
        self.shown.load_full()
    }

    fn keys(&self) -> Option<Arc<PublicKeys>> {
        self.keys.load_full()
    }

    /// The number of today, in days since 1970.
    fn today(&self) -> i64 {
        (self.world.now)().div_euclid(86_400)
    }
}
