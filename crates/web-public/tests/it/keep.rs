//! Coming back with a code: made, used on another device, mistyped, expired, and kept up to date.

use testkit::{Door, NOON, Visitor, site};

/// The four words on a page that shows a code.
fn code(text: &str) -> String {
    let (_, after) = text.split_once("data-code>").expect("the page shows a code");
    after.split("</p>").next().unwrap_or_default().replace("<br>", " ")
}

async fn answer_first(visitor: &mut Visitor) -> String {
    let mut address = "/en/course/1/1".to_owned();
    loop {
        let page = visitor.get(&address).await;
        match page.next() {
            Some(next) => address = next,
            None => break,
        }
    }
    assert_eq!(visitor.post(&address, &[("answer".into(), "a".into())]).await.status, 200);
    address
}

async fn resume(visitor: &mut Visitor, code: &str) -> testkit::Page {
    visitor.post("/en/course/resume", &[("code".into(), code.into())]).await
}

#[tokio::test]
async fn another_device_carries_on_where_the_first_one_left() {
    let door = Door::open(site()).await;
    let mut phone = door.visitor();
    answer_first(&mut phone).await;
    let page = phone.post("/en/course/keep", &[]).await;
    assert_eq!((page.status, page.header("cache-control")), (200, "private, no-store"));
    let code = code(page.text());
    assert_eq!(code.split_whitespace().count(), 4, "{code}");
    assert!(page.text().contains("21 February 2027"), "it says until when");

    let mut tablet = door.visitor();
    let page = resume(&mut tablet, &format!("  {} ", code.to_uppercase().replace(' ', ", "))).await;
    assert_eq!((page.status, page.header("location")), (303, "/en/course/"));
    assert_eq!(tablet.cookies, phone.cookies, "both have the same progress");

    // What is answered after the code was made is kept under it as well.
    let second = tablet.post("/en/course/2/2", &[("answer".into(), "a".into())]).await;
    assert!(second.status == 200 || second.status == 405 || second.status == 422, "{}", second.status);
    let mut third = door.visitor();
    resume(&mut third, &code).await;
    assert_eq!(third.cookies, tablet.cookies);
}

#[tokio::test]
async fn the_words_of_a_code_are_nowhere_in_the_database() {
    let door = Door::open(site()).await;
    let mut visitor = door.visitor();
    answer_first(&mut visitor).await;
    let code = code(visitor.post("/en/course/keep", &[]).await.text());
    let words: Vec<&str> = code.split_whitespace().collect();
    let mut found = 0;
    let files = std::fs::read_dir(door.folder()).expect("the folder is there").map(|entry| entry.expect("an entry").path());
    for file in files.filter(|path| path.is_file()) {
        let bytes = std::fs::read(file).expect("it can be read");
        let text = String::from_utf8_lossy(&bytes);
        found += usize::from(text.contains("course_progress"));
        assert!(!words.iter().any(|w| w.len() > 4 && text.contains(w)), "{code}");
    }
    assert!(found > 0, "the database was looked at");
}

#[tokio::test]
async fn a_slip_is_named_and_an_unknown_code_is_said_to_be_unknown() {
    let door = Door::open(site()).await;
    let mut visitor = door.visitor();
    let page = resume(&mut visitor, "abacus abdomn abide able").await;
    assert_eq!(page.status, 422);
    assert!(page.text().contains("“abdomn”") && page.text().contains("“abdomen”"), "{}", page.text());
    assert!(page.text().contains("value=\"abacus abdomn abide able\""), "what was typed is still there");
    assert!(resume(&mut visitor, "one two").await.text().contains("four words"));
    let page = resume(&mut visitor, "abacus abdomen abide ability").await;
    assert_eq!(page.status, 422);
    assert!(page.text().contains("Check each word"));
    let page = resume(&mut visitor, "\"><script>alert(1)</script>").await;
    assert!(!page.text().contains("<script>alert"), "what was typed comes back as text");
    assert!(visitor.cookies.is_empty());
}

#[tokio::test]
async fn codes_are_not_given_out_without_end_nor_tried_without_end() {
    let door = Door::open(site()).await;
    let mut visitor = door.visitor();
    visitor.source = Some("192.0.2.7".parse().expect("an address"));
    let mut told = Vec::new();
    for _ in 0..61 {
        told.push(visitor.post("/en/course/keep", &[]).await.status);
    }
    assert_eq!((told[59], told[60]), (200, 429));
    for _ in 0..61 {
        told.push(resume(&mut visitor, "abacus abdomen abide ability").await.status);
    }
    assert_eq!((told[120], told[121]), (422, 429));
    visitor.source = Some("192.0.2.8".parse().expect("an address"));
    assert_eq!(visitor.post("/en/course/keep", &[]).await.status, 200, "another source is not touched");
}

#[tokio::test]
async fn a_code_ends_after_ninety_days() {
    let door = Door::open(site()).await;
    let mut visitor = door.visitor();
    answer_first(&mut visitor).await;
    let code = code(visitor.post("/en/course/keep", &[]).await.text());
    let later = Door::at(site(), || NOON + 90 * 86_400).await.with_store_of(&door);
    assert_eq!(resume(&mut later.visitor(), &code).await.status, 303, "on the last day");
    let too_late = Door::at(site(), || NOON + 91 * 86_400).await.with_store_of(&door);
    assert_eq!(resume(&mut too_late.visitor(), &code).await.status, 422, "a day after");
    assert_eq!(door.store.forget_expired(NOON / 86_400 + 91).await.expect("it can be forgotten"), 1);
}
