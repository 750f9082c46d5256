//! Pages: every address answers, with the headers of the contract, the help that is on every page, and the way out.

use testkit::{Door, site, site_with};

/// The headers that stand on every answer.
const ALWAYS: [(&str, &str); 6] = [
    ("referrer-policy", "same-origin"),
    ("x-content-type-options", "nosniff"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=()"),
    ("content-security-policy", "frame-ancestors 'none'"),
];

fn assert_headers(page: &testkit::Page, address: &str) {
    for (name, part) in ALWAYS {
        assert!(page.header(name).contains(part), "{address}: {name} is {:?}", page.header(name));
    }
    let policy = page.header("content-security-policy");
    assert!(!policy.contains("unsafe") && !policy.contains("http"), "{address}: {policy}");
    assert!(!page.header("cache-control").is_empty(), "{address} says how long it may be kept");
}

/// Every page of the default site: guidance, lists, search, and the whole course.
fn addresses(site: &course::Site) -> Vec<String> {
    let language = &site.languages[0];
    let mut out: Vec<String> =
        ["/en/", "/en/guidance/", "/en/search", "/en/course/", "/en/course/keep", "/en/course/resume", "/en/course/certificate"]
            .map(str::to_owned)
            .into();
    out.extend(language.pages.iter().map(|p| format!("/en/guidance/{}", p.slug)));
    let course = language.course.as_ref().expect("the default site has a course");
    out.extend(course.addresses().map(|at| format!("/en/course/{}/{}", at.part, at.stop)));
    out
}

#[tokio::test]
async fn every_page_has_its_headers_its_help_and_its_way_out() {
    let site = site();
    let addresses = addresses(&site);
    let door = Door::open(site).await;
    let mut visitor = door.visitor();
    assert!(addresses.len() > 60, "only {} pages", addresses.len());
    for address in &addresses {
        let page = visitor.get(address).await;
        assert_eq!(page.status, 200, "{address}");
        assert_headers(&page, address);
        let text = page.text();
        for part in ["tel:999", "tel:01582547653", "href=\"/en/exit\"", "<h1", "Demonstration"] {
            assert!(text.contains(part), "{address} has no {part}");
        }
        assert!(!text.contains("<title>Waymark – Waymark"), "{address} says the name once");
        assert_eq!(page.count("main"), 1, "{address}");
        assert!(page.count("form") <= 1, "{address}");
        assert!(!text.contains(" style=") && !text.contains("<style") && !text.contains(" onclick"), "{address} has something inline");
        assert!(!text.contains("{{") && !text.contains("Unknown localization"), "{address} has a hole in it");
    }
    assert!(visitor.cookies.is_empty(), "reading sets no cookie");
}

#[tokio::test]
async fn other_answers_have_the_headers_too() {
    let door = Door::open(site()).await;
    let mut visitor = door.visitor();
    for (address, status) in [
        ("/", 303),
        ("/en", 303),
        ("/en/course", 303),
        ("/en/exit", 303),
        ("/healthz", 200),
        ("/readyz", 200),
        ("/nowhere", 404),
        ("/sw.js", 200),
        ("/en/offline.json", 200),
    ] {
        let page = visitor.get(address).await;
        assert_eq!(page.status, status, "{address}");
        assert_headers(&page, address);
    }
}

#[tokio::test]
async fn the_first_address_goes_to_the_visitors_language() {
    let door = Door::open(site()).await;
    let page = door.visitor().get_with("/", http::header::ACCEPT_LANGUAGE, "pl, en;q=0.5").await;
    assert_eq!((page.status, page.header("location")), (303, "/en/"));
    assert_eq!(page.header("vary"), "Accept-Language");
}

#[tokio::test]
async fn exit_forgets_everything_and_leaves() {
    let door = Door::open(site()).await;
    let mut visitor = door.visitor();
    visitor.cookies.insert("wm".into(), "1.1-1..".into());
    let page = visitor.get("/en/exit").await;
    assert_eq!((page.status, page.header("location")), (303, "https://www.bbc.co.uk/weather"));
    assert_eq!(page.header("clear-site-data"), "\"cookies\", \"storage\"");
    assert!(visitor.cookies.is_empty());
}

#[tokio::test]
async fn searching_finds_pages_and_keeps_nothing() {
    let door = Door::open(site()).await;
    let mut visitor = door.visitor();
    let page = visitor.post("/en/search", &[("q".into(), "taliking to my child".into())]).await;
    assert_eq!(page.status, 200);
    assert!(page.text().contains("/en/guidance/talking"), "a slip is forgiven");
    assert_eq!(page.header("cache-control"), "private, no-store");
    let page = visitor.post("/en/search", &[("q".into(), "<script>zzzz".into())]).await;
    assert!(page.text().contains("Nothing found") && !page.text().contains("<script>zzzz"));
    assert!(page.text().contains("tel:01582547653"), "who finds nothing can ring");
    assert_eq!(visitor.post("/en/search", &[]).await.status, 422);
    assert_eq!(visitor.get("/en/search?q=phone").await.status, 200);
    assert!(visitor.cookies.is_empty());
}

#[tokio::test]
async fn a_live_site_on_https_says_so_in_cookie_and_headers_and_drops_the_banner() {
    let live = site_with(|files| {
        let text = files.texts.get_mut("site.toml").expect("site.toml is there");
        *text = text.replace("live = false", "live = true").replace("http://127.0.0.1:8080", "https://waymark.example.org");
    });
    let door = Door::open(live).await;
    let mut visitor = door.visitor();
    let page = visitor.get("/en/").await;
    assert!(page.header("strict-transport-security").contains("max-age=31536000"));
    assert!(!page.text().contains("Demonstration"));
    let page = visitor.post("/en/course/keep", &[]).await;
    assert!(page.header("set-cookie").contains("; Secure"), "{}", page.header("set-cookie"));
}

#[tokio::test]
async fn a_number_that_nobody_confirmed_says_so_until_somebody_has() {
    let confirmed = site_with(|files| {
        let text = files.texts.get_mut("site.toml").expect("site.toml is there");
        *text = text.replace("confirmed = false", "confirmed = true");
    });
    for (site, said) in [(site(), true), (confirmed, false)] {
        let page = Door::open(site).await.visitor().get("/en/guidance/now").await;
        assert_eq!(page.main().contains("To be confirmed by the partnership."), said);
        assert_eq!(page.main().contains("No partnership has checked this page yet."), said);
        assert!(page.main().contains("Ring <a href=\"tel:999\"><strong>999</strong></a>"), "999 can be tapped in the text");
    }
}

#[tokio::test]
async fn the_menu_leads_only_to_what_is_there() {
    let bare = site_with(|files| files.texts.retain(|path, _| !path.starts_with("en/course/") && path != "en/guidance/now.md"));
    for (site, there) in [(site(), true), (bare, false)] {
        let page = Door::open(site).await.visitor().get("/en/guidance/").await;
        let (_, menu) = page.text().split_once("<nav aria-label=\"Main\">").expect("a menu");
        let (menu, _) = menu.split_once("</nav>").expect("it ends");
        for address in ["/en/course/", "/en/guidance/now"] {
            assert_eq!(menu.contains(&format!("href=\"{address}\"")), there, "{menu}");
        }
        assert!(menu.contains("href=\"/en/search\""), "{menu}");
    }
}

#[tokio::test]
async fn a_language_from_right_to_left_turns_the_page() {
    let site = site_with(|files| {
        let english: Vec<(String, String)> =
            files.texts.iter().filter(|(p, _)| p.starts_with("en/")).map(|(p, t)| (p.clone(), t.clone())).collect();
        files.texts.extend(english.into_iter().map(|(p, t)| (p.replacen("en/", "ur/", 1), t)));
        let text = files.texts.get_mut("site.toml").expect("site.toml is there");
        *text =
            text.replace("languages = [\"en\"]", "languages = [\"en\", \"ur\"]").replace("text.en", "text = { en = \"x\", ur = \"y\" } #");
    });
    let door = Door::open(site).await;
    let page = door.visitor().get("/ur/guidance/now").await;
    assert!(page.text().contains("<html lang=\"ur\" dir=\"rtl\">"));
    assert!(page.text().contains("href=\"/ur/exit\""));
}
