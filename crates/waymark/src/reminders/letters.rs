//! The words of reminders. **No name, no id, nothing that was told, and no link**: whoever reads along learns that there is work, and a message
//! with a link would teach people to follow links. Must not know how they are sent.

use casework::audit::Head;
use store::Standing;

/// A message, in plain text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Letter {
    pub(super) subject: &'static str,
    pub(super) text: String,
}

const FOOT: &str = "Sign in at the desk as you always do. There is no link here on purpose: never follow one in a message that says it comes from the desk.\n";

/// Something has come.
pub(super) fn alert() -> Letter {
    let text = format!("Something new is at the desk, and nobody has opened it yet.\n\n{FOOT}");
    Letter { subject: "Waymark: something new has come", text }
}

/// What is at the desk. It is sent in the morning, but later where the mail server was away.
pub(super) fn digest(standing: Option<&Standing>) -> Letter {
    let (new, due, before) = standing.map_or((0, 0, 0), |s| (s.new, s.due, s.before));
    let text = format!(
        "At the desk, when this was sent:\n\nNew, and opened by nobody: {new}\nOpen, with a decision due today: {due}\nOpen, with a decision due before today: {before}\n\n\
         These numbers are counted while the desk is locked: some of what is open may be decided already, or have another due time. The inbox has the truth.\n\n{FOOT}"
    );
    Letter { subject: "Waymark: what is at the desk", text }
}

/// The head of the record of acts, as `waymark audit verify --heads` reads it.
pub(super) fn head(head: &Head) -> Letter {
    let text = format!(
        "The head of the record of acts:\n\n{} {}\n\nKeep this message away from the server. `waymark audit verify --heads FILE`, with the text of such messages in FILE, shows whether anything was changed or cut off since.\n",
        head.seq, head.hash
    );
    Letter { subject: "Waymark: head of the record of acts", text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_counts_and_says_no_more() {
        let standing = Standing { sealed_to: "team".into(), new: 3, due: 2, before: 1 };
        let text = digest(Some(&standing)).text;
        assert!(text.contains("nobody: 3\n") && text.contains("due today: 2\n") && text.contains("before today: 1\n"), "{text}");
        assert!(digest(None).text.contains("nobody: 0\n"));
        for letter in [alert(), digest(Some(&standing)), head(&Head::empty())] {
            assert!(!letter.text.contains("://") && letter.text.is_ascii() && letter.subject.is_ascii(), "{}", letter.text);
        }
    }
}
