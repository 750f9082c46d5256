//! What the browser's script needs to open a mailbox by itself: the words of both pages, and the parts that it fills in. Words stand here and
//! nowhere in the script. Must not know what the script does with them.

use askama::Template;
use casework::State as Stage;
use seal::words::Mistyped;

use super::{frame, slip, stage_words};
use crate::concern::Here;
use crate::layout::Frame;
use crate::words::Value;

/// The parts of both pages that wait for the browser's script: words stand here and nowhere in it.
#[derive(Template)]
#[template(path = "back/ahead.html")]
pub(super) struct Ahead<'a> {
    f: Frame<'a>,
    error_tab: String,
    /// A day, with `{day}`, `{month}` and `{year}` to be filled in; the months' names, with a bar between.
    date: String,
    months: String,
    /// What is said of a strange word, with `{word}` and `{near}` to be filled in.
    word: String,
    /// What is said of too few words, or too many: none, one, … up to one more than there are.
    counts: Vec<String>,
    stages: Vec<(Stage, String)>,
}

impl Ahead<'_> {
    pub(super) fn render(here: Here<'_>) -> askama::Result<String> {
        let f = frame(here, false);
        let with = |key: &str, names: &[(&'static str, &str)]| {
            let values: Vec<_> = names.iter().map(|(name, value)| (*name, Value::Text(value))).collect();
            f.words.with(key, &values)
        };
        let date = with("date", &[("day", "{day}"), ("month", "{month}"), ("year", "{year}")]);
        let months: Vec<String> = (1..=12).map(|month| f.t(&format!("month-{month}"))).collect();
        let stages = [Stage::Received, Stage::Looking, Stage::Answered, Stage::Closed];
        let ahead = Ahead {
            error_tab: frame(here, true).tab,
            date,
            months: months.join("|"),
            word: with("return-word", &[("word", "{word}"), ("near", "{near}")]),
            counts: (0..=seal::WORDS + 1).map(|count| slip(&f, &Mistyped::Count(count))).collect(),
            stages: stages.map(|stage| (stage, stage_words(&f, stage))).into(),
            f,
        };
        Template::render(&ahead)
    }
}
