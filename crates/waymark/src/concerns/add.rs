//! `waymark concerns add`: what someone told a worker by phone, in person, by letter or e-mail, typed in through the same core as the form.
//! Must not know where answers are kept beyond the store's intake.

use std::collections::BTreeMap;

use casework::fields::{FieldKind, answered};
use casework::{Answers, Calendar, ConcernId, Payload, Place, Said};
use seal::SealedTo;
use store::Intake;

use crate::clock;
use crate::concerns::Desk;
use crate::concerns::args::Add;
use crate::office::{OfficeConfig, away, done, input};
use crate::stop::Stop;

/// The longest JSON that is read, in bytes: more than answers may hold.
const LONGEST: usize = 200 * 1024;
const EXAMPLE: &str = "{\"worry\": \"…\", \"child.1.name\": \"…\"}";

pub(crate) async fn add(config: &OfficeConfig, wanted: &Add) -> Result<(), Stop> {
    let desk = Desk::open(config, &wanted.sign_in).await?;
    let answers = answers(
        &input::read(wanted.answers.as_deref(), LONGEST, &format!("The answers as JSON, such as {EXAMPLE}; end with Ctrl-D:"))?,
        wanted.channel.text(),
    )?;
    let to = if answers.get("about-worker") == "yes" { SealedTo::Managers } else { SealedTo::Team };
    let mut random = [0; 16];
    clock::random(&mut random);
    let concern = ConcernId::from_bytes(random);
    desk.note("add", &concern.to_string()).await?;
    let site = desk.office.site.clone();
    let place = Place { site: site.clone(), concern, message: concern.into() };
    let payload = Payload { place, lang: String::new(), mailbox: None, said: Said::Concern(answers) };
    let keys = desk.office.keys()?;
    let key = keys.current(to);
    let arrived = clock::now();
    let intake = Intake {
        site,
        concern: concern.to_string(),
        sealed_to: to.text().to_owned(),
        key_id: key.id.clone(),
        arrived,
        due: Calendar::default().due(arrived, desk.office.settings.decision_days()),
        sealed: seal::seal(&key.recipient, payload.json()),
        mailbox: None,
    };
    desk.office.store.take(intake).await.map_err(|e| match e {
        store::TakeError::Store(e) => away(&e),
        store::TakeError::Conflict => Stop::CouldNot("the name of the concern was taken; try again".into()),
    })?;
    done(&concern.to_string())
}

/// Answers from JSON, each checked against the core: what a person typed by hand must not end up where nobody looks for it.
fn answers(json: &str, channel: &str) -> Result<Answers, Stop> {
    let typed: BTreeMap<String, String> = serde_json::from_str(json)
        .map_err(|e| Stop::Misuse(format!("the answers are not JSON of names and texts, such as {EXAMPLE}: {e}")))?;
    for (name, value) in &typed {
        let Some((field, _)) = answered(name).filter(|(f, _)| f.name != "channel") else {
            return Err(Stop::Misuse(format!("there is no field `{name}`; docs/writing.md lists those that there are")));
        };
        match field.kind {
            FieldKind::Choice(values) if !values.contains(&value.trim()) => {
                return Err(Stop::Misuse(format!("`{name}` must be one of: {}", values.join(", "))));
            }
            kind if value.chars().count() > kind.limit() => {
                return Err(Stop::Misuse(format!("`{name}` is longer than {} characters", kind.limit())));
            }
            _ => {}
        }
    }
    let mut answers = Answers::from_iter(typed.iter().map(|(n, v)| (n.as_str(), v.as_str())));
    answers.set("channel", channel);
    if answers.fit() { Ok(answers) } else { Err(Stop::Misuse("`worry` is missing, or everything together is too long".into())) }
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
