//! A word that is told without scripts, so that the server itself seals it, is found nowhere afterwards: not in the database, its log,
//! the spool, a backup, what the program logs at its most talkative, nor in its memory.

use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;
use std::thread::sleep;
use std::time::Duration;

use memchr::memmem;

use super::apart::apart;
use super::form::Form;
use super::house::{House, text};
use crate::postgres::Server;
use crate::program::{Serving, files, run, wait};

/// No part of it is in any other text.
const WORD: &str = "qzvkJxWpyhTbgrfMdnslcQua";
/// How long memory may take to be clean. By hand, for longer: `WAYMARK_TEST_WAIT=60`.
const WAIT: u64 = 8;

/// The word, and pieces of it: what lies on a stack may have been written over in part.
fn pieces() -> impl Iterator<Item = &'static str> {
    [WORD, &WORD[..8], &WORD[8..16], &WORD[16..]].into_iter()
}

/// Where any of these is in the process's memory.
fn in_memory(pid: u32, words: &[&str]) -> Vec<String> {
    let mut memory = File::open(format!("/proc/{pid}/mem")).unwrap();
    let mut found = Vec::new();
    let mut bytes = Vec::new();
    let mut looked_at = 0;
    for line in fs::read_to_string(format!("/proc/{pid}/maps")).unwrap().lines() {
        let Some((range, rest)) = line.split_once(' ') else { continue };
        let Some((from, to)) = range.split_once('-').and_then(|(a, b)| Some((hex(a)?, hex(b)?))) else { continue };
        bytes.resize(usize::try_from(to - from).unwrap(), 0);
        // What the kernel maps of its own cannot be read.
        if !rest.starts_with('r') || memory.seek(SeekFrom::Start(from)).is_err() || memory.read_exact(&mut bytes).is_err() {
            continue;
        }
        looked_at += bytes.len();
        for word in words {
            let places =
                memmem::find_iter(&bytes, word).map(|at| format!("{word} at {:x} of {line}: {}", from + at as u64, around(&bytes, at)));
            found.extend(places);
        }
    }
    assert!(looked_at > 1_000_000, "its memory was not looked at");
    found
}

fn hex(text: &str) -> Option<u64> {
    u64::from_str_radix(text, 16).ok()
}

fn around(bytes: &[u8], at: usize) -> String {
    String::from_utf8_lossy(&bytes[at.saturating_sub(48)..(at + 72).min(bytes.len())]).escape_debug().to_string()
}

fn on_disk(folder: &Path) -> Vec<String> {
    let holds = |file: &Path| fs::read(file).is_ok_and(|bytes| pieces().any(|word| memmem::find(&bytes, word.as_bytes()).is_some()));
    files(folder).into_iter().filter(|file| holds(file)).map(|file| text(&file).to_owned()).collect()
}

fn wait_for_clean_memory() {
    let told = std::env::var_os("WAYMARK_TEST_WAIT").and_then(|t| t.to_str()?.parse().ok());
    sleep(Duration::from_secs(told.unwrap_or(WAIT)));
}

fn serve(house: &House) -> Serving {
    Serving::start(house.command().args(["--door", "public"]).env("WAYMARK_LOG", "trace"))
}

#[test]
fn a_word_that_is_told_is_found_nowhere() {
    if apart("crash::canary::a_word_that_is_told_is_found_nowhere") {
        return;
    }
    let house = House::new();
    let serving = serve(&house);
    let mut form = Form::filled(serving.address, WORD);
    assert!(form.page.body.contains(WORD), "the list of answers shows it");
    let sent = form.send();
    assert_eq!(sent.status, 200);
    let receipt = sent.body.split_once("data-receipt>").unwrap().1.split_once("</p>").unwrap().0.replace("<br>", "\n");
    let receipt = receipt.split_whitespace().collect::<Vec<_>>();
    assert_eq!(receipt.len(), 8);
    wait_for_clean_memory();
    let mut words = pieces().collect::<Vec<_>>();
    let joined = [" ", "\n", "-"].map(|between| receipt[1..4].join(between));
    words.extend(joined.iter().map(String::as_str));
    let memory = in_memory(serving.pid(), &words);
    assert!(!in_memory(serving.pid(), &["Demonstration"]).is_empty(), "what is in its pages is found");
    assert!(memory.is_empty(), "{} places:\n{}", memory.len(), memory.join("\n"));

    let out = house.folder().join("backup");
    let done = run(house.folder(), &["backup", "--out", text(&out), "--database", &house.database, "--data", text(&house.data)]);
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(!files(&out).is_empty());
    assert_eq!(on_disk(house.folder()), [""; 0]);
    let log = serving.err();
    assert!(log.contains("DEBUG"), "the log is at its most talkative: {log}");
    assert!(!pieces().any(|word| log.contains(word)) && !joined.iter().any(|words| log.contains(words)), "{log}");
    drop(serving);
    assert_eq!(house.opened().into_values().collect::<Vec<_>>(), [WORD], "the team finds it");
}

/// The same while the database is away: what waits in the spool is sealed as well.
#[test]
fn nor_while_it_waits_in_the_spool() {
    let mut server = Server::start();
    let house = House::on(&server.url());
    let serving = serve(&house);
    server.stop();
    let mut form = Form::filled(serving.address, WORD);
    assert_eq!(form.send().status, 200);
    assert_eq!(files(&house.spool()).len(), 1);
    assert_eq!(on_disk(house.folder()), [""; 0]);
    server.go_on();
    wait(|| files(&house.spool()).is_empty().then_some(()), || serving.err());
    assert!(!pieces().any(|word| serving.err().contains(word)));
    drop(serving);
    assert_eq!(house.opened().into_values().collect::<Vec<_>>(), [WORD]);
}
