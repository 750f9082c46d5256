//! A record as a PDF.

use std::path::Path;
use std::process::Command;

use casework::chronology::Message;
use casework::export::{Document, Source, Words, document};
use casework::work::{Context, Did, Ground, Known, LeaveOut, Note, Observation, Purpose, When};
use casework::{Answers, Case, ConcernId, MessageId, Payload, Place, Said, Work, fields};

const WORDS: Words<'_> = Words {
    known: |k| k.text(),
    ground: |g| g.text(),
    context: |c| c.text(),
    entity: |e| e.text(),
    decision: |d| d.text(),
    told: |t| t.text(),
    to: |t| t.text(),
    model: |m| m.text(),
    answer: |name| fields::label(name).unwrap_or_default(),
    value: |_, text| text.to_owned(),
    signs: &[],
};

fn id(n: u8) -> MessageId {
    MessageId::from_bytes([n; 16])
}

fn place(n: u8) -> Place {
    Place { site: "sample".into(), concern: ConcernId::from_bytes([1; 16]), message: id(n) }
}

fn work(n: u8, did: Did) -> Work {
    Work { place: place(n), at: i64::from(n), by: "a.worker".into(), did }
}

fn note(n: u8, text: &str) -> Work {
    work(n, Did::Note(Note { text: text.into(), revises: None, seen: vec![] }))
}

fn record(answers: &[(&str, &str)], works: &[Work]) -> Document {
    let told = Answers::from_iter(answers.iter().copied());
    let payload = Payload { place: place(0), lang: "en".into(), mailbox: None, said: Said::Concern(told.clone()) };
    let case = Case::of(Some(&payload), 0, 1_000, works);
    let messages = [Message::told(&payload, 0)];
    let source = Source { concern: payload.place.concern, case: &case, told: Some((id(0), &told)), messages: &messages, unread: 0 };
    document(Purpose::Court, &[source], WORDS, None)
}

/// A file of the record, and what poppler's program says of it.
fn said(program: &str, options: &[&str], pdf: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("record.pdf");
    std::fs::write(&file, pdf).unwrap();
    let run =
        |file: &Path| Command::new(program).args(options).arg(file).args(if program == "pdftotext" { &["-"][..] } else { &[] }).output();
    let out = run(&file).unwrap_or_else(|e| panic!("{program}, of the package poppler-utils: {e}"));
    assert!(out.status.success(), "{program}: {}", String::from_utf8_lossy(&out.stderr));
    // Poppler stumbles over two things that PDF 1.7 allows in tagged files, and says so.
    let complaints = String::from_utf8_lossy(&out.stderr).into_owned();
    let known = |line: &&str| line.is_empty() || line.contains("Suspects object") || line.contains("Attribute BorderColor");
    assert!(complaints.lines().all(|line| known(&line)), "{program}: {complaints}");
    String::from_utf8(out.stdout).unwrap()
}

fn pdf(document: &Document) -> Vec<u8> {
    packages::pdf(&document.copy("a.worker", 1_795_521_600), "A court").unwrap()
}

/// The text of the file, with every run of space one space.
fn text(pdf: &[u8]) -> String {
    said("pdftotext", &["-enc", "UTF-8"], pdf).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn observation(what: &str) -> Observation {
    Observation {
        what: what.into(),
        by_whom: "Sample Nurse".into(),
        when: When::default(),
        known: Known::Seen,
        ground: Ground::Opinion,
        context: Context::School,
        signs: vec![],
        strengths: String::new(),
        protects: String::new(),
        childs_words: true,
        about: vec![],
        revises: None,
        seen: vec![],
    }
}

#[test]
fn what_stands_in_the_record_stands_in_the_file_and_what_is_left_out_does_not() {
    let mark = LeaveOut { entry: id(2), part: "text".into(), spans: vec![], why: "harm\nCANARYREASON".into() };
    let works = [work(1, Did::Observe(observation("She was tired."))), note(2, "CANARYNOTE"), work(3, Did::LeaveOut(mark))];
    let document = record(&[("worry", "A car waits at the corner.\nEvery night."), ("child.1.name", "Child A")], &works);
    let text = text(&pdf(&document));
    for there in [
        "Record of Child A",
        "A car waits at the corner. Every night.",
        "She was tired.",
        "In the child\u{2019}s own words",
        "opinion \u{b7} seen \u{b7} school",
        "[left out: serious harm likely]",
        "Everything on one time line",
        "24 November 2026, 12:00, by a.worker",
        "Page 1 of ",
    ] {
        assert!(text.contains(there), "{there}: {text}");
    }
    assert!(text.replace(' ', "").contains(&document.digest()), "{text}");
    assert!(!text.contains("CANARY"), "{text}");
}

#[test]
fn it_is_tagged_with_headings_a_table_its_language_and_its_title() {
    let pdf = pdf(&record(&[("worry", "A car waits."), ("child.1.name", "Child A")], &[note(1, "A note.")]));
    let info = said("pdfinfo", &[], &pdf);
    for line in
        ["Title:           Record of Child A", "Tagged:          yes", "Page size:       595.276 x 841.89 pts (A4)", "JavaScript:      no"]
    {
        assert!(info.contains(line), "{line}: {info}");
    }
    let tree = said("pdfinfo", &["-struct-text"], &pdf);
    for tag in ["Document", "H1 \"What was told\"", "H2 ", "Table (block)", "THead", "TH <", "TD", "L (block)", "LI (block)"] {
        assert!(tree.contains(tag), "{tag}: {tree}");
    }
    let raw = String::from_utf8_lossy(&pdf).into_owned();
    assert!(raw.contains("/Lang(en-GB)") || raw.contains("/Lang (en-GB)"), "its language is said");
    assert!(raw.contains("<pdfuaid:part>1</pdfuaid:part>"), "it says that it conforms to PDF/UA-1");
}

#[test]
fn strangers_words_are_text_and_nothing_else() {
    let hostile = "#import \"/etc/passwd\": * \\ #sys.inputs *bold* _it_ $x^2$ = Heading\n= Heading\n- list // no /* no */ `raw` <label> @ref \u{0} #eval(\"1+1\") ~ -- \u{2026} [x](https://example.org)";
    let document = record(&[("worry", hostile), ("child.1.name", "#panic(\"x\")")], &[note(1, hostile)]);
    let text = text(&pdf(&document));
    for there in [
        "#import \"/etc/passwd\": * \\ #sys.inputs *bold* _it_ $x^2$ = Heading = Heading - list // no /* no */ `raw` <label> @ref",
        "#eval(\"1+1\") ~ --",
        "Record of #panic(\"x\")",
    ] {
        assert!(text.contains(there), "{there}: {text}");
    }
}

#[test]
fn every_language_near_the_site_can_be_set_and_what_cannot_is_given_by_its_number() {
    let words = [
        "\u{17b}\u{f3}\u{142}\u{107} g\u{119}\u{15b}l\u{105} ja\u{17a}\u{144}",
        "\u{218}tefan \u{21b}\u{103}r\u{103} \u{e2}n \u{ee}n",
        "\u{645}\u{6cc}\u{631}\u{6cc} \u{628}\u{6cc}\u{679}\u{6cc}",
        "\u{986}\u{9ae}\u{9be}\u{9b0} \u{9ae}\u{9c7}\u{9af}\u{9bc}\u{9c7}",
        "\u{a2e}\u{a47}\u{a30}\u{a40} \u{a27}\u{a40}",
    ];
    let mixed = "a\u{9cd}b \u{64b}x e\u{301}\u{328} \u{200d}\u{200c} \u{a4d} \u{1f469}\u{200d}\u{1f467} \u{4f60}\u{597d} \u{e000}";
    let document = record(&[("worry", &words.join("\n")), ("tried", mixed)], &[]);
    let file = pdf(&document);
    let text = text(&file);
    for there in [words[0], words[1], "[U+1F469]", "[U+4F60]", "[U+E000]", "given by their number"] {
        assert!(text.contains(there), "{there}: {text}");
    }
    let fonts = said("pdffonts", &[], &file);
    for font in ["NotoSans-Regular", "NotoNaskhArabic", "NotoSansBengali", "NotoSansGurmukhi"] {
        let line = fonts.lines().find(|l| l.contains(font)).unwrap_or_else(|| panic!("{font}: {fonts}"));
        assert!(line.contains(" yes yes yes "), "embedded, as a part, with its letters: {line}");
    }
}

#[test]
fn long_words_and_ten_thousand_lines_stay_on_the_pages() {
    let line = "a line of words\n";
    let notes: Vec<_> = (1..=10).map(|n| note(n, &line.repeat(1_000))).collect();
    let long = "\u{17c}".repeat(3_000);
    let file = pdf(&record(&[("worry", "A car waits."), ("tried", &long)], &notes));
    let text = text(&file);
    assert_eq!(text.matches("a line of words").count(), 10_000);
    assert_eq!(text.matches('\u{17c}').count(), 3_000);
    // Nothing sticks out of the page on the right.
    let boxes = said("pdftotext", &["-bbox"], &file);
    let over = boxes.lines().filter_map(|l| l.split_once("xMax=\"")?.1.split('"').next()?.parse::<f64>().ok()).fold(0.0, f64::max);
    assert!(over > 400.0 && over < 596.0 - 40.0, "{over}");
}
