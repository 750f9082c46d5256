//! Sealing, in the age format (age-encryption.org/v1), and what can be seen of sealed bytes from outside.
//! **Nothing here can open anything.** Must not know what is sealed.

use std::fmt;
use std::str::FromStr;

use age::x25519;
use bech32::{Bech32, Hrp};

use crate::padded::Padded;

/// The most bytes that are taken as one sealed message.
pub const LARGEST: usize = 256 * 1024;
/// The most bytes of a header: one recipient has about 200, and a few more lines do no harm.
const LARGEST_HEADER: usize = 4096;
/// The most recipients; each costs whoever opens it a calculation.
const MOST_STANZAS: usize = 8;
/// After the header: a nonce of 16 bytes, and at least one byte with its tag of 16.
const LEAST_BODY: usize = 16 + 17;

/// Whom something is sealed to: the public half of an age X25519 key, `age1…`.
#[derive(Clone, PartialEq, Eq)]
pub struct Recipient {
    age: x25519::Recipient,
    bytes: [u8; 32],
}

/// The text is no age X25519 recipient.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no age X25519 recipient (age1…)")]
pub struct NotARecipient;

impl FromStr for Recipient {
    type Err = NotARecipient;

    fn from_str(text: &str) -> Result<Self, NotARecipient> {
        let age = text.parse().map_err(|_| NotARecipient)?;
        let decoded = bech32::decode(text).map_err(|_| NotARecipient)?.1;
        Ok(Recipient { age, bytes: decoded.try_into().map_err(|_| NotARecipient)? })
    }
}

impl Recipient {
    /// From the 32 bytes of an X25519 public key.
    ///
    /// # Errors
    /// If it is a point of low order: whoever gives one would make every seal to it readable by anybody, and age refuses to seal to it.
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Recipient, NotARecipient> {
        if is_of_low_order(bytes) {
            return Err(NotARecipient);
        }
        let text = bech32::encode::<Bech32>(Hrp::parse_unchecked("age"), bytes).map_err(|_| NotARecipient)?;
        text.parse()
    }

    /// The public half of an identity: what was derived here is no point of low order, and need not be looked at as a stranger's is.
    pub(crate) fn of(identity: &x25519::Identity) -> Recipient {
        identity.to_public().to_string().parse().expect("age reads what it writes")
    }

    /// The 32 bytes of the X25519 public key.
    pub fn bytes(&self) -> [u8; 32] {
        self.bytes
    }
}

/// Every point whose order divides 8, on the curve or its twist, in each way that it can be written with the top bit left out, as X25519
/// leaves it (RFC 7748, section 6.1; <https://cr.yp.to/ecdh.html#validate>): 0, 1, two of order 8, p - 1, p, p + 1.
const LOW_ORDER: [[u8; 32]; 7] = [
    small(0),
    small(1),
    [
        0xe0, 0xeb, 0x7a, 0x7c, 0x3b, 0x41, 0xb8, 0xae, 0x16, 0x56, 0xe3, 0xfa, 0xf1, 0x9f, 0xc4, 0x6a, 0xda, 0x09, 0x8d, 0xeb, 0x9c, 0x32,
        0xb1, 0xfd, 0x86, 0x62, 0x05, 0x16, 0x5f, 0x49, 0xb8, 0x00,
    ],
    [
        0x5f, 0x9c, 0x95, 0xbc, 0xa3, 0x50, 0x8c, 0x24, 0xb1, 0xd0, 0xb1, 0x55, 0x9c, 0x83, 0xef, 0x5b, 0x04, 0x44, 0x5c, 0xc4, 0x58, 0x1c,
        0x8e, 0x86, 0xd8, 0x22, 0x4e, 0xdd, 0xd0, 0x9f, 0x11, 0x57,
    ],
    by_p(0xec),
    by_p(0xed),
    by_p(0xee),
];

const fn small(n: u8) -> [u8; 32] {
    let mut bytes = [0; 32];
    bytes[0] = n;
    bytes
}

/// A number near p = 2^255 - 19, which ends in ed.
const fn by_p(last: u8) -> [u8; 32] {
    let mut bytes = [0xff; 32];
    (bytes[0], bytes[31]) = (last, 0x7f);
    bytes
}

/// By comparing: multiplying, which shows it as well, takes a third of all that a sealed concern with a receipt costs.
fn is_of_low_order(bytes: &[u8; 32]) -> bool {
    let mut bytes = *bytes;
    bytes[31] &= 0x7f;
    LOW_ORDER.contains(&bytes)
}

impl fmt::Display for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.age.fmt(f)
    }
}

impl fmt::Debug for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Recipient({self})")
    }
}

/// Seals JSON to `recipient`, padded.
///
/// The key of the file and its nonce come from the system's randomness: age takes no other.
pub fn seal(recipient: &Recipient, json: String) -> Vec<u8> {
    let padded = Padded::json(json);
    age::encrypt(&recipient.age, padded.bytes()).expect("sealing to one X25519 recipient in memory cannot fail")
}

/// Seals bytes that are no message: keys, which are of one length anyway.
pub fn seal_key(recipient: &Recipient, secret: &[u8]) -> Vec<u8> {
    age::encrypt(&recipient.age, secret).expect("sealing to one X25519 recipient in memory cannot fail")
}

/// Why bytes cannot be a sealed message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotSealed {
    /// More than is taken.
    #[error("it is larger than 256 KiB")]
    TooLarge,
    /// Not an age file.
    #[error("it does not begin as an age file (age-encryption.org/v1)")]
    Header,
    /// Not sealed to an X25519 key, or to too many.
    #[error("it is not sealed to an age X25519 recipient")]
    Recipient,
    /// Nothing is in it.
    #[error("it ends before its content begins")]
    Empty,
}

/// Looks at sealed bytes from outside: size and header alone. It cannot tell whether they open.
///
/// # Errors
/// If they are certainly not a message sealed to an X25519 key.
pub fn looks_sealed(bytes: &[u8]) -> Result<(), NotSealed> {
    if bytes.len() > LARGEST {
        return Err(NotSealed::TooLarge);
    }
    let mut rest = bytes.strip_prefix(b"age-encryption.org/v1\n").ok_or(NotSealed::Header)?;
    let (mut stanzas, mut ours) = (0, 0);
    loop {
        let end = rest.iter().take(LARGEST_HEADER).position(|&b| b == b'\n').ok_or(NotSealed::Header)?;
        let line = &rest[..end];
        rest = &rest[end + 1..];
        if bytes.len() - rest.len() > LARGEST_HEADER || !line.iter().all(|b| (b' '..=b'~').contains(b)) {
            return Err(NotSealed::Header);
        }
        if line.starts_with(b"--- ") {
            break;
        }
        if let Some(stanza) = line.strip_prefix(b"-> ") {
            stanzas += 1;
            ours += usize::from(stanza.starts_with(b"X25519 "));
        } else if stanzas == 0 {
            return Err(NotSealed::Header);
        }
    }
    match () {
        () if ours == 0 || stanzas > MOST_STANZAS => Err(NotSealed::Recipient),
        () if rest.len() < LEAST_BODY => Err(NotSealed::Empty),
        () => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recipient() -> Recipient {
        Recipient::of(&x25519::Identity::generate())
    }

    #[test]
    fn what_is_sealed_looks_so() {
        for words in ["{}", &"x".repeat(5000)] {
            assert_eq!(looks_sealed(&seal(&recipient(), words.into())), Ok(()));
        }
    }

    #[test]
    fn what_is_not_is_refused() {
        let good = seal(&recipient(), "{}".into());
        let header = good.windows(4).position(|w| w == b"--- ").unwrap();
        let end = header + good[header..].iter().position(|&b| b == b'\n').unwrap() + 1;
        let many = [b"age-encryption.org/v1\n".to_vec(), b"-> X25519 a\nb\n".repeat(9), b"--- m\n".to_vec(), vec![0; 40]].concat();
        let long = [b"age-encryption.org/v1\n-> X25519 a\n".to_vec(), b"b\n".repeat(3000), b"--- m\n".to_vec(), vec![0; 40]].concat();
        let cases = [
            (Vec::new(), NotSealed::Header),
            (b"hello".to_vec(), NotSealed::Header),
            (b"age-encryption.org/v1\n--- x\n".to_vec(), NotSealed::Recipient),
            (b"age-encryption.org/v1\n-> scrypt a b\nc\n--- x\n".to_vec(), NotSealed::Recipient),
            (b"age-encryption.org/v1\nnonsense\n-> X25519 a\nb\n--- x\n".to_vec(), NotSealed::Header),
            (good[..header].to_vec(), NotSealed::Header),
            (good[..end + LEAST_BODY - 1].to_vec(), NotSealed::Empty),
            (many, NotSealed::Recipient),
            (long, NotSealed::Header),
            ([good.clone(), vec![0; LARGEST]].concat(), NotSealed::TooLarge),
        ];
        for (bytes, why) in cases {
            assert_eq!(looks_sealed(&bytes), Err(why), "{}", String::from_utf8_lossy(&bytes[..bytes.len().min(60)]));
        }
    }

    #[test]
    fn recipients_are_read_and_written_in_both_forms() {
        let one = recipient();
        assert_eq!(one.to_string().parse(), Ok(one.clone()));
        assert_eq!(Recipient::from_bytes(&one.bytes()), Ok(one));
        assert_eq!("age1nothing".parse::<Recipient>(), Err(NotARecipient));
    }

    #[test]
    fn points_of_low_order_are_no_recipients() {
        // What makes them weak, by curve25519-dalek: any secret, a multiple of 8, leads from them to zero.
        let leads_to_zero = |bytes: [u8; 32]| curve25519_dalek::MontgomeryPoint(bytes).mul_clamped([9; 32]).0 == [0; 32];
        for point in LOW_ORDER {
            for top in [0, 0x80] {
                let mut bytes = point;
                bytes[31] |= top;
                assert!(leads_to_zero(bytes), "{bytes:x?}");
                assert_eq!(Recipient::from_bytes(&bytes), Err(NotARecipient), "{bytes:x?}");
            }
        }
        // And none beside them: what lies next to each, and all that can be written twice.
        let beside = LOW_ORDER.iter().flat_map(|point| {
            [-1_i8, 1, 2].map(|by| {
                let mut b = *point;
                b[0] = b[0].wrapping_add_signed(by);
                b
            })
        });
        for bytes in beside.chain((0xe0..=0xff).map(by_p)).chain((0..=40).map(small)) {
            assert_eq!(Recipient::from_bytes(&bytes).is_err(), leads_to_zero(bytes), "{bytes:x?}");
        }
    }
}
