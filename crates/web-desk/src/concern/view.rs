//! A concern as it is shown. **Strangers' words are plain text**: control characters and marks that steer are taken out, and a word that mixes
//! alphabets is pointed out. Must not know how it was opened.

use askama::Template;
use casework::case::Keeping;
use casework::fields::REQUIRED;
use casework::work::EntityKind;
use casework::{Case, Said, borrowed, plain};
use seal::SealedTo;
use team::{NOT_TOLD, Receipt, when};
use unseal::Role;

use super::Open;
use super::forms::{not_yet, outgrown};
use super::joined::{self, Joined};
use super::pieces::{Done, Due, Seen, Task, Thing_, day, decided, done, due, entity, history, kept, seen, signed, task};
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

/// The page.
pub(super) fn page(door: &DeskDoor, who: &SignedIn, open: &Open, left: Vec<String>) -> Result<String, Fault> {
    let (row, opened) = (&open.row, &open.opened);
    let (case, now) = (opened.case(row), door.world().now());
    let receipt = opened.mailbox(row);
    let (worry, answers) = match opened.answers() {
        // What worries them stands first, and whole.
        Some(all) => {
            let others = all.in_order().into_iter().filter(|(name, _)| *name != REQUIRED);
            (plain(all.get(REQUIRED)), others.map(|(name, text)| answer(name, text)).collect())
        }
        None => Default::default(),
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

/// When it was told, and how; when it was typed in, if that was later.
fn came(open: &Open, case: &Case) -> String {
    let (told, arrived) = (case.arrived, open.row.arrived);
    let typed = if told < arrived { format!("; typed in {}", when::told(arrived)) } else { String::new() };
    let channel = open.opened.answers().map_or("", |answers| words::channel(answers.get("channel")));
    format!("{}, {channel}{typed}", when::told(told))
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
