//! How the post is that takes reminders out, for who runs the machine: numbers alone. Must not know where letters go, or what they say.

use std::sync::atomic::{AtomicU64, Ordering};

/// Told by what sends, shown by `/readyz` and `/metrics`.
#[derive(Debug, Default)]
pub struct PostHealth {
    waiting: AtomicU64,
    sent: AtomicU64,
    failed: AtomicU64,
}

impl PostHealth {
    /// A reminder went out.
    pub fn sent(&self) {
        self.sent.fetch_add(1, Ordering::Relaxed);
    }

    /// One did not.
    pub fn failed(&self) {
        self.failed.fetch_add(1, Ordering::Relaxed);
    }

    /// So many wait, because the mail server does not take them.
    pub fn set_waiting(&self, waiting: u64) {
        self.waiting.store(waiting, Ordering::Relaxed);
    }

    /// How many wait, went out, and failed to.
    pub(crate) fn numbers(&self) -> [u64; 3] {
        [&self.waiting, &self.sent, &self.failed].map(|n| n.load(Ordering::Relaxed))
    }

    /// What is amiss, as a phrase.
    pub(crate) fn amiss(&self) -> Option<String> {
        let [waiting, ..] = self.numbers();
        let words = if waiting == 1 { "1 reminder waits".to_owned() } else { format!("{waiting} reminders wait") };
        (waiting > 0).then(|| format!("{words} for the mail server"))
    }
}
