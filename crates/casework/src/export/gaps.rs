//! Gaps: what stands in the place of what is left out, and the grounds that a worker chooses from. Must not know what an entry is.

use crate::case::Case;
use crate::{MessageId, plain};

/// What stands where something is left out and no ground of [`GROUNDS`] is known.
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

impl Case {
    /// A text of an entry as it leaves the desk: plain, with gaps.
    pub(super) fn given(&self, entry: MessageId, part: &str, text: &str) -> String {
        // Spans count the characters of the text as it was sealed, so marks come before plainness.
        match self.shown(entry, part, text, self.gap(entry, part)) {
            Some(shown) => plain(&shown),
            None => self.gap(entry, part).to_owned(),
        }
    }

    /// What stands in the gaps of a text. Where several marks of different grounds touch it, none of them is said.
    fn gap(&self, entry: MessageId, part: &str) -> &'static str {
        let marks =
            self.left_out.iter().filter(|m| (m.what.part.is_empty() || m.what.part == part) && self.is_wording(m.what.entry, entry));
        let mut grounds: Vec<_> = marks.map(|m| ground(&m.what.why)).collect();
        grounds.dedup();
        if let [one] = grounds.as_slice() { one } else { GAP }
    }

    /// Whether any mark touches an answer of the form: what the form names stands among people, places and things too.
    pub(super) fn touched(&self, message: MessageId, answer: &str) -> bool {
        self.left_out.iter().any(|m| m.what.entry == message && (m.what.part.is_empty() || m.what.part == answer))
    }
}
