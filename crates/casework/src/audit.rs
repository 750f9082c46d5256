//! The record of acts, as a chain: each entry carries the hash of the one before, so that an edit, a deletion or another order shows,
//! and a head kept elsewhere shows a cut. Must not know where entries are kept, or what their details say (those are sealed).

use sha2::{Digest, Sha256};

/// Something that someone did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// When, in seconds since 1970, UTC.
    pub at: i64,
    /// Who: the name of an account, or `-` where there was none.
    pub account: String,
    /// What, in one word such as `show`.
    pub act: String,
    /// To what: the random name of a concern, the name of an account or a key, or `-`.
    pub subject: String,
    /// More, sealed; empty where there is none.
    pub detail: Vec<u8>,
}

/// An act in the chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its number, from 1.
    pub seq: i64,
    /// The act.
    pub act: Act,
    /// The hash of the entry before, in hexadecimal; zeros for the first.
    pub prev: String,
    /// Its own hash.
    pub hash: String,
}

/// The number and hash of a chain's last entry. Kept elsewhere, it shows later whether the chain was cut or rewritten.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The number of the last entry; 0 of an empty chain.
    pub seq: i64,
    /// Its hash.
    pub hash: String,
}

impl Head {
    /// Of a chain in which nothing stands yet.
    pub fn empty() -> Head {
        Head { seq: 0, hash: "0".repeat(64) }
    }

    /// The entry that follows.
    pub fn then(&self, site: &str, act: Act) -> Entry {
        let seq = self.seq + 1;
        let hash = hash(site, seq, &act, &self.hash);
        Entry { seq, act, prev: self.hash.clone(), hash }
    }
}

impl Entry {
    /// Its number and hash.
    pub fn head(&self) -> Head {
        Head { seq: self.seq, hash: self.hash.clone() }
    }
}

/// SHA-256 over every part, each after its length, so that no two acts are written alike.
fn hash(site: &str, seq: i64, act: &Act, prev: &str) -> String {
    let (seq, at) = (seq.to_be_bytes(), act.at.to_be_bytes());
    let parts: [&[u8]; 8] =
        [site.as_bytes(), &seq, &at, act.account.as_bytes(), act.act.as_bytes(), act.subject.as_bytes(), &act.detail, prev.as_bytes()];
    let mut digest = Sha256::new();
    digest.update("waymark-audit-v1\0");
    for part in parts {
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part);
    }
    // A million of these are made when a chain is verified.
    let digit = |n: u8| char::from(if n < 10 { b'0' + n } else { b'a' + n - 10 });
    digest.finalize().iter().flat_map(|b| [digit(b >> 4), digit(b & 15)]).collect()
}

/// Where a chain is broken, and how.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// An entry was changed.
    #[error("entry {0} was changed after it was written")]
    Changed(i64),
    /// An entry is missing, or stands in another place.
    #[error("entry {0} is missing, or stands in another place")]
    Missing(i64),
    /// The chain was rewritten: an entry is not the one whose hash was kept elsewhere.
    #[error("entry {0} is not the one whose head was kept: the record was written anew up to there")]
    Rewritten(i64),
    /// The chain ends before a head that was kept elsewhere.
    #[error("the record ends at entry {ends}, and a head of entry {kept} was kept: what followed was cut off")]
    Cut {
        /// Where it ends.
        ends: i64,
        /// The number of the head.
        kept: i64,
    },
}

/// Looks through a chain, entry by entry.
#[derive(Debug)]
pub struct Verify {
    site: String,
    last: Head,
    kept: Vec<Head>,
}

impl Verify {
    /// Begins with the first entry; `kept` are heads that were kept elsewhere, in any order.
    pub fn new(site: &str, mut kept: Vec<Head>) -> Verify {
        kept.sort_by_key(|head| head.seq);
        Verify { site: site.to_owned(), last: Head::empty(), kept }
    }

    /// Looks at the next entry.
    ///
    /// # Errors
    /// If it is not the one that was written here.
    pub fn next(&mut self, entry: &Entry) -> Result<(), Broken> {
        if entry.seq != self.last.seq + 1 {
            return Err(Broken::Missing(self.last.seq + 1));
        }
        if entry.hash != hash(&self.site, entry.seq, &entry.act, &entry.prev) {
            return Err(Broken::Changed(entry.seq));
        }
        if entry.prev != self.last.hash {
            return Err(Broken::Missing(entry.seq));
        }
        let from = self.kept.partition_point(|head| head.seq < entry.seq);
        if self.kept[from..].iter().take_while(|head| head.seq == entry.seq).any(|head| head.hash != entry.hash) {
            return Err(Broken::Rewritten(entry.seq));
        }
        self.last = entry.head();
        Ok(())
    }

    /// After the last entry: its head.
    ///
    /// # Errors
    /// If a head was kept of an entry that is no longer there.
    pub fn end(self) -> Result<Head, Broken> {
        match self.kept.last() {
            Some(head) if head.seq > self.last.seq => Err(Broken::Cut { ends: self.last.seq, kept: head.seq }),
            _ => Ok(self.last),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chain(length: i64) -> Vec<Entry> {
        let mut head = Head::empty();
        let act = |n: i64| Act { at: n, account: "worker".into(), act: "show".into(), subject: format!("c{n}"), detail: vec![] };
        (1..=length)
            .map(|n| {
                let entry = head.then("sample", act(n));
                head = entry.head();
                entry
            })
            .collect()
    }

    fn verify(entries: &[Entry], kept: Vec<Head>) -> Result<Head, Broken> {
        let mut verify = Verify::new("sample", kept);
        entries.iter().try_for_each(|e| verify.next(e))?;
        verify.end()
    }

    #[test]
    fn a_whole_chain_verifies() {
        let all = chain(9);
        assert_eq!(verify(&all, vec![all[8].head(), all[2].head()]), Ok(all[8].head()));
        assert_eq!(verify(&[], vec![]), Ok(Head::empty()));
    }

    #[test]
    fn an_edit_a_deletion_another_order_a_cut_and_a_rewriting_show() {
        let all = chain(9);
        let mut edited = all.clone();
        edited[4].act.account = "another".into();
        assert_eq!(verify(&edited, vec![]), Err(Broken::Changed(5)));
        let mut deleted = all.clone();
        deleted.remove(4);
        assert_eq!(verify(&deleted, vec![]), Err(Broken::Missing(5)));
        let mut swapped = all.clone();
        swapped.swap(4, 5);
        assert_eq!(verify(&swapped, vec![]), Err(Broken::Missing(5)));
        assert_eq!(verify(&all[..6], vec![all[7].head()]), Err(Broken::Cut { ends: 6, kept: 8 }));
        // Who rewrites everything from an entry on makes a chain that fits, and not the head that was kept.
        let mut rewritten = all[..4].to_vec();
        for n in 5..=9 {
            let head = rewritten.last().map_or_else(Head::empty, Entry::head);
            rewritten.push(head.then("sample", Act { account: "another".into(), ..all[n - 1].act.clone() }));
        }
        assert!(verify(&rewritten, vec![]).is_ok());
        assert_eq!(verify(&rewritten, vec![all[6].head()]), Err(Broken::Rewritten(7)));
        // An entry spliced in from elsewhere, with its own hash recomputed.
        let mut spliced = all.clone();
        spliced[5] = Head::empty().then("sample", all[5].act.clone());
        spliced[5].seq = 6;
        spliced[5].hash = hash("sample", 6, &spliced[5].act, &spliced[5].prev);
        assert_eq!(verify(&spliced, vec![]), Err(Broken::Missing(6)));
    }

    #[test]
    fn another_site_s_chain_does_not_verify() {
        let mut verify = Verify::new("other", vec![]);
        assert_eq!(verify.next(&chain(1)[0]), Err(Broken::Changed(1)));
    }
}
