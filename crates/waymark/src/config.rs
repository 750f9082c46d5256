//! What was asked for: a flag goes before the environment, that before `waymark.toml`, and that before the default.
//! Must not know the site, and so not whether it is live.

use std::io::ErrorKind;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use serde::Deserialize;
use web_desk::DeskAddress;

use crate::args::{Check, Door, Format, Limits, Serve};
use crate::link::LinkConfig;
use crate::link::args::Link;
use crate::office::OfficeConfig;
use crate::office::args::Place;
use crate::reminders::args::{InFileMail, Reminders};
use crate::sso::{InFileSso, Wanted};
use crate::stop::Stop;

/// How to serve.
#[derive(Debug)]
pub(crate) struct ServeConfig {
    /// The site's folder; `None` is the site in this program.
    pub(crate) site: Option<PathBuf>,
    /// Where the public door listens, if it is served.
    pub(crate) public: Option<SocketAddr>,
    /// Where the desk door listens, if it is served.
    pub(crate) desk: Option<SocketAddr>,
    /// The desk's own address, as browsers see it.
    pub(crate) desk_address: Option<DeskAddress>,
    /// Whether a live site may be served with both doors.
    pub(crate) one_process: bool,
    pub(crate) database: String,
    /// `keys.toml`.
    pub(crate) keys: PathBuf,
    /// Where sealed concerns wait while the database is away.
    pub(crate) spool: PathBuf,
    /// The ledger of what was disposed of.
    pub(crate) disposed: PathBuf,
    /// Where the desk keeps what it has open, sealed.
    pub(crate) snapshot: PathBuf,
    /// Where the keys of the day are, in memory.
    pub(crate) carry: PathBuf,
    pub(crate) trusted_proxy: Vec<IpAddr>,
    pub(crate) limits: Limits,
    /// What the desk door sends out, if anything.
    pub(crate) reminders: Option<Reminders>,
    /// Who says at the desk who somebody is, if anyone does.
    pub(crate) sso: Option<Wanted>,
}

/// What to check, and how to tell.
#[derive(Debug)]
pub(crate) struct CheckConfig {
    pub(crate) dir: PathBuf,
    pub(crate) live: bool,
    pub(crate) format: Format,
}

const FILE: &str = "waymark.toml";
const LEDGER: &str = "disposed.txt";

/// `waymark.toml`: the flags by their names.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct InFile {
    site: Option<PathBuf>,
    data: Option<PathBuf>,
    public: Option<SocketAddr>,
    desk: Option<SocketAddr>,
    desk_address: Option<String>,
    door: Option<Door>,
    one_process: Option<bool>,
    database: Option<String>,
    keys: Option<PathBuf>,
    disposed: Option<PathBuf>,
    carry: Option<PathBuf>,
    #[serde(default)]
    trusted_proxy: Vec<IpAddr>,
    limits: Option<Limits>,
    audit_heads: Option<String>,
    #[serde(default)]
    mail: InFileMail,
    #[serde(default)]
    sso: InFileSso,
    #[serde(default)]
    check: InFileCheck,
    #[serde(default)]
    link: InFileLink,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct InFileCheck {
    dir: Option<PathBuf>,
    live: Option<bool>,
    format: Option<Format>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct InFileLink {
    columns: Option<PathBuf>,
    threshold: Option<f64>,
}

pub(crate) fn for_serve(wanted: Serve) -> Result<ServeConfig, Stop> {
    let file = InFile::read()?;
    let desk = wanted.desk.or(file.desk);
    // Who names no address for the desk has not asked for it: a port is not opened unasked.
    let door = wanted.door.or(file.door).unwrap_or(if desk.is_some() { Door::Both } else { Door::Public });
    let public = wanted.public.or(file.public).unwrap_or_else(|| local(8080));
    let desk = desk.unwrap_or_else(|| local(8081));
    let data = wanted.data.or(file.data).unwrap_or_else(|| "data".into());
    let database = wanted.database.or(file.database);
    Ok(ServeConfig {
        site: wanted.site.or(file.site),
        public: (door != Door::Desk).then_some(public),
        desk: (door != Door::Public).then_some(desk),
        desk_address: match wanted.desk_address {
            Some(address) => Some(address),
            None => file.desk_address.as_deref().map(desk_address).transpose()?,
        },
        one_process: wanted.one_process.or(file.one_process).unwrap_or(false),
        database: match database {
            Some(url) => url,
            None => sqlite_in(&data)?,
        },
        keys: wanted.keys.or(file.keys).unwrap_or_else(|| data.join("keys.toml")),
        spool: data.join("spool"),
        disposed: wanted.disposed.or(file.disposed).unwrap_or_else(|| data.join(LEDGER)),
        snapshot: data.join("snapshot"),
        carry: wanted.carry.or(file.carry).unwrap_or_else(|| in_memory(&data)),
        trusted_proxy: if wanted.trusted_proxy.is_empty() { file.trusted_proxy } else { wanted.trusted_proxy },
        limits: wanted.limits.or(file.limits).unwrap_or(Limits::On),
        // Of the desk's process alone: the public one has no business with the mail server's password.
        reminders: if door == Door::Public { None } else { Reminders::new(wanted.mail, file.mail, file.audit_heads)? },
        // As with that: the provider's secret is the desk's alone.
        sso: if door == Door::Public { None } else { Wanted::new(wanted.sso, file.sso)? },
    })
}

fn desk_address(text: &str) -> Result<DeskAddress, Stop> {
    DeskAddress::parse(text).map_err(|e| Stop::Misuse(format!("{FILE}: desk_address: {e}")))
}

/// A folder of this data folder's own in memory-backed storage; where there is none, in the data folder.
fn in_memory(data: &Path) -> PathBuf {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let shm = Path::new("/dev/shm");
    if !shm.is_dir() {
        return data.join("carry");
    }
    let mut hash = DefaultHasher::new();
    std::path::absolute(data).unwrap_or_else(|_| data.to_owned()).hash(&mut hash);
    shm.join(format!("waymark-{:016x}", hash.finish()))
}

pub(crate) fn for_check(wanted: Check) -> Result<CheckConfig, Stop> {
    let file = InFile::read()?.check;
    Ok(CheckConfig {
        dir: wanted.dir.or(file.dir).unwrap_or_else(|| "site".into()),
        live: wanted.live.or(file.live).unwrap_or(false),
        format: wanted.format.or(file.format).unwrap_or(Format::Text),
    })
}

pub(crate) fn for_link(wanted: Link) -> Result<LinkConfig, Stop> {
    let file = InFile::read()?.link;
    if file.threshold.is_some_and(|p| !(0.0..=1.0).contains(&p)) {
        return Err(Stop::Misuse(format!("{FILE}: link.threshold is a number from 0 to 1")));
    }
    LinkConfig::new(wanted, file.columns, file.threshold)
}

pub(crate) fn for_office(wanted: &Place) -> Result<OfficeConfig, Stop> {
    let file = InFile::read()?;
    let data = wanted.data.clone().or(file.data).unwrap_or_else(|| "data".into());
    Ok(OfficeConfig {
        site: wanted.site.clone().or(file.site),
        database: match wanted.database.clone().or(file.database) {
            Some(url) => url,
            None => sqlite_in(&data)?,
        },
        keys: wanted.keys.clone().or(file.keys).unwrap_or_else(|| data.join("keys.toml")),
        spool: data.join("spool"),
        disposed: wanted.disposed.clone().or(file.disposed).unwrap_or_else(|| data.join(LEDGER)),
    })
}

fn local(port: u16) -> SocketAddr {
    (Ipv4Addr::LOCALHOST, port).into()
}

fn sqlite_in(data: &Path) -> Result<String, Stop> {
    // The leading `./` keeps a folder called `//…` or `:…` from being read as something else than a path.
    let data = if data.is_absolute() { data.to_owned() } else { Path::new(".").join(data) };
    let file = data.join("waymark.db").into_os_string();
    let file = file.into_string().map_err(|_| Stop::Misuse("the data folder's name is not in UTF-8".into()))?;
    Ok(format!("sqlite:{file}"))
}

impl InFile {
    fn read() -> Result<InFile, Stop> {
        match std::fs::read_to_string(FILE) {
            Ok(text) => InFile::parse(&text),
            Err(e) if e.kind() == ErrorKind::NotFound => Ok(InFile::default()),
            Err(e) => Err(Stop::CouldNot(format!("{FILE} cannot be read ({})", e.kind()))),
        }
    }

    fn parse(text: &str) -> Result<InFile, Stop> {
        toml::from_str(text).map_err(|e| {
            let line = 1 + e.span().map_or(0, |s| text.bytes().take(s.start).filter(|&b| b == b'\n').count());
            let message = e.message().split_whitespace().collect::<Vec<_>>().join(" ");
            Stop::Misuse(format!("{FILE}:{line}: {message}"))
        })
    }
}

#[cfg(test)]
mod tests {
    //! The file alone; who goes before whom is tested on the running program.

    use super::*;

    #[test]
    fn the_file_takes_every_flag_by_its_name() {
        let text = "site = 's'\ndata = 'd'\npublic = '[::1]:1'\ndesk = '127.0.0.1:2'\ndesk_address = 'https://d'\ndoor = 'both'\none_process = true\nkeys = 'k'\ndisposed = 'l'\ncarry = 'c'\ntrusted_proxy = ['::1']\ndatabase = 'sqlite:x'\nlimits = 'off'\naudit_heads = 'h'\n\
                    [mail]\nserver = 's'\npassword_file = 'p'\nfrom = 'f'\nto = 't'\nduty = 'd'\nmanagers = 'm'\ndigest = '08:00'\n[sso]\nissuer = 'i'\nclient_id = 'c'\nclient_secret_file = 'f'\nname = 'n'\nacr_values = 'a'\nmax_age_minutes = 30\n\
                    [check]\ndir = 's'\nlive = true\nformat = 'json'\n[link]\ncolumns = 'm'\nthreshold = 0.9";
        let file = InFile::parse(text).unwrap();
        assert_eq!((file.limits, file.door, file.check.format), (Some(Limits::Off), Some(Door::Both), Some(Format::Json)));
    }

    #[test]
    fn what_it_does_not_know_is_misuse_with_its_line() {
        let told = |text: &str| InFile::parse(text).unwrap_err().message().unwrap().to_owned();
        assert!(told("site = 's'\ncolour = 1").starts_with("waymark.toml:2: unknown field `colour`"));
        assert!(told("\n\npublic = 'here'").starts_with("waymark.toml:3: invalid socket address syntax"));
    }

    #[test]
    fn the_default_database_is_in_the_data_folder() {
        assert_eq!(sqlite_in(Path::new("data")).unwrap(), "sqlite:./data/waymark.db");
        assert_eq!(sqlite_in(Path::new("/srv/waymark")).unwrap(), "sqlite:/srv/waymark/waymark.db");
    }
}
