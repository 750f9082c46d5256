//! A record that leaves the desk: what is looked at before, what is left out, names that still stand, the file, and who may have it.

use casework::ConcernId;

use crate::house::{Browser, House, Page, later};

const TOLD: [(&str, &str); 5] = [
    ("worry", "Robin Sample waits at the corner. CANARYWORRY"),
    ("child.1.name", "Child A"),
    ("person.1.name", "Robin Sample"),
    ("name", "Tellwell Person"),
    ("vehicles", "white van"),
];
/// What is asked for: one concern, for a court.
const COURT: [(&str, &str); 2] = [("purpose", "court"), ("of", "this")];

async fn look(browser: &mut Browser, id: ConcernId, of: &str) -> Page {
    browser.get(&format!("/concerns/{id}/export?purpose=court&of={of}")).await
}

async fn take(browser: &mut Browser, id: ConcernId, more: &[(&str, &str)]) -> Page {
    let fields: Vec<_> = COURT.iter().chain(more).copied().collect();
    browser.post(&format!("/concerns/{id}/export"), &fields).await
}

fn digest(page: &Page) -> String {
    page.text.split_once("name=\"digest\" value=\"").unwrap().1.split('"').next().unwrap().to_owned()
}

/// The address of the page that leaves a part out, after the words that it stands beside.
fn mark(page: &Page, after: &str) -> String {
    let (_, rest) = page.text.split_once(after).unwrap_or_else(|| panic!("{after}: {}", page.text));
    rest.split_once("/export/mark?").unwrap().1.split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&")
}

/// Sends the form of a mark's page.
async fn leave_out(browser: &mut Browser, id: ConcernId, query: &str, fields: &[(&str, &str)]) -> Page {
    let which: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let all: Vec<_> = which.iter().map(|(n, v)| (n.as_str(), v.as_str())).chain(fields.iter().copied()).collect();
    browser.post(&format!("/concerns/{id}/export/mark"), &all).await
}

#[tokio::test]
async fn all_of_it_is_looked_at_names_are_decided_on_and_the_file_is_noted_before_it_is_given() {
    let house = House::demo().await;
    let id = house.concern(&TOLD).await;
    let mut worker = house.signed_in("a.worker").await;
    assert!(worker.get(&format!("/concerns/{id}")).await.has(&format!("/concerns/{id}/export")));
    let page = worker.get(&format!("/concerns/{id}/export")).await;
    assert!(page.status == 200 && page.has("What it is for") && !page.has("There is a problem"));
    let page = worker.get(&format!("/concerns/{id}/export?purpose=sale&of=this")).await;
    assert!(page.status == 422 && page.has("Choose what it is for."), "{}", page.text);

    let page = look(&mut worker, id, "this").await;
    assert!(page.status == 200 && page.has("CANARYWORRY") && page.has("Names that still stand") && page.has("Robin Sample"));
    let digest = digest(&page);
    // Neither without a word about the name, nor in a form that the desk does not know.
    let undecided = take(&mut worker, id, &[("digest", &digest), ("format", "json")]).await;
    assert!(undecided.status == 422 && undecided.has("Say whether this name may stand: Robin Sample") && undecided.has("#f-name-0"));
    let stays = [("digest", digest.as_str()), ("of-0", "Robin Sample"), ("name-0", "stays")];
    assert_eq!(take(&mut worker, id, &[&stays[..], &[("format", "odt")]].concat()).await.status, 400);
    assert_eq!(house.noted("a.worker", "export-court", &id.to_string()).await, 0, "nothing was given yet");

    let file = take(&mut worker, id, &[&stays[..], &[("format", "json")]].concat()).await;
    assert_eq!((file.status, file.headers["content-type"].to_str().unwrap()), (200, "application/json"));
    assert_eq!(file.headers["cache-control"].to_str().unwrap(), "private, no-store");
    let name = file.headers["content-disposition"].to_str().unwrap();
    assert_eq!(name, format!("attachment; filename=\"record-{}.json\"", &digest[..12]));
    assert_eq!(house.noted("a.worker", "export-court", &id.to_string()).await, 1);
    let json: serde_json::Value = serde_json::from_str(&file.text).unwrap();
    assert_eq!((json["schema"].as_str(), json["digest"].as_str()), (Some("waymark-record-1"), Some(digest.as_str())));
    assert_eq!((json["title"].as_str(), json["by"].as_str()), (Some("Record of Child A"), Some("a.worker")));
    assert!(file.has("CANARYWORRY") && !file.has("\"raw\""), "{}", file.text);
}

#[tokio::test]
async fn what_a_worker_leaves_out_is_in_no_file_until_it_is_taken_back() {
    let house = House::demo().await;
    let id = house.concern(&TOLD).await;
    let mut worker = house.signed_in("a.worker").await;
    let page = look(&mut worker, id, "this").await;
    let query = mark(&page, "CANARYWORRY</span>");
    let form = worker.get(&format!("/concerns/{id}/export/mark?{query}")).await;
    assert!(form.status == 200 && form.has("CANARYWORRY") && form.has("Which words"), "{}", form.text);

    let fields = [("words", "no such words"), ("why", "My reason.")];
    let wrong = leave_out(&mut worker, id, &query, &fields).await;
    assert_eq!(wrong.status, 422);
    for says in
        ["#f-words", "#f-ground", "These words do not stand in the text", "Choose why it is left out.", "no such words", "My reason."]
    {
        assert!(wrong.has(says), "{says}: {}", wrong.text);
    }
    let done = leave_out(&mut worker, id, &query, &[("words", "canaryworry"), ("ground", "harm"), ("why", "My reason.")]).await;
    assert_eq!((done.status, done.to), (303, format!("/concerns/{id}/export?purpose=court&of=this")));
    let page = look(&mut worker, id, "this").await;
    assert!(!page.has("CANARYWORRY") && page.has("[left out: serious harm likely]: once"), "{}", page.text);
    assert!(page.has("My reason.") && page.has("Robin Sample waits at the corner."), "{}", page.text);

    // The name goes from wherever it stands, and nothing is given by the same press.
    let out = [("of-0", "Robin Sample"), ("name-0", "out"), ("format", "json")];
    let page = take(&mut worker, id, &[&[("digest", digest(&page).as_str())][..], &out].concat()).await;
    assert_eq!((page.status, page.to), (303, format!("/concerns/{id}/export?purpose=court&of=this")));
    let page = look(&mut worker, id, "this").await;
    assert!(!page.has("Names that still stand") && page.has("[left out: about another person] waits at the corner."), "{}", page.text);
    let file = take(&mut worker, id, &[("digest", &digest(&page)), ("format", "json")]).await;
    assert!(file.status == 200 && !file.has("CANARYWORRY") && !file.has("My reason.") && !file.has("Robin Sample waits"), "{}", file.text);

    // A mark is struck through like anything else.
    let mark = page.text.split_once("/strike?of=").unwrap().1.split('"').next().unwrap().to_owned();
    assert_eq!(worker.post(&format!("/concerns/{id}/strike"), &[("revises", &mark), ("why", "It may be said.")]).await.status, 303);
    assert!(look(&mut worker, id, "this").await.has("CANARYWORRY"));
}

#[tokio::test]
async fn what_has_changed_since_it_was_looked_at_is_looked_at_again() {
    let house = House::demo().await;
    let id = house.concern(&[("worry", "A car waits."), ("child.1.name", "Child A")]).await;
    let mut worker = house.signed_in("a.worker").await;
    let digest = digest(&look(&mut worker, id, "this").await);
    later(60);
    let mut other = house.signed_in("b.worker").await;
    assert_eq!(other.post(&format!("/concerns/{id}/note"), &[("text", "CANARYNOTE")]).await.status, 303);
    let page = take(&mut worker, id, &[("digest", &digest), ("format", "json")]).await;
    assert!(page.status == 409 && page.has("The record has changed since this page was made") && page.has("CANARYNOTE"));
}

#[tokio::test]
async fn a_whole_record_holds_what_is_joined_and_nothing_that_is_for_others() {
    let house = House::demo().await;
    let one = house.concern(&[("worry", "CANARYONE"), ("child.1.name", "Child A")]).await;
    let two = house.concern(&[("worry", "CANARYTWO"), ("child.1.name", "Child A")]).await;
    let hidden = house.concern(&[("worry", "CANARYHIDDEN"), ("about-worker", "yes"), ("child.1.name", "Child A")]).await;
    let mut manager = house.signed_in("a.manager").await;
    assert_eq!(manager.post(&format!("/concerns/{one}/join"), &[("with", &two.to_string()), ("why", "The same.")]).await.status, 303);
    assert_eq!(manager.post(&format!("/concerns/{hidden}/join"), &[("with", &one.to_string()), ("why", "The same.")]).await.status, 303);
    let mut worker = house.signed_in("a.worker").await;
    let alone = look(&mut worker, one, "this").await;
    assert!(alone.has("CANARYONE") && !alone.has("CANARYTWO"));
    let whole = look(&mut worker, one, "child").await;
    assert!(whole.has("CANARYONE") && whole.has("CANARYTWO") && !whole.has("CANARYHIDDEN"));
    assert!(whole.has("Concern 2: What was told"), "{}", whole.text);
    for id in [one, two] {
        assert!(house.noted("a.worker", "show", &id.to_string()).await > 0, "each look is noted");
    }
    let there = look(&mut worker, hidden, "child").await;
    let nowhere = worker.get("/concerns/AAAAAAAAAAAAAAAAAAAAAA/export?purpose=court&of=child").await;
    assert_eq!((there.status, nowhere.status), (404, 404));
    // What is joined can be marked on the page of the whole record, and what is not in it cannot.
    let query = mark(&whole, "CANARYTWO</span>");
    assert_eq!(leave_out(&mut worker, one, &query, &[("ground", "harm")]).await.status, 303);
    assert!(!look(&mut worker, one, "child").await.has("CANARYTWO"));
    let elsewhere = query.replace(&two.to_string(), &hidden.to_string());
    assert_eq!(leave_out(&mut worker, one, &elsewhere, &[("ground", "harm")]).await.status, 404);
}

#[tokio::test]
async fn strangers_words_are_text_in_every_form() {
    let house = House::demo().await;
    let hostile = "</span><script>alert(1)</script> \u{202e}txt \"}],\"schema\":\"x\" #import \"/etc/passwd\" {{ f.token() }}";
    let id = house.concern(&[("worry", hostile), ("child.1.name", hostile), ("places", hostile)]).await;
    let mut worker = house.signed_in("a.worker").await;
    let page = look(&mut worker, id, "this").await;
    assert!(!page.has("<script>alert") && !page.has("\u{202e}") && page.has("&#60;script&#62;"), "{}", page.text);
    let query = mark(&page, "&#60;script&#62;alert(1)");
    assert!(!worker.get(&format!("/concerns/{id}/export/mark?{query}")).await.has("<script>alert"));
    let file = take(&mut worker, id, &[("digest", &digest(&page)), ("format", "json")]).await;
    let json: serde_json::Value = serde_json::from_str(&file.text).unwrap();
    assert_eq!(json["schema"], "waymark-record-1");
    assert_eq!(json["sections"][0]["items"][0]["parts"][0]["text"].as_str(), Some(hostile.replace('\u{202e}', "").as_str()));
}

/// What a child who asks for their record is shown of it: every name in it is somebody's.
const ASKED: [(&str, &str); 7] = [
    ("worry", "Canary Robin waits at the corner, said Canaryteller."),
    ("child.1.name", "Child A"),
    ("person.1.name", "Canary Robin"),
    ("name", "Canaryteller Person"),
    ("email", "canary@example.org"),
    ("household", "Canary, the aunt"),
    ("vehicles", "canary van"),
];

/// The address of a subject access export, and what its forms carry.
async fn asked(browser: &mut Browser, id: ConcernId) -> (String, [(&'static str, String); 3]) {
    let page = browser.get(&format!("/concerns/{id}/export")).await;
    let child = page.text.split_once("name=\"child\" value=\"").unwrap().1.split('"').next().unwrap().to_owned();
    let fields = [("purpose", "subject-access".to_owned()), ("of", "this".to_owned()), ("child", child.clone())];
    (format!("/concerns/{id}/export?purpose=subject-access&of=this&child={child}"), fields)
}

async fn sends(browser: &mut Browser, id: ConcernId, fields: &[(&'static str, String); 3], more: &[(&str, &str)]) -> Page {
    let all: Vec<_> = fields.iter().map(|(n, v)| (*n, v.as_str())).chain(more.iter().copied()).collect();
    browser.post(&format!("/concerns/{id}/export"), &all).await
}

fn no_canary(page: &Page) -> bool {
    !page.text.to_lowercase().contains("canary")
}

#[tokio::test]
async fn a_subject_access_export_names_nobody_else_and_needs_a_manager_s_release_of_just_that_record() {
    let house = House::demo().await;
    let id = house.concern(&ASKED).await;
    let mut worker = house.signed_in("a.worker").await;
    let nobody = worker.get(&format!("/concerns/{id}/export?purpose=subject-access&of=this")).await;
    assert!(nobody.status == 422 && nobody.has("Choose whose record it is"), "{}", nobody.text);
    let (address, fields) = asked(&mut worker, id).await;
    let page = worker.get(&address).await;
    assert!(page.status == 200 && no_canary(&page), "{}", page.text);
    assert!(page.has("Child A") && page.has("[withheld: identity of whoever told it]") && !page.has("Take it as"), "{}", page.text);
    let of = digest(&page);
    let take = [("digest", of.as_str()), ("format", "json")];
    let refused = sends(&mut worker, id, &fields, &take).await;
    assert!(refused.status == 409 && refused.has("A manager has to release just this record"), "{}", refused.text);
    // A worker asks, and cannot release.
    let release = [("digest", of.as_str()), ("do", "release"), ("exemption", "Mine.")];
    assert_eq!(sends(&mut worker, id, &fields, &release).await.status, 403);
    assert_eq!(house.refused("a.worker").await, 1, "the try is noted");
    let done = sends(&mut worker, id, &fields, &[("do", "ask")]).await;
    assert_eq!((done.status, done.to.as_str()), (303, address.as_str()));
    assert!(worker.get(&address).await.has("A release was asked for: a.worker"));

    let mut manager = house.signed_in("a.manager").await;
    assert!(manager.get("/?show=waiting").await.has("A release is asked for"));
    let concern = manager.get(&format!("/concerns/{id}")).await;
    assert!(concern.has(&address.replace('&', "&#38;")), "{}", concern.text);
    let page = manager.get(&address).await;
    assert!(page.has("Whose identities are given") && page.has("Person: Canary Robin") && page.has("Whoever told it: Canaryteller Person"));
    let missing = sends(&mut manager, id, &fields, &[("digest", of.as_str()), ("do", "release")]).await;
    assert!(missing.status == 422 && missing.has("#f-exemption") && missing.has("Say which exemption is relied on"), "{}", missing.text);
    // Who ticks others than they have looked at has to look first.
    let unseen = [("digest", of.as_str()), ("do", "release"), ("exemption", "MYEXEMPTION"), ("shown", "teller")];
    let unseen = sends(&mut manager, id, &fields, &unseen).await;
    assert!(unseen.status == 409 && unseen.has("MYEXEMPTION") && unseen.has("Canaryteller"), "{}", unseen.text);
    let release = [("digest", of.as_str()), ("do", "release"), ("exemption", "MYEXEMPTION")];
    assert_eq!(sends(&mut manager, id, &fields, &release).await.status, 303);
    assert_eq!(house.noted("a.manager", "release", &id.to_string()).await, 1);
    assert!(!manager.get(&format!("/concerns/{id}")).await.has("Look at the release that is asked for"));

    let page = worker.get(&address).await;
    assert!(page.has("Released: a.manager") && page.has("MYEXEMPTION") && digest(&page) == of, "{}", page.text);
    let file = sends(&mut worker, id, &fields, &take).await;
    assert!(
        file.status == 200 && no_canary(&file) && !file.has("MYEXEMPTION") && file.has("\"purpose\": \"subject-access\""),
        "{}",
        file.text
    );
    assert_eq!(house.noted("a.worker", "export-subject-access", &id.to_string()).await, 1);

    // Any other word is another record, and that is not released.
    assert_eq!(worker.post(&format!("/concerns/{id}/note"), &[("text", "A new note.")]).await.status, 303);
    let changed = worker.get(&address).await;
    assert!(changed.has("There was a release, and the record has changed since") && !changed.has("Take it as"), "{}", changed.text);
    for of in [of.clone(), digest(&changed)] {
        let refused = sends(&mut worker, id, &fields, &[("digest", of.as_str()), ("format", "json")]).await;
        assert_eq!(refused.status, 409, "neither the old digest nor the new one");
    }
}

#[tokio::test]
async fn a_manager_decides_whose_identity_is_given_all_the_same() {
    let house = House::demo().await;
    let id = house.concern(&ASKED).await;
    let mut manager = house.signed_in("a.manager").await;
    let (address, fields) = asked(&mut manager, id).await;
    let looked = sends(&mut manager, id, &fields, &[("do", "look"), ("shown", "teller"), ("shown", "nobody at all")]).await;
    assert!(looked.status == 200 && looked.has("said Canaryteller.") && !looked.has("Canary Robin waits"), "{}", looked.text);
    let of = digest(&looked);
    let release = [("digest", of.as_str()), ("do", "release"), ("exemption", "They agreed."), ("shown", "teller")];
    assert_eq!(sends(&mut manager, id, &fields, &release).await.status, 303);
    // Whoever opens the page now sees just what was released.
    let mut worker = house.signed_in("a.worker").await;
    let page = worker.get(&address).await;
    assert!(page.has("Released: a.manager") && page.has("said Canaryteller.") && digest(&page) == of);
    let file = sends(&mut worker, id, &fields, &[("digest", of.as_str()), ("format", "json")]).await;
    assert!(file.status == 200 && file.has("Canaryteller Person") && !file.has("Canary Robin") && !file.has("the aunt"), "{}", file.text);
}

#[tokio::test]
async fn the_pdf_is_given_as_a_file_and_noted_too() {
    let house = House::demo().await;
    let id = house.concern(&[("worry", "A car waits."), ("child.1.name", "Child A")]).await;
    let mut worker = house.signed_in("a.worker").await;
    let of = digest(&look(&mut worker, id, "this").await);
    let file = take(&mut worker, id, &[("digest", &of), ("format", "pdf")]).await;
    assert_eq!((file.status, file.headers["content-type"].to_str().unwrap()), (200, "application/pdf"));
    assert!(file.text.starts_with("%PDF-1.7") && file.headers["content-disposition"].to_str().unwrap().ends_with(".pdf\""));
    assert_eq!(house.noted("a.worker", "export-court", &id.to_string()).await, 1);
}
