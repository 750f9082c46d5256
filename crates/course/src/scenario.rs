//! A branching scenario: scenes, choices that lead from one to another, and what can be said about its paths.
//! Must not know addresses; a part gives every scene a step of its own.

use std::collections::{BTreeMap, BTreeSet};

use crate::blocks::Lines;
use crate::interaction::{Entry, Inline, entries, feedback, inline, is_name};
use crate::prose::{Context, Prose, body};
use crate::source::Report;

/// A story with choices; the first scene is where it starts.
#[derive(Debug, Clone)]
pub struct Scenario {
    /// Its scenes, in the order written.
    pub scenes: Vec<Scene>,
}

/// A moment of the story.
#[derive(Debug, Clone)]
pub struct Scene {
    /// Its name in the source.
    pub name: String,
    /// Its line.
    pub line: usize,
    /// What happens.
    pub story: Prose,
    /// What is asked; empty at an end.
    pub question: Inline,
    /// What can be done; none at an end.
    pub turns: Vec<Turn>,
    /// Whether the story ends here.
    pub end: bool,
    /// Whether the author says that it ends safely.
    pub safe: bool,
}

/// A choice in a scene, and the scene that it leads to.
#[derive(Debug, Clone)]
pub struct Turn {
    /// Its words.
    pub words: Inline,
    /// What happens next, and why.
    pub feedback: Prose,
    /// Index of the scene that follows.
    pub to: usize,
    /// Its line.
    pub line: usize,
}

/// Reads the lines of a `::: scenario` block.
pub(crate) fn parse(line: usize, inner: &Lines<'_>, cx: Context<'_>, report: &mut Report<'_>) -> Option<Scenario> {
    let starts: Vec<usize> = (0..inner.lines.len()).filter(|&i| inner.lines[i].starts_with("@ ")).collect();
    let Some(&first) = starts.first() else {
        report.error(line, "scenario", "a scenario needs scenes; each starts with a line `@ name`");
        return None;
    };
    if !inner.slice(0, first).is_blank() {
        report.error(inner.first, "scenario", "what stands before the first `@ name` belongs to no scene");
    }
    let ends = starts.iter().skip(1).copied().chain([inner.lines.len()]);
    let cuts: Vec<Lines<'_>> = starts.iter().zip(ends).map(|(&a, b)| inner.slice(a, b)).collect();
    let names = scene_names(&cuts, report);
    let scenes: Vec<Scene> = cuts.iter().map(|lines| scene(lines, &names, cx, report)).collect();
    Some(Scenario { scenes })
}

fn scene_names(cuts: &[Lines<'_>], report: &mut Report<'_>) -> BTreeMap<String, usize> {
    let mut names = BTreeMap::new();
    for (index, lines) in cuts.iter().enumerate() {
        let name = lines.lines[0][2..].split_whitespace().next().unwrap_or_default();
        if !is_name(name) {
            report.error(
                lines.first,
                "scenario",
                format!("the scene's name `{name}` may hold only a-z, 0-9 and `-`, and at most 12 of them"),
            );
        }
        if names.insert(name.to_owned(), index).is_some() {
            report.error(lines.first, "scenario", format!("there are two scenes `{name}`"));
        }
    }
    names
}

fn scene(lines: &Lines<'_>, names: &BTreeMap<String, usize>, cx: Context<'_>, report: &mut Report<'_>) -> Scene {
    let mut words = lines.lines[0][2..].split_whitespace();
    let name = words.next().unwrap_or_default().to_owned();
    let (mut end, mut safe) = (false, false);
    for word in words {
        match word {
            "end" => end = true,
            "safe" => safe = true,
            _ => report.error(lines.first, "scenario", format!("after a scene's name only `end` and `safe` may stand, not `{word}`")),
        }
    }
    let (before, choices) = entries(&lines.slice(1, lines.lines.len()), report);
    let (story, question) = if end { (before, Lines::default()) } else { before.split_last_paragraph() };
    let question = inline(&question.lines.join(" "), question.first, cx, report);
    match (end, choices.is_empty()) {
        (true, false) => report.error(lines.first, "scenario", format!("the scene `{name}` is an end, and yet has choices")),
        (false, true) => {
            report.error(lines.first, "scenario", format!("the scene `{name}` has no choices; mark it `end`, or say what can be done"))
        }
        _ => {}
    }
    let turns = choices.iter().filter_map(|e| turn(e, names, cx, report)).collect();
    Scene { name, line: lines.first, story: body(story, cx, report), question, turns, end, safe }
}

fn turn(entry: &Entry<'_>, names: &BTreeMap<String, usize>, cx: Context<'_>, report: &mut Report<'_>) -> Option<Turn> {
    let Some((text, target)) = entry.text.rsplit_once("->") else {
        report.error(entry.line, "scenario", "a choice must say where it leads: `- what you do -> scene`");
        return None;
    };
    let Some(&to) = names.get(target.trim()) else {
        report.error(entry.line, "scenario", format!("there is no scene `{}`", target.trim()));
        return None;
    };
    Some(Turn { words: inline(text.trim(), entry.line, cx, report), feedback: feedback(entry, cx, report), to, line: entry.line })
}

impl Scenario {
    /// The scenes that can be reached from the start, by index.
    pub fn reachable(&self) -> BTreeSet<usize> {
        let mut seen = BTreeSet::from([0]);
        let mut open = vec![0];
        while let Some(at) = open.pop() {
            open.extend(self.scenes[at].turns.iter().map(|t| t.to).filter(|to| seen.insert(*to)));
        }
        seen
    }

    /// A scene from which the story can come back to itself, if there is one: such a path need never end.
    pub fn looping(&self) -> Option<usize> {
        self.ordered().err()
    }

    /// Words read on the shortest and on the longest path; `None` if a path need never end.
    pub fn words(&self) -> Option<(usize, usize)> {
        let mut known = vec![(0, 0); self.scenes.len()];
        for at in self.ordered().ok()? {
            let scene = &self.scenes[at];
            let offered: usize = scene.turns.iter().map(|t| t.words.text.split_whitespace().count()).sum();
            let own = scene.story.words() + scene.question.text.split_whitespace().count() + offered;
            let after = |t: &Turn| (known[t.to].0 + t.feedback.words(), known[t.to].1 + t.feedback.words());
            let short = scene.turns.iter().map(|t| after(t).0).min().unwrap_or(0);
            let long = scene.turns.iter().map(|t| after(t).1).max().unwrap_or(0);
            known[at] = (own + short, own + long);
        }
        Some(known[0])
    }

    /// The scenes that can be reached, each after all that it leads to; or a scene on a way that leads back to it.
    fn ordered(&self) -> Result<Vec<usize>, usize> {
        #[derive(Clone, Copy, PartialEq)]
        enum Seen {
            Not,
            OnTheWay,
            Done,
        }
        let mut seen = vec![Seen::Not; self.scenes.len()];
        let mut order = Vec::new();
        // The way from the start: scenes, and how many of their turns were tried. Coming upon a scene on it closes a loop.
        let mut way = vec![(0, 0)];
        while let Some((at, tried)) = way.pop() {
            seen[at] = Seen::OnTheWay;
            match self.scenes[at].turns.get(tried).map(|t| t.to) {
                Some(to) if seen[to] == Seen::OnTheWay => return Err(to),
                Some(to) => {
                    way.push((at, tried + 1));
                    if seen[to] == Seen::Not {
                        way.push((to, 0));
                    }
                }
                None => {
                    seen[at] = Seen::Done;
                    order.push(at);
                }
            }
        }
        Ok(order)
    }
}
