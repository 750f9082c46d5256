//! Where a concern that not everyone may see matches one that others see: a manager who may see both finds it on a list, and nobody else learns of it.

use std::time::Duration;

use casework::ConcernId;
use team::accounts;
use unseal::{Cost, Role};

use crate::house::{Browser, House, PASSPHRASE};
use crate::links::{asked, decide, shown, told};

const LISTED: &str = "Possible links to look at";

/// Somebody in the team, of whom the story tells too.
const HIDDEN: [(&str, &str); 4] = [
    ("worry", "It is about someone in the team."),
    ("about-worker", "yes"),
    ("person.1.name", "Tariq"),
    ("person.1.phone", "07700 900456"),
];

/// What is looked for beside the work is found: so many.
async fn until(house: &House, browser: &mut Browser, many: usize) -> String {
    let mut text = String::new();
    for _ in 0..400 {
        house.door.tick().await;
        text = browser.get("/links").await.text;
        if text.matches("May be <a").count() == many {
            return text;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("there are never {many}: {text}");
}

#[tokio::test]
async fn a_match_of_what_is_for_the_managers_is_a_managers_to_look_at_until_it_is_decided() {
    let (house, mut worker, ids) = told().await;
    let inbox = worker.get("/").await.text;
    let hidden = house.concern(&HIDDEN).await;
    let mut manager = house.signed_in("a.manager").await;
    shown(&mut manager, hidden).await;
    // The man twice, and the number twice.
    let text = until(&house, &mut manager, 4).await;
    assert!(text.contains("managers only") && text.contains("Tarek") && text.contains(&hidden.to_string()), "{text}");
    for address in ["/", "/?show=waiting"] {
        let page = manager.get(address).await;
        assert!(page.has(&format!("{LISTED} <span class=\"number\">4<")), "{}", page.text);
    }
    assert!(!manager.get("/?show=mine").await.has(LISTED));
    assert!(house.noted("a.manager", "matches", team::acts::NOBODY).await > 0, "the look is noted");
    assert_eq!(worker.get("/").await.text, inbox, "as if there were none");
    assert!(worker.get("/links").await.status == 403 && !worker.get("/?show=waiting").await.has(LISTED));

    let page = shown(&mut manager, hidden).await;
    let man = asked(&page).into_iter().find(|a| a.here == "Tariq" && a.href.contains(&ids[0].to_string())).unwrap();
    assert_eq!(decide(&mut manager, &man.href, "unsure", "The name is common.").await.status, 303);
    assert_eq!(until(&house, &mut manager, 4).await.matches("Not sure by a.manager").count(), 1, "not sure is no answer");
    assert_eq!(decide(&mut manager, &man.href, "same", "One man.").await.status, 303);
    assert!(!manager.get("/links").await.has(&man.href), "gone at once");
    let number = asked(&page).into_iter().find(|a| a.here.starts_with("07700")).unwrap();
    assert_eq!(decide(&mut manager, &number.href, "different", "It was told wrongly.").await.status, 303);
    until(&house, &mut manager, 2).await;

    // What comes later is found too, from the other side.
    let later = house.concern(&[("worry", "He was here again."), ("phones", "07700 900456")]).await;
    shown(&mut worker, later).await;
    assert!(until(&house, &mut manager, 3).await.contains(&later.to_string()));
    // With the last manager goes what was found; the next finds it again, and nothing that was decided.
    manager.post("/sign-out", &[]).await;
    house.door.tick().await;
    let mut manager = house.signed_in("a.manager").await;
    let text = until(&house, &mut manager, 3).await;
    assert!(text.contains(&later.to_string()) && !text.contains(&man.href), "{text}");
}

async fn restrict(browser: &mut Browser, id: ConcernId, name: &str) {
    let page = browser.post(&format!("/concerns/{id}/restrict"), &[("to", name), ("why", "It is a colleague’s child.")]).await;
    assert_eq!(page.status, 303, "{}", page.text);
}

#[tokio::test]
async fn a_match_of_what_is_for_named_people_is_the_named_managers_alone() {
    let (house, mut worker, ids) = told().await;
    accounts::account(&house.office, "b.manager", Role::Manager, PASSPHRASE, Cost::DEMO, &house.born.keys).await.unwrap();
    let (mut named, mut other) = (house.signed_in("a.manager").await, house.signed_in("b.manager").await);
    shown(&mut named, ids[0]).await;
    restrict(&mut named, ids[0], "a.manager").await;
    let text = until(&house, &mut named, 5).await;
    assert!(text.contains("named people only") && text.contains("Khadeeja Sampel") && text.contains("Zosia"), "{text}");
    for (browser, name) in [(&mut other, "b.manager"), (&mut worker, "a.worker")] {
        assert!(!browser.get("/").await.has(LISTED), "{name}");
    }
    let page = other.get("/links").await;
    assert!(page.status == 200 && page.has("There is none.") && !page.has(&ids[0].to_string()), "{}", page.text);
    // When it is lifted it is a suggestion as any other.
    let lifted = named.post(&format!("/concerns/{}/lift", ids[0]), &[("why", "She has left.")]).await;
    assert_eq!(lifted.status, 303, "{}", lifted.text);
    assert!(until(&house, &mut named, 0).await.contains("There is none."));

    // One that a worker may see and not every manager, and one that all managers may see and no worker: no record may name the other.
    let hidden = house.concern(&HIDDEN).await;
    shown(&mut named, hidden).await;
    let to = [("to", "a.manager"), ("to", "a.worker"), ("why", "It is a colleague’s child.")];
    assert_eq!(named.post(&format!("/concerns/{}/restrict", ids[0]), &to).await.status, 303);
    let all = asked(&shown(&mut named, ids[0]).await);
    let pair = all.iter().find(|a| a.href.contains(&hidden.to_string())).unwrap_or_else(|| panic!("{all:?}"));
    let page = named.get(&pair.href).await;
    assert!(page.has("Nothing can be decided here") && !page.has("name=\"verdict\""), "{}", page.text);
}

/// A number that was told, by itself.
const NUMBER: [(&str, &str); 2] = [("worry", "A number was written on a wall."), ("phones", "07700 900456")];

#[tokio::test]
async fn what_is_for_named_people_finds_whatever_comes_after_it() {
    let house = House::demo().await;
    let hidden = house.concern(&NUMBER).await;
    let mut manager = house.signed_in("a.manager").await;
    shown(&mut manager, hidden).await;
    restrict(&mut manager, hidden, "a.manager").await;
    until(&house, &mut manager, 0).await;
    // So often, since what has changed is looked at in any order; not more often, since a number that all have says little.
    for many in 1..=5 {
        let later = house.concern(&NUMBER).await;
        shown(&mut manager, later).await;
        until(&house, &mut manager, many).await;
    }
}
