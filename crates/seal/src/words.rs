//! Words that stand for random numbers: drawn evenly, and read as people type them.
//! Must not know what they are for.

use std::sync::LazyLock;

/// The large word list of the Electronic Frontier Foundation: 7,776 words, each worth 12.9 bits.
static LIST: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| include_str!("../data/eff-large.txt").lines().filter(|l| !l.starts_with('#')).collect());

/// How many words the list has.
pub const LENGTH: u16 = 7_776;

/// Why what was typed is not what was given out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mistyped {
    /// Too few or too many words: this many, or one more than are wanted.
    Count(usize),
    /// A word that is not on the list, and the nearest that is.
    Word {
        /// As it was typed, shortened.
        typed: String,
        /// The nearest word of the list.
        nearest: &'static str,
    },
    /// Every word is on the list, and the last does not fit the others: one of them is another.
    Check,
}

/// The word with this number; nothing past the end of the list.
pub fn word(number: u16) -> &'static str {
    LIST.get(usize::from(number)).copied().unwrap_or_default()
}

/// Numbers of words, drawn evenly.
pub fn draw<const N: usize>(random: &mut dyn FnMut(&mut [u8])) -> [u16; N] {
    let mut one = || loop {
        let mut bytes = [0; 2];
        random(&mut bytes);
        let number = u16::from_le_bytes(bytes);
        // 65,536 is not a multiple of the list's length: numbers past the last whole multiple are drawn again.
        if number < u16::MAX / LENGTH * LENGTH {
            return number % LENGTH;
        }
    };
    std::array::from_fn(|_| one())
}

/// Reads what was typed: any case, any white space, commas, full stops or hyphens between the words.
///
/// # Errors
/// Says which word is not one, with the nearest, or that there are not `N`.
pub fn read<const N: usize>(typed: &str) -> Result<[u16; N], Mistyped> {
    let words: Vec<String> = split(typed).take(N + 1).collect();
    let mut out = [0; N];
    for (place, word) in out.iter_mut().zip(&words) {
        // The list is in the order of the alphabet, but for words with a hyphen; a look through it all is quick enough.
        let number = LIST.iter().position(|known| known == word).and_then(|n| u16::try_from(n).ok());
        *place = number.ok_or_else(|| Mistyped::Word { typed: shorten(word), nearest: nearest(word) })?;
    }
    if words.len() == N { Ok(out) } else { Err(Mistyped::Count(words.len())) }
}

/// The words in what was typed, small. A hyphen parts words, save in the four words of the list that have one: their first
/// halves are no words of the list, so that nothing can be meant in two ways.
fn split(typed: &str) -> impl Iterator<Item = String> {
    let mut pieces = typed.split(|c: char| !c.is_alphabetic() && c != '-').flat_map(|run| {
        let parts: Vec<&str> = run.split('-').filter(|part| !part.is_empty()).collect();
        let last = parts.len().saturating_sub(1);
        parts.into_iter().enumerate().map(move |(i, part)| (part, i < last)).collect::<Vec<_>>()
    });
    let mut waiting: Option<(String, bool)> = None;
    std::iter::from_fn(move || {
        let small = |(part, joined): (&str, bool)| (part.to_lowercase(), joined);
        let (word, joined) = waiting.take().or_else(|| pieces.next().map(small))?;
        if !joined {
            return Some(word);
        }
        waiting = pieces.next().map(small);
        let whole = waiting.as_ref().map(|(next, _)| format!("{word}-{next}")).filter(|whole| LIST.contains(&whole.as_str()));
        Some(whole.inspect(|_| waiting = None).unwrap_or(word))
    })
}

/// A typed word as it may be shown again.
fn shorten(word: &str) -> String {
    word.chars().take(24).collect()
}

fn nearest(word: &str) -> &'static str {
    let word = shorten(word);
    LIST.iter().copied().min_by_key(|known| strsim::osa_distance(known, &word)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_whole() {
        assert_eq!(LIST.len(), usize::from(LENGTH));
        assert!(LIST.iter().all(|w| w.chars().all(|c| c.is_ascii_lowercase() || c == '-')));
    }

    #[test]
    fn words_are_read_however_they_are_typed() {
        let mut next = 0_u8;
        let drawn: [u16; 4] = draw(&mut |bytes| {
            bytes.fill_with(|| {
                next = next.wrapping_add(7);
                next
            })
        });
        let [a, b, c, d] = drawn.map(word);
        for typed in [format!("{a} {b} {c} {d}"), format!("  {}, {b}\n{c}.{d} ", a.to_uppercase())] {
            assert_eq!(read(&typed), Ok(drawn), "{typed}");
        }
    }

    #[test]
    fn hyphens_part_words_and_belong_to_four_of_them() {
        let with: Vec<&str> = LIST.iter().copied().filter(|w| w.contains('-')).collect();
        assert_eq!(with, ["drop-down", "felt-tip", "t-shirt", "yo-yo"]);
        assert!(with.iter().all(|w| w.split('-').next().is_some_and(|first| !LIST.contains(&first))), "never two meanings");
        let wanted = read::<4>("yo-yo down t-shirt shirt");
        assert!(wanted.is_ok());
        for typed in
            ["yo-yo-down-t-shirt-shirt", "Yo-Yo - down - T-shirt – shirt", "yo-yo-down, t-shirt-shirt-", "yo-yo—down-t-shirt.shirt"]
        {
            assert_eq!(read::<4>(typed), wanted, "{typed}");
        }
        assert_eq!(read::<4>("abacus-abdomen-abide-ability"), read("abacus abdomen abide ability"));
        assert_eq!(read::<4>("abacus-abdomen-abide-ability-able"), Err(Mistyped::Count(5)));
    }

    #[test]
    fn a_slip_is_named_with_the_nearest_word() {
        let slip = Mistyped::Word { typed: "abdomn".into(), nearest: "abdomen" };
        assert_eq!(read::<4>("abacus abdomn abide able"), Err(slip));
        assert_eq!(read::<4>("abacus abdomen"), Err(Mistyped::Count(2)));
        assert_eq!(read::<4>("abacus abdomen abide ability able"), Err(Mistyped::Count(5)));
        assert_eq!(read::<4>(""), Err(Mistyped::Count(0)));
    }

    #[test]
    fn numbers_past_the_last_whole_multiple_are_drawn_again() {
        let mut given = [u16::MAX, 62_208, 62_207, 0].into_iter();
        let drawn: [u16; 2] = draw(&mut |bytes| bytes.copy_from_slice(&given.next().unwrap_or(1).to_le_bytes()));
        assert_eq!(drawn, [7_775, 0]);
    }
}
