//! The program as people, scripts and service managers meet it: its command line, its exit codes, its serving.
//! Must not know how it works inside.

mod backup;
mod by_hand;
mod commands;
mod concerns;
mod crash;
mod hostile;
mod http;
mod init;
mod keys;
mod links;
#[path = "../../../store/tests/it/postgres.rs"]
mod postgres;
mod program;
mod reminders;
mod serving;
mod splink;
mod starting;
mod team;
mod tree;
