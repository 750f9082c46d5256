//! The words of a concern that a search may find: what was told, added, answered and recorded.
//! Must not know how they are searched.

use casework::Said;
use casework::work::{Did, When};
use team::Opened;

/// Every text of it.
pub(super) fn texts(opened: &Opened) -> Vec<String> {
    let mut texts = Vec::new();
    for message in &opened.messages {
        match &message.payload.said {
            Said::Concern(answers) => texts.extend(answers.iter().map(|(_, text)| text.to_owned())),
            Said::Addition(text) => texts.push(text.clone()),
        }
    }
    texts.extend(opened.replies.iter().map(|reply| reply.text.clone()));
    for work in &opened.works {
        texts.push(work.by.clone());
        did(&work.did, &mut texts);
    }
    texts.retain(|text| !text.is_empty());
    texts
}

fn did(did: &Did, texts: &mut Vec<String>) {
    let mut all = |more: &[&String]| texts.extend(more.iter().map(|t| (*t).clone()));
    match did {
        Did::Acknowledge(x) => all(&[&x.note]),
        Did::Allocate { to } => texts.extend(to.clone()),
        Did::Observe(x) => all(&[&x.what, &x.by_whom, &x.when.words, &x.strengths, &x.protects]),
        Did::Entity(x) => {
            all(&[&x.name, &x.other_names, &x.birth, &x.source]);
            texts.extend(x.details.values().cloned());
        }
        Did::Episode(x) => {
            all(&[&x.words, &x.from.words]);
            texts.extend(x.to.as_ref().map(|to: &When| to.words.clone()));
        }
        Did::Lens(x) => all(&[&x.why]),
        Did::Decide(x) => all(&[&x.to, &x.reasons]),
        Did::SignOff(x) => all(&[&x.words]),
        Did::OutcomeTold(x) => all(&[&x.words]),
        Did::Discussion(x) => {
            all(&[&x.agreed]);
            texts.extend(x.took_part.iter().cloned());
        }
        Did::Task(x) => all(&[&x.words, &x.owner]),
        Did::TaskDone(x) => all(&[&x.words]),
        Did::Note(x) => all(&[&x.text]),
        Did::Join(x) | Did::Unjoin(x) => all(&[&x.why]),
        Did::Link(x) => all(&[&x.why]),
        Did::Late { why } | Did::Close { why } | Did::Reopen { why } | Did::Hold { why } | Did::Unhold { why } => all(&[why]),
        Did::Review { why } => all(&[why]),
        Did::Unrestrict { why } => all(&[why]),
        Did::Due(x) => all(&[&x.source, &x.why]),
        Did::Keep(x) => all(&[&x.kind, &x.why]),
        Did::Restrict(x) => all(&[&x.why]),
        Did::Withdraw(x) => all(&[&x.why]),
        Did::LeaveOut(x) => all(&[&x.why]),
        Did::Release(x) => all(&[&x.exemption]),
        Did::AskRelease(_) | Did::Came(_) => {}
        Did::Later(_) => {}
    }
}
