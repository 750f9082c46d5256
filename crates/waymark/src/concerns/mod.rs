//! `waymark concerns`: the team's side, signed in as a named account, every act noted.
//! Must not know how anything is sealed.

mod add;
pub(crate) mod args;
mod list;
mod reply;
mod show;

use std::sync::Arc;

use args::{Change, Concerns};
use casework::State;
use casework::work::Did;
use team::{Desk, state};

use crate::config;
use crate::office::args::SignIn;
use crate::office::secrets::Secrets;
use crate::office::{OfficeConfig, block_on, done, open, sign_in};
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

/// Signs in; refuses a role that opens no concern.
async fn desk(config: &OfficeConfig, who: &SignIn) -> Result<Desk, Stop> {
    let office = open(config).await?;
    let session = sign_in(&office, &who.name, &Secrets::new(&who.given)).await?;
    Ok(Desk::open(Arc::new(office), Arc::new(session)).await?)
}

async fn change(config: &OfficeConfig, wanted: &Change, act: &str) -> Result<(), Stop> {
    let desk = desk(config, &wanted.sign_in).await?;
    let (concern, mut opened) = desk.look(wanted.id).await?;
    let to = match (act, state(&concern)) {
        ("close", State::Closed) => return Err(Stop::Refused("it is closed already".into())),
        ("close", _) => State::Closed,
        (_, State::Closed) => State::Looking,
        _ => return Err(Stop::Refused("it is not closed".into())),
    };
    // Into the record, and not the column alone: the column follows from the record at whatever is done next.
    let why = format!("With `waymark concerns {act}`.");
    let did = if to == State::Closed { Did::Close { why } } else { Did::Reopen { why } };
    desk.act(&concern, &mut opened, did).await?;
    done(&format!("{} is {to}", concern.id))
}
