//! `waymark keys list`: which keys there are, and who holds them. Nothing of it is secret.
//! Must not know how anything is opened.

use std::fmt::Write;

use seal::{PublicKeys, SealedTo};
use store::{Account, Wrap};
use unseal::{RECOVERY, Role};

use crate::office::{OfficeConfig, away, listed, open, when};
use crate::say;
use crate::stop::Stop;
use team::session::account_of;

pub(crate) async fn list(config: &OfficeConfig) -> Result<(), Stop> {
    let office = open(config).await?;
    let public = office.keys()?;
    let accounts = office.store.accounts(&office.site).await.map_err(|e| away(&e))?;
    let wraps = office.store.wraps(&office.site).await.map_err(|e| away(&e))?;
    say::out(&told(&office.site, &public, &accounts, &wraps))
}

fn told(site: &str, public: &PublicKeys, accounts: &[Account], wraps: &[Wrap]) -> String {
    let mut out = String::new();
    let about = if public.demo { ", FOR A DEMONSTRATION: everyone knows the passphrase" } else { "" };
    _ = writeln!(out, "Keys of the site `{site}`{about}");
    for to in SealedTo::ALL {
        for key in public.keys.iter().filter(|k| k.to == to) {
            let age = if public.current(to).id == key.id { "current" } else { "older" };
            let holders = wraps.iter().filter(|w| w.key_id == key.id).map(|w| w.holder.as_str()).collect::<Vec<_>>();
            _ = writeln!(out, "  {:<18} {}  {age:<7}  held by {}", key.id, key.made, listed(&holders));
        }
    }
    _ = writeln!(out, "\nAccounts");
    for account in accounts.iter().filter(|a| a.ended.is_none()) {
        let made = when::day(account.made);
        _ = writeln!(out, "  {:<18} {made}  {:<13}  {}", account.name, account.role, standing(site, public, account, wraps));
    }
    let ended = accounts.iter().filter_map(|a| Some((a, a.ended?)));
    for (account, at) in ended {
        _ = writeln!(out, "  {:<18} {}  {:<13}  ended {}", account.name, when::day(account.made), account.role, when::day(at));
    }
    let recovered = public.keys.iter().filter(|k| holds(wraps, RECOVERY, &k.id)).count();
    _ = writeln!(out, "\nThe recovery key on paper opens {recovered} of {} keys", public.keys.len());
    out
}

fn holds(wraps: &[Wrap], holder: &str, key: &str) -> bool {
    wraps.iter().any(|w| w.holder == holder && w.key_id == key)
}

fn standing(site: &str, public: &PublicKeys, account: &Account, wraps: &[Wrap]) -> String {
    let Some(who) = account_of(account) else {
        return "CANNOT BE READ: it was changed in the database".into();
    };
    if !who.vouched(site, account.verify.as_deref().unwrap_or_default(), public) {
        return "NOBODY HAS VOUCHED FOR IT: it was changed in the database".into();
    }
    let missing = public.keys.iter().filter(|k| who.role.holds(k.to) && !holds(wraps, &who.name, &k.id));
    match (who.role, missing.count()) {
        (Role::Setup, _) => "makes the first manager, once".into(),
        (Role::Auditor | Role::Administrator, _) => "holds no key".into(),
        (_, 0) => "holds every key of its role".into(),
        (_, n) => format!("lacks {n} of its keys: `waymark keys rewrap`"),
    }
}
