//! Coming back by the API: what a receipt's holder can do by signing, and what nobody else can, whatever they have seen.

use std::sync::atomic::{AtomicI64, Ordering};

use axum::body::Body;
use casework::{MessageId, Payload, Place, Said};
use http::Request;
use seal::{Act, Receipt, SealedTo, scope};
use serde_json::{Value, json};
use testkit::{Door, NOON, Page, Visitor, born, site};

use crate::api::problem;
use crate::back::{answer, told};

const AGE: &str = "application/age-encryption";

pub(crate) fn base64url(bytes: &[u8]) -> String {
    use base64::Engine;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes)
}

fn value(page: &Page) -> Value {
    serde_json::from_slice(&page.bytes).unwrap()
}

pub(crate) async fn challenge(visitor: &mut Visitor) -> String {
    let page = visitor.get("/api/v1/challenge").await;
    assert_eq!((page.status, page.header("cache-control")), (200, "private, no-store"));
    value(&page)["challenge"].as_str().unwrap().to_owned()
}

pub(crate) async fn post(visitor: &mut Visitor, kind: &str, body: String) -> Page {
    visitor.send(Request::post("/api/v1/replies").header("content-type", kind), Body::from(body)).await
}

/// Both of a receipt's mailboxes, as the browser asks for them.
pub(crate) fn question(receipt: &Receipt, challenge: &str) -> Value {
    let asked = |to| {
        let scope = scope("sample", to);
        let mailbox = receipt.mailbox(&scope).id;
        json!({ "mailbox": mailbox, "signature": base64url(&receipt.sign(&scope, Act::Read.text("sample", &mailbox, challenge).as_bytes())) })
    };
    json!({ "challenge": challenge, "mailboxes": SealedTo::ALL.map(asked) })
}

async fn ask(visitor: &mut Visitor, question: &Value) -> Page {
    post(visitor, "application/json", question.to_string()).await
}

pub(crate) struct Addition {
    pub(crate) message: String,
    pub(crate) mailbox: String,
    pub(crate) challenge: String,
    pub(crate) signature: [u8; 64],
    pub(crate) sealed: Vec<u8>,
}

/// What a receipt's holder adds: sealed, and signed as it must be.
pub(crate) fn addition(receipt: &Receipt, concern: casework::ConcernId, challenge: String) -> Addition {
    let message = MessageId::from_bytes([8; 16]);
    let place = Place { site: "sample".into(), concern, message };
    let payload = Payload { place, lang: "en".into(), mailbox: None, said: Said::Addition("It was blue.".into()) };
    let sealed = seal::seal(&born().public.keys[0].recipient, payload.json());
    let (message, mailbox) = (message.to_string(), receipt.mailbox("sample").id);
    let text = Act::Add { message: &message, sealed: &sealed }.text("sample", &mailbox, &challenge);
    Addition { signature: receipt.sign("sample", text.as_bytes()), message, mailbox, challenge, sealed }
}

async fn add(visitor: &mut Visitor, a: &Addition) -> Page {
    let request = Request::post("/api/v1/additions").header("content-type", AGE).header("idempotency-key", &a.message);
    let request = request.header("waymark-mailbox", &a.mailbox).header("waymark-challenge", &a.challenge);
    visitor.send(request.header("waymark-signature", base64url(&a.signature)), Body::from(a.sealed.clone())).await
}

#[tokio::test]
async fn who_holds_the_receipt_reads_and_adds_and_the_words_are_never_sent() {
    let door = Door::open(site()).await;
    let (receipt, id) = told(&door).await;
    answer(&door, &receipt, id, 7, "Thank you for telling us.", &born().keys[0]).await;
    let mut visitor = door.visitor();
    let question = question(&receipt, &challenge(&mut visitor).await);
    let page = ask(&mut visitor, &question).await;
    assert_eq!((page.status, page.header("cache-control"), page.header("content-encoding")), (200, "private, no-store", ""));
    let opened = value(&page)["opened"].clone();
    assert_eq!(opened.as_array().unwrap().len(), 1, "the team's, and not the managers'");
    assert_eq!((&opened[0]["concern"], &opened[0]["state"]), (&json!(id.to_string()), &json!("received")));
    let sealed = opened[0]["replies"][0]["sealed"].as_str().unwrap();
    assert!(sealed.starts_with(&base64url(b"age-encryption.org/v1")), "sealed as the team has sealed it");
    let addition = addition(&receipt, id, challenge(&mut visitor).await);
    for _ in 0..2 {
        let page = add(&mut visitor, &addition).await;
        assert_eq!((page.status, value(&page)), (201, json!({ "id": addition.message })));
    }
    let records = door.store.records("sample", &id.to_string()).await.unwrap();
    let added: Vec<_> = records.iter().filter(|r| r.kind == "addition").collect();
    assert_eq!((added.len(), &added[0].sealed, &added[0].key_id), (1, &addition.sealed, &born().keys[0].id));
}

#[tokio::test]
async fn a_wrong_receipt_gets_the_same_answer_as_a_right_one() {
    let door = Door::open(site()).await;
    let (receipt, id) = told(&door).await;
    answer(&door, &receipt, id, 7, "Thank you for telling us.", &born().keys[0]).await;
    let mut visitor = door.visitor();
    let (fresh, wrong) = (challenge(&mut visitor).await, Receipt::from_numbers([9; 7]).unwrap());
    let right = ask(&mut visitor, &question(&receipt, &fresh)).await;
    // Nobody's mailbox; and that of someone else, whose name was read in a stolen database.
    let mut stolen = question(&wrong, &fresh);
    stolen["mailboxes"][0]["mailbox"] = json!(receipt.mailbox("sample").id);
    for asked in [question(&wrong, &fresh), stolen] {
        let page = ask(&mut visitor, &asked).await;
        assert_eq!((page.status, value(&page)), (200, json!({ "opened": [] })));
        assert_eq!((page.bytes.len(), page.headers.len()), (right.bytes.len(), right.headers.len()), "as long as the right one's");
    }
}

static CLOCK: AtomicI64 = AtomicI64::new(NOON);

#[tokio::test]
async fn a_challenge_is_short_lived_of_one_site_and_known_to_every_process() {
    let door = Door::at(site(), || CLOCK.load(Ordering::Relaxed)).await;
    let (receipt, _) = told(&door).await;
    let mut visitor = door.visitor();
    let given = question(&receipt, &challenge(&mut visitor).await);
    let beside = Door::at(site(), || CLOCK.load(Ordering::Relaxed)).await.with_store_of(&door);
    CLOCK.store(NOON + 120, Ordering::Relaxed);
    assert_eq!(ask(&mut beside.visitor(), &given).await.status, 200, "another process that shares the keys of the day");
    CLOCK.store(NOON + 121, Ordering::Relaxed);
    assert_eq!(problem(&ask(&mut visitor, &given).await)["status"], 403);
    CLOCK.store(NOON - 1, Ordering::Relaxed);
    assert_eq!(ask(&mut visitor, &given).await.status, 403, "nor before its time");
    CLOCK.store(NOON, Ordering::Relaxed);
    let elsewhere = Door::at(site(), || CLOCK.load(Ordering::Relaxed)).await;
    assert_eq!(ask(&mut elsewhere.visitor(), &given).await.status, 403, "another installation");
    for made_up in ["", "AAAA", &"A".repeat(1500)] {
        assert_eq!(ask(&mut visitor, &question(&receipt, made_up)).await.status, 403);
    }
}

#[tokio::test]
async fn what_was_signed_for_one_thing_serves_for_nothing_else() {
    let door = Door::open(site()).await;
    let (receipt, id) = told(&door).await;
    let mut visitor = door.visitor();
    let fresh = challenge(&mut visitor).await;
    let right = || addition(&receipt, id, fresh.clone());
    let read = receipt.sign("sample", Act::Read.text("sample", &right().mailbox, &fresh).as_bytes());
    let other = Receipt::from_numbers([9; 7]).unwrap();
    let wrong = [
        Addition { signature: read, ..right() },
        Addition { message: MessageId::from_bytes([9; 16]).to_string(), ..right() },
        Addition { sealed: seal::seal(&born().public.keys[0].recipient, "{}".into()), ..right() },
        Addition { challenge: challenge(&mut visitor).await, ..right() },
        Addition { mailbox: other.mailbox("sample").id, ..right() },
        Addition { signature: addition(&other, id, fresh.clone()).signature, ..right() },
    ];
    for (n, one) in wrong.iter().enumerate() {
        assert_eq!(problem(&add(&mut visitor, one).await)["status"], 403, "{n}");
    }
    // And what was signed to add opens nothing.
    let mut asked = question(&receipt, &fresh);
    asked["mailboxes"][0]["signature"] = json!(base64url(&right().signature));
    assert_eq!(value(&ask(&mut visitor, &asked).await), json!({ "opened": [] }));
    assert_eq!(door.store.records("sample", &id.to_string()).await.unwrap().len(), 1);
    assert_eq!(add(&mut visitor, &right()).await.status, 201, "the right one is still good");
}

#[tokio::test]
async fn what_is_wrong_is_named_and_too_much_is_refused() {
    let door = Door::open(site()).await;
    let (receipt, id) = told(&door).await;
    let mut visitor = door.visitor();
    let good = question(&receipt, &challenge(&mut visitor).await);
    let with = |change: &dyn Fn(&mut Value)| {
        let mut changed = good.clone();
        change(&mut changed);
        changed.to_string()
    };
    let json = "application/json";
    let cases = [
        (json, String::new(), 400),
        (json, "[]".into(), 400),
        (json, with(&|q| q["more"] = json!(1)), 400),
        (json, with(&|q| q["mailboxes"] = json!([])), 400),
        (json, with(&|q| q["mailboxes"] = json!([q["mailboxes"][0], q["mailboxes"][0], q["mailboxes"][0]])), 400),
        (json, with(&|q| q["mailboxes"][0]["mailbox"] = json!("short")), 400),
        (json, with(&|q| q["mailboxes"][0]["signature"] = json!("A".repeat(85))), 400),
        (json, with(&|q| q["challenge"] = json!("A".repeat(9_000))), 413),
        ("text/plain", good.to_string(), 415),
    ];
    for (kind, body, status) in cases {
        let page = post(&mut visitor, kind, body).await;
        assert!(page.status == status && problem(&page)["detail"].as_str().is_some_and(|d| d.len() > 20), "{status}: {}", page.text());
    }
    let right = addition(&receipt, id, challenge(&mut visitor).await);
    let page = add(&mut visitor, &Addition { sealed: b"not sealed".to_vec(), ..addition(&receipt, id, String::new()) }).await;
    assert_eq!(problem(&page)["status"], 400);
    let request = Request::post("/api/v1/additions").header("content-type", AGE).header("idempotency-key", &right.message);
    assert_eq!(problem(&visitor.send(request, Body::from(right.sealed.clone())).await)["status"], 400, "headers are missing");
    // Thirty tries from one source, one for both mailboxes; and another source is not touched.
    visitor.source = Some("192.0.2.7".parse().unwrap());
    for _ in 0..30 {
        assert_eq!(ask(&mut visitor, &good).await.status, 200);
    }
    let page = ask(&mut visitor, &good).await;
    assert_eq!((problem(&page)["status"].as_u64(), page.header("retry-after")), (Some(429), "60"));
    visitor.source = Some("192.0.2.8".parse().unwrap());
    assert_eq!(ask(&mut visitor, &good).await.status, 200);
    let closed = door.without_keys();
    assert_eq!(problem(&closed.visitor().get("/api/v1/challenge").await)["status"], 503);
    assert_eq!(problem(&ask(&mut closed.visitor(), &good).await)["status"], 503);
}
