//! How well two values agree: the levels, and which of them two texts of a kind reach.
//! Must not know weights, records or fields.

use crate::distance::slips;
use crate::kind::Kind;
use crate::names;
use crate::sound::sound;
use crate::text::clean;

/// How well two values of a field agree, best first. A birth date has steps of its own ([`crate::born`]).
pub(crate) const EXACT: u8 = 0;
/// Known to be one name.
pub(crate) const ALIAS: u8 = 1;
/// One slip apart.
pub(crate) const NEAR: u8 = 2;
/// Two slips apart, or alike in sound.
pub(crate) const ALIKE: u8 = 3;
/// A part is the same.
pub(crate) const PART: u8 = 4;
/// One is the other's initial.
pub(crate) const INITIAL: u8 = 5;
/// The same, but in another field: given name and surname changed about.
pub(crate) const SWAPPED: u8 = 6;
/// Different.
pub(crate) const DIFFER: u8 = 7;
/// How many levels there are.
pub(crate) const LEVELS: usize = 8;
/// One of the two is not there: says nothing.
pub(crate) const MISSING: u8 = u8::MAX;
/// Levels that follow from the two values alone, and differ from equality.
pub(crate) const FUZZY: usize = 4;

/// Which kinds are compared in the same way, and so may share their values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Class {
    Name,
    Text,
    Code,
    Phone,
    Email,
    Number,
    Plain,
}

/// What two texts of a kind have in common, as they are compared: the value that both say; or one and the other with `~` between, where they resemble
/// each other, whichever comes first. `None` where they differ, or one says nothing.
///
/// ```
/// use linking::{Kind, in_common};
/// assert_eq!(in_common(Kind::Phone, "+44 7700 900456", "07700 900456").as_deref(), Some("07700900456"));
/// assert_eq!(in_common(Kind::FamilyName, "Sampel", "Sample").as_deref(), Some("sampel~sample"));
/// assert_eq!(in_common(Kind::FamilyName, "Sample", "Other"), None);
/// ```
pub fn in_common(kind: Kind, one: &str, other: &str) -> Option<String> {
    let (one, other) = (clean(kind, one), clean(kind, other));
    if one.is_empty() || other.is_empty() {
        return None;
    }
    match Class::of(kind).level(&one, &other) {
        EXACT => Some(one),
        DIFFER => None,
        _ => Some(format!("{}~{}", (&one).min(&other), (&one).max(&other))),
    }
}

impl Class {
    pub(crate) fn of(kind: Kind) -> Class {
        match kind {
            Kind::GivenName | Kind::FamilyName | Kind::FullName | Kind::OtherName => Class::Name,
            Kind::Address | Kind::Town | Kind::Place | Kind::School | Kind::Occupation => Class::Text,
            Kind::Postcode | Kind::Vehicle | Kind::Identifier => Class::Code,
            Kind::Phone => Class::Phone,
            Kind::Email | Kind::Username => Class::Email,
            Kind::HouseNumber => Class::Number,
            Kind::BirthDate | Kind::Age | Kind::Gender | Kind::Category => Class::Plain,
        }
    }

    /// The level that two different texts of this class reach. Symmetric.
    pub(crate) fn level(self, a: &str, b: &str) -> u8 {
        if a == b {
            return EXACT;
        }
        match self {
            Class::Name => name(a, b),
            Class::Text => text(a, b),
            Class::Code => code(a, b),
            Class::Phone => phone(a, b),
            Class::Email => email(a, b),
            Class::Number => number(a, b),
            Class::Plain => DIFFER,
        }
    }

    /// What texts must share, any of it, to be worth comparing: found again by [`Class::level`].
    pub(crate) fn keys(self, text: &str, mut take: impl FnMut(u64)) {
        let bytes = text.as_bytes();
        match self {
            Class::Name => {
                let whole: Vec<u8> = bytes.iter().copied().filter(|b| *b != b' ').collect();
                if whole.len() >= 3 {
                    left_out(&whole, &mut take);
                    let sound = sound(text);
                    if sound.len() >= 2 {
                        take(key(b's', sound.as_bytes()));
                    }
                    ends(&whole, 4, &mut take);
                }
                for part in text.split(' ') {
                    names::groups(part).iter().for_each(|g| take(key(b'g', &g.to_le_bytes())));
                    if part.len() >= 3 {
                        take(key(b'w', part.as_bytes()));
                    }
                }
            }
            Class::Text => {
                let whole: Vec<u8> = bytes.iter().copied().filter(|b| *b != b' ').collect();
                if whole.len() <= 9 {
                    left_out(&whole, &mut take);
                }
                ends(&whole, 6, &mut take);
                for part in text.split(' ').filter(|p| p.len() >= 4) {
                    take(key(b'w', part.as_bytes()));
                }
            }
            // Of long codes nearly every one is said once: two keys a value, not a dozen. A slip leaves one of the halves whole.
            Class::Code if bytes.len() > 8 => halves(bytes, &mut take),
            Class::Code => {
                if bytes.len() >= 3 {
                    left_out(bytes, &mut take);
                }
            }
            Class::Phone => {
                take(key(b't', tail(bytes, 6)));
                take(key(b'h', &tail(bytes, 9)[..tail(bytes, 9).len() / 2 + 1]));
            }
            Class::Email => {
                let local = text.split('@').next().unwrap_or(text).as_bytes();
                take(key(b'l', local));
                if local.len() > 7 {
                    halves(local, &mut take)
                } else {
                    left_out(local, &mut take)
                }
                ends(bytes, 7, &mut take);
            }
            Class::Number => {
                if bytes.len() >= 2 {
                    left_out(bytes, &mut take);
                }
                let digits = digits(text);
                if !digits.is_empty() {
                    take(key(b'n', digits.as_bytes()));
                }
            }
            Class::Plain => {}
        }
    }
}

fn name(a: &str, b: &str) -> u8 {
    if names::alias(a, b) {
        return ALIAS;
    }
    let several = a.contains(' ') || b.contains(' ');
    if several && a.bytes().filter(|c| *c != b' ').eq(b.bytes().filter(|c| *c != b' ')) {
        return NEAR;
    }
    let (long, short) = (a.len().max(b.len()), a.len().min(b.len()));
    let apart = slips(a.as_bytes(), b.as_bytes(), 3);
    match apart {
        Some(1) if long >= 4 => return NEAR,
        Some(2) if long >= 5 => return ALIKE,
        Some(3) if long >= 10 => return ALIKE,
        _ => {}
    }
    let sounds = sound(a);
    if sounds.len() >= 2 && sounds == sound(b) {
        return ALIKE;
    }
    if several && share_a_part(a, b) {
        return PART;
    }
    if short >= 3 && (a.starts_with(b) || b.starts_with(a)) { PART } else { DIFFER }
}

/// Every part of the shorter name is a part of the longer one, or known to be one name with it.
fn share_a_part(a: &str, b: &str) -> bool {
    a.split(' ').filter(|p| p.len() >= 2).any(|p| b.split(' ').any(|q| p == q || names::alias(p, q)))
}

fn text(a: &str, b: &str) -> u8 {
    if a.bytes().filter(|c| *c != b' ').eq(b.bytes().filter(|c| *c != b' ')) {
        return NEAR;
    }
    let long = a.len().max(b.len());
    let most = if long < 5 { 1 } else { (long / 4).clamp(2, 5) };
    match slips(a.as_bytes(), b.as_bytes(), most) {
        Some(1) => return NEAR,
        Some(2) if long >= 10 => return NEAR,
        Some(_) => return ALIKE,
        None => {}
    }
    let (mut both, mut all) = (0, 0);
    for part in a.split(' ') {
        all += part.len();
        if part.len() >= 4 && b.split(' ').any(|q| q == part) {
            both += part.len();
        }
    }
    let other: usize = b.split(' ').map(str::len).sum();
    if 2 * both >= all.min(other) && both > 0 { PART } else { DIFFER }
}

fn code(a: &str, b: &str) -> u8 {
    let long = a.len().max(b.len());
    match slips(a.as_bytes(), b.as_bytes(), 2) {
        Some(1) if long >= 3 => NEAR,
        Some(2) if long >= 6 => ALIKE,
        _ => DIFFER,
    }
}

fn phone(a: &str, b: &str) -> u8 {
    let (x, y) = (tail(a.as_bytes(), 9), tail(b.as_bytes(), 9));
    if x == y {
        return NEAR;
    }
    match slips(x, y, 1) {
        Some(_) if x.len() >= 6 => ALIKE,
        _ if a.len() >= 6 && tail(x, 6) == tail(y, 6) => PART,
        _ => DIFFER,
    }
}

/// Two addresses that differ in their digits are two people's of one name more often than one person's with a slip.
fn email(a: &str, b: &str) -> u8 {
    let long = a.len().max(b.len());
    let digits = |t: &'_ str| -> u64 { t.bytes().filter(u8::is_ascii_digit).fold(1, |n, d| n.wrapping_mul(11).wrapping_add(u64::from(d))) };
    let numbered = digits(a) != digits(b);
    match slips(a.as_bytes(), b.as_bytes(), (long / 4).min(5)) {
        Some(_) if numbered => return PART,
        Some(1) => return NEAR,
        Some(2) if long >= 10 => return NEAR,
        Some(_) => return ALIKE,
        None => {}
    }
    let local = |t: &str| t.split('@').next().unwrap_or_default().len();
    let (x, y) = (&a[..local(a)], &b[..local(b)]);
    if !numbered && x.len() >= 4 && slips(x.as_bytes(), y.as_bytes(), 1).is_some() { PART } else { DIFFER }
}

fn number(a: &str, b: &str) -> u8 {
    let (x, y) = (digits(a), digits(b));
    if !x.is_empty() && x == y {
        return NEAR;
    }
    match slips(a.as_bytes(), b.as_bytes(), 1) {
        Some(_) if a.len().max(b.len()) >= 2 => ALIKE,
        _ => DIFFER,
    }
}

/// The first run of digits.
fn digits(text: &str) -> &str {
    let Some(start) = text.find(|c: char| c.is_ascii_digit()) else { return "" };
    let rest = &text[start..];
    &rest[..rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len())]
}

fn tail(bytes: &[u8], length: usize) -> &[u8] {
    &bytes[bytes.len().saturating_sub(length)..]
}

/// The text itself, and the text with each letter left out: two texts that are one slip apart share one of these.
fn left_out(text: &[u8], take: &mut impl FnMut(u64)) {
    take(key(b'd', text));
    if text.len() > 12 {
        return;
    }
    let mut buffer = [0u8; 12];
    for i in 0..text.len() {
        if i > 0 && text[i] == text[i - 1] {
            continue;
        }
        buffer[..i].copy_from_slice(&text[..i]);
        buffer[i..text.len() - 1].copy_from_slice(&text[i + 1..]);
        take(key(b'd', &buffer[..text.len() - 1]));
    }
}

/// The beginning and the end: slips in the rest leave one of them whole.
fn ends(text: &[u8], length: usize, take: &mut impl FnMut(u64)) {
    if text.len() > length {
        take(key(b'<', &text[..length]));
        take(key(b'>', tail(text, length)));
    }
}

/// The halves of a text, and of the text without its middle letter: a slip leaves one of them whole.
fn halves(text: &[u8], take: &mut impl FnMut(u64)) {
    let (less, more) = (text.len() / 2, text.len().div_ceil(2));
    for length in less..=more {
        take(key(b'<', &text[..length]));
        take(key(b'>', tail(text, length)));
    }
}

/// A number for what is shared. The same on every machine.
pub(crate) fn key(tag: u8, bytes: &[u8]) -> u64 {
    let mut h = 0x9e37_79b9_7f4a_7c15u64 ^ u64::from(tag).wrapping_mul(0xff51_afd7_ed55_8ccd);
    for chunk in bytes.chunks(8) {
        let mut word = [0u8; 8];
        word[..chunk.len()].copy_from_slice(chunk);
        h = (h.rotate_left(23) ^ u64::from_le_bytes(word) ^ (chunk.len() as u64) << 57).wrapping_mul(0x9fb2_1c65_1e98_df25);
    }
    h ^= h >> 32;
    h.wrapping_mul(0xc4ce_b9fe_1a85_ec53) ^ h >> 29
}
