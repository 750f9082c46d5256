//! Front matter: the settings between two lines of `+++` at the top of a Markdown file.
//! Must not know what the keys mean; pages and parts bring their own type.

use serde::de::DeserializeOwned;

use crate::settings::one_line;
use crate::source::{Report, line_of};

/// A Markdown file split in two.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Split<'a> {
    /// The TOML between the marks.
    pub(crate) front: &'a str,
    /// All that follows.
    pub(crate) body: &'a str,
    /// The line, from 1, on which `body` starts.
    pub(crate) body_line: usize,
}

/// Splits a file, or says that its front matter is missing.
pub(crate) fn split<'a>(text: &'a str, report: &mut Report<'_>) -> Option<Split<'a>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let rest = text.strip_prefix("+++\n").or_else(|| text.strip_prefix("+++\r\n"));
    let split = rest.and_then(|rest| {
        let end = rest.find("\n+++").filter(|&end| matches!(rest.as_bytes().get(end + 4), None | Some(b'\n' | b'\r')))?;
        let after = &rest[end + 4..];
        let body = after.find('\n').map_or("", |n| &after[n + 1..]);
        Some(Split { front: &rest[..end + 1], body, body_line: line_of(text, text.len() - body.len()) })
    });
    if split.is_none() {
        report.error(1, "front-matter", "the file must open with settings between two lines of `+++`");
    }
    split
}

/// Reads the front matter as `T`, or says where and why it cannot.
pub(crate) fn read<T: DeserializeOwned>(split: &Split<'_>, report: &mut Report<'_>) -> Option<T> {
    toml::from_str(split.front)
        .map_err(|e| {
            // The front matter starts on line 2, after the opening mark.
            let line = e.span().map_or(1, |s| 1 + line_of(split.front, s.start));
            report.error(line, "front-matter", one_line(e.message()));
        })
        .ok()
}
