//! A concern's own key as a manager gives it: to named people alone, or to the whole team again. What is wrapped says for whom it is, and only the
//! managers' signature makes it count: whoever can write to the database can neither plant a key nor put a name among them.
//! Must not know where keys are kept, or who the people are.

use age::x25519;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use casework::ConcernId;
use ed25519_dalek::{Signature, VerifyingKey};
use seal::{PublicKeys, Recipient, SealedTo, seal_key};
use zeroize::Zeroizing;

use crate::account::{Unlocked, secret_text};
use crate::concern_key::ConcernKey;
use crate::keys::TeamKey;
use crate::open::decrypt;

const SIGNED: &str = "# waymark-concern-key-v2, signed by the managers: ";
const FOR: &str = "# for: ";
const NAMED: &str = "# named: ";

/// A concern's own key, and for whom it is.
pub struct Given {
    /// Whose concern it is, as when it was told.
    pub to: SealedTo,
    /// The accounts that alone hold it; none where all do who hold a key of `to`.
    pub named: Vec<String>,
    /// The key.
    pub own: ConcernKey,
}

impl Given {
    /// Wraps it for one holder. What is inside is an age identity file: comments, and identities from the newest on.
    pub fn wrap(&self, holder: &Recipient, signer: &TeamKey, site: &str, concern: ConcernId) -> Vec<u8> {
        let signature = URL_SAFE_NO_PAD.encode(signer.sign_bytes(&self.signed(site, concern)));
        let mut text = Zeroizing::new(format!("{SIGNED}{}.{signature}\n{FOR}{}\n{NAMED}{}\n", signer.id, self.to, self.named.join(" ")));
        for identity in self.own.all() {
            text.push_str(&secret_text(identity));
            text.push('\n');
        }
        seal_key(holder, text.as_bytes())
    }

    /// Unwraps it with a person's own key, or the one on paper; `None` if it does not open, or no manager has signed it for just this concern.
    pub fn open(holder: &Unlocked, keys: &PublicKeys, site: &str, concern: ConcernId, wrapped: &[u8]) -> Option<Given> {
        Given::open_with(&holder.identity, keys, site, concern, wrapped)
    }

    /// The same with a key of the team's, where it was given back to all.
    pub fn open_as_team(key: &TeamKey, keys: &PublicKeys, site: &str, concern: ConcernId, wrapped: &[u8]) -> Option<Given> {
        Given::open_with(&key.identity, keys, site, concern, wrapped)
    }

    fn open_with(holder: &x25519::Identity, keys: &PublicKeys, site: &str, concern: ConcernId, wrapped: &[u8]) -> Option<Given> {
        Given::read(keys, site, concern, std::str::from_utf8(&decrypt(holder, wrapped)?).ok()?)
    }

    /// From what is inside a wrap.
    fn read(keys: &PublicKeys, site: &str, concern: ConcernId, text: &str) -> Option<Given> {
        let mut lines = text.lines();
        let (signer, signature) = lines.next()?.strip_prefix(SIGNED)?.split_once('.')?;
        let to = SealedTo::parse(lines.next()?.strip_prefix(FOR)?)?;
        let named = lines.next()?.strip_prefix(NAMED)?.split_whitespace().map(str::to_owned).collect();
        let own = ConcernKey::of(lines.map(|line| line.parse().ok()).collect::<Option<_>>()?)?;
        let given = Given { to, named, own };
        let signer = keys.named(signer).filter(|key| key.to == SealedTo::Managers)?;
        let signature = Signature::from_slice(&URL_SAFE_NO_PAD.decode(signature).ok()?).ok()?;
        let verify = VerifyingKey::from_bytes(&signer.verify).ok()?;
        verify.verify_strict(&given.signed(site, concern), &signature).is_ok().then_some(given)
    }

    /// What is signed, after words that nothing else begins with. Neither a site nor a name has a zero byte or a space in it.
    fn signed(&self, site: &str, concern: ConcernId) -> Vec<u8> {
        let public = self.own.all().map(|identity| identity.to_public().to_string()).collect::<Vec<_>>().join(" ");
        format!("waymark-concern-key-v2\0{site}\0{concern}\0{}\0{}\0{public}", self.to, self.named.join(" ")).into_bytes()
    }
}

/// What a key of the team's opens among the wraps of a concern's own key.
pub enum Wrapped {
    /// As a manager gave it to all again.
    Given(Given),
    /// As it was made at the first opening.
    Made(ConcernKey),
}

impl Wrapped {
    /// Unwraps it, whichever it is, by one opening; `None` if it is neither, or not of just this concern.
    pub fn open(key: &TeamKey, keys: &PublicKeys, site: &str, concern: ConcernId, wrapped: &[u8]) -> Option<Wrapped> {
        let text = decrypt(&key.identity, wrapped)?;
        let text = std::str::from_utf8(&text).ok()?;
        let given = text.starts_with(SIGNED).then(|| Given::read(keys, site, concern, text)).flatten();
        given.map(Wrapped::Given).or_else(|| ConcernKey::read(key, site, concern, text).map(Wrapped::Made))
    }
}

#[cfg(test)]
mod tests {
    use casework::{MessageId, Payload, Place, Said};

    use super::*;
    use crate::keys::birth;
    use crate::testing::random;

    const SITE: &str = "sample";

    fn concern() -> ConcernId {
        ConcernId::from_bytes([1; 16])
    }

    fn payload() -> Payload {
        let place = Place { site: SITE.into(), concern: concern(), message: MessageId::from_bytes([2; 16]) };
        Payload { place, lang: "en".into(), mailbox: None, said: Said::Addition("It was blue.".into()) }
    }

    fn person() -> Unlocked {
        Unlocked { identity: x25519::Identity::generate() }
    }

    #[test]
    fn only_who_is_named_opens_it_and_only_as_a_manager_gave_it() {
        let born = birth(SITE, true, "2026-11-24", &mut random());
        let [team, managers] = [&born.keys[0], &born.keys[1]];
        let (named, other) = (person(), person());
        let given = Given { to: SealedTo::Team, named: vec!["a.manager".into(), "b.worker".into()], own: ConcernKey::new() };
        let wrapped = given.wrap(&named.recipient(), managers, SITE, concern());
        let open = |who: &Unlocked, site, concern, wrapped: &[u8]| Given::open(who, &born.public, site, concern, wrapped);
        let opened = open(&named, SITE, concern(), &wrapped).unwrap();
        assert_eq!((opened.to, opened.named), (given.to, given.named.clone()));
        assert_eq!(opened.own.open(&payload().place, &given.own.seal(&payload())), Ok(payload()));
        assert!(open(&other, SITE, concern(), &wrapped).is_none());
        assert!(Given::open_as_team(team, &born.public, SITE, concern(), &wrapped).is_none(), "the team's key is not a way in");
        assert!(
            open(&named, "other", concern(), &wrapped).is_none() && open(&named, SITE, ConcernId::from_bytes([9; 16]), &wrapped).is_none()
        );
        // Whoever holds the team's key, and can write to the database, plants no key and puts no name in.
        let planted = given.wrap(&named.recipient(), team, SITE, concern());
        let stranger = given.wrap(&named.recipient(), &TeamKey::new(SealedTo::Managers, &mut random()), SITE, concern());
        assert!(open(&named, SITE, concern(), &planted).is_none() && open(&named, SITE, concern(), &stranger).is_none());
        let text = String::from_utf8(decrypt(&named.identity, &wrapped).unwrap().to_vec()).unwrap();
        for (was, is) in [("b.worker", "c.worker"), ("for: team", "for: managers"), (&managers.id, &team.id), ("AGE-SECRET", "#AGE-SECRET")]
        {
            let changed = seal_key(&named.recipient(), text.replace(was, is).as_bytes());
            assert!(text.contains(was) && open(&named, SITE, concern(), &changed).is_none(), "{was}");
        }
    }

    #[test]
    fn a_renewed_key_opens_what_came_before_and_an_old_one_nothing_that_follows() {
        let born = birth(SITE, true, "2026-11-24", &mut random());
        let (old, place) = (ConcernKey::new(), payload().place);
        let (before, new) = (old.seal(&payload()), old.renewed());
        let follows = new.seal(&payload());
        assert_eq!((new.open(&place, &before), new.open(&place, &follows)), (Ok(payload()), Ok(payload())));
        assert!(old.open(&place, &follows).is_err());
        let who = person();
        let given = Given { to: SealedTo::Team, named: vec!["a.manager".into()], own: new.renewed() };
        let opened =
            Given::open(&who, &born.public, SITE, concern(), &given.wrap(&who.recipient(), &born.keys[1], SITE, concern())).unwrap();
        assert_eq!((opened.own.open(&place, &before), opened.own.open(&place, &follows)), (Ok(payload()), Ok(payload())));
        assert!(new.open(&place, &opened.own.seal(&payload())).is_err());
        // Given back to all, it opens with their key, and whoever was taken off before has no more than they had.
        let back = Given { named: Vec::new(), own: opened.own, ..given };
        let wrapped = back.wrap(&born.keys[0].recipient(), &born.keys[1], SITE, concern());
        let all = Given::open_as_team(&born.keys[0], &born.public, SITE, concern(), &wrapped).unwrap();
        assert!(all.named.is_empty() && all.own.open(&place, &follows) == Ok(payload()));
        let either = |wrapped: &[u8]| Wrapped::open(&born.keys[0], &born.public, SITE, concern(), wrapped);
        assert!(matches!(either(&wrapped), Some(Wrapped::Given(given)) if given.named.is_empty() && given.to == SealedTo::Team));
        assert!(
            matches!(either(&old.wrap(&born.keys[0], SITE, concern())), Some(Wrapped::Made(made)) if made.open(&place, &before).is_ok())
        );
        assert!(
            either(&old.wrap(&born.keys[0], "other", concern())).is_none() && either(&old.wrap(&born.keys[1], SITE, concern())).is_none()
        );
    }
}
