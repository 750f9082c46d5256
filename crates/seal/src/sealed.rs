//! Sealing, in the age format (age-encryption.org/v1), and what can be seen of sealed bytes from outside.
//! **Nothing here can open anything.** Must not know what is sealed.

use std::fmt;
use std::str::FromStr;

use age::x25519;
use bech32::{Bech32, Hrp};
use curve25519_dalek::MontgomeryPoint;

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
        if MontgomeryPoint(*bytes).mul_clamped([9; 32]).0 == [0; 32] {
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
        // RFC 7748, section 6.1, and https://cr.yp.to/ecdh.html#validate: 0, 1, two of order 8, and p-1, p, p+1.
        let hex = |text: &str| -> [u8; 32] { std::array::from_fn(|i| u8::from_str_radix(&text[2 * i..2 * i + 2], 16).unwrap()) };
        let p = |low: &str| format!("{low}{}7f", "ff".repeat(30));
        let weak = [
            "00".repeat(32),
            format!("01{}", "00".repeat(31)),
            "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800".to_owned(),
            "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157".to_owned(),
            p("ec"),
            p("ed"),
            p("ee"),
        ];
        for text in weak {
            assert_eq!(Recipient::from_bytes(&hex(&text)), Err(NotARecipient), "{text}");
        }
    }
}
