//! What the holder of a receipt signs, in answer to a challenge of the server's: which act, in which mailbox of which site, and of what is
//! added every byte. So a signature serves for that one thing, whatever the challenge was given for. Must not know how challenges are made.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act<'a> {
    /// To read the team's answers.
    Read,
    /// To add something: its name, and its sealed bytes.
    Add {
        /// The message's name: 22 characters of base64url.
        message: &'a str,
        /// What is sealed.
        sealed: &'a [u8],
    },
}

impl Act<'_> {
    /// The text that is signed: its parts with a NUL between, which none of them can hold. [`crate::Receipt::sign`] puts words before it
    /// that nothing else begins with.
    pub fn text(&self, site: &str, mailbox: &str, challenge: &str) -> String {
        match self {
            Act::Read => ["read", site, mailbox, challenge].join("\0"),
            Act::Add { message, sealed } => {
                ["add", site, mailbox, challenge, message, &URL_SAFE_NO_PAD.encode(Sha256::digest(sealed))].join("\0")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Receipt;

    #[test]
    fn a_signature_serves_for_one_act_in_one_place() {
        let receipt = Receipt::from_numbers([3; 7]).unwrap();
        let mailbox = receipt.mailbox("sample");
        let add = |message, sealed| Act::Add { message, sealed };
        let acts = [
            Act::Read.text("sample", "box", "one"),
            Act::Read.text("sample", "box", "two"),
            Act::Read.text("sample", "other", "one"),
            Act::Read.text("other", "box", "one"),
            add("m", b"x").text("sample", "box", "one"),
            add("n", b"x").text("sample", "box", "one"),
            add("m", b"y").text("sample", "box", "one"),
        ];
        for signed in &acts {
            let signature = receipt.sign("sample", signed.as_bytes());
            for asked in &acts {
                assert_eq!(mailbox.signed(asked.as_bytes(), &signature), asked == signed, "{signed} for {asked}");
            }
        }
    }

    /// Held fixed: the browser's script signs the same.
    #[test]
    fn the_text_never_changes() {
        let text = Act::Add { message: "m", sealed: b"abc" }.text("sample", "box", "c");
        assert_eq!(text, "add\0sample\0box\0c\0m\0ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0");
        let receipt = Receipt::from_numbers([0, 1, 2, 3, 4, 5, 6]).unwrap();
        assert_eq!(URL_SAFE_NO_PAD.encode(receipt.sign("sample", text.as_bytes())), SIGNED);
    }
    const SIGNED: &str = "78GKwLi7It2HXj-vnAjtv4hM_wm80I2yN-GAi-IhVlV8lN47Qcw45qjEcfP2eVJBqKBfF3CLw7tntlCAdZoRDg";
}
