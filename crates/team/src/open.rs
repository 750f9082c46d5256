//! Opening a concern: what can be read of it, and what cannot with the reason why. On the first opening its words are sealed again to a
//! key of its own. What is opened is hostile: it is bounded and of its place, and is plain text to whoever shows it.
//! Must not know how it is shown.

use casework::{Answers, Case, ConcernId, MessageId, Payload, Place, Reply, Said, Work};
use seal::SealedTo;
use store::{Concern, Message, Record, Stamp, Taken};
use unseal::{ConcernKey, Given, TeamKey, Unreadable};

use crate::own::{Unwrapped, Wrap};
use crate::{Circle, Desk, Error, away};

/// The kind of the record that is the concern itself.
pub const CONCERN: &str = "concern";
const ADDITION: &str = "addition";
/// The kind of a reply.
pub const REPLY: &str = "reply";
/// The kind of what the team did.
pub const WORK: &str = "work";
/// What follows the name of a message, where it is sealed to the concern's own key.
const OWN: &str = ".own";
/// What is said of a mailbox that stands in the database alone.
pub const NOT_TOLD: &str = "there is a mailbox in the database that the teller did not put under the seal: it may not be theirs";
/// That key's name in the column, and the kind of what is sealed again to it.
pub const OWN_KEY: &str = "own";

/// A concern, opened as far as it can be.
pub struct Opened {
    /// Its name.
    pub id: ConcernId,
    /// Whose it is, by the key that opened its first message, or as a manager has signed it with the concern's own key: what the database says of
    /// it may have been changed. None if nothing here opens it.
    pub to: Option<SealedTo>,
    /// The accounts that alone may see it, as a manager has signed it; none for all.
    pub named: Vec<String>,
    /// Its own key, if it has one that this account can use. Where nothing opens the first message, one that was made without it, for whom the
    /// database says that it is sealed to.
    pub own: Option<ConcernKey>,
    /// What was told and added, in the order in which it came.
    pub messages: Vec<Told>,
    /// What the team did, in the order in which it was written.
    pub works: Vec<Work>,
    /// The team's answers.
    pub replies: Vec<Reply>,
    /// What could not be read.
    pub closed: Vec<Closed>,
    pub(crate) records: Vec<Record>,
    /// What was told, as far as it is believed.
    told: Option<Answers>,
}

/// What is kept of a concern, sealed.
pub struct Kept {
    /// Whether somebody at the desk typed it in, as the record of acts has it.
    typed_in: bool,
    wraps: Vec<Wrap>,
    records: Vec<Record>,
}

/// A message that could be read.
pub struct Told {
    /// When it came, in seconds since 1970, UTC.
    pub at: i64,
    /// What it says.
    pub payload: Payload,
    /// The name of the team's key that opened it; none if the concern's own did.
    opened_by: Option<String>,
}

/// A message that could not.
pub struct Closed {
    /// The record's name.
    pub id: String,
    /// The record's kind.
    pub kind: String,
    /// When it came.
    pub at: i64,
    /// Why, as a phrase.
    pub why: String,
}

/// Whether the teller took a receipt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Receipt {
    /// They did.
    Taken,
    /// They did not.
    NotTaken,
    /// There is a mailbox that they did not name.
    NotTheirs,
}

impl Opened {
    /// Whether a reply would reach whoever told it: only the mailbox that they named under the seal is believed.
    pub fn mailbox(&self, concern: &Concern) -> Receipt {
        match (concern.mailbox.as_deref(), self.first().and_then(|first| first.mailbox.as_deref())) {
            (None, _) => Receipt::NotTaken,
            (Some(_), None) if self.first().is_some() => Receipt::NotTheirs,
            _ => Receipt::Taken,
        }
    }

    /// How its records stood when it was read.
    pub fn stamp(&self) -> Stamp {
        let newest = self.records.iter().map(|record| record.at).max().unwrap_or_default();
        Stamp { records: i64::try_from(self.records.len()).unwrap_or(i64::MAX), newest }
    }

    /// Whose it is: by whose key it opened; where nothing opened it, by what the database says, and otherwise the managers'.
    pub fn whose(&self, concern: &Concern) -> SealedTo {
        self.to.unwrap_or_else(|| sealed_to(concern))
    }

    /// Who may see it.
    pub fn circle(&self, concern: &Concern) -> Circle {
        Circle { to: self.whose(concern), named: self.named.clone() }
    }

    /// What came sealed to a key that all hold, and stands under the concern's own key as well.
    pub(crate) fn as_it_came(&self) -> Vec<(String, i64)> {
        let again = |id: &str| self.messages.iter().any(|m| m.opened_by.is_none() && m.payload.place.message.to_string() == id);
        let came = self.records.iter().filter(|r| [CONCERN, ADDITION].contains(&r.kind.as_str()) && again(&r.id));
        came.map(|r| (r.id.clone(), r.at)).collect()
    }

    /// What all of it says together.
    pub fn case(&self, concern: &Concern) -> Case {
        self.case_with(concern, &self.works)
    }

    /// What it would say with these entries.
    pub(crate) fn case_with(&self, concern: &Concern, works: &[Work]) -> Case {
        Case::of(self.first(), self.came(concern), concern.due, works)
    }

    /// When it came: when it was told to the team, which may be before it was typed in.
    pub fn came(&self, concern: &Concern) -> i64 {
        self.answers().map_or(concern.arrived, |answers| casework::received(answers, concern.arrived))
    }

    /// What was told, if it could be read: how and when only as a worker gave it who typed it in. **Whoever else seals that is not believed: it would move
    /// figures that are published, and make a decision late by years.**
    pub fn answers(&self) -> Option<&Answers> {
        self.told.as_ref()
    }

    /// The concern itself, if it could be read.
    pub fn first(&self) -> Option<&Payload> {
        self.messages.iter().map(|m| &m.payload).find(|p| matches!(p.said, Said::Concern(_)))
    }
}

impl Desk {
    /// Opens a concern. Nothing is written.
    pub async fn read(&self, concern: &Concern) -> Result<Opened, Error> {
        let wraps = self.wrapped(proper(concern)?).await?;
        let (typed_in, records) = (self.typed_in(concern).await?, self.records(concern).await?);
        self.open_kept(concern, Kept { typed_in, wraps, records })
    }

    /// What is kept of several, in their order, asked for at once: [`Desk::open_kept`] opens each.
    pub async fn kept(&self, concerns: &[Concern]) -> Result<Vec<Kept>, Error> {
        let (store, site) = (&self.office.store, &self.office.site);
        let names: Vec<&str> = concerns.iter().map(|concern| concern.id.as_str()).collect();
        let mut wraps = store.concern_keys_of(site, &names).await.map_err(|e| away(&e))?;
        let mut records = store.records_of(site, &names).await.map_err(|e| away(&e))?;
        let typed_in = store.typed_in(site, &names).await.map_err(|e| away(&e))?;
        let mut of = |name: &str| (wraps.remove(name).unwrap_or_default(), records.remove(name).unwrap_or_default());
        let kept = |name: &str| {
            let (wraps, records) = of(name);
            Kept { typed_in: typed_in.contains(name), wraps, records }
        };
        Ok(names.into_iter().map(kept).collect())
    }

    /// Opens a concern from what is kept of it. It takes milliseconds, and asks nobody.
    pub fn open_kept(&self, concern: &Concern, kept: Kept) -> Result<Opened, Error> {
        let id = proper(concern)?;
        Ok(self.open_one(concern, id, self.unwrap(id, &kept.wraps), kept.records, kept.typed_in))
    }

    pub(crate) async fn typed_in(&self, concern: &Concern) -> Result<bool, Error> {
        let some = self.office.store.typed_in(&self.office.site, &[&concern.id]).await.map_err(|e| away(&e))?;
        Ok(some.contains(&concern.id))
    }

    pub(crate) async fn records(&self, concern: &Concern) -> Result<Vec<Record>, Error> {
        self.office.store.records(&self.office.site, &concern.id).await.map_err(|e| away(&e))
    }

    /// With a key that a manager gave, by whichever way it came here; without one, with that of the first opening.
    pub(crate) fn open_one(&self, concern: &Concern, id: ConcernId, unwrapped: Unwrapped, records: Vec<Record>, typed_in: bool) -> Opened {
        let (to, named, own) = match unwrapped.given {
            Some(Given { to, named, own }) => (Some(to), named, Some(own)),
            None => {
                let to = self.by_first_message(id, &records);
                (to, Vec::new(), unwrapped.made_for(to.unwrap_or_else(|| sealed_to(concern))))
            }
        };
        let (messages, works, replies, closed) = Default::default();
        let mut opened = Opened { id, to, named, own, messages, works, replies, closed, records: Vec::new(), told: None };
        for record in records.iter().filter(|r| !is_copy(r, &records)) {
            self.read_record(&mut opened, record, &records);
        }
        opened.records = records;
        opened.told = match opened.first().map(|first| &first.said) {
            Some(Said::Concern(answers)) => Some(casework::believed(answers, typed_in)),
            _ => None,
        };
        opened
    }

    /// Whose it is, by whose key opens what was told first.
    fn by_first_message(&self, id: ConcernId, records: &[Record]) -> Option<SealedTo> {
        let first = Place { site: self.office.site.clone(), concern: id, message: id.into() };
        let told = records.iter().filter(|r| r.kind == CONCERN && r.id == id.to_string());
        let (_, key) = told.filter_map(|r| self.read_sealed(&first, r).ok()).next()?;
        self.session.key(&key).map(|key| key.to)
    }

    fn read_record(&self, opened: &mut Opened, record: &Record, all: &[Record]) {
        let name = record.id.strip_suffix(OWN).unwrap_or(&record.id);
        let place = name.parse().map(|message: MessageId| Place { site: self.office.site.clone(), concern: opened.id, message });
        let read = match place {
            Err(_) => Err("its name is not one that this program gives".to_owned()),
            Ok(place) if record.kind == REPLY => self.read_reply(opened, &place, record),
            Ok(place) if record.kind == WORK => self.read_work(opened, &place, record),
            Ok(place) if [CONCERN, ADDITION, OWN_KEY].contains(&record.kind.as_str()) => self.read_message(opened, &place, record, all),
            Ok(_) => Err("it is of a kind that this program does not know".to_owned()),
        };
        if let Err(why) = read {
            opened.closed.push(Closed { id: record.id.clone(), kind: record.kind.clone(), at: record.at, why });
        }
    }

    fn read_reply(&self, opened: &mut Opened, place: &Place, record: &Record) -> Result<(), String> {
        let own = opened.own.as_ref().ok_or("no key at hand opens it")?;
        let reply = opened.to.and_then(|to| own.open_reply(place, &record.sealed, to, &self.session.public));
        opened.replies.push(reply.ok_or("it does not open, or the team has not signed it for this place")?);
        Ok(())
    }

    fn read_work(&self, opened: &mut Opened, place: &Place, record: &Record) -> Result<(), String> {
        let own = opened.own.as_ref().ok_or("no key at hand opens it")?;
        opened.works.push(own.open_work(place, &record.sealed).map_err(|e| match e {
            // Also where it was worked on unread, under the key of others than those whose it turned out to be.
            Unreadable::Closed => "it was not written under the key that this concern has now".to_owned(),
            Unreadable::Misread(_) => e.to_string(),
        })?);
        Ok(())
    }

    /// From the copy that is sealed to the concern's own key; otherwise as it came.
    fn read_message(&self, opened: &mut Opened, place: &Place, record: &Record, all: &[Record]) -> Result<(), String> {
        let again = all.iter().find(|r| r.id.strip_suffix(OWN) == Some(&place.message.to_string()));
        let by_own = again.zip(opened.own.as_ref()).and_then(|(again, own)| own.open(place, &again.sealed).ok());
        let (payload, opened_by) = match by_own {
            Some(payload) => (payload, None),
            None => self.read_sealed(place, record).map(|(payload, key)| (payload, Some(key))).map_err(|e| e.to_string())?,
        };
        opened.messages.push(Told { at: record.at, payload, opened_by });
        Ok(())
    }

    /// As it came, with whichever key fits; the one that its column names is tried first.
    fn read_sealed(&self, place: &Place, record: &Record) -> Result<(Payload, String), Unreadable> {
        let mut keys: Vec<&TeamKey> = self.session.keys.iter().collect();
        keys.sort_by_key(|k| k.id != record.key_id);
        for key in keys {
            match unseal::open(std::slice::from_ref(key), place, &record.sealed) {
                Err(Unreadable::Closed) => {}
                other => return other.map(|payload| (payload, key.id.clone())),
            }
        }
        Err(Unreadable::Closed)
    }

    /// Seals again, to the concern's own key, what is still sealed to a key of the same people alone. The own key is made with the first
    /// message, and wrapped for the key that opened that: managers hold every key of the team's, so they need no wrap of their own.
    pub async fn reseal(&self, concern: &Concern, opened: &mut Opened) -> Result<(), Error> {
        let sealed_again = |id: &str| opened.records.iter().any(|r| r.id.strip_suffix(OWN) == Some(id));
        let Some(to) = opened.to else { return Ok(()) };
        let ours = |m: &&Told| m.opened_by.as_deref().and_then(|id| self.session.key(id)).is_some_and(|key| key.to == to);
        let open = opened.messages.iter().filter(ours).filter(|m| !sealed_again(&m.payload.place.message.to_string()));
        let open = open.map(|m| (m.at, m.payload.clone(), m.opened_by.clone())).collect::<Vec<_>>();
        let first = open.iter().find(|(_, payload, _)| matches!(payload.said, Said::Concern(_)));
        if let (None, Some((_, _, Some(holder)))) = (&opened.own, first) {
            opened.own = Some(self.new_own_key(opened.id, holder, to).await?);
        }
        let Some(own) = &opened.own else { return Ok(()) };
        let mut gone = opened.as_it_came();
        for (at, payload, _) in &open {
            let message = Message {
                site: self.office.site.clone(),
                concern: concern.id.clone(),
                id: format!("{}{OWN}", payload.place.message),
                kind: OWN_KEY.to_owned(),
                at: *at,
                key_id: OWN_KEY.to_owned(),
                sealed: own.seal(payload),
            };
            if self.office.store.add_record(message).await.map_err(|e| away(&e))? == Taken::Stored {
                gone.push((payload.place.message.to_string(), *at));
            }
        }
        // Where people are named, no copy stays that opens with a key of all.
        if opened.named.is_empty() { Ok(()) } else { self.drop_records(concern, &gone).await }
    }

    async fn drop_records(&self, concern: &Concern, gone: &[(String, i64)]) -> Result<(), Error> {
        self.office.store.drop_records(&self.office.site, &concern.id, gone).await.map_err(|e| away(&e))
    }
}

/// Its name, if it is one that this program gives.
fn proper(concern: &Concern) -> Result<ConcernId, Error> {
    concern.id.parse().map_err(|_| Error::CouldNot("the database holds a concern without a proper id".into()))
}

/// Whether it is the copy, sealed to the concern's own key, of a record that is still there.
fn is_copy(record: &Record, all: &[Record]) -> bool {
    record.id.strip_suffix(OWN).is_some_and(|name| all.iter().any(|r| r.id == name))
}

/// Which of the two a concern is sealed to.
pub fn sealed_to(concern: &Concern) -> SealedTo {
    SealedTo::parse(&concern.sealed_to).unwrap_or(SealedTo::Managers)
}
