//! Disposing of a record that is reviewed: noted, written into the ledger, and then taken from the database and the spool. What was broken off
//! between two of these is finished later, from the ledger. Must not know pages, or what a site's periods are.

use casework::case::{Entry, Keeping};
use store::{Concern, Disposed, Keeper, Unclean};

use crate::ledger::Ledger;
use crate::snapshot::Snapshot;
use crate::{Desk, Error, Office, Opened, acts, away, when};

/// The act, as the record of acts names it.
const DISPOSE: &str = "dispose";
/// What a kind is written as, where it is none that a site can have.
const OTHER: &str = "other";

impl Desk {
    /// The manager's word that a record may go, where it still counts: the day is over, nothing holds it, and nothing was written, told or answered
    /// since that word.
    pub fn reviewed<'a>(&self, case: &'a casework::Case, opened: &Opened) -> Option<&'a Entry<String>> {
        let Keeping::Ripe(_) = case.keeping(when::date(self.office.world.now())) else { return None };
        let reviewed = case.reviewed.as_ref()?;
        let since = opened.messages.iter().map(|m| m.at).chain(opened.replies.iter().map(|r| r.at));
        since.into_iter().all(|at| at <= reviewed.at).then_some(reviewed)
    }

    /// Disposes of a record, for good.
    ///
    /// # Errors
    /// If it is not a manager who does, the record is not reviewed, something holds it, or a file or the database does not let us.
    pub async fn dispose(&self, keeper: &Keeper, concern: &Concern, opened: &Opened) -> Result<(), Error> {
        self.session.must_be_manager(&self.office).await?;
        let case = opened.case(concern);
        let kept = self.reviewed(&case, opened).and(case.kept());
        let kept = kept.ok_or_else(|| Error::Refused("nobody has reviewed the record as it stands now, or it is still kept".into()))?;
        self.note(DISPOSE, &concern.id).await?;
        // After the note: whoever sets a hold notes it first too, so that one of the two sees the other.
        if concern.hold || self.held_by_the_chain(&concern.id).await? {
            return Err(Error::Refused("the record of acts says that there is a legal hold; lift it first, if it is right to".into()));
        }
        let kind = Some(&kept.what.kind).filter(|kind| !kind.is_empty() && kind.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'));
        let kind = kind.map_or(OTHER, String::as_str).to_owned();
        let (site, at) = (self.office.site.clone(), self.office.world.now());
        let disposed = Disposed { site, concern: concern.id.clone(), at, kind };
        Ledger::at(&self.office.ledger).add(&disposed)?;
        keeper.dispose(&disposed).await.map_err(|e| away(&e))
    }

    /// What the record of acts says counts more than the columns, and than entries, of which one can be deleted.
    async fn held_by_the_chain(&self, id: &str) -> Result<bool, Error> {
        Ok(acts::turns(&self.office, id, ["hold", "unhold"]).await?.as_deref() == Some("hold"))
    }
}

/// Disposes of what stands in the ledger and is still in the database; how many there were. To be called at start: the machine may have gone
/// down between the two, or a backup of before may have been put back by hand.
///
/// # Errors
/// If the ledger cannot be read, or the database does not let us.
pub async fn finish(office: &Office, keeper: &Keeper) -> Result<usize, Error> {
    let ledger = Ledger::at(&office.ledger);
    let mut unfinished = Vec::new();
    for disposed in ledger.read()?.unwrap_or_default().disposed {
        if !keeper.store().is_disposed(&disposed.site, &disposed.concern).await.map_err(|e| away(&e))? {
            unfinished.push(disposed);
        }
    }
    if !unfinished.is_empty() {
        // Whatever files were clean, these are others.
        ledger.add_cleaned(office.world.now(), 0)?;
    }
    for disposed in &unfinished {
        keeper.dispose(disposed).await.map_err(|e| away(&e))?;
    }
    Ok(unfinished.len())
}

/// Cleans the snapshot and the database's files of what was disposed of, and the files of what is named, which stands under a narrower key now, if they
/// are not clean of all of it yet. False if it has to be tried again.
///
/// # Errors
/// If the ledger cannot be read or written, or the database does not let us.
pub async fn clean(office: &Office, snapshot: &Snapshot, unclean: &Unclean) -> Result<bool, Error> {
    let ledger = Ledger::at(&office.ledger);
    let ledgered = ledger.read()?.unwrap_or_default();
    let all = ledgered.disposed.len();
    if ledgered.cleaned >= all && unclean.is_empty() {
        return Ok(true);
    }
    for disposed in ledgered.disposed.iter().skip(ledgered.cleaned) {
        let failed = |e: std::io::Error| Error::CouldNot(format!("a part of the snapshot cannot be taken away ({})", e.kind()));
        snapshot.forget(&disposed.concern).map_err(failed)?;
    }
    if !office.store.clean(unclean).await.map_err(|e| away(&e))? {
        return Ok(false);
    }
    // Of a restriction nothing stands in the ledger: no backup is restored without it.
    if ledgered.cleaned < all { ledger.add_cleaned(office.world.now(), all).map(|()| true) } else { Ok(true) }
}
