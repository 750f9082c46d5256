//! Typing in what was told by phone: the same core as the form, nothing lost, kept once, and to whom it goes.

use casework::fields::{FIELDS, answer_name};
use store::Filter;

use crate::house::{Browser, House, NOON, Page};

const WORRY: &str = "A neighbour rang: an older man waits outside.\r\nHe has “a van”.";

/// What stands in the hidden field `draft`.
fn draft(page: &Page) -> String {
    let (_, after) = page.text.split_once("name=\"draft\" value=\"").expect("a draft");
    after.split('"').next().unwrap().to_owned()
}

/// Types in a concern; the answer.
async fn typed_in(browser: &mut Browser, fields: &[(&str, &str)]) -> Page {
    let draft = draft(&browser.get("/concerns/new").await);
    let all: Vec<(&str, &str)> = [("draft", draft.as_str())].into_iter().chain(fields.iter().copied()).collect();
    browser.post("/concerns/new", &all).await
}

async fn concerns(house: &House) -> Vec<store::Concern> {
    house.office.store.concerns(&house.office.site, &Filter::default(), 100).await.unwrap()
}

#[tokio::test]
async fn every_field_of_the_core_can_be_typed_in_and_is_shown_on_the_concern_s_page() {
    let house = House::demo().await;
    let mut worker = house.signed_in("a.worker").await;
    let page = worker.get("/concerns/new").await;
    let page = testkit::Page { status: page.status, headers: page.headers, bytes: page.text.into_bytes(), head: false };
    assert_eq!((page.status, page.main().matches("<form").count()), (200, 1));
    let controls = page.controls();
    let mut fields = Vec::new();
    for field in FIELDS {
        let name = answer_name(field, 1);
        let control = controls.iter().find(|c| c.name == name).unwrap_or_else(|| panic!("{name} is not asked"));
        let value = match name.as_str() {
            "about-worker" => "no".to_owned(),
            "worry" => WORRY.to_owned(),
            _ => match field.kind {
                casework::fields::FieldKind::Choice(values) => {
                    let offered: Vec<&str> = control.values.iter().map(String::as_str).collect();
                    let expected: Vec<&str> = values.iter().copied().filter(|v| *v != "web").collect();
                    assert_eq!(offered, expected, "{name}");
                    expected[0].to_owned()
                }
                casework::fields::FieldKind::Moment => "2026-11-24T09:30".to_owned(),
                _ => format!("Sample {name}"),
            },
        };
        fields.push((name, value));
    }
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let page = typed_in(&mut worker, &fields).await;
    assert_eq!(page.status, 303, "{}", page.text);
    let page = worker.get(&page.to).await;
    assert_eq!(page.status, 200);
    for text in ["He has “a van”.", "Sample child.1.name", "Sample person.1.username", "Sample vehicles", "Sample why-not", "by phone"]
    {
        assert!(page.text.contains(text), "{text}");
    }
    assert!(worker.get("/").await.text.contains("Sample child.1.name"), "it is in the inbox");
}

#[tokio::test]
async fn only_the_way_and_the_worry_must_be_there_and_nothing_typed_is_lost() {
    let house = House::demo().await;
    let mut worker = house.signed_in("a.worker").await;
    let page = typed_in(&mut worker, &[("child.1.name", "Child A"), ("places", "Sample Park"), ("who", "public")]).await;
    assert_eq!(page.status, 422);
    assert!(page.text.contains("href=\"#f-channel\"") && page.text.contains("href=\"#f-worry\""));
    for kept in
        ["value=\"Child A\"", ">\nSample Park</textarea>", "value=\"public\" checked", "<details id=\"p-things\" open>", "data-typed"]
    {
        assert!(page.text.contains(kept), "{kept}: {}", page.text);
    }
    let page = typed_in(&mut worker, &[("channel", "web"), ("worry", "x")]).await;
    assert!(page.status == 422 && page.text.contains("Choose how you were told."), "the form is for who tells it themselves");
    let long = "x".repeat(201);
    let page = typed_in(&mut worker, &[("channel", "letter"), ("worry", "It goes on."), ("child.1.gp", &long)]).await;
    assert!(page.status == 422 && page.text.contains("at most 200 characters") && page.text.contains(&long));
    let all = "x".repeat(19_999);
    let page = typed_in(&mut worker, &[("channel", "letter"), ("worry", &all), ("tried", &all), ("hope", &all), ("household", &all)]).await;
    assert!(page.status == 422 && page.text.contains("All of it together is too long") && page.text.matches(&all).count() == 4);
    assert_eq!(concerns(&house).await.len(), 0);
    assert_eq!(typed_in(&mut worker, &[("channel", "letter"), ("worry", "x")]).await.status, 303);
}

#[tokio::test]
async fn one_more_child_is_asked_about_without_saving() {
    let house = House::demo().await;
    let mut worker = house.signed_in("a.worker").await;
    let fields = [("channel", "phone"), ("worry", WORRY), ("child.1.name", "Child A"), ("more", "child")];
    let page = typed_in(&mut worker, &fields).await;
    assert_eq!(page.status, 200);
    assert!(
        page.text.contains("value=\"Child A\"") && page.text.contains("He has “a van”.") && page.text.contains("name=\"child.2.name\"")
    );
    assert!(page.text.contains("name=\"child.2.name\" value=\"\" autocomplete=\"off\" autofocus"), "{}", page.text);
    // The enter key, in a line.
    let page = typed_in(&mut worker, &[("worry", WORRY), ("child.2.name", ""), ("more", "nothing")]).await;
    assert!(page.status == 200 && page.text.contains("name=\"child.2.name\"") && !page.text.contains("There is a problem"));
    assert_eq!(concerns(&house).await.len(), 0);
    let fields = [("channel", "phone"), ("worry", WORRY), ("child.1.name", "Child A"), ("child.2.name", "Child B")];
    let page = typed_in(&mut worker, &fields).await;
    let page = worker.get(&page.to).await;
    assert!(page.text.contains("Child B"));
}

#[tokio::test]
async fn sent_twice_it_is_kept_once_and_other_words_are_another() {
    let house = House::demo().await;
    let mut worker = house.signed_in("a.worker").await;
    let draft = draft(&worker.get("/concerns/new").await);
    let fields = |worry| [("draft", draft.as_str()), ("channel", "phone"), ("worry", worry)];
    let first = worker.post("/concerns/new", &fields("It is kept.")).await.to;
    let again = worker.post("/concerns/new", &fields("It is kept.")).await.to;
    assert_eq!((first.as_str(), concerns(&house).await.len()), (again.as_str(), 1));
    let id = first.strip_prefix("/concerns/").unwrap();
    assert_eq!(house.noted("a.worker", "add", id).await, 1);
    let other = worker.post("/concerns/new", &fields("It is kept, and more.")).await.to;
    assert!(other != first && concerns(&house).await.len() == 2);
}

#[tokio::test]
async fn what_is_about_a_worker_goes_to_the_managers_alone() {
    let house = House::demo().await;
    let (mut worker, mut manager) = (house.signed_in("a.worker").await, house.signed_in("a.manager").await);
    assert!(worker.get("/concerns/new").await.text.contains("sealed to the managers alone"), "it is said before");
    let fields = [("channel", "in-person"), ("worry", "About a coach."), ("about-worker", "yes"), ("child.1.name", "Child A")];
    let page = typed_in(&mut worker, &fields).await;
    assert_eq!((page.status, page.to.as_str()), (303, "/concerns/new/sent"));
    let page = worker.get("/concerns/new/sent").await;
    assert!(page.text.contains("It went to the managers") && page.text.contains("LADO") && !page.text.contains("Child A"));
    let id = concerns(&house).await[0].id.clone();
    assert_eq!(worker.get(&format!("/concerns/{id}")).await.status, 404);
    assert!(!worker.get("/").await.text.contains("Child A"));
    assert!(manager.get(&format!("/concerns/{id}")).await.text.contains("About a coach."));
    let page = typed_in(&mut manager, &fields).await;
    assert!(page.to.len() > "/concerns/new/sent".len(), "a manager goes on to the concern: {}", page.to);
}

#[tokio::test]
async fn only_who_works_concerns_types_them_in() {
    let house = House::demo().await;
    for name in ["an.auditor", "an.administrator"] {
        let mut browser = house.signed_in(name).await;
        for address in ["/concerns/new", "/concerns/new/sent"] {
            assert_eq!(browser.get(address).await.status, 403, "{name}");
        }
        assert_eq!(browser.post("/concerns/new", &[("channel", "phone"), ("worry", "x")]).await.status, 403);
        assert_eq!(house.refused(name).await, 3);
    }
    assert_eq!(house.browser().get("/concerns/new").await.to, "/?to=%2Fconcerns%2Fnew");
    // A session that ended while someone was on the phone: what they typed comes back to be sent again.
    let page = house.browser().post("/concerns/new", &[("channel", "phone"), ("worry", WORRY)]).await;
    assert!(page.status == 401 && page.text.contains("He has “a van”."));
    assert_eq!(concerns(&house).await.len(), 0);
}

/// As anybody can seal and send it: no act of the desk is noted for it.
pub(crate) async fn sealed_elsewhere(house: &House, answers: &[(&str, &str)], n: u8) -> casework::ConcernId {
    let concern = casework::ConcernId::from_bytes([n; 16]);
    let place = casework::Place { site: "sample".into(), concern, message: concern.into() };
    let said = casework::Said::Concern(casework::Answers::from_iter(answers.iter().copied()));
    let payload = casework::Payload { place, lang: String::new(), mailbox: None, said };
    let key = house.born.public.current(seal::SealedTo::Team);
    let intake = store::Intake {
        site: "sample".into(),
        concern: concern.to_string(),
        sealed_to: "team".into(),
        key_id: key.id.clone(),
        arrived: NOON,
        due: NOON + 86_400,
        sealed: seal::seal(&key.recipient, payload.json()),
        mailbox: None,
    };
    house.office.store.take(intake).await.unwrap();
    concern
}

/// Anybody can seal what looks as if a worker had typed it in, by phone, at a time of long ago: nothing is made of that.
#[tokio::test]
async fn how_and_when_it_was_told_counts_only_where_somebody_at_the_desk_typed_it_in() {
    let house = House::demo().await;
    let answers = [("channel", "phone"), ("told-at", "2020-01-01T09:00"), ("worry", "A heron waits at the gate.")];
    let concern = sealed_elsewhere(&house, &answers, 7).await;
    let mut worker = house.signed_in("a.worker").await;
    let address = format!("/concerns/{concern}");
    let shown = worker.get(&address).await;
    assert!(shown.has("24 November 2026, 12:00, form") && !shown.has("typed in"), "{}", shown.text);
    assert!(!shown.has("by phone") && !shown.has("2020"), "{}", shown.text);
    assert!(shown.has("<dt>Channel</dt><dd><span class=\"told\">Web<") && !shown.has("Told at"), "nor among the answers: {}", shown.text);
    let inbox = worker.get("/").await;
    assert!(!inbox.has("by phone"), "{}", inbox.text);
    let exported = worker.get(&format!("{address}/export?purpose=court&of=this")).await;
    assert!(exported.status == 200 && exported.has("A heron waits") && !exported.has("2020"), "{}", exported.text);
    assert!(!exported.has("Phone") && !exported.has("by phone"), "{}", exported.text);
    assert!(inbox.has("A heron waits") && inbox.has("Tue 24 Nov, 12:00") && !inbox.has("2020"), "{}", inbox.text);
    worker.get(&format!("{address}/decide")).await;
    let decided = [("before", ""), ("decision", "assessment"), ("reasons", "To be assessed.")];
    assert_eq!(worker.post(&format!("{address}/decide"), &decided).await.status, 303);
    assert!(worker.get(&address).await.has("Finish the assessment by 29 January 2027"), "45 working days after it came");

    // The same words, typed in; and both asked for together, as when the desk opens everything.
    house.concern(&answers).await;
    let (desk, rows) = (house.desk("a.worker").await, concerns(&house).await);
    let mut came = Vec::new();
    for (row, kept) in rows.iter().zip(desk.kept(&rows).await.unwrap()) {
        let together = desk.open_kept(row, kept).unwrap().case(row).arrived;
        assert_eq!(desk.read(row).await.unwrap().case(row).arrived, together);
        came.push((row.id == concern.to_string(), team::when::column(together)));
    }
    came.sort();
    assert_eq!(came, [(false, "2020-01-01 09:00".into()), (true, "2026-11-24 12:00".into())]);
}

/// A year that was mistyped could not be mended afterwards.
#[tokio::test]
async fn a_time_of_telling_of_long_ago_is_asked_back_once() {
    let house = House::demo().await;
    let mut worker = house.signed_in("a.worker").await;
    let fields = |at: &'static str, sure: &'static str| [("channel", "phone"), ("worry", "x"), ("told-at", at), ("sure", sure)];
    let asked = typed_in(&mut worker, &fields("2006-11-24T09:00", "")).await;
    assert!(asked.status == 422 && asked.has("more than 60 days ago: 24 November 2006, 09:00"), "{}", asked.text);
    assert!(asked.has("name=\"sure\" value=\"2006-11-24T09:00\""), "{}", asked.text);
    // With another mistake on the page it was asked too; one more child asks nothing, and does not forget.
    let both = [("channel", ""), ("worry", "x"), ("told-at", "2006-11-24T09:00")];
    let both = typed_in(&mut worker, &both).await;
    assert!(both.has("Choose how you were told") && both.has("more than 60 days ago"), "{}", both.text);
    let more = [("told-at", "2006-11-24T09:00"), ("sure", "2006-11-24T09:00"), ("more", "child")];
    assert!(typed_in(&mut worker, &more).await.has("name=\"sure\" value=\"2006-11-24T09:00\""));
    let more = [("told-at", "2006-11-24T09:00"), ("more", "child")];
    assert!(!typed_in(&mut worker, &more).await.has("name=\"sure\""), "it was not asked yet");
    assert_eq!(typed_in(&mut worker, &fields("2006-11-24T09:01", "2006-11-24T09:00")).await.status, 422, "another time is asked back anew");
    assert!(concerns(&house).await.is_empty());
    assert_eq!(typed_in(&mut worker, &fields("2006-11-24T09:00", "2006-11-24T09:00")).await.status, 303);
    assert_eq!(typed_in(&mut worker, &fields("2026-09-26T09:00", "")).await.status, 303, "59 days ago");
}

/// Friday afternoon's call, typed in on Monday morning: both clocks count from the call.
#[tokio::test]
async fn what_was_told_on_friday_and_is_typed_in_on_monday_counts_from_friday() {
    let house = House::demo().await;
    // From Tuesday noon to Monday 30 November, 09:05.
    crate::house::later(5 * 86_400 + 21 * 3_600 + 5 * 60);
    let mut worker = house.signed_in("a.worker").await;
    let told = |at: &'static str| [("channel", "phone"), ("worry", "A man waits at the gate."), ("told-at", at)];
    let future = typed_in(&mut worker, &told("2026-11-30T09:30")).await;
    assert!(future.status == 422 && future.has("This lies in the future") && future.has("value=\"2026-11-30T09:30\""), "{}", future.text);
    let odd = typed_in(&mut worker, &told("Friday")).await;
    assert!(odd.status == 422 && odd.has("Give a day and a time"), "{}", odd.text);
    assert!(concerns(&house).await.is_empty());

    let page = typed_in(&mut worker, &told("2026-11-27T16:40")).await;
    assert_eq!(page.status, 303, "{}", page.text);
    let concern = concerns(&house).await.pop().unwrap();
    assert_eq!(team::when::column(concern.due), "2026-11-30 17:00", "one working day after the call");
    assert_eq!(team::when::column(concern.arrived), "2026-11-30 09:05");
    let shown = worker.get(&page.to).await;
    assert!(shown.has("27 November 2026, 16:40, by phone; typed in 30 November 2026, 09:05"), "{}", shown.text);
    assert!(worker.get("/").await.has("Fri 27 Nov, 16:40"), "the inbox too");
    // And everywhere else.
    let found = worker.post("/find", &[("q", "gate")]).await;
    assert!(found.has("27 November 2026, 16:40") && !found.has("30 November 2026"), "{}", found.text);
    let line = worker.get(&format!("{}/chronology", page.to)).await;
    assert!(line.has("Fri 27 Nov 2026, 16:40") && !line.has("30 Nov"), "{}", line.text);

    worker.get(&format!("{}/decide", page.to)).await;
    let decided = [("before", ""), ("decision", "assessment"), ("reasons", "To be assessed.")];
    assert_eq!(worker.post(&format!("{}/decide", page.to), &decided).await.status, 303);
    let shown = worker.get(&page.to).await;
    assert!(shown.has("Finish the assessment by 3 February 2027"), "45 working days after the call, and not 4 February: {}", shown.text);
}
