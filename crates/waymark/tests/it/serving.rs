//! `serve` while it runs, and how it ends: the ready line, answers, saved files, hostile connections, signals.

use std::fs;
use std::io::{Read, Write};
use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::http::{connect, get, rest};
use crate::program::{Serving, edit, folder_with_keys, folder_with_site, run, wait, waymark};

#[test]
fn it_is_ready_answers_and_ends_on_either_signal() {
    let folder = folder_with_keys();
    for signal in ["TERM", "INT"] {
        let mut serving = Serving::start(waymark(folder.path()).args(["serve", "--public", "127.0.0.1:0"]));
        assert_eq!(serving.ready, format!("waymark: public ready http://{}\n", serving.address));
        assert_eq!(get(serving.address, "/healthz").status, 200);
        assert_eq!(get(serving.address, "/readyz").status, 200);
        assert_eq!(get(serving.address, "/en/").status, 200);
        serving.signal(signal);
        assert_eq!(serving.end().code(), Some(0));
        assert_eq!(serving.err(), "", "nothing is logged, least of all who came");
    }
}

#[test]
fn an_answer_under_way_is_finished_and_idle_connections_do_not_hold_the_end_up() {
    let folder = tempfile::tempdir().unwrap();
    let mut serving = Serving::start(waymark(folder.path()).args(["serve", "--public", "127.0.0.1:0"]));
    let silent = connect(serving.address);
    let mut idle = connect(serving.address);
    write!(idle, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
    assert_ne!(idle.read(&mut [0; 4096]).unwrap(), 0);
    let mut slow = connect(serving.address);
    write!(slow, "GET /healthz HTTP/1.1\r\nHo").unwrap();
    sleep(Duration::from_millis(200));

    let asked = Instant::now();
    serving.signal("TERM");
    sleep(Duration::from_millis(200));
    write!(slow, "st: x\r\n\r\n").unwrap();
    assert_eq!(rest(slow).status, 200);
    assert_eq!(serving.end().code(), Some(0));
    assert!(asked.elapsed() < Duration::from_secs(5), "{:?}", asked.elapsed());
    drop((silent, idle));
}

#[test]
fn nonsense_and_endless_heads_end_only_their_own_connection() {
    let folder = tempfile::tempdir().unwrap();
    let serving = Serving::start(waymark(folder.path()).args(["serve", "--public", "127.0.0.1:0"]));
    let many = (0..200).map(|n| format!("X-{n}: y\r\n")).collect::<String>();
    let long = format!("X: {}\r\n", "y".repeat(100_000));
    for (head, statuses) in [("\u{16}\u{3}\u{1}\r\n\r\n", [400, 400]), (many.as_str(), [431, 400]), (long.as_str(), [431, 0])] {
        let mut stream = connect(serving.address);
        // The server may close before all of it is sent, and its answer then be lost on the way: that is well enough.
        let sent = write!(stream, "GET / HTTP/1.1\r\nHost: x\r\n{head}\r\n");
        let mut answer = Vec::new();
        let read = stream.read_to_end(&mut answer);
        let status = String::from_utf8_lossy(&answer).split(' ').nth(1).and_then(|s| s.parse().ok()).unwrap_or(0);
        assert!(statuses.contains(&status), "{status} to {} bytes starting {:?}: {sent:?} {read:?}", head.len(), &head[..3]);
        // Such an answer comes before our headers do: it may have nothing in it that they would guard (ARCHITECTURE.md, "Headers").
        assert!(answer.is_empty() || answer.ends_with(b"\r\n\r\n"), "{}", String::from_utf8_lossy(&answer));
    }
    assert_eq!(get(serving.address, "/healthz").status, 200);
}

/// With 100 open files there is room for 36 visitors: the others wait, and the database's files are not taken from it.
#[test]
fn more_connections_than_there_is_room_for_wait_their_turn() {
    let folder = folder_with_keys();
    let program = waymark(folder.path()).get_program().to_owned();
    let limited = ["--nofile=100:100", "--", program.to_str().unwrap(), "serve", "--public", "127.0.0.1:0"];
    let serving = Serving::start(Command::new("prlimit").current_dir(folder.path()).args(limited));
    let crowd = (0..150).map(|_| connect(serving.address)).collect::<Vec<_>>();
    sleep(Duration::from_millis(300));
    let mut patient = connect(serving.address);
    write!(patient, "GET /readyz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").unwrap();
    drop(crowd);
    assert_eq!(rest(patient).status, 200);
    assert_eq!(serving.err(), "");
}

#[test]
fn a_saved_file_shows_and_a_broken_one_is_told() {
    let folder = folder_with_site();
    let serving = Serving::site_in(folder.path());
    assert!(!get(serving.address, "/en/").body.contains("Zanzibar"));

    edit(folder.path(), "site.toml", |t| t.replace("name = \"Waymark\"", "name = \"Zanzibar\""));
    wait(|| get(serving.address, "/en/").body.contains("Zanzibar").then_some(()), || format!("never shown: {}", serving.err()));
    serving.wait_for_err("waymark: the site was read again, and is shown as it is now\n");

    edit(folder.path(), "site.toml", |t| t.replace("reading_age", "reading_aeg"));
    serving.wait_for_err("site/site.toml:");
    serving.wait_for_err("waymark: the site has 1 error and cannot be shown; what was shown before still is\n");
    assert!(get(serving.address, "/en/").body.contains("Zanzibar"));

    edit(folder.path(), "site.toml", |t| {
        t.replace("reading_aeg", "reading_age").replace("live = false", "live = true").replace("http:", "https:")
    });
    serving.wait_for_err("start waymark again to serve it so; what was shown before still is\n");

    fs::rename(folder.path().join("site"), folder.path().join("elsewhere")).unwrap();
    serving.wait_for_err("waymark: there is no folder `site`");
    assert!(get(serving.address, "/en/").body.contains("Zanzibar"));
}

#[test]
fn a_second_one_on_the_same_data_runs_beside_it() {
    let folder = folder_with_site();
    let (one, two) = (Serving::site_in(folder.path()), Serving::site_in(folder.path()));
    assert_eq!((get(one.address, "/readyz").status, get(two.address, "/readyz").status), (200, 200));
    let third = run(folder.path(), &["serve", "--public", &one.address.to_string()]);
    assert_eq!(third.code, 3);
}
