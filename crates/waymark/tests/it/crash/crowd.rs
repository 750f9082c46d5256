//! Crowds: connections and half-sent forms from one address, and others who tell meanwhile. All on loopback, which has many addresses.
//! Must not know how anything is counted.

use std::fs;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::thread::{scope, sleep};
use std::time::Duration;

use super::house::{House, Line};
use crate::program::{Serving, waymark};

const FLOOD: &str = "127.0.0.9";
const SCHOOL: &str = "127.0.0.2";

/// As it is started for real: with limits.
fn limited(house: &House) -> Serving {
    let args = house.args().into_iter().map(|arg| if arg == "off" { "on".to_owned() } else { arg });
    Serving::start(waymark(house.folder()).args(args))
}

/// A connection from this address of the machine.
fn from(address: &str, to: SocketAddr) -> TcpStream {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build().unwrap();
    let stream = runtime.block_on(async {
        let socket = tokio::net::TcpSocket::new_v4().unwrap();
        socket.bind(SocketAddr::new(address.parse().unwrap(), 0)).unwrap();
        socket.connect(to).await.unwrap().into_std().unwrap()
    });
    stream.set_nonblocking(false).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    stream.set_write_timeout(Some(Duration::from_secs(20))).unwrap();
    stream
}

/// Whatever comes until it is closed, or broken off.
fn heard(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    _ = stream.read_to_end(&mut bytes);
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Thirty tellers at one address, each with six connections, of which one tells.
fn school_tells(house: &House, to: SocketAddr) {
    let beside = (0..30 * 5).map(|_| from(SCHOOL, to)).collect::<Vec<_>>();
    scope(|all| {
        for n in 0..30 {
            all.spawn(move || {
                let concern = house.concern(&format!("pupil {n}"));
                let (status, answer) = Line::over(from(SCHOOL, to)).tell(&concern).unwrap();
                assert_eq!(status, 201, "{answer}");
            });
        }
    });
    drop(beside);
}

fn memory(serving: &Serving) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", serving.pid())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() / 1024
}

#[test]
fn a_flood_of_connections_is_told_so_and_a_school_is_not_touched() {
    let house = House::new();
    let serving = limited(&house);
    let open = (0..320).map(|_| from(FLOOD, serving.address)).collect::<Vec<_>>();
    sleep(Duration::from_millis(300));
    for path in ["/en/", "/api/v1/recipient"] {
        let mut one_more = from(FLOOD, serving.address);
        write!(one_more, "GET {path} HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
        let answer = heard(&mut one_more);
        assert!(answer.starts_with("HTTP/1.1 429 "), "{answer}");
        for line in ["connection: close", "retry-after: 60", "content-security-policy: default-src 'none'"] {
            assert!(answer.contains(line), "{line} in {answer}");
        }
        assert_eq!(path == "/en/", answer.contains("Please wait a few minutes"), "{answer}");
    }
    school_tells(&house, serving.address);
    drop(open);
    sleep(Duration::from_millis(300));
    let mut later = from(FLOOD, serving.address);
    write!(later, "GET /en/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").unwrap();
    assert!(heard(&mut later).starts_with("HTTP/1.1 200 "), "when the others have gone");
    drop(serving);
    assert_eq!(house.opened().len(), 30, "what was acknowledged is there");
}

#[test]
fn forms_that_stall_hold_little_and_who_tells_meanwhile_is_heard() {
    let house = House::new();
    let serving = limited(&house);
    let before = memory(&serving);
    let part = [b"carry=".to_vec(), vec![b'a'; 380_000]].concat();
    let head =
        "POST /en/concern/check HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 390000\r\n\r\n";
    let mut stalled = (0..250).map(|_| from(FLOOD, serving.address)).collect::<Vec<_>>();
    for stream in &mut stalled {
        // Who is turned away may be so before all is written.
        _ = stream.write_all(&[head.as_bytes(), &part].concat());
    }
    school_tells(&house, serving.address);
    let small = house.concern("at the address of the flood");
    assert_eq!(Line::over(from(FLOOD, serving.address)).tell(&small).unwrap().0, 201);
    let held = memory(&serving) - before;
    assert!(held < 40, "{held} MB more");
    let answers = stalled.iter_mut().map(|stream| {
        stream.set_read_timeout(Some(Duration::from_millis(20))).unwrap();
        heard(stream)
    });
    let told = answers.filter(|answer| answer.starts_with("HTTP/1.1 429 ") && answer.contains("Please wait a few minutes")).count();
    assert!(told > 100, "only {told} were told why");
    drop(serving);
    assert_eq!(house.opened().len(), 31);
}
