//! Acknowledging, deciding, a manager's word on it, telling the outcome, and answering the teller. Must not know the decision clock.

use casework::work::{Acknowledge, Decide, Decision, Did, OutcomeTold, SignOff, Told, ToldTo};
use unseal::Role;

use super::super::acts::{Ctx, Form, Todo};
use super::super::fields::{Field, Kind, Reader, options};
use super::{edited, revises, revising};
use crate::words;

/// Who decides does not say as a manager that it was right.
const OWN: &str = "You decided this yourself, or worded it: another manager has to look at it.";

fn to_whom(to: ToldTo) -> &'static str {
    match to {
        ToldTo::Professional => "A professional: they get the decision",
        ToldTo::Other => "Anyone else: thanks and advice on safety, and never the child’s details or whereabouts",
    }
}

pub(super) fn form(act: &str, ctx: &Ctx<'_>) -> Option<Form> {
    match act {
        "acknowledge" => Some(acknowledge(ctx)),
        "decide" => Some(decide(ctx)),
        "sign-off" if ctx.role == Role::Manager && ctx.case.decision().is_some() => Some(sign_off(ctx)),
        "outcome" => Some(outcome(ctx)),
        "answer" if ctx.receipt => Some(reply()),
        _ => None,
    }
}

/// How someone can have been told: through a receipt only where there is one.
fn ways(ctx: &Ctx<'_>) -> Kind {
    Kind::Choice(options!(Told, words::told).into_iter().filter(|(way, _)| ctx.receipt || way != Told::Receipt.text()).collect())
}

fn acknowledge(ctx: &Ctx<'_>) -> Form {
    let fields = vec![Field::new("how", "How you told them", ways(ctx)), Field::new("note", "More, if it helps", Kind::Line)];
    let intro = "Note that whoever told it knows that it has come. To write to them through their receipt, use “Answer the teller”.";
    Form { title: "Acknowledge", intro, button: "Note it", fields }
}

fn decide(ctx: &Ctx<'_>) -> Form {
    let thing = edited(&ctx.case.decisions, ctx);
    let now = thing.map(|t| &t.now().what);
    let mut fields = vec![
        Field::new("decision", "What is done next", Kind::Choice(options!(Decision, words::decision)))
            .value(now.map_or("", |d| d.decision.text())),
        Field::new("to", "To whom, if it is passed on", Kind::Line).value(now.map(|d| d.to.clone()).unwrap_or_default()),
        Field::new("reasons", "Reasons", Kind::Lines)
            .hint("What you decided on, and why. Whoever reads this in ten years was not here.")
            .value(now.map(|d| d.reasons.clone()).unwrap_or_default()),
    ];
    fields.extend(revising(thing));
    // So that of two who decide at once the second is shown what the first decided.
    fields.push(Field::new("before", "", Kind::Hidden).value(ctx.case.decision().map(|d| d.id.to_string()).unwrap_or_default()));
    let intro = "Consent is not needed to share when a child may be at risk of harm. If the family does not know, say why in the reasons.";
    Form { title: "Decide", intro, button: "Record the decision", fields }
}

fn sign_off(ctx: &Ctx<'_>) -> Form {
    let of = ctx.case.decision().map(|d| d.id.to_string()).unwrap_or_default();
    let fields = vec![
        Field::new(
            "agreed",
            "Do you agree to the decision as it stands?",
            Kind::Choice(vec![("yes".into(), "Yes".into()), ("no".into(), "No".into())]),
        ),
        Field::new("words", "In your words", Kind::Lines),
        Field::new("decision", "", Kind::Hidden).value(of),
    ];
    let intro = if ctx.case.decided_by(ctx.me) { OWN } else { "" };
    Form { title: "A manager’s word", intro, button: "Record it", fields }
}

fn outcome(ctx: &Ctx<'_>) -> Form {
    let fields = vec![
        Field::new("to", "Who was told", Kind::Choice(options!(ToldTo, to_whom))),
        Field::new("how", "How", ways(ctx)),
        Field::new("words", "What was said", Kind::Lines).hint(if ctx.receipt {
            "Through the receipt: what is sent. Whoever has the receipt reads it, and that may not be the person who told: never a child’s details or whereabouts, and nothing that is for the file."
        } else {
            ""
        }),
    ];
    let button = if ctx.receipt { "Note it, and send it if it goes through the receipt" } else { "Note it" };
    let intro = match ctx.receipt {
        true => {
            "Through the receipt, your words are sent to them just as they stand: if “Answer the teller” has told them already, choose another way here. Of any other way it is only noted that they were told. The one who told may be the one who harms: nobody but a professional is told more than thanks and advice."
        }
        false => {
            "This notes that they were told, and sends nothing. The one who told may be the one who harms: nobody but a professional is told more than thanks and advice."
        }
    };
    Form { title: "Outcome told", intro, button, fields }
}

fn reply() -> Form {
    let fields =
        vec![Field::new("text", "What you write to them", Kind::Lines).hint(
            "Only who has the receipt can read it. That may not be the person who told: never write a child’s details or whereabouts.",
        )];
    Form { title: "Answer the teller", intro: "", button: "Send the answer", fields }
}

pub(super) fn read(act: &str, ctx: &Ctx<'_>, r: &mut Reader<'_>) -> Option<Todo> {
    let did = match act {
        "acknowledge" => {
            Did::Acknowledge(Acknowledge { how: r.choice("how", Told::parse, "Choose how you told them.")?, note: r.text("note") })
        }
        "decide" => read_decision(r)?,
        "sign-off" if ctx.role == Role::Manager => {
            let agreed = r.choice("agreed", |t| ["yes", "no"].contains(&t).then_some(t == "yes"), "Choose yes or no.")?;
            if ctx.case.decided_by(ctx.me) {
                r.wrong.push(("agreed", OWN.into()));
            }
            let words = if agreed { r.text("words") } else { r.needed("words", "Say why you do not agree.") };
            Did::SignOff(SignOff { decision: r.text("decision").parse().ok()?, agreed, words })
        }
        "outcome" => {
            let to = r.choice("to", ToldTo::parse, "Choose who was told.");
            let how = r.choice("how", Told::parse, "Choose how.");
            let words = match how {
                Some(Told::Receipt) => r.needed("words", "Write what is sent to them."),
                _ => r.text("words"),
            };
            Did::OutcomeTold(OutcomeTold { how: how?, to: to?, words })
        }
        "answer" => return Some(Todo::Answer(r.needed("text", "Write something."))),
        _ => return None,
    };
    Some(Todo::Record(Box::new(did)))
}

fn read_decision(r: &mut Reader<'_>) -> Option<Did> {
    let decision = r.choice("decision", Decision::parse, "Choose what is done next.");
    let reasons = r.needed("reasons", "Give the reasons.");
    let to = if decision == Some(Decision::PassedOn) { r.needed("to", "Say to whom it is passed on.") } else { r.text("to") };
    let (revises, seen) = revises(r);
    Some(Did::Decide(Decide { decision: decision?, to, reasons, revises, seen }))
}
