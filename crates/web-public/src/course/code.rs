//! The code of four words to come back with: made, read as people type it, and turned into the name under which the
//! server keeps progress. The words themselves are never stored.

use std::sync::LazyLock;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

/// The large word list of the Electronic Frontier Foundation: 7,776 words, so that four of them hold 51 bits.
static LIST: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| include_str!("../../data/eff-large.txt").lines().filter(|l| !l.starts_with('#')).collect());

/// How many words a code has.
const WORDS: usize = 4;

/// Why what was typed is no code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Mistyped {
    /// Too few or too many words.
    Count,
    /// A word that is not on the list, and the nearest that is.
    Word { typed: String, nearest: &'static str },
}

/// A code, from 8 random bytes: each word is drawn evenly.
pub(crate) fn make(random: fn(&mut [u8])) -> [&'static str; WORDS] {
    let draw = || loop {
        let mut bytes = [0; 2];
        random(&mut bytes);
        let number = usize::from(u16::from_le_bytes(bytes));
        // 65,536 is not a multiple of the list's length: numbers past the last whole multiple are drawn again.
        if number < 65_536 / LIST.len() * LIST.len() {
            return LIST[number % LIST.len()];
        }
    };
    std::array::from_fn(|_| draw())
}

/// Reads what was typed: any case, any white space, commas or full stops between the words.
///
/// # Errors
/// Says which word is not one, with the nearest, or that there are not four.
pub(crate) fn read(typed: &str) -> Result<[&'static str; WORDS], Mistyped> {
    let words: Vec<String> =
        typed.split(|c: char| !c.is_alphabetic() && c != '-').filter(|w| !w.is_empty()).take(WORDS + 1).map(str::to_lowercase).collect();
    let mut out = [""; WORDS];
    for (index, word) in words.iter().take(WORDS).enumerate() {
        out[index] =
            LIST.iter().find(|known| *known == word).ok_or_else(|| Mistyped::Word { typed: shorten(word), nearest: nearest(word) })?;
    }
    if words.len() == WORDS { Ok(out) } else { Err(Mistyped::Count) }
}

/// A typed word as it may be shown again.
fn shorten(word: &str) -> String {
    word.chars().take(24).collect()
}

fn nearest(word: &str) -> &'static str {
    let word = shorten(word);
    LIST.iter().copied().min_by_key(|known| strsim::osa_distance(known, &word)).unwrap_or_default()
}

/// The name under which progress is kept: 22 characters of base64url, from 16 bytes of SHA-256 over site and code.
pub(crate) fn keep_name(site: &str, code: &[&str; WORDS]) -> String {
    let digest =
        Sha256::new().chain_update("waymark-resume-v1\0").chain_update(site).chain_update("\0").chain_update(code.join(" ")).finalize();
    URL_SAFE_NO_PAD.encode(&digest[..16])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counting(bytes: &mut [u8]) {
        use std::sync::atomic::{AtomicU8, Ordering};
        static NEXT: AtomicU8 = AtomicU8::new(1);
        bytes.fill_with(|| NEXT.fetch_add(7, Ordering::Relaxed));
    }

    #[test]
    fn the_list_is_whole() {
        assert_eq!(LIST.len(), 7_776);
    }

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        let code = make(counting);
        let [a, b, c, d] = code;
        for typed in [format!("{a} {b} {c} {d}"), format!("  {}, {b}\n{c}.{d} ", a.to_uppercase())] {
            assert_eq!(read(&typed), Ok(code), "{typed}");
        }
    }

    #[test]
    fn a_slip_is_named_with_the_nearest_word() {
        let slip = Mistyped::Word { typed: "abdomn".into(), nearest: "abdomen" };
        assert_eq!(read("abacus abdomn abide able"), Err(slip));
        assert_eq!(read("abacus abdomen"), Err(Mistyped::Count));
        assert_eq!(read("abacus abdomen abide ability able"), Err(Mistyped::Count));
        assert_eq!(read(""), Err(Mistyped::Count));
    }

    #[test]
    fn the_name_depends_on_site_and_every_word() {
        let name = keep_name("one", &["a", "b", "c", "d"]);
        assert!(course::is_keep(&name), "{name}");
        assert_ne!(name, keep_name("two", &["a", "b", "c", "d"]));
        assert_ne!(name, keep_name("one", &["b", "a", "c", "d"]));
    }
}
