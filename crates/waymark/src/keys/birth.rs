//! A new account, with the keys of its role wrapped for it and a manager's word for it.
//! Must not know who asked for it, or on what.

use seal::SealedTo;
use unseal::{Account, Cost, Role, TeamKey, Wrap};

use crate::clock;
use crate::office::{Office, away};
use crate::stop::Stop;

/// Makes an account, wraps for it those of `keys` that its role holds, and keeps it. `keys` must hold the managers' that vouches.
pub(crate) async fn account(office: &Office, name: &str, role: Role, passphrase: &str, cost: Cost, keys: &[TeamKey]) -> Result<(), Stop> {
    let taken = office.store.account(&office.site, name).await.map_err(|e| away(&e))?.is_some();
    let used =
        || Stop::Refused(format!("the name `{name}` is taken, or was; no name is given twice, for the record of acts tells people by it"));
    if taken {
        return Err(used());
    }
    let (account, _) = Account::new(name, role, passphrase, cost, &mut clock::random);
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
        made: clock::now(),
        ended: None,
    };
    let added = office.store.add_account(&office.site, &row).await.map_err(|e| away(&e))?;
    if added { Ok(()) } else { Err(used()) }
}

/// The newest of the managers' keys at hand.
fn voucher(keys: &[TeamKey]) -> Result<&TeamKey, Stop> {
    let found = keys.iter().rev().find(|k| k.to == SealedTo::Managers);
    found.ok_or_else(|| Stop::Refused("a key of the managers' is needed for that, and none is at hand".into()))
}

/// Keeps a wrap.
pub(crate) async fn put(office: &Office, wrap: Wrap) -> Result<(), Stop> {
    let row = store::Wrap { key_id: wrap.key, holder: wrap.holder, sealed: wrap.sealed, made: clock::now() };
    office.store.put_wrap(&office.site, &row).await.map_err(|e| away(&e))
}

/// Refuses names that mean something else, or that would not stand well in a list.
pub(crate) fn check_name(name: &str) -> Result<(), Stop> {
    let good = (1..=40).contains(&name.len())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
        && name.starts_with(|c: char| c.is_ascii_alphanumeric());
    if !good {
        return Err(Stop::Misuse("a name has up to 40 letters, digits, `-`, `_` and `.`, and begins with a letter or a digit".into()));
    }
    if [unseal::RECOVERY, super::init::SETUP].contains(&name) {
        return Err(Stop::Misuse(format!("`{name}` is not a name for an account")));
    }
    Ok(())
}
