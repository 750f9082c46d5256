//! Work beside the serving: compressing the pages, and forgetting what has expired.
//! Must not know what is compressed or forgotten.

use std::sync::Arc;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;
use std::time::Duration;

use store::{Keeper, Store};
use web_desk::DeskDoor;
use web_public::Public;

use crate::clock;

/// Asks for the pages to be compressed again. Its thread ends when nobody can ask any more.
#[derive(Clone)]
pub(crate) struct Squeeze(SyncSender<()>);

impl Squeeze {
    pub(crate) fn ask(&self) {
        // A place is full only if it was asked for already, and that run will see the newest pages.
        _ = self.0.try_send(());
    }
}

/// Compresses the pages on a thread of its own, now and whenever asked.
pub(crate) fn compress(public: Arc<Public>) -> Squeeze {
    let (ask, asked) = sync_channel(1);
    let squeeze = Squeeze(ask);
    squeeze.ask();
    thread::spawn(move || {
        for () in asked {
            public.compress();
        }
    });
    squeeze
}

/// Forgets what has expired, at start and then daily.
pub(crate) async fn forget_daily(store: Store) {
    let mut daily = tokio::time::interval(Duration::from_secs(86_400));
    loop {
        daily.tick().await;
        match store.forget_expired(clock::today_day()).await {
            Ok(n) => tracing::debug!(n, "expired progress forgotten"),
            Err(e) => tracing::warn!("what has expired is still kept; tried again tomorrow: {e}"),
        }
    }
}

/// Ends the sessions of the desk that are idle, every few seconds.
pub(crate) async fn desk(desk: Arc<DeskDoor>) {
    let mut often = tokio::time::interval(Duration::from_secs(5));
    loop {
        often.tick().await;
        desk.tick().await;
    }
}

/// How long to wait for the next tidying.
const OFTEN: Duration = Duration::from_secs(10);
/// And at most, while somebody reads: the look at that is cheap, and what they keep in the files should not stay for long.
const READ: Duration = Duration::from_secs(60);
/// And at most, after many that failed: each may have written a copy of everything.
const SELDOM: Duration = Duration::from_secs(600);

/// Finishes and cleans up after records were disposed of, beside the work of the desk.
pub(crate) async fn tidy(desk: Arc<DeskDoor>) {
    let (mut wait, mut told) = (OFTEN, false);
    loop {
        tokio::time::sleep(wait).await;
        let tidied = desk.tidy().await;
        // Once, and not every few seconds.
        match &tidied {
            Err(e) if !told => tracing::error!("what was disposed of or restricted may not be out of every file yet: {e}"),
            Ok(false) if !told && wait >= READ => {
                tracing::warn!(
                    "what was disposed of or restricted is not out of every file yet: some program goes on reading the database"
                );
            }
            _ => {}
        }
        told = tidied.is_err() || (matches!(tidied, Ok(false)) && (told || wait >= READ));
        wait = next(wait, &tidied);
    }
}

/// It waits longer each time that comes to nothing.
fn next<E>(waited: Duration, tidied: &Result<bool, E>) -> Duration {
    match tidied {
        Ok(true) => OFTEN,
        Ok(false) => (2 * waited).min(READ),
        Err(_) => (2 * waited).min(SELDOM),
    }
}

/// Brings what waits in the spool to the database, every few seconds.
pub(crate) async fn forward(keeper: Keeper) {
    let mut often = tokio::time::interval(Duration::from_secs(2));
    let mut told = false;
    loop {
        often.tick().await;
        if keeper.waiting().is_ok_and(|waiting| waiting.to_forward == 0) {
            continue;
        }
        match keeper.drain().await {
            Ok(n) => tracing::warn!(n, "what waited in the spool is in the database now"),
            // Once, and not every few seconds.
            Err(e) if !told => tracing::error!("concerns wait in the spool: {e}"),
            Err(_) => {}
        }
        told = keeper.waiting().is_ok_and(|waiting| waiting.to_forward > 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_to_nothing_is_tried_ever_more_seldom() {
        let after = |tidied: Result<bool, ()>| {
            let mut waits = vec![OFTEN];
            for _ in 0..8 {
                waits.push(next(*waits.last().unwrap(), &tidied));
            }
            waits.iter().map(Duration::as_secs).collect::<Vec<_>>()
        };
        assert_eq!(after(Err(())), [10, 20, 40, 80, 160, 320, 600, 600, 600], "what fails");
        assert_eq!(after(Ok(false)), [10, 20, 40, 60, 60, 60, 60, 60, 60], "while somebody reads");
        assert_eq!(next(SELDOM, &Ok::<_, ()>(true)), OFTEN, "and then as often as ever");
    }
}
