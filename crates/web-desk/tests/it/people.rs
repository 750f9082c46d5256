//! Accounts: inviting, signing in by a code, and what a manager and an administrator do with an account; what others may not.

use unseal::{Cost, Role};

use crate::house::{Browser, House, PASSPHRASE, Page, later};

const OWN: &str = "seven quiet kettles hum";
const WEEK: i64 = 7 * 86_400;

/// Invites someone; the code that is shown.
async fn invited(manager: &mut Browser, name: &str, role: &str) -> String {
    assert_eq!(manager.get("/invite").await.status, 200);
    let page = manager.post("/invite", &[("name", name), ("role", role)]).await;
    assert_eq!(page.status, 200, "{}", page.text);
    let (_, after) = page.text.split_once("data-code>").expect("the code is shown");
    let code = after.split('<').next().unwrap().to_owned();
    assert_eq!(code.split(' ').count(), 6, "{code}");
    assert!(!page.text.split("</title>").next().unwrap().contains(name), "a title stays in the history");
    code
}

/// Answers the page that asks for a passphrase of one's own.
async fn own(browser: &mut Browser) -> Page {
    assert!(browser.get("/sign-in/next").await.text.contains("A passphrase of your own"));
    browser.post("/sign-in/next", &[("new-passphrase", OWN), ("again-passphrase", OWN)]).await
}

#[tokio::test]
async fn a_code_lets_in_once_and_then_a_passphrase_of_their_own_does() {
    let house = House::demo().await;
    let code = invited(&mut house.signed_in("a.manager").await, "a.sample", "worker").await;
    assert_eq!(house.noted("a.manager", "account-add", "a.sample").await, 1);
    let by_command = team::session::sign_in(&house.office, "a.sample", &code).await;
    assert!(by_command.is_err_and(|e| e.to_string().contains("sign in at the desk")), "a code is for the desk alone");
    let mut new = house.browser();
    // As it was heard on the phone.
    let page = new.sign_in("a.sample", &code.to_uppercase().replace(' ', "-")).await;
    assert_eq!(page.to, "/sign-in/next", "{}", page.text);
    assert_eq!(new.get("/").await.text.matches("Inbox").count(), 0, "nobody is in by a code alone");
    let page = own(&mut new).await;
    assert_eq!(page.to, "/", "{}", page.text);
    assert!(new.get("/").await.text.contains("<h1>Inbox</h1>"));
    assert_eq!(house.browser().sign_in("a.sample", &code).await.status, 422, "the code is used up");
    assert_eq!(house.browser().sign_in("a.sample", OWN).await.to, "/");
}

#[tokio::test]
async fn who_comes_by_a_code_sets_up_a_second_step_where_it_is_not_for_trying_out() {
    let house = House::real().await;
    let mut manager = house.signed_in("a.manager").await;
    let code = invited(&mut manager, "a.sample", "worker").await;
    let mut new = house.browser();
    assert_eq!(new.sign_in("a.sample", &code).await.to, "/sign-in/next");
    assert_eq!(own(&mut new).await.to, "/sign-in/next");
    let page = new.set_up().await;
    assert_eq!(page.to, "/", "{}", page.text);
    assert!(new.get("/").await.text.contains("<h1>Inbox</h1>"));
    // The phone is lost: the manager takes the second step away, which signs out, and the next sign-in sets up another.
    let page = manager.get("/people/a.sample").await;
    assert!(page.text.contains("Take the second step away") && page.text.contains("Sign them out"));
    assert_eq!(manager.post("/people/a.sample/second-step", &[]).await.status, 303);
    assert_eq!(house.noted("a.manager", "second-step-off", "a.sample").await, 1);
    assert_eq!(new.get("/people").await.to, "/?to=%2Fpeople", "they are signed out");
    assert_eq!(new.sign_in("a.sample", OWN).await.to, "/sign-in/next");
    assert_eq!(new.set_up().await.to, "/", "of the new app no code was used in this half minute");
}

#[tokio::test]
async fn a_code_that_ran_out_lets_nobody_in() {
    let house = House::demo().await;
    let code = invited(&mut house.signed_in("a.manager").await, "a.sample", "auditor").await;
    later(WEEK);
    assert_eq!(house.browser().sign_in("a.sample", &code).await.to, "/sign-in/next", "the last second still counts");
    later(1);
    let page = house.browser().sign_in("a.sample", &code).await;
    assert_eq!(page.status, 409);
    assert!(page.text.contains("has run out"));
    assert!(house.signed_in("a.manager").await.get("/people").await.text.contains("The code ran out"));
}

#[tokio::test]
async fn what_is_typed_wrongly_is_kept_and_no_name_is_given_twice() {
    let house = House::demo().await;
    let mut manager = house.signed_in("a.manager").await;
    for (name, role, says) in [
        ("", "worker", "Give a name."),
        ("no spaces", "worker", "A name has up to 40 letters"),
        ("setup", "worker", "is not a name for an account"),
        ("A.Worker", "worker", "is taken, or was"),
        ("a.sample", "", "Choose what they are there for."),
        ("a.sample", "setup", "Choose what they are there for."),
    ] {
        let page = manager.post("/invite", &[("name", name), ("role", role)]).await;
        assert_eq!(page.status, 422, "{name} {role}");
        assert!(page.text.contains(says), "{name}: {}", page.text);
        assert!(page.text.contains(&format!("name=\"name\" value=\"{name}\"")), "{name}");
    }
    assert!(house.office.store.account(&house.office.site, "a.sample").await.unwrap().is_none());
    invited(&mut manager, "a.sample", "worker").await;
    let page = manager.post("/invite", &[("name", "a.sample"), ("role", "worker")]).await;
    assert_eq!(page.status, 422);
}

#[tokio::test]
async fn an_account_that_ends_is_out_at_once_and_for_good() {
    let house = House::demo().await;
    let (mut worker, mut administrator) = (house.signed_in("a.worker").await, house.signed_in("an.administrator").await);
    assert!(worker.get("/").await.text.contains("<h1>Inbox</h1>"));
    let page = administrator.get("/people/a.worker").await;
    assert!(page.text.contains("End the account") && !page.text.contains("Take the second step away"));
    assert!(administrator.get("/people/a.worker/end").await.text.contains("cannot be undone"));
    assert_eq!(administrator.post("/people/a.worker/end", &[]).await.to, "/people/a.worker");
    assert_eq!(house.noted("an.administrator", "account-end", "a.worker").await, 1);
    assert!(worker.get("/").await.text.contains("<h1>Sign in</h1>"), "the session ends at once");
    assert_eq!(house.browser().sign_in("a.worker", PASSPHRASE).await.status, 422);
    let wraps = house.office.store.wraps(&house.office.site).await.unwrap();
    assert!(wraps.iter().all(|w| w.holder != "a.worker") && wraps.iter().any(|w| w.holder == "a.manager"));
    let page = administrator.post("/people/a.worker/end", &[]).await;
    assert!(page.status == 422 && page.text.contains("has ended already"));
    assert!(administrator.get("/people").await.text.contains("Accounts that have ended (1)"));
}

#[tokio::test]
async fn the_last_manager_stays_and_an_invitation_is_no_manager_yet() {
    let house = House::demo().await;
    let (mut manager, mut administrator) = (house.signed_in("a.manager").await, house.signed_in("an.administrator").await);
    let page = manager.post("/people/a.manager/end", &[]).await;
    assert!(page.status == 422 && page.text.contains("your own account"), "{}", page.text);
    team::accounts::account(&house.office, "b.manager", Role::Manager, PASSPHRASE, Cost::DEMO, &house.born.keys).await.unwrap();
    assert_eq!(manager.post("/people/b.manager/end", &[]).await.status, 303);
    invited(&mut manager, "new.manager", "manager").await;
    let page = administrator.post("/people/a.manager/end", &[]).await;
    assert!(page.status == 422 && page.text.contains("last manager"), "{}", page.text);
    assert_eq!(house.noted("an.administrator", "account-end", "a.manager").await, 0);
    assert_eq!(manager.get("/people").await.status, 200, "and is still there");
}

#[tokio::test]
async fn somebody_between_two_steps_does_not_get_in_after_the_end() {
    let house = House::real().await;
    let mut manager = house.signed_in("a.manager").await;
    let mut worker = house.browser();
    assert_eq!(worker.sign_in("a.worker", PASSPHRASE).await.to, "/sign-in/next");
    assert!(worker.get("/sign-in/next").await.text.contains("A second step"));
    assert_eq!(manager.post("/people/a.worker/end", &[]).await.status, 303);
    assert_eq!(worker.get("/sign-in/next").await.to, "/");
}

#[tokio::test]
async fn sessions_are_ended_by_others_and_it_is_on_record_by_whom() {
    let house = House::demo().await;
    let (mut manager, mut worker) = (house.signed_in("a.manager").await, house.signed_in("a.worker").await);
    assert!(manager.get("/people").await.text.contains("a.worker"));
    assert_eq!(manager.post("/people/a.worker/sign-out", &[]).await.status, 303);
    assert!(worker.get("/").await.text.contains("<h1>Sign in</h1>"));
    assert_eq!(house.noted("a.manager", "session-end", "a.worker").await, 1);
    assert!(manager.post("/people/a.worker/sign-out", &[]).await.text.contains("They are not signed in."));
    assert!(manager.get("/people/a.worker").await.text.contains("ended at the people’s page"));
    assert_eq!(house.noted("a.manager", "person", "a.worker").await, 1);
    assert_eq!(house.noted("a.manager", "people", "-").await, 1);
}

#[tokio::test]
async fn what_a_role_may_not_do_it_does_not_see_and_a_try_is_noted() {
    let house = House::demo().await;
    for name in ["a.worker", "an.auditor"] {
        let mut browser = house.signed_in(name).await;
        assert!(!browser.get("/account").await.text.contains("href=\"/people\""), "{name}");
        let mut tries = 0;
        for address in ["/people", "/invite", "/people/a.manager", "/people/a.manager/end", "/people/a.manager/second-step"] {
            assert_eq!(browser.get(address).await.status, 403, "{name} {address}");
            tries += 1;
            assert_eq!(house.refused(name).await, tries, "{name} {address}");
        }
        for address in ["/invite", "/people/a.manager/end", "/people/a.manager/second-step", "/people/a.manager/sign-out"] {
            assert_eq!(browser.post(address, &[("name", "x"), ("role", "manager")]).await.status, 403, "{name} {address}");
        }
    }
    let mut administrator = house.signed_in("an.administrator").await;
    let page = administrator.get("/people").await;
    assert!(page.status == 200 && !page.text.contains("href=\"/invite\""));
    assert_eq!(administrator.get("/invite").await.status, 403);
    assert_eq!(administrator.post("/invite", &[("name", "x"), ("role", "manager")]).await.status, 403);
    assert_eq!(administrator.post("/people/a.manager/second-step", &[]).await.status, 403);
    assert_eq!(house.refused("an.administrator").await, 3);
    let mut manager = house.signed_in("a.manager").await;
    for address in ["/people/nobody", "/people/a.manager/promote", "/people/nobody/end"] {
        assert_eq!(manager.get(address).await.status, 404, "{address}");
    }
    for address in ["/people", "/invite", "/people/a.manager", "/people/a.manager/end"] {
        assert_eq!(house.browser().get(address).await.status, 303, "signed out: {address}");
    }
    for address in ["/invite", "/people/a.manager/end"] {
        assert_eq!(house.browser().post(address, &[]).await.status, 401, "signed out: {address}");
    }
}

#[tokio::test]
async fn an_account_that_nobody_vouches_for_is_pointed_out() {
    let house = House::demo().await;
    let (account, _) = unseal::Account::new("stranger", Role::Manager, PASSPHRASE, Cost::DEMO, &mut |b: &mut [u8]| b.fill(7));
    let row = store::Account {
        name: "stranger".into(),
        role: "manager".into(),
        recipient: account.recipient.to_string(),
        verify: None,
        kdf: account.kdf,
        wrapped: account.locked,
        made: 0,
        ended: None,
    };
    assert!(house.office.store.add_account(&house.office.site, &row).await.unwrap());
    assert!(house.signed_in("a.manager").await.get("/people").await.text.contains("Changed in the database"));
}
