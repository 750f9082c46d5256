//! What the site's settings do at the desk: signs to tick, what guidance wants after a decision, decisions that want a manager's word, office hours.

use casework::ConcernId;
use casework::work::{Decide, Decision, Did, SignOff, Withdraw};

use crate::house::{Browser, House, Page};

async fn does(browser: &mut Browser, id: ConcernId, act: &str, fields: &[(&str, &str)]) -> Page {
    browser.post(&format!("/concerns/{id}/{act}"), fields).await
}

async fn shown(browser: &mut Browser, id: ConcernId) -> Page {
    browser.get(&format!("/concerns/{id}")).await
}

/// The value of a hidden field.
fn hidden(page: &Page, name: &str) -> String {
    page.text.split_once(&format!("name=\"{name}\" value=\"")).unwrap().1.split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn signs_are_ticked_kept_and_shown_in_the_site_s_words() {
    let house = House::demo().await;
    let id = house.concern(&[("worry", "A car waits at the corner.")]).await;
    let mut worker = house.signed_in("a.worker").await;
    let form = worker.get(&format!("/concerns/{id}/observe")).await;
    assert!(form.has("<legend>Going missing</legend>") && form.has("value=\"unknown-cars\"") && form.has("Nothing is counted."));
    assert!(form.has("<details id=\"f-signs\"><summary>"), "folded away while nothing is ticked");

    let observed = [("what", "She came home late."), ("known", "seen"), ("ground", "fact"), ("context", "home")];
    let ticked = |more: &[(&'static str, &'static str)]| [&observed[..], more].concat();
    // What is wrong elsewhere takes no tick away; what is not in the list is not kept.
    let wrong = does(&mut worker, id, "observe", &[("signs", "late"), ("known", "seen")]).await;
    assert!(wrong.status == 422 && wrong.has("value=\"late\" checked") && wrong.has("<details id=\"f-signs\" open>"));
    let sent = ticked(&[("signs", "late"), ("signs", "unknown-cars"), ("signs", "invented")]);
    assert_eq!(does(&mut worker, id, "observe", &sent).await.status, 303);
    let page = shown(&mut worker, id).await;
    assert!(page.has("Home late; Cars that nobody knows") && !page.has("invented"), "{}", page.text);

    let of = page.text.split_once("/observe?of=").unwrap().1.split('"').next().unwrap().to_owned();
    let form = worker.get(&format!("/concerns/{id}/observe?of={of}")).await;
    assert!(form.has("value=\"late\" checked") && form.has("value=\"unknown-cars\" checked"));
    let (revises, seen) = (hidden(&form, "revises"), hidden(&form, "seen"));
    let mut again = ticked(&[("signs", "late")]);
    again.extend([("revises", revises.as_str()), ("seen", seen.as_str())]);
    assert_eq!(does(&mut worker, id, "observe", &again).await.status, 303);
    let page = shown(&mut worker, id).await;
    assert!(page.has("<b>Signs:</b> Home late</p>"), "{}", page.text);
}

#[tokio::test]
async fn what_guidance_wants_after_a_decision_has_its_day_and_becomes_a_task() {
    let house = House::demo().await;
    let id = house.concern(&[("worry", "A car waits at the corner.")]).await;
    let mut worker = house.signed_in("a.worker").await;
    does(&mut worker, id, "decide", &[("decision", "assessment"), ("reasons", "Two saw it.")]).await;
    let page = shown(&mut worker, id).await;
    assert!(page.has("Finish the assessment by 29 January 2027") && page.has("45 working days from the day of receipt"), "{}", page.text);
    let form = worker.get(&format!("/concerns/{id}/task?owed=assessment")).await;
    assert!(form.has("Finish the assessment</textarea>") && form.has("value=\"2027-01-29\""), "{}", form.text);
    for other in ["conference", "nothing", ""] {
        let form = worker.get(&format!("/concerns/{id}/task?owed={other}")).await;
        assert!(form.status == 200 && !form.has("2027-01-29"), "{other}");
    }
    let task = [("words", "Finish the assessment"), ("owner", "b.worker"), ("due", "2027-01-29")];
    assert_eq!(does(&mut worker, id, "task", &task).await.status, 303);
    assert!(!shown(&mut worker, id).await.has("/task?owed="), "it is somebody's");

    let id = house.concern(&[("worry", "Another car.")]).await;
    does(&mut worker, id, "decide", &[("decision", "strategy-discussion"), ("reasons", "At once.")]).await;
    let page = shown(&mut worker, id).await;
    assert!(page.has("Hold the first child protection conference</b>") && page.has("of which there are no notes yet"));
    does(&mut worker, id, "discussion", &[("on", "2026-11-24"), ("agreed", "To visit.")]).await;
    assert!(shown(&mut worker, id).await.has("Hold the first child protection conference by 15 December 2026"));
}

#[tokio::test]
async fn a_decision_that_wants_a_manager_s_word_is_not_closed_without() {
    let house = House::with(|settings| settings.sign_off.decisions = vec![Decision::NoFurtherAction]).await;
    let id = house.concern(&[("worry", "A car waits at the corner."), ("child.1.name", "Child A")]).await;
    let (mut a, mut b) = (house.signed_in("a.manager").await, house.signed_in("b.manager").await);
    does(&mut a, id, "decide", &[("decision", "no-further-action"), ("reasons", "It was a neighbour.")]).await;
    let closed = does(&mut a, id, "close", &[("why", "It is finished.")]).await;
    assert!(closed.status == 422 && closed.has("wants a manager’s word") && closed.has("It is finished."), "{}", closed.text);

    // Not by the one who decided, who is not offered it either.
    assert!(!shown(&mut a, id).await.has(&format!("/concerns/{id}/sign-off")));
    let ask = a.get(&format!("/concerns/{id}/sign-off")).await;
    assert!(ask.has("You decided this yourself"));
    let decision = hidden(&ask, "decision");
    let own = does(&mut a, id, "sign-off", &[("agreed", "yes"), ("words", "It is right."), ("decision", &decision)]).await;
    assert!(own.status == 422 && own.has("another manager has to look at it") && own.has("It is right."));
    assert_eq!(does(&mut a, id, "close", &[("why", "x")]).await.status, 422);
    // A no is a word, and not one that lets it be closed.
    let says = |agreed| [("agreed", agreed), ("words", "Ring once more."), ("decision", decision.as_str())];
    assert_eq!(does(&mut b, id, "sign-off", &says("no")).await.status, 303);
    assert_eq!(does(&mut a, id, "close", &[("why", "x")]).await.status, 422);
    assert!(shown(&mut b, id).await.has("Give yours"));
    assert_eq!(does(&mut b, id, "sign-off", &says("yes")).await.status, 303);
    assert!(!shown(&mut a, id).await.has("wants a manager’s word"));
    assert_eq!(does(&mut a, id, "close", &[("why", "It is finished.")]).await.status, 303);

    // And not round it afterwards: what the closing rests on stays while it is closed.
    let anew = [("decision", "no-further-action"), ("reasons", "Reworded later."), ("before", &decision)];
    let anew = does(&mut a, id, "decide", &anew).await;
    assert!(anew.status == 422 && anew.has("open it again first") && anew.has("Reworded later."), "{} {}", anew.status, anew.text);
    assert_eq!(does(&mut b, id, "sign-off", &says("no")).await.status, 422);
    let strike = does(&mut b, id, "strike", &[("revises", &decision), ("why", "Struck later.")]).await;
    assert!(strike.status == 422 && strike.has("open it again first") && strike.has("Struck later."), "{} {}", strike.status, strike.text);
    assert_eq!(does(&mut a, id, "note", &[("text", "Anything else goes.")]).await.status, 303);
    does(&mut a, id, "reopen", &[("why", "More came in.")]).await;
    assert_eq!(does(&mut b, id, "sign-off", &says("no")).await.status, 303);

    // Nor by not deciding. Other decisions are closed as ever.
    let id = house.concern(&[("worry", "Another car.")]).await;
    let undecided = does(&mut a, id, "close", &[("why", "No further action.")]).await;
    assert!(undecided.status == 422 && undecided.has("Decide first") && undecided.has("No further action."), "{}", undecided.text);
    does(&mut a, id, "decide", &[("decision", "advice"), ("reasons", "They asked for it.")]).await;
    assert_eq!(does(&mut a, id, "close", &[("why", "It is finished.")]).await.status, 303);
}

/// Each is allowed alone: the closing while the manager's word stands, the striking while it is open.
#[tokio::test]
async fn of_a_closing_and_the_striking_of_what_it_rests_on_one_is_refused() {
    let house = House::with(|settings| settings.sign_off.decisions = vec![Decision::NoFurtherAction]).await;
    for _ in 0..4 {
        let id = house.concern(&[("worry", "A car waits at the corner.")]).await;
        let (a, b) = (house.desk("a.manager").await, house.desk("b.manager").await);
        let (row, mut one) = a.look(id).await.unwrap();
        let (decision, to, reasons) = (Decision::NoFurtherAction, String::new(), "It was a taxi.".to_owned());
        let decided = a.act(&row, &mut one, Did::Decide(Decide { decision, to, reasons, revises: None, seen: Vec::new() })).await.unwrap();
        let (_, mut other) = b.look(id).await.unwrap();
        let word = Did::SignOff(SignOff { decision: decided, agreed: true, words: String::new() });
        let entry = b.act(&row, &mut other, word).await.unwrap();
        // Both have seen the same.
        let (_, mut one) = a.look(id).await.unwrap();
        let strike = Did::Withdraw(Withdraw { entry, why: "Another concern was meant.".into() });
        let close = Did::Close { why: "It is finished.".into() };
        let (closed, struck) = tokio::join!(a.act(&row, &mut one, close), b.act(&row, &mut other, strike));
        assert!(closed.is_ok() != struck.is_ok(), "{:?} {:?}", closed.err(), struck.err());
        let (row, opened) = a.look(id).await.unwrap();
        let case = opened.case(&row);
        assert_eq!(case.closed.is_some(), case.signed_off(), "closed only with the word");
    }
}

/// Somebody disposes of it while another writes: the one who writes is told that, and not to try again.
#[tokio::test]
async fn of_what_was_disposed_of_meanwhile_nothing_is_written_and_it_is_said() {
    for decisions in [vec![Decision::NoFurtherAction], Vec::new()] {
        let house = House::with(|settings| settings.sign_off.decisions = decisions).await;
        let id = house.concern(&[("worry", "A car waits at the corner.")]).await;
        let desk = house.desk("a.manager").await;
        let (row, mut opened) = desk.look(id).await.unwrap();
        desk.act(&row, &mut opened, Did::Allocate { to: Some("a.worker".into()) }).await.unwrap();
        let (site, concern) = (house.office.site.clone(), id.to_string());
        let gone = store::Disposed { site, concern, at: house.office.world.now(), kind: "child-in-need".into() };
        house.office.store.dispose(&gone).await.unwrap();
        let error = desk.act(&row, &mut opened, Did::Allocate { to: None }).await.unwrap_err().to_string();
        assert!(error.contains("it was disposed of meanwhile"), "{error}");
        let error = desk.reply(&row, "Thank you.").await.unwrap_err().to_string();
        assert!(error.contains("it was disposed of meanwhile"), "an answer: {error}");
        assert_eq!(house.noted("a.manager", "allocate", &id.to_string()).await, 1, "and of what was not done nothing is noted");
        assert!(house.office.store.records(&house.office.site, &id.to_string()).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn office_hours_of_the_site_set_the_clock() {
    let house = House::with(|settings| {
        let office = settings.office.as_mut().expect("the default site has office hours");
        office.days_off = vec![course::Day("2026-11-25".parse().expect("a day"))];
        let closes = "15:30:00".parse().expect("a time");
        let hours = office.thursday.get_ref().0.map(|hours| casework::Hours { closes, ..hours });
        *office.thursday.get_mut() = course::Opening(hours);
    })
    .await;
    house.concern(&[("worry", "A car waits at the corner.")]).await;
    let inbox = house.signed_in("a.worker").await.get("/").await;
    assert!(inbox.has("Thu 26 Nov, 15:30"), "the day after is off, and Thursday closes early: {}", inbox.text);
}
