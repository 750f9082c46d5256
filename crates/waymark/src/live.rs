//! What a live site must have: contacts and pages that the partnership has confirmed.
//! Must not know anything else that `waymark check --live` looks at.

use course::{STALE_DAYS, Standing};
use jiff::civil::Date;

use crate::args::Limits;
use crate::config::ServeConfig;
use crate::origin::Loaded;
use crate::say;
use crate::stop::Stop;

/// Refuses a live site that must not be; warns of what has gone stale. A demonstration may be anything.
pub(crate) fn may_start(loaded: &Loaded, config: &ServeConfig, today: Date) -> Result<(), Stop> {
    if !loaded.site.settings.live {
        return Ok(());
    }
    if config.limits == Limits::Off {
        return Err(Stop::Misuse("the site is live, so its limits cannot be off".into()));
    }
    if config.public.is_some() && config.desk.is_some() && !config.one_process {
        return Err(Stop::Misuse(
            "the site is live, so each door wants a process of its own: give --door public or --door desk (or --one-process, if you must)"
                .into(),
        ));
    }
    let standings = loaded.site.settings.standings(&loaded.settings_text);
    let unconfirmed = standings.iter().filter(|s| !s.confirmed).map(|s| s.name.as_str()).collect::<Vec<_>>();
    if !unconfirmed.is_empty() {
        return Err(Stop::Refused(format!(
            "the site is live, and nobody has confirmed {}; set `confirmed = true` in site.toml once the partnership has",
            unconfirmed.join(", ")
        )));
    }
    if !loaded.site.settings.pages_confirmed {
        let why =
            "the site is live, and nobody has confirmed its pages; set `pages_confirmed = true` in site.toml once the partnership has";
        return Err(Stop::Refused(why.into()));
    }
    for Standing { name, line, checked, .. } in standings.iter().filter(|s| days(s.checked, today) > STALE_DAYS) {
        say::warning(&format!("{name} (site.toml, line {line}) was last checked on {checked}; check it, and write the day"));
    }
    Ok(())
}

fn days(from: Date, to: Date) -> i32 {
    (to - from).get_days()
}
