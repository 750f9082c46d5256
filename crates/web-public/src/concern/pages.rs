//! The form's pages: its start, a page that asks, the list of answers, and what is shown after sending.
//! Must not know what is done with answers.

use askama::Template;
use casework::fields::answer_name;
use course::concern::{Form, FormPage};
use course::{Language, Site};
use http::{Response, StatusCode};
use seal::Receipt;

use super::ahead;
use super::draft::Draft;
use super::flow::Wrong;
use super::view::{Asked, Control, Told, asked, said, told};
use super::{Here, TRAP, wrap};
use crate::errors::Fault;
use crate::layout::{self, Frame};
use crate::router::Fields;
use crate::{Public, answer};

#[derive(Template)]
#[template(path = "concern/start.html")]
struct Start<'a> {
    f: Frame<'a>,
    form: &'a Form,
}

#[derive(Template)]
#[template(path = "concern/ask.html")]
pub(super) struct Ask<'a> {
    pub(super) asked: Asked<'a>,
}

#[derive(Template)]
#[template(path = "concern/page.html")]
struct AskPage<'a> {
    f: Frame<'a>,
    form: &'a Form,
    at: usize,
    number: usize,
    carry: String,
    then: Option<String>,
    errors: Vec<(String, String)>,
    trapped: bool,
    more: Option<String>,
    ask: String,
    ahead: String,
}

#[derive(Template)]
#[template(path = "concern/check.html")]
struct CheckPage<'a> {
    f: Frame<'a>,
    form: &'a Form,
    carry: String,
    then: Option<String>,
    problem: Option<String>,
    told: Vec<Told<'a>>,
    want: bool,
    /// Whether they said that they will come back to this site: then they need a receipt.
    back: bool,
}

#[derive(Template)]
#[template(path = "concern/sent.html")]
struct SentPage<'a> {
    f: Frame<'a>,
    form: &'a Form,
    /// What is said, before and after the receipt.
    sent: (&'a str, &'a str),
    receipt: Option<[&'static str; seal::WORDS]>,
    changed: bool,
}

#[derive(Template)]
#[template(path = "concern/expired.html")]
struct Expired<'a> {
    f: Frame<'a>,
    typed: Vec<&'a str>,
}

pub(super) fn frame<'a>(here: Here<'a>, error: bool) -> Frame<'a> {
    let mut f = Frame::new(here.site, here.language, &here.form.tab, layout::Here::Tell);
    if error {
        f.tab = f.with("error-in-tab", "tab", &here.form.tab);
    }
    f
}

/// The pages that stand still: the start, and the first question.
pub(crate) fn render(site: &Site, language: &Language) -> askama::Result<Vec<(String, String)>> {
    let Some(form) = &language.concern else { return Ok(Vec::new()) };
    let here = Here { site, language, form };
    let base = format!("/{}/concern/", language.code);
    let start = Start { f: frame(here, false), form }.render()?;
    let page = Page { at: 1, number: 1, then: Vec::new(), wrong: &[], trapped: false };
    let first = ask_page(here, None, |_| String::new(), String::new(), ahead::render(here)?, page)?;
    Ok(vec![(base.clone(), start), (format!("{base}1"), first)])
}

/// Which page is asked, and how.
pub(super) struct Page<'a> {
    /// Its place on the path, from 1.
    pub(super) at: usize,
    /// Which of its group.
    pub(super) number: usize,
    /// What the choice on the page before calls for.
    pub(super) then: Vec<String>,
    /// What is wrong with what was typed.
    pub(super) wrong: &'a [(String, Wrong)],
    /// Whether the box that nobody sees was filled in.
    pub(super) trapped: bool,
}

/// A page that asks, with what it holds.
pub(super) fn page(public: &Public, here: Here<'_>, draft: &Draft, page: Page<'_>) -> Result<String, Fault> {
    let carry = wrap(public, here, draft)?;
    Ok(ask_page(here, draft.teller(), |name| draft.answers.get(name).to_owned(), carry, String::new(), page)?)
}

fn ask_page(
    here: Here<'_>,
    teller: Option<&str>,
    value: impl Fn(&str) -> String,
    carry: String,
    ahead: String,
    page: Page<'_>,
) -> askama::Result<String> {
    let f = frame(here, !page.wrong.is_empty());
    let path = here.form.path(teller);
    let Some(form_page) = path.get(page.at.wrapping_sub(1)).copied() else { return Ok(String::new()) };
    let asked = asked(&f.words, form_page, teller, page.number, value, page.wrong);
    let id = |name: &str| if name == TRAP { TRAP.to_owned() } else { name.replace('.', "-") };
    AskPage {
        errors: page.wrong.iter().map(|(name, wrong)| (id(name), said(&f.words, *wrong))).collect(),
        f,
        form: here.form,
        at: page.at,
        number: page.number,
        carry,
        then: joined(page.then),
        trapped: page.trapped,
        more: asked.more.clone(),
        ask: Ask { asked }.render()?,
        ahead,
    }
    .render()
}

/// What the choices on a page call for, to be shown on the next.
pub(super) fn then(page: &FormPage, number: usize, draft: &Draft) -> Vec<String> {
    let chosen = |field: &course::concern::FormField| {
        field.option(draft.answers.get(&answer_name(field.field, number)))?.then.as_ref().map(|t| t.html.clone())
    };
    page.fields.iter().filter_map(chosen).collect()
}

fn joined(then: Vec<String>) -> Option<String> {
    (!then.is_empty()).then(|| then.concat())
}

/// The list of answers, and why it was not sent.
pub(super) struct Check {
    /// What the choice on the page before calls for.
    pub(super) then: Vec<String>,
    /// The name of the words that say why it was not sent.
    pub(super) problem: Option<&'static str>,
    /// Whether a receipt is wanted.
    pub(super) want: bool,
}

impl Default for Check {
    fn default() -> Check {
        Check { then: Vec::new(), problem: None, want: true }
    }
}

/// The page with all answers, from which they are sent.
pub(super) fn check(public: &Public, here: Here<'_>, draft: &Draft, check: Check) -> Result<String, Fault> {
    let f = frame(here, check.problem.is_some());
    let told = told(here.form, draft.teller(), |name| draft.answers.get(name).to_owned(), |group| draft.answers.in_group(group));
    let page = CheckPage {
        problem: check.problem.map(|key| f.t(key)),
        f,
        form: here.form,
        carry: wrap(public, here, draft)?,
        then: joined(check.then),
        told,
        want: check.want,
        back: draft.told(here.form).get("reach") == "receipt",
    };
    Ok(page.render()?)
}

/// What is shown after sending: again and again on reload, until it is left.
pub(super) fn sent(here: Here<'_>, draft: &Draft, receipt: Option<&Receipt>, changed: bool) -> Result<String, Fault> {
    let page = SentPage {
        f: frame(here, false),
        form: here.form,
        sent: around_receipt(&here.form.sent.to(draft.teller()).html),
        receipt: receipt.map(Receipt::words),
        changed,
    };
    Ok(page.render()?)
}

/// What is said after sending, in two: thanks come first, then the receipt, then what happens now, so that nobody has to look for the words.
pub(super) fn around_receipt(sent: &str) -> (&str, &str) {
    sent.split_at(sent.find("<h2").unwrap_or(sent.len()))
}

/// For a form that lay too long: what was typed on this one page is shown, so that it can be copied.
pub(super) fn expired(here: Here<'_>, fields: &Fields) -> Result<Response<axum::body::Body>, Fault> {
    let own = ["carry", "number", "go", "want", TRAP];
    let typed = fields.iter().filter(|(name, value)| !own.contains(&name.as_str()) && !value.trim().is_empty());
    let page = Expired { f: frame(here, true), typed: typed.map(|(_, value)| value.as_str()).collect() };
    Ok(answer::html(StatusCode::UNPROCESSABLE_ENTITY, page.render()?))
}
