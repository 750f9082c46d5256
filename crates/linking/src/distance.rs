//! How many slips lie between two texts: Damerau's distance (a letter put in, left out, changed, or two neighbours swapped), cut off early.
//! Must not know what the texts mean.

/// Longest text that is compared letter by letter; what follows is not looked at.
pub(crate) const LONGEST: usize = 64;

/// The number of slips between `a` and `b`, or `None` if there are more than `most`. Symmetric.
pub(crate) fn slips(a: &[u8], b: &[u8], most: usize) -> Option<usize> {
    let (a, b) = (&a[..a.len().min(LONGEST)], &b[..b.len().min(LONGEST)]);
    let (a, b) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if b.len() - a.len() > most {
        return None;
    }
    let same = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[same..], &b[same..]);
    let tail = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[..a.len() - tail], &b[..b.len() - tail]);
    if a.is_empty() {
        return (b.len() <= most).then_some(b.len());
    }
    if a.len() > 2 * most + 2 && letters_apart(a, b) > 2 * most as u32 {
        return None;
    }
    table(a, b, most)
}

/// In how many of 64 classes of letters the two differ: each slip changes two at most.
fn letters_apart(a: &[u8], b: &[u8]) -> u32 {
    let mask = |text: &[u8]| text.iter().fold(0u64, |m, c| m | 1 << (c & 63));
    (mask(a) ^ mask(b)).count_ones()
}

/// Damerau's unrestricted distance, as `damerau_levenshtein` of DuckDB has it.
fn table(a: &[u8], b: &[u8], most: usize) -> Option<usize> {
    const W: usize = LONGEST + 2;
    let far = (a.len() + b.len()) as u8;
    // Further from the diagonal than `most` nothing can come back within it.
    let mut cells = [far; W * W];
    let mut last_row = [0u8; 256];
    for i in 0..=a.len() {
        cells[(i + 1) * W + 1] = i as u8;
    }
    for j in 0..=b.len() {
        cells[W + j + 1] = j as u8;
    }
    for i in 1..=a.len() {
        let mut last_column = 0usize;
        let mut least = u8::MAX;
        for j in i.saturating_sub(most).max(1)..=(i + most).min(b.len()) {
            let (row, column) = (last_row[b[j - 1] as usize] as usize, last_column);
            let cost = u8::from(a[i - 1] != b[j - 1]);
            if cost == 0 {
                last_column = j;
            }
            let changed = cells[i * W + j] + cost;
            let put_in = cells[(i + 1) * W + j] + 1;
            let left_out = cells[i * W + j + 1] + 1;
            let swapped = cells[row * W + column].saturating_add((i - row + j - column - 1) as u8);
            let best = changed.min(put_in).min(left_out).min(swapped);
            cells[(i + 1) * W + j + 1] = best;
            least = least.min(best);
        }
        if least as usize > most + 1 {
            return None;
        }
        last_row[a[i - 1] as usize] = i as u8;
    }
    let found = cells[(a.len() + 1) * W + b.len() + 1] as usize;
    (found <= most).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::slips;

    #[test]
    fn slips_are_counted() {
        let of = |a: &str, b: &str| slips(a.as_bytes(), b.as_bytes(), 9);
        assert_eq!(of("smith", "smith"), Some(0));
        assert_eq!(of("smith", "smiht"), Some(1));
        assert_eq!(of("smith", "smyth"), Some(1));
        assert_eq!(of("ca", "abc"), Some(2));
        assert_eq!(of("", "abc"), Some(3));
        assert_eq!(slips(b"smith", b"jones", 2), None);
        assert_eq!(slips(b"kitten", b"sitting", 3), Some(3));
    }
}
