//! What goes into a document: the concern, or it and those that are joined with it, as far as this person may see them; and the document, made in a thread of its
//! own, one at a time. Every concern that is looked at is noted first. Must not know pages.

use std::collections::BTreeSet;

use casework::case::{Case, Entry};
use casework::chronology::Message;
use casework::export::{self, Asker, Document, Identity, MOST, Source, Still, Whose, Words};
use casework::work::{ExportOf, Purpose, Release, ToldTo};
use tokio::sync::Semaphore;
use unseal::Role;

use super::{Open, Wanted};
use crate::DeskDoor;
use crate::concern::{joined, messages};
use crate::errors::Fault;
use crate::words;

/// The most concerns of one document.
const MOST_JOINED: usize = 40;
/// A long record takes a while, and the desk is there for others too.
pub(super) static TURN: Semaphore = Semaphore::const_new(1);

/// Everything that goes into a document; the concern that was asked for is the first.
pub(super) struct Gathered {
    pub(super) all: Vec<Open>,
}

/// A document, what it was made from, and what there is to decide about it.
pub(super) struct Made {
    pub(super) gathered: Gathered,
    pub(super) document: Document,
    /// Names that still stand in it.
    pub(super) still: Vec<Still>,
    /// Of a subject access request: every identity but the child's, and whether it is given.
    pub(super) identities: Vec<Identity>,
    /// The manager's release of just this document.
    pub(super) release: Option<Entry<Release>>,
    /// Whether there is a release, and the record has changed since.
    pub(super) stale: bool,
}

/// What is to be made.
struct Plan {
    purpose: Purpose,
    of: ExportOf,
    /// Whose identities a manager has ticked, where they are about to decide.
    ticked: Option<BTreeSet<Whose>>,
    managers: Vec<String>,
    signs: Vec<(String, String)>,
}

/// Looks at each concern, and makes the document; with the identities that a manager has ticked, or else with those of the release that fits.
pub(super) async fn made(
    door: &DeskDoor,
    first: Open,
    wanted: &Wanted,
    purpose: Purpose,
    ticked: Option<BTreeSet<Whose>>,
) -> Result<Made, Fault> {
    first.desk.note("show", &first.row.id).await?;
    if wanted.whole() && !door.vault.is_done(first.desk.session.account.role) {
        return Err(Fault::Refused(
            "not everything is open yet, so a concern that is joined might be missing; wait until the inbox is whole".into(),
        ));
    }
    let others = if wanted.whole() { joined::opened(door, &first).await? } else { Vec::new() };
    if others.len() >= MOST_JOINED {
        return Err(Fault::Refused("too many concerns are joined for one file; export them one by one".into()));
    }
    for other in &others {
        other.desk.note("show", &other.row.id).await?;
    }
    let accounts = door.office.store.accounts(&door.office.site).await?;
    let managers = accounts.into_iter().filter(|a| Role::parse(&a.role) == Some(Role::Manager)).map(|a| a.name).collect();
    let signs = door.office.settings.signs().iter().map(|sign| (sign.id.get_ref().clone(), sign.text.clone())).collect();
    let plan = Plan { purpose, of: wanted.export_of(), ticked, managers, signs };
    let gathered = Gathered { all: std::iter::once(first).chain(others).collect() };
    let _turn = TURN.acquire().await.map_err(|_| Fault::Internal)?;
    let made = tokio::task::spawn_blocking(move || build(gathered, &plan)).await.map_err(|_| Fault::Internal)?;
    let long: usize = made.document.sections.iter().flat_map(|s| &s.items).flat_map(|i| &i.parts).map(|p| p.text.len()).sum();
    if long > MOST {
        return Err(Fault::Refused("this record is too long for one file; export its concerns one by one, or leave something out".into()));
    }
    Ok(made)
}

fn build(gathered: Gathered, plan: &Plan) -> Made {
    let cases: Vec<Case> = gathered.all.iter().map(|one| one.opened.case(&one.row)).collect();
    let said: Vec<Vec<Message>> = gathered.all.iter().zip(&cases).map(|(one, case)| messages(&one.opened, case)).collect();
    let sources: Vec<_> = gathered.all.iter().zip(cases.iter().zip(&said)).map(|(one, (case, said))| source(one, case, said)).collect();
    let words = Words { signs: &plan.signs, ..WORDS };
    let document = |asker: Option<&Asker>| export::document(plan.purpose, &sources, words, asker);
    let Some(child) = plan.of.child else {
        let document = document(None);
        let still = document.names_that_stand(&sources, None);
        drop(sources);
        return Made { gathered, document, still, identities: Vec::new(), release: None, stale: false };
    };
    let by_managers = |r: &&Entry<Release>| plan.managers.contains(&r.by) && r.what.purpose == plan.purpose && r.what.of == plan.of;
    let releases: Vec<_> = cases.first().into_iter().flat_map(|case| case.releases.iter().rev()).filter(by_managers).cloned().collect();
    let asker = |shown: &BTreeSet<Whose>| Asker::of(&sources, child, shown.clone());
    let shown = |r: &Entry<Release>| r.what.shown.iter().filter_map(|text| Whose::parse(text)).collect::<BTreeSet<_>>();
    let fits = |r: &&Entry<Release>, of: &Document| r.what.digest == of.digest();
    let tries = plan.ticked.is_none().then_some(releases.iter()).into_iter().flatten();
    let released = tries.map(|r| (shown(r), r)).map(|(shown, r)| (asker(&shown), r)).find_map(|(asker, r)| {
        let made = document(Some(&asker));
        fits(&r, &made).then(|| (asker, made, r.clone()))
    });
    let (asker, document, release) = released.map_or_else(
        || {
            let asker = asker(plan.ticked.as_ref().unwrap_or(&BTreeSet::new()));
            let made = document(Some(&asker));
            let release = releases.iter().find(|r| fits(r, &made)).cloned();
            (asker, made, release)
        },
        |(asker, made, release)| (asker, made, Some(release)),
    );
    let (still, identities) = (document.names_that_stand(&sources, Some(&asker)), export::identities(&sources, &asker));
    drop(sources);
    let stale = release.is_none() && !releases.is_empty();
    Made { gathered, document, still, identities, release, stale }
}

fn source<'a>(one: &'a Open, case: &'a Case, messages: &'a [Message]) -> Source<'a> {
    let told = one.opened.first().map(|first| first.place.message).zip(one.opened.answers());
    Source { concern: one.opened.id, case, told, messages, unread: one.opened.closed.len() }
}

/// After something was marked: the lists know of it at once.
pub(super) async fn refresh(door: &DeskDoor, made: &Made) -> Result<(), Fault> {
    for one in &made.gathered.all {
        crate::concern::refresh(door, one).await?;
    }
    Ok(())
}

const WORDS: Words<'static> = Words {
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
    signs: &[],
};
