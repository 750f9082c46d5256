//! `waymark check`: every problem of a site in one go, for people or for programs.
//! Must not know the checks: those are in the crate `course`.

use course::{Level, Problem};
use serde::Serialize;

use crate::args::Format;
use crate::config::CheckConfig;
use crate::origin::{Origin, count};
use crate::stop::Stop;
use crate::{clock, say};

/// One line of `--format json`.
#[derive(Serialize)]
struct JsonLine<'a> {
    path: String,
    line: usize,
    level: String,
    code: &'a str,
    message: &'a str,
}

pub(crate) fn check(config: &CheckConfig) -> Result<(), Stop> {
    let origin = Origin::Folder(config.dir.clone());
    let (files, mut problems) = origin.read()?;
    problems.extend(course::check(&files, clock::today(), config.live));
    problems.sort_by(|a, b| (&a.path, a.line, a.code).cmp(&(&b.path, b.line, b.code)));

    say::out(&problems.iter().map(|p| told(&origin, p, config.format) + "\n").collect::<String>())?;
    let errors = problems.iter().filter(|p| p.level == Level::Error).count();
    if config.format == Format::Text {
        say::line(&format!("{}, {}", count(errors, "error"), count(problems.len() - errors, "warning")));
    }
    if errors > 0 { Err(Stop::Found) } else { Ok(()) }
}

fn told(origin: &Origin, problem: &Problem, format: Format) -> String {
    if format == Format::Text {
        return origin.line(problem);
    }
    let Problem { line, level, code, message, .. } = problem;
    let json = JsonLine { path: origin.path(problem), line: *line, level: level.to_string(), code, message };
    serde_json::to_string(&json).expect("strings and a number are JSON")
}
