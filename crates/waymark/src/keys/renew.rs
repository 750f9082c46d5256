//! `waymark keys rotate`, `rewrap`, `recover`: newer keys, missing ones, and the way back when every passphrase is forgotten.
//! Old keys stay: what was sealed to them must be readable for decades. Must not know who may hold what; roles say it.

use std::sync::Arc;

use seal::SealedTo;
use team::Desk;
use team::accounts::{account, check_name, holders, put};
use team::session::keys_of;
use unseal::{RECOVERY, Role, TeamKey, Unlocked};

use crate::clock;
use crate::keys::args::{Recover, Rewrap, Rotate};
use crate::office::secrets::Secrets;
use crate::office::{OfficeConfig, acts, away, cost, done, keys_file, listed, open, sign_in, when};
use crate::stop::Stop;

pub(crate) async fn rotate(config: &OfficeConfig, wanted: &Rotate) -> Result<(), Stop> {
    let office = open(config).await?;
    let session = sign_in(&office, &wanted.sign_in.name, &Secrets::new(&wanted.sign_in.given)).await?;
    session.must_be_manager(&office).await?;
    let to = SealedTo::from(wanted.which);
    let key = TeamKey::new(to, &mut clock::random);
    let mut public = session.public.clone();
    public.keys.push(key.public(&when::day(clock::now())));
    let ready = keys_file::prepare(&office.keys_path, &public)?;
    acts::note(&office, session.name(), "rotate", &key.id).await?;
    // Every wrap before the file: a key that is sealed to must have its holders.
    let holders = holders(&office, &session).await?;
    let holders = holders.iter().filter(|a| a.role.holds(to)).collect::<Vec<_>>();
    put(&office, key.wrap(RECOVERY, &public.recovery)).await?;
    for holder in &holders {
        put(&office, key.wrap(&holder.name, &holder.recipient)).await?;
    }
    ready.put()?;
    let names = holders.iter().map(|a| a.name.as_str()).collect::<Vec<_>>();
    done(&format!("`{}` is the {to} key from now on; it is held by {}", key.id, listed(&names)))
}

pub(crate) async fn rewrap(config: &OfficeConfig, wanted: &Rewrap) -> Result<(), Stop> {
    let office = open(config).await?;
    let session = sign_in(&office, &wanted.sign_in.name, &Secrets::new(&wanted.sign_in.given)).await?;
    session.must_be_manager(&office).await?;
    let wraps = office.store.wraps(&office.site).await.map_err(|e| away(&e))?;
    let lacks = |holder: &str, key: &TeamKey| !wraps.iter().any(|w| w.holder == holder && w.key_id == key.id);
    let mut given = Vec::new();
    for key in &session.keys {
        if lacks(RECOVERY, key) {
            given.push(key.wrap(RECOVERY, &session.public.recovery));
        }
    }
    for holder in holders(&office, &session).await? {
        let missing = session.keys.iter().filter(|k| holder.role.holds(k.to) && lacks(&holder.name, k));
        given.extend(missing.map(|key| key.wrap(&holder.name, &holder.recipient)));
    }
    if given.is_empty() {
        return done("nobody lacks a key");
    }
    acts::note(&office, session.name(), "rewrap", acts::NOBODY).await?;
    let told = given.iter().map(|w| format!("{} was given `{}`", w.holder, w.key)).collect::<Vec<_>>();
    for wrap in given {
        put(&office, wrap).await?;
    }
    done(&told.join("\n"))
}

pub(crate) async fn recover(config: &OfficeConfig, wanted: &Recover) -> Result<(), Stop> {
    check_name(&wanted.new_manager)?;
    let office = open(config).await?;
    let public = office.keys()?;
    let secrets = Secrets::new(&wanted.given);
    let typed = secrets.ask("The recovery key, from the paper (any case, spaces do not count): ")?;
    let unlocked = Unlocked::from_text(&typed).filter(|key| key.recipient() == public.recovery);
    let Some(unlocked) = unlocked else {
        acts::note(&office, RECOVERY, "sign-in-failed", acts::NOBODY).await?;
        return Err(Stop::Refused("that is not the recovery key of this installation".into()));
    };
    acts::note(&office, RECOVERY, "sign-in", acts::NOBODY).await?;
    let keys = keys_of(&office, RECOVERY, &unlocked, &public).await?;
    let passphrase = secrets.ask_new(&wanted.new, &wanted.new_manager, public.demo)?;
    acts::note(&office, RECOVERY, "recover", &wanted.new_manager).await?;
    account(&office, &wanted.new_manager, Role::Manager, &passphrase, cost(&public), &keys).await?;
    let session = team::session::sign_in(&office, &wanted.new_manager, &passphrase).await?;
    Desk::open(Arc::new(office), Arc::new(session)).await?.take_up(&unlocked).await?;
    done(&format!("{} is a manager. The paper has been used: put it back, and end the accounts that nobody can open", wanted.new_manager))
}
