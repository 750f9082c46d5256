//! Names that are one name: short forms and spellings, from the two lists in `data/`.
//! Must not know how names are compared.

use std::collections::HashMap;
use std::sync::LazyLock;

static NICKNAMES: &str = include_str!("../data/nicknames.csv");
static SPELLINGS: &str = include_str!("../data/spellings.txt");

/// Each name, and the numbers of the groups that it belongs to.
static GROUPS: LazyLock<HashMap<&'static str, Vec<u32>>> = LazyLock::new(|| {
    let mut groups: HashMap<&'static str, Vec<u32>> = HashMap::new();
    let mut number_of: HashMap<&'static str, u32> = HashMap::new();
    let mut join = |name: &'static str, group: u32| {
        let all = groups.entry(name).or_default();
        if !all.contains(&group) {
            all.push(group);
        }
    };
    for line in NICKNAMES.lines().skip(1) {
        let mut cells = line.split(',');
        let (Some(full), Some(_), Some(short)) = (cells.next(), cells.next(), cells.next()) else { continue };
        let next = number_of.len() as u32;
        let group = *number_of.entry(full).or_insert(next);
        join(full, group);
        join(short, group);
    }
    let lines = SPELLINGS.lines().filter(|l| !l.starts_with('#'));
    for (line, group) in lines.zip(number_of.len() as u32..) {
        line.split_whitespace().for_each(|name| join(name, group));
    }
    groups
});

/// The groups of names that `name` (cleaned, one word) belongs to.
pub(crate) fn groups(name: &str) -> &'static [u32] {
    GROUPS.get(name).map_or(&[], Vec::as_slice)
}

/// Whether the two can be one name.
pub(crate) fn alias(a: &str, b: &str) -> bool {
    let (a, b) = (groups(a), groups(b));
    a.iter().any(|g| b.contains(g))
}

#[cfg(test)]
mod tests {
    use super::alias;

    #[test]
    fn short_forms_and_spellings() {
        for (a, b) in [
            ("robert", "bob"),
            ("liz", "elizabeth"),
            ("mohammed", "md"),
            ("ayesha", "aisha"),
            ("khadija", "khadeeja"),
            ("kasia", "katarzyna"),
        ] {
            assert!(alias(a, b) && alias(b, a), "{a} {b}");
        }
        assert!(!alias("robert", "susan"));
    }
}
