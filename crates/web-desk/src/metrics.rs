//! Numbers in the text format of Prometheus, for who runs the machine. Must not know who told anything, or when.

use axum::body::Body;
use http::header::{self, HeaderValue};
use http::{Response, StatusCode};
use store::Health;

/// Name, kind, and what it says.
const METRICS: [(&str, &str, &str); 9] = [
    ("waymark_database_up", "gauge", "1 if the database answers, with tables of this version."),
    ("waymark_spool_writable", "gauge", "1 if what is told could be kept in the spool."),
    ("waymark_spool_waiting", "gauge", "Concerns and additions that wait in the spool for the database."),
    ("waymark_spool_set_aside", "gauge", "Files of the spool that could not be forwarded: each is for a person to look at."),
    ("waymark_commits_total", "counter", "Transactions in which this process has put concerns and additions into the database."),
    (
        "waymark_mailbox_questions_total",
        "counter",
        "Questions that this process has asked for receipts: six for each that is typed, right or wrong.",
    ),
    ("waymark_reminders_waiting", "gauge", "Reminders that wait, because the mail server does not take them."),
    ("waymark_reminders_sent_total", "counter", "Reminders that the mail server has taken."),
    ("waymark_reminders_failed_total", "counter", "Tries to send a reminder that failed."),
];

/// The answer.
pub(crate) fn answer(health: Health, commits: u64, asked: u64, post: [u64; 3]) -> Response<Body> {
    let mut response = web::text(StatusCode::OK, text(health, commits, asked, post));
    let kind = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}

fn text(health: Health, commits: u64, asked: u64, post: [u64; 3]) -> String {
    let number = |n: usize| n as u64;
    let values = [
        u64::from(health.database),
        u64::from(health.spool),
        number(health.waiting.to_forward),
        number(health.waiting.set_aside),
        commits,
        asked,
    ];
    let one =
        |((name, kind, help), value): (&(&str, &str, &str), u64)| format!("# HELP {name} {help}\n# TYPE {name} {kind}\n{name} {value}\n");
    METRICS.iter().zip(values.into_iter().chain(post)).map(one).collect()
}

#[cfg(test)]
mod tests {
    use store::Waiting;

    use super::*;

    #[test]
    fn every_number_has_its_name() {
        let health = Health { database: true, spool: false, waiting: Waiting { to_forward: 3, set_aside: 1 } };
        let text = text(health, 7, 12, [2, 5, 3]);
        let numbers: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
        let expected = [
            "waymark_database_up 1",
            "waymark_spool_writable 0",
            "waymark_spool_waiting 3",
            "waymark_spool_set_aside 1",
            "waymark_commits_total 7",
            "waymark_mailbox_questions_total 12",
            "waymark_reminders_waiting 2",
            "waymark_reminders_sent_total 5",
            "waymark_reminders_failed_total 3",
        ];
        assert_eq!(numbers, expected);
    }
}
