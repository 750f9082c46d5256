//! Where a request comes from, as it is counted: under an HMAC, so that no address is kept.
//! Must not know what is counted.

use std::net::IpAddr;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// Where a request comes from; the program that accepts connections puts it on each request that may need it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Source(pub IpAddr);

/// What a source is counted under; nothing of its address can be read from it without the key.
pub type SourceName = [u8; 16];

impl Source {
    /// All of an IPv4 address, and the /56 that a household or a school has of IPv6, under an HMAC.
    pub fn name(self, key: &[u8; 32]) -> SourceName {
        let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
        match self.0.to_canonical() {
            IpAddr::V4(v4) => mac.update(&v4.octets()),
            IpAddr::V6(v6) => mac.update(&v6.octets()[..7]),
        }
        let mut out = [0; 16];
        out.copy_from_slice(&mac.finalize().into_bytes()[..16]);
        out
    }
}
