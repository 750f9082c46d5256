//! Acts, written into the chain before what they say is done or shown: what cannot be noted does not happen.
//! Must not know what an act means.

use std::collections::BTreeSet;

use casework::audit::{Act, Entry, Head};
use store::{ActFilter, Appended, AuditRow};

use crate::{Error, Office, away};

/// Where there is no account, or nothing that the act is about.
pub const NOBODY: &str = "-";
/// Others may write at the same time; so many in a row do not.
const TRIES: usize = 100;
/// How many entries are asked of the database at once.
const PAGE: u32 = 1000;
/// The act that ends an account.
pub const END: &str = "account-end";

/// Notes that `account` does `act` to `subject`.
pub async fn note(office: &Office, account: &str, act: &str, subject: &str) -> Result<(), Error> {
    note_with(office, account, act, subject, Vec::new()).await
}

/// The same, with a detail, which must be sealed: words that were searched for, a name.
pub async fn note_with(office: &Office, account: &str, act: &str, subject: &str, detail: Vec<u8>) -> Result<(), Error> {
    for _ in 0..TRIES {
        let head = head(office).await?;
        let act = Act { at: office.world.now(), account: account.into(), act: act.into(), subject: subject.into(), detail: detail.clone() };
        let row = row(head.then(&office.site, act));
        if office.store.audit_append(&office.site, &row).await.map_err(|e| away(&e))? == Appended::Appended {
            return Ok(());
        }
    }
    Err(Error::CouldNot("the record of acts is being written to by too many at once; try again".into()))
}

/// The head of the site's chain.
pub async fn head(office: &Office) -> Result<Head, Error> {
    let head = office.store.audit_head(&office.site).await.map_err(|e| away(&e))?;
    Ok(head.map_or_else(Head::empty, |h| Head { seq: h.seq, hash: h.hash }))
}

/// The subjects of an act, over the whole chain. The database looks through it, which is many times faster than reading all of it here.
pub async fn subjects(office: &Office, act: &str) -> Result<BTreeSet<String>, Error> {
    let mut filter = ActFilter { act: Some(act.to_owned()), ..ActFilter::default() };
    let mut found = BTreeSet::new();
    loop {
        let rows = office.store.acts(&office.site, &filter, PAGE).await.map_err(|e| away(&e))?;
        let Some(last) = rows.last() else { return Ok(found) };
        filter.before = Some(last.seq);
        found.extend(rows.into_iter().map(|row| row.subject));
    }
}

/// Whether an act was ever done to a subject.
pub async fn ever(office: &Office, act: &str, subject: &str) -> Result<bool, Error> {
    let filter = ActFilter { act: Some(act.to_owned()), subject: Some(subject.to_owned()), ..ActFilter::default() };
    Ok(!office.store.acts(&office.site, &filter, 1).await.map_err(|e| away(&e))?.is_empty())
}

/// Which of two acts, each the other's undoing, was done last to a subject; none if neither ever was.
///
/// # Errors
/// If the database does not let us.
pub async fn turns(office: &Office, subject: &str, acts: [&str; 2]) -> Result<Option<String>, Error> {
    Ok(last_of(office, subject, &acts).await?.map(|row| row.act))
}

/// The last of some acts that was done to a subject, as it stands in the record.
///
/// # Errors
/// If the database does not let us.
pub async fn last_of(office: &Office, subject: &str, acts: &[&str]) -> Result<Option<AuditRow>, Error> {
    let mut last: Option<AuditRow> = None;
    for act in acts {
        let filter = ActFilter { act: Some((*act).to_owned()), subject: Some(subject.to_owned()), ..ActFilter::default() };
        let found = office.store.acts(&office.site, &filter, 1).await.map_err(|e| away(&e))?.pop();
        last = last.into_iter().chain(found).max_by_key(|row| row.seq);
    }
    Ok(last)
}

fn row(entry: Entry) -> AuditRow {
    let Entry { seq, act, prev, hash } = entry;
    let detail = Some(act.detail).filter(|d| !d.is_empty());
    AuditRow { seq, at: act.at, account: act.account, act: act.act, subject: act.subject, detail, prev, hash }
}

/// What was kept, as an entry of the chain.
pub fn entry(row: AuditRow) -> Entry {
    let AuditRow { seq, at, account, act, subject, detail, prev, hash } = row;
    Entry { seq, act: Act { at, account, act, subject, detail: detail.unwrap_or_default() }, prev, hash }
}
