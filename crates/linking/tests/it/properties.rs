//! What holds for any text: no panic, symmetry, and that agreeing never speaks against.

use linking::{Index, Kind, Record, Schema, link};
use proptest::prelude::*;

fn schema() -> Schema {
    Schema::new(Kind::ALL.map(|k| (k.name(), k)))
}

fn any_record() -> impl Strategy<Value = Record> {
    prop::collection::vec((0..Kind::ALL.len(), "\\PC{0,24}|[a-z]{1,8}( [a-z]{1,8})?|[0-9/.-]{1,12}"), 0..12)
        .prop_map(|cells| cells.into_iter().fold(Record::new(), |r, (f, t)| r.with(f, t)))
}

/// Texts that have broken programs before, and what can be made of them.
fn hostile(seed: u64) -> String {
    const PARTS: [&str; 24] = [
        "\0",
        "\u{202e}",
        "ﷺ",
        "👩‍👩‍👧‍👦",
        "İ",
        "ß",
        "ﬁ",
        "\u{301}\u{301}\u{301}",
        "'; DROP TABLE x;--",
        "<script>",
        "%n%s",
        "../../",
        "NaN",
        "-1",
        "1e309",
        "99999999999999999999",
        "31/02/2000",
        "0000-00-00",
        "@",
        "@@@",
        ",",
        "\"",
        "\r\n",
        "محمد",
    ];
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut out = String::new();
    for _ in 0..1 + seed % 9 {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        out.push_str(PARTS[(state % 24) as usize]);
        if state.is_multiple_of(5) {
            out.push(char::from_u32((state >> 20) as u32 % 0x11_0000).unwrap_or('a'));
        }
    }
    if seed.is_multiple_of(101) { out.repeat(500) } else { out }
}

#[test]
fn ten_thousand_hostile_strings() {
    let mut index = Index::new(schema());
    let fields = Kind::ALL.len();
    let mut found = 0;
    for seed in 0..10_000u64 {
        let text = hostile(seed);
        let record = Record::new().with(seed as usize % fields, text.as_str()).with((seed as usize * 7 + 1) % fields, text.as_str());
        if seed.is_multiple_of(4) {
            found += index.look_up(&record).len();
        }
        index.insert(seed, &record);
        if seed.is_multiple_of(3) {
            index.remove(&(seed / 2));
        }
    }
    assert!(found > 0 && index.len() > 6_000);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn two_records_weigh_the_same_either_way(a in any_record(), b in any_record(), rest in prop::collection::vec(any_record(), 0..12)) {
        let weigh = |x: &Record, y: &Record| {
            let mut all = vec![x.clone(), y.clone()];
            all.extend(rest.iter().cloned());
            let linked = link(&schema(), &all, None, |_| {});
            linked.why(0, 1).iter().filter(|w| w.field != "others").map(|w| w.weight).sum::<f64>()
        };
        let (one, other) = (weigh(&a, &b), weigh(&b, &a));
        prop_assert!((one - other).abs() < 0.01, "{one} {other}");
    }

    #[test]
    fn a_field_that_agrees_never_speaks_against(given in "[a-z]{3,9}", family in "[a-z]{3,9}", postcode in "[A-Z]{2}[0-9] [0-9][A-Z]{2}", others in prop::collection::vec("[a-z]{3,9}", 4..20)) {
        let mut index = Index::new(Schema::new([("g", Kind::GivenName), ("f", Kind::FamilyName), ("p", Kind::Postcode)]));
        for (i, other) in others.iter().enumerate() {
            index.insert(i, &Record::new().with(0, other.as_str()).with(1, other.chars().rev().collect::<String>()));
        }
        index.insert(usize::MAX, &Record::new().with(0, given.as_str()).with(1, family.as_str()).with(2, postcode.as_str()));
        let weight = |record: &Record| index.look_up(record).into_iter().find(|m| m.id == usize::MAX).map_or(f64::NEG_INFINITY, |m| m.weight);
        let name = Record::new().with(0, given.as_str());
        let both = name.clone().with(1, family.as_str());
        let all = both.clone().with(2, postcode.as_str());
        prop_assert!(weight(&name) <= weight(&both) + 1e-9 && weight(&both) <= weight(&all) + 1e-9);
    }

    #[test]
    fn any_texts_can_be_linked(left in prop::collection::vec(any_record(), 0..12), right in prop::collection::vec(any_record(), 0..12)) {
        for link in link(&schema(), &left, Some(&right), |_| {}).links {
            prop_assert!(link.weight.is_finite() && (0.0..=1.0).contains(&link.probability));
        }
    }
}
