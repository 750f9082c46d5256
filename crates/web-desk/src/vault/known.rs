//! A person, a place or a thing of a concern as others are held against it: what of it can be compared, taken from words as people write them.
//! Must not know who asks, or what is alike.

use std::collections::{HashMap, HashSet};

use casework::case::Thing;
use casework::work::{Entity, EntityKind};
use casework::{ConcernId, MessageId, from_form, london_day, plain};
use linking::{Date, DateOrder, Kind, Record, Schema, comparable};

use super::ages::{self, Years};
use super::people;
use super::written::{is_first_name, numbers, parts, plate, postcode, span, username};

/// What is held against what: a person is never a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub(crate) enum Sort {
    /// Children and everyone else: a child of one concern may be the other person of another.
    People,
    /// Places.
    Places,
    /// Vehicles.
    Vehicles,
    /// Phone numbers.
    Phones,
    /// Names used online.
    Usernames,
}

/// Fields by name and kind; a record names them by their place here.
type Fields = &'static [(&'static str, Kind)];

const PEOPLE: Fields = &[
    ("first name", Kind::GivenName),
    ("surname", Kind::FamilyName),
    ("other name", Kind::OtherName),
    ("name", Kind::FullName),
    ("birth", Kind::BirthDate),
    ("age", Kind::Age),
    ("gender", Kind::Gender),
    ("address", Kind::Address),
    ("postcode", Kind::Postcode),
    ("phone", Kind::Phone),
    ("username", Kind::Username),
    ("school", Kind::School),
];
const PLACES: Fields = &[("place", Kind::Place), ("postcode", Kind::Postcode)];
const VEHICLES: Fields = &[("registration", Kind::Vehicle), ("start of the registration", Kind::Category), ("description", Kind::Place)];
const PHONES: Fields = &[("number", Kind::Phone)];
const USERNAMES: Fields = &[("username", Kind::Username)];
/// How many letters of a registration people remember, where they do not remember all.
const START: usize = 4;
/// So many things of one concern are held against others: whoever fills in a form may name thousands.
pub(crate) const MOST_THINGS: usize = 200;
impl Sort {
    /// In the order in which a page lists them.
    pub(crate) const ALL: [Sort; 5] = [Sort::People, Sort::Places, Sort::Vehicles, Sort::Phones, Sort::Usernames];

    /// What an entity is held against; a school is half a town's, and says nothing by itself.
    pub(crate) fn of(kind: EntityKind) -> Option<Sort> {
        match kind {
            EntityKind::Child | EntityKind::Person => Some(Sort::People),
            EntityKind::Place => Some(Sort::Places),
            EntityKind::Vehicle => Some(Sort::Vehicles),
            EntityKind::Phone => Some(Sort::Phones),
            EntityKind::Username => Some(Sort::Usernames),
            EntityKind::School => None,
        }
    }

    fn fields(self) -> Fields {
        match self {
            Sort::People => PEOPLE,
            Sort::Places => PLACES,
            Sort::Vehicles => VEHICLES,
            Sort::Phones => PHONES,
            Sort::Usernames => USERNAMES,
        }
    }

    /// The field that says most.
    pub(super) fn first_field(self) -> &'static str {
        self.fields()[0].0
    }

    /// Whether it can be learned what its fields say: of one field alone it cannot, and equal numbers were held to say nothing.
    pub(super) fn is_learned(self) -> bool {
        self.fields().len() > 1
    }

    /// What records of it say.
    pub(crate) fn schema(self) -> Schema {
        Schema::new(self.fields().iter().copied())
    }
}

/// A thing of a concern, as far as it can be held against others.
#[derive(Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) struct Known {
    /// The name of the thing in the record.
    pub(crate) id: MessageId,
    /// What it is.
    pub(crate) kind: EntityKind,
    /// What it is held against.
    pub(crate) sort: Sort,
    /// As it is shown.
    pub(crate) name: String,
    /// Of a number or a name online that stands with a person alone: the person.
    pub(crate) whose: Option<MessageId>,
    said: Vec<(u8, String)>,
    /// The day on which it was written: an age is of that day.
    on: Option<Date>,
}

/// A number or a name online that stands with a person.
struct OfPerson {
    kind: EntityKind,
    sort: Sort,
    value: String,
    /// As it is compared.
    is: String,
    /// Its name as a thing.
    id: MessageId,
}

fn people_of(things: &[Thing<Entity>]) -> impl Iterator<Item = &Thing<Entity>> {
    things.iter().filter(|thing| Sort::of(thing.now().what.kind) == Some(Sort::People))
}

fn of_person(concern: ConcernId, person: MessageId, what: &Entity) -> Vec<OfPerson> {
    let detail = |name: &str| what.details.get(name).map_or("", String::as_str);
    let numbers = numbers(detail("phone")).map(|number| (EntityKind::Phone, Kind::Phone, number.to_owned()));
    let all = numbers.chain([(EntityKind::Username, Kind::Username, username(detail("username")))]);
    let of = |(kind, compared, value): (EntityKind, Kind, String)| {
        let is = comparable(compared, &value);
        let sort = Sort::of(kind).filter(|_| !is.is_empty())?;
        let id = from_form::key(concern, &format!("of.{person}.{}.{is}", compared.name()));
        Some(OfPerson { kind, sort, value, is, id })
    };
    all.filter_map(of).collect()
}

impl Known {
    /// From a thing of the record: the wording that is shown. None where it is struck through, or held against nothing.
    pub(crate) fn of(thing: &Thing<Entity>) -> Option<Known> {
        let now = thing.now();
        let sort = Sort::of(now.what.kind).filter(|_| !thing.is_struck())?;
        let (said, on) = (Vec::new(), day(now.at));
        let mut known = Known { id: thing.id, kind: now.what.kind, sort, name: shown(&now.what), whose: None, said, on };
        match sort {
            Sort::People => known.person(&now.what),
            Sort::Places => known.place(&now.what),
            Sort::Vehicles => known.vehicle(&now.what.name, now.what.details.get("describe").map_or("", String::as_str)),
            Sort::Phones => numbers(&now.what.name).for_each(|number| known.say("number", number)),
            Sort::Usernames => known.say("username", username(&now.what.name)),
        }
        Some(known)
    }

    /// For the index.
    pub(crate) fn record(&self) -> Record {
        let mut record = Record::new();
        for (field, value) in &self.said {
            let field = usize::from(*field);
            match (self.sort.fields()[field].1, self.on, span(value)) {
                (Kind::Age, Some(on), Some(years)) => record.set_age(field, years, on),
                _ => record.set(field, value.as_str()),
            }
        }
        record
    }

    /// The areas of its postcodes: `MK` of `MK9 3CC`.
    pub(crate) fn postcode_areas(&self) -> impl Iterator<Item = String> {
        let of = |(field, _): &&(u8, String)| self.sort.fields()[usize::from(*field)].1 == Kind::Postcode;
        self.said.iter().filter(of).map(|(_, code)| code.chars().take_while(char::is_ascii_alphabetic).collect())
    }

    /// The numbers and names online that stand with the people of a concern and nowhere else in it: things of their own here, since elsewhere somebody may
    /// have told of such a number alone. Their names follow from the person and from what they are.
    pub(crate) fn of_people(concern: ConcernId, things: &[Thing<Entity>], all: &[Known]) -> Vec<Known> {
        let mut own: Vec<Known> = Vec::new();
        let said = all.iter().flat_map(|known| known.says_all().map(|(_, kind, said)| (known.sort, comparable(kind, said))));
        let mut there: HashSet<(Sort, String)> = said.collect();
        for thing in people_of(things).filter(|thing| !thing.is_struck()) {
            let now = thing.now();
            for OfPerson { kind, sort, value, is, id } in of_person(concern, thing.id, &now.what) {
                if all.len() + own.len() < MOST_THINGS && there.insert((sort, is)) {
                    let name = format!("{}, of {}", plain(&value), shown(&now.what));
                    let mut known = Known { id, kind, sort, name, whose: Some(thing.id), said: Vec::new(), on: day(now.at) };
                    known.say(sort.first_field(), value);
                    own.push(known);
                }
            }
        }
        own
    }

    /// What such a number or name online is by now, where it has been written down as a thing, or stands with another person first: what was decided about
    /// it holds on. `all`: everything that can be held against others now.
    pub(crate) fn by_now(concern: ConcernId, things: &[Thing<Entity>], all: &[Known]) -> Vec<(MessageId, MessageId)> {
        let alone = all.iter().filter(|known| matches!(known.sort, Sort::Phones | Sort::Usernames));
        let is = alone.flat_map(|known| known.says_all().map(|(_, kind, said)| ((known.sort, comparable(kind, said)), known.id)));
        let is: HashMap<(Sort, String), MessageId> = is.collect();
        let said = people_of(things).flat_map(|thing| thing.wordings().flat_map(|w| of_person(concern, thing.id, &w.what)));
        let mut moved: Vec<_> = said.filter_map(|of| Some((of.id, *is.get(&(of.sort, of.is))?))).filter(|(was, is)| was != is).collect();
        moved.sort_unstable();
        moved.dedup();
        moved
    }

    /// All that it says: the field, what that holds, the value.
    pub(super) fn says_all(&self) -> impl Iterator<Item = (&'static str, Kind, &str)> {
        let fields = self.sort.fields();
        self.said.iter().map(move |(field, value)| (fields[usize::from(*field)].0, fields[usize::from(*field)].1, value.as_str()))
    }

    /// Whether it says anything in a field, as the engine names it: a name in one piece says a first name and a surname.
    pub(crate) fn says(&self, field: &str) -> bool {
        let words = |value: &str| comparable(Kind::FullName, value).split(' ').filter(|word| !word.is_empty()).count();
        let name_of = |many: usize| self.says_all().any(|(of, _, value)| of == "name" && words(value) >= many);
        let itself = self.says_all().any(|(of, ..)| of == field);
        itself
            || match field {
                "first name" => name_of(2),
                "surname" => name_of(1),
                "other name" => name_of(3),
                "birth" => self.says_all().any(|(of, ..)| of == "age"),
                _ => false,
            }
    }

    fn say(&mut self, field: &str, value: impl Into<String>) {
        let value = value.into();
        let place = self.sort.fields().iter().position(|(name, _)| *name == field).and_then(|at| u8::try_from(at).ok());
        self.said.extend(place.filter(|_| !value.trim().is_empty()).map(|place| (place, value)));
    }

    fn person(&mut self, entity: &Entity) {
        let detail = |name: &str| entity.details.get(name).map_or("", String::as_str);
        for name in std::iter::once(entity.name.as_str()).chain(parts(&entity.other_names)) {
            let name = people::name(name);
            self.say(if is_first_name(name) { "first name" } else { "name" }, name);
        }
        let birth = if entity.birth.is_empty() { detail("age") } else { &entity.birth };
        match (Date::read(birth, DateOrder::Dmy), ages::years(birth, self.on.map(|on| u32::from(on.year)))) {
            (Some(_), _) => self.say("birth", birth),
            (None, Some(Years { from, to })) => self.say("age", format!("{from}-{to}")),
            (None, None) => {}
        }
        self.say("gender", detail("gender"));
        let (postcode, address) = postcode(detail("address"));
        self.say("address", address);
        self.say("postcode", postcode.unwrap_or_default());
        numbers(detail("phone")).for_each(|number| self.say("phone", number));
        self.say("username", username(detail("username")));
        self.say("school", detail("school"));
    }

    fn place(&mut self, entity: &Entity) {
        for text in [entity.name.as_str(), entity.details.get("address").map_or("", String::as_str)] {
            let (postcode, rest) = postcode(text);
            self.say("place", rest);
            self.say("postcode", postcode.unwrap_or_default());
        }
    }

    fn vehicle(&mut self, name: &str, describe: &str) {
        let (plate, rest) = plate(name);
        if plate.chars().count() > START {
            self.say("registration", plate.as_str());
        }
        self.say("start of the registration", plate.chars().take(START).collect::<String>());
        self.say("description", rest);
        self.say("description", describe);
    }
}

/// What a list calls it.
fn shown(entity: &Entity) -> String {
    let named = [Some(&entity.name), entity.details.get("describe")].into_iter().flatten().map(|text| plain(text));
    named.map(|text| text.chars().take(120).collect::<String>()).find(|text| !text.trim().is_empty()).unwrap_or_else(|| "not named".into())
}

fn day(at: i64) -> Option<Date> {
    let day = london_day(at);
    Date::new(u32::try_from(day.year()).ok()?, u32::try_from(day.month()).ok()?, u32::try_from(day.day()).ok()?)
}

#[cfg(test)]
pub(super) mod tests {
    use std::collections::BTreeMap;

    use casework::case::Entry;

    use super::*;

    fn thing(kind: EntityKind, name: &str, details: &[(&str, &str)]) -> Thing<Entity> {
        let details: BTreeMap<String, String> = details.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        let (other_names, birth, source) = Default::default();
        let what = Entity { kind, name: name.into(), other_names, birth, details, source, known: true, revises: None, seen: Vec::new() };
        let id = MessageId::from_bytes([u8::try_from(name.len()).unwrap(); 16]);
        Thing { id, standing: vec![Entry { id, at: 1_795_521_600, by: "a.worker".into(), what }], earlier: Vec::new(), struck: None }
    }

    /// A thing of a concern.
    pub(in super::super) fn other(kind: EntityKind, name: &str) -> Known {
        Known::of(&thing(kind, name, &[])).unwrap()
    }

    /// A person of a concern.
    pub(in super::super) fn person(name: &str, details: &[(&str, &str)]) -> Known {
        Known::of(&thing(EntityKind::Person, name, details)).unwrap()
    }

    #[test]
    fn what_describes_somebody_is_no_name_and_a_year_of_school_no_age() {
        let said =
            |name: &str, age: &str| person(name, &[("age", age)]).says_all().map(|(f, _, v)| format!("{f}: {v}")).collect::<Vec<_>>();
        assert_eq!(said("his uncle", "Year 9"), ["age: 13-14"]);
        assert_eq!(said("Mummy", "18 months"), ["age: 1-1"]);
        assert_eq!(said("Sam", "about 14"), ["first name: Sam", "age: 14-14"]);
        assert_eq!(said("unknown male", "over 18"), [""; 0]);
    }

    #[test]
    fn a_number_that_stands_with_a_person_alone_is_a_thing_of_its_own() {
        let concern = ConcernId::from_bytes([1; 16]);
        let things = [
            thing(EntityKind::Person, "Sam", &[("phone", "07700 900456 or 07700 900789"), ("username", "@sample-sam")]),
            thing(EntityKind::Phone, "+44 7700 900456", &[]),
        ];
        let all: Vec<Known> = things.iter().filter_map(Known::of).collect();
        let own = Known::of_people(concern, &things, &all);
        let names: Vec<_> = own.iter().map(|known| (known.sort, known.name.as_str(), known.whose == Some(things[0].id))).collect();
        assert_eq!(names, [(Sort::Phones, "07700 900789, of Sam", true), (Sort::Usernames, "@sample-sam, of Sam", true)]);
        assert!(own[0].id == Known::of_people(concern, &things, &all)[0].id && own[0].id != own[1].id);
    }

    #[test]
    fn of_very_many_things_so_many_are_held_against_others() {
        let numbers: Vec<String> = (0..300).map(|n| format!("07700 9{n:05}")).collect();
        let things = [thing(EntityKind::Person, "Sam", &[("phone", &numbers.join(", "))])];
        let all: Vec<Known> = things.iter().filter_map(Known::of).collect();
        assert_eq!(Known::of_people(ConcernId::from_bytes([1; 16]), &things, &all).len(), MOST_THINGS - 1);
    }

    #[test]
    fn a_time_an_extension_or_an_app_is_no_number_and_no_name_online() {
        let concern = ConcernId::from_bytes([1; 16]);
        let details = [("phone", "07700 900456, after 6pm; ext 12"), ("username", "Snapchat sample-user")];
        let own = Known::of_people(concern, &[thing(EntityKind::Person, "Sam", &details)], &[]);
        let names: Vec<_> = own.iter().map(|known| known.name.as_str()).collect();
        assert_eq!(names, ["07700 900456, of Sam", "sample-user, of Sam"]);
        for (text, is) in [
            ("Snapchat", ""),
            ("Insta - sample-user", "sample-user"),
            ("sample-user on Snapchat", "sample-user"),
            ("sample-user, sample-other", "sample-user"),
            ("he has one", ""),
            ("sample-user", "sample-user"),
        ] {
            assert_eq!(username(text), is, "{text}");
        }
    }

    #[test]
    fn it_says_a_surname_in_a_name_of_one_piece() {
        let sam = person("Sam Sample", &[("phone", "1")]);
        assert!(sam.says("first name") && sam.says("surname") && sam.says("phone") && !sam.says("other name") && !sam.says("birth"));
    }
}
