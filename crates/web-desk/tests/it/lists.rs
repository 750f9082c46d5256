//! Lists of more than one page shows: the most pressing first, in parts, with numbers of all of it; and how far opening has come.

use crate::house::House;

#[tokio::test]
async fn a_long_list_is_shown_in_parts_and_counted_whole() {
    let house = House::demo().await;
    for n in 0..103 {
        house.concern(&[("worry", "A car waits."), ("child.1.name", &format!("Child {n:03}"))]).await;
    }
    let mut worker = house.signed_in("a.worker").await;
    // Until all of it is open, the page says how far that is.
    for tries in 0.. {
        let page = worker.get("/").await;
        assert!(page.has("<tr>"), "what is due first is there at once: {}", page.text);
        if !page.has("So far") {
            break;
        }
        assert!(tries < 500, "opening does not come to an end");
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    let first = worker.get("/").await;
    assert!(first.has("All open <span class=\"number\">103</span>") && first.has("1 to 100 of 103"));
    assert_eq!(first.text.matches("<td><a href=\"/concerns/").count(), 100);
    assert!(first.has("href=\"/?from=100\" rel=\"next\"") && !first.has("Those before"));
    let second = worker.get("/?from=100").await;
    assert_eq!(second.text.matches("<td><a href=\"/concerns/").count(), 3);
    assert!(second.has("101 to 103 of 103") && second.has("href=\"/\">Those before") && !second.has("Those after"));
    let shown = |text: &str| (0..103).filter(|n| text.contains(&format!("Child {n:03}"))).collect::<Vec<_>>();
    let mut both = [shown(&first.text), shown(&second.text)].concat();
    both.sort_unstable();
    assert_eq!(both, (0..103).collect::<Vec<_>>(), "each is in one part");
    for nonsense in ["/?from=99999999999999999999999", "/?from=-1", "/?show=new&from=x"] {
        assert_eq!(worker.get(nonsense).await.status, 200);
    }
    assert!(worker.get("/?from=500").await.has("Those before"), "past the end there is a way back");
}

#[tokio::test]
async fn what_is_for_the_managers_leaves_no_gap_in_a_worker_s_lists() {
    let house = House::demo().await;
    for n in 0..6 {
        let whose = if n % 2 == 0 { "yes" } else { "no" };
        house.concern(&[("worry", "It is about someone."), ("about-worker", whose), ("child.1.name", &format!("Child {n:03}"))]).await;
    }
    let mut manager = house.signed_in("a.manager").await;
    assert!(manager.get("/").await.has("All open <span class=\"number\">6</span>"));
    let mut worker = house.signed_in("a.worker").await;
    let page = worker.get("/").await;
    assert!(page.has("All open <span class=\"number\">3</span>") && !page.has("Child 000") && page.has("Child 001"));
}
