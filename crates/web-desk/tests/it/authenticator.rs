//! A passkey of the test's own, and the browser around it: it makes a key pair, signs what it is asked to, and gives something out. A second writing of
//! the standard's formats, so that what the desk reads is not only what the desk would write. Must not know the desk.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::Value;
use sha2::{Digest, Sha256};

/// The person is there and verified.
const VERIFIED: u8 = 0b101;
const WITH_KEY: u8 = 1 << 6;

/// One passkey. What it says can be bent before it is asked.
pub(crate) struct Key {
    pair: EcdsaKeyPair,
    id: Vec<u8>,
    pub(crate) user: String,
    pub(crate) flags: u8,
    pub(crate) counter: u32,
    pub(crate) origin: String,
    /// What the browser says that it was used for.
    pub(crate) act: &'static str,
    pub(crate) host: String,
    /// What it gives out, if it does.
    pub(crate) given: Option<[u8; 32]>,
}

fn text(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

impl Key {
    pub(crate) fn new(id: &str, given: Option<[u8; 32]>) -> Key {
        let (random, algorithm) = (SystemRandom::new(), &ECDSA_P256_SHA256_ASN1_SIGNING);
        let bytes = EcdsaKeyPair::generate_pkcs8(algorithm, &random).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(algorithm, bytes.as_ref(), &random).unwrap();
        let (origin, host) = ("http://localhost:8081".to_owned(), "localhost".to_owned());
        let act = "webauthn.get";
        Key { pair, id: id.as_bytes().to_vec(), user: String::new(), flags: VERIFIED, counter: 0, origin, act, host, given }
    }

    pub(crate) fn name(&self) -> String {
        text(&self.id)
    }

    fn client(&self, kind: &str, challenge: &str) -> String {
        format!(r#"{{"type":"{kind}","challenge":"{challenge}","origin":"{}","crossOrigin":false}}"#, self.origin)
    }

    fn data(&self, flags: u8, rest: &[u8]) -> Vec<u8> {
        [&Sha256::digest(self.host.as_bytes())[..], &[flags], &self.counter.to_be_bytes(), rest].concat()
    }

    fn given(&self) -> String {
        self.given.map(|given| text(&given)).unwrap_or_default()
    }

    /// What the page's script sends of a passkey that was made, by what the page asked for.
    pub(crate) fn made(&mut self, asked: &Value) -> Vec<(&'static str, String)> {
        self.user = asked["handle"].as_str().unwrap().to_owned();
        let point = self.pair.public_key().as_ref();
        let (x, y) = point[1..].split_at(32);
        let cose = [&[0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32][..], x, &[0x22, 0x58, 32], y].concat();
        let length = u16::try_from(self.id.len()).unwrap().to_be_bytes();
        let data = self.data(self.flags | WITH_KEY, &[&[0; 16][..], &length, &self.id, &cose].concat());
        let head = [&[0xa3][..], b"\x63fmt\x64none\x67attStmt\xa0\x68authData", &[0x58, u8::try_from(data.len()).unwrap()]].concat();
        let client = self.client("webauthn.create", asked["challenge"].as_str().unwrap());
        vec![("client", text(client.as_bytes())), ("attestation", text(&[head, data].concat())), ("given", self.given())]
    }

    /// What it sends of a passkey that was used.
    pub(crate) fn used(&self, challenge: &str) -> Vec<(&'static str, String)> {
        let (client, data) = (self.client(self.act, challenge), self.data(self.flags, &[]));
        let message = [&data[..], &Sha256::digest(client.as_bytes())[..]].concat();
        let signature = self.pair.sign(&SystemRandom::new(), &message).unwrap();
        vec![
            ("credential", self.name()),
            ("client", text(client.as_bytes())),
            ("data", text(&data)),
            ("signature", text(signature.as_ref())),
            ("user", self.user.clone()),
            ("given", self.given()),
            ("to", "/".into()),
        ]
    }
}
