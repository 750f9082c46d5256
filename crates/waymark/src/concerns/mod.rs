//! `waymark concerns`: the team's side, signed in as a named account, every act noted.
//! Must not know how anything is sealed.

mod add;
pub(crate) mod args;
mod list;
mod open;
mod reply;
mod show;

use args::{Change, Concerns};
use casework::{ConcernId, State};
use seal::SealedTo;
use store::Concern;
use unseal::Role;

use crate::config;
use crate::office::args::SignIn;
use crate::office::secrets::Secrets;
use crate::office::session::{Session, sign_in, told};
use crate::office::{Office, OfficeConfig, acts, away, block_on, done};
use crate::stop::Stop;

pub(crate) fn concerns(wanted: Concerns) -> Result<(), Stop> {
    match wanted {
        Concerns::List(w) => block_on(list::list(&config::for_office(&w.place)?, &w)),
        Concerns::Show(w) => block_on(show::show(&config::for_office(&w.place)?, &w)),
        Concerns::Reply(w) => block_on(reply::reply(&config::for_office(&w.place)?, &w)),
        Concerns::Add(w) => block_on(add::add(&config::for_office(&w.place)?, &w)),
        Concerns::Close(w) => block_on(change(&config::for_office(&w.place)?, &w, "close")),
        Concerns::Reopen(w) => block_on(change(&config::for_office(&w.place)?, &w, "reopen")),
    }
}

/// Someone at their desk: signed in, with a role that opens concerns.
pub(crate) struct Desk {
    pub(crate) office: Office,
    pub(crate) session: Session,
}

impl Desk {
    /// Signs in; refuses a role that opens no concern.
    pub(crate) async fn open(config: &OfficeConfig, who: &SignIn) -> Result<Desk, Stop> {
        let office = Office::open(config).await?;
        let session = sign_in(&office, &who.name, &Secrets::new(&who.given)).await?;
        let desk = Desk { office, session };
        let role = desk.session.account.role;
        if matches!(role, Role::Worker | Role::Manager) {
            return Ok(desk);
        }
        desk.note("refused", acts::NOBODY).await?;
        Err(Stop::Refused(format!("{} is {}, who opens no concern", desk.session.name(), told(role))))
    }

    /// Whether the role may open what was sealed to these.
    pub(crate) fn may_open(&self, concern: &Concern) -> bool {
        SealedTo::parse(&concern.sealed_to).is_some_and(|to| self.session.account.role.holds(to))
    }

    /// A concern that the role may open. Whether there is another is not told.
    pub(crate) async fn concern(&self, id: ConcernId) -> Result<Concern, Stop> {
        let found = self.office.store.concern(&self.office.site, &id.to_string()).await.map_err(|e| away(&e))?;
        if let Some(concern) = found.filter(|c| self.may_open(c)) {
            return Ok(concern);
        }
        self.note("refused", &id.to_string()).await?;
        Err(Stop::Refused(format!("there is no concern `{id}` that {} may open", self.session.name())))
    }

    pub(crate) async fn note(&self, act: &str, subject: &str) -> Result<(), Stop> {
        acts::note(&self.office, self.session.name(), act, subject).await
    }

    /// Says how far a concern has come; who looks at it stays.
    pub(crate) async fn set_state(&self, concern: &Concern, state: State) -> Result<(), Stop> {
        if concern.state == state.text() {
            return Ok(());
        }
        let set = self.office.store.set_state(&self.office.site, &concern.id, state.text(), concern.assignee.as_deref()).await;
        set.map(|_| ()).map_err(|e| away(&e))
    }
}

/// How far a concern has come. The database knows no other states.
pub(crate) fn state(concern: &Concern) -> State {
    State::parse(&concern.state).unwrap_or(State::Received)
}

async fn change(config: &OfficeConfig, wanted: &Change, act: &str) -> Result<(), Stop> {
    let desk = Desk::open(config, &wanted.sign_in).await?;
    let concern = desk.concern(wanted.id).await?;
    let to = match (act, state(&concern)) {
        ("close", State::Closed) => return Err(Stop::Refused("it is closed already".into())),
        ("close", _) => State::Closed,
        (_, State::Closed) => State::Looking,
        _ => return Err(Stop::Refused("it is not closed".into())),
    };
    desk.note(act, &concern.id).await?;
    desk.set_state(&concern, to).await?;
    done(&format!("{} is {to}", concern.id))
}
