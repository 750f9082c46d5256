//! The database goes away and comes back: people go on telling, and what they told comes to the database, once.

use std::time::Duration;

use super::house::{Concern, House, Line};
use crate::http::get;
use crate::postgres::Server;
use crate::program::{Serving, wait};

fn told(serving: &Serving, concerns: &[Concern]) {
    let mut line = Line::to(serving.address).unwrap();
    for concern in concerns {
        let (status, answer) = line.tell(concern).unwrap();
        assert_eq!(status, 201, "{answer}");
    }
}

fn ready(serving: &Serving) -> (u16, String) {
    let answer = get(serving.address, "/readyz");
    (answer.status, answer.body)
}

/// Waits until what waited is in the database.
fn drained(serving: &Serving) {
    wait(|| (ready(serving) == (200, "ready\n".into())).then_some(()), || format!("{:?} {}", ready(serving), serving.err()));
}

fn some(house: &House, many: usize) -> Vec<Concern> {
    (0..many).map(|n| house.concern(&format!("number {n}"))).collect()
}

#[test]
fn told_while_the_database_is_away_comes_to_it_once() {
    let mut server = Server::start();
    let house = House::on(&server.url());
    let (before, away, later) = (some(&house, 2), some(&house, 3), some(&house, 2));
    let serving = house.serve();
    told(&serving, &before);
    assert_eq!(ready(&serving), (200, "ready\n".into()));

    server.stop();
    told(&serving, &away);
    let waits = "ready, but the database does not answer; 3 concerns wait in the spool\n";
    assert_eq!(ready(&serving), (200, waits.into()));
    // The same again, of those that wait and of those that are in the database: kept once, whichever.
    told(&serving, &away);
    told(&serving, &before[..1]);
    drop(serving);

    // It starts while the database is away, knows what waits, and takes more.
    let serving = house.serve();
    serving.wait_for_err("waymark: warning: the database does not answer: what is told waits in the spool until it does\n");
    told(&serving, &away);
    told(&serving, &later);
    assert!(ready(&serving).1.ends_with("6 concerns wait in the spool\n"), "{:?}", ready(&serving));
    assert_eq!(get(serving.address, "/en/").status, 200, "pages need no database");

    server.go_on();
    drained(&serving);
    told(&serving, &away);
    drop(serving);
    let expected = [before, away, later].into_iter().flatten().map(|c| (c.id, c.words)).collect();
    assert_eq!(house.opened(), expected, "all of it, and each once");
}

#[test]
fn another_receipt_for_what_waits_is_a_conflict_there_too() {
    let mut server = Server::start();
    let house = House::on(&server.url());
    let serving = house.serve();
    server.stop();
    let concern = house.concern("one");
    told(&serving, std::slice::from_ref(&concern));
    let receipt = seal::Receipt::from_numbers([7; 7]).unwrap().mailbox(super::house::SITE).to_string();
    let mut line = Line::to(serving.address).unwrap();
    assert_eq!(line.tell_with(&concern, &format!("Waymark-Receipt: {receipt}\r\n")).unwrap().0, 409);
    server.go_on();
    drained(&serving);
    assert_eq!(line.tell_with(&concern, &format!("Waymark-Receipt: {receipt}\r\n")).unwrap().0, 409);
    told(&serving, std::slice::from_ref(&concern));
    assert_eq!(house.opened().len(), 1);
}

/// A stop of a second or two, as an upgrade makes it, over and over, while people tell.
#[test]
fn stopped_and_started_under_load_nothing_is_lost() {
    let mut server = Server::start();
    let house = House::on(&server.url());
    let serving = house.serve();
    let mut tellers = (0..4).map(|_| super::house::Teller::new(&house)).collect::<Vec<_>>();
    std::thread::scope(|scope| {
        for teller in &mut tellers {
            scope.spawn(|| teller.tell_on(&house, serving.address));
        }
        for _ in 0..3 {
            std::thread::sleep(Duration::from_millis(700));
            server.stop();
            std::thread::sleep(Duration::from_millis(700));
            server.go_on();
        }
        std::thread::sleep(Duration::from_secs(1));
        serving.signal("KILL");
    });
    let serving = house.serve();
    drained(&serving);
    drop(serving);
    let mut there = house.opened();
    for (id, words) in tellers.iter().flat_map(|t| &t.acknowledged) {
        assert_eq!(there.remove(id).as_ref(), Some(words), "{id}");
    }
    assert!(there.keys().all(|id| tellers.iter().any(|t| t.pending() == id)), "nobody told these: {:?}", there.keys());
}
