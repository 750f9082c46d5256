//! How long a record is kept: said on its page once it is closed, and listed until it may go.

use casework::ConcernId;

use crate::house::{Browser, House, Page, later};

async fn does(browser: &mut Browser, id: ConcernId, act: &str, fields: &[(&str, &str)]) -> Page {
    browser.post(&format!("/concerns/{id}/{act}"), fields).await
}

async fn closed(house: &House, told: &[(&str, &str)]) -> ConcernId {
    let id = house.concern(told).await;
    let mut worker = house.signed_in("a.manager").await;
    assert_eq!(does(&mut worker, id, "close", &[("why", "Early help has begun.")]).await.status, 303);
    later(5);
    id
}

#[tokio::test]
async fn the_day_follows_from_the_kind_and_the_birth_and_another_needs_a_reason() {
    let house = House::demo().await;
    let told = [("worry", "A car waits."), ("child.1.name", "Child A"), ("child.1.born", "2010-05-01"), ("child.2.name", "Child B")];
    let id = house.concern(&told).await;
    let mut worker = house.signed_in("a.worker").await;
    let ask = format!("/concerns/{id}/keep");
    assert_eq!(worker.get(&ask).await.status, 404, "only of what is closed");
    does(&mut worker, id, "close", &[("why", "Early help has begun.")]).await;
    later(5);
    assert!(worker.get("/retention?show=unsaid").await.has("Child A, Child B"));
    assert!(worker.get(&format!("/concerns/{id}")).await.has("Nobody has said how long"));

    let form = worker.get(&ask).await;
    assert!(form.has("21 years from birth, no birth date is known") && form.has("until 24 November 2101"), "{}", form.text);
    let without = does(&mut worker, id, "keep", &[("kind", "child-in-need")]).await;
    assert!(without.status == 422 && without.has("Give the day"), "one of the two may be the youngest: {}", without.text);
    assert_eq!(does(&mut worker, id, "keep", &[("kind", "for-ever")]).await.status, 422, "a kind that the site has not");
    let before = [("kind", "child-in-need"), ("until", "2001-01-01"), ("why", "A slip.")];
    let before = does(&mut worker, id, "keep", &before).await;
    assert!(
        before.status == 422 && before.has("before the record was closed, on 24 November 2026") && before.has("A slip."),
        "{}",
        before.text
    );
    let shortened = [("kind", "known-abuse"), ("until", "2040-01-01"), ("why", "It was long ago.")];
    let shortened = does(&mut worker, id, "keep", &shortened).await;
    assert!(
        shortened.status == 422 && shortened.has("Only a manager may shorten it") && shortened.has("24 November 2101"),
        "{}",
        shortened.text
    );
    let why = does(&mut worker, id, "keep", &[("kind", "child-in-need"), ("until", "2034-01-01")]).await;
    assert!(why.status == 422 && why.has("Say why it is that day") && why.has("2034-01-01"), "what was typed is kept");
    let fields = [("kind", "child-in-need"), ("until", "2034-01-01"), ("why", "Child B is 13, says the school.")];
    assert_eq!(does(&mut worker, id, "keep", &fields).await.status, 303);
    let page = worker.get(&format!("/concerns/{id}")).await;
    assert!(page.has("Child in need, or nothing more was needed, until 1 January 2034") && page.has("Child B is 13"), "{}", page.text);
    assert!(!worker.get("/retention?show=unsaid").await.has("Child A"));

    later(5);
    assert_eq!(does(&mut worker, id, "keep", &[("kind", "known-abuse")]).await.status, 303, "the day that stands beside the kind");
    assert!(worker.get(&format!("/concerns/{id}")).await.has("exploitation, until 24 November 2101"));
    later(5);
    does(&mut worker, id, "reopen", &[("why", "More came in.")]).await;
    let late = does(&mut worker, id, "keep", &[("kind", "known-abuse"), ("why", "Words of the second.")]).await;
    assert!(late.status == 409 && late.has("Words of the second."), "it was opened meanwhile");
    later(5);
    does(&mut worker, id, "close", &[("why", "Again.")]).await;
    assert!(worker.get("/retention?show=unsaid").await.has("Child A"), "closed anew, it is asked anew");
}

#[tokio::test]
async fn what_is_over_is_listed_and_what_is_held_or_for_others_is_not() {
    let house = House::demo().await;
    let told = [("worry", "A car waits."), ("child.1.name", "Child A"), ("child.1.born", "2005-11-25")];
    let id = closed(&house, &told).await;
    let hidden = [("worry", "In the team."), ("about-worker", "yes"), ("child.1.name", "Child M"), ("child.1.born", "2004-01-01")];
    let hidden = closed(&house, &hidden).await;
    let (mut worker, mut manager) = (house.signed_in("a.worker").await, house.signed_in("a.manager").await);
    assert!(manager.get("/retention?show=unsaid").await.has("Child M") && !worker.get("/retention?show=unsaid").await.has("Child M"));
    for id in [id, hidden] {
        assert_eq!(does(&mut manager, id, "keep", &[("kind", "child-in-need")]).await.status, 303);
    }
    assert!(manager.get("/retention").await.has("Child M") && !worker.get("/retention").await.has("Child M"));
    assert!(!worker.get("/retention").await.has("Child A"), "until 25 November 2026, which is tomorrow");
    later(86_400);
    let (mut worker, mut manager) = (house.signed_in("a.worker").await, house.signed_in("a.manager").await);
    assert!(!worker.get("/retention").await.has("Child A"), "the day itself is its last");
    later(86_400);
    let (mut worker, _) = (house.signed_in("a.worker").await, &mut manager);
    let list = worker.get("/retention").await;
    assert!(list.has("Child A") && list.has("until 25 November 2026"), "{}", list.text);
    does(&mut worker, id, "hold", &[("why", "A court asks for it.")]).await;
    assert!(!worker.get("/retention").await.has("Child A"));
    let held = worker.get("/retention?show=hold").await;
    assert!(held.has("Child A") && held.has("Legal hold") && !held.has("Child M"));
    assert!(house.noted("a.worker", "retention", "-").await >= 5, "each look is noted");
}

#[tokio::test]
async fn a_long_list_comes_in_pages_and_shows_each_once() {
    let house = House::demo().await;
    let mut worker = house.signed_in("a.worker").await;
    for n in 0..53 {
        let name = format!("Child A{n}.");
        let id = house.concern(&[("worry", "A car waits."), ("child.1.name", &name)]).await;
        does(&mut worker, id, "close", &[("why", "Done.")]).await;
    }
    let first = worker.get("/retention?show=unsaid").await;
    let next = first.text.split_once("/retention?show=unsaid&amp;after=").unwrap().1.split('"').next().unwrap().to_owned();
    let second = worker.get(&format!("/retention?show=unsaid&after={next}")).await;
    let named = |page: &Page| (0..53).filter(|n| page.has(&format!("<b>Child A{n}.</b>"))).count();
    assert_eq!((named(&first), named(&second)), (50, 3));
    assert!(!second.has("More of them") && worker.get("/retention?show=unsaid&after=nonsense").await.has("More of them"));
}
