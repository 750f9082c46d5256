//! Single sign-on against a provider on loopback: connecting, signing in, and every answer that must not be believed. **The passphrase is asked each time.**

use std::time::Duration;

use serde_json::{Value, json};

use crate::house::{Browser, House, PASSPHRASE, Page, later, now};
use crate::provider::{Alg, Provider};

/// Connects somebody who is signed in with whom the provider now says they are.
async fn connect(browser: &mut Browser, provider: &Provider) -> Page {
    browser.get("/account/sso").await;
    let page = browser.post("/account/sso", &[("passphrase", PASSPHRASE)]).await;
    assert_eq!(page.status, 200, "{}", page.text);
    let link = page.text.split_once("class=\"button\" href=\"").unwrap().1.split('"').next().unwrap().replace("&#38;", "&");
    browser.get(&provider.agree(&link)).await
}

/// Goes to the provider and comes back.
async fn there_and_back(browser: &mut Browser, provider: &Provider) -> Page {
    let page = browser.get("/sign-in/sso?to=/account").await;
    assert_eq!(page.status, 303, "{}", page.text);
    browser.get(&provider.agree(&page.to)).await
}

/// Types the passphrase that is asked then.
async fn unlock(browser: &mut Browser) -> Page {
    unlock_with(browser, PASSPHRASE).await
}

async fn unlock_with(browser: &mut Browser, passphrase: &str) -> Page {
    let page = browser.get("/sign-in/sso/passphrase").await.text;
    let account = page.split_once("name=\"account\" value=\"").map_or("", |(_, rest)| rest.split('"').next().unwrap());
    browser.post("/sign-in/sso/passphrase", &[("passphrase", passphrase), ("account", account)]).await
}

/// A real desk, its provider, and a worker who is connected with `sub-1`.
async fn connected() -> (House, Provider, Browser) {
    let provider = Provider::start().await;
    let house = House::with_provider(false, &provider.issuer).await;
    let mut worker = house.signed_in("a.worker").await;
    assert!(worker.get("/account").await.has("Your Sample Council account"));
    assert_eq!(connect(&mut worker, &provider).await.to, "/account/sso");
    (house, provider, worker)
}

#[tokio::test]
async fn who_is_connected_comes_in_by_the_provider_and_the_passphrase_without_six_digits() {
    let (house, provider, mut worker) = connected().await;
    assert_eq!(house.noted("a.worker", "sso-on", "a.worker").await, 1);
    assert!(worker.get("/account/sso").await.has("It is connected"));
    assert_eq!(worker.post("/account/sso", &[("passphrase", "not that one at all")]).await.status, 422);

    for alg in [Alg::Es256, Alg::Rs256, Alg::Ps256] {
        provider.says().alg = alg;
        let mut browser = house.browser();
        assert!(browser.get("/").await.has("Sign in with your Sample Council account"));
        let page = there_and_back(&mut browser, &provider).await;
        assert_eq!((page.status, page.to.as_str()), (303, "/sign-in/sso/passphrase"), "{alg:?}: {}", page.text);
        let page = browser.get("/sign-in/sso/passphrase").await;
        assert!(page.has("<b>a.worker</b>") && page.has("Your passphrase unlocks the desk"));
        assert!(browser.get("/").await.has("<h1>Sign in</h1>"), "nobody is in before the passphrase");
        assert_eq!(browser.get("/account").await.status, 303);
        let page = unlock(&mut browser).await;
        assert_eq!((page.status, page.to.as_str()), (303, "/account"), "{}", page.text);
        assert!(browser.get("/").await.has("Inbox"));
        assert_eq!(browser.cookies.len(), 1, "the way is forgotten");
    }
    assert_eq!(house.noted("a.worker", "sign-in-sso", "-").await, 3);
    let (asked, connections) = (provider.says().asked, provider.connections());
    assert_eq!(asked, connections, "a connection that the provider may have closed meanwhile is not used again");
    // The way of before is as it was.
    assert_eq!(house.browser().sign_in("a.worker", PASSPHRASE).await.to, "/sign-in/next");
}

#[tokio::test]
async fn what_does_not_hold_lets_nobody_in() {
    let (house, provider, _) = connected().await;
    let cases: [(Alg, Value); 16] = [
        (Alg::None, json!({})),
        (Alg::Hs256Secret, json!({})),
        (Alg::Hs256Public, json!({})),
        (Alg::Foreign, json!({})),
        (Alg::Es256, json!({ "nonce": "another" })),
        (Alg::Es256, json!({ "nonce": null })),
        (Alg::Es256, json!({ "aud": "another" })),
        (Alg::Es256, json!({ "aud": ["waymark", "another"] })),
        (Alg::Es256, json!({ "azp": "another" })),
        (Alg::Es256, json!({ "iss": "https://login.example.org" })),
        (Alg::Es256, json!({ "iss": format!("{}/", provider.issuer) })),
        (Alg::Es256, json!({ "exp": now() - 61 })),
        (Alg::Es256, json!({ "iat": now() + 61 })),
        (Alg::Es256, json!({ "iat": now() - 3_600 })),
        (Alg::Es256, json!({ "sub": "" })),
        (Alg::Es256, json!({ "sub": "s".repeat(256) })),
    ];
    for (alg, instead) in cases {
        (provider.says().alg, provider.says().instead) = (alg, instead.clone());
        // From a source of its own each: after some failures of one, each try waits.
        let mut browser = house.browser();
        browser.source = Some(format!("192.0.2.{}", house.noted("-", "sign-in-failed", "-").await).parse().unwrap());
        let page = there_and_back(&mut browser, &provider).await;
        assert_eq!((page.status, page.to.as_str()), (403, ""), "{alg:?} {instead}");
        assert!(page.has("is not believed") && page.has("href=\"/\""), "{}", page.text);
        assert_eq!(browser.get("/sign-in/sso/passphrase").await.to, "/", "{alg:?} {instead}");
        assert!(browser.cookies.is_empty());
    }
    assert_eq!(house.noted("-", "sign-in-failed", "-").await, 16);
    let mut many = house.browser();
    for status in [403, 403, 403, 403, 403, 429] {
        let away = many.get("/sign-in/sso").await;
        assert_eq!(many.get(&provider.agree(&away.to)).await.status, status);
    }
    later(2);
    // A minute is how far clocks may be apart.
    for instead in [json!({ "exp": now() - 58 }), json!({ "iat": now() + 58 }), json!({ "aud": ["waymark"], "azp": "waymark" })] {
        (provider.says().alg, provider.says().instead) = (Alg::Es256, instead.clone());
        assert_eq!(there_and_back(&mut house.browser(), &provider).await.to, "/sign-in/sso/passphrase", "{instead}");
    }
}

#[tokio::test]
async fn an_answer_is_good_once_and_in_the_browser_that_asked() {
    let (house, provider, _) = connected().await;
    let (mut mine, mut other) = (house.browser(), house.browser());
    let away = mine.get("/sign-in/sso").await;
    let cookie = away.headers["set-cookie"].to_str().unwrap().to_owned();
    assert!(cookie.contains("HttpOnly; SameSite=Lax") && cookie.contains("Max-Age=600"), "{cookie}");
    let answer = provider.agree(&away.to);
    assert_eq!(other.get(&answer).await.status, 400, "another browser holds nothing");
    let theirs = other.get("/sign-in/sso").await;
    assert_eq!(other.get(&answer).await.status, 400, "another browser asked something else");
    assert_eq!(other.get("/sign-in/sso/back?state=x&code=x").await.status, 400, "any page can lead here");
    assert_eq!(other.get(&provider.agree(&theirs.to)).await.to, "/sign-in/sso/passphrase", "and what it asked is not used up by that");

    let before = mine.clone();
    assert_eq!(mine.get(&answer).await.to, "/sign-in/sso/passphrase");
    assert_ne!(before.cookies, mine.cookies, "what the browser holds is another from here on");
    for browser in [&mut mine.clone(), &mut before.clone()] {
        let page = browser.get(&answer).await;
        assert_eq!(page.status, 400, "it is used up");
        assert!(page.has("Please begin again"));
    }
    assert_eq!(before.clone().get("/sign-in/sso/passphrase").await.to, "/");
    assert_eq!(unlock(&mut mine).await.status, 303, "who goes back in the history has lost nothing");

    let mut late = house.browser();
    let away = late.get("/sign-in/sso").await;
    later(601);
    assert_eq!(late.get(&provider.agree(&away.to)).await.status, 400, "ten minutes");
    let mut late = house.browser();
    there_and_back(&mut late, &provider).await;
    later(601);
    assert_eq!(unlock(&mut late).await.to, "/");
    assert!(late.get("/").await.has("<h1>Sign in</h1>"));

    // Broken off there; said by another provider (RFC 9207); a code of nobody's.
    for (more, says) in [
        ("error=access_denied", "did not sign you in"),
        ("code=x&iss=https://b.example.org", "is not believed"),
        ("code=x", "is not believed"),
    ] {
        let mut browser = house.browser();
        let away = browser.get("/sign-in/sso").await;
        let state = away.to.split_once("state=").unwrap().1.split('&').next().unwrap();
        let page = browser.get(&format!("/sign-in/sso/back?state={state}&{more}")).await;
        assert!(page.status == 403 && page.has(says), "{more}: {}", page.text);
    }
}

#[tokio::test]
async fn two_tabs_of_a_browser_both_come_back() {
    let (house, provider, mut worker) = connected().await;
    let mut browser = house.browser();
    let one = browser.get("/sign-in/sso?to=/account").await;
    let two = browser.get("/sign-in/sso?to=/account").await;
    assert_eq!(browser.get(&provider.agree(&two.to)).await.to, "/sign-in/sso/passphrase");
    assert_eq!(browser.get(&provider.agree(&one.to)).await.to, "/sign-in/sso/passphrase", "the first tab, after the second");
    assert_eq!(unlock(&mut browser).await.to, "/account");
    assert!(browser.get("/").await.has("Inbox"));

    // Connecting in one tab, and on the way with another.
    assert_eq!(worker.post("/account/sso/off", &[("passphrase", PASSPHRASE)]).await.to, "/account/sso");
    let away = worker.get("/sign-in/sso").await;
    assert_eq!(connect(&mut worker, &provider).await.to, "/account/sso");
    assert_eq!(worker.get(&provider.agree(&away.to)).await.to, "/sign-in/sso/passphrase");
}

#[tokio::test]
async fn what_is_typed_in_a_tab_whose_place_another_has_taken_is_tried_against_nobody() {
    let (house, provider, _) = connected().await;
    let mut other = house.signed_in("b.worker").await;
    provider.says().subject = "sub-2".into();
    assert_eq!(connect(&mut other, &provider).await.to, "/account/sso");
    let mut browser = house.browser();
    for (subject, name) in [("sub-1", "a.worker"), ("sub-2", "b.worker")] {
        provider.says().subject = subject.into();
        assert_eq!(there_and_back(&mut browser, &provider).await.to, "/sign-in/sso/passphrase");
        assert!(browser.get("/sign-in/sso/passphrase").await.has(&format!("<b>{name}</b>")));
    }
    // In the first tab, which says: you are a.worker.
    for _ in 0..6 {
        let page = browser.post("/sign-in/sso/passphrase", &[("passphrase", "theirs alone"), ("account", "a.worker")]).await;
        assert!(page.status == 422 && page.has("Type the passphrase of b.worker") && page.has("<b>b.worker</b>"), "{}", page.text);
        assert!(!page.has("theirs alone"));
    }
    assert_eq!(house.noted("b.worker", "sign-in-failed", "-").await, 0, "nor is it counted");
    assert_eq!(unlock(&mut browser).await.to, "/account");
    assert!(browser.get("/account/sso").await.has("b.worker"));
}

#[tokio::test]
async fn a_flood_of_people_who_go_keeps_nobody_from_coming_back() {
    let (house, provider, mut worker) = connected().await;
    let at = |n: usize| std::net::IpAddr::from([192, 0, 2, u8::try_from(n).unwrap()]);
    let mut mine = house.browser();
    mine.source = Some(at(1));
    let away = mine.get("/sign-in/sso").await;
    let mut named = house.browser();
    there_and_back(&mut named, &provider).await;
    worker.post("/account/sso/off", &[("passphrase", PASSPHRASE)]).await;
    let page = worker.post("/account/sso", &[("passphrase", PASSPHRASE)]).await;
    let link = page.text.split_once("class=\"button\" href=\"").unwrap().1.split('"').next().unwrap().replace("&#38;", "&");
    for n in 0..6_000 {
        let mut one = house.browser();
        one.source = Some(at(2 + n % 12));
        one.get("/sign-in/sso").await;
    }
    let page = worker.get(&provider.agree(&link)).await;
    assert_eq!(page.to, "/account/sso", "who connects: {}", page.text);
    assert_eq!(named.get("/sign-in/sso/passphrase").await.status, 200, "who was named");
    assert_eq!(mine.get(&provider.agree(&away.to)).await.to, "/sign-in/sso/passphrase", "and who came alone");
}

#[tokio::test]
async fn where_all_who_go_come_from_elsewhere_each_who_has_gone_comes_back_and_the_next_is_told_to_wait() {
    let (house, provider, _) = connected().await;
    let mut mine = house.browser();
    let away = mine.get("/sign-in/sso").await;
    let from = |n: u16| Some(std::net::IpAddr::from([10, 0, n.to_be_bytes()[0], n.to_be_bytes()[1]]));
    for n in 1..5_000 {
        let mut one = house.browser();
        one.source = from(n);
        assert_eq!(one.get("/sign-in/sso").await.status, 303, "{n}");
    }
    let mut next = house.browser();
    next.source = from(5_001);
    let page = next.get("/sign-in/sso").await;
    assert!(page.status == 503 && page.has("try again in some minutes") && page.has("let you in as always"), "{}", page.text);
    assert!(next.cookies.is_empty());
    assert_eq!(mine.get(&provider.agree(&away.to)).await.to, "/sign-in/sso/passphrase");
    assert_eq!(next.get("/sign-in/sso").await.status, 303, "there is room again");
}

#[tokio::test]
async fn how_long_ago_people_signed_in_there_is_asked_and_looked_at() {
    let provider = Provider::start().await;
    let aged = |settings: sso::Settings| settings.with_max_age(Some(Duration::from_secs(1_800)));
    let house = House::with_provider_as(&provider.issuer, aged).await;
    let mut worker = house.signed_in("a.worker").await;
    provider.says().instead = json!({ "auth_time": now() });
    assert_eq!(connect(&mut worker, &provider).await.to, "/account/sso");
    assert!(house.browser().get("/sign-in/sso").await.to.contains("max_age=1800"));
    for (instead, to) in [
        (json!({}), ""),
        (json!({ "auth_time": now() - 1_861 }), ""),
        (json!({ "auth_time": now() + 61 }), ""),
        (json!({ "auth_time": now() - 1_859 }), "/sign-in/sso/passphrase"),
    ] {
        provider.says().instead = instead.clone();
        assert_eq!(there_and_back(&mut house.browser(), &provider).await.to, to, "{instead}");
    }
}

#[tokio::test]
async fn what_the_provider_stumbles_over_takes_it_from_nobody_else() {
    let (house, provider, _) = connected().await;
    let mut many = house.browser();
    provider.says().broken = true;
    for _ in 0..8 {
        let away = many.get("/sign-in/sso").await;
        assert_eq!(many.get(&provider.agree(&away.to)).await.status, 503);
        assert!(house.browser().get("/").await.has("Sign in with your Sample Council account"), "the button stays");
    }
    assert_eq!(house.noted("-", "sign-in-failed", "-").await, 0, "nobody has guessed at anything");
    provider.says().broken = false;
    let next = there_and_back(&mut house.browser(), &provider).await;
    assert_eq!(next.to, "/sign-in/sso/passphrase", "and nobody in the office waits for it");
    let asked = provider.says().asked;
    let mut long = house.browser();
    long.source = Some([192, 0, 2, 9].into());
    let away = long.get("/sign-in/sso").await;
    let state = away.to.split_once("state=").unwrap().1.split('&').next().unwrap().to_owned();
    let page = long.get(&format!("/sign-in/sso/back?state={state}&code={}", "c".repeat(4_097))).await;
    assert!(page.status == 403 && provider.says().asked == asked, "it is not even asked");
    let mut other = house.browser();
    other.source = Some([192, 0, 2, 10].into());
    assert_eq!(there_and_back(&mut other, &provider).await.to, "/sign-in/sso/passphrase");
    // It is looked for within a minute all the same.
    provider.says().broken = true;
    later(60);
    house.door.tick().await;
    for _ in 0..200 {
        tokio::time::sleep(Duration::from_millis(10)).await;
        if house.browser().get("/").await.has("cannot be reached") {
            return;
        }
    }
    panic!("nobody has looked for it");
}

#[tokio::test]
async fn a_connection_that_is_refused_is_not_noted_and_one_that_was_hidden_comes_back_in_vain() {
    let (house, provider, mut worker) = connected().await;
    let store = &house.office.store;
    let mut other = house.signed_in("b.worker").await;
    assert_eq!(connect(&mut other, &provider).await.status, 409);
    assert_eq!(house.noted("b.worker", "sso-on", "b.worker").await, 0);
    // Two at one moment, with one person: of both it was seen before that nobody has them.
    let one = team::session::check(&house.office, "b.worker", PASSPHRASE).await.unwrap();
    let two = team::session::check(&house.office, "a.manager", PASSPHRASE).await.unwrap();
    let connect_as = async |who: &team::session::Checked| {
        team::sso::connect(&house.office, &who.account, &who.unlocked, &provider.issuer, "sub-7").await.is_ok()
    };
    let (first, second) = tokio::join!(connect_as(&one), connect_as(&two));
    assert!(first != second);
    let on = house.noted("b.worker", "sso-on", "b.worker").await + house.noted("a.manager", "sso-on", "a.manager").await;
    assert_eq!(on, 1, "who was refused is not said to be connected");
    // Hidden while she connects anew, and put back then.
    let row = store.sso("sample", &provider.issuer, "sub-1").await.unwrap().unwrap();
    store.disconnect_sso("sample", "a.worker").await.unwrap();
    later(60);
    provider.says().subject = "sub-2".into();
    assert_eq!(connect(&mut worker, &provider).await.to, "/account/sso");
    let mut browser = house.browser();
    there_and_back(&mut browser, &provider).await;
    assert_eq!(unlock(&mut browser).await.to, "/account");
    store.disconnect_sso("sample", "a.worker").await.unwrap();
    store.connect_sso("sample", &row).await.unwrap();
    provider.says().subject = "sub-1".into();
    let mut browser = house.browser();
    there_and_back(&mut browser, &provider).await;
    assert_eq!(unlock(&mut browser).await.status, 403);

    // A manager disconnects what only the record of acts still tells of.
    store.disconnect_sso("sample", "a.worker").await.unwrap();
    let mut manager = house.signed_in("a.manager").await;
    assert!(manager.get("/people/a.worker").await.has("what is kept of it is gone from the database"));
    assert_eq!(manager.post("/people/a.worker/disconnect", &[]).await.status, 303);
    assert!(!manager.get("/people/a.worker").await.has("Single sign-on"));
    store.connect_sso("sample", &row).await.unwrap();
    let mut browser = house.browser();
    there_and_back(&mut browser, &provider).await;
    assert_eq!(unlock(&mut browser).await.status, 403);
}

#[tokio::test]
async fn one_whose_act_cannot_be_noted_is_not_there_and_can_be_made_again() {
    let house = House::demo().await;
    let checked = team::session::check(&house.office, "a.worker", PASSPHRASE).await.unwrap();
    let (account, unlocked) = (&checked.account, &checked.unlocked);
    let connect_at = async |issuer: &str| team::sso::connect(&house.office, account, unlocked, issuer, "sub-1").await.is_ok();
    let connected_at = async |issuer: &str| team::sso::stands(&house.office, account, unlocked, issuer, "sub-1").await.unwrap();
    let (one, other) = ("https://one.example.org", "https://other.example.org");
    house.unable_to_note("sso-on", async { assert!(!connect_at(one).await) }).await;
    assert!(house.office.store.sso_of("sample", "a.worker").await.unwrap().is_empty());
    assert!(connect_at(one).await && connected_at(one).await);

    // With another provider: the connection with the one of before is over, and stays so.
    assert!(connect_at(other).await && connected_at(other).await && !connected_at(one).await);
    assert_eq!(house.noted("a.worker", "sso-off", "a.worker").await, 1);
}

#[tokio::test]
async fn who_is_not_connected_or_not_any_more_is_told_so() {
    let (house, provider, mut worker) = connected().await;
    let unknown = async |why: &str| {
        let page = there_and_back(&mut house.browser(), &provider).await;
        assert!(page.status == 403 && page.has("no account of this desk is connected"), "{why}: {}", page.text);
    };
    provider.says().subject = "sub-2".into();
    unknown("a stranger").await;

    // One person to one account, and the other way round.
    let mut manager = house.signed_in("a.manager").await;
    provider.says().subject = "sub-1".into();
    let page = connect(&mut manager, &provider).await;
    assert!(page.status == 409 && page.has("connected already") && !page.has("a.worker"), "{}", page.text);
    provider.says().subject = "sub-2".into();
    assert_eq!(connect(&mut worker, &provider).await.status, 409);
    // Whoever asked is not here any more.
    manager.get("/account/sso").await;
    let page = manager.post("/account/sso", &[("passphrase", PASSPHRASE)]).await;
    let link = page.text.split_once("class=\"button\" href=\"").unwrap().1.split('"').next().unwrap().replace("&#38;", "&");
    let mut left = manager.clone();
    left.cookies.retain(|name, _| name == "waymark-away");
    assert_eq!(left.get(&provider.agree(&link)).await.status, 403);
    assert!(manager.get("/account/sso").await.has("It is not connected"));

    provider.says().subject = "sub-1".into();
    let mut half = house.browser();
    there_and_back(&mut half, &provider).await;
    assert_eq!(worker.post("/account/sso/off", &[("passphrase", "not that one at all")]).await.status, 422);
    assert_eq!(worker.post("/account/sso/off", &[("passphrase", PASSPHRASE)]).await.to, "/account/sso");
    assert_eq!(house.noted("a.worker", "sso-off", "a.worker").await, 1);
    let page = unlock(&mut half).await;
    assert!(page.status == 403 && page.has("that connection was ended"), "{}", page.text);
    assert!(half.get("/").await.has("<h1>Sign in</h1>"));
    unknown("disconnected").await;

    // A manager disconnects it, and signs them out.
    assert_eq!(connect(&mut worker, &provider).await.to, "/account/sso");
    assert!(manager.get("/people/a.worker").await.has("Disconnect single sign-on"));
    assert_eq!(manager.post("/people/a.worker/disconnect", &[]).await.to, "/people/a.worker");
    assert_eq!(house.noted("a.manager", "sso-off", "a.worker").await, 1);
    assert_eq!(worker.get("/account").await.status, 303);
    unknown("disconnected by a manager").await;
}

#[tokio::test]
async fn whose_account_has_ended_stays_out_and_may_be_connected_under_another_name() {
    let (house, provider, _) = connected().await;
    let mut half = house.browser();
    there_and_back(&mut half, &provider).await;
    let mut manager = house.signed_in("a.manager").await;
    let row = house.office.store.sso("sample", &provider.issuer, "sub-1").await.unwrap().unwrap();
    assert_eq!(manager.post("/people/a.worker/end", &[]).await.to, "/people/a.worker");
    let page = unlock(&mut half).await;
    assert!(page.status == 422 && page.has("the account has ended"), "{}", page.text);
    assert_eq!(there_and_back(&mut house.browser(), &provider).await.status, 403);
    // Whoever can write to the database puts the row back.
    assert!(house.office.store.connect_sso("sample", &row).await.unwrap());
    assert_eq!(there_and_back(&mut house.browser(), &provider).await.status, 403);
    house.office.store.disconnect_sso("sample", "a.worker").await.unwrap();
    assert_eq!(connect(&mut house.signed_in("b.worker").await, &provider).await.to, "/account/sso");
}

#[tokio::test]
async fn whoever_writes_to_the_database_connects_nobody() {
    let (house, provider, mut worker) = connected().await;
    let store = &house.office.store;
    let row = store.sso("sample", &provider.issuer, "sub-1").await.unwrap().unwrap();
    let refused = async |row: &store::Sso, why: &str| {
        store.disconnect_sso("sample", &row.account).await.unwrap();
        assert!(store.connect_sso("sample", row).await.unwrap());
        provider.says().subject = row.subject.clone();
        let mut browser = house.browser();
        assert_eq!(there_and_back(&mut browser, &provider).await.to, "/sign-in/sso/passphrase");
        let page = unlock(&mut browser).await;
        assert!(page.status == 403 && page.has("changed in the database"), "{why}: {}", page.text);
        assert!(browser.get("/").await.has("<h1>Sign in</h1>"), "{why}");
    };
    refused(&store::Sso { subject: "sub-9".into(), ..row.clone() }, "another person").await;
    refused(&store::Sso { account: "b.worker".into(), subject: "sub-8".into(), ..row.clone() }, "another account").await;
    store.disconnect_sso("sample", "a.worker").await.unwrap();
    store.connect_sso("sample", &row).await.unwrap();
    worker.get("/account/sso").await;
    assert_eq!(worker.post("/account/sso/off", &[("passphrase", PASSPHRASE)]).await.status, 303);
    refused(&row, "put back after it was disconnected").await;
    // Connected anew, with another person: the connection of before counts no more.
    store.disconnect_sso("sample", "a.worker").await.unwrap();
    later(60);
    provider.says().subject = "sub-2".into();
    assert_eq!(connect(&mut worker, &provider).await.to, "/account/sso");
    refused(&row, "an earlier one, put back in place of what holds").await;
}

#[tokio::test]
async fn whose_second_step_is_taken_away_is_disconnected() {
    let (house, provider, _) = connected().await;
    let mut manager = house.signed_in("a.manager").await;
    assert!(manager.get("/people/a.worker/second-step").await.has("single sign-on is disconnected"));
    assert_eq!(manager.post("/people/a.worker/second-step", &[]).await.status, 303);
    assert_eq!(there_and_back(&mut house.browser(), &provider).await.status, 403, "what was lost may hold that account too");
}

#[tokio::test]
async fn whoever_comes_by_the_provider_and_has_no_second_step_of_the_desk_s_sets_one_up_first() {
    let (house, provider, mut worker) = connected().await;
    assert!(worker.get("/account/sso").await.has("It is connected, since"));
    assert!(house.office.store.drop_factors("sample", "a.worker").await.is_ok());
    team::acts::note(&house.office, "a.manager", "second-step-off", "a.worker").await.unwrap();
    let mut browser = house.browser();
    there_and_back(&mut browser, &provider).await;
    assert_eq!(unlock(&mut browser).await.to, "/sign-in/next");
    assert!(browser.get("/sign-in/next").await.has("class=\"qr\""), "and is not in before");
}

#[tokio::test]
async fn guessing_waits_here_as_on_the_other_way_in() {
    let (house, provider, _) = connected().await;
    let mut browser = house.browser();
    there_and_back(&mut browser, &provider).await;
    for _ in 0..3 {
        let page = unlock_with(&mut browser, "not that one at all").await;
        assert!(page.status == 422 && !page.has("not that one at all"));
    }
    for _ in 0..2 {
        assert_eq!(house.browser().sign_in("a.worker", "not that one at all").await.status, 422);
    }
    assert_eq!(unlock(&mut browser).await.status, 429);
    assert_eq!(house.noted("a.worker", "sign-in-failed", "-").await, 5);
    later(2);
    assert_eq!(unlock(&mut browser).await.status, 303);
}

#[tokio::test]
async fn a_provider_that_is_away_keeps_nobody_out_and_is_there_again_when_it_is() {
    let provider = Provider::start().await;
    provider.says().broken = true;
    let house = House::with_provider(true, &provider.issuer).await;
    let mut browser = house.browser();
    assert!(browser.get("/").await.has("Sign in with your Sample Council account"), "nobody has asked yet");
    let page = browser.get("/sign-in/sso").await;
    assert!(page.status == 503 && page.has("cannot be reached just now") && page.has("href=\"/\""), "{}", page.text);
    let page = browser.get("/").await;
    assert!(page.has("cannot be reached") && page.has("name=\"passphrase\"") && !page.has("/sign-in/sso"), "{}", page.text);
    let mut worker = house.signed_in("a.worker").await;
    worker.get("/account/sso").await;
    assert_eq!(worker.post("/account/sso", &[("passphrase", PASSPHRASE)]).await.status, 503);

    provider.says().broken = false;
    later(60);
    house.door.tick().await;
    for _ in 0..200 {
        tokio::time::sleep(Duration::from_millis(10)).await;
        if browser.get("/").await.has("Sign in with your Sample Council account") {
            break;
        }
    }
    assert_eq!(connect(&mut worker, &provider).await.to, "/account/sso");
    // It goes between leaving and coming back.
    let away = browser.get("/sign-in/sso").await;
    provider.says().broken = true;
    let answer = provider.agree(&away.to);
    let page = browser.get(&answer).await;
    assert_eq!(page.status, 503, "{}", page.text);
    provider.says().broken = false;
    later(5);
    there_and_back(&mut browser, &provider).await;
    assert_eq!(unlock(&mut browser).await.status, 303);
}

#[tokio::test]
async fn a_provider_that_is_slow_is_waited_for_ten_seconds_and_by_one() {
    let provider = Provider::start().await;
    provider.says().slow = Duration::from_secs(60);
    let house = House::with_provider(true, &provider.issuer).await;
    let began = std::time::Instant::now();
    let mut browsers = [house.browser(), house.browser(), house.browser()];
    let [one, two, three] = &mut browsers;
    let (one, two, three) = tokio::join!(one.get("/sign-in/sso"), two.get("/sign-in/sso"), three.get("/sign-in/sso"));
    assert_eq!([one.status, two.status, three.status], [503; 3]);
    let took = began.elapsed();
    assert!((9..14).contains(&took.as_secs()), "{took:?}");
}

#[tokio::test]
async fn new_keys_are_asked_for_when_one_is_unknown_and_at_most_once_a_minute() {
    let (house, provider, _) = connected().await;
    let asked = || provider.says().keys_asked;
    assert_eq!(asked(), 1);
    later(60);
    (provider.says().kid, provider.says().shown) = ("two".into(), vec!["two".into()]);
    assert_eq!(there_and_back(&mut house.browser(), &provider).await.to, "/sign-in/sso/passphrase");
    assert_eq!(asked(), 2);
    provider.says().kid = "three".into();
    for _ in 0..3 {
        assert_eq!(there_and_back(&mut house.browser(), &provider).await.status, 403);
    }
    assert_eq!(asked(), 2, "not again within a minute");
    later(60);
    assert_eq!(there_and_back(&mut house.browser(), &provider).await.status, 403);
    assert_eq!(asked(), 3);
    (provider.says().kid, provider.says().shown) = ("two".into(), vec!["two".into()]);
    assert_eq!(there_and_back(&mut house.browser(), &provider).await.to, "/sign-in/sso/passphrase");
}

#[tokio::test]
async fn without_a_provider_there_is_nothing_of_it() {
    let house = House::demo().await;
    let mut browser = house.signed_in("a.worker").await;
    for address in ["/sign-in/sso", "/sign-in/sso/back?code=x&state=y", "/sign-in/sso/passphrase", "/account/sso"] {
        assert_eq!(browser.get(address).await.status, 404, "{address}");
    }
    assert_eq!(browser.post("/account/sso/off", &[("passphrase", PASSPHRASE)]).await.status, 404);
    assert!(!browser.get("/account").await.has("/account/sso") && !house.browser().get("/").await.has("/sign-in/sso"));
}
