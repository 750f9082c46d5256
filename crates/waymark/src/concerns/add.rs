//! `waymark concerns add`: what someone told a worker by phone, in person, by letter or e-mail, read as JSON.
//! Must not know where answers are kept.

use std::collections::BTreeMap;

use casework::Answers;
use team::fitting;

use crate::concerns::args::Add;
use crate::concerns::desk;
use crate::office::{OfficeConfig, done, input};
use crate::stop::Stop;

/// The longest JSON that is read, in bytes: more than answers may hold.
const LONGEST: usize = 200 * 1024;
const EXAMPLE: &str = "{\"worry\": \"…\", \"child.1.name\": \"…\"}";

pub(crate) async fn add(config: &OfficeConfig, wanted: &Add) -> Result<(), Stop> {
    let desk = desk(config, &wanted.sign_in).await?;
    let asks = format!("The answers as JSON, such as {EXAMPLE}; end with Ctrl-D:");
    let answers = answers(&input::read(wanted.answers.as_deref(), LONGEST, &asks)?, wanted.channel.text())?;
    done(&desk.add(answers).await?.to_string())
}

/// Answers from JSON.
fn answers(json: &str, channel: &str) -> Result<Answers, Stop> {
    let typed: BTreeMap<String, String> = serde_json::from_str(json)
        .map_err(|e| Stop::Misuse(format!("the answers are not JSON of names and texts, such as {EXAMPLE}: {e}")))?;
    fitting(typed.iter().map(|(n, v)| (n.as_str(), v.as_str())), channel).map_err(|unfit| Stop::Misuse(unfit.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_core_s_fields_and_values_are_taken() {
        let told = |json: &str| answers(json, "phone");
        let good = told(r#"{"worry": "A car waits.", "child.1.name": "Child A", "danger": "no"}"#).unwrap();
        assert_eq!((good.get("channel"), good.get("child.1.name")), ("phone", "Child A"));
        for (json, says) in [
            ("[]", "not JSON"),
            (r#"{"worry": "x", "score": "5"}"#, "no field `score`"),
            (r#"{"worry": "x", "channel": "web"}"#, "no field `channel`"),
            (r#"{"worry": "x", "danger": "maybe"}"#, "must be one of: yes, no, unsure"),
            (r#"{"child.1.name": "Child A"}"#, "`worry` is missing"),
        ] {
            let stop = told(json).unwrap_err();
            assert!(stop.message().unwrap().contains(says), "{json}: {stop:?}");
            assert_eq!(stop.code(), 2);
        }
    }
}
