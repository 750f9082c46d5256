//! The desk door without a network: signing in, who may see what, working a concern, accounting for it.

mod acts;
mod astray;
mod authenticator;
mod beside;
#[path = "../../../store/tests/it/bytes.rs"]
mod bytes;
mod chronology;
mod disposal;
mod export;
mod figures;
mod finding;
mod house;
mod links;
mod lists;
mod matches;
mod named;
mod news;
mod passkeys;
mod people;
#[path = "../../../store/tests/it/postgres.rs"]
mod postgres;
mod provider;
mod retention;
mod rights;
mod settings;
mod signing;
mod signs;
mod snapshot;
mod sso;
mod tell;
mod unread;
mod working;
