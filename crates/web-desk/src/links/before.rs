//! "Seen before?" on a concern's page: what of other concerns may be of the same person, place or thing, each with its reasons, and what people have
//! decided. Suggestions, for a person to decide on. Must not know how anything is found.

use std::collections::HashMap;

use casework::MessageId;
use casework::work::Verdict;
use seal::SealedTo;
use team::when;

use super::why::Why;
use super::{address, plain_one_line};
use crate::DeskDoor;
use crate::session::SignedIn;
use crate::vault::{Alike, Common, Decided, Held, MOST_THINGS, Sort};
use crate::words;

/// The most that are listed for one thing; the rest is less alike.
const MOST: usize = 8;

/// All of it.
pub(crate) struct Before {
    pub(crate) groups: Vec<Group>,
    /// How much is open, where not everything is.
    pub(crate) so_far: String,
    /// Whether it has so many things that the rest is held against nothing.
    pub(crate) many: bool,
}

/// The things of one sort.
pub(crate) struct Group {
    pub(crate) title: &'static str,
    pub(crate) things: Vec<Thing>,
}

/// A thing of this concern, and what may be the same.
pub(crate) struct Thing {
    pub(crate) name: String,
    pub(crate) kind: &'static str,
    pub(crate) maybe: Vec<Maybe>,
    pub(crate) confirmed: Vec<Settled>,
    pub(crate) refused: Vec<Settled>,
    /// What the confirmed links bring together.
    pub(crate) gathered: String,
    /// Whether more was found than is listed.
    pub(crate) more: bool,
}

/// What may be the same.
pub(crate) struct Maybe {
    pub(crate) href: String,
    pub(crate) name: String,
    pub(crate) kind: &'static str,
    pub(crate) concern: String,
    pub(crate) came: String,
    /// What was said of it before, if it was.
    pub(crate) mark: Option<String>,
    pub(crate) why: Why,
}

/// What somebody has decided.
pub(crate) struct Settled {
    pub(crate) href: String,
    pub(crate) name: String,
    pub(crate) concern: String,
    pub(crate) came: String,
    pub(crate) words: String,
}

/// What stands on the page of a concern.
pub(crate) fn before(door: &DeskDoor, who: &SignedIn, held: &Held) -> Before {
    let may = |other: &Held| who.may_see(other);
    let all = who.role().holds(SealedTo::Managers);
    let (alike, decided) = (door.vault.alike(held, all, may), door.vault.decided(held, may));
    let mut of: HashMap<MessageId, Vec<&Alike>> = HashMap::new();
    alike.iter().for_each(|one| of.entry(one.of).or_default().push(one));
    let groups = Sort::ALL.into_iter().map(|sort| {
        let things = held.things.iter().filter(|known| known.sort == sort);
        let things = things
            .map(|known| thing(door, held, known.id, of.get(&known.id).map_or(&[], Vec::as_slice), &decided))
            .filter(Thing::says_anything)
            .collect();
        Group { title: title(sort), things }
    });
    let so_far = door.vault.so_far(all, |circle| circle.has(&who.session.account));
    Before { groups: groups.filter(|group| !group.things.is_empty()).collect(), so_far, many: held.things.len() >= MOST_THINGS }
}

impl Thing {
    fn says_anything(&self) -> bool {
        !(self.maybe.is_empty() && self.confirmed.is_empty() && self.refused.is_empty())
    }
}

fn thing(door: &DeskDoor, held: &Held, id: MessageId, alike: &[&Alike], decided: &[Decided]) -> Thing {
    let known = held.known(id);
    let mine = |one: &&Decided| one.link.of == id;
    let settled = |verdict: Verdict| decided.iter().filter(mine).filter(move |one| one.link.verdict == verdict);
    let on = |one: &Alike| {
        decided.iter().find(|d| d.link.of == id && d.link.thing == one.other().id && d.link.with.to_string() == one.held.row.id)
    };
    let mut maybe: Vec<Maybe> = alike.iter().filter_map(|one| maybe(held, one, on(one))).take(MOST + 1).collect();
    let more = maybe.len() > MOST;
    maybe.truncate(MOST);
    Thing {
        name: known.map(|k| k.name.clone()).unwrap_or_default(),
        kind: known.map_or("", |k| words::entity(k.kind)),
        maybe,
        confirmed: settled(Verdict::Same).filter_map(|one| self::settled(door, held, one)).collect(),
        refused: settled(Verdict::Different).filter_map(|one| self::settled(door, held, one)).collect(),
        more,
        gathered: format!("/links/{}/{id}", held.row.id),
    }
}

/// What is confirmed is no question any more; what is held to be different comes back only where something speaks for it that did not then.
pub(super) fn maybe(held: &Held, one: &Alike, decided: Option<&Decided>) -> Option<Maybe> {
    let said = |d: &Decided| format!("{} by {}, {}", words::verdict(d.link.verdict), d.by, when::told(d.at));
    let mark = match decided {
        None => None,
        Some(d) if d.link.verdict == Verdict::Unsure => Some(said(d)),
        Some(d) if d.link.verdict == Verdict::Different => {
            let new = one.new_since(held, &d.link);
            Some(format!("{}. New since then: {}", said(d), listed(&new))).filter(|_| !new.is_empty())?.into()
        }
        Some(_) => return None,
    };
    let other = one.other();
    Some(Maybe {
        href: address(&held.row.id, one.of, &one.held.row.id, other.id),
        name: other.name.clone(),
        kind: words::entity(other.kind),
        concern: one.held.row.id.clone(),
        came: came(&one.held),
        mark,
        why: held.known(one.of).map(|mine| Why::of(mine, other, &one.why))?,
    })
}

/// What is new, in one line.
pub(super) fn listed(new: &[Common]) -> String {
    new.iter().map(Common::words).collect::<Vec<_>>().join(", ")
}

fn settled(door: &DeskDoor, held: &Held, decided: &Decided) -> Option<Settled> {
    let concern = decided.link.with.to_string();
    let other = door.vault.get(&concern)?;
    // What was struck through since then is still to be found on the page of the pair.
    let name = other.known(decided.link.thing).map_or("something that was struck through", |known| known.name.as_str());
    Some(Settled {
        href: address(&held.row.id, decided.link.of, &concern, decided.link.thing),
        name: name.to_owned(),
        came: came(&other),
        concern,
        words: format!("{}, {}: {}", decided.by, when::told(decided.at), plain_one_line(&decided.link.why)),
    })
}

/// Which concern it is: when it came, and whether it is for fewer than the team.
pub(super) fn came(held: &Held) -> String {
    let only = match (held.circle.named.is_empty(), held.circle.to) {
        (false, _) => ", named people only",
        (true, SealedTo::Managers) => ", managers only",
        (true, SealedTo::Team) => "",
    };
    format!("{}{only}", when::told(held.came()))
}

fn title(sort: Sort) -> &'static str {
    match sort {
        Sort::People => "People",
        Sort::Places => "Places",
        Sort::Vehicles => "Vehicles",
        Sort::Phones => "Phone numbers",
        Sort::Usernames => "Names online",
    }
}
