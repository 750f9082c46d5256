//! Whoever can write to the database moves no concern out of sight: when it came and is due stand under its seal from the first opening on, and so does
//! whether it is closed. Must not know how the desk compares them.

use std::time::Duration;

use casework::ConcernId;
use sqlx::{AssertSqlSafe, SqlitePool};

use crate::house::{Browser, House, Page};

const LINE: &str = "Somebody has changed in the database";
const WARNING: &str = "Somebody may have changed this in the database.";

/// As whoever holds the database's file.
async fn change(house: &House, text: &str) {
    let pool = SqlitePool::connect(&format!("sqlite:{}", house.folder().join("waymark.db").display())).await.unwrap();
    let changed = sqlx::query(AssertSqlSafe(text.to_owned())).execute(&pool).await.unwrap();
    assert_eq!(changed.rows_affected(), 1, "{text}");
    pool.close().await;
}

/// A concern that a worker has opened, and then everybody has left.
async fn opened(house: &House) -> ConcernId {
    let id = house.concern(&[("worry", "A car waits at the corner."), ("child.1.name", "Child A")]).await;
    let mut worker = house.signed_in("a.worker").await;
    assert!(!worker.get(&format!("/concerns/{id}")).await.has(WARNING));
    worker.get("/account").await;
    worker.post("/sign-out", &[]).await;
    id
}

/// The inbox when all is open.
async fn inbox(browser: &mut Browser) -> Page {
    for _ in 0..200 {
        let page = browser.get("/").await;
        if page.has("Child A") && !page.has("So far") {
            return page;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("it never came")
}

#[tokio::test]
async fn a_concern_that_is_moved_back_in_the_database_stays_where_it_was_and_is_pointed_out() {
    let house = House::demo().await;
    let id = opened(&house).await;
    for (text, words) in [
        (format!("UPDATE concern SET due = due + 864000 WHERE id = '{id}'"), "is to be decided by 5 December 2026, 17:00."),
        (format!("UPDATE concern SET due = due - 864000, state = 'closed' WHERE id = '{id}'"), "closed, and its record does not"),
    ] {
        change(&house, &text).await;
        let mut manager = house.signed_in("a.manager").await;
        let list = inbox(&mut manager).await;
        assert!(list.has(LINE) && list.has("Changed in the database") && list.has("Wed 25 Nov, 17:00"), "{}", list.text);
        let page = manager.get(&format!("/concerns/{id}")).await;
        assert!(page.has(WARNING) && page.has(words) && page.has("25 November 2026, 17:00 ("), "{}", page.text);
        let mut worker = house.signed_in("a.worker").await;
        assert!(inbox(&mut worker).await.has("Changed in the database") && !inbox(&mut worker).await.has(LINE));
        for browser in [&mut manager, &mut worker] {
            browser.get("/account").await;
            browser.post("/sign-out", &[]).await;
        }
    }
    // What is done next puts the state right.
    let mut manager = house.signed_in("a.manager").await;
    manager.get(&format!("/concerns/{id}/note")).await;
    assert_eq!(manager.post(&format!("/concerns/{id}/note"), &[("text", "Rung back.")]).await.status, 303);
    assert!(!manager.get(&format!("/concerns/{id}")).await.has(WARNING));
    assert!(!inbox(&mut manager).await.has(LINE));
}

#[tokio::test]
async fn times_that_are_taken_from_under_the_seal_are_not_made_anew() {
    let house = House::demo().await;
    let id = opened(&house).await;
    assert_eq!(house.noted("a.worker", "came", &id.to_string()).await, 1);
    let pool = SqlitePool::connect(&format!("sqlite:{}", house.folder().join("waymark.db").display())).await.unwrap();
    let works: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM record WHERE kind = 'work'").fetch_one(&pool).await.unwrap();
    assert_eq!(works, 1);
    pool.close().await;
    change(&house, "DELETE FROM record WHERE kind = 'work'").await;
    change(&house, &format!("UPDATE concern SET due = due + 864000 WHERE id = '{id}'")).await;
    let mut manager = house.signed_in("a.manager").await;
    for _ in 0..2 {
        let page = manager.get(&format!("/concerns/{id}")).await;
        assert!(page.has(WARNING) && page.has("is not there any more"), "{}", page.text);
    }
    assert_eq!(house.noted("a.manager", "came", &id.to_string()).await, 0);
}
