//! The pages ahead, in the first one: what the browser's script needs to ask everything in one page, and to seal it there.
//! Must not know what the script does with them. Words stand here and nowhere in the script.

use askama::Template;
use course::concern::{Form, FormPage, tellers};

use super::Here;
use super::pages::{Ask, around_receipt, frame};
use super::view::asked;
use crate::layout::Frame;

#[derive(Template)]
#[template(path = "concern/ahead.html")]
struct Ahead<'a> {
    f: Frame<'a>,
    form: &'a Form,
    error_tab: String,
    steps: Vec<Step<'a>>,
    sent: Vec<Sent<'a>>,
}

/// A page as some tellers are asked it.
struct Step<'a> {
    id: &'a str,
    title: &'a str,
    /// Who is asked it so, with a space between; everyone if empty.
    tellers: String,
    /// Whether it is asked before it is known who tells.
    early: bool,
    /// The words of the button for another one of its group, where it has one.
    more: Option<String>,
    html: String,
}

/// What some tellers are shown after sending.
struct Sent<'a> {
    tellers: String,
    /// What is said, before and after the receipt.
    html: (&'a str, &'a str),
}

/// What stands ahead in the form's first page.
pub(super) fn render(here: Here<'_>) -> askama::Result<String> {
    let f = frame(here, false);
    let early = here.form.path(None).len();
    let mut steps = Vec::new();
    for (index, page) in here.form.pages.iter().enumerate() {
        steps.extend(worded(&f, page, index < early)?);
    }
    let sent = alike(tellers().iter().map(|teller| (*teller, here.form.sent.to(Some(teller)).html.as_str())));
    let sent = sent.into_iter().map(|(tellers, html)| Sent { tellers: tellers.join(" "), html: around_receipt(html) }).collect();
    Ahead { error_tab: frame(here, true).tab, f, form: here.form, steps, sent }.render()
}

/// A page once for each wording of it.
fn worded<'a>(f: &Frame<'_>, page: &'a FormPage, early: bool) -> askama::Result<Vec<Step<'a>>> {
    let mut rendered = Vec::new();
    for teller in tellers().iter().filter(|teller| page.is_for(teller)) {
        let asked = asked(&f.words, page, Some(teller), 1, |_| String::new(), &[]);
        let more = asked.more.clone();
        rendered.push((*teller, (page.title(Some(teller)), more, Ask { asked }.render()?)));
    }
    let all = tellers().len();
    let step = |(tellers, (title, more, html)): (Vec<&str>, (&'a str, Option<String>, String))| Step {
        id: &page.id,
        title,
        tellers: if tellers.len() == all { String::new() } else { tellers.join(" ") },
        early,
        more,
        html,
    };
    Ok(alike(rendered.into_iter()).into_iter().map(step).collect())
}

/// Tellers who are shown the same, together, in the order in which they come first.
fn alike<'a, T: PartialEq>(shown: impl Iterator<Item = (&'a str, T)>) -> Vec<(Vec<&'a str>, T)> {
    let mut out: Vec<(Vec<&str>, T)> = Vec::new();
    for (teller, what) in shown {
        match out.iter_mut().find(|(_, known)| *known == what) {
            Some((tellers, _)) => tellers.push(teller),
            None => out.push((vec![teller], what)),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_teller_finds_every_page_of_their_path_once_and_in_order() {
        let site = testkit::site();
        for language in &site.languages {
            let form = language.concern.as_ref().unwrap();
            let html = render(Here { site: &site, language, form }).unwrap();
            let ids: Vec<(&str, &str)> = html
                .split("<template data-ask=\"")
                .skip(1)
                .map(|part| {
                    let tellers = part.split("data-for=\"").nth(1).and_then(|rest| rest.split('"').next());
                    (part.split('"').next().unwrap(), tellers.unwrap())
                })
                .collect();
            for teller in tellers() {
                let mine = ids.iter().filter(|(_, tellers)| tellers.is_empty() || tellers.split(' ').any(|t| t == *teller));
                let wanted: Vec<&str> = form.path(Some(teller)).iter().map(|page| page.id.as_str()).collect();
                assert_eq!(mine.map(|(id, _)| *id).collect::<Vec<_>>(), wanted, "{teller}");
            }
        }
    }

    #[test]
    fn wordings_are_joined_where_they_are_the_same() {
        let shown = [("a", 1), ("b", 2), ("c", 1)];
        assert_eq!(alike(shown.into_iter()), [(vec!["a", "c"], 1), (vec!["b"], 2)]);
    }
}
