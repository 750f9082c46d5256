//! The record of acts as a file: all of it, in order, sent while it is read. Must not know how a row is hashed.

use axum::body::Body;
use futures_util::StreamExt;
use http::{Request, header};
use sqlx::SqlitePool;

use crate::house::House;

/// So many acts that nobody did here: three readings and some.
const MANY: i64 = 17_000;

async fn fill(house: &House) {
    const FILL: &str = "WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < $1)
        INSERT INTO audit (site, seq, at, account, act, subject, prev, hash)
        SELECT 'sample', (SELECT COALESCE(MAX(seq), 0) FROM audit) + n, 0, '=a.worker', 'show', '-', '', 'hash ' || n FROM n";
    let pool = SqlitePool::connect(&format!("sqlite:{}", house.folder().join("waymark.db").display())).await.unwrap();
    sqlx::query(FILL).bind(MANY).execute(&pool).await.unwrap();
}

#[tokio::test]
async fn the_file_of_acts_is_whole_and_is_one_act() {
    let house = House::demo().await;
    fill(&house).await;
    let mut auditor = house.signed_in("an.auditor").await;
    let page = auditor.get("/acts.csv").await;
    assert_eq!(page.status, 200);
    assert!(!page.headers.contains_key(header::CONTENT_LENGTH), "nobody has counted it before it is sent");
    let mut lines = page.text.split("\r\n");
    assert_eq!(lines.next(), Some("number,time,account,act,subject,hash"));
    let numbers: Vec<i64> = lines.filter(|l| !l.is_empty()).map(|l| l.split(',').next().unwrap().parse().unwrap()).collect();
    assert!(numbers.len() as i64 > MANY && numbers[0] == numbers.len() as i64, "from the newest on");
    assert!(numbers.windows(2).all(|two| two[0] == two[1] + 1), "each once");
    assert_eq!(page.text.matches(",'=a.worker,show,").count() as i64, MANY, "no cell is a formula");
    assert_eq!(house.noted("an.auditor", "acts-export", "-").await, 1);

    let none = auditor.get("/acts.csv?account=nobody.at.all").await;
    assert_eq!((none.status, none.text.as_str()), (200, "number,time,account,act,subject,hash\r\n"));
    let some = auditor.get("/acts.csv?act=acts-export").await;
    assert_eq!(some.text.lines().count(), 4, "the heading, and three: this look too");
}

/// A file that ends too early would pass for all there is.
#[tokio::test]
async fn a_record_that_cannot_be_read_to_its_end_is_no_file() {
    let house = House::demo().await;
    fill(&house).await;
    let auditor = house.signed_in("an.auditor").await;
    let cookies: Vec<String> = auditor.cookies.iter().map(|(n, v)| format!("{n}={v}")).collect();
    let request = Request::get("/acts.csv").header(header::HOST, "127.0.0.1:8081").header(header::COOKIE, cookies.join("; "));
    let answer = house.door.answer(request.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status(), 200);
    // It breaks after thousands of rows, which have been sent.
    let mut parts = answer.into_body().into_data_stream();
    let first = parts.next().await.unwrap().unwrap();
    assert_eq!(first.iter().filter(|byte| **byte == b'\n').count(), 5_001, "the heading, and as many as are read at once");
    house.office.store.close().await;
    assert!(parts.next().await.unwrap().is_err(), "the connection is broken, not ended");
}
