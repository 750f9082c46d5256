//! All that the typesetter may see: one template, one record, our fonts. No file, no package, no clock. Must not know what stands in the record.

use std::sync::LazyLock;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Dict, Duration, IntoValue};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

/// Latin, Greek and Cyrillic; Arabic and Urdu; Bengali; Gurmukhi.
static FONTS: LazyLock<Vec<Font>> = LazyLock::new(|| {
    let files: [&'static [u8]; 5] = [
        include_bytes!("../fonts/NotoSans-Regular.ttf"),
        include_bytes!("../fonts/NotoSans-Bold.ttf"),
        include_bytes!("../fonts/NotoNaskhArabic-Regular.ttf"),
        include_bytes!("../fonts/NotoSansBengali-Regular.ttf"),
        include_bytes!("../fonts/NotoSansGurmukhi-Regular.ttf"),
    ];
    files.into_iter().flat_map(|file| Font::iter(Bytes::new(file))).collect()
});
static BOOK: LazyLock<LazyHash<FontBook>> = LazyLock::new(|| LazyHash::new(FontBook::from_fonts(FONTS.iter())));
static MAIN: LazyLock<FileId> = LazyLock::new(|| {
    let path = VirtualPath::new("record.typ").expect("it is a path, as every test shows");
    RootedPath::new(VirtualRoot::Project, path).intern()
});

/// Whether one of our fonts draws this sign.
pub(crate) fn draws(c: char) -> bool {
    FONTS.iter().any(|font| font.info().coverage.contains(u32::from(c)))
}

/// The template with one record.
pub(crate) struct Desk {
    library: LazyHash<Library>,
    template: Source,
}

impl Desk {
    pub(crate) fn new(record: &str) -> Desk {
        let inputs: Dict = [("record".into(), record.into_value())].into_iter().collect();
        let library = LazyHash::new(Library::builder().with_inputs(inputs).build());
        Desk { library, template: Source::new(*MAIN, include_str!("record.typ").to_owned()) }
    }
}

impl World for Desk {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &BOOK
    }

    fn main(&self) -> FileId {
        *MAIN
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == *MAIN { Ok(self.template.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, _: FileId) -> FileResult<Bytes> {
        Err(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        FONTS.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
