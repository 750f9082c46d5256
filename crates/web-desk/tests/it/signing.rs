//! Signing in and out: names, passphrases, second steps, invitations, sessions; guessing, forging and stale forms.

use std::sync::atomic::{AtomicUsize, Ordering};

use unseal::{Cost, Role};

use crate::house::{House, NOON, PASSPHRASE, code, later};

#[tokio::test]
async fn a_wrong_name_and_a_wrong_passphrase_look_alike_and_are_noted() {
    let house = House::demo().await;
    let mut browser = house.browser();
    let pages = [browser.sign_in("a.worker", "not that one at all").await, browser.sign_in("nobody", PASSPHRASE).await];
    for page in &pages {
        assert_eq!(page.status, 422);
        assert!(page.has("The name or the passphrase is not right") && !page.has("not that one at all"));
    }
    assert!(browser.cookies.is_empty());
    let acts = house.office.store.acts("sample", &store::ActFilter::default(), 10).await.unwrap();
    let failed: Vec<_> = acts.iter().filter(|a| a.act == "sign-in-failed").map(|a| a.account.as_str()).collect();
    assert_eq!(failed, ["-", "a.worker"], "what was typed as a name is not written down");
}

#[tokio::test]
async fn guessing_is_slowed_and_the_right_passphrase_is_let_in_after_the_wait() {
    let house = House::demo().await;
    let mut browser = house.browser();
    for _ in 0..5 {
        assert_eq!(browser.sign_in("a.worker", "not that one at all").await.status, 422);
    }
    let page = browser.sign_in("a.worker", PASSPHRASE).await;
    assert_eq!((page.status, page.headers["retry-after"].to_str().unwrap()), (429, "1"));
    assert!(page.has("Your account is not locked"));
    later(2);
    assert_eq!(browser.sign_in("a.worker", PASSPHRASE).await.status, 303);
}

#[tokio::test]
async fn a_session_is_made_anew_at_sign_in_and_ends_when_told_or_idle_or_too_old() {
    let house = House::demo().await;
    let mut browser = house.signed_in("a.worker").await;
    let before = browser.cookies.clone();
    let mut again = browser.clone();
    again.sign_in("a.worker", PASSPHRASE).await;
    assert_ne!(before, again.cookies, "no session is taken over from before");
    assert_eq!(browser.get("/").await.status, 200);

    let page = browser.post("/sign-out", &[]).await;
    assert_eq!((page.status, page.to.as_str()), (303, "/"));
    browser.cookies = before;
    assert!(browser.get("/").await.has("Sign in"), "the cookie of before opens nothing");
    assert_eq!(browser.get("/account").await.to, "/?to=%2Faccount");

    later(31 * 60);
    assert!(again.get("/").await.has("Sign in"));
    house.door.tick().await;
    let sessions = house.office.store.sessions("sample", Some("a.worker"), 9).await.unwrap();
    assert!(sessions.iter().all(|s| s.ended.is_some()) && sessions.iter().any(|s| s.why.as_deref() == Some("idle")), "{sessions:?}");
    let mut long = house.signed_in("a.worker").await;
    for _ in 0..40 {
        later(19 * 60);
        long.get("/account").await;
    }
    assert!(long.get("/").await.has("Sign in"), "twelve hours are the most");
}

#[tokio::test]
async fn a_real_desk_asks_for_a_second_step_and_each_code_is_good_once() {
    let house = House::real().await;
    let mut browser = house.browser();
    let page = browser.sign_in("a.worker", PASSPHRASE).await;
    assert_eq!(page.to, "/sign-in/next");
    let half = browser.cookies.clone();
    let page = browser.get("/sign-in/next").await;
    assert!(page.has("<svg") && page.has("The six digits"));
    assert!(browser.get("/").await.has("Sign in"), "nobody is in before the second step");
    assert_eq!(browser.get("/account").await.status, 303);
    browser.cookies = half;
    let set_up = browser.get("/sign-in/next").await;
    let wrong = browser.post("/sign-in/next", &[("code", "000000")]).await;
    assert_eq!(wrong.status, 422);
    let page = browser.post("/sign-in/next", &[("code", &code(&set_up.text, NOON))]).await;
    assert_eq!((page.status, page.to.as_str()), (303, "/"));
    assert!(browser.get("/").await.has("Inbox"));

    let mut thief = house.browser();
    assert_eq!(thief.sign_in("a.worker", PASSPHRASE).await.to, "/sign-in/next");
    assert!(!thief.get("/sign-in/next").await.has("<svg"), "a second step that is there is not shown again");
    let page = thief.post("/sign-in/next", &[("code", &code(&set_up.text, NOON))]).await;
    assert_eq!(page.status, 422, "a code that was looked at over a shoulder is used up");
    later(30);
    assert_eq!(thief.post("/sign-in/next", &[("code", &code(&set_up.text, NOON + 30))]).await.status, 303);

    // Whoever can write to the database takes the row away.
    house.office.store.drop_factors("sample", "a.worker").await.unwrap();
    let page = house.browser().sign_in("a.worker", PASSPHRASE).await;
    assert_eq!(page.status, 409);
    assert!(page.has("second step of this account was changed"));
}

#[tokio::test]
async fn an_invitation_is_for_once_and_for_some_days() {
    let house = House::demo().await;
    let invite = async |name: &str| {
        team::accounts::account(&house.office, name, Role::Worker, "six words of a code here", Cost::DEMO, &house.born.keys).await.unwrap();
        house.office.store.invite("sample", name, NOON + 100).await.unwrap();
    };
    invite("c.worker").await;
    let mut browser = house.browser();
    assert_eq!(browser.sign_in("c.worker", "six words of a code here").await.to, "/sign-in/next");
    for (new, again, says) in [("short", "short", "at least 15"), ("a b c d e f g h i j", "another one altogether", "not the same")] {
        let page = browser.post("/sign-in/next", &[("new-passphrase", new), ("again-passphrase", again)]).await;
        assert_eq!(page.status, 422);
        assert!(page.has(says), "{}", page.text);
    }
    let own = "kettle maple orbit sand";
    let mut other = house.browser();
    assert_eq!(other.sign_in("c.worker", "six words of a code here").await.to, "/sign-in/next");
    let page = browser.post("/sign-in/next", &[("new-passphrase", own), ("again-passphrase", own)]).await;
    assert_eq!((page.status, page.to.as_str()), (303, "/"));
    let theirs = [("new-passphrase", "another passphrase altogether"), ("again-passphrase", "another passphrase altogether")];
    assert_eq!(other.post("/sign-in/next", &theirs).await.status, 409, "whoever waited with the same code changes nothing");
    assert_eq!(house.browser().sign_in("c.worker", "six words of a code here").await.status, 422, "the code is used up");
    assert_eq!(house.browser().sign_in("c.worker", own).await.to, "/");

    invite("d.worker").await;
    later(101);
    let page = house.browser().sign_in("d.worker", "six words of a code here").await;
    assert_eq!(page.status, 409);
    assert!(page.has("has run out"));
}

#[tokio::test]
async fn the_set_up_code_makes_the_first_manager_and_is_gone() {
    let house = House::real().await;
    // A desk on which nobody is a manager yet.
    house.office.store.end_account("sample", "a.manager", NOON).await.unwrap();
    let words = "abacus abdomen abide ability ablaze able";
    let code_text = team::session::code_text(&seal::words::read::<6>(words).unwrap());
    team::accounts::account(&house.office, "setup", Role::Setup, &code_text, Cost::DEMO, &house.born.keys).await.unwrap();
    let mut browser = house.browser();
    assert_eq!(browser.sign_in("setup", &words.to_uppercase()).await.to, "/sign-in/next", "the words count however they are typed");
    let fields = [("name", "first.manager"), ("new-passphrase", PASSPHRASE), ("again-passphrase", PASSPHRASE)];
    let page = browser.post("/sign-in/next", &fields).await;
    assert_eq!((page.status, page.to.as_str()), (303, "/sign-in/next"), "{}", page.text);
    let set_up = browser.get("/sign-in/next").await;
    assert_eq!(browser.post("/sign-in/next", &[("code", &code(&set_up.text, NOON))]).await.to, "/");
    assert!(browser.get("/").await.has("first.manager"));
    assert_eq!(house.browser().sign_in("setup", words).await.status, 422, "the code is used up");
}

#[tokio::test]
async fn what_another_site_or_an_old_page_sends_does_nothing_and_what_was_typed_is_kept() {
    let house = House::demo().await;
    let concern = house.concern(&[("worry", "A car waits at the corner.")]).await;
    let mut browser = house.signed_in("a.worker").await;
    let note = format!("/concerns/{concern}/note");
    let words = "A long note that somebody typed for a quarter of an hour, and that must not be lost.";
    let request =
        http::Request::post(&note).header("sec-fetch-site", "cross-site").header("content-type", "application/x-www-form-urlencoded");
    let body = format!("token={}&text=x", browser.token);
    assert_eq!(browser.send(request, axum::body::Body::from(body)).await.status, 403);

    let page = browser.post_with(&note, "another token", &[("text", words)]).await;
    assert_eq!(page.status, 403);
    assert!(page.has(words) && page.has("send that again"));

    let held = std::mem::take(&mut browser.cookies);
    let page = browser.post(&note, &[("text", words), ("passphrase", "never shown again")]).await;
    assert_eq!(page.status, 401);
    assert!(page.has(words) && page.has("You were signed out") && !page.has("never shown again"));
    browser.cookies = held;
    assert!(!browser.get(&format!("/concerns/{concern}")).await.has(words), "nothing was done");
    assert_eq!(browser.post(&note, &[("text", words)]).await.status, 303);
    assert!(browser.get(&format!("/concerns/{concern}")).await.has(words));
}

#[tokio::test]
async fn a_changed_passphrase_signs_out_everywhere_else_and_one_s_own_sessions_can_be_ended() {
    let house = House::demo().await;
    let (mut here, mut there) = (house.signed_in("a.worker").await, house.signed_in("a.worker").await);
    let mut other = house.signed_in("b.worker").await;
    let own = "kettle maple orbit sand";
    let fields = |now: &'static str| [("passphrase", now), ("new-passphrase", own), ("again-passphrase", own)];
    assert_eq!(here.post("/account/passphrase", &fields("not that one at all")).await.status, 422);
    assert_eq!(here.post("/account/passphrase", &fields(PASSPHRASE)).await.status, 200);
    assert_eq!(here.get("/account").await.status, 200);
    assert_eq!(there.get("/account").await.status, 303, "signed out elsewhere");
    assert_eq!(house.browser().sign_in("a.worker", PASSPHRASE).await.status, 422);
    there.sign_in("a.worker", own).await;

    let sessions = house.office.store.sessions("sample", None, 20).await.unwrap();
    let of = |name: &str| sessions.iter().rfind(|s| s.account == name && s.ended.is_none()).unwrap().id.clone();
    let page = here.post("/account/sessions", &[("id", &of("b.worker"))]).await;
    assert_eq!(page.status, 422, "another's session is not mine to end");
    assert_eq!(other.get("/account").await.status, 200);
}

#[tokio::test]
async fn nobody_is_led_to_another_site() {
    let house = House::demo().await;
    for to in ["//example.org/", "https://example.org/", "/\\example.org", "javascript:alert(1)"] {
        let mut browser = house.browser();
        let page = browser.post("/sign-in", &[("name", "a.worker"), ("passphrase", PASSPHRASE), ("to", to)]).await;
        assert_eq!((page.status, page.to.as_str()), (303, "/"), "{to}");
    }
    let mut browser = house.browser();
    let page = browser.post("/sign-in", &[("name", "a.worker"), ("passphrase", PASSPHRASE), ("to", "/account")]).await;
    assert_eq!(page.to, "/account");
}

#[tokio::test]
async fn an_account_that_has_ended_is_out_whoever_ended_it_and_stays_so() {
    let house = House::demo().await;
    let (mut worker, mut other) = (house.signed_in("a.worker").await, house.signed_in("b.worker").await);
    house.office.store.end_account("sample", "a.worker", NOON).await.unwrap();
    house.door.tick().await;
    assert_eq!(worker.get("/account").await.status, 303, "a command has ended it");
    assert_eq!(other.get("/account").await.status, 200);
    // Whoever can write to the database puts the row back: the record of acts still says that it has ended.
    team::acts::note(&house.office, "a.manager", team::acts::END, "b.worker").await.unwrap();
    assert_eq!(house.browser().sign_in("b.worker", PASSPHRASE).await.status, 422);
}

#[tokio::test]
async fn whoever_signs_in_again_leaves_no_session_behind() {
    let house = House::demo().await;
    let mut worker = house.signed_in("a.worker").await;
    worker.sign_in("a.worker", PASSPHRASE).await;
    let sessions = house.office.store.sessions("sample", Some("a.worker"), 20).await.unwrap();
    assert_eq!((sessions.len(), sessions.iter().filter(|s| s.ended.is_none()).count()), (2, 1));
}

#[tokio::test]
async fn of_two_who_set_up_a_second_step_the_later_does_not_replace_the_earlier() {
    let house = House::real().await;
    let (mut one, mut other) = (house.browser(), house.browser());
    let mut asked = Vec::new();
    for browser in [&mut one, &mut other] {
        assert_eq!(browser.sign_in("a.worker", PASSPHRASE).await.to, "/sign-in/next");
        asked.push(browser.get("/sign-in/next").await.text);
    }
    assert_eq!(one.post("/sign-in/next", &[("code", &code(&asked[0], NOON))]).await.to, "/");
    later(60);
    let late = other.post("/sign-in/next", &[("code", &code(&asked[1], NOON + 60))]).await;
    assert!(late.status == 409 && late.has("has been set up meanwhile"), "{} {}", late.status, late.text);
    assert_eq!(house.noted("a.worker", "second-step", "a.worker").await, 1);
    assert_eq!(other.get("/account").await.status, 303, "and is not in");
}

/// An account of a real house whose six digits are set up; its secret, as the page showed it.
async fn set_up(house: &House, name: &str) -> String {
    let mut browser = house.browser();
    browser.sign_in(name, PASSPHRASE).await;
    let page = browser.get("/sign-in/next").await.text;
    assert_eq!(browser.set_up().await.to, "/");
    page
}

#[tokio::test]
async fn whoever_writes_to_the_database_puts_no_six_digits_of_their_own_in_place() {
    let house = House::real().await;
    let (mine, theirs) = (set_up(&house, "a.worker").await, set_up(&house, "b.worker").await);
    let store = &house.office.store;
    let row = store.factors("sample", "a.worker").await.unwrap().pop().unwrap();
    assert_eq!(house.noted("a.worker", "second-step-marked", "a.worker").await, 1);
    // To the account's public half anybody can seal.
    let secret = theirs.split_once("class=\"secret\">").unwrap().1.split('<').next().unwrap().replace(' ', "");
    let secret = totp_rs::Secret::try_from_base32(&secret).unwrap();
    let account = store.account("sample", "a.worker").await.unwrap().unwrap();
    let sealed = seal::seal_key(&account.recipient.parse().unwrap(), secret.as_ref());
    for mark in [row.mark.clone(), None, Some(vec![0; 32])] {
        store.put_factor("sample", "a.worker", &store::Factor { sealed: sealed.clone(), mark, ..row.clone() }).await.unwrap();
        let page = house.browser().sign_in("a.worker", PASSPHRASE).await;
        assert!(page.status == 409 && page.has("was changed in the database"), "{}", page.text);
    }
    store.put_factor("sample", "a.worker", &row).await.unwrap();
    later(60);
    let mut browser = house.browser();
    browser.sign_in("a.worker", PASSPHRASE).await;
    assert_eq!(browser.post("/sign-in/next", &[("code", &code(&mine, NOON + 60))]).await.to, "/");

    // What a manager took away counts no more, put back as it was: not in place of nothing, and not in place of what came after.
    let mut manager = house.signed_in("a.manager").await;
    assert_eq!(manager.post("/people/a.worker/second-step", &[]).await.status, 303);
    store.put_factor("sample", "a.worker", &row).await.unwrap();
    let mut browser = house.browser();
    assert_eq!(browser.sign_in("a.worker", PASSPHRASE).await.to, "/sign-in/next");
    assert!(browser.get("/sign-in/next").await.has("<svg"), "it is set up anew");
    later(60);
    assert_eq!(browser.set_up().await.to, "/");
    store.put_factor("sample", "a.worker", &row).await.unwrap();
    assert_eq!(house.browser().sign_in("a.worker", PASSPHRASE).await.status, 409);
}

#[tokio::test]
async fn six_digits_from_before_there_were_marks_are_marked_when_they_are_right() {
    let house = House::real().await;
    let store = &house.office.store;
    // As an earlier program has left it.
    let checked = team::session::check(&house.office, "a.worker", PASSPHRASE).await.unwrap();
    let secret = totp_rs::Secret::try_from_base32("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP").unwrap();
    let page = "class=\"secret\">JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP<";
    let sealed = seal::seal_key(&checked.account.recipient, secret.as_ref());
    let row = store::Factor { kind: "totp".into(), sealed, made: NOON - 100, mark: None };
    team::acts::note(&house.office, "a.worker", "second-step", "a.worker").await.unwrap();
    store.put_factor("sample", "a.worker", &row).await.unwrap();

    let mut browser = house.browser();
    assert_eq!(browser.sign_in("a.worker", PASSPHRASE).await.to, "/sign-in/next");
    assert_eq!(browser.post("/sign-in/next", &[("code", "000000")]).await.status, 422);
    assert_eq!(house.noted("a.worker", "second-step-marked", "a.worker").await, 0, "not by a wrong one");
    assert_eq!(browser.post("/sign-in/next", &[("code", &code(page, NOON))]).await.to, "/");
    assert_eq!(house.noted("a.worker", "second-step-marked", "a.worker").await, 1);
    assert!(store.factors("sample", "a.worker").await.unwrap()[0].mark.is_some());
    store.put_factor("sample", "a.worker", &row).await.unwrap();
    assert_eq!(house.browser().sign_in("a.worker", PASSPHRASE).await.status, 409, "one without a mark is none from then on");

    // An upgrade that was undone: a manager takes it away, and the earlier program, which makes no marks, sets it up anew.
    team::acts::note(&house.office, "a.manager", "second-step-off", "a.worker").await.unwrap();
    assert!(set_up_is_asked(&house, "a.worker").await, "what was there before is none");
    team::acts::note(&house.office, "a.worker", "second-step", "a.worker").await.unwrap();
    later(60);
    let mut browser = house.browser();
    assert_eq!(browser.sign_in("a.worker", PASSPHRASE).await.to, "/sign-in/next", "it is believed until it was right once");
    assert_eq!(browser.post("/sign-in/next", &[("code", &code(page, NOON + 60))]).await.to, "/");
    assert_eq!(house.noted("a.worker", "second-step-marked", "a.worker").await, 2);
    assert_eq!(house.browser().sign_in("a.worker", PASSPHRASE).await.to, "/sign-in/next", "and its mark counts, though the row is older");
    store.put_factor("sample", "a.worker", &row).await.unwrap();
    assert_eq!(house.browser().sign_in("a.worker", PASSPHRASE).await.status, 409);
}

/// Whether who signs in is asked to set up a second step.
async fn set_up_is_asked(house: &House, name: &str) -> bool {
    let mut browser = house.browser();
    assert_eq!(browser.sign_in(name, PASSPHRASE).await.to, "/sign-in/next");
    browser.get("/sign-in/next").await.has("<svg")
}

#[tokio::test]
async fn where_a_backup_has_lost_every_mark_a_new_manager_sets_all_second_steps_anew() {
    let house = House::real().await;
    set_up(&house, "a.manager").await;
    let mine = set_up(&house, "a.worker").await;
    let store = &house.office.store;
    for name in ["a.manager", "a.worker"] {
        // As an earlier program's backup brings them back.
        let row = store.factors("sample", name).await.unwrap().pop().unwrap();
        store.put_factor("sample", name, &store::Factor { mark: None, ..row }).await.unwrap();
        assert_eq!(house.browser().sign_in(name, PASSPHRASE).await.status, 409);
    }
    // `waymark keys add` asks for a manager's passphrase alone.
    let by = team::session::sign_in(&house.office, "a.manager", PASSPHRASE).await.unwrap();
    team::accounts::account(&house.office, "c.manager", Role::Manager, PASSPHRASE, Cost::DEMO, &by.keys).await.unwrap();
    let mut manager = house.signed_in("c.manager").await;
    for name in ["a.manager", "a.worker"] {
        assert_eq!(manager.post(&format!("/people/{name}/second-step"), &[]).await.status, 303);
        assert!(set_up_is_asked(&house, name).await);
    }
    later(60);
    let mut browser = house.browser();
    browser.sign_in("a.worker", PASSPHRASE).await;
    assert_eq!(browser.post("/sign-in/next", &[("code", &code(&mine, NOON + 60))]).await.status, 422, "the old app is none");
}

#[tokio::test]
async fn of_two_who_set_up_a_second_step_at_one_moment_one_is_let_in() {
    let house = House::real().await;
    let (mut one, mut other) = (house.browser(), house.browser());
    let mut codes = Vec::new();
    for browser in [&mut one, &mut other] {
        assert_eq!(browser.sign_in("a.worker", PASSPHRASE).await.to, "/sign-in/next");
        codes.push(code(&browser.get("/sign-in/next").await.text, NOON));
    }
    let (mine, theirs) = ([("code", codes[0].as_str())], [("code", codes[1].as_str())]);
    let (first, second) = tokio::join!(one.post("/sign-in/next", &mine), other.post("/sign-in/next", &theirs));
    assert_eq!((first.status.min(second.status), first.status.max(second.status)), (303, 409));
    assert_eq!(house.noted("a.worker", "second-step", "a.worker").await, 1);
}

#[tokio::test]
async fn a_passphrase_is_taken_as_it_is_typed_everywhere() {
    let house = House::demo().await;
    let spaced = " seven quiet kettles hum ";
    let mut worker = house.signed_in("a.worker").await;
    worker.get("/account/passphrase").await;
    let fields = [("passphrase", PASSPHRASE), ("new-passphrase", spaced), ("again-passphrase", spaced)];
    let page = worker.post("/account/passphrase", &fields).await;
    assert!(page.status == 422 && page.has("does not begin or end with a space"), "{}", page.text);
    // One that was chosen with a space before that was refused.
    let checked = team::session::check(&house.office, "a.worker", PASSPHRASE).await.unwrap();
    team::accounts::own_passphrase(&house.office, &checked.account, &checked.unlocked, spaced, Cost::DEMO).await.unwrap();
    let unlocks = async |typed: &str| {
        let row = house.office.store.account("sample", "a.worker").await.unwrap().unwrap();
        team::session::account_of(&row).unwrap().unlock(typed).is_ok()
    };
    assert!(unlocks(spaced).await && !unlocks(spaced.trim()).await, "as it was typed");
    assert_eq!(house.browser().sign_in("a.worker", spaced).await.status, 303);
    assert_eq!(house.browser().sign_in("a.worker", spaced.trim()).await.status, 422);
    worker.get("/account/passkeys/new").await;
    let page = worker.post("/account/passkeys/new", &[("label", "my phone"), ("passphrase", spaced)]).await;
    assert!(page.status == 200 && page.has("data-asked"), "where one proves oneself, too");
    worker.get("/account/passphrase").await;
    let fields = [("passphrase", spaced), ("new-passphrase", PASSPHRASE), ("again-passphrase", PASSPHRASE)];
    assert!(worker.post("/account/passphrase", &fields).await.has("Your passphrase is changed"));

    // Kept without the space, as the desk did when one was changed: they type it with the space, as they chose it.
    assert_eq!(house.browser().sign_in("a.worker", &format!("{PASSPHRASE} ")).await.status, 303);
}

#[tokio::test]
async fn a_name_that_nobody_has_takes_as_long_as_one_that_there_is_with_a_space_around_the_passphrase_too() {
    static MADE: AtomicUsize = AtomicUsize::new(0);
    /// Each time the work of a passphrase is done for nobody, an account is made up.
    fn counted(bytes: &mut [u8]) {
        MADE.fetch_add(1, Ordering::Relaxed);
        bytes.fill(7);
    }
    let house = House::demo().await;
    let office = house.office_in(team::World { random: counted, ..house.office.world }).await;
    let made = async |typed: &str| {
        MADE.store(0, Ordering::Relaxed);
        assert!(team::session::check(&office, "nobody", typed).await.is_err());
        MADE.load(Ordering::Relaxed)
    };
    let once = made(PASSPHRASE).await;
    assert!(once > 0);
    // Twice, as for a name that there is: as it was typed, and without the space.
    assert_eq!(made(&format!("{PASSPHRASE} ")).await, 2 * once);
}

#[tokio::test]
async fn cookies_are_for_https_alone_where_the_desk_is_on_it_though_the_site_is_not_yet() {
    let cookie = async |house: House| {
        let page = house.browser().sign_in("a.worker", PASSPHRASE).await;
        page.headers["set-cookie"].to_str().unwrap().to_owned()
    };
    let secure = cookie(House::at("https://desk.example.org").await).await;
    assert!(secure.starts_with("__Host-waymark-desk=") && secure.contains("; Secure"), "{secure}");
    let plain = cookie(House::demo().await).await;
    assert!(plain.starts_with("waymark-desk=") && !plain.contains("Secure"), "{plain}");
}
