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

#[cfg(test)]
mod tests {
    use super::*;

    /// Keys and signatures that OpenSSL 3 has made over [`MESSAGE`]: the algorithm, the public half as COSE, the signature.
    const OF_OPENSSL: [(&str, &str, &str); 3] = [
        (
            "RS256",
            "a401030339010020590100b7bc18af0cb9f6bacf35d40d227e99ac3ce6e828497670db04cff4fec8f43f524615c58dd1bc1b08e86438e6d5bbb1472a\
     a86825642d5d91b373ecc26fbcfe401efb19e116fceb7ccdf9d71d1794a5d09dd52460bfbb1ba864d9b735e9d8e0e84f1f677518772d4908f3d9111e\
     a097c2b9cb06ec3246b378c95c635a1177716e17553f8cb6650d937f89c7592d4d00233c6dd46691954a1881908098227c903d63799274e7c97ae2ed\
     e2c83c5e9fffe35c421233a0472459b6325153f79976ef778d66a12e195b914304d82dcf32b8a5866b436724394314e393ac2111fe91f8e30ea5b135\
     d510c7426240ac27df3759385fc65fc38f246c093d86df9cd83c292143010001",
            "9f108de608ede532db52472e50a36ab8c7e79ad5f2d8348fa0718910fb9c771d783e4a3f47bab1824f17e0aa9a1577b60a319f8a75ba888971ee2a80\
     4fba9b58034bc184c17b924b63fce91a12ed445ed825aacabd1db78eb2c9c61313e114a3ba71f71b32faa5d4c74f735f93e3d7590b90be8090a44e2a\
     ae1c7b1d03ee2a0f5e5e9cd1275c6ad761b53d0b0ce0c368671dfca954f0eab8d10291ce68326c7f7ba3dfbb4cb37dc1821f8ccf903f372ba66e4ea6\
     1a71939be1be087d252d82854863a0bc57d2113efd5a4984ec84fecd30dd2f2ebda1bd19dc18e84233f8fdf4487d2d17e0bbe9ae4bc488b5f8523dd2\
     236263ca4f893c2b22a703bddf0a81c4",
        ),
        (
            "ES256",
            "a5010203262001215820502d86ab5d1bb3e1ba3d770be3ca6d95a2bbdf8abbac9d6abaaaeec86d8e34a62258209741a5afb19603bb599663af39f903\
     7464da679435a6997b62c2160503ca3b2d",
            "3045022100cd5d33218cd0c27dd6f823791431a0bc7eeeeddf4fb2cde95bc7bbb0bd695b6202205a8d25d102b560f16e115a643cc4c730eb287c22bd\
     91550268d3f60b9cb9cff6",
        ),
        (
            "EDDSA",
            "a4010103272006215820e4a69b37f0f0ed0a16f4485ba94d61f4c370821f40b1387a84cef0784b1a342d",
            "28a0c7885668f57ccb3b7bd89a2d093fe918235b06fb4eb73063e1d4d53be9338da358bf9e501cdf1aed5fa843b677f874ae305ec203026ffc88611b\
     0fdf0602",
        ),
    ];
    const MESSAGE: &[u8] = b"signed by OpenSSL";

    fn hex(text: &str) -> Vec<u8> {
        (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
    }

    #[test]
    fn what_openssl_has_signed_is_signed_and_nothing_else_is() {
        let keys = OF_OPENSSL.map(|(name, key, signature)| (name, PublicKey::read(&mut &hex(key)[..]).expect(name), hex(signature)));
        for (name, key, signature) in &keys {
            assert!(key.has_signed(MESSAGE, signature), "{name}");
            assert!(!key.has_signed(b"signed by OpenSSM", signature), "{name}");
            let others = keys.iter().filter(|(other, ..)| other != name);
            assert!(others.into_iter().all(|(_, other, _)| !other.has_signed(MESSAGE, signature)), "{name}");
            for at in 0..signature.len() {
                let mut bent = signature.clone();
                bent[at] ^= 1;
                assert!(!key.has_signed(MESSAGE, &bent), "{name}: byte {at}");
            }
            assert!(!key.has_signed(MESSAGE, &[]), "{name}");
        }
    }

    #[test]
    fn a_key_that_is_cut_or_of_another_kind_is_none_and_what_follows_is_left() {
        for (name, key, _) in OF_OPENSSL {
            let key = hex(key);
            for end in 0..key.len() {
                assert_eq!(PublicKey::read(&mut &key[..end]), None, "{name}: {end} bytes");
            }
            let (mut more, tail) = (key.clone(), [1, 2, 3]);
            more.extend(tail);
            let mut rest = &more[..];
            assert!(PublicKey::read(&mut rest).is_some() && rest == tail, "{name}");
        }
        // ES384, a P-256 key that says EdDSA, a key without an algorithm, a list, a map of maps without an end.
        let deep = [&[0xa1, 0x01].repeat(5_000)[..], &[0x00]].concat();
        for other in [
            hex("a3010203382220 02".replace(' ', "").as_str()),
            hex("a301020327200 1".replace(' ', "").as_str()),
            hex("a10102"),
            hex("8101"),
            deep,
        ] {
            assert_eq!(PublicKey::read(&mut &other[..]), None);
        }
    }
}
