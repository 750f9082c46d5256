//! Gaps: what stands in the place of what is left out, and the grounds that a worker chooses from. Must not know what an entry is.

use crate::plain;
use crate::work::{LeaveOut, Span};

/// What stands where something is left out and no ground of [`GROUNDS`] is known, or more than one.
pub const GAP: &str = "[left out]";

/// The grounds, as they are kept, as a worker reads them, and as the gap says them. **A worker's own words never stand in a gap: they might say what it hides.**
pub const GROUNDS: [(&str, &str, &str); 4] = [
    ("others", "It is about another person (Data Protection Act 2018, Schedule 2, paragraph 16)", "[left out: about another person]"),
    ("harm", "Serious harm to someone would be likely (Schedule 3)", "[left out: serious harm likely]"),
    ("abuse", "Child abuse data (Schedule 3, paragraph 21)", "[left out: child abuse data]"),
    ("not-needed", "It is not needed for this purpose", "[left out: not needed for this purpose]"),
];

/// The ground that a mark's reason begins with, as its gap says it. A reason is the ground's own word, and then, on lines of their own, whatever else was written.
pub fn ground(why: &str) -> &'static str {
    let first = why.lines().next().unwrap_or_default().trim();
    GROUNDS.iter().find(|(name, _, _)| *name == first).map_or(GAP, |(_, _, gap)| gap)
}

/// What stands in the gap of several marks. Where they have different grounds, none of them is said.
pub(super) fn of<'a>(marks: impl IntoIterator<Item = &'a LeaveOut>) -> &'static str {
    let mut grounds: Vec<_> = marks.into_iter().map(|m| ground(&m.why)).collect();
    grounds.dedup();
    if let [one] = grounds.as_slice() { one } else { GAP }
}

/// A text with its gaps, and then plain: spans count the characters of the text as it was sealed. `hidden` is in order, and does not overlap.
pub(super) fn shown(text: &str, hidden: &[(Span, &'static str)]) -> String {
    let (mut out, mut gaps) = (String::with_capacity(text.len()), hidden.iter().peekable());
    for (at, c) in (0..).zip(text.chars()) {
        match gaps.peek() {
            Some((span, gap)) if span.from <= at => {
                if span.from == at {
                    out.push_str(gap);
                }
                if span.to <= at + 1 {
                    gaps.next();
                }
            }
            _ => out.push(c),
        }
    }
    plain(&out)
}

/// Spans in order, within a text of so many characters, put together where they overlap.
pub(super) fn tidy(mut spans: Vec<(Span, &'static str)>, length: u32) -> Vec<(Span, &'static str)> {
    spans.retain(|(s, _)| s.from < s.to && s.from < length);
    spans.sort_by_key(|(s, _)| (s.from, s.to));
    let mut out: Vec<(Span, &'static str)> = Vec::with_capacity(spans.len());
    for (span, gap) in spans {
        match out.last_mut() {
            Some((last, said)) if span.from <= last.to => {
                last.to = last.to.max(span.to);
                if *said != gap {
                    *said = GAP;
                }
            }
            _ => out.push((span, gap)),
        }
    }
    for (span, _) in &mut out {
        span.to = span.to.min(length);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_stand_where_the_words_were_and_say_one_ground_or_none() {
        let spans = |all: &[(u32, u32, &'static str)]| all.iter().map(|(from, to, gap)| (Span { from: *from, to: *to }, *gap)).collect();
        let text = "Mrs S\u{e4}mple saw it";
        let shown = |all: &[(u32, u32, &'static str)]| shown(text, &tidy(spans(all), 17));
        assert_eq!(shown(&[(4, 10, "[a]")]), "Mrs [a] saw it");
        assert_eq!(shown(&[(6, 10, "[a]"), (4, 8, "[b]"), (90, 99, "[c]")]), "Mrs [left out] saw it");
        assert_eq!(shown(&[(0, 99, "[a]")]), "[a]");
        assert_eq!(shown(&[(15, 99, "[a]"), (0, 3, "[b]")]), "[b] S\u{e4}mple saw [a]");
        assert_eq!(shown(&[]), text);
    }
}
