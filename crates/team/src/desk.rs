//! Someone at their desk: signed in, with a role that opens concerns, and what they may open.
//! Must not know how anything is sealed.

use std::sync::Arc;

use casework::{ConcernId, State};
use seal::SealedTo;
use store::Concern;
use unseal::Role;

use crate::session::told;
use crate::{Error, Office, Opened, Session, acts, away};

/// Someone at their desk.
#[derive(Clone)]
pub struct Desk {
    /// Where they are.
    pub office: Arc<Office>,
    /// Who they are.
    pub session: Arc<Session>,
}

impl Desk {
    /// Refuses a role that opens no concern.
    ///
    /// # Errors
    /// If the role opens none, or the refusal cannot be noted.
    pub async fn open(office: Arc<Office>, session: Arc<Session>) -> Result<Desk, Error> {
        let desk = Desk { office, session };
        let role = desk.session.account.role;
        if matches!(role, Role::Worker | Role::Manager) {
            return Ok(desk);
        }
        desk.note("refused", acts::NOBODY).await?;
        Err(Error::Refused(format!("{} is {}, who opens no concern", desk.session.name(), told(role))))
    }

    /// Whether it is worth trying to open, as far as the database says: their role holds what it was sealed to, and they are named if anyone is. What
    /// they may see is asked of what is open ([`Opened::circle`]); **for others nothing is done that takes time.**
    pub fn may_open(&self, concern: &Concern) -> bool {
        let account = &self.session.account;
        SealedTo::parse(&concern.sealed_to).is_some_and(|to| account.role.holds(to)) && concern.names(&account.name)
    }

    /// Whether they may see it.
    pub fn may_see(&self, concern: &Concern, opened: &Opened) -> bool {
        opened.circle(concern).has(&self.session.account)
    }

    /// A concern that they may see, opened. Whether there is another is not told.
    ///
    /// # Errors
    /// If there is none that they may see.
    pub async fn look(&self, id: ConcernId) -> Result<(Concern, Opened), Error> {
        let concern = self.concern(id).await?;
        let opened = self.read(&concern).await?;
        if self.may_see(&concern, &opened) { Ok((concern, opened)) } else { Err(self.no_such(id).await?) }
    }

    /// A concern that they may open, as far as the database says. Whether there is another is not told.
    ///
    /// # Errors
    /// If there is none that they may open.
    pub async fn concern(&self, id: ConcernId) -> Result<Concern, Error> {
        let found = self.office.store.concern(&self.office.site, &id.to_string()).await.map_err(|e| away(&e))?;
        if let Some(concern) = found.filter(|c| self.may_open(c)) {
            return Ok(concern);
        }
        Err(self.no_such(id).await?)
    }

    /// The try is noted, and why it failed is the same for what is not there and what is not theirs.
    async fn no_such(&self, id: ConcernId) -> Result<Error, Error> {
        self.note("refused", &id.to_string()).await?;
        Ok(Error::Refused(format!("there is no concern `{id}` that {} may open", self.session.name())))
    }

    /// Notes what they do, before it is done.
    ///
    /// # Errors
    /// If it cannot be noted: then it must not be done.
    pub async fn note(&self, act: &str, subject: &str) -> Result<(), Error> {
        acts::note(&self.office, self.session.name(), act, subject).await
    }

    /// Takes a concern on from where it is now, which may not be where it was when it was read; how far it has come.
    ///
    /// # Errors
    /// If the database does not let us.
    pub async fn advance(&self, concern: &Concern, on: fn(State) -> State) -> Result<State, Error> {
        let now = self.office.store.concern(&self.office.site, &concern.id).await.map_err(|e| away(&e))?;
        let now = now.as_ref().unwrap_or(concern);
        let to = on(state(now));
        self.set_state(now, to).await.map(|()| to)
    }

    /// Says how far a concern has come; who looks at it stays.
    ///
    /// # Errors
    /// If the database does not let us.
    pub async fn set_state(&self, concern: &Concern, state: State) -> Result<(), Error> {
        if concern.state == state.text() {
            return Ok(());
        }
        let set = self.office.store.set_state(&self.office.site, &concern.id, state.text()).await;
        set.map(|_| ()).map_err(|e| away(&e))
    }
}

/// How far a concern has come. The database knows no other states.
pub fn state(concern: &Concern) -> State {
    State::parse(&concern.state).unwrap_or(State::Received)
}
