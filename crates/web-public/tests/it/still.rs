//! What stands still: encodings, strong ETags, 304, and what is another answer for a visitor with a cookie.

use axum::body::Body;
use http::{Request, header};
use testkit::{Door, site};

#[tokio::test]
async fn each_encoding_has_its_own_etag_and_is_not_sent_twice() {
    let door = Door::open(site()).await;
    door.public.compress();
    let mut visitor = door.visitor();
    let mut tags = Vec::new();
    let mut sizes = Vec::new();
    for (asked, encoding) in [("", ""), ("gzip", "gzip"), ("gzip, br", "br"), ("br;q=0, gzip", "gzip"), ("deflate", "")] {
        let page = visitor.get_with("/en/guidance/now", header::ACCEPT_ENCODING, asked).await;
        assert_eq!(page.header("content-encoding"), encoding, "asked for {asked}");
        assert_eq!(page.header("vary"), "Accept-Encoding");
        assert_eq!(page.header("content-length"), page.bytes.len().to_string());
        let tag = page.header("etag").to_owned();
        assert!(tag.starts_with('"') && !tag.starts_with("W/"), "{tag} is strong");
        let request =
            Request::get("/en/guidance/now").header(header::ACCEPT_ENCODING, asked).header(header::IF_NONE_MATCH, format!("\"x\", {tag}"));
        let again = visitor.send(request, Body::empty()).await;
        assert_eq!((again.status, again.bytes.len()), (304, 0), "asked for {asked}");
        assert_eq!(again.header("etag"), tag);
        tags.push(tag);
        sizes.push(page.bytes.len());
    }
    assert!(sizes[2] < sizes[1] && sizes[1] < sizes[0], "{sizes:?}");
    assert!(tags[0] != tags[1] && tags[1] != tags[2], "{tags:?}");
}

#[tokio::test]
async fn files_named_by_their_contents_are_kept_for_good() {
    let door = Door::open(site()).await;
    let mut visitor = door.visitor();
    let home = visitor.get("/en/").await;
    let (_, rest) = home.text().split_once("rel=\"stylesheet\" href=\"").expect("a style sheet");
    let address = rest.split('"').next().expect("its address").to_owned();
    let sheet = visitor.get(&address).await;
    assert_eq!((sheet.status, sheet.header("cache-control")), (200, "public, max-age=31536000, immutable"));
    assert_eq!(sheet.header("content-type"), "text/css; charset=utf-8");
    let worker = visitor.get("/sw.js").await;
    assert_eq!((worker.status, worker.header("cache-control")), (200, "no-cache"));
}

#[tokio::test]
async fn the_overview_is_another_page_with_a_cookie() {
    let door = Door::open(site()).await;
    let mut visitor = door.visitor();
    let before = visitor.get_with("/en/course/", header::ACCEPT_ENCODING, "gzip").await;
    assert_eq!((before.header("content-encoding"), before.header("vary")), ("gzip", "Accept-Encoding, Cookie"));
    visitor.cookies.insert("wm".into(), "1.1-2..".into());
    let after = visitor.get_with("/en/course/", header::ACCEPT_ENCODING, "gzip").await;
    assert_eq!((after.header("content-encoding"), after.header("cache-control")), ("", "private, no-store"));
}

#[tokio::test]
async fn a_replaced_site_is_shown_at_once() {
    let door = Door::open(site()).await;
    let mut visitor = door.visitor();
    let before = visitor.get("/en/").await.header("etag").to_owned();
    let other = testkit::site_with(|files| {
        let text = files.texts.get_mut("en/home.md").expect("a home page");
        text.push_str("\nSomething new stands here.\n");
    });
    door.public.replace(other).expect("every page renders");
    let after = visitor.get("/en/").await;
    assert!(after.text().contains("Something new stands here."));
    assert_ne!(after.header("etag"), before);
}

#[tokio::test]
async fn what_is_kept_without_internet_is_there_and_leaves_out_what_needs_the_server() {
    let door = Door::open(site()).await;
    let mut visitor = door.visitor();
    let list = visitor.get("/en/offline.json").await;
    let list: serde_json::Value = serde_json::from_slice(&list.bytes).expect("it is JSON");
    let urls: Vec<&str> = list["urls"].as_array().expect("addresses").iter().filter_map(|u| u.as_str()).collect();
    assert!(urls.len() > 70, "{}", urls.len());
    assert!(list["sorry"].as_str().is_some_and(|s| s.contains("999") && s.contains("01582 547653")));
    for url in urls {
        assert!(!["/concern", "/return", "/exit", "/keep", "/resume", "/search"].iter().any(|w| url.contains(w)), "{url}");
        assert_eq!(visitor.get(url).await.status, 200, "{url}");
    }
}

/// A phone without scripts takes the course over a slow line: what came of a choice holds no secret, and comes compressed.
/// What was typed, and what depends on a cookie, never does.
#[tokio::test]
async fn what_came_of_a_choice_is_compressed_and_what_was_typed_is_not() {
    let door = Door::open(site()).await;
    let mut visitor = door.visitor();
    visitor.cookies.insert("wm".into(), "1.1-2..".into());
    let mut send = async |address: &str, body: &'static str| {
        let request = Request::post(address).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        visitor.send(request.header(header::ACCEPT_ENCODING, "gzip, br"), Body::from(body)).await
    };
    for (body, status) in [("answer=a", 200), ("", 422)] {
        let page = send("/en/course/1/1", body).await;
        assert_eq!((page.status, page.header("content-encoding")), (status, "gzip"), "{body}");
        assert_eq!(page.header("cache-control"), "private, no-store");
        assert_eq!(page.bytes[..2], [0x1f, 0x8b]);
    }
    for (address, body) in [("/en/search", "q=phone"), ("/en/course/resume", "code=one+two+three+four"), ("/en/course/keep", "")] {
        assert_eq!(send(address, body).await.header("content-encoding"), "", "{address}");
    }
}
