//! The passphrase of who was named by the provider. It unlocks the account, and only then is it seen whether the connection holds: the account's own
//! word says so. Must not know the provider.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Request, State};
use http::{HeaderMap, StatusCode};
use team::{acts, sso as people};
use unseal::Role;
use web::forms::{self, field};
use web::{Source, answer};

use super::super::{LONGEST, check, go_on, let_in, second};
use super::flows::Known;
use super::{Why, forgetting, not, of};
use crate::DeskDoor;
use crate::errors::Fault;
use crate::layout::{Frame, Here};
use crate::router::Answer;
use crate::session::{self, Step, What};

#[derive(Template)]
#[template(path = "signin/sso/passphrase.html")]
struct Page<'a> {
    f: Frame<'a>,
    account: &'a str,
    provider: &'a str,
    wrong: Option<&'a str>,
}

fn page(door: &DeskDoor, status: StatusCode, account: &str, wrong: Option<&str>) -> Answer {
    let provider = of(door)?.provider.name();
    let f = Frame::outside(&door.office.settings, "Your passphrase", Here::Elsewhere);
    Ok(answer::html(status, Page { f, account, provider, wrong }.render()?))
}

/// Asks for it.
pub(super) async fn ask(State(door): State<Arc<DeskDoor>>, headers: HeaderMap) -> Answer {
    match of(&door)?.flows.known(&door, &headers) {
        Some(known) => page(&door, StatusCode::OK, &known.account, None),
        None => Ok(answer::see_other("/")),
    }
}

/// Takes it, and lets them in.
pub(super) async fn take(State(door): State<Arc<DeskDoor>>, headers: HeaderMap, request: Request) -> Answer {
    let source = request.extensions().get::<Source>().copied();
    let fields = forms::fields(request, LONGEST).await.map_err(|_| Fault::BadRequest)?;
    let Some(Known { account, who, to }) = of(&door)?.flows.known(&door, &headers) else { return Ok(answer::see_other("/")) };
    let wrong = |words: &str| page(&door, StatusCode::UNPROCESSABLE_ENTITY, &account, Some(words));
    // A browser holds one name, so another tab has taken this one's place: what was typed is another's passphrase, and is tried against nobody.
    if field(&fields, "account") != account {
        let provider = of(&door)?.provider.name();
        let words = format!(
            "In another tab somebody has meanwhile signed in to {provider} as {account}. Type the passphrase of {account}, or start again."
        );
        return wrong(&words);
    }
    if field(&fields, "passphrase").is_empty() {
        return wrong("Type your passphrase.");
    }
    // Counted as on the other way in: two ways are not twice as many guesses.
    let (one, now) = (door.guesses.of(What::Passphrase, &account, source), door.world().now());
    if let Some(seconds) = door.guesses.wait(one, now) {
        return Err(Fault::Wait(seconds));
    }
    let checked = match check(&door, &account, field(&fields, "passphrase")).await {
        Ok(checked) => checked,
        Err(Fault::Refused(_)) => {
            door.guesses.failed(one, now);
            return wrong("The passphrase is not right, or the account has ended.");
        }
        Err(fault) => return Err(fault),
    };
    door.guesses.right(one);
    of(&door)?.flows.done(&door, &headers);
    if !people::stands(&door.office, &checked.account, &checked.unlocked, &who.issuer, &who.subject).await? {
        acts::note(&door.office, &account, "sign-in-failed", acts::NOBODY).await?;
        return Ok(forgetting(&door, not(&door, Why::Changed)?));
    }
    // The browser forgets the session that it held: nobody could end that one, and its keys would stay.
    if let Some(before) = door.sessions.of(&door, &headers).await? {
        session::end(&door, &before.id, "signed in again").await?;
    }
    // What else is due is asked as always: a provider stands in for the six digits, and for nothing else.
    // So is a second step of the desk's own where there is none: else whoever has the passphrase alone could set one up.
    let own_is_due = matches!(second::due(&door, &checked).await, Ok(Some(Step::SetUp(_))));
    let invited = door.office.store.invited(&door.office.site, &account).await?.is_some();
    let more = checked.account.role == Role::Setup || invited || own_is_due;
    if more {
        return Ok(forgetting(&door, go_on(&door, checked, &to).await?));
    }
    acts::note(&door.office, &account, "sign-in-sso", acts::NOBODY).await?;
    Ok(forgetting(&door, let_in(&door, checked, &to).await?))
}
