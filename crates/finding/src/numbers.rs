//! Phone numbers and other long numbers: written with spaces, brackets and hyphens, with `+44` or with `0`, they are one. Must not know words.

/// A run of digits, and whether a plus stands before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Group<'a> {
    pub(crate) digits: &'a str,
    pub(crate) plus: bool,
}

/// The fewest digits that are kept as a number: fewer are words alone.
const FEWEST: usize = 5;
/// The most digits of a number, and the most groups that are looked at.
const MOST: usize = 20;
const MOST_GROUPS: usize = 8;
/// How many digits a phone number has, with what stands for its country.
const PHONE: std::ops::RangeInclusive<usize> = 9..=14;

/// Whether a number may go on after what stands between two groups of digits.
pub(crate) fn goes_on(between: &str) -> bool {
    between.len() <= 3 && between.bytes().all(|b| matches!(b, b' ' | b'-' | b'.' | b'(' | b')'))
}

/// The numbers that groups of digits may be, each without what stands for the country and without its leading 0. All together are one; so is
/// each run of groups that begins as a phone number does, since an age or a house number may stand before it or after it.
pub(crate) fn each(groups: &[Group<'_>], mut number: impl FnMut(&str)) {
    let groups = &groups[..groups.len().min(MOST_GROUPS)];
    let mut digits = String::with_capacity(MOST);
    for from in 0..groups.len() {
        digits.clear();
        for (to, group) in groups.iter().enumerate().skip(from) {
            digits.push_str(group.digits);
            if digits.len() > MOST {
                break;
            }
            let whole = from == 0 && to + 1 == groups.len();
            let begins = groups[from].plus || digits.starts_with('0') || digits.starts_with("44");
            if (whole && digits.len() >= FEWEST) || (begins && PHONE.contains(&digits.len())) {
                number(national(&digits, groups[from].plus));
            }
        }
    }
}

/// A number as it is dialled in the country, without the leading 0; another country's with its own code.
pub(crate) fn national(digits: &str, plus: bool) -> &str {
    let abroad = digits.strip_prefix("00").or(plus.then_some(digits));
    let here = |digits| str::strip_prefix(digits, "44");
    match abroad {
        Some(digits) => here(digits).map_or(digits, |d| d.strip_prefix('0').unwrap_or(d)),
        None if digits.len() >= 12 => here(digits).map_or(digits, |d| d.strip_prefix('0').unwrap_or(d)),
        None => digits.strip_prefix('0').unwrap_or(digits),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(groups: &[&str]) -> Vec<String> {
        let groups: Vec<_> = groups.iter().map(|g| Group { digits: g.trim_start_matches('+'), plus: g.starts_with('+') }).collect();
        let mut out = Vec::new();
        each(&groups, |n| out.push(n.to_owned()));
        out
    }

    #[test]
    fn one_number_however_it_is_written() {
        for groups in [
            &["07700", "900123"][..],
            &["+44", "7700", "900123"],
            &["+44", "0", "7700", "900123"],
            &["+447700900123"],
            &["00447700900123"],
            &["447700900123"],
            &["07700900123"],
        ] {
            assert_eq!(all(groups).last().map(String::as_str), Some("7700900123"), "{groups:?}");
        }
    }

    #[test]
    fn an_age_before_it_or_a_number_after_it_does_no_harm() {
        assert!(all(&["14", "07700", "900123"]).contains(&"7700900123".to_owned()));
        assert!(all(&["07700", "900123", "2"]).contains(&"7700900123".to_owned()));
        assert_eq!(all(&["14"]), Vec::<String>::new());
        assert_eq!(all(&["123456"]), ["123456"]);
        assert_eq!(all(&[&"1".repeat(40)]), Vec::<String>::new());
    }
}
