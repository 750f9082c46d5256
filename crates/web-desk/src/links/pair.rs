//! Two things of two concerns, side by side, with why they may be one; and what a worker makes of it: the same, not the same, not sure, each with a
//! reason, and each can be taken back. **A decision never names a concern in the record of one that more people may see.** Must not know how a page
//! of a concern looks.

use std::collections::HashSet;
use std::sync::Arc;

use askama::Template;
use axum::body::Body;
use axum::extract::{Path, State};
use casework::case::Thing;
use casework::work::{Did, Link, Verdict};
use casework::{MessageId, plain};
use http::{Response, StatusCode};
use seal::SealedTo;
use team::when;
use web::answer;

use super::before::{came, listed};
use super::gathered::By;
use super::why::Why;
use super::{address, facts_of, plain_one_line};
use crate::DeskDoor;
use crate::concern::{Open, open, refresh};
use crate::errors::Fault;
use crate::layout::{Frame, Here};
use crate::router::Answer;
use crate::session::{Sent, Signed, SignedIn};
use crate::vault::{Alike, Decided, Held};
use crate::words;

/// What stands in the address.
type Names = (String, MessageId, String, MessageId);

/// How often a decision is tried while others write.
const TRIES: usize = 5;

/// Both sides, opened for someone who may see both.
struct Pair {
    mine: Side,
    theirs: Side,
    /// What holds now.
    decided: Option<Decided>,
}

struct Side {
    open: Open,
    held: Arc<Held>,
    of: MessageId,
}

#[derive(Template)]
#[template(path = "links/pair.html")]
struct Page<'a> {
    f: Frame<'a>,
    address: String,
    sides: [Shown; 2],
    why: Option<Why>,
    now: Option<String>,
    /// What speaks for it that did not when it was decided.
    new: Option<String>,
    /// Pairs that somebody does not hold to be one, and that confirmed links would bring together if these were.
    doubts: Vec<By>,
    history: Vec<String>,
    before: String,
    once: String,
    choices: Vec<(&'static str, &'static str)>,
    typed: Typed<'a>,
    news: Option<String>,
    /// Whether a decision may stand in neither record.
    nowhere: bool,
}

/// What somebody has typed, and what is wrong with it.
#[derive(Default)]
struct Typed<'a> {
    verdict: &'a str,
    why: &'a str,
    wrong: Vec<(&'static str, &'static str)>,
}

impl Typed<'_> {
    fn wrong(&self, field: &str) -> Option<&'static str> {
        self.wrong.iter().find(|(name, _)| *name == field).map(|(_, says)| *says)
    }
}

/// One of the two, as it is shown.
struct Shown {
    whose: &'static str,
    concern: String,
    came: String,
    name: String,
    facts: Vec<(String, String)>,
    struck: bool,
}

pub(super) async fn show(State(door): State<Arc<DeskDoor>>, Signed(who): Signed, Path(names): Path<Names>) -> Answer {
    let pair = Pair::open(&door, &who, &names).await?;
    pair.page(&door, &who, StatusCode::OK, Typed::default(), None).await
}

pub(super) async fn take(State(door): State<Arc<DeskDoor>>, Path(names): Path<Names>, sent: Sent) -> Answer {
    let (here, back) = (address(&names.0, names.1, &names.2, names.3), format!("/concerns/{}#seen", names.0));
    sent.once(&door, &here, &back, decide(&door, &names, &sent, &back)).await
}

/// Whoever writes into one of the two records at the same moment may have decided just this: each try looks anew.
async fn decide(door: &DeskDoor, names: &Names, sent: &Sent, back: &str) -> Answer {
    for _ in 0..TRIES {
        if let Some(answer) = try_once(door, names, sent, back).await? {
            return Ok(answer);
        }
    }
    Err(Fault::Refused("others keep writing into these two records; nothing of yours was saved. Go back, and save it again".into()))
}

/// None if somebody has written into one of the two meanwhile.
async fn try_once(door: &DeskDoor, names: &Names, sent: &Sent, back: &str) -> Result<Option<Response<Body>>, Fault> {
    let mut pair = Pair::open(door, &sent.who, names).await?;
    let why = sent.get("why").replace("\r\n", "\n");
    let mut typed = Typed { verdict: sent.get("verdict"), why: &why, wrong: Vec::new() };
    let verdict = Verdict::parse(typed.verdict).filter(|v| choices(pair.decided.as_ref()).contains(&(v.text(), words::verdict(*v))));
    if pair.now() != sent.get("before") {
        let news = pair.decided.as_ref().map_or("What was decided before was taken back.".into(), said);
        return pair.page(door, &sent.who, StatusCode::CONFLICT, typed, Some(news)).await.map(Some);
    }
    if verdict.is_none() {
        typed.wrong.push(("verdict", "Choose what you make of it."));
    }
    if why.is_empty() {
        typed.wrong.push(("why", "Say why."));
    }
    let link = verdict.map(|verdict| pair.link(door, &sent.who, verdict, &why));
    if link.as_ref().is_some_and(|link| typed.wrong.is_empty() && !Did::Link(link.clone()).fits()) {
        typed.wrong.push(("why", "This is too long. Shorten it."));
    }
    let Some(link) = link.filter(|_| typed.wrong.is_empty()) else {
        return pair.page(door, &sent.who, StatusCode::UNPROCESSABLE_ENTITY, typed, None).await.map(Some);
    };
    Ok(pair.write(door, link).await?.then(|| answer::see_other(back)))
}

impl Pair {
    /// Opens both. One that is not there and one that is not for this person look alike; so do things.
    async fn open(door: &DeskDoor, who: &SignedIn, (concern, thing, other, theirs): &Names) -> Result<Pair, Fault> {
        let (mine, theirs) = (Side::open(door, who, concern, *thing).await?, Side::open(door, who, other, *theirs).await?);
        if mine.open.opened.id == theirs.open.opened.id {
            return Err(Fault::NotFound);
        }
        let all = door.vault.decided(&mine.held, |held| who.may_see(held));
        let decided = all.into_iter().find(|d| (d.link.of, d.link.with, d.link.thing) == (mine.of, theirs.open.opened.id, theirs.of));
        Ok(Pair { mine, theirs, decided })
    }

    /// The name of the decision that holds.
    fn now(&self) -> String {
        self.decided.as_ref().map(|d| d.link.name.to_string()).unwrap_or_default()
    }

    fn link(&self, door: &DeskDoor, who: &SignedIn, verdict: Verdict, why: &str) -> Link {
        Link {
            name: MessageId::from_bytes(door.world().name()),
            of: self.mine.of,
            with: self.theirs.open.opened.id,
            thing: self.theirs.of,
            verdict,
            why: why.to_owned(),
            agreed: self.between(door, who).map(|alike| alike.to_keep(&self.mine.held)).unwrap_or_default(),
        }
    }

    fn between(&self, door: &DeskDoor, who: &SignedIn) -> Option<Alike> {
        let all = who.role().holds(SealedTo::Managers);
        door.vault.between(&self.mine.held, self.mine.of, &self.theirs.held, self.theirs.of, all)
    }

    /// Into the record of which of the two a decision may go: only if everyone who reads that may see the other.
    fn goes_into(&self) -> [bool; 2] {
        let (mine, theirs) = (&self.mine.held, &self.theirs.held);
        [theirs.is_seen_by_all_of(mine), mine.is_seen_by_all_of(theirs)]
    }

    /// Into the record of each of the two at once, as long as everyone who reads that may see the other. False if somebody has written meanwhile.
    async fn write(&mut self, door: &DeskDoor, link: Link) -> Result<bool, Fault> {
        let turned = Link { of: link.thing, with: self.mine.open.opened.id, thing: link.of, ..link.clone() };
        let into = self.goes_into();
        if into == [false, false] {
            return Err(Fault::Refused("each of the two is for people who may not see the other, so neither record may name it".into()));
        }
        let desk = self.mine.open.desk.clone();
        let sides = [(&mut self.mine, link, into[0]), (&mut self.theirs, turned, into[1])].into_iter().filter(|(_, _, goes)| *goes);
        let sides = sides.map(|(Side { open: Open { row, opened, .. }, .. }, link, _)| team::Side { concern: row, opened, link });
        let written = desk.link(&mut sides.collect::<Vec<_>>()).await?;
        for (side, goes) in [(&self.mine, into[0]), (&self.theirs, into[1])] {
            if goes && written {
                refresh(door, &side.open).await?;
            }
        }
        Ok(written)
    }

    /// The page. It shows both, so it is a look at both.
    async fn page(&self, door: &DeskDoor, who: &SignedIn, status: StatusCode, typed: Typed<'_>, news: Option<String>) -> Answer {
        for side in [&self.mine, &self.theirs] {
            side.open.desk.note("compare", &side.open.row.id).await?;
        }
        let alike = self.between(door, who);
        let page = Page {
            f: Frame::new(&door.office.settings, who, "Two records", Here::Inbox),
            address: address(&self.mine.open.row.id, self.mine.of, &self.theirs.open.row.id, self.theirs.of),
            sides: [self.mine.shown("In the concern that you came from")?, self.theirs.shown("In the other concern")?],
            why: alike.as_ref().and_then(|alike| Some(Why::of(self.mine.held.known(self.mine.of)?, alike.other(), &alike.why))),
            new: self.decided.as_ref().zip(alike.as_ref()).and_then(|(d, alike)| self.new_since(d, alike)),
            doubts: self.doubts(door, who),
            now: self.decided.as_ref().map(said),
            history: self.history(),
            before: self.now(),
            once: MessageId::from_bytes(door.world().name()).to_string(),
            choices: choices(self.decided.as_ref()),
            typed,
            news,
            nowhere: self.goes_into() == [false, false],
        };
        Ok(answer::html(status, page.render()?))
    }

    /// Of a pair that is not held to be one: what has come since then that speaks for it.
    fn new_since(&self, decided: &Decided, alike: &Alike) -> Option<String> {
        let new = alike.new_since(&self.mine.held, &decided.link);
        let words = if new.is_empty() { "nothing that speaks for it".to_owned() } else { listed(&new) };
        (decided.link.verdict != Verdict::Same).then_some(words)
    }

    /// What confirmed links lead to from each of the two would be one: is there anything among it that somebody holds to be two?
    fn doubts(&self, door: &DeskDoor, who: &SignedIn) -> Vec<By> {
        let may = |held: &Held| who.may_see(held);
        let sides = [&self.mine, &self.theirs];
        let mut members: Vec<_> = sides.iter().flat_map(|side| door.vault.gathered(&side.held, side.of, may)).collect();
        let mut once = HashSet::new();
        members.retain(|member| once.insert((member.held.row.id.clone(), member.thing)));
        let both = [self.mine.of, self.theirs.of];
        let others =
            door.vault.doubted(&members, may).into_iter().filter(|(_, d)| !(both.contains(&d.link.of) && both.contains(&d.link.thing)));
        others.map(|(of, d)| By::doubt(&of, &d)).collect()
    }

    /// Every decision about the pair, in the order in which they were made.
    fn history(&self) -> Vec<String> {
        let pair = |did: &Did, of: MessageId, thing: MessageId| match did {
            Did::Link(link) if (link.of, link.thing) == (of, thing) => Some(link.clone()),
            _ => None,
        };
        let (mine, theirs) = (&self.mine, &self.theirs);
        let of = |side: &Side, other: &Side| {
            let all = side.open.opened.works.iter().filter_map(|w| Some((w.at, w.by.clone(), pair(&w.did, side.of, other.of)?)));
            all.filter(|(_, _, link)| link.with == other.open.opened.id).collect::<Vec<_>>()
        };
        let mut all = [of(mine, theirs), of(theirs, mine)].concat();
        all.sort_by_key(|(at, _, link)| (link.name, *at));
        all.dedup_by_key(|(_, _, link)| link.name);
        all.sort_by_key(|(at, _, link)| (*at, link.name));
        all.into_iter().map(|(at, by, link)| said(&Decided { link, by, at })).collect()
    }
}

impl Side {
    async fn open(door: &DeskDoor, who: &SignedIn, concern: &str, of: MessageId) -> Result<Side, Fault> {
        let open = open(door, who, concern).await?;
        let held = door.vault.get(&open.row.id).ok_or(Fault::NotFound)?;
        let side = Side { open, held, of };
        side.facts().map(|_| ()).ok_or(Fault::NotFound)?;
        Ok(side)
    }

    /// What the record says of it; nothing of a number that the person had, and of which somebody has decided something.
    fn facts(&self) -> Option<Vec<(String, String)>> {
        let case = self.open.opened.case(&self.open.row);
        let decided = || self.open.opened.works.iter().any(|w| matches!(&w.did, Did::Link(link) if link.of == self.of));
        facts_of(&case, self.of, self.held.known(self.of)).or_else(|| decided().then(Vec::new))
    }

    fn shown(&self, whose: &'static str) -> Result<Shown, Fault> {
        let case = self.open.opened.case(&self.open.row);
        let thing = case.entities.iter().find(|thing| thing.id == self.of);
        let name = thing.map_or_else(|| "Not there any more".to_owned(), |thing| plain(&thing.now().what.name));
        let name = self.held.known(self.of).map_or(name, |known| known.name.clone());
        let (facts, struck) = (self.facts().ok_or(Fault::NotFound)?, thing.is_some_and(Thing::is_struck));
        Ok(Shown { whose, concern: self.open.row.id.clone(), came: came(&self.held), name, facts, struck })
    }
}

fn said(decided: &Decided) -> String {
    let (link, at) = (&decided.link, when::told(decided.at));
    format!("{}: {}, {at}. {}", words::verdict(link.verdict), decided.by, plain_one_line(&link.why))
}

/// What can be chosen: to take back only where there is something to take back.
fn choices(decided: Option<&Decided>) -> Vec<(&'static str, &'static str)> {
    let all = Verdict::ALL.iter().filter(|v| **v != Verdict::TakenBack || decided.is_some());
    all.map(|v| (v.text(), words::verdict(*v))).collect()
}
