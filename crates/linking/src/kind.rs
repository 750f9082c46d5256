//! What a field can be, under the names that a map file uses.
//! Must not know how any kind is compared.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// What a field holds. The kind alone decides how it is cleaned, compared and looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A first name, or several.
    GivenName,
    /// A surname, or several.
    FamilyName,
    /// Everything in one: taken apart into given, other and family name.
    FullName,
    /// A middle name, its initial, a nickname, a name from before.
    OtherName,
    /// A day of birth.
    BirthDate,
    /// Full years of age on the day of the record.
    Age,
    /// Compared by its first letter.
    Gender,
    /// A house's or flat's number.
    HouseNumber,
    /// A street, or any line of an address.
    Address,
    /// A town, suburb or village.
    Town,
    /// A postcode of any country; those of the UK by their parts.
    Postcode,
    /// A phone number, compared by its last digits too.
    Phone,
    /// An e-mail address.
    Email,
    /// A name on a service online.
    Username,
    /// A vehicle's registration.
    Vehicle,
    /// The name of a place.
    Place,
    /// The name of a school.
    School,
    /// What somebody does for a living.
    Occupation,
    /// A code in which a slip of a digit or two is likely.
    Identifier,
    /// Compared for equality alone.
    Category,
}

use Kind::*;

impl Kind {
    /// Every kind, in the order of the documentation.
    pub const ALL: [Kind; 20] = [
        GivenName,
        FamilyName,
        FullName,
        OtherName,
        BirthDate,
        Age,
        Gender,
        HouseNumber,
        Address,
        Town,
        Postcode,
        Phone,
        Email,
        Username,
        Vehicle,
        Place,
        School,
        Occupation,
        Identifier,
        Category,
    ];

    /// The name that a map file uses.
    pub fn name(self) -> &'static str {
        match self {
            GivenName => "given_name",
            FamilyName => "family_name",
            FullName => "full_name",
            OtherName => "other_name",
            BirthDate => "birth_date",
            Age => "age",
            Gender => "gender",
            HouseNumber => "house_number",
            Address => "address",
            Town => "town",
            Postcode => "postcode",
            Phone => "phone",
            Email => "email",
            Username => "username",
            Vehicle => "vehicle",
            Place => "place",
            School => "school",
            Occupation => "occupation",
            Identifier => "identifier",
            Category => "category",
        }
    }

    /// Where somebody lives: shared by everyone in a home, and changed as a whole by moving.
    pub(crate) fn of_home(self) -> bool {
        matches!(self, HouseNumber | Address | Town | Postcode)
    }

    /// Several columns of these kinds are several values of one field: two phones, either of which may be the other record's.
    pub(crate) fn several(self) -> bool {
        matches!(self, OtherName | Phone | Email | Username | Vehicle | Place | School | Occupation | BirthDate | Age | Gender)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A name that is no kind's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no kind {0:?}; there are: {list}", list = Kind::ALL.map(Kind::name).join(", "))]
pub struct NotAKind(pub String);

impl FromStr for Kind {
    type Err = NotAKind;

    fn from_str(name: &str) -> Result<Self, NotAKind> {
        Kind::ALL.into_iter().find(|k| k.name() == name).ok_or_else(|| NotAKind(name.to_owned()))
    }
}
