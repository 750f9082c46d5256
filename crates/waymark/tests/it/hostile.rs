//! What a stranger may send, mutated and made up: nothing makes a reader fail, and what is taken is what it seems to be.
//! A few seconds here; for longer by hand: CONTRIBUTING.md.

use std::sync::OnceLock;

use casework::{Answers, ConcernId, Payload, Place, Said};
use proptest::collection::vec;
use proptest::prelude::*;
use seal::{CarryKeys, LARGEST, Mailbox, Receipt, Recipient, looks_sealed};

const NOON: i64 = 1_795_435_200;

fn place() -> Place {
    let concern = ConcernId::from_bytes([1; 16]);
    Place { site: "sample".into(), concern, message: concern.into() }
}

fn json() -> String {
    let answers = Answers::from_iter([("worry", "A car waits at the corner."), ("child.1.name", "Child A")]);
    Payload { place: place(), lang: "en".into(), mailbox: None, said: Said::Concern(answers) }.json()
}

/// Bytes that were right, cut off somewhere, with some of them changed, taken out or put in.
fn mutated(right: Vec<u8>) -> impl Strategy<Value = Vec<u8>> {
    let edit = (any::<prop::sample::Index>(), 0..3u8, any::<u8>());
    let cut = prop_oneof![4 => Just(None), 1 => any::<prop::sample::Index>().prop_map(Some)];
    (vec(edit, 0..6), cut).prop_map(move |(edits, cut)| {
        let mut bytes = right.clone();
        for (at, how, byte) in edits {
            let at = at.index(bytes.len().max(1)).min(bytes.len().saturating_sub(1));
            match how {
                0 => bytes[at] = byte,
                1 if bytes.len() > 1 => drop(bytes.remove(at)),
                _ => bytes.insert(at, byte),
            }
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len() + 1));
        }
        bytes
    })
}

fn mutated_text(right: String) -> impl Strategy<Value = String> {
    mutated(right.into_bytes()).prop_map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

fn recipient() -> Recipient {
    Receipt::from_numbers([5; 7]).unwrap().mailbox("sample").recipient
}

/// Keys of the day that all cases share: opening them anew each time would measure the disk.
fn carry() -> &'static (CarryKeys, String) {
    static CARRY: OnceLock<(CarryKeys, String)> = OnceLock::new();
    CARRY.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap().keep();
        let keys = CarryKeys::open(&folder).unwrap();
        let text = keys.wrap(NOON, &mut |bytes| bytes.fill(7), "form", &"canary").unwrap();
        std::fs::remove_dir_all(folder).unwrap();
        (keys, text)
    })
}

fn lines_of_a_header() -> impl Strategy<Value = Vec<u8>> {
    let line =
        prop_oneof!["-> X25519 [A-Za-z0-9+/]{0,44}", "-> [a-z]{1,8} x", "[A-Za-z0-9+/]{0,64}", "--- [A-Za-z0-9+/]{0,43}", "\\PC{0,80}"];
    (vec(line, 0..12), vec(any::<u8>(), 0..60))
        .prop_map(|(lines, body)| [b"age-encryption.org/v1\n".to_vec(), (lines.join("\n") + "\n").into_bytes(), body].concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_looks_sealed_is_bounded_and_has_a_header(
        bytes in prop_oneof![vec(any::<u8>(), 0..600), lines_of_a_header(), mutated(seal::seal(&recipient(), json()))]
    ) {
        if looks_sealed(&bytes).is_ok() {
            prop_assert!(bytes.len() <= LARGEST && bytes.starts_with(b"age-encryption.org/v1\n-> "));
            prop_assert!(bytes.windows(5).any(|w| w == b"\n--- "));
        }
    }

    #[test]
    fn whatever_is_sealed_here_looks_so(text in "\\PC{0,3000}") {
        prop_assert_eq!(looks_sealed(&seal::seal(&recipient(), text)), Ok(()));
    }

    #[test]
    fn a_mailbox_is_written_in_one_way(
        text in prop_oneof![
            "\\PC{0,200}",
            "[A-Za-z0-9_-]{22}\\.[A-Za-z0-9_-]{43}\\.[A-Za-z0-9_-]{43}",
            mutated_text(Receipt::from_numbers([9; 7]).unwrap().mailbox("sample").to_string()),
        ]
    ) {
        if let Ok(mailbox) = text.parse::<Mailbox>() {
            prop_assert_eq!(mailbox.to_string(), text);
        }
    }

    #[test]
    fn a_receipt_is_read_as_it_is_written_or_not_at_all(
        numbers in any::<[u16; 7]>(),
        typed in prop_oneof!["\\PC{0,300}", "([a-z]{3,9}[ ,-]{1,2}){7,9}", mutated_text(Receipt::from_numbers([77; 7]).unwrap().words().join(" "))]
    ) {
        let written = Receipt::from_numbers(numbers.map(|n| n % 7776)).unwrap();
        prop_assert!(Receipt::read(&written.words().join(" ")) == Ok(written));
        if let Ok(receipt) = Receipt::read(&typed) {
            prop_assert!(Receipt::read(&receipt.words().join(" ")) == Ok(receipt));
        }
    }

    #[test]
    fn nothing_is_carried_that_was_changed(text in prop_oneof!["\\PC{0,300}", "[A-Za-z0-9_-]{0,300}", mutated_text(carry().1.clone())]) {
        let (keys, right) = carry();
        let read = keys.unwrap::<String>(NOON, "form", &text);
        prop_assert_eq!(read.is_ok(), text == *right);
        prop_assert!(keys.unwrap::<String>(NOON, "another", &text).is_err());
    }

    #[test]
    fn a_payload_is_of_its_place_or_is_none(
        bytes in prop_oneof![vec(any::<u8>(), 0..300), mutated(json().into_bytes()), "\\{\"v\":1,[\\PC]{0,200}\\}".prop_map(String::into_bytes)]
    ) {
        if let Ok(payload) = Payload::read(&bytes, &place()) {
            prop_assert_eq!(payload.place, place());
        }
        let elsewhere = Place { site: "other".into(), ..place() };
        prop_assert!(Payload::read(&bytes, &elsewhere).is_err() || String::from_utf8_lossy(&bytes).contains("other"));
    }
}
