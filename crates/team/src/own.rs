//! The key of a concern's own: finding the one that this account may use, and making it. Must not know what is sealed to it.

use casework::ConcernId;
use seal::SealedTo;
use store::{Concern, account_holder};
use unseal::{ConcernKey, Given};

use crate::open::{Opened, sealed_to};
use crate::{Desk, Error, away};

/// One wrap: who holds it, and the sealed bytes.
pub(crate) type Wrapped = (String, Vec<u8>);

impl Desk {
    /// The own key as a manager gave it: to this account by name, or to all who hold a key of the team's.
    pub(crate) fn given(&self, id: ConcernId, wrapped: &[Wrapped]) -> Option<Given> {
        let (site, session) = (&self.office.site, &self.session);
        let mine = account_holder(session.name());
        let mine = wrapped.iter().find(|(holder, _)| *holder == mine);
        let by_name = mine.and_then(|(_, sealed)| Given::open(&session.unlocked, &session.public, site, id, sealed));
        if let Some(given) = by_name.filter(|given| given.named.iter().any(|name| name == session.name())) {
            return Some(given);
        }
        wrapped.iter().find_map(|(holder, sealed)| {
            let key = session.key(holder)?;
            Given::open_as_team(key, &session.public, site, id, sealed).filter(|given| given.named.is_empty() && given.to == key.to)
        })
    }

    /// Every wrap of a concern's own key.
    pub(crate) async fn wrapped(&self, id: ConcernId) -> Result<Vec<Wrapped>, Error> {
        self.office.store.concern_keys(&self.office.site, &id.to_string()).await.map_err(|e| away(&e))
    }

    /// The concern's own key, as it was wrapped for a key of `to` at the first opening. **Never one wrapped for others**: what is sealed to the
    /// managers alone must not be sealed again to a key that a worker can unwrap.
    pub(crate) fn own_key(&self, id: ConcernId, to: SealedTo, wrapped: &[Wrapped]) -> Option<ConcernKey> {
        let key = |holder: &str| self.session.key(holder).filter(|key| key.to == to);
        wrapped.iter().find_map(|(holder, sealed)| ConcernKey::unwrap(key(holder)?, &self.office.site, id, sealed))
    }

    /// The key of a concern that nothing opens, made at the first act: for whom its column says that it is sealed to. **What was written before,
    /// under a key that others hold, stays theirs**: this one opens nothing that was there.
    pub(crate) async fn key_unread(&self, concern: &Concern, opened: &mut Opened) -> Result<(), Error> {
        if opened.to.is_some() || opened.own.is_some() {
            return Ok(());
        }
        let to = sealed_to(concern);
        let holder = self.session.current(to)?.id.clone();
        opened.own = Some(self.new_own_key(opened.id, &holder, to).await?);
        Ok(())
    }

    /// Makes it. **Not where people are named**: what they write must not go to a key that all hold, whoever took theirs away.
    pub(crate) async fn new_own_key(&self, id: ConcernId, holder: &str, to: SealedTo) -> Result<ConcernKey, Error> {
        let (site, concern) = (&self.office.site, id.to_string());
        let key = self.session.key(holder).ok_or_else(|| Error::CouldNot(format!("the key `{holder}` is not at hand")))?;
        let there = self.wrapped(id).await?;
        let row = self.office.store.concern(site, &concern).await.map_err(|e| away(&e))?;
        if row.is_some_and(|row| row.named.is_some()) || there.iter().any(|(name, _)| name.starts_with(&account_holder(""))) {
            return Err(Error::Refused("its key is held by named people, and none of them gave it to this account".into()));
        }
        let own = ConcernKey::new();
        let wrapped = own.wrap(key, site, id);
        if there.iter().any(|(name, _)| name == holder) {
            (self.office.world.warn)("the key of this concern's own in the database is not one that the team has made; it is replaced");
            self.office.store.put_concern_key(site, &concern, holder, &wrapped).await.map_err(|e| away(&e))?;
        } else {
            self.office.store.add_concern_key(site, &concern, holder, &wrapped).await.map_err(|e| away(&e))?;
        }
        // Someone else may have opened it at the same moment: what stands there now counts.
        Ok(self.own_key(id, to, &self.wrapped(id).await?).unwrap_or(own))
    }
}
