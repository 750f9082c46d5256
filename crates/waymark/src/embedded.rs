//! The default site, embedded when the program was built.
//! Must not know how it is shown.

use course::Files;
use include_dir::{Dir, DirEntry, include_dir};

use crate::disk;

static SITE: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/../../site");

/// Every file of the site, by its path inside the folder.
pub(crate) fn each() -> Vec<(&'static str, &'static [u8])> {
    let mut all = Vec::new();
    collect(&SITE, &mut all);
    all
}

/// The site as files to load. They were read when the program was built, so nothing can be wrong with them but their text.
pub(crate) fn files() -> Files {
    let mut files = Files::default();
    for (path, bytes) in each() {
        disk::put(&mut files, path, bytes.to_owned()).expect("the embedded site is in UTF-8");
    }
    files
}

fn collect(dir: &Dir<'static>, all: &mut Vec<(&'static str, &'static [u8])>) {
    for entry in dir.entries() {
        let path = entry.path();
        if path.file_name().and_then(|n| n.to_str()).is_none_or(disk::is_litter) {
            continue;
        }
        match entry {
            DirEntry::Dir(inner) => collect(inner, all),
            DirEntry::File(file) => all.extend(path.to_str().map(|p| (p, file.contents()))),
        }
    }
}

#[cfg(test)]
mod tests {
    //! The default site can be served as it is.

    #[test]
    fn the_default_site_loads_and_is_a_demonstration() {
        let (site, problems) = course::load(&super::files());
        let errors = problems.iter().filter(|p| p.level == course::Level::Error).map(ToString::to_string).collect::<Vec<_>>();
        assert!(errors.is_empty(), "{errors:#?}");
        assert!(!site.unwrap().settings.live);
    }
}
