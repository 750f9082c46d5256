//! A story across two towns: four concerns, told by different people with different spellings. The links, and only those, are found, with their reasons.

use linking::{Index, Kind, Match, Record, Room, Schema, Stand};

/// Who is named in which concern.
const TOLD: [(&str, [&str; 8]); 11] = [
    // A school in the first town.
    ("c1 child", ["Khadija", "Sample", "2010-04-12", "F", "14 Example Road", "LU1 1AA", "", "Sample High School"]),
    ("c1 man", ["Tariq", "", "", "M", "", "", "07700 900456", ""]),
    ("c1 friend", ["Zofia", "Przyklad", "2010-09-30", "F", "3 Trial Street", "LU2 2BB", "", "Sample High School"]),
    // Her aunt.
    ("c2 child", ["Khadeeja", "Sampel", "12/04/2010", "F", "14 Example Rd", "LU1 1AA", "", ""]),
    ("c2 brother", ["Yusuf", "Sample", "2012-11-02", "M", "14 Example Road", "LU1 1AA", "", "Sample High School"]),
    // A housing officer in the second town.
    ("c3 man", ["Tarek", "", "", "M", "9 Specimen Court", "MK9 3CC", "+44 7700 900456", ""]),
    ("c3 woman", ["Elena", "Model", "1991-02-03", "F", "9 Specimen Court", "MK9 3CC", "07700 900789", ""]),
    // A youth worker there.
    ("c4 child", ["Zosia", "Przykład", "2010-09-30", "F", "", "", "", ""]),
    ("c4 woman", ["Yelena", "Model", "03/02/1991", "F", "9 Specimen Ct", "MK9 3CC", "", ""]),
    ("c4 other", ["Sophia", "Example", "2011-01-15", "F", "", "MK9 1DD", "", "Test Academy"]),
    ("c4 twin", ["Aisha", "Example", "2011-01-15", "F", "", "MK9 1DD", "", "Test Academy"]),
];

fn record(cells: &[&str; 8]) -> Record {
    cells.iter().enumerate().fold(Record::new(), |r, (i, c)| r.with(i, *c))
}

fn index() -> Index<String> {
    let mut index = Index::new(Schema::new([
        ("given name", Kind::GivenName),
        ("surname", Kind::FamilyName),
        ("birth date", Kind::BirthDate),
        ("gender", Kind::Gender),
        ("address", Kind::Address),
        ("postcode", Kind::Postcode),
        ("phone", Kind::Phone),
        ("school", Kind::School),
    ]));
    // Other concerns of the years before, so that common things are seen to be common.
    for i in 0..300 {
        let cells: [String; 8] = [
            format!("{}{}", ["Mary", "Adam", "Noor", "Jan"][i % 4], ["", "ann", "iel", "ek", "a"][i / 4 % 5]),
            format!("{}{}", ["Bark", "Tann", "Mill", "Wrigh", "Kaur", "Shah"][i % 6], ["er", "man", "ton", "ley", "son"][i / 6 % 5]),
            format!("{}-{:02}-{:02}", 1970 + i % 45, 1 + i % 12, 1 + i * 7 % 28),
            ["F", "M"][i % 2].to_owned(),
            format!("{} {} Road", 1 + i % 90, ["Mill", "Station", "Park", "Church", "High"][i % 5]),
            format!("LU{} {}{}A", 1 + i % 7, 1 + i % 9, (b'A' + (i % 20) as u8) as char),
            format!("07700 900{:03}", i % 400),
            ["Sample High School", "Test Academy", "Trial Primary"][i % 3].to_owned(),
        ];
        index.insert(format!("earlier {i}"), &record(&cells.each_ref().map(String::as_str)));
    }
    for (id, cells) in &TOLD {
        index.insert((*id).to_owned(), &record(cells));
    }
    index
}

/// What a worker would be shown for one of them: what is likelier than not.
fn seen_before(index: &Index<String>, id: &str) -> Vec<Match<String>> {
    let found = index.counterparts(&id.to_owned(), &mut Room::default()).expect("it is told");
    found.into_iter().filter(|m| m.probability >= 0.5).collect()
}

#[test]
fn the_links_and_only_those_are_found() {
    let index = index();
    let expected = [("c1 child", "c2 child"), ("c1 man", "c3 man"), ("c1 friend", "c4 child"), ("c3 woman", "c4 woman")];
    for (id, _) in &TOLD {
        let found: Vec<String> = seen_before(&index, id).into_iter().map(|m| m.id).collect();
        let partner = expected.iter().find_map(|(a, b)| if a == id { Some(*b) } else { (b == id).then_some(*a) });
        assert_eq!(found, partner.map(str::to_owned).into_iter().collect::<Vec<_>>(), "{id}");
    }
}

#[test]
fn each_says_why() {
    let index = index();
    let found = seen_before(&index, "c2 child");
    let how = |field: &str| found[0].why.iter().find(|w| w.field == field).map(|w| (w.stand, w.how.as_str()));
    assert_eq!(how("given name"), Some((Stand::Agreed, "known to be one name")));
    assert_eq!(how("birth date").map(|h| h.0), Some(Stand::Agreed));
    assert_eq!(how("phone"), Some((Stand::Missing, "not in both")));
}
