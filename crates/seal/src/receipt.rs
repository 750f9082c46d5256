//! The receipt: eight words with which a teller comes back, and the keys that follow from them.
//! **The words are never stored or logged.** Must not know the store, HTTP, or any key of the team's private half.

use std::fmt;
use std::str::FromStr;

use age::x25519;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bech32::{Bech32, Hrp};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use hkdf::Hkdf;
use sha2::{Digest, Sha256};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::words::{self, Mistyped};
use crate::{Recipient, SealedTo};

/// Words that are secret: 7 × 12.9 = 90 bits, so no slow hashing is needed.
const SECRET: usize = 7;
/// Words in all; the last one shows a slip.
pub const WORDS: usize = SECRET + 1;

/// A receipt. Its `Debug` is silent.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct Receipt([u16; SECRET]);

/// What the server may know of a receipt: a random name and two public keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mailbox {
    /// Its name: 22 characters of base64url.
    pub id: String,
    /// Replies are sealed to this.
    pub recipient: Recipient,
    /// The teller signs with the private half of this (Ed25519).
    pub verify: [u8; 32],
}

/// What a receipt's keys are derived for: the site, and whom the concern is sealed to. So the words themselves say whether what is
/// added goes to the managers alone, and nobody who can write to the database can send it elsewhere.
pub fn scope(site: &str, to: SealedTo) -> String {
    match to {
        SealedTo::Team => site.to_owned(),
        SealedTo::Managers => format!("{site}\0managers"),
    }
}

/// The text is no mailbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a mailbox is written MAILBOX.X25519.ED25519, each in base64url")]
pub struct NotAMailbox;

impl Receipt {
    /// A new one.
    pub fn new(random: &mut dyn FnMut(&mut [u8])) -> Receipt {
        Receipt(words::draw(random))
    }

    /// From the numbers of its secret words, as [`Receipt::numbers`] gives them; `None` if one is past the list.
    pub fn from_numbers(numbers: [u16; SECRET]) -> Option<Receipt> {
        numbers.iter().all(|n| *n < words::LENGTH).then_some(Receipt(numbers))
    }

    /// The numbers of its secret words.
    pub fn numbers(&self) -> [u16; SECRET] {
        self.0
    }

    /// Reads what was typed.
    ///
    /// # Errors
    /// Says which word is not on the list, how many there are, or that they do not fit together.
    pub fn read(typed: &str) -> Result<Receipt, Mistyped> {
        let all: [u16; WORDS] = words::read(typed)?;
        let receipt = Receipt(std::array::from_fn(|i| all[i]));
        if all[SECRET] == receipt.check() { Ok(receipt) } else { Err(Mistyped::Check) }
    }

    /// Its eight words.
    pub fn words(&self) -> [&'static str; WORDS] {
        std::array::from_fn(|i| words::word(self.0.get(i).copied().unwrap_or_else(|| self.check())))
    }

    fn secret(&self) -> Zeroizing<String> {
        Zeroizing::new(self.0.map(words::word).join(" "))
    }

    /// The number of the word that shows a slip.
    fn check(&self) -> u16 {
        let digest = Sha256::new().chain_update("waymark-receipt-check-v1\0").chain_update(self.secret().as_bytes()).finalize();
        let number = u32::from_be_bytes([digest[0], digest[1], digest[2], digest[3]]) % u32::from(words::LENGTH);
        u16::try_from(number).unwrap_or_default()
    }

    /// HKDF-SHA256 (RFC 5869): each use has an `info` of its own.
    fn derive<const N: usize>(&self, scope: &str, what: &str) -> Zeroizing<[u8; N]> {
        let mut out = Zeroizing::new([0; N]);
        let info = format!("{scope}\0{what}");
        let hkdf = Hkdf::<Sha256>::new(Some(b"waymark-receipt-v1"), self.secret().as_bytes());
        hkdf.expand(info.as_bytes(), out.as_mut()).expect("at most 32 bytes are asked of HKDF");
        out
    }

    fn identity(&self, site: &str) -> x25519::Identity {
        identity_from(&self.derive(site, "x25519"))
    }

    fn signing(&self, site: &str) -> SigningKey {
        SigningKey::from_bytes(&self.derive(site, "ed25519"))
    }

    /// What the server may know of it, in a [`scope`].
    pub fn mailbox(&self, site: &str) -> Mailbox {
        let id: Zeroizing<[u8; 16]> = self.derive(site, "mailbox");
        Mailbox {
            id: URL_SAFE_NO_PAD.encode(*id),
            recipient: Recipient::of(&self.identity(site)),
            verify: self.signing(site).verifying_key().to_bytes(),
        }
    }

    /// Opens what was sealed to its mailbox. What comes out is not yet known to be from the team.
    pub(crate) fn open(&self, site: &str, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        age::decrypt(&self.identity(site), sealed).ok().map(Zeroizing::new)
    }

    /// Signs a challenge of the server's, to show that its holder is here.
    pub fn sign(&self, site: &str, challenge: &[u8]) -> [u8; 64] {
        self.signing(site).sign(&challenge_text(challenge)).to_bytes()
    }
}

/// The age identity with this secret: 32 bytes that were derived from something its holder knows.
pub fn identity_from(secret: &[u8; 32]) -> x25519::Identity {
    let mut text = bech32::encode::<Bech32>(Hrp::parse_unchecked("age-secret-key-"), secret).expect("32 bytes fit");
    text.make_ascii_uppercase();
    let text = Zeroizing::new(text);
    text.parse().expect("any 32 bytes are an X25519 key")
}

/// What is signed is never anything but an answer to a challenge.
fn challenge_text(challenge: &[u8]) -> Vec<u8> {
    [b"waymark-challenge-v1\0", challenge].concat()
}

impl Mailbox {
    /// Whether `signature` over `challenge` is of this mailbox's holder.
    pub fn signed(&self, challenge: &[u8], signature: &[u8; 64]) -> bool {
        let key = VerifyingKey::from_bytes(&self.verify);
        key.is_ok_and(|key| key.verify_strict(&challenge_text(challenge), &Signature::from_bytes(signature)).is_ok())
    }
}

/// As it stands in the header `Waymark-Receipt`.
impl fmt::Display for Mailbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [x25519, ed25519] = [self.recipient.bytes(), self.verify].map(|key| URL_SAFE_NO_PAD.encode(key));
        write!(f, "{}.{x25519}.{ed25519}", self.id)
    }
}

impl FromStr for Mailbox {
    type Err = NotAMailbox;

    fn from_str(text: &str) -> Result<Self, NotAMailbox> {
        let decode = |part: &str| URL_SAFE_NO_PAD.decode(part).map_err(|_| NotAMailbox);
        let mut parts = text.splitn(4, '.');
        let mut part = || parts.next().ok_or(NotAMailbox);
        let (id, x25519, ed25519) = (part()?, part()?, part()?);
        if parts.next().is_some() || decode(id)?.len() != 16 {
            return Err(NotAMailbox);
        }
        let key = |part: &str| <[u8; 32]>::try_from(decode(part)?).map_err(|_| NotAMailbox);
        let (recipient, verify) = (key(x25519)?, key(ed25519)?);
        if VerifyingKey::from_bytes(&verify).map_or(true, |key| key.is_weak()) {
            return Err(NotAMailbox);
        }
        Ok(Mailbox { id: id.to_owned(), recipient: Recipient::from_bytes(&recipient).map_err(|_| NotAMailbox)?, verify })
    }
}

impl fmt::Debug for Receipt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Receipt")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn receipt(start: u8) -> Receipt {
        let mut next = start;
        Receipt::new(&mut |bytes| {
            bytes.fill_with(|| {
                next = next.wrapping_add(31);
                next
            })
        })
    }

    #[test]
    fn its_words_are_read_back() {
        let one = receipt(3);
        assert_eq!(Receipt::read(&one.words().join(" ")), Ok(one.clone()));
        assert_eq!(Receipt::from_numbers(one.numbers()), Some(one));
        assert_eq!(Receipt::from_numbers([7_776; 7]), None);
    }

    #[test]
    fn a_wrong_word_is_caught_by_the_last() {
        let words = receipt(3).words();
        let mut caught = 0;
        for place in 0..WORDS {
            let mut typed = words;
            typed[place] = if typed[place] == "abacus" { "zoom" } else { "abacus" };
            caught += usize::from(Receipt::read(&typed.join(" ")) == Err(Mistyped::Check));
        }
        assert_eq!(caught, WORDS);
        let swapped = {
            let mut w = words;
            w.swap(0, 1);
            w
        };
        assert_eq!(Receipt::read(&swapped.join(" ")), Err(Mistyped::Check));
        assert_eq!(Receipt::read(&words[..7].join(" ")), Err(Mistyped::Count(7)));
    }

    #[test]
    fn its_keys_are_of_one_site_and_always_the_same() {
        let one = receipt(3);
        assert_eq!(one.mailbox("sample"), one.mailbox("sample"));
        let (here, there) = (one.mailbox("sample"), one.mailbox(&scope("sample", SealedTo::Managers)));
        assert!(here.id != there.id && here.recipient != there.recipient && here.verify != there.verify);
        let (here, there) = (one.mailbox("sample"), one.mailbox("other"));
        assert!(here.id != there.id && here.recipient != there.recipient && here.verify != there.verify);
        assert_eq!(here.to_string().parse(), Ok(here));
    }

    /// Held fixed: a receipt that was given out must open its mailbox for as long as records are kept. The values are those of another
    /// implementation (@noble/hashes and @noble/curves), and the browser's script must give the same.
    #[test]
    fn derivation_never_changes() {
        let one = Receipt::from_numbers([0, 1, 2, 3, 4, 5, 6]).unwrap();
        assert_eq!(one.words().join(" "), DERIVED_WORDS);
        assert_eq!(one.mailbox("sample").to_string(), DERIVED);
    }
    const DERIVED_WORDS: &str = "abacus abdomen abdominal abide abiding ability ablaze repose";
    const DERIVED: &str = "9fNYNdAcvhe-ncjbhunoHA.rwVjV64-xMLhA1-dyu0IXYI_IcOIMXNlhAFjnoi9Gz0.j-laVXHo8X-plE5u9E6NIx1zUT35WC4h-PtaK4Fr034";

    #[test]
    fn only_its_holder_signs() {
        let (one, other) = (receipt(3), receipt(9));
        let mailbox = one.mailbox("sample");
        assert!(mailbox.signed(b"challenge", &one.sign("sample", b"challenge")));
        assert!(!mailbox.signed(b"another", &one.sign("sample", b"challenge")));
        assert!(!mailbox.signed(b"challenge", &other.sign("sample", b"challenge")));
        assert!(!mailbox.signed(b"challenge", &one.sign("other", b"challenge")));
    }

    #[test]
    fn what_is_no_mailbox_is_refused() {
        let good = receipt(3).mailbox("sample").to_string();
        let zero = URL_SAFE_NO_PAD.encode([0; 32]);
        let parts: Vec<&str> = good.split('.').collect();
        let bad = [
            "".into(),
            "a.b.c".into(),
            good[1..].into(),
            format!("{good}.x"),
            format!("{}.{zero}.{}", parts[0], parts[2]),
            format!("{}.{}.{zero}", parts[0], parts[1]),
        ];
        for text in bad {
            assert_eq!(text.parse::<Mailbox>(), Err(NotAMailbox), "{text}");
        }
    }
}
