//! HTTP/1.1 over TCP: connections in, requests to the public door, and a calm end.
//! Must not know what is answered. **A visitor's address is dropped where it is accepted.**

use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::body::{Body, HttpBody};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::{sleep, timeout};
use web_public::Public;

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

/// Serves until `stopping` turns true, and then until the answers under way are out.
pub(crate) async fn serve(listener: TcpListener, public: Arc<Public>, mut stopping: watch::Receiver<bool>) {
    let room = room();
    let places = Arc::new(Semaphore::new(room as usize));
    let told = stopping.clone();
    loop {
        tokio::select! {
            (stream, place) = next(&listener, &places) => {
                tokio::spawn(connection(stream, Arc::clone(&public), told.clone(), place));
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
async fn next(listener: &TcpListener, places: &Arc<Semaphore>) -> (TcpStream, OwnedSemaphorePermit) {
    let place = Arc::clone(places).acquire_owned().await.expect("the places are never closed");
    loop {
        match listener.accept().await {
            Ok((stream, _)) => return (stream, place),
            Err(e) if e.kind() == io::ErrorKind::ConnectionAborted => {}
            Err(e) => {
                tracing::warn!(why = %e.kind(), "no connection can be taken just now");
                sleep(Duration::from_millis(500)).await;
            }
        }
    }
}

async fn connection(stream: TcpStream, public: Arc<Public>, mut stopping: watch::Receiver<bool>, _place: OwnedSemaphorePermit) {
    _ = stream.set_nodelay(true);
    let asked = AtomicBool::new(false);
    let service = service_fn(|request| {
        asked.store(true, Ordering::Relaxed);
        answer(&public, request)
    });
    let serving = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIME)
        .max_header_size(HEAD_BYTES)
        .max_headers(HEAD_LINES)
        .serve_connection(TokioIo::new(stream), service);
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

/// An error ends the connection, without an answer.
async fn answer(public: &Public, request: Request<Incoming>) -> io::Result<Response<Body>> {
    let (head, body) = request.into_parts();
    if body.is_end_stream() {
        return Ok(public.answer(Request::from_parts(head, Body::empty())).await);
    }
    let answer = timeout(BODY_TIME, public.answer(Request::from_parts(head, Body::new(body)))).await;
    answer.map_err(|_| io::ErrorKind::TimedOut.into())
}
