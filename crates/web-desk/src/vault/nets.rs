//! What may be of the same person, place or thing: everything that is open, held against one another. Two nets: the team's, and one with the
//! managers' concerns in it too. **A worker is answered from the team's alone, so that neither results nor counts nor the time it takes, nor how
//! rare a name seems, tell of the others.** In memory alone, as all of the vault. Must not know pages, or what anybody decided.

use std::sync::Arc;

use linking::{Copied, Index, Learned, Match, Room, Sample};

use super::Held;
use super::known::{Known, Sort};

/// So many records are copied at once: some milliseconds, for which who wants to look or to write waits.
const COPIED: usize = 250;

/// A thing: the number of its concern, and its place among the concern's things.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Key {
    pub(super) concern: u32,
    pub(super) place: usize,
}

/// One index for each sort of thing.
struct Net {
    sorts: [Index<Key>; Sort::ALL.len()],
    /// How often something was taken out of each that must not stay in memory: until now, and when it was last made anew.
    gone: [[u32; Sort::ALL.len()]; 2],
}

impl Default for Net {
    fn default() -> Net {
        Net { sorts: Sort::ALL.map(|sort| Index::new(sort.schema())), gone: [[0; Sort::ALL.len()]; 2] }
    }
}

/// Both.
#[derive(Default)]
pub(super) struct Nets {
    teams: Net,
    all: Net,
    /// Which these are: what was learned from others, before the desk was locked, is not taken up.
    own: Arc<()>,
}

/// One index of one net.
pub(super) struct Which {
    of: Arc<()>,
    all: bool,
    sort: usize,
    /// What had been taken out for good when it was begun.
    gone: u32,
}

impl Net {
    fn of(&mut self, known: &Known) -> &mut Index<Key> {
        &mut self.sorts[known.sort as usize]
    }

    fn put(&mut self, concern: u32, things: &[Known]) {
        for (place, known) in things.iter().enumerate() {
            self.of(known).insert(Key { concern, place }, &known.record());
        }
    }

    /// Of these nothing may stay, not even as text.
    fn forget(&mut self, things: &[Known]) {
        things.iter().for_each(|known| self.gone[0][known.sort as usize] += 1);
    }

    /// Whether one is to be made anew: most of its room is nobody's, or something in it must not stay.
    fn is_loose(&self, sort: usize) -> bool {
        self.sorts[sort].is_loose() || self.gone[0][sort] != self.gone[1][sort]
    }

    fn remove(&mut self, concern: u32, things: &[Known]) {
        for (place, known) in things.iter().enumerate() {
            self.of(known).remove(&Key { concern, place });
        }
    }
}

impl Nets {
    /// Holds the things of a concern, in place of those that it had. **Here alone it is decided which net they are in**: what not everyone of the
    /// team may see never comes into the team's, and what is for named people into none. It is held against others on its own page alone.
    pub(super) fn put(&mut self, concern: u32, before: Option<&Held>, now: &Held) {
        if before.is_some_and(|before| before.things == now.things && before.circle == now.circle) {
            return;
        }
        if let Some(before) = before {
            self.remove(concern, before);
            if before.circle != now.circle {
                self.forget(before);
            }
        }
        if now.circle.named.is_empty() {
            self.all.put(concern, &now.things);
        }
        if now.is_teams() {
            self.teams.put(concern, &now.things);
        }
    }

    /// Drops the things of a concern.
    pub(super) fn remove(&mut self, concern: u32, held: &Held) {
        self.all.remove(concern, &held.things);
        self.teams.remove(concern, &held.things);
    }

    /// Of what was held nothing is to stay in memory: it is gone for good, or for fewer people.
    pub(super) fn forget(&mut self, held: &Held) {
        self.all.forget(&held.things);
        self.teams.forget(&held.things);
    }

    /// What may be the same as a thing, the likeliest first. `all`: for who may see what is for the managers.
    pub(super) fn alike(&self, all: bool, of: Key, known: &Known, room: &mut Room) -> Vec<Match<Key>> {
        let net = self.net(all, known);
        net.counterparts(&of, room).unwrap_or_else(|| net.look_up_with(&known.record(), room))
    }

    /// Two things held against one another; none where neither net has one of them and too little speaks for it.
    pub(super) fn between(&self, all: bool, one: (Key, &Known), other: (Key, &Known), room: &mut Room) -> Option<Match<Key>> {
        let net = self.net(all, one.1);
        let both = net.between(&one.0, &other.0, room);
        let mut found = |of: &Known, key: Key| net.look_up_with(&of.record(), room).into_iter().find(|one| one.id == key);
        both.or_else(|| found(one.1, other.0)).or_else(|| found(other.1, one.0))
    }

    /// Whether it is time for one of them to be learned from.
    pub(super) fn has_grown(&self) -> bool {
        self.sample().is_some()
    }

    /// The first that it is time to learn from, and what is to be copied of it. **What the team is answered by is learned from the team's alone.**
    pub(super) fn sample(&self) -> Option<(Which, Sample<Key>)> {
        let all = [(false, &self.teams), (true, &self.all)];
        let mut all = all.into_iter().flat_map(|(all, net)| net.sorts.iter().enumerate().map(move |(sort, index)| (all, sort, index)));
        let (all, sort, index) = all.find(|(_, sort, index)| Sort::ALL[*sort].is_learned() && index.has_grown())?;
        Some((Which { of: Arc::clone(&self.own), all, sort, gone: 0 }, index.sample()))
    }

    /// Whether one of them is to be made anew.
    pub(super) fn is_loose(&self) -> bool {
        [&self.teams, &self.all].into_iter().any(|net| (0..Sort::ALL.len()).any(|sort| net.is_loose(sort)))
    }

    /// The first that is to be made anew, and the copy that it is made in.
    pub(super) fn loose(&self) -> Option<(Which, Copied<Key>)> {
        let all = [(false, &self.teams), (true, &self.all)];
        let mut all = all.into_iter().flat_map(|(all, net)| (0..Sort::ALL.len()).map(move |sort| (all, net, sort)));
        let (all, net, sort) = all.find(|(_, net, sort)| net.is_loose(*sort))?;
        Some((Which { of: Arc::clone(&self.own), all, sort, gone: net.gone[0][sort] }, net.sorts[sort].copied()))
    }

    /// Copies some more of it; false if there is no more.
    pub(super) fn copy_on(&self, which: &Which, copied: &mut Copied<Key>) -> bool {
        let net = if which.all { &self.all } else { &self.teams };
        Arc::ptr_eq(&which.of, &self.own) && net.sorts[which.sort].copy_on(copied, COPIED as u32)
    }

    /// Goes on with the copy; what was there before, to be dropped where nobody waits.
    #[must_use = "dropping it takes a while"]
    pub(super) fn take(&mut self, which: &Which, copied: Copied<Key>) -> Option<Index<Key>> {
        if !Arc::ptr_eq(&which.of, &self.own) {
            return None;
        }
        let net = if which.all { &mut self.all } else { &mut self.teams };
        // What went since the copying began may have been copied before: then it is made anew once more.
        net.gone[1][which.sort] = which.gone;
        Some(net.sorts[which.sort].take(copied))
    }

    /// Copies some more of it; false if there is no more.
    pub(super) fn copy(&self, which: &Which, sample: &mut Sample<Key>) -> bool {
        let net = if which.all { &self.all } else { &self.teams };
        Arc::ptr_eq(&which.of, &self.own) && net.sorts[which.sort].copy(sample, COPIED)
    }

    /// Goes by what was learned from now on.
    pub(super) fn adopt(&mut self, which: Which, learned: Learned) {
        if Arc::ptr_eq(&which.of, &self.own) {
            let net = if which.all { &mut self.all } else { &mut self.teams };
            net.sorts[which.sort].adopt(learned);
        }
    }

    fn net(&self, all: bool, known: &Known) -> &Index<Key> {
        let net = if all { &self.all } else { &self.teams };
        &net.sorts[known.sort as usize]
    }
}

#[cfg(test)]
mod tests {
    use casework::work::EntityKind;

    use super::super::known::tests::{other, person};
    use super::*;

    /// So many people, some of whom come twice, spelled another way.
    fn filled(many: usize) -> Nets {
        let mut nets = Nets::default();
        for n in 0..many {
            let given = ["Mary", "Adam", "Noor", "Jan", "Ola", "Sam", "Lena"][n % 7];
            let name = format!("{given} Sample{}", n / 2 * 31);
            let age = (20 + n / 2 % 40).to_string();
            let phone = format!("07700 9{:05}", n / 3);
            let known = [person(&name, &[("age", &age), ("phone", &phone)])];
            let concern = u32::try_from(n).unwrap();
            nets.teams.put(concern, &known);
            nets.all.put(concern, &known);
        }
        nets
    }

    fn learn(nets: &mut Nets) -> usize {
        let mut times = 0;
        while let Some((which, mut sample)) = nets.sample() {
            while nets.copy(&which, &mut sample) {}
            nets.adopt(which, sample.learn());
            times += 1;
        }
        times
    }

    #[test]
    fn it_is_learned_from_the_first_hundred_on_and_whenever_there_are_a_tenth_more() {
        assert_eq!(learn(&mut filled(99)), 0);
        let mut nets = filled(200);
        let before = nets.teams.sorts[0].model().clone();
        assert_eq!(learn(&mut nets), 2, "in each of the two nets");
        assert_ne!(*nets.teams.sorts[0].model(), before);
        assert!(!nets.has_grown());
        for (n, grown) in [(219, false), (220, true)] {
            let known = [person("Somebody Else", &[])];
            (200..=n).for_each(|concern| nets.teams.put(concern - 1, &known));
            assert_eq!(nets.has_grown(), grown, "{n}");
        }
        // What was learned before the desk was locked is of nothing that is open after it.
        let (which, mut sample) = nets.sample().unwrap();
        while nets.copy(&which, &mut sample) {}
        let mut other = Nets::default();
        let empty = other.teams.sorts[0].model().clone();
        other.adopt(which, sample.learn());
        assert_eq!(*other.teams.sorts[0].model(), empty);
    }

    fn tidy(nets: &mut Nets) -> usize {
        let mut times = 0;
        while let Some((which, mut copied)) = nets.loose() {
            while nets.copy_on(&which, &mut copied) {}
            copied.build();
            assert!(nets.take(&which, copied).is_some());
            times += 1;
        }
        times
    }

    #[test]
    fn what_is_gone_for_good_stays_in_no_index() {
        let mut nets = filled(300);
        let found = |nets: &Nets, concern| {
            let all = nets.teams.sorts[0].counterparts(&Key { concern, place: 0 }, &mut Room::default());
            all.map(|all| all.iter().map(|one| (one.id, (one.weight * 1e3) as i64)).collect::<Vec<_>>())
        };
        learn(&mut nets);
        let before = found(&nets, 8);
        assert_eq!((tidy(&mut nets), before.as_ref().map(Vec::is_empty)), (0, Some(false)));
        let known = [person("Somebody Else", &[])];
        nets.teams.put(300, &known);
        nets.teams.remove(300, &known);
        nets.teams.forget(&known);
        assert!(nets.is_loose());
        let (which, mut copied) = nets.loose().unwrap();
        // Meanwhile another goes.
        nets.teams.remove(9, &[]);
        nets.teams.forget(&known);
        while nets.copy_on(&which, &mut copied) {}
        copied.build();
        assert!(nets.take(&which, copied).is_some() && nets.is_loose(), "it may have been copied");
        assert_eq!((tidy(&mut nets), nets.is_loose()), (1, false));
        assert_eq!((found(&nets, 8), found(&nets, 300)), (before, None));
        // What was copied before the desk was locked is of nothing that is open after it.
        nets.teams.forget(&known);
        let (which, copied) = nets.loose().unwrap();
        assert!(Nets::default().take(&which, copied).is_none());
    }

    #[test]
    fn learning_again_from_the_same_changes_nothing() {
        let mut nets = filled(300);
        let all = |nets: &Nets| -> Vec<Vec<Match<Key>>> {
            let found = |concern| nets.teams.sorts[0].counterparts(&Key { concern, place: 0 }, &mut Room::default()).unwrap();
            (0..300).map(found).collect()
        };
        let first = all(&nets);
        learn(&mut nets);
        let learned = all(&nets);
        assert!(learned.iter().any(|found| !found.is_empty()) && learned != first, "it was learned");
        let again = nets.teams.sorts[0].learn();
        nets.teams.sorts[0].adopt(again);
        assert_eq!(all(&nets), learned);
    }

    /// What the two towns of the story tell of people, after so many others: what may be one, by place in the list.
    #[test]
    fn what_may_be_one_stays_so_when_it_is_learned_from_what_came_before() {
        let home = ("address", "14 Example Road, LU1 1AA");
        let story = [
            person("Khadija Sample", &[("age", "2010-04-12"), home, ("school", "Sample High School")]),
            person("Khadeeja Sampel", &[("age", "12/04/2010"), ("address", "14 Example Rd, LU1 1AA")]),
            person("Yusuf Sample", &[("age", "2012-11-02"), home]),
            person("Zofia Przyklad", &[("age", "30/09/2010"), ("address", "3 Trial Street, LU2 2BB"), ("school", "Sample High School")]),
            person("Zosia Przykład", &[("age", "2010-09-30")]),
            person("Tariq", &[("phone", "07700 900456")]),
            person("Tarek", &[("phone", "+44 7700 900456"), ("address", "9 Specimen Court, MK9 3CC")]),
            person("Elena Model", &[("age", "35")]),
            person("Yelena Model", &[("age", "about 35"), ("address", "Flat at 9 Specimen Ct, MK9 3CC")]),
        ];
        for others in [120, 600] {
            let mut nets = Nets::default();
            for n in 0..others {
                let given = ["Mary", "Adam", "Noor", "Jan", "Ola", "Sam"][n % 6];
                let family = ["Barker", "Tanner", "Milton", "Wrighley", "Kaurson", "Shahman", "Millford"][n / 6 % 7];
                // Days that have nothing to do with the names: or two of one name would seem to be born on nearly one day.
                let day = (n as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
                let born = format!("{}-{:02}-{:02}", 2000 + day % 17, 1 + day / 17 % 12, 1 + day / 204 % 28);
                let (name, phone) = (format!("{given} {family}"), format!("07700 9{n:05}"));
                nets.teams.put(u32::try_from(n).unwrap(), &[person(&name, &[("age", &born), ("phone", &phone)])]);
            }
            for (n, known) in (10_000..).zip(&story) {
                nets.teams.put(n, std::slice::from_ref(known));
            }
            let found = |nets: &Nets| -> Vec<(u32, u32)> {
                let of = |n: u32| nets.teams.sorts[0].counterparts(&Key { concern: n, place: 0 }, &mut Room::default()).unwrap();
                let likely =
                    |n: u32| of(n).into_iter().filter(|one| one.probability >= 0.2).map(move |one| (n - 10_000, one.id.concern - 10_000));
                (10_000..10_009).flat_map(likely).collect()
            };
            let expected = [(0, 1), (1, 0), (3, 4), (4, 3), (5, 6), (6, 5), (7, 8), (8, 7)];
            assert_eq!(found(&nets), expected, "of {others}, before");
            assert!(learn(&mut nets) > 0);
            assert_eq!(found(&nets), expected, "of {others}, learned");
        }
    }

    #[test]
    fn a_place_a_van_a_number_and_a_name_online_are_found_when_it_is_learned_from_others() {
        for (kind, one, same, others) in [
            (EntityKind::Place, "9 Specimen Court, MK9 3CC", "Flat at 9 Specimen Ct, MK9 3CC", "Trial Street, LU2 2BB"),
            (EntityKind::Vehicle, "blue van, AB12 CDE", "ab12cde", ""),
            (EntityKind::Phone, "07700 900456", "+44 7700 900456", ""),
            (EntityKind::Username, "@sample-taz", "Some App: sample-taz", "@other-"),
        ] {
            let mut nets = Nets::default();
            for n in 0..150 {
                let name = match kind {
                    EntityKind::Vehicle => format!("XY{:02} Z{}{}", n % 90 + 10, ["AB", "CD"][n / 90], "Q"),
                    EntityKind::Phone => format!("07700 91{:04}", n * 37),
                    EntityKind::Place => format!("{n} {others}"),
                    _ => format!("{others}{}", n * 7919),
                };
                nets.teams.put(u32::try_from(n).unwrap(), &[other(kind, &name)]);
            }
            nets.teams.put(1000, &[other(kind, one)]);
            nets.teams.put(1001, &[other(kind, same)]);
            let sort = Sort::of(kind).unwrap() as usize;
            let found = |nets: &Nets| -> Vec<u32> {
                let all = nets.teams.sorts[sort].counterparts(&Key { concern: 1000, place: 0 }, &mut Room::default()).unwrap();
                all.iter().map(|one| one.id.concern).take(1).collect()
            };
            assert_eq!(found(&nets), [1001], "{one}, before");
            learn(&mut nets);
            assert_eq!(found(&nets), [1001], "{one}, learned");
        }
    }
}
