//! The API under headers and bodies that nobody would send: each gets a clear answer, nothing is kept that was not sealed, and no mailbox opens
//! that was not asked for by its holder. For longer by hand: CONTRIBUTING.md.

use axum::body::Body;
use http::{HeaderValue, Request};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use testkit::{Door, born, site};

use crate::back::told;
use crate::mailbox::{addition, base64url, challenge, post, question};

/// A header's value: right, missing, or anything that HTTP lets through.
fn value(right: &'static [&'static str]) -> impl Strategy<Value = Option<HeaderValue>> {
    let made_up = vec(any::<u8>(), 0..90).prop_map(|bytes| HeaderValue::from_bytes(&bytes).ok());
    let right = prop::sample::select(right).prop_map(|text| Some(HeaderValue::from_static(text)));
    prop_oneof![6 => right, 1 => made_up, 1 => Just(None)]
}

fn runner() -> TestRunner {
    TestRunner::new(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })
}

/// A text that was right, with some of its bytes changed, taken out or put in.
fn mutated(right: String) -> impl Strategy<Value = String> {
    vec((any::<prop::sample::Index>(), 0..3_u8, any::<u8>()), 0..4).prop_map(move |edits| {
        let mut bytes = right.clone().into_bytes();
        for (at, how, byte) in edits {
            let at = at.index(bytes.len());
            match how {
                0 => bytes[at] = byte,
                1 if bytes.len() > 1 => drop(bytes.remove(at)),
                _ => bytes.insert(at, byte),
            }
        }
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

/// Questions for a mailbox: only the one that its holder has signed opens it, however it is written.
#[test]
fn no_question_opens_a_mailbox_but_its_holder_s() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let door = runtime.block_on(Door::open(site())).without_limits();
    let (receipt, _) = runtime.block_on(told(&door));
    let challenge = runtime.block_on(async { challenge(&mut door.visitor()).await });
    let right = question(&receipt, &challenge);
    let body = prop_oneof![6 => mutated(right.to_string()), 1 => "\\PC{0,300}", 1 => "[\\[{\"a-z:,0-9}\\]]{0,200}"];
    let kind = prop_oneof![6 => Just("application/json"), 1 => Just("text/plain")];
    let ran = runner().run(&(kind, body), |(kind, body)| {
        let page = runtime.block_on(post(&mut door.visitor(), kind, body.clone()));
        let answer: serde_json::Value = serde_json::from_slice(&page.bytes).expect("every answer is JSON");
        match page.status {
            200 if answer["opened"].as_array().is_some_and(Vec::is_empty) => {}
            // The name and the signature of the team's mailbox, whatever stands beside them.
            200 => {
                let asked: serde_json::Value = serde_json::from_str(&body).unwrap();
                prop_assert!(
                    asked["mailboxes"].as_array().unwrap().contains(&right["mailboxes"][0]) && asked["challenge"] == right["challenge"]
                );
            }
            status => {
                prop_assert!([400, 403, 413, 415].contains(&status), "{status} {}", page.text());
                prop_assert_eq!(page.header("content-type"), "application/problem+json");
            }
        }
        Ok(())
    });
    ran.unwrap();
}

/// What is added: nothing that the mailbox's holder has not signed is kept.
#[test]
fn nothing_is_added_but_what_its_holder_signed() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let door = runtime.block_on(Door::open(site())).without_limits();
    let (receipt, id) = runtime.block_on(told(&door));
    let challenge = runtime.block_on(async { challenge(&mut door.visitor()).await });
    let right = addition(&receipt, id, challenge);
    let header = |text: String| prop_oneof![3 => Just(text.clone()), 1 => mutated(text)].prop_map(|text| HeaderValue::from_str(&text).ok());
    let edit = prop_oneof![3 => Just(None), 1 => (any::<prop::sample::Index>(), any::<u8>()).prop_map(Some)];
    let signature = header(base64url(&right.signature));
    let asked = (header(right.message.clone()), header(right.mailbox.clone()), header(right.challenge.clone()), signature, edit);
    let ran = runner().run(&asked, |(message, mailbox, challenge, signature, edit)| {
        let mut sealed = right.sealed.clone();
        if let Some((at, byte)) = edit {
            let at = at.index(sealed.len());
            sealed[at] = byte;
        }
        let mut request = Request::post("/api/v1/additions").header("content-type", "application/age-encryption");
        let named = [
            ("idempotency-key", message),
            ("waymark-mailbox", mailbox),
            ("waymark-challenge", challenge),
            ("waymark-signature", signature),
        ];
        for (name, value) in named {
            request = value.into_iter().fold(request, |request, value| request.header(name, value));
        }
        let page = runtime.block_on(door.visitor().send(request, Body::from(sealed)));
        prop_assert!([201, 400, 403].contains(&page.status), "{} {}", page.status, page.text());
        prop_assert!(serde_json::from_slice::<serde_json::Value>(&page.bytes).is_ok());
        Ok(())
    });
    ran.unwrap();
    let records = runtime.block_on(door.store.records("sample", &id.to_string())).unwrap();
    let added: Vec<_> = records.iter().filter(|r| r.kind == "addition").collect();
    assert_eq!((added.len(), &added[0].id, &added[0].sealed), (1, &right.message, &right.sealed), "the right one, among all of them");
}

#[test]
fn every_request_gets_a_clear_answer() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let door = runtime.block_on(Door::open(site())).without_limits();
    let sealed = seal::seal(&born().public.keys[0].recipient, "{}".into());
    let body = prop_oneof![4 => Just(sealed), 1 => vec(any::<u8>(), 0..300)];
    let asked = (
        value(&["application/age-encryption", "application/age-encryption; x=y", "text/plain"]),
        value(&["AAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAQ", "AAAAAAAAAAAAAAAAAAAAAB"]),
        value(&["team", "managers"]),
        prop_oneof![3 => Just(None), 1 => vec(any::<u8>(), 0..130).prop_map(|bytes| HeaderValue::from_bytes(&bytes).ok())],
        body,
    );
    let ran = runner().run(&asked, |(kind, id, to, receipt, body)| {
        let mut request = Request::post("/api/v1/concerns");
        let named = [("content-type", kind), ("idempotency-key", id.clone()), ("waymark-to", to), ("waymark-receipt", receipt)];
        for (name, value) in named {
            request = value.into_iter().fold(request, |request, value| request.header(name, value));
        }
        let page = runtime.block_on(door.visitor().send(request, Body::from(body)));
        let told = page.text().to_owned();
        prop_assert!([201, 400, 409, 415].contains(&page.status), "{} {told}", page.status);
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
