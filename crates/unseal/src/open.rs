//! Opening what tellers have sealed. What comes out is hostile until it has been read: bounded, and of just this place.
//! What cannot be read is said to be so, and is never dropped. Must not know where it is kept.

use age::x25519;
use casework::{Misread, Payload, Place};
use seal::LARGEST;
use zeroize::Zeroizing;

use crate::keys::TeamKey;

/// Why something cannot be read. It goes to the tray of what could not be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// None of the keys at hand opens it.
    #[error("no key at hand opens it")]
    Closed,
    /// It opens, and is nothing that can be read here.
    #[error("it opens, but {0}")]
    Misread(Misread),
}

/// Opens a teller's message that stands at `place`, with whichever of `keys` fits.
///
/// # Errors
/// If none fits, or what comes out is not a message of this place.
pub fn open(keys: &[TeamKey], place: &Place, sealed: &[u8]) -> Result<Payload, Unreadable> {
    let opened = keys.iter().find_map(|key| decrypt(&key.identity, sealed)).ok_or(Unreadable::Closed)?;
    Payload::read(&opened, place).map_err(Unreadable::Misread)
}

/// The opened bytes, bounded by what is ever taken.
pub(crate) fn decrypt(identity: &x25519::Identity, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let opened = (sealed.len() <= LARGEST).then(|| age::decrypt(identity, sealed).ok()).flatten()?;
    Some(Zeroizing::new(opened))
}

#[cfg(test)]
mod tests {
    use casework::{Answers, ConcernId, Said};
    use proptest::prelude::*;
    use seal::SealedTo;

    use super::*;
    use crate::testing::{keys, random};

    fn place() -> Place {
        let concern = ConcernId::from_bytes([1; 16]);
        Place { site: "sample".into(), concern, message: concern.into() }
    }

    #[test]
    fn what_was_sealed_to_a_key_is_opened_by_it_alone() {
        let [team, managers] = keys();
        let answers = Answers::from_iter([("worry", "A car waits at the corner.")]);
        let payload = Payload { place: place(), lang: "en".into(), mailbox: None, said: Said::Concern(answers) };
        let sealed = seal::seal(&managers.public("").recipient, payload.json());
        assert_eq!(open(&[team], &place(), &sealed), Err(Unreadable::Closed), "the team's key does not open what went to the managers");
        let other = TeamKey::new(SealedTo::Team, &mut random());
        assert_eq!(open(&[other, managers], &place(), &sealed), Ok(payload));
    }

    #[test]
    fn a_changed_byte_anywhere_is_noticed() {
        let [team, _] = keys();
        let sealed = seal::seal(&team.public("").recipient, "{}".into());
        let team = [team];
        for at in 0..sealed.len() {
            let mut bytes = sealed.clone();
            bytes[at] ^= 1;
            assert_eq!(open(&team, &place(), &bytes), Err(Unreadable::Closed), "{at}");
        }
        assert_eq!(open(&team, &place(), &sealed[..sealed.len() - 1]), Err(Unreadable::Closed));
    }

    proptest! {
        #[test]
        fn no_content_makes_it_fail(text in "\\PC{0,300}|\\{\"v\":1[^}]{0,200}\\}") {
            let [team, _] = keys();
            let sealed = seal::seal(&team.public("").recipient, text);
            prop_assert!(matches!(open(&[team], &place(), &sealed), Err(Unreadable::Misread(_))));
        }

        #[test]
        fn no_bytes_make_it_fail(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
            let [team, _] = keys();
            prop_assert_eq!(open(&[team], &place(), &bytes), Err(Unreadable::Closed));
        }
    }
}
