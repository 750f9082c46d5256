//! Signs of life: whether the program runs, and whether what is told can be kept.
//! Must not know anything about people: what is said here is numbers, and which part answers.

use axum::body::Body;
use http::{Response, StatusCode};
use store::Health;

use crate::text;

/// The program runs.
pub fn alive() -> Response<Body> {
    text(StatusCode::OK, "ok\n")
}

/// Whether a concern would be kept now: 200 if the database or the spool takes it, and what waits; 503 if neither does. `more` is what else is amiss.
pub fn ready(health: Health, more: Option<String>) -> Response<Body> {
    let (status, words) = readiness(health, more);
    text(status, words)
}

fn readiness(Health { database, spool, waiting }: Health, more: Option<String>) -> (StatusCode, String) {
    if !database && !spool {
        return (StatusCode::SERVICE_UNAVAILABLE, "not ready: neither the database nor the spool can keep anything\n".into());
    }
    let concerns = |n: usize| if n == 1 { "1 concern waits".to_owned() } else { format!("{n} concerns wait") };
    let mut but = Vec::new();
    if !database {
        but.push("the database does not answer".to_owned());
    }
    if waiting.to_forward > 0 || !database {
        but.push(format!("{} in the spool", concerns(waiting.to_forward)));
    }
    if waiting.set_aside > 0 {
        but.push(format!("{} set aside, for a person to look at", concerns(waiting.set_aside)));
    }
    if !spool {
        but.push("the spool cannot be written".to_owned());
    }
    but.extend(more);
    let words = if but.is_empty() { "ready\n".into() } else { format!("ready, but {}\n", but.join("; ")) };
    (StatusCode::OK, words)
}

#[cfg(test)]
mod tests {
    use store::Waiting;

    use super::*;

    #[test]
    fn what_is_wrong_is_said_and_only_a_door_that_can_keep_nothing_is_not_ready() {
        let said = |database, spool, to_forward, set_aside| {
            let (status, words) = readiness(Health { database, spool, waiting: Waiting { to_forward, set_aside } }, None);
            (status.as_u16(), words)
        };
        assert_eq!(said(true, true, 0, 0), (200, "ready\n".into()));
        assert_eq!(said(true, true, 3, 0), (200, "ready, but 3 concerns wait in the spool\n".into()));
        assert_eq!(said(false, true, 1, 0), (200, "ready, but the database does not answer; 1 concern waits in the spool\n".into()));
        assert_eq!(said(true, true, 0, 1), (200, "ready, but 1 concern waits set aside, for a person to look at\n".into()));
        assert_eq!(said(true, false, 0, 0), (200, "ready, but the spool cannot be written\n".into()));
        assert_eq!(said(false, false, 2, 0).0, 503);
        let health = Health { database: true, spool: true, waiting: Waiting { to_forward: 0, set_aside: 0 } };
        assert_eq!(readiness(health, Some("something else".into())).1, "ready, but something else\n");
    }
}
