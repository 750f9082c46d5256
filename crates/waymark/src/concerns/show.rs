//! `waymark concerns show`: everything of one concern. The first opening seals it again to a key of its own.
//! **Strangers' words are plain text, set in from the edge, so that none can pass for a line of ours.** Must not know how anything is opened.

use std::fmt::Write;

use casework::{Said, State, borrowed, fields, plain};
use serde::Serialize;
use store::Concern;
use team::{NOT_TOLD, Opened, Receipt, sealed_to};

use crate::args::Format;
use crate::concerns::args::Show;
use crate::concerns::desk;
use crate::office::{OfficeConfig, when};
use crate::say;
use crate::stop::Stop;

pub(crate) async fn show(config: &OfficeConfig, wanted: &Show) -> Result<(), Stop> {
    let desk = desk(config, &wanted.sign_in).await?;
    let (mut concern, mut opened) = desk.look(wanted.id).await?;
    desk.note("show", &concern.id).await?;
    desk.reseal(&concern, &mut opened).await?;
    if opened.first().is_some() {
        concern.state = desk.advance(&concern, State::opened).await?.text().to_owned();
    }
    let shown = Shown::new(&concern, &opened);
    match wanted.format.unwrap_or(Format::Text) {
        Format::Text => say::out(&shown.text(&concern)),
        Format::Json => say::out(&(serde_json::to_string(&shown).expect("strings and numbers are JSON") + "\n")),
    }
}

/// A concern, made plain.
#[derive(Serialize)]
struct Shown {
    id: String,
    to: String,
    state: String,
    /// When it was told to the team, as the desk has it.
    arrived: String,
    /// When somebody typed it in, if that was later.
    #[serde(skip_serializing_if = "Option::is_none")]
    typed_in: Option<String>,
    due: String,
    receipt: bool,
    /// The accounts that alone may see it; none for all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    named: Vec<String>,
    /// What whoever reads this should know before they answer.
    note: Option<&'static str>,
    lang: String,
    answers: Vec<Answer>,
    messages: Vec<Message>,
    could_not_be_read: Vec<Unread>,
    #[serde(skip)]
    came: i64,
}

#[derive(Serialize)]
struct Answer {
    name: String,
    text: String,
    /// A word in it with letters of more than one alphabet, which may look like another word.
    #[serde(skip_serializing_if = "Option::is_none")]
    borrowed: Option<String>,
}

impl Answer {
    fn new(name: &str, text: &str) -> Answer {
        let text = plain(text);
        Answer { name: plain(name), borrowed: borrowed(&text).map(str::to_owned), text }
    }
}

/// What came after the concern, from either side.
#[derive(Serialize)]
struct Message {
    id: String,
    kind: &'static str,
    at: String,
    text: String,
    #[serde(skip)]
    seconds: i64,
}

#[derive(Serialize)]
struct Unread {
    id: String,
    kind: String,
    at: String,
    why: String,
    #[serde(skip)]
    seconds: i64,
}

impl Shown {
    fn new(concern: &Concern, opened: &Opened) -> Shown {
        let first = opened.first();
        let (receipt, came) = (opened.mailbox(concern), opened.came(concern));
        let answers = opened.answers().map(casework::Answers::in_order).unwrap_or_default();
        let answers = answers.into_iter().map(|(name, text)| Answer::new(name, text)).collect();
        Shown {
            id: opened.id.to_string(),
            to: concern.sealed_to.clone(),
            state: concern.state.clone(),
            arrived: when::utc(came),
            typed_in: (came < concern.arrived).then(|| when::utc(concern.arrived)),
            due: when::utc(concern.due),
            receipt: receipt == Receipt::Taken,
            named: opened.named.clone(),
            note: (receipt == Receipt::NotTheirs).then_some(NOT_TOLD),
            lang: plain(first.map_or("", |p| &p.lang)),
            answers,
            messages: messages(opened),
            could_not_be_read: unread(opened),
            came,
        }
    }

    fn text(&self, concern: &Concern) -> String {
        let mut out = format!("Concern {}\n", self.id);
        _ = writeln!(out, "sealed to: {}", sealed_to(concern));
        if !self.named.is_empty() {
            _ = writeln!(out, "restricted to: {}", self.named.join(", "));
        }
        _ = writeln!(out, "state: {}", self.state);
        let typed = self.typed_in.as_ref().map(|_| format!("; typed in {}", when::told(concern.arrived))).unwrap_or_default();
        _ = writeln!(out, "arrived: {}{typed}", when::told(self.came));
        _ = writeln!(out, "decision due: {}", when::told(concern.due));
        let receipt = if self.receipt { "taken: a reply can be read" } else { "not taken: no reply can reach the teller" };
        _ = writeln!(out, "receipt: {receipt}");
        if let Some(note) = self.note {
            _ = writeln!(out, "NOTE: {note}");
        }
        if !self.answers.is_empty() {
            _ = writeln!(out, "language: {}\n\nWhat was told", one_line(&self.lang));
        }
        for answer in &self.answers {
            _ = writeln!(out, "  {}:\n{}", label(&answer.name), set_in(&answer.text));
            if let Some(word) = &answer.borrowed {
                _ = writeln!(out, "  NOTE: “{word}” has letters of more than one alphabet, and may look like another word");
            }
        }
        for message in &self.messages {
            let who = if message.kind == "reply" { "The team replied" } else { "The teller added" };
            _ = writeln!(out, "\n{who}, {}\n{}", when::told(message.seconds), set_in(&message.text));
        }
        if !self.could_not_be_read.is_empty() {
            _ = writeln!(out, "\nCould not be read");
        }
        for Unread { id, kind, seconds, why, .. } in &self.could_not_be_read {
            _ = writeln!(out, "  {} {}, {}: {why}", one_line(kind), one_line(id), when::told(*seconds));
        }
        out
    }
}

/// Additions and replies, in the order in which they came.
fn messages(opened: &Opened) -> Vec<Message> {
    let additions = opened.messages.iter().filter_map(|m| match &m.payload.said {
        Said::Addition(text) => Some((m.payload.place.message, "addition", m.at, text)),
        Said::Concern(_) => None,
    });
    let replies = opened.replies.iter().map(|r| (r.place.message, "reply", r.at, &r.text));
    let message = |(id, kind, at, text): (casework::MessageId, _, _, &String)| Message {
        id: id.to_string(),
        kind,
        at: when::utc(at),
        text: plain(text),
        seconds: at,
    };
    let mut all = additions.chain(replies).map(message).collect::<Vec<_>>();
    all.sort_by_key(|m| m.seconds);
    all
}

fn unread(opened: &Opened) -> Vec<Unread> {
    let unread = opened.closed.iter().map(|c| Unread {
        id: plain(&c.id),
        kind: plain(&c.kind),
        at: when::utc(c.at),
        why: c.why.clone(),
        seconds: c.at,
    });
    unread.collect()
}

/// The name of an answer, as a person reads it.
fn label(name: &str) -> String {
    fields::label(name).unwrap_or_else(|| format!("`{}` (a name that this version does not know)", one_line(name)))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Each line set in, so that it cannot pass for one of ours.
fn set_in(text: &str) -> String {
    text.lines().map(|line| format!("    {line}")).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_people_read_them() {
        assert_eq!(label("child.2.other-names"), "Child 2: other names");
        assert_eq!(label("about-worker"), "About worker");
        assert_eq!(label("x\ny"), "`x y` (a name that this version does not know)");
    }

    #[test]
    fn a_stranger_s_line_stays_inside() {
        assert_eq!(set_in("one\nThe team replied, today"), "    one\n    The team replied, today");
    }
}
