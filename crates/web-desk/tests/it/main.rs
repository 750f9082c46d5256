//! The desk door without a network: signing in, who may see what, working a concern, accounting for it.

mod chronology;
mod figures;
mod finding;
mod house;
mod links;
mod named;
mod people;
mod retention;
mod rights;
mod settings;
mod signing;
mod signs;
mod tell;
mod unread;
mod working;
