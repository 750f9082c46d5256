//! What somebody decides about a pair of things, into the records of both concerns: into both or into neither, and only on what the writer has seen.
//! Must not know which things they are, or who may be told of the other concern.

use casework::work::{Did, Link};
use store::{Concern, Together};

use crate::open::{CONCERN, Opened};
use crate::{Desk, Error, away};

/// One of the concerns, as it was opened, and the decision as it reads from there.
pub struct Side<'a> {
    /// Its clear columns.
    pub concern: &'a Concern,
    /// Its record.
    pub opened: &'a mut Opened,
    /// The decision.
    pub link: Link,
}

impl Desk {
    /// Writes a decision into the record of each side. False if somebody has written into one of them since it was opened: then nothing is written,
    /// for it may have been about the same pair. Look anew.
    ///
    /// # Errors
    /// If one of them cannot be read, the decision passes its limits, or the database does not let us.
    pub async fn link(&self, sides: &mut [Side<'_>]) -> Result<bool, Error> {
        let mut all = Vec::new();
        for Side { concern, opened, link } in sides.iter_mut() {
            let did = Did::Link(link.clone());
            if !did.fits() {
                return Err(Error::Misuse("something in it is too long, or missing".into()));
            }
            self.note(did.act(), &concern.id).await?;
            self.reseal(concern, opened).await?;
            self.key_unread(concern, opened).await?;
            // Read again: what was just sealed again is there now, and so is what others have written.
            let seen = opened.works.len();
            **opened = self.read(concern).await?;
            if opened.works.len() != seen {
                return Ok(false);
            }
            let none = || Error::Refused("the key of this concern's own is not at hand".into());
            let own = opened.own.as_ref().ok_or_else(none)?;
            let entry = self.record(concern, own, &self.entry(opened, did));
            let found = opened.records.iter().filter(|r| r.kind != CONCERN).map(|r| r.id.clone()).collect();
            all.push(Together { entry, found });
        }
        if !self.office.store.add_together(&all).await.map_err(|e| away(&e))? {
            return Ok(false);
        }
        for Side { concern, opened, .. } in sides {
            **opened = self.read(concern).await?;
            self.set_columns(concern, opened).await?;
        }
        Ok(true)
    }
}
