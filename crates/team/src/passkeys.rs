//! The passkeys of accounts: added, told from what somebody wrote into the database, unlocking an account, taken away. Every act is noted first.
//! Must not know browsers, or how a passkey signs.

use seal::seal_key;
use store::{ActFilter, Passkey};
use unseal::passkey::Given;
use unseal::{Account, Unlocked};

use crate::session::{Checked, account_of, stands};
use crate::{Error, Office, acts, away};

/// The act that adds a passkey: **one without it is nobody's**, so the row comes first, and the act never tells of what was not done.
pub const ON: &str = "passkey";
/// The act that takes a passkey away. Whoever can write to the database puts none back.
pub const OFF: &str = "passkey-off";
/// The act of a manager that takes the whole second step of an account away, passkeys and all.
pub const ALL_OFF: &str = "second-step-off";

/// So many passkeys that an account has ever added are looked at, the newest first.
const MOST: u32 = 200;

/// So many seconds a passkey may take from its row to its act, by far.
const ADDING: i64 = 600;

/// The act that sets six digits up.
pub const DIGITS: &str = "second-step";

/// Whether the record of acts says that an account has a second step, six digits or a passkey, whatever rows there are.
///
/// # Errors
/// If the database does not let us.
pub async fn on_record(office: &Office, account: &str) -> Result<bool, Error> {
    if acts::turns(office, account, [DIGITS, ALL_OFF]).await?.as_deref() == Some(DIGITS) {
        return Ok(true);
    }
    let off = acts::last_of(office, account, &[ALL_OFF]).await?.map_or(0, |off| off.seq);
    let added = ActFilter { account: Some(account.to_owned()), act: Some(ON.to_owned()), ..ActFilter::default() };
    for row in office.store.acts(&office.site, &added, MOST).await.map_err(|e| away(&e))? {
        if row.seq > off && !acts::ever(office, OFF, &row.subject).await? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// A passkey that was just made.
pub struct New {
    /// A random name for it.
    pub id: String,
    /// Its own name, by which a browser tells which it is.
    pub credential: String,
    /// Its public half.
    pub public_key: Vec<u8>,
    /// The name that the person gives it.
    pub label: String,
    /// What it gives out, if it does.
    pub given: Option<Given>,
    /// How often it says that it was used.
    pub counter: u32,
}

/// A passkey, for whose it is.
pub struct Mine {
    /// Its random name.
    pub id: String,
    /// Its own name, by which a browser tells which it is.
    pub credential: String,
    /// The name that they gave it.
    pub label: String,
    /// When it was added.
    pub made: i64,
    /// Whether it unlocks.
    pub unlocks: bool,
}

/// What the account's mark is over: everything but the counter, which changes.
fn marked(site: &str, key: &Passkey, unlocked: &Unlocked) -> [u8; 32] {
    let made = key.made.to_be_bytes();
    let unlocks = [u8::from(key.wrapped.is_some())];
    let wrapped = key.wrapped.as_deref().unwrap_or_default();
    let texts = [site, &key.id, &key.account, &key.credential].map(str::as_bytes);
    unlocked.mark(&[&texts[..], &[&key.public_key, &key.label, &unlocks, wrapped, &made]].concat())
}

/// Keeps a new passkey of an account whose own key is at hand.
///
/// # Errors
/// If it is there already, or the database does not let us.
pub async fn add(office: &Office, account: &Account, unlocked: &Unlocked, new: New) -> Result<(), Error> {
    let site = &office.site;
    // Later than when a manager last took all away, also where the clock was put back since: else it would be nobody's until that has caught up.
    let all_off = acts::last_of(office, &account.name, &[ALL_OFF]).await?.map_or(i64::MIN, |off| off.at);
    let made = office.world.now().max(all_off.saturating_add(1));
    let wrapped = new.given.map(|given| account.lock_for_passkey(unlocked, site, &new.credential, &given));
    let mut key = Passkey {
        id: new.id,
        account: account.name.clone(),
        credential: new.credential,
        public_key: new.public_key,
        label: seal_key(&account.recipient, new.label.as_bytes()),
        wrapped,
        mark: Vec::new(),
        counter: i64::from(new.counter),
        made,
    };
    key.mark = marked(site, &key, unlocked).to_vec();
    if !office.store.add_passkey(site, &key).await.map_err(|e| away(&e))? {
        return Err(Error::Refused("that passkey is in use already".into()));
    }
    let noted = acts::note(office, &account.name, ON, &key.id).await;
    if noted.is_err() {
        // It would count for nothing; but its name would be taken.
        _ = office.store.drop_passkey(site, &account.name, &key.id).await;
    }
    noted
}

/// Whether this account has made the row of a passkey just as it is.
fn is_made_by(office: &Office, account: &Account, unlocked: &Unlocked, key: &Passkey) -> bool {
    let mark = marked(&office.site, key, unlocked);
    let same = mark.len() == key.mark.len() && mark.iter().zip(&key.mark).fold(0, |all, (a, b)| all | (a ^ b)) == 0;
    same && key.account == account.name
}

/// Takes away a row that this account has made and no act tells of: the program ended between the two. It counts for nothing, and nobody would see it.
/// Whether it was one, or is being added just now.
async fn was_half_added(office: &Office, account: &Account, unlocked: &Unlocked, key: &Passkey) -> Result<bool, Error> {
    let half =
        is_made_by(office, account, unlocked, key) && !acts::ever(office, ON, &key.id).await? && !acts::ever(office, OFF, &key.id).await?;
    if half && key.made < office.world.now().saturating_sub(ADDING) {
        office.store.drop_passkey(&office.site, &account.name, &key.id).await.map_err(|e| away(&e))?;
        (office.world.warn)(&format!("a passkey of `{}` that was never added whole is taken away; it let nobody in", account.name));
    }
    Ok(half)
}

/// Whether a passkey is just as this account has added it, and was not taken away since: what the record of acts says of that counts more than the row.
///
/// # Errors
/// If the database does not let us.
pub async fn is_theirs(office: &Office, account: &Account, unlocked: &Unlocked, key: &Passkey) -> Result<bool, Error> {
    if !is_made_by(office, account, unlocked, key) || !acts::ever(office, ON, &key.id).await? || acts::ever(office, OFF, &key.id).await? {
        return Ok(false);
    }
    // One whose row was hidden while a manager took all of them away is put back in vain.
    let all_off = acts::last_of(office, &account.name, &[ALL_OFF]).await?;
    Ok(all_off.is_none_or(|off| key.made > off.at))
}

/// Checks a passkey that has signed, by what it gives out: as [`crate::session::check`] checks a passphrase. Each failure is noted.
///
/// # Errors
/// If it does not open the account, was taken away, the account has ended, or no manager vouches for it as it is.
pub async fn unlock(office: &Office, key: &Passkey, given: &Given) -> Result<Checked, Error> {
    let public = office.keys()?;
    let row = office.store.account(&office.site, &key.account).await.map_err(|e| away(&e))?;
    let invited = office.store.invited(&office.site, &key.account).await.map_err(|e| away(&e))?.is_some();
    let opened = row.as_ref().filter(|row| row.ended.is_none() && !invited).and_then(account_of).and_then(|account| {
        let unlocked = account.unlock_by_passkey(key.wrapped.as_deref()?, &office.site, &key.credential, given)?;
        Some((account, unlocked))
    });
    let failed = Error::Refused("this passkey does not open an account, or the account has ended".into());
    let (Some((account, unlocked)), Some(row)) = (opened, row) else {
        acts::note(office, &key.account, "sign-in-failed", acts::NOBODY).await?;
        return Err(failed);
    };
    if !is_theirs(office, &account, &unlocked, key).await? {
        acts::note(office, &key.account, "sign-in-failed", acts::NOBODY).await?;
        return Err(failed);
    }
    stands(office, &row, account, unlocked, public, failed).await
}

/// The passkeys of an account, the oldest first; those that somebody else put there are left out, and warned of.
///
/// # Errors
/// If the database does not let us.
pub async fn of(office: &Office, account: &Account, unlocked: &Unlocked) -> Result<Vec<Mine>, Error> {
    let mut mine = Vec::new();
    for key in office.store.passkeys(&office.site, &account.name).await.map_err(|e| away(&e))? {
        if !is_theirs(office, account, unlocked, &key).await? {
            if !was_half_added(office, account, unlocked, &key).await? {
                (office.world.warn)(&format!("a passkey of `{}` was changed in the database, and lets nobody in", account.name));
            }
            continue;
        }
        let label = unlocked.open(&key.label).and_then(|bytes| String::from_utf8(bytes.to_vec()).ok()).unwrap_or_default();
        mine.push(Mine { id: key.id, credential: key.credential, label, made: key.made, unlocks: key.wrapped.is_some() });
    }
    Ok(mine)
}

/// Takes a passkey of `account` away, and its wrap with it; `by` is who does it.
///
/// # Errors
/// If the database does not let us.
pub async fn remove(office: &Office, by: &str, account: &str, id: &str) -> Result<(), Error> {
    acts::note(office, by, OFF, id).await?;
    office.store.drop_passkey(&office.site, account, id).await.map_err(|e| away(&e))?;
    Ok(())
}

/// Takes all passkeys of `account` away.
///
/// # Errors
/// If the database does not let us.
pub async fn remove_all(office: &Office, by: &str, account: &str) -> Result<(), Error> {
    for key in office.store.passkeys(&office.site, account).await.map_err(|e| away(&e))? {
        remove(office, by, account, &key.id).await?;
    }
    Ok(())
}
