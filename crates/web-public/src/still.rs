//! What depends on nothing but its address: rendered and compressed ahead, served from memory with strong ETags.
//! Must not know what a page says.

use std::collections::HashMap;
use std::io::{self, Write};
use std::sync::Arc;

use axum::body::{Body, Bytes};
use http::header;
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode};
use sha2::{Digest, Sha256};

use crate::headers;

/// How hard to compress.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effort {
    /// Quickly, at start.
    Light,
    /// As small as it goes, in the background.
    Full,
}

/// Everything that stands still, by address.
#[derive(Default)]
pub(crate) struct Still {
    entries: HashMap<String, Entry>,
}

/// What is served at one address, in each encoding. Where it is squeezed, what stays is shared with what it was before.
#[derive(Clone)]
struct Entry {
    /// With a cookie, someone else answers.
    without_cookie: bool,
    plain: Arc<Variant>,
    gzip: Option<Arc<Variant>>,
    brotli: Option<Arc<Variant>>,
}

struct Variant {
    etag: HeaderValue,
    headers: HeaderMap,
    bytes: Bytes,
}

/// A thing to be served.
pub(crate) struct Item {
    /// Its address, without a query.
    pub(crate) address: String,
    /// Its content type.
    pub(crate) kind: HeaderValue,
    /// How long it may be kept.
    pub(crate) cache: HeaderValue,
    /// Whether the answer is another one for a visitor with a progress cookie.
    pub(crate) without_cookie: bool,
    /// Its bytes.
    pub(crate) bytes: Bytes,
    /// Its bytes with gzip and with brotli, where the build has made them.
    pub(crate) made: Option<(Bytes, Bytes)>,
}

impl Still {
    /// Compresses `items` lightly; `https` as in [`headers::always`].
    pub(crate) fn new(items: Vec<Item>, https: bool) -> Still {
        let always = headers::always(https);
        let entries = items.into_iter().map(|item| (item.address.clone(), Entry::new(item, always))).collect();
        Still { entries }
    }

    /// The same, compressed as small as it goes: that takes a second or two.
    pub(crate) fn squeezed(&self) -> Still {
        Still { entries: self.entries.iter().map(|(address, entry)| (address.clone(), entry.squeezed())).collect() }
    }

    /// The answer, if there is one here.
    pub(crate) fn answer<B>(&self, request: &Request<B>, has_cookie: bool) -> Option<Response<Body>> {
        if *request.method() != Method::GET && *request.method() != Method::HEAD {
            return None;
        }
        let entry = self.entries.get(request.uri().path())?;
        if entry.without_cookie && has_cookie {
            return None;
        }
        let variant = entry.choose(request.headers().get(header::ACCEPT_ENCODING));
        let fresh = request.headers().get(header::IF_NONE_MATCH).is_some_and(|tags| matches(tags, &variant.etag));
        let mut response = Response::new(if fresh { Body::empty() } else { Body::from(variant.bytes.clone()) });
        *response.headers_mut() = variant.headers.clone();
        if fresh {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            response.headers_mut().remove(header::CONTENT_LENGTH);
        }
        Some(response)
    }

    /// Whether something is served at `address`.
    pub(crate) fn has(&self, address: &str) -> bool {
        self.entries.contains_key(address)
    }
}

impl Entry {
    fn new(item: Item, always: &HeaderMap) -> Entry {
        let (gzip, brotli) = match item.made {
            Some((gzip, brotli)) => (Some(gzip), Some(brotli)),
            None if !compresses(&item.kind) => (None, None),
            None => (gzip(&item.bytes, Effort::Light).ok(), None),
        };
        let mut base = always.clone();
        base.insert(header::CONTENT_TYPE, item.kind);
        base.insert(header::CACHE_CONTROL, item.cache);
        let vary = if item.without_cookie { "Accept-Encoding, Cookie" } else { "Accept-Encoding" };
        base.insert(header::VARY, HeaderValue::from_static(vary));
        let plain = Variant::plain(base, item.bytes);
        Entry {
            without_cookie: item.without_cookie,
            gzip: gzip.map(|bytes| plain.encoded(bytes, "gzip")),
            brotli: brotli.map(|bytes| plain.encoded(bytes, "br")),
            plain: Arc::new(plain),
        }
    }

    /// With brotli, and gzip at its best, where there is neither yet.
    fn squeezed(&self) -> Entry {
        let mut entry = self.clone();
        if entry.gzip.is_some() && entry.brotli.is_none() {
            let bytes = &self.plain.bytes;
            entry.gzip = gzip(bytes, Effort::Full).ok().map(|bytes| self.plain.encoded(bytes, "gzip")).or(entry.gzip);
            entry.brotli = brotli(bytes).ok().map(|bytes| self.plain.encoded(bytes, "br"));
        }
        entry
    }

    /// The smallest form that the visitor's browser takes.
    fn choose(&self, accepted: Option<&HeaderValue>) -> &Variant {
        match (&self.brotli, &self.gzip) {
            (Some(brotli), _) if takes(accepted, "br") => brotli,
            (_, Some(gzip)) if takes(accepted, "gzip") => gzip,
            _ => &self.plain,
        }
    }
}

impl Variant {
    /// The bytes as they are, with `headers` and what follows from them.
    fn plain(mut headers: HeaderMap, bytes: Bytes) -> Variant {
        let digest = Sha256::digest(&bytes);
        let hash: String = digest[..9].iter().map(|b| format!("{b:02x}")).collect();
        let etag = tag(format!("\"{hash}\""));
        headers.insert(header::ETAG, etag.clone());
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(bytes.len()));
        Variant { etag, headers, bytes }
    }

    /// The same, as `bytes` in an encoding.
    fn encoded(&self, bytes: Bytes, encoding: &'static str) -> Arc<Variant> {
        let mut headers = self.headers.clone();
        let plain = self.etag.to_str().unwrap_or_default().trim_matches('"');
        let etag = tag(format!("\"{plain}-{encoding}\""));
        headers.insert(header::ETAG, etag.clone());
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(bytes.len()));
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
        Arc::new(Variant { etag, headers, bytes })
    }
}

/// Hexadecimal digits and fixed words are always a good header value.
fn tag(text: String) -> HeaderValue {
    HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static("\"-\""))
}

/// Whether a browser that says `accepted` takes `encoding`.
pub(crate) fn takes(accepted: Option<&HeaderValue>, encoding: &str) -> bool {
    accepted.and_then(|a| a.to_str().ok()).unwrap_or_default().split(',').any(|part| {
        let (name, quality) = part.split_once(';').unwrap_or((part, ""));
        name.trim().eq_ignore_ascii_case(encoding) && !matches!(quality.trim(), "q=0" | "q=0.0" | "q=0.00" | "q=0.000")
    })
}

/// Whether one of `tags` is `etag`, or any will do.
fn matches(tags: &HeaderValue, etag: &HeaderValue) -> bool {
    let (Ok(tags), Ok(etag)) = (tags.to_str(), etag.to_str()) else { return false };
    tags.split(',').map(|t| t.trim().trim_start_matches("W/")).any(|t| t == etag || t == "*")
}

fn compresses(kind: &HeaderValue) -> bool {
    let kind = kind.to_str().unwrap_or_default();
    kind.starts_with("text/") || kind.starts_with("application/json") || kind.starts_with("image/svg")
}

/// Gzip, as every browser takes it.
pub(crate) fn gzip(bytes: &[u8], effort: Effort) -> io::Result<Bytes> {
    let level = if effort == Effort::Full { 9 } else { 4 };
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(level));
    encoder.write_all(bytes)?;
    encoder.finish().map(Bytes::from)
}

/// Brotli at its best. The window holds the largest page and no more, to spare memory.
fn brotli(bytes: &[u8]) -> io::Result<Bytes> {
    let mut encoder = brotli::CompressorWriter::new(Vec::new(), 4096, 11, 16);
    encoder.write_all(bytes)?;
    Ok(Bytes::from(encoder.into_inner()))
}

/// The content type of a file, by its ending.
pub(crate) fn kind_of(name: &str) -> HeaderValue {
    HeaderValue::from_static(match name.rsplit('.').next().unwrap_or_default() {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "txt" => "text/plain; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "json" => "application/json",
        _ => "application/octet-stream",
    })
}
