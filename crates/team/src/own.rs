//! The key of a concern's own: finding the one that this account may use, and making it. Must not know what is sealed to it.

use casework::ConcernId;
use seal::SealedTo;
use store::{Concern, account_holder};
use unseal::{ConcernKey, Given, Wrapped};

use crate::open::{Opened, sealed_to};
use crate::{Desk, Error, away};

/// One wrap: who holds it, and the sealed bytes.
pub(crate) type Wrap = (String, Vec<u8>);

/// What this account's keys open of them.
#[derive(Default)]
pub(crate) struct Unwrapped {
    /// As a manager gave it: to this account by name, or to all who hold a key of the team's.
    pub(crate) given: Option<Given>,
    /// As it was made at the first opening, for a key of these.
    made: Vec<(SealedTo, ConcernKey)>,
}

impl Unwrapped {
    /// As a manager gave it.
    pub(crate) fn given(given: Given) -> Unwrapped {
        Unwrapped { given: Some(given), made: Vec::new() }
    }

    /// As it was made at the first opening for a key of `to`. **Never one that was made for others**: what is sealed to the managers alone must not
    /// be sealed again to a key that a worker can unwrap.
    pub(crate) fn made_for(self, to: SealedTo) -> Option<ConcernKey> {
        self.made.into_iter().find(|(whose, _)| *whose == to).map(|(_, own)| own)
    }
}

impl Desk {
    /// Opens each wrap once, which is most of what a short record costs.
    pub(crate) fn unwrap(&self, id: ConcernId, wraps: &[Wrap]) -> Unwrapped {
        let (site, session) = (&self.office.site, &self.session);
        let mine = account_holder(session.name());
        let mine = wraps.iter().find(|(holder, _)| *holder == mine);
        let by_name = mine.and_then(|(_, sealed)| Given::open(&session.unlocked, &session.public, site, id, sealed));
        if let Some(given) = by_name.filter(|given| given.named.iter().any(|name| name == session.name())) {
            return Unwrapped::given(given);
        }
        let mut unwrapped = Unwrapped::default();
        for (key, sealed) in wraps.iter().filter_map(|(holder, sealed)| Some((session.key(holder)?, sealed))) {
            match Wrapped::open(key, &session.public, site, id, sealed) {
                Some(Wrapped::Given(given)) if given.named.is_empty() && given.to == key.to => {
                    unwrapped.given.get_or_insert(given);
                }
                Some(Wrapped::Made(own)) => unwrapped.made.push((key.to, own)),
                _ => {}
            }
        }
        unwrapped
    }

    /// Every wrap of a concern's own key.
    pub(crate) async fn wrapped(&self, id: ConcernId) -> Result<Vec<Wrap>, Error> {
        self.office.store.concern_keys(&self.office.site, &id.to_string()).await.map_err(|e| away(&e))
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
        Ok(self.unwrap(id, &self.wrapped(id).await?).made_for(to).unwrap_or(own))
    }
}
