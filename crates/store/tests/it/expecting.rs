//! What reminders count, from the clear columns: what nobody has opened, and what is due.
//! Must not know which database it is told to.

use store::{Given, Intake, Standing, Store, Unopened};

use crate::concerns::{ARRIVED, id, intake};

const SITE: &str = "reminded";

async fn came(store: &Store, n: u64, to: &str, arrived: i64, due: i64) {
    let sealed_to = to.to_owned();
    store.take(Intake { site: SITE.into(), sealed_to, arrived, due, mailbox: None, ..intake(n) }).await.unwrap();
}

pub(crate) async fn story(store: &Store) {
    assert_eq!(store.unopened(SITE, 0).await.unwrap(), []);
    assert_eq!(store.standing(SITE, ARRIVED, ARRIVED + 10).await.unwrap(), []);
    for n in 1..=5 {
        came(store, n, "team", ARRIVED + n as i64, ARRIVED + 100 * n as i64).await;
    }
    came(store, 6, "managers", ARRIVED, ARRIVED + 300).await;
    store.set_state(SITE, &id(5), "looking").await.unwrap();
    store.set_state(SITE, &id(1), "closed").await.unwrap();

    let mut unopened = store.unopened(SITE, ARRIVED).await.unwrap();
    unopened.sort_by(|a, b| a.sealed_to.cmp(&b.sealed_to));
    let of = |sealed_to: &str, many, newest| Unopened { sealed_to: sealed_to.into(), many, newest };
    assert_eq!(unopened, [of("managers", 1, ARRIVED), of("team", 3, ARRIVED + 4)], "what is closed or looked at is not new");
    assert_eq!(store.unopened(SITE, ARRIVED + 300).await.unwrap(), [of("team", 1, ARRIVED + 4)], "not what was due long ago");

    let mut standing = store.standing(SITE, ARRIVED + 300, ARRIVED + 500).await.unwrap();
    standing.sort_by(|a, b| a.sealed_to.cmp(&b.sealed_to));
    let of = |sealed_to: &str, new, due, before| Standing { sealed_to: sealed_to.into(), new, due, before };
    assert_eq!(standing, [of("managers", 1, 1, 0), of("team", 3, 2, 1)]);
    let (before, keys) = (Vec::new(), vec![("account:worker".to_owned(), vec![1])]);
    let (entries, gone, named) = (Vec::new(), Vec::new(), Some("worker".to_owned()));
    let given = Given { site: SITE.into(), concern: id(4), before, keys, named, entries, gone };
    assert!(store.give_concern_key(&given).await.unwrap());
    assert_eq!(store.unopened(SITE, ARRIVED + 300).await.unwrap(), [], "not what is for named people");
    let standing = store.standing(SITE, ARRIVED + 300, ARRIVED + 500).await.unwrap();
    assert!(standing.contains(&of("team", 2, 1, 1)), "{standing:?}");
    assert_eq!(store.unopened("elsewhere", 0).await.unwrap(), [], "of another site");
}
