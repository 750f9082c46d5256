//! `waymark concerns reply`: an answer to the teller, read from standard input or from a file.
//! Must not know how it is signed or sealed.

use casework::LONGEST_MESSAGE;

use crate::concerns::args;
use crate::concerns::desk;
use crate::office::{OfficeConfig, done, input};
use crate::stop::Stop;

pub(crate) async fn reply(config: &OfficeConfig, wanted: &args::Reply) -> Result<(), Stop> {
    let desk = desk(config, &wanted.sign_in).await?;
    let (concern, _) = desk.look(wanted.id).await?;
    if concern.mailbox.is_none() {
        // Before anybody types an answer that cannot arrive.
        return Err(Stop::Refused("the teller took no receipt, so no reply can reach them; reach them as they said, if they did".into()));
    }
    let asks = "The reply, in as many lines as you want; end it with Ctrl-D on a line of its own:";
    let text = input::read(wanted.text.as_deref(), LONGEST_MESSAGE * 4, asks)?;
    if text.trim().is_empty() {
        return Err(Stop::Misuse("the reply has no words; give them on standard input, or in a file with --text FILE".into()));
    }
    let message = desk.reply(&concern, &text).await?;
    done(&format!("the reply {message} waits for whoever has the receipt of {}", concern.id))
}
