//! The API: what a program can send, and every way in which it can be wrong.

use axum::body::Body;
use http::Request;
use serde_json::Value;
use testkit::{Door, Page, born, site};

const ID: &str = "AAAAAAAAAAAAAAAAAAAAAA";

fn sealed() -> Vec<u8> {
    seal::seal(&born().public.keys[0].recipient, "{}".into())
}

async fn post(door: &Door, headers: &[(&str, &str)], body: Vec<u8>) -> Page {
    let mut request = Request::post("/api/v1/concerns");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    door.visitor().send(request, Body::from(body)).await
}

fn good() -> Vec<(&'static str, &'static str)> {
    vec![("content-type", "application/age-encryption"), ("idempotency-key", ID)]
}

pub(crate) fn problem(page: &Page) -> Value {
    assert_eq!(page.header("content-type"), "application/problem+json", "{}", page.text());
    let problem: Value = serde_json::from_slice(&page.bytes).unwrap();
    assert_eq!(problem["status"], page.status);
    problem
}

#[tokio::test]
async fn a_sealed_concern_is_kept_once() {
    let door = Door::open(site()).await;
    let body = sealed();
    for _ in 0..2 {
        let page = post(&door, &good(), body.clone()).await;
        assert_eq!((page.status, page.text()), (201, format!("{{\"id\":\"{ID}\"}}").as_str()));
        assert_eq!(page.header("cache-control"), "private, no-store");
    }
    let kept = door.store.records("sample", ID).await.unwrap();
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].sealed, body);
}

#[tokio::test]
async fn another_receipt_with_the_same_name_is_a_conflict() {
    let door = Door::open(site()).await;
    let receipt = |n| seal::Receipt::from_numbers([n; 7]).unwrap().mailbox("sample").to_string();
    let (one, other) = (receipt(1), receipt(2));
    let with = |receipt: &'static str| [good(), vec![("waymark-receipt", receipt)]].concat();
    let (one, other): (&'static str, &'static str) = (one.leak(), other.leak());
    assert_eq!(post(&door, &with(one), sealed()).await.status, 201);
    assert_eq!(post(&door, &with(one), sealed()).await.status, 201);
    assert_eq!(problem(&post(&door, &with(other), sealed()).await)["status"], 409);
    assert_eq!(problem(&post(&door, &good(), sealed()).await)["status"], 409);
    assert_eq!(door.store.records("sample", ID).await.unwrap().len(), 1);
}

#[tokio::test]
async fn what_is_wrong_is_named() {
    let door = Door::open(site()).await;
    let without = |name: &str| good().into_iter().filter(|(n, _)| *n != name).collect::<Vec<_>>();
    let with = |name: &'static str, value: &'static str| [without(name), vec![(name, value)]].concat();
    let cases = [
        (without("content-type"), sealed(), 415),
        (with("content-type", "application/json"), sealed(), 415),
        (without("idempotency-key"), sealed(), 400),
        (with("idempotency-key", "short"), sealed(), 400),
        (with("idempotency-key", "AAAAAAAAAAAAAAAAAAAAAB"), sealed(), 400),
        (with("waymark-receipt", "a.b.c"), sealed(), 400),
        (with("waymark-to", "everyone"), sealed(), 400),
        ([good(), good()].concat(), sealed(), 400),
        (good(), Vec::new(), 400),
        (good(), b"not sealed".to_vec(), 400),
        (good(), vec![0; 256 * 1024 + 1], 413),
    ];
    for (headers, body, status) in cases {
        let page = post(&door, &headers, body).await;
        assert_eq!(page.status, status, "{headers:?}");
        assert!(problem(&page)["detail"].as_str().is_some_and(|d| d.len() > 20));
    }
    assert!(door.store.concerns("sample", &store::Filter::default(), 1).await.unwrap().is_empty());
}

#[tokio::test]
async fn managers_have_a_key_of_their_own() {
    let door = Door::open(site()).await;
    let page = door.visitor().get("/api/v1/recipient").await;
    let told: Value = serde_json::from_slice(&page.bytes).unwrap();
    assert_eq!(told["version"], 1);
    assert_eq!(told["recipients"][0], born().public.keys[0].recipient.to_string());
    assert_eq!(told["managers"][0], born().public.keys[1].recipient.to_string());
    let headers = [good(), vec![("waymark-to", "managers")]].concat();
    assert_eq!(post(&door, &headers, sealed()).await.status, 201);
    let kept = door.store.concern("sample", ID).await.unwrap().unwrap();
    assert_eq!((kept.sealed_to.as_str(), kept.key_id.as_str()), ("managers", born().keys[1].id.as_str()));
}

#[tokio::test]
async fn other_addresses_and_ways_are_problems_too() {
    let door = Door::open(site()).await;
    assert_eq!(problem(&door.visitor().get("/api/v1/nothing").await)["status"], 404);
    let page = door.visitor().get("/api/v1/concerns").await;
    assert_eq!((problem(&page)["status"].as_u64(), page.header("allow")), (Some(405), "POST"));
    let page = door.visitor().get("/api/v1/openapi.json").await;
    let document: Value = serde_json::from_slice(&page.bytes).unwrap();
    assert!(document["components"]["schemas"]["Payload"]["oneOf"].is_array());
}
