//! Two processes of the desk on one database: what is ended at one is ended at the other. Must not know how sessions are kept.

use std::sync::atomic::{AtomicU8, Ordering};

use crate::house::{Browser, House, PASSPHRASE, code, later, now};
use crate::postgres::Server;

#[tokio::test]
async fn what_is_ended_at_one_process_is_refused_by_the_other_at_the_next_request() {
    let house = House::demo().await;
    let other = house.beside().await;
    let mut manager = house.signed_in("a.manager").await;
    let (mut here, mut there) = (house.signed_in("a.worker").await, other.signed_in("a.worker").await);
    assert!(manager.get("/people/a.worker").await.has("<dd>Yes</dd>"));

    // One of their own sessions, that is at the other process.
    let rows = house.office.store.sessions("sample", Some("a.worker"), 9).await.unwrap();
    assert_eq!(rows.len(), 2);
    let page = here.get("/account").await;
    let id = page.text.split_once("name=\"id\" value=\"").unwrap().1.split('"').next().unwrap().to_owned();
    assert!(here.post("/account/sessions", &[("id", &id)]).await.has("That session is ended."));
    assert_eq!(there.get("/account").await.status, 303);
    assert_eq!(house.noted("a.worker", "sign-out", "-").await, 1, "once");

    // All of an account's; and what was typed meanwhile is kept.
    let mut there = other.signed_in("a.worker").await;
    there.get("/concerns/new").await;
    assert_eq!(manager.post("/people/a.worker/sign-out", &[]).await.status, 303);
    let page = there.post("/concerns/new", &[("worry", "A car waits at the corner.")]).await;
    assert!(page.status == 401 && page.has("A car waits at the corner."), "{}", page.text);
    assert_eq!(here.get("/account").await.status, 303);
    assert_eq!(there.get("/inbox/new").await.status, 401, "nor is a page told anything that asks by itself");

    // The account itself: who was in, and who had only typed their passphrase.
    let mut there = other.signed_in("a.worker").await;
    assert_eq!(manager.post("/people/a.worker/end", &[]).await.status, 303);
    assert_eq!(there.get("/account").await.status, 303);
    assert!(house.office.store.sessions("sample", Some("a.worker"), 9).await.unwrap().iter().all(|row| row.ended.is_some()));
}

#[tokio::test]
async fn who_is_between_two_steps_at_one_process_is_not_let_in_when_the_account_has_changed_at_the_other() {
    let house = House::real().await;
    let other = house.beside().await;
    let mut worker = house.browser();
    worker.sign_in("a.worker", PASSPHRASE).await;
    let set_up = worker.get("/sign-in/next").await.text;
    worker.set_up().await;
    let mut half = other.browser();
    assert_eq!(half.sign_in("a.worker", PASSPHRASE).await.to, "/sign-in/next");
    worker.get("/account/passphrase").await;
    let new = "seven quiet kettles hum";
    let fields = [("passphrase", PASSPHRASE), ("new-passphrase", new), ("again-passphrase", new)];
    assert!(worker.post("/account/passphrase", &fields).await.has("Your passphrase is changed"));
    later(60);
    let page = half.post("/sign-in/next", &[("code", &code(&set_up, now()))]).await;
    assert!(page.status == 409 && page.has("has changed since"), "{}", page.text);
    assert_eq!(half.get("/account").await.status, 303);

    let mut half = other.browser();
    assert_eq!(half.sign_in("b.worker", PASSPHRASE).await.to, "/sign-in/next");
    let mut manager = house.signed_in("a.manager").await;
    manager.get("/people/b.worker/end").await;
    assert_eq!(manager.post("/people/b.worker/end", &[]).await.status, 303);
    let page = half.set_up().await;
    assert!(page.status == 409 && page.has("has changed since"), "{}", page.text);
}

#[tokio::test]
async fn who_is_between_two_steps_when_a_manager_takes_the_second_step_away_elsewhere_is_not_let_in_with_the_old_one() {
    let house = House::real().await;
    let other = house.beside().await;
    let mut worker = house.browser();
    worker.sign_in("a.worker", PASSPHRASE).await;
    let lost = worker.get("/sign-in/next").await.text;
    worker.set_up().await;
    let mut manager = house.signed_in("a.manager").await;
    later(60);
    // Whoever has found the phone, and knows the passphrase.
    let mut thief = other.browser();
    assert_eq!(thief.sign_in("a.worker", PASSPHRASE).await.to, "/sign-in/next");
    assert_eq!(manager.post("/people/a.worker/second-step", &[]).await.status, 303);
    let page = thief.post("/sign-in/next", &[("code", &code(&lost, now()))]).await;
    assert!(page.status == 409 && page.has("has changed since"), "{}", page.text);
    assert_eq!(thief.get("/account").await.status, 303);
}

/// A browser whose passphrase was right, and which is asked for the six digits; each from elsewhere, so that none waits for what another has guessed.
async fn half_in(house: &House) -> Browser {
    static NEXT: AtomicU8 = AtomicU8::new(1);
    let mut browser = house.browser();
    browser.source = Some([192, 0, 2, NEXT.fetch_add(1, Ordering::Relaxed)].into());
    assert_eq!(browser.sign_in("a.worker", PASSPHRASE).await.to, "/sign-in/next");
    browser
}

async fn digits(mut browser: Browser, code: &str) -> u16 {
    let page = browser.post("/sign-in/next", &[("code", code)]).await;
    assert!([303, 422].contains(&page.status), "{} {}", page.status, page.text);
    page.status
}

async fn each_code_is_good_once_at_all_of_them(house: House) {
    let other = house.beside().await;
    let mut worker = half_in(&house).await;
    let page = worker.get("/sign-in/next").await.text;
    worker.set_up().await;
    let shown = |seconds: i64| code(&page, now() + seconds);
    assert_eq!(digits(half_in(&other).await, &shown(0)).await, 422, "what it was set up with");
    later(60);
    assert_eq!(digits(half_in(&house).await, &shown(0)).await, 303);
    assert_eq!(digits(half_in(&other).await, &shown(0)).await, 422, "what was used at the other");
    assert_eq!(digits(half_in(&other).await, &shown(-30)).await, 422, "and what came before it");
    // From a phone that is ahead; the one that is two steps older is good at the same moment.
    later(90);
    assert_eq!(digits(half_in(&house).await, &shown(30)).await, 303);
    assert_eq!(digits(half_in(&other).await, &shown(-30)).await, 422);

    for _ in 0..4 {
        later(60);
        let (one, two, now) = (half_in(&house).await, half_in(&other).await, shown(0));
        let (one, two) = tokio::join!(digits(one, &now), digits(two, &now));
        assert_eq!((one.min(two), one.max(two)), (303, 422), "of two at one moment one is first");
        later(30);
    }
    // The clock is put right.
    later(-3_600);
    assert_eq!(digits(half_in(&other).await, &shown(0)).await, 303);
    assert_eq!(digits(half_in(&house).await, &shown(0)).await, 422);
}

#[tokio::test]
async fn six_digits_that_were_used_at_one_process_are_used_up_at_the_other_on_sqlite() {
    each_code_is_good_once_at_all_of_them(House::real().await).await;
}

#[tokio::test]
async fn six_digits_that_were_used_at_one_process_are_used_up_at_the_other_on_postgres() {
    let server = Server::start();
    each_code_is_good_once_at_all_of_them(House::real_on(&server.url()).await).await;
}

#[tokio::test]
async fn nothing_is_written_for_an_account_that_has_ended_meanwhile() {
    let house = House::real().await;
    let other = house.beside().await;
    let mut half = other.browser();
    assert_eq!(half.sign_in("b.worker", PASSPHRASE).await.to, "/sign-in/next");
    let mut manager = house.signed_in("a.manager").await;
    assert_eq!(manager.post("/people/b.worker/end", &[]).await.status, 303);
    assert_eq!(half.set_up().await.status, 409);
    assert_eq!(house.noted("b.worker", "second-step", "b.worker").await, 0);
    assert!(house.office.store.factors("sample", "b.worker").await.unwrap().is_empty());
}

#[tokio::test]
async fn what_the_table_lists_of_nobody_ends_and_whoever_came_in_meanwhile_stays() {
    let house = House::demo().await;
    let store = &house.office.store;
    store.begin_session("sample", "before", "b.worker", now()).await.unwrap();
    later(10);
    // The next process starts while the database is away.
    let pool = sqlx::SqlitePool::connect(&format!("sqlite:{}", house.folder().join("waymark.db").display())).await.unwrap();
    sqlx::query("ALTER TABLE session RENAME TO away").execute(&pool).await.unwrap();
    let next = house.beside_unstarted().await;
    assert!(next.door.start().await.is_err());
    sqlx::query("ALTER TABLE away RENAME TO session").execute(&pool).await.unwrap();
    let mut worker = next.signed_in("a.worker").await;
    let lasts = async || -> Vec<String> {
        let rows = store.sessions("sample", None, 9).await.unwrap();
        rows.into_iter().filter(|row| row.ended.is_none()).map(|row| row.account).collect()
    };
    assert_eq!(lasts().await, ["a.worker", "b.worker"]);
    later(60);
    next.door.tick().await;
    assert_eq!(lasts().await, ["a.worker"]);
    assert_eq!(worker.get("/account").await.status, 200);

    // A process that was killed, and is not started again.
    store.begin_session("sample", "killed", "b.worker", now()).await.unwrap();
    later(12 * 3_600);
    next.door.tick().await;
    assert_eq!(lasts().await, ["b.worker"], "as long as any session may last");
    later(61);
    next.door.tick().await;
    assert!(lasts().await.is_empty());
    assert_eq!(house.noted("b.worker", "sign-out", "-").await, 1);
}

#[tokio::test]
async fn all_sessions_of_an_account_end_here_even_if_the_first_cannot_be_noted() {
    let house = House::demo().await;
    let (mut one, mut two) = (house.signed_in("a.worker").await, house.signed_in("a.worker").await);
    let mut manager = house.signed_in("a.manager").await;
    manager.get("/people/a.worker/sign-out").await;
    let pool = sqlx::SqlitePool::connect(&format!("sqlite:{}", house.folder().join("waymark.db").display())).await.unwrap();
    let stuck = "CREATE TRIGGER stuck BEFORE UPDATE ON session BEGIN SELECT RAISE(ABORT, 'stuck'); END";
    sqlx::query(stuck).execute(&pool).await.unwrap();
    assert_eq!(manager.post("/people/a.worker/sign-out", &[]).await.status, 500);
    sqlx::query("DROP TRIGGER stuck").execute(&pool).await.unwrap();
    assert_eq!((one.get("/account").await.status, two.get("/account").await.status), (303, 303));
}

#[tokio::test]
async fn a_process_that_starts_signs_everybody_out_and_the_table_tells_the_truth() {
    let house = House::demo().await;
    let mut worker = house.signed_in("a.worker").await;
    let _other = house.beside().await;
    assert_eq!(worker.get("/account").await.status, 303);
    let rows = house.office.store.sessions("sample", Some("a.worker"), 9).await.unwrap();
    assert_eq!(rows[0].why.as_deref(), Some("restart"));
}

#[tokio::test]
async fn who_signs_out_while_the_database_is_away_is_out_and_what_they_type_meanwhile_is_kept() {
    let house = House::demo().await;
    let (mut worker, mut other) = (house.signed_in("a.worker").await, house.signed_in("b.worker").await);
    let before = worker.cookies.clone();
    let pool = sqlx::SqlitePool::connect(&format!("sqlite:{}", house.folder().join("waymark.db").display())).await.unwrap();
    sqlx::query("ALTER TABLE session RENAME TO away").execute(&pool).await.unwrap();
    other.get("/concerns/new").await;
    let page = other.post("/concerns/new", &[("worry", "A car waits at the corner.")]).await;
    assert!(page.status == 503 && page.has("A car waits at the corner."), "{}", page.text);
    assert_eq!(worker.post("/sign-out", &[]).await.to, "/");
    sqlx::query("ALTER TABLE away RENAME TO session").execute(&pool).await.unwrap();
    let again = other.clone().post("/concerns/new", &[("worry", "A car waits at the corner."), ("channel", "phone")]).await;
    assert_eq!(again.status, 303, "the page that kept it is good for when the database is back: {}", again.text);
    worker.cookies = before;
    assert_eq!(worker.get("/account").await.status, 303);
    assert_eq!(other.get("/account").await.status, 200, "who has not left is still there");
}
