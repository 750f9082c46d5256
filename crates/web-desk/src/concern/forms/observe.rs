//! Observations, people and things, episodes of going missing, and the three models as lenses. Must not know how they are shown.

use std::collections::BTreeMap;

use casework::case::day;
use casework::plain;
use casework::work::{Context, Did, Entity, EntityKind, Episode, Ground, Known, Lens, Model, Observation, When};
use course::SignAt;
use jiff::civil::Date;

use super::super::acts::{Ctx, Form, Todo};
use super::super::fields::{Field, Kind, Reader, options};
use super::{edited, revises, revising};
use crate::words;

/// Nobody of whom anything is told is older, in years: past it a slip of the finger is likelier.
const OLDEST: i16 = 120;

/// Details of an entity that a worker can type in; others come from the form alone.
const DETAILS: [(&str, &str); 6] = [
    ("address", "Address"),
    ("school", "School"),
    ("relation", "Relation to the child"),
    ("phone", "Phone"),
    ("username", "Username"),
    ("describe", "Description"),
];

pub(super) fn form(act: &str, ctx: &Ctx<'_>) -> Option<Form> {
    match act {
        "observe" => Some(observation(ctx)),
        "thing" => Some(entity(ctx)),
        "missing" => Some(episode(ctx)),
        "lens" => Some(lens()),
        _ => None,
    }
}

fn observation(ctx: &Ctx<'_>) -> Form {
    let thing = edited(&ctx.case.observations, ctx);
    let now = thing.map(|t| &t.now().what);
    let text = |of: fn(&Observation) -> &String| now.map(|o| of(o).clone()).unwrap_or_default();
    let about = ctx.case.entities.iter().filter(|e| !e.is_struck());
    let about = about
        .map(|e| {
            let name = Some(plain(&e.now().what.name)).filter(|name| !name.is_empty());
            let name = name.or_else(|| e.now().what.details.get("describe").map(|d| plain(d))).unwrap_or_else(|| "not named".into());
            (e.id.to_string(), format!("{}: {name}", words::entity(e.now().what.kind)))
        })
        .collect::<Vec<_>>();
    let mut fields = vec![
        Field::new("what", "What was seen or said", Kind::Lines)
            .hint("In plain words. Keep what was seen apart from what you make of it.")
            .value(text(|o| &o.what)),
        Field::new("childs-words", "", Kind::Checks(vec![("yes".into(), "These are the child’s own words".into())]))
            .values(now.filter(|o| o.childs_words).map(|_| "yes".to_owned())),
        Field::new("by-whom", "Who saw or said it", Kind::Line).value(text(|o| &o.by_whom)),
        Field::new("day", "On which day", Kind::Day).value(now.and_then(|o| o.when.day).map(|d| d.to_string()).unwrap_or_default()),
        Field::new("when", "Or when, in words", Kind::Line)
            .hint("Such as “in the summer holidays”.")
            .value(now.map(|o| o.when.words.clone()).unwrap_or_default()),
        Field::new("known", "How it is known", Kind::Choice(options!(Known, words::known))).value(now.map_or("", |o| o.known.text())),
        Field::new("ground", "Fact or opinion", Kind::Choice(options!(Ground, words::ground))).value(now.map_or("", |o| o.ground.text())),
        Field::new("context", "In which part of the child’s life", Kind::Choice(options!(Context, words::context)))
            .value(now.map_or("", |o| o.context.text())),
        Field::new("strengths", "Strengths", Kind::Lines).hint("What goes well for this child.").value(text(|o| &o.strengths)),
        Field::new("protects", "People who protect", Kind::Lines).value(text(|o| &o.protects)),
    ];
    if !about.is_empty() {
        let chosen = now.map(|o| o.about.iter().map(ToString::to_string).collect::<Vec<_>>()).unwrap_or_default();
        fields.push(Field::new("about", "About whom or what", Kind::Checks(about)).values(chosen));
    }
    if let Some(signs) = signs(ctx) {
        fields.push(signs.values(now.into_iter().flat_map(|o| o.signs.iter().cloned())));
    }
    fields.extend(revising(thing));
    Form { title: "Observation", intro: "", button: "Save the observation", fields }
}

/// The site's list of signs, by where they show.
fn signs(ctx: &Ctx<'_>) -> Option<Field> {
    let of = |at: SignAt| {
        let here = ctx.settings.signs().iter().filter(|sign| sign.at == at);
        (words::sign_at(at), here.map(|sign| (sign.id.get_ref().clone(), sign.text.clone())).collect::<Vec<_>>())
    };
    let groups = SignAt::ALL.into_iter().map(of).filter(|(_, signs)| !signs.is_empty()).collect::<Vec<_>>();
    let hint = "Tick what this is about, if anything. One sign does not mean exploitation; several may also mean that harm has happened. Nothing is counted.";
    (!groups.is_empty()).then(|| Field::new("signs", "Signs that public guidance lists", Kind::Groups(groups)).hint(hint))
}

/// The signs that were ticked, and those of before that the site's list does not offer any more.
fn ticked(ctx: &Ctx<'_>, r: &Reader<'_>, before: Option<&Observation>) -> Vec<String> {
    let offered = |id: &str| ctx.settings.signs().iter().any(|sign| sign.id.get_ref() == id);
    let earlier = before.into_iter().flat_map(|o| &o.signs).filter(|id| !offered(id)).cloned();
    let ticked = r.all("signs").filter(|id| offered(id)).map(str::to_owned);
    ticked.chain(earlier).collect()
}

fn entity(ctx: &Ctx<'_>) -> Form {
    let thing = edited(&ctx.case.entities, ctx);
    let now = thing.map(|t| &t.now().what);
    let text = |of: fn(&Entity) -> &String| now.map(|e| of(e).clone()).unwrap_or_default();
    let mut fields = vec![
        Field::new("kind", "What it is", Kind::Choice(options!(EntityKind, words::entity))).value(now.map_or("", |e| e.kind.text())),
        Field::new("name", "Name, number or address", Kind::Line).value(text(|e| &e.name)),
        Field::new("other-names", "Other names", Kind::Line).value(text(|e| &e.other_names)),
        Field::new("birth", "Birth date or age", Kind::Line).value(text(|e| &e.birth)),
    ];
    for (name, label) in DETAILS {
        fields.push(Field::new(name, label, Kind::Line).value(now.and_then(|e| e.details.get(name)).cloned().unwrap_or_default()));
    }
    fields
        .push(Field::new("source", "Where this comes from", Kind::Line).hint("Such as “the school, by phone”.").value(text(|e| &e.source)));
    let known = now.filter(|e| e.known).map(|_| "yes".to_owned());
    fields.push(Field::new("known", "", Kind::Checks(vec![("yes".into(), "We know who or what this is".into())])).values(known));
    fields.extend(revising(thing));
    Form { title: "Person, place or thing", intro: "", button: "Save", fields }
}

fn episode(ctx: &Ctx<'_>) -> Form {
    let thing = edited(&ctx.case.episodes, ctx);
    let now = thing.map(|t| &t.now().what);
    let day = |w: Option<&When>| w.and_then(|w| w.day).map(|d| d.to_string()).unwrap_or_default();
    let words = |w: Option<&When>| w.map(|w| w.words.clone()).unwrap_or_default();
    let (from, to) = (now.map(|e| &e.from), now.and_then(|e| e.to.as_ref()));
    let mut fields = vec![
        Field::new("from-day", "Missing from", Kind::Day).value(day(from)),
        Field::new("from", "Or from when, in words", Kind::Line).value(words(from)),
        Field::new("to-day", "Back on", Kind::Day).hint("Leave it out if the child is still missing, or nobody knows.").value(day(to)),
        Field::new("to", "Or back when, in words", Kind::Line).value(words(to)),
        Field::new("words", "What is known of it", Kind::Lines).value(now.map(|e| e.words.clone()).unwrap_or_default()),
    ];
    fields.extend(revising(thing));
    Form { title: "Episode of going missing", intro: "", button: "Save the episode", fields }
}

fn lens() -> Form {
    let fields = vec![
        Field::new("model", "Which model you considered", Kind::Choice(options!(Model, words::model))),
        Field::new("considered", "", Kind::Checks(vec![("no".into(), "Take an earlier mark of this model back".into())])),
        Field::new("why", "Why", Kind::Lines),
    ];
    let intro = "The models are lenses to look through, a spectrum and not exhaustive: several may fit at once, or none. They are not a level of risk.";
    Form { title: "A model considered", intro, button: "Save", fields }
}

pub(super) fn read(act: &str, ctx: &Ctx<'_>, r: &mut Reader<'_>) -> Option<Todo> {
    let did = match act {
        "observe" => read_observation(ctx, r)?,
        "thing" => read_entity(ctx, r)?,
        "missing" => read_episode(r),
        "lens" => {
            let model = r.choice("model", Model::parse, "Choose a model.")?;
            Did::Lens(Lens { model, considered: r.text("considered") != "no", why: r.needed("why", "Say why.") })
        }
        _ => return None,
    };
    Some(Todo::Record(Box::new(did)))
}

fn when(r: &mut Reader<'_>, day: &'static str, words: &str) -> When {
    When { day: r.day(day), time: None, words: r.text(words) }
}

fn read_observation(ctx: &Ctx<'_>, r: &mut Reader<'_>) -> Option<Did> {
    // What the form does not ask stays as it was.
    let before = edited(&ctx.case.observations, ctx).map(|t| &t.now().what);
    let what = r.needed("what", "Say what was seen or said.");
    let known = r.choice("known", Known::parse, "Choose how it is known.");
    let ground = r.choice("ground", Ground::parse, "Choose fact or opinion.");
    let context = r.choice("context", Context::parse, "Choose in which part of the child’s life it was.");
    let mut when = when(r, "day", "when");
    when.time = before.filter(|b| b.when.day == when.day).and_then(|b| b.when.time);
    let (revises, seen) = revises(r);
    Some(Did::Observe(Observation {
        what,
        by_whom: r.text("by-whom"),
        when,
        known: known?,
        ground: ground?,
        context: context?,
        signs: ticked(ctx, r, before),
        strengths: r.text("strengths"),
        protects: r.text("protects"),
        childs_words: r.ticked("childs-words"),
        about: r.all("about").filter_map(|id| id.parse().ok()).collect(),
        revises,
        seen,
    }))
}

/// What is wrong with a birth that is written as a day; an age, and other words, are as they are.
fn impossible(birth: &str, today: Date) -> Option<&'static str> {
    let Some(day) = day(birth) else {
        let parts = birth.trim().split(['-', '/', '.']).map(|part| part.trim().parse::<u32>()).collect::<Result<Vec<_>, _>>();
        return parts
            .is_ok_and(|parts| parts.len() == 3)
            .then_some("That is no day of the calendar. Write it as year, month and day, such as 2012-05-01, or give an age.");
    };
    if day > today {
        return Some("That day is still to come. For a child who is not born yet, write it in words, such as “expected in May”.");
    }
    (day.year() + OLDEST < today.year()).then_some("That is more than 120 years ago. Look at the year, or give an age.")
}

fn read_entity(ctx: &Ctx<'_>, r: &mut Reader<'_>) -> Option<Did> {
    let kind = r.choice("kind", EntityKind::parse, "Choose what it is.");
    let name = r.needed("name", "Give a name, a number or an address. Where nobody knows it, say how you call it.");
    let birth = r.text("birth");
    r.wrong.extend(impossible(&birth, ctx.today).map(|says| ("birth", says.to_owned())));
    let details = DETAILS.iter().map(|(name, _)| ((*name).to_owned(), r.text(name))).filter(|(_, value)| !value.is_empty());
    // What came from the concern's form and is not asked here (language, needs, …) stays as it was.
    let before = edited(&ctx.case.entities, ctx).map(|t| t.now().what.details.clone()).unwrap_or_default();
    let details = before.into_iter().filter(|(name, _)| !DETAILS.iter().any(|(asked, _)| asked == name)).chain(details);
    let (revises, seen) = revises(r);
    Some(Did::Entity(Entity {
        kind: kind?,
        name,
        other_names: r.text("other-names"),
        birth,
        details: details.collect::<BTreeMap<_, _>>(),
        source: r.text("source"),
        known: r.ticked("known"),
        revises,
        seen,
    }))
}

fn read_episode(r: &mut Reader<'_>) -> Did {
    let (from, to) = (when(r, "from-day", "from"), when(r, "to-day", "to"));
    if from == When::default() && !r.wrong.iter().any(|(field, _)| *field == "from-day") {
        r.wrong.push(("from-day", "Say from when, as a day or in words.".into()));
    }
    let to = Some(to).filter(|to| *to != When::default());
    let (revises, seen) = revises(r);
    Did::Episode(Episode { from, to, words: r.text("words"), revises, seen })
}
