//! `waymark keys init`: key birth. The private halves go into wraps, the recovery key and a one-time code onto paper, and nothing else is kept.
//! Must not know what the keys are for.

use std::io::IsTerminal;

use seal::words;
use unseal::{Birth, Cost, Role, Unlocked, birth};
use zeroize::Zeroizing;

use crate::office::{Office, OfficeConfig, Terminal, acts, away, keys_file, open_or_make, settings, when};
use crate::stop::Stop;
use crate::{clock, say};
use team::accounts::{SETUP, account, put};
use team::passphrase::DEMO;
use team::session::code_text;

/// How often the recovery key may be typed wrongly before it is shown again from the start.
const TRIES: usize = 3;

pub(crate) async fn init(config: &OfficeConfig, demo: bool, if_missing: bool) -> Result<(), Stop> {
    let shown = config.keys.display();
    if keys_file::read(&config.keys)?.is_some() {
        let told = format!("there are keys at `{shown}` already");
        return if if_missing { Ok(()) } else { Err(Stop::CouldNot(format!("{told}; `waymark keys rotate` makes newer ones"))) };
    }
    let settings = settings(config)?;
    if demo && settings.live {
        return Err(Stop::Misuse("the site is live, so its keys cannot be those of a demonstration".into()));
    }
    let terminal = if demo { None } else { Some(terminal()?) };
    let born = birth(&settings.id, demo, &when::day(clock::now()), &mut clock::random);
    if let Some(terminal) = &terminal {
        onto_paper(terminal, &born)?;
    }
    let ready = keys_file::prepare(&config.keys, &born.public)?;
    let office = open_or_make(config).await?;
    if !office.store.accounts(&office.site).await.map_err(|e| away(&e))?.is_empty() {
        return Err(Stop::CouldNot(format!(
            "the database holds accounts of `{}` already, made with other keys; put their file back at `{shown}`",
            office.site
        )));
    }
    acts::note(&office, acts::NOBODY, "keys-init", acts::NOBODY).await?;
    for wrap in &born.wraps {
        put(&office, wrap.clone()).await?;
    }
    match terminal {
        Some(terminal) => real(&office, &born, ready, &terminal).await,
        None => demonstration(&office, &born, ready).await,
    }
}

fn terminal() -> Result<Terminal, Stop> {
    let at_hand = std::io::stdin().is_terminal().then(Terminal::open).flatten();
    at_hand.ok_or_else(|| Stop::Misuse("keys are made on a terminal, with a person at it; `--demo` makes some for trying out".into()))
}

/// Shows the recovery key on a screen that leaves no trace in the window, and has it typed back before anything is written.
fn onto_paper(terminal: &Terminal, born: &Birth) -> Result<(), Stop> {
    terminal.show("\x1b[?1049h");
    let noted = shown_and_typed(terminal, born);
    terminal.show("\x1b[2J\x1b[H\x1b[?1049l");
    noted
}

fn shown_and_typed(terminal: &Terminal, born: &Birth) -> Result<(), Stop> {
    loop {
        terminal.show("\x1b[2J\x1b[H");
        terminal.show("The recovery key. Write it on paper now. It is shown this once, and kept nowhere.\n\n");
        terminal.show(&on_lines(&born.recovery));
        terminal.show("\nWhoever has this paper can open everything. If every passphrase is forgotten, nothing else can.\n");
        terminal.show("The paper is the only copy: keep it where you keep what must not be lost, away from this machine.\n\n");
        terminal.wait("Press the enter key when it is written down. Then it is typed back. ")?;
        terminal.show("\x1b[2J\x1b[H");
        for _ in 0..TRIES {
            let typed = terminal.ask_secret("The recovery key, from the paper (any case, spaces do not count; it is not shown): ")?;
            if Unlocked::from_text(&typed).is_some_and(|key| key.recipient() == born.public.recovery) {
                return Ok(());
            }
            terminal.show("That is not the key.\n");
        }
    }
}

/// In groups of four, five groups a line.
fn on_lines(key: &str) -> Zeroizing<String> {
    let mut out = Zeroizing::new(String::with_capacity(key.len() * 2));
    for (n, c) in key.chars().enumerate() {
        match n {
            0 => out.push_str("    "),
            _ if n % 20 == 0 => out.push_str("\n    "),
            _ if n % 4 == 0 => out.push(' '),
            _ => {}
        }
        out.push(c);
    }
    out.push('\n');
    out
}

async fn real(office: &Office, born: &Birth, ready: keys_file::Ready, terminal: &Terminal) -> Result<(), Stop> {
    let code = Zeroizing::new(code_text(&words::draw(&mut clock::random)));
    account(office, SETUP, Role::Setup, &code, Cost::FULL, &born.keys).await?;
    ready.put()?;
    terminal.show(&format!("\nThe keys stand in `{}`. The set-up code makes the first manager, once:\n\n    ", office.keys_path.display()));
    terminal.show(&code);
    terminal.show("\n\nNext, here and now: waymark keys add NAME --role manager --as setup\n");
    Ok(())
}

async fn demonstration(office: &Office, born: &Birth, ready: keys_file::Ready) -> Result<(), Stop> {
    for (name, role) in [("demo-manager", Role::Manager), ("demo-worker", Role::Worker)] {
        account(office, name, role, DEMO, Cost::DEMO, &born.keys).await?;
    }
    ready.put()?;
    say::warning("THESE KEYS ARE FOR TRYING OUT: everyone knows their passphrase. Tell nothing real to this site.");
    say::out(&format!(
        "Keys for a demonstration of the site `{}` stand in {}.\n\
         Accounts: demo-manager and demo-worker; the passphrase of both: {DEMO}\n\
         Recovery key: {}\n\
         Try: waymark concerns list --as demo-worker\n\
         \x20    waymark keys list\n",
        office.site,
        office.keys_path.display(),
        born.recovery.as_str(),
    ))
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_key_stands_in_groups() {
        let shown = super::on_lines(&"ABCDEFGHIJ".repeat(5));
        assert_eq!(shown.as_str(), "    ABCD EFGH IJAB CDEF GHIJ\n    ABCD EFGH IJAB CDEF GHIJ\n    ABCD EFGH IJ\n");
    }
}
