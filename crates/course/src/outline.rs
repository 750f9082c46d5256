//! The course as a whole: parts, steps, and the stops that a visitor walks through, by number.
//! Must not know marking, progress or the web.

use jiff::civil::Date;
use serde::Deserialize;

use crate::blocks::{Lines, Segment, segments};
use crate::front;
use crate::interaction::{self, Choice, Interaction, Item, KINDS, Kind};
use crate::prose::{Context, Prose, quiet};
use crate::scenario::Scene;
use crate::settings::{Day, one_line};
use crate::source::{Files, Report, line_of};

/// How fast people read, in words a minute.
pub const WORDS_A_MINUTE: usize = 200;

/// `course.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CourseSettings {
    /// Name of the course.
    pub title: String,
    /// Neutral title for the tab.
    pub tab: String,
    /// One line.
    pub description: String,
    /// Names of the parts' files, in order.
    pub parts: Vec<String>,
    /// The least and the most minutes that the whole may take.
    pub minutes: [usize; 2],
    /// The most words of its own that a step may hold.
    pub step_words: usize,
    /// What people learn.
    #[serde(rename = "outcome")]
    pub outcomes: Vec<Outcome>,
}

/// One thing that people learn.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// Name by which parts and questions refer to it.
    pub id: String,
    /// In words.
    pub text: String,
}

/// What a part is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PartKind {
    /// Where one stands at the start.
    Before,
    /// Teaches one outcome.
    Module,
    /// The same skills as `Before`, with other scenes.
    After,
    /// What one will do.
    Plan,
    /// Some weeks on; stands outside the course's order and time.
    Later,
}

/// The front matter of a part.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartFront {
    /// Heading.
    pub title: String,
    /// Neutral title for the tab.
    pub tab: String,
    /// One line.
    pub description: String,
    /// What it is for.
    pub kind: PartKind,
    /// The outcome that a module teaches.
    pub outcome: Option<String>,
    /// Where the facts come from.
    #[serde(default)]
    pub sources: Vec<String>,
    /// When a person last checked it.
    pub reviewed: Day,
    /// When a person must check it again.
    pub review_by: Day,
    /// In a translation, the day on which its original was reviewed.
    pub of: Option<Day>,
}

/// A course in one language.
#[derive(Debug, Clone)]
pub struct Course {
    /// `course.toml`.
    pub settings: CourseSettings,
    /// Its path.
    pub path: String,
    /// Its parts, in order.
    pub parts: Vec<Part>,
}

/// A part of the course.
#[derive(Debug, Clone)]
pub struct Part {
    /// Path of its file.
    pub path: String,
    /// Its front matter.
    pub front: PartFront,
    /// Its steps.
    pub steps: Vec<Step>,
    /// What has an address of its own: every step, and every scene of a scenario.
    pub stops: Vec<Stop>,
}

/// A step: one thing to take away, and something to do with it.
#[derive(Debug, Clone)]
pub struct Step {
    /// Heading.
    pub title: String,
    /// Line of its heading.
    pub line: usize,
    /// Whether it recalls an earlier part.
    pub recall: bool,
    /// Text before the interaction.
    pub prose: Prose,
    /// What to do with it.
    pub interaction: Option<Interaction>,
}

/// What has an address: a step, or one scene of its scenario. Both by index in their part and scenario.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stop {
    /// Index of the step in the part.
    pub step: usize,
    /// Index of the scene in the step's scenario.
    pub scene: Option<usize>,
}

/// The address of a stop: numbers from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct At {
    /// Number of the part.
    pub part: usize,
    /// Number of the stop in it.
    pub stop: usize,
}

impl Course {
    /// Reads `<lang>/course/`; gives nothing if there is no course, or none that can be shown.
    pub(crate) fn parse(files: &Files, cx: Context<'_>, problems: &mut Vec<crate::Problem>) -> Option<Course> {
        let path = format!("{}/course/course.toml", cx.lang);
        let text = files.text(&path)?;
        let mut report = Report::new(&path, problems);
        let settings = match toml::from_str::<CourseSettings>(text) {
            Ok(settings) => settings,
            Err(e) => {
                report.error(e.span().map_or(1, |s| line_of(text, s.start)), "settings", one_line(e.message()));
                return None;
            }
        };
        if settings.parts.is_empty() {
            let line = text.lines().position(|l| l.starts_with("parts")).map_or(1, |n| n + 1);
            report.error(line, "part", "`parts` names no part; name at least one file of this folder, without its `.md`");
        }
        let mut parts = Vec::new();
        for name in &settings.parts {
            let part_path = format!("{}/course/{name}.md", cx.lang);
            let Some(text) = files.text(&part_path) else {
                let line = text.lines().position(|l| l.contains(name.as_str())).map_or(1, |n| n + 1);
                Report::new(&path, problems).error(line, "part", format!("there is no file `{part_path}`"));
                continue;
            };
            parts.extend(Part::parse(part_path, text, cx, problems));
        }
        (!parts.is_empty()).then_some(Course { settings, path, parts })
    }

    /// The part and the stop at an address.
    pub fn stop(&self, at: At) -> Option<(&Part, Stop)> {
        let part = self.parts.get(at.part.checked_sub(1)?)?;
        Some((part, *part.stops.get(at.stop.checked_sub(1)?)?))
    }

    /// Every address, in order.
    pub fn addresses(&self) -> impl Iterator<Item = At> + '_ {
        let part = |(p, part): (usize, &Part)| (1..=part.stops.len()).map(move |stop| At { part: p + 1, stop });
        self.parts.iter().enumerate().flat_map(part)
    }

    /// Where one goes on from `at`: to the next step, past the other scenes of a story that has ended. A scene with
    /// choices has no such place until one is made; the last step of the course, and of a part outside its order, has none.
    pub fn next(&self, at: At) -> Option<At> {
        let (part, stop) = self.stop(at)?;
        if part.scene(stop).is_some_and(|scene| !scene.end) {
            return None;
        }
        let follows = |s: &Stop| s.step > stop.step;
        if let Some(index) = part.stops.iter().position(follows) {
            return Some(At { part: at.part, stop: index + 1 });
        }
        let next = self.parts.get(at.part)?;
        (next.front.kind != PartKind::Later && part.front.kind != PartKind::Later).then_some(At { part: at.part + 1, stop: 1 })
    }

    /// Where one came from: the step before; in a story, a scene that leads here.
    pub fn previous(&self, at: At) -> Option<At> {
        let (part, stop) = self.stop(at)?;
        if let (Some(index), Some(story)) = (stop.scene.filter(|&i| i > 0), part.scenario(stop)) {
            let from = story.scenes.iter().position(|s| s.turns.iter().any(|t| t.to == index))?;
            return Some(At { part: at.part, stop: at.stop + from - index });
        }
        let step = match stop.step.checked_sub(1) {
            Some(step) => (at.part, step),
            None => (at.part.checked_sub(1).filter(|&p| p > 0)?, self.parts[at.part - 2].steps.len().checked_sub(1)?),
        };
        let stops = &self.parts[step.0 - 1].stops;
        Some(At { part: step.0, stop: stops.iter().position(|s| s.step == step.1)? + 1 })
    }

    /// The address of the scene with index `scene` in the story at `at`.
    pub fn scene(&self, at: At, scene: usize) -> At {
        let first = self.stop(at).map_or(0, |(_, stop)| stop.scene.unwrap_or(0));
        At { part: at.part, stop: at.stop + scene - first }
    }

    /// About how many minutes are left from the step at `at`, that step included: to the end of the course, or of a
    /// part outside its order.
    pub fn minutes_left(&self, at: At) -> usize {
        let Some((part, stop)) = self.stop(at) else { return 0 };
        // At the end of a story its scenes lie behind.
        let ended = part.scene(stop).filter(|scene| scene.end);
        let step = ended.map_or_else(|| part.steps[stop.step].reading_words(), |scene| scene.story.words());
        let here = step + part.steps[stop.step + 1..].iter().map(Step::reading_words).sum::<usize>();
        let after = || self.parts[at.part..].iter().filter(|p| p.front.kind != PartKind::Later).map(Part::minutes).sum::<usize>();
        minutes(here) + if part.front.kind == PartKind::Later { 0 } else { after() }
    }

    /// About how many minutes the whole course takes: those of its parts, without parts outside its order.
    pub fn minutes(&self) -> usize {
        self.parts.iter().filter(|p| p.front.kind != PartKind::Later).map(Part::minutes).sum()
    }

    /// Words that a person reads in the whole course, without parts outside its order.
    pub fn reading_words(&self) -> usize {
        self.parts.iter().filter(|p| p.front.kind != PartKind::Later).map(Part::reading_words).sum()
    }

    /// The interaction with this id, and the address of its (first) stop.
    pub fn find(&self, id: &str) -> Option<(At, &Interaction)> {
        self.parts.iter().enumerate().find_map(|(p, part)| {
            let index = part.steps.iter().position(|s| s.interaction.as_ref().is_some_and(|i| i.id == id))?;
            let stop = part.stops.iter().position(|s| s.step == index)?;
            Some((At { part: p + 1, stop: stop + 1 }, part.steps[index].interaction.as_ref()?))
        })
    }
}

impl Part {
    fn parse(path: String, text: &str, cx: Context<'_>, problems: &mut Vec<crate::Problem>) -> Option<Part> {
        let report = &mut Report::new(&path, problems);
        let split = front::split(text, report)?;
        let front: PartFront = front::read(&split, report)?;
        let steps = steps(&split, cx, report);
        if steps.is_empty() {
            report.error(split.body_line, "part", "the part has no steps; each starts with a heading `# …`");
            return None;
        }
        let scenes = |step: &Step| match step.interaction.as_ref().map(|i| &i.kind) {
            Some(Kind::Scenario(story)) => story.scenes.len(),
            _ => 0,
        };
        let stops = steps
            .iter()
            .enumerate()
            .flat_map(|(step, s)| match scenes(s) {
                0 => vec![Stop { step, scene: None }],
                n => (0..n).map(|scene| Stop { step, scene: Some(scene) }).collect(),
            })
            .collect();
        Some(Part { path, front, steps, stops })
    }

    /// The story that `stop` is a scene of.
    fn scenario(&self, stop: Stop) -> Option<&crate::scenario::Scenario> {
        match &self.steps[stop.step].interaction.as_ref()?.kind {
            Kind::Scenario(story) => Some(story),
            _ => None,
        }
    }

    /// The scene that `stop` is.
    pub fn scene(&self, stop: Stop) -> Option<&Scene> {
        self.scenario(stop)?.scenes.get(stop.scene?)
    }

    /// Words that a person reads in this part.
    pub fn reading_words(&self) -> usize {
        self.steps.iter().map(Step::reading_words).sum()
    }

    /// About how many minutes it takes.
    pub fn minutes(&self) -> usize {
        minutes(self.reading_words())
    }
}

/// Minutes for so many words: the nearest whole number, at least one. Sums are made of these, so that no two figures disagree.
fn minutes(words: usize) -> usize {
    ((words + WORDS_A_MINUTE / 2) / WORDS_A_MINUTE).max(1)
}

fn steps(split: &front::Split<'_>, cx: Context<'_>, report: &mut Report<'_>) -> Vec<Step> {
    let body = Lines { first: split.body_line, lines: split.body.lines().collect() };
    let heads: Vec<usize> = (0..body.lines.len()).filter(|&i| body.lines[i].starts_with("# ")).collect();
    let first = heads.first().copied().unwrap_or(body.lines.len());
    if !body.slice(0, first).is_blank() {
        report.error(body.first, "part", "what stands before the first heading `# …` belongs to no step");
    }
    let ends = heads.iter().skip(1).copied().chain([body.lines.len()]);
    heads.iter().zip(ends).map(|(&a, b)| step(&body.slice(a, b), cx, report)).collect()
}

fn step(lines: &Lines<'_>, cx: Context<'_>, report: &mut Report<'_>) -> Step {
    let title = lines.lines[0][2..].trim();
    let (title, recall) = title.strip_suffix("{recall}").map_or((title, false), |t| (t.trim(), true));
    let mut step = Step { title: title.to_owned(), line: lines.first, recall, prose: Prose::default(), interaction: None };
    if step.title.is_empty() {
        report.error(step.line, "step", "the step has no title; write it after the `# `");
    }
    for segment in segments(lines.slice(1, lines.lines.len()), report) {
        if let Some(after) = step.interaction.as_ref() {
            let line = match &segment {
                Segment::Text(text) => text.first,
                Segment::Block { line, .. } => *line,
            };
            let message =
                format!("the step already has the interaction of line {}; nothing follows it: start a new step with `# …`", after.line);
            report.error(line, "step", message);
            continue;
        }
        if let Some(prose) = quiet(&segment, cx, report) {
            step.prose.append(prose);
        } else if let Segment::Block { kind, rest, line, inner } = segment {
            if KINDS.contains(&kind) {
                step.interaction = interaction::parse(kind, rest, line, &inner, cx, report);
            } else {
                report.error(line, "block", format!("there is no block `{kind}`"));
            }
        }
    }
    step
}

impl Step {
    /// Words that a person reads here: the text, the question, all answers, one feedback where one is given and all where
    /// all are shown, and the middle between the shortest and the longest path of a story.
    pub fn reading_words(&self) -> usize {
        let count = |text: &str| text.split_whitespace().count();
        let asked = self.interaction.as_ref().map_or(0, |i| {
            let answers = match &i.kind {
                Kind::Choice(choices) | Kind::Confidence(choices) => {
                    let feedback: usize = choices.iter().map(|c| c.feedback.words()).sum();
                    said(choices) + feedback / choices.len().max(1)
                }
                Kind::Several(choices) | Kind::Spot(choices) => said(choices) + choices.iter().map(|c| c.feedback.words()).sum::<usize>(),
                Kind::Sort { items, .. } | Kind::Order(items) => placed(items),
                Kind::Match { items, rights } => placed(items) + rights.iter().map(|r| count(&r.text)).sum::<usize>(),
                Kind::Reflection(fields) => fields.iter().map(|f| count(&f.label) + f.hint.as_deref().map_or(0, count)).sum(),
                Kind::Scenario(story) => story.words().map_or(0, |(short, long)| usize::midpoint(short, long)),
            };
            i.situation.words() + count(&i.question.text) + answers
        });
        count(&self.title) + self.prose.words() + asked
    }

    /// Words of its own: the text and the situation, without question and answers.
    pub fn own_words(&self) -> usize {
        self.prose.words() + self.interaction.as_ref().map_or(0, |i| i.situation.words())
    }
}

fn said(choices: &[Choice]) -> usize {
    choices.iter().map(|c| c.words.text.split_whitespace().count()).sum()
}

fn placed(items: &[Item]) -> usize {
    items.iter().map(|i| i.words.text.split_whitespace().count() + i.feedback.words()).sum()
}

impl PartFront {
    /// The day by which a person must check the part again.
    pub fn due(&self) -> Date {
        self.review_by.0
    }
}
