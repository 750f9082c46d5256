//! A text as an export may show it, without what a worker marked to be left out. Must not know which texts there are.

use super::{Case, Entry, Thing};
use crate::MessageId;
use crate::work::LeaveOut;

impl Case {
    /// The text of one part of an entry or message, with `gap` in place of each run of characters that is left out; none where all of it is. `part` is the
    /// answer's or field's name, such as `worry` or `what`. Spans count characters of the text as it was sealed, and hold for that wording alone; a mark
    /// without spans holds for every wording of the thing, so that an edit does not bring back what was left out.
    pub fn shown(&self, entry: MessageId, part: &str, text: &str, gap: &str) -> Option<String> {
        let wordings = self.wordings(entry).map_or_else(|| vec![entry], |(standing, earlier)| [standing, earlier].concat());
        let marks = || self.left_out.iter().map(|m| &m.what).filter(|m| m.part.is_empty() || m.part == part);
        if marks().any(|m| m.spans.is_empty() && wordings.contains(&m.entry)) {
            return None;
        }
        let spans: Vec<_> = marks().filter(|m| m.entry == entry).flat_map(|m| &m.spans).collect();
        let hidden = |at: usize| spans.iter().any(|s| (s.from as usize..s.to as usize).contains(&at));
        let (mut out, mut in_gap) = (String::with_capacity(text.len()), false);
        for (at, c) in text.chars().enumerate() {
            let hides = hidden(at);
            match (hides, in_gap) {
                (false, _) => out.push(c),
                (true, false) => out.push_str(gap),
                (true, true) => {}
            }
            in_gap = hides;
        }
        Some(out)
    }

    /// Marks on words that have been worded anew since: **an export waits until someone has looked at each of them again.**
    pub fn marks_to_renew(&self) -> Vec<&Entry<LeaveOut>> {
        let stale =
            |m: &&Entry<LeaveOut>| !m.what.spans.is_empty() && self.wordings(m.what.entry).is_some_and(|(_, e)| e.contains(&m.what.entry));
        self.left_out.iter().filter(stale).collect()
    }

    /// The wordings of the thing that an entry belongs to: those that stand, and the earlier ones.
    fn wordings(&self, entry: MessageId) -> Option<(Vec<MessageId>, Vec<MessageId>)> {
        let tasks = self.tasks.iter().find_map(|t| of(std::slice::from_ref(&t.task), entry));
        let told = of(&self.observations, entry).or_else(|| of(&self.entities, entry)).or_else(|| of(&self.episodes, entry));
        told.or_else(|| of(&self.decisions, entry)).or_else(|| of(&self.discussions, entry)).or_else(|| of(&self.notes, entry)).or(tasks)
    }
}

fn of<T>(things: &[Thing<T>], entry: MessageId) -> Option<(Vec<MessageId>, Vec<MessageId>)> {
    let ids = |all: &[Entry<T>]| all.iter().map(|e| e.id).collect::<Vec<_>>();
    things.iter().map(|t| (ids(&t.standing), ids(&t.earlier))).find(|(s, e)| s.contains(&entry) || e.contains(&entry))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::work::{Did, LeaveOut, Note, Span, Withdraw};
    use crate::{ConcernId, Place, Work};

    fn mark(n: u8, entry: u8, part: &str, spans: &[(u32, u32)]) -> Work {
        let spans = spans.iter().map(|(from, to)| Span { from: *from, to: *to }).collect();
        work(n, Did::LeaveOut(LeaveOut { entry: MessageId::from_bytes([entry; 16]), part: part.into(), spans, why: "x".into() }))
    }

    fn work(n: u8, did: Did) -> Work {
        let place = Place { site: "sample".into(), concern: ConcernId::from_bytes([1; 16]), message: MessageId::from_bytes([n; 16]) };
        Work { place, at: i64::from(n), by: "worker".into(), did }
    }

    #[test]
    fn marks_leave_out_what_they_say_and_nothing_else() {
        let mut works = vec![mark(2, 9, "what", &[(3, 8), (6, 10), (90, 99)]), mark(3, 9, "protects", &[]), mark(4, 8, "", &[])];
        let shown = |works: &[Work], entry: u8, part| {
            Case::of(None, 0, 0, works).shown(MessageId::from_bytes([entry; 16]), part, "Mrs Sämple saw it", "[…]")
        };
        assert_eq!(shown(&works, 9, "what").as_deref(), Some("Mrs[…] saw it"));
        assert_eq!(shown(&works, 9, "strengths").as_deref(), Some("Mrs Sämple saw it"));
        assert_eq!((shown(&works, 9, "protects"), shown(&works, 8, "what")), (None, None));
        // A mark that is taken back leaves nothing out.
        works.push(work(5, Did::Withdraw(Withdraw { entry: MessageId::from_bytes([4; 16]), why: "x".into() })));
        assert_eq!(shown(&works, 8, "what").as_deref(), Some("Mrs Sämple saw it"));
    }

    #[test]
    fn an_edit_does_not_bring_back_what_was_left_out() {
        let note = |n: u8, revises: Option<u8>| {
            work(n, Did::Note(Note { text: "x".into(), revises: revises.map(|n| MessageId::from_bytes([n; 16])), seen: vec![] }))
        };
        let works = |spans| vec![note(1, None), mark(2, 1, "text", spans), note(3, Some(1))];
        let whole = Case::of(None, 0, 0, &works(&[]));
        assert_eq!(whole.shown(MessageId::from_bytes([3; 16]), "text", "x", "[…]"), None);
        assert!(whole.marks_to_renew().is_empty());
        let part = Case::of(None, 0, 0, &works(&[(0, 1)]));
        assert_eq!(part.marks_to_renew().len(), 1, "someone has to look at the new wording");
        assert!(Case::of(None, 0, 0, &works(&[(0, 1)])[..2]).marks_to_renew().is_empty());
    }
}
