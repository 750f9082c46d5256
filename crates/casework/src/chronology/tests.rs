//! What stands on the time line, in which order, and that the drawing holds whatever is typed.

use jiff::civil::{date, time};
use proptest::prelude::*;

use super::*;
use crate::work::{Decide, Decision, Discussion, Episode, LeaveOut, Observation, OutcomeTold, Told, ToldTo, Withdraw};
use crate::{Place, Work};

fn id(n: u8) -> MessageId {
    MessageId::from_bytes([n; 16])
}

fn concern() -> ConcernId {
    ConcernId::from_bytes([1; 16])
}

fn work(n: u8, at: &str, did: Did) -> Work {
    let place = Place { site: "sample".into(), concern: concern(), message: id(n) };
    Work { place, at: seconds(at), by: "worker".into(), did }
}

fn seconds(at: &str) -> i64 {
    at.parse::<Timestamp>().expect("a time").as_second()
}

fn on(day: Date) -> When {
    When { day: Some(day), ..When::default() }
}

fn observation(what: &str, when: When, context: Context, about: Vec<MessageId>) -> Did {
    let (by_whom, strengths, protects) = ("Sample Parent".into(), String::new(), String::new());
    let (known, ground, signs, childs_words) = (Known::ToldByOther, Ground::Fact, vec![], false);
    let what = what.into();
    Did::Observe(Observation {
        what,
        by_whom,
        when,
        known,
        ground,
        context,
        signs,
        strengths,
        protects,
        childs_words,
        about,
        revises: None,
        seen: vec![],
    })
}

fn sample() -> Vec<Line> {
    let nov = |day| date(2026, 11, day);
    let works = [
        work(2, "2026-11-23T10:00:00Z", observation("A car waits.", on(nov(20)), Context::Neighbourhood, vec![id(50)])),
        work(
            3,
            "2026-11-23T10:05:00Z",
            observation("New phone.", When { words: "in the holidays".into(), ..When::default() }, Context::Home, vec![id(50), id(51)]),
        ),
        work(
            4,
            "2026-11-23T10:06:00Z",
            Did::Episode(Episode { from: on(nov(18)), to: Some(on(nov(21))), words: "Two nights.".into(), revises: None, seen: vec![] }),
        ),
        work(
            5,
            "2026-11-23T16:00:00Z",
            Did::Decide(Decide {
                decision: Decision::Assessment,
                to: String::new(),
                reasons: "Reasons.".into(),
                revises: None,
                seen: vec![],
            }),
        ),
        work(
            6,
            "2026-11-24T16:00:00Z",
            Did::Discussion(Discussion {
                on: nov(24),
                took_part: vec!["A".into(), "B".into()],
                agreed: "Agreed.".into(),
                revises: None,
                seen: vec![],
            }),
        ),
        work(
            7,
            "2026-11-24T17:00:00Z",
            Did::OutcomeTold(OutcomeTold { how: Told::Phone, to: ToldTo::Professional, words: "Told.".into() }),
        ),
        work(8, "2026-11-25T09:00:00Z", Did::Close { why: "Done.".into() }),
        work(9, "2026-11-25T09:30:00Z", Did::Withdraw(Withdraw { entry: id(2), why: "another child".into() })),
        work(10, "2026-11-25T09:40:00Z", Did::LeaveOut(LeaveOut { entry: id(3), part: String::new(), spans: vec![], why: "x".into() })),
    ];
    let case = Case::of(None, seconds("2026-11-22T23:30:00Z"), 0, &works);
    let told = Message { id: concern().into(), at: case.arrived, kind: Kind::Concern, by: String::new(), words: "I am worried.".into() };
    lines(concern(), &case, &[told])
}

#[test]
fn everything_stands_where_it_happened() {
    let lines = sample();
    let told: Vec<_> = lines.iter().map(|l| (l.when.day.day(), l.kind, l.words.as_str(), l.struck)).collect();
    assert_eq!(
        told,
        [
            (18, Kind::Episode, "Two nights.", false),
            (20, Kind::Observation, "A car waits.", true),
            (22, Kind::Concern, "I am worried.", false),
            (23, Kind::Observation, "New phone.", false),
            (23, Kind::Decision, "Reasons.", false),
            (24, Kind::Discussion, "Agreed.", false),
            (24, Kind::OutcomeTold, "Told.", false),
            (25, Kind::Closed, "Done.", false),
        ]
    );
    assert!(lines[3].when.recorded && lines[3].when.words == "in the holidays" && lines[3].when.time == Some(time(10, 5, 0, 0)));
    assert_eq!(lines[0].until.as_ref().map(|u| u.day), Some(date(2026, 11, 21)));
    assert_eq!((lines[4].decision, lines[5].by_whom.as_str(), lines[3].known), ("assessment", "A, B", Some(Known::ToldByOther)));
}

#[test]
fn times_are_london_s() {
    assert_eq!(
        at(seconds("2026-06-30T23:30:10Z")),
        Moment { day: date(2026, 7, 1), time: Some(time(0, 30, 0, 0)), recorded: false, words: String::new() }
    );
    assert_eq!(at(i64::MAX).day, date(1970, 1, 1));
}

#[test]
fn filters_keep_what_they_say() {
    let lines = sample();
    let kept = |filter: Filter| lines.iter().filter(|l| filter.keeps(l)).map(|l| l.source).collect::<Vec<_>>();
    assert_eq!(kept(Filter::default()).len(), lines.len());
    assert_eq!(kept(Filter { about: vec![id(50)], ..Filter::default() }), [id(2), id(3)]);
    assert_eq!(kept(Filter { about: vec![id(50), id(51)], ..Filter::default() }), [id(3)]);
    assert_eq!(kept(Filter { contexts: vec![Context::Home, Context::Online], ..Filter::default() }), [id(3)]);
    assert_eq!(kept(Filter { kinds: vec![Kind::Decision], ..Filter::default() }), [id(5)]);
}

#[test]
fn an_end_before_the_beginning_is_none_and_on_the_same_day_is_one() {
    let until = |day| {
        let (from, to) = (on(date(2026, 11, 20)), Some(on(date(2026, 11, day))));
        let episode = Did::Episode(Episode { from, to, words: String::new(), revises: None, seen: vec![] });
        let case = Case::of(None, 0, 0, &[work(2, "2026-11-23T10:00:00Z", episode)]);
        lines(concern(), &case, &[]).remove(0).until.map(|until| until.day)
    };
    assert_eq!((until(19), until(20)), (None, Some(date(2026, 11, 20))));
}

#[test]
fn the_drawing_has_a_title_no_style_and_every_line() {
    let drawing = svg(&sample(), &english);
    assert_eq!(drawing.matches("<svg ").count(), 1);
    for part in [
        "<title id=\"time-line-1-title\">Time line</title>",
        "8 lines from 18 Nov 2026 to 25 Nov 2026",
        "Decided: assessment",
        "(23 Nov 2026)",
    ] {
        assert!(drawing.contains(part), "{part}: {drawing}");
    }
    for never in [" style=", "<script", "<style", "href", "onload"] {
        assert!(!drawing.contains(never), "{never}");
    }
    assert_eq!(drawing.matches("class=\"time-line-bar\"").count(), 1);
    assert_eq!(drawing.matches("text-decoration=\"line-through\"").count(), 1);
    assert_eq!(svg(&[], &english), "");
}

#[test]
fn a_long_gap_is_marked_and_a_long_line_is_cut() {
    let mut lines = sample();
    lines[7].when.day = date(2027, 11, 25);
    lines[7].words = "words and more ".repeat(60);
    let drawing = svg(&lines, &english);
    assert!(drawing.contains(">366 days<") && drawing.contains('…'), "{drawing}");
    assert!(!drawing.contains(&"words and more ".repeat(20)));
}

#[test]
fn many_lines_make_several_parts_that_fit_on_a_sheet_and_an_episode_goes_through_them() {
    let mut many: Vec<Line> = Vec::new();
    for n in 0..200u8 {
        let mut next = sample().swap_remove(2);
        next.when.day = date(2026, 1, 1).saturating_add(jiff::ToSpan::days(i64::from(n)));
        many.push(next);
    }
    many[10].kind = Kind::Episode;
    many[10].until = Some(Moment { day: date(2026, 6, 1), ..many[10].when.clone() });
    let drawing = svg(&many, &english);
    let parts = drawing.matches("<svg ").count();
    assert!((4..=8).contains(&parts), "{parts}");
    assert_eq!(drawing.matches("<g class=").count(), 200);
    assert!((3..=parts).contains(&drawing.matches("time-line-bar\"").count()));
    let tallest =
        drawing.match_indices("\" height=\"").filter_map(|(at, m)| drawing[at + m.len()..].split('"').next()?.parse::<u32>().ok()).max();
    assert!(tallest.is_some_and(|t| t <= 1_000), "{tallest:?}");
}

proptest! {
    #[test]
    fn whatever_is_typed_stays_text(words in "\\PC{0,80}|[<>&\"'\u{0}-\u{ff}]{0,40}", long in 0..3_000usize, days in proptest::collection::vec(-30_000..30_000i64, 1..12)) {
        let mut all = Vec::new();
        for (n, day) in days.iter().enumerate() {
            let mut line = sample().swap_remove(n % 8);
            line.words = format!("{words}{}", "x".repeat(long));
            line.when.day = date(2026, 1, 1).saturating_add(jiff::ToSpan::days(*day));
            all.push(line);
        }
        let drawing = svg(&in_order(all), &english);
        // Every bracket is one of the drawing's own.
        let opened = drawing.matches('<').count();
        prop_assert_eq!(opened, drawing.matches('>').count());
        let own: usize = ["<svg ", "</svg>", "<title", "</title>", "<desc", "</desc>", "<g ", "</g>", "<text ", "</text>", "<tspan ", "</tspan>", "<path ", "<rect ", "<circle "].iter().map(|t| drawing.matches(t).count()).sum();
        prop_assert_eq!(opened, own);
    }
}
