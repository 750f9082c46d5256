//! The time line as a table: what the sections say, in the order in which it happened. Must not know sections.

use super::build::Maker;
use super::{Section, Table};
use crate::chronology::{self, Kind, Line, Says};
use crate::fields::REQUIRED;

pub(super) fn section(makers: &[Maker<'_>]) -> Section {
    let lines = makers.iter().flat_map(|m| chronology::lines(m.source.concern, m.source.case, m.source.messages)).collect();
    let lines = chronology::in_order(lines);
    let rows = lines.iter().filter_map(|line| Some((line, makers.iter().find(|m| m.source.concern == line.concern)?)));
    // An entry that is left out as a whole has no row: its day and its kind would tell of it.
    let rows = rows.filter(|(line, m)| m.hide.all_of(line.source).is_none()).map(|(line, m)| row(line, m)).collect();
    let head = ["When", "What", "In words", "Who said or saw it"].map(str::to_owned).to_vec();
    let table = Some(Table { caption: "Everything on one time line, oldest first".into(), head, rows });
    Section { concern: None, heading: "Time line".into(), items: Vec::new(), table }
}

fn row(line: &Line, m: &Maker<'_>) -> Vec<String> {
    let time = line.when.time.map(|t| t.strftime(", %H:%M").to_string()).unwrap_or_default();
    let day = format!("{}{time}", line.when.day.strftime("%-d %B %Y"));
    let day = if line.when.recorded { format!("{day} (when it was written down)") } else { day };
    let mut what = vec![chronology::english(Says::Kind(line))];
    what.extend(line.known.map(|k| (m.words.known)(k).to_owned()));
    what.extend(line.struck.then(|| "struck through".to_owned()));
    let part = match line.kind {
        Kind::Concern => REQUIRED,
        Kind::Addition | Kind::Reply => "text",
        Kind::Observation => "what",
        Kind::Episode | Kind::OutcomeTold => "words",
        Kind::Discussion => "agreed",
        Kind::Decision => "reasons",
        Kind::Closed | Kind::Reopened => "why",
    };
    let by = if line.kind == Kind::Discussion { "took-part" } else { "by-whom" };
    vec![day, what.join(" \u{b7} "), m.shown(line.source, part, &line.words), m.shown(line.source, by, &line.by_whom)]
}
