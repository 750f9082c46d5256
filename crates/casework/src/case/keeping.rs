//! How long the record of a case is kept, and whether it may go. A day that was said before it was last closed holds no more, nor one that was said
//! before what is known of the children changed: its years may count from the end, or from a birth. Must not know a site's periods, or how a record is disposed of. No clock: the day is an argument.

use jiff::civil::Date;

use super::{Case, Entry};
use crate::MessageId;
use crate::work::{EntityKind, Keep};

/// Whether a record may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keeping<'a> {
    /// There is a legal hold.
    Held(&'a Entry<String>),
    /// It is not closed.
    Open,
    /// It is closed, and nobody has said, since it was and with these children before them, how long it is kept.
    NotSaid,
    /// It is kept until a day that is not over.
    Kept(&'a Entry<Keep>),
    /// That day is over.
    Ripe(&'a Entry<Keep>),
}

impl Case {
    /// How long the record is kept, as it was said since it was last closed, and since what is known of a child in it last changed.
    pub fn kept(&self) -> Option<&Entry<Keep>> {
        let closed = self.closed.as_ref()?;
        let said = |keep: &&Entry<Keep>| {
            let before = |at, id| (at, id) < (keep.at, keep.id);
            before(closed.at, closed.id) && self.child_changes().all(|(at, id)| before(at, id))
        };
        self.keep.as_ref().filter(said)
    }

    /// When a child was named, worded anew or struck through, and by which entry. One that is no child any more, or was not at first, counts.
    fn child_changes(&self) -> impl Iterator<Item = (i64, MessageId)> {
        let children = self.entities.iter().filter(|e| e.wordings().any(|w| w.what.kind == EntityKind::Child));
        children.flat_map(|child| child.wordings().map(|w| (w.at, w.id)).chain(child.struck.as_ref().map(|s| (s.at, s.id))))
    }

    /// Whether the record may go, on this day in London. The day until which it is kept is its last.
    pub fn keeping(&self, today: Date) -> Keeping<'_> {
        match (&self.hold, &self.closed, self.kept()) {
            (Some(hold), _, _) => Keeping::Held(hold),
            (None, None, _) => Keeping::Open,
            (None, Some(_), None) => Keeping::NotSaid,
            (None, Some(_), Some(keep)) if today <= keep.what.until => Keeping::Kept(keep),
            (None, Some(_), Some(keep)) => Keeping::Ripe(keep),
        }
    }

    /// The birth of the youngest child; none where there is no child, or where the birth of one is not known: that one may be the youngest.
    pub fn youngest_born(&self) -> Option<Date> {
        let children = self.entities.iter().filter(|e| !e.is_struck() && e.now().what.kind == EntityKind::Child);
        children.map(|child| day(&child.now().what.birth)).collect::<Option<Vec<_>>>()?.into_iter().max()
    }
}

/// A day as people write one. An age is none, and a day that no calendar has.
pub fn day(text: &str) -> Option<Date> {
    let forms = ["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d %B %Y", "%d %b %Y"];
    forms.iter().find_map(|form| Date::strptime(form, text.trim()).ok()).filter(|day| day.year() > 1_000)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::work::{Did, Entity, Withdraw, Work};
    use crate::{Answers, ConcernId, Payload, Place, Said};

    fn place(n: u8) -> Place {
        Place { site: "sample".into(), concern: ConcernId::from_bytes([1; 16]), message: MessageId::from_bytes([n; 16]) }
    }

    /// The acts, one each second.
    fn case(born: &[(&str, &str)], acts: Vec<Did>) -> Case {
        let works =
            (1..).zip(acts).map(|(n, did)| Work { place: place(n), at: i64::from(n), by: "a.worker".into(), did }).collect::<Vec<_>>();
        let first =
            Payload { place: place(0), lang: String::new(), mailbox: None, said: Said::Concern(Answers::from_iter(born.iter().copied())) };
        Case::of(Some(&first), 0, 1_000, &works)
    }

    fn why() -> String {
        "why".into()
    }

    fn keep_of(until: Date) -> Keep {
        Keep { until, kind: "child-in-need".into(), why: String::new() }
    }

    fn keep(until: Date) -> Did {
        Did::Keep(keep_of(until))
    }

    #[test]
    fn a_record_may_go_when_it_is_closed_its_day_is_over_and_nothing_holds_it() {
        let (day, after) = (date(2031, 5, 1), date(2031, 5, 2));
        let (close, reopen) = (Did::Close { why: why() }, Did::Reopen { why: why() });
        let (hold, unhold) = (Did::Hold { why: why() }, Did::Unhold { why: why() });
        let stands = |acts: &[&Did], today| {
            let case = case(&[], acts.iter().map(|did| (*did).clone()).collect());
            match case.keeping(today) {
                Keeping::Held(_) => "held",
                Keeping::Open => "open",
                Keeping::NotSaid => "not said",
                Keeping::Kept(_) => "kept",
                Keeping::Ripe(_) => "ripe",
            }
        };
        let until = keep(day);
        assert_eq!(stands(&[], after), "open");
        assert_eq!(stands(&[&close], after), "not said");
        assert_eq!(stands(&[&close, &until], day), "kept", "the day itself is its last");
        assert_eq!(stands(&[&close, &until], after), "ripe");
        assert_eq!(stands(&[&close, &until, &hold], after), "held");
        assert_eq!(stands(&[&close, &until, &hold, &unhold], after), "ripe");
        assert_eq!(stands(&[&hold], after), "held", "also while it is open");
        assert_eq!(stands(&[&close, &until, &reopen], after), "open");
        assert_eq!(stands(&[&close, &until, &reopen, &close], after), "not said", "the years may count from the end");
        assert_eq!(stands(&[&until, &close], after), "not said");
        assert_eq!(stands(&[&close, &until, &keep(after)], after), "kept", "the latest word counts");
    }

    #[test]
    fn a_day_that_was_said_before_the_children_were_known_as_they_are_now_holds_no_more() {
        let (day, after) = (date(2031, 5, 1), date(2031, 5, 2));
        let (close, until) = (Did::Close { why: why() }, keep(day));
        let (child, person) = (entity(), Entity { kind: EntityKind::Person, ..entity() });
        let ripe = |acts: Vec<Did>| matches!(case(&[], acts).keeping(after), Keeping::Ripe(_));
        assert!(ripe(vec![Did::Entity(child.clone()), close.clone(), until.clone()]));
        assert!(ripe(vec![close.clone(), until.clone(), Did::Entity(person.clone())]), "only a child's birth counts");
        assert!(!ripe(vec![close.clone(), until.clone(), Did::Entity(child.clone())]), "one who came to light later");
        assert!(ripe(vec![close.clone(), until.clone(), Did::Entity(child.clone()), until.clone()]), "said anew");
        let anew = |what: Entity| {
            Did::Entity(Entity { revises: Some(MessageId::from_bytes([1; 16])), seen: vec![MessageId::from_bytes([1; 16])], ..what })
        };
        for (was, is) in [(&child, &Entity { birth: "2014-02-03".into(), ..child.clone() }), (&person, &child), (&child, &person)] {
            let changed = vec![Did::Entity(was.clone()), close.clone(), until.clone(), anew(is.clone())];
            assert!(!ripe(changed), "a birth set right, a person who is a child, a child who is none");
        }
        let struck = Did::Withdraw(Withdraw { entry: MessageId::from_bytes([1; 16]), why: why() });
        assert!(!ripe(vec![Did::Entity(child), close, until, struck]));
    }

    #[test]
    fn who_gave_a_day_of_their_own_has_no_word_that_the_record_may_go() {
        let own = Did::Keep(Keep { why: why(), ..keep_of(date(2031, 5, 1)) });
        let review = Did::Review { why: why() };
        let said = |acts: [(&str, &Did); 3]| {
            let mut of = (1..).zip(acts).map(|(n, (by, did))| Work { place: place(n), at: i64::from(n), by: by.into(), did: did.clone() });
            let case = Case::of(None, 0, 1_000, &of.by_ref().collect::<Vec<_>>());
            (case.reviewed.is_some(), case.apart.len())
        };
        let (close, period) = (Did::Close { why: why() }, keep(date(2031, 5, 1)));
        assert_eq!(said([("a.manager", &close), ("a.manager", &own), ("a.manager", &review)]), (false, 1));
        assert_eq!(said([("a.manager", &close), ("a.manager", &own), ("b.manager", &review)]), (true, 0));
        assert_eq!(said([("a.manager", &close), ("a.manager", &period), ("a.manager", &review)]), (true, 0), "the period's own day");
    }

    #[test]
    fn the_youngest_child_counts_and_one_whose_birth_is_not_known_may_be_the_youngest() {
        let born = |told: &[(&str, &str)]| case(told, Vec::new()).youngest_born();
        assert_eq!(born(&[("worry", "x")]), None);
        assert_eq!(born(&[("child.1.born", "2010-05-01"), ("child.2.born", "2012-01-31")]), Some(date(2012, 1, 31)));
        assert_eq!(born(&[("child.1.born", "2010-05-01"), ("child.2.name", "Child B")]), None);
        for text in ["1/5/2010", "01.05.2010", "1 May 2010", " 2010-05-01 "] {
            assert_eq!(day(text), Some(date(2010, 5, 1)), "{text}");
        }
        for text in ["", "16", "about 16", "31/2/2010", "1/5/10"] {
            assert_eq!(day(text), None, "{text}");
        }
        let child = Entity { birth: "2014-02-03".into(), ..entity() };
        assert_eq!(case(&[("child.1.born", "2010-05-01")], vec![Did::Entity(child.clone())]).youngest_born(), Some(date(2014, 2, 3)));
        let struck = Did::Withdraw(Withdraw { entry: MessageId::from_bytes([1; 16]), why: why() });
        assert_eq!(case(&[("child.1.born", "2010-05-01")], vec![Did::Entity(child), struck]).youngest_born(), Some(date(2010, 5, 1)));
    }

    fn entity() -> Entity {
        let (kind, empty) = (EntityKind::Child, String::new);
        let details = Default::default();
        Entity {
            kind,
            name: "Child B".into(),
            other_names: empty(),
            birth: empty(),
            details,
            source: empty(),
            known: true,
            revises: None,
            seen: vec![],
        }
    }
}
