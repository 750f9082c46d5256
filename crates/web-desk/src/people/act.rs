//! What can be done with somebody's account: each is asked once more on a page of its own, noted, and then done. What cannot be undone says so.
//! Must not know how accounts are kept.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use http::StatusCode;
use team::{accounts, acts, passkeys, sso};
use tokio::sync::Mutex;
use unseal::Role;
use web::answer;

use super::{Kept, Person, Standing, named};
use crate::DeskDoor;
use crate::errors::{Fault, sentence};
use crate::layout::{Frame, Here};
use crate::router::Answer;
use crate::session::{self, Right, Sent, Signed, SignedIn};

/// What can be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Act {
    /// Sign them out everywhere.
    SignOut,
    /// Take the second step away.
    SecondStepOff,
    /// Disconnect it from the identity provider.
    Disconnect,
    /// End the account.
    End,
}

/// The words of an act.
pub(super) struct Says {
    pub(super) title: &'static str,
    what: &'static str,
    button: &'static str,
}

impl Act {
    pub(super) const ALL: [Act; 4] = [Act::SignOut, Act::SecondStepOff, Act::Disconnect, Act::End];

    /// As it stands in an address.
    pub(super) fn text(self) -> &'static str {
        match self {
            Act::SignOut => "sign-out",
            Act::SecondStepOff => "second-step",
            Act::Disconnect => "disconnect",
            Act::End => "end",
        }
    }

    pub(super) fn says(self) -> Says {
        match self {
            Act::SignOut => Says {
                title: "Sign them out everywhere",
                what: "They are signed out at once, wherever they are, and can sign in again. What they had typed and not saved stays on their screen, and can be sent when they are back.",
                button: "Sign them out",
            },
            Act::SecondStepOff => Says {
                title: "Take the second step away",
                what: "For who has lost the phone with their codes, or a passkey. All their passkeys go as well, and single sign-on is disconnected, so that what was lost lets nobody in. Make sure that it is them who asks: see them, or ring a number that you know. They are signed out at once; when they next sign in with their passphrase, they set up a new second step.",
                button: "Take it away",
            },
            Act::Disconnect => Says {
                title: "Disconnect single sign-on",
                what: "For an account elsewhere that is in other hands, or is not theirs any more. They are signed out at once. The six digits are asked of them again; they can connect themselves anew when they are signed in.",
                button: "Disconnect it",
            },
            Act::End => Says {
                title: "End the account",
                what: "They are signed out at once, cannot sign in again, and hold no key. This cannot be undone, and the name is not given again: whoever comes back is invited under another. What is allocated to them stays so until someone takes it.",
                button: "End the account",
            },
        }
    }

    /// What it takes to do it.
    fn right(self) -> Right {
        if matches!(self, Act::SecondStepOff | Act::Disconnect) { Right::Keys } else { Right::People }
    }

    /// Whether it is to be seen: who may not do it, or has nothing to do, does not see it.
    pub(super) fn is_offered(self, who: &SignedIn, of: &Person) -> bool {
        self.right().is_of(who.role()) && of.name != who.session.name() && self.is_due(of)
    }

    /// Whether there is anything to do.
    fn is_due(self, of: &Person) -> bool {
        match self {
            Act::SignOut => of.here,
            Act::SecondStepOff => of.second != Kept::Not && of.standing != Standing::Ended,
            Act::Disconnect => of.connected != Kept::Not,
            Act::End => of.standing != Standing::Ended,
        }
    }
}

#[derive(Template)]
#[template(path = "people/act.html")]
struct Page<'a> {
    f: Frame<'a>,
    name: &'a str,
    act: Act,
    wrong: Option<&'a str>,
}

fn page(door: &DeskDoor, who: &SignedIn, status: StatusCode, name: &str, act: Act, wrong: Option<&str>) -> Answer {
    let f = Frame::new(&door.office.settings, who, act.says().title, Here::People);
    Ok(answer::html(status, Page { f, name, act, wrong }.render()?))
}

/// The act and the account that an address names, for who may do it.
async fn which(door: &DeskDoor, who: &SignedIn, name: &str, act: &str) -> Result<(Act, Person), Fault> {
    let act = Act::ALL.into_iter().find(|a| a.text() == act).ok_or(Fault::NotFound)?;
    door.must(who, act.right()).await?;
    Ok((act, named(door, who, name).await?))
}

pub(super) async fn ask(State(door): State<Arc<DeskDoor>>, Signed(who): Signed, Path((name, act)): Path<(String, String)>) -> Answer {
    let (act, person) = which(&door, &who, &name, &act).await?;
    let wrong = refused(act, &who, &person);
    page(&door, &who, StatusCode::OK, &person.name, act, wrong)
}

/// Why it is not done, whoever asks.
fn refused(act: Act, who: &SignedIn, of: &Person) -> Option<&'static str> {
    if of.name == who.session.name() {
        return Some("This is your own account: somebody else does that.");
    }
    (!act.is_due(of)).then_some(match act {
        Act::SignOut => "They are not signed in.",
        Act::SecondStepOff => "This account has no second step.",
        Act::Disconnect => "This account is not connected.",
        Act::End => "This account has ended already.",
    })
}

pub(super) async fn take(State(door): State<Arc<DeskDoor>>, Path((name, act)): Path<(String, String)>, sent: Sent) -> Answer {
    /// Two managers who end each other at one moment must not both succeed.
    static ONE_AT_A_TIME: Mutex<()> = Mutex::const_new(());
    let _alone = ONE_AT_A_TIME.lock().await;
    let who = &sent.who;
    let (act, person) = which(&door, who, &name, &act).await?;
    if let Some(wrong) = refused(act, who, &person) {
        return page(&door, who, StatusCode::UNPROCESSABLE_ENTITY, &person.name, act, Some(wrong));
    }
    match act {
        Act::SignOut => {
            acts::note(&door.office, who.session.name(), "session-end", &person.name).await?;
            session::end_all(&door, &person.name, "ended at the people’s page").await?;
        }
        Act::SecondStepOff => {
            acts::note(&door.office, who.session.name(), passkeys::ALL_OFF, &person.name).await?;
            passkeys::remove_all(&door.office, who.session.name(), &person.name).await?;
            if person.connected != Kept::Not {
                sso::disconnect(&door.office, who.session.name(), &person.name).await?;
            }
            door.office.store.drop_factors(&door.office.site, &person.name).await?;
            session::end_all(&door, &person.name, "second step taken away").await?;
        }
        Act::Disconnect => {
            sso::disconnect(&door.office, who.session.name(), &person.name).await?;
            session::end_all(&door, &person.name, "single sign-on disconnected").await?;
        }
        Act::End => {
            let others = accounts::who_manage(&door.office, &who.session).await?;
            if person.role == Role::Manager && others.iter().all(|name| *name == person.name) {
                let last = "This is the last manager who can sign in. Invite another, and end this one when they have signed in.";
                return page(&door, who, StatusCode::UNPROCESSABLE_ENTITY, &person.name, act, Some(last));
            }
            if let Err(team::Error::Refused(why)) = accounts::end(&door.office, &who.session, &person.name).await {
                return page(&door, who, StatusCode::UNPROCESSABLE_ENTITY, &person.name, act, Some(&sentence(&why)));
            }
            session::end_all(&door, &person.name, "the account has ended").await?;
        }
    }
    Ok(answer::see_other(&format!("/people/{}", person.name)))
}
