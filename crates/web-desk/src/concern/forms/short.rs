//! Acts that need little more than a reason: who has it, why it is late, closing, holding, joining, striking through. Must not know their effect.

use casework::ConcernId;
use casework::work::{Did, Due, Join, Withdraw};
use team::when;

use super::super::acts::{Ctx, Form, Todo};
use super::super::fields::{Field, Kind, Reader};

/// Why a concern is not closed yet.
const UNSIGNED: &str = "This decision wants a manager’s word before the concern is closed: of one who did not decide it.";

const UNDECIDED: &str = "Decide first: this site asks for a manager’s word on some decisions, so nothing is closed without one.";

/// Why it cannot be closed as it stands.
fn stays_open(ctx: &Ctx<'_>) -> Option<&'static str> {
    ctx.unsigned.then_some(UNSIGNED).or(ctx.undecided.then_some(UNDECIDED))
}

fn why(label: &'static str) -> Field {
    Field::new("why", label, Kind::Lines)
}

pub(super) fn form(act: &str, ctx: &Ctx<'_>) -> Option<Form> {
    let case = ctx.case;
    let form = |title, intro, button, fields| Some(Form { title, intro, button, fields });
    match act {
        "give" => {
            let nobody = (String::new(), "Nobody: back to the team".to_owned());
            let people = ctx.people.iter().map(|p| (p.clone(), p.clone())).chain([nobody]).collect();
            let now = case.allocated.as_ref().map_or(ctx.me, |a| &a.what);
            form("Who has it", "", "Give it to them", vec![Field::new("to", "Who works on it", Kind::Choice(people)).value(now)])
        }
        "late" => form(
            "Why it is late",
            "The clock never pauses. Saying why does not change what is due.",
            "Save",
            vec![why("Why the decision is late")],
        ),
        "due" => {
            let (day, time) = when::fields(case.due);
            let fields = vec![
                Field::new("day", "Decide by the day", Kind::Day).value(day),
                Field::new("time", "At", Kind::Line).hint("In London’s time, such as 17:00.").value(time),
                Field::new("source", "Where this period is written", Kind::Line).hint("Such as a rule of your partnership, or guidance."),
                why("Why it is another"),
            ];
            let intro = "The time of before stays on the record: what was late when it was decided stays late.";
            form("Another due time", intro, "Append it", fields)
        }
        "close" if case.closed.is_none() => {
            let intro = stays_open(ctx).unwrap_or("It can be opened again, and nothing of it is gone.");
            form("Close", intro, "Close it", vec![why("Why the team has finished with it")])
        }
        "reopen" if case.closed.is_some() => form("Open again", "", "Open it again", vec![why("Why")]),
        "hold" if case.hold.is_none() => {
            form("Legal hold", "Nothing of it is disposed of while the hold stands.", "Hold it", vec![why("Why")])
        }
        "unhold" if case.hold.is_some() => form("Lift the legal hold", "", "Lift it", vec![why("Why")]),
        "join" => {
            let with = Field::new("with", "The other concern", Kind::Line).hint("Its name, as it stands on its page.");
            form(
                "Join with another concern",
                "For two concerns about the same child. Both stay as they are, and it can be taken back.",
                "Join them",
                vec![with, why("Why you think that it is the same child")],
            )
        }
        "unjoin" => {
            let joined = case.joins.iter().map(|j| (j.what.with.to_string(), j.what.with.to_string())).collect::<Vec<_>>();
            let with = Field::new("with", "Which one", Kind::Choice(joined));
            (!case.joins.is_empty()).then_some(())?;
            form("Take a join back", "", "Take it back", vec![with, why("Why")])
        }
        "strike" => {
            let of = ctx.of?;
            let entry = Field::new("revises", "", Kind::Hidden).value(of.to_string());
            form(
                "Strike through",
                "It stays readable, struck through, with your name and why.",
                "Strike it through",
                vec![entry, why("Why")],
            )
        }
        _ => None,
    }
}

pub(super) fn read(act: &str, ctx: &Ctx<'_>, r: &mut Reader<'_>) -> Option<Todo> {
    if act == "give" {
        let to = r.text("to");
        let to = Some(to).filter(|name| !name.is_empty());
        if to.as_ref().is_some_and(|name| !ctx.people.contains(name)) {
            r.wrong.push(("to", "Choose who works on it.".into()));
        }
        return Some(Todo::Record(Box::new(Did::Allocate { to })));
    }
    if act == "due" {
        let day = r.needed_day("day", "Say by which day.");
        let due = r.choice("time", |time| when::at(day, time), "Give the time as hours and minutes, such as 17:00.");
        let (source, why) = (r.needed("source", "Say where this period is written."), r.needed("why", "Say why."));
        return Some(Todo::Record(Box::new(Did::Due(Due { due: due?, source, why }))));
    }
    let why = r.needed("why", "Say why.");
    if let Some(words) = stays_open(ctx).filter(|_| act == "close") {
        r.wrong.push(("why", words.into()));
    }
    let other = "Give the name of a concern: 22 letters, digits, dashes or underscores.";
    let did = match act {
        "late" => Did::Late { why },
        "close" => Did::Close { why },
        "reopen" => Did::Reopen { why },
        "hold" => Did::Hold { why },
        "unhold" => Did::Unhold { why },
        "join" | "unjoin" => {
            let with: ConcernId = r.choice("with", |id| id.parse().ok(), other)?;
            let join = Join { with, why };
            if act == "join" { Did::Join(join) } else { Did::Unjoin(join) }
        }
        "strike" => Did::Withdraw(Withdraw { entry: r.text("revises").parse().ok()?, why }),
        _ => return None,
    };
    Some(Todo::Record(Box::new(did)))
}
