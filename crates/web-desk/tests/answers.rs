//! The desk door as a program meets it: what is there, what is not, and the headers on all of it.

use axum::body::{Body, to_bytes};
use http::{Request, Response};
use store::{Keeper, Store};
use web_desk::Desk;

async fn text(response: Response<Body>) -> String {
    String::from_utf8(to_bytes(response.into_body(), 64 * 1024).await.unwrap().to_vec()).unwrap()
}

#[tokio::test]
async fn signs_of_life_are_there_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&format!("sqlite:{}", folder.path().join("waymark.db").display())).await.unwrap();
    let desk = Desk::new(Keeper::open(store, &folder.path().join("spool")).unwrap(), true);
    for (method, path, status, says) in [
        ("GET", "/healthz", 200, "ok\n"),
        ("GET", "/readyz", 200, "ready\n"),
        ("GET", "/metrics", 200, "waymark_database_up 1\n"),
        ("POST", "/readyz", 405, "read"),
        ("GET", "/", 404, "the desk comes with the next version"),
        ("POST", "/en/concern/send", 404, "the desk comes with the next version"),
    ] {
        let request = Request::builder().method(method).uri(path).body(Body::empty()).unwrap();
        let response = desk.answer(request).await;
        assert_eq!(response.status(), status, "{method} {path}");
        let header = |name: &str| response.headers().get(name).unwrap_or_else(|| panic!("{path}: {name}")).to_str().unwrap().to_owned();
        assert!(header("content-type").starts_with("text/plain"), "{path}");
        assert!(header("content-security-policy").contains("frame-ancestors 'none'"), "{path}");
        assert_eq!((header("cache-control"), header("x-content-type-options")), ("private, no-store".into(), "nosniff".into()));
        assert!(header("strict-transport-security").starts_with("max-age="), "{path}");
        let text = text(response).await;
        assert!(text.contains(says), "{path}: {text}");
    }
}
