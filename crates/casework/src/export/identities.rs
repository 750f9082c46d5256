//! Whose identities a record gives. For a subject access request everyone's but the child's who asks are withheld, unless a manager decides otherwise: whoever told
//! it, others at home, who said or saw what, people who protect, and every other person, number, username and vehicle. Must not know who decides.

use std::collections::BTreeSet;

use super::build::Source;
use super::hide::place;
use super::names::{Names, folded};
use crate::case::{Case, Thing};
use crate::work::{Entity, EntityKind};
use crate::{MessageId, plain};

/// Answers that tell who told it, and how they are reached.
pub(super) const TELLING: [&str; 9] = ["who", "name", "relation", "role", "agency", "phone", "email", "reach", "reach-safe"];
const TELLER: &str = "[withheld: identity of whoever told it]";
const OTHER: &str = "[withheld: identity of another person]";

/// Whose identity it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Whose {
    /// Whoever told a concern.
    Teller,
    /// Others at home.
    Household,
    /// Who said or saw something, who knows, and who took part in a discussion.
    Speakers,
    /// People who protect.
    Protectors,
    /// A person or thing of the record, by its name there.
    Thing(MessageId),
}

impl Whose {
    /// As forms and releases write it.
    pub fn text(self) -> String {
        match self {
            Whose::Teller => "teller".into(),
            Whose::Household => "household".into(),
            Whose::Speakers => "speakers".into(),
            Whose::Protectors => "protectors".into(),
            Whose::Thing(id) => id.to_string(),
        }
    }

    /// Reads what `text` writes.
    pub fn parse(text: &str) -> Option<Whose> {
        let groups = [Whose::Teller, Whose::Household, Whose::Speakers, Whose::Protectors];
        groups.into_iter().find(|whose| whose.text() == text).or_else(|| text.parse().ok().map(Whose::Thing))
    }

    /// What stands where it is withheld.
    pub(super) fn gap(self) -> &'static str {
        if self == Whose::Teller { TELLER } else { OTHER }
    }
}

/// The child who asks for their record, and whose identities they are given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asker {
    /// The child, in each concern by the name that they have there.
    pub child: BTreeSet<MessageId>,
    /// Whose identities are given.
    pub shown: BTreeSet<Whose>,
}

impl Asker {
    /// The child that a thing of the first concern is, in the others too, where they have the same name there: joined concerns are about one child.
    pub fn of(sources: &[Source<'_>], chosen: MessageId, shown: BTreeSet<Whose>) -> Asker {
        let children =
            |s: &Source<'_>| s.case.entities.iter().filter(|t| t.now().what.kind == EntityKind::Child).cloned().collect::<Vec<_>>();
        let Some((first, others)) = sources.split_first() else { return Asker::default() };
        let named = children(first).iter().find(|t| t.id == chosen).map(all_names).unwrap_or_default();
        let same = others.iter().flat_map(children).filter(|t| all_names(t).iter().any(|name| named.contains(name)));
        let child = same.map(|t| t.id).chain(std::iter::once(chosen)).collect();
        Asker { child, shown }
    }

    /// Whether an identity is withheld.
    pub(super) fn withholds(&self, whose: Whose) -> bool {
        !self.shown.contains(&whose)
    }

    /// Whether a thing is somebody else, or somebody else's.
    pub(super) fn is_other(&self, case: &Case, thing: &Thing<Entity>) -> bool {
        let own = |place: &str| {
            let child = place.splitn(3, '.').take(2).collect::<Vec<_>>().join(".");
            case.entities.iter().any(|t| self.child.contains(&t.id) && self::place(t) == Some(child.as_str()))
        };
        match thing.now().what.kind {
            EntityKind::Place | EntityKind::School => false,
            _ => !self.child.contains(&thing.id) && !place(thing).is_some_and(own),
        }
    }
}

/// Every name of a thing, in whichever wording, as it is compared.
fn all_names(thing: &Thing<Entity>) -> BTreeSet<String> {
    let wordings = thing.standing.iter().chain(&thing.earlier);
    let names = wordings.flat_map(|e| names_of(&e.what).map(str::to_owned).collect::<Vec<_>>());
    names.map(|name| folded(&name)).filter(|name| !name.is_empty()).collect()
}

fn names_of(what: &Entity) -> impl Iterator<Item = &str> {
    std::iter::once(what.name.as_str()).chain(what.other_names.split([',', ';', '/']))
}

/// An identity that a subject access request withholds, or gives.
#[derive(Clone, PartialEq, Eq)]
pub struct Identity {
    /// Whose.
    pub whose: Whose,
    /// What the record calls them.
    pub name: String,
    /// What it is, where it is a person or thing.
    pub kind: Option<EntityKind>,
    /// Whether it is given.
    pub shown: bool,
}

/// Every identity that the record of these concerns holds beside the child's.
pub fn identities(sources: &[Source<'_>], asker: &Asker) -> Vec<Identity> {
    let mut all = Vec::new();
    let mut add = |whose, name: String, kind| all.push(Identity { whose, name, kind, shown: !asker.withholds(whose) });
    let told = |names: &[&str]| {
        let answers = sources.iter().filter_map(|s| s.told).map(|(_, answers)| answers);
        let said = answers.flat_map(|a| names.iter().map(|n| plain(a.get(n)))).filter(|text| !text.is_empty());
        said.collect::<Vec<_>>().join(", ")
    };
    let groups = [(Whose::Teller, told(&["name", "agency"]), told(&TELLING)), (Whose::Household, String::new(), told(&["household"]))];
    for (whose, name, there) in groups {
        if !there.is_empty() {
            add(whose, name, None);
        }
    }
    let observations = || sources.iter().flat_map(|s| &s.case.observations).flat_map(|t| t.standing.iter().chain(&t.earlier));
    let speaks = observations().any(|e| !e.what.by_whom.is_empty()) || sources.iter().any(|s| !s.case.discussions.is_empty());
    if speaks || !told(&["who-knows"]).is_empty() {
        add(Whose::Speakers, String::new(), None);
    }
    if observations().any(|e| !e.what.protects.is_empty()) {
        add(Whose::Protectors, String::new(), None);
    }
    for source in sources {
        for thing in source.case.entities.iter().filter(|t| asker.is_other(source.case, t)) {
            let what = &thing.now().what;
            add(Whose::Thing(thing.id), plain(&what.name), Some(what.kind));
        }
    }
    all
}

/// The names of all but the child; of those that are withheld alone, where somebody asks for their record.
pub(super) fn names(sources: &[Source<'_>], asker: Option<&Asker>) -> Names {
    let (mut names, mut children) = (Names::default(), Vec::new());
    let wanted = |whose| asker.is_none_or(|asker| asker.withholds(whose));
    for source in sources {
        let told = source.told.filter(|_| wanted(Whose::Teller));
        for (name, parts) in [("name", true), ("phone", false), ("email", false)] {
            told.iter().for_each(|(_, answers)| names.add(Whose::Teller, answers.get(name), parts));
        }
        for thing in &source.case.entities {
            let kind = thing.now().what.kind;
            let child = asker.map_or(kind == EntityKind::Child, |asker| asker.child.contains(&thing.id));
            let other = asker.map_or(!matches!(kind, EntityKind::Place | EntityKind::School), |asker| asker.is_other(source.case, thing));
            let whose = Whose::Thing(thing.id);
            let person = matches!(kind, EntityKind::Person | EntityKind::Child);
            for what in thing.standing.iter().chain(&thing.earlier).map(|e| &e.what) {
                if child {
                    children.extend(names_of(what).map(str::to_owned));
                } else if other && wanted(whose) {
                    names_of(what).for_each(|name| names.add(whose, name, person));
                    let numbers = ["phone", "username"].into_iter().filter_map(|name| what.details.get(name));
                    numbers.for_each(|number| names.add(whose, number, false));
                }
            }
        }
    }
    children.iter().for_each(|child| names.but(child));
    names
}
