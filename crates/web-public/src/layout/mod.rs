//! What stands around every page: head, help, exit, header, navigation, footer.
//! Must not know what the page in it is about.

use course::{Language, Section, Settings, Site, digits};

use crate::assets;
use crate::words::{Value, Words};

/// Which entry of the navigation a page belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Here {
    /// The guidance pages.
    Learn,
    /// The course.
    Course,
    /// What to do now.
    Now,
    /// Telling, and coming back.
    Tell,
    /// The search.
    Search,
    /// Somewhere else.
    Elsewhere,
}

/// What `base.html` needs.
pub(crate) struct Frame<'a> {
    /// The words of the interface.
    pub(crate) words: Words,
    /// The site's settings.
    pub(crate) site: &'a Settings,
    /// The language of the page.
    pub(crate) lang: &'a str,
    /// The title in the tab, without the name of the site.
    pub(crate) tab: String,
    /// Its entry of the navigation.
    pub(crate) here: Here,
    /// What the page is about, in a sentence that tells nobody who looks over a shoulder.
    pub(crate) description: &'a str,
    /// Whether there is a course to lead to.
    pub(crate) has_course: bool,
    /// Whether there is a page `now` to lead to.
    pub(crate) has_now: bool,
    /// Whether there is a form to tell by.
    pub(crate) has_form: bool,
    /// Pages about the site itself: address and title.
    pub(crate) about: Vec<(String, &'a str)>,
}

impl<'a> Frame<'a> {
    /// The frame of a page of `language`.
    pub(crate) fn new(site: &'a Site, language: &'a Language, tab: impl Into<String>, here: Here) -> Frame<'a> {
        let about = language.pages.iter().filter(|p| p.front.section == Some(Section::Site));
        Frame {
            words: Words::new(&language.code),
            site: &site.settings,
            lang: &language.code,
            tab: tab.into(),
            here,
            description: &language.home.front.description,
            has_course: language.course.is_some(),
            has_now: language.page("now").is_some(),
            has_form: language.concern.is_some(),
            about: about.map(|p| (format!("/{}/guidance/{}", language.code, p.slug), p.front.tab.as_str())).collect(),
        }
    }

    /// The message `key`.
    pub(crate) fn t(&self, key: &str) -> String {
        self.words.t(key)
    }

    /// The message `key` with one thing that it takes.
    pub(crate) fn with(&self, key: &str, name: &'static str, value: &str) -> String {
        self.words.with(key, &[(name, Value::Text(value))])
    }

    /// The message `key` with one number that it takes.
    pub(crate) fn count(&self, key: &str, name: &'static str, value: &usize) -> String {
        self.words.with(key, &[(name, Value::Number(*value))])
    }

    /// The whole title: the tab's words and the name of the site, once.
    pub(crate) fn title(&self) -> String {
        if self.tab == self.site.name { self.tab.clone() } else { format!("{} – {}", self.tab, self.site.name) }
    }

    /// The direction of the language.
    pub(crate) fn direction(&self) -> &'static str {
        self.words.direction()
    }

    /// The address of a file of the front end.
    pub(crate) fn asset(&self, name: &str) -> String {
        assets::address(name)
    }

    /// The team's number, to ring.
    pub(crate) fn team_link(&self) -> String {
        format!("tel:{}", digits(&self.site.team.phone))
    }

    /// The team's number, to read; it never breaks over two lines.
    pub(crate) fn team_phone(&self) -> String {
        self.site.team.phone.replace(' ', "\u{a0}")
    }

    /// ` aria-current="page"` for the entry `name` of the navigation, where the page belongs to it.
    pub(crate) fn current(&self, name: &str) -> &'static str {
        let here = match self.here {
            Here::Learn => "learn",
            Here::Course => "course",
            Here::Now => "now",
            Here::Tell => "tell",
            Here::Search => "search",
            Here::Elsewhere => "",
        };
        if here == name { " aria-current=\"page\"" } else { "" }
    }
}
