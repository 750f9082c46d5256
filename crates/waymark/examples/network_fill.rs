//! Fills a demonstration for `make bench`, part `network`: invented concerns that confirmed links join into one network, each with a child, two people and
//! four things. `network_fill DATA COUNT NOW`: they came on a day each, the last at NOW, in seconds since 1970. Prints the name of the first.
//! Must not know what the figures must be.

#[path = "filling/mod.rs"]
mod filling;

use std::io::Write;

use casework::work::{Did, Link, Verdict};
use casework::{Answers, ConcernId, MessageId, Payload, Place, Said, Work, from_form};
use filling::{DAY, Fallible, Made, SITE, keys, write};
use rusqlite::Connection;
use seal::SealedTo;
use unseal::{ConcernKey, TeamKey};

fn main() -> Fallible<()> {
    let arguments = std::env::args().skip(1).collect::<Vec<_>>();
    let [data, count, now] = &arguments[..] else { return Err("see the top of this file".into()) };
    let (count, now) = (count.parse::<u64>()?, now.parse::<i64>()?);
    let keys = keys(data)?;
    let key = keys.iter().find(|key| key.to == SealedTo::Team).ok_or("the manager holds every key")?;
    let all = (0..count).map(|n| one(key, n, count, now)).collect();
    write(&Connection::open(format!("{data}/waymark.db"))?, all)?;
    writeln!(std::io::stdout(), "{}", id(0))?;
    Ok(())
}

fn id(n: u64) -> ConcernId {
    ConcernId::from_bytes(name(n, 0))
}

/// Sixteen bytes that are nobody else's.
fn name(n: u64, of: u64) -> [u8; 16] {
    let mut bytes = [7; 16];
    bytes[..8].copy_from_slice(&n.to_le_bytes());
    bytes[8..].copy_from_slice(&of.to_le_bytes());
    bytes
}

/// Whose second person is the first of this: each has three such.
fn before(n: u64) -> Option<u64> {
    n.checked_sub(1).map(|n| n / 3)
}

/// A name that can be spoken and that no other number has.
fn spoken(n: u64) -> String {
    const PARTS: [&str; 20] =
        ["ba", "de", "fi", "go", "hu", "ka", "le", "mi", "no", "pu", "ra", "se", "ti", "vo", "wu", "sha", "the", "sti", "plo", "gru"];
    let at = |n: u64| PARTS[(n % 20) as usize];
    let text = format!("{}{}{}n", at(n * 7 + 3), at(n / 20 * 11 + 5), at(n / 400 + n * 3));
    text[..1].to_uppercase() + &text[1..]
}

fn one(key: &TeamKey, n: u64, count: u64, now: i64) -> Made {
    let (public, own) = (key.public("").recipient, ConcernKey::new());
    let (id, arrived) = (id(n), now - (count - 1 - n) as i64 * DAY);
    let first = before(n).map_or("Robin Sample".to_owned(), |before| format!("Robin {}", spoken(before)));
    // One number in five is told of twice.
    let phone = if n.is_multiple_of(5) { n / 10 } else { n };
    let told = [
        ("worry", "An invented worry.".to_owned()),
        ("channel", "phone".to_owned()),
        ("child.1.name", format!("Child {}", spoken(count + n))),
        ("person.1.name", first),
        ("person.2.name", format!("Robin {}", spoken(n))),
        ("places", format!("{} {} Court", 1 + n % 90, spoken(2 * count + n))),
        ("vehicles", format!("AB{:02} {}{}E", n % 100, char::from(b'A' + (n % 26) as u8), char::from(b'A' + (n / 26 % 26) as u8))),
        ("phones", format!("07700 900{phone:03}")),
        ("usernames", format!("sample-{}", spoken(3 * count + n).to_lowercase())),
    ];
    let place = Place { site: SITE.into(), concern: id, message: id.into() };
    let answers = Answers::from_iter(told.iter().map(|(name, value)| (*name, value.as_str())));
    let payload = Payload { place: place.clone(), lang: "en".into(), mailbox: None, said: Said::Concern(answers) };
    let mut records = vec![(id.to_string(), "concern", arrived, key.id.clone(), seal::seal(&public, payload.json()))];
    records.push((format!("{id}.own"), "own", arrived, "own".into(), own.seal(&payload)));
    let after = (3 * n + 1..=3 * n + 3).filter(|after| *after < count).map(|after| (after, link(after, n, "person.2", after, "person.1")));
    let links = before(n).map(|before| (n, link(n, n, "person.1", before, "person.2"))).into_iter().chain(after);
    for (pair, link) in links {
        let message = MessageId::from_bytes(name(n, 1 + pair));
        let work = Work { place: Place { message, ..place.clone() }, at: now, by: "demo-worker".into(), did: Did::Link(link) };
        records.push((message.to_string(), "work", now, "own".into(), own.seal_work(&work)));
    }
    Made { id: id.to_string(), to: SealedTo::Team, key: key.id.clone(), arrived, closed: false, wrapped: own.wrap(key, SITE, id), records }
}

/// The decision of a pair, as it reads from one of the two concerns.
fn link(pair: u64, mine: u64, of: &str, theirs: u64, thing: &str) -> Link {
    Link {
        name: MessageId::from_bytes(name(u64::MAX, pair)),
        of: from_form::key(id(mine), of),
        with: id(theirs),
        thing: from_form::key(id(theirs), thing),
        verdict: Verdict::Same,
        why: "An invented reason.".into(),
        agreed: Vec::new(),
    }
}
