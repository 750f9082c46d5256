//! The search on the default site, with the words that parents type.

use testkit::{Door, Visitor, site};

/// What is found for `query`: address and snippet, best first.
async fn found(visitor: &mut Visitor, query: &str) -> Vec<(String, String)> {
    let page = visitor.post("/en/search", &[("q".into(), query.into())]).await;
    let main = page.main();
    let items = main.split("<li><a href=\"").skip(1);
    let one = |item: &str| {
        let (address, rest) = item.split_once('"').expect("an address ends");
        (address.to_owned(), rest.split("</li>").next().unwrap_or_default().to_owned())
    };
    items.map(one).collect()
}

#[tokio::test]
async fn parents_words_find_the_page_that_helps() {
    let door = Door::open(site()).await;
    let mut visitor = door.visitor();
    for (query, page) in [
        ("nudes", "phones"),
        ("sextortion", "phones"),
        ("blackmail", "phones"),
        ("snapchat", "phones"),
        ("urdu", "now"),
        ("translate", "now"),
        ("cse", "what-it-is"),
        ("grooming", "what-it-is"),
        ("grooming", "patterns"),
        ("how to report", "now"),
    ] {
        let found = found(&mut visitor, query).await;
        let best: Vec<&str> = found.iter().take(3).map(|(address, _)| address.as_str()).collect();
        assert!(best.contains(&format!("/en/guidance/{page}").as_str()), "{query}: {best:?}");
        assert!(best[0].starts_with("/en/guidance/"), "{query}: guidance comes first: {best:?}");
    }
}

#[tokio::test]
async fn no_phrase_to_avoid_is_shown_as_a_snippet() {
    let door = Door::open(site()).await;
    let mut visitor = door.visitor();
    for query in ["cse", "involved", "risk", "streetwise lifestyle", "relationship adult"] {
        for (address, snippet) in found(&mut visitor, query).await {
            let plain = snippet.replace("<mark>", "").replace("</mark>", "");
            for phrase in ["involved in CSE", "themselves at risk", "streetwise", "in a relationship with"] {
                assert!(!plain.contains(phrase), "{query}: {address} shows {plain}");
            }
        }
    }
}
