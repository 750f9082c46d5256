//! Which passphrases do: long ones that are not among the first that anybody would guess (NIST SP 800-63B-4: length over rules).
//! Must not know whose it is; must not keep it.

/// A passphrase may be the only lock: NIST SP 800-63B-4 asks for 15 characters where there is no second one.
pub const SHORTEST: usize = 15;
/// The longest: what follows counts for nothing, and costs time.
const LONGEST: usize = 200;
/// The passphrase that demonstrations use, and nobody else may.
pub const DEMO: &str = "waymark demonstration";

/// Why a new passphrase does not do, as a sentence that says what does; none if it does. `names` are words that a guess would begin with,
/// such as the account's own name.
pub fn unfit(new: &str, names: &[&str], demo: bool) -> Option<String> {
    // Nobody sees it, and typed without it the passphrase opens nothing.
    if new.trim() != new {
        return Some("a passphrase does not begin or end with a space: take it away, in both fields".into());
    }
    if new.chars().count() < SHORTEST {
        return Some(format!("a passphrase has at least {SHORTEST} characters: four words, say"));
    }
    if new.chars().count() > LONGEST {
        return Some(format!("a passphrase has at most {LONGEST} characters"));
    }
    if demo {
        return None;
    }
    if new == DEMO {
        return Some("that passphrase is the one of the demonstrations; choose another".into());
    }
    let inputs: Vec<&str> = names.iter().copied().chain(["waymark", "desk", "safeguarding"]).collect();
    // Zxcvbn's scale: 3 is safe against guessing by who has stolen the database, given what each guess costs here.
    let estimate = zxcvbn::zxcvbn(&new.chars().take(100).collect::<String>(), &inputs);
    let easy = "that would be guessed early: choose four or more words that have nothing to do with each other, or with you";
    (estimate.score() < zxcvbn::Score::Three).then(|| easy.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn length_counts_and_what_everybody_would_try_does_not() {
        for good in ["plum anchor velvet stair", "a long sentence about nothing at all", "yhQ27-vBx9w-Lm4Tz"] {
            assert_eq!(unfit(good, &["sample.worker"], false), None, "{good}");
        }
        for (bad, says) in [
            ("short", "at least 15"),
            ("aaaaaaaaaaaaaaaaaaaa", "guessed early"),
            ("passwordpassword", "guessed early"),
            ("sample.workersample.worker", "guessed early"),
            (DEMO, "demonstrations"),
            ("plum anchor velvet stair ", "begin or end with a space"),
            ("\u{a0}plum anchor velvet stair", "begin or end with a space"),
        ] {
            assert!(unfit(bad, &["sample.worker"], false).is_some_and(|why| why.contains(says)), "{bad}");
        }
        assert!(unfit(&"plum anchor ".repeat(20), &[], false).is_some());
        assert_eq!(unfit(DEMO, &[], true), None);
        assert!(unfit(&format!("{DEMO}\n"), &[], true).is_some(), "nor in a demonstration");
    }
}
