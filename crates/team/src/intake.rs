//! What someone told a worker by phone, in person, by letter or e-mail, taken in through the same core as the form.
//! Must not know who typed it, or on what.

use casework::{Answers, ConcernId, Payload, Place, Said};
use seal::SealedTo;
use store::Intake;

use crate::{Desk, Error, away};

/// Whose key a concern is sealed to: the managers' alone where it is about someone who works with children, or in the team.
pub fn goes_to(answers: &Answers) -> SealedTo {
    if answers.get("about-worker") == "yes" { SealedTo::Managers } else { SealedTo::Team }
}

impl Desk {
    /// Keeps a concern that was told to a worker.
    ///
    /// # Errors
    /// If the database does not let us, or there are no keys.
    pub async fn add(&self, answers: Answers) -> Result<ConcernId, Error> {
        self.add_as(answers, ConcernId::from_bytes(self.office.world.name())).await
    }

    /// Keeps it under this name. One that is there under it already stays as it is.
    ///
    /// # Errors
    /// As [`Desk::add`].
    pub async fn add_as(&self, answers: Answers, concern: ConcernId) -> Result<ConcernId, Error> {
        let office = &self.office;
        let to = goes_to(&answers);
        if office.store.concern(&office.site, &concern.to_string()).await.map_err(|e| away(&e))?.is_some() {
            return Ok(concern);
        }
        let arrived = office.world.now();
        if casework::moment(answers.get("told-at")).is_some_and(|told| told > arrived) {
            return Err(Error::Misuse("`told-at` lies in the future".into()));
        }
        let told = casework::received(&answers, arrived);
        self.note("add", &concern.to_string()).await?;
        let place = Place { site: office.site.clone(), concern, message: concern.into() };
        let payload = Payload { place, lang: String::new(), mailbox: None, said: Said::Concern(answers) };
        let keys = office.keys()?;
        let key = keys.current(to);
        let intake = Intake {
            site: office.site.clone(),
            concern: concern.to_string(),
            sealed_to: to.text().to_owned(),
            key_id: key.id.clone(),
            arrived,
            due: office.settings.calendar().due(told, office.settings.decision_days()),
            sealed: seal::seal(&key.recipient, payload.json()),
            mailbox: None,
        };
        office.store.take(intake).await.map_err(|e| match e {
            store::TakeError::Store(e) => away(&e),
            store::TakeError::Conflict => Error::CouldNot("the name of the concern was taken; try again".into()),
        })?;
        Ok(concern)
    }
}
