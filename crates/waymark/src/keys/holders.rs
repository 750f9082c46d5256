//! `waymark keys add`, `remove`, `passphrase`: the people who hold keys.
//! Must not know how keys are made.

use team::accounts::{SETUP, account, check_name, end, first_manager, managers, own_passphrase};
use unseal::Role;

use crate::keys::args::{Add, Passphrase, Remove};
use crate::office::secrets::Secrets;
use crate::office::{OfficeConfig, acts, away, cost, done, open, sign_in};
use crate::stop::Stop;

pub(crate) async fn add(config: &OfficeConfig, wanted: &Add) -> Result<(), Stop> {
    check_name(&wanted.name)?;
    let office = open(config).await?;
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
    done(&format!("{} is {}", wanted.name, team::session::told(role)))
}

pub(crate) async fn remove(config: &OfficeConfig, wanted: &Remove) -> Result<(), Stop> {
    let office = open(config).await?;
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

pub(crate) async fn passphrase(config: &OfficeConfig, wanted: &Passphrase) -> Result<(), Stop> {
    if wanted.name == SETUP {
        return Err(Stop::Misuse("the set-up code cannot be changed; it makes the first manager".into()));
    }
    let office = open(config).await?;
    let secrets = Secrets::new(&wanted.given);
    let session = sign_in(&office, &wanted.name, &secrets).await?;
    let new = secrets.ask_new(&wanted.new, &wanted.name, session.public.demo)?;
    own_passphrase(&office, &session.account, &session.unlocked, &new, cost(&session.public)).await?;
    done(&format!("the passphrase of {} is changed", session.name()))
}
