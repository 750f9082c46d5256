//! Four people in two towns who each hold one piece, with spellings of their own: what the desk's "Seen before?" puts together.
//! Everybody in it is invented. Must not know how anything is kept.

use casework::Answers;

/// A teacher and an aunt in one town, a housing officer and a youth worker in another.
const STORY: [&[(&str, &str)]; 4] = [
    &[
        ("worry", "Two pupils are met at the gate by a man whom nobody knows. He waits in a blue van."),
        ("who", "professional"),
        ("channel", "phone"),
        ("child.1.name", "Khadija Sample"),
        ("child.1.born", "2010-04-12"),
        ("child.1.gender", "girl"),
        ("child.1.address", "14 Example Road, LU1 1AA"),
        ("child.1.school", "Sample High School"),
        ("child.2.name", "Zofia Przyklad"),
        ("child.2.born", "30/09/2010"),
        ("child.2.address", "3 Trial Street, LU2 2BB"),
        ("child.2.school", "Sample High School"),
        ("person.1.name", "Tariq"),
        ("person.1.phone", "07700 900456"),
        ("vehicles", "blue van, AB12 CDE"),
        ("name", "Sample Teacher"),
        ("agency", "Sample High School"),
    ],
    &[
        ("worry", "My niece has a new phone, and comes home late. She will not say who gave it to her."),
        ("who", "relative"),
        ("channel", "web"),
        ("child.1.name", "Khadeeja Sampel"),
        ("child.1.born", "12/04/2010"),
        ("child.1.address", "14 Example Rd, LU1 1AA"),
        ("child.2.name", "Yusuf Sample"),
        ("child.2.born", "2012-11-02"),
        ("child.2.address", "14 Example Road, LU1 1AA"),
        ("person.1.describe", "someone whom she calls Taz"),
        ("person.1.username", "@sample-taz"),
    ],
    &[
        ("worry", "Young people come and go at a flat at night. The neighbours have told us twice."),
        ("who", "professional"),
        ("channel", "e-mail"),
        ("person.1.name", "Tarek"),
        ("person.1.address", "9 Specimen Court, MK9 3CC"),
        ("person.1.phone", "+44 7700 900456"),
        ("person.2.name", "Elena Model"),
        ("person.2.age", "35"),
        ("places", "9 Specimen Court, MK9 3CC"),
        ("usernames", "Some App: sample-taz"),
        ("name", "Sample Officer"),
        ("agency", "Sample Housing"),
    ],
    &[
        ("worry", "A girl from another town is often here, and is afraid to say with whom."),
        ("who", "professional"),
        ("channel", "in-person"),
        ("child.1.name", "Zosia Przykład"),
        ("child.1.born", "2010-09-30"),
        ("person.1.name", "Yelena Model"),
        ("person.1.age", "about 35"),
        ("places", "Flat at 9 Specimen Ct, MK9 3CC\nBus station, Sampletown"),
        ("vehicles", "ab12cde"),
        ("name", "Sample Youth Worker"),
    ],
];

/// What each of the four told, in the order in which they did.
pub(super) fn told() -> impl Iterator<Item = Answers> {
    STORY.iter().map(|told| Answers::from_iter(told.iter().copied()))
}
