//! Files of records, read whole before anything is linked: ids once each, every column of the map there, dates understood.
//! Must not know how records are linked.

use std::collections::HashMap;
use std::path::Path;

use linking::{Date, DateOrder, Kind, Record, Seen};

use super::csv::{self, Malformed, Table};
use super::map::Map;
use super::parquet;
use crate::say;
use crate::stop::Stop;

/// The records of a file, in its order.
pub(crate) struct File {
    pub(crate) ids: Vec<String>,
    pub(crate) records: Vec<Record>,
    /// Dates that are none.
    pub(crate) unreadable: usize,
    /// By id: its place.
    pub(crate) places: HashMap<String, u32>,
}

/// Reads the file of records at `path`.
pub(crate) fn records(path: &Path, map: &Map) -> Result<File, Stop> {
    let table = table(path)?;
    let column = |name: &str| {
        table.heading.iter().position(|h| h == name).ok_or_else(|| {
            let there = table.heading.join(", ");
            let place = if is_parquet(path) { "" } else { ":1:1" };
            Stop::Misuse(format!("{}{place}: there is no column {name:?}, which the map names; there are: {there}", path.display()))
        })
    };
    let id = column(&map.id)?;
    let columns = map.columns.iter().map(|(name, kind)| Ok((column(name)?, *kind))).collect::<Result<Vec<_>, Stop>>()?;
    let order = order(path, map, &columns, &table)?;
    let mut file = File { ids: Vec::new(), records: Vec::new(), unreadable: 0, places: HashMap::with_capacity(table.rows.len()) };
    let mut lines = HashMap::new();
    for (line, cells) in table.rows {
        let name = cells[id].clone();
        if let Some(first) = lines.insert(name.clone(), line) {
            let shown = path.display();
            return Err(Stop::CouldNot(if is_parquet(path) {
                format!("{shown}: row {}: the id {name:?} stands in row {} already", line - 1, first - 1)
            } else {
                format!("{shown}:{line}:1: the id {name:?} stands in line {first} already")
            }));
        }
        let mut record = Record::new();
        for (field, (place, kind)) in columns.iter().enumerate() {
            let text = cells[*place].trim();
            match kind {
                Kind::BirthDate if text.is_empty() => {}
                // As days of the calendar: the two files may write them in two ways.
                Kind::BirthDate => match Date::read(text, order) {
                    Some(day) => record.set(field, day.to_string()),
                    None => file.unreadable += 1,
                },
                _ => record.set(field, text),
            }
        }
        file.places.insert(name.clone(), file.ids.len() as u32);
        file.ids.push(name);
        file.records.push(record);
    }
    Ok(file)
}

/// Reads a table, Parquet or CSV by the file's ending, with the place of what is wrong in it.
pub(crate) fn table(path: &Path) -> Result<Table, Stop> {
    let shown = path.display();
    if is_parquet(path) {
        let file = std::fs::File::open(path).map_err(|e| Stop::CouldNot(format!("{shown} cannot be read ({})", e.kind())))?;
        return parquet::read(file).map_err(|what| Stop::CouldNot(format!("{shown}: {what}")));
    }
    let bytes = std::fs::read(path).map_err(|e| Stop::CouldNot(format!("{shown} cannot be read ({})", e.kind())))?;
    csv::read(&bytes).map_err(|Malformed { line, column, what }| Stop::CouldNot(format!("{shown}:{line}:{column}: {what}")))
}

fn is_parquet(path: &Path) -> bool {
    path.extension().is_some_and(|e| e.eq_ignore_ascii_case("parquet"))
}

/// How this file writes its dates, found out and said.
fn order(path: &Path, map: &Map, columns: &[(usize, Kind)], table: &Table) -> Result<DateOrder, Stop> {
    let mut seen = Seen::default();
    for (place, _) in columns.iter().filter(|(_, kind)| *kind == Kind::BirthDate) {
        table.rows.iter().for_each(|(_, cells)| seen.add(&cells[*place]));
    }
    let said = |order| if order == DateOrder::Dmy { "the day first" } else { "the month first" };
    let shown = path.display();
    match (map.date_order, seen.order()) {
        (Some(order), _) => Ok(order),
        (None, Ok(Some(order))) => {
            say::error(&format!("{shown}: dates have {}", said(order)));
            Ok(order)
        }
        (None, Ok(None)) => {
            if seen.free > 0 {
                say::error(&format!("{shown}: dates are the same whichever of day and month is first"));
            }
            Ok(DateOrder::Dmy)
        }
        (None, Err(open)) => Err(Stop::Misuse(format!("{shown}: {open}; say date_order = \"dmy\" or \"mdy\" in the map"))),
    }
}
