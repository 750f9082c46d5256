//! What a desk keeps for itself: sealed to the key of the team or of the managers, and signed by it, so that whoever can write to the disk can put
//! nothing of their own there, and nothing that belongs elsewhere. Must not know where it is kept, or what it is.

use seal::seal_key;
use zeroize::Zeroizing;

use crate::keys::TeamKey;

const SIGNATURE: usize = 64;

/// What is signed, after words that nothing else begins with. No `of` holds a zero.
fn text(of: &str, bytes: &[u8]) -> Zeroizing<Vec<u8>> {
    Zeroizing::new([b"waymark-snapshot-v1\0", of.as_bytes(), b"\0", bytes].concat())
}

impl TeamKey {
    /// Seals bytes for whoever holds this key. `of` says of what, and in which place.
    pub fn put_by(&self, of: &str, bytes: &[u8]) -> Vec<u8> {
        let signature = self.sign_bytes(&text(of, bytes));
        let inside = Zeroizing::new([&signature[..], bytes].concat());
        seal_key(&self.recipient(), &inside)
    }

    /// Opens what [`TeamKey::put_by`] gave, if this key has sealed and signed it for just that place.
    pub fn fetch(&self, of: &str, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let mut inside = Zeroizing::new(age::decrypt(&self.identity, sealed).ok()?);
        let (signature, bytes) = inside.split_at_checked(SIGNATURE)?;
        if !self.signed_bytes(&text(of, bytes), signature) {
            return None;
        }
        inside.drain(..SIGNATURE);
        Some(inside)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::keys;

    #[test]
    fn it_opens_where_it_was_put_and_nowhere_else() {
        let [team, managers] = keys();
        let sealed = team.put_by("snapshot sample team 7", b"what was said");
        assert_eq!(team.fetch("snapshot sample team 7", &sealed).unwrap().as_slice(), b"what was said");
        assert!(!sealed.windows(8).any(|w| w == b"what was"), "nothing of it stands there in clear");
        for of in ["snapshot sample team 8", "snapshot other team 7", "snapshot sample managers 7", ""] {
            assert!(team.fetch(of, &sealed).is_none(), "{of}");
        }
        assert!(managers.fetch("snapshot sample team 7", &sealed).is_none());
    }

    #[test]
    fn what_is_planted_changed_or_cut_does_not_open() {
        let [team, managers] = keys();
        let of = "snapshot sample team 7";
        let sealed = team.put_by(of, b"what was said");
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(team.fetch(of, &changed).is_none() && team.fetch(of, &sealed[..at]).is_none(), "{at}");
        }
        // Whoever can write to the disk knows the recipient, and may hold another key.
        let signed = [&managers.sign_bytes(&text(of, b"planted"))[..], b"planted"].concat();
        assert!(team.fetch(of, &seal_key(&team.recipient(), &signed)).is_none());
        assert!(team.fetch(of, &seal_key(&team.recipient(), b"short")).is_none());
    }
}
