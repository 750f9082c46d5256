//! What is found, why, and that what may not be seen changes nothing.

use finding::{How, Index};
use proptest::prelude::*;

fn index(texts: &[&str]) -> Index {
    let mut index = Index::new();
    for (doc, text) in (0..).zip(texts) {
        index.add(doc, [*text]);
    }
    index
}

fn docs(index: &Index, question: &str) -> Vec<u32> {
    index.find(question, 100, &|_| true).iter().map(|h| h.doc).collect()
}

fn how(index: &Index, question: &str) -> Vec<(String, How)> {
    index.find(question, 1, &|_| true).remove(0).why.into_iter().map(|w| (w.found, w.how)).collect()
}

#[test]
fn names_are_found_however_they_are_spelled() {
    let index = index(&["Siobhán O'Brien-Smith", "Jonathan Sample", "মোহাম্মদ", "Muhammad Example", "Zoë"]);
    for question in ["siobhan", "SIOBHÁN", "sioban", "siobahn", "obrien", "O\u{2019}Brien", "smyth"] {
        assert_eq!(docs(&index, question), [0], "{question}");
    }
    assert_eq!(docs(&index, "jonh"), Vec::<u32>::new(), "two slips in four letters are too many");
    assert_eq!(docs(&index, "jonathon"), [1]);
    assert_eq!(docs(&index, "jona"), [1]);
    assert!(docs(&index, "mohammed").contains(&3));
    assert!(docs(&index, "mohammad").contains(&3));
    assert_eq!(docs(&index, "মোহাম্মদ"), [2]);
    assert_eq!(docs(&index, "zoe"), [4]);
}

#[test]
fn numbers_are_found_however_they_are_written() {
    let index = index(&["Call 07700 900123 after 5", "ring +44 (0)7700-900456", "01632 960001", "born 2011"]);
    for question in ["07700900123", "07700 900 123", "+44 7700 900123", "447700900123", "900123", "0123", "07700 9001"] {
        assert_eq!(docs(&index, question), [0], "{question}");
    }
    assert_eq!(docs(&index, "07700 900456"), [1]);
    assert_eq!(docs(&index, "0770090"), [1, 0]);
    assert_eq!(docs(&index, "01632960001"), [2]);
    assert_eq!(docs(&index, "2011"), [3]);
    assert_eq!(how(&index, "900456"), [("900456".to_owned(), How::Same)]);
    assert_eq!(how(&index, "00456"), [("7700900456".to_owned(), How::Ends)]);
}

#[test]
fn plates_and_postcodes_are_found_with_and_without_spaces() {
    let index = index(&["a blue car AB12 CDE", "ab34cde", "near LU1 2AB", "LU12AC"]);
    for (question, doc) in [("ab12cde", 0), ("AB12 CDE", 0), ("ab12", 0), ("AB34 CDE", 1), ("lu12ab", 2), ("LU1 2AB", 2), ("lu1 2ac", 3)] {
        assert_eq!(docs(&index, question).first(), Some(&doc), "{question}");
    }
}

#[test]
fn the_most_of_what_was_asked_comes_first_and_the_same_before_what_is_near() {
    let index = index(&["smith", "smythe car", "smith car", "smithson", "smith", "carpet"]);
    assert_eq!(docs(&index, "smith car"), [2]);
    assert_eq!(docs(&index, "smith"), [4, 2, 0, 3]);
    assert_eq!(docs(&index, "smith boat"), [4, 2, 0, 3]);
    assert_eq!(how(&index, "smith car"), [("smith".to_owned(), How::Same), ("car".to_owned(), How::Same)]);
    assert_eq!(docs(&index, "smythe"), [1], "of six letters one slip is near, two are not");
    assert_eq!(index.find("smith", 2, &|_| true).len(), 2);
    assert_eq!(index.find("smith", 0, &|_| true), []);
    assert_eq!(docs(&index, "  "), Vec::<u32>::new());
}

#[test]
fn a_beginning_is_enough_and_the_last_word_may_be_shorter() {
    let index = index(&["neighbourhood watch"]);
    assert_eq!(docs(&index, "ne"), [0]);
    assert_eq!(docs(&index, "ne "), Vec::<u32>::new());
    assert_eq!(docs(&index, "neigh wa"), [0]);
    assert_eq!(how(&index, "neigh watch"), [("neighbourhood".to_owned(), How::Begins), ("watch".to_owned(), How::Same)]);
}

#[test]
fn more_of_the_same_concern_may_come_at_any_time() {
    let mut index = index(&["one", "two", "three"]);
    index.add(0, ["later words", "and more"]);
    index.add(2, ["later"]);
    assert_eq!(docs(&index, "later"), [2, 0]);
    assert_eq!(docs(&index, "one more"), [0]);
    assert_eq!((index.len(), index.is_empty()), (3, false));
}

#[test]
fn many_concerns_that_are_read_again_out_of_order_are_each_found_once() {
    let mut index = Index::new();
    for round in 0..3 {
        for doc in (0..500).rev() {
            index.add(doc * 7 % 500, ["everywhere", if doc % 5 == round { "somewhere" } else { "" }]);
        }
    }
    let every: Vec<u32> = (0..500).rev().collect();
    let found = |index: &Index, question: &str| index.find(question, 1_000, &|_| true).iter().map(|h| h.doc).collect::<Vec<_>>();
    assert_eq!(found(&index, "everywhere"), every);
    // Seven times 0, 1 and 2, of which five is taken away.
    let some: Vec<u32> = every.into_iter().filter(|doc| [0, 2, 4].contains(&(doc % 5))).collect();
    assert_eq!(found(&index, "somewhere"), some);
    index.settle();
    assert_eq!(found(&index, "somewhere"), some);
}

#[test]
fn what_is_removed_is_found_no_more_and_its_words_go_too() {
    let mut index = Index::new();
    for doc in 0..100 {
        index.add(doc, ["common", format!("secret{doc}x").as_str()]);
    }
    index.remove(7);
    index.remove(7);
    assert_eq!(docs(&index, "secret7x"), Vec::<u32>::new());
    assert_eq!(docs(&index, "common").len(), 99);
    let words = index.words();
    index.sweep();
    assert_eq!(index.words(), words - 1);
    for doc in 0..90 {
        index.remove(doc);
    }
    assert!(index.words() <= 30, "swept by itself: {}", index.words());
    assert_eq!(docs(&index, "common"), (90..100).rev().collect::<Vec<_>>());
    index.add(7, ["again"]);
    assert_eq!((docs(&index, "again"), docs(&index, "secret7x")), (vec![7], vec![]));
}

#[test]
fn concerns_can_be_given_other_numbers_and_one_that_gets_none_is_gone() {
    let mut batch = index(&["Child A in red", "Child B in red", "Child C in red", "Child D in red"]);
    batch.renumber(|doc| [Some(7), None, Some(3), Some(7)][doc as usize]);
    assert_eq!(docs(&batch, "red"), [7, 3]);
    assert_eq!(batch.len(), 2, "one got no number, and another one that was taken");
    let mut all = Index::new();
    all.add(7, ["in blue"]);
    all.join(batch);
    assert_eq!((docs(&all, "blue"), docs(&all, "red")), (vec![7], vec![7, 3]));
    all.remove(7);
    assert_eq!(docs(&all, "red"), [3]);
}

#[test]
fn nothing_is_shown_by_debug() {
    assert_eq!(format!("{:?}", index(&["canary"])), "Index(1 concerns, 1 words)");
}

/// Texts from a few words, so that they meet, with anything else between.
fn text() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        8 => "[ab]{1,5}",
        2 => "sm[iy]th(e|s|son)?",
        2 => "0770090012[0-9]",
        1 => "ab1[0-9] cd[ef]",
        1 => "\\PC{0,4}",
        1 => Just("+44 7700 900125".to_owned()),
    ];
    proptest::collection::vec(word, 0..8).prop_map(|words| words.join(" "))
}

proptest! {
    #[test]
    fn what_may_not_be_seen_changes_nothing(texts in proptest::collection::vec((text(), any::<bool>()), 0..12), question in text(), limit in 0..5usize) {
        let (mut all, mut seen) = (Index::new(), Index::new());
        for (doc, (text, may)) in (0..).zip(&texts) {
            all.add(doc, [text.as_str()]);
            if *may {
                seen.add(doc, [text.as_str()]);
            }
        }
        prop_assert_eq!(all.find(&question, limit, &|doc| texts[doc as usize].1), seen.find(&question, limit, &|_| true));
        // So it is with what was removed, before and after it is swept.
        for (doc, _) in (0..).zip(&texts).filter(|(_, (_, may))| !may) {
            all.remove(doc);
        }
        prop_assert_eq!(all.find(&question, limit, &|_| true), seen.find(&question, limit, &|_| true));
        all.sweep();
        all.settle();
        prop_assert_eq!(all.find(&question, limit, &|_| true), seen.find(&question, limit, &|_| true));
    }

    #[test]
    fn the_order_in_which_texts_come_changes_nothing((texts, shuffled) in proptest::collection::vec((0..6u32, text()), 0..40).prop_flat_map(|t| (Just(t.clone()), Just(t).prop_shuffle())), question in text()) {
        let (mut one, mut other) = (Index::new(), Index::new());
        texts.iter().for_each(|(doc, text)| one.add(*doc, [text.as_str()]));
        shuffled.iter().for_each(|(doc, text)| other.add(*doc, [text.as_str()]));
        let (mut half, mut rest) = (Index::new(), Index::new());
        for (n, (doc, text)) in (0..).zip(&shuffled) {
            if n % 2 == 0 { &mut half } else { &mut rest }.add(*doc, [text.as_str()]);
        }
        half.join(rest);
        prop_assert_eq!(half.find(&question, 9, &|_| true), other.find(&question, 9, &|_| true));
        prop_assert_eq!(one.find(&question, 9, &|_| true), other.find(&question, 9, &|_| true));
    }

    #[test]
    fn every_word_finds_its_own_text(texts in proptest::collection::vec("[a-zé]{1,9}( [a-z0-9]{1,9}){0,6}", 1..6), which in any::<prop::sample::Index>(), word in any::<prop::sample::Index>()) {
        let mut index = Index::new();
        for (doc, text) in (0..).zip(&texts) {
            index.add(doc, [text.as_str()]);
        }
        let doc = which.index(texts.len());
        let words: Vec<&str> = texts[doc].split(' ').collect();
        let hits = index.find(words[word.index(words.len())], 100, &|_| true);
        prop_assert!(hits.iter().any(|h| h.doc as usize == doc));
    }

    #[test]
    fn no_text_and_no_question_makes_it_fail(texts in proptest::collection::vec("\\PC{0,60}|[0-9 +()-]{0,90}|.{0,40}", 0..6), question in "\\PC{0,500}|[0-9 +()-]{0,90}") {
        let mut index = Index::new();
        for (doc, text) in (0..).zip(&texts) {
            index.add(doc, [text.as_str()]);
        }
        _ = index.find(&question, 3, &|doc| doc % 2 == 0);
        for text in &texts {
            _ = index.find(text, 3, &|_| true);
        }
        index.settle();
        prop_assert!(index.memory() < 1_000_000);
    }
}
