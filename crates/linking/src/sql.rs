//! Levels as conditions in DuckDB's SQL, each the same as [`crate::level`] and [`crate::born`] say it: a test holds them to it with Splink itself.
//! Must not know weights or records.

use crate::kind::Kind;
use crate::level::{ALIAS, ALIKE, Class, EXACT, NEAR};

/// The levels of a kind that a condition can say, best first.
pub(crate) fn levels(kind: Kind) -> &'static [u8] {
    match (kind, Class::of(kind)) {
        (Kind::BirthDate, _) => &[0, 1, 2, 3, 4],
        (_, Class::Name) => &[EXACT, ALIAS, NEAR, ALIKE],
        (_, Class::Text | Class::Code | Class::Email | Class::Number) => &[EXACT, NEAR, ALIKE],
        (_, Class::Phone) => &[EXACT, NEAR],
        (_, Class::Plain) => &[EXACT],
    }
}

/// The column of the groups of names that a name belongs to, as numbers with spaces between.
pub(crate) fn alias(name: &str) -> String {
    format!("{name}_alias")
}

/// The column of how a name sounds.
pub(crate) fn sound(name: &str) -> String {
    format!("{name}_sound")
}

/// Words and a condition for each of [`levels`].
pub(crate) fn conditions(name: &str, kind: Kind) -> Vec<(&'static str, String)> {
    let (l, r) = (format!("\"{name}_l\""), format!("\"{name}_r\""));
    let slips = format!("damerau_levenshtein({l}, {r})");
    let long = format!("greatest(length({l}), length({r}))");
    let same = ("the same", format!("{l} = {r}"));
    let squeezed = format!("replace({l}, ' ', '') = replace({r}, ' ', '')");
    let sides = |column: &str| (format!("\"{column}_l\""), format!("\"{column}_r\""));
    match (kind, Class::of(kind)) {
        (Kind::BirthDate, _) => {
            let part = |side: &str, from: usize, length: usize| format!("substr({side}, {from}, {length})");
            let equal = |from, length| format!("{} = {}", part(&l, from, length), part(&r, from, length));
            let (year, month, day) = (equal(1, 4), equal(5, 2), equal(7, 2));
            let turned = format!("{} = {} AND {} = {}", part(&l, 5, 2), part(&r, 7, 2), part(&l, 7, 2), part(&r, 5, 2));
            let years = format!("abs(CAST({} AS INTEGER) - CAST({} AS INTEGER)) <= 1", part(&l, 1, 4), part(&r, 1, 4));
            vec![
                same,
                ("day and month swapped", format!("{year} AND {turned}")),
                ("one digit off", format!("{slips} = 1")),
                ("two of day, month and year", format!("({year} AND {month}) OR ({year} AND {day}) OR ({month} AND {day})")),
                ("about the same year", years),
            ]
        }
        (_, Class::Name) => {
            let ((al, ar), (sl, sr)) = (sides(&alias(name)), sides(&sound(name)));
            vec![
                same,
                ("known to be one name", format!("list_has_any(string_split({al}, ' '), string_split({ar}, ' '))")),
                ("nearly the same", format!("({squeezed}) OR ({slips} = 1 AND {long} >= 4)")),
                ("alike in letters or sound", format!("({slips} = 2 AND {long} >= 5) OR ({slips} = 3 AND {long} >= 10) OR ({sl} = {sr})")),
            ]
        }
        (_, Class::Text) => {
            let most = format!("CASE WHEN {long} < 5 THEN 1 ELSE greatest(2, least(5, {long} // 4)) END");
            vec![
                same,
                ("nearly the same", format!("({squeezed}) OR {slips} = 1 OR ({slips} = 2 AND {long} >= 10)")),
                ("alike", format!("{slips} <= {most}")),
            ]
        }
        (_, Class::Code) => {
            vec![same, ("one slip", format!("{slips} = 1 AND {long} >= 3")), ("two slips", format!("{slips} = 2 AND {long} >= 6"))]
        }
        (_, Class::Email) => {
            let digits = |side: &str| format!("regexp_replace({side}, '[^0-9]', '', 'g')");
            let numbered = format!("{} = {}", digits(&l), digits(&r));
            vec![
                same,
                ("nearly the same", format!("{numbered} AND (({slips} = 1 AND {long} >= 4) OR ({slips} = 2 AND {long} >= 10))")),
                ("alike", format!("{numbered} AND {slips} <= least(5, {long} // 4)")),
            ]
        }
        (_, Class::Number) => {
            let digits = |side: &str| format!("regexp_extract({side}, '[0-9]+')");
            vec![
                same,
                ("the same digits", format!("{} <> '' AND {} = {}", digits(&l), digits(&l), digits(&r))),
                ("one slip", format!("{slips} <= 1 AND {long} >= 2")),
            ]
        }
        (_, Class::Phone) => vec![same, ("the last nine digits", format!("right({l}, 9) = right({r}, 9)"))],
        (_, Class::Plain) => vec![same],
    }
}
