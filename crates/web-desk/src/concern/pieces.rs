//! The pieces of a concern's page: observations, people and things, decisions, tasks, and whatever else was done; each in words, with who wrote it.
//! **Strangers' words are plain text.** Must not know the page that they stand on, or who looks at it.

use casework::case::{Entry, Thing};
use casework::work::Observation;
use casework::{capital, plain};
use course::{LanguageList, Settings};
use team::when;

use super::owing;
use crate::DeskDoor;
use crate::words;

/// An observation.
pub(super) struct Seen {
    pub(super) id: String,
    pub(super) what: String,
    pub(super) about: Vec<String>,
    pub(super) meta: String,
    pub(super) signs: Vec<String>,
    pub(super) strengths: String,
    pub(super) protects: String,
    pub(super) signed: String,
    /// Phrases in it that blame, with what to say instead; none of a child's own words.
    pub(super) blaming: Vec<(String, String)>,
    pub(super) struck: Option<String>,
    pub(super) disputed: bool,
    pub(super) earlier: Vec<(String, String)>,
}

/// A person, a place or a thing.
pub(super) struct Thing_ {
    pub(super) id: String,
    pub(super) kind: &'static str,
    pub(super) name: String,
    pub(super) more: Vec<String>,
    pub(super) source: String,
    pub(super) struck: Option<String>,
    pub(super) disputed: bool,
}

/// Anything else that was done: its words, and who did it.
pub(super) struct Done {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) text: String,
    pub(super) signed: String,
    pub(super) struck: Option<String>,
}

/// What guidance wants after the decision.
pub(super) struct Due {
    pub(super) period: &'static str,
    pub(super) words: &'static str,
    pub(super) by: Option<String>,
    pub(super) says: String,
    /// Whether it is a task already.
    pub(super) given: bool,
}

pub(super) struct Task {
    pub(super) id: String,
    pub(super) words: String,
    pub(super) owner: String,
    pub(super) due: String,
    pub(super) done: Option<String>,
}

pub(super) fn signed<T>(entry: &Entry<T>) -> String {
    if entry.by.is_empty() { when::told(entry.at) } else { format!("{}, {}", entry.by, when::told(entry.at)) }
}

fn struck<T>(thing: &Thing<T>) -> Option<String> {
    thing.struck.as_ref().map(|s| format!("Struck through by {}: {}", signed(s), plain(&s.what.why)))
}

pub(super) fn done<T>(thing: &Thing<T>, title: impl Fn(&T) -> String, text: impl Fn(&T) -> String) -> Done {
    let now = thing.now();
    Done {
        id: thing.id.to_string(),
        title: plain(&title(&now.what)),
        text: plain(&text(&now.what)),
        signed: signed(now),
        struck: struck(thing),
    }
}

/// As what, and until when, a record is kept.
pub(super) fn kept(settings: &Settings, keep: &casework::work::Keep) -> String {
    let name = settings.retention(&keep.kind).map_or(plain(&keep.kind), |kind| kind.name.clone());
    format!("{name}, until {}", keep.until.strftime("%-d %B %Y"))
}

pub(super) fn day(when: &casework::work::When) -> String {
    let day = when.day.map(|d| d.strftime("%-d %B %Y").to_string());
    let time = when.time.map(|t| t.strftime("%H:%M").to_string());
    [day, time, Some(plain(&when.words)).filter(|w| !w.is_empty())].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// How an observation is known, whether it is fact or opinion, in which part of life, by whom and when.
pub(crate) fn observed(o: &Observation) -> Vec<String> {
    let by = if o.by_whom.is_empty() { String::new() } else { format!("said or seen by {}", plain(&o.by_whom)) };
    let mut said =
        vec![words::ground(o.ground).to_owned(), words::known(o.known).to_owned(), words::context(o.context).to_owned(), by, day(&o.when)];
    said.push(if o.childs_words { "the child’s own words".into() } else { String::new() });
    said.retain(|words| !words.is_empty());
    said
}

pub(super) fn seen(thing: &Thing<Observation>, case: &casework::Case, door: &DeskDoor) -> Seen {
    let now = thing.now();
    let o = &now.what;
    let named = |id: &casework::MessageId| case.entities.iter().find(|e| e.id == *id).map(|e| plain(&e.now().what.name));
    Seen {
        id: thing.id.to_string(),
        what: plain(&o.what),
        about: o.about.iter().filter_map(named).collect(),
        meta: observed(o).join(" · "),
        signs: o.signs.iter().map(|id| sign(&door.office.settings, id)).collect(),
        strengths: plain(&o.strengths),
        protects: plain(&o.protects),
        signed: signed(now),
        blaming: blaming(o, &door.phrases),
        struck: struck(thing),
        disputed: thing.disputed(),
        earlier: thing.standing[..thing.standing.len() - 1]
            .iter()
            .chain(&thing.earlier)
            .map(|e| (plain(&e.what.what), signed(e)))
            .collect(),
    }
}

/// A sign in words; one that the site's list does not have any more by its id.
fn sign(settings: &Settings, id: &str) -> String {
    let sign = settings.signs().iter().find(|sign| sign.id.get_ref() == id);
    sign.map_or_else(|| plain(&id.replace('-', " ")), |sign| sign.text.clone())
}

fn blaming(o: &Observation, phrases: &LanguageList) -> Vec<(String, String)> {
    let what = if o.childs_words { "" } else { o.what.as_str() };
    let text = [what, &o.strengths, &o.protects].join("\n");
    phrases.blaming(&text).into_iter().map(|(avoid, say)| (avoid.to_owned(), say.to_owned())).collect()
}

/// All that is known of a thing, by name.
pub(crate) fn facts(thing: &Thing<casework::work::Entity>) -> Vec<(String, String)> {
    let e = &thing.now().what;
    let mut facts = vec![("What it is".to_owned(), words::entity(e.kind).to_owned())];
    for (name, value) in [("Name", &e.name), ("Also", &e.other_names), ("Born or aged", &e.birth)] {
        facts.push((name.to_owned(), plain(value)));
    }
    facts.extend(e.details.iter().map(|(name, value)| (capital(&plain(&name.replace('-', " "))), plain(value))));
    facts.push(("Known".to_owned(), if e.known { "We know who or what this is" } else { "Only described" }.to_owned()));
    facts.push(("Source".to_owned(), source(thing)));
    facts.extend(struck(thing).map(|struck| ("Struck through".to_owned(), struck)));
    facts.retain(|(_, value)| !value.is_empty());
    facts
}

/// Where it comes from, and who wrote it down.
fn source(thing: &Thing<casework::work::Entity>) -> String {
    let e = &thing.now().what;
    match thing.now().by.as_str() {
        "" => plain(&e.source).replace("form: ", "the form, "),
        by => format!("{}{}", if e.source.is_empty() { String::new() } else { format!("{}; ", plain(&e.source)) }, by),
    }
}

pub(super) fn entity(thing: &Thing<casework::work::Entity>) -> Thing_ {
    let e = &thing.now().what;
    let name = if e.name.is_empty() { "not named".to_owned() } else { plain(&e.name) };
    let mut more = Vec::new();
    if !e.other_names.is_empty() {
        more.push(format!("also {}", plain(&e.other_names)));
    }
    if !e.birth.is_empty() {
        more.push(format!("born or aged {}", plain(&e.birth)));
    }
    more.extend(e.details.iter().map(|(name, value)| format!("{}: {}", plain(&name.replace('-', " ")), plain(value))));
    let (source, struck) = (source(thing), struck(thing));
    Thing_ { id: thing.id.to_string(), kind: words::entity(e.kind), name, more, source, struck, disputed: thing.disputed() }
}

pub(super) fn decided(thing: &Thing<casework::work::Decide>, case: &casework::Case) -> Done {
    let mut one = done(
        thing,
        |d| format!("{}{}", words::decision(d.decision), if d.to.is_empty() { String::new() } else { format!(": {}", d.to) }),
        |d| d.reasons.clone(),
    );
    // Every decision stays; one holds.
    if case.decisions.len() > 1 && one.struck.is_none() {
        let holds = case.decision().is_some_and(|now| now.id == thing.now().id);
        one.title.push_str(if holds { " (this decision holds)" } else { " (an earlier decision)" });
    }
    let words = case.sign_offs.iter().filter(|s| thing.standing.iter().any(|e| e.id == s.what.decision));
    for sign in words {
        let agreed = if sign.what.agreed { "A manager agrees" } else { "A manager does not agree" };
        one.signed.push_str(&format!(". {agreed}: {} {}", signed(sign), plain(&sign.what.words)));
    }
    one
}

pub(super) fn task(state: &casework::case::TaskState) -> Task {
    let t = &state.task.now().what;
    Task {
        id: state.task.id.to_string(),
        words: plain(&t.words),
        owner: plain(&t.owner),
        due: t.due.strftime("%-d %B %Y").to_string(),
        done: state.done.as_ref().map(|d| format!("Done: {} {}", signed(d), plain(&d.what.words))),
    }
}

pub(super) fn due(settings: &Settings, case: &casework::Case) -> Option<Due> {
    let owing = owing::of(settings, case)?;
    let words = words::owed(owing.what);
    let given = case.tasks.iter().any(|t| !t.task.is_struck() && t.task.now().what.words.starts_with(words));
    let by = owing.by.map(|day| day.strftime("%-d %B %Y").to_string());
    Some(Due { period: owing.what.period(), words, by, says: owing.says(), given })
}

/// What else was done, in the order in which it was written.
pub(super) fn history(case: &casework::Case, settings: &Settings) -> Vec<Done> {
    use casework::work::Did;
    let line = |work: &casework::Work| {
        let (title, text) = match &work.did {
            Did::Acknowledge(a) => (format!("Acknowledged {}", words::told(a.how)), a.note.clone()),
            Did::Allocate { to } => (to.as_ref().map_or("Given back".into(), |to| format!("Given to {to}")), String::new()),
            Did::OutcomeTold(o) => (format!("Outcome told {}", words::told(o.how)), o.words.clone()),
            Did::Close { why } => ("Closed".into(), why.clone()),
            Did::Reopen { why } => ("Opened again".into(), why.clone()),
            Did::Hold { why } => ("Legal hold".into(), why.clone()),
            Did::Unhold { why } => ("Legal hold lifted".into(), why.clone()),
            Did::Review { why } => ("Reviewed: it may go".into(), why.clone()),
            Did::Keep(keep) => (format!("Kept: {}", kept(settings, keep)), keep.why.clone()),
            Did::Join(j) => ("Joined with another concern".into(), j.why.clone()),
            Did::Unjoin(j) => ("A join taken back".into(), j.why.clone()),
            Did::Link(l) => (format!("{}, with something in another concern", words::verdict(l.verdict)), l.why.clone()),
            Did::Withdraw(w) => ("Struck something through".into(), w.why.clone()),
            Did::Restrict(r) => (format!("Restricted to {}", r.to.join(", ")), r.why.clone()),
            Did::Unrestrict { why } => ("Restriction lifted".into(), why.clone()),
            Did::AskRelease(_) => ("Asked a manager to release an export".into(), String::new()),
            Did::Release(r) => ("Released an export".into(), r.exemption.clone()),
            _ => return None,
        };
        let signed = format!("{}, {}", work.by, when::told(work.at));
        Some(Done { id: work.id().to_string(), title: plain(&title), text: plain(&text), signed, struck: None })
    };
    case.works.iter().filter_map(line).collect()
}
