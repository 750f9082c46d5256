//! A desk on a fresh database, with keys of its own, a clock that a test sets, accounts, and people with a cookie jar each.
//! Must not know any page but those of signing in.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::body::{Body, to_bytes};
use http::{Method, Request, header};
use store::{ActFilter, Keeper, Store};
use team::{Office, World, accounts, acts, keys_file};
use testkit::{NOON, Page};
use totp_rs::Builder;
use unseal::{Cost, Role};
use web_desk::{DeskDoor, Parts};

/// The passphrase of every account that a house begins with.
pub(crate) const PASSPHRASE: &str = "plum anchor velvet stair";

thread_local! {
    static NOW: Cell<i64> = const { Cell::new(NOON) };
}

fn now() -> i64 {
    NOW.get()
}

/// Sets the clock of this test.
pub(crate) fn set_clock(at: i64) {
    NOW.set(at);
}

/// Bytes that no two calls share (splitmix64 over a counter): a test can be run again.
fn random(bytes: &mut [u8]) {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    for chunk in bytes.chunks_mut(8) {
        let mut z = NEXT.fetch_add(1, Ordering::Relaxed).wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        chunk.copy_from_slice(&(z ^ (z >> 31)).to_le_bytes()[..chunk.len()]);
    }
}

fn warn(_: &str) {}

/// A desk.
pub(crate) struct House {
    pub(crate) office: Arc<Office>,
    pub(crate) door: Arc<DeskDoor>,
    _folder: tempfile::TempDir,
}

impl House {
    /// One with these accounts, at noon. `demo`: whether its keys are a demonstration's, where no second step is asked for.
    pub(crate) async fn open(demo: bool, people: &[(&str, Role)]) -> House {
        set_clock(NOON);
        let folder = tempfile::tempdir().unwrap();
        let settings = testkit::site().settings;
        let born = unseal::birth(&settings.id, demo, "2026-11-23", &mut random);
        let keys_path = folder.path().join("keys.toml");
        keys_file::prepare(&keys_path, &born.public).unwrap().put().unwrap();
        let store = Store::open(&format!("sqlite:{}", folder.path().join("waymark.db").display())).await.unwrap();
        let keeper = Keeper::open(store.clone(), &folder.path().join("spool")).unwrap();
        let world = World { now, random, warn };
        let office = Arc::new(Office { site: settings.id.clone(), settings, keys_path, store, world });
        for (name, role) in people {
            accounts::account(&office, name, *role, PASSPHRASE, Cost::DEMO, &born.keys).await.unwrap();
        }
        let door = DeskDoor::new(Parts { office: Arc::clone(&office), keeper });
        door.start().await.unwrap();
        House { office, door, _folder: folder }
    }

    /// A browser with nothing in it.
    pub(crate) fn nobody(&self) -> Browser {
        Browser { door: Arc::clone(&self.door), cookies: BTreeMap::new(), token: String::new() }
    }

    /// A browser in which `name` is signed in; in a house that is no demonstration they set up their second step on the way.
    pub(crate) async fn signed_in(&self, name: &str) -> Browser {
        let mut browser = self.nobody();
        let page = browser.sign_in(name, PASSPHRASE).await;
        let page = if page.header("location") == "/sign-in/next" { browser.set_up().await } else { page };
        assert_eq!((page.status, page.header("location")), (303, "/"), "{name}: {}", page.text());
        // A page that every role has, for its token.
        assert_eq!(browser.get("/account").await.status, 200);
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
}

/// Somebody at the desk.
pub(crate) struct Browser {
    door: Arc<DeskDoor>,
    cookies: BTreeMap<String, String>,
    token: String,
}

impl Browser {
    pub(crate) async fn get(&mut self, address: &str) -> Page {
        let page = self.send(Request::get(address), Body::empty()).await;
        if let Some((_, after)) = page.text().split_once("name=\"token\" value=\"") {
            self.token = after.split('"').next().unwrap().to_owned();
        }
        page
    }

    /// Sends a form, with the token of the page that was seen last.
    pub(crate) async fn post(&mut self, address: &str, fields: &[(&str, &str)]) -> Page {
        let token = [("token", self.token.as_str())];
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(token.iter().chain(fields)).finish();
        self.send(Request::post(address).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded"), Body::from(body)).await
    }

    async fn send(&mut self, request: http::request::Builder, body: Body) -> Page {
        let line: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = request.header(header::HOST, "127.0.0.1:8081").header(header::COOKIE, line.join("; ")).body(body).unwrap();
        let head = request.method() == Method::HEAD;
        let (parts, body) = self.door.answer(request).await.into_parts();
        for line in parts.headers.get_all(header::SET_COOKIE) {
            let (name, value) = line.to_str().unwrap().split(';').next().unwrap().split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        Page { status: parts.status.as_u16(), headers: parts.headers, bytes: to_bytes(body, 8 << 20).await.unwrap().to_vec(), head }
    }

    /// Types a name and a passphrase; the answer.
    pub(crate) async fn sign_in(&mut self, name: &str, passphrase: &str) -> Page {
        self.post("/sign-in", &[("name", name), ("passphrase", passphrase)]).await
    }

    /// Sets up the second step that is offered, with the code of now; the answer.
    pub(crate) async fn set_up(&mut self) -> Page {
        let page = self.get("/sign-in/next").await;
        let (_, after) = page.text().split_once("<b class=\"secret\">").expect("a second step is offered");
        let secret: String = after.split('<').next().unwrap().split(' ').collect();
        let code = code(&secret, now());
        self.post("/sign-in/next", &[("code", &code)]).await
    }
}

/// The code of a secret at a time.
fn code(base32: &str, at: i64) -> String {
    let secret = totp_rs::Secret::try_from_base32(base32).expect("a secret");
    Builder::new().with_secret(secret).build().expect("a code").generate(u64::try_from(at).unwrap()).to_string()
}
