//! The questions before and after the course, which must be parallel, and answers that must not be guessed by their shape.
//! Must not know modules.

use std::collections::BTreeMap;

use super::modules::interactions;
use super::parts_of;
use crate::source::{Problem, Report};
use crate::{Choice, Course, Interaction, Kind, Part, PartKind};

/// How many questions a form has.
const QUESTIONS: usize = 6;

/// With fewer questions, a habit in their right answers tells nothing.
const FEWEST_FOR_A_HABIT: usize = 6;

/// A question of a form, where it stands, and its outcome.
type Asked<'a> = (&'a Part, &'a Interaction, &'a str);

/// Before and after ask for the same skills, each once, each for the same outcome.
pub(super) fn parallel(course: &Course, problems: &mut Vec<Problem>) {
    let before = form(course, PartKind::Before, problems);
    let after = form(course, PartKind::After, problems);
    unpaired(&before, &after, "after", problems);
    unpaired(&after, &before, "before", problems);
    for (skill, (part, interaction, outcome)) in &after {
        let Some((_, _, other)) = before.get(skill).filter(|(_, _, other)| other != outcome) else { continue };
        let message =
            format!("the skill `{skill}` is asked for the outcome `{other}` before, and for `{outcome}` here; make them the same");
        Report::new(&part.path, problems).error(interaction.line, "skill-outcome", message);
    }
}

/// The questions of a form by their skill; says what each of them lacks.
fn form<'a>(course: &'a Course, kind: PartKind, problems: &mut Vec<Problem>) -> BTreeMap<&'a str, Asked<'a>> {
    let mut skills: BTreeMap<&str, Asked<'_>> = BTreeMap::new();
    for part in parts_of(course, kind) {
        let mut report = Report::new(&part.path, problems);
        let (mut questions, mut confidences) = (0, 0);
        for interaction in interactions(part) {
            match interaction.kind {
                Kind::Confidence(_) => confidences += 1,
                Kind::Reflection(_) | Kind::Scenario(_) => {}
                _ => {
                    questions += 1;
                    question(part, interaction, &mut skills, &mut report);
                }
            }
        }
        if (questions, confidences) != (QUESTIONS, 1) {
            let message = format!(
                "the part should have {QUESTIONS} questions and one confidence scale; of questions it has {questions}, of scales {confidences}"
            );
            report.warning(1, "form-size", message);
        }
    }
    skills
}

fn question<'a>(part: &'a Part, interaction: &'a Interaction, skills: &mut BTreeMap<&'a str, Asked<'a>>, report: &mut Report<'_>) {
    let (Some(outcome), Some(skill)) = (&interaction.outcome, &interaction.skill) else {
        let message = format!("the question `{}` must say what it asks for: outcome=… and skill=…", interaction.id);
        report.error(interaction.line, "question-unmarked", message);
        return;
    };
    if let Some((_, first, _)) = skills.get(skill.as_str()) {
        let message = format!("the skill `{skill}` is asked already by `{}`; ask for each once", first.id);
        report.error(interaction.line, "skill-twice", message);
        return;
    }
    skills.insert(skill, (part, interaction, outcome));
}

fn unpaired(here: &BTreeMap<&str, Asked<'_>>, there: &BTreeMap<&str, Asked<'_>>, place: &str, problems: &mut Vec<Problem>) {
    for (skill, (part, interaction, _)) in here.iter().filter(|(skill, _)| !there.contains_key(*skill)) {
        let message = format!("no question {place} the course asks for the skill `{skill}`; add one, with another scene");
        Report::new(&part.path, problems).error(interaction.line, "skill-unpaired", message);
    }
}

/// Over all single choices with three answers or more: the right one is not mostly the longest, nor mostly in one place.
pub(super) fn right_answers(course: &Course, problems: &mut Vec<Problem>) {
    let questions: Vec<&[Choice]> = course
        .parts
        .iter()
        .flat_map(interactions)
        .filter_map(|i| match &i.kind {
            Kind::Choice(choices) if choices.len() >= 3 => Some(choices.as_slice()),
            _ => None,
        })
        .collect();
    let all = questions.len();
    if all < FEWEST_FOR_A_HABIT {
        return;
    }
    let mut report = Report::new(&course.path, problems);
    let longest = questions.iter().filter(|choices| right_is_longest(choices)).count();
    if longest * 2 > all {
        let message = format!("the right answer is the longest in {longest} of {all} questions; make the others as long");
        report.warning(1, "right-longest", message);
    }
    let mut places: BTreeMap<usize, usize> = BTreeMap::new();
    questions.iter().filter_map(|choices| choices.iter().position(|c| c.right)).for_each(|at| *places.entry(at + 1).or_default() += 1);
    for (place, times) in places.into_iter().filter(|(_, times)| times * 2 > all) {
        let message = format!("the right answer is number {place} in {times} of {all} questions; move it about");
        report.warning(1, "right-place", message);
    }
}

/// Whether the right answer has more characters than every other.
fn right_is_longest(choices: &[Choice]) -> bool {
    let length = |c: &Choice| c.words.text.chars().count();
    let right = choices.iter().filter(|c| c.right).map(length).max();
    right > choices.iter().filter(|c| !c.right).map(length).max()
}
