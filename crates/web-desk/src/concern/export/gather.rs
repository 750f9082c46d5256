//! What goes into a document: the concern, or it and those that are joined with it, as far as this person may see them; and the document, made in a thread of its
//! own, one at a time. Every concern that is looked at is noted first. Must not know pages.

use casework::case::Case;
use casework::chronology::Message;
use casework::export::{self, Document, MOST, Source, Still, Words};
use casework::work::{Purpose, ToldTo};
use casework::{Answers, Said};
use tokio::sync::Semaphore;

use super::{Open, Wanted};
use crate::DeskDoor;
use crate::concern::{joined, messages};
use crate::errors::Fault;
use crate::session::SignedIn;
use crate::words;

/// The most concerns of one document.
const MOST_JOINED: usize = 40;
/// A long record takes a while, and the desk is there for others too.
static TURN: Semaphore = Semaphore::const_new(1);

/// Everything that goes into a document; the concern that was asked for is the first.
pub(super) struct Gathered {
    pub(super) all: Vec<Open>,
}

/// A document, what it was made from, and the names that still stand in it.
pub(super) struct Made {
    pub(super) gathered: Gathered,
    pub(super) document: Document,
    pub(super) still: Vec<Still>,
}

/// Looks at each concern, and makes the document.
pub(super) async fn made(door: &DeskDoor, who: &SignedIn, first: Open, wanted: &Wanted, purpose: Purpose) -> Result<Made, Fault> {
    first.desk.note("show", &first.row.id).await?;
    let others = if wanted.whole() { joined(door, who, &first).await? } else { Vec::new() };
    if others.len() >= MOST_JOINED {
        return Err(Fault::Refused("too many concerns are joined for one file; export them one by one".into()));
    }
    for other in &others {
        other.desk.note("show", &other.row.id).await?;
    }
    let gathered = Gathered { all: std::iter::once(first).chain(others).collect() };
    let _turn = TURN.acquire().await.map_err(|_| Fault::Internal)?;
    let made = tokio::task::spawn_blocking(move || build(gathered, purpose)).await.map_err(|_| Fault::Internal)?;
    let long: usize = made.document.sections.iter().flat_map(|s| &s.items).flat_map(|i| &i.parts).map(|p| p.text.len()).sum();
    if long > MOST {
        return Err(Fault::Refused("this record is too long for one file; export its concerns one by one, or leave something out".into()));
    }
    Ok(made)
}

fn build(gathered: Gathered, purpose: Purpose) -> Made {
    let cases: Vec<Case> = gathered.all.iter().map(|one| one.opened.case(&one.row)).collect();
    let said: Vec<Vec<Message>> = gathered.all.iter().map(|one| messages(&one.opened)).collect();
    let sources: Vec<_> = gathered.all.iter().zip(cases.iter().zip(&said)).map(|(one, (case, said))| source(one, case, said)).collect();
    let document = export::document(purpose, &sources, WORDS);
    let still = document.names_that_stand(&sources);
    drop(sources);
    Made { gathered, document, still }
}

fn source<'a>(one: &'a Open, case: &'a Case, messages: &'a [Message]) -> Source<'a> {
    let told = one.opened.first().and_then(|first| match &first.said {
        Said::Concern(answers) => Some((first.place.message, answers)),
        Said::Addition(_) => None::<(_, &Answers)>,
    });
    Source { concern: one.opened.id, case, told, messages, unread: one.opened.closed.len() }
}

/// After something was marked: the lists know of it at once.
pub(super) async fn refresh(door: &DeskDoor, made: &Made) -> Result<(), Fault> {
    for one in &made.gathered.all {
        crate::concern::refresh(door, one).await?;
    }
    Ok(())
}

const WORDS: Words = Words {
    known: words::known,
    ground: words::ground,
    context: words::context,
    entity: words::entity,
    decision: words::decision,
    told: words::told,
    to: |to| match to {
        ToldTo::Professional => "To a professional",
        ToldTo::Other => "To someone who is no professional",
    },
    model: words::model,
    answer: words::answer,
    value: words::value,
};
