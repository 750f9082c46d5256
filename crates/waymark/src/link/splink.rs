//! Splink's saved model: `waymark link export-splink` writes one, `waymark link --model` reads the part of the format that we can say too.
//! Must not know how levels are compared.

use std::path::Path;

use linking::{Linked, Plain, PlainComparison, Schema};
use serde::Deserialize;
use serde_json::{Value, json};

use super::read::File;
use super::{parquet, write};
use crate::say;
use crate::stop::Stop;

/// Writes the records of each side, and the model, into a folder. What Splink cannot say is named on stderr.
pub(crate) fn export(folder: &Path, linked: &Linked, left: &File, right: Option<&File>) -> Result<(), Stop> {
    let (plain, left_out) = linked.plain();
    let told = |path: &Path, what: &str| Stop::CouldNot(format!("{} cannot be written ({what})", path.display()));
    std::fs::create_dir_all(folder).map_err(|e| told(folder, &e.kind().to_string()))?;
    for (side, name, file) in [(0, "left.parquet", Some(left)), (1, "right.parquet", right)] {
        let Some(file) = file else { continue };
        let mut columns = vec![("unique_id".to_owned(), file.ids.iter().cloned().map(Some).collect())];
        columns.extend(linked.columns(&plain, side));
        let path = folder.join(name);
        write::whole(&path, &parquet::write(&columns).map_err(|what| told(&path, &what))?)?;
    }
    let settings = settings(&plain, right.is_some());
    write::whole(&folder.join("settings.json"), format!("{settings:#}\n").as_bytes())?;
    for field in left_out {
        say::error(&format!("left out: {field}"));
    }
    say::error("left out: weights by value, parts of names, initials, swapped names, homes, households and other records");
    Ok(())
}

fn settings(plain: &Plain, two_files: bool) -> Value {
    let comparisons: Vec<Value> = plain.comparisons.iter().map(comparison).collect();
    let rules: Vec<Value> = plain.comparisons.iter().filter(|c| tells(c)).map(|c| rule(&c.name)).collect();
    json!({
        "link_type": if two_files { "link_only" } else { "dedupe_only" },
        "probability_two_random_records_match": plain.prior,
        "retain_matching_columns": false,
        "retain_intermediate_calculation_columns": true,
        "additional_columns_to_retain": [],
        "sql_dialect": "duckdb",
        "unique_id_column_name": "unique_id",
        "source_dataset_column_name": "source_dataset",
        "blocking_rules_to_generate_predictions": rules,
        "comparisons": comparisons,
    })
}

fn rule(name: &str) -> Value {
    json!({ "blocking_rule": format!("l.\"{name}\" = r.\"{name}\""), "sql_dialect": "duckdb" })
}

/// Whether few enough agree by chance for records to be found by this field alone.
fn tells(comparison: &PlainComparison) -> bool {
    comparison.levels.first().is_some_and(|(_, u)| *u < 0.02)
}

fn comparison(of: &PlainComparison) -> Value {
    let (l, r) = (format!("\"{}_l\"", of.name), format!("\"{}_r\"", of.name));
    let mut levels = vec![json!({ "sql_condition": missing(&l, &r), "label_for_charts": "missing", "is_null_level": true })];
    let conditions = PlainComparison::conditions(&of.name, of.kind).into_iter().chain([("everything else", "ELSE".to_owned())]);
    for ((label, condition), (m, u)) in conditions.zip(&of.levels) {
        levels.push(json!({
            "sql_condition": condition, "label_for_charts": label, "m_probability": m, "u_probability": u,
            "fix_m_probability": false, "fix_u_probability": false,
        }));
    }
    json!({ "output_column_name": of.name, "comparison_levels": levels, "comparison_description": of.kind.name() })
}

fn missing(l: &str, r: &str) -> String {
    format!("{l} IS NULL OR {r} IS NULL")
}

#[derive(Deserialize)]
struct Saved {
    probability_two_random_records_match: f64,
    comparisons: Vec<SavedComparison>,
}

#[derive(Deserialize)]
struct SavedComparison {
    output_column_name: String,
    comparison_levels: Vec<SavedLevel>,
}

#[derive(Deserialize)]
struct SavedLevel {
    sql_condition: String,
    #[serde(default)]
    is_null_level: bool,
    m_probability: Option<f64>,
    u_probability: Option<f64>,
    tf_adjustment_column: Option<String>,
}

/// Reads a saved model for records of this schema. Whatever would be weighed otherwise than Splink does is refused by name.
pub(crate) fn read(path: &Path, schema: &Schema) -> Result<Plain, Stop> {
    let shown = path.display();
    let text = std::fs::read_to_string(path).map_err(|e| Stop::CouldNot(format!("{shown} cannot be read ({})", e.kind())))?;
    parse(&text, schema).map_err(|what| Stop::CouldNot(format!("{shown}{what}")))
}

fn parse(text: &str, schema: &Schema) -> Result<Plain, String> {
    let saved: Saved = serde_json::from_str(text).map_err(|e| format!(":{}:{}: {e}", e.line(), e.column()))?;
    let prior = saved.probability_two_random_records_match;
    if !(prior > 0.0 && prior < 1.0) {
        return Err(": probability_two_random_records_match lies between 0 and 1".to_owned());
    }
    let known = linking::plain_columns(schema);
    let mut comparisons: Vec<PlainComparison> = Vec::new();
    for of in saved.comparisons {
        let name = of.output_column_name;
        let Some((_, kind)) = known.iter().find(|(n, _)| *n == name) else {
            return Err(format!(": comparison {name:?}: the map has no such column"));
        };
        if comparisons.iter().any(|c| c.name == name) {
            return Err(format!(": comparison {name:?} stands there twice"));
        }
        let conditions = PlainComparison::conditions(&name, *kind).into_iter().map(|c| c.1);
        let null = missing(&format!("\"{name}_l\""), &format!("\"{name}_r\""));
        let expected: Vec<String> = [null].into_iter().chain(conditions).chain(["ELSE".to_owned()]).collect();
        let mut levels = Vec::new();
        for (n, level) in of.comparison_levels.iter().enumerate() {
            let place = format!(": comparison {name:?}, level {}", n + 1);
            if expected.get(n) != Some(&level.sql_condition) || level.is_null_level != (n == 0) {
                return Err(format!("{place}: the condition {:?} is not ours at this place", level.sql_condition));
            }
            if level.tf_adjustment_column.is_some() {
                return Err(format!("{place}: a weight by value (tf_adjustment_column) is not read"));
            }
            if n > 0 {
                let there =
                    |p: Option<f64>| p.filter(|p| *p > 0.0 && *p <= 1.0).ok_or(format!("{place}: m and u are both above 0 and at most 1"));
                levels.push((there(level.m_probability)?, there(level.u_probability)?));
            }
        }
        if levels.len() + 1 != expected.len() {
            return Err(format!(": comparison {name:?} has {} levels, and not {}", of.comparison_levels.len(), expected.len()));
        }
        comparisons.push(PlainComparison { name, kind: *kind, levels });
    }
    Ok(Plain { prior, comparisons })
}

#[cfg(test)]
mod tests {
    use linking::Kind;

    use super::*;

    fn model() -> (Plain, Schema) {
        let of = |name: &str, kind, n: usize| PlainComparison { name: name.into(), kind, levels: vec![(0.7, 0.01); n] };
        let comparisons = vec![of("first", Kind::GivenName, 5), of("born", Kind::BirthDate, 6), of("nhs", Kind::Identifier, 4)];
        let schema = Schema::new(comparisons.iter().map(|c| (c.name.clone(), c.kind)));
        (Plain { prior: 0.001, comparisons }, schema)
    }

    #[test]
    fn what_was_written_is_read_again() {
        let (plain, schema) = model();
        assert_eq!(parse(&settings(&plain, true).to_string(), &schema).unwrap(), plain);
    }

    #[test]
    fn what_is_not_ours_is_refused_by_name() {
        let (plain, schema) = model();
        let text = settings(&plain, true).to_string();
        let wrong = |from: &str, to: &str| {
            assert!(text.contains(from), "{from}");
            parse(&text.replacen(from, to, 1), &schema).unwrap_err()
        };
        assert!(wrong(">= 4", ">= 5").contains("\"first\", level 4"));
        assert!(wrong("\"m_probability\":0.7,", "").contains("m and u"));
        assert!(wrong("\"output_column_name\":\"nhs\"", "\"output_column_name\":\"ssn\"").contains("\"ssn\""));
        assert!(parse("{", &schema).unwrap_err().starts_with(":1:"));
    }
}
