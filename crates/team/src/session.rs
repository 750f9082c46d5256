//! Signing in as a named account: the passphrase unlocks the person's own key, and that the team's keys which were wrapped for them.
//! Every try is noted. Must not know what the person then does.

use seal::{PublicKeys, SealedTo, words};
use unseal::{Account, Role, TeamKey, Unlocked, Wrap};
use zeroize::Zeroizing;

use crate::{Error, Office, acts, away, cost};

/// How many words a code has, of the set-up or of an invitation.
pub const SETUP_WORDS: usize = 6;

/// Someone who is signed in.
pub struct Session {
    /// Their account.
    pub account: Account,
    /// Their own key.
    pub unlocked: Unlocked,
    /// The keys that they hold.
    pub keys: Vec<TeamKey>,
    /// The public keys, as they were at sign-in.
    pub public: PublicKeys,
}

/// Someone whose passphrase was right, and who has not been let in yet: a second step may be asked for between.
pub struct Checked {
    /// Their account.
    pub account: Account,
    /// Their own key.
    pub unlocked: Unlocked,
    public: PublicKeys,
}

/// Checks a name and a passphrase. One sentence for every way in which it fails; each failure is noted.
///
/// # Errors
/// If they are not right, the account has ended, or no manager vouches for it as it is.
pub async fn check(office: &Office, name: &str, passphrase: &str) -> Result<Checked, Error> {
    let public = office.keys()?;
    let row = office.store.account(&office.site, name).await.map_err(|e| away(&e))?;
    let failed = || Error::Refused("the name or the passphrase is not right, or the account has ended".into());
    let Some(row) = row else {
        // It takes as long as for a name that there is: how long a refusal takes must not tell who works here.
        let mut random = office.world.random;
        as_kept(passphrase).for_each(|passphrase| drop(Account::new("-", Role::Auditor, passphrase, cost(&public), &mut random)));
        // What was typed as a name is not noted: it may be a passphrase.
        acts::note(office, acts::NOBODY, "sign-in-failed", acts::NOBODY).await?;
        return Err(failed());
    };
    let invited = office.store.invited(&office.site, name).await.map_err(|e| away(&e))?.is_some();
    let opened = account_of(&row).and_then(|account| {
        let by_code = invited || account.role == Role::Setup;
        let unlocked = as_kept(passphrase).find_map(|passphrase| account.unlock(&typed(by_code, passphrase)).ok())?;
        Some((unlocked, account))
    });
    let Some((unlocked, account)) = opened.filter(|_| row.ended.is_none()) else {
        acts::note(office, &row.name, "sign-in-failed", acts::NOBODY).await?;
        return Err(failed());
    };
    stands(office, &row, account, unlocked, public, failed()).await
}

/// Whether an account that was unlocked may come in. Each refusal is noted.
pub(crate) async fn stands(
    office: &Office,
    row: &store::Account,
    account: Account,
    unlocked: Unlocked,
    public: PublicKeys,
    failed: Error,
) -> Result<Checked, Error> {
    // What the record of acts says of an end counts more than the row, which whoever can write to the database can put back.
    if acts::ever(office, acts::END, &row.name).await? {
        acts::note(office, &row.name, "sign-in-failed", acts::NOBODY).await?;
        return Err(failed);
    }
    if !account.vouched(&office.site, row.verify.as_deref().unwrap_or_default(), &public) {
        acts::note(office, &row.name, "sign-in-failed", acts::NOBODY).await?;
        return Err(Error::Refused(format!(
            "no manager has vouched for the account `{}` as it is now; it was changed in the database",
            row.name
        )));
    }
    Ok(Checked { account, unlocked, public })
}

impl Checked {
    /// Lets them in: notes it, and unwraps the keys that they hold.
    ///
    /// # Errors
    /// If it cannot be noted.
    pub async fn enter(self, office: &Office) -> Result<Session, Error> {
        let Checked { account, unlocked, public } = self;
        acts::note(office, &account.name, "sign-in", acts::NOBODY).await?;
        let keys = keys_of(office, &account.name, &unlocked, &public).await?;
        Ok(Session { account, unlocked, keys, public })
    }
}

/// Checks, and lets in, by passphrase alone: for the command line, which only who runs the machine reaches.
///
/// # Errors
/// As [`check`]; and if the passphrase is the code of an invitation, which is good at the desk, once, to choose one of their own.
pub async fn sign_in(office: &Office, name: &str, passphrase: &str) -> Result<Session, Error> {
    let checked = check(office, name, passphrase).await?;
    if office.store.invited(&office.site, name).await.map_err(|e| away(&e))?.is_some() {
        acts::note(office, name, "sign-in-failed", acts::NOBODY).await?;
        return Err(Error::Refused(format!("{name} is invited: sign in at the desk with the code first, and choose a passphrase there")));
    }
    checked.enter(office).await
}

/// A passphrase as it was typed; then without the space around it, if there is any: until November 2026 the desk took that away when one was changed.
fn as_kept(passphrase: &str) -> impl Iterator<Item = &str> {
    let trimmed = passphrase.trim();
    [passphrase].into_iter().chain((trimmed != passphrase).then_some(trimmed))
}

/// A code, of the set-up or of an invitation, counts however its words are typed; a passphrase is taken as it is.
fn typed(by_code: bool, passphrase: &str) -> Zeroizing<String> {
    let code = by_code.then(|| words::read::<SETUP_WORDS>(passphrase).ok()).flatten();
    Zeroizing::new(code.map_or_else(|| passphrase.to_owned(), |numbers| code_text(&numbers)))
}

/// A code, of the set-up or of an invitation, as it is written.
pub fn code_text(numbers: &[u16; SETUP_WORDS]) -> String {
    numbers.map(words::word).join(" ")
}

/// The keys that were wrapped for a holder.
pub async fn keys_of(office: &Office, holder: &str, unlocked: &Unlocked, public: &PublicKeys) -> Result<Vec<TeamKey>, Error> {
    let wraps = office.store.wraps(&office.site).await.map_err(|e| away(&e))?;
    let mut keys = Vec::new();
    for row in wraps.into_iter().filter(|w| w.holder == holder) {
        let wrap = Wrap { key: row.key_id, holder: row.holder, sealed: row.sealed };
        match TeamKey::unwrap(&wrap, unlocked, public) {
            Ok(key) => keys.push(key),
            Err(bad) => (office.world.warn)(&format!("the wrap of `{}` for {holder} cannot be used: {bad}", wrap.key)),
        }
    }
    Ok(keys)
}

/// The account that was kept; `None` if it is nothing that this program writes.
pub fn account_of(row: &store::Account) -> Option<Account> {
    let role = Role::parse(&row.role)?;
    let recipient = row.recipient.parse().ok()?;
    Some(Account { name: row.name.clone(), role, recipient, kdf: row.kdf.clone(), locked: row.wrapped.clone() })
}

impl Session {
    /// Their name.
    pub fn name(&self) -> &str {
        &self.account.name
    }

    /// The key with this name, if they hold it.
    pub fn key(&self, id: &str) -> Option<&TeamKey> {
        self.keys.iter().find(|k| k.id == id)
    }

    /// The key of this kind that is sealed to now.
    pub fn current(&self, to: SealedTo) -> Result<&TeamKey, Error> {
        let id = &self.public.current(to).id;
        self.key(id).ok_or_else(|| {
            Error::Refused(format!("{} does not hold the key `{id}`; a manager gives it with `waymark keys rewrap`", self.name()))
        })
    }

    /// Refuses who has another role.
    pub async fn must_be_manager(&self, office: &Office) -> Result<(), Error> {
        if self.account.role == Role::Manager {
            return Ok(());
        }
        acts::note(office, self.name(), "refused", acts::NOBODY).await?;
        Err(Error::Refused(format!("only a manager may do that, and {} is {}", self.name(), told(self.account.role))))
    }
}

/// A role, with its article.
pub fn told(role: Role) -> &'static str {
    match role {
        Role::Worker => "a worker",
        Role::Manager => "a manager",
        Role::Auditor => "an auditor",
        Role::Administrator => "an administrator",
        Role::Setup => "the set-up code",
    }
}
