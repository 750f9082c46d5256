//! On the wire and on the disk, in order: under strace, what is told is synced before its 201 is written to the socket.
//! `kill -9` cannot show this: what a killed program wrote is still in the system's memory.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::house::{House, Line, text};
use crate::http::get;
use crate::postgres::Server;
use crate::program::{Serving, wait, waymark};

/// A call that the system has finished, or, for an answer, has been asked for.
#[derive(Debug, PartialEq, Eq)]
enum Call {
    /// Bytes went into this file.
    Wrote(String),
    /// This file, or folder, is on the disk.
    Synced(String),
    /// A file has its name.
    Renamed(String),
    /// The first byte of a 201 is about to be sent.
    Acknowledged,
}

const TRACED: &str = "trace=fdatasync,fsync,write,pwrite64,sendto,sendmsg,writev,rename,renameat,renameat2";

/// The house's program under strace, which writes what it sees into a file.
fn traced(house: &House) -> (Serving, PathBuf) {
    let log = house.folder().join("trace");
    let program = waymark(house.folder()).get_program().to_owned();
    let mut strace = Command::new("strace");
    // -D: the program is our child, and strace its own; -y: names of files.
    strace.current_dir(house.folder()).args(["-D", "-f", "-y", "-s", "64", "-e", TRACED, "-o", text(&log), "--"]);
    strace.arg(program).args(house.args());
    (Serving::start(&mut strace), log)
}

/// What is in the log: a call counts where it ends, an answer where it begins.
fn calls(log: &Path) -> Vec<Call> {
    let mut under_way = std::collections::HashMap::new();
    let mut calls = Vec::new();
    for line in fs::read_to_string(log).unwrap().lines() {
        let Some((thread, what)) = line.split_once(' ') else { continue };
        let what = what.trim_start();
        if what.contains("HTTP/1.1 201") && !what.starts_with("<...") {
            calls.push(Call::Acknowledged);
        }
        if let Some(begun) = what.strip_suffix("<unfinished ...>") {
            under_way.insert(thread.to_owned(), begun.to_owned());
            continue;
        }
        let whole = match what.strip_prefix("<... ") {
            Some(rest) => under_way.remove(thread).unwrap_or_default() + rest.split_once("resumed>").map_or("", |(_, end)| end),
            None => what.to_owned(),
        };
        calls.extend(finished(&whole));
    }
    calls
}

fn finished(call: &str) -> Option<Call> {
    let name = call.split('(').next()?;
    let result = call.rsplit(" = ").next()?;
    let file = || Some(call.split_once('<')?.1.split_once('>')?.0.to_owned());
    match name {
        "fsync" | "fdatasync" => (result.trim() == "0").then(file)?.map(Call::Synced),
        "pwrite64" | "write" | "writev" => file().filter(|f| f.starts_with('/')).map(Call::Wrote),
        "rename" | "renameat" | "renameat2" if result.trim() == "0" => Some(Call::Renamed(call.rsplit('"').nth(1)?.to_owned())),
        _ => None,
    }
}

#[test]
fn the_log_is_synced_before_each_201() {
    let house = House::new();
    let (serving, log) = traced(&house);
    let mut line = Line::to(serving.address).unwrap();
    for n in 0..5 {
        assert_eq!(line.tell(&house.concern(&format!("number {n}"))).unwrap().0, 201);
    }
    serving.signal("TERM");
    wait(|| (fs::read_to_string(&log).unwrap().contains("+++ exited with 0")).then_some(()), || "it does not end".into());
    let calls = calls(&log);
    let acknowledged = calls.iter().enumerate().filter(|(_, call)| **call == Call::Acknowledged).map(|(n, _)| n).collect::<Vec<_>>();
    assert_eq!(acknowledged.len(), 5, "{calls:?}");
    let is_log = |file: &str| file.ends_with("waymark.db-wal");
    let mut from = 0;
    for to in acknowledged {
        let between = &calls[from..to];
        let wrote = between.iter().rposition(|call| matches!(call, Call::Wrote(file) if is_log(file)));
        let synced = between.iter().rposition(|call| matches!(call, Call::Synced(file) if is_log(file)));
        assert!(wrote.is_some() && wrote < synced, "a 201 before the log was on the disk: {between:?}");
        from = to + 1;
    }
}

#[test]
fn in_the_spool_the_file_and_its_name_are_synced_before_each_201() {
    let mut server = Server::start();
    let house = House::on(&server.url());
    let (serving, log) = traced(&house);
    server.stop();
    let told = (0..3).map(|n| house.concern(&format!("number {n}"))).collect::<Vec<_>>();
    let mut line = Line::to(serving.address).unwrap();
    for concern in &told {
        assert_eq!(line.tell(concern).unwrap().0, 201);
    }
    assert!(get(serving.address, "/readyz").body.contains("3 concerns wait in the spool"));
    serving.signal("KILL");
    wait(|| (fs::read_to_string(&log).unwrap().contains("+++ killed by SIGKILL")).then_some(()), || "it does not end".into());
    let calls = calls(&log);
    let folder = text(&house.spool()).to_owned();
    let mut from = 0;
    for concern in &told {
        let to = from + calls[from..].iter().position(|call| *call == Call::Acknowledged).expect("an answer for each");
        let between = &calls[from..to];
        let at = |what: &dyn Fn(&Call) -> bool| between.iter().position(what);
        let wrote = between.iter().rposition(|call| matches!(call, Call::Wrote(file) if file.contains(&concern.id)));
        let file = at(&|call| matches!(call, Call::Synced(file) if file.contains(&concern.id)));
        let named = at(&|call| matches!(call, Call::Renamed(file) if file.ends_with(&concern.id)));
        let name = between.iter().rposition(|call| *call == Call::Synced(folder.clone()));
        assert!(wrote.is_some() && wrote < file && file < named && named < name, "a 201 before it was on the disk: {between:?}");
        from = to + 1;
    }
}
