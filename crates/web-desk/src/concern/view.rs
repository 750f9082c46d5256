//! A concern as it is shown. **Strangers' words are plain text**: control characters and marks that steer are taken out, and a word that mixes
//! alphabets is pointed out. Must not know how it was opened.

use askama::Template;
use casework::case::{Entry, Keeping, Thing};
use casework::fields::REQUIRED;
use casework::work::{EntityKind, Observation};
use casework::{Case, Said, borrowed, capital, plain};
use course::{LanguageList, Settings};
use seal::SealedTo;
use team::{NOT_TOLD, Receipt, when};
use unseal::Role;

use super::forms::{not_yet, outgrown};
use super::joined::{self, Joined};
use super::{Open, owing};
use crate::DeskDoor;
use crate::errors::Fault;
use crate::layout::{Frame, Here};
use crate::links::{Before, before};
use crate::session::{Right, SignedIn};
use crate::words;

#[derive(Template)]
#[template(path = "concern/concern.html")]
struct Page<'a> {
    f: Frame<'a>,
    id: &'a str,
    title: String,
    facts: Vec<(&'static str, String)>,
    late: bool,
    wants_why: bool,
    unread: Vec<Unread>,
    note: Option<&'static str>,
    worry: String,
    answers: Vec<Answer>,
    messages: Vec<Message>,
    observations: Vec<Seen>,
    entities: Vec<Thing_>,
    lenses: Vec<(String, String)>,
    decisions: Vec<Done>,
    discussions: Vec<Done>,
    tasks: Vec<Task>,
    owing: Option<Due>,
    notes: Vec<Done>,
    episodes: Vec<Done>,
    joined: Vec<Joined>,
    /// Whether this record has a join that can be taken back.
    unjoinable: bool,
    history: Vec<Done>,
    before: Before,
    can_answer: bool,
    mine: bool,
    closed: bool,
    acknowledged: bool,
    /// Whether nothing of what was told could be read.
    wordless: bool,
    decided: bool,
    manager: bool,
    /// Whether this manager may say as one that the decision was right.
    may_sign: bool,
    /// Whether the site wants a manager's word on the decision, and there is none yet.
    unsigned: bool,
    hold: bool,
    restricted: bool,
    /// Who is named, and has left.
    left: Vec<String>,
    /// The page of an export that waits for a manager's release; for a manager.
    release_asked: Option<String>,
    /// Whether it can be said how long it is kept.
    keepable: bool,
    /// Whether this person may review it, since its day is over; and whether it is reviewed as it stands.
    ripe: bool,
    /// Why not by this person, or not yet.
    not_yet: Option<String>,
    reviewed: Option<String>,
}

/// An answer of the form.
struct Answer {
    label: String,
    text: String,
    borrowed: Option<String>,
}

/// Something that could not be read.
struct Unread {
    kind: String,
    at: String,
    why: String,
}

/// What was added or answered.
struct Message {
    who: &'static str,
    at: String,
    seconds: i64,
    text: String,
}

/// An observation.
struct Seen {
    id: String,
    what: String,
    about: Vec<String>,
    meta: String,
    signs: Vec<String>,
    strengths: String,
    protects: String,
    signed: String,
    /// Phrases in it that blame, with what to say instead; none of a child's own words.
    blaming: Vec<(String, String)>,
    struck: Option<String>,
    disputed: bool,
    earlier: Vec<(String, String)>,
}

/// A person, a place or a thing.
struct Thing_ {
    id: String,
    kind: &'static str,
    name: String,
    more: Vec<String>,
    source: String,
    struck: Option<String>,
    disputed: bool,
}

/// Anything else that was done: its words, and who did it.
struct Done {
    id: String,
    title: String,
    text: String,
    signed: String,
    struck: Option<String>,
}

/// What guidance wants after the decision.
struct Due {
    period: &'static str,
    words: &'static str,
    by: Option<String>,
    says: String,
    /// Whether it is a task already.
    given: bool,
}

struct Task {
    id: String,
    words: String,
    owner: String,
    due: String,
    done: Option<String>,
}

pub(super) fn signed<T>(entry: &Entry<T>) -> String {
    if entry.by.is_empty() { when::told(entry.at) } else { format!("{}, {}", entry.by, when::told(entry.at)) }
}

fn struck<T>(thing: &Thing<T>) -> Option<String> {
    thing.struck.as_ref().map(|s| format!("Struck through by {}: {}", signed(s), plain(&s.what.why)))
}

fn done<T>(thing: &Thing<T>, title: impl Fn(&T) -> String, text: impl Fn(&T) -> String) -> Done {
    let now = thing.now();
    Done {
        id: thing.id.to_string(),
        title: plain(&title(&now.what)),
        text: plain(&text(&now.what)),
        signed: signed(now),
        struck: struck(thing),
    }
}

/// The page.
pub(super) fn page(door: &DeskDoor, who: &SignedIn, open: &Open, left: Vec<String>) -> Result<String, Fault> {
    let (row, opened) = (&open.row, &open.opened);
    let (case, now) = (opened.case(row), door.world().now());
    let receipt = opened.mailbox(row);
    let (worry, answers) = match opened.first().map(|p| &p.said) {
        // What worries them stands first, and whole.
        Some(Said::Concern(all)) => {
            let others = all.in_order().into_iter().filter(|(name, _)| *name != REQUIRED);
            (plain(all.get(REQUIRED)), others.map(|(name, text)| answer(name, text)).collect())
        }
        _ => Default::default(),
    };
    let children = case.entities.iter().filter(|e| !e.is_struck() && e.now().what.kind == EntityKind::Child);
    let children: Vec<_> = children.map(|e| plain(&e.now().what.name)).filter(|n| !n.is_empty()).collect();
    let clock = case.clock(now);
    let decision = case.decision();
    let mut facts = vec![
        ("Decide by", format!("{} ({})", when::told(case.due), words::left(clock))),
        ("Came", came(open, &case)),
        ("With", case.allocated.as_ref().map_or("nobody yet".into(), |a| a.what.clone())),
        ("How far", decision.map_or(words::state(&row.state), |d| words::decision(d.what.decision)).to_owned()),
        ("Receipt", receipt_words(receipt).to_owned()),
    ];
    facts.extend(who_sees_it(open).map(|words| ("Who sees it", words)));
    if case.closed.is_some() {
        let unsaid = || "Nobody has said how long".to_owned();
        facts.push(("Kept", case.kept().map_or_else(unsaid, |keep| kept(&door.office.settings, &keep.what))));
    }
    if let Some(due) = case.due_says() {
        facts.push(("Later due time", format!("{}; source: {} ({})", plain(&due.what.why), plain(&due.what.source), signed(due))));
    }
    facts.extend(case.late.iter().map(|late| ("Why it is late", format!("{} ({})", plain(&late.what), signed(late)))));
    let ripe = who.role() == Role::Manager && matches!(case.keeping(when::date(now)), Keeping::Ripe(_));
    let page = Page {
        title: if children.is_empty() { "A concern".into() } else { children.join(", ") },
        f: Frame::new(&door.office.settings, who, "Concern", Here::Inbox),
        id: &row.id,
        facts,
        late: matches!(clock, casework::Clock::Overdue { .. }),
        wants_why: clock.wants_why(),
        unread: unread(open),
        note: (receipt == Receipt::NotTheirs).then_some(NOT_TOLD),
        worry,
        answers,
        messages: messages(open),
        observations: case.observations.iter().map(|o| seen(o, &case, door)).collect(),
        entities: case.entities.iter().map(entity).collect(),
        lenses: case
            .lenses
            .iter()
            .map(|l| (words::model(l.what.model).to_owned(), format!("{} ({})", plain(&l.what.why), signed(l))))
            .collect(),
        decisions: case.decisions.iter().map(|d| decided(d, &case)).collect(),
        discussions: case
            .discussions
            .iter()
            .map(|d| done(d, |d| format!("{}, with {}", d.on.strftime("%-d %B %Y"), d.took_part.join(", ")), |d| d.agreed.clone()))
            .collect(),
        tasks: case.tasks.iter().filter(|t| !t.task.is_struck()).map(task).collect(),
        owing: due(&door.office.settings, &case),
        notes: case.notes.iter().map(|n| done(n, |_| String::new(), |n| n.text.clone())).collect(),
        episodes: case
            .episodes
            .iter()
            .map(|e| {
                done(e, |e| format!("From {} to {}", day(&e.from), e.to.as_ref().map_or("not known".into(), day)), |e| e.words.clone())
            })
            .collect(),
        joined: joined::listed(door, who, &case, &row.id),
        unjoinable: !case.joins.is_empty(),
        history: history(&case, &door.office.settings),
        before: before(door, who, door.vault.get(&row.id).ok_or(Fault::NotFound)?.as_ref()),
        can_answer: receipt == Receipt::Taken,
        mine: case.allocated.as_ref().is_some_and(|a| a.what == who.session.name()),
        closed: case.closed.is_some(),
        acknowledged: case.acknowledged.is_some() || !opened.replies.is_empty(),
        wordless: opened.first().is_none(),
        decided: decision.is_some(),
        manager: who.role() == Role::Manager,
        may_sign: who.role() == Role::Manager && !case.decided_by(who.session.name()),
        unsigned: open.desk.wants_sign_off(&case),
        hold: case.hold.is_some(),
        restricted: !opened.named.is_empty(),
        left,
        release_asked: Some(who).filter(|who| Right::Release.is_of(who.role())).and(release_asked(&row.id, &case)),
        keepable: case.closed.is_some() && !door.office.settings.retentions.is_empty(),
        ripe,
        not_yet: ripe.then(|| not_yet(&door.office.settings, &case, who.session.name())).flatten(),
        reviewed: open.desk.reviewed(&case, opened).filter(|_| outgrown(&door.office.settings, &case).is_none()).map(signed),
    };
    Ok(page.render()?)
}

/// Who sees it, where that is not the whole team.
fn who_sees_it(open: &Open) -> Option<String> {
    let circle = open.opened.circle(&open.row);
    match circle.named.as_slice() {
        [] => (circle.to == SealedTo::Managers).then(|| "Managers only".to_owned()),
        named => Some(format!("Named people only: {}", named.join(", "))),
    }
}

fn release_asked(id: &str, case: &casework::Case) -> Option<String> {
    let asked = &case.release_asked.as_ref()?.what;
    Some(super::export::address(id, asked.purpose, &asked.of))
}

/// As what, and until when, a record is kept.
fn kept(settings: &Settings, keep: &casework::work::Keep) -> String {
    let name = settings.retention(&keep.kind).map_or(plain(&keep.kind), |kind| kind.name.clone());
    format!("{name}, until {}", keep.until.strftime("%-d %B %Y"))
}

/// When it was told, and how; when it was typed in, if that was later.
fn came(open: &Open, case: &Case) -> String {
    let (told, arrived) = (case.arrived, open.row.arrived);
    let typed = if told < arrived { format!("; typed in {}", when::told(arrived)) } else { String::new() };
    format!("{}, {}{typed}", when::told(told), channel(open))
}

fn channel(open: &Open) -> &'static str {
    match open.opened.first().map(|p| &p.said) {
        Some(Said::Concern(answers)) => words::channel(answers.get("channel")),
        _ => "",
    }
}

fn receipt_words(receipt: Receipt) -> &'static str {
    match receipt {
        Receipt::Taken => "Taken: the teller can read what you write to them",
        Receipt::NotTaken => "Not taken: nothing that you write here reaches the teller",
        Receipt::NotTheirs => "Not to be trusted: nothing is written to it",
    }
}

fn answer(name: &str, text: &str) -> Answer {
    let text = words::value(name, &plain(text));
    Answer { label: words::answer(name), borrowed: borrowed(&text).map(str::to_owned), text }
}

fn unread(open: &Open) -> Vec<Unread> {
    let closed = open.opened.closed.iter();
    closed.map(|c| Unread { kind: plain(&c.kind), at: when::told(c.at), why: c.why.clone() }).collect()
}

/// Additions and answers, in the order in which they came.
fn messages(open: &Open) -> Vec<Message> {
    let additions = open.opened.messages.iter().filter_map(|m| match &m.payload.said {
        Said::Addition(text) => Some(("The teller added", m.at, text)),
        Said::Concern(_) => None,
    });
    let replies = open.opened.replies.iter().map(|r| ("The team answered", r.at, &r.text));
    let mut all: Vec<_> =
        additions.chain(replies).map(|(who, at, text)| Message { who, at: when::told(at), seconds: at, text: plain(text) }).collect();
    all.sort_by_key(|m| m.seconds);
    all
}

fn day(when: &casework::work::When) -> String {
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

fn seen(thing: &Thing<Observation>, case: &casework::Case, door: &DeskDoor) -> Seen {
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

fn entity(thing: &Thing<casework::work::Entity>) -> Thing_ {
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

fn decided(thing: &Thing<casework::work::Decide>, case: &casework::Case) -> Done {
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

fn task(state: &casework::case::TaskState) -> Task {
    let t = &state.task.now().what;
    Task {
        id: state.task.id.to_string(),
        words: plain(&t.words),
        owner: plain(&t.owner),
        due: t.due.strftime("%-d %B %Y").to_string(),
        done: state.done.as_ref().map(|d| format!("Done: {} {}", signed(d), plain(&d.what.words))),
    }
}

fn due(settings: &Settings, case: &casework::Case) -> Option<Due> {
    let owing = owing::of(settings, case)?;
    let words = words::owed(owing.what);
    let given = case.tasks.iter().any(|t| !t.task.is_struck() && t.task.now().what.words.starts_with(words));
    let by = owing.by.map(|day| day.strftime("%-d %B %Y").to_string());
    Some(Due { period: owing.what.period(), words, by, says: owing.says(), given })
}

/// What else was done, in the order in which it was written.
fn history(case: &casework::Case, settings: &Settings) -> Vec<Done> {
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
