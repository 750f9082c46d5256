//! Figures: what is counted for whom, what is never shown, and what can be said while the desk is locked.

use crate::house::{Browser, House, later};
use crate::tell::sealed_elsewhere;

/// From noon on 24 November 2026 into December: November is over.
const TWO_WEEKS: i64 = 14 * 86_400;
const NOVEMBER: &str = "from=2026-11&to=2026-11";

/// So many concerns that came in some way, each decided, and its outcome told, when `late` seconds have passed.
async fn decided(house: &House, worker: &mut Browser, how_many: usize, answers: &[(&str, &str)], late: i64) {
    let mut all = Vec::new();
    for _ in 0..how_many {
        let answers: Vec<_> = answers.iter().copied().chain([("worry", "A car waits at the corner.")]).collect();
        all.push(house.concern(&answers).await);
    }
    later(late);
    for id in all {
        let fields = [("decision", "early-help"), ("reasons", "Two people saw the same.")];
        assert_eq!(worker.post(&format!("/concerns/{id}/decide"), &fields).await.status, 303);
        assert_eq!(worker.post(&format!("/concerns/{id}/outcome"), &[("to", "other"), ("how", "phone")]).await.status, 303);
    }
}

#[tokio::test]
async fn months_that_are_over_are_counted_and_small_numbers_are_not_shown() {
    let house = House::demo().await;
    let mut worker = house.signed_in("a.worker").await;
    decided(&house, &mut worker, 6, &[("channel", "phone")], 60).await;
    decided(&house, &mut worker, 3, &[("channel", "letter")], 60).await;
    let page = worker.get(&format!("/figures?{NOVEMBER}")).await;
    assert!(page.status == 200 && page.has("Only months that are over are counted") && !page.has("Nov 2026"), "{}", page.text);
    later(TWO_WEEKS);
    let mut worker = house.signed_in("a.worker").await;
    let page = worker.get(&format!("/figures?{NOVEMBER}")).await;
    assert!(page.has("<dt>Decided in time</dt><dd>9 of 9</dd>") && page.has("0 hours on the clock, 0 working days"), "{}", page.text);
    // Three letters are not shown by themselves.
    assert!(page.has("By phone + by letter") || page.has("By phone + By letter"), "{}", page.text);
    assert!(page.has("Early help") && page.has("<svg") && !page.has("style="));
    assert_eq!(house.noted("a.worker", "figures", "-").await, 2);
    let file = worker.get(&format!("/figures.csv?{NOVEMBER}")).await;
    assert_eq!((file.status, file.headers["content-type"].to_str().unwrap()), (200, "text/csv; charset=utf-8"));
    assert!(file.has("decided,2026-11-01,2026-11-30,in-time,9\r\n") && file.has("outcomes,2026-11-01,2026-11-30,early-help,9\r\n"));
    assert!(!file.has(",letter,3"));
    assert_eq!(house.noted("a.worker", "figures-export", "-").await, 1);
    let page = worker.get("/figures?from=May").await;
    assert!(page.status == 422 && page.has("such as 2026-01") && page.has("value=\"May\""));
}

#[tokio::test]
async fn what_is_for_the_managers_alone_is_counted_for_them_alone() {
    let house = House::demo().await;
    let (mut worker, mut manager) = (house.signed_in("a.worker").await, house.signed_in("a.manager").await);
    decided(&house, &mut worker, 6, &[("channel", "phone")], 60).await;
    decided(&house, &mut manager, 7, &[("channel", "phone"), ("about-worker", "yes")], 60).await;
    later(TWO_WEEKS);
    let mut manager = house.signed_in("a.manager").await;
    for (name, all) in [("a.worker", 6), ("an.auditor", 6), ("an.administrator", 6), ("a.manager", 13)] {
        let page = house.signed_in(name).await.get(&format!("/figures?{NOVEMBER}")).await;
        assert!(page.has(&format!("<dd>{all} of {all}</dd>")), "{name}: {}", page.text);
        assert_eq!(page.has("What is for the managers alone is not counted here."), name != "a.manager", "{name}");
    }
    // An auditor's figures are the same, whoever else is here.
    manager.post("/sign-out", &[]).await;
    assert!(house.signed_in("an.auditor").await.get(&format!("/figures?{NOVEMBER}")).await.has("<dd>6 of 6</dd>"));
}

#[tokio::test]
async fn while_the_desk_is_locked_nothing_is_counted() {
    let house = House::demo().await;
    let mut worker = house.signed_in("a.worker").await;
    decided(&house, &mut worker, 6, &[("channel", "phone")], 60).await;
    house.concern(&[("worry", "It is about someone in the team."), ("about-worker", "yes")]).await;
    later(TWO_WEEKS);
    house.door.tick().await;
    let mut auditor = house.signed_in("an.auditor").await;
    let page = auditor.get(&format!("/figures?{NOVEMBER}")).await;
    assert!(page.has("The desk is locked") && !page.has("By phone") && !page.has("Early help"), "{}", page.text);
    assert!(!page.has("<td class=\"number\">") && !page.has("<svg"), "when they were told is sealed: {}", page.text);
    assert!(page.has("when each of them was told is sealed too"), "and it is said why: {}", page.text);
    let file = auditor.get(&format!("/figures.csv?{NOVEMBER}")).await;
    assert!(file.status == 409 && file.has("cannot be reckoned yet"));
    // Someone with keys comes, and the same page knows it all.
    let _worker = house.signed_in("a.worker").await;
    assert!(auditor.get(&format!("/figures?{NOVEMBER}")).await.has("<dd>6 of 6</dd>"));
}

/// Told in November and typed in in December: whoever keeps the figures of November counts them there, from the first second.
#[tokio::test]
async fn what_was_told_before_it_was_typed_in_is_counted_in_the_month_of_telling() {
    let house = House::demo().await;
    later(TWO_WEEKS);
    for _ in 0..6 {
        house.concern(&[("channel", "phone"), ("told-at", "2026-11-30T16:00"), ("worry", "A car waits.")]).await;
    }
    let mut auditor = house.signed_in("an.auditor").await;
    let page = auditor.get(&format!("/figures?{NOVEMBER}")).await;
    assert!(page.has("The desk is locked") && !page.has("<td class=\"number\">") && !page.has("too few"), "{}", page.text);
    let _worker = house.signed_in("a.worker").await;
    let page = auditor.get(&format!("/figures?{NOVEMBER}")).await;
    assert!(page.has("<th scope=\"row\">Nov 2026</th>") && page.has("<td class=\"number\"><b>6</b></td>"), "{}", page.text);
}

/// Anybody can seal `by phone`: it would move what is published.
#[tokio::test]
async fn what_was_sealed_elsewhere_is_counted_as_come_by_the_form() {
    let house = House::demo().await;
    for n in 0..6 {
        sealed_elsewhere(&house, &[("channel", "phone"), ("worry", "A car waits.")], n).await;
    }
    later(TWO_WEEKS);
    let mut worker = house.signed_in("a.worker").await;
    let file = worker.get(&format!("/figures.csv?{NOVEMBER}")).await;
    assert!(file.has("received,2026-11-01,2026-11-30,web,6\r\n") && file.has(",phone,0\r\n"), "{}", file.text);
}

#[tokio::test]
async fn whoever_is_signed_out_is_led_to_the_sign_in() {
    let house = House::demo().await;
    for address in ["/figures", "/figures.csv"] {
        assert_eq!(house.browser().get(address).await.status, 303, "{address}");
    }
}
