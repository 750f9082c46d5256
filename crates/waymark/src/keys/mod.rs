//! `waymark keys`: care of keys and of who holds them.
//! Must not know what is sealed to them.

pub(crate) mod args;
mod holders;
mod init;
mod list;
mod renew;

use args::Keys;

use crate::config;
use crate::office::block_on;
use crate::stop::Stop;

pub(crate) fn keys(wanted: Keys) -> Result<(), Stop> {
    match wanted {
        Keys::Init(w) => block_on(init::init(&config::for_office(&w.place)?, w.demo, w.if_missing)),
        Keys::List(w) => block_on(list::list(&config::for_office(&w.place)?)),
        Keys::Add(w) => block_on(holders::add(&config::for_office(&w.place)?, &w)),
        Keys::Remove(w) => block_on(holders::remove(&config::for_office(&w.place)?, &w)),
        Keys::Passphrase(w) => block_on(holders::passphrase(&config::for_office(&w.place)?, &w)),
        Keys::Rotate(w) => block_on(renew::rotate(&config::for_office(&w.place)?, &w)),
        Keys::Rewrap(w) => block_on(renew::rewrap(&config::for_office(&w.place)?, &w)),
        Keys::Recover(w) => block_on(renew::recover(&config::for_office(&w.place)?, &w)),
    }
}
