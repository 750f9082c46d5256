//! Whether two words are spelled alike: at most so many letters more, fewer, other, or two neighbours the other way round (optimal string alignment).
//! Must not know why.

use crate::fold::LONGEST;

/// How many slips of spelling a word of so many letters may have.
pub(crate) fn slips(letters: usize) -> u8 {
    match letters {
        0..=3 => 0,
        4..=7 => 1,
        _ => 2,
    }
}

/// Which letters stand in a word, as bits. One slip changes at most two of them, so that most words need no closer look.
pub(crate) fn letters(word: &str) -> u32 {
    word.bytes().fold(0, |bits, b| bits | 1 << if b.is_ascii_lowercase() { u32::from(b - b'a') } else { 26 + u32::from(b % 6) })
}

/// How many slips lie between two words of ASCII, if at most `most` (which is small).
pub(crate) fn distance(a: &str, b: &str, most: u8) -> Option<u8> {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len().abs_diff(b.len()) > usize::from(most) || a.len().max(b.len()) > LONGEST {
        return None;
    }
    // Three rows: two letters ago, one letter ago, now.
    let mut rows = [[0u8; LONGEST + 1]; 3];
    for (cell, n) in rows[1].iter_mut().zip(0..=u8::MAX) {
        *cell = n;
    }
    for i in 1..=a.len() {
        let [before, last, now] = &mut rows;
        now[0] = u8::try_from(i).unwrap_or(u8::MAX);
        let mut least = now[0];
        for j in 1..=b.len() {
            let changed = u8::from(a[i - 1] != b[j - 1]);
            let mut cost = (last[j] + 1).min(now[j - 1] + 1).min(last[j - 1] + changed);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                cost = cost.min(before[j - 2] + 1);
            }
            now[j] = cost;
            least = least.min(cost);
        }
        if least > most {
            return None;
        }
        rows.rotate_left(1);
    }
    Some(rows[1][b.len()]).filter(|d| *d <= most)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The definition itself, slowly.
    fn plain(a: &[u8], b: &[u8]) -> u8 {
        match (a.split_last(), b.split_last()) {
            (None, _) | (_, None) => u8::try_from(a.len().max(b.len())).unwrap(),
            (Some((x, before_x)), Some((y, before_y))) => {
                let mut cost = (plain(before_x, b) + 1).min(plain(a, before_y) + 1).min(plain(before_x, before_y) + u8::from(x != y));
                if let (Some((x2, rest_a)), Some((y2, rest_b))) = (before_x.split_last(), before_y.split_last())
                    && x == y2
                    && x2 == y
                {
                    cost = cost.min(plain(rest_a, rest_b) + 1);
                }
                cost
            }
        }
    }

    #[test]
    fn slips_are_counted() {
        for (a, b, slips) in
            [("smith", "smyth", 1), ("siobhan", "sioban", 1), ("jonh", "john", 1), ("mohammed", "muhammad", 2), ("same", "same", 0)]
        {
            assert_eq!(distance(a, b, 2), Some(slips), "{a} {b}");
        }
        assert_eq!(distance("smith", "jones", 2), None);
        assert_eq!(distance("", "ab", 1), None);
    }

    proptest! {
        #[test]
        fn it_is_what_the_definition_says(a in "[a-c]{0,6}", b in "[a-c]{0,6}", most in 0..3u8) {
            let slips = plain(a.as_bytes(), b.as_bytes());
            prop_assert_eq!(distance(&a, &b, most), (slips <= most).then_some(slips));
            if slips <= most {
                prop_assert!((letters(&a) ^ letters(&b)).count_ones() <= 2 * u32::from(most));
            }
        }
    }
}
