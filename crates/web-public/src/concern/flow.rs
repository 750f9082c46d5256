//! The way through the form: which page follows, what a page's answers must be, and what is wrong with them.
//! Must not know HTTP or HTML.

use casework::fields::{FieldKind, MOST_IN_GROUP, REQUIRED, answer_name};
use course::concern::{Form, FormField, FormPage};

use super::draft::Draft;

/// Where a teller is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum At {
    /// At a page of their path, from 1; of a group's page, which number.
    Page(usize, usize),
    /// Looking through their answers.
    Check,
}

/// Where they want to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Go {
    /// On.
    Next,
    /// Back.
    Back,
    /// Another child, or person, on the same page.
    More,
    /// To one page, from the last.
    To(usize, usize),
}

impl Go {
    /// Reads the value of the button; a form that was sent without one goes on.
    pub(crate) fn read(value: &str) -> Go {
        let to = |value: &str| {
            let (page, number) = value.split_once('.')?;
            Some(Go::To(page.parse().ok()?, number.parse().ok()?))
        };
        match value {
            "back" => Go::Back,
            "more" => Go::More,
            other => to(other).unwrap_or(Go::Next),
        }
    }
}

/// What is wrong with an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wrong {
    /// The one thing that is needed is missing.
    Missing,
    /// Longer than can be taken.
    TooLong(usize),
    /// Not one of the choices.
    NoChoice,
    /// Everything together is more than can be taken.
    TooMuch,
    /// A box was filled in that people do not see.
    Trap,
}

/// The number of the group's last entry that is there, for a page that asks for a group; 1 for any other.
pub(crate) fn last_number(page: &FormPage, draft: &Draft) -> usize {
    page.group().map_or(1, |group| draft.answers.in_group(group).max(1))
}

/// Where a teller comes to from page `at` (number `number` in its group).
pub(crate) fn after(form: &Form, draft: &Draft, at: usize, number: usize, go: Go) -> At {
    let path = form.path(draft.teller());
    let page_at = |n: usize| path.get(n.wrapping_sub(1)).copied();
    match go {
        Go::More if number < MOST_IN_GROUP && page_at(at).is_some_and(|p| p.repeat) => At::Page(at, number + 1),
        Go::Back if number > 1 => At::Page(at, number - 1),
        Go::Back => page_at(at.saturating_sub(1)).map_or(At::Page(1, 1), |page| At::Page(at - 1, last_number(page, draft))),
        Go::To(to, number) if page_at(to).is_some() => At::Page(to, number.clamp(1, MOST_IN_GROUP)),
        // Whoever goes on from the second child comes to the third, if there is one.
        Go::Next if page_at(at).is_some_and(|p| p.repeat && number < last_number(p, draft)) => At::Page(at, number + 1),
        _ if at < path.len() => At::Page(at + 1, 1),
        _ => At::Check,
    }
}

/// Notes what was typed on a page, and says what is wrong with it. What is wrong is noted too, so that it is shown again.
pub(crate) fn take(page: &FormPage, number: usize, fields: &[(String, String)], draft: &mut Draft) -> Vec<(String, Wrong)> {
    let mut wrong = Vec::new();
    for field in &page.fields {
        let name = answer_name(field.field, number);
        let value = fields.iter().find(|(n, _)| *n == name).map_or("", |(_, v)| v.trim());
        // Browsers send CR LF, and count it as one.
        draft.answers.set(&name, &value.replace("\r\n", "\n"));
        wrong.extend(fault(field, draft.answers.get(&name)).map(|w| (name, w)));
    }
    if wrong.is_empty() && !draft.answers.within_limits() {
        let first = page.fields.first().map(|f| answer_name(f.field, number)).unwrap_or_default();
        wrong.push((first, Wrong::TooMuch));
    }
    wrong
}

fn fault(field: &FormField, value: &str) -> Option<Wrong> {
    let length = value.chars().count();
    match field.kind() {
        _ if value.is_empty() => (field.field.name == REQUIRED).then_some(Wrong::Missing),
        FieldKind::Choice(values) => (!values.contains(&value)).then_some(Wrong::NoChoice),
        kind => (length > kind.limit()).then(|| Wrong::TooLong(kind.limit())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(answers: &[(&str, &str)]) -> Draft {
        let mut draft = Draft::new(|bytes| bytes.fill(3));
        for (name, value) in answers {
            draft.answers.set(name, value);
        }
        draft
    }

    #[test]
    fn every_teller_comes_to_the_end_and_back_to_the_beginning() {
        let site = testkit::site();
        let form = site.languages[0].concern.as_ref().unwrap();
        for who in course::concern::tellers() {
            let draft = draft(&[("who", who), ("child.2.name", "Child B")]);
            let (mut at, mut seen) = (At::Page(1, 1), Vec::new());
            while let At::Page(page, number) = at {
                seen.push((page, number));
                at = after(form, &draft, page, number, Go::Next);
            }
            assert!(seen.len() >= form.path(Some(who)).len(), "{who}");
            let mut back = seen.pop().unwrap();
            while back != (1, 1) {
                let At::Page(page, number) = after(form, &draft, back.0, back.1, Go::Back) else { panic!("{who}: back leads to the end") };
                assert_eq!(Some((page, number)), seen.pop(), "{who}");
                back = (page, number);
            }
        }
    }

    #[test]
    fn another_child_is_asked_for_nine_times_at_most() {
        let site = testkit::site();
        let form = site.languages[0].concern.as_ref().unwrap();
        let draft = draft(&[("who", "professional")]);
        let at = form.path(Some("professional")).iter().position(|p| p.group() == Some("child")).unwrap() + 1;
        assert_eq!(after(form, &draft, at, 1, Go::More), At::Page(at, 2));
        assert_eq!(after(form, &draft, at, 9, Go::More), At::Page(at + 1, 1));
        assert_eq!(after(form, &draft, 4, 1, Go::More), At::Page(5, 1), "a page that asks once");
        assert_eq!(after(form, &draft, 4, 1, Go::To(99, 1)), At::Page(5, 1));
    }

    #[test]
    fn what_is_wrong_is_said_and_kept() {
        let site = testkit::site();
        let form = site.languages[0].concern.as_ref().unwrap();
        let mut draft = draft(&[]);
        let sent = |name: &str, value: &str| vec![(name.to_owned(), value.to_owned())];
        let (page, _) = form.field(None, "who").unwrap();
        assert_eq!(take(page, 1, &sent("who", "nobody"), &mut draft), [("who".to_owned(), Wrong::NoChoice)]);
        let (page, _) = form.field(Some("relative"), "worry").unwrap();
        assert_eq!(take(page, 1, &sent("worry", " \r\n "), &mut draft), [("worry".to_owned(), Wrong::Missing)]);
        let long = "x".repeat(20_001);
        assert_eq!(take(page, 1, &sent("worry", &long), &mut draft), [("worry".to_owned(), Wrong::TooLong(20_000))]);
        assert_eq!(draft.answers.get("worry").len(), 20_001, "what was typed is not lost");
        assert_eq!(take(page, 1, &sent("worry", "one\r\ntwo"), &mut draft), []);
        assert_eq!(draft.answers.get("worry"), "one\ntwo");
    }
}
