//! The desk door without a network: signing in, who may see what, working a concern, accounting for it.

mod chronology;
mod figures;
mod finding;
mod house;
mod named;
mod people;
mod rights;
mod settings;
mod signing;
mod signs;
mod tell;
mod unread;
mod working;
