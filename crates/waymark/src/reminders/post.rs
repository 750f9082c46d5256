//! Letters out of the house, over SMTP, one connection each. Must not know when they are sent, or what they say.

use std::time::{Duration, UNIX_EPOCH};

use lettre::message::header::ContentType;
use lettre::message::{Mailbox, Mailboxes};
use lettre::transport::smtp::extension::ClientId;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};

use super::args::Post;
use super::letters::Letter;
use crate::say;

/// For a server to answer.
const PATIENCE: Duration = Duration::from_secs(20);

/// A mail server, as it is used.
pub(super) struct Server {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    random: fn(&mut [u8]),
}

/// Why a letter did not go out: what the server said, or why it could not be reached.
pub(super) type Unsent = String;

impl Server {
    pub(super) fn new(post: &Post, random: fn(&mut [u8])) -> Result<Server, Unsent> {
        // Not the machine's name, which tells strangers more than they need.
        let hello = ClientId::Domain(post.from.email.domain().to_owned());
        let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(post.server.as_str()).map_err(|e| e.to_string())?;
        Ok(Server { transport: builder.timeout(Some(PATIENCE)).hello_name(hello).build(), from: post.from.clone(), random })
    }

    /// Sends a letter to each of them, one by one, so that an address which is gone keeps it from nobody else; an error, if nobody has it. `now` is its
    /// date, in seconds since 1970, UTC.
    pub(super) async fn send(&self, to: &Mailboxes, letter: &Letter, now: i64) -> Result<(), Unsent> {
        let (mut taken, mut refused) = (false, String::new());
        for address in to.iter() {
            match self.send_one(address, letter, now).await {
                Ok(()) => taken = true,
                Err(why) => refused = format!("{}: {why}", address.email),
            }
        }
        if taken && !refused.is_empty() {
            say::warning(&format!("a reminder did not reach {refused}"));
        }
        if taken { Ok(()) } else { Err(refused) }
    }

    async fn send_one(&self, to: &Mailbox, letter: &Letter, now: i64) -> Result<(), Unsent> {
        let mut name = [0; 16];
        (self.random)(&mut name);
        let name = name.iter().map(|b| format!("{b:02x}")).collect::<String>();
        let date = UNIX_EPOCH + Duration::from_secs(u64::try_from(now).unwrap_or(0));
        let message = Message::builder().from(self.from.clone()).message_id(Some(format!("<{name}@{}>", self.from.email.domain())));
        let message = message.to(to.clone()).subject(letter.subject).date(date).header(ContentType::TEXT_PLAIN).body(letter.text.clone());
        let message = message.map_err(|e| e.to_string())?;
        self.transport.send(message).await.map(|_| ()).map_err(|e| causes(&e))
    }
}

/// An error with its causes, on one line.
fn causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let more = error.to_string();
        if !text.contains(&more) {
            text = format!("{text}: {more}");
        }
        cause = error.source();
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
