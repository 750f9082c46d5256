//! The public half of a passkey: COSE (RFC 9053) in, a signature checked. Three algorithms: ES256, which all have; RS256, which Windows Hello
//! with older TPMs has alone; EdDSA. **Bytes from a stranger.** Must not know what is signed.

use ciborium::Value;
use ring::signature::{ECDSA_P256_SHA256_ASN1, ED25519, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey};

/// As COSE numbers them, in the order in which they are asked for.
pub(super) const ALGORITHMS: [i64; 3] = [ES256, EDDSA, RS256];
const ES256: i64 = -7;
const EDDSA: i64 = -8;
const RS256: i64 = -257;

/// A public half.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum PublicKey {
    /// On P-256, as an uncompressed point.
    Es256(Vec<u8>),
    /// On Ed25519.
    EdDsa(Vec<u8>),
    /// Modulus and exponent.
    Rs256(Vec<u8>, Vec<u8>),
}

/// A map of CBOR whose keys are numbers.
struct Labels(Vec<(Value, Value)>);

impl Labels {
    fn of(&self, label: i64) -> Option<&Value> {
        self.0.iter().find(|(key, _)| key.as_integer() == Some(label.into())).map(|(_, value)| value)
    }

    fn number(&self, label: i64) -> Option<i64> {
        self.of(label)?.as_integer()?.try_into().ok()
    }

    fn bytes(&self, label: i64) -> Option<Vec<u8>> {
        self.of(label)?.as_bytes().cloned()
    }
}

impl PublicKey {
    /// Reads one from the front of `bytes`, and leaves what follows it.
    pub(super) fn read(bytes: &mut &[u8]) -> Option<PublicKey> {
        let Ok(Value::Map(map)) = ciborium::from_reader::<Value, _>(bytes) else { return None };
        let map = Labels(map);
        match (map.number(3)?, map.number(1)?, map.number(-1)) {
            (ES256, 2, Some(1)) => {
                let (x, y) = (map.bytes(-2).filter(|x| x.len() == 32)?, map.bytes(-3).filter(|y| y.len() == 32)?);
                Some(PublicKey::Es256([&[4][..], &x, &y].concat()))
            }
            (EDDSA, 1, Some(6)) => Some(PublicKey::EdDsa(map.bytes(-2).filter(|x| x.len() == 32)?)),
            // In an RSA key the label -1 is the modulus.
            (RS256, 3, None) => Some(PublicKey::Rs256(map.bytes(-1)?, map.bytes(-2)?)),
            _ => None,
        }
    }

    /// Whether it has signed `message`.
    pub(super) fn has_signed(&self, message: &[u8], signature: &[u8]) -> bool {
        let checked = match self {
            PublicKey::Es256(point) => UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, point).verify(message, signature),
            PublicKey::EdDsa(point) => UnparsedPublicKey::new(&ED25519, point).verify(message, signature),
            PublicKey::Rs256(n, e) => RsaPublicKeyComponents { n, e }.verify(&RSA_PKCS1_2048_8192_SHA256, message, signature),
        };
        checked.is_ok()
    }
}
