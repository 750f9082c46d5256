//! Restricting a concern to named people, changing who they are, lifting it: for managers. Must not know what follows from it.

use unseal::Role;

use super::super::acts::{Ctx, Form, Todo};
use super::super::fields::{Field, Kind, Reader};

const INTRO: &str = "Nobody else finds it any more: not in lists, counts or the search, and not by its address. What comes next goes under a key that only they hold. What others have read or copied before stays with them. Tick yourself, or it is gone for you too.";

pub(super) fn form(act: &str, ctx: &Ctx<'_>) -> Option<Form> {
    if ctx.role != Role::Manager {
        return None;
    }
    let why = Field::new("why", "Why", Kind::Lines);
    match act {
        "restrict" => {
            let now = if ctx.named.is_empty() { vec![ctx.me.to_owned()] } else { ctx.named.to_vec() };
            let people = ctx.nameable.iter().map(|p| (p.clone(), p.clone())).collect();
            let to = Field::new("to", "Who sees it from now on", Kind::Checks(people)).values(now);
            let (title, button) = match ctx.named.is_empty() {
                true => ("Restrict to named people", "Restrict it"),
                false => ("Who sees it", "Change who sees it"),
            };
            Some(Form { title, intro: INTRO, button, fields: vec![to, why] })
        }
        "lift" if !ctx.named.is_empty() => Some(Form {
            title: "Lift the restriction",
            intro: "Everyone who would have seen it when it was told sees it again, with all that was written meanwhile.",
            button: "Lift it",
            fields: vec![why],
        }),
        _ => None,
    }
}

pub(super) fn read(act: &str, r: &mut Reader<'_>) -> Option<Todo> {
    match act {
        "restrict" => {
            let names: Vec<String> = r.all("to").map(str::to_owned).collect();
            if names.is_empty() {
                r.wrong.push(("to", "Tick those who see it from now on, one of them a manager.".into()));
            }
            Some(Todo::Restrict(names, r.needed("why", "Say why.")))
        }
        "lift" => Some(Todo::Lift(r.needed("why", "Say why."))),
        _ => None,
    }
}
