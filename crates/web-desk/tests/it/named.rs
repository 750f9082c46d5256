//! A concern restricted to named people: nobody else sees a trace of it, and whoever is taken off opens nothing that follows, with keys and database in hand.

use casework::work::{Did, Note};
use casework::{ConcernId, MessageId, Payload, Place, Said};
use seal::SealedTo;
use store::{Message, account_holder};
use team::{Desk, accounts};
use unseal::{Cost, Role};

use crate::house::{Browser, House, NOON, PASSPHRASE, Page, later};

const TOLD: [(&str, &str); 3] = [("worry", "A car waits at the corner."), ("child.1.name", "Zebedee Sample"), ("places", "Example Park")];

/// A desk with a second manager.
async fn house() -> House {
    let house = House::demo().await;
    accounts::account(&house.office, "b.manager", Role::Manager, PASSPHRASE, Cost::DEMO, &house.born.keys).await.unwrap();
    house
}

/// What was told, and opened by the team before anybody is named.
async fn told(house: &House) -> ConcernId {
    let id = house.concern(&TOLD).await;
    assert!(house.signed_in("b.worker").await.get(&format!("/concerns/{id}")).await.has("Zebedee"));
    id
}

async fn restrict(browser: &mut Browser, id: ConcernId, names: &[&str]) -> Page {
    let fields: Vec<_> = names.iter().map(|name| ("to", *name)).chain([("why", "It is a colleague’s child.")]).collect();
    browser.post(&format!("/concerns/{id}/restrict"), &fields).await
}

async fn find(browser: &mut Browser, question: &str) -> Page {
    browser.get("/find").await;
    browser.post("/find", &[("q", question)]).await
}

/// What the teller adds, as the public door keeps it.
async fn add(house: &House, id: ConcernId, number: u8, text: &str) {
    let message = MessageId::from_bytes([number; 16]);
    let place = Place { site: "sample".into(), concern: id, message };
    let payload = Payload { place, lang: "en".into(), mailbox: None, said: Said::Addition(text.into()) };
    let key = house.born.public.current(SealedTo::Team);
    let (site, concern, kind) = ("sample".into(), id.to_string(), "addition".into());
    let sealed = seal::seal(&key.recipient, payload.json());
    let message = Message { site, concern, id: message.to_string(), kind, at: NOON + 60, key_id: key.id.clone(), sealed };
    house.office.store.add_record(message).await.unwrap();
}

/// How many records of a concern a key of the team's or the managers' opens, as whoever has the database could.
async fn open_with_keys_of_all(house: &House, id: ConcernId) -> usize {
    let records = house.office.store.records("sample", &id.to_string()).await.unwrap();
    let opens = |record: &&store::Record| {
        let message = record.id.trim_end_matches(".own").parse().unwrap();
        unseal::open(&house.born.keys, &Place { site: "sample".into(), concern: id, message }, &record.sealed).is_ok()
    };
    records.iter().filter(opens).count()
}

fn note(text: &str) -> Did {
    Did::Note(Note { text: text.into(), ..serde_json::from_str("{\"text\":\"\"}").unwrap() })
}

async fn write(desk: &Desk, id: ConcernId, text: &str) {
    let (row, mut opened) = desk.look(id).await.unwrap();
    desk.act(&row, &mut opened, note(text)).await.unwrap();
}

fn without_reference(text: &str) -> String {
    text.split("Reference:").next().unwrap().to_owned()
}

#[tokio::test]
async fn whoever_is_not_named_sees_no_trace_of_it() {
    let house = house().await;
    let id = told(&house).await;
    let other = house.concern(&[("worry", "He is tired in school."), ("child.1.name", "Child B")]).await;
    let mut manager = house.signed_in("a.manager").await;
    assert!(manager.get(&format!("/concerns/{id}")).await.has("Restrict to named people"));
    let page = restrict(&mut manager, id, &["a.manager", "a.worker"]).await;
    assert_eq!((page.status, page.to), (303, format!("/concerns/{id}")), "{}", page.text);
    assert_eq!(house.noted("a.manager", "restrict", &id.to_string()).await, 1);
    let page = manager.get(&format!("/concerns/{id}")).await;
    assert!(page.has("Named people only: a.manager, a.worker") && page.has("Restricted to a.manager, a.worker"), "{}", page.text);
    // Those who are named see all of it, also when others came first.
    let mut named = house.signed_in("a.worker").await;
    let inbox = named.get("/").await;
    assert!(inbox.has("Zebedee") && inbox.has("Named people only") && find(&mut named, "Zebedee").await.has("Zebedee Sample"));
    assert!(!named.get(&format!("/concerns/{id}")).await.has("/restrict\""), "a worker changes no names");

    for name in ["b.worker", "b.manager"] {
        let mut left_out = house.signed_in(name).await;
        house.door.tick().await;
        let inbox = left_out.get("/").await;
        assert!(inbox.has("Child B") && !inbox.has("Zebedee") && !inbox.has(&id.to_string()), "{name}");
        let tabs = inbox.text.split("<ul class=\"tabs\">").nth(1).unwrap().split("</ul>").next().unwrap();
        assert!(tabs.contains("<span class=\"number\">1<") && !tabs.contains(">2<"), "{name}: {tabs}");
        let found = find(&mut left_out, "Zebedee").await;
        assert!(found.has("Nothing is found") && !found.has("So far"), "{name}: {}", found.text);
        assert!(!find(&mut left_out, &id.to_string()).await.has(&format!("/concerns/{id}")), "{name}");
        let nowhere = left_out.get("/concerns/AAAAAAAAAAAAAAAAAAAAAA").await;
        for rest in ["", "/chronology", "/note", "/restrict", "/lift", "/give"] {
            let there = left_out.get(&format!("/concerns/{id}{rest}")).await;
            assert_eq!((there.status, without_reference(&there.text)), (404, without_reference(&nowhere.text)), "{name} {rest}");
        }
        for act in ["note", "close", "restrict", "lift", "give"] {
            let sent = [("text", "x"), ("why", "x"), ("to", name)];
            assert_eq!(left_out.post(&format!("/concerns/{id}/{act}"), &sent).await.status, 404, "{name} {act}");
        }
        let join = [("with", &*id.to_string()), ("why", "A guess.")];
        let page = left_out.post(&format!("/concerns/{other}/join"), &join).await;
        let nothing = left_out.post(&format!("/concerns/{other}/join"), &[("with", "AAAAAAAAAAAAAAAAAAAAAA"), ("why", "A guess.")]).await;
        let problem = |page: &Page| page.text.split("role=\"alert\"").nth(1).unwrap().split("</div>").next().unwrap().to_owned();
        assert_eq!((page.status, problem(&page)), (422, problem(&nothing)), "{name}");
        assert!(house.desk(name).await.look(id).await.is_err());
    }
    // Whose desk it is does not matter to the lists of others: named people are here and gone.
    manager.post("/sign-out", &[]).await;
    named.post("/sign-out", &[]).await;
    assert!(find(&mut house.signed_in("b.manager").await, "Zebedee").await.has("Nothing is found"));
    assert!(find(&mut house.signed_in("a.manager").await, "Zebedee").await.has("Zebedee Sample"));
}

#[tokio::test]
async fn only_a_manager_names_and_one_of_them_is_a_manager_who_has_come() {
    let house = house().await;
    let id = told(&house).await;
    assert_eq!(restrict(&mut house.browser(), id, &["a.manager"]).await.status, 401);
    for (name, status) in [("a.worker", 404), ("an.auditor", 403), ("an.administrator", 403)] {
        let mut browser = house.signed_in(name).await;
        assert_eq!(browser.get(&format!("/concerns/{id}/restrict")).await.status, status, "{name}");
        assert_eq!(restrict(&mut browser, id, &["a.manager"]).await.status, status, "{name}");
    }
    let worker = house.desk("a.worker").await;
    let (row, mut opened) = worker.look(id).await.unwrap();
    assert!(worker.restrict(&row, &mut opened, &["a.manager".into()], "why").await.is_err(), "nor by another way");
    assert!(worker.act(&row, &mut opened, Did::Unrestrict { why: "x".into() }).await.is_err());

    let mut manager = house.signed_in("a.manager").await;
    let address = format!("/concerns/{id}/restrict");
    let page = manager.get(&address).await;
    assert!(page.has("value=\"b.worker\"") && !page.has("an.auditor") && page.has("value=\"a.manager\" checked"), "{}", page.text);
    house.office.store.invite("sample", "b.manager", NOON + 86_400).await.unwrap();
    for (names, says) in [
        (vec!["a.worker"], "must be a manager who has signed in"),
        (vec!["b.manager", "a.worker"], "must be a manager who has signed in"),
        (vec!["a.manager", "an.auditor"], "There is no account `an.auditor`"),
        (vec!["a.manager", "nobody"], "There is no account `nobody`"),
        (vec![], "Tick those who see it"),
    ] {
        let page = restrict(&mut manager, id, &names).await;
        assert!(page.status == 422 && page.has(says) && page.has("It is a colleague’s child."), "{names:?}: {}", page.text);
    }
    let page = manager.post(&address, &[("to", "a.manager"), ("why", "")]).await;
    assert!(page.status == 422 && page.has("Say why.") && page.has("value=\"a.manager\" checked"));
    assert_eq!(house.noted("a.manager", "restrict", &id.to_string()).await, 0);
    assert_eq!(manager.get(&format!("/concerns/{id}/lift")).await.status, 404, "nothing to lift");
    assert!(house.desk("b.worker").await.look(id).await.is_ok());
}

#[tokio::test]
async fn whoever_is_taken_off_opens_nothing_that_follows_with_keys_and_database_in_hand() {
    let house = house().await;
    let (id, store) = (told(&house).await, &house.office.store);
    let mut manager = house.signed_in("a.manager").await;
    assert_eq!(restrict(&mut manager, id, &["a.manager", "a.worker"]).await.status, 303);
    assert_eq!(open_with_keys_of_all(&house, id).await, 0, "no copy stays that a key of all opens");
    let worker = house.desk("a.worker").await;
    write(&worker, id, "Before they were taken off.").await;
    // They keep everything that the database gave them.
    let kept = store.concern_keys("sample", &id.to_string()).await.unwrap();
    let mine = kept.iter().find(|(holder, _)| *holder == account_holder("a.worker")).unwrap().1.clone();
    assert_eq!(restrict(&mut manager, id, &["a.manager", "b.manager"]).await.status, 303);
    write(&house.desk("b.manager").await, id, "After they were taken off.").await;
    assert!(worker.look(id).await.is_err());
    let now = store.concern_keys("sample", &id.to_string()).await.unwrap();
    let holders: Vec<&str> = now.iter().map(|(holder, _)| holder.as_str()).collect();
    assert_eq!(holders, ["account:a.manager", "account:b.manager", "recovery"]);

    // With the wrap of before put back, and their name in the column, what they could read is read, and nothing that follows.
    let row = store.concern("sample", &id.to_string()).await.unwrap().unwrap();
    store.put_concern_key("sample", &id.to_string(), &account_holder("a.worker"), &mine).await.unwrap();
    let opened = worker.read(&store::Concern { named: None, ..row.clone() }).await.unwrap();
    let words = |works: &[casework::Work]| works.iter().filter(|w| matches!(w.did, Did::Note(_))).count();
    assert_eq!((words(&opened.works), opened.closed.len()), (1, 2), "their own note; the new list and the new note stay closed");
    // Nor does any key of all help.
    let opened = house.desk("b.worker").await.read(&row).await.unwrap();
    assert!(opened.first().is_none() && opened.works.is_empty() && opened.own.is_none());
    assert_eq!(open_with_keys_of_all(&house, id).await, 0);
    // And those who are named read it all.
    let (_, opened) = house.desk("b.manager").await.look(id).await.unwrap();
    assert_eq!((words(&opened.works), opened.closed.len()), (2, 0));
}

#[tokio::test]
async fn what_the_teller_adds_is_sealed_again_when_somebody_named_opens_it() {
    let house = house().await;
    let id = told(&house).await;
    let mut manager = house.signed_in("a.manager").await;
    assert_eq!(restrict(&mut manager, id, &["a.manager"]).await.status, 303);
    let mut left_out = house.signed_in("b.worker").await;
    add(&house, id, 7, "The car was blue.").await;
    house.door.tick().await;
    assert!(find(&mut left_out, "blue").await.has("Nothing is found") && !left_out.get("/").await.has(&id.to_string()));
    // Until then it opens with the team's key, for who has the database: the threat model says so.
    assert_eq!(open_with_keys_of_all(&house, id).await, 1);
    assert!(manager.get("/").await.has("The teller has added something"));
    assert!(manager.get(&format!("/concerns/{id}")).await.has("The car was blue."));
    assert_eq!(open_with_keys_of_all(&house, id).await, 0);
    assert!(manager.get(&format!("/concerns/{id}")).await.has("The car was blue."));
    // Sent once more, as a browser does that has had no answer: it goes again, and stands once.
    add(&house, id, 7, "The car was blue.").await;
    let page = manager.get(&format!("/concerns/{id}")).await;
    assert_eq!((page.text.matches("The car was blue.").count(), open_with_keys_of_all(&house, id).await), (1, 0));
    later(60);
    house.door.tick().await;
    assert!(find(&mut left_out, "blue").await.has("Nothing is found"));
}

#[tokio::test]
async fn names_are_added_and_the_restriction_is_lifted_and_nothing_is_lost() {
    let house = house().await;
    let id = told(&house).await;
    let mut manager = house.signed_in("a.manager").await;
    let fields = [("to", "b.worker")];
    assert_eq!(manager.post(&format!("/concerns/{id}/give"), &fields).await.status, 303);
    assert_eq!(restrict(&mut manager, id, &["a.manager"]).await.status, 303);
    let row = house.office.store.concern("sample", &id.to_string()).await.unwrap().unwrap();
    assert_eq!((row.named.as_deref(), row.assignee), (Some("a.manager"), None), "who cannot see it does not have it");
    let page = manager.get(&format!("/concerns/{id}/give")).await;
    assert!(page.has("value=\"a.manager\"") && !page.has("b.worker"), "nor can they be given it: {}", page.text);
    write(&house.desk("a.manager").await, id, "Known to few.").await;
    assert_eq!(restrict(&mut manager, id, &["a.manager", "a.worker"]).await.status, 303);
    let mut worker = house.signed_in("a.worker").await;
    assert!(worker.get(&format!("/concerns/{id}")).await.has("Known to few."), "who is added reads what was there");
    write(&house.desk("a.worker").await, id, "Added by a worker.").await;
    add(&house, id, 8, "A second car came.").await;
    assert_eq!(manager.post(&format!("/concerns/{id}/lift"), &[("why", "")]).await.status, 422);
    assert_eq!(manager.post(&format!("/concerns/{id}/lift"), &[("why", "The colleague has left.")]).await.status, 303);
    assert_eq!(house.noted("a.manager", "unrestrict", &id.to_string()).await, 1);
    let mut other = house.signed_in("b.worker").await;
    let page = other.get(&format!("/concerns/{id}")).await;
    for words in
        ["A car waits", "Known to few.", "Added by a worker.", "A second car came.", "Restriction lifted", "The colleague has left."]
    {
        assert!(page.has(words), "{words}: {}", page.text);
    }
    assert!(!page.has("could not be read") && find(&mut other, "Zebedee").await.has("Zebedee Sample"));
    assert_eq!(other.post(&format!("/concerns/{id}/note"), &[("text", "Read by the team again.")]).await.status, 303);
    assert!(manager.get(&format!("/concerns/{id}")).await.has("Read by the team again."));
    // And once more.
    assert_eq!(restrict(&mut manager, id, &["b.manager"]).await.to, "/", "who leaves themselves out is led away");
    assert_eq!((manager.get(&format!("/concerns/{id}")).await.status, other.get(&format!("/concerns/{id}")).await.status), (404, 404));
    assert!(find(&mut manager, "Zebedee").await.has("Nothing is found"));
    assert!(house.signed_in("b.manager").await.get(&format!("/concerns/{id}")).await.has("Read by the team again."));
}

#[tokio::test]
async fn of_two_who_change_the_names_at_once_the_second_is_told_so() {
    let house = house().await;
    let id = told(&house).await;
    let (one, two) = (house.desk("a.manager").await, house.desk("b.manager").await);
    let (row, mut opened) = one.look(id).await.unwrap();
    one.restrict(&row, &mut opened, &["a.manager".into(), "b.manager".into()], "why").await.unwrap();
    let before = house.office.store.concern_keys("sample", &id.to_string()).await.unwrap();
    let entry = |n: u8| Message {
        site: "sample".into(),
        concern: id.to_string(),
        id: MessageId::from_bytes([n; 16]).to_string(),
        kind: "work".into(),
        at: NOON,
        key_id: "own".into(),
        sealed: vec![n],
    };
    let given = |n: u8| store::Given {
        site: "sample".into(),
        concern: id.to_string(),
        before: before.clone(),
        keys: vec![("account:x".into(), vec![n])],
        named: Some("x".into()),
        entries: vec![entry(n)],
        gone: Vec::new(),
    };
    let (row, mut opened) = two.look(id).await.unwrap();
    two.restrict(&row, &mut opened, &["b.manager".into()], "why").await.unwrap();
    assert!(!house.office.store.give_concern_key(&given(9)).await.unwrap(), "what the second knew is not so any more");
    let row = house.office.store.concern("sample", &id.to_string()).await.unwrap().unwrap();
    assert_eq!(row.named.as_deref(), Some("b.manager"));
}

#[tokio::test]
async fn whoever_writes_to_the_database_puts_nobody_among_those_who_are_named() {
    let house = house().await;
    let id = told(&house).await;
    let mut manager = house.signed_in("a.manager").await;
    assert_eq!(restrict(&mut manager, id, &["a.manager"]).await.status, 303);
    manager.get("/").await;
    let row = house.office.store.concern("sample", &id.to_string()).await.unwrap().unwrap();
    let keys = house.office.store.concern_keys("sample", &id.to_string()).await.unwrap();
    let given = |named: Option<&str>| store::Given {
        site: "sample".into(),
        concern: id.to_string(),
        before: keys.clone(),
        keys: keys.clone(),
        named: named.map(str::to_owned),
        entries: Vec::new(),
        gone: Vec::new(),
    };
    for named in [Some("a.manager b.worker"), None] {
        house.office.store.give_concern_key(&given(named)).await.unwrap();
        let mut other = house.signed_in("b.worker").await;
        let page = other.get(&format!("/concerns/{id}")).await;
        assert!(!page.has("A car waits") && !page.has("Zebedee") && !other.get("/").await.has("Zebedee"), "{named:?}");
        assert!(!find(&mut other, "Zebedee").await.has("Zebedee Sample"));
        // Nor does anybody write under a key that all hold.
        let refused = other.post(&format!("/concerns/{id}/note"), &[("text", "Who is it about?")]).await;
        assert!(refused.status != 303, "{named:?}: {}", refused.text);
        assert_eq!(house.office.store.concern_keys("sample", &id.to_string()).await.unwrap(), keys);
    }
    house.office.store.give_concern_key(&given(row.named.as_deref())).await.unwrap();
    assert!(manager.get(&format!("/concerns/{id}")).await.has("A car waits"));
}

#[tokio::test]
async fn the_last_manager_who_is_named_is_not_ended_and_who_is_ended_holds_no_key() {
    let house = house().await;
    let id = told(&house).await;
    let mut manager = house.signed_in("a.manager").await;
    assert_eq!(restrict(&mut manager, id, &["a.manager", "a.worker"]).await.status, 303);
    let mut other = house.signed_in("b.manager").await;
    let page = other.post("/people/a.manager/end", &[]).await;
    assert!(page.status == 422 && page.has("hand over first") && !page.has(&id.to_string()), "{}", page.text);
    assert!(house.signed_in("an.administrator").await.post("/people/a.manager/end", &[]).await.status == 422);
    assert!(manager.get(&format!("/concerns/{id}")).await.has("A car waits"));
    assert_eq!(other.post("/people/a.worker/end", &[]).await.status, 303, "a worker leaves a manager behind");
    let holders = || async {
        house.office.store.concern_keys("sample", &id.to_string()).await.unwrap().into_iter().map(|(h, _)| h).collect::<Vec<_>>()
    };
    assert_eq!(holders().await, ["account:a.manager", "recovery"]);
    let page = manager.get(&format!("/concerns/{id}")).await;
    assert!(page.has("a.worker has left"), "{}", page.text);
    assert_eq!(restrict(&mut manager, id, &["a.manager", "a.worker"]).await.status, 422, "nobody who has left is named");
    assert_eq!(restrict(&mut manager, id, &["a.manager", "b.manager"]).await.status, 303);
    assert_eq!(other.post("/people/a.manager/end", &[]).await.status, 303);
    assert!(other.get(&format!("/concerns/{id}")).await.has("A car waits"));
}

#[tokio::test]
async fn joins_name_nothing_to_who_may_not_see_it() {
    let house = house().await;
    let id = told(&house).await;
    let open = house.concern(&[("worry", "He is tired in school."), ("child.1.name", "Child B")]).await;
    let mut manager = house.signed_in("a.manager").await;
    assert_eq!(restrict(&mut manager, id, &["a.manager"]).await.status, 303);
    let page = manager.post(&format!("/concerns/{open}/join"), &[("with", &*id.to_string()), ("why", "The same school.")]).await;
    assert!(page.status == 422 && page.has("Not all who see this concern may see that one"), "{}", page.text);
    let page = manager.post(&format!("/concerns/{id}/join"), &[("with", &*open.to_string()), ("why", "The same school.")]).await;
    assert_eq!(page.status, 303);
    assert!(manager.get(&format!("/concerns/{id}/chronology")).await.has("He is tired in school."));
    let mut other = house.signed_in("b.worker").await;
    for address in [format!("/concerns/{open}"), format!("/concerns/{open}/chronology")] {
        let page = other.get(&address).await;
        assert!(page.status == 200 && !page.has(&id.to_string()) && !page.has("A car waits"), "{}", page.text);
    }
}

#[tokio::test]
async fn figures_count_it_for_those_who_are_named_alone() {
    let house = house().await;
    let mut all = Vec::new();
    for _ in 0..7 {
        all.push(house.concern(&[("worry", "A car waits."), ("channel", "phone")]).await);
    }
    let mut manager = house.signed_in("a.manager").await;
    for id in &all {
        let fields = [("decision", "early-help"), ("reasons", "Two people saw the same.")];
        assert_eq!(manager.post(&format!("/concerns/{id}/decide"), &fields).await.status, 303);
    }
    assert_eq!(restrict(&mut manager, all[0], &["a.manager", "a.worker"]).await.status, 303);
    later(14 * 86_400);
    let _keys = house.signed_in("b.worker").await;
    for (name, count) in [("b.worker", 6), ("b.manager", 6), ("an.auditor", 6), ("an.administrator", 6), ("a.worker", 7), ("a.manager", 7)]
    {
        let page = house.signed_in(name).await.get("/figures?from=2026-11&to=2026-11").await;
        assert!(page.has(&format!("<dd>{count} of {count}</dd>")), "{name}: {}", page.text);
    }
}

#[tokio::test]
async fn on_no_other_page_does_it_come_up_and_what_is_decided_stands_in_its_record_alone() {
    let house = house().await;
    let told = [("worry", "A car waits."), ("child.1.name", "Child Q"), ("vehicles", "AB12 CDE")];
    let (id, other) = (house.concern(&told).await, house.concern(&told).await);
    let (mut manager, mut left_out) = (house.signed_in("a.manager").await, house.signed_in("b.worker").await);
    manager.get(&format!("/concerns/{id}")).await;
    let before = left_out.get(&format!("/concerns/{other}")).await;
    assert!(before.has(&format!("/{id}/")), "{}", before.text);
    assert_eq!(restrict(&mut manager, id, &["a.manager"]).await.status, 303);

    let page = manager.get(&format!("/concerns/{id}")).await;
    let href = page.text.split("May be <a href=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    assert!(href.contains(&other.to_string()), "{href}");
    let parts: Vec<&str> = href.trim_start_matches("/links/").split('/').collect();
    let turned = format!("/links/{}/{}/{}/{}", parts[2], parts[3], parts[0], parts[1]);
    for address in [&href, &turned] {
        assert!(manager.get(address).await.has("named people only"), "{address}");
        assert_eq!(left_out.get(address).await.status, 404, "{address}");
        let sent = [("verdict", "same"), ("why", "A guess."), ("before", "")];
        assert_eq!(left_out.post(address, &sent).await.status, 404, "{address}");
    }
    let sent = [("verdict", "same"), ("why", "The same van."), ("before", "")];
    assert_eq!(manager.post(&turned, &sent).await.status, 303, "decided from the other side");
    assert!(manager.get(&format!("/concerns/{id}")).await.has("The same van."));
    let page = left_out.get(&format!("/concerns/{other}")).await;
    assert!(page.status == 200 && !page.has(&id.to_string()) && !page.has("The same van."), "{}", page.text);
    let (_, opened) = house.desk("b.worker").await.look(other).await.unwrap();
    assert!(opened.works.is_empty(), "nothing of it is written where others read");
}

#[tokio::test]
async fn what_the_team_could_open_is_out_of_every_file_when_the_desk_has_tidied() {
    let house = house().await;
    let id = told(&house).await;
    let records = house.office.store.records("sample", &id.to_string()).await.unwrap();
    let came: Vec<Vec<u8>> = records.into_iter().filter(|r| r.kind == "concern").map(|r| r.sealed).collect();
    let found = || crate::bytes::found_in(house.folder(), &came);
    let mut manager = house.signed_in("a.manager").await;
    house.door.tidy().await.unwrap();
    assert_eq!(found(), [0], "nothing was to be done");
    assert_eq!(restrict(&mut manager, id, &["a.manager", "a.worker"]).await.status, 303);
    assert_eq!(found(), [0], "the log of the database still has it");
    house.door.tidy().await.unwrap();
    assert_eq!(found(), [0; 0]);
    assert!(house.office.store.unclean().await.unwrap().is_empty());
    assert!(manager.get(&format!("/concerns/{id}")).await.has("Zebedee"));

    // Opened to all and restricted again, it has no first copy to lose; the team's way to its key goes all the same.
    let lifted = manager.post(&format!("/concerns/{id}/lift"), &[("why", "The colleague has left.")]).await;
    assert_eq!(lifted.status, 303);
    let wraps = house.office.store.concern_keys("sample", &id.to_string()).await.unwrap();
    let teams: Vec<Vec<u8>> = wraps.into_iter().filter(|(holder, _)| !holder.starts_with("account:")).map(|(_, sealed)| sealed).collect();
    let found = || crate::bytes::found_in(house.folder(), &teams);
    assert_eq!(restrict(&mut manager, id, &["a.manager", "a.worker"]).await.status, 303);
    assert_eq!((teams.len(), found()), (1, vec![0]));
    house.door.tidy().await.unwrap();
    assert_eq!(found(), [0], "not twice within the hour");
    crate::house::later(3_600);
    house.door.tidy().await.unwrap();
    assert_eq!(found(), [0; 0]);
}
