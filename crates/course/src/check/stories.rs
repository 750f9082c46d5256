//! Scenarios: every scene can be reached, every path ends, and every end is safe and says whom to ring.
//! Must not know what comes before or after the story.

use crate::source::{Problem, Report};
use crate::{Kind, Part, Scenario, Step};

/// The story of a step, if it has one.
pub(super) fn check(part: &Part, step: &Step, problems: &mut Vec<Problem>) {
    if let Some(Kind::Scenario(story)) = step.interaction.as_ref().map(|i| &i.kind) {
        let mut report = Report::new(&part.path, problems);
        paths(story, &mut report);
        ends(story, &mut report);
    }
}

fn paths(story: &Scenario, report: &mut Report<'_>) {
    let reachable = story.reachable();
    for (_, scene) in story.scenes.iter().enumerate().filter(|(index, _)| !reachable.contains(index)) {
        let message = format!("no path leads to the scene `{}`; let a choice lead to it, or take it away", scene.name);
        report.error(scene.line, "scene-unreached", message);
    }
    if let Some(scene) = story.looping().map(|index| &story.scenes[index]) {
        let message = format!("a path leads from the scene `{}` back to itself, so that it need never end; lead it on", scene.name);
        report.error(scene.line, "scene-loop", message);
    }
}

fn ends(story: &Scenario, report: &mut Report<'_>) {
    for scene in story.scenes.iter().filter(|scene| scene.end) {
        let name = &scene.name;
        if !scene.safe {
            let message = format!("the end `{name}` is not marked `safe`; let the story end with the child safer, and write `end safe`");
            report.error(scene.line, "scene-unsafe", message);
        }
        if !scene.story.names_team {
            let message = format!("the end `{name}` does not say whom to ring; give the words of a first call, with {{{{team}}}} in it");
            report.error(scene.line, "scene-team", message);
        }
    }
}
