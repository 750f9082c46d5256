//! `kill -9` in the midst of load: what was acknowledged is there, opens, and is there once.
//! A kill proves nothing about the disk: for that see `synced.rs`.

use std::thread::{self, sleep};
use std::time::Duration;

use super::house::{House, Teller};
use crate::http::get;
use crate::postgres::Server;
use crate::program::wait;

const KILLS: u64 = 50;
const CLIENTS: usize = 8;

/// Kills it again and again while eight people tell; `hurt` is called in the midst of each round, and `heal` after it.
fn killed(house: &House, mut hurt: impl FnMut(u64), mut heal: impl FnMut(u64)) {
    let mut tellers = (0..CLIENTS).map(|_| Teller::new(house)).collect::<Vec<_>>();
    for round in 0..KILLS {
        let mut serving = house.serve();
        thread::scope(|scope| {
            for teller in &mut tellers {
                scope.spawn(|| teller.tell_on(house, serving.address));
            }
            // From 50 to 300 milliseconds, in no order.
            let load = Duration::from_millis(50 + round * 97 % 251);
            sleep(load / 2);
            hurt(round);
            sleep(load / 2);
            serving.signal("KILL");
        });
        serving.end();
        heal(round);
    }
    let acknowledged = tellers.iter().map(|t| t.acknowledged.len()).sum::<usize>();
    assert!(acknowledged > 10 * usize::try_from(KILLS).unwrap(), "too few were told to show anything: {acknowledged}");

    let serving = house.serve();
    // What was half written when a kill came is gone, and nothing may wait, nor for a person.
    let settled = |body: &str| body == "ready\n";
    wait(|| settled(&get(serving.address, "/readyz").body).then_some(()), || get(serving.address, "/readyz").body);
    drop(serving);
    let mut there = house.opened();
    for (id, words) in tellers.iter().flat_map(|t| &t.acknowledged) {
        assert_eq!(there.remove(id).as_ref(), Some(words), "{id} was acknowledged, and is lost or another's; {acknowledged} were told");
    }
    for teller in &tellers {
        there.remove(teller.pending());
    }
    assert!(there.is_empty(), "nobody told these: {:?}", there.keys());
    let left = std::fs::read_dir(house.spool()).unwrap().map(|e| e.unwrap().file_name()).collect::<Vec<_>>();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn on_sqlite_nothing_acknowledged_is_lost_by_fifty_kills() {
    killed(&House::new(), |_| {}, |_| {});
}

/// The database itself is killed too, in every tenth round; what comes then goes to the spool.
#[test]
fn on_postgres_nothing_acknowledged_is_lost_by_fifty_kills() {
    let server = std::cell::RefCell::new(Server::start());
    let house = House::on(&server.borrow().url());
    let tenth = |round: u64| round % 10 == 4;
    killed(
        &house,
        |round| {
            if tenth(round) {
                server.borrow_mut().end("KILL");
            }
        },
        |round| {
            // A round later: in between it starts while the database is away.
            if tenth(round.wrapping_sub(1)) {
                server.borrow_mut().go_on();
            }
        },
    );
}
