//! A visitor: asks the door without a network, keeps its cookies, and sees whole pages.
//! Must not know what pages hold.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Arc;

use axum::body::{Body, to_bytes};
use http::{Method, Request, header};
use web_public::{Public, Source};

use crate::Page;

/// A visitor with a cookie jar.
pub struct Visitor {
    public: Arc<Public>,
    /// Cookies by name, as the door has set them.
    pub cookies: BTreeMap<String, String>,
    /// Where they come from, if the door is to know.
    pub source: Option<IpAddr>,
}

impl Visitor {
    pub(crate) fn new(public: Arc<Public>) -> Visitor {
        Visitor { public, cookies: BTreeMap::new(), source: None }
    }

    /// Asks for a page.
    pub async fn get(&mut self, address: &str) -> Page {
        self.send(Request::get(address), Body::empty()).await
    }

    /// Asks for a page with one header more.
    pub async fn get_with(&mut self, address: &str, name: header::HeaderName, value: &str) -> Page {
        self.send(Request::get(address).header(name, value), Body::empty()).await
    }

    /// Sends a form.
    pub async fn post(&mut self, address: &str, fields: &[(String, String)]) -> Page {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = Request::post(address).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request, Body::from(body)).await
    }

    /// Sends anything.
    ///
    /// # Panics
    /// If the request cannot be built, or the answer does not end.
    pub async fn send(&mut self, request: http::request::Builder, body: Body) -> Page {
        let mut request = request.header(header::HOST, "127.0.0.1:8080");
        if !self.cookies.is_empty() {
            let line: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            request = request.header(header::COOKIE, line.join("; "));
        }
        if let Some(source) = self.source {
            request = request.extension(Source(source));
        }
        let request = request.body(body).expect("a request can be built");
        let head = request.method() == Method::HEAD;
        let (parts, body) = self.public.answer(request).await.into_parts();
        let bytes = to_bytes(body, 8 << 20).await.expect("the answer ends");
        for line in parts.headers.get_all(header::SET_COOKIE) {
            self.set(line.to_str().expect("cookies are plain text"));
        }
        Page { status: parts.status.as_u16(), headers: parts.headers, bytes: bytes.to_vec(), head }
    }

    fn set(&mut self, line: &str) {
        let (name, value) = line.split(';').next().and_then(|pair| pair.split_once('=')).expect("a cookie has a name and a value");
        if line.contains("Max-Age=0") {
            self.cookies.remove(name);
        } else {
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
    }
}
