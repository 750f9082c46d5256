//! One's own account, connected with oneself at the provider, and disconnected: each after the passphrase, as any change of a second step.
//! Must not know other people's accounts.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use http::{HeaderMap, StatusCode};
use sso::Who;
use team::{sso as people, when};
use web::answer;

use super::super::confirmed;
use super::flows::Wants;
use super::{Why, away, holding, not, of};
use crate::DeskDoor;
use crate::layout::{Frame, Here};
use crate::router::Answer;
use crate::session::{self, Sent, Signed, SignedIn, What};

#[derive(Template)]
#[template(path = "signin/sso/own.html")]
struct Page<'a> {
    f: Frame<'a>,
    provider: &'a str,
    connected: Option<String>,
    /// Where the provider asks them who they are, once the passphrase was right.
    go: Option<&'a str>,
    wrong: Option<&'a str>,
}

async fn page(door: &DeskDoor, who: &SignedIn, status: StatusCode, go: Option<&str>, wrong: Option<&str>) -> Answer {
    let provider = &of(door)?.provider;
    let connected = people::connected_since(&door.office, who.session.name(), provider.issuer()).await?.map(when::told);
    let f = Frame::new(&door.office.settings, who, "Single sign-on", Here::Own);
    Ok(answer::html(status, Page { f, provider: provider.name(), connected, go, wrong }.render()?))
}

/// How it stands.
pub(super) async fn show(State(door): State<Arc<DeskDoor>>, Signed(who): Signed) -> Answer {
    page(&door, &who, StatusCode::OK, None, None).await
}

const NOT_RIGHT: &str = "The passphrase is not right.";

/// The passphrase was typed: on to the provider, **by a link**, since browsers let no form of ours lead to another site.
pub(super) async fn connect(State(door): State<Arc<DeskDoor>>, headers: HeaderMap, sent: Sent) -> Answer {
    let sso = of(&door)?;
    if confirmed(&door, &sent).await?.is_none() {
        return page(&door, &sent.who, StatusCode::UNPROCESSABLE_ENTITY, None, Some(NOT_RIGHT)).await;
    }
    match sso.provider.ask(true).await {
        Ok((url, asked)) => {
            let by = door.guesses.of(What::Begun, sent.who.session.name(), None);
            let wants = Wants::Connect(sent.who.id.clone());
            let Some(held) = sso.flows.go(&door, &headers, by, asked, wants) else { return not(&door, Why::Full) };
            let page = page(&door, &sent.who, StatusCode::OK, Some(url.as_str()), None).await?;
            Ok(holding(&door, page, &held))
        }
        Err(why) => away(&door, &why),
    }
}

/// The provider has said who they are: that is connected with the account of the session that asked, and with no other.
pub(super) async fn connected(door: &DeskDoor, headers: &HeaderMap, session: &str, who: &Who) -> Answer {
    let Some(signed_in) = door.sessions.of(door, headers).await?.filter(|signed_in| signed_in.id == session) else {
        return not(door, Why::Elsewhere);
    };
    let session = &signed_in.session;
    match people::connect(&door.office, &session.account, &session.unlocked, &who.issuer, &who.subject).await {
        Ok(()) => Ok(answer::see_other("/account/sso")),
        Err(team::Error::Refused(_)) => not(door, Why::Taken),
        Err(error) => Err(error.into()),
    }
}

/// Disconnects it: whoever has come in by it elsewhere is out.
pub(super) async fn disconnect(State(door): State<Arc<DeskDoor>>, sent: Sent) -> Answer {
    of(&door)?;
    let (who, name) = (&sent.who, sent.who.session.name());
    if confirmed(&door, &sent).await?.is_none() {
        return page(&door, who, StatusCode::UNPROCESSABLE_ENTITY, None, Some(NOT_RIGHT)).await;
    }
    people::disconnect(&door.office, name, name).await?;
    session::end_others(&door, name, &who.id, "single sign-on disconnected").await?;
    Ok(answer::see_other("/account/sso"))
}
