//! Finding pages and steps by their words, in memory: rare words count more, titles and keywords
//! count more, guidance comes before steps of the course, small slips are forgiven.
//! Must not know the page that shows what is found, and keeps no query.

use std::collections::{BTreeMap, BTreeSet};

use course::{At, Language, PartKind, Prose, Voice, escape};

/// How many pages are shown.
const MOST: usize = 12;
/// How long a snippet is, in characters.
const SNIPPET: usize = 150;
/// How much more a guidance page counts than a step of the course: so much that for the same words it comes first.
const GUIDANCE: f64 = 3.0;

/// The words of one language's pages.
pub(crate) struct Index {
    documents: Vec<Document>,
    /// For each word, the documents that hold it, and how much it counts there.
    postings: BTreeMap<String, Vec<(usize, f64)>>,
}

struct Document {
    href: String,
    title: String,
    passages: Vec<String>,
}

/// A page that was found.
pub(crate) struct Found<'a> {
    /// Its address.
    pub(crate) href: &'a str,
    /// Its title.
    pub(crate) title: &'a str,
    /// Some of its words, as HTML, with what was looked for marked.
    pub(crate) snippet: String,
}

impl Index {
    /// Reads every guidance page, and every step of the course's modules.
    pub(crate) fn new(language: &Language) -> Index {
        let mut index = Index { documents: Vec::new(), postings: BTreeMap::new() };
        for page in &language.pages {
            let href = format!("/{}/guidance/{}", language.code, page.slug);
            let passages = std::iter::once(page.front.description.clone()).chain(passages(&page.prose)).collect();
            index.add(href, page.front.title.clone(), &page.front.keywords, passages, GUIDANCE);
        }
        let modules = language.course.iter().flat_map(|c| c.parts.iter().enumerate()).filter(|(_, p)| p.front.kind == PartKind::Module);
        for (number, part) in modules {
            for (step, s) in part.steps.iter().enumerate() {
                let stop = part.stops.iter().position(|stop| stop.step == step).unwrap_or(0) + 1;
                let href = crate::course::step::address(language, At { part: number + 1, stop });
                let asked = s.interaction.iter().flat_map(|i| passages(&i.situation).chain([i.question.text.clone()]));
                let passages = passages(&s.prose).chain(asked).collect();
                index.add(href, s.title.clone(), &[], passages, 1.0);
            }
        }
        index
    }

    fn add(&mut self, href: String, title: String, keywords: &[String], passages: Vec<String>, worth: f64) {
        let number = self.documents.len();
        let mut counts: BTreeMap<String, f64> = BTreeMap::new();
        for word in words(&title).into_iter().chain(keywords.iter().flat_map(|k| words(k))) {
            *counts.entry(stem(&word)).or_default() += 4.0;
        }
        for word in passages.iter().flat_map(|p| words(p)) {
            *counts.entry(stem(&word)).or_default() += 1.0;
        }
        for (word, count) in counts {
            // The tenth time a word stands on a page says little more than the third.
            self.postings.entry(word).or_default().push((number, worth * count / (count + 2.0)));
        }
        self.documents.push(Document { href, title, passages });
    }

    /// The best pages for `query`, best first.
    pub(crate) fn find(&self, query: &str) -> Vec<Found<'_>> {
        let terms: BTreeSet<&str> = words(query).iter().filter_map(|w| self.nearest(&stem(w))).collect();
        let mut scores: BTreeMap<usize, f64> = BTreeMap::new();
        for term in &terms {
            let postings = &self.postings[*term];
            let rarity = (1.0 + self.documents.len() as f64 / postings.len() as f64).ln();
            for (document, weight) in postings {
                *scores.entry(*document).or_default() += weight * rarity;
            }
        }
        let mut best: Vec<(usize, f64)> = scores.into_iter().collect();
        best.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        best.truncate(MOST);
        best.into_iter().map(|(document, _)| self.documents[document].found(&terms)).collect()
    }

    /// The word of these pages that `stem` means: itself, one that starts with it, or one a slip away.
    fn nearest(&self, stem: &str) -> Option<&str> {
        let length = stem.chars().count();
        if let Some((word, _)) = self.postings.get_key_value(stem) {
            return Some(word);
        }
        if !(3..=24).contains(&length) {
            return None;
        }
        if let Some((word, _)) = self.postings.range(stem.to_owned()..).next().filter(|(word, _)| word.starts_with(stem)) {
            return Some(word);
        }
        let slips = if length >= 7 { 2 } else { 1 };
        let near = self.postings.keys().map(|word| (strsim::osa_distance(word, stem), word)).filter(|(far, _)| *far <= slips && length > 3);
        near.min_by_key(|(far, _)| *far).map(|(_, word)| word.as_str())
    }
}

impl Document {
    fn found(&self, terms: &BTreeSet<&str>) -> Found<'_> {
        let hits = |passage: &&String| words(passage).iter().filter(|w| terms.contains(stem(w).as_str())).count();
        // The first of the passages with the most hits.
        let passage = self.passages.iter().rev().max_by_key(hits).map_or("", String::as_str);
        Found { href: &self.href, title: &self.title, snippet: snippet(passage, terms) }
    }
}

/// What is said in a text. Tables that are quoted stay out: they hold phrases to avoid, and a snippet would say them.
fn passages(prose: &Prose) -> impl Iterator<Item = String> + '_ {
    prose.passages.iter().filter(|p| !(p.cell && p.voice == Voice::Quoted)).map(|p| p.text.clone())
}

/// Words in lower case.
fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’')
        .map(|w| w.trim_matches(['\'', '’']).replace('’', "'").to_lowercase())
        .filter(|w| !w.is_empty() && !COMMON.contains(&w.as_str()))
        .collect()
}

/// Words that say nothing about a page.
const COMMON: [&str; 42] = [
    "a", "about", "am", "an", "and", "are", "as", "at", "be", "but", "by", "can", "do", "for", "from", "had", "has", "have", "he", "her",
    "how", "i", "if", "in", "is", "it", "me", "my", "of", "on", "or", "she", "so", "that", "the", "they", "to", "was", "what", "with",
    "you", "your",
];

/// A word without its most usual English endings.
fn stem(word: &str) -> String {
    let word = word.strip_suffix("'s").unwrap_or(word);
    for ending in ["ings", "ing", "ies", "ed", "es", "ly", "s"] {
        if let Some(stem) = word.strip_suffix(ending).filter(|s| s.chars().count() >= 3 && !s.ends_with('s')) {
            return if ending == "ies" { format!("{stem}y") } else { stem.trim_end_matches('e').to_owned() };
        }
    }
    if word.chars().count() > 3 { word.trim_end_matches('e').to_owned() } else { word.to_owned() }
}

/// A piece of `passage` around the first hit, with every hit marked.
fn snippet(passage: &str, terms: &BTreeSet<&str>) -> String {
    let pieces: Vec<&str> = passage.split_whitespace().collect();
    let is_hit = |piece: &str| words(piece).iter().any(|w| terms.contains(stem(w).as_str()));
    let first = pieces.iter().position(|p| is_hit(p)).unwrap_or(0);
    let start = first.saturating_sub(8);
    let mut out = if start > 0 { "… ".to_owned() } else { String::new() };
    let mut length = 0;
    for (index, piece) in pieces.iter().enumerate().skip(start) {
        if length > SNIPPET {
            out.push('…');
            break;
        }
        length += piece.len() + 1;
        let piece_html = escape(piece);
        out.push_str(&if is_hit(piece) { format!("<mark>{piece_html}</mark>") } else { piece_html });
        out.push_str(if index + 1 < pieces.len() { " " } else { "" });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index() -> Index {
        let mut index = Index { documents: Vec::new(), postings: BTreeMap::new() };
        index.add("/a".into(), "Talking with your child".into(), &["Chat".into()], vec!["Ask in the car. Phones can wait.".into()], 1.0);
        let phones = vec!["A new <phone> that nobody can explain.".into(), "Money too.".into()];
        index.add("/b".into(), "Phones".into(), &[], phones, 1.0);
        index.add("/c".into(), "The bus".into(), &[], vec!["A lift, and a car.".into()], GUIDANCE);
        index
    }

    fn addresses(query: &str) -> Vec<String> {
        index().find(query).iter().map(|f| f.href.to_owned()).collect()
    }

    #[test]
    fn a_word_in_the_title_comes_first() {
        assert_eq!(addresses("phone"), ["/b", "/a"]);
        assert_eq!(addresses("talk"), ["/a"]);
    }

    #[test]
    fn keywords_find_a_page_and_stay_unseen() {
        assert_eq!(addresses("chat"), ["/a"]);
        assert_eq!(index().find("chat")[0].snippet, "Ask in the car. Phones can wait.");
    }

    #[test]
    fn guidance_comes_first_for_the_same_word() {
        assert_eq!(addresses("car"), ["/c", "/a"]);
    }

    #[test]
    fn slips_and_beginnings_are_forgiven() {
        assert_eq!(addresses("expain"), ["/b"]);
        assert_eq!(addresses("mon"), ["/b"]);
        assert_eq!(addresses("TALKED"), ["/a"]);
    }

    #[test]
    fn nothing_is_found_for_nothing() {
        assert!(addresses("").is_empty());
        assert!(addresses("the of and").is_empty());
        assert!(addresses("zzzzzz").is_empty());
    }

    #[test]
    fn what_stands_in_a_snippet_is_text() {
        let index = index();
        let found = index.find("phone");
        assert_eq!(found[0].snippet, "A new <mark>&lt;phone&gt;</mark> that nobody can explain.");
    }
}
