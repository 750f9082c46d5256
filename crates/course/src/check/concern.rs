//! The concern form: who is asked what, in which order, that choices are whole, and that help is named where it must be.
//! Must not know the words themselves, beyond how long a title is.

use std::collections::BTreeMap;

use casework::fields::{FieldKind, REQUIRED, group_of};

use super::key_line;
use crate::Site;
use crate::concern::{FIRST, Form, FormField, FormPage, tellers};
use crate::source::{Problem, Report};

/// The most characters that a tab shows.
const TAB: usize = 30;
/// The most characters that a heading is still read at a glance with.
const TITLE: usize = 90;

/// Everything but words: see [`super::words`] and [`super::shape`].
pub(super) fn check(site: &Site, form: &Form, text: &str, problems: &mut Vec<Problem>) {
    let mut report = Report::new(&form.path, problems);
    first(form, &mut report);
    tellers().iter().for_each(|teller| path(form, teller, &mut report));
    ids(form, &mut report);
    for page in &form.pages {
        self::page(page, &mut report);
        page.fields.iter().for_each(|field| options(field, &mut report));
    }
    help(site, form, text, &mut report);
    lengths(form, text, &mut report);
}

/// Danger comes first, then whom it is about, then who tells.
fn first(form: &Form, report: &mut Report<'_>) {
    for (place, name) in FIRST.into_iter().enumerate() {
        let page = form.pages.get(place);
        let right = |page: &&FormPage| page.is_for_everyone() && !page.repeat && page.fields.len() == 1 && page.field(name).is_some();
        if page.filter(right).is_none() {
            let message = format!("page {} of the form must ask `{name}`, nothing else, of everyone", place + 1);
            report.error(page.map_or(1, |p| p.line), "concern-first", message);
        }
    }
}

/// A teller is asked no field twice, and is asked the one that must be told.
fn path(form: &Form, teller: &str, report: &mut Report<'_>) {
    let mut asked: BTreeMap<&str, &str> = BTreeMap::new();
    for page in form.path(Some(teller)) {
        for field in &page.fields {
            let name = field.field.name;
            if let Some(before) = asked.insert(name, &page.id) {
                let message = format!("`{name}` is asked already on the page `{before}` of the same teller; ask it once");
                report.error(field.line, "concern-twice", message);
            }
        }
    }
    if !asked.contains_key(REQUIRED) {
        let message = format!("`{teller}` is never asked `{REQUIRED}`, the one thing that must be told; add a page with it");
        report.error(1, "concern-worry", message);
    }
}

fn ids(form: &Form, report: &mut Report<'_>) {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for page in &form.pages {
        if let Some(line) = seen.insert(&page.id, page.line) {
            report.error(page.line, "concern-id", format!("the id `{}` is taken by line {line}; choose another", page.id));
        }
    }
}

fn page(page: &FormPage, report: &mut Report<'_>) {
    if page.tellers.is_empty() {
        report.error(page.line, "concern-unseen", format!("nobody sees the page `{}`; name tellers in `for`, or take it away", page.id));
    }
    if page.fields.is_empty() {
        report.error(page.line, "concern-empty", format!("the page `{}` asks nothing; give it a [[page.field]]", page.id));
    }
    let alone = page.fields.len() == 1;
    let lacking = |field: &&FormField| !alone && page.tellers.iter().any(|teller| field.label(Some(teller)).is_none());
    for field in page.fields.iter().filter(lacking) {
        let message = format!("`{}` needs a `label`; only a field alone on its page can leave it to the title", field.field.name);
        report.error(field.line, "concern-label", message);
    }
    let group = page.fields.first().and_then(|f| group_of(f.field.name));
    if page.repeat && (group.is_none() || page.fields.iter().any(|f| group_of(f.field.name) != group)) {
        let message = format!("the page `{}` repeats, so all its fields must be of one group: `child.…` or `person.…`", page.id);
        report.error(page.line, "concern-repeat", message);
    }
}

/// A choice offers every value of the catalogue once, and nothing else does.
fn options(field: &FormField, report: &mut Report<'_>) {
    let name = field.field.name;
    let given: Vec<&str> = field.options.iter().map(|o| o.value.as_str()).collect();
    let FieldKind::Choice(values) = field.field.kind else {
        if !given.is_empty() {
            report.error(field.line, "concern-options", format!("`{name}` is no choice; take its options away"));
        }
        return;
    };
    if given.len() != values.len() || !values.iter().all(|value| given.contains(value)) {
        let message = format!("the options of `{name}` must be {}, each once; here they are: {}", values.join(", "), given.join(", "));
        report.error(field.line, "concern-options", message);
    }
}

/// Whom to ring stands where it must.
fn help(site: &Site, form: &Form, text: &str, report: &mut Report<'_>) {
    if site.settings.contact("lado").is_none() {
        let message = "a site with this form needs a contact `lado` in site.toml: whom to turn to about someone who works with children";
        report.error(1, "concern-help", message);
    }
    if !form.reads.names_team {
        report.error(key_line(text, "reads"), "concern-help", "`reads` must say whom to ring otherwise: put {{team.phone}} in it");
    }
    for field in form.pages.iter().flat_map(|page| &page.fields) {
        let said = field.option("yes").and_then(|yes| yes.then.as_ref());
        match field.field.name {
            "danger" if !said.is_some_and(|then| then.names_team) => {
                let message = "a yes to `danger` must say whom to ring, 999 first: put `then` at that option, with {{team.phone}} in it";
                report.error(field.line, "concern-help", message);
            }
            "about-worker" if said.is_none() => {
                let message = "a yes to `about-worker` must say who reads it and how to reach the LADO: put `then` at that option";
                report.error(field.line, "concern-help", message);
            }
            _ => {}
        }
    }
}

fn lengths(form: &Form, text: &str, report: &mut Report<'_>) {
    let mut long = |line: usize, what: &str, words: &str, most: usize| {
        let length = words.chars().count();
        if length > most {
            let message = format!("{what} has {length} characters; say it in {most} at most");
            report.warning(line, "concern-long", message);
        }
    };
    long(key_line(text, "tab"), "the tab's title", &form.tab, TAB);
    long(key_line(text, "title"), "the title", &form.title, TITLE);
    for page in &form.pages {
        page.title.each().for_each(|title| long(page.line, "the page's title", title, TITLE));
    }
}
