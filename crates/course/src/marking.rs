//! Marking: what was chosen, against what helps. Nothing is scored; every answer is given its reason.
//! Must not know where answers come from or go to.

use crate::interaction::{Choice, Interaction, Item, Kind};
use crate::prose::Prose;

/// The fields of a posted form, in order.
pub type Fields = [(String, String)];

/// Why an answer cannot be marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// Nothing was chosen.
    Nothing,
    /// What was chosen is not on offer.
    NoSuchOption,
    /// Two items were given the same place in an order.
    SamePlace,
}

/// An answer, marked.
#[derive(Debug)]
pub struct Marked<'a> {
    /// What progress keeps: the letter of the option, or `y` and `n` for all right and not.
    pub value: char,
    /// Whether nothing could be better; always true where no answer is wrong.
    pub all_right: bool,
    /// A line for each thing to say something about.
    pub lines: Vec<Line<'a>>,
}

/// Something that was, or could have been, chosen, and the reason.
#[derive(Debug)]
pub struct Line<'a> {
    /// What it is about, as HTML.
    pub words: &'a str,
    /// How it stands.
    pub verdict: Verdict,
    /// Where an item belongs: the index of its group, right side or place.
    pub belongs: Option<usize>,
    /// Where it was put, likewise.
    pub given: Option<usize>,
    /// Why.
    pub reason: &'a Prose,
}

/// How an answer stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Chosen, and it helps most.
    Helps,
    /// Chosen, and something else helps more.
    LookAgain,
    /// Chosen, where no answer is wrong.
    Heard,
    /// Belongs, and was chosen.
    Found,
    /// Belongs, and was not chosen.
    Missed,
    /// Does not belong, and was chosen.
    NotThis,
    /// Does not belong, and was not chosen.
    LeftRightly,
    /// In its place.
    InPlace,
    /// Belongs somewhere else.
    Elsewhere,
}

/// The letter that stands for option `index`.
pub fn letter(index: usize) -> char {
    char::from(b'a' + (index % 26) as u8)
}

/// Marks `fields` as an answer to `interaction`.
///
/// # Errors
/// [`Refused::Nothing`] if nothing was chosen, [`Refused::NoSuchOption`] if something was that is not on offer, and
/// [`Refused::SamePlace`] if two items have one place.
pub fn mark<'a>(interaction: &'a Interaction, fields: &Fields) -> Result<Marked<'a>, Refused> {
    match &interaction.kind {
        Kind::Choice(choices) => single(choices, fields, |c| if c.right { Verdict::Helps } else { Verdict::LookAgain }),
        Kind::Confidence(choices) => single(choices, fields, |_| Verdict::Heard),
        Kind::Several(choices) | Kind::Spot(choices) => several(choices, fields),
        Kind::Sort { groups, items } => place(items, groups.len(), fields),
        Kind::Order(items) => place(items, items.len(), fields).and_then(each_its_own),
        Kind::Match { rights, items } => place(items, rights.len(), fields),
        Kind::Reflection(_) | Kind::Scenario(_) => Err(Refused::NoSuchOption),
    }
}

/// An order in which no two items were given one place.
fn each_its_own(marked: Marked<'_>) -> Result<Marked<'_>, Refused> {
    let given: Vec<usize> = marked.lines.iter().filter_map(|line| line.given).collect();
    let twice = given.iter().enumerate().any(|(i, place)| given[..i].contains(place));
    if twice { Err(Refused::SamePlace) } else { Ok(marked) }
}

/// The index that was chosen in the field `answer`, out of `count`.
///
/// # Errors
/// As [`mark`].
pub fn chosen(count: usize, fields: &Fields) -> Result<usize, Refused> {
    let all = all_chosen(count, fields)?;
    match all.as_slice() {
        [one] => Ok(*one),
        _ => Err(Refused::NoSuchOption),
    }
}

fn all_chosen(count: usize, fields: &Fields) -> Result<Vec<usize>, Refused> {
    let mut out: Vec<usize> = Vec::new();
    for (_, value) in fields.iter().filter(|(name, value)| name == "answer" && !value.is_empty()) {
        let index = (0..count).find(|&i| *value == letter(i).to_string()).ok_or(Refused::NoSuchOption)?;
        if !out.contains(&index) {
            out.push(index);
        }
    }
    if out.is_empty() { Err(Refused::Nothing) } else { Ok(out) }
}

fn single<'a>(choices: &'a [Choice], fields: &Fields, verdict: impl Fn(&Choice) -> Verdict) -> Result<Marked<'a>, Refused> {
    let index = chosen(choices.len(), fields)?;
    let choice = &choices[index];
    let verdict = verdict(choice);
    let line = Line { words: &choice.words.html, verdict, belongs: None, given: None, reason: &choice.feedback };
    Ok(Marked { value: letter(index), all_right: verdict != Verdict::LookAgain, lines: vec![line] })
}

fn several<'a>(choices: &'a [Choice], fields: &Fields) -> Result<Marked<'a>, Refused> {
    let chosen = all_chosen(choices.len(), fields)?;
    let line = |(index, choice): (usize, &'a Choice)| {
        let verdict = match (choice.right, chosen.contains(&index)) {
            (true, true) => Verdict::Found,
            (true, false) => Verdict::Missed,
            (false, true) => Verdict::NotThis,
            (false, false) => Verdict::LeftRightly,
        };
        Line { words: &choice.words.html, verdict, belongs: None, given: None, reason: &choice.feedback }
    };
    let lines: Vec<Line<'a>> = choices.iter().enumerate().map(line).collect();
    let all_right = lines.iter().all(|l| matches!(l.verdict, Verdict::Found | Verdict::LeftRightly));
    Ok(Marked { value: if all_right { 'y' } else { 'n' }, all_right, lines })
}

/// Items into places: a field `i0`, `i1` … each, whose value is the number of a place. Items may be left out, but not all.
fn place<'a>(items: &'a [Item], places: usize, fields: &Fields) -> Result<Marked<'a>, Refused> {
    let mut given = vec![None; items.len()];
    for (field, value) in fields.iter().filter(|(field, value)| field.starts_with('i') && !value.is_empty()) {
        let item =
            field[1..].parse::<usize>().ok().filter(|&i| i < items.len() && field == &format!("i{i}")).ok_or(Refused::NoSuchOption)?;
        let place = value.parse::<usize>().ok().filter(|&v| v < places && *value == v.to_string()).ok_or(Refused::NoSuchOption)?;
        given[item] = Some(place);
    }
    if given.iter().all(Option::is_none) {
        return Err(Refused::Nothing);
    }
    let line = |(item, given): (&'a Item, &Option<usize>)| {
        let verdict = if *given == Some(item.right) { Verdict::InPlace } else { Verdict::Elsewhere };
        Line { words: &item.words.html, verdict, belongs: Some(item.right), given: *given, reason: &item.feedback }
    };
    let lines: Vec<Line<'a>> = items.iter().zip(&given).map(line).collect();
    let all_right = lines.iter().all(|l| l.verdict == Verdict::InPlace);
    Ok(Marked { value: if all_right { 'y' } else { 'n' }, all_right, lines })
}
