//! Has anyone told us before? What of other concerns may be of the same person, place or thing as something of this one, and what people have
//! decided about such pairs. **What may not be seen is left out before anything is counted or cut.** Must not know pages.

use std::collections::BTreeMap;
use std::sync::Arc;

use casework::case::Entry;
use casework::work::{Link, Verdict};
use casework::{ConcernId, MessageId};
use linking::{FieldWeight, Match, Room, Stand};
use team::Circle;

use super::agreed::{self, Common};
use super::known::{Known, Sort};
use super::nets::Key;
use super::{Held, Vault};

/// What is suggested is at least so likely. **It is never shown**: it would be read as a score.
const LEAST: f64 = 0.2;

/// The most that one page brings together.
const MOST_GATHERED: usize = 200;

/// A thing of this concern, one of another, and why they may be one.
pub(crate) struct Alike {
    /// The thing of this concern.
    pub(crate) of: MessageId,
    /// The other concern.
    pub(crate) held: Arc<Held>,
    /// Its thing, by its place.
    place: usize,
    /// Field by field.
    pub(crate) why: Vec<FieldWeight>,
}

impl Alike {
    /// The other concern's thing.
    pub(crate) fn other(&self) -> &Known {
        &self.held.things[self.place]
    }

    /// All that both say, in words that are kept with a decision.
    pub(crate) fn to_keep(&self, held: &Held) -> Vec<String> {
        held.known(self.of).map(|mine| agreed::kept(mine, self.other(), &self.why)).unwrap_or_default()
    }

    /// What speaks for it that did not when this was decided.
    pub(crate) fn new_since(&self, held: &Held, decided: &Link) -> Vec<Common> {
        held.known(self.of).map(|mine| agreed::new(mine, self.other(), &self.why, &decided.agreed)).unwrap_or_default()
    }

    /// The fields that agree, by name.
    pub(crate) fn agreed(&self) -> Vec<String> {
        let speaks = |field: &&FieldWeight| field.stand == Stand::Agreed && field.weight > 0.0;
        self.why.iter().filter(speaks).map(|field| field.field.clone()).collect()
    }
}

/// What somebody decided about a pair, as it reads from this concern.
#[derive(Clone)]
pub(crate) struct Decided {
    /// What holds, in the words of the record that it was found in: `of` and `thing` are turned so that `of` is this concern's.
    pub(crate) link: Link,
    /// By whom.
    pub(crate) by: String,
    /// When, in seconds since 1970, UTC.
    pub(crate) at: i64,
}

/// A thing that confirmed links lead to.
pub(crate) struct Member {
    /// Its concern.
    pub(crate) held: Arc<Held>,
    /// Its name there.
    pub(crate) thing: MessageId,
    /// What led to it, as it reads from the one that it was reached from; none of the first.
    pub(crate) by: Option<(Arc<Held>, Decided)>,
}

/// Pairs as they read from this concern: its own thing, the other concern, that one's thing.
type Pair = (MessageId, ConcernId, MessageId);

impl Held {
    /// The thing of this name.
    pub(crate) fn known(&self, id: MessageId) -> Option<&Known> {
        self.things.iter().find(|known| known.id == id)
    }

    /// Whether everyone who may see the other may see this one: only then may the record of the other name it.
    pub(crate) fn is_seen_by_all_of(&self, other: &Held) -> bool {
        other.circle.is_within(&self.circle)
    }

    fn place(&self, id: MessageId) -> Option<usize> {
        self.things.iter().position(|known| known.id == id)
    }
}

impl Vault {
    /// How much is open and looked through, in words, where it is not everything.
    pub(crate) fn so_far(&self, all: bool, may: impl Fn(&Circle) -> bool) -> String {
        match self.progress(all, may) {
            (open, all) if open < all => {
                format!("So far {open} of {all} concerns are open, and only those are looked through. The others follow.")
            }
            _ => String::new(),
        }
    }

    /// What may be the same as things of a concern, in the order of these, the likeliest first. `all`: for who may see what is for the managers.
    pub(crate) fn alike(&self, held: &Held, all: bool, may: impl Fn(&Held) -> bool) -> Vec<Alike> {
        let Some(concern) = self.read().numbers.get(&held.row.id).copied() else { return Vec::new() };
        let (mut room, mut found) = (Room::default(), Vec::new());
        for (place, known) in held.things.iter().enumerate() {
            // For each thing anew: a stranger says how many there are, and who writes waits for one at most.
            let inner = self.read();
            let matches = inner.nets.alike(all, Key { concern, place }, known, &mut room);
            for one in matches.into_iter().filter(|one| one.id.concern != concern && is_worth_showing(known.sort, one)) {
                if let Some(other) = inner.numbered(one.id.concern).filter(|other| may(other)) {
                    found.push(Alike { of: known.id, held: Arc::clone(other), place: one.id.place, why: one.why });
                }
            }
        }
        found
    }

    /// Why two things may be one, or not, however little speaks for it; none where they are of two sorts, or one is not open.
    pub(crate) fn between(&self, held: &Held, of: MessageId, other: &Arc<Held>, thing: MessageId, all: bool) -> Option<Alike> {
        let inner = self.read();
        let key = |held: &Held, id| Some(Key { concern: *inner.numbers.get(&held.row.id)?, place: held.place(id)? });
        let (mine, theirs) = (key(held, of)?, key(other, thing)?);
        let (known, their) = (held.known(of)?, other.known(thing)?);
        let same_sort = || inner.nets.between(all, (mine, known), (theirs, their), &mut Room::default());
        let one = (known.sort == their.sort).then(same_sort)??;
        Some(Alike { of, held: Arc::clone(other), place: theirs.place, why: one.why })
    }

    /// What holds for every pair with a thing of this concern, from its own record and from those of others that may be seen.
    pub(crate) fn decided(&self, held: &Held, may: impl Fn(&Held) -> bool) -> Vec<Decided> {
        let inner = self.read();
        let Ok(this) = held.row.id.parse::<ConcernId>() else { return Vec::new() };
        let others = inner.spoken_of.get(&held.row.id).into_iter().flatten().filter_map(|number| inner.numbered(*number));
        let turned =
            others.filter(|other| may(other)).flat_map(|other| other.links.iter().filter_map(move |link| turned(this, other, link)));
        let own = held.links.iter().map(|link| Decided { link: link.what.clone(), by: link.by.clone(), at: link.at });
        let mut holds: BTreeMap<Pair, Decided> = BTreeMap::new();
        for mut one in own.chain(turned) {
            let Some(other) = inner.held.get(&one.link.with.to_string()).filter(|other| may(other)) else { continue };
            (one.link.of, one.link.thing) = (held.by_now(one.link.of), other.by_now(one.link.thing));
            let pair = (one.link.of, one.link.with, one.link.thing);
            if holds.get(&pair).is_none_or(|other| (other.at, other.link.name) < (one.at, one.link.name)) {
                holds.insert(pair, one);
            }
        }
        holds.into_values().filter(|one| one.link.verdict != Verdict::TakenBack).collect()
    }

    /// What was decided about a pair of these that does not hold them to be one: from whose side, and the decision.
    pub(crate) fn doubted(&self, members: &[Member], may: impl Fn(&Held) -> bool) -> Vec<(Arc<Held>, Decided)> {
        let is_one = |of: MessageId, with: &str| members.iter().any(|m| m.thing == of && m.held.row.id == with);
        let mut all: Vec<(Arc<Held>, Decided)> = Vec::new();
        for member in members {
            let doubts =
                self.decided(&member.held, &may).into_iter().filter(|d| d.link.of == member.thing && d.link.verdict != Verdict::Same);
            for doubt in doubts.filter(|d| is_one(d.link.thing, &d.link.with.to_string())) {
                // Each pair is decided in both records, and said once.
                let turned = |(held, d): &(Arc<Held>, Decided)| held.row.id == doubt.link.with.to_string() && d.link.of == doubt.link.thing;
                if !all.iter().any(turned) {
                    all.push((Arc::clone(&member.held), doubt));
                }
            }
        }
        all
    }

    /// Everything that confirmed links bring together with a thing, itself first, the nearest first. **Suggestions are never walked.** Not past what
    /// may not be seen, nor past what was struck through.
    pub(crate) fn gathered(&self, held: &Arc<Held>, thing: MessageId, may: impl Fn(&Held) -> bool) -> Vec<Member> {
        let mut all = vec![Member { held: Arc::clone(held), thing, by: None }];
        let mut at = 0;
        while at < all.len() && all.len() < MOST_GATHERED {
            let (from, of) = (Arc::clone(&all[at].held), all[at].thing);
            for link in self.decided(&from, &may).into_iter().filter(|d| d.link.of == of && d.link.verdict == Verdict::Same) {
                let (with, thing) = (link.link.with.to_string(), link.link.thing);
                let Some(other) = self.get(&with).filter(|other| other.known(thing).is_some()) else { continue };
                if !all.iter().any(|m| m.thing == thing && m.held.row.id == with) {
                    all.push(Member { held: other, thing, by: Some((Arc::clone(&from), link)) });
                }
            }
            at += 1;
        }
        all
    }
}

/// A decision of another concern's record about a pair with this one, as it reads from here.
fn turned(this: ConcernId, other: &Held, link: &Entry<Link>) -> Option<Decided> {
    let (what, with) = (&link.what, other.row.id.parse().ok()?);
    let turned = Link { of: what.thing, with, thing: what.of, ..what.clone() };
    (what.with == this).then(|| Decided { link: turned, by: link.by.clone(), at: link.at })
}

/// A number, a name online or a registration is the thing itself, however many have told of it.
fn is_worth_showing(sort: Sort, found: &Match<Key>) -> bool {
    let itself = matches!(sort, Sort::Vehicles | Sort::Phones | Sort::Usernames);
    let first = sort.first_field();
    found.probability >= LEAST || itself && found.why.iter().any(|why| why.field == first && why.is_as_good_as_equal())
}
