//! The sealed snapshot: the same is found with it as without, nothing of it is in clear, and what is planted, moved, cut, foreign or stale counts for nothing.

use std::fs;
use std::path::PathBuf;
use std::time::SystemTime;

use casework::work::{Did, Note};
use casework::{Answers, ConcernId, Payload, Place, Said};
use store::Intake;
use team::snapshot::{Snapshot, part_of};

use crate::house::{Browser, House, NOON};

/// Waits for something; what it is, if it does not come.
async fn until(what: &str, mut is: impl FnMut() -> bool) {
    for _ in 0..1_000 {
        if is() {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("{what}");
}

/// What a question finds: the addresses, in their order.
async fn found(browser: &mut Browser, question: &str) -> Vec<String> {
    browser.get("/find").await;
    let page = browser.post("/find", &[("q", question)]).await;
    assert_eq!(page.status, 200);
    let ids = page.text.match_indices("href=\"/concerns/").filter_map(|(at, _)| page.text.get(at + 16..at + 38));
    ids.filter(|id| id.parse::<ConcernId>().is_ok()).map(str::to_owned).collect()
}

/// The files of the snapshot, by name.
fn files(house: &House) -> Vec<PathBuf> {
    let mut files: Vec<_> = fs::read_dir(house.snapshot()).map(|f| f.map(|e| e.unwrap().path()).collect()).unwrap_or_default();
    files.sort();
    files
}

fn changed_at(files: &[PathBuf]) -> Vec<SystemTime> {
    files.iter().map(|file| fs::metadata(file).unwrap().modified().unwrap()).collect()
}

async fn house() -> (House, Vec<ConcernId>) {
    let house = House::demo().await;
    let mut ids = Vec::new();
    for n in 0..6 {
        let whose = if n == 5 { "yes" } else { "no" };
        let name = format!("Zebedee Number{n}");
        ids.push(house.concern(&[("worry", "A canary sings."), ("child.1.name", &name), ("about-worker", whose)]).await);
    }
    (house, ids)
}

/// Whether the files are there in which these stand, for who holds both keys.
fn written(house: &House, ids: &[ConcernId]) -> bool {
    let all = files(house);
    ids.iter().all(|id| {
        let end = format!("-{:02}.age", part_of(&id.to_string()));
        all.iter().any(|file| file.to_string_lossy().ends_with(&end))
    })
}

/// Somebody comes, asks when all is open, and leaves when `is` so.
async fn visit(house: &House, name: &str, questions: &[&str], is: impl FnMut() -> bool) -> Vec<Vec<String>> {
    let mut browser = house.signed_in(name).await;
    while browser.get("/find").await.has("So far") {
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    until("the snapshot was not brought up to date", is).await;
    let mut all = Vec::new();
    for question in questions {
        all.push(found(&mut browser, question).await);
    }
    browser.get("/account").await;
    browser.post("/sign-out", &[]).await;
    all
}

const QUESTIONS: [&str; 5] = ["zebedee", "canary", "number3", "zebedy number4", "nothing of the kind"];

#[tokio::test]
async fn the_same_is_found_with_it_as_without_and_it_is_not_written_again() {
    let (house, ids) = house().await;
    for (who, most) in [("a.worker", 5), ("a.manager", 6)] {
        let without = visit(&house, who, &QUESTIONS, || written(&house, &ids[..most])).await;
        let before = changed_at(&files(&house));
        assert_eq!(visit(&house, who, &QUESTIONS, || true).await, without, "{who}");
        assert_eq!(without[0].len(), most);
        assert_eq!(changed_at(&files(&house)), before, "what has not changed is not written again");
    }
}

#[tokio::test]
async fn it_is_what_the_desk_opens_from_and_what_is_forgotten_is_in_it_no_more() {
    let (house, ids) = house().await;
    let id = ids[1].to_string();
    let mut worker = house.signed_in("a.worker").await;
    worker.get(&format!("/concerns/{id}")).await;
    worker.post(&format!("/concerns/{id}/close"), &[("why", "A nightingale.")]).await;
    worker.post("/sign-out", &[]).await;
    assert_eq!(visit(&house, "a.worker", &["nightingale"], || written(&house, &ids[..5])).await, [[id.clone()]]);
    // Without the concern's own key nothing opens what the team wrote: only the snapshot still says it.
    assert_eq!(house.office.store.drop_concern_keys("sample", &id, None).await.unwrap(), 1);
    assert_eq!(visit(&house, "a.worker", &["nightingale"], || true).await, [[id.clone()]]);
    let snapshot = Snapshot::new(house.snapshot(), "sample");
    snapshot.forget(&id).unwrap();
    snapshot.forget(&id).unwrap();
    assert!(!written(&house, &ids[1..2]));
    assert_eq!(visit(&house, "a.worker", &["nightingale"], || written(&house, &ids[..5])).await, [Vec::<String>::new()]);
}

#[tokio::test]
async fn nothing_of_it_is_in_clear_and_a_worker_reads_none_of_the_managers() {
    let (house, ids) = house().await;
    let managers = || files(&house).into_iter().find(|f| f.to_string_lossy().contains("managers-"));
    visit(&house, "a.worker", &[], || written(&house, &ids[..5])).await;
    assert_eq!(managers(), None, "a worker writes none");
    visit(&house, "a.manager", &[], || managers().is_some()).await;
    for file in &files(&house) {
        let bytes = fs::read(file).unwrap();
        assert!(bytes.starts_with(b"age-encryption.org/v1"));
        for canary in ["Zebedee", "zebedee", "canary", "Number", "waymark-index", "waymark-desk", "a.worker"] {
            assert!(!bytes.windows(canary.len()).any(|w| w == canary.as_bytes()), "{canary} in {}", file.display());
        }
    }
    let managers = managers().unwrap();
    // If a worker's unlocking looked into it, it would be found broken.
    fs::write(&managers, b"not a part").unwrap();
    assert_eq!(visit(&house, "a.worker", &["zebedee"], || true).await[0].len(), 5);
    assert_eq!(fs::read(&managers).unwrap(), b"not a part");
    let anew = || fs::read(&managers).unwrap().starts_with(b"age-encryption.org/v1");
    assert_eq!(visit(&house, "a.manager", &["zebedee"], anew).await[0].len(), 6, "it is opened anew instead");
}

#[tokio::test]
async fn what_is_planted_moved_or_cut_counts_for_nothing() {
    let (house, ids) = house().await;
    let without = visit(&house, "a.manager", &QUESTIONS, || written(&house, &ids)).await;
    let all = files(&house);
    let good: Vec<Vec<u8>> = all.iter().map(|file| fs::read(file).unwrap()).collect();
    assert!(good.len() > 2);
    let recipient = house.born.public.current(seal::SealedTo::Team).recipient.clone();
    let planted = seal::seal_key(&recipient, &[&[0; 64][..], b"waymark-desk-2 planted"].concat());
    let moved = good.iter().cycle().skip(1).take(good.len()).cloned().collect();
    let cut = good.iter().map(|bytes| bytes[..bytes.len() - 1].to_vec()).collect();
    for (how, bytes) in [("planted", vec![planted; good.len()]), ("moved", moved), ("cut", cut), ("empty", vec![Vec::new(); good.len()])] {
        let bytes: Vec<Vec<u8>> = bytes;
        all.iter().zip(&bytes).for_each(|(file, bytes)| fs::write(file, bytes).unwrap());
        let anew = || all.iter().zip(&bytes).all(|(file, bad)| fs::read(file).unwrap() != *bad);
        assert_eq!(visit(&house, "a.manager", &QUESTIONS, anew).await, without, "{how}");
    }
}

#[tokio::test]
async fn what_has_changed_meanwhile_is_opened_anew() {
    let (house, ids) = house().await;
    visit(&house, "a.manager", &[], || written(&house, &ids)).await;
    // Somebody works without this desk: a command, or another process.
    note(&house, ids[1], "A nightingale.").await;
    let all = visit(&house, "a.worker", &["nightingale", "canary"], || true).await;
    assert_eq!((all[0].clone(), all[1].len()), (vec![ids[1].to_string()], 5));
}

async fn note(house: &House, id: ConcernId, text: &str) {
    let desk = house.desk("a.manager").await;
    let row = desk.concern(id).await.unwrap();
    let mut opened = desk.read(&row).await.unwrap();
    desk.act(&row, &mut opened, Did::Note(Note { text: text.into(), revises: None, seen: Vec::new() })).await.unwrap();
}

#[tokio::test]
async fn enough_changes_in_one_part_are_written_beside_the_work() {
    let house = House::demo().await;
    let team = house.born.public.current(seal::SealedTo::Team);
    let one_part = (0..=u16::MAX).map(|n| ConcernId::from_bytes(u128::from(n).to_be_bytes())).filter(|id| part_of(&id.to_string()) == 7);
    let ids: Vec<ConcernId> = one_part.take(8).collect();
    for concern in &ids {
        let place = Place { site: "sample".into(), concern: *concern, message: (*concern).into() };
        let said = Said::Concern(Answers::from_iter([("worry", "A canary sings.")]));
        let sealed = seal::seal(&team.recipient, Payload { place, lang: "en".into(), mailbox: None, said }.json());
        let (site, concern, sealed_to, key_id) = ("sample".into(), concern.to_string(), "team".into(), team.id.clone());
        let intake = Intake { site, concern, sealed_to, key_id, arrived: NOON - 3_600, due: NOON + 86_400, sealed, mailbox: None };
        house.office.store.take(intake).await.unwrap();
    }
    let mut worker = house.signed_in("a.worker").await;
    until("the snapshot was not written", || written(&house, &ids)).await;
    let read = || fs::read(house.snapshot().join("team-07.age")).unwrap();
    // What is closed at last is not opened before the rest.
    for (few, act, field) in [(7, "note", "text"), (8, "close", "why")] {
        let before = read();
        for id in &ids[..few] {
            assert_eq!(worker.get(&format!("/concerns/{id}")).await.status, 200);
            let page = worker.post(&format!("/concerns/{id}/{act}"), &[(field, "A nightingale.")]).await;
            assert_eq!(page.status, 303, "{}", page.text);
        }
        house.door.tick().await;
        assert_eq!(read() != before, few == 8, "{few} changes");
    }
    worker.post("/sign-out", &[]).await;
    for id in &ids {
        house.office.store.drop_concern_keys("sample", &id.to_string(), None).await.unwrap();
    }
    assert_eq!(visit(&house, "a.worker", &["nightingale"], || true).await[0].len(), 8, "what was written is in it");
}

#[tokio::test]
async fn what_is_for_named_people_stands_in_no_part_also_if_it_stood_there_before() {
    let (house, ids) = house().await;
    let id = ids[1].to_string();
    visit(&house, "a.manager", &[], || written(&house, &ids)).await;
    let mut manager = house.signed_in("a.manager").await;
    manager.get(&format!("/concerns/{id}")).await;
    let named = [("to", "a.manager"), ("why", "It is a colleague’s child.")];
    assert_eq!(manager.post(&format!("/concerns/{id}/restrict"), &named).await.status, 303);
    assert_eq!(found(&mut manager, "number1").await, std::slice::from_ref(&id));
    manager.post("/sign-out", &[]).await;
    let others = [&ids[..1], &ids[2..]].concat();
    assert_eq!(visit(&house, "a.manager", &["number1"], || written(&house, &others)).await, [[id.clone()]]);
    // Without the concern's own key nothing opens it: only a snapshot would still say it.
    house.office.store.drop_concern_keys("sample", &id, None).await.unwrap();
    assert_eq!(visit(&house, "a.manager", &["number1"], || true).await, [[""; 0]]);
}
