//! The API under headers and bodies that nobody would send: each gets a clear answer, and nothing is kept that was not a sealed concern.

use axum::body::Body;
use http::{HeaderValue, Request};
use proptest::collection::vec;
use proptest::prelude::*;
use testkit::{Door, born, site};

/// A header's value: right, missing, or anything that HTTP lets through.
fn value(right: &'static [&'static str]) -> impl Strategy<Value = Option<HeaderValue>> {
    let made_up = vec(any::<u8>(), 0..90).prop_map(|bytes| HeaderValue::from_bytes(&bytes).ok());
    let right = prop::sample::select(right).prop_map(|text| Some(HeaderValue::from_static(text)));
    prop_oneof![6 => right, 1 => made_up, 1 => Just(None)]
}

#[test]
fn every_request_gets_a_clear_answer() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let door = runtime.block_on(Door::open(site()));
    let sealed = seal::seal(&born().public.keys[0].recipient, "{}".into());
    let body = prop_oneof![4 => Just(sealed), 1 => vec(any::<u8>(), 0..300)];
    let asked = (
        value(&["application/age-encryption", "application/age-encryption; x=y", "text/plain"]),
        value(&["AAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAQ", "AAAAAAAAAAAAAAAAAAAAAB"]),
        value(&["team", "managers"]),
        prop_oneof![3 => Just(None), 1 => vec(any::<u8>(), 0..130).prop_map(|bytes| HeaderValue::from_bytes(&bytes).ok())],
        body,
    );
    let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) };
    let mut runner = proptest::test_runner::TestRunner::new(config);
    let ran = runner.run(&asked, |(kind, id, to, receipt, body)| {
        let mut request = Request::post("/api/v1/concerns");
        let named = [("content-type", kind), ("idempotency-key", id.clone()), ("waymark-to", to), ("waymark-receipt", receipt)];
        for (name, value) in named {
            request = value.into_iter().fold(request, |request, value| request.header(name, value));
        }
        let page = runtime.block_on(door.visitor().send(request, Body::from(body)));
        let told = page.text().to_owned();
        prop_assert!([201, 400, 409, 415, 429].contains(&page.status), "{} {told}", page.status);
        let answer: serde_json::Value = serde_json::from_slice(&page.bytes).expect("every answer is JSON");
        if page.status == 201 {
            prop_assert_eq!(answer["id"].as_str(), id.as_ref().and_then(|id| id.to_str().ok()));
        } else {
            prop_assert_eq!(page.header("content-type"), "application/problem+json");
            prop_assert!(answer["title"].is_string() && answer["detail"].is_string());
        }
        Ok(())
    });
    ran.unwrap();
    let kept = runtime.block_on(door.store.concerns("sample", &store::Filter::default(), 10)).unwrap();
    assert!((1..=2).contains(&kept.len()), "two names were right: {}", kept.len());
}
