//! Links between concerns: a story across two towns told by four people with their own spellings; deciding, undoing, two at once; who sees what.

use casework::ConcernId;

use crate::house::{Browser, House, Page, later};

/// The same that `waymark demo` tells.
#[path = "../../../waymark/src/demo/story.rs"]
mod story;

/// What came in the years before, so that what is common is seen to be common.
async fn earlier(house: &House, how_many: usize) -> Vec<ConcernId> {
    let mut all = Vec::new();
    for n in 0..how_many {
        let given = ["Mary", "Adam", "Noor", "Jan", "Ola", "Sam"][n % 6];
        let family = ["Barker", "Tanner", "Milton", "Wrighley", "Kaurson", "Shahman", "Millford"][n % 7];
        let (name, born) = (format!("{given} {family}"), format!("{}-{:02}-{:02}", 2008 + n % 9, 1 + n % 12, 1 + n * 7 % 28));
        let phone = format!("07700 9000{:02}", n % 100);
        let told = [("worry", "Something else."), ("child.1.name", name.as_str()), ("child.1.born", &born), ("phones", &phone)];
        all.push(house.concern(&told).await);
    }
    all
}

/// The four, and a worker who has opened each of them once.
pub(crate) async fn told() -> (House, Browser, [ConcernId; 4]) {
    let house = House::demo().await;
    let earlier = earlier(&house, 30).await;
    let mut ids = Vec::new();
    for told in story::STORY {
        ids.push(house.concern(told).await);
    }
    let ids: [ConcernId; 4] = ids.try_into().unwrap();
    let mut worker = house.signed_in("a.worker").await;
    // Opening beside the work may not be done yet: what is opened here is held for sure, and how rare things are changes no more.
    for id in earlier.into_iter().chain(ids) {
        shown(&mut worker, id).await;
    }
    (house, worker, ids)
}

pub(crate) async fn shown(browser: &mut Browser, id: ConcernId) -> Page {
    let page = browser.get(&format!("/concerns/{id}")).await;
    assert_eq!(page.status, 200, "{}", page.text);
    page
}

/// A pair that a page asks about: what is here, what is there, and where to decide.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Asked {
    pub(crate) here: String,
    pub(crate) there: String,
    pub(crate) href: String,
}

pub(crate) fn asked(page: &Page) -> Vec<Asked> {
    let until = |text: &str, end: &str| text.split(end).next().unwrap().to_owned();
    let Some((_, seen)) = page.text.split_once("id=\"seen\"") else { return Vec::new() };
    let mut all = Vec::new();
    for card in seen.split("<div class=\"card\"><p><b>").skip(1) {
        for maybe in card.split("May be <a href=\"").skip(1) {
            let (href, rest) = maybe.split_once("\">").unwrap();
            all.push(Asked { here: until(card, "</b>"), there: until(rest, "</a>"), href: href.to_owned() });
        }
    }
    all
}

async fn pairs(browser: &mut Browser, id: ConcernId) -> Vec<(String, String)> {
    asked(&shown(browser, id).await).into_iter().map(|a| (a.here, a.there)).collect()
}

/// Where to decide about a thing of this name.
async fn href(browser: &mut Browser, id: ConcernId, here: &str) -> String {
    let all = asked(&shown(browser, id).await);
    all.iter().find(|a| a.here == here).unwrap_or_else(|| panic!("{here} is asked about: {all:?}")).href.clone()
}

/// The name of the decision that a page of a pair shows.
fn before(page: &Page) -> String {
    page.text.split_once("name=\"before\" value=\"").unwrap().1.split('"').next().unwrap().to_owned()
}

pub(crate) async fn decide(browser: &mut Browser, href: &str, verdict: &str, why: &str) -> Page {
    let page = browser.get(href).await;
    assert_eq!(page.status, 200, "{}", page.text);
    later(1);
    browser.post(href, &[("verdict", verdict), ("why", why), ("before", &before(&page))]).await
}

#[tokio::test]
async fn the_story_across_two_towns_is_found_and_nothing_else() {
    let (_house, mut worker, ids) = told().await;
    let expected: [&[(&str, &str)]; 4] = [
        &[
            ("Khadija Sample", "Khadeeja Sampel"),
            ("Zofia Przyklad", "Zosia Przykład"),
            ("Tariq", "Tarek"),
            ("blue van, AB12 CDE", "ab12cde"),
            ("07700 900456", "+44 7700 900456"),
        ],
        &[("Khadeeja Sampel", "Khadija Sample"), ("@sample-taz", "Some App: sample-taz")],
        &[
            ("Tarek", "Tariq"),
            ("Elena Model", "Yelena Model"),
            ("9 Specimen Court, MK9 3CC", "Flat at 9 Specimen Ct, MK9 3CC"),
            ("+44 7700 900456", "07700 900456"),
            ("Some App: sample-taz", "@sample-taz"),
        ],
        &[
            ("Zosia Przykład", "Zofia Przyklad"),
            ("Yelena Model", "Elena Model"),
            ("Flat at 9 Specimen Ct, MK9 3CC", "9 Specimen Court, MK9 3CC"),
            ("ab12cde", "blue van, AB12 CDE"),
        ],
    ];
    for (id, expected) in ids.into_iter().zip(expected) {
        let expected: Vec<_> = expected.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
        assert_eq!(pairs(&mut worker, id).await, expected);
    }
    let page = shown(&mut worker, ids[0]).await;
    assert!(page.has("first name (known to be one name)") && page.has("surname (nearly the same)") && page.has("birth (the same day)"));
    assert!(page.has("<svg class=\"weigh\"") && !page.has("probability"), "a picture, and no score");
}

#[tokio::test]
async fn a_worker_decides_with_a_reason_and_takes_it_back() {
    let (house, mut worker, ids) = told().await;
    let href = href(&mut worker, ids[0], "Khadija Sample").await;
    let both = worker.get(&href).await;
    assert!(both.has("14 Example Road, LU1 1AA") && both.has("14 Example Rd, LU1 1AA") && both.has("Sample High School"));
    assert!(!both.has("taken-back"), "there is nothing to take back yet");

    let wrong = worker.post(&href, &[("verdict", ""), ("why", ""), ("before", "")]).await;
    assert!(wrong.status == 422 && wrong.has("href=\"#f-verdict\"") && wrong.has("href=\"#f-why\""));
    let wrong = worker.post(&href, &[("verdict", "taken-back"), ("why", "Kept <words>."), ("before", "")]).await;
    assert!(wrong.status == 422 && wrong.has("Kept &#60;words&#62;."), "{}", wrong.text);
    let long = "x".repeat(20_001);
    assert_eq!(worker.post(&href, &[("verdict", "same"), ("why", &long), ("before", "")]).await.status, 422);

    let done = decide(&mut worker, &href, "same", "One school knows them as one.").await;
    assert_eq!((done.status, done.to.clone()), (303, format!("/concerns/{}#seen", ids[0])));
    for (id, other) in [(ids[0], "Khadeeja Sampel"), (ids[1], "Khadija Sample")] {
        let page = shown(&mut worker, id).await;
        assert!(page.has("The same as <a") && page.has(other) && page.has("One school knows them as one."), "{}", page.text);
        assert!(asked(&page).iter().all(|a| a.there != other), "it is no question any more");
        assert_eq!(house.noted("a.worker", "link", &id.to_string()).await, 1);
    }
    let after = worker.get(&href).await;
    assert!(after.has("The same: a.worker, ") && after.has("taken-back"));
    assert!(house.noted("a.worker", "compare", &ids[0].to_string()).await > 0);
    assert!(house.noted("a.worker", "compare", &ids[1].to_string()).await > 0);

    // From the other side, it is the same decision.
    let turned = {
        let at: Vec<&str> = href.split('/').collect();
        format!("/links/{}/{}/{}/{}", at[4], at[5], at[2], at[3])
    };
    assert_eq!(decide(&mut worker, &turned, "taken-back", "They are cousins of one name.").await.status, 303);
    for (id, here) in [(ids[0], "Khadija Sample"), (ids[1], "Khadeeja Sampel")] {
        assert!(asked(&shown(&mut worker, id).await).iter().any(|a| a.here == here), "it is asked again");
    }
    let page = worker.get(&href).await;
    assert!(page.has("They are cousins of one name.") && page.has("One school knows them as one."), "nothing is gone");
}

#[tokio::test]
async fn what_another_has_decided_meanwhile_is_shown_and_no_word_is_lost() {
    let (house, mut worker, ids) = told().await;
    let mut other = house.signed_in("b.worker").await;
    let href = href(&mut worker, ids[0], "Tariq").await;
    let page = other.get(&href).await;
    assert_eq!(decide(&mut worker, &href, "unsure", "The number is his; the name is not.").await.status, 303);
    let fields = |before: String| [("verdict", "same".to_owned()), ("why", "Both <say> so.".to_owned()), ("before", before)];
    let send = |fields: [(&'static str, String); 3]| fields;
    let old = send(fields(before(&page)));
    let old: Vec<(&str, &str)> = old.iter().map(|(n, v)| (*n, v.as_str())).collect();
    let conflict = other.post(&href, &old).await;
    assert_eq!(conflict.status, 409);
    assert!(conflict.has("Not sure: a.worker") && conflict.has("The number is his") && conflict.has("Both &#60;say&#62; so."));
    assert!(conflict.has("value=\"same\" checked"));
    let now = fields(before(&conflict));
    let now: Vec<(&str, &str)> = now.iter().map(|(n, v)| (*n, v.as_str())).collect();
    assert_eq!(other.post(&href, &now).await.status, 303);
    assert!(shown(&mut worker, ids[2]).await.has("Both &#60;say&#62; so."));
    // Not sure is no answer: it is still asked about, and says who was not.
    let href = self::href(&mut worker, ids[0], "Zofia Przyklad").await;
    assert_eq!(decide(&mut worker, &href, "unsure", "x").await.status, 303);
    let page = shown(&mut worker, ids[0]).await;
    assert!(asked(&page).iter().any(|a| a.here == "Zofia Przyklad") && page.has("Not sure by a.worker, "));
}

#[tokio::test]
async fn of_two_decisions_at_the_same_moment_one_is_written_and_the_other_is_shown_it() {
    let (house, mut worker, ids) = told().await;
    let mut other = house.signed_in("b.worker").await;
    let href = href(&mut worker, ids[0], "Tariq").await;
    let before = before(&worker.get(&href).await);
    other.get(&href).await;
    let mine = [("verdict", "same"), ("why", "Words of one."), ("before", before.as_str())];
    let theirs = [("verdict", "different"), ("why", "Words of another."), ("before", before.as_str())];
    let (one, two) = tokio::join!(worker.post(&href, &mine), other.post(&href, &theirs));
    let (lost, won, kept) = if one.status == 303 { (two, one, "Words of one.") } else { (one, two, "Words of another.") };
    assert_eq!((won.status, lost.status), (303, 409), "{}", lost.text);
    assert!(lost.has(kept) && lost.has("Words of one.") && lost.has("Words of another."), "{}", lost.text);
    let dropped = if kept == "Words of one." { "Words of another." } else { "Words of one." };
    for id in [ids[0], ids[2]] {
        let page = shown(&mut worker, id).await;
        assert!(page.has(kept) && !page.has(dropped), "both records hold the first alone");
    }
}

#[tokio::test]
async fn a_rejected_pair_stays_away_until_something_new_speaks_for_it() {
    let (_house, mut worker, ids) = told().await;
    let href = href(&mut worker, ids[2], "Elena Model").await;
    assert_eq!(decide(&mut worker, &href, "different", "One is the aunt of the other.").await.status, 303);
    for id in [ids[2], ids[3]] {
        let page = shown(&mut worker, id).await;
        assert!(asked(&page).iter().all(|a| !a.here.ends_with("elena Model") && a.here != "Elena Model"), "{:?}", asked(&page));
        assert!(page.has("Held not to be the same (1)") && page.has("One is the aunt of the other."));
    }
    // Both turn out to have one number.
    for (id, name) in [(ids[2], "Elena Model"), (ids[3], "Yelena Model")] {
        let thing = asked_thing(&shown(&mut worker, id).await, name);
        let fields =
            [("kind", "person"), ("name", name), ("birth", "35"), ("phone", "07700 900789"), ("revises", &thing), ("seen", &thing)];
        assert_eq!(worker.post(&format!("/concerns/{id}/thing"), &fields).await.status, 303);
    }
    let page = shown(&mut worker, ids[2]).await;
    assert!(asked(&page).iter().any(|a| a.here == "Elena Model") && page.has("New since then: phone (07700900789)"), "{}", page.text);
    let pair = worker.get(&href).await;
    assert!(pair.has("<b>New since then:</b> phone (07700900789)."), "{}", pair.text);
    let yours = pair.text.find("In the concern that you came from").unwrap();
    assert!(pair.text.find("Elena Model").unwrap() < yours && yours < pair.text.find("Yelena Model").unwrap());

    // Rejected again with that number; another that both have is new, though the field is not.
    assert_eq!(decide(&mut worker, &href, "different", "They share a telephone.").await.status, 303);
    assert!(!asked(&shown(&mut worker, ids[2]).await).iter().any(|a| a.here == "Elena Model"));
    assert!(worker.get(&href).await.has("<b>New since then:</b> nothing that speaks for it."));
    for (id, name) in [(ids[2], "Elena Model"), (ids[3], "Yelena Model")] {
        let page = shown(&mut worker, id).await;
        let (thing, phone) = (asked_thing(&page, name), "07700 900789, 07700 900790");
        let change = worker.get(&format!("/concerns/{id}/thing?of={thing}")).await;
        let seen = change.text.split_once("name=\"seen\" value=\"").unwrap().1.split('"').next().unwrap().to_owned();
        let fields = [("kind", "person"), ("name", name), ("birth", "35"), ("phone", phone), ("revises", &thing), ("seen", &seen)];
        assert_eq!(worker.post(&format!("/concerns/{id}/thing"), &fields).await.status, 303);
    }
    let page = shown(&mut worker, ids[2]).await;
    assert!(asked(&page).iter().any(|a| a.here == "Elena Model") && page.has("New since then: phone (07700900790)"), "{}", page.text);
}

#[tokio::test]
async fn a_link_that_would_join_what_somebody_holds_to_be_two_says_so_before_it_is_saved() {
    let (house, mut worker, ids) = told().await;
    let fifth = house.concern(&[("worry", "He was here again."), ("person.1.name", "Tarik"), ("person.1.phone", "07700 900456")]).await;
    let to = |all: Vec<Asked>, id: ConcernId| {
        let one = all.into_iter().find(|a| a.there.starts_with("Tar") && a.href.contains(&format!("/{id}/"))).unwrap();
        one.href
    };
    let asked_of_fifth = asked(&shown(&mut worker, fifth).await);
    let (first, third) = (to(asked_of_fifth.clone(), ids[0]), to(asked_of_fifth, ids[2]));
    let between = href(&mut worker, ids[0], "Tariq").await;
    let says = |page: &Page| page.has("Not everyone holds all of that to be one");
    assert_eq!(decide(&mut worker, &between, "different", "Two men, one number.").await.status, 303);
    assert!(!says(&worker.get(&first).await), "nothing is joined yet");
    assert_eq!(decide(&mut worker, &first, "same", "He says so.").await.status, 303);
    let page = worker.get(&third).await;
    assert!(says(&page) && page.has("Two men, one number.") && page.has(&format!("href=\"{between}\"")), "{}", page.text);
    // It is a warning and no more: the worker decides, and the gathered page says it from then on.
    assert_eq!(decide(&mut worker, &third, "same", "All three.").await.status, 303);
    let of: Vec<&str> = third.split('/').collect();
    let gathered = worker.get(&format!("/links/{}/{}", of[2], of[3])).await;
    assert!(gathered.has("Not everyone holds all of these to be one") && gathered.has("Two men, one number."));
}

#[tokio::test]
async fn a_number_of_a_person_is_held_against_one_that_stands_alone() {
    let (house, mut worker, ids) = told().await;
    let alone = house.concern(&[("worry", "Somebody rings at night."), ("phones", "07700 900555"), ("usernames", "sample-night")]).await;
    let fields = [("kind", "person"), ("name", "Elena Other"), ("phone", "+44 7700 900555"), ("username", "@sample-night")];
    assert_eq!(worker.post(&format!("/concerns/{}/thing", ids[3]), &fields).await.status, 303);
    let all = asked(&shown(&mut worker, alone).await);
    let found: Vec<_> = all.iter().map(|a| (a.here.as_str(), a.there.as_str())).collect();
    assert_eq!(found, [("07700 900555", "+44 7700 900555, of Elena Other"), ("sample-night", "@sample-night, of Elena Other")]);
    let pair = worker.get(&all[0].href).await;
    assert!(pair.has("Phone number") && pair.has("+44 7700 900555, of Elena Other"), "{}", pair.text);
    assert_eq!(decide(&mut worker, &all[0].href, "same", "One number.").await.status, 303);
    let of: Vec<&str> = all[0].href.split('/').collect();
    let gathered = worker.get(&format!("/links/{}/{}", of[2], of[3])).await;
    assert!(gathered.has("2 records") && gathered.has("+44 7700 900555, of Elena Other"), "{}", gathered.text);
    let network = worker.get(&format!("/network/{alone}")).await;
    assert!(confirmed(&network) == 1 && network.has("of Elena Other"), "{}", network.text);
    // She has another number now; what was decided stays to be read.
    let page = shown(&mut worker, ids[3]).await;
    let thing = asked_thing(&page, "Elena Other");
    let fields = [("kind", "person"), ("name", "Elena Other"), ("phone", "07700 900556"), ("revises", &*thing), ("seen", &*thing)];
    assert_eq!(worker.post(&format!("/concerns/{}/thing", ids[3]), &fields).await.status, 303);
    let pair = worker.get(&all[0].href).await;
    assert!(pair.status == 200 && pair.has("Not there any more") && pair.has("One number."), "{}", pair.text);
}

#[tokio::test]
async fn what_was_decided_of_a_number_of_a_person_holds_on_when_it_is_written_down_as_a_thing() {
    let (house, mut worker, ids) = told().await;
    let alone = house.concern(&[("worry", "Somebody rings at night."), ("phones", "07700 900555"), ("usernames", "sample-night")]).await;
    let fields = [("kind", "person"), ("name", "Elena Other"), ("phone", "+44 7700 900555"), ("username", "@sample-night")];
    assert_eq!(worker.post(&format!("/concerns/{}/thing", ids[3]), &fields).await.status, 303);
    let all = asked(&shown(&mut worker, alone).await);
    assert_eq!(decide(&mut worker, &all[0].href, "same", "One number.").await.status, 303);
    assert_eq!(decide(&mut worker, &all[1].href, "different", "Two who chose one name.").await.status, 303);
    for fields in [[("kind", "phone"), ("name", "07700 900555")], [("kind", "username"), ("name", "sample-night")]] {
        assert_eq!(worker.post(&format!("/concerns/{}/thing", ids[3]), &fields).await.status, 303);
    }
    let page = shown(&mut worker, alone).await;
    assert!(asked(&page).is_empty() && page.has("Two who chose one name.") && page.has("One number."), "{}", page.text);
    let network = worker.get(&format!("/network/{alone}")).await;
    assert_eq!(confirmed(&network), 1, "{}", network.text);
    let theirs = shown(&mut worker, ids[3]).await;
    assert!(!asked(&theirs).iter().any(|a| a.there.contains("900555") || a.there.contains("sample-night")), "{}", theirs.text);
}

#[tokio::test]
async fn mums_and_unknown_men_are_not_held_to_be_one() {
    let house = House::demo().await;
    let earlier = earlier(&house, 30).await;
    let told = |name: &'static str, age: &'static str| [("worry", "Somebody was there."), ("person.1.name", name), ("person.1.age", age)];
    let mut ids = Vec::new();
    for (name, age) in
        [("his uncle", "about 40"), ("His Uncle", "40"), ("Mum", "40"), ("mum", "40"), ("unknown male", "20s"), ("Unknown Male", "20s")]
    {
        ids.push(house.concern(&told(name, age)).await);
    }
    let mut worker = house.signed_in("a.worker").await;
    for id in earlier.into_iter().chain(ids.iter().copied()) {
        shown(&mut worker, id).await;
    }
    for id in ids {
        assert_eq!(pairs(&mut worker, id).await, []);
    }
}

/// The name of a thing in the record, from the link that changes it.
fn asked_thing(page: &Page, name: &str) -> String {
    let at = page.text.find(&format!("\">Change<span class=\"hidden\"> {name}<")).unwrap();
    page.text[..at].rsplit("thing?of=").next().unwrap().to_owned()
}

#[tokio::test]
async fn a_worker_sees_no_trace_of_what_is_for_managers() {
    let (house, mut worker, ids) = told().await;
    let without = shown(&mut worker, ids[0]).await.text;
    let hidden = house
        .concern(&[
            ("worry", "It is about someone in the team."),
            ("about-worker", "yes"),
            ("child.1.name", "Khadija Sample"),
            ("child.1.born", "2010-04-12"),
            ("person.1.name", "Tariq"),
            ("person.1.phone", "07700 900456"),
            ("vehicles", "AB12 CDE"),
        ])
        .await;
    let mut manager = house.signed_in("a.manager").await;
    assert_eq!(pairs(&mut manager, hidden).await.len(), 8, "the child twice, the man twice, the van twice, the number twice");
    let seen = asked(&shown(&mut manager, ids[0]).await);
    assert!(seen.iter().any(|a| a.href.contains(&hidden.to_string())));
    let href = seen.iter().find(|a| a.here == "Tariq" && a.href.contains(&hidden.to_string())).unwrap().href.clone();
    assert_eq!(decide(&mut manager, &href, "same", "One man.").await.status, 303);
    assert!(shown(&mut manager, ids[0]).await.has("One man.") && shown(&mut manager, hidden).await.has("One man."));

    assert_eq!(shown(&mut worker, ids[0]).await.text, without, "as if there were none");
    assert_eq!(house.noted("a.manager", "link", &ids[0].to_string()).await, 0, "the record of the one does not name the other");
    let (there, nowhere) = (worker.get(&href).await, worker.get(&href.replace(&hidden.to_string(), "AAAAAAAAAAAAAAAAAAAAAA")).await);
    let without_reference = |text: &str| text.split("Reference:").next().unwrap().to_owned();
    assert_eq!((there.status, without_reference(&there.text)), (404, without_reference(&nowhere.text)), "the two look alike");
    assert_eq!(worker.post(&href, &[("verdict", "same"), ("why", "x"), ("before", "")]).await.status, 404);
    // When the managers have left, nothing of theirs is held against anything.
    manager.post("/sign-out", &[]).await;
    assert_eq!(shown(&mut worker, ids[0]).await.text, without);
}

#[tokio::test]
async fn a_pair_is_for_those_who_open_concerns_and_of_two_that_are_there() {
    let (house, mut worker, ids) = told().await;
    let href = href(&mut worker, ids[0], "Tariq").await;
    assert_eq!(house.browser().get(&href).await.status, 303);
    assert_eq!(house.browser().post(&href, &[("verdict", "same")]).await.status, 401);
    for (name, status) in [("an.auditor", 403), ("an.administrator", 403), ("a.manager", 200)] {
        assert_eq!(house.signed_in(name).await.get(&href).await.status, status, "{name}");
    }
    assert_eq!(house.signed_in("an.auditor").await.post(&href, &[("verdict", "same"), ("why", "x")]).await.status, 403);
    let at: Vec<&str> = href.split('/').collect();
    for bad in [
        format!("/links/{}/{}/{}/{}", at[2], at[3], at[2], at[3]),
        format!("/links/{}/{}/{}/AAAAAAAAAAAAAAAAAAAAAA", at[2], at[3], at[4]),
        format!("/links/{}/{}/AAAAAAAAAAAAAAAAAAAAAA/{}", at[2], at[3], at[5]),
    ] {
        assert_eq!(worker.get(&bad).await.status, 404, "{bad}");
    }
    assert_eq!(worker.get(&format!("/links/{}/{}/x/y", at[2], at[3])).await.status, 404);
}

#[tokio::test]
async fn what_confirmed_links_bring_together_stands_in_one_place_with_its_sources_and_no_suggestion_is_followed() {
    let (house, mut worker, ids) = told().await;
    let fifth = house.concern(&[("worry", "He was here again."), ("person.1.name", "Tarik"), ("person.1.phone", "07700 900456")]).await;
    let pair = href(&mut worker, ids[0], "Tariq").await;
    let of: Vec<&str> = pair.split('/').collect();
    let gathered = format!("/links/{}/{}", of[2], of[3]);
    let alone = worker.get(&gathered).await;
    assert!(alone.status == 200 && alone.has("no confirmed link leads to another"), "{}", alone.text);

    assert_eq!(decide(&mut worker, &pair, "same", "One number.").await.status, 303);
    let page = shown(&mut worker, ids[0]).await;
    assert!(page.has(&format!("href=\"{gathered}\"")));
    let theirs = format!("/concerns/{}/observe", ids[2]);
    let seen =
        [("what", "He has the key of the flat."), ("known", "seen"), ("ground", "opinion"), ("context", "neighbourhood"), ("about", of[5])];
    assert_eq!(worker.post(&theirs, &seen).await.status, 303);
    let looks = house.noted("a.worker", "gather", &ids[2].to_string()).await;
    let two = worker.get(&gathered).await;
    assert!(two.has("2 records") && two.has("+44 7700 900456") && two.has("One number.") && !two.has("Tarik"), "{}", two.text);
    assert!(two.has("He has the key of the flat.") && two.has("Opinion · Seen or heard by whoever says it"));
    assert_eq!(house.noted("a.worker", "gather", &ids[2].to_string()).await, looks + 1, "it is a look at each");

    // A link that leads on from there is followed once somebody has confirmed it.
    let on = asked(&shown(&mut worker, fifth).await).into_iter().find(|a| a.href.contains(&ids[2].to_string())).unwrap();
    assert_eq!(decide(&mut worker, &on.href, "same", "The key is his.").await.status, 303);
    let three = worker.get(&gathered).await;
    assert!(three.has("3 records") && three.has("Tarik"));
    assert_eq!(decide(&mut worker, &pair, "taken-back", "It was another.").await.status, 303);
    assert!(worker.get(&gathered).await.has("no confirmed link leads to another"));
}

#[tokio::test]
async fn what_is_gathered_holds_nothing_that_is_for_managers() {
    let (house, mut worker, ids) = told().await;
    let hidden = [("worry", "In the team."), ("about-worker", "yes"), ("person.1.name", "Tariq"), ("person.1.phone", "07700 900456")];
    let hidden = house.concern(&hidden).await;
    let mut manager = house.signed_in("a.manager").await;
    shown(&mut manager, ids[0]).await;
    let to_it = asked(&shown(&mut manager, hidden).await).into_iter().find(|a| a.href.contains(&ids[0].to_string())).unwrap().href;
    assert_eq!(decide(&mut manager, &to_it, "same", "One man.").await.status, 303);
    let of: Vec<&str> = to_it.split('/').collect();
    let (from_it, from_ours) = (format!("/links/{}/{}", of[2], of[3]), format!("/links/{}/{}", of[4], of[5]));
    for address in [&from_it, &from_ours] {
        let page = manager.get(address).await;
        assert!(page.has("2 records") && page.has("managers only"), "{}", page.text);
    }
    assert!(worker.get(&from_ours).await.has("no confirmed link leads to another"));
    assert_eq!(worker.get(&from_it).await.status, 404);
    assert_eq!(worker.get(&format!("/links/{}/AAAAAAAAAAAAAAAAAAAAAA", of[4])).await.status, 404);
}

/// A drawing or a table of a network says this many times that somebody has confirmed something.
fn confirmed(page: &Page) -> usize {
    page.text.matches(">Held to be the same<").count()
}

#[tokio::test]
async fn the_network_follows_what_is_confirmed_and_shows_what_is_suggested_at_its_edge() {
    let (house, mut worker, ids) = told().await;
    let network = format!("/network/{}", ids[1]);
    let page = worker.get(&network).await;
    assert!(page.status == 200 && confirmed(&page) == 0 && page.has("Only suggested") && page.has("stroke-dasharray"), "{}", page.text);
    assert!(page.has("Khadija Sample") && !page.has("Tarek") && !page.has("Zosia"), "nothing is followed from what is suggested");
    // The aunt's niece is the teacher's pupil, who is met by the man of the flat, where the youth worker's woman lives.
    for (id, here) in [(ids[1], "Khadeeja Sampel"), (ids[0], "Tariq"), (ids[2], "Elena Model")] {
        let href = href(&mut worker, id, here).await;
        assert_eq!(decide(&mut worker, &href, "same", "It <fits>.").await.status, 303);
    }
    let page = worker.get(&network).await;
    assert_eq!(confirmed(&page), 3);
    let towns = page.text.split_once("id=\"towns\"").unwrap().1.split("</table>").next().unwrap();
    assert!(towns.contains("<td>LU</td><td>MK</td>") && towns.contains("Person: Tariq, Tarek") && !towns.contains("Elena"), "{towns}");
    let map = towns.split_once("<svg").unwrap().1.split("</svg>").next().unwrap();
    assert!(
        map.contains(">LU</text>")
            && map.contains(">MK</text>")
            && map.matches("<path").count() == towns.matches("<td>LU</td><td>MK</td>").count(),
        "{map}"
    );
    assert!(page.has("Yelena Model") && page.has("Zosia Przykład") && page.has("It &#60;fits&#62;."), "{}", page.text);
    assert!(!page.has("Mary Barker"), "who is told of elsewhere is no part of it");
    assert!(house.noted("a.worker", "network", &ids[3].to_string()).await > 0, "it is a look at each");

    let narrowed = worker.get(&format!("{network}?kind=people&only=confirmed")).await;
    let drawn = |page: &Page| page.text.split_once("<svg").unwrap().1.split("</svg>").next().unwrap().to_owned();
    assert!(narrowed.has("Narrowed") && confirmed(&narrowed) == 3 && !narrowed.has("Only suggested") && !drawn(&narrowed).contains("AB12"));
    let before = worker.get(&format!("{network}?to=2020-01-01")).await;
    assert!(confirmed(&before) == 0 && !before.has("Tarek"), "the first concern alone is always there");
    let file = worker.get(&format!("{network}/drawing")).await;
    assert_eq!((file.status, file.headers["content-type"].to_str().unwrap()), (200, "image/svg+xml"));
    assert!(file.headers["content-disposition"].to_str().unwrap().contains("attachment") && drawn(&file) == drawn(&page));
}

#[tokio::test]
async fn the_shortest_chain_is_over_what_is_confirmed_alone() {
    let (_house, mut worker, ids) = told().await;
    let network = format!("/network/{}", ids[0]);
    let first = href(&mut worker, ids[0], "Tariq").await;
    let woman = href(&mut worker, ids[2], "Elena Model").await;
    let (first, woman): (Vec<&str>, Vec<&str>) = (first.split('/').collect(), woman.split('/').collect());
    // From the teacher's pupil to the youth worker's woman.
    let pupil = href(&mut worker, ids[0], "Khadija Sample").await;
    let chain = format!("{network}?one={}&other={}", pupil.split('/').nth(3).unwrap(), woman[5]);
    assert_eq!(decide(&mut worker, &first.join("/"), "same", "One man.").await.status, 303);
    let page = worker.get(&chain).await;
    assert!(page.has("Nothing that people have confirmed joins the two."), "the last link is only suggested");
    assert_eq!(decide(&mut worker, &woman.join("/"), "same", "One woman.").await.status, 303);
    let page = worker.get(&chain).await;
    let list = page.text.split_once("id=\"chain\"").unwrap().1.split("</ol>").next().unwrap().to_owned();
    let names = ["Khadija Sample", "Tariq", "Tarek", "Elena Model", "Yelena Model"];
    let places: Vec<_> = names.iter().map(|name| list.find(name).unwrap_or_else(|| panic!("{name}: {list}"))).collect();
    assert!(places.is_sorted(), "{list}");
    assert!(page.has("stroke-width=\"5\""), "it is drawn too");
    assert!(worker.get(&format!("{network}?one=x&other=y")).await.has("Nothing that people have confirmed joins the two."));
}

#[tokio::test]
async fn a_network_shows_nothing_that_is_for_managers() {
    let (house, mut worker, ids) = told().await;
    let hidden = [
        ("worry", "In the team."),
        ("about-worker", "yes"),
        ("person.1.name", "Tariq"),
        ("person.1.phone", "07700 900456"),
        ("vehicles", "XY34 ZZZ"),
    ];
    let hidden = house.concern(&hidden).await;
    let network = format!("/network/{}", ids[0]);
    let without = worker.get(&network).await.text;
    let mut manager = house.signed_in("a.manager").await;
    let to_it = asked(&shown(&mut manager, hidden).await).into_iter().find(|a| a.href.contains(&ids[0].to_string())).unwrap().href;
    assert!(manager.get(&network).await.has("Tariq"));
    assert_eq!(decide(&mut manager, &to_it, "same", "One man.").await.status, 303);
    let page = manager.get(&network).await;
    assert!(confirmed(&page) == 1 && page.has("XY34 ZZZ") && page.has("managers"));
    assert_eq!(worker.get(&network).await.text, without);
    assert_eq!(worker.get(&format!("/network/{hidden}")).await.status, 404);
    assert_eq!(worker.get(&format!("/network/{hidden}/drawing")).await.status, 404);
}
