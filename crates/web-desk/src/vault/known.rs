//! A person, a place or a thing of a concern as others are held against it: what of it can be compared, taken from words as people write them.
//! Must not know who asks, or what is alike.

use std::collections::{HashMap, HashSet};
use std::ops::RangeInclusive;

use casework::case::Thing;
use casework::work::{Entity, EntityKind};
use casework::{ConcernId, MessageId, from_form, london_day, plain};
use linking::{Date, DateOrder, Kind, Record, Schema, comparable};

use super::people::{self, Years};

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
/// What may stand behind a name online.
const END: [char; 3] = [',', '.', ';'];
/// How many letters of a registration people remember, where they do not remember all.
const START: usize = 4;
/// So many things of one concern are held against others: whoever fills in a form may name thousands.
pub(crate) const MOST_THINGS: usize = 200;
/// What has letters in it and fewer digits than these is no phone number.
const LEAST_DIGITS: usize = 5;
/// Apps, as people write them before a name that they have there.
const APPS: [&str; 25] = [
    "snapchat",
    "snap",
    "sc",
    "instagram",
    "insta",
    "ig",
    "tiktok",
    "whatsapp",
    "discord",
    "facebook",
    "fb",
    "messenger",
    "telegram",
    "signal",
    "roblox",
    "fortnite",
    "minecraft",
    "youtube",
    "twitter",
    "twitch",
    "kik",
    "xbox",
    "playstation",
    "steam",
    "reddit",
];
/// Titles: a single word after one is a surname.
const TITLES: [&str; 7] = ["mr", "mrs", "ms", "miss", "mx", "dr", "sir"];

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
        match (Date::read(birth, DateOrder::Dmy), people::years(birth, self.on.map(|on| u32::from(on.year)))) {
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

/// Several in one line: `07700 900111 or 07700 900222`.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', ';', '/', '\n']).flat_map(|part| part.split(" or ")).map(str::trim).filter(|part| !part.is_empty())
}

/// The phone numbers of a line, without what is said beside them: `07700 900111, after 6pm`.
fn numbers(text: &str) -> impl Iterator<Item = &str> {
    let digits = |part: &str| part.chars().filter(char::is_ascii_digit).count();
    parts(text).filter(move |part| digits(part) >= LEAST_DIGITS || !part.contains(char::is_alphabetic))
}

/// One word alone is mostly what somebody is called by, unless a title stands before it.
fn is_first_name(name: &str) -> bool {
    let mut words = name.split_whitespace();
    let title = |word: &str| TITLES.contains(&word.trim_end_matches('.').to_lowercase().as_str());
    words.next().is_some_and(|word| !title(word)) && words.next().is_none()
}

/// The years of an age, as [`Known`] keeps it.
fn span(text: &str) -> Option<RangeInclusive<u32>> {
    let (from, to) = text.split_once('-')?;
    Some(from.parse().ok()?..=to.parse().ok()?)
}

/// A UK postcode in a text, and the text without it.
fn postcode(text: &str) -> (Option<String>, String) {
    let words: Vec<&str> = text.split([' ', ',', '\n', '\t']).filter(|w| !w.is_empty()).collect();
    let without = |from: usize, count: usize| [&words[..from], &words[from + count..]].concat().join(" ");
    for (at, word) in words.iter().enumerate() {
        let word = word.trim_end_matches('.').to_ascii_uppercase();
        if let Some(next) = words.get(at + 1).map(|w| w.trim_end_matches('.').to_ascii_uppercase())
            && is_outward(&word)
            && is_inward(&next)
        {
            return (Some(format!("{word} {next}")), without(at, 2));
        }
        if let Some((outward, inward)) = word.len().checked_sub(3).and_then(|at| word.split_at_checked(at))
            && is_outward(outward)
            && is_inward(inward)
        {
            return (Some(format!("{outward} {inward}")), without(at, 1));
        }
    }
    (None, words.join(" "))
}

fn is_outward(text: &str) -> bool {
    matches!(shape(text).as_str(), "A9" | "A99" | "AA9" | "AA99" | "A9A" | "AA9A")
}

fn is_inward(text: &str) -> bool {
    shape(text) == "9AA"
}

/// Letters as `A`, digits as `9`.
fn shape(text: &str) -> String {
    let one = |c: char| {
        if c.is_ascii_alphabetic() {
            'A'
        } else if c.is_ascii_digit() {
            '9'
        } else {
            c
        }
    };
    text.chars().map(one).collect()
}

/// What looks like a registration, or its start, and the text without it.
fn plate(text: &str) -> (String, String) {
    const WHOLE: [&str; 11] =
        ["AA99AAA", "A9AAA", "A99AAA", "A999AAA", "AAA9A", "AAA99A", "AAA999A", "AAA9999", "AAA999", "AA99999", "AAA99999"];
    let words: Vec<&str> = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let found = (1..=3).rev().flat_map(|count| (0..words.len()).map(move |at| (at, count)));
    let joined = found.filter_map(|(at, count)| Some((at, count, words.get(at..at + count)?.concat().to_ascii_uppercase())));
    let fits = |joined: &str, shapes: &[&str]| shapes.contains(&shape(joined).as_str());
    let whole = joined.clone().find(|(_, _, joined)| fits(joined, &WHOLE));
    let start = || joined.clone().find(|(_, count, joined)| *count == 1 && fits(joined, &["AA99", "AA99A", "AA99AA"]));
    match whole.or_else(start) {
        Some((at, count, plate)) => (plate, [&words[..at], &words[at + count..]].concat().join(" ")),
        None => (String::new(), words.join(" ")),
    }
}

/// The name itself, of `Some App: @sample-user`, `sample-user (Some App)` or `Snapchat sample-user`; none of several words of which any may be it.
fn username(text: &str) -> String {
    let named = text.split_whitespace().find(|word| word.starts_with('@'));
    let behind = || text.rsplit_once(':').and_then(|(_, name)| name.split_whitespace().next());
    named.or_else(behind).or_else(|| first_name_online(text)).unwrap_or_default().trim_end_matches(END).to_owned()
}

fn first_name_online(text: &str) -> Option<&str> {
    let says = |word: &&str| word.contains(char::is_alphanumeric);
    let is_app = |word: &&str| APPS.contains(&word.trim_end_matches(END).to_lowercase().as_str());
    let mut words = text.split_whitespace().filter(says).skip_while(is_app);
    let (first, next) = (words.next()?, words.next());
    let is_it = |next: &str| first.ends_with(END) || next.starts_with('(') || matches!(next, "on" | "in");
    next.is_none_or(is_it).then_some(first)
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

    #[test]
    fn a_postcode_is_found_in_an_address() {
        for (text, code, rest) in [
            ("14 Example Road, LU1 1AA", Some("LU1 1AA"), "14 Example Road"),
            ("9 Specimen Court mk93cc Sampletown", Some("MK9 3CC"), "9 Specimen Court Sampletown"),
            ("Sample Street shops", None, "Sample Street shops"),
            ("ß1ää", None, "ß1ää"),
        ] {
            assert_eq!(postcode(text), (code.map(str::to_owned), rest.to_owned()), "{text}");
        }
    }

    #[test]
    fn a_registration_is_found_in_whole_or_in_part() {
        for (text, found, rest) in [
            ("AB12 CDE", "AB12CDE", ""),
            ("a blue van, ab12cde", "AB12CDE", "a blue van"),
            ("white van, a plate that begins with AB12", "AB12", "white van a plate that begins with"),
            ("a grey car", "", "a grey car"),
        ] {
            assert_eq!(plate(text), (found.to_owned(), rest.to_owned()), "{text}");
        }
    }

    #[test]
    fn what_somebody_is_called_is_told_from_a_surname() {
        assert!(is_first_name("Taz") && !is_first_name("Mr Taz") && !is_first_name("Sample Person") && !is_first_name(""));
        let usernames = ["Some App: sample-user", "@sample-user on Some App", "sample-user (Some App)"];
        assert!(usernames.iter().all(|text| username(text).trim_start_matches('@') == "sample-user"));
    }
}
