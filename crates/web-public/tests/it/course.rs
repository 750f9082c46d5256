//! The course without JavaScript: from its overview by the links and forms alone, as a parent or a plain program would.

use std::collections::BTreeSet;

use testkit::{Control, Door, Page, site};

/// Answers a form with the value at `index` of each control, or its last; with as many places as things, each has its own.
fn pick(controls: &[Control], index: usize) -> Vec<(String, String)> {
    let one_each = controls.iter().all(|c| c.values.len() == controls.len());
    let at = |(i, c): (usize, &Control)| if one_each { (index + i) % c.values.len() } else { index.min(c.values.len() - 1) };
    controls.iter().enumerate().map(|(i, c)| (c.name.clone(), c.values[at((i, c))].clone())).collect()
}

fn assert_private(page: &Page, address: &str) {
    assert_eq!(page.header("cache-control"), "private, no-store", "{address}");
    assert_eq!(page.header("content-encoding"), "", "{address} is not compressed");
}

/// Takes the course with the answer at `index` everywhere; gives the addresses that it came by.
async fn take(index: usize) -> (Vec<String>, testkit::Visitor, Door) {
    let door = Door::open(site()).await;
    let mut visitor = door.visitor();
    let mut address = visitor.get("/en/course/").await.next().expect("the overview leads to the first step");
    assert_eq!(address, "/en/course/1/1");
    let mut path = Vec::new();
    while path.len() < 200 {
        path.push(address.clone());
        let page = visitor.get(&address).await;
        assert_eq!(page.status, 200, "{address}");
        address = match (page.next(), page.action()) {
            (Some(next), None) => next,
            (None, Some(action)) => {
                assert_eq!(action, address, "a step's form posts to its own address");
                let answered = visitor.post(&action, &pick(&page.controls(), index)).await;
                assert_eq!(answered.status, 200, "{address}");
                assert_private(&answered, &address);
                assert!(answered.text().contains("id=\"feedback\" tabindex"), "{address} gives feedback");
                answered.next().expect("feedback leads on")
            }
            (None, None) => break,
            both => panic!("{address} has a way on and a form at once: {both:?}"),
        };
    }
    (path, visitor, door)
}

#[tokio::test]
async fn the_course_ends_at_the_page_to_keep_whatever_is_chosen() {
    let mut seen = BTreeSet::new();
    for index in 0..5 {
        let (path, visitor, _door) = take(index).await;
        assert_eq!(path.last().map(String::as_str), Some("/en/course/certificate"), "answer {index}: {path:?}");
        assert!(path.len() > 40, "answer {index}: only {} steps", path.len());
        let cookie = &visitor.cookies["wm"];
        assert!(cookie.len() < 1_500, "the cookie is small: {} bytes", cookie.len());
        seen.extend(path);
    }
    assert!(seen.len() > 50, "different answers lead through different scenes");
}

#[tokio::test]
async fn progress_is_shown_and_the_page_is_the_visitors_own() {
    let (_, mut visitor, _door) = take(0).await;
    let page = visitor.get("/en/course/").await;
    assert_private(&page, "/en/course/");
    let text = page.text();
    assert!(text.contains("Carry on where you were") && text.contains("What has changed for you"), "{text}");
    assert_eq!(text.matches("· Done").count() + text.matches("You are here").count(), 5, "every part that asks something is done");
    assert_eq!(page.next().as_deref(), Some("/en/course/1/1"), "the start can still be reached");
}

#[tokio::test]
async fn every_form_takes_each_answer_on_offer_and_no_other() {
    let site = site();
    let course = site.languages[0].course.clone().expect("a course");
    let door = Door::open(site).await;
    let mut visitor = door.visitor();
    let mut forms = 0;
    for at in course.addresses() {
        let address = format!("/en/course/{}/{}", at.part, at.stop);
        let page = visitor.get(&address).await;
        let controls = page.controls();
        if page.action().is_none() {
            continue;
        }
        forms += 1;
        for control in &controls {
            for value in &control.values {
                let answered = visitor.post(&address, &[(control.name.clone(), value.clone())]).await;
                assert_eq!(answered.status, 200, "{address} {control:?} {value}");
                assert!(answered.next().is_some(), "{address} {value} leads on");
            }
            let before = visitor.cookies.clone();
            let name = &control.name;
            for wrong in ["z", "99", "-1", "a b", "<b>", "\u{0}"] {
                let answered = visitor.post(&address, &[(name.clone(), wrong.into())]).await;
                assert_eq!(answered.status, 422, "{address} {name}={wrong}");
                assert!(answered.text().contains("One more thing"), "{address} says what to do");
                assert!(!answered.text().contains("<b>\""), "{address}");
            }
            assert_eq!(visitor.cookies, before, "{address}: a wrong answer loses nothing");
        }
        let nothing = visitor.post(&address, &[]).await;
        assert_eq!(nothing.status, 422, "{address}");
        assert!(nothing.next().is_none() && nothing.action().is_some(), "{address} asks again");
    }
    assert!(forms > 40, "only {forms} forms");
}

/// The address of the first step with a form of this kind.
async fn first_of(kind: &str, visitor: &mut testkit::Visitor) -> String {
    let course = site().languages[0].course.clone().expect("the default site has a course");
    for at in course.addresses() {
        let address = format!("/en/course/{}/{}", at.part, at.stop);
        if visitor.get(&address).await.main().contains(&format!("data-check=\"{kind}\"")) {
            return address;
        }
    }
    panic!("no step has a form of the kind {kind}");
}

#[tokio::test]
async fn one_place_for_two_things_is_asked_again_with_what_was_chosen() {
    let door = Door::open(site()).await;
    let mut visitor = door.visitor();
    let address = first_of("order", &mut visitor).await;
    let controls = visitor.get(&address).await.controls();
    let same: Vec<(String, String)> = controls.iter().map(|c| (c.name.clone(), "1".to_owned())).collect();
    let page = visitor.post(&address, &same).await;
    assert_eq!(page.status, 422);
    assert!(page.text().contains("<title>Error: ") && page.main().contains("Two of them have the same place. Give each its own."));
    assert!(page.main().contains("aria-invalid=\"true\" aria-describedby=\"missing\""), "the fields say so too");
    assert_eq!(page.main().matches("<option value=\"1\" selected>").count(), controls.len(), "nothing that was chosen is lost");
}

#[tokio::test]
async fn one_figure_for_the_time_that_it_takes() {
    let course = site().languages[0].course.clone().expect("the default site has a course");
    let door = Door::open(site()).await;
    let mut visitor = door.visitor();
    let said = format!("about {} minutes", course.minutes());
    let parts: Vec<usize> = course.parts.iter().filter(|p| p.front.kind != course::PartKind::Later).map(course::Part::minutes).collect();
    let several = parts.iter().filter(|minutes| **minutes > 1).count();
    for address in ["/en/", "/en/course/", "/en/course/1/1"] {
        let main = visitor.get(address).await.main().to_lowercase();
        assert!(main.contains(&said), "{address} does not say {said}");
        assert_eq!(
            main.matches(" minutes").count(),
            main.matches(&said).count() + if address == "/en/course/" { several } else { 0 },
            "{address}"
        );
    }
    assert_eq!(parts.iter().sum::<usize>(), course.minutes());
}

#[tokio::test]
async fn the_page_to_keep_says_nothing_of_whoever_opens_it() {
    let main = Door::open(site()).await.visitor().get("/en/course/certificate").await.main();
    assert!(main.contains("I have taken the course") && !main.contains("You have taken"), "{main}");
}

#[tokio::test]
async fn a_page_of_a_story_says_that_it_is_one() {
    let door = Door::open(site()).await;
    let mut visitor = door.visitor();
    let course = site().languages[0].course.clone().expect("the default site has a course");
    let mut ends = 0;
    for at in course.addresses() {
        let (part, stop) = course.stop(at).expect("the address is the course's");
        let main = visitor.get(&format!("/en/course/{}/{}", at.part, at.stop)).await.main();
        let end = part.scene(stop).is_some_and(|scene| scene.end);
        let inside = !end && stop.scene.is_some_and(|scene| scene > 0);
        assert_eq!((main.contains("still in the story"), main.contains("the end of the story")), (inside, end), "{at:?}");
        ends += usize::from(end);
    }
    assert!(ends >= 3, "every story ends");
}
