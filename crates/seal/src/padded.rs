//! A text with spaces after it, up to one of few lengths, so that the length of what is sealed tells little.
//! Must not know what the text says.

use zeroize::Zeroizing;

/// The shortest padded length, in bytes: most first messages have it.
const LEAST: usize = 1024;

/// JSON, padded. What is sealed is always of this type.
pub(crate) struct Padded(Zeroizing<Vec<u8>>);

impl Padded {
    /// Pads JSON, which may be followed by spaces: no length has to be noted, and what is opened by hand can be read as it is.
    pub(crate) fn json(text: String) -> Padded {
        let mut bytes = text.into_bytes();
        // Reserved before: growing would leave a copy of the text behind.
        let mut padded = Zeroizing::new(Vec::with_capacity(length(bytes.len())));
        padded.extend_from_slice(&bytes);
        padded.resize(length(bytes.len()), b' ');
        zeroize::Zeroize::zeroize(&mut bytes);
        Padded(padded)
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

/// Padmé: lengths are rounded so that only O(log log n) bits of them show, at a cost of at most 12 %.
/// Nikitin and others, "Reducing Metadata Leakage from Encrypted Files and Communication with PURBs", PoPETs 2019, §4.
pub fn length(bytes: usize) -> usize {
    if bytes <= LEAST {
        return LEAST;
    }
    let exponent = bytes.ilog2();
    let kept = exponent.ilog2() + 1;
    let mask = (1 << (exponent - kept)) - 1;
    (bytes + mask) & !mask
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_few_and_never_shorter() {
        let mut seen = std::collections::BTreeSet::new();
        for bytes in 0..200_000 {
            let padded = length(bytes);
            assert!(padded >= bytes && (padded == LEAST || (padded - bytes) * 100 <= bytes * 12), "{bytes} -> {padded}");
            assert_eq!(length(padded), padded);
            seen.insert(padded);
        }
        assert!(seen.len() < 200, "{}", seen.len());
    }

    #[test]
    fn the_same_as_the_script_of_the_browser() {
        // The browser's tests hold the same pairs.
        for (bytes, padded) in
            [(0, 1024), (1024, 1024), (1025, 1088), (1100, 1152), (2049, 2176), (5000, 5120), (60_000, 61_440), (100_000, 100_352)]
        {
            assert_eq!(length(bytes), padded, "{bytes}");
        }
    }

    #[test]
    fn padding_is_spaces() {
        let padded = Padded::json("{}".into());
        assert_eq!(padded.bytes().len(), LEAST);
        assert_eq!(padded.bytes().trim_ascii(), b"{}");
    }
}
