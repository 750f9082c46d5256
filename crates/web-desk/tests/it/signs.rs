//! The desk door as a program meets it: signs of life, and the headers on everything.

use crate::house::House;

#[tokio::test]
async fn signs_of_life_need_nobody_and_tell_nothing_of_anybody() {
    let house = House::demo().await;
    let mut browser = house.browser();
    for (path, says) in [("/healthz", "ok\n"), ("/readyz", "ready\n"), ("/metrics", "waymark_database_up 1\n")] {
        let page = browser.get(path).await;
        assert_eq!(page.status, 200, "{path}");
        assert!(page.has(says) && !page.has("worker"), "{path}: {}", page.text);
    }
    assert_eq!(browser.post("/readyz", &[]).await.status, 405);
}

#[tokio::test]
async fn every_answer_has_the_headers() {
    let house = House::demo().await;
    let mut browser = house.signed_in("a.manager").await;
    for path in ["/", "/healthz", "/account", "/acts", "/nothing-here", "/favicon.ico"] {
        let page = browser.get(path).await;
        let header = |name: &str| page.headers.get(name).unwrap_or_else(|| panic!("{path}: {name}")).to_str().unwrap().to_owned();
        assert!(header("content-security-policy").contains("frame-ancestors 'none'"), "{path}");
        assert!(!header("content-security-policy").contains("unsafe"), "{path}");
        assert_eq!((header("cache-control"), header("x-content-type-options")), ("private, no-store".into(), "nosniff".into()));
        assert!(page.headers.get("content-encoding").is_none(), "{path}: never compressed");
    }
}
