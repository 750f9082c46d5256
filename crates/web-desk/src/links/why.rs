//! Why two things may be one, in words and as a picture: each field for it or against it, one bar beginning where the last ended.
//! **Never a number**: nothing here may be read as a score of a person. Must not know whose things they are.

use casework::capital;
use linking::{FieldWeight, Stand};

use crate::vault::{Known, Sort};

/// Width of the picture, in its own units.
const WIDTH: f64 = 300.0;
/// Weights below this say nothing that can be seen.
const NOTHING: f64 = 0.05;

/// The reasons.
pub(crate) struct Why {
    /// What is the same.
    pub(crate) agrees: String,
    /// What is nearly the same, and how: a digit that differs is no agreement to someone in a hurry.
    pub(crate) nearly: String,
    /// What differs.
    pub(crate) differs: String,
    /// What one of the two says, and the other does not. What neither says is no news.
    pub(crate) in_one: String,
    /// What says anything, in the order of the fields.
    pub(crate) bars: Vec<Bar>,
}

/// What one field says.
pub(crate) struct Bar {
    /// The field, and how it stands.
    pub(crate) words: String,
    /// For or against, and how much, in words.
    pub(crate) says: &'static str,
    /// The same as a picture.
    pub(crate) svg: String,
}

impl Why {
    /// From what the engine says of two things of one sort.
    pub(crate) fn of(one: &Known, other: &Known, fields: &[FieldWeight]) -> Why {
        Why::said(one.sort, fields, |field| one.says(field) != other.says(field))
    }

    /// What the engine makes of people who share a home says nothing of a van or a number.
    fn said(sort: Sort, fields: &[FieldWeight], in_one: impl Fn(&str) -> bool) -> Why {
        let people = |field: &&FieldWeight| sort == Sort::People || field.stand != Stand::Context || field.field == "before";
        let fields: Vec<&FieldWeight> = fields.iter().filter(people).collect();
        let list = |which: &dyn Fn(&FieldWeight) -> bool, how: bool| {
            let fields = fields.iter().filter(|f| which(f));
            let words = fields.map(|f| if how { format!("{} ({})", f.field, f.how) } else { f.field.clone() });
            words.collect::<Vec<_>>().join(", ")
        };
        Why {
            agrees: list(&FieldWeight::is_same, false),
            nearly: list(&|f| f.stand == Stand::Agreed && !f.is_same(), true),
            differs: list(&|f| f.stand == Stand::Differed, true),
            in_one: list(&|f| f.stand == Stand::Missing && in_one(&f.field), false),
            bars: bars(&fields),
        }
    }
}

fn bars(fields: &[&FieldWeight]) -> Vec<Bar> {
    let speak: Vec<&FieldWeight> = fields.iter().copied().filter(|f| f.weight.abs() >= NOTHING).collect();
    let ends: Vec<f64> = speak
        .iter()
        .scan(0.0, |sum, f| {
            *sum += f.weight;
            Some(*sum)
        })
        .collect();
    let (least, most) = ends.iter().fold((0f64, 0f64), |(least, most), end| (least.min(*end), most.max(*end)));
    let place = |bits: f64| (bits - least) / (most - least).max(1.0) * (WIDTH - 2.0) + 1.0;
    let begins = std::iter::once(0.0).chain(ends.iter().copied());
    let bar = |(field, (begin, end)): (&&FieldWeight, (f64, f64))| Bar {
        words: words(field),
        says: says(field.weight),
        svg: svg(place(0.0), place(begin), place(end)),
    };
    speak.iter().zip(begins.zip(ends.iter().copied())).map(bar).collect()
}

/// For is filled, against is hollow: no colour tells them apart. The upright line is where nothing speaks either way.
fn svg(zero: f64, begin: f64, end: f64) -> String {
    let (left, width) = (begin.min(end), (end - begin).abs().max(1.0));
    let fill = if end >= begin { "currentColor" } else { "none" };
    format!(
        r#"<svg class="weigh" viewBox="0 0 {WIDTH} 14" aria-hidden="true" focusable="false"><path d="M{zero:.1} 0v14" stroke="currentColor" stroke-dasharray="2 2"/><rect x="{left:.1}" y="3" width="{width:.1}" height="8" fill="{fill}" stroke="currentColor"/></svg>"#
    )
}

fn words(field: &FieldWeight) -> String {
    match (field.stand, field.field.as_str()) {
        (Stand::Context, "before") => "To begin with: any two are seldom one".to_owned(),
        (Stand::Context, _) => capital(&field.how),
        _ => format!("{}: {}", capital(&field.field), field.how),
    }
}

/// A length in words. Not how likely two things are one: only how much one field says beside the others.
fn says(weight: f64) -> &'static str {
    match weight {
        w if w >= 7.0 => "says much for it",
        w if w >= 2.0 => "speaks for it",
        w if w > 0.0 => "says a little for it",
        w if w <= -7.0 => "says much against it",
        w if w <= -2.0 => "speaks against it",
        _ => "says a little against it",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(field: &str, stand: Stand, how: &str, weight: f64) -> FieldWeight {
        FieldWeight { field: field.into(), stand, how: how.into(), weight }
    }

    #[test]
    fn reasons_are_words_and_bars_and_no_number() {
        let why = Why::said(
            Sort::People,
            &[
                field("before", Stand::Context, "how likely any two records are of one person", -8.0),
                field("town", Stand::Agreed, "the same", 0.0),
                field("surname", Stand::Agreed, "nearly the same", 9.5),
                field("school", Stand::Differed, "different", -1.0),
                field("phone", Stand::Missing, "not in both", 0.0),
                field("username", Stand::Missing, "not in both", 0.0),
            ],
            |field| field == "phone",
        );
        assert_eq!(
            (why.agrees.as_str(), why.nearly.as_str(), why.differs.as_str(), why.in_one.as_str()),
            ("town", "surname (nearly the same)", "school (different)", "phone")
        );
        let said: Vec<_> = why.bars.iter().map(|b| (b.words.as_str(), b.says)).collect();
        assert_eq!(
            said,
            [
                ("To begin with: any two are seldom one", "says much against it"),
                ("Surname: nearly the same", "says much for it"),
                ("School: different", "says a little against it"),
            ]
        );
        assert!(said.iter().all(|(words, says)| !words.contains(char::is_numeric) && !says.contains(char::is_numeric)));
    }

    #[test]
    fn each_bar_begins_where_the_last_ended() {
        let why =
            Why::said(Sort::People, &[field("a", Stand::Agreed, "the same", 4.0), field("b", Stand::Differed, "different", -2.0)], |_| {
                true
            });
        let number = |svg: &str, name: &str| -> f64 {
            let rect = svg.split_once("<rect ").expect("a bar").1;
            rect.split_once(&format!(" {name}=\""))
                .or_else(|| rect.split_once(&format!("{name}=\"")))
                .expect("it is said")
                .1
                .split('"')
                .next()
                .expect("a number")
                .parse()
                .expect("a number")
        };
        let (first, second) = (&why.bars[0].svg, &why.bars[1].svg);
        let end = number(first, "x") + number(first, "width");
        assert!((number(second, "x") + number(second, "width") - end).abs() < 0.2, "{first} {second}");
        let numbers =
            Why::said(Sort::Phones, &[field("household", Stand::Context, "people of one home share names and more", -9.0)], |_| true);
        assert!(numbers.bars.is_empty());
        assert!(first.contains("fill=\"currentColor\"") && second.contains("fill=\"none\""));
    }
}
