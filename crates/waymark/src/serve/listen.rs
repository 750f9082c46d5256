//! HTTP/1.1 over TCP: connections in, requests to a door, and a calm end.
//! Must not know what is answered. **A visitor's address goes with what they send to be counted, is kept nowhere, and is never logged.**

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use hyper::body::{Frame, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{HeaderMap, Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::{sleep, timeout};
use web::Full;
use web_desk::DeskDoor;
use web_public::{Public, Source};

use super::crowd::{Crowd, Entrance, Load, Place};

/// The most connections at once, if the system allows as many open files; the next wait in the system's queue.
const CONNECTIONS: u32 = 10_000;
/// Open files that are not connections: the database and the like. Visitors must not be able to use these up.
const OTHER_FILES: u32 = 64;
/// For the whole of a request's head to come, and for an idle connection.
const HEAD_TIME: Duration = Duration::from_secs(10);
const HEAD_BYTES: usize = 32 * 1024;
const HEAD_LINES: usize = 100;
/// For a request with a body to be read and answered.
const BODY_TIME: Duration = Duration::from_secs(30);
/// After this a connection ends with its next answer, so that nobody holds a place for ever.
const LIFE: Duration = Duration::from_secs(600);
/// For answers under way, at the end.
const DRAIN: Duration = Duration::from_secs(10);
/// For a connection that was opened and has not asked anything yet, at the end.
const FRESH: Duration = Duration::from_secs(1);
/// For one that is only told why it is turned away.
const TURNED_AWAY: Duration = Duration::from_secs(2);

/// What answers requests.
pub(crate) trait Door: Send + Sync + 'static {
    /// Answers one.
    fn answer(&self, request: Request<Body>) -> impl Future<Output = Response<Body>> + Send;
    /// What a request for this path is answered that is not looked at.
    fn full(&self, path: &str, full: Full) -> Response<Body>;
}

impl Door for Public {
    fn full(&self, path: &str, full: Full) -> Response<Body> {
        Public::full(self, path, full)
    }

    fn answer(&self, request: Request<Body>) -> impl Future<Output = Response<Body>> + Send {
        Public::answer(self, request)
    }
}

impl Door for DeskDoor {
    fn full(&self, _path: &str, _full: Full) -> Response<Body> {
        DeskDoor::full(self)
    }

    fn answer(&self, request: Request<Body>) -> impl Future<Output = Response<Body>> + Send {
        DeskDoor::answer(self, request)
    }
}

/// Serves until `stopping` turns true, and then until the answers under way are out.
pub(crate) async fn serve<D: Door>(
    listener: TcpListener,
    door: Arc<D>,
    trusted: Vec<IpAddr>,
    crowd: Arc<Crowd>,
    mut stopping: watch::Receiver<bool>,
) {
    let trusted: Arc<[IpAddr]> = trusted.into();
    let room = room();
    let places = Arc::new(Semaphore::new(room as usize));
    let told = stopping.clone();
    loop {
        tokio::select! {
            (stream, peer, place) = next(&listener, &places) => {
                let peer = Peer { address: peer, trusted: Arc::clone(&trusted) };
                match crowd.enter(peer.counted()) {
                    Entrance::In(own) => {
                        let way = Way { door: Arc::clone(&door), crowd: Arc::clone(&crowd), peer };
                        tokio::spawn(connection(stream, way, told.clone(), (place, own)));
                    }
                    Entrance::Refused(own) => drop(tokio::spawn(turn_away(stream, Arc::clone(&door), (place, own)))),
                    Entrance::Closed => {}
                }
            }
            _ = stopping.wait_for(|stop| *stop) => break,
        }
    }
    drop(listener);
    // When every place is free again, every connection has ended.
    _ = timeout(DRAIN, places.acquire_many(room)).await;
}

/// How many connections there is room for, once the limit on open files is raised as far as it goes.
fn room() -> u32 {
    let wanted = u64::from(CONNECTIONS + OTHER_FILES);
    let mut limit = getrlimit(Resource::Nofile);
    let raised = Rlimit { current: Some(limit.maximum.map_or(wanted, |most| most.min(wanted))), ..limit };
    if limit.current < raised.current && limit.current.is_some() && setrlimit(Resource::Nofile, raised).is_ok() {
        limit = raised;
    }
    let files = limit.current.and_then(|n| u32::try_from(n).ok()).unwrap_or(u32::MAX);
    files.saturating_sub(OTHER_FILES).clamp(1, CONNECTIONS)
}

/// The next connection. That the system cannot give one just now (too many open files, say) ends nothing.
async fn next(listener: &TcpListener, places: &Arc<Semaphore>) -> (TcpStream, IpAddr, OwnedSemaphorePermit) {
    let place = Arc::clone(places).acquire_owned().await.expect("the places are never closed");
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => return (stream, peer.ip(), place),
            Err(e) if e.kind() == io::ErrorKind::ConnectionAborted => {}
            Err(e) => {
                tracing::warn!(why = %e.kind(), "no connection can be taken just now");
                sleep(Duration::from_millis(500)).await;
            }
        }
    }
}

/// What a connection leads to, and where it comes from.
struct Way<D> {
    door: Arc<D>,
    crowd: Arc<Crowd>,
    peer: Peer,
}

/// A place among all, and one among those of its source.
type Places = (OwnedSemaphorePermit, Place);

async fn connection<D: Door>(stream: TcpStream, way: Way<D>, mut stopping: watch::Receiver<bool>, _places: Places) {
    _ = stream.set_nodelay(true);
    let asked = AtomicBool::new(false);
    let service = service_fn(|request| {
        asked.store(true, Ordering::Relaxed);
        answer(&way, request)
    });
    let serving = http().serve_connection(TokioIo::new(stream), service);
    let mut serving = pin!(serving);
    // How a connection ends is the visitor's affair: errors here are phones that went away.
    tokio::select! {
        _ = serving.as_mut() => return,
        _ = stopping.wait_for(|stop| *stop) => {}
        () = sleep(LIFE) => {}
    }
    serving.as_mut().graceful_shutdown();
    if timeout(FRESH, serving.as_mut()).await.is_err() && asked.load(Ordering::Relaxed) {
        _ = timeout(DRAIN - FRESH, serving).await;
    }
}

fn http() -> http1::Builder {
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(HEAD_TIME).max_header_size(HEAD_BYTES).max_headers(HEAD_LINES);
    builder
}

/// Whatever is asked, the answer is that too much comes from there. It may be heard or not.
async fn turn_away<D: Door>(stream: TcpStream, door: Arc<D>, _places: Places) {
    let service = service_fn(|request: Request<Incoming>| {
        let answer = door.full(request.uri().path(), Full::Source);
        async { Ok::<_, io::Error>(answer) }
    });
    _ = timeout(TURNED_AWAY, http().serve_connection(TokioIo::new(stream), service)).await;
}

/// Who is at the other end of a connection, and which of those are proxies of ours.
struct Peer {
    address: IpAddr,
    trusted: Arc<[IpAddr]>,
}

impl Peer {
    /// Whose connection it counts as. Those of a proxy of ours are many people's.
    fn counted(&self) -> Option<Source> {
        (!self.trusted.contains(&self.address.to_canonical())).then_some(Source(self.address))
    }

    /// Where a request comes from. Behind a proxy of ours it is the last address in X-Forwarded-For that is no proxy of ours:
    /// what stands before that, anybody may have written.
    fn source(&self, headers: &HeaderMap) -> Source {
        if !self.trusted.contains(&self.address.to_canonical()) {
            return Source(self.address);
        }
        let lines = headers.get_all("x-forwarded-for").iter().filter_map(|line| line.to_str().ok());
        let told: Vec<&str> = lines.flat_map(|line| line.split(',')).collect();
        let mut from_the_last = told.into_iter().rev().map_while(address);
        let source = from_the_last.find(|one| !self.trusted.contains(&one.to_canonical()));
        Source(source.unwrap_or(self.address))
    }
}

/// An address as proxies write it: alone, in brackets, or with a port.
fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    bare.parse().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|a| a.ip()))
}

/// An error ends the connection, without an answer.
async fn answer<D: Door>(way: &Way<D>, request: Request<Incoming>) -> io::Result<Response<Body>> {
    let (head, body) = request.into_parts();
    if body.is_end_stream() {
        return Ok(way.door.answer(Request::from_parts(head, Body::empty())).await);
    }
    let source = way.peer.source(&head.headers);
    let (load, uri) = (Arc::new(way.crowd.load(source)), head.uri.clone());
    let mut request = Request::from_parts(head, Body::new(Coming { body, load: Arc::clone(&load) }));
    request.extensions_mut().insert(source);
    let answer = timeout(BODY_TIME, way.door.answer(request)).await;
    // A body that did not come whole was not taken, whatever it was answered.
    match load.full() {
        Some(full) => Ok(way.door.full(uri.path(), full)),
        None => answer.map_err(|_| io::ErrorKind::TimedOut.into()),
    }
}

/// A body, of which what has come is counted.
struct Coming {
    body: Incoming,
    load: Arc<Load>,
}

impl HttpBody for Coming {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let polled = Pin::new(&mut self.body).poll_frame(context).map_err(axum::Error::new);
        if let Poll::Ready(Some(Ok(frame))) = &polled
            && self.load.add(frame.data_ref().map_or(0, Bytes::len)).is_err()
        {
            return Poll::Ready(Some(Err(axum::Error::new(io::Error::from(io::ErrorKind::OutOfMemory)))));
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> hyper::body::SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forwarded_addresses_count_only_from_our_own_proxy_and_only_the_last() {
        let ip = |text: &str| text.parse::<IpAddr>().unwrap();
        let peer = |address: &str| Peer { address: ip(address), trusted: [ip("127.0.0.1"), ip("10.0.0.2")].into() };
        let source = |peer: Peer, lines: &[&str]| {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append("x-forwarded-for", line.parse().unwrap());
            }
            peer.source(&headers).0
        };
        assert_eq!(source(peer("192.0.2.1"), &["198.51.100.1"]), ip("192.0.2.1"), "a stranger's word");
        assert_eq!(source(peer("127.0.0.1"), &["203.0.113.9, 198.51.100.1"]), ip("198.51.100.1"), "what stands before may be anyone's");
        assert_eq!(source(peer("127.0.0.1"), &["203.0.113.9", "198.51.100.1, 10.0.0.2"]), ip("198.51.100.1"), "two proxies of ours");
        assert_eq!(source(peer("::ffff:127.0.0.1"), &["2001:db8::1"]), ip("2001:db8::1"));
        for written in ["198.51.100.1:4711", "198.51.100.1"] {
            assert_eq!(source(peer("127.0.0.1"), &[written]), ip("198.51.100.1"), "{written}");
        }
        for written in ["[2001:db8::1]:4711", "[2001:db8::1]"] {
            assert_eq!(source(peer("127.0.0.1"), &[written]), ip("2001:db8::1"), "{written}");
        }
        for nonsense in [&[][..], &["nonsense"], &["198.51.100.1, nonsense"], &["10.0.0.2"]] {
            assert_eq!(source(peer("127.0.0.1"), nonsense), ip("127.0.0.1"), "{nonsense:?}");
        }
    }
}
