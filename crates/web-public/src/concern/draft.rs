//! What a teller has told so far, as it travels in the form between two pages.
//! Must not be kept anywhere: the server forgets it with the answer.

use casework::{Answers, ConcernId};
use course::concern::Form;
use hkdf::Hkdf;
use seal::Receipt;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// A concern that is being told. The names of its parts are short, since it travels.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Draft {
    /// 32 random bytes, made on the first page. The concern's name and the receipt follow from them and from what was told: the same
    /// words sent twice are kept once and show the same receipt, and other words are another concern, so that no change is lost.
    #[serde(rename = "s")]
    secret: [u8; 32],
    /// What was told.
    #[serde(rename = "a")]
    pub(crate) answers: Answers,
}

impl Draft {
    /// A new one.
    pub(crate) fn new(random: fn(&mut [u8])) -> Draft {
        let mut secret = [0; 32];
        random(&mut secret);
        Draft { secret, answers: Answers::default() }
    }

    /// The concern's name and its receipt, for what is told.
    pub(crate) fn names(&self, told: &Answers) -> (ConcernId, Receipt) {
        let mut hash = Sha256::new().chain_update("waymark-draft-v1\0").chain_update(self.secret);
        for (name, value) in told.iter() {
            for part in [name, value] {
                hash.update((part.len() as u64).to_be_bytes());
                hash.update(part);
            }
        }
        // HKDF's second half (RFC 5869) makes as many bytes of it as are asked for.
        let seed = Hkdf::<Sha256>::from_prk(&hash.finalize()).expect("a digest is as long as a key must be");
        let mut used = 0_u32;
        let mut next = |bytes: &mut [u8]| {
            used += 1;
            seed.expand(&used.to_be_bytes(), bytes).expect("a few bytes are asked of HKDF");
        };
        let mut id = [0; 16];
        next(&mut id);
        (ConcernId::from_bytes(id), Receipt::new(&mut next))
    }

    /// Who tells, once they have said.
    pub(crate) fn teller(&self) -> Option<&str> {
        Some(self.answers.get("who")).filter(|who| !who.is_empty())
    }

    /// What is sent: the answers to what this teller was asked. Who changes who they are does not lose what they wrote, and it is not sent.
    pub(crate) fn told(&self, form: &Form) -> Answers {
        let path = form.path(self.teller());
        let asked = |name: &str| {
            let field = casework::fields::answered(name).map(|(field, _)| field.name);
            field.is_some_and(|field| path.iter().any(|page| page.field(field).is_some()))
        };
        let mut told = self.answers.clone();
        told.retain(asked);
        told.set("channel", "web");
        told
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_words_have_one_name_and_others_another() {
        let draft = Draft::new(|bytes| bytes.fill(3));
        let told = |worry: &str| Answers::from_iter([("worry", worry)]);
        assert!(draft.names(&told("one")) == draft.names(&told("one")));
        let ((id, receipt), (other_id, other)) = (draft.names(&told("one")), draft.names(&told("two")));
        assert!(id != other_id && receipt != other);
        assert!(Draft::new(|bytes| bytes.fill(4)).names(&told("one")).0 != id);
    }

    #[test]
    fn what_another_teller_was_asked_is_kept_and_not_sent() {
        let site = testkit::site();
        let form = site.languages[0].concern.as_ref().unwrap();
        let mut draft = Draft::new(|bytes| bytes.fill(3));
        for (name, value) in [("who", "professional"), ("agency", "Sample School"), ("worry", "x"), ("child.1.gp", "Sample Surgery")] {
            draft.answers.set(name, value);
        }
        assert_eq!(draft.told(form).get("agency"), "Sample School");
        draft.answers.set("who", "young-person");
        let told = draft.told(form);
        assert_eq!((told.get("agency"), told.get("child.1.gp"), told.get("worry"), told.get("channel")), ("", "", "x", "web"));
        assert_eq!(draft.answers.get("agency"), "Sample School");
    }
}
