//! The concern form, `concern.toml`: which fields of the catalogue are asked, in what words and order, and of whom.
//! Must not know the web, answers or how they are sealed. The fields themselves are fixed in `casework::fields`.

mod read;

use std::collections::BTreeMap;

use casework::fields::{Field, FieldKind, field_named};

use crate::prose::{Context, Prose};
use crate::settings::Day;
use crate::source::{Files, Problem};

/// The fields that the first pages ask, one each, of everyone; the last of them says whose path follows.
pub const FIRST: [&str; 3] = ["danger", "about-worker", "who"];

/// Who tells: the values of the field `who`. Each has a path of their own through the form.
pub fn tellers() -> &'static [&'static str] {
    match field_named("who").map(|f| f.kind) {
        Some(FieldKind::Choice(values)) => values,
        _ => &[],
    }
}

/// The form in one language.
#[derive(Debug, Clone)]
pub struct Form {
    /// Path of its file.
    pub path: String,
    /// Neutral title for the tab.
    pub tab: String,
    /// Heading of the first page.
    pub title: String,
    /// What it is, in a sentence or two.
    pub lead: Prose,
    /// The text of the first page.
    pub start: Prose,
    /// When the form is read and whom to ring otherwise; stands on every page.
    pub reads: Prose,
    /// The text of the confirmation.
    pub sent: Worded<Prose>,
    /// What the receipt is for, and what to mind.
    pub receipt: Prose,
    /// Where the facts come from.
    pub sources: Vec<String>,
    /// When a person last checked it.
    pub reviewed: Day,
    /// When a person must check it again.
    pub review_by: Day,
    /// In a translation, the day on which its original was reviewed.
    pub of: Option<Day>,
    /// The highest reading age wanted of a teller's pages, where it is not the site's.
    pub reading_age: BTreeMap<&'static str, f64>,
    /// Every page, in order.
    pub pages: Vec<FormPage>,
}

/// One page of the form: one thing to ask.
#[derive(Debug, Clone)]
pub struct FormPage {
    /// Its short name, for addresses.
    pub id: String,
    /// Its line in the file.
    pub line: usize,
    /// Its heading.
    pub title: Worded<String>,
    /// A few words below the heading.
    pub hint: Worded<Option<Prose>>,
    /// Who is asked.
    pub tellers: Vec<&'static str>,
    /// Whether another child or person can be added: its fields are of one group.
    pub repeat: bool,
    /// What it asks.
    pub fields: Vec<FormField>,
}

/// A field as it is asked.
#[derive(Debug, Clone)]
pub struct FormField {
    /// What it is.
    pub field: &'static Field,
    /// Its line in the file.
    pub line: usize,
    /// Its label; a field that stands alone may leave it to the page's heading.
    pub label: Worded<Option<String>>,
    /// A few words below the label.
    pub hint: Worded<Option<Prose>>,
    /// In a choice, what can be chosen, in the order shown.
    pub options: Vec<FormOption>,
}

/// What can be chosen.
#[derive(Debug, Clone)]
pub struct FormOption {
    /// Its value in the catalogue.
    pub value: String,
    /// Its label.
    pub label: String,
    /// A few words below the label.
    pub hint: Option<Prose>,
    /// What whoever chooses it is shown at the top of the next page.
    pub then: Option<Prose>,
}

/// Words, and other words for some tellers.
#[derive(Debug, Clone, Default)]
pub struct Worded<T> {
    everyone: T,
    by: BTreeMap<&'static str, T>,
}

impl<T> Worded<T> {
    /// The words for a teller; for everyone where it is not yet known who tells.
    pub fn to(&self, teller: Option<&str>) -> &T {
        teller.and_then(|teller| self.by.get(teller)).unwrap_or(&self.everyone)
    }

    /// All the words there are.
    pub(crate) fn each(&self) -> impl Iterator<Item = &T> {
        std::iter::once(&self.everyone).chain(self.by.values())
    }
}

impl Form {
    /// The form of a language, if it has one that can be read.
    pub(crate) fn parse(files: &Files, cx: Context<'_>, problems: &mut Vec<Problem>) -> Option<Form> {
        let path = format!("{}/concern.toml", cx.lang);
        read::form(&path, files.text(&path)?, cx, problems)
    }

    /// The pages that a teller walks through, in order. While it is not known who tells (or `teller` is nobody's name):
    /// those up to the question who it is.
    pub fn path(&self, teller: Option<&str>) -> Vec<&FormPage> {
        match teller.filter(|teller| tellers().contains(teller)) {
            Some(teller) => self.pages.iter().filter(|page| page.is_for(teller)).collect(),
            None => {
                let end = self.pages.iter().position(|page| page.field("who").is_some()).map_or(self.pages.len(), |n| n + 1);
                self.pages[..end].iter().collect()
            }
        }
    }

    /// The page with this id.
    pub fn page(&self, id: &str) -> Option<&FormPage> {
        self.pages.iter().find(|page| page.id == id)
    }

    /// A field by its name in the catalogue (`child.name`), as a teller is asked it, and its page.
    pub fn field(&self, teller: Option<&str>, name: &str) -> Option<(&FormPage, &FormField)> {
        self.path(teller).into_iter().find_map(|page| Some((page, page.field(name)?)))
    }
}

impl FormPage {
    /// Whether this teller is asked.
    pub fn is_for(&self, teller: &str) -> bool {
        self.tellers.contains(&teller)
    }

    /// Whether everyone is asked.
    pub fn is_for_everyone(&self) -> bool {
        self.tellers.len() == tellers().len()
    }

    /// Its heading for a teller.
    pub fn title(&self, teller: Option<&str>) -> &str {
        self.title.to(teller)
    }

    /// Its hint for a teller.
    pub fn hint(&self, teller: Option<&str>) -> Option<&Prose> {
        self.hint.to(teller).as_ref()
    }

    /// Its field with this name of the catalogue.
    pub fn field(&self, name: &str) -> Option<&FormField> {
        self.fields.iter().find(|f| f.field.name == name)
    }

    /// The group whose members can be told one after another here.
    pub fn group(&self) -> Option<&'static str> {
        let first = self.fields.first().filter(|_| self.repeat)?;
        casework::fields::group_of(first.field.name)
    }
}

impl FormField {
    /// Its label for a teller; `None` where the page's heading is its label.
    pub fn label(&self, teller: Option<&str>) -> Option<&str> {
        self.label.to(teller).as_deref()
    }

    /// Its hint for a teller.
    pub fn hint(&self, teller: Option<&str>) -> Option<&Prose> {
        self.hint.to(teller).as_ref()
    }

    /// What it takes.
    pub fn kind(&self) -> FieldKind {
        self.field.kind
    }

    /// The most characters it takes.
    pub fn limit(&self) -> usize {
        self.field.kind.limit()
    }

    /// The option with this value.
    pub fn option(&self, value: &str) -> Option<&FormOption> {
        self.options.iter().find(|o| o.value == value)
    }
}
