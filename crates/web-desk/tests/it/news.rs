//! A page that is open asks whether something new has come: for whom, what it is told, and what it is not.

use crate::house::{House, later};

const NEW: &str = "/inbox/new";

#[tokio::test]
async fn a_page_learns_that_something_came_and_no_more_and_a_worker_not_of_the_managers() {
    let house = House::demo().await;
    let (mut worker, mut manager) = (house.signed_in("a.worker").await, house.signed_in("a.manager").await);
    assert_eq!(worker.get(NEW).await.text, r#"{"many":0,"newest":0}"#);
    later(60);
    let first = house.concern(&[("worry", "A car waits at the corner.")]).await;
    house.door.tick().await;
    let told = worker.get(NEW).await;
    assert_eq!(told.text, format!(r#"{{"many":1,"newest":{}}}"#, crate::house::NOON + 60));
    assert_eq!(told.headers[http::header::CACHE_CONTROL], "private, no-store");
    later(60);
    house.concern(&[("worry", "It is about someone in the team."), ("about-worker", "yes")]).await;
    house.door.tick().await;
    assert_eq!(worker.get(NEW).await.text, told.text, "what is for managers changes nothing for a worker");
    assert!(manager.get(NEW).await.has(r#""many":2"#));
    // What somebody has opened is not new any more.
    worker.get(&format!("/concerns/{first}")).await;
    assert!(worker.get(NEW).await.has(r#""many":0"#));
    let looks = house.noted("a.worker", "list", "-").await;
    worker.get(NEW).await;
    assert_eq!(house.noted("a.worker", "list", "-").await, looks, "it is no look, so it fills no record");
}

#[tokio::test]
async fn asking_keeps_nobody_signed_in_and_is_for_those_who_open_concerns() {
    let house = House::demo().await;
    assert_eq!(house.browser().get(NEW).await.status, 401);
    for (name, status) in [("a.worker", 200), ("a.manager", 200), ("an.auditor", 403), ("an.administrator", 403)] {
        assert_eq!(house.signed_in(name).await.get(NEW).await.status, status, "{name}");
    }
    assert_eq!((house.refused("an.auditor").await, house.refused("an.administrator").await), (1, 1));
    let mut worker = house.signed_in("a.worker").await;
    assert!(worker.get("/").await.has("data-ask=\"/inbox/new\""));
    assert!(!house.signed_in("an.auditor").await.get("/acts").await.has("data-ask"));
    for _ in 0..31 {
        later(60);
        house.door.tick().await;
        worker.get(NEW).await;
    }
    assert_eq!(worker.get(NEW).await.status, 401, "half an hour in which nobody did anything");
    assert_eq!(worker.get("/account").await.status, 303);
}
