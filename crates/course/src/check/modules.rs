//! Outcomes and modules: each outcome is taught, practised and asked for; each module has what a module needs; ids are unique.
//! Must not know what questions say.

use std::collections::BTreeMap;

use super::{key_line, parts_of};
use crate::source::{Files, Problem, Report};
use crate::{Course, Interaction, Kind, Part, PartKind};

/// The fewest interactions of a module, without its scenario.
const FEWEST: usize = 4;

/// The interactions of a part.
pub(super) fn interactions(part: &Part) -> impl Iterator<Item = &Interaction> {
    part.steps.iter().filter_map(|step| step.interaction.as_ref())
}

/// Each outcome of the course, and each name of one.
pub(super) fn outcomes(course: &Course, text: &str, files: &Files, problems: &mut Vec<Problem>) {
    for outcome in &course.settings.outcomes {
        let teaching: Vec<&Part> = parts_of(course, PartKind::Module).filter(|p| p.front.outcome.as_deref() == Some(&outcome.id)).collect();
        let mut report = Report::new(&course.path, problems);
        let line = outcome_line(text, &outcome.id);
        let id = &outcome.id;
        if teaching.is_empty() {
            report.error(line, "outcome-untaught", format!("no module teaches the outcome `{id}`; write one with outcome = \"{id}\""));
        } else if !teaching.iter().any(|p| interactions(p).any(|i| !matches!(i.kind, Kind::Reflection(_)))) {
            let message = format!("nothing in its module practises the outcome `{id}`; add an interaction besides a reflection");
            report.error(line, "outcome-unpractised", message);
        }
        for (kind, name) in [(PartKind::Before, "before"), (PartKind::After, "after")] {
            if !parts_of(course, kind).flat_map(interactions).any(|i| i.outcome.as_deref() == Some(id)) {
                let message = format!("no question {name} the course asks for the outcome `{id}`; add one with outcome={id}");
                report.error(line, "outcome-unasked", message);
            }
        }
    }
    unknown(course, files, problems);
}

/// The line of `course.toml` on which the outcome `id` is named.
fn outcome_line(text: &str, id: &str) -> usize {
    let named = |line: &str| line.trim_start().starts_with("id") && line.contains(&format!("\"{id}\""));
    text.lines().position(named).map_or(1, |n| n + 1)
}

/// Outcomes that are named and are not in `course.toml`, and modules that name none.
fn unknown(course: &Course, files: &Files, problems: &mut Vec<Problem>) {
    let known = |id: &str| course.settings.outcomes.iter().any(|o| o.id == id);
    for part in &course.parts {
        let mut report = Report::new(&part.path, problems);
        let line = key_line(files.text(&part.path).unwrap_or_default(), "outcome");
        if part.front.kind == PartKind::Module && part.front.outcome.is_none() {
            report.error(1, "outcome-missing", "a module must say in its settings what it teaches: outcome = \"…\"");
        }
        let named = part.front.outcome.iter().map(|id| (line, id));
        let asked = interactions(part).filter_map(|i| Some((i.line, i.outcome.as_ref()?)));
        for (line, id) in named.chain(asked).filter(|(_, id)| !known(id)) {
            report.error(line, "outcome-unknown", format!("`{id}` is no outcome of course.toml; use the id of one that is there"));
        }
    }
}

/// What each module needs: recall, practice, a story.
pub(super) fn modules(course: &Course, problems: &mut Vec<Problem>) {
    for (index, part) in parts_of(course, PartKind::Module).enumerate() {
        let mut report = Report::new(&part.path, problems);
        let first = &part.steps[0];
        if index > 0 && !first.recall {
            let message = "a module after the first starts with a step that recalls an earlier one; mark it `{recall}` after its heading";
            report.warning(first.line, "module-recall", message);
        }
        let stories = interactions(part).filter(|i| matches!(i.kind, Kind::Scenario(_))).count();
        let others = interactions(part).count() - stories;
        if others < FEWEST {
            let message = format!("besides its scenario the module should have at least {FEWEST} interactions, and has {others}; add some");
            report.warning(1, "module-small", message);
        }
        if stories != 1 {
            report.warning(1, "module-story", format!("the module should have one scenario, and has {stories}"));
        }
    }
}

/// Ids stand for one interaction each, over the whole course.
pub(super) fn ids(course: &Course, problems: &mut Vec<Problem>) {
    let mut seen: BTreeMap<&str, (&str, usize)> = BTreeMap::new();
    for part in &course.parts {
        for interaction in interactions(part) {
            match seen.get(interaction.id.as_str()) {
                Some((path, line)) => {
                    let message = format!("the id `{}` is taken by {path}:{line}; progress needs another one here", interaction.id);
                    Report::new(&part.path, problems).error(interaction.line, "id-twice", message);
                }
                None => {
                    seen.insert(&interaction.id, (&part.path, interaction.line));
                }
            }
        }
    }
}
