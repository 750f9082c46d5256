//! The code of four words to come back with, and the name under which the server keeps progress for it. The words themselves are
//! never stored.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use seal::words::{self, Mistyped};
use sha2::{Digest, Sha256};

/// How many words a code has: 51 bits.
const WORDS: usize = 4;

/// A code, by the numbers of its words.
pub(crate) type Code = [u16; WORDS];

/// A new code.
pub(crate) fn make(random: fn(&mut [u8])) -> Code {
    words::draw(&mut { random })
}

/// Reads what was typed.
///
/// # Errors
/// Says which word is not one, with the nearest, or that there are not four.
pub(crate) fn read(typed: &str) -> Result<Code, Mistyped> {
    words::read(typed)
}

/// Its words.
pub(crate) fn shown(code: &Code) -> [&'static str; WORDS] {
    code.map(words::word)
}

/// The name under which progress is kept: 22 characters of base64url, from 16 bytes of SHA-256 over site and code.
pub(crate) fn keep_name(site: &str, code: &Code) -> String {
    let words = shown(code).join(" ");
    let digest = Sha256::new().chain_update("waymark-resume-v1\0").chain_update(site).chain_update("\0").chain_update(words).finalize();
    URL_SAFE_NO_PAD.encode(&digest[..16])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_depends_on_site_and_every_word() {
        let name = keep_name("one", &[1, 2, 3, 4]);
        assert!(course::is_keep(&name), "{name}");
        assert_ne!(name, keep_name("two", &[1, 2, 3, 4]));
        assert_ne!(name, keep_name("one", &[2, 1, 3, 4]));
    }
}
