//! The map: which column is what.
//! Must not know how anything is compared.

use std::path::Path;

use linking::{DateOrder, Kind, Schema};
use serde::Deserialize;

use crate::stop::Stop;

/// A map file, read.
#[derive(Debug)]
pub(crate) struct Map {
    /// The column of ids.
    pub(crate) id: String,
    /// What was said of the order of day and month.
    pub(crate) date_order: Option<DateOrder>,
    /// Columns and kinds, in the order of the file.
    pub(crate) columns: Vec<(String, Kind)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct InFile {
    id: String,
    date_order: Option<DateOrder>,
    columns: toml::Table,
}

impl Map {
    pub(crate) fn read(path: &Path) -> Result<Map, Stop> {
        let shown = path.display();
        let text = std::fs::read_to_string(path).map_err(|e| Stop::CouldNot(format!("{shown} cannot be read ({})", e.kind())))?;
        Map::parse(&text).map_err(|(line, column, what)| Stop::Misuse(format!("{shown}:{line}:{column}: {what}")))
    }

    fn parse(text: &str) -> Result<Map, (usize, usize, String)> {
        let file: InFile = toml::from_str(text).map_err(|e| {
            let (line, column) = place(text, e.span().map_or(0, |s| s.start));
            (line, column, e.message().split_whitespace().collect::<Vec<_>>().join(" "))
        })?;
        let mut columns = Vec::new();
        for (name, kind) in &file.columns {
            let at = || place(text, text.find(&format!("{name} ")).or_else(|| text.find(name.as_str())).unwrap_or(0));
            let told = |what: String| (at().0, at().1, what);
            let kind = kind.as_str().ok_or_else(|| told(format!("the kind of {name} is not in quotes")))?;
            columns.push((name.clone(), kind.parse::<Kind>().map_err(|e| told(e.to_string()))?));
        }
        if columns.is_empty() {
            return Err((1, 1, "no column is named under [columns]".to_owned()));
        }
        Ok(Map { id: file.id, date_order: file.date_order, columns })
    }

    pub(crate) fn schema(&self) -> Schema {
        Schema::new(self.columns.iter().map(|(name, kind)| (name.clone(), *kind)))
    }
}

fn place(text: &str, at: usize) -> (usize, usize) {
    let before = &text[..at.min(text.len())];
    (1 + before.bytes().filter(|b| *b == b'\n').count(), 1 + before.rsplit('\n').next().unwrap_or_default().chars().count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_map_is_read_in_its_order() {
        let map = Map::parse("id = 'ref'\ndate_order = 'mdy'\n[columns]\nzed = 'given_name'\n'a b' = 'address'\n").unwrap();
        assert_eq!(map.columns, [("zed".to_owned(), Kind::GivenName), ("a b".to_owned(), Kind::Address)]);
        assert_eq!(map.date_order, Some(DateOrder::Mdy));
    }

    #[test]
    fn a_fault_is_told_with_its_place() {
        let place = |text: &str| Map::parse(text).map(|_| ()).unwrap_err();
        assert_eq!(place("id = 'a'\n[columns]\nx = 'colour'\n").0, 3);
        assert!(place("id = 'a'\n[columns]\nx = 'colour'\n").2.contains("given_name"));
        assert_eq!(place("id = 'a'\ncolour = 1\n[columns]\n").0, 2);
        assert_eq!(place("id = 'a'\n[columns]\n").0, 1);
    }
}
