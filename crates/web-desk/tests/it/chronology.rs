//! The time line of a concern: what is on it, how it is narrowed, and that it says nothing to whom it is not for.

use crate::house::{Browser, House, Page};

async fn line(browser: &mut Browser, id: impl std::fmt::Display, query: &str) -> Page {
    browser.get(&format!("/concerns/{id}/chronology{query}")).await
}

/// The value of the choice with these words.
fn choice(page: &Page, words: &str) -> String {
    let (before, _) = page.text.split_once(&format!(">{words}</option>")).unwrap_or_else(|| panic!("{words}: {}", page.text));
    before.rsplit_once("value=\"").unwrap().1.split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn everything_is_on_it_twice_drawn_and_in_words() {
    let house = House::demo().await;
    let told =
        [("worry", "A car waits <at> the corner."), ("child.1.name", "Child A"), ("places", "Sample Park"), ("vehicles", "white van")];
    let id = house.concern(&told).await;
    let mut worker = house.signed_in("a.worker").await;
    assert!(worker.get(&format!("/concerns/{id}")).await.has(&format!("/concerns/{id}/chronology")));
    let page = line(&mut worker, id, "").await;
    let (van, park) = (choice(&page, "Vehicle: white van"), choice(&page, "Place: Sample Park"));
    for (what, day, context, about) in [
        ("The van was outside.", "2026-11-20", "neighbourhood", vec![van.as_str(), park.as_str()]),
        ("She was tired in class.", "2026-11-19", "school", vec![]),
        ("The park, at night.", "", "neighbourhood", vec![park.as_str()]),
    ] {
        let fields = [("what", what), ("day", day), ("known", "seen"), ("ground", "fact"), ("context", context)];
        let fields: Vec<_> = fields.into_iter().chain(about.into_iter().map(|id| ("about", id))).collect();
        let page = worker.post(&format!("/concerns/{id}/observe"), &fields).await;
        assert_eq!(page.status, 303, "{}", page.text);
    }
    let page = line(&mut worker, id, "").await;
    assert_eq!(page.status, 200);
    assert!(page.has("<svg") && page.has("class=\"time-line\"") && !page.has("style=") && !page.has("<script>"));
    for words in [
        "A car waits &#60;at&#62; the corner.",
        "The van was outside.",
        "Not known; written down Tue 24 Nov 2026, 12:00",
        "white van, Sample Park",
    ] {
        assert!(page.has(words) || page.has(&words.replace("&#60;", "&lt;").replace("&#62;", "&gt;")), "{words}: {}", page.text);
    }
    let order = ["She was tired in class.", "The van was outside.", "A car waits"].map(|words| page.text.rfind(words).unwrap());
    assert!(order.is_sorted(), "{order:?}");
    assert_eq!(house.noted("a.worker", "chronology", &id.to_string()).await, 2);

    let rows = |page: &Page| page.text.matches("<tr><td>").count();
    for (query, expected) in [
        (format!("?who={van}"), 1),
        (format!("?place={park}"), 2),
        (format!("?who={van}&place={park}&context=neighbourhood"), 1),
        ("?context=school".into(), 1),
        ("?kind=concern".into(), 1),
        ("?kind=decision".into(), 0),
        ("?who=nonsense&context=moon".into(), 4),
    ] {
        let page = line(&mut worker, id, &query).await;
        assert_eq!(rows(&page), expected, "{query}");
        assert_eq!(page.has("not everything is shown"), !query.contains("nonsense"), "{query}");
    }
    assert!(line(&mut worker, id, "?kind=decision").await.has("nothing like that"));
}

#[tokio::test]
async fn what_is_joined_is_part_of_it_for_whom_it_is_for() {
    let house = House::demo().await;
    let one = house.concern(&[("worry", "A car waits."), ("child.1.name", "Child A")]).await;
    let two = house.concern(&[("worry", "She comes home late."), ("child.1.name", "Child A")]).await;
    let hidden = house.concern(&[("worry", "It is about a coach."), ("about-worker", "yes")]).await;
    let mut manager = house.signed_in("a.manager").await;
    // What is for the managers alone is joined from its own page: on the team's it would be named. And nothing is joined with itself, or with nothing.
    let nothing = casework::ConcernId::from_bytes([9; 16]);
    for (this, other, status) in
        [(one, two, 303), (one, hidden, 422), (one, one, 422), (one, nothing, 422), (hidden, one, 303), (hidden, two, 303)]
    {
        let with = other.to_string();
        let fields = [("with", with.as_str()), ("why", "The same name and school.")];
        assert_eq!(manager.post(&format!("/concerns/{this}/join"), &fields).await.status, status, "{this} {other}");
    }
    let page = line(&mut manager, hidden, "").await;
    assert!(page.has("She comes home late.") && page.has("It is about a coach.") && page.has("The 2 concerns that are joined"));
    let mut worker = house.signed_in("a.worker").await;
    let page = line(&mut worker, one, "").await;
    assert!(page.has("She comes home late.") && !page.has("coach") && !page.has(&hidden.to_string()));
    assert!(page.has("The concern that is joined with this one"), "of the other there is no trace, in a number neither");
    assert!(!worker.get(&format!("/concerns/{one}")).await.has(&hidden.to_string()));
    assert_eq!(house.noted("a.worker", "chronology", &two.to_string()).await, 1);
    assert_eq!(line(&mut worker, hidden, "").await.status, 404);
    for name in ["an.auditor", "an.administrator"] {
        assert_eq!(line(&mut house.signed_in(name).await, one, "").await.status, 403, "{name}");
    }
    assert_eq!(line(&mut house.browser(), one, "").await.status, 303);
}
