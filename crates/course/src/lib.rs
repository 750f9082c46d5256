//! A site, from its files: pages, the course, marking and progress, and every problem on the way.
//! Pure: no clock, no network, no disk, no async. Must not know HTTP, HTML pages around the text, or what is stored.

mod blocks;
mod check;
pub mod concern;
mod desk;
mod front;
mod interaction;
mod language;
mod marking;
mod outline;
mod page;
mod progress;
mod prose;
mod reading;
mod retention;
mod scenario;
mod settings;
mod source;

pub use check::{STALE_DAYS, check};
pub use desk::{Office, Opening, Sign, SignAt, SignOff, Signs};
pub use interaction::{Choice, Field, Inline, Interaction, Item, Kind};
pub use language::LanguageList;
pub use marking::{Fields, Line, Marked, Refused, Verdict, chosen, letter, mark};
pub use outline::{At, Course, CourseSettings, Outcome, Part, PartFront, PartKind, Step, Stop, WORDS_A_MINUTE};
pub use page::{Page, PageFront, Section};
pub use progress::{Progress, is_keep};
pub use prose::{Link, Passage, Picture, Prose, Voice, digits, escape};
pub use retention::{KeptFrom, Retention};
pub use scenario::{Scenario, Scene, Turn};
pub use settings::{Contact, Day, Period, Settings, Standing, Team, Words};
pub use source::{Files, Level, Problem};

/// A site, ready to be shown.
#[derive(Debug, Clone)]
pub struct Site {
    /// `site.toml`.
    pub settings: Settings,
    /// What stands in each language; the first is the one that others are translated from.
    pub languages: Vec<Language>,
    /// Pictures, by their address after `/media/`.
    pub media: std::collections::BTreeMap<String, Vec<u8>>,
}

/// A site in one language.
#[derive(Debug, Clone)]
pub struct Language {
    /// Its code, such as `en`.
    pub code: String,
    /// The home page.
    pub home: Page,
    /// Guidance pages, in the order of their lists.
    pub pages: Vec<Page>,
    /// The course, if there is one.
    pub course: Option<Course>,
    /// The concern form, if there is one.
    pub concern: Option<concern::Form>,
    /// Phrases that blame, with what to say instead; empty if there is no list, which the check says.
    pub phrases: LanguageList,
}

impl Site {
    /// The language with this code.
    pub fn language(&self, code: &str) -> Option<&Language> {
        self.languages.iter().find(|l| l.code == code)
    }
}

impl Language {
    /// The guidance page with this slug.
    pub fn page(&self, slug: &str) -> Option<&Page> {
        self.pages.iter().find(|p| p.slug == slug)
    }
}

/// Reads a site. `None` if it cannot be shown at all; the problems say why. Checks that need more than one file, or the
/// day, are not made here.
pub fn load(files: &Files) -> (Option<Site>, Vec<Problem>) {
    load_saying(files, &|_| String::new())
}

/// As [`load`], with what a card of the team says in a language while nobody has confirmed its number.
pub fn load_saying(files: &Files, unconfirmed: &dyn Fn(&str) -> String) -> (Option<Site>, Vec<Problem>) {
    let mut problems = Vec::new();
    let Some(text) = files.text("site.toml") else {
        source::Report::new("site.toml", &mut problems).error(
            1,
            "settings",
            "there is no `site.toml` here; `waymark new DIR` writes a site to start from",
        );
        return (None, problems);
    };
    let Some(settings) = Settings::parse(text, &mut source::Report::new("site.toml", &mut problems)) else {
        return (None, problems);
    };
    let languages = settings
        .languages
        .iter()
        .filter_map(|code| language(code, &settings, files, &unconfirmed(code), &mut problems))
        .collect::<Vec<_>>();
    let media = files.media.iter().filter_map(|(path, bytes)| Some((path.strip_prefix("media/")?.to_owned(), bytes.clone()))).collect();
    let site = (!languages.is_empty()).then_some(Site { settings, languages, media });
    (site, problems)
}

fn language(code: &str, settings: &Settings, files: &Files, unconfirmed: &str, problems: &mut Vec<Problem>) -> Option<Language> {
    let cx = prose::Context { lang: code, settings, unconfirmed };
    let path = format!("{code}/home.md");
    let Some(text) = files.text(&path) else {
        source::Report::new(&path, problems).error(
            1,
            "language",
            format!("the site names the language `{code}`, and this file is missing"),
        );
        return None;
    };
    let home = Page::parse(&path, text, cx, problems)?;
    let pages = Page::parse_all(files, cx, problems);
    let course = Course::parse(files, cx, problems);
    let concern = concern::Form::parse(files, cx, problems);
    let path = format!("{code}/language.toml");
    let phrases = files.text(&path).and_then(|text| LanguageList::parse(text, &mut source::Report::new(&path, problems)));
    Some(Language { code: code.to_owned(), home, pages, course, concern, phrases: phrases.unwrap_or_default() })
}
