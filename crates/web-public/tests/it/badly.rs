//! Bad input: the right status, a clear page, nothing inner shown, and progress survives.

use axum::body::Body;
use http::{Request, header};
use testkit::{Door, site};

#[tokio::test]
async fn what_is_not_there_is_said_kindly() {
    let door = Door::open(site()).await;
    let mut visitor = door.visitor();
    for address in [
        "/nowhere",
        "/xx/",
        "/en/guidance/nothing",
        "/en/course/99/1",
        "/en/course/1/999",
        "/en/course/0/0",
        "/en/course/01/1",
        "/en/course/a/b",
        "/en/course/18446744073709551616/1",
        "/en/%00",
        "/static/nothing.css",
        "/media/../site.toml",
        "/en/course/1/1/1",
        "/%2e%2e/",
    ] {
        let page = visitor.get(address).await;
        assert_eq!(page.status, 404, "{address}");
        assert!(page.text().contains("That page is not here") && page.text().contains("Reference: "), "{address}");
        assert!(page.text().contains("tel:01582547653"), "{address}");
    }
    assert_eq!(visitor.post("/en/course/99/1", &[]).await.status, 404);
}

#[tokio::test]
async fn a_way_that_is_not_taken_is_405() {
    let door = Door::open(site()).await;
    let mut visitor = door.visitor();
    assert_eq!(visitor.post("/en/guidance/now", &[]).await.status, 405);
    assert_eq!(visitor.post("/en/", &[]).await.status, 405);
    assert_eq!(visitor.send(Request::delete("/en/course/"), Body::empty()).await.status, 405);
    assert_eq!(visitor.send(Request::put("/en/exit"), Body::empty()).await.status, 405);
}

#[tokio::test]
async fn too_much_is_413_and_loses_nothing() {
    let door = Door::open(site()).await;
    let mut visitor = door.visitor();
    visitor.cookies.insert("wm".into(), "1.1-1..".into());
    let before = visitor.cookies.clone();
    let long = vec![("answer".to_owned(), "a".repeat(20_000))];
    for address in ["/en/search", "/en/course/resume", "/en/course/2/2"] {
        let page = visitor.post(address, &long).await;
        assert_eq!(page.status, 413, "{address}");
        assert!(page.text().contains("Nothing you did before is lost"));
    }
    assert_eq!(visitor.cookies, before);
}

#[tokio::test]
async fn a_form_from_another_site_is_refused() {
    let door = Door::open(site()).await;
    for (name, value) in [("sec-fetch-site", "cross-site"), ("origin", "https://elsewhere.example.org")] {
        let request = Request::post("/en/course/keep").header(name, value);
        let page = door.visitor().send(request, Body::empty()).await;
        assert_eq!(page.status, 403, "{name}");
        assert!(page.text().contains("That came from another site"));
    }
    let request = Request::post("/en/course/keep").header("sec-fetch-site", "same-origin");
    assert_eq!(door.visitor().send(request, Body::empty()).await.status, 200);
}

#[tokio::test]
async fn a_cookie_that_was_tampered_with_keeps_what_is_sound() {
    let door = Door::open(site()).await;
    let course = site().languages[0].course.clone().expect("a course");
    let (first, _) = course
        .addresses()
        .find_map(|at| {
            let (part, stop) = course.stop(at)?;
            let interaction = part.steps[stop.step].interaction.as_ref()?;
            matches!(interaction.kind, course::Kind::Choice(_)).then(|| (interaction.id.clone(), at))
        })
        .expect("a choice");
    let long = format!("1.2-1..{}", "x:a~".repeat(2_000));
    let mixed = format!("1.2-1..{first}:b~nonsense:a~{first}:zz~:~{first}_x:a");
    for cookie in ["", ".", "1", "1.", "9.2-1..", "1.99-99..", "1.0-0..", "1.a-b..", "1.2-1.short.", "1.-..~~~:::", "%00%ff", &long, &mixed]
    {
        for address in ["/en/course/", "/en/course/2/1", "/en/"] {
            let mut visitor = door.visitor();
            visitor.cookies.insert("wm".into(), cookie.into());
            assert_eq!(visitor.get(address).await.status, 200, "{address} with {cookie:.40}");
        }
    }
    let mut visitor = door.visitor();
    visitor.cookies.insert("wm".into(), mixed);
    let (_, at) = course.find(&first).map(|(at, i)| (i, at)).expect("it is there");
    let address = format!("/en/course/{}/{}", at.part, at.stop);
    assert_eq!(visitor.post(&address, &[("answer".into(), "a".into())]).await.status, 200);
    assert_eq!(visitor.cookies["wm"], format!("1.{}-{}..{first}:a", at.part, at.stop), "what is sound stays, the rest is gone");
}

#[tokio::test]
async fn a_database_that_is_away_is_said_without_its_error() {
    let door = Door::open(site()).await;
    door.store.close().await;
    let mut visitor = door.visitor();
    let page = visitor.post("/en/course/keep", &[]).await;
    assert_eq!(page.status, 500);
    assert!(page.text().contains("It is our fault") && page.text().contains("Reference: "));
    assert!(!page.text().to_lowercase().contains("pool") && !page.text().to_lowercase().contains("sql"));
    let ready = visitor.get("/readyz").await;
    assert_eq!(ready.status, 200, "the spool can still keep what is told");
    assert!(ready.text().contains("the database does not answer"), "{}", ready.text());
    assert_eq!(visitor.get("/healthz").await.status, 200);
    assert_eq!(visitor.get_with("/en/", header::ACCEPT, "text/html").await.status, 200, "pages need no database");
}
