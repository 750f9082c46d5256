//! `concern.toml` as it is written, to the form: names become fields of the catalogue, words become prose with lines.
//! Must not know what a whole form must hold; `check/concern.rs` does.

use std::collections::BTreeMap;

use casework::fields::{Field, NOT_ASKED, field_named};
use serde::Deserialize;
use toml::Spanned;

use super::{Form, FormField, FormOption, FormPage, Worded, tellers};
use crate::blocks::Lines;
use crate::prose::{Context, Prose, body};
use crate::settings::{Day, one_line};
use crate::source::{Problem, Report, line_of};

type Words = Spanned<String>;
type WordsBy = BTreeMap<Spanned<String>, Words>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawForm {
    tab: Words,
    title: Words,
    lead: Words,
    start: Words,
    reads: Words,
    sent: Words,
    #[serde(default)]
    sent_for: WordsBy,
    receipt: Words,
    #[serde(default)]
    sources: Vec<String>,
    reviewed: Day,
    review_by: Day,
    of: Option<Day>,
    #[serde(default)]
    reading_age: BTreeMap<Spanned<String>, f64>,
    #[serde(rename = "page")]
    pages: Vec<RawPage>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPage {
    id: Words,
    title: Words,
    #[serde(default)]
    title_for: WordsBy,
    hint: Option<Words>,
    #[serde(default)]
    hint_for: WordsBy,
    #[serde(rename = "for")]
    tellers: Option<Vec<Words>>,
    #[serde(default)]
    repeat: bool,
    #[serde(default, rename = "field")]
    fields: Vec<RawField>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawField {
    name: Words,
    label: Option<Words>,
    #[serde(default)]
    label_for: WordsBy,
    hint: Option<Words>,
    #[serde(default)]
    hint_for: WordsBy,
    #[serde(default)]
    options: Vec<RawOption>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawOption {
    value: String,
    label: Words,
    hint: Option<Words>,
    then: Option<Words>,
}

/// Reads the form; on failure says where and why and gives nothing.
pub(super) fn form(path: &str, text: &str, cx: Context<'_>, problems: &mut Vec<Problem>) -> Option<Form> {
    let mut report = Report::new(path, problems);
    let raw: RawForm = toml::from_str(text)
        .map_err(|e| report.error(e.span().map_or(1, |s| line_of(text, s.start)), "concern", one_line(e.message())))
        .ok()?;
    let mut reader = Reader { text, cx, report };
    Some(Form {
        path: path.to_owned(),
        tab: reader.plain(raw.tab),
        title: reader.plain(raw.title),
        lead: reader.prose(raw.lead),
        start: reader.prose(raw.start),
        reads: reader.prose(raw.reads),
        sent: reader.worded(raw.sent, raw.sent_for, tellers(), Reader::prose),
        receipt: reader.prose(raw.receipt),
        sources: raw.sources,
        reviewed: raw.reviewed,
        review_by: raw.review_by,
        of: raw.of,
        reading_age: raw.reading_age.into_iter().filter_map(|(teller, age)| Some((reader.teller(&teller, tellers())?, age))).collect(),
        pages: raw.pages.into_iter().map(|page| reader.page(page)).collect(),
    })
}

/// What is needed to read any part of the file.
struct Reader<'a> {
    text: &'a str,
    cx: Context<'a>,
    report: Report<'a>,
}

impl Reader<'_> {
    fn line(&self, words: &Words) -> usize {
        line_of(self.text, words.span().start)
    }

    /// Markdown, with the lines of the file.
    fn prose(&mut self, words: Words) -> Prose {
        let written = self.text.get(words.span().start..).unwrap_or_default();
        let opens = |quotes| written.strip_prefix(quotes).is_some_and(|rest: &str| rest.starts_with(['\n', '\r']));
        let below = usize::from(opens("\"\"\"") || opens("'''"));
        let first = self.line(&words) + below;
        body(Lines { first, lines: words.get_ref().lines().collect() }, self.cx, &mut self.report)
    }

    /// Words without Markdown.
    fn plain(&mut self, words: Words) -> String {
        let line = self.line(&words);
        let words = words.into_inner();
        if words.trim().is_empty() || words.contains("{{") || words.contains('\n') {
            self.report.error(line, "concern-words", "titles and labels are plain words on one line; put `{{…}}` and Markdown into a hint");
        }
        words
    }

    /// The teller of this name, if it is one of `known`.
    fn teller(&mut self, name: &Words, known: &[&'static str]) -> Option<&'static str> {
        let found = known.iter().find(|teller| *teller == name.get_ref()).copied();
        if found.is_none() {
            let message = format!("`{}` is nobody who comes by here; name one of {}", name.get_ref(), known.join(", "));
            self.report.error(self.line(name), "concern-teller", message);
        }
        found
    }

    fn worded<T>(&mut self, everyone: Words, by: WordsBy, known: &[&'static str], read: impl Fn(&mut Self, Words) -> T) -> Worded<T> {
        let everyone = read(self, everyone);
        let by = by.into_iter().filter_map(|(teller, words)| Some((self.teller(&teller, known)?, read(self, words)))).collect();
        Worded { everyone, by }
    }

    fn maybe<T>(
        &mut self,
        everyone: Option<Words>,
        by: WordsBy,
        known: &[&'static str],
        read: impl Fn(&mut Self, Words) -> T,
    ) -> Worded<Option<T>> {
        let everyone = everyone.map(|words| read(self, words));
        let by = by.into_iter().filter_map(|(teller, words)| Some((self.teller(&teller, known)?, Some(read(self, words))))).collect();
        Worded { everyone, by }
    }

    fn page(&mut self, raw: RawPage) -> FormPage {
        let line = self.line(&raw.id);
        let id = raw.id.into_inner();
        let well = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        if id.is_empty() || id.len() > 12 || !id.bytes().all(well) {
            let message = format!("the id `{id}` must be 1 to 12 of a–z, 0–9 and `-`");
            self.report.error(line, "concern-id", message);
        }
        let seen_by: Vec<&'static str> = match &raw.tellers {
            None => tellers().to_vec(),
            Some(names) => names.iter().filter_map(|name| self.teller(name, tellers())).collect(),
        };
        FormPage {
            id,
            line,
            title: self.worded(raw.title, raw.title_for, &seen_by, Reader::plain),
            hint: self.maybe(raw.hint, raw.hint_for, &seen_by, Reader::prose),
            repeat: raw.repeat,
            fields: raw.fields.into_iter().filter_map(|field| self.field(field, &seen_by)).collect(),
            tellers: seen_by,
        }
    }

    fn field(&mut self, raw: RawField, seen_by: &[&'static str]) -> Option<FormField> {
        let line = self.line(&raw.name);
        let field = self.known(raw.name.get_ref(), line)?;
        let options = raw.options.into_iter().map(|option| FormOption {
            value: option.value,
            label: self.plain(option.label),
            hint: option.hint.map(|words| self.prose(words)),
            then: option.then.map(|words| self.prose(words)),
        });
        let options = options.collect();
        Some(FormField {
            field,
            line,
            label: self.maybe(raw.label, raw.label_for, seen_by, Reader::plain),
            hint: self.maybe(raw.hint, raw.hint_for, seen_by, Reader::prose),
            options,
        })
    }

    /// The field of the catalogue that a page may ask by this name.
    fn known(&mut self, name: &str, line: usize) -> Option<&'static Field> {
        if NOT_ASKED.contains(&name) {
            self.report.error(line, "concern-field", format!("`{name}` is not for whoever tells to fill in; take it away"));
            return None;
        }
        let field = field_named(name);
        if field.is_none() {
            let message = format!("there is no field `{name}`; docs/writing.md lists those that there are");
            self.report.error(line, "concern-field", message);
        }
        field
    }
}
