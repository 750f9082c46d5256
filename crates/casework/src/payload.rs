//! What is inside every sealed file: one JSON object that says where it belongs, then spaces up to its padded length.
//! Reading is for hostile text: bounded, and tied to its place. Must not know how it is sealed.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::{Answers, ConcernId, MessageId};

/// The most bytes that a payload's JSON may have. With padding and seal it stays under 256 KiB.
pub const LONGEST_PAYLOAD: usize = 200 * 1024;
/// The most characters of a message after the first.
pub const LONGEST_MESSAGE: usize = 20_000;
/// The version that is written; readers refuse any other.
const VERSION: u32 = 1;

/// Where a payload belongs. It is inside the seal and checked on opening, so that sealed bytes cannot be moved to another place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The site's short name.
    pub site: String,
    /// The concern.
    pub concern: ConcernId,
    /// The message; the concern's own name for its first.
    pub message: MessageId,
}

/// What a teller sends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// The concern itself.
    Concern(Answers),
    /// Something added to it.
    Addition(String),
}

/// A teller's message, with its place and language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payload {
    /// Where it belongs.
    pub place: Place,
    /// The language that the teller used, such as `en`.
    pub lang: String,
    /// With a concern: the mailbox that its receipt gives, as in the header `Waymark-Receipt`, so that nobody who can write to the
    /// database can have the team's answers sealed to another.
    pub mailbox: Option<String>,
    /// What they said.
    pub said: Said,
}

/// The team's answer to a teller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// Where it belongs.
    pub place: Place,
    /// When it was written, in seconds since 1970, UTC.
    pub at: i64,
    /// Its words.
    pub text: String,
}

/// Why what was opened cannot be taken for what it should be. No text here quotes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Misread {
    /// Longer than anything that this program writes.
    #[error("it is longer than a payload may be")]
    TooLong,
    /// Not the JSON of a payload.
    #[error("it is not in the form of a payload")]
    Form,
    /// Of another version.
    #[error("it is of a version that this program does not read")]
    Version,
    /// It says that it belongs elsewhere.
    #[error("it belongs to another place")]
    Elsewhere,
    /// What it says passes a limit.
    #[error("what it says passes a limit")]
    Limits,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire<'a> {
    v: u32,
    kind: &'a str,
    site: String,
    concern: ConcernId,
    message: MessageId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    lang: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    mailbox: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    answers: Option<Answers>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    at: Option<i64>,
}

impl Wire<'_> {
    fn new<'a>(kind: &'a str, place: &Place) -> Wire<'a> {
        let Place { site, concern, message } = place.clone();
        Wire { v: VERSION, kind, site, concern, message, lang: None, mailbox: None, answers: None, text: None, at: None }
    }

    fn json(&self) -> String {
        serde_json::to_string(self).expect("strings and numbers are JSON")
    }

    /// Reads JSON, and makes sure that it belongs to `place`.
    fn read<'a>(bytes: &'a [u8], place: &Place) -> Result<Wire<'a>, Misread> {
        let wire: Wire<'a> = parse(bytes)?;
        let here = wire.site == place.site && wire.concern == place.concern && wire.message == place.message;
        if here { Ok(wire) } else { Err(Misread::Elsewhere) }
    }
}

/// The version is looked at first, and alone: another one may have any other form.
fn parse<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Result<T, Misread> {
    #[derive(Deserialize)]
    struct Version {
        v: u32,
    }
    if bytes.len() > LONGEST_PAYLOAD * 2 {
        return Err(Misread::TooLong);
    }
    let Version { v } = serde_json::from_slice(bytes).map_err(|_| Misread::Form)?;
    if v != VERSION {
        return Err(Misread::Version);
    }
    serde_json::from_slice(bytes).map_err(|_| Misread::Form)
}

impl Payload {
    /// The JSON, without padding.
    pub fn json(&self) -> String {
        match &self.said {
            Said::Concern(answers) => {
                let (lang, mailbox) = (Some(self.lang.clone()), self.mailbox.clone());
                Wire { lang, mailbox, answers: Some(answers.clone()), ..Wire::new("concern", &self.place) }.json()
            }
            Said::Addition(text) => {
                Wire { lang: Some(self.lang.clone()), text: Some(text.clone()), ..Wire::new("addition", &self.place) }.json()
            }
        }
    }

    /// Reads what came out of a seal, and makes sure that it belongs to `place`.
    ///
    /// # Errors
    /// If it is not a payload, or not this place's.
    pub fn read(bytes: &[u8], place: &Place) -> Result<Payload, Misread> {
        let wire = Wire::read(bytes, place)?;
        let (lang, mailbox) = (wire.lang.unwrap_or_default(), wire.mailbox);
        let said = match (wire.kind, wire.answers, wire.text, wire.at) {
            ("concern", Some(answers), None, None) if MessageId::from(wire.concern) == wire.message => Said::Concern(answers),
            ("addition", None, Some(text), None) if mailbox.is_none() => Said::Addition(text),
            _ => return Err(Misread::Form),
        };
        let fits = match &said {
            Said::Concern(answers) => answers.fit(),
            Said::Addition(text) => text.chars().count() <= LONGEST_MESSAGE,
        };
        let fits = fits && lang.len() <= 16 && mailbox.as_ref().is_none_or(|m| m.len() <= 120);
        if fits { Ok(Payload { place: place.clone(), lang, mailbox, said }) } else { Err(Misread::Limits) }
    }
}

impl Reply {
    /// The JSON that is signed, byte for byte.
    pub fn json(&self) -> String {
        Wire { text: Some(self.text.clone()), at: Some(self.at), ..Wire::new("reply", &self.place) }.json()
    }

    /// Reads what was signed. **The signature must have been checked before.**
    ///
    /// # Errors
    /// If it is not a reply, or not this place's.
    pub fn read(json: &str, place: &Place) -> Result<Reply, Misread> {
        let wire = Wire::read(json.as_bytes(), place)?;
        match (wire.kind, wire.text, wire.at, wire.answers) {
            ("reply", Some(text), Some(at), None) if text.chars().count() <= LONGEST_MESSAGE => {
                Ok(Reply { place: place.clone(), at, text })
            }
            ("reply", Some(_), Some(_), None) => Err(Misread::Limits),
            _ => Err(Misread::Form),
        }
    }
}

/// A reply as it is sealed: what was signed, by which key, and the signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signed {
    v: u32,
    /// The JSON of a [`Reply`], exactly as it was signed.
    pub signed: String,
    /// The name of the key.
    pub key: String,
    /// The signature, Ed25519, in base64url.
    pub signature: String,
}

impl Signed {
    /// Puts them together.
    pub fn new(signed: String, key: String, signature: String) -> Signed {
        Signed { v: VERSION, signed, key, signature }
    }

    /// The JSON, without padding.
    pub fn json(&self) -> String {
        serde_json::to_string(self).expect("strings and a number are JSON")
    }

    /// Reads what came out of a seal.
    ///
    /// # Errors
    /// If it is nothing of the kind.
    pub fn read(bytes: &[u8]) -> Result<Signed, Misread> {
        parse(bytes)
    }
}

/// The payload's own JSON Schema (2020-12), as it is published.
pub fn schema() -> Box<RawValue> {
    RawValue::from_string(include_str!("schema.json").trim().to_owned()).expect("the schema is JSON, as a test shows")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place() -> Place {
        let concern = ConcernId::from_bytes([1; 16]);
        Place { site: "sample".into(), concern, message: concern.into() }
    }

    fn concern() -> Payload {
        let answers = Answers::from_iter([("worry", "A car waits at the corner."), ("child.1.name", "Child A")]);
        Payload { place: place(), lang: "en".into(), mailbox: Some("mailbox".into()), said: Said::Concern(answers) }
    }

    #[test]
    fn what_is_written_is_read_with_or_without_padding() {
        let payload = concern();
        let json = payload.json();
        assert_eq!(Payload::read(json.as_bytes(), &place()), Ok(payload.clone()));
        assert_eq!(Payload::read(format!("{json}{}", " ".repeat(900)).as_bytes(), &place()), Ok(payload));
        let message = MessageId::from_bytes([2; 16]);
        let there = Place { message, ..place() };
        let more = Payload { place: there.clone(), lang: "en".into(), mailbox: None, said: Said::Addition("It was blue.".into()) };
        assert_eq!(Payload::read(more.json().as_bytes(), &there), Ok(more));
        let reply = Reply { place: there.clone(), at: 1_795_435_200, text: "Thank you.".into() };
        assert_eq!(Reply::read(&reply.json(), &there), Ok(reply));
    }

    #[test]
    fn it_cannot_be_moved_to_another_place() {
        let json = concern().json();
        let elsewhere = [
            Place { site: "other".into(), ..place() },
            Place { concern: ConcernId::from_bytes([9; 16]), ..place() },
            Place { message: MessageId::from_bytes([9; 16]), ..place() },
        ];
        for there in elsewhere {
            assert_eq!(Payload::read(json.as_bytes(), &there), Err(Misread::Elsewhere));
        }
        // Nor can one kind be taken for another.
        assert_eq!(Reply::read(&json, &place()), Err(Misread::Form));
    }

    #[test]
    fn what_is_not_a_payload_says_so() {
        let good = concern().json();
        let cases = [
            (String::new(), Misread::Form),
            ("null".into(), Misread::Form),
            ("{\"v\":2,\"anything\":1}".into(), Misread::Version),
            (good.replace("\"v\":1", "\"v\":1,\"more\":1"), Misread::Form),
            (good.replace("concern\":\"AQ", "concern\":\"!!"), Misread::Form),
            (good.replace("\"kind\":\"concern\"", "\"kind\":\"reply\""), Misread::Form),
            (good.replace("A car", &"x".repeat(30_000)), Misread::Limits),
            (format!("{good}{}", " ".repeat(LONGEST_PAYLOAD * 2)), Misread::TooLong),
            (format!("{good} x"), Misread::Form),
        ];
        for (text, why) in cases {
            assert_eq!(Payload::read(text.as_bytes(), &place()), Err(why), "{}", text.chars().take(80).collect::<String>());
        }
    }

    #[test]
    fn the_published_schema_names_every_field_of_the_core() {
        let schema = schema();
        for field in crate::fields::FIELDS {
            let last = field.name.rsplit('.').next().unwrap_or_default();
            assert!(schema.get().contains(last), "{}", field.name);
        }
    }
}
