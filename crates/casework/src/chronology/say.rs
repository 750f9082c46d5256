//! What the drawing of a chronology says: its words, in English unless the page brings others, and how they are broken into lines.
//! Must not know where they stand.

use jiff::civil::Date;

use super::{Kind, Line};
use crate::plain;
use crate::work::{Context, Ground};

/// What the drawing says.
#[derive(Clone, Copy)]
pub enum Says<'a> {
    /// The title of one part.
    Title {
        /// Its number, from 1.
        part: usize,
        /// How many there are.
        parts: usize,
    },
    /// What the drawing shows, for those who do not see it.
    Description {
        /// How many lines there are in the part.
        lines: usize,
        /// From which day.
        from: Date,
        /// To which day.
        to: Date,
    },
    /// The head of a column.
    Lane(Context),
    /// What a line tells of: its kind, and for an observation whether it is an opinion; for a decision, which.
    Kind(&'a Line),
    /// A gap, shortened.
    Gap {
        /// Of so many days.
        days: i32,
    },
    /// A day.
    Day(Date),
    /// The end of an episode, after its words.
    Until(Option<Date>),
}

/// The words in English.
pub fn english(says: Says<'_>) -> String {
    let day = |day: Date| day.strftime("%-d %b %Y").to_string();
    match says {
        Says::Title { parts: 1, .. } => "Time line".into(),
        Says::Title { part, parts } => format!("Time line, part {part} of {parts}"),
        Says::Description { lines, from, to } => format!(
            "{lines} lines from {} to {}. The table holds the same lines, in full. A day in brackets is when something was written down; when it happened is not known.",
            day(from),
            day(to)
        ),
        Says::Lane(Context::Home) => "Home".into(),
        Says::Lane(Context::Peers) => "Peers".into(),
        Says::Lane(Context::School) => "School".into(),
        Says::Lane(Context::Neighbourhood) => "Neighbourhood".into(),
        Says::Lane(Context::Online) => "Online".into(),
        Says::Lane(Context::Unknown) => "Not known".into(),
        Says::Kind(line) => match (line.kind, line.ground) {
            (Kind::Concern, _) => "Concern".into(),
            (Kind::Addition, _) => "Added".into(),
            (Kind::Reply, _) => "Our answer".into(),
            (Kind::Observation, Some(Ground::Opinion)) => "Opinion".into(),
            (Kind::Observation, _) => "Observed".into(),
            (Kind::Episode, _) => "Missing".into(),
            (Kind::Discussion, _) => "Discussion".into(),
            (Kind::Decision, _) => format!("Decided: {}", line.decision.replace('-', " ")),
            (Kind::OutcomeTold, _) => "Outcome told".into(),
            (Kind::Closed, _) => "Closed".into(),
            (Kind::Reopened, _) => "Opened again".into(),
        },
        Says::Gap { days } => format!("{days} days"),
        Says::Day(date) => day(date),
        Says::Until(Some(until)) => format!("until {}", day(until)),
        Says::Until(None) => "end not known".into(),
    }
}

/// The words of a line, broken into at most two lines of the drawing that are `room` units wide, with a mark where there are more.
pub(super) fn texts(line: &Line, room: f64, say: &dyn Fn(Says<'_>) -> String) -> Vec<String> {
    let mut words = plain(&line.words);
    if line.kind == Kind::Episode {
        let until = say(Says::Until(line.until.as_ref().map(|u| u.day)));
        words = if words.trim().is_empty() { until } else { format!("{until}. {words}") };
    }
    let head = width(&say(Says::Kind(line))) * 1.15 + 5.0;
    let (mut lines, mut used) = (vec![String::new()], head);
    for word in words.split_whitespace() {
        let wide = width(word) + 4.0;
        let current = lines.len() - 1;
        if used + wide <= room {
            if !lines[current].is_empty() {
                lines[current].push(' ');
            }
            lines[current].push_str(word);
            used += wide;
        } else if current == 0 && wide <= room {
            lines.push(word.to_owned());
            used = wide;
        } else {
            let cut = cut(word, room - used - 14.0);
            let space = if lines[current].is_empty() || cut.is_empty() { "" } else { " " };
            lines[current] = format!("{}{space}{cut}…", lines[current]);
            break;
        }
    }
    lines
}

/// As many of a word's characters as have room.
fn cut(word: &str, room: f64) -> String {
    let mut used = 0.0;
    word.chars()
        .take_while(|c| {
            used += width_of(*c);
            used <= room
        })
        .collect()
}

/// About how wide a text is in a sans-serif font of 13 units, of the wider ones.
fn width(text: &str) -> f64 {
    text.chars().map(width_of).sum()
}

fn width_of(c: char) -> f64 {
    match c {
        'i' | 'j' | 'l' | 't' | 'f' | 'r' | ' ' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' => 4.9,
        'm' | 'w' | 'M' | 'W' => 12.2,
        'A'..='Z' => 9.6,
        '\u{0}'..='\u{2fff}' => 8.1,
        _ => 13.0,
    }
}

/// As it may stand between tags, in XML too.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in plain(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\u{fffe}' | '\u{ffff}' => {}
            _ => out.push(c),
        }
    }
    out
}
