//! For tests: the default site, a public door on a fresh database, a fixed clock, and a visitor with a cookie jar.
//! Must not be used by the program.

mod page;
mod visitor;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, OnceLock};

use course::{Files, Site};
use seal::{CarryKeys, PublicKeys};
use store::{Keeper, Store};
use unseal::Birth;
use web_public::{Limits, Parts, Public, World};

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
    web_public::load(&site_files()).0.expect("the default site can be shown")
}

/// The default site after `change` to its files.
///
/// # Panics
/// If it can no longer be shown.
pub fn site_with(change: impl FnOnce(&mut Files)) -> Site {
    let mut files = site_files();
    change(&mut files);
    let (site, problems) = web_public::load(&files);
    site.unwrap_or_else(|| panic!("the changed site cannot be shown: {problems:?}"))
}

/// A public door on a fresh database that goes with it.
pub struct Door {
    /// The door.
    pub public: Arc<Public>,
    /// Its database.
    pub store: Store,
    /// That database, with its spool.
    pub keeper: Keeper,
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
        let store = Store::open(&url).await.expect("a database for the test");
        let world = World { now, random: counted };
        let keeper = keeper(&store, folder.path());
        let public = public(&site, &keeper, folder.path(), world, Some(keys(&site)), true);
        Door { public, store, keeper, folder: Arc::new(folder), world, site }
    }

    /// The same door without keys: nothing can be told there.
    pub fn without_keys(self) -> Door {
        let public = public(&self.site, &self.keeper, self.folder.path(), self.world, None, true);
        Door { public, ..self }
    }

    /// The same door without limits: for tests that send more than anyone may.
    pub fn without_limits(self) -> Door {
        let public = public(&self.site, &self.keeper, self.folder.path(), self.world, Some(keys(&self.site)), false);
        Door { public, ..self }
    }

    /// The same door on the database of `other`.
    ///
    /// # Panics
    /// If it cannot be opened.
    pub fn with_store_of(self, other: &Door) -> Door {
        let public = public(&self.site, &other.keeper, other.folder.path(), self.world, Some(keys(&self.site)), true);
        Door { public, store: other.store.clone(), keeper: other.keeper.clone(), folder: Arc::clone(&other.folder), ..self }
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

fn keeper(store: &Store, folder: &Path) -> Keeper {
    Keeper::open(store.clone(), &folder.join("spool")).expect("a spool for the test")
}

fn public(site: &Site, keeper: &Keeper, folder: &Path, world: World, keys: Option<PublicKeys>, limits: bool) -> Arc<Public> {
    let carry = CarryKeys::open(&folder.join("carry")).expect("a folder for the keys of the day");
    let limits = Limits::new(limits, counted);
    Public::new(site.clone(), Parts { keeper: keeper.clone(), keys, carry, limits, world }).expect("every page renders")
}

/// The keys that every test door seals to, with their private halves.
pub fn born() -> &'static Birth {
    static BORN: OnceLock<Birth> = OnceLock::new();
    BORN.get_or_init(|| unseal::birth("sample", true, "2026-11-23", &mut counted))
}

fn keys(site: &Site) -> PublicKeys {
    PublicKeys { site: site.settings.id.clone(), ..born().public.clone() }
}

/// Bytes that only count up: no two calls give the same, and a test can be run again.
fn counted(bytes: &mut [u8]) {
    static NEXT: AtomicU8 = AtomicU8::new(0);
    bytes.fill_with(|| NEXT.fetch_add(37, Ordering::Relaxed));
}
