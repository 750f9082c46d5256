//! Answering a teller: signed with the team's key, sealed for its teller and for the record.
//! Must not know where the words come from.

use casework::{LONGEST_MESSAGE, MessageId, Place, Reply, State};
use seal::Mailbox;
use store::{Concern, Message, Taken};

use crate::open::{NOT_TOLD, OWN_KEY, REPLY};
use crate::{Desk, Error, away};

impl Desk {
    /// Answers the teller of a concern; the name of the answer.
    ///
    /// # Errors
    /// If it was disposed of, the teller took no receipt, the concern cannot be read, the mailbox is not the one that was told, or the words do not fit.
    pub async fn reply(&self, concern: &Concern, text: &str) -> Result<MessageId, Error> {
        self.must_be_there(concern).await?;
        let kept = mailbox(concern)?;
        fits(text)?;
        let mut opened = self.read(concern).await?;
        // By whose key it opens, not by what the database says: the team must not answer for the managers.
        let unread = || Error::Refused("the concern could not be read, so there is no key to keep a reply under".into());
        let signer = self.session.current(opened.to.ok_or_else(unread)?)?;
        let kept = as_told(kept, opened.first().and_then(|first| first.mailbox.as_deref()))?;
        self.note("reply", &concern.id).await?;
        self.reseal(concern, &mut opened).await?;
        let own = opened.own.as_ref().ok_or_else(unread)?;
        let message = MessageId::from_bytes(self.office.world.name());
        let place = Place { site: self.office.site.clone(), concern: opened.id, message };
        let reply = Reply { place, at: self.office.world.now(), text: text.trim().to_owned() };
        let written = own.reply(&reply, signer, &kept.recipient);
        keep(self, concern, &kept.id, &reply, written).await?;
        self.advance(concern, State::answered).await?;
        Ok(message)
    }
}

/// Where replies go, if the teller wants any.
fn mailbox(concern: &Concern) -> Result<Mailbox, Error> {
    let none = || Error::Refused("the teller took no receipt, so no reply can reach them; reach them as they said, if they did".into());
    let [id, reply, verify] = [&concern.mailbox, &concern.reply_key, &concern.verify_key].map(Option::as_deref);
    let (id, reply, verify) = id.zip(reply).zip(verify).map(|((id, reply), verify)| (id, reply, verify)).ok_or_else(none)?;
    let mailbox = format!("{id}.{reply}.{verify}").parse::<Mailbox>();
    mailbox.map_err(|_| Error::CouldNot("the mailbox's keys in the database are no keys: no reply can be sealed to them".into()))
}

/// The mailbox, if it is the one that was told under the seal: whoever can write to the database must not read what is answered.
/// **Where no mailbox was told, a row that has one is not believed**: it may have been put there since.
fn as_told(kept: Mailbox, told: Option<&str>) -> Result<Mailbox, Error> {
    match told {
        Some(told) if told == kept.to_string() => Ok(kept),
        Some(_) => Err(Error::Refused(
            "the mailbox in the database is not the one that the teller sealed: someone has changed it, and no reply is written to it"
                .into(),
        )),
        None => Err(Error::Refused(format!("{NOT_TOLD}; no reply is written to it"))),
    }
}

/// For the record and for the teller, both or neither.
async fn keep(desk: &Desk, concern: &Concern, mailbox: &str, reply: &Reply, written: unseal::Written) -> Result<(), Error> {
    let (site, id) = (&desk.office.site, reply.place.message.to_string());
    let record = Message {
        site: site.clone(),
        concern: concern.id.clone(),
        id: id.clone(),
        kind: REPLY.to_owned(),
        at: reply.at,
        key_id: OWN_KEY.to_owned(),
        sealed: written.for_record,
    };
    let row = store::Reply { id, concern: concern.id.clone(), at: reply.at, sealed: written.for_teller };
    match desk.office.store.put_reply(&record, mailbox, &row).await.map_err(|e| away(&e))? {
        Taken::Stored => Ok(()),
        // The name is new, so it is the concern that is gone.
        Taken::Already => desk.must_be_there(concern).await,
    }
}

fn fits(text: &str) -> Result<(), Error> {
    match text.trim().chars().count() {
        0 => Err(Error::Misuse("the reply has no words".into())),
        n if n > LONGEST_MESSAGE => Err(Error::Misuse(format!("a reply has at most {LONGEST_MESSAGE} characters"))),
        _ => Ok(()),
    }
}
