//! A key of one concern's own: on first opening its words are sealed again to this, so that destroying the key destroys every copy, and
//! wrapping it for named people alone restricts it to them. Must not know where keys are kept.

use std::fmt;

use age::x25519;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use casework::{ConcernId, Payload, Place, Reply, Signed, Work};
use seal::{PublicKeys, Recipient, SealedTo, seal, seal_key, verified};
use zeroize::Zeroizing;

use crate::account::secret_text;
use crate::keys::TeamKey;
use crate::open::{Unreadable, decrypt};

const SIGNED: &str = "signed by the key that this is wrapped for: ";

/// What is signed of a concern's own key, after words that nothing else begins with.
fn key_text(site: &str, concern: ConcernId, recipient: &Recipient) -> Vec<u8> {
    format!("waymark-concern-key-v1\0{site}\0{concern}\0{recipient}").into_bytes()
}

/// A concern's own key: what is sealed goes to the newest, what was sealed before opens with the ones before it. Its `Debug` is silent.
pub struct ConcernKey {
    newest: x25519::Identity,
    before: Vec<x25519::Identity>,
}

/// A reply, twice: for its teller, and for the record.
pub struct Written {
    /// Sealed to the teller's mailbox.
    pub for_teller: Vec<u8>,
    /// Sealed to the concern's own key.
    pub for_record: Vec<u8>,
}

impl ConcernKey {
    /// A new one. Its randomness comes from the system: age takes no other.
    #[expect(clippy::new_without_default, reason = "a key is not a default")]
    pub fn new() -> ConcernKey {
        ConcernKey { newest: x25519::Identity::generate(), before: Vec::new() }
    }

    /// A new one, which opens all that this one does, and seals to what nobody held before.
    pub fn renewed(&self) -> ConcernKey {
        ConcernKey { newest: x25519::Identity::generate(), before: self.all().cloned().collect() }
    }

    /// From the newest on; none if there is none.
    pub(crate) fn of(mut all: Vec<x25519::Identity>) -> Option<ConcernKey> {
        let before = all.split_off(1.min(all.len()));
        all.pop().map(|newest| ConcernKey { newest, before })
    }

    /// From the newest on.
    pub(crate) fn all(&self) -> impl Iterator<Item = &x25519::Identity> {
        std::iter::once(&self.newest).chain(&self.before)
    }

    fn decrypt(&self, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        self.all().find_map(|identity| decrypt(identity, sealed))
    }

    /// Wraps it, as it was made at the first opening, for whoever holds `key`, and signs that it is this concern's: without that, whoever can write to the database could plant a
    /// key of their own here before the first opening, and read what is then sealed to it.
    ///
    /// What is inside is an age identity file: a comment with the signature, and the identity.
    pub fn wrap(&self, key: &TeamKey, site: &str, concern: ConcernId) -> Vec<u8> {
        let signature = URL_SAFE_NO_PAD.encode(key.sign_bytes(&key_text(site, concern, &self.recipient())));
        let text = Zeroizing::new(format!("# {SIGNED}{signature}\n{}\n", *secret_text(&self.newest)));
        seal_key(&key.recipient(), text.as_bytes())
    }

    /// Unwraps it; `None` if the key does not fit, or did not sign it for just this concern.
    pub fn unwrap(key: &TeamKey, site: &str, concern: ConcernId, wrapped: &[u8]) -> Option<ConcernKey> {
        ConcernKey::read(key, site, concern, std::str::from_utf8(&decrypt(&key.identity, wrapped)?).ok()?)
    }

    /// From what is inside a wrap that `key` has opened.
    pub(crate) fn read(key: &TeamKey, site: &str, concern: ConcernId, text: &str) -> Option<ConcernKey> {
        let (comment, identity) = text.split_once('\n')?;
        let own = ConcernKey { newest: identity.trim_end().parse().ok()?, before: Vec::new() };
        let signature = URL_SAFE_NO_PAD.decode(comment.strip_prefix("# ")?.strip_prefix(SIGNED)?).ok()?;
        key.signed_bytes(&key_text(site, concern, &own.recipient()), &signature).then_some(own)
    }

    fn recipient(&self) -> Recipient {
        self.newest.to_public().to_string().parse().expect("age reads what it writes")
    }

    /// Seals a teller's message again, to this key.
    pub fn seal(&self, payload: &Payload) -> Vec<u8> {
        seal(&self.recipient(), payload.json())
    }

    /// Opens a message that was sealed again.
    ///
    /// # Errors
    /// If it does not open, or is not of this place.
    pub fn open(&self, place: &Place, sealed: &[u8]) -> Result<Payload, Unreadable> {
        let opened = self.decrypt(sealed).ok_or(Unreadable::Closed)?;
        Payload::read(&opened, place).map_err(Unreadable::Misread)
    }

    /// Seals what the team did.
    pub fn seal_work(&self, work: &Work) -> Vec<u8> {
        seal(&self.recipient(), work.json())
    }

    /// Opens what the team did.
    ///
    /// # Errors
    /// If it does not open, or is not of this place.
    pub fn open_work(&self, place: &Place, sealed: &[u8]) -> Result<Work, Unreadable> {
        let opened = self.decrypt(sealed).ok_or(Unreadable::Closed)?;
        Work::read(&opened, place).map_err(Unreadable::Misread)
    }

    /// Writes a reply: signed with the team's key, sealed for its teller and for the record.
    pub fn reply(&self, reply: &Reply, signer: &TeamKey, mailbox: &Recipient) -> Written {
        let json = reply.json();
        let signature = URL_SAFE_NO_PAD.encode(signer.sign(&json));
        let signed = Signed::new(json, signer.id.clone(), signature).json();
        Written { for_teller: seal(mailbox, signed.clone()), for_record: seal(&self.recipient(), signed) }
    }

    /// Opens the record's copy of a reply. `None` if it does not open, or nobody of the team has signed it for this place.
    pub fn open_reply(&self, place: &Place, sealed: &[u8], to: SealedTo, keys: &PublicKeys) -> Option<Reply> {
        let opened: Zeroizing<Vec<u8>> = self.decrypt(sealed)?;
        verified(&opened, to, place, keys).ok()
    }
}

impl fmt::Debug for ConcernKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ConcernKey")
    }
}

#[cfg(test)]
mod tests {
    use std::sync::OnceLock;

    use casework::{Answers, ConcernId, MessageId, Said};
    use proptest::collection::vec;
    use proptest::prelude::*;
    use seal::{NotShown, Receipt};

    use super::*;
    use crate::keys::birth;
    use crate::testing::{keys, random};

    fn place() -> Place {
        Place { site: "sample".into(), concern: ConcernId::from_bytes([1; 16]), message: MessageId::from_bytes([2; 16]) }
    }

    #[test]
    fn it_opens_what_was_sealed_again_and_the_team_s_key_does_not() {
        let [team, managers] = keys();
        let own = ConcernKey::new();
        let concern = ConcernId::from_bytes([1; 16]);
        let place = Place { site: "sample".into(), concern, message: concern.into() };
        let payload =
            Payload { place: place.clone(), lang: "en".into(), mailbox: None, said: Said::Concern(Answers::from_iter([("worry", "x")])) };
        let again = own.seal(&payload);
        assert_eq!(
            ConcernKey::unwrap(&team, "sample", concern, &own.wrap(&team, "sample", concern)).unwrap().open(&place, &again),
            Ok(payload)
        );
        assert_eq!(crate::open(&[team], &place, &again), Err(Unreadable::Closed));
        let [team, _] = keys();
        let wrapped = own.wrap(&team, "sample", concern);
        assert!(ConcernKey::unwrap(&managers, "sample", concern, &wrapped).is_none());
        assert!(ConcernKey::unwrap(&team, "sample", ConcernId::from_bytes([2; 16]), &wrapped).is_none(), "it is another concern's");
        assert!(ConcernKey::unwrap(&team, "other", concern, &wrapped).is_none());
        // Whoever can write to the database knows the team's recipient, and can wrap a key of their own for it.
        let planted = seal_key(&team.recipient(), secret_text(&own.newest).as_bytes());
        assert!(ConcernKey::unwrap(&team, "sample", concern, &planted).is_none());
        let posing = ConcernKey::new().wrap(&managers, "sample", concern);
        let posing = seal_key(&team.recipient(), &decrypt(&managers.identity, &posing).unwrap());
        assert!(ConcernKey::unwrap(&team, "sample", concern, &posing).is_none());
    }

    #[test]
    fn a_reply_reaches_its_teller_and_cannot_be_forged_or_moved() {
        let born = birth("sample", true, "2026-11-24", &mut random());
        let team = &born.keys[0];
        let receipt = Receipt::new(&mut random());
        let mailbox = receipt.mailbox("sample");
        let own = ConcernKey::new();
        let reply = Reply { place: place(), at: 1_795_435_200, text: "Thank you for telling us.".into() };
        let written = own.reply(&reply, team, &mailbox.recipient);
        assert_eq!(receipt.open_reply(SealedTo::Team, &place(), &written.for_teller, &born.public), Ok(reply.clone()));
        assert_eq!(own.open_reply(&place(), &written.for_record, SealedTo::Team, &born.public), Some(reply.clone()));

        // Whoever can write to the database knows the mailbox's recipient, and has no key of the team's.
        let forger = TeamKey::new(SealedTo::Team, &mut random());
        let forged = own.reply(&reply, &forger, &mailbox.recipient).for_teller;
        assert_eq!(receipt.open_reply(SealedTo::Team, &place(), &forged, &born.public), Err(NotShown::NotSigned));
        let named = Signed::new(reply.json(), team.id.clone(), URL_SAFE_NO_PAD.encode(forger.sign(&reply.json())));
        assert_eq!(
            receipt.open_reply(SealedTo::Team, &place(), &seal(&mailbox.recipient, named.json()), &born.public),
            Err(NotShown::NotSigned)
        );
        // Nor can a true one be moved to another concern, or shown as another message.
        let elsewhere = Place { concern: ConcernId::from_bytes([9; 16]), ..place() };
        assert_eq!(receipt.open_reply(SealedTo::Team, &elsewhere, &written.for_teller, &born.public), Err(NotShown::NotSigned));
        let again = Place { message: MessageId::from_bytes([9; 16]), ..place() };
        assert_eq!(receipt.open_reply(SealedTo::Team, &again, &written.for_teller, &born.public), Err(NotShown::NotSigned));
        let mut text = reply.json();
        text = text.replace("Thank you", "Do not come");
        let signature = URL_SAFE_NO_PAD.encode(team.sign(&reply.json()));
        let changed = Signed::new(text, team.id.clone(), signature);
        assert_eq!(
            receipt.open_reply(SealedTo::Team, &place(), &seal(&mailbox.recipient, changed.json()), &born.public),
            Err(NotShown::NotSigned)
        );
        // Nor does the team answer for the managers.
        let managers = receipt.mailbox(&seal::scope("sample", SealedTo::Managers));
        let of_team = own.reply(&reply, team, &managers.recipient).for_teller;
        assert_eq!(receipt.open_reply(SealedTo::Managers, &place(), &of_team, &born.public), Err(NotShown::NotSigned));
        let of_managers = own.reply(&reply, &born.keys[1], &managers.recipient).for_teller;
        assert_eq!(receipt.open_reply(SealedTo::Managers, &place(), &of_managers, &born.public), Ok(reply.clone()));
        let other = Receipt::new(&mut |bytes| bytes.fill(9));
        assert_eq!(other.open_reply(SealedTo::Team, &place(), &written.for_teller, &born.public), Err(NotShown::Closed));
    }

    /// What the team signed, and whom to believe.
    fn signed() -> &'static (PublicKeys, String) {
        static SIGNED: OnceLock<(PublicKeys, String)> = OnceLock::new();
        SIGNED.get_or_init(|| {
            let born = birth("sample", true, "2026-11-24", &mut random());
            let json = reply().json();
            let signature = URL_SAFE_NO_PAD.encode(born.keys[0].sign(&json));
            (born.public, Signed::new(json, born.keys[0].id.clone(), signature).json())
        })
    }

    fn reply() -> Reply {
        Reply { place: place(), at: 1_795_435_200, text: "Thank you for telling us.".into() }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn no_answer_is_believed_but_the_one_that_was_signed(
            edits in vec((any::<prop::sample::Index>(), 0..3_u8, any::<u8>()), 0..5),
            managers in any::<bool>(),
        ) {
            let (public, right) = signed();
            let mut opened = right.clone().into_bytes();
            for (at, how, byte) in edits {
                let at = at.index(opened.len());
                match how {
                    0 => opened[at] = byte,
                    1 => drop(opened.remove(at)),
                    _ => opened.insert(at, byte),
                }
            }
            let to = if managers { SealedTo::Managers } else { SealedTo::Team };
            if let Ok(read) = verified(&opened, to, &place(), public) {
                prop_assert_eq!((read, managers), (reply(), false));
            }
            let elsewhere = Place { concern: ConcernId::from_bytes([9; 16]), ..place() };
            prop_assert!(verified(&opened, to, &elsewhere, public).is_err());
        }
    }
}
