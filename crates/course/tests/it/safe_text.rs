//! Safe text: raw HTML in a source comes out as text, wherever it stands, and any text at all can be read.

use course::{Course, Files, Kind, check, escape, load};
use proptest::prelude::*;

use crate::disk::{self, TODAY};

/// What someone might try, and what an HTML reader could take for a tag.
const TRIES: &[&str] = &[
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<ScRiPt\n>x</sCrIpT>",
    "<svg/onload=alert(1)>",
    "\"><script>",
    "'><img src=x>",
    "<!-- --><script>",
    "[x](javascript:alert(1))",
    "[x](  JaVaScRiPt:alert(1))",
    "[x](data:text/html,<script>)",
    "![x](javascript:alert(1))",
    "![\"onerror=alert(1)](/media/mug.svg)",
    "[x](/guidance/tea \"\\\" onmouseover=alert(1)\")",
    "<https://example.org/\"onclick=alert(1)>",
    "`<script>`",
    "```<script>\n<img src=x>\n```",
    "<div onclick=x>\n\n<b>",
    "&lt;script&gt;",
];

/// Tags that Markdown and the quiet blocks make; nothing else may come out.
const TAGS: &[&str] = &[
    "a",
    "blockquote",
    "br",
    "code",
    "dd",
    "del",
    "details",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "img",
    "li",
    "ol",
    "p",
    "pre",
    "strong",
    "summary",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
];

/// Attributes that they may have.
const ATTRIBUTES: &[&str] = &["align", "alt", "class", "href", "src", "start", "title"];

/// The first thing in `html` that is not safe, read as a strict reader would.
fn unsafe_part(html: &str) -> Option<String> {
    let mut left = html;
    while let Some((_, after)) = left.split_once('<') {
        let name: String = after.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
        if !TAGS.contains(&name.as_str()) {
            return Some(format!("<{}", after.chars().take(40).collect::<String>()));
        }
        let mut rest = after.trim_start_matches('/')[name.len()..].trim_start();
        while !rest.starts_with('>') && !rest.starts_with("/>") {
            let Some((attribute, value)) = rest.split_once("=\"") else { return Some(format!("<{name} {rest}")) };
            let Some((value, next)) = value.split_once('"') else { return Some(format!("<{name} {rest}")) };
            let address = value.trim().to_ascii_lowercase();
            let script = ["javascript:", "vbscript:", "data:", "file:"].iter().any(|s| address.starts_with(s));
            if !ATTRIBUTES.contains(&attribute) || (matches!(attribute, "href" | "src") && script) {
                return Some(format!("<{name} {attribute}=\"{value}\""));
            }
            rest = next.trim_start();
        }
        left = rest;
    }
    None
}

/// All the HTML of a course.
fn html_of(course: &Course) -> Vec<&str> {
    let mut out = Vec::new();
    for step in course.parts.iter().flat_map(|p| &p.steps) {
        out.push(step.prose.html.as_str());
        let Some(i) = &step.interaction else { continue };
        out.extend([i.situation.html.as_str(), i.question.html.as_str()]);
        match &i.kind {
            Kind::Choice(c) | Kind::Several(c) | Kind::Spot(c) | Kind::Confidence(c) => {
                out.extend(c.iter().flat_map(|c| [c.words.html.as_str(), c.feedback.html.as_str()]));
            }
            Kind::Sort { items, .. } | Kind::Order(items) => {
                out.extend(items.iter().flat_map(|c| [c.words.html.as_str(), c.feedback.html.as_str()]));
            }
            Kind::Match { items, rights } => {
                out.extend(items.iter().flat_map(|c| [c.words.html.as_str(), c.feedback.html.as_str()]));
                out.extend(rights.iter().map(|r| r.html.as_str()));
            }
            Kind::Scenario(story) => {
                for scene in &story.scenes {
                    out.extend([scene.story.html.as_str(), scene.question.html.as_str()]);
                    out.extend(scene.turns.iter().flat_map(|t| [t.words.html.as_str(), t.feedback.html.as_str()]));
                }
            }
            Kind::Reflection(_) => {}
        }
    }
    out
}

/// A page's file around `body`.
pub(crate) fn page(body: &str) -> String {
    format!(
        "+++\ntitle = \"T\"\ntab = \"T\"\ndescription = \"D\"\nreviewed = 2026-11-01\nreview_by = 2027-11-01\nsection = \"learn\"\norder = 9\n+++\n{body}"
    )
}

/// A part's file around `body`.
pub(crate) fn part(body: &str) -> String {
    format!(
        "+++\ntitle = \"T\"\ntab = \"T\"\ndescription = \"D\"\nreviewed = 2026-11-01\nreview_by = 2027-11-01\nkind = \"plan\"\n+++\n{body}"
    )
}

/// A little site with `body` as a page and `steps` as a part.
fn with(body: &str, steps: &str) -> Files {
    let mut files = disk::little();
    files.texts.insert("en/guidance/x.md".to_owned(), page(body));
    files.texts.insert("en/course/plan.md".to_owned(), part(steps));
    files
}

/// Reads and checks a page and a part, and holds every piece of HTML to what is safe.
fn read(body: &str, steps: &str) {
    let files = with(body, steps);
    check(&files, TODAY, true);
    let site = load(&files).0.expect("the rest of the site is there");
    let language = &site.languages[0];
    let page = language.page("x").map(|p| p.prose.html.as_str());
    let course = language.course.as_ref().expect("the rest of the course is there");
    for html in html_of(course).into_iter().chain(page) {
        assert_eq!(unsafe_part(html), None, "in:\n{html}");
    }
}

#[test]
fn raw_html_stays_text_wherever_it_stands() {
    for bad in TRIES {
        let line = bad.replace('\n', " ");
        let body = format!(
            "{bad}\n\n## {line}\n\n| a | {line} |\n|---|---|\n| {line} | b |\n\n::: quote source=\"{}\"\n{bad}\n:::\n\n::: more {line}\n{bad}\n:::\n",
            line.replace('"', "'")
        );
        let steps = format!(
            "# {line}\n\n{bad}\n\n::: choice id=a\n{line}\n\n{line}\n\n- [x] {line}\n  > {line}\n- [ ] {line}\n  > {line}\n:::\n\n\
             # b\n\n::: sort id=b\n{line}\n\n## {line}\n- {line}\n  > {line}\n\n## c\n- {line}\n  > {line}\n:::\n\n\
             # c\n\n::: scenario id=c\n@ start\n{line}\n\n{line}\n\n- {line} -> z\n  > {line}\n\n@ z end safe\n{line}\n:::\n\n\
             # d\n\n::: match id=d\n{line}\n\n- {line} => {line}\n  > {line}\n- x => y\n  > {line}\n:::\n"
        );
        read(&body, &steps);
    }
}

#[test]
fn names_from_the_settings_are_text_too() {
    let mut files = with("{{line}} {{line.link}} {{team}} {{site.name}}\n\n::: contacts team line\n:::\n", "# a\n\n{{line}}\n");
    let settings = files.texts.get_mut("site.toml").expect("it is there");
    *settings =
        settings.replace("Sample", "<script>x</script>").replace("For anyone.", "<img src=x onerror=x>").replace("\"Base\"", "\"<b>\"");
    *settings = settings.replace("https://example.org/line", "javascript:alert(1)");
    let (site, _) = load(&files);
    let site = site.expect("the site can be shown");
    let html = &site.languages[0].page("x").expect("the page is there").prose.html;
    assert_eq!(unsafe_part(html), None, "in:\n{html}");
}

#[test]
fn the_reader_of_these_tests_sees_what_is_unsafe() {
    for html in ["<script>", "<img src=\"x\" onerror=\"y\" />", "<a href=\"JavaScript:x\">", "<p onclick=x>", "<SCRIPT>", "<p"] {
        assert!(unsafe_part(html).is_some(), "{html}");
    }
    assert_eq!(unsafe_part("<p class=\"a\">1 &lt; 2 <img src=\"/media/a.svg\" alt=\"&quot;\" /></p>\n<hr />"), None);
}

/// Lines as they stand in a source, whole and broken, in any order.
fn lines() -> impl Strategy<Value = String> {
    let kinds = "(choice|several|spot|sort|order|match|confidence|reflection|scenario|quote|own-words|note|say|contacts|more|nothing)";
    let head = format!("::: {kinds}( id=[a-z0-9-]{{0,13}})?( outcome=notice| skill=x| source=\"x\"| team line)?");
    let line = prop_oneof![
        4 => proptest::string::string_regex(&head).expect("the pattern is right"),
        4 => Just(":::".to_owned()),
        3 => Just(String::new()),
        2 => "#{1,7} [a-z]{0,5}( \\{recall\\})?",
        3 => "- (\\[[x ]\\] )?[a-z|<>=&{}]{0,9}( -> [ab])?( => [a-z]{0,3})?",
        2 => "[0-9]{0,3}\\. [a-z]{0,5}",
        3 => " {0,3}> ?[a-z<>\"']{0,9}",
        2 => "@ [ab]?( end)?( safe)?( x)?",
        2 => "\\{\\{(team|line|period\\.decision|site\\.name|team\\.phone|no|[a-z.]{0,5})(\\}\\}|\\}|)",
        1 => "!?\\[[a-z]{0,3}\\]\\((/|/media/|https:|javascript:)?[a-z<>\" ]{0,6}\\)",
        1 => "\\|[a-z |-]{0,12}\\|",
        1 => Just("+++".to_owned()),
        1 => proptest::sample::select(TRIES).prop_map(str::to_owned),
        1 => "\\PC{0,20}",
        1 => proptest::collection::vec(any::<char>(), 0..12).prop_map(|c| c.into_iter().collect()),
    ];
    proptest::collection::vec(line, 0..40).prop_map(|lines| lines.join("\n"))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(192) })]

    #[test]
    fn any_text_can_be_a_page_and_a_part(text in prop_oneof![3 => lines(), 1 => "(?s).{0,400}"]) {
        read(&text, &format!("# a\n{text}"));
    }

    #[test]
    fn any_text_can_be_a_whole_file(text in prop_oneof![lines(), "(?s).{0,200}"], which in 0_usize..6) {
        let mut files = disk::little();
        let name = ["site.toml", "en/language.toml", "en/course/course.toml", "en/home.md", "en/course/plan.md", "en/guidance/x.md"][which];
        files.texts.insert(name.to_owned(), text);
        check(&files, TODAY, false);
    }

    #[test]
    fn escaped_text_has_no_mark_that_html_reads(text in "(?s).{0,80}") {
        let escaped = escape(&text);
        prop_assert!(!escaped.contains(['<', '>', '"', '\'']));
        let back = escaped.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'").replace("&amp;", "&");
        prop_assert_eq!(back, text);
    }
}
