//! For tests: the default site, a public door on a fresh database, a fixed clock, and a visitor with a cookie jar.
//! Must not be used by the program.

mod page;
mod visitor;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use course::{Files, Site};
use web_public::{Public, World};

pub use page::{Control, Page};
pub use visitor::Visitor;

/// Noon on 23 November 2026, UTC, in seconds since 1970.
pub const NOON: i64 = 1_795_435_200;

/// The folder of the default site.
pub fn site_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../site")
}

/// The files of the default site.
///
/// # Panics
/// If they cannot be read.
pub fn site_files() -> Files {
    let mut files = Files::default();
    let mut folders = vec![site_folder()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("the default site is there") {
            let path = entry.expect("its folders can be read").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(site_folder()).expect("it is inside").to_string_lossy().into_owned();
            let bytes = std::fs::read(&path).expect("its files can be read");
            if name.starts_with("media/") {
                files.media.insert(name, bytes);
            } else {
                files.texts.insert(name, String::from_utf8(bytes).expect("its text is UTF-8"));
            }
        }
    }
    files
}

/// The default site.
///
/// # Panics
/// If it cannot be shown.
pub fn site() -> Site {
    course::load(&site_files()).0.expect("the default site can be shown")
}

/// The default site after `change` to its files.
///
/// # Panics
/// If it can no longer be shown.
pub fn site_with(change: impl FnOnce(&mut Files)) -> Site {
    let mut files = site_files();
    change(&mut files);
    let (site, problems) = course::load(&files);
    site.unwrap_or_else(|| panic!("the changed site cannot be shown: {problems:?}"))
}

/// A public door on a fresh database that goes with it.
pub struct Door {
    /// The door.
    pub public: Arc<Public>,
    /// Its database.
    pub store: store::Store,
    folder: Arc<tempfile::TempDir>,
    world: World,
    site: Site,
}

impl Door {
    /// Opens a door of `site` at noon.
    ///
    /// # Panics
    /// If it cannot be opened.
    pub async fn open(site: Site) -> Door {
        Door::at(site, || NOON).await
    }

    /// Opens a door of `site` with a clock of its own.
    ///
    /// # Panics
    /// If it cannot be opened.
    pub async fn at(site: Site, now: fn() -> i64) -> Door {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let url = format!("sqlite:{}", folder.path().join("waymark.db").display());
        let store = store::Store::open(&url).await.expect("a database for the test");
        let world = World { now, random: counted };
        let public = Public::new(site.clone(), store.clone(), world).expect("every page renders");
        Door { public, store, folder: Arc::new(folder), world, site }
    }

    /// The same door on the database of `other`.
    ///
    /// # Panics
    /// If it cannot be opened.
    pub fn with_store_of(self, other: &Door) -> Door {
        let public = Public::new(self.site.clone(), other.store.clone(), self.world).expect("every page renders");
        Door { public, store: other.store.clone(), folder: Arc::clone(&other.folder), ..self }
    }

    /// The folder of its database.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A visitor who has just come.
    pub fn visitor(&self) -> Visitor {
        Visitor::new(Arc::clone(&self.public))
    }
}

/// Bytes that only count up: no two calls give the same, and a test can be run again.
fn counted(bytes: &mut [u8]) {
    static NEXT: AtomicU8 = AtomicU8::new(0);
    bytes.fill_with(|| NEXT.fetch_add(37, Ordering::Relaxed));
}
