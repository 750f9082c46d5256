//! `waymark concerns reply`: signed with the team's key, sealed for its teller and for the record.
//! Must not know where its text comes from, but for standard input and a file.

use std::fs::File;
use std::io::{self, IsTerminal, Read};
use std::path::Path;

use casework::{LONGEST_MESSAGE, MessageId, Place, Reply};
use seal::{Mailbox, Recipient, SealedTo};
use store::{Concern, Message};
use zeroize::Zeroizing;

use crate::clock;
use crate::concerns::Desk;
use crate::concerns::args;
use crate::concerns::open::{OWN_KEY, REPLY, sealed_to};
use crate::concerns::state;
use crate::office::{OfficeConfig, away, done};
use crate::say;
use crate::stop::Stop;

pub(crate) async fn reply(config: &OfficeConfig, wanted: &args::Reply) -> Result<(), Stop> {
    let desk = Desk::open(config, &wanted.sign_in).await?;
    let concern = desk.concern(wanted.id).await?;
    let (mailbox, recipient) = mailbox(&concern)?;
    let text = text(wanted.text.as_deref())?;
    let to: SealedTo = sealed_to(&concern);
    let signer = desk.session.current(to)?;

    let mut opened = desk.read(&concern).await?;
    desk.note("reply", &concern.id).await?;
    desk.reseal(&concern, &mut opened).await?;
    let Some(own) = opened.own.as_ref() else {
        return Err(Stop::Refused("the concern could not be read, so there is no key to keep a reply under".into()));
    };
    let mut random = [0; 16];
    clock::random(&mut random);
    let message = MessageId::from_bytes(random);
    let place = Place { site: desk.office.site.clone(), concern: opened.id, message };
    let reply = Reply { place, at: clock::now(), text: text.trim().to_owned() };
    let written = own.reply(&reply, signer, &recipient);
    keep(&desk, &concern, &mailbox, &reply, written).await?;
    desk.set_state(&concern, state(&concern).answered()).await?;
    done(&format!("the reply {message} waits for whoever has the receipt of {}", concern.id))
}

/// Where replies go, if the teller wants any.
fn mailbox(concern: &Concern) -> Result<(String, Recipient), Stop> {
    let none = || Stop::Refused("the teller took no receipt, so no reply can reach them; reach them as they said, if they did".into());
    let [id, reply, verify] = [&concern.mailbox, &concern.reply_key, &concern.verify_key].map(Option::as_deref);
    let (id, reply, verify) = id.zip(reply).zip(verify).map(|((id, reply), verify)| (id, reply, verify)).ok_or_else(none)?;
    let mailbox = format!("{id}.{reply}.{verify}").parse::<Mailbox>();
    let mailbox =
        mailbox.map_err(|_| Stop::CouldNot("the mailbox's keys in the database are no keys: no reply can be sealed to them".into()))?;
    Ok((mailbox.id, mailbox.recipient))
}

/// First for the record: what was sent must be known to the team.
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
    desk.office.store.add_record(record).await.map_err(|e| away(&e))?;
    let row = store::Reply { id, concern: concern.id.clone(), at: reply.at, sealed: written.for_teller };
    desk.office.store.put_reply(site, mailbox, &row).await.map_err(|e| away(&e))?;
    Ok(())
}

/// The reply's words.
fn text(file: Option<&Path>) -> Result<Zeroizing<String>, Stop> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(LONGEST_MESSAGE * 4 + 1));
    let most = u64::try_from(LONGEST_MESSAGE * 4 + 1).unwrap_or(u64::MAX);
    let (what, read) = match file {
        Some(path) => (format!("`{}`", path.display()), File::open(path).and_then(|f| f.take(most).read_to_end(&mut bytes))),
        None => {
            if io::stdin().is_terminal() {
                say::line("The reply, in as many lines as you want; end it with Ctrl-D on a line of its own:");
            }
            ("standard input".to_owned(), io::stdin().lock().take(most).read_to_end(&mut bytes))
        }
    };
    read.map_err(|e| Stop::CouldNot(format!("{what} cannot be read ({})", e.kind())))?;
    let text = std::str::from_utf8(&bytes).map_err(|_| Stop::Misuse(format!("{what} is not UTF-8")))?;
    match text.trim().chars().count() {
        0 => Err(Stop::Misuse("the reply has no words; give them on standard input, or in a file with --text FILE".into())),
        n if n > LONGEST_MESSAGE => Err(Stop::Misuse(format!("a reply has at most {LONGEST_MESSAGE} characters"))),
        _ => Ok(Zeroizing::new(text.to_owned())),
    }
}
