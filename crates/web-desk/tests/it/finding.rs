//! Finding: what is open is found, however it is spelled, by who may see it and by nobody else; what was asked is noted, sealed.

use crate::house::{Browser, House, Page};

async fn find(browser: &mut Browser, question: &str) -> Page {
    browser.get("/find").await;
    let page = browser.post("/find", &[("q", question)]).await;
    assert_eq!(page.status, 200);
    page
}

#[tokio::test]
async fn names_numbers_and_words_are_found_however_they_are_written() {
    let house = House::demo().await;
    let told = [
        ("worry", "A car waits at the corner of Example Road."),
        ("child.1.name", "Muhammad Sample"),
        ("phones", "07700 900123"),
        ("vehicles", "AB12 CDE"),
    ];
    house.concern(&told).await;
    house.concern(&[("worry", "He is tired in school."), ("child.1.name", "Child B")]).await;
    let mut worker = house.signed_in("a.worker").await;
    assert!(worker.get("/").await.has("Muhammad"), "the inbox has opened them");
    for question in ["muhammad", "Mohammad", "sample", "example ro", "900123", "+44 7700 900123", "ab12cde"] {
        let page = find(&mut worker, question).await;
        assert!(page.has("Muhammad Sample") && !page.has("Child B"), "{question}: {}", page.text);
    }
    assert!(find(&mut worker, "zebra").await.has("Nothing is found"));
    let now = worker.post("/find/now", &[("q", "tired")]).await;
    assert!(now.has("Child B") && now.headers["content-type"] == "application/json");
}

#[tokio::test]
async fn what_is_for_managers_is_found_by_managers_alone_and_what_was_asked_is_sealed() {
    let house = House::demo().await;
    house.concern(&[("worry", "It is about someone in the team."), ("about-worker", "yes"), ("child.1.name", "Zebedee")]).await;
    let mut manager = house.signed_in("a.manager").await;
    manager.get("/").await;
    assert!(find(&mut manager, "Zebedee").await.has("someone in the team"));
    let mut worker = house.signed_in("a.worker").await;
    worker.get("/").await;
    let page = find(&mut worker, "Zebedee").await;
    assert!(page.has("Nothing is found") && !page.has("So far"), "no number tells that there is one");
    manager.post("/sign-out", &[]).await;
    worker.get("/").await;
    assert!(!find(&mut worker, "Zebedee").await.has("So far"), "nor when nobody is here who may see it");
    assert_eq!(house.signed_in("an.auditor").await.post("/find", &[("q", "Zebedee")]).await.status, 403);

    let asked = store::ActFilter { act: Some("find".into()), ..store::ActFilter::default() };
    let acts = house.office.store.acts("sample", &asked, 9).await.unwrap();
    assert_eq!(acts.len(), 3);
    for act in acts {
        let detail = act.detail.unwrap();
        assert!(detail.starts_with(b"age-encryption.org/v1") && !detail.windows(7).any(|w| w == b"Zebedee"));
    }
    let mut auditor = house.signed_in("an.auditor").await;
    assert!(!auditor.get("/acts").await.has("Zebedee"));
}

#[tokio::test]
async fn how_many_are_for_the_managers_alone_is_told_to_nobody_else() {
    let house = House::demo().await;
    house.concern(&[("worry", "It is about someone in the team."), ("about-worker", "yes")]).await;
    let mut worker = house.signed_in("a.worker").await;
    for _ in 0..20 {
        assert!(!worker.get("/find").await.has("So far"));
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn everything_is_opened_after_the_first_has_signed_in_and_all_is_gone_after_the_last_has_left() {
    let house = House::demo().await;
    let id = house.concern(&[("worry", "A car waits."), ("child.1.name", "Child A")]).await;
    let mut worker = house.signed_in("a.worker").await;
    worker.post(&format!("/concerns/{id}/close"), &[("why", "Done.")]).await;
    worker.post("/sign-out", &[]).await;
    let mut again = house.signed_in("a.worker").await;
    for _ in 0..200 {
        if find(&mut again, "Child A").await.has("A car waits.") {
            return; // closed ones too, and nobody has opened a list
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("it was not opened in the background");
}
