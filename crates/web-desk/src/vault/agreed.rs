//! What two things have in common, in words that stay the same from one version to the next: they are kept with a decision, so that it is known later
//! what is new since then. Each is a code and the value, as it is compared: `phone=07700900456`, and `name=sampel~sample` where one resembles the other.
//! Must not know who decided, or how a page says it.

use std::collections::BTreeSet;

use linking::{Date, DateOrder, FieldWeight, Kind, Stand, comparable, in_common};

use super::known::Known;

/// The most that is kept with a decision.
const MOST: usize = 60;
/// What says less than this for a pair, in log2, does not bring it back: that two are of one gender, say.
const SAYS_SOMETHING: f64 = 1.0;

/// Something that two things have in common.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Common {
    code: &'static str,
    /// As it is compared; empty where it can only be said that they fit, as of two ages.
    value: String,
}

impl Common {
    /// As it is kept.
    fn kept(&self) -> String {
        format!("{}={}", self.code, self.value)
    }

    /// As a page says it.
    pub(crate) fn words(&self) -> String {
        let name = self.code.replace('-', " ");
        if self.value.is_empty() { name } else { format!("{name} ({})", self.value.replace('~', " / ")) }
    }

    /// Whether it was kept. What the first version kept were names of fields, without values.
    fn is_in(&self, kept: &[String]) -> bool {
        kept.iter().any(|one| *one == self.kept() || !one.contains('=') && code(one) == Some(self.code))
    }
}

/// The code of a field: names are one, for they are told in any order and under any head.
fn code(field: &str) -> Option<&'static str> {
    Some(match field {
        "first name" | "surname" | "other name" | "name" => "name",
        field if field.starts_with("name (") => "name",
        "birth" | "age" => "birth",
        "gender" => "gender",
        "address" => "address",
        "postcode" => "postcode",
        "phone" => "phone",
        "username" => "username",
        "school" => "school",
        "place" => "place",
        "registration" => "registration",
        "start of the registration" => "registration-start",
        "description" => "description",
        "number" => "number",
        _ => return None,
    })
}

/// All that two have in common, and of `why` the fields that agree in some other way. To be kept with a decision.
pub(super) fn kept(mine: &Known, theirs: &Known, why: &[FieldWeight]) -> Vec<String> {
    let all = all(mine, theirs, why.iter().filter(|field| field.stand == Stand::Agreed));
    // What both say comes before what only resembles.
    let (near, same): (Vec<Common>, Vec<Common>) = all.into_iter().partition(|one| one.value.contains('~'));
    same.iter().chain(&near).take(MOST).map(Common::kept).collect()
}

/// What speaks for them now that was not kept with a decision.
pub(super) fn new(mine: &Known, theirs: &Known, why: &[FieldWeight], kept: &[String]) -> Vec<Common> {
    let speaks = |field: &&FieldWeight| field.stand == Stand::Agreed && field.weight >= SAYS_SOMETHING;
    let codes: BTreeSet<&str> = why.iter().filter(speaks).filter_map(|field| code(&field.field)).collect();
    let all = all(mine, theirs, why.iter().filter(speaks));
    all.into_iter().filter(|one| codes.contains(one.code) && !one.is_in(kept)).collect()
}

fn all<'a>(mine: &Known, theirs: &Known, agreed: impl Iterator<Item = &'a FieldWeight>) -> BTreeSet<Common> {
    let mut all = BTreeSet::new();
    for (code, kind, one) in pieces(mine) {
        for (_, _, other) in pieces(theirs).into_iter().filter(|(theirs, ..)| *theirs == code) {
            all.extend(common(kind, &one, &other).map(|value| Common { code, value }));
        }
    }
    // A word that both say resembles others by chance: Sam and Sample.
    let said: BTreeSet<(&str, String)> =
        all.iter().filter(|one| !one.value.contains('~')).map(|one| (one.code, one.value.clone())).collect();
    all.retain(|one| !one.value.contains('~') || !one.value.split('~').any(|part| said.contains(&(one.code, part.to_owned()))));
    for code in agreed.filter_map(|field| code(&field.field)) {
        if !all.iter().any(|one| one.code == code) {
            all.insert(Common { code, value: String::new() });
        }
    }
    all
}

fn common(kind: Kind, one: &str, other: &str) -> Option<String> {
    if kind != Kind::BirthDate {
        return in_common(kind, one, other);
    }
    let day = |text| Date::read(text, DateOrder::Dmy);
    let (one, other) = (day(one)?, day(other)?);
    (one == other).then(|| one.to_string())
}

/// What is said, piece by piece: a name by its words.
fn pieces(known: &Known) -> Vec<(&'static str, Kind, String)> {
    let mut all = Vec::new();
    for (field, kind, value) in known.says_all() {
        let Some(code) = code(field) else { continue };
        match code {
            "name" => all.extend(comparable(Kind::FullName, value).split(' ').map(|word| (code, Kind::GivenName, word.to_owned()))),
            // An age that fits is no value that both say.
            "birth" if kind == Kind::Age => {}
            _ => all.push((code, kind, value.to_owned())),
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::super::known::tests::person;
    use super::*;

    fn agrees(field: &str, weight: f64) -> FieldWeight {
        FieldWeight { field: field.into(), stand: Stand::Agreed, how: "the same".into(), weight }
    }

    #[test]
    fn what_is_kept_is_codes_and_values() {
        let one = person("Sam Sample", &[("phone", "07700 900456"), ("age", "14")]);
        let other = person("Sampel, Sam", &[("phone", "+44 7700 900456"), ("age", "14"), ("school", "Sample School")]);
        let why = [agrees("first name", 5.0), agrees("surname", 5.0), agrees("phone", 9.0), agrees("birth", 2.0)];
        assert_eq!(kept(&one, &other, &why), ["birth=", "name=sam", "phone=07700900456", "name=sampel~sample"]);
    }

    #[test]
    fn another_value_of_the_same_field_is_new_and_what_says_little_is_not() {
        let one = person("Sam Sample", &[("phone", "07700 900456, 07700 900789"), ("gender", "boy")]);
        let other = person("Sam Sampel", &[("phone", "07700 900789 or 07700 900456"), ("gender", "m")]);
        let why = [agrees("first name", 5.0), agrees("surname", 5.0), agrees("phone", 9.0), agrees("gender", 0.9)];
        let before = ["name=sam", "name=sampel~sample", "phone=07700900456"].map(str::to_owned);
        let words = |kept: &[String]| new(&one, &other, &why, kept).iter().map(Common::words).collect::<Vec<_>>();
        assert_eq!(words(&before), ["phone (07700900789)"]);
        assert!(words(&kept(&one, &other, &why)).is_empty());
        // What an earlier version has kept: the heads of fields, in English.
        assert!(words(&["first name", "surname", "phone"].map(str::to_owned)).is_empty());
        assert_eq!(words(&["first name".to_owned()]), ["phone (07700900456)", "phone (07700900789)"]);
    }
}
