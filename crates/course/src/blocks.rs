//! The `:::` blocks: cuts a Markdown body into plain text and blocks, with their lines.
//! Must not know what any kind of block means.

use crate::source::Report;

/// A piece of a body.
#[derive(Debug, Clone)]
pub(crate) enum Segment<'a> {
    /// Plain Markdown.
    Text(Lines<'a>),
    /// `::: kind rest` … `:::`.
    Block { kind: &'a str, rest: &'a str, line: usize, inner: Lines<'a> },
}

/// Some lines, and the number of the first.
#[derive(Debug, Clone, Default)]
pub(crate) struct Lines<'a> {
    pub(crate) first: usize,
    pub(crate) lines: Vec<&'a str>,
}

impl<'a> Lines<'a> {
    /// Each line with its number.
    pub(crate) fn numbered(&self) -> impl Iterator<Item = (usize, &'a str)> + '_ {
        self.lines.iter().enumerate().map(|(i, l)| (self.first + i, *l))
    }

    /// Whether nothing but white space is in it.
    pub(crate) fn is_blank(&self) -> bool {
        self.lines.iter().all(|l| l.trim().is_empty())
    }

    /// The lines from `from` up to `to`, as indexes from 0.
    pub(crate) fn slice(&self, from: usize, to: usize) -> Lines<'a> {
        Lines { first: self.first + from, lines: self.lines[from..to].to_vec() }
    }

    /// Splits off the last paragraph: what stands before it, and itself.
    pub(crate) fn split_last_paragraph(&self) -> (Lines<'a>, Lines<'a>) {
        let blank = |i: &usize| self.lines[*i].trim().is_empty();
        let end = (0..self.lines.len()).rev().find(|i| !blank(i)).map_or(0, |i| i + 1);
        let start = (0..end).rev().find(blank).map_or(0, |i| i + 1);
        (self.slice(0, start), self.slice(start, end))
    }
}

/// Cuts `body`, whose first line has the number `first`.
pub(crate) fn segments<'a>(body: Lines<'a>, report: &mut Report<'_>) -> Vec<Segment<'a>> {
    let mut out = Vec::new();
    let mut text = Lines { first: body.first, lines: Vec::new() };
    let mut open: Option<(&str, &str, usize, Lines<'a>)> = None;
    for (number, line) in body.numbered() {
        match (line.strip_prefix(":::").map(str::trim), open.take()) {
            (Some(""), Some((kind, rest, line, inner))) => {
                out.push(Segment::Block { kind, rest, line, inner });
                text = Lines { first: number + 1, lines: Vec::new() };
            }
            (Some(""), None) => report.error(number, "block", "this `:::` closes no block"),
            (Some(head), None) => {
                if !text.is_blank() {
                    out.push(Segment::Text(std::mem::take(&mut text)));
                }
                let (kind, rest) = head.split_once(char::is_whitespace).unwrap_or((head, ""));
                open = Some((kind, rest.trim(), number, Lines { first: number + 1, lines: Vec::new() }));
            }
            (Some(head), Some(block)) => {
                let message = format!("`::: {head}` stands inside the block of line {}; blocks do not nest: close it first", block.2);
                report.error(number, "block", message);
                open = Some(block);
            }
            (None, Some(mut block)) => {
                block.3.lines.push(line);
                open = Some(block);
            }
            (None, None) => text.lines.push(line),
        }
    }
    if let Some((kind, _, line, _)) = open {
        report.error(line, "block", format!("the block `{kind}` is never closed; end it with a line `:::`"));
    } else if !text.is_blank() {
        out.push(Segment::Text(text));
    }
    out
}

/// The `key=value` and `key="some words"` of a block's first line.
pub(crate) fn arguments(rest: &str) -> Result<Vec<(&str, &str)>, String> {
    let mut out = Vec::new();
    let mut left = rest.trim();
    while !left.is_empty() {
        let (key, after) = left.split_once('=').ok_or_else(|| format!("`{left}` is not of the form key=value"))?;
        let (value, next) = match after.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').ok_or_else(|| format!("the quotation mark after `{key}=` is never closed"))?,
            None => after.split_once(char::is_whitespace).unwrap_or((after, "")),
        };
        out.push((key.trim(), value));
        left = next.trim_start();
    }
    Ok(out)
}
