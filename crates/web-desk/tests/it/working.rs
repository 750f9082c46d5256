//! Working a concern: from its arrival to its end, each act once wrong and once right, and two workers at the same time.

use casework::ConcernId;

use crate::house::{Browser, House, Page, later};

async fn does(browser: &mut Browser, id: ConcernId, act: &str, fields: &[(&str, &str)]) -> Page {
    browser.post(&format!("/concerns/{id}/{act}"), fields).await
}

async fn shown(browser: &mut Browser, id: ConcernId) -> Page {
    let page = browser.get(&format!("/concerns/{id}")).await;
    assert_eq!(page.status, 200);
    page
}

#[tokio::test]
async fn a_concern_from_its_arrival_to_its_end() {
    let house = House::demo().await;
    let told = [("worry", "A car waits at the corner."), ("child.1.name", "Child A"), ("channel", "phone"), ("vehicles", "white van")];
    let id = house.concern(&told).await;
    let mut worker = house.signed_in("a.worker").await;
    let inbox = worker.get("/").await;
    assert!(
        inbox.has("Child A") && inbox.has("Wed 25 Nov, 17:00") && inbox.has("29 hours left") && inbox.has("Not acknowledged"),
        "{}",
        inbox.text
    );

    type Step = (&'static str, &'static [(&'static str, &'static str)], &'static str);
    let steps: [Step; 10] = [
        ("give", &[("to", "a.worker")], "Given to a.worker"),
        ("acknowledge", &[("how", "phone")], "Acknowledged by phone"),
        (
            "observe",
            &[("what", "She was tired."), ("known", "seen"), ("ground", "fact"), ("context", "school"), ("strengths", "Likes drama.")],
            "She was tired.",
        ),
        ("thing", &[("kind", "place"), ("name", "Example Park"), ("source", "the school")], "Example Park"),
        ("missing", &[("from-day", "2026-11-20"), ("words", "Overnight.")], "From 20 November 2026 to not known"),
        ("lens", &[("model", "unsure"), ("why", "Too little is known.")], "Too little is known."),
        (
            "discussion",
            &[("on", "2026-11-24"), ("took-part", "Sample Officer\nSample Nurse"), ("agreed", "To visit.")],
            "with Sample Officer, Sample Nurse",
        ),
        ("task", &[("words", "Ring the school."), ("owner", "b.worker"), ("due", "2026-11-26")], "Ring the school."),
        ("note", &[("text", "The aunt is the one to ring.")], "The aunt is the one to ring."),
        ("decide", &[("decision", "assessment"), ("reasons", "Two people saw the same.")], "Two people saw the same."),
    ];
    for (act, fields, says) in steps {
        later(60);
        let empty = does(&mut worker, id, act, &[]).await;
        assert!(act == "give" || empty.status == 422, "{act}: nothing typed is a clear error, not {}", empty.status);
        let page = does(&mut worker, id, act, fields).await;
        assert_eq!((page.status, page.to), (303, format!("/concerns/{id}")), "{act}: {}", page.text);
        let page = shown(&mut worker, id).await;
        assert!(page.has(says), "{act}: {says}");
    }
    let page = shown(&mut worker, id).await;
    assert!(page.has("decided in time") && page.has("white van") && page.has("Likes drama."));
    assert_eq!(does(&mut worker, id, "sign-off", &[("agreed", "yes")]).await.status, 404, "a manager's word is a manager's");

    let mut manager = house.signed_in("a.manager").await;
    let ask = manager.get(&format!("/concerns/{id}/sign-off")).await;
    let decision = ask.text.split_once("name=\"decision\" value=\"").unwrap().1.split('"').next().unwrap().to_owned();
    assert_eq!(does(&mut manager, id, "sign-off", &[("agreed", "no"), ("decision", &decision)]).await.status, 422, "no needs words");
    does(&mut manager, id, "sign-off", &[("agreed", "yes"), ("decision", &decision)]).await;
    assert!(shown(&mut manager, id).await.has("A manager agrees"));

    does(&mut worker, id, "outcome", &[("to", "other"), ("how", "phone"), ("words", "Thanks.")]).await;
    assert!(worker.get("/?show=waiting").await.has("Child A"));
    assert_eq!(does(&mut worker, id, "close", &[("why", "Assessment has begun.")]).await.status, 303);
    assert!(!worker.get("/").await.has("Child A") && worker.get("/?show=closed").await.has("Child A"));
    let again = does(&mut worker, id, "close", &[("why", "Words of the second.")]).await;
    assert_eq!(again.status, 409, "what is closed is not closed again");
    assert!(again.has("Words of the second.") && again.has("Closed. Assessment has begun."), "and no word is lost: {}", again.text);
    assert_eq!(does(&mut worker, id, "reopen", &[("why", "More came in.")]).await.status, 303);
    assert!(worker.get("/").await.has("Child A"));

    // Everything of it is on record, in order, and tells nothing of what was told.
    let acts = store::ActFilter { subject: Some(id.to_string()), ..store::ActFilter::default() };
    let acts: Vec<_> = house.office.store.acts("sample", &acts, 500).await.unwrap().into_iter().rev().map(|a| a.act).collect();
    let expected = [
        "add",
        "allocate",
        "acknowledge",
        "observe",
        "entity",
        "episode",
        "lens",
        "discussion",
        "task",
        "note",
        "decide",
        "sign-off",
        "outcome-told",
        "close",
        "reopen",
    ];
    let mut at = 0;
    for act in &acts {
        at += usize::from(expected.get(at) == Some(&act.as_str()));
    }
    assert_eq!(at, expected.len(), "{acts:?}");
    assert!(acts.iter().filter(|a| *a == "show").count() >= 10, "every look too");
}

#[tokio::test]
async fn what_is_late_is_in_the_list_and_asks_why() {
    let house = House::demo().await;
    let id = house.concern(&[("worry", "A car waits at the corner."), ("child.1.name", "Child A")]).await;
    later(3 * 86_400);
    let mut worker = house.signed_in("a.worker").await;
    assert!(worker.get("/?show=late").await.has("Child A"));
    let page = shown(&mut worker, id).await;
    assert!(page.has("late by") && page.has("nobody has said why yet"));
    does(&mut worker, id, "late", &[("why", "Two of three of us were ill.")]).await;
    let page = shown(&mut worker, id).await;
    assert!(
        page.has("Two of three of us were ill.") && !page.has("nobody has said why yet") && page.has("late by"),
        "it is late all the same"
    );

    let due =
        [("day", "2026-12-01"), ("time", "12:00"), ("source", "Rule 4 of the partnership"), ("why", "The letter lay over the weekend.")];
    assert_eq!(does(&mut worker, id, "due", &[("day", "2026-12-01"), ("time", "noon"), ("source", "x"), ("why", "x")]).await.status, 422);
    assert_eq!(does(&mut worker, id, "due", &due).await.status, 303);
    let page = shown(&mut worker, id).await;
    assert!(page.has("1 December 2026, 12:00") && page.has("Rule 4 of the partnership") && page.has("left"));
    assert!(!worker.get("/?show=late").await.has("Child A"));
}

#[tokio::test]
async fn of_two_who_write_at_once_neither_loses_a_word() {
    let house = House::demo().await;
    let id = house.concern(&[("worry", "A car waits at the corner.")]).await;
    let (mut a, mut b) = (house.signed_in("a.worker").await, house.signed_in("b.worker").await);
    does(&mut a, id, "note", &[("text", "The first wording.")]).await;
    let page = shown(&mut a, id).await;
    let of = page.text.split_once("/note?of=").unwrap().1.split('"').next().unwrap().to_owned();
    let hidden = |page: &Page, name: &str| {
        page.text.split_once(&format!("name=\"{name}\" value=\"")).unwrap().1.split('"').next().unwrap().to_owned()
    };
    let ask = format!("/concerns/{id}/note?of={of}");
    let (for_a, for_b) = (a.get(&ask).await, b.get(&ask).await);
    assert!(for_a.has("The first wording.") && hidden(&for_a, "seen") == hidden(&for_b, "seen"));
    later(5);
    let seen = hidden(&for_a, "seen");
    assert_eq!(does(&mut a, id, "note", &[("text", "A's wording."), ("revises", &of), ("seen", &seen)]).await.status, 303);
    later(5);
    let told = does(&mut b, id, "note", &[("text", "B's wording."), ("revises", &of), ("seen", &seen)]).await;
    assert_eq!(told.status, 409);
    assert!(
        told.has("Someone has changed this while you were writing") && told.has("A&#39;s wording.") && told.has("B&#39;s wording."),
        "{}",
        told.text
    );
    let again = does(&mut b, id, "note", &[("text", "Both wordings."), ("revises", &of), ("seen", &hidden(&told, "seen"))]).await;
    assert_eq!(again.status, 303);
    assert!(shown(&mut b, id).await.has("Both wordings."));
}

#[tokio::test]
async fn strangers_words_are_text_and_nothing_else() {
    let house = House::demo().await;
    let hostile = "<script>alert(1)</script> \u{202e}txt \"onload=\" {{ f.token() }} ' &amp;";
    let id = house.concern(&[("worry", hostile), ("child.1.name", hostile), ("vehicles", hostile)]).await;
    let mut worker = house.signed_in("a.worker").await;
    for address in ["/".to_owned(), format!("/concerns/{id}"), format!("/concerns/{id}/observe")] {
        let page = worker.get(&address).await;
        assert!(!page.has("<script>alert") && !page.has("\u{202e}"), "{address}");
        assert!(page.has("&#60;script&#62;alert(1)"), "{address}: it stands there as it was typed");
    }
    let page = does(&mut worker, id, "note", &[("text", "")]).await;
    assert_eq!(page.status, 422);
    let long = "x".repeat(60_000);
    let page = does(&mut worker, id, "note", &[("text", &long)]).await;
    assert_eq!(page.status, 422);
    assert!(page.has(&long) && page.has("too long"), "it is kept on the page");
}

#[tokio::test]
async fn phrases_that_blame_are_pointed_out_and_never_blocked_and_a_child_s_own_words_are_left_alone() {
    let house = House::demo().await;
    let id = house.concern(&[("worry", "A car waits at the corner.")]).await;
    let mut worker = house.signed_in("a.worker").await;
    let form = worker.get(&format!("/concerns/{id}/observe")).await;
    assert!(form.has("data-phrases=\"[[&#34;") && form.has("risky behaviour"), "the script has the site's list");
    let fields = |own: &'static str| {
        [("what", "She spoke of risky behaviour."), ("known", "seen"), ("ground", "opinion"), ("context", "home"), ("childs-words", own)]
    };
    assert_eq!(does(&mut worker, id, "observe", &fields("yes")).await.status, 303);
    assert!(!shown(&mut worker, id).await.has("<q>risky behaviour</q>"));
    assert_eq!(does(&mut worker, id, "observe", &fields("")).await.status, 303);
    let page = shown(&mut worker, id).await;
    assert!(page.has("<q>risky behaviour</q> Better: the situation makes the child less safe"), "{}", page.text);
}

#[tokio::test]
async fn two_concerns_about_one_child_are_joined_and_taken_apart_and_nothing_is_lost() {
    let house = House::demo().await;
    let (one, other) = (
        house.concern(&[("worry", "A car waits."), ("child.1.name", "Child A")]).await,
        house.concern(&[("worry", "He is tired."), ("child.1.name", "Child A. Sample")]).await,
    );
    let hidden = house.concern(&[("worry", "In the team."), ("about-worker", "yes"), ("child.1.name", "Child M")]).await;
    let mut worker = house.signed_in("a.worker").await;
    worker.get("/").await;
    let with = other.to_string();
    assert_eq!(does(&mut worker, one, "join", &[("with", "not a name"), ("why", "x")]).await.status, 422);
    assert_eq!(does(&mut worker, one, "join", &[("with", &with), ("why", "The same school and birthday.")]).await.status, 303);
    let page = shown(&mut worker, one).await;
    assert!(page.has("Child A. Sample</a>") && page.has("The same school and birthday."));
    // It stands on the other's page too, and on its time line and in its network, and can be taken back where it was written.
    let page = shown(&mut worker, other).await;
    assert!(page.has("Child A</a>") && page.has("The same school and birthday.") && page.has("in that one’s record"), "{}", page.text);
    assert!(!page.has(&format!("/concerns/{other}/unjoin")));
    assert!(worker.get(&format!("/concerns/{other}/chronology")).await.has("A car waits."));
    assert!(worker.get(&format!("/network/{other}")).await.has(&format!("/concerns/{one}")));
    assert!(!worker.get(&format!("/concerns/{other}/export")).await.has("No concern is joined with this one"));
    let page = does(&mut worker, one, "join", &[("with", &hidden.to_string()), ("why", "A guess.")]).await;
    assert!(page.status == 422 && page.has("A guess.") && !page.has("Child M"), "what is for managers shows nothing of itself");
    later(5);
    assert_eq!(does(&mut worker, one, "unjoin", &[("with", &with), ("why", "Two children after all.")]).await.status, 303);
    let page = shown(&mut worker, one).await;
    assert!(!page.has("id=\"joined\"") && page.has("Two children after all.") && page.has("The same school and birthday."));
    let page = shown(&mut worker, other).await;
    assert!(page.has("He is tired.") && !page.has("id=\"joined\""));
    // What is for the managers joins this one in its own record: managers see it here, and nobody else.
    let mut manager = house.signed_in("a.manager").await;
    assert_eq!(does(&mut manager, hidden, "join", &[("with", &with), ("why", "He is in the team.")]).await.status, 303);
    assert!(shown(&mut manager, other).await.has("Child M</a>") && !shown(&mut worker, other).await.has("id=\"joined\""));
    assert!(!worker.get(&format!("/concerns/{other}/chronology")).await.has("In the team."));
}

#[tokio::test]
async fn what_a_form_does_not_ask_stays_when_a_thing_is_changed_and_a_look_at_a_form_is_on_record() {
    let house = House::demo().await;
    let id = house.concern(&[("worry", "A car waits."), ("child.1.name", "Child A"), ("child.1.language", "Samplish")]).await;
    let mut worker = house.signed_in("a.worker").await;
    let page = shown(&mut worker, id).await;
    let of = page.text.split_once("/thing?of=").unwrap().1.split('"').next().unwrap().to_owned();
    let looks = house.noted("a.worker", "show", &id.to_string()).await;
    let ask = worker.get(&format!("/concerns/{id}/thing?of={of}")).await;
    assert!(ask.has("Child A"));
    assert_eq!(house.noted("a.worker", "show", &id.to_string()).await, looks + 1);
    let seen = ask.text.split_once("name=\"seen\" value=\"").unwrap().1.split('"').next().unwrap().to_owned();
    let fields = [("kind", "child"), ("name", "Child A Sample"), ("revises", of.as_str()), ("seen", seen.as_str())];
    assert_eq!(does(&mut worker, id, "thing", &fields).await.status, 303);
    let page = shown(&mut worker, id).await;
    let (_, things) = page.text.split_once("id=\"people\"").unwrap();
    assert!(things.contains("Child A Sample") && things.contains("language: Samplish"), "{things}");
}

#[tokio::test]
async fn of_two_who_decide_at_once_the_second_is_shown_what_the_first_decided() {
    let house = House::demo().await;
    let id = house.concern(&[("worry", "A car waits at the corner.")]).await;
    let (mut a, mut b) = (house.signed_in("a.worker").await, house.signed_in("b.worker").await);
    assert_eq!(
        does(&mut a, id, "decide", &[("decision", "assessment"), ("reasons", "Reasons of the first."), ("before", "")]).await.status,
        303
    );
    later(5);
    let fields = [("decision", "advice"), ("reasons", "Reasons of the second.")];
    let told = does(&mut b, id, "decide", &[fields[0], fields[1], ("before", "")]).await;
    assert!(told.status == 409 && told.has("Reasons of the first.") && told.has("Reasons of the second."), "{}", told.text);
    let before = told.text.split_once("name=\"before\" value=\"").unwrap().1.split('"').next().unwrap().to_owned();
    assert_eq!(does(&mut b, id, "decide", &[fields[0], fields[1], ("before", &before)]).await.status, 303);
    let page = shown(&mut b, id).await;
    assert!(page.has("Advice (this decision holds)") && page.has("Assessment (an earlier decision)"));
}

#[tokio::test]
async fn a_button_that_is_pressed_twice_does_it_once() {
    let house = House::demo().await;
    let id = house.concern(&[("worry", "A car waits at the corner.")]).await;
    let mut worker = house.signed_in("a.worker").await;
    let ask = worker.get(&format!("/concerns/{id}/note")).await;
    let once = ask.text.split_once("name=\"once\" value=\"").unwrap().1.split('"').next().unwrap().to_owned();
    for _ in 0..2 {
        assert_eq!(does(&mut worker, id, "note", &[("text", "Pressed twice."), ("once", &once)]).await.status, 303);
    }
    assert_eq!(shown(&mut worker, id).await.text.matches("Pressed twice.").count(), 1);
    assert_eq!(does(&mut worker, id, "note", &[("text", "Other words."), ("once", &once)]).await.status, 303);
    assert!(shown(&mut worker, id).await.has("Other words."));
}

#[tokio::test]
async fn what_is_struck_through_stays_readable_with_who_did_it_and_why() {
    let house = House::demo().await;
    let id = house.concern(&[("worry", "A car waits at the corner.")]).await;
    let mut worker = house.signed_in("a.worker").await;
    does(&mut worker, id, "note", &[("text", "The aunt is the one to ring.")]).await;
    let page = shown(&mut worker, id).await;
    let of = page.text.split_once("/strike?of=").unwrap().1.split('"').next().unwrap().to_owned();
    let form = worker.get(&format!("/concerns/{id}/strike?of={of}")).await;
    // Only what the form itself sends.
    let name = form.text.split_once(&format!("\" value=\"{of}\"")).unwrap().0.rsplit('"').next().unwrap().to_owned();
    assert_eq!(does(&mut worker, id, "strike", &[(&name, &of)]).await.status, 422, "it needs a reason");
    assert_eq!(does(&mut worker, id, "strike", &[(&name, &of), ("why", "It is the uncle.")]).await.status, 303);
    let page = shown(&mut worker, id).await;
    assert!(page.has("The aunt is the one to ring.") && page.has("Struck through by a.worker") && page.has("It is the uncle."));
}

#[tokio::test]
async fn a_birth_that_cannot_be_is_asked_about_and_an_age_is_as_it_is() {
    let house = House::demo().await;
    let id = house.concern(&[("worry", "A car waits at the corner.")]).await;
    let mut worker = house.signed_in("a.worker").await;
    let refused = [
        ("31/02/2010", "no day of the calendar"),
        ("2010-13-01", "no day of the calendar"),
        ("1/5/10", "no day of the calendar"),
        ("2027-01-01", "still to come"),
        ("1826-05-01", "more than 120 years"),
    ];
    for (birth, says) in refused {
        let page = does(&mut worker, id, "thing", &[("kind", "child"), ("name", "Child A"), ("birth", birth)]).await;
        assert!(page.status == 422 && page.has(says) && page.has("#f-birth") && page.has(birth), "{birth}: {}", page.text);
    }
    for birth in ["", "14", "13/14", "about 14", "2012-05-01", "1 May 2012", "expected in May"] {
        let fields = [("kind", "child"), ("name", "Child A"), ("birth", birth)];
        assert_eq!(does(&mut worker, id, "thing", &fields).await.status, 303, "{birth}");
    }
    let missing = does(&mut worker, id, "missing", &[("from-day", "yesterday")]).await;
    assert!(missing.status == 422 && missing.has("Give the day as year") && !missing.has("Say from when, as a day"), "{}", missing.text);
}
