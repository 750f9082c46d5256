//! Strangers' words, as they may be shown: plain text, without what steers a terminal, turns the direction of what follows, or cannot be seen.
//! So a name that differs from another in nothing but what nobody sees is shown, copied and found as the same name; and one that borrows
//! letters of another alphabet can be pointed out ([`borrowed`]). Must not know where they are shown.
//!
//! Joiners (ZWJ, ZWNJ) shape words of Urdu, Persian, Bengali and others, and join emoji. They stay where they change what is seen, by
//! the rule for internet names (RFC 5892, appendix A.1 and A.2) with Bengali's ra before a virama and emoji besides; elsewhere they go.
//! Marks of direction go everywhere: each line is shown for itself, and letters bring their direction with them.

const ZWNJ: char = '\u{200c}';
const ZWJ: char = '\u{200d}';

/// The text with every space a plain one (line ends and tabs stay), and without control characters, marks of direction, and what cannot
/// be seen. Making it plain again changes nothing.
pub fn plain(text: &str) -> String {
    let shown = text.chars().filter(|c| matches!(c, '\n' | '\t') || !(c.is_control() || steers(*c) || hides(*c)));
    let shown = shown.map(|c| if c.is_whitespace() && !matches!(c, '\n' | '\t') { ' ' } else { c }).collect::<Vec<_>>();
    let mut out = String::with_capacity(text.len());
    let mut before = Vec::with_capacity(shown.len());
    for (at, &c) in shown.iter().enumerate() {
        let stays = match c {
            ZWNJ | ZWJ => shapes(c, &before, &shown[at + 1..]),
            '\u{fe0e}' | '\u{fe0f}' => before.last().is_some_and(|c| pictures(*c) || matches!(c, '0'..='9' | '#' | '*')),
            _ => true,
        };
        if stays {
            before.push(c);
            out.push(c);
        }
    }
    out
}

/// The first word that has letters of more than one of Latin, Greek and Cyrillic: these look alike, and no name is written so by chance.
/// Other scripts stand beside Latin in honest text, and are told apart at sight.
pub fn borrowed(text: &str) -> Option<&str> {
    let kind = |c: char| match c {
        'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => Some(0),
        '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}' => Some(1),
        '\u{400}'..='\u{52f}' | '\u{1c80}'..='\u{1c8f}' => Some(2),
        _ => None,
    };
    text.split(|c: char| !c.is_alphanumeric()).find(|word| {
        let mut kinds = word.chars().filter_map(kind);
        kinds.next().is_some_and(|first| kinds.any(|other| other != first))
    })
}

/// Marks, embeddings, overrides and isolates of direction; separators of lines; interlinear marks; tags (Unicode TR 36).
fn steers(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{206f}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// What takes no room, or is blank and no space: soft hyphen, joiners of words, fillers, invisible signs, and selectors of variants that no
/// emoji needs.
fn hides(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180e}' | '\u{200b}' | '\u{2060}'
            ..='\u{2065}' | '\u{2800}'
    ) || matches!(c, '\u{3164}' | '\u{fe00}'..='\u{fe0d}' | '\u{feff}' | '\u{ffa0}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0100}'..='\u{e01ef}')
}

/// Whether a joiner changes what is seen between what stands `before` it and `after` it.
fn shapes(joiner: char, before: &[char], after: &[char]) -> bool {
    let Some(&last) = before.last() else { return false };
    let next = after.iter().copied().find(|c| !matches!(*c, ZWNJ | ZWJ)).unwrap_or(' ');
    let solid = |c: &&char| !marks(**c);
    let joins_on = before.iter().rev().find(solid).is_some_and(|c| joins(*c) && !ends(*c));
    let joined_to = after.iter().filter(|c| !matches!(**c, ZWNJ | ZWJ)).find(solid).is_some_and(|c| joins(*c));
    match joiner {
        ZWNJ => (virama(last) && indic(next)) || (joins_on && joined_to),
        _ => (virama(last) && indic(next)) || (indic(last) && virama(next)) || (picture_before(before) && pictures(next)),
    }
}

/// The mark that takes a letter of India's scripts its vowel, and makes it one with the next.
fn virama(c: char) -> bool {
    matches!(c, '\u{94d}' | '\u{9cd}' | '\u{a4d}' | '\u{acd}' | '\u{b4d}' | '\u{bcd}' | '\u{c4d}' | '\u{ccd}' | '\u{d4d}' | '\u{dca}')
}

/// Letters of the scripts from Devanagari to Sinhala.
fn indic(c: char) -> bool {
    ('\u{900}'..='\u{dff}').contains(&c) && c.is_alphabetic()
}

/// Vowel signs and other marks on an Arabic letter: they do not come between two letters that join.
fn marks(c: char) -> bool {
    matches!(c, '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6dc}' | '\u{6df}'..='\u{6e4}' | '\u{6e7}' | '\u{6e8}' | '\u{6ea}'..='\u{6ed}')
}

/// Letters of the Arabic script that join the letter before.
fn joins(c: char) -> bool {
    matches!(c, '\u{620}' | '\u{622}'..='\u{63f}' | '\u{641}'..='\u{64a}' | '\u{66e}'..='\u{673}' | '\u{675}'..='\u{6d3}' | '\u{6fa}'..='\u{6fc}' | '\u{750}'..='\u{77f}')
}

/// Those of them that never join the letter after (Unicode's Joining_Type R), so that a joiner there would change nothing.
fn ends(c: char) -> bool {
    matches!(c, '\u{622}'..='\u{625}' | '\u{627}' | '\u{629}' | '\u{62f}'..='\u{632}' | '\u{648}' | '\u{671}'..='\u{673}' | '\u{675}'..='\u{677}')
        || matches!(c, '\u{688}'..='\u{699}' | '\u{6c0}' | '\u{6c3}'..='\u{6cb}' | '\u{6cd}' | '\u{6cf}' | '\u{6d2}' | '\u{6d3}')
        || matches!(c, '\u{759}'..='\u{75b}' | '\u{76b}' | '\u{76c}' | '\u{771}' | '\u{773}' | '\u{774}' | '\u{778}' | '\u{779}')
}

fn picture_before(before: &[char]) -> bool {
    before.iter().rev().find(|c| **c != '\u{fe0f}').is_some_and(|c| pictures(*c))
}

fn pictures(c: char) -> bool {
    matches!(c, '\u{2190}'..='\u{21ff}' | '\u{2300}'..='\u{23ff}' | '\u{2600}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}')
}

/// With a capital first letter.
pub fn capital(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn nothing_that_steers_gets_through() {
        assert_eq!(plain("a\u{1b}[31mb\r\n\u{202e}c\u{7}\u{9b}2J \u{627}\u{628} é\t1"), "a[31mb\nc2J \u{627}\u{628} é\t1");
        assert_eq!(plain("tell\u{200f} \u{61c}no\u{200e}body\u{2067}\u{2029}!"), "tell nobody!");
    }

    /// Each of these is drawn as the name itself, and must be the same text at the desk: or a search, a link or an eye would take it for another.
    #[test]
    fn a_name_that_differs_in_what_cannot_be_seen_is_the_same_name() {
        let unseen = [
            "\u{ad}",
            "\u{200b}",
            ZWNJ_TEXT,
            ZWJ_TEXT,
            "\u{2060}",
            "\u{2062}",
            "\u{2064}",
            "\u{feff}",
            "\u{200e}",
            "\u{61c}",
            "\u{fe0f}",
            "\u{e0041}",
            "\u{34f}",
            "\u{3164}",
        ];
        for mark in unseen {
            for name in [format!("{mark}Child A"), format!("Ch{mark}ild A"), format!("Child A{mark}"), format!("Child{mark} A{mark}{mark}")]
            {
                assert_eq!(plain(&name), "Child A", "{name:?}");
            }
        }
        assert_eq!(plain("Child\u{a0}A\u{3000}B\u{2003}"), "Child A B ");
        // After a letter that joins nothing, a joiner is not seen either.
        assert_eq!(plain("\u{631}\u{200c}\u{636}\u{627}"), "\u{631}\u{636}\u{627}");
        assert_eq!(plain("\u{628}\u{200d}\u{628}"), "\u{628}\u{628}", "two letters that join anyway");
    }
    const ZWNJ_TEXT: &str = "\u{200c}";
    const ZWJ_TEXT: &str = "\u{200d}";

    #[test]
    fn joiners_stay_where_they_shape_a_word_or_a_picture() {
        let kept = [
            "\u{645}\u{6cc}\u{200c}\u{62e}\u{648}\u{627}\u{647}\u{645}", // Persian: mi-khaham, two parts that must not join
            "\u{628}\u{64f}\u{200c}\u{628}",                             // past a vowel sign
            "\u{9b0}\u{200d}\u{9cd}\u{9af}\u{9be}\u{9ac}",               // Bengali: ra and ya-phala
            "\u{915}\u{94d}\u{200d}\u{937}",                             // Hindi: half a letter
            "\u{9b9}\u{9cd}\u{200c}\u{9af}",                             // Bengali: the virama shown
            "\u{1f469}\u{200d}\u{1f467}",                                // a family
            "\u{1f3f3}\u{fe0f}\u{200d}\u{1f308}",                        // a flag of two pictures
            "\u{1f9d1}\u{1f3fd}\u{200d}\u{1f3eb}",                       // with a colour of skin
            "\u{2764}\u{fe0f} 1\u{fe0f}\u{20e3}",                        // a heart and a key
        ];
        for text in kept {
            assert_eq!(plain(text), text);
        }
        assert_eq!(plain("\u{628}\u{200c}\u{200c}\u{200b}\u{628}"), "\u{628}\u{200c}\u{628}", "one is enough");
        assert_eq!(plain("\u{628}\u{200c} \u{200c}\u{628}\u{200c}"), "\u{628} \u{628}", "at the end of a word nothing is shaped");
    }

    #[test]
    fn letters_that_are_borrowed_are_pointed_out() {
        assert_eq!(borrowed("Child \u{410}lex and others"), Some("\u{410}lex"));
        assert_eq!(borrowed("S\u{3b1}mple"), Some("S\u{3b1}mple"));
        for honest in [
            "Child A",
            "Zoë Łukasz Ștefan",
            "\u{41c}\u{430}\u{440}\u{438}\u{44f} Maria",
            "\u{639}\u{644}\u{6cc} Ali",
            "Ali\u{639}\u{644}\u{6cc}",
        ] {
            assert_eq!(borrowed(honest), None, "{honest}");
        }
    }

    fn awkward() -> impl Strategy<Value = String> {
        let pieces = [
            "\u{200c}",
            "\u{200d}",
            "\u{200b}",
            "\u{202e}",
            "\u{fe0f}",
            "\u{628}",
            "\u{631}",
            "\u{64f}",
            "\u{9cd}",
            "\u{9b0}",
            "\u{1f469}",
            "a",
            " ",
            "\n",
        ];
        let piece =
            prop_oneof![6 => prop::sample::select(pieces.to_vec()).prop_map(str::to_owned), 1 => any::<char>().prop_map(String::from)];
        prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn what_is_plain_stays_as_it_is(text in awkward()) {
            let once = plain(&text);
            prop_assert_eq!(plain(&once), once.clone());
            prop_assert!(!once.chars().any(|c| steers(c) || hides(c) || (c.is_control() && !matches!(c, '\n' | '\t'))));
        }
    }
}
