//! Walking through the course: every address leads on, stories lead to scenes that exist, and what is mixed stays mixed.

use std::collections::BTreeSet;

use course::{At, Course, Kind, PartKind};

use crate::disk;

/// The courses that are walked through: the small one, and the default site's.
fn courses() -> Vec<Course> {
    let default = course::load(&disk::files(&disk::path("../../site"))).0.expect("the default site can be shown");
    let mut out = vec![disk::base_course().clone()];
    out.extend(default.languages.into_iter().filter_map(|l| l.course));
    out
}

/// Where one can go from a stop: a scene's choices, or the next stop.
fn onward(course: &Course, at: At) -> Vec<At> {
    let (part, stop) = course.stop(at).expect("the address exists");
    match part.scene(stop) {
        Some(scene) if !scene.end => scene.turns.iter().map(|t| course.scene(at, t.to)).collect(),
        _ => course.next(at).into_iter().collect(),
    }
}

#[test]
fn every_turn_of_a_story_leads_to_its_scene() {
    for course in courses() {
        for at in course.addresses() {
            let (part, stop) = course.stop(at).expect("the address exists");
            let Some(scene) = part.scene(stop) else { continue };
            let Some(Kind::Scenario(story)) = part.steps[stop.step].interaction.as_ref().map(|i| &i.kind) else {
                panic!("a scene without a story at {at:?}")
            };
            assert_eq!(course.next(at).is_none(), !scene.end, "{at:?}");
            for turn in &scene.turns {
                let (there, to) = course.stop(course.scene(at, turn.to)).expect("the scene has an address");
                assert_eq!((there.path.as_str(), to.step, to.scene), (part.path.as_str(), stop.step, Some(turn.to)), "{at:?}");
                assert_eq!(there.scene(to).expect("it is a scene").name, story.scenes[turn.to].name);
            }
        }
    }
}

#[test]
fn every_way_through_ends_and_leaves_no_stop_out() {
    for course in courses() {
        let mut seen = BTreeSet::new();
        let mut open = vec![At { part: 1, stop: 1 }];
        while let Some(at) = open.pop() {
            if seen.insert(at) {
                let next = onward(&course, at);
                assert!(next.iter().all(|n| *n != at), "{at:?} leads to itself");
                // The numbers alone need not grow within a story, but beyond it they do.
                let step = |at: At| (at.part, course.stop(at).expect("the address exists").1.step);
                assert!(next.iter().all(|n| step(*n) >= step(at)), "{at:?} leads back");
                open.extend(next);
            }
        }
        let ordered: BTreeSet<At> =
            course.addresses().filter(|at| course.stop(*at).is_some_and(|(p, _)| p.front.kind != PartKind::Later)).collect();
        assert_eq!(seen, ordered, "{}", course.path);
    }
}

#[test]
fn the_way_back_is_a_way_on() {
    for course in courses() {
        let start = At { part: 1, stop: 1 };
        assert_eq!(course.previous(start), None);
        for at in course.addresses().filter(|at| *at != start) {
            let back = course.previous(at).unwrap_or_else(|| panic!("nothing before {at:?}"));
            assert!(course.stop(back).is_some(), "{at:?}");
            assert!(course.minutes_left(back) >= course.minutes_left(at) || back.part != at.part, "{at:?}");
        }
    }
}

#[test]
fn what_is_mixed_is_not_shown_in_the_right_order() {
    for course in courses() {
        for interaction in course.parts.iter().flat_map(|p| &p.steps).filter_map(|s| s.interaction.as_ref()) {
            let rights: Vec<usize> = match &interaction.kind {
                Kind::Sort { items, .. } | Kind::Order(items) | Kind::Match { items, .. } => items.iter().map(|i| i.right).collect(),
                _ => continue,
            };
            assert!(!rights.is_sorted(), "{}: {rights:?}", interaction.id);
        }
    }
}
