//! HTTP by hand over a plain connection: the tests say what stands on the wire.
//! Must not know the program.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: String,
}

pub(crate) fn connect(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(15))).unwrap();
    stream
}

pub(crate) fn get(address: SocketAddr, path: &str) -> Answer {
    let mut stream = connect(address);
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").unwrap();
    rest(stream)
}

/// Reads until the connection is closed. Bytes that are no text (compressed pages) are of no concern here.
pub(crate) fn rest(mut stream: TcpStream) -> Answer {
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    let text = String::from_utf8_lossy(&bytes);
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
    let status = head.split(' ').nth(1).and_then(|s| s.parse().ok()).unwrap_or(0);
    Answer { status, body: body.to_owned() }
}

/// Sends a form. The fields are encoded already.
pub(crate) fn post_form(address: SocketAddr, path: &str, fields: &str) -> Answer {
    let mut stream = connect(address);
    let kind = "Content-Type: application/x-www-form-urlencoded";
    let head =
        format!("POST {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n{kind}\r\nContent-Length: {}\r\n\r\n", fields.len());
    stream.write_all(&[head.as_bytes(), fields.as_bytes()].concat()).unwrap();
    rest(stream)
}
