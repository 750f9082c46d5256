//! Signing in with a passkey: what it takes, what is refused, and that only its own opens an account's key. Must not know how anything is checked.

use std::sync::atomic::{AtomicUsize, Ordering};

use seal::SealedTo;
use serde_json::Value;
use team::session::Checked;
use unseal::{Cost, TeamKey};

use crate::authenticator::Key;
use crate::house::{Browser, House, NOON, PASSPHRASE, Page, code, later};

const GIVEN: [u8; 32] = [7; 32];

async fn send(browser: &mut Browser, to: &str, fields: &[(&'static str, String)]) -> Page {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    browser.post(to, &fields).await
}

/// What the page tells its script to make a passkey with, once the passphrase was right.
async fn asked(browser: &mut Browser, label: &str) -> Value {
    browser.get("/account/passkeys/new").await;
    let page = browser.post("/account/passkeys/new", &[("label", label), ("passphrase", PASSPHRASE)]).await;
    assert_eq!(page.status, 200, "{}", page.text);
    let text = page.text.split_once("data-asked=\"").unwrap().1.split('"').next().unwrap();
    serde_json::from_str(&text.replace("&#34;", "\"")).unwrap()
}

async fn add(browser: &mut Browser, key: &mut Key) {
    let asked = asked(browser, "my phone").await;
    let page = send(browser, "/account/passkeys", &key.made(&asked)).await;
    assert_eq!((page.status, page.text.as_str()), (200, r#"{"to":"/account"}"#));
}

/// A key that is added to an account.
async fn added(house: &House, name: &str, given: Option<[u8; 32]>) -> Key {
    let mut key = Key::new(&format!("key of {name}"), given);
    add(&mut house.signed_in(name).await, &mut key).await;
    key
}

async fn challenge(browser: &mut Browser) -> Value {
    challenge_of(browser, "sign-in").await
}

/// As a page asks for one.
async fn challenge_of(browser: &mut Browser, at: &str) -> Value {
    let page = browser.post("/sign-in/passkey/challenge", &[("at", at)]).await;
    assert_eq!(page.status, 200);
    serde_json::from_str(&page.text).unwrap()
}

async fn sign_in(browser: &mut Browser, key: &Key) -> Page {
    let challenge = challenge(browser).await;
    send(browser, "/sign-in/passkey", &key.used(challenge["challenge"].as_str().unwrap())).await
}

#[tokio::test]
async fn a_passkey_that_unlocks_signs_in_by_itself_and_opens_what_its_account_may() {
    let house = House::demo().await;
    let id = house.concern(&[("worry", "A car waits at the corner."), ("child.1.name", "Child A")]).await;
    let key = added(&house, "a.worker", Some(GIVEN)).await;
    let mut browser = house.browser();
    let policy = &browser.get("/").await.headers["permissions-policy"];
    assert!(policy.to_str().unwrap().contains("publickey-credentials-get=(self)") && policy.to_str().unwrap().contains("camera=()"));
    let page = sign_in(&mut browser, &key).await;
    assert_eq!((page.status, page.text.as_str()), (200, r#"{"to":"/"}"#));
    assert!(browser.get(&format!("/concerns/{id}")).await.has("A car waits at the corner."));
    let mine = house.office.store.passkeys("sample", "a.worker").await.unwrap().pop().unwrap();
    let noted = [("passkey", mine.id.as_str()), ("passkey-used", &mine.id), ("sign-in", "-")];
    for (act, subject) in noted {
        assert!(house.noted("a.worker", act, subject).await > 0, "{act}");
    }
    assert!(browser.get("/account").await.has("my phone"));

    let before = browser.cookies.clone();
    sign_in(&mut browser, &key).await;
    assert_ne!(before, browser.cookies, "no session is taken over from before");
    browser.cookies = before;
    assert!(browser.get("/").await.has("Sign in"), "and the one of before is over");
}

#[tokio::test]
async fn what_another_passkey_gives_out_opens_nothing_and_guessing_is_slowed() {
    let house = House::demo().await;
    let mut key = added(&house, "a.worker", Some(GIVEN)).await;
    key.given = Some([8; 32]);
    let mut browser = house.browser();
    for _ in 0..5 {
        let page = sign_in(&mut browser, &key).await;
        assert!(page.status == 422 && page.has("does not open an account"), "{}", page.text);
    }
    assert_eq!(house.noted("a.worker", "sign-in-failed", "-").await, 5);
    key.given = Some(GIVEN);
    assert_eq!(sign_in(&mut browser, &key).await.status, 429, "even the right one waits");
    later(60);
    assert_eq!(sign_in(&mut browser, &key).await.status, 200);
}

#[tokio::test]
async fn a_challenge_is_good_once_in_one_browser_and_for_minutes() {
    let house = House::demo().await;
    let key = added(&house, "a.worker", Some(GIVEN)).await;
    let (mut browser, mut other) = (house.browser(), house.browser());
    let given = challenge(&mut browser).await;
    let fields = key.used(given["challenge"].as_str().unwrap());
    challenge(&mut other).await;
    assert_eq!(send(&mut other, "/sign-in/passkey", &fields).await.status, 422, "of another browser");
    let held = browser.cookies.clone();
    assert_eq!(send(&mut browser, "/sign-in/passkey", &fields).await.status, 200);
    browser.cookies = held;
    let again = send(&mut browser, "/sign-in/passkey", &fields).await;
    assert!(again.status == 422 && again.has("sent before"), "{}", again.text);

    let given = challenge(&mut browser).await;
    later(5 * 60);
    let late = send(&mut browser, "/sign-in/passkey", &key.used(given["challenge"].as_str().unwrap())).await;
    assert_eq!(late.status, 422);
    let made_up = send(&mut browser, "/sign-in/passkey", &key.used("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")).await;
    assert_eq!(made_up.status, 422, "one that was never given");
}

#[tokio::test]
async fn what_another_site_or_host_or_nobody_has_confirmed_counts_for_nothing() {
    let house = House::demo().await;
    let mut key = added(&house, "a.worker", Some(GIVEN)).await;
    let mut browser = house.browser();
    type Bend = fn(&mut Key);
    let bend: [(&str, Bend); 9] = [
        ("another site's page", |key| key.origin = "https://desk.example.com".into()),
        ("another port's page", |key| key.origin = "http://localhost:8082".into()),
        ("another act", |key| key.act = "webauthn.create"),
        ("another act at another site's page", |key| (key.act, key.origin) = ("webauthn.create", "https://desk.example.com".into())),
        ("another host's passkey", |key| key.host = "example.org".into()),
        ("not verified", |key| key.flags = 1),
        ("nobody there", |key| key.flags = 4),
        ("another account's handle", |key| key.user = "AAAA".into()),
        ("nobody's handle", |key| key.user = String::new()),
    ];
    for (what, bend) in bend {
        let (origin, act, host, flags, user) = (key.origin.clone(), key.act, key.host.clone(), key.flags, key.user.clone());
        bend(&mut key);
        assert_eq!(sign_in(&mut browser, &key).await.status, 422, "{what}");
        later(60);
        (key.origin, key.act, key.host, key.flags, key.user) = (origin, act, host, flags, user);
    }
    let id = house.office.store.passkeys("sample", "a.worker").await.unwrap().pop().unwrap().id;
    assert_eq!(house.noted("a.worker", "passkey-elsewhere", &id).await, 3, "the one sign that somebody stands between");
    assert_eq!(house.noted("a.worker", "sign-in-failed", "-").await, 9);
    let stranger = Key::new("key of a.worker", Some(GIVEN));
    assert_eq!(sign_in(&mut browser, &stranger).await.status, 422, "another key under its name");
    let unknown = Key::new("nobody's", Some(GIVEN));
    assert!(sign_in(&mut browser, &unknown).await.has("does not know that passkey"));
    assert_eq!(browser.post("/sign-in/passkey", &[("client", "?")]).await.status, 400);
    later(60);
    assert_eq!(sign_in(&mut browser, &key).await.status, 200, "and the right one is let in");
}

#[tokio::test]
async fn a_passkey_that_counts_backwards_is_refused_and_noted() {
    let house = House::demo().await;
    let mut key = added(&house, "a.worker", Some(GIVEN)).await;
    let mut browser = house.browser();
    for (counter, status) in [(3, 200), (3, 422), (2, 422), (0, 422), (4, 200)] {
        key.counter = counter;
        assert_eq!(sign_in(&mut browser, &key).await.status, status, "{counter}");
    }
    let id = house.office.store.passkeys("sample", "a.worker").await.unwrap().pop().unwrap().id;
    assert_eq!(house.noted("a.worker", "passkey-copied", &id).await, 3);
}

#[tokio::test]
async fn a_passkey_that_was_taken_away_lets_nobody_in_even_if_it_is_put_back() {
    let house = House::demo().await;
    let (mut mine, mut theirs) = (house.signed_in("a.worker").await, house.signed_in("b.worker").await);
    let mut key = Key::new("my key", Some(GIVEN));
    add(&mut mine, &mut key).await;
    let row = house.office.store.passkeys("sample", "a.worker").await.unwrap().pop().unwrap();
    let address = format!("/account/passkeys/{}", row.id);
    theirs.get("/account").await;
    assert_eq!(theirs.get(&address).await.status, 404, "another's is not there");
    assert_eq!(theirs.post(&address, &[]).await.status, 404);
    let mut thief = house.browser();
    assert_eq!(sign_in(&mut thief, &key).await.status, 200);
    assert!(mine.get(&address).await.has("my phone"));
    let wrong = mine.post(&address, &[("passphrase", "not that one at all")]).await;
    assert!(wrong.status == 422 && wrong.has("not right") && mine.get("/account").await.has("my phone"), "{}", wrong.text);
    assert_eq!(mine.post(&address, &[("passphrase", PASSPHRASE)]).await.to, "/account");
    assert!(thief.get("/account").await.status == 303 && mine.get("/account").await.status == 200, "who came in by it is out");
    assert!(house.office.store.passkeys("sample", "a.worker").await.unwrap().is_empty(), "and its wrap is gone with it");
    assert_eq!(house.noted("a.worker", "passkey-off", &row.id).await, 1);
    let mut browser = house.browser();
    let page = sign_in(&mut browser, &key).await;
    assert!(page.has("does not know that passkey") && page.has(r#""unknown":false"#), "it may be the database that has forgotten it");

    house.office.store.add_passkey("sample", &row).await.unwrap();
    assert_eq!(sign_in(&mut browser, &key).await.status, 422, "what the record of acts says of it counts more");
    assert!(!mine.get("/account").await.has("my phone"));
}

#[tokio::test]
async fn who_writes_to_the_database_makes_no_passkey_of_an_account() {
    let house = House::demo().await;
    let key = added(&house, "a.worker", Some(GIVEN)).await;
    let row = house.office.store.passkeys("sample", "a.worker").await.unwrap().pop().unwrap();
    house.office.store.drop_passkey("sample", "a.worker", &row.id).await.unwrap();
    let bent = [
        store::Passkey { account: "a.manager".into(), ..row.clone() },
        store::Passkey { made: row.made + 1, ..row.clone() },
        store::Passkey { mark: vec![0; 32], ..row.clone() },
    ];
    let mut browser = house.browser();
    for row in bent {
        house.office.store.add_passkey("sample", &row).await.unwrap();
        assert_eq!(sign_in(&mut browser, &key).await.status, 422, "{row:?}");
        house.office.store.drop_passkey("sample", &row.account, &row.id).await.unwrap();
        later(60);
    }
    house.office.store.add_passkey("sample", &row).await.unwrap();
    assert_eq!(sign_in(&mut browser, &key).await.status, 200, "as the account has made it, it is good");
}

#[tokio::test]
async fn a_passkey_that_does_not_unlock_stands_in_for_the_six_digits() {
    let house = House::real().await;
    let mut browser = house.browser();
    browser.sign_in("a.worker", PASSPHRASE).await;
    let set_up = browser.get("/sign-in/next").await;
    browser.post("/sign-in/next", &[("code", &code(&set_up.text, NOON))]).await;
    let mut key = Key::new("a plain key", None);
    add(&mut browser, &mut key).await;

    let mut browser = house.browser();
    let page = sign_in(&mut browser, &key).await;
    assert!(page.status == 422 && page.has("does not unlock the desk by itself") && page.has(r#""name":"a.worker""#), "{}", page.text);
    assert!(browser.get("/").await.has("Sign in"));

    assert_eq!(browser.sign_in("a.worker", PASSPHRASE).await.to, "/sign-in/next");
    assert!(browser.get("/sign-in/next").await.has("Use a passkey"));
    assert_eq!(challenge(&mut browser).await["allow"], serde_json::json!([]), "back at the first page anybody may use theirs");
    let given = challenge_of(&mut browser, "next").await;
    assert_eq!(given["allow"], serde_json::json!([key.name()]), "whose passphrase was right is told which passkeys there are");
    let page = send(&mut browser, "/sign-in/next/passkey", &key.used(given["challenge"].as_str().unwrap())).await;
    assert_eq!(page.text, r#"{"to":"/"}"#);
    assert!(browser.get("/").await.has("Inbox"));

    // The six digits are still there.
    later(60);
    let mut again = house.browser();
    again.sign_in("a.worker", PASSPHRASE).await;
    assert_eq!(again.post("/sign-in/next", &[("code", &code(&set_up.text, NOON + 60))]).await.to, "/");
}

#[tokio::test]
async fn the_second_step_takes_no_passkey_of_another_account_and_no_challenge_of_another_page() {
    let house = House::demo().await;
    let mine = added(&house, "a.worker", None).await;
    let theirs = added(&house, "b.worker", None).await;
    let mut browser = house.browser();
    browser.sign_in("a.worker", PASSPHRASE).await;
    let given = challenge_of(&mut browser, "next").await;
    let page = send(&mut browser, "/sign-in/next/passkey", &theirs.used(given["challenge"].as_str().unwrap())).await;
    assert!(page.status == 422 && page.has("not this account"), "{}", page.text);
    assert!(browser.get("/").await.has("Sign in"));

    let given = challenge(&mut house.browser()).await;
    browser.sign_in("a.worker", PASSPHRASE).await;
    let page = send(&mut browser, "/sign-in/next/passkey", &mine.used(given["challenge"].as_str().unwrap())).await;
    assert_eq!(page.status, 422, "a challenge of the sign-in page, and of another browser");
    let given = challenge_of(&mut browser, "next").await;
    let page = send(&mut browser, "/sign-in/passkey", &mine.used(given["challenge"].as_str().unwrap())).await;
    assert_eq!(page.status, 422, "one for the second step signs nobody in");
}

#[tokio::test]
async fn adding_takes_the_passphrase_a_name_and_a_challenge_of_this_session() {
    let house = House::demo().await;
    let mut browser = house.signed_in("a.worker").await;
    browser.get("/account/passkeys/new").await;
    let page = browser.post("/account/passkeys/new", &[("label", "my phone"), ("passphrase", "not that one at all")]).await;
    assert!(page.status == 422 && page.has("my phone") && !page.has("not that one") && !page.has("data-asked"));
    for label in ["", &"x".repeat(61)] {
        assert_eq!(browser.post("/account/passkeys/new", &[("label", label), ("passphrase", PASSPHRASE)]).await.status, 422);
    }
    let asked = asked(&mut browser, "<my phone>").await;
    let mut key = Key::new("key", Some(GIVEN));
    let fields = key.made(&asked);
    let mut other = house.signed_in("a.worker").await;
    assert_eq!(send(&mut other, "/account/passkeys", &fields).await.status, 422, "of another session");
    key.origin = "https://desk.example.com".into();
    assert_eq!(send(&mut browser, "/account/passkeys", &key.made(&asked)).await.status, 422, "another site's page");
    assert_eq!(send(&mut browser, "/account/passkeys", &fields).await.status, 200);
    assert_eq!(send(&mut browser, "/account/passkeys", &fields).await.status, 422, "once");
    let stale = browser.post_with("/account/passkeys", "no token", &[("given", "c2VjcmV0"), ("client", "Y2xpZW50")]).await;
    assert!(stale.status == 403 && !stale.has("c2VjcmV0"), "what a passkey gives out is never put on a page");
    assert!(browser.get("/account").await.has("&#60;my phone&#62;"), "a name is text");
}

#[tokio::test]
async fn a_manager_who_takes_the_second_step_away_takes_passkeys_too_and_an_end_is_an_end() {
    let house = House::demo().await;
    let (lost, last) = (added(&house, "a.worker", Some(GIVEN)).await, added(&house, "b.worker", Some(GIVEN)).await);
    let row = house.office.store.passkeys("sample", "b.worker").await.unwrap().pop().unwrap();
    let mut manager = house.signed_in("a.manager").await;
    assert!(manager.get("/people/a.worker/second-step").await.has("All their passkeys go"));
    assert_eq!(manager.post("/people/a.worker/second-step", &[]).await.status, 303);
    let mut browser = house.browser();
    assert!(sign_in(&mut browser, &lost).await.has("does not know that passkey"));

    assert_eq!(sign_in(&mut browser, &last).await.status, 200);
    assert_eq!(manager.post("/people/b.worker/end", &[]).await.status, 303);
    assert!(browser.get("/").await.has("Sign in"), "at once");
    assert!(house.office.store.passkeys("sample", "b.worker").await.unwrap().is_empty());
    house.office.store.add_passkey("sample", &row).await.unwrap();
    assert_eq!(sign_in(&mut browser, &last).await.status, 422, "not even with the row put back");
}

#[tokio::test]
async fn another_passphrase_leaves_passkeys_as_they_are() {
    let house = House::demo().await;
    let key = added(&house, "a.worker", Some(GIVEN)).await;
    let session = team::session::check(&house.office, "a.worker", PASSPHRASE).await.unwrap();
    let new = "seven quiet kettles hum";
    team::accounts::own_passphrase(&house.office, &session.account, &session.unlocked, new, Cost::DEMO).await.unwrap();
    assert_eq!(sign_in(&mut house.browser(), &key).await.status, 200);
}

#[tokio::test]
async fn a_key_of_the_team_s_that_came_later_is_opened_by_a_passkey_of_before() {
    let house = House::demo().await;
    let key = added(&house, "a.worker", Some(GIVEN)).await;
    let (mut random, office) = (house.office.world.random, &house.office);
    let new = TeamKey::new(SealedTo::Team, &mut random);
    for name in ["a.worker", "a.manager"] {
        let row = office.store.account("sample", name).await.unwrap().unwrap();
        team::accounts::put(office, new.wrap(name, &row.recipient.parse().unwrap())).await.unwrap();
    }
    let mut public = house.born.public.clone();
    public.keys.push(new.public("2026-11-24"));
    team::keys_file::prepare(&office.keys_path, &public).unwrap().put().unwrap();
    let id = house.concern(&[("worry", "Told under the new key.")]).await;
    assert_eq!(office.store.concern("sample", &id.to_string()).await.unwrap().unwrap().key_id, new.id);
    let mut browser = house.browser();
    assert_eq!(sign_in(&mut browser, &key).await.status, 200);
    assert!(browser.get(&format!("/concerns/{id}")).await.has("Told under the new key."));
}

#[tokio::test]
async fn one_that_is_refused_is_not_noted_and_one_that_is_not_noted_is_nobodys() {
    let house = House::demo().await;
    added(&house, "a.worker", Some(GIVEN)).await;
    let mut again = Key::new("key of a.worker", Some(GIVEN));
    let mut other = house.signed_in("b.worker").await;
    let asked = asked(&mut other, "mine").await;
    assert!(send(&mut other, "/account/passkeys", &again.made(&asked)).await.has("in use already"));
    let acts = |account: &str| store::ActFilter { account: Some(account.into()), act: Some("passkey".into()), ..Default::default() };
    assert!(house.office.store.acts("sample", &acts("b.worker"), 9).await.unwrap().is_empty());

    let (checked, row) = half_added(&house).await;
    let (account, unlocked) = (&checked.account, &checked.unlocked);
    assert!(!team::passkeys::is_theirs(&house.office, account, unlocked, &row).await.unwrap());
    team::acts::note(&house.office, "b.worker", "passkey", "half").await.unwrap();
    assert!(team::passkeys::is_theirs(&house.office, account, unlocked, &row).await.unwrap(), "with it, it is theirs");
}

/// A passkey of b.worker's as it stands where the program ended between the row and the act, made from one of a.worker's.
async fn half_added(house: &House) -> (Checked, store::Passkey) {
    let checked = team::session::check(&house.office, "b.worker", PASSPHRASE).await.unwrap();
    let site = "sample";
    let mut row = house.office.store.passkeys(site, "a.worker").await.unwrap().pop().unwrap();
    (row.id, row.account, row.credential) = ("half".into(), "b.worker".into(), Key::new("half", None).name());
    let (texts, made) = ([site, "half", "b.worker", &row.credential].map(str::as_bytes), row.made.to_be_bytes());
    let wrapped = row.wrapped.clone().unwrap();
    row.mark = checked.unlocked.mark(&[&texts[..], &[&row.public_key, &row.label, &[1], &wrapped, &made]].concat()).to_vec();
    (checked, row)
}

#[tokio::test]
async fn what_was_added_by_half_goes_by_itself_and_is_said_once() {
    static WARNED: AtomicUsize = AtomicUsize::new(0);
    fn warned(_: &str) {
        WARNED.fetch_add(1, Ordering::Relaxed);
    }
    let house = House::demo().await;
    added(&house, "a.worker", Some(GIVEN)).await;
    let (checked, row) = half_added(&house).await;
    let office = house.office_in(team::World { warn: warned, ..house.office.world }).await;
    let kept = async || {
        assert!(team::passkeys::of(&office, &checked.account, &checked.unlocked).await.unwrap().is_empty());
        office.store.passkeys("sample", "b.worker").await.unwrap().len()
    };
    assert!(office.store.add_passkey("sample", &row).await.unwrap());
    later(600);
    assert_eq!(kept().await, 1, "it may be being added at this moment");
    assert_eq!(WARNED.load(Ordering::Relaxed), 0);
    later(1);
    assert_eq!((kept().await, kept().await), (0, 0));
    assert_eq!(WARNED.swap(0, Ordering::Relaxed), 1, "who took its act away does not go unseen");
    // What somebody else has put there stays, to be looked at.
    for bent in [store::Passkey { made: row.made - 1, ..row.clone() }, store::Passkey { mark: vec![0; 32], ..row.clone() }] {
        assert!(office.store.add_passkey("sample", &bent).await.unwrap());
        assert_eq!(kept().await, 1);
        assert_eq!(WARNED.swap(0, Ordering::Relaxed), 1);
        office.store.drop_passkey("sample", "b.worker", "half").await.unwrap();
    }
    // So does one that was taken away and put back.
    for act in ["passkey", "passkey-off"] {
        team::acts::note(&office, "b.worker", act, "half").await.unwrap();
    }
    assert!(office.store.add_passkey("sample", &row).await.unwrap());
    assert_eq!((kept().await, WARNED.load(Ordering::Relaxed)), (1, 1));
}

#[tokio::test]
async fn one_whose_act_cannot_be_noted_is_not_there_and_can_be_added_again() {
    let house = House::demo().await;
    let (mut worker, mut key) = (house.signed_in("a.worker").await, Key::new("mine", Some(GIVEN)));
    let asked = asked(&mut worker, "my phone").await;
    let fields = key.made(&asked);
    house.unable_to_note("passkey", async { assert_eq!(send(&mut worker, "/account/passkeys", &fields).await.status, 500) }).await;
    assert!(house.office.store.passkeys("sample", "a.worker").await.unwrap().is_empty());
    add(&mut worker, &mut key).await;
    assert_eq!(sign_in(&mut house.browser(), &key).await.status, 200);
}

#[tokio::test]
async fn a_manager_takes_away_what_only_the_record_of_acts_still_tells_of() {
    let house = House::demo().await;
    added(&house, "a.worker", Some(GIVEN)).await;
    let row = house.office.store.passkeys("sample", "a.worker").await.unwrap().pop().unwrap();
    let mut manager = house.signed_in("a.manager").await;
    house.office.store.drop_passkey("sample", "a.worker", &row.id).await.unwrap();
    assert!(manager.get("/people").await.has("Changed in the database"));
    assert!(manager.get("/people/a.worker").await.has("what is kept of it is gone from the database"));
    assert_eq!(manager.post("/people/a.worker/second-step", &[]).await.status, 303);
    assert!(manager.get("/people/a.worker").await.has("Not set up"));
    assert_eq!(manager.post("/people/a.worker/second-step", &[]).await.status, 422, "and then there is nothing to do");
}

#[tokio::test]
async fn a_passkey_that_was_hidden_while_all_were_taken_away_is_put_back_in_vain() {
    let house = House::demo().await;
    let mut worker = house.signed_in("a.worker").await;
    let (mut hidden, mut seen) = (Key::new("hidden", Some(GIVEN)), Key::new("seen", Some(GIVEN)));
    add(&mut worker, &mut hidden).await;
    add(&mut worker, &mut seen).await;
    let store = &house.office.store;
    let row = store.passkeys("sample", "a.worker").await.unwrap().into_iter().find(|row| row.credential == hidden.name()).unwrap();
    store.drop_passkey("sample", "a.worker", &row.id).await.unwrap();
    let mut manager = house.signed_in("a.manager").await;
    manager.get("/people/a.worker/second-step").await;
    assert_eq!(manager.post("/people/a.worker/second-step", &[]).await.status, 303);
    assert_eq!(house.noted("a.manager", "passkey-off", &row.id).await, 0);
    store.add_passkey("sample", &row).await.unwrap();
    assert_eq!(sign_in(&mut house.browser(), &hidden).await.status, 422);
    // With a clock that was put back meanwhile.
    later(-600);
    let new = added(&house, "a.worker", Some(GIVEN)).await;
    assert_eq!(sign_in(&mut house.browser(), &new).await.status, 200, "one that is added later counts");
}
