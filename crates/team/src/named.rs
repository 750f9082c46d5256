//! Restricting a concern to named people, changing who they are, and lifting it. **The restriction is the key**: the concern's own is given to them alone, by
//! a manager's signature, and every copy that a key of all opens is deleted. Whoever is taken off keeps what they could read, and gets nothing that follows.
//! Must not know how a key is wrapped, or any page.

use std::collections::BTreeSet;

use casework::work::{Did, Restrict};
use seal::SealedTo;
use store::{Concern, account_holder};
use unseal::{Account, Given, RECOVERY, Role, Unlocked};

use crate::open::Opened;
use crate::own::Unwrapped;
use crate::{Desk, Error, Office, Session, accounts, away};

/// What is said where the one who asks reads a concern that nothing opens.
const UNREAD: &str = "that needs what was told, and the concern could not be read";

impl Desk {
    /// Restricts a concern to these accounts, whoever was named before. They may leave out the one who asks.
    ///
    /// # Errors
    /// If they are no manager, if an account cannot be named, if no manager is among them, or if someone else has changed it meanwhile.
    pub async fn restrict(&self, concern: &Concern, opened: &mut Opened, names: &[String], why: &str) -> Result<(), Error> {
        self.session.must_be_manager(&self.office).await?;
        let holders = self.nameable(opened, concern, names).await?;
        let did = Did::Restrict(Restrict { to: names_of(&holders), why: why.to_owned() });
        self.give(concern, opened, &holders, did).await
    }

    /// Gives a concern back to all for whom it was told.
    ///
    /// # Errors
    /// As [`Desk::restrict`]; and if it is not restricted.
    pub async fn lift(&self, concern: &Concern, opened: &mut Opened, why: &str) -> Result<(), Error> {
        self.session.must_be_manager(&self.office).await?;
        if opened.named.is_empty() {
            return Err(Error::Refused("it is not restricted to named people".into()));
        }
        self.give(concern, opened, &[], Did::Unrestrict { why: why.to_owned() }).await
    }

    /// The accounts, if each may be named, and one of them is a manager who can sign in.
    async fn nameable(&self, opened: &Opened, concern: &Concern, names: &[String]) -> Result<Vec<Account>, Error> {
        let names: BTreeSet<&str> = names.iter().map(String::as_str).collect();
        let mut all = accounts::holders(&self.office, &self.session).await?;
        all.retain(|a| a.role.holds(opened.whose(concern)) && names.contains(a.name.as_str()));
        if let Some(other) = names.iter().find(|name| !all.iter().any(|a| a.name == **name)) {
            return Err(Error::Misuse(format!("there is no account `{other}` that may open this concern")));
        }
        let managers = accounts::who_manage(&self.office, &self.session).await?;
        if !all.iter().any(|a| managers.contains(&a.name)) {
            return Err(Error::Misuse("one of them must be a manager who has signed in already, or nobody could change it".into()));
        }
        Ok(all)
    }

    /// Gives the own key anew, when all that came is sealed to it.
    async fn give(&self, concern: &Concern, opened: &mut Opened, holders: &[Account], did: Did) -> Result<(), Error> {
        if !did.fits() {
            return Err(Error::Misuse("something in it is too long, or missing".into()));
        }
        if opened.first().is_none() {
            return Err(Error::Refused(UNREAD.into()));
        }
        self.note(did.act(), &concern.id).await?;
        self.reseal(concern, opened).await?;
        *opened = self.read(concern).await?;
        self.give_noted(concern, opened, holders, did).await
    }

    /// A new one, which whoever is not named any more never held, or the same to more people.
    async fn give_noted(&self, concern: &Concern, opened: &mut Opened, holders: &[Account], did: Did) -> Result<(), Error> {
        let signer = self.session.current(SealedTo::Managers)?;
        let names = names_of(holders);
        let before = self.wrapped(opened.id).await?;
        let (to, gone) = (opened.whose(concern), opened.as_it_came());
        let own = opened.own.take().ok_or_else(|| Error::Refused(UNREAD.into()))?;
        let all_stay = !opened.named.is_empty() && (names.is_empty() || opened.named.iter().all(|name| names.contains(name)));
        let given = Given { to, named: names, own: if all_stay { own } else { own.renewed() } };
        let mut works = vec![self.entry(opened, did)];
        opened.works.push(works[0].clone());
        let stays = |who: &str| given.named.is_empty() || given.named.iter().any(|name| name == who);
        if opened.case(concern).allocated.is_some_and(|a| !stays(&a.what)) {
            works.push(self.entry(opened, Did::Allocate { to: None }));
            opened.works.extend(works.last().cloned());
        }
        let wrap = |recipient| given.wrap(recipient, signer, &self.office.site, opened.id);
        let mut keys: Vec<_> = holders.iter().map(|a| (account_holder(&a.name), wrap(&a.recipient))).collect();
        if given.named.is_empty() {
            let all = self.session.public.current(to);
            keys.push((all.id.clone(), wrap(&all.recipient)));
        } else {
            keys.push((RECOVERY.to_owned(), wrap(&self.session.public.recovery)));
        }
        let entries = works.iter().map(|work| self.record(concern, &given.own, work)).collect();
        let named = (!given.named.is_empty()).then(|| given.named.join(" "));
        let (site, id) = (self.office.site.clone(), concern.id.clone());
        let row = store::Given { site, concern: id, before, keys, named, entries, gone };
        if !self.office.store.give_concern_key(&row).await.map_err(|e| away(&e))? {
            return Err(Error::Refused("someone else has changed who sees it meanwhile; look again".into()));
        }
        (opened.named, opened.own) = (given.named, Some(given.own));
        self.set_columns(concern, opened).await
    }

    /// Puts a manager who has come in by the paper among those who are named, in every concern that is for named people: the paper opens everything.
    ///
    /// # Errors
    /// If the database does not let us.
    pub async fn take_up(&self, paper: &Unlocked) -> Result<(), Error> {
        let all = self.office.store.for_named(&self.office.site).await.map_err(|e| away(&e))?;
        let accounts = accounts::holders(&self.office, &self.session).await?;
        for concern in all {
            let Ok(id) = concern.id.parse() else { continue };
            let wrapped = self.wrapped(id).await?;
            let by_paper = wrapped.iter().find(|(holder, _)| holder == RECOVERY);
            let given = by_paper.and_then(|(_, sealed)| Given::open(paper, &self.session.public, &self.office.site, id, sealed));
            let Some(given) = given else {
                (self.office.world.warn)(&format!("the paper does not open the key of the concern {id}: it was changed in the database"));
                continue;
            };
            let named = |a: &&Account| given.named.contains(&a.name) || a.name == self.session.name();
            let holders: Vec<Account> = accounts.iter().filter(named).cloned().collect();
            let (typed_in, records) = (self.typed_in(&concern).await?, self.records(&concern).await?);
            let mut opened = self.open_one(&concern, id, Unwrapped::given(given), records, typed_in);
            let why = "Everyone who could change who is named had gone: the key on paper was used.".to_owned();
            let did = Did::Restrict(Restrict { to: names_of(&holders), why });
            self.note(did.act(), &concern.id).await?;
            self.give_noted(&concern, &mut opened, &holders, did).await?;
        }
        Ok(())
    }
}

fn names_of(accounts: &[Account]) -> Vec<String> {
    accounts.iter().map(|a| a.name.clone()).collect()
}

/// Whether an account is the last manager who is named in some concern, and can sign in: nobody could then change who is.
///
/// # Errors
/// If the database does not let us.
pub(crate) async fn is_last_named(office: &Office, session: &Session, account: &Account) -> Result<bool, Error> {
    if account.role != Role::Manager {
        return Ok(false);
    }
    let others = accounts::who_manage(office, session).await?;
    let restricted = office.store.for_named(&office.site).await.map_err(|e| away(&e))?;
    let other = |concern: &Concern| others.iter().any(|name| *name != account.name && concern.names(name));
    Ok(restricted.iter().any(|concern| concern.names(&account.name) && !other(concern)))
}
