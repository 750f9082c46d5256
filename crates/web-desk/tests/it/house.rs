//! A desk on a fresh database, with accounts of every role, concerns to work on, a clock that a test moves, and browsers with a cookie each.
//! Must not know any page but the sign-in.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use axum::body::{Body, to_bytes};
use casework::{Answers, ConcernId};
use http::{Request, header};
use seal::PublicKeys;
use store::{ActFilter, Keeper, Store};
use team::{Desk, Office, World, accounts, acts};
use unseal::{Birth, Cost, Role};
use web_desk::{DeskAddress, DeskDoor, Parts};

/// Tuesday 24 November 2026, 12:00 UTC, in seconds since 1970.
pub(crate) const NOON: i64 = 1_795_521_600;
/// What the desk and its identity provider both know.
pub(crate) const SECRET: &str = "hush, hush: & that";
/// The passphrase of every account.
pub(crate) const PASSPHRASE: &str = "plum anchor velvet stair";

/// The clock of the test that runs in this thread's process: tests run in a process each.
static NOW: AtomicI64 = AtomicI64::new(NOON);

pub(crate) struct House {
    pub(crate) door: Arc<DeskDoor>,
    pub(crate) office: Arc<Office>,
    pub(crate) born: Arc<Birth>,
    folder: tempfile::TempDir,
    /// Its database's address.
    database: String,
}

fn random(bytes: &mut [u8]) {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    // SplitMix64, so that thousands of secrets differ.
    for byte in bytes {
        let seed = NEXT.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed);
        let mixed = (seed ^ (seed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        *byte = (mixed ^ (mixed >> 31)) as u8;
    }
}

/// The time of the test.
pub(crate) fn now() -> i64 {
    NOW.load(Ordering::Relaxed)
}

/// Moves the clock on.
pub(crate) fn later(seconds: i64) {
    NOW.fetch_add(seconds, Ordering::Relaxed);
}

fn provider(issuer: &str) -> sso::Settings {
    let secret = Some(zeroize::Zeroizing::new(SECRET.to_owned()));
    sso::Settings::new("Sample Council", issuer, "waymark", secret, "", "http://127.0.0.1:8081").unwrap()
}

/// A desk door whose spool and snapshot are in a folder.
async fn open(office: Arc<Office>, folder: &std::path::Path, sso: Option<sso::Provider>, address: DeskAddress) -> Arc<DeskDoor> {
    let door = unstarted(office, folder, sso, address);
    door.start().await.unwrap();
    door
}

fn unstarted(office: Arc<Office>, folder: &std::path::Path, sso: Option<sso::Provider>, address: DeskAddress) -> Arc<DeskDoor> {
    let keeper = Keeper::open(office.store.clone(), &folder.join("spool")).unwrap();
    let phrases = testkit::site().languages[0].phrases.clone();
    let (post, snapshot, address) = (Arc::default(), folder.join("snapshot"), Some(address));
    DeskDoor::new(Parts { office, keeper, phrases, post, snapshot, address, sso })
}

impl House {
    /// A demonstration, where nobody is asked for a second step.
    pub(crate) async fn demo() -> House {
        House::new(true, None, None, |_| {}).await
    }

    /// A demonstration on another database.
    pub(crate) async fn on(database: &str) -> House {
        House::new(true, Some(database), None, |_| {}).await
    }

    /// A real one.
    pub(crate) async fn real() -> House {
        House::new(false, None, None, |_| {}).await
    }

    /// A real one on another database.
    pub(crate) async fn real_on(database: &str) -> House {
        House::new(false, Some(database), None, |_| {}).await
    }

    /// A demonstration whose site has other settings, and another manager.
    pub(crate) async fn with(change: impl FnOnce(&mut course::Settings)) -> House {
        let house = House::new(true, None, None, change).await;
        accounts::account(&house.office, "b.manager", Role::Manager, PASSPHRASE, Cost::DEMO, &house.born.keys).await.unwrap();
        house
    }

    /// One with an identity provider; a demonstration or a real one.
    pub(crate) async fn with_provider(demo: bool, issuer: &str) -> House {
        House::new(demo, None, Some(issuer), |_| {}).await
    }

    /// A demonstration with one, of which other things are asked.
    pub(crate) async fn with_provider_as(issuer: &str, change: impl FnOnce(sso::Settings) -> sso::Settings) -> House {
        let house = House::demo().await;
        let provider = sso::Provider::new(change(provider(issuer)), now, random).unwrap();
        let door = open(Arc::clone(&house.office), &house.beneath(), Some(provider), DeskAddress::local(8081)).await;
        House { door, ..house }
    }

    /// A demonstration whose desk has another address.
    pub(crate) async fn at(address: &str) -> House {
        let house = House::demo().await;
        let door = open(Arc::clone(&house.office), &house.beneath(), None, DeskAddress::parse(address).unwrap()).await;
        House { door, ..house }
    }

    /// A folder for the files of another door.
    fn beneath(&self) -> std::path::PathBuf {
        let folder = self.folder.path().join("beneath");
        std::fs::create_dir(&folder).unwrap();
        folder
    }

    async fn new(demo: bool, database: Option<&str>, issuer: Option<&str>, change: impl FnOnce(&mut course::Settings)) -> House {
        let folder = tempfile::tempdir().unwrap();
        let own = format!("sqlite:{}", folder.path().join("waymark.db").display());
        let database = database.map_or(own, str::to_owned);
        let store = Store::open(&database).await.unwrap();
        let mut settings = testkit::site().settings;
        change(&mut settings);
        let born = unseal::birth(&settings.id, demo, "2026-11-23", &mut random);
        let keys_path = folder.path().join("keys.toml");
        team::keys_file::prepare(&keys_path, &PublicKeys { ..born.public.clone() }).unwrap().put().unwrap();
        let ledger = folder.path().join("apart/disposed.txt");
        std::fs::create_dir(folder.path().join("apart")).unwrap();
        let world = World { now, random, warn: |_| {} };
        let office = Arc::new(Office { site: settings.id.clone(), settings, keys_path, ledger, store: store.clone(), world });
        for (name, role) in [
            ("a.worker", Role::Worker),
            ("b.worker", Role::Worker),
            ("a.manager", Role::Manager),
            ("an.auditor", Role::Auditor),
            ("an.administrator", Role::Administrator),
        ] {
            accounts::account(&office, name, role, PASSPHRASE, Cost::DEMO, &born.keys).await.unwrap();
        }
        let sso = issuer.map(|issuer| sso::Provider::new(provider(issuer), now, random).unwrap());
        let door = open(Arc::clone(&office), folder.path(), sso, DeskAddress::local(8081)).await;
        House { door, office, born: Arc::new(born), folder, database }
    }

    /// Another process of the desk, on the same database by connections of its own.
    pub(crate) async fn beside(&self) -> House {
        let beside = self.beside_unstarted().await;
        beside.door.start().await.unwrap();
        beside
    }

    /// The same, which has not begun to serve.
    pub(crate) async fn beside_unstarted(&self) -> House {
        let folder = tempfile::tempdir().unwrap();
        let office = Arc::new(self.office_in(self.office.world).await);
        let door = unstarted(Arc::clone(&office), folder.path(), None, DeskAddress::local(8081));
        House { door, office, born: Arc::clone(&self.born), folder, database: self.database.clone() }
    }

    /// The same installation, opened once more, in another world.
    pub(crate) async fn office_in(&self, world: World) -> Office {
        let Office { site, settings, keys_path, ledger, .. } = &*self.office;
        let (site, settings, keys_path, ledger) = (site.clone(), settings.clone(), keys_path.clone(), ledger.clone());
        Office { site, settings, keys_path, ledger, store: Store::open(&self.database).await.unwrap(), world }
    }

    /// While this act cannot be noted.
    pub(crate) async fn unable_to_note(&self, act: &str, during: impl Future<Output = ()>) {
        let pool = sqlx::SqlitePool::connect(&self.database).await.unwrap();
        let stuck = format!("CREATE TRIGGER stuck BEFORE INSERT ON audit WHEN NEW.act = '{act}' BEGIN SELECT RAISE(ABORT, 'stuck'); END");
        sqlx::query(sqlx::AssertSqlSafe(stuck)).execute(&pool).await.unwrap();
        during.await;
        sqlx::query("DROP TRIGGER stuck").execute(&pool).await.unwrap();
    }

    /// Where its files are.
    pub(crate) fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// The folder with the sealed snapshot.
    pub(crate) fn snapshot(&self) -> std::path::PathBuf {
        self.folder.path().join("snapshot")
    }

    /// A browser that nobody has signed in with.
    pub(crate) fn browser(&self) -> Browser {
        Browser { door: Arc::clone(&self.door), cookies: BTreeMap::new(), token: String::new(), source: None }
    }

    /// A browser in which someone has signed in; in a real house they set up their second step on the way.
    pub(crate) async fn signed_in(&self, name: &str) -> Browser {
        let mut browser = self.browser();
        let page = browser.sign_in(name, PASSPHRASE).await;
        let page = if page.to == "/sign-in/next" { browser.set_up().await } else { page };
        assert_eq!(page.status, 303, "{name}: {}", page.text);
        assert_eq!(page.to, "/");
        browser
    }

    /// How often an account did an act to a subject.
    pub(crate) async fn noted(&self, account: &str, act: &str, subject: &str) -> usize {
        let some = |text: &str| Some(text.to_owned());
        let filter = ActFilter { account: some(account), act: some(act), subject: some(subject), ..ActFilter::default() };
        self.office.store.acts(&self.office.site, &filter, 1_000).await.unwrap().len()
    }

    /// Every try that was refused to an account.
    pub(crate) async fn refused(&self, account: &str) -> usize {
        self.noted(account, "refused", acts::NOBODY).await
    }

    /// Someone's desk, for what a test prepares.
    pub(crate) async fn desk(&self, name: &str) -> Desk {
        let session = team::session::sign_in(&self.office, name, PASSPHRASE).await.unwrap();
        Desk::open(Arc::clone(&self.office), Arc::new(session)).await.unwrap()
    }

    /// A concern that someone has told.
    pub(crate) async fn concern(&self, answers: &[(&str, &str)]) -> ConcernId {
        let answers = Answers::from_iter(answers.iter().copied());
        self.desk("a.manager").await.add(answers).await.unwrap()
    }
}

/// The code that an app shows at a time, for the secret that the page has shown.
pub(crate) fn code(page: &str, at: i64) -> String {
    let secret = page.split_once("class=\"secret\">").unwrap().1.split('<').next().unwrap().replace(' ', "");
    let secret = totp_rs::Secret::try_from_base32(&secret).unwrap();
    totp_rs::Builder::new().with_secret(secret).build().unwrap().generate(u64::try_from(at).unwrap()).to_string()
}

pub(crate) struct Page {
    pub(crate) status: u16,
    /// Where it leads to, if it does.
    pub(crate) to: String,
    pub(crate) text: String,
    pub(crate) headers: http::HeaderMap,
}

impl Page {
    /// What stands in the page, without marks.
    pub(crate) fn has(&self, words: &str) -> bool {
        self.text.contains(words)
    }
}

#[derive(Clone)]
pub(crate) struct Browser {
    door: Arc<DeskDoor>,
    pub(crate) cookies: BTreeMap<String, String>,
    pub(crate) token: String,
    /// Where it is, if the door is to know.
    pub(crate) source: Option<std::net::IpAddr>,
}

impl Browser {
    pub(crate) async fn get(&mut self, address: &str) -> Page {
        self.send(Request::get(address), Body::empty()).await
    }

    /// Sends a form, with the token of the last page.
    pub(crate) async fn post(&mut self, address: &str, fields: &[(&str, &str)]) -> Page {
        let token = self.token.clone();
        self.post_with(address, &token, fields).await
    }

    pub(crate) async fn post_with(&mut self, address: &str, token: &str, fields: &[(&str, &str)]) -> Page {
        let pairs = fields.iter().copied().chain([("token", token)]);
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        let request = Request::post(address).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request.header("sec-fetch-site", "same-origin"), Body::from(body)).await
    }

    pub(crate) async fn sign_in(&mut self, name: &str, passphrase: &str) -> Page {
        let page = self.post("/sign-in", &[("name", name), ("passphrase", passphrase)]).await;
        if page.status == 303 && page.to == "/" {
            self.get("/account").await;
        }
        page
    }

    /// Sets up the second step that is offered, with the code of now.
    pub(crate) async fn set_up(&mut self) -> Page {
        let code = code(&self.get("/sign-in/next").await.text, NOW.load(Ordering::Relaxed));
        let page = self.post("/sign-in/next", &[("code", &code)]).await;
        if page.to == "/" {
            self.get("/account").await;
        }
        page
    }

    pub(crate) async fn send(&mut self, request: http::request::Builder, body: Body) -> Page {
        let mut request = request.header(header::HOST, "127.0.0.1:8081");
        if !self.cookies.is_empty() {
            let line: Vec<String> = self.cookies.iter().map(|(n, v)| format!("{n}={v}")).collect();
            request = request.header(header::COOKIE, line.join("; "));
        }
        if let Some(source) = self.source {
            request = request.extension(web::Source(source));
        }
        let (parts, body) = self.door.answer(request.body(body).unwrap()).await.into_parts();
        let bytes = to_bytes(body, 8 << 20).await.unwrap();
        for line in parts.headers.get_all(header::SET_COOKIE) {
            let line = line.to_str().unwrap();
            let (name, value) = line.split(';').next().unwrap().split_once('=').unwrap();
            if line.contains("Max-Age=0") {
                self.cookies.remove(name)
            } else {
                self.cookies.insert(name.into(), value.into())
            };
        }
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((_, rest)) = text.split_once("name=\"token\" value=\"") {
            self.token = rest.split('"').next().unwrap_or_default().to_owned();
        }
        let to = parts.headers.get(header::LOCATION).map(|v| v.to_str().unwrap().to_owned()).unwrap_or_default();
        Page { status: parts.status.as_u16(), to, text, headers: parts.headers }
    }
}
