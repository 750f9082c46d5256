//! What a worker does with a concern: noted in the chain, sealed to the concern's own key, and added to its record; then the few clear columns
//! that the lists are made from. Must not know pages, or what an act means to the case.

use casework::work::Did;
use casework::{Case, MessageId, Place, State, Work};
use store::{Columns, Concern, Message, Taken, Together};
use unseal::ConcernKey;

use crate::desk::state;
use crate::open::{CONCERN, OWN_KEY, Opened, WORK};
use crate::{Desk, Error, away};

/// Others may write at the same time; so many in a row do not.
const TRIES: usize = 20;

impl Desk {
    /// Adds an act to the record of a concern; its name.
    ///
    /// # Errors
    /// If the concern cannot be read, the act passes its limits, or the database does not let us.
    pub async fn act(&self, concern: &Concern, opened: &mut Opened, did: Did) -> Result<MessageId, Error> {
        if !did.fits() {
            return Err(Error::Misuse("something in it is too long, or missing".into()));
        }
        if matches!(did, Did::Restrict(_) | Did::Unrestrict { .. }) {
            return Err(Error::Misuse("naming people takes more than an entry: it gives the key anew".into()));
        }
        if opened.first().is_none() && needs_words(&did) {
            return Err(Error::Refused("that needs what was told, and the concern could not be read".into()));
        }
        self.stays_signed(concern, opened, &did)?;
        self.must_be_there(concern).await?;
        self.note(did.act(), &concern.id).await?;
        self.reseal(concern, opened).await?;
        self.key_unread(concern, opened).await?;
        let message = if self.office.settings.sign_off.decisions.is_empty() {
            let (message, record) = self.written(concern, opened, did)?;
            if self.office.store.add_record(record).await.map_err(|e| away(&e))? != Taken::Stored {
                self.must_be_there(concern).await?;
            }
            message
        } else {
            self.add_as_seen(concern, opened, &did).await?
        };
        // Others may have written meanwhile: the columns follow from all that stands, not from what this writer had seen. A legal hold must
        // not be lifted by a note.
        *opened = self.read(concern).await?;
        self.set_columns(concern, opened).await.map(|()| message)
    }

    /// An act as it is kept, and its name.
    fn written(&self, concern: &Concern, opened: &Opened, did: Did) -> Result<(MessageId, Message), Error> {
        let none = || Error::Refused("the key of this concern's own is not at hand".into());
        let own = opened.own.as_ref().ok_or_else(none)?;
        let work = self.entry(opened, did);
        Ok((work.id(), self.record(concern, own, &work)))
    }

    /// Adds an act only to what it was looked at with: of two that are each allowed alone, such as a closing and the striking of the manager's word
    /// that it rests on, the second sees the first.
    async fn add_as_seen(&self, concern: &Concern, opened: &mut Opened, did: &Did) -> Result<MessageId, Error> {
        for _ in 0..TRIES {
            self.must_be_there(concern).await?;
            *opened = self.read(concern).await?;
            self.stays_signed(concern, opened, did)?;
            let (message, entry) = self.written(concern, opened, did.clone())?;
            let found = opened.records.iter().filter(|r| r.kind != CONCERN).map(|r| r.id.clone()).collect();
            if self.office.store.add_together(&[Together { entry, found }]).await.map_err(|e| away(&e))? {
                return Ok(message);
            }
        }
        Err(Error::CouldNot("others are writing about it at the same moment; try again".into()))
    }

    /// Refuses what was disposed of since it was opened: nothing of it is kept any more, and the database says nothing of that.
    pub(crate) async fn must_be_there(&self, concern: &Concern) -> Result<(), Error> {
        let gone = self.office.store.is_disposed(&self.office.site, &concern.id).await.map_err(|e| away(&e))?;
        if gone { Err(Error::Refused(DISPOSED.into())) } else { Ok(()) }
    }

    /// Refuses what would leave a closed concern without the decision, or without the manager's word on it, that the site wants: its closing, and
    /// once it is closed another decision, another wording, a word that does not agree, and striking any of them through.
    fn stays_signed(&self, concern: &Concern, opened: &Opened, did: &Did) -> Result<(), Error> {
        if self.office.settings.sign_off.decisions.is_empty() {
            return Ok(());
        }
        let lacks = |case: &Case| {
            case.closed.as_ref()?;
            let undecided = self.wants_decision(opened, case).then_some(UNDECIDED);
            self.wants_sign_off(case).then_some(UNSIGNED).or(undecided)
        };
        let before = opened.case(concern);
        let works = [opened.works.as_slice(), &[self.entry(opened, did.clone())]].concat();
        let after = opened.case_with(concern, &works);
        match lacks(&after) {
            Some(why) if lacks(&before).is_none() => Err(Error::Refused(if before.closed.is_some() { SIGNED } else { why }.into())),
            _ => Ok(()),
        }
    }

    /// An entry, to be written after all that stands.
    pub(crate) fn entry(&self, opened: &Opened, did: Did) -> Work {
        let message = MessageId::from_bytes(self.office.world.name());
        let place = Place { site: self.office.site.clone(), concern: opened.id, message };
        // Of two acts in one second that undo one another (close, open again) the later must be the later.
        let after = opened.works.iter().map(|w| w.at.saturating_add(1)).max().unwrap_or(i64::MIN);
        Work { place, at: self.office.world.now().max(after), by: self.session.name().to_owned(), did }
    }

    /// An entry as it is kept.
    pub(crate) fn record(&self, concern: &Concern, own: &ConcernKey, work: &Work) -> Message {
        Message {
            site: self.office.site.clone(),
            concern: concern.id.clone(),
            id: work.id().to_string(),
            kind: WORK.to_owned(),
            at: work.at,
            key_id: OWN_KEY.to_owned(),
            sealed: own.seal_work(work),
        }
    }

    /// Sets the clear columns that follow from the record.
    pub(crate) async fn set_columns(&self, concern: &Concern, opened: &Opened) -> Result<(), Error> {
        let now = self.office.store.concern(&self.office.site, &concern.id).await.map_err(|e| away(&e))?;
        let columns = columns(now.as_ref().unwrap_or(concern), opened);
        self.office.store.set_columns(&self.office.site, &concern.id, &columns).await.map(|_| ()).map_err(|e| away(&e))
    }

    /// Whether the site wants a manager's word on the decision that holds, and there is none that agrees: until then it is not closed.
    pub fn wants_sign_off(&self, case: &Case) -> bool {
        let wanted = case.decision().is_some_and(|d| self.office.settings.wants_sign_off(d.what.decision));
        wanted && !case.signed_off()
    }

    /// Whether it has to be decided before it is closed: where some decisions want a manager's word, closing without one would go round it. What
    /// nobody could read cannot be decided on what it says, and is closed with its reason.
    pub fn wants_decision(&self, opened: &Opened, case: &Case) -> bool {
        !self.office.settings.sign_off.decisions.is_empty() && opened.first().is_some() && case.decision().is_none()
    }
}

const DISPOSED: &str = "it was disposed of meanwhile, and nothing can be written about it any more";

/// Why a concern is not closed yet: it is not decided, or a manager's word is wanted.
const UNDECIDED: &str = "it is not decided yet, and where a decision may want a manager’s word it is decided before it is closed";
const SIGNED: &str =
    "it is closed, and this would leave it without the decision, or the manager’s word on it, that the site asks for; open it again first";
const UNSIGNED: &str = "its decision wants a manager’s word first, of one who did not decide it";

/// What nobody can do without having read what was told.
fn needs_words(did: &Did) -> bool {
    matches!(
        did,
        Did::Acknowledge(_) | Did::Lens(_) | Did::OutcomeTold(_) | Did::Join(_) | Did::LeaveOut(_) | Did::AskRelease(_) | Did::Release(_)
    )
}

/// The clear columns, as the record says them. The due time of arrival stays: a later one is in the record, with its source.
fn columns(concern: &Concern, opened: &Opened) -> Columns {
    let case = opened.case(concern);
    let open = if state(concern) == State::Closed { State::Looking } else { state(concern).opened() };
    Columns {
        state: if case.closed.is_some() { State::Closed } else { open }.text().to_owned(),
        assignee: case.allocated.as_ref().map(|a| a.what.clone()),
        keep_until: case.kept().and_then(|k| crate::when::start_of(k.what.until)),
        hold: case.hold.is_some(),
    }
}
