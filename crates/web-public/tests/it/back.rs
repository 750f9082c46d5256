//! Coming back with a receipt: answers, adding, slips, and what whoever can write to the database cannot do.

use casework::{ConcernId, MessageId, Payload, Place, Reply, Said};
use seal::Receipt;
use testkit::{Door, NOON, Page, born, site};
use unseal::{ConcernKey, TeamKey};

/// A concern that was told with a receipt, straight into the store.
pub(crate) async fn told(door: &Door) -> (Receipt, ConcernId) {
    let mut next = 0_u8;
    let receipt = Receipt::new(&mut |bytes| {
        bytes.fill_with(|| {
            next = next.wrapping_add(37);
            next
        })
    });
    let id = ConcernId::from_bytes([5; 16]);
    let mailbox: Vec<String> = receipt.mailbox("sample").to_string().split('.').map(str::to_owned).collect();
    let intake = store::Intake {
        site: "sample".into(),
        concern: id.to_string(),
        sealed_to: "team".into(),
        key_id: born().keys[0].id.clone(),
        arrived: NOON,
        due: NOON,
        sealed: seal::seal(&born().public.keys[0].recipient, "{}".into()),
        mailbox: Some(store::Mailbox { id: mailbox[0].clone(), reply_key: mailbox[1].clone(), verify_key: mailbox[2].clone() }),
    };
    door.keeper.take(intake).await.unwrap();
    (receipt, id)
}

pub(crate) async fn answer(door: &Door, receipt: &Receipt, concern: ConcernId, message: u8, text: &str, signer: &TeamKey) {
    let place = Place { site: "sample".into(), concern, message: MessageId::from_bytes([message; 16]) };
    let reply = Reply { place: place.clone(), at: NOON + 60, text: text.into() };
    let mailbox = receipt.mailbox("sample");
    let written = ConcernKey::new().reply(&reply, signer, &mailbox.recipient);
    let kept = store::Reply { id: place.message.to_string(), concern: concern.to_string(), at: NOON + 60, sealed: written.for_teller };
    let record = store::Message {
        site: "sample".into(),
        concern: concern.to_string(),
        id: place.message.to_string(),
        kind: "reply".into(),
        at: NOON + 60,
        key_id: "own".into(),
        sealed: written.for_record,
    };
    door.store.put_reply(&record, &mailbox.id, &kept).await.unwrap();
}

async fn open(door: &Door, typed: &str) -> Page {
    door.visitor().post("/en/return", &[("receipt".into(), typed.into())]).await
}

fn visit(page: &Page) -> String {
    page.controls().into_iter().find(|c| c.name == "visit").expect("the page carries the visit").values[0].clone()
}

#[tokio::test]
async fn the_teller_reads_the_team_s_answer_and_the_four_stages() {
    let door = Door::open(site()).await;
    let (receipt, id) = told(&door).await;
    let words = receipt.words().join(" ");
    let page = open(&door, &words.to_uppercase()).await;
    assert_eq!((page.status, page.header("cache-control"), page.header("connection")), (200, "private, no-store", "close"));
    assert!(page.text().contains("data-state=\"received\"") && page.text().contains("No answer yet"));
    answer(&door, &receipt, id, 7, "Thank you for telling us.", &born().keys[0]).await;
    for stage in ["looking", "answered", "closed"] {
        door.store.set_state("sample", &id.to_string(), stage).await.unwrap();
        let page = open(&door, &words).await;
        assert!(page.text().contains(&format!("data-state=\"{stage}\"")) && page.text().contains("Thank you for telling us."), "{stage}");
    }
    assert!(!page.text().contains(receipt.words()[0]), "the words are not shown again");
}

#[tokio::test]
async fn what_the_team_has_not_signed_is_not_shown() {
    let door = Door::open(site()).await;
    let (receipt, id) = told(&door).await;
    let forger = TeamKey::new(seal::SealedTo::Team, &mut |bytes| bytes.fill(1));
    answer(&door, &receipt, id, 8, "Forged: come to the corner.", &forger).await;
    let page = open(&door, &receipt.words().join(" ")).await;
    assert_eq!(page.status, 200);
    assert!(!page.text().contains("Forged") && page.text().contains("cannot be sure is from the team"), "{}", page.main());
}

#[tokio::test]
async fn something_is_added_once_and_the_team_can_open_it() {
    let door = Door::open(site()).await;
    let (receipt, id) = told(&door).await;
    let page = open(&door, &receipt.words().join(" ")).await;
    let fields = [("visit".to_owned(), visit(&page)), ("text".to_owned(), "It was blue.\r\nCanary-51d".to_owned())];
    for _ in 0..2 {
        let page = door.visitor().post("/en/return", &fields).await;
        assert_eq!(page.status, 200);
        assert!(page.text().contains("The team has what you added"), "{}", page.main());
    }
    let records = door.store.records("sample", &id.to_string()).await.unwrap();
    let added: Vec<_> = records.iter().filter(|r| r.kind == "addition").collect();
    assert_eq!(added.len(), 1, "reloading adds nothing twice");
    let place = Place { site: "sample".into(), concern: id, message: added[0].id.parse().unwrap() };
    let opened = unseal::open(&born().keys[..1], &place, &added[0].sealed).unwrap();
    assert_eq!(opened, Payload { place, lang: "en".into(), mailbox: None, said: Said::Addition("It was blue.\nCanary-51d".into()) });
    // Whoever goes back to the page and changes their words has said something else: it is not dropped.
    let changed = [fields[0].clone(), ("text".to_owned(), "It was blue, and old.".to_owned())];
    assert!(door.visitor().post("/en/return", &changed).await.text().contains("The team has what you added"));
    let records = door.store.records("sample", &id.to_string()).await.unwrap();
    assert_eq!(records.iter().filter(|r| r.kind == "addition").count(), 2);
}

#[tokio::test]
async fn what_is_added_to_the_managers_goes_to_them_whatever_the_database_says() {
    let door = Door::open(site()).await;
    let receipt = Receipt::from_numbers([11; 7]).unwrap();
    let id = ConcernId::from_bytes([5; 16]);
    let keys: Vec<String> =
        receipt.mailbox(&seal::scope("sample", seal::SealedTo::Managers)).to_string().split('.').map(str::to_owned).collect();
    // Someone who can write to the database has made it the team's.
    let intake = store::Intake {
        site: "sample".into(),
        concern: id.to_string(),
        sealed_to: "team".into(),
        key_id: born().keys[1].id.clone(),
        arrived: NOON,
        due: NOON,
        sealed: seal::seal(&born().public.keys[1].recipient, "{}".into()),
        mailbox: Some(store::Mailbox { id: keys[0].clone(), reply_key: keys[1].clone(), verify_key: keys[2].clone() }),
    };
    door.store.take(intake).await.unwrap();
    let page = open(&door, &receipt.words().join(" ")).await;
    let fields = [("visit".to_owned(), visit(&page)), ("text".to_owned(), "It was the coach.".to_owned())];
    assert_eq!(door.visitor().post("/en/return", &fields).await.status, 200);
    let records = door.store.records("sample", &id.to_string()).await.unwrap();
    let added = records.iter().find(|r| r.kind == "addition").unwrap();
    let place = Place { site: "sample".into(), concern: id, message: added.id.parse().unwrap() };
    assert!(unseal::open(&born().keys[..1], &place, &added.sealed).is_err(), "the team cannot open it");
    assert!(unseal::open(&born().keys[1..], &place, &added.sealed).is_ok());
}

#[tokio::test]
async fn slips_are_named_and_kept() {
    let door = Door::open(site()).await;
    let (receipt, _) = told(&door).await;
    let mut words = receipt.words();
    words.swap(0, 1);
    let cases = [
        ("abacus abdomn".to_owned(), "“abdomn”"),
        ("abacus abdomen".to_owned(), "You wrote 2"),
        (words.join(" "), "do not fit together"),
        (Receipt::from_numbers([1, 2, 3, 4, 5, 6, 7]).unwrap().words().join(" "), "Nothing is kept under these words"),
    ];
    for (typed, told) in cases {
        let page = open(&door, &typed).await;
        assert_eq!(page.status, 422, "{typed}");
        assert!(page.text().contains(told) && page.text().contains(&typed), "{typed}: {}", page.main());
    }
}

#[tokio::test]
async fn a_mailbox_whose_keys_were_swapped_in_the_database_does_not_open() {
    let door = Door::open(site()).await;
    let (receipt, _) = told(&door).await;
    let other = Receipt::from_numbers([9; 7]).unwrap();
    let keys: Vec<String> = other.mailbox("sample").to_string().split('.').map(str::to_owned).collect();
    // Another concern stands under this receipt's mailbox, with other keys.
    let intake = store::Intake {
        site: "sample".into(),
        concern: ConcernId::from_bytes([6; 16]).to_string(),
        sealed_to: "team".into(),
        key_id: "team".into(),
        arrived: NOON,
        due: NOON,
        sealed: vec![1; 300],
        mailbox: Some(store::Mailbox {
            id: other.mailbox("sample").id,
            reply_key: keys[1].clone(),
            verify_key: receipt.mailbox("sample").to_string().split('.').nth(2).unwrap().into(),
        }),
    };
    door.store.take(intake).await.unwrap();
    assert_eq!(open(&door, &other.words().join(" ")).await.status, 422);
}

#[tokio::test]
async fn empty_long_and_old_additions_are_named() {
    let door = Door::open(site()).await;
    let (receipt, _) = told(&door).await;
    let page = open(&door, &receipt.words().join(" ")).await;
    let mut visitor = door.visitor();
    let mut add =
        async |visit: &str, text: &str| visitor.post("/en/return", &[("visit".into(), visit.into()), ("text".into(), text.into())]).await;
    assert_eq!(add(&visit(&page), " ").await.status, 422);
    let long = "x".repeat(20_001);
    let page = add(&visit(&page), &long).await;
    assert!(page.status == 422 && page.text().contains(&long), "what was typed is kept");
    let page = add("tampered", "Canary-51d").await;
    assert!(page.status == 422 && page.text().contains("Canary-51d") && page.text().contains("name=\"receipt\""), "{}", page.main());
}

#[tokio::test]
async fn wrong_receipts_are_limited_without_locking_out_others() {
    let door = Door::open(site()).await;
    let (receipt, _) = told(&door).await;
    let mut visitor = door.visitor();
    visitor.source = Some("192.0.2.7".parse().unwrap());
    let mut last = 0;
    for n in 0..31 {
        let typed = Receipt::from_numbers([n; 7]).unwrap().words().join(" ");
        last = visitor.post("/en/return", &[("receipt".into(), typed)]).await.status;
    }
    assert_eq!(last, 429);
    visitor.source = Some("192.0.2.8".parse().unwrap());
    assert_eq!(visitor.post("/en/return", &[("receipt".into(), receipt.words().join(" "))]).await.status, 200);
}

/// How much is asked says nothing about whether a receipt leads anywhere. Time follows from it, and cannot be held fixed by a test.
#[tokio::test]
async fn a_wrong_receipt_asks_as_much_as_a_right_one() {
    let door = Door::open(site()).await;
    let (receipt, _) = told(&door).await;
    let wrong = Receipt::new(&mut |bytes| bytes.fill(9));
    let mut asked = Vec::new();
    for (receipt, status) in [(&receipt, 200), (&wrong, 422)] {
        let before = door.keeper.looked_up();
        assert_eq!(open(&door, &receipt.words().join(" ")).await.status, status);
        asked.push(door.keeper.looked_up() - before);
    }
    assert_eq!(asked, [6, 6], "the database twice and the spool once, for the team and for the managers");
}

#[tokio::test]
async fn what_was_told_while_the_database_is_away_can_be_come_back_to() {
    let door = Door::open(site()).await;
    door.store.close().await;
    let (receipt, id) = told(&door).await;
    let page = open(&door, &receipt.words().join(" ")).await;
    assert_eq!(page.status, 200, "{}", page.text());
    assert!(page.text().contains("data-state=\"received\""));
    let fields = [("visit".into(), visit(&page)), ("text".into(), "And one thing more.".into())];
    assert_eq!(door.visitor().post("/en/return", &fields).await.status, 200);
    let waits = std::fs::read_dir(door.folder().join("spool")).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
    let waits = waits.collect::<Vec<_>>();
    assert!(waits.len() == 2 && waits.contains(&id.to_string()), "{waits:?}");
    let unknown = Receipt::new(&mut |bytes| bytes.fill(9));
    assert_eq!(open(&door, &unknown.words().join(" ")).await.status, 500, "nobody is told that there is nothing");
}
