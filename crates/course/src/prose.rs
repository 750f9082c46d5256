//! Prose: Markdown with contacts, links and quiet blocks, to HTML and to the plain passages that checks and search read.
//! Raw HTML in the source comes out as text. Must not know pages, steps or questions.

use comrak::arena_tree::NodeEdge;
use comrak::nodes::{AstNode, NodeValue};
use comrak::{Arena, Options, format_html, parse_document};

use crate::blocks::{Lines, Segment, arguments, segments};
use crate::settings::{Contact, Settings};
use crate::source::Report;

/// What text may refer to: the settings, and the language it is in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Context<'a> {
    pub(crate) lang: &'a str,
    pub(crate) settings: &'a Settings,
    /// What a team's card says while its `confirmed` is false; nothing where nobody reads it.
    pub(crate) unconfirmed: &'a str,
}

/// Rendered text, and what was found in it.
#[derive(Debug, Clone, Default)]
pub struct Prose {
    /// HTML, safe to put into a page.
    pub html: String,
    /// Its text, paragraph by paragraph.
    pub passages: Vec<Passage>,
    /// Links in it.
    pub links: Vec<Link>,
    /// Pictures in it.
    pub pictures: Vec<Picture>,
    /// Levels of its headings, with their lines.
    pub headings: Vec<(u8, usize)>,
    /// Whether it names the local team or its number.
    pub names_team: bool,
}

/// One paragraph, heading or cell, as plain text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// Line in its file.
    pub line: usize,
    /// The words.
    pub text: String,
    /// Whose words they are.
    pub voice: Voice,
    /// Whether it is a cell of a table.
    pub cell: bool,
}

/// Whose words a passage holds: the checks treat them differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Voice {
    /// The site's own.
    Ours,
    /// Law or guidance, quoted.
    Quoted,
    /// A child's own.
    OwnWords,
}

/// A link as written, without the language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The address as written.
    pub target: String,
    /// Line in its file.
    pub line: usize,
}

/// A picture as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Its address as written.
    pub target: String,
    /// Its alternative text.
    pub alternative: String,
    /// Line in its file.
    pub line: usize,
}

impl Prose {
    /// All passages as one text, a line each.
    pub fn text(&self) -> String {
        self.passages.iter().map(|p| p.text.as_str()).collect::<Vec<_>>().join("\n")
    }

    /// How many words it has.
    pub fn words(&self) -> usize {
        self.passages.iter().map(|p| p.text.split_whitespace().count()).sum()
    }

    /// Adds `other` below.
    pub(crate) fn append(&mut self, other: Prose) {
        self.html.push_str(&other.html);
        self.passages.extend(other.passages);
        self.links.extend(other.links);
        self.pictures.extend(other.pictures);
        self.headings.extend(other.headings);
        self.names_team |= other.names_team;
    }
}

/// Renders a whole body, quiet blocks and all. Any other block is an error.
pub(crate) fn body(lines: Lines<'_>, cx: Context<'_>, report: &mut Report<'_>) -> Prose {
    let mut out = Prose::default();
    for segment in segments(lines, report) {
        match quiet(&segment, cx, report) {
            Some(prose) => out.append(prose),
            None => {
                if let Segment::Block { kind, line, .. } = segment {
                    report.error(line, "block", format!("`::: {kind}` cannot stand here; a page takes {}", QUIET.join(", ")));
                }
            }
        }
    }
    out
}

const QUIET: [&str; 6] = ["quote", "own-words", "note", "say", "contacts", "more"];

/// Renders plain text or a quiet block; `None` if the segment is some other block.
pub(crate) fn quiet(segment: &Segment<'_>, cx: Context<'_>, report: &mut Report<'_>) -> Option<Prose> {
    let (kind, rest, line, inner) = match segment {
        Segment::Text(lines) => return Some(markdown(lines, Voice::Ours, cx, report)),
        Segment::Block { kind, rest, line, inner } => (*kind, *rest, *line, inner),
    };
    let wrapped = |open: &str, close: &str, voice, report: &mut Report<'_>| {
        let mut prose = markdown(inner, voice, cx, report);
        prose.html = format!("{open}{}{close}\n", prose.html);
        Some(prose)
    };
    match kind {
        "note" => wrapped("<div class=\"note\">", "</div>", Voice::Ours, report),
        "say" => wrapped("<div class=\"say\">", "</div>", Voice::Ours, report),
        "own-words" => wrapped("<blockquote class=\"own-words\">", "</blockquote>", Voice::OwnWords, report),
        "more" => {
            if rest.is_empty() {
                report.error(line, "block", "`::: more` needs the words to open it by, on the same line");
            }
            let open = format!("<details class=\"more\"><summary>{}</summary>", escape(rest));
            let mut prose = wrapped(&open, "</details>", Voice::Ours, report)?;
            prose.passages.insert(0, Passage { line, text: rest.to_owned(), voice: Voice::Ours, cell: false });
            Some(prose)
        }
        "quote" => {
            let source = match arguments(rest).as_deref() {
                Ok([("source", source)]) => escape(source),
                _ => {
                    report.error(line, "block", "`::: quote` must say whose words they are: source=\"…\"");
                    String::new()
                }
            };
            let close = format!("</blockquote><figcaption>{source}</figcaption></figure>");
            wrapped("<figure class=\"quote\"><blockquote>", &close, Voice::Quoted, report)
        }
        "contacts" => Some(cards(rest, line, cx, report)),
        _ => None,
    }
}

/// Renders Markdown that has no blocks in it.
pub(crate) fn markdown(lines: &Lines<'_>, voice: Voice, cx: Context<'_>, report: &mut Report<'_>) -> Prose {
    let mut out = Prose::default();
    let expanded: Vec<String> = lines
        .numbered()
        .map(|(number, line)| {
            out.names_team |= names_team(line);
            expand(line, number, cx, report)
        })
        .collect();
    let arena = Arena::new();
    let mut options = Options::default();
    options.extension.table = true;
    options.render.escape = true;
    options.parse.smart = true;
    let root = parse_document(&arena, &expanded.join("\n"), &options);
    for node in root.descendants() {
        inspect(node, lines.first, voice, cx, &mut out, report);
    }
    // Writing into a String cannot fail.
    let _ = format_html(root, &options, &mut out.html);
    out
}

/// Notes what `node` is, and turns links inside the site into addresses of this language.
fn inspect<'a>(node: &'a AstNode<'a>, first: usize, voice: Voice, cx: Context<'_>, out: &mut Prose, report: &mut Report<'_>) {
    let mut data = node.data_mut();
    let line = first + data.sourcepos.start.line.saturating_sub(1);
    match &mut data.value {
        NodeValue::Link(link) => {
            out.links.push(Link { target: link.url.clone(), line });
            // Pictures have no language.
            if link.url.starts_with('/') && !link.url.starts_with("/media/") {
                link.url = format!("/{}{}", cx.lang, link.url);
            }
        }
        NodeValue::Image(link) => {
            let target = link.url.clone();
            drop(data);
            out.pictures.push(Picture { target, alternative: plain(node), line });
        }
        NodeValue::Heading(heading) => {
            out.headings.push((heading.level, line));
            drop(data);
            out.passages.push(Passage { line, text: plain(node), voice, cell: false });
        }
        value @ (NodeValue::Paragraph | NodeValue::TableCell) => {
            let cell = matches!(value, NodeValue::TableCell);
            drop(data);
            out.passages.push(Passage { line, text: plain(node), voice, cell });
        }
        NodeValue::HtmlBlock(_) | NodeValue::HtmlInline(_) => {
            report.warning(line, "raw-html", "HTML, and a comment too, is shown to readers as it is typed; write Markdown, or take it out");
        }
        _ => {}
    }
}

/// The text of a node and all below it; pictures' alternatives are left out unless the node is the picture.
fn plain<'a>(node: &'a AstNode<'a>) -> String {
    let mut text = String::new();
    let mut pictures = 0;
    for edge in node.traverse() {
        let (below, step) = match edge {
            NodeEdge::Start(below) => (below, 1),
            NodeEdge::End(below) => (below, -1),
        };
        match &below.data().value {
            NodeValue::Image(_) if !below.same_node(node) => pictures += step,
            _ if pictures > 0 || step < 0 => {}
            NodeValue::Text(t) => text.push_str(t),
            NodeValue::Code(c) => text.push_str(&c.literal),
            NodeValue::SoftBreak | NodeValue::LineBreak => text.push(' '),
            _ => {}
        }
    }
    text.replace('\u{a0}', " ")
}

/// Whether a line of Markdown names the local team or its number.
fn names_team(line: &str) -> bool {
    let names = line.split("{{").skip(1).filter_map(|after| after.split_once("}}"));
    names.map(|(name, _)| name.trim()).any(|name| matches!(name, "team" | "team.name" | "team.phone"))
}

/// Replaces `{{…}}` in a line by what it names.
fn expand(line: &str, number: usize, cx: Context<'_>, report: &mut Report<'_>) -> String {
    let mut out = String::with_capacity(line.len());
    let mut left = line;
    while let Some((before, after)) = left.split_once("{{") {
        out.push_str(before);
        let Some((name, rest)) = after.split_once("}}") else {
            report.error(number, "contact", "`{{` is never closed by `}}`");
            return out + "{{" + after;
        };
        match named(name.trim(), cx) {
            Some(words) => out.push_str(&words),
            None => report.error(number, "contact", format!("`{{{{{name}}}}}` names no contact or period of site.toml")),
        }
        left = rest;
    }
    out + left
}

/// The Markdown that a name stands for.
fn named(name: &str, cx: Context<'_>) -> Option<String> {
    let settings = cx.settings;
    let (id, part) = name.split_once('.').unwrap_or((name, ""));
    if id == "period" {
        return settings.period(part)?.text.get(cx.lang).cloned();
    }
    if id == "site" {
        return match part {
            "name" => Some(settings.name.clone()),
            "partnership" => Some(settings.partnership.clone()),
            _ => None,
        };
    }
    if name == "emergency" {
        return Some("[**999**](tel:999)".to_owned());
    }
    if id == "team" {
        let team = &settings.team;
        return match part {
            "" => Some(format!("{} on {}", team.name.get_ref(), ring(&team.phone))),
            "name" => Some(team.name.get_ref().clone()),
            "phone" => Some(ring(&team.phone)),
            "out_of_hours" => team.out_of_hours.as_deref().map(ring),
            _ => None,
        };
    }
    let contact = settings.contact(id)?;
    let visit = |web: &String| format!("[{}]({web})", contact.name);
    match (part, &contact.phone, &contact.web) {
        ("", Some(phone), _) => Some(format!("{} on {}", contact.name, ring(phone))),
        ("" | "link", _, Some(web)) => Some(visit(web)),
        ("phone", Some(phone), _) => Some(ring(phone)),
        ("name", _, _) => Some(contact.name.clone()),
        _ => None,
    }
}

/// A number as a Markdown link that rings; it never breaks over two lines.
fn ring(phone: &str) -> String {
    format!("[{}](tel:{})", phone.replace(' ', "\u{a0}"), digits(phone))
}

/// A number without what is there for the eye.
pub fn digits(phone: &str) -> String {
    phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect()
}

/// The cards of a `contacts` block.
fn cards(ids: &str, line: usize, cx: Context<'_>, report: &mut Report<'_>) -> Prose {
    let mut out = Prose::default();
    if ids.is_empty() {
        report.error(line, "contact", "`::: contacts` must name at least one contact");
    }
    out.html.push_str("<ul class=\"contacts\">\n");
    for id in ids.split_whitespace() {
        let settings = cx.settings;
        if id == "team" {
            out.names_team = true;
            let team = &settings.team;
            let about = expand(team.hours.get(cx.lang).map_or("", String::as_str), line, cx, report);
            let unconfirmed = if team.confirmed { "" } else { cx.unconfirmed };
            card(&mut out, line, team.name.get_ref(), Some(&team.phone), None, &[&about, unconfirmed], cx, report);
        } else if let Some(Contact { name, phone, web, about, .. }) = settings.contact(id) {
            let about = expand(about.get(cx.lang).map_or("", String::as_str), line, cx, report);
            card(&mut out, line, name, phone.as_deref(), web.as_deref(), &[&about], cx, report);
        } else {
            report.error(line, "contact", format!("`{id}` names no contact of site.toml"));
        }
    }
    out.html.push_str("</ul>\n");
    out
}

#[expect(clippy::too_many_arguments, reason = "the parts of a card, used twice just above")]
fn card(
    out: &mut Prose,
    line: usize,
    name: &str,
    phone: Option<&str>,
    web: Option<&str>,
    about: &[&str],
    cx: Context<'_>,
    report: &mut Report<'_>,
) {
    out.html.push_str(&format!("<li><strong>{}</strong>", escape(name)));
    if let Some(phone) = phone {
        out.html.push_str(&format!(" <a class=\"ring\" href=\"tel:{}\">{}</a>", digits(phone), phone.replace(' ', "\u{a0}")));
    }
    for words in about.iter().filter(|words| !words.is_empty()) {
        let lines = Lines { first: line, lines: vec![words] };
        let prose = markdown(&lines, Voice::Ours, cx, report);
        out.append(Prose { passages: Vec::new(), ..prose });
    }
    if let Some(web) = web.filter(|web| web.starts_with("https://")) {
        let host = web.split("://").nth(1).unwrap_or(web).trim_start_matches("www.").split('/').next().unwrap_or(web);
        out.html.push_str(&format!(" <a href=\"{}\">{}</a>", escape(web), escape(host)));
        out.links.push(Link { target: web.to_owned(), line });
    }
    out.html.push_str("</li>\n");
    let text = [name, phone.unwrap_or_default(), about.first().copied().unwrap_or_default()].join(" ");
    out.passages.push(Passage { line, text, voice: Voice::Quoted, cell: false });
}

/// Text, safe in HTML and in a quoted attribute.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(c),
        }
    }
    out
}
