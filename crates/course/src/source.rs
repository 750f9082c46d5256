//! What goes in and what is wrong with it: the files of a site as text, and the problems found in them.
//! Must not know the disk: whoever calls has read the files.

use std::collections::BTreeMap;
use std::fmt;

/// A site's files, by their path inside the site's folder, with `/` between its parts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Files {
    /// Markdown and TOML.
    pub texts: BTreeMap<String, String>,
    /// Pictures, by path.
    pub media: BTreeMap<String, Vec<u8>>,
}

impl Files {
    /// The text at `path`, if there is one.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.texts.get(path).map(String::as_str)
    }
}

/// How bad a problem is: an error stops `waymark check` with 1, a warning does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Must be mended.
    Error,
    /// Should be looked at.
    Warning,
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Level::Error => "error",
            Level::Warning => "warning",
        })
    }
}

/// One thing to mend, and where. Its `Display` is `path:line: level: message`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Path inside the site's folder.
    pub path: String,
    /// Line, from 1.
    pub line: usize,
    /// Error or warning.
    pub level: Level,
    /// A short fixed name of the kind of problem, for programs.
    pub code: &'static str,
    /// One sentence: what is wrong and what to do.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}: {}", self.path, self.line, self.level, self.message)
    }
}

/// Collects the problems of one file, so that callers name only line, code and message.
pub(crate) struct Report<'a> {
    path: &'a str,
    problems: &'a mut Vec<Problem>,
}

impl<'a> Report<'a> {
    pub(crate) fn new(path: &'a str, problems: &'a mut Vec<Problem>) -> Self {
        Report { path, problems }
    }

    pub(crate) fn error(&mut self, line: usize, code: &'static str, message: impl Into<String>) {
        self.push(Level::Error, line, code, message.into());
    }

    pub(crate) fn warning(&mut self, line: usize, code: &'static str, message: impl Into<String>) {
        self.push(Level::Warning, line, code, message.into());
    }

    pub(crate) fn push(&mut self, level: Level, line: usize, code: &'static str, message: String) {
        let path = self.path.to_owned();
        self.problems.push(Problem { path, line, level, code, message });
    }
}

/// The line, from 1, on which byte `offset` of `text` stands.
pub(crate) fn line_of(text: &str, offset: usize) -> usize {
    let end = offset.min(text.len());
    1 + text.as_bytes()[..end].iter().filter(|&&b| b == b'\n').count()
}
