//! The interactions of a step, as typed values, and how they are read from a block.
//! Must not know addresses, marking or progress.

use crate::blocks::{Lines, arguments};
use crate::prose::{Context, Link, Picture, Prose, Voice, body, markdown};
use crate::scenario::{self, Scenario};
use crate::source::Report;

/// One interaction: what is asked, and the answers that can be given.
#[derive(Debug, Clone)]
pub struct Interaction {
    /// Short name, unique in the course; progress refers to it.
    pub id: String,
    /// Line of its first line.
    pub line: usize,
    /// The outcome that it asks for, in the checks before and after.
    pub outcome: Option<String>,
    /// The skill that it asks for, likewise.
    pub skill: Option<String>,
    /// What stands before the question.
    pub situation: Prose,
    /// The question, as HTML without a paragraph around it.
    pub question: Inline,
    /// The answers.
    pub kind: Kind,
}

/// A line of text: HTML without a paragraph around it, and its words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inline {
    /// HTML.
    pub html: String,
    /// The words alone.
    pub text: String,
    /// Links in it.
    pub links: Vec<Link>,
    /// Pictures in it.
    pub pictures: Vec<Picture>,
}

/// What kind of interaction it is, with its answers.
#[derive(Debug, Clone)]
pub enum Kind {
    /// One answer, one of which helps most.
    Choice(Vec<Choice>),
    /// Several answers.
    Several(Vec<Choice>),
    /// A day as a time line; each entry is worth noticing, or not.
    Spot(Vec<Choice>),
    /// Items into groups.
    Sort {
        /// Names of the groups.
        groups: Vec<String>,
        /// What goes into them.
        items: Vec<Item>,
    },
    /// Items into their order.
    Order(Vec<Item>),
    /// Items to what belongs to each.
    Match {
        /// The right sides, in the order in which they are shown.
        rights: Vec<Inline>,
        /// The left sides.
        items: Vec<Item>,
    },
    /// How sure one feels, from least to most; no answer is wrong.
    Confidence(Vec<Choice>),
    /// Boxes to write in; nothing is sent.
    Reflection(Vec<Field>),
    /// A story with choices.
    Scenario(Scenario),
}

/// An answer that can be chosen.
#[derive(Debug, Clone)]
pub struct Choice {
    /// Its words.
    pub words: Inline,
    /// The time of day, on a time line.
    pub time: Option<String>,
    /// Whether it belongs among the right ones.
    pub right: bool,
    /// Why someone would choose it, what may happen, what helps more.
    pub feedback: Prose,
    /// Its line.
    pub line: usize,
}

/// A thing to be placed. Items stand in the order in which they are shown.
#[derive(Debug, Clone)]
pub struct Item {
    /// Its words.
    pub words: Inline,
    /// The index of the group, place or right side where it belongs.
    pub right: usize,
    /// Why it belongs there.
    pub feedback: Prose,
    /// Its line.
    pub line: usize,
}

/// A box to write in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// What it asks.
    pub label: String,
    /// A word of help.
    pub hint: Option<String>,
}

/// The most answers of an interaction: progress keeps one as a letter.
pub(crate) const MOST_ANSWERS: usize = 26;

/// The kinds of block that are interactions.
pub(crate) const KINDS: [&str; 9] = ["choice", "several", "spot", "sort", "order", "match", "confidence", "reflection", "scenario"];

impl Kind {
    /// The name of its block.
    pub fn name(&self) -> &'static str {
        match self {
            Kind::Choice(_) => "choice",
            Kind::Several(_) => "several",
            Kind::Spot(_) => "spot",
            Kind::Sort { .. } => "sort",
            Kind::Order(_) => "order",
            Kind::Match { .. } => "match",
            Kind::Confidence(_) => "confidence",
            Kind::Reflection(_) => "reflection",
            Kind::Scenario(_) => "scenario",
        }
    }
}

/// Reads the block `kind`, which is one of [`KINDS`].
pub(crate) fn parse(
    kind: &str,
    rest: &str,
    line: usize,
    inner: &Lines<'_>,
    cx: Context<'_>,
    report: &mut Report<'_>,
) -> Option<Interaction> {
    let (id, outcome, skill) = heading(kind, rest, line, report)?;
    if kind == "scenario" {
        let scenario = scenario::parse(line, inner, cx, report)?;
        return Some(Interaction {
            id,
            line,
            outcome,
            skill,
            situation: Prose::default(),
            question: Inline::default(),
            kind: Kind::Scenario(scenario),
        });
    }
    let (before, entries) = entries(inner, report);
    let (situation, question) = before.split_last_paragraph();
    let question = inline(&question.lines.join(" "), question.first, cx, report);
    if question.text.is_empty() {
        report.error(line, "question", format!("`::: {kind}` asks nothing: its last paragraph before the answers is the question"));
    }
    let situation = body(situation, cx, report);
    let kind = answers(kind, &id, line, &entries, &question, cx, report)?;
    Some(Interaction { id, line, outcome, skill, situation, question, kind })
}

type Heading = (String, Option<String>, Option<String>);

fn heading(kind: &str, rest: &str, line: usize, report: &mut Report<'_>) -> Option<Heading> {
    let (mut id, mut outcome, mut skill) = (None, None, None);
    match arguments(rest) {
        Err(why) => report.error(line, "block", why),
        Ok(pairs) => {
            for (key, value) in pairs {
                match key {
                    "id" => id = Some(value.to_owned()),
                    "outcome" => outcome = Some(value.to_owned()),
                    "skill" => skill = Some(value.to_owned()),
                    _ => report.error(line, "block", format!("`{key}=` means nothing here; a question takes id=, outcome= and skill=")),
                }
            }
        }
    }
    match id {
        Some(id) if is_name(&id) => Some((id, outcome, skill)),
        Some(id) => {
            report.error(line, "id", format!("the id `{id}` may hold only a-z, 0-9 and `-`, and at most 12 of them"));
            None
        }
        None => {
            report.error(line, "id", format!("`::: {kind}` needs an id: id=short-name"));
            None
        }
    }
}

/// Whether `name` can stand in a progress cookie.
pub(crate) fn is_name(name: &str) -> bool {
    (1..=12).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// An entry of an interaction: `- text`, `1. text` or `## group`, with its feedback.
#[derive(Debug)]
pub(crate) struct Entry<'a> {
    pub(crate) line: usize,
    /// `x` or a space from `[x]`, `#` for a group, nothing otherwise.
    pub(crate) mark: Option<char>,
    pub(crate) text: String,
    pub(crate) feedback: Lines<'a>,
}

/// Splits a block's lines into what stands before the first entry, and the entries.
pub(crate) fn entries<'a>(inner: &Lines<'a>, report: &mut Report<'_>) -> (Lines<'a>, Vec<Entry<'a>>) {
    let start = inner.lines.iter().position(|l| entry_start(l).is_some()).unwrap_or(inner.lines.len());
    let mut out: Vec<Entry<'a>> = Vec::new();
    for (line, raw) in inner.slice(start, inner.lines.len()).numbered() {
        let trimmed = raw.trim();
        if let Some((mark, text)) = entry_start(raw) {
            out.push(Entry { line, mark, text: text.trim().to_owned(), feedback: Lines { first: line + 1, lines: Vec::new() } });
        } else if let (Some(quoted), Some(entry)) = (trimmed.strip_prefix('>'), out.last_mut()) {
            if entry.feedback.lines.is_empty() {
                entry.feedback.first = line;
            }
            entry.feedback.lines.push(quoted.strip_prefix(' ').unwrap_or(quoted));
        } else if trimmed.is_empty() {
        } else if let Some(entry) = out.last_mut().filter(|e| raw.starts_with("  ") && e.feedback.lines.is_empty()) {
            entry.text.push(' ');
            entry.text.push_str(trimmed);
        } else {
            report.error(
                line,
                "entry",
                "this line belongs to no answer: answers start with `- `, feedback with `> `, and what goes on is indented",
            );
        }
    }
    (inner.slice(0, start), out)
}

fn entry_start(line: &str) -> Option<(Option<char>, &str)> {
    if let Some(group) = line.strip_prefix("## ") {
        return Some((Some('#'), group));
    }
    if let Some(rest) = line.strip_prefix("- ") {
        let boxed = [("[x] ", 'x'), ("[X] ", 'x'), ("[ ] ", ' ')].iter().find_map(|(b, c)| rest.strip_prefix(b).map(|r| (Some(*c), r)));
        return Some(boxed.unwrap_or((None, rest)));
    }
    let (number, rest) = line.split_once(". ")?;
    (!number.is_empty() && number.len() < 3 && number.bytes().all(|b| b.is_ascii_digit())).then_some((None, rest))
}

fn answers(
    kind: &str,
    id: &str,
    line: usize,
    entries: &[Entry<'_>],
    question: &Inline,
    cx: Context<'_>,
    report: &mut Report<'_>,
) -> Option<Kind> {
    let few = if kind == "reflection" { 0 } else { 2 };
    if entries.len() < few {
        report.error(line, "entry", format!("`::: {kind}` needs at least {few} answers"));
        return None;
    }
    if entries.len() > MOST_ANSWERS {
        report.error(line, "entry", format!("`::: {kind}` has {} answers; at most {MOST_ANSWERS} can be told apart", entries.len()));
        return None;
    }
    Some(match kind {
        "choice" | "several" | "spot" => {
            let choices = choices(kind, entries, cx, report);
            let right = choices.iter().filter(|c| c.right).count();
            match kind {
                "choice" if right != 1 => {
                    report.error(line, "right-answer", format!("`::: choice` needs exactly one `- [x]`, and has {right}"))
                }
                "several" | "spot" if right == 0 => report.error(line, "right-answer", format!("`::: {kind}` needs at least one `- [x]`")),
                _ => {}
            }
            match kind {
                "choice" => Kind::Choice(choices),
                "several" => Kind::Several(choices),
                _ => Kind::Spot(choices),
            }
        }
        "confidence" => Kind::Confidence(entries.iter().map(|e| choice(e, &e.text, cx, report)).collect()),
        "sort" => sort(id, line, entries, cx, report),
        "order" => Kind::Order(jumbled(id, entries.iter().enumerate().map(|(i, e)| item(e, &e.text, i, cx, report)).collect())),
        "match" => matching(id, entries, cx, report),
        _ => Kind::Reflection(fields(entries, question)),
    })
}

fn choices(kind: &str, entries: &[Entry<'_>], cx: Context<'_>, report: &mut Report<'_>) -> Vec<Choice> {
    let mut out = Vec::new();
    for entry in entries {
        if !matches!(entry.mark, Some('x' | ' ')) {
            report.error(entry.line, "entry", "this answer must start with `- [x]` or `- [ ]`");
        }
        let mut text = entry.text.as_str();
        let mut time = None;
        if kind == "spot" {
            match entry.text.split_once('|') {
                Some((at, what)) => (time, text) = (Some(at.trim().to_owned()), what.trim()),
                None => report.error(entry.line, "entry", "an entry of `::: spot` is written `- [x] 07:40 | what happens`"),
            }
        }
        out.push(Choice { time, ..choice(entry, text, cx, report) });
    }
    out
}

fn choice(entry: &Entry<'_>, text: &str, cx: Context<'_>, report: &mut Report<'_>) -> Choice {
    Choice {
        words: inline(text, entry.line, cx, report),
        time: None,
        right: entry.mark == Some('x'),
        feedback: feedback(entry, cx, report),
        line: entry.line,
    }
}

fn item(entry: &Entry<'_>, text: &str, right: usize, cx: Context<'_>, report: &mut Report<'_>) -> Item {
    Item { words: inline(text, entry.line, cx, report), right, feedback: feedback(entry, cx, report), line: entry.line }
}

/// The feedback of an entry; every answer must have some.
pub(crate) fn feedback(entry: &Entry<'_>, cx: Context<'_>, report: &mut Report<'_>) -> Prose {
    if entry.feedback.is_blank() {
        report.error(entry.line, "feedback", format!("the answer “{}” has no feedback; write it below, after `> `", entry.text));
    }
    markdown(&entry.feedback, Voice::Ours, cx, report)
}

fn sort(id: &str, line: usize, entries: &[Entry<'_>], cx: Context<'_>, report: &mut Report<'_>) -> Kind {
    let (mut groups, mut items) = (Vec::new(), Vec::new());
    for entry in entries {
        match (entry.mark, groups.len()) {
            (Some('#'), _) => groups.push(entry.text.clone()),
            (_, 0) => report.error(entry.line, "entry", "an item of `::: sort` must stand below its group, `## Name`"),
            (_, n) => items.push(item(entry, &entry.text, n - 1, cx, report)),
        }
    }
    if !(2..=3).contains(&groups.len()) {
        report.error(line, "entry", format!("`::: sort` needs two or three groups, and has {}", groups.len()));
    }
    for (index, group) in groups.iter().enumerate().filter(|(index, _)| items.iter().all(|i| i.right != *index)) {
        report.error(line, "entry", format!("group {} of `::: sort`, “{group}”, has no items", index + 1));
    }
    let mut items = mixed(id, items);
    // Mixed, they may still stand group by group.
    if items.is_sorted_by_key(|i| i.right) {
        items.reverse();
    }
    Kind::Sort { groups, items }
}

fn matching(id: &str, entries: &[Entry<'_>], cx: Context<'_>, report: &mut Report<'_>) -> Kind {
    let mut pairs = Vec::new();
    for entry in entries {
        match entry.text.split_once("=>") {
            Some((left, right)) => {
                pairs.push((item(entry, left.trim(), pairs.len(), cx, report), inline(right.trim(), entry.line, cx, report)))
            }
            None => report.error(entry.line, "entry", "an entry of `::: match` is written `- left => right`"),
        }
    }
    // The left sides keep their order; the right sides are mixed, and each left side learns where its own went.
    let mixed = mixed(id, (0..pairs.len()).collect::<Vec<_>>());
    let rights = mixed.iter().map(|&i| pairs[i].1.clone()).collect();
    let items = pairs
        .into_iter()
        .enumerate()
        .map(|(i, (item, _))| Item { right: mixed.iter().position(|&m| m == i).unwrap_or(i), ..item })
        .collect();
    Kind::Match { rights, items }
}

fn fields(entries: &[Entry<'_>], question: &Inline) -> Vec<Field> {
    if entries.is_empty() {
        return vec![Field { label: question.text.clone(), hint: None }];
    }
    let field = |text: &str| match text.split_once('|') {
        Some((label, hint)) => Field { label: label.trim().to_owned(), hint: Some(hint.trim().to_owned()) },
        None => Field { label: text.to_owned(), hint: None },
    };
    entries.iter().map(|e| field(&e.text)).collect()
}

/// A line of Markdown without the paragraph around it.
pub(crate) fn inline(text: &str, line: usize, cx: Context<'_>, report: &mut Report<'_>) -> Inline {
    let prose = markdown(&Lines { first: line, lines: vec![text] }, Voice::Ours, cx, report);
    let html = prose.html.trim();
    let html = html.strip_prefix("<p>").and_then(|h| h.strip_suffix("</p>")).unwrap_or(html).to_owned();
    Inline { html, text: prose.text(), links: prose.links, pictures: prose.pictures }
}

/// Mixes `items`, always in the same way for the same id, and never into the order they came in.
fn mixed<T>(id: &str, items: Vec<T>) -> Vec<T> {
    let mut keyed: Vec<(u64, usize, T)> = items.into_iter().enumerate().map(|(i, t)| (fnv(id, i), i, t)).collect();
    keyed.sort_by_key(|(key, ..)| *key);
    if keyed.len() > 1 && keyed.iter().enumerate().all(|(now, (_, was, _))| now == *was) {
        keyed.rotate_left(1);
    }
    keyed.into_iter().map(|(.., item)| item).collect()
}

/// Mixes as [`mixed`], and so that no item stands in its own place and none is followed by its own follower, if there are four or
/// more: an order that starts almost right asks nothing.
fn jumbled<T>(id: &str, items: Vec<T>) -> Vec<T> {
    let count = items.len();
    let far = |order: &[usize]| {
        order.iter().enumerate().all(|(now, was)| now != *was) && order.windows(2).all(|pair| count < 4 || pair[1] != pair[0] + 1)
    };
    let tries = (0..1000).map(|n| mixed(&format!("{id}/{n}"), (0..count).collect::<Vec<_>>()));
    let Some(order) = tries.into_iter().find(|order| far(order)) else { return mixed(id, items) };
    let mut left: Vec<Option<T>> = items.into_iter().map(Some).collect();
    order.into_iter().filter_map(|was| left[was].take()).collect()
}

/// The FNV-1a hash, 64 bits, of an id and an index, stirred at the end so that indexes in a row do not keep their order.
fn fnv(id: &str, index: usize) -> u64 {
    let hash =
        id.bytes().chain([b'/', index as u8]).fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
    (hash ^ (hash >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9)
}

#[cfg(test)]
mod tests {
    //! An order never starts almost solved.

    use super::jumbled;

    #[test]
    fn an_order_starts_far_from_solved_and_always_the_same() {
        for id in ["tells", "a", "b-2", "order"] {
            for count in 2..=8 {
                let order = jumbled(id, (0..count).collect());
                assert_eq!(order, jumbled(id, (0..count).collect::<Vec<usize>>()));
                assert!(order.iter().enumerate().all(|(now, was)| now != *was), "{id}: {order:?}");
                assert!(count < 4 || order.windows(2).all(|pair| pair[1] != pair[0] + 1), "{id}: {order:?}");
                let mut all = order.clone();
                all.sort_unstable();
                assert_eq!(all, (0..count).collect::<Vec<_>>(), "nothing is lost");
            }
        }
    }
}
