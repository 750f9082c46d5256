//! From the case, what was told and what was written since to the document. Every text goes through its marks. Must not know how it is shown.

use jiff::Timestamp;

use super::{Document, GAP, Item, Part, SCHEMA, Section, Table};
use crate::case::{Case, Entry, Thing};
use crate::chronology::{self, Kind, Line, Message};
use crate::clock::london;
use crate::work::{Context, Decision, Entity, EntityKind, Ground, Known, Model, Purpose, Told, When};
use crate::{Answers, ConcernId, MessageId, plain};

/// One concern that goes into a document.
pub struct Source<'a> {
    /// Its name.
    pub concern: ConcernId,
    /// Its state.
    pub case: &'a Case,
    /// What was told first, by the name of its message; none where it could not be read.
    pub told: Option<(MessageId, &'a Answers)>,
    /// Every message, as the chronology takes them.
    pub messages: &'a [Message],
    /// How many of its records could not be read.
    pub unread: usize,
}

/// How what is kept in fixed words is said.
#[derive(Clone, Copy)]
pub struct Words {
    /// How something is known.
    pub known: fn(Known) -> &'static str,
    /// Fact or opinion.
    pub ground: fn(Ground) -> &'static str,
    /// In which part of the child's life.
    pub context: fn(Context) -> &'static str,
    /// What an entity is.
    pub entity: fn(EntityKind) -> &'static str,
    /// What was decided.
    pub decision: fn(Decision) -> &'static str,
    /// By which way someone was told.
    pub told: fn(Told) -> &'static str,
    /// One of the models.
    pub model: fn(Model) -> &'static str,
    /// The name of an answer.
    pub answer: fn(&str) -> String,
    /// The value of an answer.
    pub value: fn(&str, &str) -> String,
}

/// The document of one concern, or of several that are joined: the first is the one that was asked for.
pub fn document(purpose: Purpose, sources: &[Source<'_>], words: Words, by: &str, at: i64) -> Document {
    let mut sections = Vec::new();
    for (number, source) in (1..).zip(sources) {
        let before = if sources.len() == 1 { String::new() } else { format!("Concern {number}: ") };
        of_one(source, words, &before, &mut sections);
    }
    sections.push(time_line(sources, words));
    let mut notes = Vec::new();
    let unread: usize = sources.iter().map(|s| s.unread).sum();
    if unread > 0 {
        notes.push(format!("{unread} parts of the record could not be opened, and are not in this document."));
    }
    if sources.iter().any(|s| !s.case.left_out.is_empty()) {
        notes.push("Something is left out. Each place where that was done says “left out” in square brackets.".into());
    }
    notes.push("Fact and opinion are marked apart. Earlier wordings of what was edited stay at the desk.".into());
    let to_renew = sources.iter().flat_map(|s| s.case.marks_to_renew()).map(|m| m.id).collect();
    let children: Vec<_> = sources.iter().flat_map(children).collect();
    let title = if children.is_empty() { "Record of a concern".into() } else { format!("Record of {}", children.join(", ")) };
    Document { schema: SCHEMA, purpose, whole: sources.len() > 1, title, by: plain(by), at, notes, sections, to_renew }
}

/// The children's names, once each, as far as they are given.
fn children(source: &Source<'_>) -> Vec<String> {
    let children = source.case.entities.iter().filter(|e| !e.is_struck() && e.now().what.kind == EntityKind::Child);
    let mut names: Vec<_> =
        children.map(|e| name(source, e)).filter(|n| !n.is_empty() && !n.contains(GAP) && !n.contains("[left out")).collect();
    names.dedup();
    names
}

fn of_one(source: &Source<'_>, words: Words, before: &str, sections: &mut Vec<Section>) {
    let case = source.case;
    let mut add = |heading: &str, items: Vec<Item>| {
        if !items.is_empty() {
            sections.push(Section { heading: format!("{before}{heading}"), items, table: None });
        }
    };
    add("What was told", told(source, words));
    add("Since then", messages(source));
    add("People, places and things", each(case, &case.entities, |e| ((words.entity)(e.what.kind).to_owned(), entity(source, e))));
    add(
        "Observations",
        each_marked(case, &case.observations, |e| {
            let o = &e.what;
            let when = when(&o.when);
            let head = [(words.ground)(o.ground), (words.known)(o.known), (words.context)(o.context), &when];
            let about: Vec<_> =
                o.about.iter().filter_map(|id| source.case.entities.iter().find(|t| t.id == *id)).map(|t| name(source, t)).collect();
            let parts = [("what", "", &o.what), ("by-whom", "Said or seen by", &o.by_whom), ("strengths", "Strengths", &o.strengths)];
            let mut parts: Vec<_> = parts.iter().map(|(n, l, t)| part(case, e.id, n, l, t)).collect();
            parts.push(part(case, e.id, "protects", "People who protect", &o.protects));
            parts.push(part(case, e.id, "signs", "Signs", &o.signs.join(", ")));
            parts.push(if hidden(case, e.id) { part(case, e.id, "about", "", "") } else { bare("about", "About", about.join(", ")) });
            (head.into_iter().filter(|h| !h.is_empty()).collect::<Vec<_>>().join(" · "), parts, o.childs_words)
        }),
    );
    add(
        "Going missing",
        each(case, &case.episodes, |e| {
            let to = e.what.to.as_ref().map_or("not known".into(), when);
            (format!("From {} to {to}", when(&e.what.from)), vec![part(case, e.id, "words", "", &e.what.words)])
        }),
    );
    let lens =
        |e: &Entry<crate::work::Lens>| item(e, (words.model)(e.what.model).to_owned(), vec![part(case, e.id, "why", "", &e.what.why)]);
    add("Models considered", case.lenses.iter().map(lens).collect());
    add(
        "Decisions",
        each(case, &case.decisions, |e| {
            let mut parts = vec![part(case, e.id, "reasons", "Reasons", &e.what.reasons), part(case, e.id, "to", "Passed to", &e.what.to)];
            for sign in case.sign_offs.iter().filter(|s| s.what.decision == e.id) {
                let agreed = if sign.what.agreed { "A manager agrees" } else { "A manager does not agree" };
                let text = case.given(sign.id, "words", &sign.what.words);
                parts.push(bare("sign-off", agreed, format!("{} {}", signed(sign), text)));
            }
            ((words.decision)(e.what.decision).to_owned(), parts)
        }),
    );
    add(
        "Strategy discussions",
        each(case, &case.discussions, |e| {
            let parts = vec![
                part(case, e.id, "took-part", "Took part", &e.what.took_part.join(", ")),
                part(case, e.id, "agreed", "Agreed", &e.what.agreed),
            ];
            (e.what.on.strftime("%-d %B %Y").to_string(), parts)
        }),
    );
    let tasks: Vec<_> = case
        .tasks
        .iter()
        .flat_map(|t| {
            each(case, std::slice::from_ref(&t.task), |e| {
                let mut parts = vec![part(case, e.id, "words", "", &e.what.words), part(case, e.id, "owner", "Who", &e.what.owner)];
                if let Some(done) = &t.done {
                    parts.push(bare("done", "Done", format!("{}. {}", signed(done), case.given(done.id, "words", &done.what.words))));
                }
                (format!("By {}", e.what.due.strftime("%-d %B %Y")), parts)
            })
        })
        .collect();
    add("Tasks", tasks);
    add("Notes of the team", each(case, &case.notes, |e| (String::new(), vec![part(case, e.id, "text", "", &e.what.text)])));
    let outcome = |e: &Entry<crate::work::OutcomeTold>| {
        item(e, format!("Outcome told {}", (words.told)(e.what.how)), vec![part(case, e.id, "words", "", &e.what.words)])
    };
    add("Outcome told", case.outcomes_told.iter().map(outcome).collect());
    let late = |e: &Entry<String>| item(e, "Why the decision is late".into(), vec![part(case, e.id, "why", "", &e.what)]);
    add("Time", case.late.iter().map(late).collect());
}

/// What was told, answer by answer.
fn told(source: &Source<'_>, words: Words) -> Vec<Item> {
    let Some((id, answers)) = source.told else { return Vec::new() };
    let parts = answers.in_order().into_iter().map(|(name, text)| {
        let text = source.case.given(id, name, &(words.value)(name, text));
        bare(name, &(words.answer)(name), text)
    });
    let signed = format!("Came {}", at(source.case.arrived));
    vec![Item { entry: id, head: "In the words of whoever told it".into(), parts: parts.collect(), childs_words: false, signed }]
}

/// What was added and answered, in the order in which it came.
fn messages(source: &Source<'_>) -> Vec<Item> {
    let mut all: Vec<_> = source.messages.iter().filter(|m| m.kind != Kind::Concern).collect();
    all.sort_by_key(|m| (m.at, m.id));
    let head = |m: &Message| if m.kind == Kind::Reply { "The team answered" } else { "The teller added" };
    all.into_iter()
        .map(|m| Item {
            entry: m.id,
            head: head(m).into(),
            parts: vec![part(source.case, m.id, "text", "", &m.words)],
            childs_words: false,
            signed: at(m.at),
        })
        .collect()
}

/// What is known of a person, a place or a thing. What the form names follows the marks on the form too.
fn entity(source: &Source<'_>, e: &Entry<Entity>) -> Vec<Part> {
    let case = source.case;
    let x = &e.what;
    let given = |part_: &str, label: &str, text: &str| {
        if !text.is_empty() && form_hides(source, e.id, part_) {
            bare(part_, label, GAP.into())
        } else {
            part(case, e.id, part_, label, text)
        }
    };
    let mut parts =
        vec![given("name", "Name", &x.name), given("other-names", "Other names", &x.other_names), given("born", "Born or aged", &x.birth)];
    parts.extend(x.details.iter().map(|(name, text)| given(name, &crate::capital(&plain(&name.replace('-', " "))), text)));
    parts.push(given("source", "Source", &x.source));
    parts
}

/// Whether a mark on the form touches this part of something that the form names. An edit does not bring it back.
fn form_hides(source: &Source<'_>, entry: MessageId, part: &str) -> bool {
    let Some((message, _)) = source.told else { return false };
    let Some(thing) = source.case.entities.iter().find(|t| t.standing.iter().chain(&t.earlier).any(|e| e.id == entry)) else {
        return false;
    };
    let first = thing.first();
    let Some(place) = first.what.source.strip_prefix("form: ").filter(|_| first.by.is_empty()) else { return false };
    let inside = format!("{place}.{part}");
    // `child.1.school` is an answer, and a thing of its own; `of` is the name of whose it is.
    let owner = place.rsplit_once('.').map(|(owner, _)| format!("{owner}.name")).filter(|_| part == "of");
    part != "source"
        && [Some(place.to_owned()), Some(inside), owner].into_iter().flatten().any(|answer| source.case.touched(message, &answer))
}

/// The name of a thing as the document gives it.
fn name(source: &Source<'_>, thing: &Thing<Entity>) -> String {
    let now = thing.now();
    if form_hides(source, now.id, "name") { GAP.into() } else { source.case.given(now.id, "name", &now.what.name) }
}

fn time_line(sources: &[Source<'_>], words: Words) -> Section {
    let lines = sources.iter().flat_map(|s| chronology::lines(s.concern, s.case, s.messages)).collect();
    let lines = chronology::in_order(lines);
    let rows = lines.iter().filter_map(|line| Some((line, sources.iter().find(|s| s.concern == line.concern)?)));
    let rows = rows.map(|(line, source)| row(line, source, words)).collect();
    let head = ["When", "What", "In words", "Who said or saw it"].map(str::to_owned).to_vec();
    let table = Some(Table { caption: "Everything on one time line, oldest first".into(), head, rows });
    Section { heading: "Time line".into(), items: Vec::new(), table }
}

fn row(line: &Line, source: &Source<'_>, words: Words) -> Vec<String> {
    let case = source.case;
    let time = line.when.time.map(|t| t.strftime(", %H:%M").to_string()).unwrap_or_default();
    let day = format!("{}{time}", line.when.day.strftime("%-d %B %Y"));
    let day = if line.when.recorded { format!("{day} (when it was written down)") } else { day };
    let mut what = vec![chronology::english(chronology::Says::Kind(line))];
    what.extend(line.known.map(|k| (words.known)(k).to_owned()));
    what.extend(line.struck.then(|| "struck through".to_owned()));
    let part = match line.kind {
        Kind::Concern => crate::fields::REQUIRED,
        Kind::Addition | Kind::Reply => "text",
        Kind::Observation => "what",
        Kind::Episode | Kind::OutcomeTold => "words",
        Kind::Discussion => "agreed",
        Kind::Decision => "reasons",
        Kind::Closed | Kind::Reopened => "why",
    };
    let by = if line.kind == Kind::Discussion { "took-part" } else { "by-whom" };
    vec![day, what.join(" · "), case.given(line.source, part, &line.words), case.given(line.source, by, &line.by_whom)]
}

/// Every wording that stands.
fn each<T>(case: &Case, things: &[Thing<T>], of: impl Fn(&Entry<T>) -> (String, Vec<Part>)) -> Vec<Item> {
    each_marked(case, things, |e| {
        let (head, parts) = of(e);
        (head, parts, false)
    })
}

fn each_marked<T>(case: &Case, things: &[Thing<T>], of: impl Fn(&Entry<T>) -> (String, Vec<Part>, bool)) -> Vec<Item> {
    let mut items = Vec::new();
    for thing in things {
        for e in &thing.standing {
            let (head, parts, childs_words) = of(e);
            let mut item = Item { childs_words, ..item(e, head, parts) };
            if let Some(struck) = &thing.struck {
                item.parts.push(bare(
                    "struck",
                    "Struck through",
                    format!("{}. {}", signed(struck), case.given(struck.id, "why", &struck.what.why)),
                ));
            }
            if thing.disputed() {
                item.parts.push(bare("disputed", "", "Two wordings stand beside one another.".into()));
            }
            items.push(item);
        }
    }
    items
}

fn item<T>(e: &Entry<T>, head: String, mut parts: Vec<Part>) -> Item {
    parts.retain(|p| !p.text.is_empty());
    Item { entry: e.id, head, parts, childs_words: false, signed: signed(e) }
}

/// Whether a mark leaves out all of an entry.
fn hidden(case: &Case, entry: MessageId) -> bool {
    case.shown(entry, "", "", "").is_none()
}

fn part(case: &Case, entry: MessageId, name: &str, label: &str, text: &str) -> Part {
    // An empty part shows no gap: there is nothing to leave out.
    let text = if text.is_empty() { String::new() } else { case.given(entry, name, text) };
    bare(name, label, text)
}

fn bare(name: &str, label: &str, text: String) -> Part {
    Part { name: name.to_owned(), label: label.to_owned(), text }
}

fn signed<T>(e: &Entry<T>) -> String {
    if e.by.is_empty() { "From the form".into() } else { format!("{}, {}", plain(&e.by), at(e.at)) }
}

fn at(seconds: i64) -> String {
    let at = Timestamp::from_second(seconds).unwrap_or(Timestamp::UNIX_EPOCH).to_zoned_datetime(london());
    at.strftime("%-d %B %Y, %H:%M").to_string()
}

fn when(when: &When) -> String {
    let day = when.day.map(|d| d.strftime("%-d %B %Y").to_string());
    let time = when.time.map(|t| t.strftime("%H:%M").to_string());
    [day, time, Some(plain(&when.words)).filter(|w| !w.is_empty())].into_iter().flatten().collect::<Vec<_>>().join(", ")
}
