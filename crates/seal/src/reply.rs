//! The team's answers, as their teller reads them: opened with the receipt, and shown only if the team has signed them.
//! Must not show anything that was not signed: whoever can write to the database could have sealed it.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use casework::{Place, Reply, Signed};

use crate::{PublicKeys, Receipt, SealedTo, scope};

/// Why a reply is not shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotShown {
    /// It does not open with this receipt.
    #[error("it does not open with this receipt")]
    Closed,
    /// It opens, and is not what the team writes.
    #[error("it is not in the form of a reply")]
    Form,
    /// Nobody of the team has signed it, or it was moved here from another place.
    #[error("it is not signed by the team for this place")]
    NotSigned,
}

impl Receipt {
    /// Opens a reply that stands at `place`, and makes sure that the team has signed it for just there.
    ///
    /// # Errors
    /// If it does not open, or is not the team's.
    pub fn open_reply(&self, to: SealedTo, place: &Place, sealed: &[u8], keys: &PublicKeys) -> Result<Reply, NotShown> {
        let opened = self.open(&scope(&place.site, to), sealed).ok_or(NotShown::Closed)?;
        verified(&opened, to, place, keys)
    }
}

/// What was signed, if whoever holds a key of `to` has signed it for `place`: the team does not answer for the managers.
///
/// # Errors
/// If it is not the team's, or of another place.
pub fn verified(opened: &[u8], to: SealedTo, place: &Place, keys: &PublicKeys) -> Result<Reply, NotShown> {
    let Signed { signed, key, signature, .. } = Signed::read(opened).map_err(|_| NotShown::Form)?;
    let signature = URL_SAFE_NO_PAD.decode(signature).ok().and_then(|s| <[u8; 64]>::try_from(s).ok()).ok_or(NotShown::Form)?;
    match keys.named(&key) {
        Some(key) if key.to == to && key.signed(&signed, &signature) => Reply::read(&signed, place).map_err(|_| NotShown::NotSigned),
        _ => Err(NotShown::NotSigned),
    }
}
