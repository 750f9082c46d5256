//! A manager's word that an account is theirs, signed with the managers' key: keys are wrapped for nobody without it. Otherwise whoever
//! can write to the database could add a holder, or another recipient in a holder's place, and wait for the next key.
//! Must not know where accounts are kept.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signature, VerifyingKey};
use seal::{PublicKeys, SealedTo};

use crate::account::Account;
use crate::keys::TeamKey;

/// What is signed: every part after its length, after words that nothing else begins with.
fn text(site: &str, account: &Account) -> Vec<u8> {
    let recipient = account.recipient.to_string();
    let parts = [site, &account.name, account.role.text(), &recipient];
    let parts = parts.map(|part| format!("{}:{part}", part.len()));
    format!("waymark-account-v1\0{}", parts.join(",")).into_bytes()
}

impl TeamKey {
    /// Vouches for an account: its name, its role and what keys are wrapped to. Only the managers' word counts.
    pub fn vouch(&self, site: &str, account: &Account) -> String {
        format!("{}.{}", self.id, URL_SAFE_NO_PAD.encode(self.sign_bytes(&text(site, account))))
    }
}

impl Account {
    /// Whether a key of the managers' vouches for it, just as it is.
    pub fn vouched(&self, site: &str, vouch: &str, keys: &PublicKeys) -> bool {
        let checked = || {
            let (id, signature) = vouch.split_once('.')?;
            let key = keys.named(id).filter(|key| key.to == SealedTo::Managers)?;
            let signature = Signature::from_slice(&URL_SAFE_NO_PAD.decode(signature).ok()?).ok()?;
            VerifyingKey::from_bytes(&key.verify).ok()?.verify_strict(&text(site, self), &signature).ok()
        };
        checked().is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::random;
    use crate::{Cost, Role, birth};

    #[test]
    fn only_what_a_manager_vouched_for_counts() {
        let born = birth("sample", true, "2026-11-24", &mut random());
        let [team, managers] = [&born.keys[0], &born.keys[1]];
        let new = |role| Account::new("sample-worker", role, "passphrase", Cost::DEMO, &mut random()).0;
        let account = new(Role::Worker);
        let vouch = managers.vouch("sample", &account);
        assert!(account.vouched("sample", &vouch, &born.public));
        assert!(!account.vouched("other", &vouch, &born.public));
        assert!(!account.vouched("sample", &team.vouch("sample", &account), &born.public), "a worker vouches for nobody");
        assert!(!Account { role: Role::Manager, ..account.clone() }.vouched("sample", &vouch, &born.public));
        assert!(!Account { recipient: new(Role::Worker).recipient, ..account.clone() }.vouched("sample", &vouch, &born.public));
        for nothing in ["", ".", &managers.id, "managers-x.AAAA"] {
            assert!(!account.vouched("sample", nothing, &born.public));
        }
        let stranger = TeamKey::new(SealedTo::Managers, &mut random()).vouch("sample", &account);
        let named = format!("{}.{}", managers.id, stranger.split_once('.').unwrap().1);
        assert!(!account.vouched("sample", &stranger, &born.public) && !account.vouched("sample", &named, &born.public));
    }
}
