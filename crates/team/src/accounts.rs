//! The people who hold keys: a new account, with the keys of its role wrapped for it and a manager's word for it; who there is; an end.
//! Must not know who asked for it, or on what.

use seal::SealedTo;
use unseal::{Account, Cost, Role, TeamKey, Unlocked, Wrap};

use crate::named::is_last_named;
use crate::session::account_of;
use crate::{Error, Office, Session, acts, away};

/// The account that the one-time code opens.
pub const SETUP: &str = "setup";

/// Makes an account, wraps for it those of `keys` that its role holds, and keeps it. `keys` must hold the managers' that vouches.
pub async fn account(office: &Office, name: &str, role: Role, passphrase: &str, cost: Cost, keys: &[TeamKey]) -> Result<(), Error> {
    let taken = office.store.account(&office.site, name).await.map_err(|e| away(&e))?.is_some();
    let used =
        || Error::Refused(format!("the name `{name}` is taken, or was; no name is given twice, for the record of acts tells people by it"));
    if taken {
        return Err(used());
    }
    let mut random = office.world.random;
    let (account, _) = Account::new(name, role, passphrase, cost, &mut random);
    let vouch = voucher(keys)?.vouch(&office.site, &account);
    // Wraps first: a program that ends here leaves wraps that nobody can open, and not a holder without keys.
    for key in keys.iter().filter(|k| role.holds(k.to)) {
        put(office, key.wrap(name, &account.recipient)).await?;
    }
    let row = store::Account {
        name: name.to_owned(),
        role: role.text().to_owned(),
        recipient: account.recipient.to_string(),
        verify: Some(vouch),
        kdf: account.kdf,
        wrapped: account.locked,
        made: office.world.now(),
        ended: None,
    };
    let added = office.store.add_account(&office.site, &row).await.map_err(|e| away(&e))?;
    if added { Ok(()) } else { Err(used()) }
}

/// The newest of the managers' keys at hand.
fn voucher(keys: &[TeamKey]) -> Result<&TeamKey, Error> {
    let found = keys.iter().rev().find(|k| k.to == SealedTo::Managers);
    found.ok_or_else(|| Error::Refused("a key of the managers' is needed for that, and none is at hand".into()))
}

/// Locks an account with another passphrase, and says how it is then. The account's keys stay as they are.
///
/// # Errors
/// If the account has ended, or the database does not let us.
pub async fn own_passphrase(office: &Office, account: &Account, unlocked: &Unlocked, new: &str, cost: Cost) -> Result<Account, Error> {
    let mut random = office.world.random;
    let changed = account.with_passphrase(unlocked, new, cost, &mut random);
    acts::note(office, &account.name, "passphrase", &account.name).await?;
    let kept = office.store.rewrap_account(&office.site, &account.name, &changed.kdf, &changed.locked).await.map_err(|e| away(&e))?;
    if kept { Ok(changed) } else { Err(Error::Refused(format!("the account {} has ended", account.name))) }
}

/// Keeps a wrap.
pub async fn put(office: &Office, wrap: Wrap) -> Result<(), Error> {
    let row = store::Wrap { key_id: wrap.key, holder: wrap.holder, sealed: wrap.sealed, made: office.world.now() };
    office.store.put_wrap(&office.site, &row).await.map_err(|e| away(&e))
}

/// Refuses names that mean something else, or that would not stand well in a list.
pub fn check_name(name: &str) -> Result<(), Error> {
    let good = (1..=40).contains(&name.len())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
        && name.starts_with(|c: char| c.is_ascii_alphanumeric());
    if !good {
        return Err(Error::Misuse("a name has up to 40 letters, digits, `-`, `_` and `.`, and begins with a letter or a digit".into()));
    }
    if [unseal::RECOVERY, SETUP].contains(&name) {
        return Err(Error::Misuse(format!("`{name}` is not a name for an account")));
    }
    Ok(())
}

/// The set-up code makes the first manager, and nobody else.
pub async fn first_manager(office: &Office, session: &Session, role: Role) -> Result<(), Error> {
    let managers = managers(office, session).await?;
    if role == Role::Manager && managers.is_empty() {
        return Ok(());
    }
    acts::note(office, session.name(), "refused", acts::NOBODY).await?;
    Err(Error::Refused("the set-up code makes the first manager, and nothing else".into()))
}

/// Everyone who is a manager now, and whom a manager has vouched for.
pub async fn managers(office: &Office, session: &Session) -> Result<Vec<String>, Error> {
    Ok(holders(office, session).await?.into_iter().filter(|a| a.role == Role::Manager).map(|a| a.name).collect())
}

/// Every manager who has signed in once. One who was invited and has not come yet may never come.
///
/// # Errors
/// If the database does not let us.
pub async fn who_manage(office: &Office, session: &Session) -> Result<Vec<String>, Error> {
    let mut come = Vec::new();
    for name in managers(office, session).await? {
        if office.store.invited(&office.site, &name).await.map_err(|e| away(&e))?.is_none() {
            come.push(name);
        }
    }
    Ok(come)
}

/// Every account that has not ended and that a manager has vouched for: nobody else is given a key. What the record of acts says of an end
/// counts more than the account's own row, which whoever can write to the database can put back.
pub async fn holders(office: &Office, session: &Session) -> Result<Vec<Account>, Error> {
    let rows = office.store.accounts(&office.site).await.map_err(|e| away(&e))?;
    let ended = acts::subjects(office, acts::END).await?;
    let mut holders = Vec::new();
    for row in rows.iter().filter(|row| row.ended.is_none()) {
        let vouch = row.verify.as_deref().unwrap_or_default();
        let account = account_of(row).filter(|account| account.vouched(&office.site, vouch, &session.public));
        match account.filter(|account| !ended.contains(&account.name)) {
            Some(account) => holders.push(account),
            None => {
                (office.world.warn)(&format!("`{}` was changed in the database, and no manager stands for it so: it is left out", row.name))
            }
        }
    }
    Ok(holders)
}

/// Ends an account, and takes its keys.
///
/// # Errors
/// If nobody else could care for what it is named in, or the database does not let us.
pub async fn end(office: &Office, session: &Session, name: &str) -> Result<(), Error> {
    let account = holders(office, session).await?.into_iter().find(|a| a.name == name);
    if let Some(account) = account
        && is_last_named(office, session, &account).await?
    {
        // Not of what, nor of how many: who ends accounts may not know of any.
        return Err(Error::Refused(format!(
            "{name} holds keys that no other manager who has signed in holds: they hand over first, or the paper is used"
        )));
    }
    acts::note(office, session.name(), acts::END, name).await?;
    office.store.end_account(&office.site, name, office.world.now()).await.map_err(|e| away(&e))?;
    Ok(())
}
