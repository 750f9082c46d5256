//! `waymark audit`: whether the record of acts is whole, and its head, to be kept elsewhere.
//! Must not know what an act means.

use std::path::{Path, PathBuf};

use casework::audit::{Head, Verify};
use clap::Subcommand;

use crate::config;
use crate::office::args::Place;
use crate::office::{OfficeConfig, acts, away, block_on, open};
use crate::reminders::{self, line};
use crate::say;
use crate::stop::Stop;

/// How many entries are asked of the database at once.
const PAGE: u32 = 5000;

#[derive(Debug, Subcommand)]
pub(crate) enum Audit {
    /// Looks through the whole record of acts, and prints its head; exit code 1 if it is broken
    Verify(Verifying),
    /// Prints the head of the record, as `number hash`: keep it on another machine
    Heads(Heads),
}

#[derive(Debug, clap::Args)]
pub(crate) struct Verifying {
    /// Heads that were kept, one `number hash` a line
    #[arg(long, value_name = "FILE")]
    pub(crate) heads: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) place: Place,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Heads {
    /// Also write it at the end of this file
    #[arg(long, value_name = "FILE")]
    pub(crate) append: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) place: Place,
}

pub(crate) fn audit(wanted: Audit) -> Result<(), Stop> {
    match wanted {
        Audit::Verify(w) => block_on(verify(&config::for_office(&w.place)?, w.heads.as_deref())),
        Audit::Heads(w) => block_on(heads(&config::for_office(&w.place)?, w.append.as_deref())),
    }
}

async fn verify(config: &OfficeConfig, heads: Option<&Path>) -> Result<(), Stop> {
    let kept = heads.map(read_heads).transpose()?.unwrap_or_default();
    let office = open(config).await?;
    let mut verify = Verify::new(&office.site, kept);
    // While some are looked through, the next are read.
    let read = |from| {
        let (store, site) = (office.store.clone(), office.site.clone());
        tokio::spawn(async move { store.audit_rows(&site, from, PAGE).await })
    };
    let mut next = read(1);
    loop {
        let rows = next.await.map_err(|_| Stop::CouldNot("reading was broken off".into()))?.map_err(|e| away(&e))?;
        let Some(last) = rows.last() else { break };
        next = read(last.seq.saturating_add(1));
        for row in rows {
            verify.next(&acts::entry(row)).map_err(|broken| Stop::Refused(broken.to_string()))?;
        }
    }
    let head = verify.end().map_err(|broken| Stop::Refused(broken.to_string()))?;
    say::out(&format!("{}\n", line(&head)))?;
    say::line(&format!("the record of acts of `{}` is whole, up to entry {}", office.site, head.seq));
    Ok(())
}

async fn heads(config: &OfficeConfig, append: Option<&Path>) -> Result<(), Stop> {
    let office = open(config).await?;
    let head = acts::head(&office).await?;
    if let Some(path) = append {
        reminders::append(path, &head).map_err(Stop::CouldNot)?;
    }
    say::out(&format!("{}\n", line(&head)))
}

fn read_heads(path: &Path) -> Result<Vec<Head>, Stop> {
    let shown = path.display();
    let text = std::fs::read_to_string(path).map_err(|e| Stop::CouldNot(format!("`{shown}` cannot be read ({})", e.kind())))?;
    let lines = text.lines().enumerate().filter(|(_, line)| looks_like_head(line));
    let heads = lines.map(|(n, text)| head(text).ok_or_else(|| Stop::Misuse(format!("{shown}:{}: this is not `number hash`", n + 1))));
    let heads = heads.collect::<Result<Vec<_>, _>>()?;
    if heads.is_empty() { Err(Stop::Misuse(format!("{shown}: there is no `number hash` in it"))) } else { Ok(heads) }
}

/// Whether a line is meant as a head. The text of a message is more than its head, and is passed over.
fn looks_like_head(line: &str) -> bool {
    let word = |word: &str| word.len() >= 40 && word.bytes().all(|b| b.is_ascii_hexdigit());
    line.split_whitespace().any(word)
}

fn head(line: &str) -> Option<Head> {
    // Mail programs put `>` before what is quoted.
    let line = line.trim_start_matches(['>', ' ', '\t']).trim_end();
    let (seq, hash) = line.split_once(' ')?;
    let hash = hash.trim();
    let good = hash.len() == 64 && hash.bytes().all(|b| b.is_ascii_hexdigit());
    Some(Head { seq: seq.parse().ok().filter(|seq| *seq >= 0 && good)?, hash: hash.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_read_as_it_is_written() {
        let head = Head::empty();
        assert_eq!(super::head(&line(&head)), Some(head));
        for bad in ["", "1", "x 0000", "1 0000", "-1 0000000000000000000000000000000000000000000000000000000000000000"] {
            assert_eq!(super::head(bad), None, "{bad}");
        }
    }
}
