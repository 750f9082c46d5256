//! Single sign-on: whom the desk asks who somebody is, by flags and `waymark.toml`, and what is wrong with them. **The secret is shown nowhere.**
//! Must not know how a provider is asked.

use std::path::PathBuf;
use std::time::Duration;

use serde::Deserialize;
use web_desk::DeskAddress;
use zeroize::Zeroizing;

use crate::clock;
use crate::office::secrets::given_line;
use crate::stop::Stop;

/// A second way in at the desk, by OpenID Connect.
#[derive(Debug, Default, clap::Args)]
#[command(next_help_heading = "Single sign-on at the desk door")]
pub(crate) struct Sso {
    /// Identity provider, by OpenID Connect: its issuer, https://login.example.org/sample [default: none]
    #[arg(long, value_name = "URL", env = "WAYMARK_SSO_ISSUER", hide_env_values = true)]
    sso_issuer: Option<String>,
    /// What the provider calls this desk
    #[arg(long, value_name = "ID", env = "WAYMARK_SSO_CLIENT_ID", hide_env_values = true)]
    sso_client_id: Option<String>,
    /// Read the secret that the provider gave this desk from the first line of this file [default: none; the provider must allow that]
    #[arg(long, value_name = "FILE", env = "WAYMARK_SSO_CLIENT_SECRET_FILE", hide_env_values = true)]
    sso_client_secret_file: Option<PathBuf>,
    /// Whose accounts they are, for "Sign in with your … account": Sample Council
    #[arg(long, value_name = "NAME", env = "WAYMARK_SSO_NAME", hide_env_values = true)]
    sso_name: Option<String>,
    /// How people must have signed in there, with spaces between: one of these must stand in what the provider signs (acr) [default: any way]
    #[arg(long, value_name = "VALUES", env = "WAYMARK_SSO_ACR_VALUES", hide_env_values = true)]
    sso_acr_values: Option<String>,
    /// How long ago people may have signed in there, in minutes: the provider is asked to have it so, and must sign when it was (auth_time) [default: as the provider holds it]
    #[arg(long, value_name = "MINUTES", env = "WAYMARK_SSO_MAX_AGE_MINUTES", hide_env_values = true)]
    sso_max_age_minutes: Option<u32>,
}

/// The table `[sso]` of `waymark.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct InFileSso {
    issuer: Option<String>,
    client_id: Option<String>,
    client_secret_file: Option<PathBuf>,
    name: Option<String>,
    acr_values: Option<String>,
    max_age_minutes: Option<u32>,
}

/// Whom to ask, before it is known where people come back to. Its `Debug` is silent of the secret.
pub(crate) struct Wanted {
    issuer: String,
    client_id: String,
    secret: Option<Zeroizing<String>>,
    name: String,
    acr_values: String,
    max_age: Option<Duration>,
}

impl std::fmt::Debug for Wanted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Wanted").field("issuer", &self.issuer).finish_non_exhaustive()
    }
}

impl Wanted {
    /// Flags go before the file. None, if nobody is to be asked.
    pub(crate) fn new(flags: Sso, file: InFileSso) -> Result<Option<Wanted>, Stop> {
        let (client_id, secret) = (flags.sso_client_id.or(file.client_id), flags.sso_client_secret_file.or(file.client_secret_file));
        let Some(issuer) = flags.sso_issuer.or(file.issuer) else {
            if client_id.is_some() || secret.is_some() {
                return Err(Stop::Misuse(
                    "--sso-client-id and --sso-client-secret-file want an --sso-issuer, or nobody is ever asked".into(),
                ));
            }
            return Ok(None);
        };
        let needed = || Stop::Misuse("--sso-issuer wants --sso-client-id too (or `client_id` in [sso])".into());
        let client_id = client_id.filter(|id| !id.is_empty()).ok_or_else(needed)?;
        let unnamed =
            || Stop::Misuse("--sso-issuer wants --sso-name too (or `name` in [sso]): whose accounts they are, `Sample Council`".into());
        let name = flags.sso_name.or(file.name).ok_or_else(unnamed)?;
        if name.trim().is_empty() || name.chars().count() > 60 || name.contains(char::is_control) {
            return Err(Stop::Misuse("--sso-name is a name such as `Sample Council`, of at most 60 letters".into()));
        }
        let secret = secret.map(|path| given_line(&path)).transpose()?;
        let acr_values = flags.sso_acr_values.or(file.acr_values).unwrap_or_default();
        let max_age = flags.sso_max_age_minutes.or(file.max_age_minutes);
        // `max_age` is in seconds elsewhere: the name says that this is not, and what was copied all the same is longer than a day.
        if max_age.is_some_and(|minutes| !(1..=1_440).contains(&minutes)) {
            return Err(Stop::Misuse("--sso-max-age-minutes is in minutes, from 1 to 1440, which is a day".into()));
        }
        let max_age = max_age.map(|minutes| Duration::from_secs(u64::from(minutes) * 60));
        let wanted = Wanted { issuer, client_id, secret, name, acr_values, max_age };
        // What is wrong with the issuer is said before anything is opened.
        wanted.settings("http://localhost")?;
        Ok(Some(wanted))
    }

    fn settings(&self, origin: &str) -> Result<sso::Settings, Stop> {
        let settings = sso::Settings::new(&self.name, &self.issuer, &self.client_id, self.secret.clone(), &self.acr_values, origin);
        let settings = settings.map_err(|why| Stop::Misuse(format!("--sso-issuer: {why}")))?;
        Ok(settings.with_max_age(self.max_age))
    }

    /// The provider, for the desk at this address.
    pub(crate) fn provider(&self, desk: Option<&DeskAddress>) -> Result<sso::Provider, Stop> {
        let unknown = || Stop::Misuse("--sso-issuer wants --desk-address too: the provider sends people back there".into());
        let settings = self.settings(desk.ok_or_else(unknown)?.origin())?;
        let why_not = |why| Stop::CouldNot(format!("no provider can be asked from this machine ({why})"));
        sso::Provider::new(settings, clock::now, clock::random).map_err(why_not)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_or_unsafe_is_misuse() {
        let some = |text: &str| Some(text.to_owned());
        let new = |issuer: Option<&str>, id: Option<&str>, name: Option<&str>| {
            let flags = Sso { sso_issuer: issuer.map(str::to_owned), sso_name: name.map(str::to_owned), ..Sso::default() };
            Wanted::new(flags, InFileSso { client_id: id.map(str::to_owned), ..InFileSso::default() })
        };
        let council = Some("Sample Council");
        let good = new(Some("https://login.example.org"), Some("desk"), council).unwrap().unwrap();
        assert!(good.provider(None).is_err_and(|stop| stop.message().is_some_and(|says| says.contains("--desk-address"))));
        let desk = DeskAddress::parse("https://desk.example.org").unwrap();
        assert_eq!(good.settings(desk.origin()).unwrap().back().as_str(), "https://desk.example.org/sign-in/sso/back");
        assert!(new(None, None, None).unwrap().is_none(), "nobody is asked unasked");
        let issuer = Some("https://login.example.org");
        for (bad, says) in [
            (new(None, Some("desk"), None), "want an --sso-issuer"),
            (new(issuer, None, council), "wants --sso-client-id"),
            (new(issuer, Some(""), council), "wants --sso-client-id"),
            (new(issuer, Some("desk"), None), "wants --sso-name"),
            (new(Some("http://login.example.org"), Some("desk"), council), "--sso-issuer: an issuer is an address such as"),
            (new(issuer, Some("desk"), Some(" ")), "--sso-name"),
        ] {
            assert!(bad.as_ref().is_err_and(|stop| matches!(stop, Stop::Misuse(told) if told.contains(says))), "{bad:?}");
        }
        let flags = |max_age| Sso {
            sso_issuer: issuer.map(str::to_owned),
            sso_name: council.map(str::to_owned),
            sso_max_age_minutes: max_age,
            ..Sso::default()
        };
        let file = || InFileSso { client_id: some("desk"), max_age_minutes: Some(30), ..InFileSso::default() };
        let age = |flag| Wanted::new(flags(flag), file()).map(|wanted| wanted.unwrap().max_age.unwrap().as_secs());
        assert_eq!((age(None).unwrap(), age(Some(5)).unwrap()), (30 * 60, 5 * 60), "in minutes; a flag goes before the file");
        for wrong in [0, 3_600] {
            assert!(age(Some(wrong)).is_err_and(|stop| stop.message().is_some_and(|says| says.contains("in minutes"))), "{wrong}");
        }
        let hushed = Wanted { secret: some("hush").map(Into::into), ..good };
        assert!(!format!("{hushed:?}").contains("hush"));
    }
}
