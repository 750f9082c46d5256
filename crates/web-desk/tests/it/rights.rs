//! Every route, signed out, with the wrong role, and with the right one; and what is for managers alone.

use unseal::Role;

use crate::house::House;

const ACCOUNTS: [(&str, Role); 4] =
    [("a.worker", Role::Worker), ("a.manager", Role::Manager), ("an.auditor", Role::Auditor), ("an.administrator", Role::Administrator)];

#[tokio::test]
async fn every_route_is_for_its_roles_alone() {
    // A provider that is away: its pages are there all the same.
    let house = House::with_provider(true, "http://127.0.0.1:9").await;
    let id = house.concern(&[("worry", "A car waits at the corner."), ("vehicles", "AB12 CDE")]).await;
    let other = house.concern(&[("worry", "A car waits here too."), ("vehicles", "AB12 CDE")]).await;
    let concern = |rest: &str| format!("/concerns/{id}{rest}");
    let van = |id| casework::from_form::key(id, "vehicles.1");
    let pair = format!("/links/{id}/{}/{other}/{}", van(id), van(other));
    let (works, reads) = ([Role::Worker, Role::Manager], [Role::Manager, Role::Auditor]);
    let (cares, all) = ([Role::Manager, Role::Administrator], [Role::Worker, Role::Manager, Role::Auditor, Role::Administrator]);
    let routes: Vec<(String, &[Role])> = vec![
        (concern(""), &works),
        (concern("/observe"), &works),
        (concern("/decide"), &works),
        (concern("/give"), &works),
        (concern("/note"), &works),
        (concern("/close"), &works),
        (pair, &works),
        ("/links".into(), &[Role::Manager]),
        (format!("/network/{id}"), &works),
        (format!("/network/{id}/drawing"), &works),
        (format!("/links/{id}/{}", van(id)), &works),
        ("/acts".into(), &reads),
        ("/acts.csv".into(), &reads),
        ("/account".into(), &all),
        ("/account/passphrase".into(), &all),
        ("/account/sso".into(), &all),
        ("/account/sso/off".into(), &all),
        (concern("/chronology"), &works),
        (concern("/export"), &works),
        (concern("/export?purpose=court&of=child"), &works),
        ("/concerns/new".into(), &works),
        ("/concerns/new/sent".into(), &works),
        ("/account/passkeys/new".into(), &all),
        ("/people".into(), &cares),
        ("/people/a.worker".into(), &cares),
        ("/invite".into(), &[Role::Manager]),
        ("/figures".into(), &all),
        ("/retention".into(), &works),
    ];
    for (address, roles) in &routes {
        let page = house.browser().get(address).await;
        assert_eq!((page.status, page.to.split('?').next()), (303, Some("/")), "{address}: signed out");
        for (name, role) in ACCOUNTS {
            let page = house.signed_in(name).await.get(address).await;
            assert_eq!(page.status, if roles.contains(&role) { 200 } else { 403 }, "{address} for {name}");
        }
    }
    for act in ["observe", "decide", "give", "note", "close", "hold", "keep", "answer", "sign-off", "strike", "export", "export/mark"] {
        let address = concern(&format!("/{act}"));
        assert_eq!(house.browser().post(&address, &[("why", "x"), ("text", "x")]).await.status, 401, "{address}: signed out");
        for name in ["an.auditor", "an.administrator"] {
            let page = house.signed_in(name).await.post(&address, &[("why", "x"), ("text", "x")]).await;
            assert_eq!(page.status, 403, "{address} for {name}");
        }
    }
    for address in ["/account/sso", "/account/sso/off"] {
        assert_eq!(house.browser().post(address, &[("passphrase", "x")]).await.status, 401, "{address}: signed out");
    }
    // Before anybody is signed in: the way to the provider and back, which lets nobody in by itself.
    for (address, status) in [("/sign-in/sso", 503), ("/sign-in/sso/back", 400), ("/sign-in/sso/passphrase", 303)] {
        assert_eq!(house.browser().get(address).await.status, status, "{address}: signed out");
    }
    for role in ["a.worker", "an.auditor", "an.administrator"] {
        let page = house.signed_in(role).await.post("/people/b.worker/disconnect", &[]).await;
        assert_eq!(page.status, 403, "disconnecting for {role}");
    }
    let refused = store::ActFilter { act: Some("refused".into()), ..store::ActFilter::default() };
    assert!(!house.office.store.acts("sample", &refused, 5).await.unwrap().is_empty(), "each try is noted");
}

#[tokio::test]
async fn a_mistyped_address_is_a_page_like_any_that_is_not_there() {
    let house = House::demo().await;
    let mut worker = house.signed_in("a.worker").await;
    for address in ["/nothing-here", "/links/abc/def", "/links/a/b/c/d", "/retention?after=%FF", "/find?q=%FF", "/acts?before=x"] {
        let page = worker.get(address).await;
        let there = page.status == 200 || page.status == 403;
        assert!(there || (page.status == 404 && page.has("<h1>") && page.has("Reference:")), "{address}: {} {}", page.status, page.text);
    }
    assert_eq!(worker.get("/links/abc/def").await.status, 404);
}

#[tokio::test]
async fn a_worker_sees_no_trace_of_what_is_for_managers() {
    let house = House::demo().await;
    let id = house.concern(&[("worry", "It is about someone in the team."), ("about-worker", "yes"), ("child.1.name", "Child M")]).await;
    let mut manager = house.signed_in("a.manager").await;
    let page = manager.get("/").await;
    assert!(page.has("Child M") && page.has("Managers only"));
    assert_eq!(manager.get(&format!("/concerns/{id}")).await.status, 200);

    let mut worker = house.signed_in("a.worker").await;
    let inbox = worker.get("/").await;
    assert!(!inbox.has("Child M") && !inbox.has(&id.to_string()) && inbox.has("There is no open concern"));
    let there = worker.get(&format!("/concerns/{id}")).await;
    let nowhere = worker.get("/concerns/AAAAAAAAAAAAAAAAAAAAAA").await;
    let without_reference = |text: &str| text.split("Reference:").next().unwrap().to_owned();
    assert_eq!((there.status, without_reference(&there.text)), (404, without_reference(&nowhere.text)), "the two look alike");
    assert_eq!(worker.post(&format!("/concerns/{id}/note"), &[("text", "x")]).await.status, 404);
}

#[tokio::test]
async fn the_desk_is_locked_when_the_last_has_left() {
    let house = House::demo().await;
    let id = house.concern(&[("worry", "A car waits at the corner."), ("child.1.name", "Child A")]).await;
    let mut worker = house.signed_in("a.worker").await;
    assert!(worker.get("/").await.has("Child A"));
    worker.post("/sign-out", &[]).await;
    // What comes in while nobody is here is opened by nobody.
    house.door.tick().await;
    let mut auditor = house.signed_in("an.auditor").await;
    assert_eq!(auditor.get("/").await.to, "/acts");
    assert_eq!(auditor.get(&format!("/concerns/{id}")).await.status, 403);
}
