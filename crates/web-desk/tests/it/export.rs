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
