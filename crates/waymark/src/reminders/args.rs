//! Where reminders go, and by which mail server: flags, `waymark.toml`, and what is wrong with them. **The password is shown nowhere.**
//! Must not know when anything is sent.

use std::fmt;
use std::net::IpAddr;
use std::path::PathBuf;

use jiff::civil::Time;
use lettre::message::{Mailbox, Mailboxes};
use serde::Deserialize;
use url::Url;

use crate::office::secrets::given_line;
use crate::stop::Stop;

/// Reminders by e-mail, of the desk door alone. None of them says more than that there is work.
#[derive(Debug, Default, clap::Args)]
#[command(next_help_heading = "Reminders, sent by the desk door")]
pub(crate) struct Mail {
    /// Mail server, with TLS: smtps://user@host or smtp://user@host; without it on this machine alone [default: none, and none are sent]
    #[arg(long, value_name = "URL", env = "WAYMARK_MAIL_SERVER", hide_env_values = true)]
    mail_server: Option<String>,
    /// Read its password from the first line of this file
    #[arg(long, value_name = "FILE", env = "WAYMARK_MAIL_PASSWORD_FILE", hide_env_values = true)]
    mail_password_file: Option<PathBuf>,
    /// The address that reminders come from
    #[arg(long, value_name = "ADDRESS", env = "WAYMARK_MAIL_FROM", hide_env_values = true)]
    mail_from: Option<String>,
    /// The team's address, for an alert when something comes and a digest every working day; several with commas between
    #[arg(long, value_name = "ADDRESS", env = "WAYMARK_MAIL_TO", hide_env_values = true)]
    mail_to: Option<String>,
    /// Takes alerts in the team's place while the office is closed [default: the team's]
    #[arg(long, value_name = "ADDRESS", env = "WAYMARK_MAIL_DUTY", hide_env_values = true)]
    mail_duty: Option<String>,
    /// The managers' address, for what is for them alone; the team is never told of that [default: nobody is]
    #[arg(long, value_name = "ADDRESS", env = "WAYMARK_MAIL_MANAGERS", hide_env_values = true)]
    mail_managers: Option<String>,
    /// From when on what is daily is sent, in London's time [default: 08:30]
    #[arg(long, value_name = "TIME", env = "WAYMARK_MAIL_DIGEST", hide_env_values = true)]
    mail_digest: Option<String>,
    /// Where the head of the record of acts goes every day: an address, or a file to append to
    #[arg(long, value_name = "ADDRESS|FILE", env = "WAYMARK_AUDIT_HEADS", hide_env_values = true)]
    audit_heads: Option<String>,
}

/// The table `[mail]` of `waymark.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct InFileMail {
    server: Option<String>,
    password_file: Option<PathBuf>,
    from: Option<String>,
    to: Option<String>,
    duty: Option<String>,
    managers: Option<String>,
    digest: Option<String>,
}

/// What is sent, and where to.
#[derive(Debug, Clone)]
pub(crate) struct Reminders {
    pub(super) post: Option<Post>,
    pub(super) heads: Option<Heads>,
    /// From when on what is daily is sent, in London's time.
    pub(super) digest: Time,
}

/// A mail server, and the addresses.
#[derive(Clone)]
pub(super) struct Post {
    /// With its password, and with what it takes to be safe on the way.
    pub(super) server: Url,
    pub(super) from: Mailbox,
    pub(super) team: Mailboxes,
    pub(super) duty: Option<Mailboxes>,
    pub(super) managers: Option<Mailboxes>,
}

/// **Silent: a password stands in the address of the server.**
impl fmt::Debug for Post {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Post").finish_non_exhaustive()
    }
}

/// Where heads go.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Heads {
    File(PathBuf),
    Mail(Mailboxes),
}

impl Reminders {
    /// Flags go before the file. None, if nothing is to be sent.
    pub(crate) fn new(flags: Mail, file: InFileMail, heads_in_file: Option<String>) -> Result<Option<Reminders>, Stop> {
        let server = flags.mail_server.or(file.server);
        let heads = flags.audit_heads.or(heads_in_file);
        let digest = flags.mail_digest.or(file.digest);
        let digest = time(digest.as_deref().unwrap_or("08:30"))?;
        let heads = heads.map(|to| match (to.contains('@'), to.contains('/')) {
            (true, _) => addresses("audit-heads", &to).map(Heads::Mail),
            (false, true) => Ok(Heads::File(to.into())),
            // An address without its sign would become a file beside what it guards.
            (false, false) => Err(Stop::Misuse(format!("--audit-heads is an address, or the path of a file with a / in it, not `{to}`"))),
        });
        let heads = heads.transpose()?;
        let Some(server) = server else {
            let (to, from) = (flags.mail_to.or(file.to), flags.mail_from.or(file.from));
            return match &heads {
                _ if to.is_some() || from.is_some() => {
                    Err(Stop::Misuse("--mail-to and --mail-from want a --mail-server, or nothing is ever sent".into()))
                }
                Some(Heads::Mail(_)) => {
                    Err(Stop::Misuse("--audit-heads names an address, and there is no --mail-server to send by".into()))
                }
                _ => Ok(heads.map(|heads| Reminders { post: None, heads: Some(heads), digest })),
            };
        };
        let needed = |name: &str, value: Option<String>| {
            value.ok_or_else(|| Stop::Misuse(format!("--mail-server wants --{name} too (or `{}` in [mail])", &name[5..])))
        };
        let from = needed("mail-from", flags.mail_from.or(file.from))?;
        let from = from.parse().map_err(|_| no_address("mail-from", &from))?;
        let team = addresses("mail-to", &needed("mail-to", flags.mail_to.or(file.to))?)?;
        let some = |name, value: Option<String>| value.map(|text| addresses(name, &text)).transpose();
        let duty = some("mail-duty", flags.mail_duty.or(file.duty))?;
        let managers = some("mail-managers", flags.mail_managers.or(file.managers))?;
        let password = flags.mail_password_file.or(file.password_file).map(|path| given_line(&path)).transpose()?;
        let server = address_of_server(&server, password.as_deref().map(String::as_str))?;
        Ok(Some(Reminders { post: Some(Post { server, from, team, duty, managers }), heads, digest }))
    }
}

fn time(text: &str) -> Result<Time, Stop> {
    Time::strptime("%H:%M", text).map_err(|_| Stop::Misuse(format!("--mail-digest is a time such as 08:30, not `{text}`")))
}

fn addresses(name: &str, text: &str) -> Result<Mailboxes, Stop> {
    let all: Mailboxes = text.parse().map_err(|_| no_address(name, text))?;
    if all.iter().next().is_none() { Err(no_address(name, text)) } else { Ok(all) }
}

fn no_address(name: &str, text: &str) -> Stop {
    Stop::Misuse(format!("--{name} is an address such as team@example.org, not `{text}`"))
}

/// The address of the server, with what keeps others from reading along. **Without TLS to this machine alone.**
fn address_of_server(text: &str, password: Option<&str>) -> Result<Url, Stop> {
    // What was given is not shown again: a password may stand in it.
    let wrong = || Stop::Misuse("--mail-server is an address such as smtps://user@mail.example.org or smtp://127.0.0.1:25".into());
    let mut url = Url::parse(text).map_err(|_| wrong())?;
    let host = url.host_str().filter(|host| !host.is_empty()).ok_or_else(wrong)?;
    let here = host == "localhost" || host.trim_matches(['[', ']']).parse().is_ok_and(|ip: IpAddr| ip.is_loopback());
    let plain = url.scheme() == "smtp" && here;
    if !matches!(url.scheme(), "smtp" | "smtps") || url.query().is_some() || !matches!(url.path(), "" | "/") {
        return Err(wrong());
    }
    url.set_query((!plain).then_some("tls=required"));
    if let Some(password) = password {
        url.set_password(Some(password)).map_err(|()| wrong())?;
    }
    if url.password().is_some() && url.username().is_empty() {
        return Err(Stop::Misuse("--mail-server has a password, and no user: write smtps://user@host".into()));
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Result<String, Stop> {
        address_of_server(text, None).map(String::from)
    }

    #[test]
    fn nothing_leaves_this_machine_without_tls() {
        for (given, used) in [
            ("smtps://mail.example.org", "smtps://mail.example.org?tls=required"),
            ("smtp://user@mail.example.org:2525", "smtp://user@mail.example.org:2525?tls=required"),
            ("smtp://127.0.0.1:25", "smtp://127.0.0.1:25"),
            ("smtp://localhost", "smtp://localhost"),
            ("smtp://[::1]:2525", "smtp://[::1]:2525"),
            ("smtp://10.0.0.1", "smtp://10.0.0.1?tls=required"),
            ("smtp://localhost.example.org", "smtp://localhost.example.org?tls=required"),
        ] {
            assert_eq!(url(given).unwrap(), used, "{given}");
        }
        for bad in
            ["", "mail.example.org", "http://mail.example.org", "smtp://mail.example.org?tls=opportunistic", "smtp:///", "smtp://:secret@h"]
        {
            let told = url(bad).unwrap_err();
            assert!(matches!(&told, Stop::Misuse(says) if !says.contains("secret")), "{bad}: {told:?}");
        }
    }

    #[test]
    fn a_password_goes_into_the_address_whatever_stands_in_it_and_is_not_shown() {
        let url = address_of_server("smtps://user@mail.example.org", Some("p@ss/w?rd")).unwrap();
        assert_eq!(url.as_str(), "smtps://user:p%40ss%2Fw%3Frd@mail.example.org?tls=required");
        let (from, team) = ("desk@example.org".parse().unwrap(), "team@example.org".parse().unwrap());
        assert_eq!(format!("{:?}", Post { server: url, from, team, duty: None, managers: None }), "Post { .. }");
        assert!(address_of_server("smtps://mail.example.org", Some("x")).is_err(), "a password without a user");
    }

    #[test]
    fn what_is_missing_or_is_no_address_is_misuse() {
        let flags = |more: fn(&mut Mail)| {
            let some = |text: &str| Some(text.to_owned());
            let mut mail = Mail {
                mail_server: some("smtp://127.0.0.1:1"),
                mail_from: some("Desk <desk@example.org>"),
                mail_to: some("a@example.org, b@example.org"),
                ..Mail::default()
            };
            more(&mut mail);
            Reminders::new(mail, InFileMail::default(), None)
        };
        let good = flags(|_| {}).unwrap().unwrap();
        assert_eq!((good.post.unwrap().team.iter().count(), good.heads, good.digest), (2, None, Time::constant(8, 30, 0, 0)));
        let bad: [fn(&mut Mail); 6] = [
            |m| m.mail_from = None,
            |m| m.mail_to = Some("nobody".into()),
            |m| m.mail_to = Some(String::new()),
            |m| m.mail_duty = Some("a@".into()),
            |m| m.mail_digest = Some("half past eight".into()),
            |m| (m.mail_server, m.audit_heads) = (None, Some("a@example.org".into())),
        ];
        for (n, bad) in bad.into_iter().enumerate() {
            assert!(matches!(flags(bad), Err(Stop::Misuse(_))), "{n}");
        }
        let heads = |text: &str| Reminders::new(Mail::default(), InFileMail::default(), Some(text.to_owned())).unwrap().unwrap().heads;
        assert_eq!(heads("./heads.txt"), Some(Heads::File("./heads.txt".into())));
        assert!(Reminders::new(Mail::default(), InFileMail::default(), None).unwrap().is_none(), "nothing is sent unasked");
    }
}
