//! How much of this program each source holds at a moment: open connections, and bytes of what they are sending. A flood from one place, or many
//! forms that stall half way, must leave room for who comes next. Must not know HTTP. **Addresses are kept as HMACs alone, under a key of this process.**

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use web::Full;
use web_public::{Source, SourceName};

/// Connections that one source may have open: thirty tellers of one school, each with the six that a browser opens, are little more than half.
pub(crate) const CONNECTIONS_OF_SOURCE: u32 = 320;
/// Of those that are turned away, so many at once are told why; each holds a connection for a moment.
const TOLD_WHY: u32 = 64;
/// Of each body so much is not counted: most of what is told fits, so that it comes through also while others stall.
const FREE: usize = 8 * 1024;
/// What bodies that are coming in may hold beyond that: those of one source, and all of them.
const BYTES_OF_SOURCE: usize = 8 * 1024 * 1024;
const BYTES_OF_ALL: usize = 32 * 1024 * 1024;

/// Who holds how much.
pub(crate) struct Crowd {
    on: bool,
    key: [u8; 32],
    held: Mutex<Held>,
}

#[derive(Default)]
struct Held {
    of: HashMap<SourceName, Share>,
    bytes: usize,
    told_why: u32,
}

#[derive(Default)]
struct Share {
    connections: u32,
    bytes: usize,
}

/// How a connection is let in.
pub(crate) enum Entrance {
    In(Place),
    /// Only to be told why not.
    Refused(Place),
    /// Not even that.
    Closed,
}

impl Crowd {
    /// With `on` false all are let in: for load tests.
    pub(crate) fn new(on: bool, random: fn(&mut [u8])) -> Crowd {
        let mut key = [0; 32];
        random(&mut key);
        Crowd { on, key, held: Mutex::default() }
    }

    /// A new connection; without a source (it comes through a proxy of ours) it is not counted.
    pub(crate) fn enter(self: &Arc<Self>, source: Option<Source>) -> Entrance {
        let place = |what| Place { crowd: Arc::clone(self), what };
        let Some(name) = source.filter(|_| self.on).map(|source| source.name(&self.key)) else {
            return Entrance::In(place(Holds::Nothing));
        };
        let mut held = self.held();
        if held.of.get(&name).is_none_or(|share| share.connections < CONNECTIONS_OF_SOURCE) {
            held.of.entry(name).or_default().connections += 1;
            return Entrance::In(place(Holds::Connection(name)));
        }
        if held.told_why == TOLD_WHY {
            return Entrance::Closed;
        }
        held.told_why += 1;
        Entrance::Refused(place(Holds::Told))
    }

    /// The body of a request, of which nothing has come yet.
    pub(crate) fn load(self: &Arc<Self>, source: Source) -> Load {
        let name = self.on.then(|| source.name(&self.key));
        Load { crowd: Arc::clone(self), name, came: AtomicUsize::new(0), full: OnceLock::new() }
    }

    fn held(&self) -> std::sync::MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn give_back(&self, name: SourceName, connections: u32, bytes: usize) {
        let mut held = self.held();
        held.bytes -= bytes;
        if let Entry::Occupied(mut entry) = held.of.entry(name) {
            let share = entry.get_mut();
            share.connections -= connections;
            share.bytes -= bytes;
            if share.connections == 0 && share.bytes == 0 {
                entry.remove();
            }
        }
    }
}

enum Holds {
    Nothing,
    Connection(SourceName),
    Told,
}

/// A connection's place, until it is dropped.
pub(crate) struct Place {
    crowd: Arc<Crowd>,
    what: Holds,
}

impl Drop for Place {
    fn drop(&mut self) {
        match self.what {
            Holds::Nothing => {}
            Holds::Connection(name) => self.crowd.give_back(name, 1, 0),
            Holds::Told => self.crowd.held().told_why -= 1,
        }
    }
}

/// What one body holds, until this is dropped: when its request is answered.
pub(crate) struct Load {
    crowd: Arc<Crowd>,
    name: Option<SourceName>,
    came: AtomicUsize,
    full: OnceLock<Full>,
}

impl Load {
    /// More of it has come. An error if there is no room for it.
    pub(crate) fn add(&self, bytes: usize) -> Result<(), Full> {
        let Some(name) = self.name else { return Ok(()) };
        let before = self.came.load(Ordering::Relaxed);
        let more = counted(before + bytes) - counted(before);
        if more > 0 {
            let mut held = self.crowd.held();
            let of_source = held.of.get(&name).map_or(0, |share| share.bytes);
            let full = match () {
                () if of_source + more > BYTES_OF_SOURCE => Some(Full::Source),
                () if held.bytes + more > BYTES_OF_ALL => Some(Full::All),
                () => None,
            };
            if let Some(full) = full {
                return Err(*self.full.get_or_init(|| full));
            }
            held.bytes += more;
            held.of.entry(name).or_default().bytes += more;
        }
        self.came.store(before + bytes, Ordering::Relaxed);
        Ok(())
    }

    /// Whether there was no room for some of it, and why.
    pub(crate) fn full(&self) -> Option<Full> {
        self.full.get().copied()
    }
}

fn counted(bytes: usize) -> usize {
    bytes.saturating_sub(FREE)
}

impl Drop for Load {
    fn drop(&mut self) {
        let bytes = counted(self.came.load(Ordering::Relaxed));
        if let Some(name) = self.name.filter(|_| bytes > 0) {
            self.crowd.give_back(name, 0, bytes);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn crowd() -> Arc<Crowd> {
        Arc::new(Crowd::new(true, |bytes| bytes.fill(7)))
    }

    fn from(text: &str) -> Source {
        Source(text.parse().unwrap())
    }

    fn enter(crowd: &Arc<Crowd>, text: &str) -> Option<Place> {
        match crowd.enter(Some(from(text))) {
            Entrance::In(place) => Some(place),
            Entrance::Refused(_) | Entrance::Closed => None,
        }
    }

    #[test]
    fn one_source_has_its_share_of_connections_and_another_its_own() {
        let crowd = crowd();
        let mut places = (0..1_000).filter_map(|_| enter(&crowd, "192.0.2.1")).collect::<Vec<_>>();
        assert_eq!(places.len(), CONNECTIONS_OF_SOURCE as usize);
        assert!(enter(&crowd, "192.0.2.2").is_some());
        assert!(enter(&crowd, "2001:db8::1").is_some());
        places.pop();
        places.push(enter(&crowd, "192.0.2.1").expect("a place that came free"));
        assert!(enter(&crowd, "192.0.2.1").is_none());
        drop(places);
        assert!(crowd.held().of.is_empty(), "nothing is remembered of who has gone");
    }

    #[test]
    fn a_household_of_ipv6_is_one_source() {
        let crowd = crowd();
        let places = (0..1_000).filter_map(|n| enter(&crowd, &format!("2001:db8:1:{:x}::{n:x}", n % 256))).collect::<Vec<_>>();
        assert_eq!(places.len(), CONNECTIONS_OF_SOURCE as usize);
        assert!(enter(&crowd, "2001:db8:1:100::1").is_some(), "the next /56");
    }

    #[test]
    fn a_few_are_told_why_and_then_none() {
        let crowd = crowd();
        let _places = (0..CONNECTIONS_OF_SOURCE).map(|_| enter(&crowd, "192.0.2.1").unwrap()).collect::<Vec<_>>();
        let more = (0..100).map(|_| crowd.enter(Some(from("192.0.2.1")))).collect::<Vec<_>>();
        assert_eq!(more.iter().filter(|e| matches!(e, Entrance::Refused(_))).count(), TOLD_WHY as usize);
        assert_eq!(more.iter().filter(|e| matches!(e, Entrance::Closed)).count(), 100 - TOLD_WHY as usize);
        drop(more);
        assert!(matches!(crowd.enter(Some(from("192.0.2.1"))), Entrance::Refused(_)));
    }

    #[test]
    fn a_proxy_of_ours_is_not_counted_and_off_is_off() {
        let (crowd, off) = (crowd(), Arc::new(Crowd::new(false, |_| ())));
        let places = (0..1_000).map(|_| (crowd.enter(None), off.enter(Some(from("192.0.2.1"))))).collect::<Vec<_>>();
        assert!(places.iter().all(|both| matches!(both, (Entrance::In(_), Entrance::In(_)))));
        assert_eq!(off.load(from("192.0.2.1")).add(100 * BYTES_OF_ALL), Ok(()));
    }

    #[test]
    fn what_stalls_holds_no_more_than_its_share_and_what_is_small_comes_through() {
        let crowd = crowd();
        let mut loads = Vec::new();
        for n in 0..300 {
            let load = crowd.load(from("192.0.2.1"));
            let came = load.add(384 * 1024);
            assert_eq!(came.is_ok(), (n + 1) * (384 * 1024 - FREE) <= BYTES_OF_SOURCE, "{n}");
            assert_eq!(load.full(), came.err());
            loads.push(load);
        }
        assert_eq!(crowd.load(from("192.0.2.1")).add(FREE), Ok(()), "most of what is told");
        assert_eq!(crowd.load(from("192.0.2.2")).add(384 * 1024), Ok(()), "another source");
        drop(loads);
        assert_eq!(crowd.held().bytes, 0);
        assert!(crowd.held().of.is_empty());
    }

    #[test]
    fn all_together_have_a_bound() {
        let crowd = crowd();
        let loads = (0..100_u32).map(|n| crowd.load(Source(std::net::Ipv4Addr::from(n).into()))).collect::<Vec<_>>();
        let refused = loads.iter().filter_map(|load| load.add(1024 * 1024).err()).collect::<Vec<_>>();
        assert!(refused.len() > 60 && refused.iter().all(|full| *full == Full::All), "{}", refused.len());
        assert!(crowd.held().bytes <= BYTES_OF_ALL);
    }
}
