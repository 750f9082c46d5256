//! The network around a concern: people, places, vehicles, numbers and the concerns that name them; drawn, and as tables that say the same; narrowed by
//! time and kind; the shortest chain between two people over confirmed links. **What is only suggested is shown and never walked.** Must not know how
//! links are found or decided.

mod areas;
mod chain;
mod draw;
mod map;
mod shown;

use std::collections::BTreeSet;
use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::routing::get;
use casework::MessageId;
use casework::work::EntityKind;
use http::header::{self, HeaderValue};
use http::{Response, StatusCode};
use jiff::civil::Date;
use seal::SealedTo;
use team::when;
use web::answer;

use crate::DeskDoor;
use crate::concern::{Open, open};
use crate::errors::Fault;
use crate::layout::{Frame, Here};
use crate::router::Answer;
use crate::session::{Signed, SignedIn};
use crate::vault::{Edge, How, Network};
use crate::words;
use chain::Stop;
use shown::{Narrow, Shown};

pub(crate) fn routes() -> Router<Arc<DeskDoor>> {
    Router::new().route("/network/{concern}", get(show)).route("/network/{concern}/drawing", get(drawing))
}

/// Kinds that can be chosen, with the words of the choice.
const KINDS: [(&str, &str, &[EntityKind]); 4] = [
    ("people", "People", &[EntityKind::Child, EntityKind::Person]),
    ("places", "Places", &[EntityKind::Place]),
    ("vehicles", "Vehicles", &[EntityKind::Vehicle]),
    ("numbers", "Numbers and names online", &[EntityKind::Phone, EntityKind::Username]),
];

/// What stands in the address; a value that means nothing narrows nothing.
#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct Wanted {
    from: String,
    to: String,
    kind: String,
    only: String,
    one: String,
    other: String,
}

impl Wanted {
    fn narrow(&self) -> Narrow {
        let day = |text: &str| text.trim().parse::<Date>().map(|day| day.to_string()).unwrap_or_default();
        let kinds = KINDS.iter().find(|(value, _, _)| *value == self.kind).map_or(&[][..], |(_, _, kinds)| kinds);
        Narrow { from: day(&self.from), to: day(&self.to), kinds, confirmed: self.only == "confirmed" }
    }

    /// The same, as it stands in an address.
    fn query(&self) -> String {
        let all = [
            ("from", &self.from),
            ("to", &self.to),
            ("kind", &self.kind),
            ("only", &self.only),
            ("one", &self.one),
            ("other", &self.other),
        ];
        form_urlencoded::Serializer::new(String::new()).extend_pairs(all.into_iter().filter(|(_, value)| !value.is_empty())).finish()
    }
}

#[derive(Template)]
#[template(path = "network/network.html")]
struct Page<'a> {
    f: Frame<'a>,
    id: &'a str,
    wanted: &'a Wanted,
    query: String,
    kinds: Vec<(&'static str, &'static str, bool)>,
    people: Vec<(String, String)>,
    narrowed: bool,
    drawing: String,
    days: String,
    links: Vec<Link>,
    concerns: Vec<Concern>,
    /// The areas and what joins them, drawn.
    map: String,
    towns: Vec<Town>,
    chain: Option<Vec<String>>,
    asked: bool,
    more: bool,
    so_far: String,
}

/// A link, as a row of the table.
struct Link {
    day: String,
    one: String,
    other: String,
    sure: String,
    how: String,
    href: Option<String>,
}

/// A link across postcode areas, as a row of the table.
struct Town {
    day: String,
    one: String,
    other: String,
    joined_by: String,
    concerns: [(String, String); 2],
}

/// A concern, as a row of the table.
struct Concern {
    day: String,
    id: String,
    title: String,
    named: Vec<String>,
    suggested: bool,
}

/// What is asked for, made ready: it shows names of several concerns, so it is a look at each.
async fn network(door: &DeskDoor, who: &SignedIn, id: &str) -> Result<(Open, Network), Fault> {
    let this = open(door, who, id).await?;
    let held = door.vault.get(&this.row.id).ok_or(Fault::NotFound)?;
    let net = door.vault.network(held, who.role().holds(SealedTo::Managers), |held| who.may_see(held));
    for held in &net.concerns {
        this.desk.note("network", &held.row.id).await?;
    }
    Ok((this, net))
}

async fn show(State(door): State<Arc<DeskDoor>>, Signed(who): Signed, Path(id): Path<String>, Query(wanted): Query<Wanted>) -> Answer {
    let (this, net) = network(&door, &who, &id).await?;
    let narrow = wanted.narrow();
    let shown = Shown::new(&net, &narrow);
    let (chain, across) = (wanted.chain(&net), areas::across(&shown));
    let concerns = (0..net.concerns.len()).filter(|c| shown.concern(*c));
    let page = Page {
        f: Frame::new(&door.office.settings, &who, "Network", Here::Inbox),
        id: &this.row.id,
        query: wanted.query(),
        kinds: KINDS.iter().map(|(value, words, _)| (*value, *words, wanted.kind == *value)).collect(),
        people: people(&shown),
        narrowed: narrow != Narrow::default(),
        drawing: draw::svg(&shown, chain.as_deref().unwrap_or_default()),
        days: shown.days().join(" "),
        links: links(&shown),
        concerns: concerns.map(|c| concern(&shown, c)).collect(),
        map: map::svg(&shown, &across),
        towns: across.iter().map(|across| town(&shown, across)).collect(),
        asked: !wanted.one.is_empty() && !wanted.other.is_empty(),
        chain: chain.map(|chain| chain.iter().enumerate().map(|(at, stop)| said(&shown, &chain[..at], *stop)).collect()),
        more: net.more,
        so_far: door.vault.so_far(who.role().holds(SealedTo::Managers), |circle| circle.has(&who.session.account)),
        wanted: &wanted,
    };
    Ok(answer::html(StatusCode::OK, page.render()?))
}

/// The drawing alone, as a file.
async fn drawing(State(door): State<Arc<DeskDoor>>, Signed(who): Signed, Path(id): Path<String>, Query(wanted): Query<Wanted>) -> Answer {
    let (_, net) = network(&door, &who, &id).await?;
    let narrow = wanted.narrow();
    let svg = draw::svg(&Shown::new(&net, &narrow), &wanted.chain(&net).unwrap_or_default());
    let mut response = answer::with(StatusCode::OK, HeaderValue::from_static("image/svg+xml"), Body::from(svg));
    response.headers_mut().insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"network.svg\""));
    Ok::<Response<Body>, Fault>(response)
}

impl Wanted {
    /// The chain between the two that were chosen, if they are here and something confirmed joins them.
    fn chain(&self, net: &Network) -> Option<Vec<Stop>> {
        let place = |id: &str| {
            let id: MessageId = id.parse().ok()?;
            (0..net.things.len()).find(|thing| net.known(*thing).id == id)
        };
        chain::shortest(net, place(&self.one)?, place(&self.other)?)
    }
}

/// Everyone who is shown, to choose two of.
fn people(shown: &Shown<'_>) -> Vec<(String, String)> {
    let net = shown.net;
    let people = (0..net.things.len()).filter(|t| shown.thing(*t) && matches!(net.known(*t).kind, EntityKind::Child | EntityKind::Person));
    people
        .map(|t| (net.known(t).id.to_string(), format!("{}, {}", net.known(t).name, lower(&shown.title(net.things[t].concern)))))
        .collect()
}

fn lower(title: &str) -> String {
    title.replacen('C', "c", 1)
}

fn links(shown: &Shown<'_>) -> Vec<Link> {
    let net = shown.net;
    let name = |thing: usize| format!("{} ({})", net.known(thing).name, lower(&shown.title(net.things[thing].concern)));
    let row = |edge: &Edge| {
        let (sure, how) = match &edge.how {
            How::Same(d) => ("Held to be the same", format!("{}, {}: {}", d.by, when::told(d.at), casework::plain(&d.link.why))),
            How::Maybe(agreed) => ("Only suggested", format!("agrees, or nearly: {}", agreed.join(", "))),
        };
        let of = |thing: usize| (net.of(thing).row.id.as_str(), net.known(thing).id);
        let ((from, of_from), (to, of_to)) = (of(edge.from), of(edge.to));
        Link {
            day: shown.edge_day(edge).to_owned(),
            one: name(edge.from),
            other: name(edge.to),
            sure: sure.into(),
            how,
            href: Some(crate::links::address(from, of_from, to, of_to)),
        }
    };
    // What people have confirmed stands first.
    let of = |sure: bool| net.edges.iter().filter(move |e| matches!(e.how, How::Same(_)) == sure && shown.edge(e)).map(row);
    let joins = net.joins.iter().filter(|(a, b)| shown.concern(*a) && shown.concern(*b)).map(|(a, b)| Link {
        day: shown.day(*a).max(shown.day(*b)).to_owned(),
        one: shown.title(*a),
        other: shown.title(*b),
        sure: "Joined".into(),
        how: "two concerns about one child".into(),
        href: None,
    });
    of(true).chain(joins).chain(of(false)).collect()
}

fn town(shown: &Shown<'_>, across: &areas::Across<'_>) -> Town {
    let (net, edge) = (shown.net, across.edge);
    let list = |areas: &BTreeSet<String>| areas.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
    let concern = |thing: usize| (net.of(thing).row.id.clone(), shown.title(net.things[thing].concern));
    Town {
        day: shown.edge_day(edge).to_owned(),
        one: list(&across.one),
        other: list(&across.other),
        joined_by: format!("{}: {}, {}", words::entity(net.known(edge.from).kind), net.known(edge.from).name, net.known(edge.to).name),
        concerns: [concern(edge.from), concern(edge.to)],
    }
}

fn concern(shown: &Shown<'_>, concern: usize) -> Concern {
    let net = shown.net;
    let things = (0..net.things.len()).filter(|t| net.things[*t].concern == concern && shown.thing(*t));
    Concern {
        day: shown.day(concern).to_owned(),
        id: net.concerns[concern].row.id.clone(),
        title: shown.title(concern),
        named: things.map(|t| format!("{}: {}", words::entity(net.known(t).kind), net.known(t).name)).collect(),
        suggested: concern >= net.walked,
    }
}

/// One stop of a chain, in words; `before` are those that lead to it.
fn said(shown: &Shown<'_>, before: &[Stop], stop: Stop) -> String {
    let net = shown.net;
    match (before.last(), stop) {
        (Some(Stop::Thing(_)), Stop::Thing(at)) => {
            format!(
                "who or which is held to be the same as {}, in the concern that {}",
                net.known(at).name,
                lower(&shown.title(net.things[at].concern))
            )
        }
        (Some(Stop::Concern(_)), Stop::Thing(at)) => format!("which also names {}", net.known(at).name),
        (None, Stop::Thing(at)) => net.known(at).name.clone(),
        (Some(Stop::Concern(_)), Stop::Concern(at)) => format!("which is joined with the concern that {}", lower(&shown.title(at))),
        (_, Stop::Concern(at)) => format!("is named in the concern that {}", lower(&shown.title(at))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_means_nothing_narrows_nothing() {
        let wanted = Wanted { from: "soon".into(), kind: "moon".into(), only: "x".into(), ..Wanted::default() };
        assert!(wanted.narrow() == Narrow::default());
        let wanted = Wanted { from: "2026-11-24".into(), kind: "people".into(), only: "confirmed".into(), ..Wanted::default() };
        let narrow = wanted.narrow();
        assert!(narrow.confirmed && narrow.from == "2026-11-24" && narrow.kinds.len() == 2);
        assert_eq!(wanted.query(), "from=2026-11-24&kind=people&only=confirmed");
    }
}
