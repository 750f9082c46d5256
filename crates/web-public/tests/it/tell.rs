//! Telling without a browser: every teller's path, what is kept at its end, and everything that can go wrong on the way.
//! The team's key is the tests' own, so that what was kept can be opened here.

use casework::{ConcernId, Payload, Place, Said};
use http::{Request, header};
use testkit::{Door, NOON, Page, Visitor, born, site, site_with};

const CANARY: &str = "Canary-7f3a waits at the corner";

/// A path through the form, all its fields filled in, up to the list of answers.
async fn fill(visitor: &mut Visitor, who: &str, about_worker: &str) -> Page {
    let mut page = visitor.get("/en/concern/1").await;
    for _ in 0..40 {
        let action = page.action().expect("a page of the form posts somewhere");
        if action.ends_with("/send") {
            return page;
        }
        let fields = filled(&page, who, about_worker);
        page = visitor.post(&action, &fields).await;
        assert_eq!(page.status, 200, "{action}: {}", page.main());
    }
    panic!("the form does not end");
}

fn filled(page: &Page, who: &str, about_worker: &str) -> Vec<(String, String)> {
    let controls = page.controls();
    let filled = controls.into_iter().filter(|c| c.name != "website" && c.name != "go").map(|control| {
        let value = match control.name.as_str() {
            "who" => who.to_owned(),
            "about-worker" => about_worker.to_owned(),
            "worry" => CANARY.to_owned(),
            "carry" | "number" => control.values[0].clone(),
            _ => control.values.first().filter(|v| !v.is_empty()).cloned().unwrap_or_else(|| format!("Sample {}", control.name)),
        };
        (control.name, value)
    });
    filled.collect()
}

fn send_fields(page: &Page, want: &str) -> Vec<(String, String)> {
    let carry = page.controls().into_iter().find(|c| c.name == "carry").expect("what was told is carried").values[0].clone();
    vec![("carry".into(), carry), ("want".into(), want.into())]
}

fn receipt(page: &Page) -> Option<String> {
    let (_, after) = page.text().split_once("data-receipt>")?;
    Some(after.split("</p>").next()?.replace("<br>", ""))
}

/// The only concern of the door, and what its key's private half finds in it.
async fn only(door: &Door, to: &str) -> (store::Concern, Payload) {
    let all = door.store.concerns("sample", &store::Filter::default(), 10).await.unwrap();
    assert_eq!(all.len(), 1);
    let concern = all.into_iter().next().unwrap();
    assert_eq!(concern.sealed_to, to);
    let records = door.store.records("sample", &concern.id).await.unwrap();
    assert_eq!(records.len(), 1);
    let id: ConcernId = concern.id.parse().unwrap();
    let place = Place { site: "sample".into(), concern: id, message: id.into() };
    let (keys, wrong): (Vec<_>, Vec<_>) = (0..2).partition(|n| born().keys[*n].to.text() == to);
    let open = |which: &[usize]| unseal::open(std::slice::from_ref(&born().keys[which[0]]), &place, &records[0].sealed);
    assert_eq!(open(&wrong).unwrap_err(), unseal::Unreadable::Closed, "the other key does not open it");
    (concern, open(&keys).expect("its key opens it"))
}

#[tokio::test]
async fn every_teller_reaches_the_team() {
    for who in course::concern::tellers() {
        let door = Door::open(site()).await;
        let mut visitor = door.visitor();
        let check = fill(&mut visitor, who, "no").await;
        assert!(check.text().contains(CANARY), "the list shows what was told");
        let sent = visitor.post("/en/concern/send", &send_fields(&check, "yes")).await;
        assert_eq!(sent.status, 200, "{}", sent.main());
        assert_eq!(sent.header("cache-control"), "private, no-store");
        assert_eq!(sent.header("connection"), "close");
        let words = receipt(&sent).expect("a receipt");
        assert_eq!(words.split_whitespace().count(), 8, "{words}");
        assert!(visitor.cookies.is_empty(), "telling sets no cookie");

        let (concern, payload) = only(&door, "team").await;
        assert_eq!((concern.arrived, concern.state.as_str()), (NOON, "received"));
        assert_eq!(concern.due, "2026-11-24T17:00:00Z".parse::<jiff::Timestamp>().unwrap().as_second());
        let Said::Concern(answers) = payload.said else { panic!("a concern was told") };
        assert_eq!((answers.get("who"), answers.get("worry"), answers.get("channel")), (*who, CANARY, "web"));
        assert!(answers.iter().all(|(name, _)| casework::fields::answered(name).is_some()));
    }
}

#[tokio::test]
async fn about_someone_who_works_with_children_goes_to_the_managers_alone() {
    let door = Door::open(site()).await;
    let mut visitor = door.visitor();
    let check = fill(&mut visitor, "relative", "yes").await;
    visitor.post("/en/concern/send", &send_fields(&check, "no")).await;
    let (concern, _) = only(&door, "managers").await;
    assert_eq!(concern.mailbox, None, "no receipt was wanted");
}

#[tokio::test]
async fn yes_to_danger_shows_999_and_the_team_and_lets_go_on() {
    let door = Door::open(site()).await;
    let page = door.visitor().post("/en/concern/1", &[("danger".into(), "yes".into())]).await;
    assert_eq!(page.status, 200);
    let (_, then) = page.text().split_once("class=\"note then\"").expect("what to do now");
    let then = then.split("</div>").next().unwrap_or_default();
    assert!(then.contains("999") && then.contains("01582"), "{then}");
    assert!(page.action().is_some_and(|a| a == "/en/concern/2"));
}

#[tokio::test]
async fn sending_twice_and_reloading_keeps_once_and_shows_the_same_receipt() {
    let door = Door::open(site()).await;
    let mut visitor = door.visitor();
    let check = fill(&mut visitor, "public", "no").await;
    let fields = send_fields(&check, "yes");
    let first = visitor.post("/en/concern/send", &fields).await;
    let (second, third) =
        (visitor.post("/en/concern/send", &fields).await, visitor.post("/en/concern/send", &send_fields(&check, "no")).await);
    assert_eq!((receipt(&first), second.status), (receipt(&second), 200));
    assert_eq!(third.status, 200, "who changes their mind about the receipt has sent it already");
    assert!(third.text().contains("You had sent this before") && receipt(&third) == receipt(&first));
    only(&door, "team").await;
}

#[tokio::test]
async fn what_is_changed_after_sending_is_sent_as_another_concern() {
    let door = Door::open(site()).await;
    let mut visitor = door.visitor();
    let check = fill(&mut visitor, "public", "no").await;
    let first = visitor.post("/en/concern/send", &send_fields(&check, "yes")).await;
    let carry = send_fields(&check, "yes").remove(0);
    let form = &site().languages[0].concern.clone().unwrap();
    let at = form.path(Some("public")).iter().position(|p| p.field("worry").is_some()).unwrap() + 1;
    let page = visitor.post("/en/concern/check", &[carry, ("go".into(), format!("{at}.1"))]).await;
    let mut fields = send_fields(&page, "yes");
    fields.push(("worry".into(), "SECOND words".into()));
    let next = visitor.post(&page.action().unwrap(), &fields).await;
    let second = visitor.post("/en/concern/send", &send_fields(&next, "yes")).await;
    assert_eq!(second.status, 200);
    assert!(receipt(&second).is_some() && receipt(&second) != receipt(&first));
    let mut kept = Vec::new();
    for concern in door.store.concerns("sample", &store::Filter::default(), 10).await.unwrap() {
        let id: ConcernId = concern.id.parse().unwrap();
        let record = door.store.records("sample", &concern.id).await.unwrap().remove(0);
        let place = Place { site: "sample".into(), concern: id, message: id.into() };
        let Said::Concern(answers) = unseal::open(&born().keys, &place, &record.sealed).unwrap().said else { panic!("a concern") };
        kept.push(answers.get("worry").to_owned());
    }
    kept.sort();
    assert_eq!(kept, [CANARY, "SECOND words"]);
}

#[tokio::test]
async fn only_what_worries_is_needed() {
    let door = Door::open(site()).await;
    let mut visitor = door.visitor();
    let mut page = visitor.get("/en/concern/1").await;
    let mut asked_again = 0;
    while let Some(action) = page.action().filter(|a| !a.ends_with("/send")) {
        let mut fields: Vec<_> =
            filled(&page, "professional", "no").into_iter().filter(|(n, _)| matches!(n.as_str(), "carry" | "number" | "who")).collect();
        page = visitor.post(&action, &fields).await;
        if page.status == 422 {
            asked_again += 1;
            assert!(page.text().contains("<title>Error"), "the tab says so");
            assert!(page.text().contains("href=\"#worry\"") && page.text().contains("id=\"worry-e\""));
            fields.push(("worry".into(), "x".into()));
            page = visitor.post(&action, &fields).await;
        }
        assert_eq!(page.status, 200, "{action}");
    }
    assert_eq!(asked_again, 1);
    assert_eq!(visitor.post("/en/concern/send", &send_fields(&page, "yes")).await.status, 200);
}

#[tokio::test]
async fn back_and_change_and_another_child_lose_nothing() {
    let door = Door::open(site()).await;
    let mut visitor = door.visitor();
    let check = fill(&mut visitor, "professional", "no").await;
    let carry = send_fields(&check, "yes").remove(0);
    let form = &site().languages[0].concern.clone().unwrap();
    let at = form.path(Some("professional")).iter().position(|p| p.group() == Some("child")).unwrap() + 1;
    let child = visitor.post("/en/concern/check", &[carry, ("go".into(), format!("{at}.1"))]).await;
    assert!(child.text().contains("value=\"Sample child.1.name\""), "{}", child.main());
    let again = |page: &Page, go: &str| {
        let mut fields: Vec<_> = page
            .controls()
            .into_iter()
            .filter(|c| matches!(c.name.as_str(), "carry" | "number"))
            .map(|c| (c.name, c.values[0].clone()))
            .collect();
        fields.push(("go".into(), go.into()));
        fields
    };
    let mut fields = again(&child, "more");
    fields.push(("child.1.name".into(), "Child A".into()));
    let second = visitor.post(&child.action().unwrap(), &fields).await;
    assert!(second.text().contains("name=\"child.2.name\""), "{}", second.main());
    let mut fields = again(&second, "back");
    fields.push(("child.2.name".into(), "Child B".into()));
    let first = visitor.post(&second.action().unwrap(), &fields).await;
    assert!(first.text().contains("value=\"Child A\""));
    let forward = visitor
        .post(&first.action().unwrap(), &{
            let mut f = again(&first, "next");
            f.push(("child.1.name".into(), "Child A".into()));
            f
        })
        .await;
    assert!(forward.text().contains("value=\"Child B\""), "on from the first child is the second: {}", forward.main());
}

#[tokio::test]
async fn bad_input_is_named_and_nothing_is_lost() {
    let door = Door::open(site()).await;
    let mut visitor = door.visitor();
    let page = visitor.post("/en/concern/1", &[("danger".into(), "perhaps".into())]).await;
    assert_eq!(page.status, 422);
    let page = visitor.post("/en/concern/1", &[("danger".into(), "no".into()), ("website".into(), "spam".into())]).await;
    assert_eq!(page.status, 422);
    assert!(
        page.text().contains("Leave the last box empty") && page.text().contains("value=\"no\" checked") || page.text().contains("checked")
    );
    for (address, fields) in [
        ("/en/concern/2", vec![("danger".to_owned(), "no".to_owned())]),
        ("/en/concern/send", vec![("carry".into(), "tampered".into()), ("worry".into(), CANARY.into())]),
    ] {
        let page = visitor.post(address, &fields).await;
        assert_eq!(page.status, 422, "{address}");
        assert!(page.text().contains("lay open too long"));
    }
    let page = visitor.post("/en/concern/4", &[("carry".into(), "x".into()), ("worry".into(), CANARY.into())]).await;
    assert!(page.text().contains(CANARY), "what was typed can be copied");
    assert_eq!(visitor.get("/en/concern/7").await.status, 303);
    assert_eq!(visitor.post("/en/concern/01", &[("carry".into(), String::new())]).await.status, 422);
    let long = vec![("worry".to_owned(), "x".repeat(400 * 1024))];
    assert_eq!(visitor.post("/en/concern/1", &long).await.status, 413);
}

#[tokio::test]
async fn a_draft_that_skipped_to_the_end_is_led_back() {
    let door = Door::open(site()).await;
    let mut visitor = door.visitor();
    let second = visitor.post("/en/concern/1", &[("danger".into(), "no".into())]).await;
    let sent = visitor.post("/en/concern/send", &send_fields(&second, "yes")).await;
    assert_eq!(sent.status, 422);
    assert!(sent.text().contains("name=\"who\""), "{}", sent.main());
}

#[tokio::test]
async fn a_flood_is_told_to_wait_and_keeps_what_was_typed() {
    let door = Door::open(site()).await;
    let mut visitor = door.visitor();
    visitor.source = Some("192.0.2.7".parse().unwrap());
    let check = fill(&mut visitor, "public", "no").await;
    let fields = send_fields(&check, "yes");
    let mut last = 200;
    for _ in 0..61 {
        last = visitor.post("/en/concern/send", &fields).await.status;
    }
    assert_eq!(last, 429);
    let page = visitor.post("/en/concern/send", &fields).await;
    assert!(page.text().contains(CANARY) && page.text().contains("01582"), "{}", page.main());
    visitor.source = Some("192.0.2.8".parse().unwrap());
    assert_eq!(visitor.post("/en/concern/send", &fields).await.status, 200, "another source is not touched");
}

#[tokio::test]
async fn without_keys_it_says_so_with_the_phone_number() {
    let door = Door::open(site()).await.without_keys();
    let mut visitor = door.visitor();
    for address in ["/en/concern/", "/en/concern/1", "/en/return"] {
        let page = visitor.get(address).await;
        assert_eq!(page.status, 503, "{address}");
        assert!(page.text().contains("01582") && page.text().contains("999"));
    }
    assert_eq!(visitor.post("/en/concern/1", &[]).await.status, 503);
    assert_eq!(visitor.get("/api/v1/recipient").await.status, 503);
    assert_eq!(visitor.get("/en/").await.status, 200);
}

#[tokio::test]
async fn when_nothing_can_be_kept_it_says_not_sent_and_keeps_the_words_on_the_page() {
    let door = Door::open(site()).await;
    let mut visitor = door.visitor();
    let check = fill(&mut visitor, "public", "no").await;
    door.store.close().await;
    // The spool's folder is taken away and cannot be made again.
    std::fs::remove_dir_all(door.folder().join("spool")).unwrap();
    std::fs::write(door.folder().join("spool"), "in the way").unwrap();
    let page = visitor.post("/en/concern/send", &send_fields(&check, "yes")).await;
    assert_eq!(page.status, 503, "{}", page.main());
    assert!(page.text().contains("Not sent") && page.text().contains(CANARY) && page.text().contains("01582"));
    std::fs::remove_file(door.folder().join("spool")).unwrap();
    std::fs::create_dir(door.folder().join("spool")).unwrap();
    let page = visitor.post("/en/concern/send", &send_fields(&page, "yes")).await;
    assert_eq!(page.status, 200, "and from the same page it can be sent again");
}

#[tokio::test]
async fn while_it_is_a_demonstration_every_page_says_so() {
    let door = Door::open(site()).await;
    let mut visitor = door.visitor();
    let says = |page: &Page| page.main().contains("Demonstration: nobody will read this");
    assert!(
        says(&visitor.get("/en/concern/").await) && says(&visitor.get("/en/concern/1").await) && says(&visitor.get("/en/return").await)
    );
    let check = fill(&mut visitor, "relative", "no").await;
    assert!(says(&check) && check.main().contains("<button>Send (demonstration: nobody will read this)"));
    assert!(says(&visitor.post("/en/concern/send", &send_fields(&check, "yes")).await));
    let live = site_with(|files| {
        let text = files.texts.get_mut("site.toml").unwrap();
        *text = text.replace("live = false", "live = true").replace("http://127.0.0.1:8080", "https://waymark.example.org");
    });
    let door = Door::open(live).await;
    assert!(!says(&door.visitor().get("/en/concern/1").await));
}

#[tokio::test]
async fn what_was_told_is_nowhere_on_the_disk() {
    let door = Door::open(site()).await;
    let mut visitor = door.visitor();
    let check = fill(&mut visitor, "relative", "no").await;
    assert!(!check.header("set-cookie").contains("Canary"));
    visitor.post("/en/concern/send", &send_fields(&check, "yes")).await;
    let mut folders = vec![door.folder().to_owned()];
    let mut looked_at = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let bytes = std::fs::read(&path).unwrap();
            looked_at += bytes.len();
            assert!(!bytes.windows(11).any(|w| w == b"Canary-7f3a"), "{}", path.display());
        }
    }
    assert!(looked_at > 1000);
}

#[tokio::test]
async fn another_site_s_form_is_refused() {
    let door = Door::open(site()).await;
    let request = Request::post("/en/concern/1").header(header::ORIGIN, "https://elsewhere.example").header("sec-fetch-site", "cross-site");
    assert_eq!(door.visitor().send(request, axum::body::Body::from("danger=no")).await.status, 403);
}

#[tokio::test]
async fn the_pages_ahead_stand_in_the_first_one_alone() {
    let door = Door::open(site()).await;
    let mut visitor = door.visitor();
    let first = visitor.get("/en/concern/1").await;
    assert!(first.text().contains("data-ask=\"words\"") && first.text().contains("/static/concern."));
    let carried = visitor.post("/en/concern/1", &filled(&first, "public", "no")).await;
    let back = visitor.post(&carried.action().unwrap(), &[send_fields(&carried, "no"), vec![("go".into(), "back".into())]].concat()).await;
    for page in [carried, back] {
        assert!(!page.text().contains("data-ask") && !page.text().contains("/static/concern."), "what was carried is the server's to seal");
    }
}

#[tokio::test]
async fn a_browser_that_could_not_seal_hands_over_everything_at_once() {
    let door = Door::open(site()).await;
    let mut visitor = door.visitor();
    let fields = [
        ("who", "relative"),
        ("worry", CANARY),
        ("child.2.name", "Child B"),
        ("about-worker", "no"),
        ("agency", "not asked of them"),
        ("reach", "nonsense"),
    ];
    let fields: Vec<_> = fields.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    let check = visitor.post("/en/concern/whole", &fields).await;
    assert_eq!(check.status, 200, "{}", check.main());
    assert!(check.text().contains(CANARY) && check.text().contains("Child B"));
    assert_eq!(check.header("cache-control"), "private, no-store");
    assert_eq!(visitor.post("/en/concern/send", &send_fields(&check, "yes")).await.status, 200);
    let (_, payload) = only(&door, "team").await;
    let Said::Concern(answers) = payload.said else { panic!("not a concern") };
    assert_eq!((answers.get("worry"), answers.get("child.2.name"), answers.get("agency")), (CANARY, "Child B", ""));
    // Nothing at all is led to what is needed, as ever.
    let empty = visitor.post("/en/concern/whole", &[]).await;
    assert_eq!(empty.status, 200);
    assert_eq!(visitor.post("/en/concern/send", &send_fields(&empty, "no")).await.status, 422);
}
