//! Quality on labelled sets, at the threshold that the crate itself goes by. The floors are what issue 5 asks for.

use linking::{Linked, THRESHOLD, link};

use crate::data::Set;

fn linked(set: &Set) -> Linked {
    link(&set.schema, &set.left, set.right.as_deref(), |_| {})
}

#[test]
fn records_with_typing_faults() {
    let set = Set::load("febrl.toml", "febrl3.truth.csv", "febrl3.csv", None);
    let links = linked(&set).links;
    let (precision, recall, f1) = set.fit(&links, THRESHOLD);
    assert!(f1 >= 0.9993, "F1 {f1}, precision {precision}, recall {recall}");
    assert!(set.best(&links) - f1 <= 0.005);
}

#[test]
fn records_with_much_missing() {
    let set = Set::load("fake_1000.toml", "fake_1000.truth.csv", "fake_1000.csv", None);
    let (precision, recall, f1) = set.fit(&linked(&set).links, THRESHOLD);
    assert!(f1 >= 0.93, "F1 {f1}, precision {precision}, recall {recall}");
}

#[test]
fn households_ten_years_apart() {
    let set = Set::load("households.toml", "households.truth.csv", "households_a.csv", Some("households_b.csv"));
    let linked = linked(&set);
    let (precision, recall, f1) = set.fit(&linked.links, THRESHOLD);
    assert!(f1 >= 0.95, "F1 {f1}, precision {precision}, recall {recall}");
    assert!(set.best(&linked.links) - f1 <= 0.005);
    assert!(linked.one_to_one, "neither file repeats anybody, and that can be seen");
}

#[test]
fn ages_alone_taken_ten_years_apart() {
    let set = Set::load("households_ages.toml", "households.truth.csv", "households_a.csv", Some("households_b.csv"));
    let (precision, recall, f1) = set.fit(&linked(&set).links, THRESHOLD);
    assert!(f1 >= 0.92, "F1 {f1}, precision {precision}, recall {recall}");
}

#[test]
fn the_same_files_give_the_same_links() {
    let set = Set::load("fake_1000.toml", "fake_1000.truth.csv", "fake_1000.csv", None);
    assert_eq!(linked(&set).links, linked(&set).links);
}

#[test]
fn the_reasons_of_a_link_add_up_to_its_weight() {
    let set = Set::load("fake_1000.toml", "fake_1000.truth.csv", "fake_1000.csv", None);
    let linked = linked(&set);
    for link in linked.links.iter().step_by(97) {
        let sum: f64 = linked.why(link.left, link.right).iter().map(|w| w.weight).sum();
        assert!((sum - link.weight).abs() < 0.06, "{sum} {}", link.weight);
    }
}
