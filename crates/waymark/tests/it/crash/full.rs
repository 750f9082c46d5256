//! Full disks: the database's, then the spool's too. What was acknowledged is there when there is room again, and a no is a clear no.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use super::apart::{apart, mount};
use super::form::Form;
use super::house::{House, Line};
use crate::http::get;
use crate::program::wait;

/// Until not a byte more goes in.
fn fill(disk: &Path) {
    let mut file = File::create(disk.join("filler")).unwrap();
    for size in [64 * 1024, 4096, 1] {
        while file.write_all(&vec![1; size]).is_ok() {}
    }
}

fn make_room(disk: &Path) {
    fs::remove_file(disk.join("filler")).unwrap();
}

#[test]
fn a_full_disk_goes_to_the_spool_and_a_full_spool_says_not_sent() {
    if apart("crash::full::a_full_disk_goes_to_the_spool_and_a_full_spool_says_not_sent") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let (data, database) = (folder.path().join("data"), folder.path().join("database"));
    mount(&data, "1m");
    mount(&database, "8m");
    let house = House::at(folder, data.clone(), &format!("sqlite:{}", database.join("waymark.db").display()));
    let serving = house.serve();
    let mut line = Line::to(serving.address).unwrap();
    let mut expected = Vec::new();
    let mut told = |line: &mut Line, words: &str| {
        let concern = house.concern(words);
        let (status, answer) = line.tell(&concern).unwrap();
        assert_eq!(status, 201, "{answer}");
        expected.push((concern.id, concern.words));
    };
    told(&mut line, "with room");
    fill(&database);
    told(&mut line, "the first without");
    told(&mut line, "the second without");
    let ready = || get(serving.address, "/readyz");
    assert!(ready().status == 200 && ready().body.contains("2 concerns wait in the spool"), "{}", ready().body);
    let mut form = Form::filled(serving.address, "Typed-Words");

    fill(&data);
    let refused = house.concern("refused");
    let (status, answer) = line.tell(&refused).unwrap();
    assert!(status == 503 && answer.contains("\"Not sent\""), "{status} {answer}");
    let page = form.send();
    assert_eq!(page.status, 503);
    let (_, problem) = page.body.split_once("role=\"alert\"").expect("the page says what went wrong");
    let problem = problem.split_once("</div>").unwrap().0;
    assert!(problem.contains("Not sent") && problem.contains("href=\"tel:") && problem.contains("999"), "{problem}");
    assert!(page.body.contains("Typed-Words"), "what was typed is still on the page");

    make_room(&data);
    make_room(&database);
    let sent = form.send();
    assert_eq!(sent.status, 200, "the same page is sent again: {}", sent.body);
    assert_eq!(line.tell(&refused).unwrap().0, 201);
    expected.push((refused.id, refused.words));
    wait(|| (ready().body == "ready\n").then_some(()), || format!("{} {}", ready().body, serving.err()));
    drop(serving);
    let mut there = house.opened();
    for (id, words) in expected {
        assert_eq!(there.remove(&id), Some(words), "{id}");
    }
    assert_eq!(there.into_values().collect::<Vec<_>>(), ["Typed-Words"], "and what was typed, once");
}
