//! What each act asks, and how what was typed becomes an entry of the record. Must not know pages, or how an entry is kept.

mod decide;
mod keep;
mod named;
mod observe;
mod plan;
mod short;

pub(super) use keep::{not_yet, outgrown};

use casework::case::Thing;
use casework::{Case, MessageId};

use super::acts::{Ctx, Form, Todo};
use super::fields::{Field, Kind, Reader, Wrong};
use crate::session::Sent;

/// The form of an act; none if there is no such act, or not now.
pub(super) fn form(act: &str, ctx: &Ctx<'_>) -> Option<Form> {
    observe::form(act, ctx)
        .or_else(|| decide::form(act, ctx))
        .or_else(|| plan::form(act, ctx))
        .or_else(|| keep::form(act, ctx))
        .or_else(|| short::form(act, ctx))
        .or_else(|| named::form(act, ctx))
}

/// What was typed, as something to do.
pub(super) fn read(act: &str, ctx: &Ctx<'_>, sent: &Sent) -> Result<Todo, Wrong> {
    let mut reader = Reader::new(sent);
    let todo = observe::read(act, ctx, &mut reader)
        .or_else(|| decide::read(act, ctx, &mut reader))
        .or_else(|| plan::read(act, ctx, &mut reader))
        .or_else(|| keep::read(act, ctx, &mut reader))
        .or_else(|| named::read(act, &mut reader))
        // What one of them has found wrong is not another's to read.
        .or_else(|| reader.wrong.is_empty().then(|| short::read(act, ctx, &mut reader)).flatten());
    match todo {
        Some(todo) if reader.wrong.is_empty() => Ok(todo),
        _ => Err(reader.wrong),
    }
}

/// The thing among `all` that is edited.
fn edited<'a, T>(all: &'a [Thing<T>], ctx: &Ctx<'_>) -> Option<&'a Thing<T>> {
    all.iter().find(|thing| Some(thing.id) == ctx.of && !thing.is_struck())
}

/// What goes along with the form of something that is edited.
fn revising<T>(thing: Option<&Thing<T>>) -> Vec<Field> {
    let Some(thing) = thing else { return Vec::new() };
    let seen = thing.seen().iter().map(MessageId::to_string).collect::<Vec<_>>().join(" ");
    vec![Field::new("revises", "", Kind::Hidden).value(thing.id.to_string()), Field::new("seen", "", Kind::Hidden).value(seen)]
}

/// What was edited, and what its writer had before them.
fn revises(reader: &Reader<'_>) -> (Option<MessageId>, Vec<MessageId>) {
    let seen = reader.text("seen");
    (reader.text("revises").parse().ok(), seen.split_whitespace().filter_map(|id| id.parse().ok()).collect())
}

/// The wordings of a thing that stand now, as the form carries them.
pub(super) fn seen(case: &Case, of: MessageId) -> String {
    fn standing<T>(all: &[Thing<T>], of: MessageId) -> Option<Vec<MessageId>> {
        all.iter().find(|t| t.id == of).map(Thing::seen)
    }
    let tasks = case.tasks.iter().find(|t| t.task.id == of).map(|t| t.task.seen());
    let found = standing(&case.observations, of)
        .or_else(|| standing(&case.entities, of))
        .or_else(|| standing(&case.decisions, of))
        .or_else(|| standing(&case.discussions, of))
        .or_else(|| standing(&case.notes, of))
        .or_else(|| standing(&case.episodes, of))
        .or(tasks);
    found.unwrap_or_default().iter().map(MessageId::to_string).collect::<Vec<_>>().join(" ")
}
