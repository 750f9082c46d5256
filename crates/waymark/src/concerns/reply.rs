//! `waymark concerns reply`: signed with the team's key, sealed for its teller and for the record.
//! Must not know where its text comes from, but for standard input and a file.

use std::path::Path;

use casework::{LONGEST_MESSAGE, MessageId, Place, Reply};
use seal::Mailbox;
use store::{Concern, Message};
use zeroize::Zeroizing;

use crate::clock;
use crate::concerns::Desk;
use crate::concerns::args;
use crate::concerns::open::{NOT_TOLD, OWN_KEY, REPLY};
use crate::concerns::state;
use crate::office::{OfficeConfig, away, done, input};
use crate::stop::Stop;

pub(crate) async fn reply(config: &OfficeConfig, wanted: &args::Reply) -> Result<(), Stop> {
    let desk = Desk::open(config, &wanted.sign_in).await?;
    let concern = desk.concern(wanted.id).await?;
    let kept = mailbox(&concern)?;
    let text = text(wanted.text.as_deref())?;
    let mut opened = desk.read(&concern).await?;
    // By whose key it opens, not by what the database says: the team must not answer for the managers.
    let unread = || Stop::Refused("the concern could not be read, so there is no key to keep a reply under".into());
    let signer = desk.session.current(opened.to.ok_or_else(unread)?)?;
    let kept = as_told(kept, opened.first().and_then(|first| first.mailbox.as_deref()))?;
    desk.note("reply", &concern.id).await?;
    desk.reseal(&concern, &mut opened).await?;
    let own = opened.own.as_ref().ok_or_else(unread)?;
    let mut random = [0; 16];
    clock::random(&mut random);
    let message = MessageId::from_bytes(random);
    let place = Place { site: desk.office.site.clone(), concern: opened.id, message };
    let reply = Reply { place, at: clock::now(), text: text.trim().to_owned() };
    let written = own.reply(&reply, signer, &kept.recipient);
    keep(&desk, &concern, &kept.id, &reply, written).await?;
    desk.set_state(&concern, state(&concern).answered()).await?;
    done(&format!("the reply {message} waits for whoever has the receipt of {}", concern.id))
}

/// Where replies go, if the teller wants any.
fn mailbox(concern: &Concern) -> Result<Mailbox, Stop> {
    let none = || Stop::Refused("the teller took no receipt, so no reply can reach them; reach them as they said, if they did".into());
    let [id, reply, verify] = [&concern.mailbox, &concern.reply_key, &concern.verify_key].map(Option::as_deref);
    let (id, reply, verify) = id.zip(reply).zip(verify).map(|((id, reply), verify)| (id, reply, verify)).ok_or_else(none)?;
    let mailbox = format!("{id}.{reply}.{verify}").parse::<Mailbox>();
    mailbox.map_err(|_| Stop::CouldNot("the mailbox's keys in the database are no keys: no reply can be sealed to them".into()))
}

/// The mailbox, if it is the one that was told under the seal: whoever can write to the database must not read what is answered.
/// **Where no mailbox was told, a row that has one is not believed**: it may have been put there since.
fn as_told(kept: Mailbox, told: Option<&str>) -> Result<Mailbox, Stop> {
    match told {
        Some(told) if told == kept.to_string() => Ok(kept),
        Some(_) => Err(Stop::Refused(
            "the mailbox in the database is not the one that the teller sealed: someone has changed it, and no reply is written to it"
                .into(),
        )),
        None => Err(Stop::Refused(format!("{NOT_TOLD}; no reply is written to it"))),
    }
}

/// For the record and for the teller, both or neither.
async fn keep(desk: &Desk, concern: &Concern, mailbox: &str, reply: &Reply, written: unseal::Written) -> Result<(), Stop> {
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
    desk.office.store.put_reply(&record, mailbox, &row).await.map(|_| ()).map_err(|e| away(&e))
}

/// The reply's words.
fn text(file: Option<&Path>) -> Result<Zeroizing<String>, Stop> {
    let text = input::read(file, LONGEST_MESSAGE * 4, "The reply, in as many lines as you want; end it with Ctrl-D on a line of its own:")?;
    match text.trim().chars().count() {
        0 => Err(Stop::Misuse("the reply has no words; give them on standard input, or in a file with --text FILE".into())),
        n if n > LONGEST_MESSAGE => Err(Stop::Misuse(format!("a reply has at most {LONGEST_MESSAGE} characters"))),
        _ => Ok(text),
    }
}
