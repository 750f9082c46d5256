//! `waymark serve`: start-up in order, background work, and the way out.
//! Must not know pages; the public door answers.

mod crowd;
mod keys;
mod listen;
mod memory;
mod upkeep;
mod watch;

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::sync::Arc;

use seal::CarryKeys;
use store::{Keeper, Store};
use tokio::net::TcpListener;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::task::JoinSet;
use tracing_subscriber::EnvFilter;
use web_desk::{DeskAddress, DeskDoor, PostHealth};
use web_public::{Limits, Parts, Public, World};

use crate::config::ServeConfig;
use crate::office::{Office, WORLD, away, keys_file};
use crate::origin::{Loaded, Origin};
use crate::stop::Stop;
use crate::{clock, live, reminders, say};

pub(crate) use memory::begin_again;

pub(crate) fn serve(config: ServeConfig) -> Result<(), Stop> {
    start_log();
    no_dumps();
    let origin = config.site.clone().map_or(Origin::Embedded, Origin::Folder);
    let seen = watch::Seen::of(&origin); // before it is read: what changes meanwhile is then seen as changed
    let loaded = origin.load()?;
    live::may_start(&loaded, &config, clock::today())?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|e| Stop::CouldNot(format!("the system gives no threads ({})", e.kind())))?;
    runtime.block_on(run(config, loaded, seen))
}

async fn run(config: ServeConfig, loaded: Loaded, seen: Option<watch::Seen>) -> Result<(), Stop> {
    let mut ending = Ending::new()?;
    let at_public = bind_if(config.public, "--public").await?;
    let at_desk = bind_if(config.desk, "--desk").await?;
    let store = Store::open_patiently(&config.database).await.map_err(|e| away(&e))?;
    let keeper = Keeper::open(store.clone(), &config.spool).map_err(|e| away(&e))?;
    if keeper.half_written() > 0 {
        let words = "files in the spool were half written when the program last ended, and are removed; nothing in them was acknowledged";
        say::warning(&format!("{} {words}", keeper.half_written()));
    }
    if !keeper.health().await.database {
        say::warning("the database does not answer: what is told waits in the spool until it does");
    }
    let (stop, stopping) = tokio::sync::watch::channel(false);
    let mut serving = JoinSet::new();
    let crowd = || Arc::new(crowd::Crowd::new(config.limits == crate::args::Limits::On, clock::random));
    let settings = loaded.site.settings.clone();
    let phrases = loaded.site.languages.first().map(|l| l.phrases.clone()).unwrap_or_default();
    if let Some((listener, address)) = at_public {
        let public = open_public(&config, loaded, seen, keeper.clone())?;
        serving.spawn(listen::serve(listener, public, config.trusted_proxy.clone(), crowd(), stopping.clone()));
        say::out(&format!("waymark: public ready http://{address}\n"))?;
    }
    if let Some((listener, address)) = at_desk {
        // Behind a proxy this machine's own name is not the desk's: a live site says it.
        let local = || (address.ip().is_loopback() && !settings.live).then(|| DeskAddress::local(address.port()));
        let own = config.desk_address.clone().or_else(local);
        let sso = config.sso.as_ref().map(|wanted| wanted.provider(own.as_ref())).transpose()?;
        let desk = open_desk(&config, settings, phrases, keeper.clone(), own, sso).await;
        serving.spawn(listen::serve(listener, desk, config.trusted_proxy.clone(), crowd(), stopping));
        say::out(&format!("waymark: desk ready http://{address}\n"))?;
    }
    tokio::spawn(upkeep::forget_daily(store.clone()));
    tokio::spawn(upkeep::forward(keeper));

    ending.come().await;
    _ = stop.send(true);
    tokio::select! {
        _ = serving.join_all() => store.close().await,
        () = ending.come() => {} // asked twice: at once
    }
    Ok(())
}

/// The desk door, locked, and what works beside it: sessions that are idle end.
async fn open_desk(
    config: &ServeConfig,
    settings: course::Settings,
    phrases: course::LanguageList,
    keeper: Keeper,
    address: Option<DeskAddress>,
    sso: Option<sso::Provider>,
) -> Arc<DeskDoor> {
    let (site, store) = (settings.id.clone(), keeper.store().clone());
    let (keys_path, ledger) = (config.keys.clone(), config.disposed.clone());
    let office = Arc::new(Office { site, settings, keys_path, ledger, store, world: WORLD });
    let post = Arc::new(PostHealth::default());
    if let Some(wanted) = config.reminders.clone() {
        tokio::spawn(reminders::run(wanted, Arc::clone(&office), Arc::clone(&post)));
    }
    let desk = DeskDoor::new(web_desk::Parts { office, keeper, phrases, post, snapshot: config.snapshot.clone(), address, sso });
    if let Err(error) = desk.start().await {
        say::warning(&format!("the sessions of before could not be ended: {error}"));
    }
    tokio::spawn(upkeep::desk(Arc::clone(&desk)));
    tokio::spawn(upkeep::tidy(Arc::clone(&desk)));
    desk
}

/// The public door, and what works beside it: new keys, smaller pages, a site that is being written.
fn open_public(config: &ServeConfig, loaded: Loaded, seen: Option<watch::Seen>, keeper: Keeper) -> Result<Arc<Public>, Stop> {
    let settings = loaded.site.settings.clone();
    let parts = parts(config, &settings, keeper)?;
    let public = Public::new(loaded.site, parts).map_err(|e| Stop::CouldNot(format!("the site cannot be shown: {e}")))?;
    let squeeze = upkeep::compress(Arc::clone(&public));
    if let Some(seen) = seen.filter(|_| !settings.live) {
        watch::start(seen, Arc::clone(&public), squeeze.clone());
    }
    tokio::spawn(keys::follow(config.keys.clone(), settings, Arc::clone(&public), squeeze));
    Ok(public)
}

/// What the public door works with, beside the site.
fn parts(config: &ServeConfig, settings: &course::Settings, keeper: Keeper) -> Result<Parts, Stop> {
    let keys = keys_file::of_site(&config.keys, settings)?;
    if keys.is_none() {
        say::error("there are no keys yet, so nothing can be told here: `waymark keys init` makes them (`--demo` to try it out)");
    }
    let carry = CarryKeys::open(&config.carry);
    let carry = carry.map_err(|e| {
        Stop::CouldNot(format!("{} cannot be used ({}); give another folder with --carry", config.carry.display(), e.kind()))
    })?;
    let limits = Limits::new(config.limits == crate::args::Limits::On, clock::random);
    Ok(Parts { keeper, keys, carry, limits, world: World { now: clock::now, random: clock::random } })
}

/// No dump of this process's memory may be written: typed words could be in it, or opened ones.
pub(crate) fn no_dumps() {
    use rustix::process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit};
    let none = Rlimit { current: Some(0), maximum: Some(0) };
    if setrlimit(Resource::Core, none).is_err() || set_dumpable_behavior(DumpableBehavior::NotDumpable).is_err() {
        say::warning("the system does not let core dumps be turned off; turn them off for this service");
    }
}

async fn bind_if(address: Option<SocketAddr>, flag: &str) -> Result<Option<(TcpListener, SocketAddr)>, Stop> {
    match address {
        Some(address) => bind(address, flag).await.map(Some),
        None => Ok(None),
    }
}

async fn bind(address: SocketAddr, flag: &str) -> Result<(TcpListener, SocketAddr), Stop> {
    let listener = TcpListener::bind(address).await.and_then(|l| l.local_addr().map(|real| (l, real)));
    listener.map_err(|e| {
        Stop::CouldNot(match e.kind() {
            ErrorKind::AddrInUse => format!("{address} is taken by another program; stop that one, or give another address with {flag}"),
            ErrorKind::PermissionDenied => format!("{address} is not allowed to this user; give a port above 1023 with {flag}"),
            ErrorKind::AddrNotAvailable => format!("{address} is not an address of this machine; give one that is with {flag}"),
            kind => format!("{address} cannot be listened on ({kind})"),
        })
    })
}

/// SIGTERM and SIGINT.
struct Ending {
    term: Signal,
    int: Signal,
}

impl Ending {
    fn new() -> Result<Ending, Stop> {
        let listen = |kind| signal(kind).map_err(|e| Stop::CouldNot(format!("signals cannot be listened for ({})", e.kind())));
        Ok(Ending { term: listen(SignalKind::terminate())?, int: listen(SignalKind::interrupt())? })
    }

    async fn come(&mut self) {
        tokio::select! {
            _ = self.term.recv() => {}
            _ = self.int.recv() => {}
        }
    }
}

/// Logs go to standard error. **No address of a visitor is ever logged**, at no level: nothing here knows one.
fn start_log() {
    let filter = EnvFilter::try_from_env("WAYMARK_LOG").unwrap_or_else(|_| EnvFilter::new("warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(false).init();
}
