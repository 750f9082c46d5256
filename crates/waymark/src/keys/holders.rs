//! `waymark keys add`, `remove`, `passphrase`: the people who hold keys.
//! Must not know how keys are made.

use unseal::{Account, Role};

use crate::clock;
use crate::keys::args::{Add, Passphrase, Remove};
use crate::keys::birth::{account, check_name};
use crate::keys::init::SETUP;
use crate::office::secrets::Secrets;
use crate::office::session::{Session, account_of, sign_in};
use crate::office::{Office, OfficeConfig, acts, away, cost, done};
use crate::stop::Stop;

pub(crate) async fn add(config: &OfficeConfig, wanted: &Add) -> Result<(), Stop> {
    check_name(&wanted.name)?;
    let office = Office::open(config).await?;
    let secrets = Secrets::new(&wanted.sign_in.given);
    let session = sign_in(&office, &wanted.sign_in.name, &secrets).await?;
    let role = Role::from(wanted.role);
    let by_code = session.account.role == Role::Setup;
    if by_code {
        first_manager(&office, &session, role).await?;
    } else {
        session.must_be_manager(&office).await?;
    }
    let passphrase = secrets.ask_new(&wanted.new, &wanted.name, session.public.demo)?;
    acts::note(&office, session.name(), "account-add", &wanted.name).await?;
    account(&office, &wanted.name, role, &passphrase, cost(&session.public), &session.keys).await?;
    if by_code {
        end(&office, &session, SETUP).await?;
        return done(&format!("{} is the first manager, and the set-up code is used up", wanted.name));
    }
    done(&format!("{} is {}", wanted.name, crate::office::session::told(role)))
}

/// The set-up code makes the first manager, and nobody else.
async fn first_manager(office: &Office, session: &Session, role: Role) -> Result<(), Stop> {
    let managers = managers(office, session).await?;
    if role == Role::Manager && managers.is_empty() {
        return Ok(());
    }
    acts::note(office, session.name(), "refused", acts::NOBODY).await?;
    Err(Stop::Refused("the set-up code makes the first manager, and nothing else".into()))
}

/// Everyone who is a manager now, and whom a manager has vouched for.
async fn managers(office: &Office, session: &Session) -> Result<Vec<String>, Stop> {
    Ok(holders(office, session).await?.into_iter().filter(|a| a.role == Role::Manager).map(|a| a.name).collect())
}

/// Every account that has not ended and that a manager has vouched for: nobody else is given a key. What the record of acts says of an end
/// counts more than the account's own row, which whoever can write to the database can put back.
pub(crate) async fn holders(office: &Office, session: &Session) -> Result<Vec<Account>, Stop> {
    let rows = office.store.accounts(&office.site).await.map_err(|e| away(&e))?;
    let ended = acts::subjects(office, acts::END).await?;
    let mut holders = Vec::new();
    for row in rows.iter().filter(|row| row.ended.is_none()) {
        let vouch = row.verify.as_deref().unwrap_or_default();
        let account = account_of(row).filter(|account| account.vouched(&office.site, vouch, &session.public));
        match account.filter(|account| !ended.contains(&account.name)) {
            Some(account) => holders.push(account),
            None => {
                crate::say::warning(&format!("`{}` was changed in the database, and no manager stands for it so: it is left out", row.name))
            }
        }
    }
    Ok(holders)
}

pub(crate) async fn remove(config: &OfficeConfig, wanted: &Remove) -> Result<(), Stop> {
    let office = Office::open(config).await?;
    let session = sign_in(&office, &wanted.sign_in.name, &Secrets::new(&wanted.sign_in.given)).await?;
    session.must_be_manager(&office).await?;
    let row = office.store.account(&office.site, &wanted.name).await.map_err(|e| away(&e))?;
    let Some(row) = row.filter(|row| row.ended.is_none()) else {
        return Err(Stop::Refused(format!("there is no account `{}` that has not ended", wanted.name)));
    };
    if managers(&office, &session).await? == [row.name.as_str()] {
        return Err(Stop::Refused(format!("{} is the last manager; make another before", row.name)));
    }
    end(&office, &session, &row.name).await?;
    done(&format!(
        "{0} has ended, and holds no key. What {0} copied while it did can still be opened: `waymark keys rotate` keeps what comes from now on from it",
        row.name
    ))
}

async fn end(office: &Office, session: &Session, name: &str) -> Result<(), Stop> {
    acts::note(office, session.name(), acts::END, name).await?;
    office.store.end_account(&office.site, name, clock::now()).await.map_err(|e| away(&e))?;
    Ok(())
}

pub(crate) async fn passphrase(config: &OfficeConfig, wanted: &Passphrase) -> Result<(), Stop> {
    if wanted.name == SETUP {
        return Err(Stop::Misuse("the set-up code cannot be changed; it makes the first manager".into()));
    }
    let office = Office::open(config).await?;
    let secrets = Secrets::new(&wanted.given);
    let session = sign_in(&office, &wanted.name, &secrets).await?;
    let new = secrets.ask_new(&wanted.new, &wanted.name, session.public.demo)?;
    let changed = session.account.with_passphrase(&session.unlocked, &new, cost(&session.public), &mut clock::random);
    acts::note(&office, session.name(), "passphrase", session.name()).await?;
    let kept = office.store.rewrap_account(&office.site, session.name(), &changed.kdf, &changed.locked).await.map_err(|e| away(&e))?;
    if !kept {
        return Err(Stop::Refused(format!("the account {} has ended", session.name())));
    }
    done(&format!("the passphrase of {} is changed", session.name()))
}
