//! Sealing and keeping: a draft becomes a sealed concern, and is acknowledged only when it is safe.
//! Must not know pages beyond which one follows.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use casework::{Payload, Place, Said};
use course::Settings;
use http::StatusCode;
use seal::{SealedTo, scope};
use store::{Intake, KeepError, Taken};

use super::Here;
use super::draft::Draft;
use super::flow::Wrong;
use super::pages::{self, Check, Page};
use crate::errors::Fault;
use crate::limits::Source;
use crate::router::{Answer, Fields, field};
use crate::{Public, answer};

/// By when the team must decide on what arrives now.
pub(crate) fn due(settings: &Settings, arrived: i64) -> i64 {
    settings.calendar().due(arrived, settings.decision_days())
}

/// A mailbox as it is kept.
pub(crate) fn kept(mailbox: &seal::Mailbox) -> store::Mailbox {
    store::Mailbox {
        id: mailbox.id.clone(),
        reply_key: URL_SAFE_NO_PAD.encode(mailbox.recipient.bytes()),
        verify_key: URL_SAFE_NO_PAD.encode(mailbox.verify),
    }
}

pub(super) async fn send(public: &Public, here: Here<'_>, draft: Draft, fields: &Fields, source: Option<Source>) -> Answer {
    let keys = public.keys().ok_or(Fault::Closed)?;
    let told = draft.told(here.form);
    if !told.fit() {
        return missing(public, here, &draft);
    }
    let want = field(fields, "want") != "no";
    let not_sent = |problem, status| -> Answer {
        let html = pages::check(public, here, &draft, Check { problem: Some(problem), want, ..Check::default() })?;
        Ok(answer::html(status, html))
    };
    let now = (public.world.now)();
    let length = told.iter().map(|(name, value)| name.len() + value.len()).sum();
    if !public.limits.allow_sent(now, source, length) {
        return not_sent("concern-too-many", StatusCode::TOO_MANY_REQUESTS);
    }
    let settings = &here.site.settings;
    let to = if told.get("about-worker") == "yes" { SealedTo::Managers } else { SealedTo::Team };
    let key = keys.current(to);
    let (concern, receipt) = draft.names(&told);
    let place = Place { site: settings.id.clone(), concern, message: concern.into() };
    let mailbox = want.then(|| receipt.mailbox(&scope(&settings.id, to)));
    let lang = here.language.code.clone();
    let payload = Payload { place, lang, mailbox: mailbox.as_ref().map(ToString::to_string), said: Said::Concern(told) };
    let intake = Intake {
        site: settings.id.clone(),
        concern: concern.to_string(),
        sealed_to: to.text().to_owned(),
        key_id: key.id.clone(),
        arrived: now,
        due: due(settings, now),
        sealed: seal::seal(&key.recipient, payload.json()),
        mailbox: mailbox.as_ref().map(kept),
    };
    drop(payload);
    match public.keeper.take(intake).await {
        Ok(Taken::Stored | Taken::Already) => Ok(answer::html(StatusCode::OK, pages::sent(here, &draft, want.then_some(&receipt), false)?)),
        // The same draft, sent before with the other answer on the receipt: the first one stands.
        Err(KeepError::Conflict) => Ok(answer::html(StatusCode::OK, pages::sent(here, &draft, (!want).then_some(&receipt), true)?)),
        Err(error) => {
            tracing::error!(%error, "a concern could not be kept, and its teller was told so");
            not_sent("concern-not-kept", StatusCode::SERVICE_UNAVAILABLE)
        }
    }
}

/// The one thing that is needed is not there: back to its page.
fn missing(public: &Public, here: Here<'_>, draft: &Draft) -> Answer {
    let path = here.form.path(draft.teller());
    let at = path.iter().position(|page| page.field(casework::fields::REQUIRED).is_some());
    let (at, wrong) = match at {
        Some(at) => (at + 1, [(casework::fields::REQUIRED.to_owned(), Wrong::Missing)]),
        // Who has not said who they are has not come as far as that.
        None => (path.len(), [("who".to_owned(), Wrong::NoChoice)]),
    };
    let page = Page { at, number: 1, then: Vec::new(), wrong: &wrong, trapped: false };
    Ok(answer::html(StatusCode::UNPROCESSABLE_ENTITY, pages::page(public, here, draft, page)?))
}
