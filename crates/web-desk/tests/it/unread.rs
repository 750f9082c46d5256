//! What nothing opens: it can be worked on and closed, its words stay with it when a key is found, and it is no way to what is for the managers.

use casework::work::{Did, Note};
use casework::{Answers, ConcernId, Payload, Place, Said};
use seal::SealedTo;
use store::Intake;
use unseal::TeamKey;

use crate::house::{House, NOON};

async fn put(house: &House, n: u8, to: SealedTo, sealed: Vec<u8>) -> ConcernId {
    let concern = ConcernId::from_bytes([n; 16]);
    let intake = Intake {
        site: "sample".into(),
        concern: concern.to_string(),
        sealed_to: to.text().into(),
        key_id: "none".into(),
        arrived: NOON,
        due: NOON + 86_400,
        sealed,
        mailbox: None,
    };
    house.office.store.take(intake).await.unwrap();
    concern
}

fn note(text: &str) -> Did {
    Did::Note(Note { text: text.into(), ..serde_json::from_str("{\"text\":\"\"}").unwrap() })
}

#[tokio::test]
async fn what_could_not_be_read_can_be_taken_decided_and_closed() {
    let house = House::demo().await;
    let id = put(&house, 1, SealedTo::Team, b"noise".to_vec()).await;
    let mut worker = house.signed_in("a.worker").await;
    let (page, act) = (format!("/concerns/{id}"), |act: &str| format!("/concerns/{id}/{act}"));
    assert!(!worker.get(&page).await.has("/acknowledge\""), "what needs the words is not offered");
    assert_eq!(worker.post(&act("note"), &[("text", "Rung the school: nobody there sent it.")]).await.status, 303);
    assert!(house.signed_in("b.worker").await.get(&page).await.has("Rung the school"));
    let refused = worker.post(&act("acknowledge"), &[("how", "phone"), ("note", "")]).await;
    assert!(refused.status != 303 && house.noted("a.worker", "acknowledge", &id.to_string()).await == 0);
    assert_eq!(worker.post(&act("close"), &[("why", "Nothing opens it.")]).await.status, 303);
    assert!(!worker.get("/?show=unread").await.has(&id.to_string()) && worker.get("/?show=closed").await.has(&id.to_string()));
}

#[tokio::test]
async fn several_are_closed_with_one_reason_each_by_an_act_of_its_own() {
    let house = House::demo().await;
    let (mut ids, readable) = (Vec::new(), house.concern(&[("worry", "A car waits.")]).await);
    for n in 1..=3 {
        ids.push(put(&house, n, SealedTo::Team, b"noise".to_vec()).await.to_string());
    }
    let managers = put(&house, 9, SealedTo::Managers, b"noise".to_vec()).await.to_string();
    let mut worker = house.signed_in("a.worker").await;
    let page = worker.get("/?show=unread").await;
    assert!(page.has("Close them") && page.has(&ids[2]) && !page.has(&managers));
    let nothing = worker.post("/unread/close", &[("why", "A flood.")]).await;
    assert!(nothing.status == 422 && nothing.has("A flood.") && nothing.has("Tick those"));
    assert_eq!(worker.post("/unread/close", &[("close", &ids[0]), ("why", "")]).await.status, 422);
    let readable = readable.to_string();
    let sent =
        [("all", "yes"), ("listed", &*ids[0]), ("listed", &*ids[1]), ("listed", &*managers), ("listed", &*readable), ("why", "A flood.")];
    for _ in 0..2 {
        assert_eq!(worker.post("/unread/close", &sent).await.to, "/?show=unread");
    }
    for (id, times) in [(&ids[0], 1), (&ids[1], 1), (&ids[2], 0), (&managers, 0), (&readable, 0)] {
        assert_eq!(house.noted("a.worker", "close", id).await, times, "{id}");
    }
    assert!(worker.get(&format!("/concerns/{}", ids[1])).await.has("A flood."));
    assert_eq!(house.browser().post("/unread/close", &sent).await.status, 401);
    assert_eq!(house.signed_in("an.auditor").await.post("/unread/close", &sent).await.status, 403);
}

#[tokio::test]
async fn what_was_written_unread_stays_with_it_when_a_key_is_found() {
    let house = House::demo().await;
    let mut count = 1;
    let old = TeamKey::new(SealedTo::Team, &mut |bytes: &mut [u8]| {
        bytes.fill_with(|| {
            count += 1;
            count
        })
    });
    let concern = ConcernId::from_bytes([1; 16]);
    let place = Place { site: "sample".into(), concern, message: concern.into() };
    let said = Said::Concern(Answers::from_iter([("worry", "A car waits at the corner.")]));
    let payload = Payload { place, lang: "en".into(), mailbox: None, said };
    put(&house, 1, SealedTo::Team, seal::seal(&old.public("").recipient, payload.json())).await;
    let mut desk = house.desk("a.worker").await;
    let row = desk.concern(concern).await.unwrap();
    let mut opened = desk.read(&row).await.unwrap();
    assert!(opened.to.is_none() && opened.own.is_none());
    desk.act(&row, &mut opened, note("Nobody knows it.")).await.unwrap();
    std::sync::Arc::get_mut(&mut desk.session).unwrap().keys.push(old);
    let mut opened = desk.read(&row).await.unwrap();
    assert_eq!((opened.to, opened.works.len(), opened.closed.len()), (Some(SealedTo::Team), 1, 0));
    desk.act(&row, &mut opened, note("Now it opens.")).await.unwrap();
    assert_eq!((opened.works.len(), opened.closed.len()), (3, 0), "and when it came, under its seal");
    assert_eq!(house.office.store.concern_keys("sample", &concern.to_string()).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_managers_concern_that_is_made_unreadable_opens_nothing_to_a_worker() {
    let house = House::demo().await;
    let id = put(&house, 1, SealedTo::Managers, b"noise".to_vec()).await;
    let manager = house.desk("a.manager").await;
    let row = manager.concern(id).await.unwrap();
    let mut opened = manager.read(&row).await.unwrap();
    manager.act(&row, &mut opened, note("About Sample Colleague.")).await.unwrap();
    // Whoever can write to the database says that it is the team's.
    let worker = house.desk("a.worker").await;
    assert!(worker.concern(id).await.is_err());
    let row = store::Concern { sealed_to: "team".into(), ..row };
    let mut opened = worker.read(&row).await.unwrap();
    assert!(opened.own.is_none() && opened.works.is_empty());
    worker.act(&row, &mut opened, note("Who is it about?")).await.unwrap();
    assert_eq!((opened.works.len(), opened.closed.len()), (1, 2), "the manager's note stays closed");
}
