//! A site as it is shown: the typed model, everything rendered from it that stands still, and the search index.
//! Must not know requests.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::body::Bytes;
use course::Site;
use http::HeaderValue;
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::search::index::Index;
use crate::still::{Item, Still, kind_of};
use crate::{api, assets, back, concern, course as course_web, headers, pages, search};

/// A site, ready.
pub(crate) struct Shown {
    pub(crate) site: Arc<Site>,
    pub(crate) still: Still,
    pub(crate) indexes: Arc<BTreeMap<String, Index>>,
    pub(crate) https: bool,
    /// Whether there are keys, so that something can be told.
    pub(crate) sealing: bool,
}

impl Shown {
    /// Renders `site`, and compresses it lightly.
    ///
    /// # Errors
    /// If a template fails, which the tests rule out for every sample.
    pub(crate) fn new(site: Arc<Site>, sealing: bool) -> askama::Result<Shown> {
        let https = site.settings.base.starts_with("https://");
        let mut items = Vec::new();
        for language in &site.languages {
            let mut rendered = pages::render(&site, language)?;
            rendered.extend(course_web::render(&site, language)?);
            rendered.push((format!("/{}/search", language.code), search::still(&site, language)?));
            let offline = offline(&site, &language.code, &rendered);
            // What is told and come back to is never kept for use without internet, so it comes after.
            if sealing {
                rendered.extend(concern::render(&site, language)?);
                rendered.extend(back::render(&site, language)?);
            }
            let overview = course_web::base(language);
            items.extend(rendered.into_iter().map(|(address, html)| Item {
                without_cookie: address == overview,
                address,
                kind: headers::HTML,
                cache: headers::ASK,
                bytes: Bytes::from(html),
                made: None,
            }));
            items.push(item(format!("/{}/offline.json", language.code), "x.json", headers::ASK, Bytes::from(offline)));
        }
        for (name, bytes) in &site.media {
            items.push(item(format!("/media/{name}"), name, headers::ASK, Bytes::from(bytes.clone())));
        }
        items.extend(assets::all().map(|asset| {
            let cache = if asset.hashed { headers::FOREVER } else { headers::ASK };
            let made = asset.gzip.zip(asset.brotli).map(|(g, b)| (Bytes::from_static(g), Bytes::from_static(b)));
            Item { made, ..item(asset.address.clone(), &asset.address, cache, Bytes::from_static(asset.plain)) }
        }));
        items.push(item("/api/v1/openapi.json".into(), "x.json", headers::ASK, Bytes::from(api::document())));
        let indexes = site.languages.iter().map(|l| (l.code.clone(), Index::new(l))).collect();
        Ok(Shown { still: Still::new(items, https), indexes: Arc::new(indexes), site, https, sealing })
    }

    /// The same, compressed as small as it goes. All else is shared with what it was before: two sites in memory would be one too many.
    pub(crate) fn squeezed(&self) -> Shown {
        let (site, indexes) = (Arc::clone(&self.site), Arc::clone(&self.indexes));
        Shown { still: self.still.squeezed(), indexes, site, https: self.https, sealing: self.sealing }
    }
}

fn item(address: String, name: &str, cache: HeaderValue, bytes: Bytes) -> Item {
    Item { address, kind: kind_of(name), cache, without_cookie: false, bytes, made: None }
}

/// What a browser keeps when a visitor asks to use the site without internet: addresses, a version that changes with
/// what stands at them, and a sentence for what is not kept. The pages to come back and to search need the server.
fn offline(site: &Site, lang: &str, rendered: &[(String, String)]) -> String {
    let needs_server = ["/search", "/keep", "/resume"];
    let kept = rendered.iter().filter(|(address, _)| !needs_server.iter().any(|n| address.ends_with(n)));
    let mut hash = Sha256::new();
    let mut urls: Vec<String> = Vec::new();
    for (address, html) in kept {
        hash.update(address);
        hash.update(html);
        urls.push(address.clone());
    }
    urls.extend(site.media.keys().map(|name| format!("/media/{name}")));
    urls.extend(assets::all().map(|a| a.address).filter(|a| a != "/sw.js" && !assets::is_for_telling(a)));
    let version: String = hash.finalize()[..8].iter().map(|b| format!("{b:02x}")).collect();
    let words = crate::words::Words::new(lang);
    let team = &site.settings.team;
    let sorry = format!("{} {} 999. {} {}.", words.t("offline-sorry"), words.t("error-danger"), words.t("error-help"), team.phone);
    json!({ "version": version, "urls": urls, "sorry": sorry }).to_string()
}
