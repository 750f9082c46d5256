//! An account's own key behind a passkey: what the passkey gives out (its PRF, 256 bits) opens it, as a passphrase does; and the account's mark
//! on what is kept of a passkey, which nobody makes who has only the database. **What a passkey gives out is as secret as a passphrase, and is never kept.**
//! Must not know the store, browsers, or how a passkey signs.

use age::x25519;
use hkdf::Hkdf;
use seal::{Recipient, identity_from, seal_key};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::account::{Account, Unlocked, secret_text};

/// What a passkey gives out for this desk alone.
pub type Given = Zeroizing<[u8; 32]>;

/// Every part after its length, after words that nothing else begins with.
fn text(words: &str, parts: &[&[u8]]) -> Vec<u8> {
    let mut text = format!("{words}\0").into_bytes();
    for part in parts {
        text.extend((part.len() as u64).to_be_bytes());
        text.extend(*part);
    }
    text
}

fn derived(secret: &[u8], text: &[u8]) -> Zeroizing<[u8; 32]> {
    let mut out = Zeroizing::new([0; 32]);
    Hkdf::<Sha256>::new(None, secret).expand(text, out.as_mut()).expect("32 bytes are not too many");
    out
}

impl Account {
    /// The identity that follows from what a passkey gives out, for this account of this site and this passkey alone.
    fn behind(&self, site: &str, credential: &str, given: &Given) -> x25519::Identity {
        let parts = [site.as_bytes(), self.name.as_bytes(), credential.as_bytes()];
        identity_from(&derived(given.as_ref(), &text("waymark-passkey-v1", &parts)))
    }

    /// Wraps the account's own key for a passkey.
    pub fn lock_for_passkey(&self, unlocked: &Unlocked, site: &str, credential: &str, given: &Given) -> Vec<u8> {
        let identity = self.behind(site, credential, given);
        let to: Recipient = identity.to_public().to_string().parse().expect("age reads what it writes");
        seal_key(&to, secret_text(&unlocked.identity).as_bytes())
    }

    /// Unwraps it; none if it is another passkey's, or holds another key than the account's.
    pub fn unlock_by_passkey(&self, wrapped: &[u8], site: &str, credential: &str, given: &Given) -> Option<Unlocked> {
        let opened = crate::open::decrypt(&self.behind(site, credential, given), wrapped)?;
        let unlocked = Unlocked { identity: std::str::from_utf8(&opened).ok()?.parse().ok()? };
        // Who can write to the database could wrap an identity of their own, but not one that keys were wrapped to.
        (unlocked.recipient() == self.recipient).then_some(unlocked)
    }
}

impl Unlocked {
    /// The account's own mark over what is kept of a passkey: whoever has only the database makes none.
    pub fn mark(&self, parts: &[&[u8]]) -> [u8; 32] {
        *derived(secret_text(&self.identity).as_bytes(), &text("waymark-passkey-mark-v1", parts))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::random;
    use crate::{Cost, Role};

    fn account(name: &str) -> (Account, Unlocked) {
        Account::new(name, Role::Worker, "passphrase", Cost::DEMO, &mut random())
    }

    #[test]
    fn only_the_passkey_opens_it_and_for_its_own_place() {
        let (mine, unlocked) = account("sample");
        let given = Given::new([7; 32]);
        let wrapped = mine.lock_for_passkey(&unlocked, "site", "key", &given);
        let open = |site: &str, credential: &str, byte| mine.unlock_by_passkey(&wrapped, site, credential, &Given::new([byte; 32]));
        assert_eq!(open("site", "key", 7).unwrap().recipient(), mine.recipient);
        assert!(open("site", "key", 8).is_none(), "what another passkey gives out");
        assert!(open("other", "key", 7).is_none() && open("site", "kez", 7).is_none());
        let namesake = Account { name: "sample2".into(), ..mine.clone() };
        assert!(namesake.unlock_by_passkey(&wrapped, "site", "key", &given).is_none());
    }

    #[test]
    fn a_wrap_that_was_planted_opens_nothing() {
        let ((mine, _), (_, theirs)) = (account("sample"), account("other"));
        let given = Given::new([7; 32]);
        let planted = mine.lock_for_passkey(&theirs, "site", "key", &given);
        assert!(mine.unlock_by_passkey(&planted, "site", "key", &given).is_none());
        assert!(mine.unlock_by_passkey(b"nothing", "site", "key", &given).is_none());
    }

    #[test]
    fn a_mark_is_the_account_s_and_holds_for_just_that() {
        let ((_, mine), (_, theirs)) = (account("sample"), account("other"));
        let mark = mine.mark(&[b"a", b"bc"]);
        assert_eq!(mark, mine.mark(&[b"a", b"bc"]));
        assert_ne!(mark, theirs.mark(&[b"a", b"bc"]));
        assert_ne!(mark, mine.mark(&[b"ab", b"c"]), "where one part ends counts");
    }
}
