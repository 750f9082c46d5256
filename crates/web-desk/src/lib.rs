//! The desk door: where the team signs in, decides, answers, and accounts for it.
//! Must not know addresses to listen on, or how anything is sealed. **The words of its pages are English**: the team's language, in the templates.

mod acts;
mod address;
mod concern;
mod errors;
mod figures;
mod find;
mod inbox;
mod layout;
mod links;
mod metrics;
mod network;
mod people;
mod post;
mod retention;
mod router;
mod session;
mod signin;
mod tell;
mod vault;
mod words;

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, OnceLock};

use axum::Router;
use axum::body::Body;
use course::LanguageList;
use http::header::{self, HeaderValue};
use http::{Method, Request, Response, StatusCode};
use store::Keeper;
use team::snapshot::Snapshot;
use team::{Office, World};
use tower::ServiceExt;
use web::{assets, headers, signs, text};

pub use address::{DeskAddress, NotADesk};
use errors::Fault;
pub use post::PostHealth;
use session::{Guesses, Sessions};
use signin::{Challenges, Sso};
use vault::Vault;

/// How often the table is looked through for sessions that nobody holds, in seconds.
const SWEEP: i64 = 60;

/// What is for fewer people now is out of the database's files at most so many seconds after the time before.
const GATHERED: i64 = 3_600;

/// What the door works with.
pub struct Parts {
    /// The installation.
    pub office: Arc<Office>,
    /// Whether what is told can be kept.
    pub keeper: Keeper,
    /// The site's phrases that blame, which are pointed out while a worker writes.
    pub phrases: LanguageList,
    /// How the post is that takes reminders out.
    pub post: Arc<PostHealth>,
    /// The folder in which what is open is kept, sealed, for the next time that somebody unlocks the desk.
    pub snapshot: PathBuf,
    /// The desk's own address, if it is known.
    pub address: Option<DeskAddress>,
    /// Who says who somebody is, if anyone but the desk does.
    pub sso: Option<sso::Provider>,
}

/// The desk door of one installation.
pub struct DeskDoor {
    office: Arc<Office>,
    keeper: Keeper,
    phrases: LanguageList,
    post: Arc<PostHealth>,
    sessions: Sessions,
    guesses: Guesses,
    challenges: Challenges,
    /// Passkeys are bound to it: none without.
    address: Option<DeskAddress>,
    vault: Vault,
    snapshot: Snapshot,
    /// Until when changes that others have made were looked for, in seconds since 1970.
    looked: AtomicI64,
    /// When this process opened the door.
    opened: i64,
    /// Whether the sessions of before have ended in the table.
    started: AtomicBool,
    /// When the table was last looked through for sessions that nobody holds.
    swept: AtomicI64,
    /// Whether the ledger was looked through since the start: the machine may have gone down in the midst of a disposal.
    finished: AtomicBool,
    /// Whether the database's files may hold something that was disposed of.
    to_tidy: AtomicBool,
    /// When the files were last cleaned of what is for fewer people now.
    cleaned: AtomicI64,
    sso: Option<Sso>,
    https: bool,
    router: OnceLock<Router>,
}

impl DeskDoor {
    /// Opens it, locked: nobody is signed in, and no key is held.
    pub fn new(parts: Parts) -> Arc<DeskDoor> {
        let Parts { office, keeper, phrases, post, snapshot, address, sso } = parts;
        let snapshot = Snapshot::new(snapshot, &office.site);
        // The desk may be on https before the public door is.
        let own = address.as_ref().is_some_and(|own| own.origin().starts_with("https://"));
        let https = own || office.settings.base.starts_with("https://");
        let guesses = Guesses::new(office.world.random);
        let (sessions, vault, opened) = (Sessions::default(), Vault::default(), office.world.now());
        let (finished, to_tidy) = (AtomicBool::new(false), AtomicBool::new(true));
        let door = Arc::new(DeskDoor {
            office,
            keeper,
            phrases,
            post,
            sessions,
            guesses,
            challenges: Challenges::default(),
            address,
            vault,
            snapshot,
            looked: AtomicI64::new(opened),
            opened,
            started: AtomicBool::new(false),
            swept: AtomicI64::new(opened),
            finished,
            to_tidy,
            cleaned: AtomicI64::new(i64::MIN),
            sso: sso.map(Sso::new),
            https,
            router: OnceLock::new(),
        });
        // The routes hold the door that holds them: both live as long as the program.
        _ = door.router.set(router::routes(Arc::clone(&door)));
        door
    }

    /// To be called before serving: whoever was signed in when the program last ended is not any more.
    ///
    /// # Errors
    /// If the database does not let us: it is tried again beside the work.
    pub async fn start(&self) -> Result<(), store::StoreError> {
        self.end_those_before(i64::MAX).await
    }

    async fn end_those_before(&self, before: i64) -> Result<(), store::StoreError> {
        let now = self.world().now();
        self.office.store.end_sessions(&self.office.site, before, now, "restart").await?;
        self.started.store(true, Ordering::Release);
        self.office.store.forget_sessions(&self.office.site, now - session::REMEMBERED).await.map(|_| ())
    }

    /// Ends in the table what nobody holds any more, once a minute.
    async fn sweep(&self) {
        let now = self.world().now();
        if now - self.swept.load(Ordering::Acquire) < SWEEP {
            return;
        }
        self.swept.store(now, Ordering::Release);
        // Whoever came in since the start stays.
        if !self.started.load(Ordering::Acquire)
            && let Err(error) = self.end_those_before(self.opened).await
        {
            tracing::warn!(%error, "the sessions of before could not be ended");
        }
        if let Err(fault) = session::end_late(self).await {
            tracing::error!(?fault, "sessions that nobody holds could not be ended");
        }
    }

    /// To be called every few seconds: ends sessions that have been idle, and locks the desk when the last has ended.
    pub async fn tick(self: &Arc<Self>) {
        if let Some(sso) = &self.sso {
            sso.look();
        }
        session::end_idle(self).await;
        self.sweep().await;
        vault::leave(self);
        vault::look_for_changes(self).await;
        vault::keep_up(self).await;
        vault::learn(self);
        vault::look_for_matches(self);
    }

    /// To be called now and then, one call at a time, for it may take as long as a copy of the database: finishes what was broken off when a record
    /// was disposed of, and cleans the database's files of what was, and of what is for named people since: whoever restricted it, from wherever. False
    /// if somebody's reading is in the way: to be called again, later each time.
    ///
    /// # Errors
    /// If the ledger or the database does not let us: to be called again, later each time.
    pub async fn tidy(&self) -> Result<bool, team::Error> {
        if !self.finished.load(Ordering::Acquire) {
            team::disposal::finish(&self.office, &self.keeper).await?;
            self.finished.store(true, Ordering::Release);
        }
        let now = self.world().now();
        let unclean = self.office.store.unclean().await.map_err(|e| team::away(&e))?;
        // Each addition to a restricted concern would otherwise be a copy of the whole database.
        let gathered = !unclean.is_empty() && now >= self.cleaned.load(Ordering::Acquire).saturating_add(GATHERED);
        if !self.to_tidy.swap(false, Ordering::AcqRel) && !gathered {
            return Ok(true);
        }
        let tidied = team::disposal::clean(&self.office, &self.snapshot, &unclean).await;
        match tidied {
            Ok(true) if !unclean.is_empty() => self.cleaned.store(now, Ordering::Release),
            Ok(true) => {}
            _ => self.to_tidy.store(true, Ordering::Release),
        }
        tidied
    }

    fn world(&self) -> World {
        self.office.world
    }

    /// Answers a request.
    pub async fn answer(&self, request: Request<Body>) -> Response<Body> {
        let response = match self.sign_of_life(request.method(), request.uri().path()).await {
            Some(response) => response,
            None => self.routed(request).await,
        };
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
        all.insert("permissions-policy", headers::AT_THE_DESK.clone());
        if !all.contains_key(header::CACHE_CONTROL) {
            all.insert(header::CACHE_CONTROL, headers::PRIVATE);
        }
        response
    }

    async fn routed(&self, request: Request<Body>) -> Response<Body> {
        let Some(router) = self.router.get() else { return text(StatusCode::SERVICE_UNAVAILABLE, "Not ready.\n") };
        // A router never fails: what goes wrong is an answer too.
        let mut response = router.clone().oneshot(request).await.unwrap_or_else(|never| match never {});
        // An address that the router cannot read, a mistyped one, it answers in bare words of its own.
        let kind = response.headers().get(header::CONTENT_TYPE);
        let bare = response.status() == StatusCode::BAD_REQUEST && kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/plain"));
        match response.extensions_mut().remove::<Fault>().or(bare.then_some(Fault::NotFound)) {
            Some(fault) => errors::page(&self.office.settings, &fault, self.world()),
            None => response,
        }
    }

    async fn sign_of_life(&self, method: &Method, path: &str) -> Option<Response<Body>> {
        if !matches!(path, "/healthz" | "/readyz" | "/metrics") {
            return asset(method, path);
        }
        if !matches!(*method, Method::GET | Method::HEAD) {
            let mut response = text(StatusCode::METHOD_NOT_ALLOWED, "This can only be read.\n");
            response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
            return Some(response);
        }
        Some(match path {
            "/healthz" => signs::alive(),
            "/readyz" => signs::ready(self.keeper.health().await, self.post.amiss()),
            _ => metrics::answer(self.keeper.health().await, self.keeper.store().commits(), self.keeper.looked_up(), self.post.numbers()),
        })
    }
}

/// The files of the front end that the desk uses.
fn asset(method: &Method, path: &str) -> Option<Response<Body>> {
    if !matches!(*method, Method::GET | Method::HEAD) {
        return None;
    }
    let asset = assets::of_desk(path)?;
    let kind = match path.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        _ => "image/svg+xml",
    };
    let mut response = Response::new(Body::from(asset.plain));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response.headers_mut().insert(header::CACHE_CONTROL, headers::FOREVER);
    Some(response)
}
