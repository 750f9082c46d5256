//! The concern's part of the story: taken once, whatever comes twice; added to; answered; listed; never changed afterwards.
//! Must not know which database it is told to.

use sqlx::{PgPool, SqlitePool};
use store::{Columns, Filter, Given, Intake, Keep, Mailbox, Message, Place, Reply, Stamp, Store, StoreError, TakeError, Taken, Together};
use tokio::task::JoinSet;

use crate::postgres::Server;

pub(crate) const ARRIVED: i64 = 1_795_435_200;

/// A random-looking id that belongs to `n`.
pub(crate) fn id(n: u64) -> String {
    format!("aB-_{n:018}")
}

/// A concern, with a mailbox of its own.
pub(crate) fn intake(n: u64) -> Intake {
    let mailbox = Mailbox { id: id(1_000_000 + n), reply_key: format!("reply key {n}"), verify_key: format!("verify key {n}") };
    Intake {
        site: "sample".into(),
        concern: id(n),
        sealed_to: "team".into(),
        key_id: "team-1".into(),
        arrived: ARRIVED,
        due: ARRIVED + 86_400 + n as i64,
        sealed: format!("sealed {n} \0\u{ff}").into_bytes(),
        mailbox: Some(mailbox),
    }
}

pub(crate) fn addition(n: u64, concern: u64) -> Message {
    Message {
        site: "sample".into(),
        concern: id(concern),
        id: id(n),
        kind: "addition".into(),
        at: ARRIVED + 60,
        key_id: "team-1".into(),
        sealed: vec![0, 255, 7],
    }
}

/// The record's copy of an answer.
pub(crate) fn for_record(n: u64, concern: u64) -> Message {
    Message { kind: "reply".into(), at: ARRIVED + 90, ..addition(n, concern) }
}

pub(crate) async fn story(store: &Store) {
    takes_once(store).await;
    takes_what_comes_at_once(store).await;
    adds(store).await;
    adds_together(store).await;
    answers(store).await;
    lists(store).await;
    gives(store).await;
}

async fn takes_once(store: &Store) {
    let first = intake(1);
    assert_eq!(store.take(first.clone()).await.unwrap(), Taken::Stored);
    assert_eq!(store.take(first.clone()).await.unwrap(), Taken::Already);
    let resealed = Intake { sealed: b"the same, sealed again".to_vec(), arrived: ARRIVED + 5, ..first.clone() };
    assert_eq!(store.take(resealed).await.unwrap(), Taken::Already, "sealing again gives other bytes, and the first stay");
    assert_eq!(store.records("sample", &id(1)).await.unwrap()[0].sealed, first.sealed);

    let mut other_key = first.clone();
    other_key.mailbox.as_mut().unwrap().reply_key = "another".into();
    let mut other_verify = first.clone();
    other_verify.mailbox.as_mut().unwrap().verify_key = "another".into();
    let without = Intake { mailbox: None, ..first.clone() };
    let taken_mailbox = Intake { concern: id(2), ..first.clone() };
    for (what, conflicting) in [("reply key", other_key), ("verify key", other_verify), ("none", without), ("mailbox", taken_mailbox)] {
        assert!(matches!(store.take(conflicting).await, Err(TakeError::Conflict)), "{what}");
    }
    assert!(store.concern("sample", &id(2)).await.unwrap().is_none());
    assert!(store.records("sample", &id(2)).await.unwrap().is_empty(), "nothing of a refused one stays");

    let none = Intake { concern: id(3), mailbox: None, ..intake(3) };
    assert_eq!(store.take(none.clone()).await.unwrap(), Taken::Stored);
    assert_eq!(store.take(none).await.unwrap(), Taken::Already);
    assert!(matches!(store.take(intake(3)).await, Err(TakeError::Conflict)), "a key where there was none");
    let elsewhere = Intake { site: "other".into(), ..first };
    assert_eq!(store.take(elsewhere).await.unwrap(), Taken::Stored, "another site's ids are its own");
    let wrong = Intake { sealed_to: "everyone".into(), ..intake(4) };
    assert!(matches!(store.take(wrong).await, Err(TakeError::Store(StoreError::Refused { .. }))));
}

/// Many at once, each twice, some with another key and some that cannot be kept, in whatever groups they fall.
async fn takes_what_comes_at_once(store: &Store) {
    let mut taking = JoinSet::new();
    for n in 0..300_u64 {
        for again in 0..3 {
            let mut intake = intake(100 + n);
            if again == 2 && n.is_multiple_of(10) {
                intake.mailbox = None;
            }
            if again == 2 && n % 10 == 1 {
                intake.sealed_to = "everyone".into();
            }
            let store = store.clone();
            taking.spawn(async move { (n, again, store.take(intake).await) });
        }
    }
    let mut stored = vec![0; 300];
    let mut without = vec![false; 300];
    for (n, again, taken) in taking.join_all().await {
        let n = n as usize;
        match taken {
            Ok(Taken::Stored) => stored[n] += 1,
            Ok(Taken::Already) => {}
            Err(TakeError::Conflict) => assert!(n.is_multiple_of(10), "{n}"),
            Err(TakeError::Store(ref error)) => assert!(again == 2 && n % 10 == 1, "{n}: {error}"),
        }
        without[n] |= again == 2 && n.is_multiple_of(10) && matches!(taken, Ok(Taken::Stored));
    }
    assert!(stored.iter().all(|times| *times == 1), "each is stored once: {stored:?}");
    for n in 0..300 {
        let kept = store.concern("sample", &id(100 + n)).await.unwrap().unwrap();
        assert_eq!(kept.mailbox.is_none(), without[n as usize], "the one that was told `stored` is the one that is there");
        let records = store.records("sample", &id(100 + n)).await.unwrap();
        assert_eq!((records.len(), &records[0].sealed), (1, &intake(100 + n).sealed));
    }
    let before = store.commits();
    let mut taking = JoinSet::new();
    for n in 0..200 {
        let store = store.clone();
        let elsewhere = Intake { site: "crowd".into(), ..intake(n) };
        taking.spawn(async move { store.take(elsewhere).await.unwrap() });
    }
    assert!(taking.join_all().await.iter().all(|taken| *taken == Taken::Stored));
    assert!(store.commits() - before < 50, "many share a commit");
}

async fn adds(store: &Store) {
    assert_eq!(store.add_record(addition(5, 1)).await.unwrap(), Taken::Stored);
    assert_eq!(store.add_record(addition(5, 1)).await.unwrap(), Taken::Already);
    let records = store.records("sample", &id(1)).await.unwrap();
    let told = records.iter().map(|r| (r.id.as_str(), r.kind.as_str(), r.at)).collect::<Vec<_>>();
    assert_eq!(told, [(id(1).as_str(), "concern", ARRIVED), (id(5).as_str(), "addition", ARRIVED + 60)]);
    assert_eq!(records[1].sealed, [0, 255, 7]);
    let posing = Message { id: id(1), ..addition(5, 1) };
    assert!(matches!(store.add_record(posing).await, Err(StoreError::Misplaced)), "nothing takes the concern's own place");
    assert!(store.records("other", &id(5)).await.unwrap().is_empty());
}

/// Two concerns, an entry in each: both or neither, and neither where something was added that the writer had not found.
async fn adds_together(store: &Store) {
    let names = async |n| -> Vec<String> { store.records("sample", &id(n)).await.unwrap().into_iter().map(|r| r.id).collect() };
    let found = async |n| -> Vec<String> { names(n).await.into_iter().filter(|name| *name != id(n)).collect() };
    let both = async |first: u64, second: u64| {
        let [one, other] = [found(101).await, found(102).await];
        [Together { entry: addition(first, 101), found: one }, Together { entry: addition(second, 102), found: other }]
    };
    let (mine, yours) = (both(701, 702).await, both(703, 704).await);
    assert!(store.add_together(&mine).await.unwrap());
    assert!(!store.add_together(&yours).await.unwrap(), "the second had not seen the first's");
    assert_eq!((names(101).await, names(102).await), (vec![id(101), id(701)], vec![id(102), id(702)]));
    // The second entry has a name that is there already: the first is not kept either.
    assert!(!store.add_together(&both(705, 702).await).await.unwrap());
    assert_eq!(names(101).await, [id(101), id(701)]);
    let at_once = [both(706, 707).await, both(708, 709).await];
    let (one, other) = tokio::join!(store.add_together(&at_once[0]), store.add_together(&at_once[1]));
    assert_ne!(one.unwrap(), other.unwrap(), "of two at once, one is kept");
    assert_eq!((names(101).await.len(), names(102).await.len()), (3, 3));
    let posing = Together { entry: Message { id: id(101), ..addition(1, 101) }, found: found(101).await };
    assert!(matches!(store.add_together(&[posing]).await, Err(StoreError::Misplaced)));
}

async fn answers(store: &Store) {
    let row = store.mailbox("sample", &id(1_000_001)).await.unwrap().unwrap();
    assert_eq!((row.concern, row.sealed_to.as_str(), row.state.as_str()), (id(1), "team", "received"));
    assert_eq!((row.reply_key.as_str(), row.verify_key.as_str()), ("reply key 1", "verify key 1"));
    assert_eq!(store.mailbox("sample", &id(1)).await.unwrap(), None);

    let reply = Reply { id: id(6), concern: id(1), at: ARRIVED + 90, sealed: vec![1, 0, 200] };
    assert_eq!(store.put_reply(&for_record(6, 1), &id(1_000_001), &reply).await.unwrap(), Taken::Stored);
    assert_eq!(store.put_reply(&for_record(6, 1), &id(1_000_001), &reply).await.unwrap(), Taken::Already);
    assert_eq!(store.replies("sample", &id(1_000_001)).await.unwrap(), std::slice::from_ref(&reply));
    let records = store.records("sample", &id(1)).await.unwrap();
    assert_eq!(records.iter().filter(|r| r.id == id(6) && r.kind == "reply").count(), 1, "and once for the record");
    let posing = Message { id: id(1), ..for_record(6, 1) };
    assert!(matches!(store.put_reply(&posing, &id(1_000_001), &reply).await, Err(StoreError::Misplaced)));
    assert!(store.replies("other", &id(1_000_001)).await.unwrap().is_empty());
}

async fn lists(store: &Store) {
    let given = Columns { state: "received".into(), assignee: Some("worker".into()), keep_until: None, hold: false };
    assert!(store.set_columns("sample", &id(1), &given).await.unwrap());
    assert!(store.set_state("sample", &id(1), "looking").await.unwrap(), "and whose it is stays");
    assert!(!store.set_state("sample", &id(2), "looking").await.unwrap());
    assert!(store.set_state("sample", &id(1), "lost").await.is_err());
    let one = store.concern("sample", &id(1)).await.unwrap().unwrap();
    assert_eq!((one.state.as_str(), one.assignee.as_deref(), one.hold), ("looking", Some("worker"), false));
    assert_eq!((one.arrived, one.due, one.size), (ARRIVED, ARRIVED + 86_401, intake(1).sealed.len() as i64));
    assert_eq!(one.verify_key.as_deref(), Some("verify key 1"));

    let looking = Filter { state: Some("looking".into()), ..Filter::default() };
    assert_eq!(store.concerns("sample", &looking, 10).await.unwrap(), std::slice::from_ref(&one));
    let theirs = Filter { assignee: Some("worker".into()), ..Filter::default() };
    assert_eq!(store.concerns("sample", &theirs, 10).await.unwrap(), [one]);
    let managers = Filter { sealed_to: Some("managers".into()), ..Filter::default() };
    assert!(store.concerns("sample", &managers, 10).await.unwrap().is_empty());

    let columns = |state: &str| Columns { state: state.into(), assignee: Some("worker".into()), keep_until: Some(9), hold: true };
    assert!(store.set_columns("sample", &id(1), &columns("closed")).await.unwrap());
    assert!(!store.set_columns("sample", &id(2), &columns("closed")).await.unwrap());
    let one = store.concern("sample", &id(1)).await.unwrap().unwrap();
    assert_eq!((one.state.as_str(), one.keep_until, one.hold), ("closed", Some(9), true));
    lists_by_how_long_they_are_kept(store).await;
    let open = Filter { open: true, ..Filter::default() };
    assert!(store.concerns("sample", &open, 1000).await.unwrap().iter().all(|c| c.state != "closed" && c.id != id(1)));
    let first = store.first_open("sample", 9).await.unwrap();
    let as_listed: Vec<String> = store.concerns("sample", &open, 9).await.unwrap().into_iter().map(|c| c.id).collect();
    assert_eq!(first.iter().map(|now| now.id.clone()).collect::<Vec<_>>(), as_listed);
    assert!(first.iter().all(|now| now.state != "closed") && store.first_open("nobody", 9).await.unwrap().is_empty());
    let closed = store.last_closed("sample", 9).await.unwrap();
    assert!(closed.contains(&id(1)) && store.last_closed("sample", 0).await.unwrap().is_empty());
    assert!(store.last_closed("other", 9).await.unwrap().iter().all(|closed| *closed != id(1)));
    assert!(store.set_columns("sample", &id(1), &Columns { keep_until: None, hold: false, ..columns("looking") }).await.unwrap());

    let count = async |site, to| store.count(site, to).await.unwrap();
    let all = count("sample", None).await;
    assert!(all > 0 && count("other", None).await < all);
    assert_eq!(count("sample", Some("team")).await + count("sample", Some("managers")).await, all);
    let changed = store.changed("sample", ARRIVED + 60).await.unwrap();
    assert!(changed.contains(&id(1)), "it was added to");
    assert!(store.changed("sample", i64::MAX).await.unwrap().is_empty() && store.changed("nobody", 0).await.unwrap().is_empty());

    let stamps = store.stamps("sample").await.unwrap();
    let records = store.records("sample", &id(1)).await.unwrap();
    let newest = records.iter().map(|record| record.at).max().unwrap();
    assert_eq!(stamps[&id(1)], Stamp { records: records.len() as i64, newest }, "as who reads them counts them");
    assert!(stamps.len() > 1 && store.stamps("nobody").await.unwrap().is_empty());

    let all: Vec<String> = stamps.keys().cloned().collect();
    let names: Vec<&str> = all.iter().map(String::as_str).chain(["nobody's"]).collect();
    assert!(names.len() > 130, "more than are asked about with one text");
    store.put_concern_key("sample", &id(1), "team-1", &[7]).await.unwrap();
    let (many, keys) = (store.records_of("sample", &names).await.unwrap(), store.concern_keys_of("sample", &names).await.unwrap());
    assert_eq!((many.len(), keys.len()), (all.len(), 1), "each once, and nothing of nobody's");
    assert_eq!(keys[&id(1)], store.concern_keys("sample", &id(1)).await.unwrap());
    for name in &all {
        assert_eq!(many[name], store.records("sample", name).await.unwrap(), "as when one is asked about");
    }
    // The other site has the first, too.
    let others: Vec<&str> = names.iter().copied().filter(|name| *name != id(1)).take(9).collect();
    assert!(store.records_of("sample", &[]).await.unwrap().is_empty() && store.records_of("other", &others).await.unwrap().is_empty());

    let (mut seen, mut filter) = (Vec::new(), Filter::default());
    loop {
        let page = store.concerns("sample", &filter, 70).await.unwrap();
        let Some(last) = page.last() else { break };
        filter.after = Some(Place { due: last.due, id: last.id.clone() });
        seen.extend(page.into_iter().map(|c| (c.due, c.id)));
    }
    assert_eq!(seen.len(), 302, "each once, over all pages");
    assert!(seen.is_sorted());
}

/// A concern's own key goes to named people, and what came before them goes away, all or nothing.
async fn gives(store: &Store) {
    let entry = |n: u64| Message { kind: "work".into(), at: ARRIVED + 120, ..addition(n, 1) };
    let keys = |holders: &[&str]| holders.iter().map(|h| ((*h).to_owned(), vec![7])).collect::<Vec<_>>();
    store.put_concern_key("sample", &id(1), "team-1", &[7]).await.unwrap();
    let all = store.count("sample", None).await.unwrap();
    let given = Given {
        site: "sample".into(),
        concern: id(1),
        before: keys(&["team-1"]),
        keys: keys(&["account:worker", "recovery"]),
        named: Some("worker other".into()),
        entries: vec![entry(20), entry(21)],
        gone: vec![(id(1), ARRIVED), (id(5), ARRIVED + 60)],
    };
    let other = Given { before: keys(&["team-2"]), ..given.clone() };
    let unchanged = (store.records("sample", &id(1)).await.unwrap(), store.concern("sample", &id(1)).await.unwrap());
    assert!(!store.give_concern_key(&other).await.unwrap(), "someone else was first");
    let twice = Given { keys: keys(&["recovery", "recovery"]), ..given.clone() };
    assert!(store.give_concern_key(&twice).await.is_err());
    assert_eq!((store.records("sample", &id(1)).await.unwrap(), store.concern("sample", &id(1)).await.unwrap()), unchanged);
    assert!(store.give_concern_key(&given).await.unwrap());
    assert_eq!(store.concern_keys("sample", &id(1)).await.unwrap(), given.keys);
    let names = store.records("sample", &id(1)).await.unwrap().into_iter().map(|r| r.id).collect::<Vec<_>>();
    assert_eq!(names, [id(6), id(20), id(21)], "what came is gone, what was added since is there");
    let one = store.concern("sample", &id(1)).await.unwrap().unwrap();
    assert_eq!((one.names("worker"), one.names("other"), one.names("work")), (true, true, false));
    assert_eq!(store.for_named("sample").await.unwrap(), [one]);
    assert_eq!(store.count("sample", None).await.unwrap(), all - 1);
    assert!(store.for_named("other").await.unwrap().is_empty());
    assert_eq!(store.take(intake(1)).await.unwrap(), Taken::Already, "sent once more, it does not come back");
    assert_eq!(store.records("sample", &id(1)).await.unwrap().len(), 3);
    store.drop_records("sample", &id(1), &[(id(20), ARRIVED + 120), (id(21), ARRIVED)]).await.unwrap();
    assert_eq!(store.records("sample", &id(1)).await.unwrap().len(), 2, "a name alone is not enough");
    let lifted = Given { before: given.keys, keys: keys(&["team-1"]), named: None, entries: vec![entry(22)], gone: Vec::new(), ..given };
    assert!(store.give_concern_key(&lifted).await.unwrap());
    assert!(store.concern("sample", &id(1)).await.unwrap().unwrap().names("anybody"));
    assert_eq!((store.count("sample", None).await.unwrap(), store.for_named("sample").await.unwrap().len()), (all, 0));
}

/// The concern 1, which is closed and on hold; it stays so.
async fn lists_by_how_long_they_are_kept(store: &Store) {
    let ways = [("over", Keep::Until(10)), ("its last day", Keep::Until(9)), ("not said", Keep::NotSaid), ("held", Keep::Held)];
    let cases: [(&str, Option<i64>, bool, &[&str]); 5] = [
        ("closed", Some(9), true, &["held"]),
        ("closed", Some(9), false, &["over"]),
        ("closed", None, false, &["not said"]),
        ("looking", Some(9), false, &[]),
        ("looking", None, true, &["held"]),
    ];
    let set = async |state: &str, keep_until, hold| {
        let columns = Columns { state: state.into(), assignee: None, keep_until, hold };
        assert!(store.set_columns("sample", &id(1), &columns).await.unwrap());
    };
    for (state, until, hold, expected) in cases {
        set(state, until, hold).await;
        let mut found = Vec::new();
        for (name, keep) in ways {
            let listed = store.concerns("sample", &Filter { keep: Some(keep), ..Filter::default() }, 1_000).await.unwrap();
            assert!(listed.iter().all(|c| c.id == id(1)), "{name}: the others are open, and of them nothing was said");
            found.extend((!listed.is_empty()).then_some(name));
        }
        assert_eq!(found, expected, "{state}, {until:?}, {hold}");
    }
    set("closed", Some(9), true).await;
}

/// The teller's copy cannot be written: then the record must not say that they were answered.
#[tokio::test]
async fn an_answer_is_kept_twice_or_not_at_all() {
    let (folder, server) = (tempfile::tempdir().unwrap(), Server::start());
    let file = format!("sqlite:{}", folder.path().join("waymark.db").display());
    let stores = [Store::open(&file).await.unwrap(), Store::open(&server.url()).await.unwrap()];
    let (sqlite, postgres) = (SqlitePool::connect(&file).await.unwrap(), PgPool::connect(&server.url()).await.unwrap());
    let both = async |text: &'static str| {
        sqlx::query(text).execute(&sqlite).await.unwrap();
        sqlx::query(text).execute(&postgres).await.unwrap();
    };
    let reply = Reply { id: id(6), concern: id(1), at: ARRIVED + 90, sealed: vec![1] };
    both("ALTER TABLE reply RENAME TO reply_elsewhere").await;
    for store in &stores {
        store.take(intake(1)).await.unwrap();
        assert!(store.put_reply(&for_record(6, 1), &id(1_000_001), &reply).await.is_err());
        assert_eq!(store.records("sample", &id(1)).await.unwrap().len(), 1, "the concern alone");
    }
    both("ALTER TABLE reply_elsewhere RENAME TO reply").await;
    for store in &stores {
        assert_eq!(store.put_reply(&for_record(6, 1), &id(1_000_001), &reply).await.unwrap(), Taken::Stored);
        assert_eq!(store.records("sample", &id(1)).await.unwrap().len(), 2);
        assert_eq!(store.replies("sample", &id(1_000_001)).await.unwrap().len(), 1);
    }
}
