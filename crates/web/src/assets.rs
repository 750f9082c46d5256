//! The front end, embedded: names with their hashes, and each file with its compressed forms.
//! Must not know what the files do.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use include_dir::{Dir, include_dir};

static DIST: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../frontend/dist");

/// Logical names (`app.css`) and the names under which they are served (`app.3f2a1b9c.css`).
static MANIFEST: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    let text = DIST.get_file("manifest.json").and_then(|f| f.contents_utf8()).unwrap_or("{}");
    serde_json::from_str(text).unwrap_or_default()
});

/// The address of the file with the logical name `name`.
pub fn address(name: &str) -> String {
    let hashed = MANIFEST.get(name).map_or(name, String::as_str);
    if hashed == "sw.js" { "/sw.js".to_owned() } else { format!("/static/{hashed}") }
}

/// Whether a file is of use for telling alone, which needs the server: no copy for use without internet holds it.
pub fn is_for_telling(address: &str) -> bool {
    ["concern.js", "return.js", "words.txt"].iter().any(|name| self::address(name) == address)
}

/// A file of the front end.
pub struct Asset {
    /// Its address.
    pub address: String,
    /// Whether its name changes with its contents.
    pub hashed: bool,
    /// As it is.
    pub plain: &'static [u8],
    /// With gzip.
    pub gzip: Option<&'static [u8]>,
    /// With brotli.
    pub brotli: Option<&'static [u8]>,
}

/// The files that the desk's pages use; the mark in the tab is everybody's.
const DESK: [&str; 3] = ["desk.css", "desk.js", "favicon.svg"];

/// The file at `address`, if the desk's pages use it: what the public's pages hold is no business of that door.
pub fn of_desk(address: &str) -> Option<Asset> {
    files(|name| DESK.contains(&name)).find(|asset| asset.address == address)
}

/// Every file that the public's pages use.
pub fn all() -> impl Iterator<Item = Asset> {
    files(|name| !name.starts_with("desk."))
}

fn files(of: impl Fn(&str) -> bool) -> impl Iterator<Item = Asset> {
    MANIFEST.iter().filter(move |(name, _)| of(name)).filter_map(|(name, file)| {
        let contents = |name: &str| DIST.get_file(name).map(include_dir::File::contents);
        Some(Asset {
            address: address(name),
            hashed: name != file,
            plain: contents(file)?,
            gzip: contents(&format!("{file}.gz")),
            brotli: contents(&format!("{file}.br")),
        })
    })
}
