//! Records that come and go, and what is found of them.

use linking::{Index, Kind, Record, Room, Schema, Stand};

fn schema() -> Schema {
    Schema::new([
        ("given", Kind::GivenName),
        ("family", Kind::FamilyName),
        ("born", Kind::BirthDate),
        ("phone", Kind::Phone),
        ("street", Kind::Address),
        ("number", Kind::HouseNumber),
    ])
}

fn record(cells: [&str; 6]) -> Record {
    cells.iter().enumerate().fold(Record::new(), |r, (i, c)| r.with(i, *c))
}

fn index() -> Index<u32> {
    let mut index = Index::new(schema());
    let people = [
        ["Mohammed", "Sample", "2011-03-04", "07700 900111", "Example Road", "12"],
        ["Ayesha", "Sample", "2013-05-06", "", "Example Road", "12"],
        ["Kasia", "Przyklad", "2010-01-02", "07700 900222", "Test Street", "3"],
        ["Anne-Marie", "Model", "2009-09-09", "", "Trial Avenue", "7"],
    ];
    for (i, cells) in people.into_iter().enumerate() {
        index.insert(i as u32, &record(cells));
    }
    for i in 0..200 {
        let (given, family) = (format!("Given{i}"), format!("Family{}", i * 7));
        index.insert(1000 + i, &record([&given, &family, "", "", &format!("Road{i}"), "1"]));
    }
    index
}

#[test]
fn the_same_person_is_found_however_they_are_written() {
    let index = index();
    for (cells, id) in [
        (["Muhammad", "Sampel", "2011-03-04", "", "", ""], 0),
        (["Sample", "Mohamed", "2011-04-03", "", "", ""], 0),
        (["محمد", "Sample", "2011-03-04", "", "", ""], 0),
        (["Aisha", "Sample", "2013-05-06", "", "", ""], 1),
        (["Katarzyna", "Przykład", "", "+44 7700 900222", "", ""], 2),
        (["Anne", "Model", "2009-09-09", "", "", ""], 3),
    ] {
        let found = index.look_up(&record(cells));
        assert_eq!(found.first().map(|m| m.id), Some(id), "{cells:?} {found:?}");
        assert!(found[0].probability > 0.6, "{found:?}");
    }
}

#[test]
fn brothers_and_sisters_are_not_one_child() {
    let found = index().look_up(&record(["Yusuf", "Sample", "2015-07-08", "", "Example Road", "12"]));
    assert!(found.iter().all(|m| m.probability < 0.2), "{found:?}");
}

#[test]
fn what_is_removed_is_not_found_and_what_is_changed_is() {
    let mut index = index();
    let asked = record(["Kasia", "Przyklad", "2010-01-02", "", "", ""]);
    assert!(index.remove(&2) && !index.remove(&2));
    assert!(index.look_up(&asked).is_empty());
    index.insert(2, &record(["Kasia", "Przyklad", "2010-01-02", "", "", ""]));
    index.update(2, &record(["Ola", "Inna", "2001-10-11", "", "", ""]));
    assert!(index.look_up(&asked).iter().all(|m| m.probability < 0.1));
    assert_eq!(index.look_up(&record(["Ola", "Inna", "2001-10-11", "", "", ""]))[0].id, 2);
    assert_eq!(index.len(), 204);
}

#[test]
fn an_index_that_has_changed_much_is_one_that_was_never_otherwise() {
    let mut changed = index();
    for round in 0..400 {
        changed.insert(5000 + round, &record(["Passing", "Through", "2000-01-01", "", "", ""]));
        changed.remove(&(5000 + round));
    }
    assert!(changed.is_loose() && !index().is_loose());
    let asked = record(["Mohamed", "Sample", "2011-03-04", "", "", ""]);
    let of = |index: &Index<u32>| index.look_up(&asked).into_iter().map(|m| (m.id, (m.weight * 1e6) as i64)).collect::<Vec<_>>();
    assert_eq!(of(&changed), of(&index()));
    let mut copied = changed.copied();
    while changed.copy_on(&mut copied, 50) {}
    copied.build();
    let before = changed.take(copied);
    assert!(before.is_loose() && !changed.is_loose());
    assert_eq!((of(&changed), changed.len()), (of(&index()), index().len()));
}

#[test]
fn what_comes_and_goes_while_an_index_is_made_anew_is_made_good() {
    let (mut changed, mut same) = (index(), index());
    let mut copied = changed.copied();
    assert!(changed.copy_on(&mut copied, 100), "some of it, the first four too");
    for index in [&mut changed, &mut same] {
        index.remove(&0);
        index.remove(&1150);
        index.update(1, &record(["Ola", "Inna", "2001-10-11", "07700 900333", "", ""]));
        index.update(1199, &record(["Adam", "Inny", "2001-10-12", "", "", ""]));
        index.insert(7000, &record(["Muhammad", "Sampel", "2011-03-04", "", "", ""]));
    }
    while changed.copy_on(&mut copied, 100) {}
    copied.build();
    for index in [&mut changed, &mut same] {
        index.remove(&3);
        index.insert(7001, &record(["Anne", "Model", "2009-09-09", "", "", ""]));
    }
    drop(changed.take(copied));
    assert_eq!(changed.len(), same.len());
    for cells in [
        ["Mohammed", "Sample", "2011-03-04", "", "", ""],
        ["Ola", "Inna", "2001-10-11", "07700 900333", "", ""],
        ["Adam", "Inny", "", "", "", ""],
        ["Anne-Marie", "Model", "2009-09-09", "", "", ""],
        ["Ayesha", "Sample", "2013-05-06", "", "Example Road", "12"],
    ] {
        let of = |index: &Index<u32>| {
            let mut all: Vec<_> = index.look_up(&record(cells)).into_iter().map(|m| (m.id, (m.weight * 1e3) as i64)).collect();
            all.sort_unstable();
            all
        };
        assert_eq!(of(&changed), of(&same), "{cells:?}");
    }
}

#[test]
fn many_at_once_are_the_same_as_one_after_another() {
    // More than are added at once, with names, streets and numbers that come again, near and just the same, across and within what is added at once.
    let people: Vec<(u32, Record)> = (0..9_000u32)
        .map(|i| {
            let n = i.wrapping_mul(2_654_435_761) >> 8;
            let cells = [
                format!("Given{}", ["a", "ab", "ba", "bb"][n as usize % 4].repeat(n as usize % 3 + 1)),
                format!("Fam{}ily{}", n % 31, n % 17),
                format!("20{:02}-{:02}-{:02}", n % 20, n % 12 + 1, n % 28 + 1),
                format!("07700 900{:03}", n % 1000),
                format!("{} Road", ["Sample", "Sampel", "Example", "Test"][n as usize / 7 % 4]),
                format!("{}", n % 90),
            ];
            // Some come twice, and the later one counts.
            (i % 8_500, record(cells.each_ref().map(String::as_str)))
        })
        .collect();
    let (mut one, mut all) = (Index::new(schema()), Index::new(schema()));
    people.iter().for_each(|(id, record)| one.insert(*id, record));
    all.extend(people.iter().cloned());
    assert_eq!((one.len(), all.len()), (8_500, 8_500));
    let (learned_one, learned_all) = (one.learn(), all.learn());
    assert_eq!(format!("{:?}", learned_one.model()), format!("{:?}", learned_all.model()));
    for (_, record) in people.iter().step_by(101) {
        let found = one.look_up(record);
        assert!(!found.is_empty());
        assert_eq!(found, all.look_up(record));
    }
}

#[test]
fn two_that_are_here_are_held_against_one_another_however_little_speaks_for_them() {
    let (index, mut room) = (index(), Room::default());
    let found = index.counterparts(&0, &mut room).expect("it is here");
    assert!(found.iter().all(|m| m.id != 3));
    let between = index.between(&0, &3, &mut room).expect("both are here");
    assert!(between.probability < 0.001 && between.why.iter().any(|w| w.stand == Stand::Differed), "{between:?}");
    for other in found {
        assert_eq!(index.between(&0, &other.id, &mut room), Some(other));
    }
    assert_eq!(index.between(&0, &999, &mut room), None);
}

#[test]
fn every_match_says_why() {
    let index = index();
    let found = index.look_up(&record(["Muhammad", "Sample", "2011-03-04", "", "Other Lane", ""]));
    let stands = |field: &str| found[0].why.iter().find(|w| w.field == field).map(|w| w.stand);
    assert_eq!((stands("given"), stands("street"), stands("phone")), (Some(Stand::Agreed), Some(Stand::Differed), Some(Stand::Missing)));
    let sum: f64 = found[0].why.iter().map(|w| w.weight).sum();
    assert!((sum - found[0].weight).abs() < 1e-6);
}

#[test]
fn what_is_learned_is_taken_up() {
    let mut index = index();
    for i in 0..60u32 {
        let name = format!("Other{}", i * 13);
        index.insert(3000 + i, &record([&name, "Person", &format!("20{:02}-0{}-11", i % 20, 1 + i % 9), "", "", ""]));
        index.insert(4000 + i, &record([&format!("{name}x"), "Person", &format!("20{:02}-0{}-11", i % 20, 1 + i % 9), "", "", ""]));
    }
    let before = index.model().clone();
    let learned = index.learn();
    assert_ne!(learned.model(), &before);
    index.adopt(learned);
    let found = index.look_up(&record(["Mohamed", "Sample", "2011-03-04", "", "", ""]));
    assert_eq!(found[0].id, 0);
}

#[test]
fn learning_a_second_time_from_the_same_is_the_same() {
    let mut index = index();
    assert!(index.has_grown(), "it was never learned from");
    let asked = record(["Muhammad", "Sampel", "2011-03-04", "", "", ""]);
    let first = index.learn();
    let (model, mut sample) = (first.model().clone(), index.sample());
    while index.copy(&mut sample, 50) {}
    index.adopt(first);
    let found = index.look_up(&asked);
    assert!(!index.has_grown() && !found.is_empty());
    // What was copied before is what is learned from, whatever comes after.
    assert_eq!(*sample.learn().model(), model);
    let again = index.learn();
    assert_eq!(*again.model(), model);
    index.adopt(again);
    assert_eq!(index.look_up(&asked), found);
}

#[test]
fn an_age_that_leaves_years_open_fits_each_of_them() {
    let schema = Schema::new([("given", Kind::GivenName), ("family", Kind::FamilyName), ("age", Kind::Age)]);
    let day = |year| linking::Date::new(year, 11, 26).unwrap();
    let with_age = |years| {
        let mut record = Record::new().with(0, "Sam").with(1, "Sampleton");
        record.set_age(2, years, day(2026));
        record
    };
    let mut index = Index::new(schema);
    index.insert(1, &with_age(13..=17));
    let how = |years| index.look_up(&with_age(years))[0].why.iter().find(|w| w.field == "age").unwrap().how.clone();
    for (years, says) in
        [(13..=13, "age fits"), (17..=17, "age fits"), (15..=16, "age fits"), (20..=20, "age nearly fits"), (30..=39, "age differs")]
    {
        assert_eq!(how(years.clone()), says, "{years:?}");
    }
}
