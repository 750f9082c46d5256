//! The binary: from a command line to one of the commands, and from its end to an exit code.
//! Must not know pages, the course or any table: those are in their crates.

mod args;
mod audit;
mod backup;
mod check;
mod clock;
mod concerns;
mod config;
mod demo;
mod disk;
mod embedded;
mod keys;
mod link;
mod live;
mod new;
mod office;
mod origin;
mod reminders;
mod say;
mod serve;
mod sso;
mod stop;

use std::process::ExitCode;

use clap::Parser;

use args::{Args, Command};
use stop::Stop;

/// What is given back to the system's memory is zeroed first: words that were typed, keys, receipts.
#[global_allocator]
static MEMORY: zeroizing_alloc::ZeroAlloc<std::alloc::System> = zeroizing_alloc::ZeroAlloc(std::alloc::System);

fn main() -> ExitCode {
    let Err(stop) = run() else {
        return ExitCode::SUCCESS;
    };
    if let Some(message) = stop.message() {
        say::error(message);
    }
    ExitCode::from(stop.code())
}

fn run() -> Result<(), Stop> {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(e) => return args::explain(&e),
    };
    match args.command {
        Command::Serve(wanted) => {
            // Before anything is read: what comes by a pipe comes once.
            serve::begin_again();
            serve::serve(config::for_serve(*wanted)?)
        }
        Command::Check(wanted) => check::check(&config::for_check(wanted)?),
        Command::New(wanted) => new::new(&wanted.dir),
        Command::Keys(wanted) => keys::keys(wanted),
        Command::Concerns(wanted) => concerns::concerns(wanted),
        Command::Audit(wanted) => audit::audit(wanted),
        Command::Demo(wanted) => demo::demo(&wanted),
        Command::Link(wanted) => link::link(&config::for_link(wanted)?),
        Command::Backup(wanted) => backup::backup(&wanted),
        Command::Restore(wanted) => backup::restore(&wanted),
    }
}
