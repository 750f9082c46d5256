//! The program as people, scripts and service managers meet it: its command line, its exit codes, its serving.
//! Must not know how it works inside.

mod commands;
mod http;
mod program;
mod serving;
mod starting;
