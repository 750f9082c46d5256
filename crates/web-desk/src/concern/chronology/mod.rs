//! Everything of a concern, and of those joined with it, on one time line: drawn, and as a table that says the same. It can be narrowed to a person or
//! thing, a place, a part of the child's life, and is made to be printed. Must not know how it is drawn (`casework::chronology`).

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use casework::chronology::{self, Filter, Kind, Line, Moment, Says};
use casework::work::{Context, EntityKind};
use casework::{Case, ConcernId, MessageId, plain};
use http::StatusCode;
use seal::SealedTo;
use team::Opened;
use web::answer;

use super::{Open, joined, messages, open};
use crate::DeskDoor;
use crate::layout::{Frame, Here};
use crate::router::Answer;
use crate::session::Signed;
use crate::words;

/// What stands in the address; a value that means nothing narrows nothing.
#[derive(serde::Deserialize, Default)]
#[serde(default)]
pub(super) struct Wanted {
    who: String,
    place: String,
    context: String,
    kind: String,
}

impl Wanted {
    fn filter(&self) -> Filter {
        Filter {
            about: [&self.who, &self.place].into_iter().filter_map(|id| id.parse().ok()).collect(),
            contexts: Context::parse(&self.context).into_iter().collect(),
            kinds: Kind::ALL.into_iter().filter(|k| k.text() == self.kind).collect(),
        }
    }
}

#[derive(Template)]
#[template(path = "concern/chronology/chronology.html")]
struct Page<'a> {
    f: Frame<'a>,
    id: &'a str,
    children: String,
    people: Vec<Choice>,
    places: Vec<Choice>,
    contexts: Vec<Choice>,
    kinds: Vec<Choice>,
    narrowed: bool,
    drawing: String,
    rows: Vec<Row>,
    joined: usize,
    so_far: String,
}

/// One value of a filter.
struct Choice {
    value: String,
    words: String,
    chosen: bool,
}

/// One line, as a row of the table.
struct Row {
    when: String,
    what: String,
    more: Vec<String>,
    words: String,
    about: Vec<String>,
    by: String,
    struck: bool,
    /// The concern that it comes from, where that is another.
    other: Option<String>,
}

/// Names of people and things, by what they are called in the record.
type Names = BTreeMap<MessageId, (EntityKind, String)>;

pub(super) async fn show(
    State(door): State<Arc<DeskDoor>>,
    Signed(who): Signed,
    Path(id): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Answer {
    let this = open(&door, &who, &id).await?;
    this.desk.note("chronology", &this.row.id).await?;
    let (case, mut names) = (this.opened.case(&this.row), Names::new());
    let mut lines = of_one(&this.opened, &case, &mut names);
    let joined = joined::opened(&door, &this).await?;
    for Open { row, opened, .. } in &joined {
        this.desk.note("chronology", &row.id).await?;
        lines.extend(of_one(opened, &opened.case(row), &mut names));
    }
    let filter = wanted.filter();
    lines.retain(|line| filter.keeps(line));
    let lines = chronology::in_order(lines);
    let is_child = |(kind, _): &&(EntityKind, String)| *kind == EntityKind::Child;
    let page = Page {
        f: Frame::new(&door.office.settings, &who, "Time line", Here::Inbox),
        id: &this.row.id,
        children: names.values().filter(is_child).map(|(_, name)| name.as_str()).collect::<Vec<_>>().join(", "),
        people: choices(&names, &wanted.who, |kind| kind != EntityKind::Place),
        places: choices(&names, &wanted.place, |kind| kind == EntityKind::Place),
        contexts: options(Context::ALL.iter().map(|c| (c.text(), words::context(*c).to_owned())), &wanted.context),
        kinds: options(Kind::ALL.into_iter().map(|k| (k.text(), kind_words(k).to_owned())), &wanted.kind),
        narrowed: filter != Filter::default(),
        drawing: chronology::svg(&lines, &chronology::english),
        rows: lines.iter().map(|line| row(line, this.opened.id, &names)).collect(),
        joined: joined.len(),
        so_far: door.vault.so_far(who.role().holds(SealedTo::Managers), |circle| circle.has(&who.session.account)),
    };
    Ok(answer::html(StatusCode::OK, page.render()?))
}

/// The lines of one concern; its people and things are added to the names.
fn of_one(opened: &Opened, case: &Case, names: &mut Names) -> Vec<Line> {
    for thing in case.entities.iter().filter(|e| !e.is_struck()) {
        let what = &thing.now().what;
        let name = Some(plain(&what.name)).filter(|n| !n.is_empty()).unwrap_or_else(|| format!("{}, not named", words::entity(what.kind)));
        names.insert(thing.id, (what.kind, name));
    }
    chronology::lines(opened.id, case, &messages(opened, case))
}

fn choices(names: &Names, chosen: &str, of: impl Fn(EntityKind) -> bool) -> Vec<Choice> {
    let named = names.iter().filter(|(_, (kind, _))| of(*kind));
    let mut all: Vec<_> = named.map(|(id, (kind, name))| (*kind, id.to_string(), format!("{}: {name}", words::entity(*kind)))).collect();
    all.sort_by(|a, b| (a.0, &a.2).cmp(&(b.0, &b.2)));
    all.into_iter().map(|(_, value, words)| Choice { chosen: value == chosen, value, words }).collect()
}

fn options(all: impl Iterator<Item = (&'static str, String)>, chosen: &str) -> Vec<Choice> {
    all.map(|(value, words)| Choice { value: value.to_owned(), words, chosen: value == chosen }).collect()
}

fn row(line: &Line, this: ConcernId, names: &Names) -> Row {
    let more = [line.known.map(words::known), line.context.map(words::context)].into_iter().flatten().map(str::to_owned);
    let by_whom = Some(plain(&line.by_whom)).filter(|by| !by.is_empty());
    let until = (line.kind == Kind::Episode).then(|| line.until.as_ref().map_or("end not known".into(), |u| format!("until {}", told(u))));
    Row {
        when: told(&line.when),
        what: chronology::english(Says::Kind(line)),
        more: until.into_iter().chain(by_whom).chain(more).collect(),
        words: plain(&line.words),
        about: line.about.iter().filter_map(|id| names.get(id)).map(|(_, name)| name.clone()).collect(),
        by: line.by.clone(),
        struck: line.struck,
        other: (line.concern != this).then(|| line.concern.to_string()),
    }
}

/// When it was, as people say it.
fn told(when: &Moment) -> String {
    let mut text = when.day.strftime("%a %-d %b %Y").to_string();
    if let Some(time) = when.time {
        text.push_str(&time.strftime(", %H:%M").to_string());
    }
    if when.recorded {
        text = format!("Not known; written down {text}");
    }
    if !when.words.is_empty() {
        text = format!("{text} (“{}”)", plain(&when.words));
    }
    text
}

/// A kind of line, in the list of a filter.
fn kind_words(kind: Kind) -> &'static str {
    match kind {
        Kind::Concern => "Concerns",
        Kind::Addition => "What the teller added",
        Kind::Reply => "Our answers",
        Kind::Observation => "Observations",
        Kind::Episode => "Going missing",
        Kind::Discussion => "Strategy discussions",
        Kind::Decision => "Decisions",
        Kind::OutcomeTold => "Outcomes told",
        Kind::Closed => "Closings",
        Kind::Reopened => "Openings again",
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_moment_says_what_is_known_of_it() {
        let moment = |recorded, words: &str| Moment { day: date(2026, 11, 24), time: None, recorded, words: words.into() };
        assert_eq!(told(&moment(false, "")), "Tue 24 Nov 2026");
        assert_eq!(told(&moment(true, "last\u{202e} summer")), "Not known; written down Tue 24 Nov 2026 (“last summer”)");
        let timed = Moment { time: Some(jiff::civil::time(9, 5, 0, 0)), ..moment(false, "") };
        assert_eq!(told(&timed), "Tue 24 Nov 2026, 09:05");
    }

    #[test]
    fn what_means_nothing_narrows_nothing() {
        let wanted = Wanted { who: "nobody".into(), context: "moon".into(), kind: "x".into(), ..Wanted::default() };
        assert_eq!(wanted.filter(), Filter::default());
        assert_eq!(Wanted { context: "school".into(), ..Wanted::default() }.filter().contexts, [Context::School]);
    }
}
