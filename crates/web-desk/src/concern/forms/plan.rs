//! Strategy discussions, tasks and notes. Must not know who reads them.

use casework::work::{Did, Discussion, Note, Task, TaskDone};

use super::super::acts::{Ctx, Form, Todo};
use super::super::fields::{Field, Kind, Reader};
use super::super::owing;
use super::{edited, revises, revising};
use crate::words;

pub(super) fn form(act: &str, ctx: &Ctx<'_>) -> Option<Form> {
    match act {
        "discussion" => Some(discussion(ctx)),
        "task" => Some(task(ctx)),
        "task-done" => ctx.case.open_tasks().any(|t| Some(t.task.id) == ctx.of).then(|| task_done(ctx)),
        "note" => Some(note(ctx)),
        _ => None,
    }
}

fn discussion(ctx: &Ctx<'_>) -> Form {
    let thing = edited(&ctx.case.discussions, ctx);
    let now = thing.map(|t| &t.now().what);
    let mut fields = vec![
        Field::new("on", "Held on", Kind::Day).value(now.map(|d| d.on.to_string()).unwrap_or_default()),
        Field::new("took-part", "Who took part", Kind::Lines)
            .hint("One a line.")
            .value(now.map(|d| d.took_part.join("\n")).unwrap_or_default()),
        Field::new("agreed", "What was agreed", Kind::Lines).value(now.map(|d| d.agreed.clone()).unwrap_or_default()),
    ];
    fields.extend(revising(thing));
    Form { title: "Strategy discussion", intro: "", button: "Save the notes", fields }
}

fn task(ctx: &Ctx<'_>) -> Form {
    let thing = ctx.case.tasks.iter().map(|t| &t.task).find(|t| Some(t.id) == ctx.of && !t.is_struck());
    let now = thing.map(|t| &t.now().what);
    let people = ctx.people.iter().map(|p| (p.clone(), p.clone())).collect();
    let owing = owing::of(ctx.settings, ctx.case).filter(|o| now.is_none() && Some(o.what) == ctx.owed);
    let words = now.map(|t| t.words.clone()).or(owing.as_ref().map(|o| words::owed(o.what).to_owned()));
    let due = now.map(|t| t.due).or(owing.as_ref().and_then(|o| o.by));
    let mut fields = vec![
        Field::new("words", "What is to be done", Kind::Lines).value(words.unwrap_or_default()),
        Field::new("owner", "By whom", Kind::Choice(people)).value(now.map_or(ctx.me, |t| &t.owner)),
        Field::new("due", "By which day", Kind::Day).value(due.map(|d| d.to_string()).unwrap_or_default()),
    ];
    fields.extend(revising(thing));
    Form { title: "Task", intro: "", button: "Save the task", fields }
}

fn task_done(ctx: &Ctx<'_>) -> Form {
    let fields = vec![
        Field::new("words", "What came of it", Kind::Lines),
        Field::new("revises", "", Kind::Hidden).value(ctx.of.map(|id| id.to_string()).unwrap_or_default()),
    ];
    Form { title: "Task done", intro: "", button: "It is done", fields }
}

fn note(ctx: &Ctx<'_>) -> Form {
    let thing = edited(&ctx.case.notes, ctx);
    let mut fields = vec![Field::new("text", "Note", Kind::Lines).value(thing.map(|n| n.now().what.text.clone()).unwrap_or_default())];
    fields.extend(revising(thing));
    let intro = "The teller never sees it. The person whom it is about may ask to.";
    Form { title: "Note for the team", intro, button: "Save the note", fields }
}

pub(super) fn read(act: &str, ctx: &Ctx<'_>, r: &mut Reader<'_>) -> Option<Todo> {
    let did = match act {
        "discussion" => {
            let on = r.needed_day("on", "Say on which day it was held.");
            let agreed = r.needed("agreed", "Say what was agreed.");
            let took_part = r.text("took-part").lines().map(|l| l.trim().to_owned()).filter(|l| !l.is_empty()).collect();
            let (revises, seen) = revises(r);
            Did::Discussion(Discussion { on, took_part, agreed, revises, seen })
        }
        "task" => {
            let words = r.needed("words", "Say what is to be done.");
            let people = |name: &str| ctx.people.iter().find(|p| *p == name).cloned();
            let owner = r.choice("owner", people, "Choose by whom.");
            let due = r.needed_day("due", "Say by which day.");
            let (revises, seen) = revises(r);
            Did::Task(Task { words, owner: owner?, due, revises, seen })
        }
        "task-done" => Did::TaskDone(TaskDone { task: r.text("revises").parse().ok()?, words: r.text("words") }),
        "note" => {
            let text = r.needed("text", "Write something.");
            let (revises, seen) = revises(r);
            Did::Note(Note { text, revises, seen })
        }
        _ => return None,
    };
    Some(Todo::Record(Box::new(did)))
}
