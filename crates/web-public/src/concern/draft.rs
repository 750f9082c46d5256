//! What a teller has told so far, as it travels in the form between two pages.
//! Must not be kept anywhere: the server forgets it with the answer.

use casework::{Answers, ConcernId};
use course::concern::Form;
use seal::Receipt;
use serde::{Deserialize, Serialize};

/// A concern that is being told. The names of its parts are short, since it travels.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Draft {
    /// The concern's name: made on the first page, so that sending twice keeps once.
    #[serde(rename = "c")]
    pub(crate) concern: ConcernId,
    /// The numbers of the receipt's words; made as early, so that a reload shows the same ones.
    #[serde(rename = "r")]
    receipt: [u16; seal::WORDS - 1],
    /// What was told.
    #[serde(rename = "a")]
    pub(crate) answers: Answers,
}

impl Draft {
    /// A new one.
    pub(crate) fn new(random: fn(&mut [u8])) -> Draft {
        let mut bytes = [0; 16];
        random(&mut bytes);
        Draft { concern: ConcernId::from_bytes(bytes), receipt: Receipt::new(&mut { random }).numbers(), answers: Answers::default() }
    }

    /// The receipt. `None` only if someone who has our keys has made the draft.
    pub(crate) fn receipt(&self) -> Option<Receipt> {
        Receipt::from_numbers(self.receipt)
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
