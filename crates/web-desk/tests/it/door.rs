//! The door itself: signs of life, what is there for nobody, and the headers on all of it.

use crate::kit::House;

#[tokio::test]
async fn signs_of_life_are_there_for_programs() {
    let house = House::open(true, &[]).await;
    let mut nobody = house.nobody();
    for (path, status, says) in [
        ("/healthz", 200, "ok\n"),
        ("/readyz", 200, "ready\n"),
        ("/metrics", 200, "waymark_database_up 1\n"),
        ("/", 200, "Sign in"),
        ("/en/concern/", 404, "There is nothing here for you"),
        ("/people", 303, ""),
    ] {
        let page = nobody.get(path).await;
        assert_eq!(page.status, status, "{path}");
        assert!(page.text().contains(says), "{path}: {}", page.text());
        assert!(page.header("content-security-policy").contains("frame-ancestors 'none'"), "{path}");
        assert_eq!((page.header("cache-control"), page.header("x-content-type-options")), ("private, no-store", "nosniff"), "{path}");
    }
    assert_eq!(nobody.post("/readyz", &[]).await.status, 405);
}
