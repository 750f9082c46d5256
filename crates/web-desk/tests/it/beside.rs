//! Two processes of the desk on one database: what is ended at one is ended at the other. Must not know how sessions are kept.

use crate::house::{House, PASSPHRASE, code, later, now};

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
    worker.cookies = before;
    assert_eq!(worker.get("/account").await.status, 303);
    assert_eq!(other.get("/account").await.status, 200, "who has not left is still there");
}
