//! Strangers' words, as they may be shown: plain text, without what steers a terminal or turns the direction of what follows.
//! Must not know where they are shown.

/// The text without control characters (line ends and tabs stay) and without marks that change direction or cannot be seen.
pub fn plain(text: &str) -> String {
    text.chars().filter(|c| matches!(c, '\n' | '\t') || !(c.is_control() || steers(*c))).collect()
}

/// Bidirectional overrides and isolates, invisible joiners of words, tags, and interlinear marks (Unicode TR 36).
fn steers(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_steers_gets_through() {
        assert_eq!(plain("a\u{1b}[31mb\r\n\u{202e}c\u{7}\u{9b}2J \u{627}\u{628} é\t1"), "a[31mb\nc2J \u{627}\u{628} é\t1");
    }
}
