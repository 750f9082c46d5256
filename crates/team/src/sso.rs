//! An account and its person at an identity provider: connected, disconnected, found again. The provider says who somebody is and **gives no key**.
//! Whoever can write to the database connects nobody: the account's own word, which takes its passphrase, and the record of acts must say so too.
//! Must not know how a provider is asked.

use store::Sso;
use unseal::{Account, Unlocked};

use crate::{Error, Office, acts, away};

/// The act that connects an account: **a row without one, or from before the last end, is nobody's.**
pub const ON: &str = "sso-on";
/// The act that disconnects it.
pub const OFF: &str = "sso-off";

/// What the account's own word is for.
fn word(office: &Office, account: &Account, unlocked: &Unlocked, issuer: &str, subject: &str, made: i64) -> Vec<u8> {
    unlocked.word("waymark-sso-v1", &[&office.site, &account.name, issuer, subject, &made.to_string()]).to_vec()
}

/// Connects an account with a person at a provider.
///
/// # Errors
/// If that person or that account is connected already, or the database does not let us.
pub async fn connect(office: &Office, account: &Account, unlocked: &Unlocked, issuer: &str, subject: &str) -> Result<(), Error> {
    let (store, site, name) = (&office.store, &office.site, &account.name);
    let taken = store.sso(site, issuer, subject).await.map_err(|e| away(&e))?.is_some();
    let mine = store.sso_of(site, name).await.map_err(|e| away(&e))?.iter().any(|one| one.issuer == issuer);
    // Not with which: who may connect must not learn who else works here.
    let used = || Error::Refused("one of the two is connected already; disconnect that first, or ask a manager".into());
    if taken || mine {
        return Err(used());
    }
    // What the record says of one whose row is not there any more is over: else that row, put back, would count beside the new one.
    if is_on_record(office, name).await? {
        disconnect(office, name, name).await?;
    }
    // Later than the last end, so that it is told from what was connected before.
    let ended = acts::last_of(office, name, &[OFF]).await?.map_or(i64::MIN, |off| off.at);
    let made = office.world.now().max(ended.saturating_add(1));
    let word = word(office, account, unlocked, issuer, subject, made);
    let one = Sso { issuer: issuer.into(), subject: subject.into(), account: name.clone(), made, word };
    // The row first, which alone counts for nothing: so the act never tells of what was not done.
    if !store.connect_sso(site, &one).await.map_err(|e| away(&e))? {
        return Err(used());
    }
    let noted = acts::note(office, name, ON, name).await;
    if noted.is_err() {
        // This one alone: another tab may have connected another meanwhile.
        _ = store.drop_sso(site, &one).await;
    }
    noted
}

/// Disconnects `account`; `by` is whoever does it.
///
/// # Errors
/// If the database does not let us.
pub async fn disconnect(office: &Office, by: &str, account: &str) -> Result<(), Error> {
    acts::note(office, by, OFF, account).await?;
    office.store.disconnect_sso(&office.site, account).await.map_err(|e| away(&e))
}

/// Since when an account is connected with somebody at a provider, in seconds since 1970, UTC; none if it is not.
///
/// # Errors
/// If the database does not let us.
pub async fn connected_since(office: &Office, account: &str, issuer: &str) -> Result<Option<i64>, Error> {
    let all = office.store.sso_of(&office.site, account).await.map_err(|e| away(&e))?;
    Ok(all.iter().find(|one| one.issuer == issuer).map(|one| one.made))
}

/// The account of a person, if it has not ended. It says who they claim to be: [`stands`] says whether it counts.
///
/// # Errors
/// If the database does not let us.
pub async fn account_of(office: &Office, issuer: &str, subject: &str) -> Result<Option<String>, Error> {
    let Some(one) = office.store.sso(&office.site, issuer, subject).await.map_err(|e| away(&e))? else { return Ok(None) };
    let row = office.store.account(&office.site, &one.account).await.map_err(|e| away(&e))?;
    let lasts = row.is_some_and(|row| row.ended.is_none()) && !acts::ever(office, acts::END, &one.account).await?;
    Ok(lasts.then_some(one.account))
}

/// Whether the record of acts says that an account is connected, whatever rows there are.
///
/// # Errors
/// If the database does not let us.
pub async fn is_on_record(office: &Office, account: &str) -> Result<bool, Error> {
    Ok(acts::turns(office, account, [ON, OFF]).await?.as_deref() == Some(ON))
}

/// Whether an account that was just unlocked is connected with that person, by its own word and by the record of acts.
///
/// # Errors
/// If the database does not let us.
pub async fn stands(office: &Office, account: &Account, unlocked: &Unlocked, issuer: &str, subject: &str) -> Result<bool, Error> {
    let Some(row) = office.store.sso(&office.site, issuer, subject).await.map_err(|e| away(&e))? else { return Ok(false) };
    let by_word = row.account == account.name && row.word == word(office, account, unlocked, issuer, subject, row.made);
    // By the last act, and not by one that was undone since: an earlier connection that is put back counts no more.
    let is_on = is_on_record(office, &account.name).await?;
    let ended = acts::last_of(office, &account.name, &[OFF]).await?;
    Ok(by_word && is_on && ended.is_none_or(|off| row.made > off.at))
}
