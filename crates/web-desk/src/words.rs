//! How the desk words what is kept in fixed words: states, decisions, ways, people. One place, so that a list and a page say the same.
//! **No word here ranks a child or a risk, and none may.** Must not know pages.

use casework::fields::{self, FieldKind, answered};
use casework::work::{Context, Decision, EntityKind, Ground, Known, Model, Told, Verdict};
use casework::{Clock, Owed, capital};
use course::SignAt;
use unseal::Role;

/// How far a concern is, where nothing is decided.
pub(crate) fn state(state: &str) -> &'static str {
    match state {
        "received" => "New",
        "looking" => "Being looked at",
        "answered" => "Answered, not decided",
        "closed" => "Closed",
        _ => "Unknown",
    }
}

/// What was decided.
pub(crate) fn decision(decision: Decision) -> &'static str {
    match decision {
        Decision::StrategyDiscussion => "Immediate protection and strategy discussion",
        Decision::Assessment => "Assessment",
        Decision::EarlyHelp => "Early help",
        Decision::Advice => "Advice",
        Decision::PassedOn => "Passed to another area or service",
        Decision::NoFurtherAction => "No further action",
    }
}

/// By which way something came or went.
pub(crate) fn channel(channel: &str) -> &'static str {
    match channel {
        "" | "web" => "form",
        "phone" => "by phone",
        "in-person" => "in person",
        "letter" => "by letter",
        "e-mail" | "email" => "by e-mail",
        _ => "another way",
    }
}

/// A way as the head of a column: `web` is `Form`.
pub(crate) fn channel_of_figures(way: &str) -> String {
    capital(channel(way))
}

/// By which way someone was told.
pub(crate) fn told(told: Told) -> &'static str {
    match told {
        Told::Receipt => "through the receipt",
        Told::Phone => "by phone",
        Told::InPerson => "face to face",
        Told::Letter => "by letter",
        Told::Email => "by e-mail",
        Told::Other => "in another way",
    }
}

/// How something is known.
pub(crate) fn known(known: Known) -> &'static str {
    match known {
        Known::Seen => "Seen or heard by whoever says it",
        Known::ToldByChild => "Told by the child",
        Known::ToldByOther => "Told by someone else",
        Known::Record => "From a record",
        Known::Unknown => "Not known",
    }
}

/// Fact or opinion.
pub(crate) fn ground(ground: Ground) -> &'static str {
    match ground {
        Ground::Fact => "Fact",
        Ground::Opinion => "Opinion",
    }
}

/// In which part of the child's life.
pub(crate) fn context(context: Context) -> &'static str {
    match context {
        Context::Home => "Home",
        Context::Peers => "Friends and peers",
        Context::School => "School or college",
        Context::Neighbourhood => "Neighbourhood",
        Context::Online => "Online",
        Context::Unknown => "Not known",
    }
}

/// Where a sign shows.
pub(crate) fn sign_at(at: SignAt) -> &'static str {
    match at {
        SignAt::Home => "At home",
        SignAt::School => "At school",
        SignAt::Online => "Online",
        SignAt::Health => "Health",
        SignAt::Relationships => "Relationships",
        SignAt::Possessions => "Possessions",
        SignAt::Missing => "Going missing",
    }
}

/// What has to follow a decision.
pub(crate) fn owed(owed: Owed) -> &'static str {
    match owed {
        Owed::Assessment => "Finish the assessment",
        Owed::Conference => "Hold the first child protection conference",
    }
}

/// The three models, as lenses.
pub(crate) fn model(model: Model) -> &'static str {
    match model {
        Model::Inappropriate => "Inappropriate relationships",
        Model::BoyfriendPeer => "“Boyfriend” model and peer exploitation",
        Model::Organised => "Organised or networked exploitation or trafficking",
        Model::None => "None of them fits",
        Model::Unsure => "Unsure",
    }
}

/// What an entity is.
pub(crate) fn entity(kind: EntityKind) -> &'static str {
    match kind {
        EntityKind::Child => "Child",
        EntityKind::Person => "Person",
        EntityKind::Place => "Place",
        EntityKind::Vehicle => "Vehicle",
        EntityKind::Phone => "Phone number",
        EntityKind::Username => "Username",
        EntityKind::School => "School",
    }
}

/// What somebody made of two records.
pub(crate) fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Same => "The same",
        Verdict::Different => "Not the same",
        Verdict::Unsure => "Not sure",
        Verdict::TakenBack => "Take back what was decided",
    }
}

/// A role, and what it is there for.
pub(crate) fn role(role: &Role) -> (&'static str, &'static str) {
    match role {
        Role::Worker => ("Worker", "Opens and works concerns."),
        Role::Manager => ("Manager", "The same, and those for the managers alone; the record of acts; accounts. Gives keys to others."),
        Role::Auditor => ("Auditor", "Sees the record of acts and the figures, and no concern. Holds no key."),
        Role::Administrator => ("Administrator", "Cares for accounts, and sees no concern. Holds no key."),
        Role::Setup => ("Set-up code", "Makes the first manager."),
    }
}

/// How a concern stands to its due time.
pub(crate) fn left(clock: Clock) -> String {
    match clock {
        Clock::InTime { .. } => "decided in time".into(),
        Clock::DecidedLate { .. } => "decided late".into(),
        Clock::Running { left } => format!("{} left", span(left)),
        Clock::Overdue { by, .. } => format!("late by {}", span(by)),
        Clock::ClosedUndecided => "closed without a decision".into(),
    }
}

/// A length of time, as people say it: never more exact than helps.
fn span(seconds: i64) -> String {
    let one = |n: i64, word: &str| if n == 1 { format!("1 {word}") } else { format!("{n} {word}s") };
    match seconds {
        s if s < 90 * 60 => one((s / 60).max(1), "minute"),
        s if s < 36 * 3_600 => one((s + 1_800) / 3_600, "hour"),
        s => one((s + 43_200) / 86_400, "day"),
    }
}

/// The name of an answer, as a person reads it.
pub(crate) fn answer(name: &str) -> String {
    fields::label(name).unwrap_or_else(|| "Something that this version does not know".into())
}

/// The value of an answer: a choice in words, anything else as it was told.
pub(crate) fn value(name: &str, value: &str) -> String {
    match answered(name).map(|(field, _)| field.kind) {
        Some(FieldKind::Choice(_)) if value.len() < 40 => capital(&value.replace('-', " ")),
        Some(FieldKind::Moment) => casework::moment(value).map_or_else(|| value.to_owned(), team::when::told),
        _ => value.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_said_as_people_say_them() {
        for (seconds, said) in
            [(20, "1 minute"), (300, "5 minutes"), (3_600, "60 minutes"), (6 * 3_600, "6 hours"), (86_400, "24 hours"), (200_000, "2 days")]
        {
            assert_eq!(span(seconds), said);
        }
    }
}
