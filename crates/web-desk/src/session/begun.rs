//! What somebody has begun and not finished: kept in memory for some minutes, and taken once. Anybody can begin, so it is bounded, in all and for
//! each who begins. **A flood pushes out its own, and what came from where far more came from than people bring; where it comes from so many places that
//! none stands out, whoever comes then is told to wait, and nobody loses what they have begun.** Must not know what was begun.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::guesses::Try;

/// Where all places are taken, this part of them is more than people bring from one place: an office behind one address keeps what it has begun.
const FAR_MORE: usize = 20;

/// All that has begun, of one kind.
pub(crate) struct Begun<T> {
    /// How long each may take, in seconds.
    lasts: i64,
    /// So many at once.
    most: usize,
    /// So many at once of each who begins.
    most_of_one: usize,
    all: Mutex<All<T>>,
}

struct All<T> {
    /// The oldest first.
    queue: VecDeque<One<T>>,
    /// How many are whose.
    of: HashMap<Try, usize>,
}

struct One<T> {
    what: T,
    by: Try,
    until: i64,
}

impl<T> All<T> {
    fn remove(&mut self, at: usize) -> Option<One<T>> {
        let one = self.queue.remove(at)?;
        if let Some(many) = self.of.get_mut(&one.by) {
            *many -= 1;
            if *many == 0 {
                self.of.remove(&one.by);
            }
        }
        Some(one)
    }

    fn remove_oldest_of(&mut self, by: Try) {
        let at = self.queue.iter().position(|one| one.by == by);
        at.and_then(|at| self.remove(at));
    }
}

impl<T> Begun<T> {
    pub(crate) fn new(lasts: i64, most: usize, most_of_one: usize) -> Begun<T> {
        Begun { lasts, most, most_of_one, all: Mutex::new(All { queue: VecDeque::new(), of: HashMap::new() }) }
    }

    /// All that are not too late.
    fn lock(&self, now: i64) -> MutexGuard<'_, All<T>> {
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        while all.queue.front().is_some_and(|one| one.until <= now) {
            all.remove(0);
        }
        all
    }

    /// Keeps what somebody begins; `by` is who, as far as they have shown it, or where they are. False if there is no place for it now.
    #[must_use]
    pub(crate) fn put(&self, now: i64, by: Try, what: T) -> bool {
        let mut all = self.lock(now);
        let own = all.of.get(&by).copied().unwrap_or(0);
        if own >= self.most_of_one {
            all.remove_oldest_of(by);
        } else if all.queue.len() >= self.most {
            let Some((greediest, most)) = all.of.iter().map(|(by, many)| (*by, *many)).max_by_key(|(_, many)| *many) else { return false };
            if own < most && most <= self.most / FAR_MORE {
                return false;
            }
            all.remove_oldest_of(if own == most { by } else { greediest });
        }
        *all.of.entry(by).or_default() += 1;
        all.queue.push_back(One { what, by, until: now + self.lasts });
        true
    }

    /// Takes the one that is meant.
    pub(crate) fn take(&self, now: i64, meant: impl Fn(&T) -> bool) -> Option<T> {
        let mut all = self.lock(now);
        let at = all.queue.iter().position(|one| meant(&one.what))?;
        all.remove(at).map(|one| one.what)
    }

    /// What is seen in the first that shows it; it stays.
    pub(crate) fn see<S>(&self, now: i64, seen: impl Fn(&T) -> Option<S>) -> Option<S> {
        self.lock(now).queue.iter().find_map(|one| seen(&one.what))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::{Guesses, What};

    #[test]
    fn a_flood_from_few_places_pushes_out_its_own_and_nobody_elses() {
        let guesses = Guesses::new(|bytes| bytes.fill(7));
        let from = |n: usize| guesses.of(What::Begun, &n.to_string(), None);
        let begun = Begun::new(300, 100, 50);
        assert!(begun.put(0, from(0), (0, 0)));
        (0..1_000).for_each(|n| assert!(begun.put(1, from(1), (1, n))));
        assert_eq!(begun.lock(1).queue.len(), 51, "of one source");
        // From three sources at once there is no room for all.
        (0..1_000).for_each(|n| assert!(begun.put(2, from(2 + n % 2), (2 + n % 2, n))));
        assert_eq!(begun.lock(2).queue.len(), 100);
        assert_eq!(begun.take(2, |(by, _)| *by == 0), Some((0, 0)), "whoever is alone is still there");
        assert_eq!(begun.take(2, |(by, _)| *by == 0), None, "once");
        assert!(begun.take(2, |(by, n)| (*by, *n) == (3, 999)).is_some(), "and of the others the newest");
        let all = begun.lock(2);
        assert_eq!(all.of.values().sum::<usize>(), all.queue.len());
    }

    #[test]
    fn where_none_stands_out_an_office_keeps_what_it_has_begun_and_whoever_comes_waits() {
        let guesses = Guesses::new(|bytes| bytes.fill(7));
        let from = |n: usize| guesses.of(What::Begun, &n.to_string(), None);
        let begun = Begun::new(300, 1_000, 100);
        (0..40).for_each(|n| assert!(begun.put(0, from(0), (0, n))));
        // Two of each of many sources: the office has the most by far, and nothing that people do not bring.
        let kept = (2..2_000).filter(|n| begun.put(1, from(n / 2), (n / 2, *n))).count();
        assert_eq!(kept, 960, "as many as there was room for");
        assert!(!begun.put(1, from(5_000), (5_000, 0)), "who comes then is told so");
        (0..40).for_each(|n| assert_eq!(begun.take(1, |one| *one == (0, n)), Some((0, n))));
        assert!(begun.put(1, from(5_000), (5_000, 0)), "and has a place when there is one");
    }

    #[test]
    fn where_one_stands_out_it_makes_room_until_it_does_not() {
        let guesses = Guesses::new(|bytes| bytes.fill(7));
        let from = |n: usize| guesses.of(What::Begun, &n.to_string(), None);
        let begun = Begun::new(300, 1_000, 100);
        (0..40).for_each(|n| assert!(begun.put(0, from(0), (0, n))));
        (0..100).for_each(|n| assert!(begun.put(0, from(1), (1, n))));
        let kept = (2..1_000).filter(|n| begun.put(1, from(*n), (*n, 0))).count();
        assert_eq!(kept, 860 + 50, "its hundred become fifty, a twentieth of all");
        (0..40).for_each(|n| assert_eq!(begun.take(1, |one| *one == (0, n)), Some((0, n))));
    }

    #[test]
    fn what_is_late_is_gone() {
        let guesses = Guesses::new(|bytes| bytes.fill(7));
        let begun = Begun::new(300, 100, 50);
        assert!(begun.put(0, guesses.of(What::Begun, "", None), 1));
        assert_eq!(begun.see(299, |one| Some(*one)), Some(1), "and stays when it was seen");
        assert_eq!(begun.take(300, |_| true), None);
        assert!(begun.lock(300).of.is_empty());
    }
}
