//! Files of the spool, mutated: none makes the forwarding fail, none is lost, and none is taken for another's.

use proptest::collection::vec;
use proptest::prelude::*;
use store::{Keeper, Store, Waiting};

use crate::concerns::{id, intake};

/// A file as the spool writes it.
fn right() -> Vec<u8> {
    let one = intake(1);
    let header = serde_json::json!({
        "v": 1, "kind": "concern", "site": one.site, "concern": one.concern, "id": one.concern, "key_id": one.key_id, "at": one.arrived,
        "sealed_to": one.sealed_to, "due": one.due, "length": one.sealed.len(),
    });
    [header.to_string().as_bytes(), b"\n", &one.sealed].concat()
}

proptest! {
    // Each opens a database: fewer than elsewhere, and more by hand, as CONTRIBUTING.md says.
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: ProptestConfig::default().cases * 3 / 8, ..ProptestConfig::default() })]

    #[test]
    fn whatever_lies_in_the_spool_is_forwarded_or_set_aside(
        edits in vec((any::<prop::sample::Index>(), any::<u8>()), 0..5),
        cut in prop_oneof![3 => Just(None), 1 => any::<prop::sample::Index>().prop_map(Some)],
        name in prop_oneof![4 => Just(id(1)), 1 => "[A-Za-z0-9_-]{22}"],
    ) {
        let mut bytes = right();
        for (at, byte) in edits {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        let folder = tempfile::tempdir().unwrap();
        let spool = folder.path().join("spool");
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let (drained, waiting, kept) = runtime.block_on(async {
            let store = Store::open(&format!("sqlite:{}", folder.path().join("waymark.db").display())).await.unwrap();
            let keeper = Keeper::open(store, &spool).unwrap();
            std::fs::write(spool.join(&name), &bytes).unwrap();
            let drained = keeper.drain().await;
            let kept = keeper.store().commits();
            let waiting = keeper.waiting().unwrap();
            keeper.store().close().await;
            (drained, waiting, kept)
        });
        let forwarded = drained.unwrap();
        prop_assert_eq!(waiting, Waiting { to_forward: 0, set_aside: 1 - forwarded });
        prop_assert_eq!(kept, forwarded as u64);
        if forwarded == 0 {
            let left = std::fs::read_dir(&spool).unwrap().next().unwrap().unwrap();
            prop_assert_eq!(std::fs::read(left.path()).unwrap(), bytes, "it is there for a person to look at, as it was");
        }
    }
}
